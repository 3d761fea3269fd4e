"""Kinds whose target stands elsewhere: set each year, or in another program."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from typing import ClassVar, Literal

from xlplan.choices import Direction, Kind, NoVerdict
from xlplan.declaring import Annotated
from xlplan.model import Limits
from xlplan.overriding import override
from xlplan.targets.bands import Band, Limit, Within
from xlplan.targets.base import BaseTarget, FromBaseline, Way, sign_of
from xlplan.targets.facts import View


class SetYearly(FromBaseline):
    """Kinds whose figure for the year stands in 年度目標."""

    is_flow: ClassVar[bool] = True
    strict: bool = False
    direction: Direction | None = None

    def _way(self) -> Direction | None:
        return self.direction

    @override
    def refusal(self, view: View) -> NoVerdict | None:
        stated = view.facts.year_targets.get(view.fy)
        if stated is None or stated.value is None:
            return NoVerdict.NO_TARGET
        readable = stated.high is not None or self._way() in (Direction.UP, Direction.DOWN)
        return None if readable else NoVerdict.UNREADABLE

    @override
    def band(self, view: View) -> Band | NoVerdict:
        stated = view.facts.year_targets[view.fy]
        low, high = view.rounded(stated.value), view.rounded(stated.high)
        if low is None or (high is not None and low > high):
            return NoVerdict.UNDEFINED
        if high is not None:
            return Within(low=low, high=high, share=self.share(view))
        if low <= 0:
            return NoVerdict.UNDEFINED
        sign = sign_of(self._way())
        baseline = self.baseline(view) if sign < 0 else None
        return Limit(sign=sign, target=low, strict=self.strict, baseline=baseline, share=self.share(view))

    @override
    def rule_in(self, view: View) -> str:
        stated = view.facts.year_targets.get(view.fy)
        if stated is None or stated.value is None:
            return self.rule
        if stated.high is not None:
            return "K3"
        rules = {Direction.UP: "K1", Direction.DOWN: "K2"}
        way = self._way()
        return self.rule if way is None else rules.get(way, self.rule)


class AnnualExternal(SetYearly):
    """K12: the figure each year's budget or another source sets."""

    kind: Literal[Kind.ANNUAL_EXTERNAL]
    rule: ClassVar[str] = "K12"

    def _way(self) -> Direction | None:
        return Direction.UP if self.direction is None else self.direction

    @override
    def rule_in(self, view: View) -> str:
        return self.rule


class PerYearSeries(SetYearly):
    """A printed series with a figure for each year."""

    kind: Literal[Kind.PER_YEAR_SERIES]
    rule: ClassVar[str] = "K1"
    direction: Way


class NoTarget(SetYearly):
    """K15: no target until one is set for the year; then K1 or K2 by direction."""

    kind: Literal[Kind.NO_TARGET]
    rule: ClassVar[str] = "K15"


class ReferOther(BaseTarget):
    """K13: the worst verdict of the program referred to."""

    kind: Literal[Kind.REFER_OTHER]
    rule: ClassVar[str] = "K13"
    reference: Annotated[str, Limits(min_length=1)]
