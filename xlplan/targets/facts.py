"""What a verdict is made from: the reported figures of one indicator, the thresholds of the year, the plan's years."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal

from xlplan.declaring import NamedTuple
from xlplan.rounding import round_half_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlplan.choices import NoVerdict, Symbol
    from xlplan.periods import Period

PLAN_START: Final = 2011
PLAN_END: Final = 2015
MAX_DECIMALS: Final = 3
YEAR_END: Final = 2
"""The half of a fiscal year that ends on 31 March."""

# A worksheet keeps 15 digits: from a million on, a fourth decimal place is no longer safe on both sides.
_LARGE: Final = 1_000_000

Stand = Literal["遅れ", "予定どおり", "先行"]
"""Where a stage stands against the yearly plan (年度計画)."""


class Mode(StrEnum):
    """Which figure a verdict uses."""

    FINAL = "確定"
    FORECAST = "見込"
    MIDYEAR = "途中"


class YearTarget(NamedTuple):
    """A target of one fiscal year (年度目標), in base units."""

    value: Decimal | None
    high: Decimal | None = None


class Referenced(NamedTuple):
    """The verdict of another indicator in the same period."""

    indicator: str
    symbol: Symbol
    no_verdict: NoVerdict | None = None


class Thresholds(NamedTuple):
    """The 判定基準 in force in one fiscal year; ratios as fractions (0.9 = 90 %). Source: rules §5.2-5.4."""

    over: Decimal
    near: Decimal
    short: Decimal
    pace: Decimal
    half: Decimal
    small: Decimal
    about: Decimal
    survey: Decimal
    over_range: Decimal


_NO_YEARS: Final[Mapping[int, Any]] = {}


class Facts(NamedTuple):
    """The reported facts of one indicator, in base units. A missing figure is None or absent, never zero.

    Attributes:
        actuals: year-end (3月末) actuals by fiscal year.
        half_actual: actual at 9月末 of the judged year.
        forecast: 年度末見込 reported at 9月末 of the judged year.
        blank_reason: why the judged figure is blank, in the department's words.
        year_targets: targets set for single years.
        stand: for a milestone, the stage reached against the stage planned; None when that cannot be said.
        referenced: verdicts of the program referred to, or of the indicator listed again, in this period.
        plan_start: first fiscal year of the plan.
        plan_end: last fiscal year of the plan.
    """

    actuals: Mapping[int, Decimal | None] = _NO_YEARS
    half_actual: Decimal | None = None
    forecast: Decimal | None = None
    blank_reason: str = ""
    year_targets: Mapping[int, YearTarget] = _NO_YEARS
    stand: Stand | None = None
    referenced: tuple[Referenced, ...] = ()
    plan_start: int = PLAN_START
    plan_end: int = PLAN_END


class View(NamedTuple):
    """The facts as seen from one period: what a kind of target may ask for when it states its band."""

    period: Period
    facts: Facts
    thresholds: Thresholds
    decimals: int

    @property
    def fy(self) -> int:
        """The judged fiscal year."""
        return self.period.fy

    @property
    def mode(self) -> Mode:
        """Year-end figure, the department's forecast of it, or the half-year's own figure."""
        if self.period.half == YEAR_END:
            return Mode.FINAL
        return Mode.MIDYEAR if self.facts.forecast is None else Mode.FORECAST

    @property
    def reported(self) -> Decimal | None:
        """The figure of the judged period by `mode`, as reported."""
        match self.mode:
            case Mode.FINAL:
                return self.facts.actuals.get(self.fy)
            case Mode.FORECAST:
                return self.facts.forecast
            case Mode.MIDYEAR:
                return self.facts.half_actual

    @property
    def actual(self) -> Decimal | None:
        """The same, rounded."""
        return self.rounded(self.reported)

    def rounded(self, value: Decimal | None) -> Decimal | None:
        """`value` at the published decimals."""
        return None if value is None else published(value, self.decimals)

    def year_end(self, fy: int) -> Decimal | None:
        """The year-end actual of `fy`, rounded."""
        return self.rounded(self.facts.actuals.get(fy))

    def sum_since(self, start: int) -> Decimal | None:
        """The reported figures after `start` up to now added up, rounded; None when any of them is missing."""
        figures = [self.facts.actuals.get(fy) for fy in range(start + 1, self.fy)] + [self.reported]
        known = [figure for figure in figures if figure is not None]
        if len(known) < len(figures):
            return None
        return round_half_up(round_half_up(sum(known, Decimal(0)), MAX_DECIMALS), self.decimals)

    def done_in(self) -> int | None:
        """The first fiscal year, up to now, whose actual is 1 or more."""
        earlier = [fy for fy in sorted(self.facts.actuals) if fy < self.fy and (self.year_end(fy) or 0) >= 1]
        if earlier:
            return earlier[0]
        return self.fy if self.actual is not None and self.actual >= 1 else None


def published(value: Decimal, decimals: int) -> Decimal:
    """`value` rounded half up to `decimals` places, exactly as the 判定 sheet rounds it."""
    if abs(value) >= _LARGE:
        value = round_half_up(value, MAX_DECIMALS)
    return round_half_up(value, decimals)
