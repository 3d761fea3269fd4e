"""`templates/return.xlsx`: the empty return of a fictitious department, one row per way of asking, marked 見本.

It shows the city what `templates/return.toml` changes; returns themselves are drawn from the master.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlplan.choices import Kind
from xlplan.form import FORM_TABLES, build_form
from xlplan.periods import Period
from xlplan.plan import Plan
from xlplan.table_reading import Entry, TableRead
from xlplan.tables import (
    ACTIONS,
    ASSIGNMENTS,
    DEPARTMENTS,
    INDICATORS,
    OPINIONS,
    PHASES,
    PROGRAMS,
    SETTINGS,
    UNITS,
)
from xlplan.tables.indicators import IndicatorRow
from xlplan.tables.records import OpinionRow, SettingRow, UnitRow
from xlplan.tables.registry import ActionRow, AssignmentRow, DepartmentRow, PhaseRow, ProgramRow
from xlplan.template.form import return_workbook
from xlplan.template.form_look import load_look
from xlplan.template.reproducible import to_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from xlplan.schema import Row, Table

__all__ = ["build_return_template", "sample_plan"]

DEPARTMENT = "見本課（架空）"
PERIOD = Period(2014, 2)
_FIRST, _LAST = 2011, 2015


def build_return_template(path: Path) -> None:
    """Write the sample. The same code gives the same parts; LookError when the look file does not read."""
    form = build_form(sample_plan(), DEPARTMENT, PERIOD)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(to_bytes(return_workbook(form, load_look())))


def sample_plan() -> Plan:
    """A plan with one fictitious program, work item and two indicators."""
    rows: dict[Table, list[Row]] = {
        PROGRAMS: [_program()],
        ASSIGNMENTS: [AssignmentRow(no=99, order=1, department=DEPARTMENT, role="主")],
        ACTIONS: [
            ActionRow(
                action="99-1", no=99, item="1", text="（見本）架空の事業の実施", years_text="平成23～27年度",
                from_fy=_FIRST, to_fy=_LAST,
            )
        ],
        PHASES: [
            PhaseRow(
                phase="99-1-1", no=99, lane=1, actions="1", text="毎年度実施", stage="実施", from_fy=_FIRST, to_fy=_LAST
            )
        ],
        INDICATORS: [
            _indicator("99-1", "（見本）架空の参加人数", "70人以上／年", kind=Kind.AT_LEAST, value=Decimal(70), unit="人"),
            _indicator(
                "99-2", "（見本）架空の計画", "平成27年度までに策定", kind=Kind.MILESTONE, due_fy=_LAST, unit=""
            ),
        ],
        OPINIONS: [
            OpinionRow(
                number=1, kind="委員会助言", received=dt.date(2014, 11, 20), source="（見本）第2回委員会", no=99,
                text="（見本）架空の助言。利用しやすい時間帯を検討してほしい。", department=DEPARTMENT,
                due=dt.date(2015, 4, 24),
            )
        ],
        DEPARTMENTS: [DepartmentRow(name=DEPARTMENT, answers=True)],
        UNITS: [UnitRow(unit="人", counted=True)],
        SETTINGS: [
            SettingRow(item=item, value=value)
            for item, value in {
                "プランID": "sample",
                "プラン名": "【見本】改革推進プログラム",
                "計画開始年度": "平成23年度",
                "計画終了年度": "平成27年度",
                "事務局": "（見本）事務局",
                "提出期限": "（見本）平成27年4月24日",
                "照合鍵": "sample",
            }.items()
        ],
    }  # fmt: skip
    return Plan("見本", {table.name: _read(table, rows.get(table, [])) for table in FORM_TABLES})


def _read(table: Table, rows: list[Row]) -> TableRead:
    entries = tuple(Entry(row, at) for at, row in enumerate(rows))
    return TableRead(table, None, entries, frozenset(), ())


def _program() -> ProgramRow:
    name = "（見本）架空のプログラム"
    return ProgramRow(
        no=99, policy_no=1, policy="見本", measure_no=1, measure="見本", name=name, name_in_outline=name,
        name_in_revision="", department=DEPARTMENT,
    )  # fmt: skip


def _indicator(key: str, name: str, sentence: str, **more: Any) -> IndicatorRow:
    return IndicatorRow(
        indicator=key, edition=1, no=99, name=name, target_text=sentence, department=DEPARTMENT, effective_fy=_FIRST,
        **more,
    )  # fmt: skip
