"""Was this sheet issued by this master, to this department, for this period? Asked before anything else is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlplan.findings import Finding, Place, finding
from xlplan.form.control import (
    DEPARTMENT,
    FORM,
    FORM_ID,
    ISSUE,
    ITEMS,
    PERIOD,
    PLAN,
    VERSION,
    is_issued,
    read_control,
)
from xlplan.form.layout import SECRET
from xlplan.messages import Message
from xlplan.tables import SCHEMA_VERSION

if TYPE_CHECKING:
    from xlplan.alignment import SheetView
    from xlplan.books.book import Cells
    from xlplan.periods import Period
    from xlplan.plan import Plan

CONTROL_SHEET = "管理"
_CUTS = re.compile(r"[\s_＿\-－.・,，、【】\[\]]+")


def control_of(view: SheetView) -> dict[str, str]:
    """The control block on the sheet itself; empty when the sheet is no return."""
    found = read_control(row[0] if row else None for row in view.cells[: len(ITEMS)])
    return found if found.get(FORM) == FORM_ID else {}


def control_findings(view: SheetView, control: Mapping[str, str], plan: Plan, period: Period) -> list[Finding]:
    """What keeps the sheet from being read: other version, plan, department, period or issuer. The first reason counts."""

    def place(item: str) -> Place:
        return view.place(ITEMS.index(item))

    department = control.get(DEPARTMENT, "")
    known = department in plan.departments
    words = {"department": department if known else ""}
    if control.get(VERSION) != SCHEMA_VERSION:
        detail = f"様式の版が「{control.get(VERSION, '')}」で、現在は「{SCHEMA_VERSION}」です"
        return [finding(Message.S204_STALE_FORM, place(VERSION), control.get(VERSION, ""), detail=detail, **words)]
    if control.get(PLAN) != plan.plan_id:
        other = control.get(PLAN, "")
        return [finding(Message.S202_OTHER_PLAN, place(PLAN), other, expected=plan.plan_id, **words)]
    if not known:
        return [finding(Message.S206_UNKNOWN_DEPARTMENT, place(DEPARTMENT), department)]
    if control.get(PERIOD) != period.label:
        other = control.get(PERIOD, "")
        return [finding(Message.S203_WRONG_PERIOD, place(PERIOD), other, expected=period.label, **words)]
    if not is_issued(control, plan.settings.get(SECRET, "")):
        return [finding(Message.S207_UNKNOWN_ISSUE, place(ISSUE), control.get(ISSUE, ""), **words)]
    return []


def name_finding(view: SheetView, department: str, name: str, where: str, plan: Plan) -> list[Finding]:
    """S205 when the name of a file or sheet gives another department of 課名簿."""
    named = departments_in(name, plan)
    if not named or department in named:
        return []
    words = {"where": where, "expected": "・".join(named), "department": department}
    return [finding(Message.S205_WRONG_DEPARTMENT, view.place(ITEMS.index(DEPARTMENT)), department, **words)]


def departments_in(name: str, plan: Plan) -> list[str]:
    """Departments of 課名簿 that stand as whole words in a file or sheet name."""
    words = set(_CUTS.split(name))
    return [department for department in sorted(plan.departments) if department in words]


def repeated_control(cells: Cells) -> dict[str, str]:
    """Item → value of the hidden 管理 sheet of a return; empty when it is another kind of sheet."""
    found = {str(row[0]): str(row[1] if row[1] is not None else "") for row in cells if len(row) > 1 and row[0]}
    return found if found.get(FORM) == FORM_ID or ISSUE in found else {}


def differing_control(file: str, control: Mapping[str, str], repeated: Mapping[str, str]) -> list[Finding]:
    """S221 for each item in which the two copies of the control block differ."""
    return [
        finding(
            Message.S221_CONTROL_ALTERED,
            Place(file, CONTROL_SHEET, f"B{at}"),
            repeated.get(item, ""),
            item=item,
            department=control.get(DEPARTMENT, ""),
        )
        for at, item in enumerate(ITEMS, start=2)
        if repeated.get(item, "") != control.get(item, "")
    ]
