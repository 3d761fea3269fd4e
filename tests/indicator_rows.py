"""Short ways to write the rows and facts that the rules look at."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlplan.criteria import DEFAULT_ROWS, Criteria
from xlplan.periods import Period
from xlplan.tables.indicators import IndicatorRow
from xlplan.targets import target_of
from xlplan.targets.facts import Facts
from xlplan.verdicts import Verdict, judge

DEFAULTS = Criteria.of(DEFAULT_ROWS)
H26 = Period(2014, 2)
H27 = Period(2015, 2)
H26_SEPTEMBER = Period(2014, 1)


def row(**cells: Any) -> IndicatorRow:
    """A row of 成果指標; cells by field name."""
    base = {"indicator": "1-1", "edition": 1, "no": 1, "name": "指標", "effective_fy": "平成26年度"}
    return IndicatorRow.read(base | cells)


def figures(**years: Any) -> dict[int, Decimal | None]:
    """`figures(h25=100, h26="96.5")` → year-end actuals by fiscal year; None is reported blank."""
    return {1988 + int(name[1:]): None if value is None else Decimal(str(value)) for name, value in years.items()}


def verdict(period: Period, facts: Facts, **cells: Any) -> Verdict:
    """The verdict on one indicator written as cells."""
    return judge(target_of(row(**cells)), facts, period, DEFAULTS)
