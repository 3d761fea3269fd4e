"""The one place where the figures of reports are computed, from the plan, its assessment and the period before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from xlplan.choices import Kind, Point, Symbol
from xlplan.periods import Period
from xlplan.report.results import (
    NOT_JUDGED,
    NOT_REPORTED,
    SCHEDULES,
    SYMBOLS,
    Board,
    EffectYear,
    IndicatorView,
    Move,
    PolicyView,
    ProgramView,
    Results,
    Stamp,
    Tally,
    YearFigure,
)
from xlplan.rollup import program_verdict
from xlplan.tables import EFFECTS, OPINIONS, PROGRESS, RETURNS, REVISIONS, VERDICTS

if TYPE_CHECKING:
    from decimal import Decimal

    from xlplan.assessment import Assessment
    from xlplan.plan import Plan
    from xlplan.tables.indicators import IndicatorRow
    from xlplan.tables.records import EffectRow
    from xlplan.tables.registry import ProgramRow
    from xlplan.tables.rounds import ProgressRow, VerdictRow

_YEAR_END: Point = "3月末"
_BASES = {"決算": "決算", "予算": "予算ベース"}
_CONSTANT = frozenset((Kind.AT_LEAST, Kind.AT_MOST, Kind.WITHIN, Kind.EXACTLY, Kind.COMPLETION_RATE))
_BY_END = frozenset((Kind.LEVEL_BY_END, Kind.CUMULATIVE_BY_END, Kind.ABOUT))


def gather(plan: Plan, assessment: Assessment, stamp: Stamp) -> Results:
    """All figures of a period. Needs every table of the master and an assessment that 判定 holds (`judged.require`)."""
    return _Gathering(plan, assessment, stamp).results()


def previous_period(plan: Plan, period: Period) -> Period | None:
    """The last period before this one that the master has reports or verdicts of."""
    seen = {_period(row.fy, row.point) for table in (PROGRESS, VERDICTS) for row in plan.rows(table)}
    return max((one for one in seen if one < period), default=None)


def _period(fy: int, point: Point) -> Period:
    return Period(fy, 2 if point == _YEAR_END else 1)


@dataclass(frozen=True)
class _Gathering:
    plan: Plan
    assessment: Assessment
    stamp: Stamp

    @property
    def period(self) -> Period:
        return self.assessment.period

    @cached_property
    def previous(self) -> Period | None:
        return previous_period(self.plan, self.period)

    @cached_property
    def stored(self) -> dict[tuple[str, int, Point], VerdictRow]:
        return {(row.indicator, row.fy, row.point): row for row in self.plan.rows(VERDICTS)}

    @cached_property
    def judged(self) -> dict[str, VerdictRow]:
        return {row.indicator: row for row in self.assessment.rows}

    def results(self) -> Results:
        programs = tuple(self._program(row) for row in self.plan.programs.values())
        names = dict.fromkeys((row.policy_no, row.policy) for row in self.plan.programs.values())
        policies = tuple(
            self._policy(no, name, tuple(p for p in programs if p.row.policy_no == no)) for no, name in names
        )
        return Results(
            plan=self.plan,
            assessment=self.assessment,
            period=self.period,
            previous=self.previous,
            stamp=self.stamp,
            programs=programs,
            policies=policies,
            total=_tally(programs),
            before=self._tally_before(programs),
            effects=_effects(self.plan.rows(EFFECTS)),
            board=self._board(),
            attention=self.assessment.attention,
            opinions=self.plan.rows(OPINIONS),
        )

    def _policy(self, no: int, name: str, programs: tuple[ProgramView, ...]) -> PolicyView:
        return PolicyView(no, name, _tally(programs), self._tally_before(programs), programs)

    def _tally_before(self, programs: Iterable[ProgramView]) -> Tally | None:
        if self.previous is None:
            return None
        return _tally(programs, schedule=lambda program: program.before, symbol=lambda indicator: indicator.before)

    def _program(self, row: ProgramRow) -> ProgramView:
        # A program printed again is reported where it is printed first.
        source = row.relisted_from or row.no
        own = self.plan.indicators_in(self.period.fy).by_program.get(row.no, ())
        indicators = tuple(self._indicator(one) for one in own)
        rolled = program_verdict(one.symbol for one in indicators)
        states = {
            action.action: state
            for action in self.plan.actions.get(row.no, ())
            if (state := self.plan.item_states.get((action.action, self.period.fy, self.period.point))) is not None
        }
        before = self._report(source, self.previous)
        return ProgramView(
            row=row,
            departments=self.plan.supporting.get(row.no, ()),
            report=self._report(source, self.period),
            before=before.schedule if before else None,
            suggestion=self.assessment.suggestions.get(source),
            verdict=rolled.symbol if indicators else None,
            counts=rolled.counts,
            indicators=indicators,
            actions=self.plan.actions.get(row.no, ()),
            states=states,
            phases=self.plan.phases.get(row.no, ()),
            opinions=tuple(one for one in self.plan.rows(OPINIONS) if one.no == row.no),
            revision=next((one for one in self.plan.rows(REVISIONS) if one.no == row.no), None),
        )

    def _report(self, no: int, period: Period | None) -> ProgressRow | None:
        return self.plan.progress.get((no, period.fy, period.point)) if period else None

    def _indicator(self, row: IndicatorRow) -> IndicatorView:
        judged = self.judged[row.indicator]
        before = self.stored.get((row.indicator, self.previous.fy, self.previous.point)) if self.previous else None
        years = self._years(row, judged)
        known = {year.fy: year.actual for year in years if year.actual is not None}
        now, last = known.get(self.period.fy), known.get(self.period.fy - 1)
        return IndicatorView(
            row=row,
            judged=judged,
            verdict=self.assessment.verdicts[row.indicator],
            years=years,
            trend=Move(last, now) if now is not None and last is not None else None,
            actual=self.plan.actuals.get((row.relisted_from or row.indicator, self.period.fy, self.period.point)),
            before=before.final if before else None,
        )

    def _years(self, row: IndicatorRow, judged: VerdictRow) -> tuple[YearFigure, ...]:
        found = []
        for fy in range(self.plan.start_fy, max(self.plan.end_fy, self.period.fy) + 1):
            actual = self.plan.actuals.get((row.relisted_from or row.indicator, fy, _YEAR_END))
            stored = judged if self.period == Period(fy, 2) else self.stored.get((row.indicator, fy, _YEAR_END))
            shown = actual.value if actual and Period(fy, 2) <= self.period else None
            symbol = stored.final if stored and Period(fy, 2) <= self.period else None
            found.append(YearFigure(fy, shown, self._target(row.indicator, fy, stored), symbol))
        return tuple(found)

    def _target(self, indicator: str, fy: int, stored: VerdictRow | None) -> Decimal | None:
        """The figure a year is held against: as judged, else set for the year, else the edition's own for that year."""
        edition = self.plan.edition(indicator, fy)
        if edition is not None and edition.kind in _BY_END:
            return edition.value if fy == (edition.due_fy or self.plan.end_fy) else None
        if stored is not None and stored.target is not None:
            return stored.target
        yearly = self.plan.year_targets.get(indicator, {}).get(fy)
        if yearly is not None and yearly.value is not None:
            return cast("Decimal", yearly.value)
        return edition.value if edition is not None and edition.kind in _CONSTANT else None

    def _board(self) -> Board:
        states = {
            row.department: row.state
            for row in self.plan.rows(RETURNS)
            if (row.fy, row.point) == (self.period.fy, self.period.point)
        }
        asked = self.plan.answering
        by_state = {
            state: tuple(name for name in asked if states.get(name, "未提出") == state)
            for state in ("確定", "差戻", "未提出")
        }
        return Board(len(asked), by_state["確定"], by_state["差戻"], by_state["未提出"])


def _tally(
    programs: Iterable[ProgramView],
    schedule: Callable[[ProgramView], str | None] = lambda program: program.schedule,
    symbol: Callable[[IndicatorView], Symbol | None] = lambda indicator: indicator.symbol,
) -> Tally:
    listed = tuple(programs)
    own = [program for program in listed if program.row.relisted_from is None]
    indicators = [one for program in listed for one in program.indicators]
    counted = [one for one in indicators if not one.row.relisted_from]
    states = Counter(schedule(program) or NOT_REPORTED for program in own)
    symbols = Counter(str(symbol(one) or NOT_JUDGED) for one in counted)
    return Tally(
        programs=len(own),
        relisted=len(listed) - len(own),
        schedule={key: states[key] for key in SCHEDULES},
        indicators=len(counted),
        relisted_indicators=len(indicators) - len(counted),
        symbols={key: symbols[key] for key in SYMBOLS},
    )


def _effects(rows: Iterable[EffectRow]) -> tuple[EffectYear, ...]:
    by_year: dict[int, list[EffectRow]] = {}
    for row in rows:
        by_year.setdefault(row.fy, []).append(row)
    return tuple(
        EffectYear(
            fy,
            _sum(row.value for row in members if row.effect == "歳入確保"),
            _sum(row.value for row in members if row.effect == "歳出削減"),
            "・".join(dict.fromkeys(_BASES[row.basis] for row in members if row.basis)) or "根拠の記載なし",
            next((row.total for row in members if row.total is not None), None),
            tuple(dict.fromkeys(row.printed for row in members if row.printed)),
        )
        for fy, members in sorted(by_year.items())
    )


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    total: Decimal | None = None
    for value in values:
        if value is not None:
            total = value if total is None else total + value
    return total
