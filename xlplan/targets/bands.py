"""Where a figure should lie: the bands in which every kind of target states itself. They judge nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.targets.facts import Stand

Sign = Literal[1, -1]
"""1 when more is better, -1 when less is."""


class Limit(NamedTuple):
    """At least (sign 1) or at most (sign -1) `target` in the year.

    `worse_than` is the figure behind which a year is a step back whatever its ratio (last year's, for growth);
    `baseline` the start from which an unmet upper limit is measured by movement; `share` the part of a year's target
    expected by now; `from_zero` that last year stood at 0, so that there is no target to compute.
    """

    sign: Sign
    target: Decimal
    strict: bool = False
    worse_than: Decimal | None = None
    baseline: Decimal | None = None
    share: Decimal = Decimal(1)
    from_zero: bool = False


class Within(NamedTuple):
    """Between `low` and `high`, both included."""

    low: Decimal
    high: Decimal
    share: Decimal = Decimal(1)


class Keep(NamedTuple):
    """Not below `previous` by more than `tolerance`."""

    previous: Decimal
    tolerance: Decimal


class Course(NamedTuple):
    """A level to be reached from `baseline`; `elapsed` is (years done, years in all), None from the due year on."""

    sign: Sign
    target: Decimal
    baseline: Decimal
    elapsed: tuple[int, int] | None
    strict: bool = False


class Total(NamedTuple):
    """A sum to be reached; `elapsed` as in Course; `expected` replaces target x elapsed when whole things are counted."""

    target: Decimal
    elapsed: tuple[int, int] | None
    expected: Decimal | None = None


class Near(NamedTuple):
    """Within `tolerance` of `target` on either side."""

    target: Decimal
    tolerance: Decimal


class Trend(NamedTuple):
    """Better than last year."""

    sign: Sign
    previous: Decimal


class Deliverable(NamedTuple):
    """Done by the due year; before that, at the stage planned."""

    due_fy: int
    done_fy: int | None
    passed: bool
    stand: Stand | None


Band: TypeAlias = Limit | Within | Keep | Course | Total | Near | Trend | Deliverable


def edges(band: Band) -> tuple[Decimal | None, Decimal | None]:  # noqa: PLR0911  # one line for each kind of band
    """The lowest and the highest figure that meets the band, in base units; None where it is open.

    For a course or a sum this is the target at its end, not what is expected by now.
    """
    match band:
        case Limit():
            return _side(band.sign, band.target * band.share)
        case Within():
            return band.low * band.share, band.high
        case Keep():
            return band.previous - band.tolerance, None
        case Course():
            return _side(band.sign, band.target)
        case Total():
            return band.target, None
        case Near():
            return band.target - band.tolerance, band.target + band.tolerance
        case Trend():
            return _side(band.sign, band.previous)
        case Deliverable():
            return None, None
        case _:
            assert_never(band)


def _side(sign: Sign, figure: Decimal) -> tuple[Decimal | None, Decimal | None]:
    return (figure, None) if sign > 0 else (None, figure)
