"""The layout of a return: title block, four sections, control block.

Rows stand in the order of policies and programs. Nothing depends on today's date or on a file, so the same master gives
the same form on the day it is issued and on the day it comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.form import control, sections
from xlplan.form.cells import Cell, Columns, Form, FormRow, Role, RowKind
from xlplan.form.preview import missing_count
from xlplan.tables import (
    ACTIONS,
    ACTUALS,
    ASSIGNMENTS,
    CRITERIA,
    DEPARTMENTS,
    INDICATORS,
    ITEM_STATES,
    OPINIONS,
    PHASES,
    PROGRAMS,
    PROGRESS,
    SCHEMA_VERSION,
    SETTINGS,
    UNITS,
    YEAR_TARGETS,
)

if TYPE_CHECKING:
    from xlplan.periods import Period
    from xlplan.plan import Plan

FORM_TABLES = (
    PROGRAMS, ASSIGNMENTS, ACTIONS, PHASES, INDICATORS, YEAR_TARGETS, ACTUALS, PROGRESS, ITEM_STATES, OPINIONS,
    DEPARTMENTS, UNITS, CRITERIA, SETTINGS,
)  # fmt: skip
"""What `read_plan` must have read before a form can be laid out."""

SHEET = "回答"
SECRET = "照合鍵"  # noqa: S105 - the name of a setting, not its value
INITIAL_SECRET = "初期値・配布の前に変えてください"  # noqa: S105 - what a new master holds until the city sets its own
_DEFAULT_NAME = "改革推進プログラム"
_NOT_IN_A_NAME = str.maketrans(":\\/?*[]'", "：＼／？＊［］’")
_LONGEST_NAME = 31
_TITLE = "{plan} 進捗状況調査票（{period}）"


def own_sheet_name(department: str) -> str:
    """The sheet of a department inside the master, without what Excel does not take in a sheet's name."""
    return f"{SHEET}_{department}".translate(_NOT_IN_A_NAME)[:_LONGEST_NAME]


def build_form(plan: Plan, department: str, period: Period, *, complete: bool = True) -> Form:
    """Lay out the form of one department for one period.

    Args:
        plan: must hold `FORM_TABLES`.
        department: a name of 課名簿.
        period: 9月末 forms also ask for the year-end forecast.
        complete: with formulas and control block. Reading needs neither, and does without most of the work.

    Returns:
        The form; `answers` is 0 when the department has nothing to answer.
    """
    columns = columns_of(plan, period)
    builder = sections.Sections(plan, department, period, columns, formulas=complete)
    body = builder.rows(first=control.TITLE_ROWS)
    title = _title_rows(plan, department, period, columns, formulas=complete)
    form = Form(department, period, columns, (*title, *body), {}, builder.answers)
    return _controlled(plan, form) if complete else form


def columns_of(plan: Plan, period: Period) -> Columns:
    """The columns of every form of a period: a past column per earlier plan year, the forecast at 9月末."""
    return Columns(tuple(range(plan.start_fy, period.fy)), forecast=period.half == 1)


def _controlled(plan: Plan, form: Form) -> Form:
    """The form with its control block."""
    secret = plan.settings.get(SECRET, "")
    block = {
        control.FORM: control.FORM_ID,
        control.VERSION: SCHEMA_VERSION,
        control.PLAN: plan.plan_id,
        control.DEPARTMENT: form.department,
        control.PERIOD: form.period.label,
        control.ISSUE: "",
        control.CHECK: control.check_value([_values(row) for row in form.rows], form.columns.names, secret),
    }
    order = department_order(plan, form.department)
    block[control.ISSUE] = control.issue_number(block, order, form.period, secret)
    lines = control.control_lines(block)
    rows = tuple(
        row._replace(cells=(Cell(Role.KEY, lines[at]), *row.cells[1:])) if at < len(lines) else row
        for at, row in enumerate(form.rows)
    )
    return form._replace(rows=rows, control=block)


def department_order(plan: Plan, department: str) -> int:
    """Place of a department among those that answer, from 1; 0 when it is not among them."""
    return plan.answering.index(department) + 1 if department in plan.answering else 0


def plan_name(plan: Plan) -> str:
    """How the title names the plan: 管理「市名」 and the last words of 「プラン名」."""
    name = plan.settings.get("プラン名", "").split()
    return plan.settings.get("市名", "") + (name[-1] if name else _DEFAULT_NAME)


def _values(row: FormRow) -> list[object]:
    return [None if cell is None else cell.value for cell in row.cells]


def _title_rows(plan: Plan, department: str, period: Period, columns: Columns, *, formulas: bool) -> list[FormRow]:
    """Rows 1 to 7. Guide texts are put in when the form is drawn: the city may reword them at any time."""
    width = len(columns.names)
    rows: list[list[Cell | None]] = [[None] * width for _ in range(control.TITLE_ROWS)]
    rows[0][1] = Cell(Role.TITLE, _TITLE.format(plan=plan_name(plan), period=period.label))
    count = missing_count(columns) if formulas else ""
    rows[0][columns.at("cause")] = Cell(Role.AUTO, formula=count)
    rows[1][1] = Cell(Role.GUIDE, "課名")
    rows[1][2] = Cell(Role.LABEL, department)
    deadline = plan.settings.get("提出期限") or "別にお知らせします"
    rows[1][3] = Cell(Role.GUIDE, f"提出期限：{deadline}")
    rows[1][columns.at("answer")] = Cell(Role.GUIDE, f"提出先：{_desk(plan)}")
    return [FormRow("", RowKind.TITLE, tuple(row)) for row in rows]


def _desk(plan: Plan) -> str:
    named = "・".join(row.name for row in plan.rows(DEPARTMENTS) if row.secretariat)
    desk = plan.settings.get("事務局") or named or "プランの事務局"
    contact = plan.settings.get("事務局連絡先", "")
    return f"{desk}（{contact}）" if contact else desk
