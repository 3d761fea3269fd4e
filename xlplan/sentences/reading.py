"""What a target sentence was read as. The JSON of a `Reading` is what `xlplan explain` prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal[
    "none",
    "at_least",
    "at_most",
    "within",
    "exactly",
    "growth",
    "keep_previous",
    "level_by_end",
    "cumulative_by_end",
    "completion_rate",
    "milestone",
    "about",
    "annual_external",
    "refer_other",
    "direction_only",
    "no_target",
    "per_year_series",
    "unreadable",
]
Direction: TypeAlias = Literal["up", "down", "keep"]
Basis: TypeAlias = Literal["absolute", "previous_year", "base_year", "budget", "other_program"]
When: TypeAlias = Literal["per_year", "by_end"]


@dataclass(frozen=True)
class Reading:
    """One target as read.

    Figures are in base units. A growth in per cent stands in `rate` (0.05 for +5 %); a growth in the unit itself or in
    points has no rate, and its change stands in `low` (at least so much more) or `high` (negative: so much less).
    `action` is what a milestone asks to get done (「策定」). `due_fy` is the fiscal year at whose end the target is judged; None where the sentence names none. `reasons` say in
    Japanese why the reading is ambiguous or impossible; they are empty exactly when `ambiguous` is false.
    """

    kind: Kind
    original: str = ""
    name: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    direction: Direction | None = None
    basis: Basis | None = None
    rate: Decimal | None = None
    period: When | None = None
    due_fy: int | None = None
    cumulative: bool = False
    approximate: bool = False
    strict: bool = False
    baseline_value: Decimal | None = None
    baseline_fy: int | None = None
    series: tuple[tuple[int, Decimal], ...] = ()
    reference: int | None = None
    action: str = ""
    explanation: str = ""
    reasons: tuple[str, ...] = ()
    others: tuple[Reading, ...] = field(default=())

    @property
    def ambiguous(self) -> bool:
        """Whether a person has to decide before this reading may judge anything."""
        return bool(self.reasons)

    def as_json(self) -> dict[str, Any]:
        """The reading as JSON-ready values: whole numbers as int, others as float, missing as None."""
        return {
            "kind": self.kind,
            "low": _number(self.low),
            "high": _number(self.high),
            "direction": self.direction,
            "unit": self.unit,
            "basis": self.basis,
            "rate": _number(self.rate),
            "period": self.period,
            "due_fy": self.due_fy,
            "cumulative": self.cumulative,
            "approximate": self.approximate,
            "ambiguous": self.ambiguous,
            "explanation": self.explanation,
            "strict": self.strict,
            "baseline_value": _number(self.baseline_value),
            "baseline_fy": self.baseline_fy,
            "series": [[fy, _number(value)] for fy, value in self.series],
            "others": [other.as_json() for other in self.others],
            "reference": self.reference,
            "name": self.name,
            "original": self.original,
            "reasons": list(self.reasons),
        }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
