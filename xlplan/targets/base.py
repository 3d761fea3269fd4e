"""What every kind of target knows, and what kinds with a baseline or a due year share."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from decimal import Decimal
from typing import ClassVar, Final, Literal

from xlplan.choices import Direction, NoVerdict
from xlplan.declaring import Annotated
from xlplan.model import Before, Limits, Model
from xlplan.targets.bands import Band, Course, Limit, Sign
from xlplan.targets.facts import MAX_DECIMALS, Mode, View, published

RATE_UNITS: Final = frozenset(("％", "%", "ポイント"))
"""Units of rates: measured once a year, never in proportion to the months gone by."""
_HALF: Final = Decimal("0.5")

Way = Literal[Direction.UP, Direction.DOWN]
Decimals = Annotated[int, Before(lambda value: 0 if value is None else value), Limits(ge=0, le=MAX_DECIMALS)]
Share = Annotated[Decimal | None, Limits(ge=0, le=1)]


class BaseTarget(Model):
    """What every kind knows: how it is rounded, in which unit, from which year this edition applies."""

    rule: ClassVar[str]
    """K number of the rules."""
    is_flow: ClassVar[bool] = False
    """True when half a year should bring about half of the year's target."""

    unit: str = ""
    decimals: Decimals = 0
    half_share: Share = None
    effective_fy: int
    relisted_from: str = ""

    @classmethod
    def uses(cls) -> tuple[str, ...]:
        """Fields of 成果指標 that this kind reads beside those every kind has."""
        return tuple(name for name in cls.fields if name not in BaseTarget.fields and name != "kind")

    def refusal(self, view: View) -> NoVerdict | None:  # noqa: ARG002  # most kinds apply in every year
        """Why the target does not apply in this year at all."""
        return None

    def not_due(self, view: View) -> bool:
        """At 9月末 levels and rates are 未到来 unless the department forecasts the year's end."""
        flows = self.is_flow and self.unit not in RATE_UNITS and self.share(view) != 0
        return view.mode is Mode.MIDYEAR and not flows

    def figure(self, view: View) -> Decimal | NoVerdict:
        """The figure compared with the band."""
        return NoVerdict.NOT_REPORTED if view.actual is None else view.actual

    def band(self, view: View) -> Band | NoVerdict:  # noqa: ARG002  # the kinds that have a band look
        """The band this year's figure should lie in; a kind that applies in no year has none."""
        return NoVerdict.UNDEFINED

    def rule_in(self, view: View) -> str:  # noqa: ARG002  # only yearly targets follow another kind's rule
        """K number of the rule followed in this year."""
        return self.rule

    def share(self, view: View) -> Decimal:
        """Part of the year's target expected by now."""
        if view.mode is not Mode.MIDYEAR:
            return Decimal(1)
        return _HALF if self.half_share is None else published(self.half_share, MAX_DECIMALS)


class FromBaseline(BaseTarget):
    """Kinds that know a starting value; without a base year it stands at the end of the year before the plan."""

    baseline_fy: int | None = None
    baseline_value: Decimal | None = None

    def start(self, view: View) -> int:
        """b: the fiscal year at whose end the baseline stands."""
        return view.facts.plan_start - 1 if self.baseline_fy is None else self.baseline_fy

    def baseline(self, view: View) -> Decimal | None:
        """B, rounded."""
        return view.rounded(self.baseline_value)

    def previous(self, view: View) -> Decimal | None:
        """Last year's actual; in the first year the baseline."""
        value = view.year_end(view.fy - 1)
        return self.baseline(view) if value is None and view.fy - 1 == self.start(view) else value


class ByDue(FromBaseline):
    """Kinds with a due year; without one, the plan's last year."""

    due_fy: int | None = None

    def due(self, view: View) -> int:
        """e."""
        return view.facts.plan_end if self.due_fy is None else self.due_fy

    def elapsed(self, view: View) -> tuple[int, int] | NoVerdict | None:
        """(n, d) with E = n/d before the due year, None from then on; halves of years at 9月末."""
        start, due = self.start(view), self.due(view)
        if due <= start:
            return NoVerdict.UNDEFINED
        if view.fy <= start:
            return NoVerdict.NOT_DUE
        done, whole = view.fy - start, due - start
        if view.mode is Mode.MIDYEAR:
            done, whole = 2 * done - 1, 2 * whole
        return (done, whole) if done < whole else None

    def course(
        self, view: View, sign: Sign, target: Decimal, baseline: Decimal | None, *, strict: bool
    ) -> Band | NoVerdict:
        """Pace before the due year, movement at it."""
        elapsed = self.elapsed(view)
        if isinstance(elapsed, NoVerdict):
            return elapsed
        if baseline is None:
            if elapsed:
                return NoVerdict.NO_BASELINE
            return Limit(sign=sign, target=target, strict=strict) if target > 0 else NoVerdict.UNDEFINED
        if baseline == target:
            return NoVerdict.UNDEFINED
        return Course(sign=sign, target=target, baseline=baseline, elapsed=elapsed, strict=strict)


def sign_of(direction: Direction | None) -> Sign:
    """-1 when less is better, else 1."""
    return -1 if direction is Direction.DOWN else 1
