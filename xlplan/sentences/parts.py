"""What one target says, gathered from its tokens before anyone decides what kind of target it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from xlplan.periods import Span
from xlplan.sentences.direction import direction_of
from xlplan.sentences.lexicon import Mark
from xlplan.sentences.reading import Basis, Direction


@dataclass(frozen=True)
class Amount:
    """A figure with what stands around it. `top` is set for a range 「1～2件」."""

    value: Decimal
    unit: str
    text: str
    bound: Literal["low", "high"] | None = None
    strict: bool = False
    approximate: bool = False
    top: Decimal | None = None


@dataclass
class Parts:
    """What was found. `reasons` grow with everything that was not understood for sure."""

    name: str = ""
    named: bool = False
    amounts: list[Amount] = field(default_factory=list)
    baseline: Amount | None = None
    baseline_fy: int | None = None
    basis: Basis | None = None
    dues: list[int] = field(default_factory=list)
    has_end: bool = False
    span: Span | None = None
    per_year: bool = False
    each_year: bool = False  # 毎年度, 各年度: said of every year
    year_in_name: bool = False  # 年間利用者数: only what is counted
    times: Decimal = Decimal(1)
    multi_year: str = ""
    total: bool = False
    headcount: bool = False
    new: bool = False
    all_of: bool = False
    stepwise: bool = False
    to_level: bool = False
    keep: bool = False
    change: Mark | None = None
    change_word: str = ""
    object_noun: str = ""
    broken_down: bool = False
    loose: Mark | None = None
    done: str = ""
    average: bool = False
    other_cycle: str = ""
    rank: bool = False
    reasons: list[str] = field(default_factory=list)

    @property
    def due(self) -> int | None:
        """The one due year; several are a reason, and the last counts."""
        return self.dues[-1] if self.dues else None

    @property
    def repeats(self) -> bool:
        """Whether the target itself comes back every year; 「年間利用者数」 only says what is counted."""
        return self.per_year and (self.each_year or not self.year_in_name)

    @property
    def saves(self) -> bool:
        """「3か年で計9,000万円の削減」: a sum of savings, not a change of level."""
        amount = self.amounts[0] if self.amounts else None
        return (
            self.total
            and self.basis is None
            and self.change is Mark.DOWN
            and amount is not None
            and amount.unit == "円"
        )

    @property
    def direction(self) -> Direction | None:
        """Which way the name says the figure should go."""
        return direction_of(self.name)

    @property
    def is_share(self) -> bool:
        """Whether the indicator is itself a rate, so that 「5％向上」 may mean points."""
        return re.search("率|割合|比率|満足度|度合|シェア|認知度|達成度|依存度$", self.name) is not None
