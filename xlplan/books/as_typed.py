"""How a value must be handed to Excel so that the cell ends up holding it: Excel reads text the way it reads typing.

Put through a program, 「0123」 becomes 123, 「1-2」 a date and 「=A1」 a formula, unless the cell is of text format. So such
text is put into a cell that is of text format at that moment. Text that begins with an apostrophe is the exception: a
text cell may keep or swallow it, while a general cell always swallows one, so there it gets two.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from xlplan.books.book import CellError
from xlplan.books.refusal import Refused
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.books.book import Value

__all__ = ["GENERAL", "MAX_TEXT", "TEXT", "Entering", "entering"]

TEXT: Final = "@"
GENERAL: Final = "General"
MAX_TEXT: Final = 32_767

_DAY: Final = dt.timedelta(days=1)
_LONGEST: Final = 60  # no number, date or time is written longer
# All that Japanese Excel reads as numbers, money, percentages, fractions, dates, eras and times is written with these.
_READ_AS_A_NUMBER: Final = re.compile(r"(?=.*\d)[\d\s+\-./,:;%()¥\\$€£a-z年月日時分秒円元明治大正昭和平成令午前後]+")
_MONTH: Final = re.compile(r"(?:\d{1,2}\W)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:\W\d{1,4})?")


class Entering(NamedTuple):
    """What is handed over, and the number format the cell must have while it is (`None`: whichever it has)."""

    entry: str | float | bool | dt.date | None
    number_format: str | None = None


def entering(value: Value) -> Entering:
    """How `value` is entered. ``Refused`` ``text_too_long`` for text no cell can hold.

    Whole numbers go as float: COM has no integer beyond 32 bits that Excel takes.
    """
    match value:
        case str():
            return _text(value)
        case None | bool():
            entry: str | float | bool | dt.date | None = value
        case int() | float():
            entry = float(value)
        case CellError():
            entry = value.code
        case dt.timedelta():
            entry = value / _DAY
        case dt.time():
            entry = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / _DAY
        case _:
            entry = value
    return Entering(entry)


def _text(value: str) -> Entering:
    # Excel counts UTF-16 units, so a character outside the basic plane counts twice.
    if len(value) + sum(letter > "\uffff" for letter in value) > MAX_TEXT:
        raise Refused("text_too_long", str(len(value)))
    if value.startswith("'"):
        return Entering(f"'{value}", GENERAL)
    return Entering(value, TEXT) if _read_otherwise(value) else Entering(value)


def _read_otherwise(value: str) -> bool:
    """Whether Excel may make something else of this text; in doubt yes, which costs nothing but a format."""
    folded = (
        unicodedata.normalize("NFKC", value).strip().lower()
    )  # Japanese Excel reads full-width digits and signs too
    if folded[:1] in {"=", "+", "-", "@", "#"} or folded in {"true", "false"}:
        return True
    return len(folded) <= _LONGEST and bool(_READ_AS_A_NUMBER.fullmatch(folded) or _MONTH.fullmatch(folded))
