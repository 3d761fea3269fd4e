"""Native formulas that give a first look at an indicator's verdict.

The preview helps while typing; it is never read back: the verdict that counts is made from the master. Formulas use
cells of their own sheet and functions that Excel 2019 has. Bands: rules §5.2; kinds: §5.3; half-year: §5.4.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from xlplan.choices import Direction, Kind
from xlplan.declaring import NamedTuple
from xlplan.form import texts
from xlplan.rounding import round_half_up
from xlplan.tables import CRITERIA

if TYPE_CHECKING:
    from xlplan.form.preview import RowRefs
    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.tables.indicators import IndicatorRow
    from xlplan.targets.facts import Thresholds

_NONE = '"－"'
_OVER, _MET, _NEARLY, _SHORT, _FAR, _WORSE = (
    '"◎ 超過達成"', '"○ 達成"', '"△ 概ね達成"', '"▲ 未達"', '"× 大きく未達"', '"▼ 後退"',
)  # fmt: skip
_ON_PACE, _NEAR_PACE, _BEHIND = '"○ 順調"', '"△ もう少し"', '"▲ 遅れ"'
_EXPECTED, _SLIGHTLY, _WATCH = '"○ 達成見込"', '"△ やや遅れ"', '"▲ 要注意"'
_ONE_BY_ONE = 10
"""Counts below this accumulate in whole steps, so the expected part is rounded down."""


_PLACES = 9


def verdict(plan: Plan, indicator: IndicatorRow, period: Period, ref: RowRefs) -> str:
    """The preview of one indicator's verdict as a formula."""
    if indicator.kind is Kind.MILESTONE:
        return f"={_milestone(indicator, period, ref)}"
    view = _View.of(plan, indicator, period, ref)
    answer = ref["answer"]
    if period.half == 1:
        forecast = ref["forecast"]
        at_year_end = _year_end(indicator, view, forecast)
        return f'=IF(ISNUMBER({forecast}),{at_year_end},IF(ISNUMBER({answer}),{_half_year(indicator, view)},""))'
    figure = answer if texts.scale_of(view.unit) != 1 else f"ROUND({answer},{indicator.decimals or 0})"
    judged = _year_end(indicator, view, figure)
    return f'=IF(ISNUMBER({answer}),{judged},IF({answer}="","",{_NONE}))'


class _View(NamedTuple):
    """An indicator's own numbers in the unit shown, as they stand in formulas."""

    ref: RowRefs
    fy: int
    unit: str
    target: Decimal | None
    high: Decimal | None
    baseline: Decimal | None
    previous: str
    start_fy: int
    end_fy: int
    limits: Thresholds

    @classmethod
    def of(cls, plan: Plan, indicator: IndicatorRow, period: Period, ref: RowRefs) -> _View:
        unit = texts.shown_unit(indicator)
        yearly = plan.year_targets.get(indicator.indicator, {}).get(period.fy)
        own = indicator if yearly is None or yearly.value is None else yearly

        def shown(value: Decimal | None) -> Decimal | None:
            return None if value is None else texts.in_unit(value, unit)

        figures = shown(own.value), shown(own.value_high), shown(indicator.baseline_value)
        previous = ref.year(period.fy - 1)
        limits = _limits(plan, period.fy)
        return cls(ref, period.fy, unit, *figures, previous, plan.start_fy, plan.end_fy, limits)

    def bands(self, ratio: str, *, over: bool = True) -> str:
        """The verdict of a ratio; `over` where ◎ is possible."""
        limits = self.limits
        met = f"IF({ratio}>={_num(limits.over)},{_OVER},{_MET})" if over else _MET
        missed = f"IF({ratio}>={_num(limits.near)},{_NEARLY},IF({ratio}>={_num(limits.short)},{_SHORT},{_FAR}))"
        return f"IF({ratio}>=1,{met},{missed})"

    def moved(self, progress: str) -> str:
        """The verdict of a movement from the baseline; behind it is ▼."""
        return f"IF({progress}<0,{_WORSE},{self.bands(progress, over=False)})"

    def pace(self, reached: str, progress: str, pace: str) -> str:
        """The verdict before the due year."""
        near = f"IF({pace}>={_num(self.limits.pace)},{_NEAR_PACE},{_BEHIND})"
        return f"IF({reached},{_OVER},IF({progress}<0,{_WORSE},IF({pace}>=1,{_ON_PACE},{near})))"

    @property
    def goal(self) -> str:
        """The target as a literal."""
        return _num(self.target or Decimal(0))


def _limits(plan: Plan, fy: int) -> Thresholds:
    """The 判定基準 in force; the proposed ones where the master has none or they were not read."""
    from xlplan.criteria import DEFAULT_ROWS, Criteria  # noqa: PLC0415 - reading a return draws no preview

    rows = plan.rows(CRITERIA) if CRITERIA.name in plan.tables else ()
    limits = Criteria.of(rows).at(fy) or Criteria.of(DEFAULT_ROWS).at(max(row.effective_fy for row in DEFAULT_ROWS))
    if limits is None:
        raise LookupError("the proposed criteria are incomplete")
    return limits


def _milestone(indicator: IndicatorRow, period: Period, ref: RowRefs) -> str:
    due = indicator.due_fy
    over_due = due is not None and (period.fy > due or (period.fy == due and period.half != 1))
    early = due is not None and period.fy < due
    undone = _FAR if over_due else '"－ 期限前"'
    answer = ref["answer"]
    return f'IF({answer}="達成",{_OVER if early else _MET},IF({answer}="未達成",{undone},""))'


def _year_end(indicator: IndicatorRow, view: _View, figure: str) -> str:
    from_years = _FROM_YEARS.get(indicator.kind)
    if from_years is not None:
        return from_years(indicator, view, figure)
    if not view.target:
        return '"－ 目標未設定"' if view.target is None else _NONE
    judge = _FROM_TARGET.get(indicator.kind, _floor)
    if judge is _floor and indicator.direction is Direction.DOWN:
        judge = _ceiling
    return judge(indicator, view, figure)


def _floor(indicator: IndicatorRow, view: _View, figure: str) -> str:
    goal = view.goal
    bands = view.bands(f"({figure}/{goal})")
    return f"IF({figure}={goal},{_NEARLY},{bands})" if indicator.strict else bands


def _within(indicator: IndicatorRow, view: _View, figure: str) -> str:
    if view.high is None:
        return _floor(indicator, view, figure)
    symbol = "△ 上限超過" if view.limits.over_range else "○ 達成（上限超過）"
    above = f'IF({figure}>{_num(view.high)},"{symbol}",{_MET})'
    return f"IF({figure}>={view.goal},{above},{view.bands(f'({figure}/{view.goal})', over=False)})"


def _about(indicator: IndicatorRow, view: _View, figure: str) -> str:
    share = (view.target or Decimal(0)) * view.limits.about
    tolerance = indicator.tolerance if indicator.tolerance is not None else share
    gap = f"ABS({figure}-{view.goal})"
    return f"IF({gap}<={_num(tolerance)},{_MET},IF({gap}<={_num(tolerance * 2)},{_NEARLY},{_SHORT}))"


def _exactly(_: IndicatorRow, view: _View, figure: str) -> str:
    return f"IF({figure}={view.goal},{_MET},{view.bands(f'MIN(0.9999,{figure}/{view.goal})', over=False)})"


def _ceiling(indicator: IndicatorRow, view: _View, figure: str) -> str:
    goal = view.goal
    inside = f"{figure}{'<' if indicator.strict else '<='}{goal}"
    if view.baseline is not None and view.baseline != view.target:
        missed = view.moved(_progress(view, figure))
    else:
        missed = view.bands(f"MIN(0.9999,{goal}/{figure})", over=False)
    return f"IF({inside},IF({figure}<={goal}/{_num(view.limits.over)},{_OVER},{_MET}),{missed})"


def _progress(view: _View, figure: str) -> str:
    base, target = view.baseline or Decimal(0), view.target or Decimal(0)
    return f"(({figure}-{_num(base)})/{_num(target - base)})"


def _growth(indicator: IndicatorRow, view: _View, figure: str) -> str:
    if not view.previous or indicator.rate is None:
        return '"－ 前年度値なし"'
    before, rate = view.previous, _num(1 + indicator.rate)
    goal = f"ROUNDUP(ROUND({before}*{rate},6),0)" if indicator.counted else f"({before}*{rate})"
    up = indicator.rate > 0
    worse = f"{figure}{'<' if up else '>'}{before}"
    ratio = f"({figure}/{goal})" if up else f"({goal}/{figure})"
    judged = f"IF({worse},{_WORSE},{view.bands(ratio)})"
    from_zero = f"IF({figure}>0,{_MET},{_NONE})"
    return f'IF(ISNUMBER({before}),IF({before}=0,{from_zero},{judged}),"－ 前年度値なし")'


def _keep(indicator: IndicatorRow, view: _View, figure: str) -> str:
    if not view.previous:
        return '"－ 前年度値なし"'
    tolerance = (
        indicator.tolerance
        if indicator.tolerance is not None
        else (view.limits.survey if indicator.survey else Decimal(0))
    )
    before = view.previous
    judged = f"IF({figure}>={before}-{_num(tolerance)},{_MET},{view.bands(f'({figure}/{before})', over=False)})"
    return f'IF(ISNUMBER({before}),IF({before}=0,{_NONE},{judged}),"－ 前年度値なし")'


def _direction(indicator: IndicatorRow, view: _View, figure: str) -> str:
    if not view.previous or indicator.direction is None:
        return '"－ 前年度値なし"' if indicator.direction else _NONE
    before = view.previous
    better = "<" if indicator.direction is Direction.DOWN else ">"
    judged = f'IF({figure}{better}{before},{_MET},IF({figure}={before},"△ 横ばい",{_WORSE}))'
    return f'IF(ISNUMBER({before}),{judged},"－ 前年度値なし")'


def _level(indicator: IndicatorRow, view: _View, figure: str) -> str:
    target = view.target or Decimal(0)
    due = indicator.due_fy or view.end_fy
    base = (
        view.baseline if view.baseline is not None else Decimal(0) if indicator.kind is Kind.COMPLETION_RATE else None
    )
    down = indicator.direction is Direction.DOWN
    reached = f"{figure}{'<=' if down else '>='}{_num(target)}"
    if base is None or base == target:
        ratio = f"MIN(0.9999,{_num(target)}/{figure})" if down else f"({figure}/{_num(target)})"
        return (
            f"IF({reached},{_MET},{view.bands(ratio, over=False)})" if view.fy >= due and target else '"－ 基準値なし"'
        )
    progress = f"(({figure}-{_num(base)})/{_num(target - base)})"
    if view.fy >= due:
        return f"IF({reached},{_MET},{view.moved(progress)})"
    start = indicator.baseline_fy if indicator.baseline_fy is not None else view.start_fy - 1
    elapsed = Decimal(view.fy - start) / Decimal(due - start) if due > start else Decimal(1)
    return view.pace(reached, progress, progress if elapsed <= 0 else f"({progress}/{_num(elapsed)})")


def _cumulative(indicator: IndicatorRow, view: _View, figure: str) -> str:
    target = view.target or Decimal(0)
    due = indicator.due_fy or view.end_fy
    start = indicator.baseline_fy if indicator.baseline_fy is not None else view.start_fy - 1
    years = [view.ref.year(fy) for fy in view.ref.columns.past if fy > start]
    total = f"(SUM({years[0]}:{years[-1]})+{figure})" if years else figure
    if view.fy >= due:
        return view.bands(f"({total}/{_num(target)})")
    expected = target * (view.fy - start) / (due - start) if due > start else target
    if indicator.counted and target < _ONE_BY_ONE:
        expected = Decimal(int(expected))
    pace = f"({total}/{_num(expected)})" if expected else "1"
    return view.pace(f"{total}>={_num(target)}", total, pace)


def _half_year(indicator: IndicatorRow, view: _View) -> str:
    """Only flows are foreseen from half a year; the rest waits for the year's end or a forecast."""
    flows = (Kind.AT_LEAST, Kind.WITHIN, Kind.EXACTLY, Kind.PER_YEAR_SERIES, Kind.NO_TARGET)
    target = view.target
    if indicator.kind not in flows or indicator.unit == "％" or not target or indicator.direction is Direction.DOWN:
        return '"－ 年度途中"'
    answer = view.ref["answer"]
    if target <= view.limits.small:
        return f'IF({answer}>={_num(target)},{_EXPECTED},"－ 年度途中")'
    share = indicator.half_share or Decimal("0.5")
    ratio = f"({answer}/{_num(target * share)})"
    return f"IF({ratio}>=1,{_EXPECTED},IF({ratio}>={_num(view.limits.half)},{_SLIGHTLY},{_WATCH}))"


def _num(value: Decimal) -> str:
    """A figure as a formula's literal; negative ones in parentheses."""
    text = format(round_half_up(value, _PLACES), "f")
    text = text.rstrip("0").rstrip(".")
    return f"({text})" if value < 0 else text


_Judge = Callable[["IndicatorRow", _View, str], str]
_FROM_YEARS: dict[Kind, _Judge] = {
    Kind.GROWTH: _growth,
    Kind.KEEP_PREVIOUS: _keep,
    Kind.DIRECTION_ONLY: _direction,
}
"""Kinds judged by earlier years, with or without a figure of their own."""
_FROM_TARGET: dict[Kind, _Judge] = {
    Kind.AT_MOST: _ceiling,
    Kind.WITHIN: _within,
    Kind.ABOUT: _about,
    Kind.EXACTLY: _exactly,
    Kind.CUMULATIVE_BY_END: _cumulative,
    Kind.LEVEL_BY_END: _level,
    Kind.COMPLETION_RATE: _level,
}
"""Kinds judged by their target; the others have a floor, or a ceiling when less is better."""
