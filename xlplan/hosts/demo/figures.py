"""Plausible actuals for every indicator of the sample round: invented, reproducible, and marked 架空 where they are shown.

No figure here was ever reported by a department. A figure depends only on the indicator, so the sample round is the
same on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from xlplan.choices import Direction, Kind
from xlplan.figures import round_half_up

if TYPE_CHECKING:
    from xlplan.plan import Plan
    from xlplan.tables.indicators import IndicatorRow

# How the last year turned out against what was wanted: most on target, some over, a few short, one far off.
_OUTCOMES = tuple(
    map(Decimal, ("1.02", "1.05", "0.95", "1.14", "1.01", "0.82", "1.03", "0.97", "1.00", "1.08", "0.66"))
)
_TYPICAL = {
    "人": 1200,
    "件": 140,
    "％": 62,
    "円": 26_000_000,
    "団体": 96,
    "事業": 18,
    "施策": 24,
    "事業所": 22,
    "科目": 12,
}
_SHAPE = tuple(map(Decimal, ("0.86", "0.91", "0.95", "0.98")))
"""How earlier years stood against the last one, oldest first."""


def actuals(plan: Plan, row: IndicatorRow, last_fy: int) -> dict[int, Decimal]:
    """Fiscal year → invented year-end actual in base units, from the plan's start to `last_fy`.

    Empty for kinds that report no figure of their own and outside measuring years.
    """
    if row.kind in (Kind.NONE, Kind.REFER_OTHER, Kind.UNREADABLE) or row.relisted_from:
        return {}
    years = range(plan.start_fy, last_fy + 1)
    if row.measured:
        return {}
    makers: dict[Kind, Callable[[IndicatorRow, range, int], dict[int, Decimal]]] = {
        Kind.LEVEL_BY_END: _towards,
        Kind.COMPLETION_RATE: _towards,
        Kind.AT_MOST: _towards,
        Kind.CUMULATIVE_BY_END: _parts,
        Kind.MILESTONE: lambda _row, ys, _end: {fy: Decimal(0) for fy in ys},
        Kind.GROWTH: _growing,
        Kind.ABOUT: lambda r, ys, _end: {fy: (r.value or Decimal(0)) - 2 + (fy % 3) for fy in ys},
    }
    made = makers.get(row.kind, _yearly)(row, years, plan.end_fy)
    decimals = row.decimals or 0
    return {fy: round_half_up(value, decimals) for fy, value in made.items()}


def outcome(indicator: str) -> Decimal:
    """The indicator's fate in the sample round, as a factor on its target."""
    return _OUTCOMES[_lot(indicator) % len(_OUTCOMES)]


def _lot(indicator: str) -> int:
    return hashlib.sha256(indicator.encode()).digest()[0]


def _wanted(row: IndicatorRow) -> Decimal:
    if row.value is not None:
        return row.value_high if row.kind is Kind.WITHIN and row.value_high else row.value
    if row.kind is Kind.ANNUAL_EXTERNAL:
        return Decimal("95.2")
    return Decimal(_TYPICAL.get(row.unit, 30))


def _yearly(row: IndicatorRow, years: range, _end: int) -> dict[int, Decimal]:
    wanted, factor = _wanted(row), outcome(row.indicator)
    if row.unit == "％":
        factor = 1 + (factor - 1) / 5
    if row.direction is Direction.DOWN:
        factor = 2 - factor
    shape = _SHAPE[-(len(years) - 1) :] if len(years) > 1 else ()
    scale = [*shape, Decimal(1)][-len(years) :]
    return {fy: wanted * factor * part for fy, part in zip(years, scale, strict=True)}


def _growing(row: IndicatorRow, years: range, _end: int) -> dict[int, Decimal]:
    value = Decimal(_TYPICAL.get(row.unit, 100))
    found = {}
    for fy in years:
        value *= 1 + (row.rate or 0) * (outcome(row.indicator) * 3 - 2)
        found[fy] = value
    return found


def _towards(row: IndicatorRow, years: range, end: int) -> dict[int, Decimal]:
    """From the baseline towards the target, a little ahead of or behind the straight line."""
    target = row.value or Decimal(0)
    base = row.baseline_value if row.baseline_value is not None else target * Decimal("0.4")
    span = (row.due_fy or end) - (years.start - 1)
    factor = outcome(row.indicator)
    return {fy: base + (target - base) * Decimal(fy - years.start + 1) / span * factor for fy in years}


def _parts(row: IndicatorRow, years: range, end: int) -> dict[int, Decimal]:
    """Yearly parts of a total."""
    target = row.value or Decimal(0)
    span = (row.due_fy or end) - (years.start - 1)
    total = target * outcome(row.indicator)
    found, before = {}, Decimal(0)
    for number, fy in enumerate(years, 1):
        reached = round_half_up(total * number / span, row.decimals or 0)
        found[fy], before = reached - before, reached
    return found
