"""Kinds judged within one year: against a figure, a range, last year, or not at all."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import ClassVar, Final, Literal

from xlplan.choices import Kind, NoVerdict
from xlplan.declaring import Annotated
from xlplan.model import Limits
from xlplan.overriding import override
from xlplan.rounding import round_half_up
from xlplan.targets.bands import Band, Keep, Limit, Near, Sign, Trend, Within
from xlplan.targets.base import BaseTarget, ByDue, FromBaseline, Way, sign_of
from xlplan.targets.facts import MAX_DECIMALS, Mode, View, published

BASE_YEAR: Final = "基準年度"
"""比較の基準: the growth is counted from the base year, not from last year."""
_RATE_DECIMALS: Final = 4


class NoIndicator(BaseTarget):
    """K0: the program has no indicator; only the schedule axis applies."""

    kind: Literal[Kind.NONE]
    rule: ClassVar[str] = "K0"

    @override
    def refusal(self, view: View) -> NoVerdict | None:
        return NoVerdict.NOT_APPLICABLE


class UnreadableTarget(BaseTarget):
    """The sentence could not be read; the secretariat has to decide what it means."""

    kind: Literal[Kind.UNREADABLE]
    rule: ClassVar[str] = "KX"

    @override
    def refusal(self, view: View) -> NoVerdict | None:
        return NoVerdict.UNREADABLE


class AtLeast(BaseTarget):
    """K1: R = A/T."""

    kind: Literal[Kind.AT_LEAST]
    rule: ClassVar[str] = "K1"
    is_flow: ClassVar[bool] = True
    value: Decimal
    strict: bool = False

    @override
    def band(self, view: View) -> Band | NoVerdict:
        target = published(self.value, view.decimals)
        if target <= 0:
            return NoVerdict.UNDEFINED
        return Limit(sign=1, target=target, strict=self.strict, share=self.share(view))


class AtMost(FromBaseline):
    """K2: met up to T; beyond it by movement from the baseline, without one by the excess ratio T/A."""

    kind: Literal[Kind.AT_MOST]
    rule: ClassVar[str] = "K2"
    is_flow: ClassVar[bool] = True
    value: Decimal
    strict: bool = False

    @override
    def band(self, view: View) -> Band | NoVerdict:
        target = published(self.value, view.decimals)
        if target <= 0:
            return NoVerdict.UNDEFINED
        baseline = self.baseline(view)
        return Limit(sign=-1, target=target, strict=self.strict, baseline=baseline, share=self.share(view))


class Range(BaseTarget):
    """K3: L ≤ A ≤ U."""

    kind: Literal[Kind.WITHIN]
    rule: ClassVar[str] = "K3"
    is_flow: ClassVar[bool] = True
    value: Decimal
    value_high: Decimal

    @override
    def band(self, view: View) -> Band | NoVerdict:
        low, high = published(self.value, view.decimals), published(self.value_high, view.decimals)
        return NoVerdict.UNDEFINED if low > high else Within(low=low, high=high, share=self.share(view))


class Exactly(BaseTarget):
    """K3 with L = U."""

    kind: Literal[Kind.EXACTLY]
    rule: ClassVar[str] = "K3"
    is_flow: ClassVar[bool] = True
    value: Decimal

    @override
    def band(self, view: View) -> Band | NoVerdict:
        target = published(self.value, view.decimals)
        return NoVerdict.UNDEFINED if target <= 0 else Within(low=target, high=target, share=self.share(view))


class Growth(ByDue):
    """K4: T = last year's (1+g), for whole things rounded to the whole that reaches g.

    Counted from the base year (比較の基準 is 基準年度), T stays the same and with a due year it is a course to it.
    """

    kind: Literal[Kind.GROWTH]
    rule: ClassVar[str] = "K4"
    is_flow: ClassVar[bool] = True
    rate: Decimal
    counted: bool = False
    basis: str = ""

    @override
    def not_due(self, view: View) -> bool:
        return super().not_due(view) or (view.mode is Mode.MIDYEAR and self._is_course)

    @property
    def _is_course(self) -> bool:
        return self.basis == BASE_YEAR and self.due_fy is not None

    @override
    def band(self, view: View) -> Band | NoVerdict:
        from_base_year = self.basis == BASE_YEAR
        origin = self.baseline(view) if from_base_year else self.previous(view)
        if origin is None:
            return NoVerdict.NO_BASELINE if from_base_year else NoVerdict.NO_PREVIOUS
        sign: Sign = -1 if self.rate < 0 else 1
        target = self._target(origin, sign)
        if origin < 0:
            return NoVerdict.UNDEFINED
        if origin == 0:
            return Limit(sign=sign, target=origin, worse_than=origin, share=self.share(view), from_zero=True)
        if self._is_course:
            return self.course(view, sign, target, origin, strict=False)
        if target <= 0:
            return NoVerdict.UNDEFINED
        return Limit(sign=sign, target=target, worse_than=origin, share=self.share(view))

    def _target(self, origin: Decimal, sign: Sign) -> Decimal:
        grown = round_half_up(origin * (1 + round_half_up(self.rate, _RATE_DECIMALS)), MAX_DECIMALS + _RATE_DECIMALS)
        if not self.counted:
            return round_half_up(grown, self.decimals)
        return grown.to_integral_value(ROUND_CEILING if sign > 0 else ROUND_FLOOR)


class KeepPrevious(FromBaseline):
    """K5: not below last year; an opinion survey may move by its margin."""

    kind: Literal[Kind.KEEP_PREVIOUS]
    rule: ClassVar[str] = "K5"
    survey: bool = False
    tolerance: Annotated[Decimal | None, Limits(ge=0)] = None

    @override
    def band(self, view: View) -> Band | NoVerdict:
        previous = self.previous(view)
        if previous is None:
            return NoVerdict.NO_BASELINE if view.fy - 1 <= self.start(view) else NoVerdict.NO_PREVIOUS
        tolerance = self.tolerance
        if tolerance is None:
            tolerance = view.thresholds.survey if self.survey else Decimal(0)
        return Keep(previous=previous, tolerance=published(tolerance, view.decimals))


class About(BaseTarget):
    """K11: within the tolerance on either side."""

    kind: Literal[Kind.ABOUT]
    rule: ClassVar[str] = "K11"
    value: Decimal
    tolerance: Annotated[Decimal | None, Limits(ge=0)] = None

    @override
    def band(self, view: View) -> Band | NoVerdict:
        target = published(self.value, view.decimals)
        if self.tolerance is not None:
            return Near(target=target, tolerance=published(self.tolerance, view.decimals))
        if target == 0:
            return NoVerdict.UNDEFINED
        share = round_half_up(view.thresholds.about, MAX_DECIMALS)
        tolerance = (abs(target) * share).quantize(Decimal(1).scaleb(-view.decimals), rounding=ROUND_FLOOR)
        return Near(target=target, tolerance=tolerance)


class DirectionOnly(FromBaseline):
    """K14: better or worse than last year."""

    kind: Literal[Kind.DIRECTION_ONLY]
    rule: ClassVar[str] = "K14"
    direction: Way

    @override
    def band(self, view: View) -> Band | NoVerdict:
        previous = self.previous(view)
        return NoVerdict.NO_PREVIOUS if previous is None else Trend(sign=sign_of(self.direction), previous=previous)
