"""Answers for one sample form: cell → what an officer would have typed. All invented; notes say 架空."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xlplan.criteria import Criteria
from xlplan.form.cells import AskKind, Role, RowKind
from xlplan.form.texts import in_unit
from xlplan.hosts.demo.figures import actuals
from xlplan.periods import Period
from xlplan.schedule import phases_of, planned_for
from xlplan.tables import ACTUALS, CRITERIA, ITEM_STATES, PROGRESS
from xlplan.targets import target_of
from xlplan.targets.facts import Facts
from xlplan.verdicts import judge

if TYPE_CHECKING:
    from xlplan.form.cells import Ask, Form
    from xlplan.plan import Plan
    from xlplan.tables.indicators import IndicatorRow

INVENTED = "（架空）見本の記入です。"
_AS_PLANNED = ("未着手", "検討中", "試行", "実施中")
LATE = frozenset((6, 24, 41, 54))
"""Programs whose sample answer is B."""
EARLY = frozenset((18,))
"""Programs whose sample answer is S."""
UNEXPLAINED = "42-1"
"""The indicator whose sample return forgets cause and response."""


def answers(plan: Plan, form: Form) -> dict[str, str | int | float]:
    """A1 address → value for every input the sample fills; what is not named stays blank."""
    figures = {
        row.indicator: actuals(plan, row, form.period.fy)
        for row in plan.indicators(form.period.fy)
        if row.no in plan.programs
    }
    filled: dict[str, str | int | float] = {}
    for cell, ask, kind in _asks(form):
        value = _answer(plan, ask, figures) if kind is not RowKind.NOTE else None
        if value is not None:
            filled[cell] = value
    return filled


def _asks(form: Form) -> Iterator[tuple[str, Ask, RowKind]]:
    for index, row in enumerate(form.rows):
        for name, cell in zip(form.columns.names, row.cells, strict=False):
            if cell is not None and cell.role is Role.INPUT and cell.ask is not None:
                yield form.cell_name(index, name), cell.ask, row.kind


def _answer(plan: Plan, ask: Ask, figures: dict[str, dict[int, Decimal]]) -> str | int | float | None:
    if ask.table == PROGRESS.name:
        return _progress(ask)
    if ask.table == ITEM_STATES.name:
        return _state(plan, ask)
    if ask.table == ACTUALS.name:
        return _actual(plan, ask, figures)
    return None


def _progress(ask: Ask) -> str | None:
    no = int(ask.key[0])
    late = no in LATE
    texts = {
        "schedule": "B" if late else "S" if no in EARLY else "A",
        "cause": INVENTED + "関係者との調整に時間を要した。" if late else None,
        "response": INVENTED + "次の期に説明会を行い、予定に追いつく。" if late else None,
        "self_assessment": INVENTED + "予定した取組を行った。",
    }
    return texts.get(ask.field)


def _state(plan: Plan, ask: Ask) -> str | None:
    if ask.field != "state":
        return None
    fy = int(ask.key[1])
    row = next(r for rows in plan.actions.values() for r in rows if r.action == ask.key[0])
    if row.no in LATE:
        return "未着手"
    if row.to_fy is not None and row.to_fy < fy:
        return "完了"
    rows = plan.actions[row.no]
    planned = planned_for(row, phases_of(row, rows, plan.phases.get(row.no, ())), Period(fy, 2))
    return _AS_PLANNED[planned.least] if planned else "実施中"


def _actual(plan: Plan, ask: Ask, figures: dict[str, dict[int, Decimal]]) -> str | int | float | None:
    indicator, fy = str(ask.key[0]), int(ask.key[1])
    row = plan.edition(indicator, fy) or plan.editions[indicator][0]
    off = indicator != UNEXPLAINED and _off_target(plan, row, figures.get(indicator, {}))
    if ask.field == "value":
        value = figures.get(indicator, {}).get(fy)
        typed = None if value is None else _cell(in_unit(value, ask.unit))
        return ask.choices[1] if ask.kind is AskKind.DONE else typed
    texts = {
        "basis": "速報",
        "note": INVENTED,
        "cause": INVENTED + "天候と会場の都合で回数が減った。" if off else None,
        "response": INVENTED + "周知の方法を見直し、回数を増やす。" if off else None,
    }
    return texts.get(ask.field)


def _off_target(plan: Plan, row: IndicatorRow, figures: dict[int, Decimal]) -> bool:
    """Whether the sample's own figures miss the target, so that its return explains why."""
    facts = Facts(actuals=figures, plan_start=plan.start_fy, plan_end=plan.end_fy)
    target, period = target_of(row), Period(max(figures, default=plan.end_fy), 2)
    return judge(target, facts, period, Criteria.of(plan.rows(CRITERIA))).symbol.off_target


def _cell(value: Decimal | int) -> int | float:
    return int(value) if value == int(value) else float(value)
