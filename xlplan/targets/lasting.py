"""Kinds with a due year: a level, a sum, a rate, a deliverable."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from decimal import Decimal
from typing import ClassVar, Final, Literal

from xlplan.choices import Direction, Kind, NoVerdict
from xlplan.declaring import Annotated
from xlplan.model import Before
from xlplan.overriding import override
from xlplan.periods import fiscal_year_label
from xlplan.targets.bands import Band, Deliverable, Total
from xlplan.targets.base import BaseTarget, ByDue, Way, sign_of
from xlplan.targets.facts import Mode, View, published

_FLOOR_BELOW: Final = 10


def _measured_years(value: object) -> object:
    """「平成27年度、平成28年度」 → the same labels, each one exactly as the 年度 table writes it."""
    if not isinstance(value, str):
        return value
    labels = tuple(part for part in value.split("、") if part)
    known = {fiscal_year_label(fy) for fy in range(1989, 2100)}
    if not set(labels) <= known:
        raise ValueError("年度を「平成27年度」の形で書いてください")
    return labels


Measured = Annotated[tuple[str, ...], Before(_measured_years)]


class LevelByEnd(ByDue):
    """K6 (more is better) and K7 (less is): pace before the due year, movement at it."""

    kind: Literal[Kind.LEVEL_BY_END]
    rule: ClassVar[str] = "K6"
    value: Decimal
    direction: Way
    strict: bool = False

    @override
    def band(self, view: View) -> Band | NoVerdict:
        target = published(self.value, view.decimals)
        return self.course(view, sign_of(self.direction), target, self.baseline(view), strict=self.strict)

    @override
    def rule_in(self, view: View) -> str:
        return "K7" if self.direction is Direction.DOWN else self.rule


class CumulativeByEnd(ByDue):
    """K8: the sum since the start; small whole numbers are expected in whole steps."""

    kind: Literal[Kind.CUMULATIVE_BY_END]
    rule: ClassVar[str] = "K8"
    is_flow: ClassVar[bool] = True
    value: Decimal
    counted: bool = False

    @override
    def figure(self, view: View) -> Decimal | NoVerdict:
        total = view.sum_since(self.start(view))
        return NoVerdict.NOT_REPORTED if total is None else total

    @override
    def band(self, view: View) -> Band | NoVerdict:
        target = published(self.value, view.decimals)
        elapsed = self.elapsed(view)
        if isinstance(elapsed, NoVerdict):
            return elapsed
        if target <= 0:
            return NoVerdict.UNDEFINED
        expected = None
        if elapsed and self.counted and target < _FLOOR_BELOW:
            expected = (target * elapsed[0]) // elapsed[1]
        return Total(target=target, elapsed=elapsed, expected=expected)


class CompletionRate(ByDue):
    """K9: as K6 from the stated baseline or 0, in the measuring years only."""

    kind: Literal[Kind.COMPLETION_RATE]
    rule: ClassVar[str] = "K9"
    value: Decimal
    strict: bool = False
    measured: Measured = ()

    @override
    def refusal(self, view: View) -> NoVerdict | None:
        outside = self.measured and view.period.fy_label not in self.measured
        return NoVerdict.OTHER_YEAR if outside else None

    @override
    def band(self, view: View) -> Band | NoVerdict:
        baseline = self.baseline(view)
        target = published(self.value, view.decimals)
        return self.course(view, 1, target, Decimal(0) if baseline is None else baseline, strict=self.strict)


class Milestone(BaseTarget):
    """K10: 実績値 1 in the year it was finished, 0 while it is not."""

    kind: Literal[Kind.MILESTONE]
    rule: ClassVar[str] = "K10"
    due_fy: int | None = None

    @override
    def not_due(self, view: View) -> bool:
        return False

    @override
    def figure(self, view: View) -> Decimal | NoVerdict:
        band = self.band(view)
        if band.done_fy is not None:
            return Decimal(1)
        by_stage = band.stand is not None and not band.passed
        return NoVerdict.NOT_REPORTED if view.actual is None and not by_stage else Decimal(0)

    @override
    def band(self, view: View) -> Deliverable:
        due = view.facts.plan_end if self.due_fy is None else self.due_fy
        passed = view.fy > due or (view.fy == due and view.mode is not Mode.MIDYEAR)
        return Deliverable(due_fy=due, done_fy=view.done_in(), passed=passed, stand=view.facts.stand)
