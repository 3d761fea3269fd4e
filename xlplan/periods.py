"""Fiscal years and half-years as officers write them.

A fiscal year is the int of the AD year in which it starts: 平成26年度 = 2014. The half-years are the survey's two
points: half 1 ends 9月末, half 2 ends 3月末 (年度末). Anything that does not read exactly one way is None.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Literal

from xlplan.declaring import NamedTuple
from xlplan.eras import ERA_PATTERN, bare_year, era_name, era_year, year_number
from xlplan.numerals import KANJI_DIGITS, narrow, read_numeral

PLAN_ERA: Final = "平成"
_SHORT: Final = 20
"""Letters of a text worth remembering; whatever else may stand in a cell is not kept."""

_FY_STARTS_MONTH: Final = 4

# Patterns as text are compiled by re when first needed: start-up is most of a command's time.
_DASHES: Final = "[〜∼˜～‐‑‒–—―−ー─-]"
_DASH: Final = "~"
_KANJI_YEAR: Final = re.compile(f"[十百{''.join(KANJI_DIGITS)}]+(?=年)")

_YEAR: Final = re.compile(
    rf"""(?:(?P<era>{ERA_PATTERN})|(?P<western>西暦|FY|fy))?
         (?P<year>元|\d{{1,4}})
         (?:\((?P<other>[^()]+?)(?:年度?)?\))?
         (?P<word>年度|年(?!度))?
         (?:\((?P<after>[^()]+?)(?:年度?)?\))?
         (?P<rest>.*)""",
    re.VERBOSE,
)
_MONTH_DAY: Final = r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<end>末日?))?(?:現在|時点)?"
_SHORT_DATE: Final = r"(?P<sep>[./-])(?P<month>\d{1,2})(?:(?P=sep)(?P<day>\d{1,2}))?(?P<end>末)?"
_FISCAL_EDGES: Final = frozenset(("", "末", "中", "当初", "内", "末現在", "末時点"))
# 「平成26年当初」 lies in fiscal 25, so a calendar year takes fewer of them.
_CALENDAR_EDGES: Final = frozenset(("", "末", "中", "内"))
_HALF_WORDS: Final[dict[Literal[1, 2], str]] = {
    1: "上半期 上半期末 上期 上期末 前期末 中間 中間期 9月 9月末 9月末日 9月30日",
    2: "末 期末 下半期 下半期末 下期 下期末 3月 3月末 3月末日 3月31日",
}
_HALVES: Final = {
    word + as_of: half
    for half, words in _HALF_WORDS.items()
    for word in words.split()
    for as_of in ("", "現在", "時点")
}


class Span(NamedTuple):
    """A run of fiscal years, both ends included; None where the text leaves an end open."""

    start: int | None
    end: int | None


class _Year(NamedTuple):
    """A year as written, before deciding what the rest of the text makes of it."""

    number: int
    word: str
    rest: str
    era: str | None


def fiscal_year_of(day: date) -> int:
    """The fiscal year (April to March) that contains `day`."""
    return day.year if day.month >= _FY_STARTS_MONTH else day.year - 1


def fiscal_year_last_day(fy: int) -> date:
    """31 March at the end of `fy`."""
    return date(fy + 1, 3, 31)


@lru_cache(maxsize=512)  # every column of years asks for the same few
def fiscal_year_label(fy: int, *, short: bool = False) -> str:
    """2014 → 「平成26年度」, or 「26年度」 when `short`; 2019 → 「令和元年度」, a year before 明治 as it is, 「1867年度」."""
    return f"{era_year(fy, short=short)}年度"


def read_fiscal_year(text: object, *, era: str = PLAN_ERA) -> int | None:
    """The fiscal year that a cell or a text names; a date or a month means the fiscal year containing it.

    Args:
        text: 「平成23年度」「Ｈ23」「２３年度」「令和元年度」「2014」「平成25年2月」, an int, a float or a date.
        era: What a bare two-digit year counts in.

    Returns:
        The AD year in which the fiscal year starts, or None when the text does not name exactly one.
    """
    if isinstance(text, bool) or text is None:
        return None
    if isinstance(text, date):
        return fiscal_year_of(text)
    if isinstance(text, int | float):
        return bare_year(int(text), era) if isinstance(text, int) or text.is_integer() else None
    if not isinstance(text, str):
        return None
    return _known_year(text, era) if len(text) <= _SHORT else _fiscal_year_in(_compact(text), era)


# A master names the same few years in a thousand cells.
@lru_cache(maxsize=512)
def _known_year(text: str, era: str) -> int | None:
    return _fiscal_year_in(_compact(text), era)


def _fiscal_year_in(text: str, era: str) -> int | None:
    found = _find_year(text, era)
    if found is None:
        return None
    if found.rest in (_CALENDAR_EDGES if found.word == "年" else _FISCAL_EDGES):
        return found.number
    month_day = _month_and_day(found)
    if month_day is None:
        return None
    month, _ = month_day
    if found.word == "年度":
        return found.number
    return found.number if month >= _FY_STARTS_MONTH else found.number - 1


def _month_and_day(found: _Year) -> tuple[int, int | None] | None:
    """(month, day) after a year; day None when the text names the month only, -1 for its last day."""
    written_out = re.fullmatch(_MONTH_DAY, found.rest)
    match = written_out or re.fullmatch(_SHORT_DATE, found.rest)
    if match is None:
        return None
    # 「2.5」 is a decimal; only an era letter or four digits make dots and slashes a date.
    if written_out is None and (found.word == "年度" or found.era is None):
        return None
    month = int(match["month"])
    day = int(match["day"]) if match["day"] else None
    calendar_year = found.number + 1 if found.word == "年度" and month < _FY_STARTS_MONTH else found.number
    try:
        date(calendar_year, month, day or 1)
    except ValueError:
        return None
    return month, -1 if match["end"] else day


def _compact(text: str) -> str:
    text = re.sub(r"\s+", "", narrow(text))
    text = _KANJI_YEAR.sub(lambda numeral: str(read_numeral(numeral[0]) or numeral[0]), text)
    if re.fullmatch(r"\([^()]+\)", text):
        text = text[1:-1]
    return text


def _find_year(text: str, era: str) -> _Year | None:
    match = _YEAR.fullmatch(text)
    if match is None:
        return None
    written = era_name(match["era"])
    number = year_number(match["year"], written, bool(match["western"]), era)
    if number is None:
        return None
    # 「平成26（2014）年度」: the second way of writing must say the same, or the text contradicts itself.
    for again in (match["other"], match["after"]):
        if again is not None and _fiscal_year_in(again, era) != number:
            return None
    is_western = bool(match["western"]) or len(match["year"]) == 4  # noqa: PLR2004
    word = "年度" if (match["western"] or "").upper() == "FY" else match["word"] or ""
    if match["year"] == "元" and not match["era"] and not match["word"]:
        return None
    return _Year(number, word, match["rest"], "西暦" if is_western else written)


def read_day(text: str, *, era: str = PLAN_ERA) -> date | None:
    """The day a text names: 「平成27年3月31日」「H27.3.31」「2015/3/31」; None when it names no single day."""
    found = _find_year(_compact(text), era)
    month, day = (found and found.word != "年度" and _month_and_day(found)) or (0, None)
    return date(found.number, month, day) if found and day is not None and day > 0 else None


def read_span(text: object, *, era: str = PLAN_ERA) -> Span | None:
    """The run of fiscal years a text names: 「平成23～27年度」「～平成27年度」「平成25年度以降」, or one year alone.

    The end takes its era from the start (令和元年度～5年度). None when unreadable or when the end lies before the start.
    """
    if not isinstance(text, str):
        year = read_fiscal_year(text, era=era)
        return None if year is None else Span(year, year)
    compact = _compact(text)
    single = _fiscal_year_in(compact, era)
    if single is not None:
        return Span(single, single)
    start_text, separator, end_text = _split_span(compact)
    if not separator or not (start_text or end_text):
        return None
    start_era, end_era = _era_in(start_text), _era_in(end_text)
    start = _fiscal_year_in(start_text, start_era or era)
    end = _fiscal_year_in(_with_century(end_text, start_text), end_era or start_era or era)
    if (start is None and start_text) or (end is None and end_text):
        return None
    if start is not None and end is not None and end < start:
        return None
    return Span(start, end)


def _split_span(text: str) -> tuple[str, str, str]:
    """(start, separator, end) with empty text where an end is open; separator "" when there is no span."""
    text = text.removesuffix("の間").removesuffix("に")
    for word in ("以降", "以後", "から", "より"):
        if text.endswith(word):
            return text.removesuffix(word), _DASH, ""
    has_until = text.endswith(("まで", "以前"))
    text = text.removesuffix("まで").removesuffix("以前")
    text = re.sub("(?<=[年度])(?:から|より)(?=.)", _DASH, text)
    text = re.sub(_DASHES, _DASH, text)
    if text.count(_DASH) == 1:
        start, separator, end = text.partition(_DASH)
        return start, separator, end
    return ("", _DASH, text) if has_until and _DASH not in text else (text, "", "")


def _era_in(text: str) -> str | None:
    match = re.match(ERA_PATTERN, text)
    return era_name(match[0]) if match else None


def _with_century(end: str, start: str) -> str:
    """「2014～18年度」: the short end is in the start's century."""
    four, two = re.match(r"(\d{2})\d{2}(?!\d)", start), re.match(r"\d{2}(?!\d)", end)
    return four[1] + end if four and two else end


class Period(NamedTuple):
    """A half-year of the survey, ordered in time. Half 1 ends on 30 September, half 2 on 31 March."""

    fy: int
    half: Literal[1, 2]

    @property
    def last_day(self) -> date:
        """The day at whose end this half-year is judged."""
        return date(self.fy, 9, 30) if self.half == 1 else fiscal_year_last_day(self.fy)

    @property
    def point(self) -> Literal["9月末", "3月末"]:
        """「9月末」 or 「3月末」."""
        return "9月末" if self.half == 1 else "3月末"

    @property
    def fy_label(self) -> str:
        """「平成26年度」."""
        return fiscal_year_label(self.fy)

    @property
    def label(self) -> str:
        """「平成26年9月末」 for half 1, 「平成26年度末」 for half 2."""
        return f"{era_year(self.fy)}年9月末" if self.half == 1 else f"{self.fy_label}末"

    @property
    def previous(self) -> Period:
        """The half-year before this one."""
        return Period(self.fy, 1) if self.half == 2 else Period(self.fy - 1, 2)  # noqa: PLR2004

    def __str__(self) -> str:
        return self.label

    @classmethod
    def read(cls, text: object, *, era: str = PLAN_ERA) -> Period | None:
        """The half-year a text or a date cell names, or None: a bare fiscal year does not say which half."""
        if isinstance(text, date):
            return cls._read_date(text)
        if not isinstance(text, str):
            return None
        found = _find_year(_compact(text), era)
        if found is None:
            return None
        if found.word != "年":
            half = _HALVES.get(found.rest)
            return cls(found.number, half) if half and (found.word or found.era) else cls._read_month(found)
        # 「平成26年末」 is December and 「平成26年上半期」 ends in June: neither is a point of the survey.
        return cls._read_month(found)

    @classmethod
    def _read_month(cls, found: _Year) -> Period | None:
        month_day = _month_and_day(found)
        if month_day is None:
            return None
        if month_day in {(9, None), (9, -1), (9, 30)}:
            return cls(found.number, 1)
        return cls(found.number - 1, 2) if month_day in {(3, None), (3, -1), (3, 31)} else None

    @classmethod
    def _read_date(cls, day: date) -> Period | None:
        # A cell showing 「2015年3月」 holds the first of the month.
        day = day.date() if isinstance(day, datetime) else day
        for half in (cls(day.year, 1), cls(day.year - 1, 2)):
            if day in {half.last_day, half.last_day.replace(day=1)}:
                return half
        return None
