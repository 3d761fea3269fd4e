"""The eras: which AD year 平成26年 is, and how a year is printed."""

from __future__ import annotations

from datetime import date
from typing import Final

# The AD year before each era's year 1, and the last year number anyone writes (plans ran on to 平成42年度).
ERAS: Final = {"明治": (1867, 45), "大正": (1911, 15), "昭和": (1925, 64), "平成": (1988, 60), "令和": (2018, 60)}
_ERA_LETTERS: Final = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_FIRST_FISCAL_YEARS: Final = (
    (2019, "令和", 2018),
    (1989, "平成", 1988),
    (1926, "昭和", 1925),
    (1912, "大正", 1911),
    (1868, "明治", 1867),
)
_FIRST_DAYS: Final = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
)
WESTERN_YEARS: Final = range(1868, 2200)

ERA_PATTERN: Final = r"(?:明治|大正|昭和|平成|令和|[MTSHRmtshr]\.?|[明大昭平令](?=[\d元]))"


def era_year(year: int, *, short: bool = False) -> str:
    """2014 → 「平成26」, 「26」 when `short`; a year before 明治 as it is, 「1867」."""
    for first, era, before in _FIRST_FISCAL_YEARS:
        if year >= first:
            number = "元" if year - before == 1 else str(year - before)
            return number if short else era + number
    return str(year)


def day_label(day: date) -> str:
    """「平成27年4月24日」, with the era of the day itself; ValueError before 大正."""
    for first, era in _FIRST_DAYS:
        if day >= first:
            number = day.year - ERAS[era][0]
            return f"{era}{'元' if number == 1 else number}年{day.month}月{day.day}日"
    raise ValueError(f"{day} lies before the eras that plans use")


def era_name(written: str | None) -> str | None:
    """What `ERA_PATTERN` matched → the era: Ｈ → 平成, 令 → 令和; None when no era was written."""
    if not written:
        return None
    written = written.removesuffix(".").upper()
    if written in _ERA_LETTERS:
        return _ERA_LETTERS[written]
    return next(name for name in ERAS if name.startswith(written))


def year_number(digits: str, written: str | None, western: bool, era: str) -> int | None:
    """The AD year of `digits` (元 is 1) in the era `written`, in the western calendar, or else in `era`."""
    number = 1 if digits == "元" else int(digits)
    if western:
        return number if number in WESTERN_YEARS else None
    if written is None:
        return bare_year(1 if digits == "元" else number, era)
    before, last = ERAS[written]
    return before + number if 1 <= number <= last else None


def bare_year(number: int, era: str) -> int | None:
    """A number without an era: four digits are AD, fewer count in `era`; None when out of range."""
    if number in WESTERN_YEARS:
        return number
    before, last = ERAS[era]
    return before + number if 1 <= number <= last else None
