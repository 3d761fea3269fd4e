"""The kinds of target: one small frozen class each, told apart by the Japanese label in the 目標種別 cell.

A kind says which figure is looked at and in which band it should lie this year; `verdicts` decides, in one place.
Adding a kind is one class and one line in `Target`. Source: rules §5.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar, get_args

from xlplan.model import ModelError
from xlplan.targets.lasting import CompletionRate, CumulativeByEnd, LevelByEnd, Milestone
from xlplan.targets.outside import AnnualExternal, NoTarget, PerYearSeries, ReferOther
from xlplan.targets.yearly import (
    About,
    AtLeast,
    AtMost,
    DirectionOnly,
    Exactly,
    Growth,
    KeepPrevious,
    NoIndicator,
    Range,
    UnreadableTarget,
)

if TYPE_CHECKING:
    from xlplan.choices import Kind
    from xlplan.tables.indicators import IndicatorRow

__all__ = [
    "About",
    "AnnualExternal",
    "AtLeast",
    "AtMost",
    "CompletionRate",
    "CumulativeByEnd",
    "DirectionOnly",
    "Exactly",
    "Growth",
    "KeepPrevious",
    "LevelByEnd",
    "Milestone",
    "NoIndicator",
    "NoTarget",
    "PerYearSeries",
    "Range",
    "ReferOther",
    "Target",
    "UnreadableTarget",
    "edition_in_force",
    "target_of",
]

Target: TypeAlias = (
    NoIndicator
    | AtLeast
    | AtMost
    | Range
    | Exactly
    | Growth
    | KeepPrevious
    | LevelByEnd
    | CumulativeByEnd
    | CompletionRate
    | Milestone
    | About
    | AnnualExternal
    | PerYearSeries
    | ReferOther
    | DirectionOnly
    | NoTarget
    | UnreadableTarget
)
"""Every kind, told apart by `kind`."""


@lru_cache(maxsize=1)
def _kinds() -> dict[Kind, type[Target]]:
    """The class of each 目標種別."""
    return {get_args(kind.fields["kind"].annotation)[0]: kind for kind in get_args(Target)}


def target_of(row: IndicatorRow) -> Target | list[str]:
    """The typed target of a row of 成果指標.

    Args:
        row: an IndicatorRow; only the fields its kind uses are looked at.

    Returns:
        The target, or the names of the fields that are missing or do not fit, in the order of the sheet.
    """
    kind = _kinds()[row.kind]
    try:
        target: Target = kind.read({name: getattr(row, name) for name in kind.fields})
    except ModelError as error:
        names = {fault.field for fault in error.faults}
        return [name for name in type(row).fields if name in names]
    return target


class Edition(Protocol):
    """A row of 成果指標, as far as choosing between editions goes."""

    @property
    def edition(self) -> int:
        """版."""

    @property
    def effective_fy(self) -> int:
        """適用開始年度."""


EditionT = TypeVar("EditionT", bound=Edition)


def edition_in_force(editions: Iterable[EditionT], fy: int) -> EditionT | None:
    """Of the editions of one indicator, the highest that applies on the last day of `fy`; None before the first."""
    return max((row for row in editions if row.effective_fy <= fy), key=lambda row: row.edition, default=None)
