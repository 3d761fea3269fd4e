"""A city's plan: the real one, split over thirty departments, with indicators added up to ninety."""

from __future__ import annotations

from typing import Final

from benchmarks.shapes import Rows, changed, real_plan, with_indicators
from xlplan.schema import Row
from xlplan.tables import ASSIGNMENTS, DEPARTMENTS, INDICATORS, PROGRAMS
from xlplan.tables.registry import DepartmentRow

INDICATORS_WANTED: Final = 90
SPLIT: Final = {36: "資産活用課", 48: "人材育成課", 61: "基盤整備課"}
"""Programs that get a department of their own: the plan's 27 departments become 30."""


def city_plan() -> Rows:
    """The rows of the city's master."""
    real = real_plan()
    made = dict(real)
    for table in (PROGRAMS, INDICATORS, ASSIGNMENTS):
        made[table.name] = tuple(_moved(row) for row in real[table.name])
    extra = tuple(DepartmentRow(name=name, answers=True) for name in SPLIT.values())
    made[DEPARTMENTS.name] = (*real[DEPARTMENTS.name], *extra)
    return with_indicators(made, INDICATORS_WANTED)


def _moved(row: Row) -> Row:
    department = SPLIT.get(getattr(row, "no", 0))
    main = getattr(row, "order", 1) == 1
    return changed(row, department=department) if department and main else row
