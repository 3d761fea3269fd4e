"""What Excel makes of text put into a cell: number, date, formula, truth value, error, or the text itself.

Written from Excel's documented behaviour, on the side of converting: text that only some versions or settings convert
is converted here, so that a caller who relies on luck fails.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final, NamedTuple

from xlplan.books.book import CellError

EPOCH: Final = dt.datetime(1899, 12, 30)
TEXT: Final = "@"
GENERAL: Final = "General"
ERRORS: Final = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")

_NUMBER = re.compile(
    r"[(]?[-+]?[¥\\$€£]?[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?(e[-+]?\d{1,3})?\s*[円%]?[)]?", re.IGNORECASE
)
_DATE = re.compile(r"(?:(\d{1,4})[-/.年]\s*)?(\d{1,2})[-/.月]\s*(\d{1,2})日?")
_ERA_DATE = re.compile(
    r"(明治|大正|昭和|平成|令和|[MTSHR])\s*(\d{1,2}|元)[./年-](\d{1,2})[./月-](\d{1,2})日?", re.IGNORECASE
)
_MONTH = re.compile(
    r"(\d{1,2}[- ])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*([- ]\d{1,4})?", re.IGNORECASE
)
_TIME = re.compile(r"(\d{1,4})[:時](?:(\d{1,2})分?)?(?::?(\d{1,2})秒?)?\s*(am|pm|a|p)?", re.IGNORECASE)
_FRACTION = re.compile(r"(\d+)\s+(\d{1,3})/(\d{1,3})")
_ERA_START = {"明治": 1867, "m": 1867, "大正": 1911, "t": 1911, "昭和": 1925, "s": 1925, "平成": 1988, "h": 1988}
_THIS_YEAR: Final = 2014


class Typed(NamedTuple):
    """What a cell holds after an entry: a value, or a formula; and the format it takes if it had none."""

    value: str | float | bool | CellError | None
    formula: str = ""
    number_format: str = GENERAL


def as_typed(text: str, number_format: str) -> Typed:
    """What `text` becomes in a cell of this number format."""
    if number_format == TEXT:
        return Typed(text)
    if text.startswith("'"):
        return Typed(text[1:])
    folded = unicodedata.normalize("NFKC", text).strip()
    if folded[:1] in "=+-@" and len(folded) > 1 and not _NUMBER.fullmatch(folded):
        return Typed(None, folded.lstrip("@").removeprefix("="))
    if folded.upper() in {"TRUE", "FALSE"}:
        return Typed(folded.upper() == "TRUE")
    if folded.upper() in ERRORS:
        return Typed(CellError(folded.upper()))
    return _number(folded) or _moment(folded) or Typed(text)


def serial(moment: dt.datetime) -> float:
    """Days since Excel's epoch; exact for the dates after February 1900."""
    return (moment - EPOCH) / dt.timedelta(days=1)


def _number(text: str) -> Typed | None:
    digits = re.sub(r"[(),¥\\$€£円%\s]", "", text)
    if not _NUMBER.fullmatch(text) or not re.search(r"\d", digits):
        return None
    value = float(digits)
    if text.startswith("("):
        value = -value
    return Typed(value / 100, number_format="0%") if text.endswith("%") else Typed(value)


def _moment(text: str) -> Typed | None:
    if found := _FRACTION.fullmatch(text):
        return Typed(int(found[1]) + int(found[2]) / int(found[3]), number_format="# ?/?")
    head, _, tail = text.replace("T", " ").partition(" ")
    if (day := _day(head)) is not None:
        if not tail:
            return Typed(day, number_format="yyyy/m/d")
        time = _time(tail.removesuffix("Z").partition(".")[0])
        return None if time is None else Typed(day + time, number_format="yyyy/m/d h:mm")
    time = _time(text)
    return None if time is None else Typed(time, number_format="h:mm")


def _day(text: str) -> float | None:
    try:
        if found := _ERA_DATE.fullmatch(text):
            year = _ERA_START.get(found[1].lower(), 2018) + (1 if found[2] == "元" else int(found[2]))
            return serial(dt.datetime(year, int(found[3]), int(found[4])))
        if found := _DATE.fullmatch(text):
            year = int(found[1]) if found[1] else _THIS_YEAR
            return serial(dt.datetime(year if year > 99 else 2000 + year, int(found[2]), int(found[3])))
    except ValueError:
        return None
    return serial(dt.datetime(_THIS_YEAR, 4, 1)) if _MONTH.fullmatch(text) else None


def _time(text: str) -> float | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.group(1, 2, 3))
    if minutes > 59 or seconds > 59:
        return None
    return (hours * 3600 + minutes * 60 + seconds) / 86_400
