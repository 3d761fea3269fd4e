"""A small plan, its returns drawn and filled by code, and the tampering that return tests need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.choices import Direction, Kind
from xlplan.form import FORM_TABLES, SHEET, Form, build_form
from xlplan.periods import Period
from xlplan.plan import Plan
from xlplan.schema import Row, Table
from xlplan.table_reading import Entry, TableRead
from xlplan.tables import (
    ACTIONS,
    ACTUALS,
    ASSIGNMENTS,
    DEPARTMENTS,
    INDICATORS,
    ITEM_STATES,
    PHASES,
    PROGRAMS,
    PROGRESS,
    SETTINGS,
    UNITS,
    YEAR_TARGETS,
)
from xlplan.tables.indicators import IndicatorRow, YearTargetRow
from xlplan.tables.records import SettingRow, UnitRow
from xlplan.tables.registry import ActionRow, AssignmentRow, DepartmentRow, PhaseRow, ProgramRow
from xlplan.template.form import return_workbook
from xlplan.template.reproducible import to_bytes

YEAR_END = Period(2014, 2)
HALF_YEAR = Period(2014, 1)

SETTINGS_OF_TEST = {
    "プランID": "test-plan",
    "市名": "小平市",
    "プラン名": "第2次改革推進プログラム",
    "計画開始年度": "平成23年度",
    "計画終了年度": "平成27年度",
    "事務局": "行政経営課",
    "照合鍵": "0123456789abcdef",
}


def plan_of(rows: Mapping[Table, Iterable[Row]]) -> Plan:
    """A plan made of rows instead of a workbook."""
    tables = {}
    for table in {**dict.fromkeys(FORM_TABLES), **rows}:
        entries = tuple(Entry(row, at) for at, row in enumerate(rows.get(table, ())))
        keys = frozenset(tuple(str(part) for part in table.key_of(entry.row)) for entry in entries)
        tables[table.name] = TableRead(table, None, entries, keys, ())
    return Plan("台帳.xlsx", tables)


def small_rows(**settings: str) -> dict[Table, list[Row]]:
    """Four programs, three departments: one relisted, one shared, one that refers to another, every way of asking."""
    return {
        PROGRAMS: [
            _program(27, 3, "財源の確保", "財政課"),
            _program(28, 3, "健全な財政運営", "財政課"),
            _program(30, 4, "財政指標の改善", "財政課"),
            _program(39, 4, "財源の確保", "財政課", relisted_from=27),
            _program(37, 5, "体育施設の活用", "体育課"),
        ],
        ASSIGNMENTS: [
            AssignmentRow(no=27, order=1, department="財政課", role="主"),
            AssignmentRow(no=27, order=2, department="政策課", role="関係"),
            AssignmentRow(no=27, order=3, department="全課", role="関係"),
            AssignmentRow(no=28, order=1, department="財政課", role="主"),
            AssignmentRow(no=30, order=1, department="財政課", role="主"),
            AssignmentRow(no=39, order=1, department="財政課", role="主"),
            AssignmentRow(no=37, order=1, department="体育課", role="主"),
        ],
        ACTIONS: [
            _action("27-1", 27, "新たな財源の検討", "平成 23～25年度", (2011, 2013)),
            _action("27-2", 27, "広告料収入の確保", "平成 23～27年度", (2011, 2015)),
            _action("30-1", 30, "起債の抑制", "平成 23～27年度", (2011, 2015)),
            _action("37-1", 37, "学校施設の開放", "平成 26～27年度", (2014, 2015)),
            _action("37-9", 37, "取りやめた事業", "平成 23年度", (2011, 2011), ended=True),
        ],
        PHASES: [
            PhaseRow(
                phase="27-1-1", no=27, lane=1, actions="2", text="毎年度実施", stage="実施", from_fy=2011, to_fy=2015
            ),
            PhaseRow(phase="37-1-1", no=37, lane=1, actions="1", text="試行", stage="試行", from_fy=2014, to_fy=2014),
        ],
        INDICATORS: _indicators(),
        YEAR_TARGETS: [YearTargetRow.read({"indicator": "30-6", "fy": "平成26年度", "value": Decimal(97)})],
        DEPARTMENTS: [
            DepartmentRow(name="財政課", answers=True),
            DepartmentRow(name="体育課", answers=True),
            DepartmentRow(name="政策課", answers=True),
            DepartmentRow(name="行政経営課", answers=True, secretariat=True),
        ],
        UNITS: [UnitRow(unit="円", negative=True), UnitRow(unit="人", counted=True), UnitRow(unit="％")],
        SETTINGS: [SettingRow(item=item, value=value) for item, value in (SETTINGS_OF_TEST | settings).items()],
        ACTUALS: [],
        PROGRESS: [],
        ITEM_STATES: [],
    }


def small_plan(**settings: str) -> Plan:
    """`small_rows` as a plan."""
    return plan_of(small_rows(**settings))


def _program(no: int, policy: int, name: str, department: str, **more: Any) -> ProgramRow:
    words = {"policy": f"方針{policy}", "measure_no": 1, "measure": "方策", "name_in_outline": name}
    return ProgramRow.read(
        {"no": no, "policy_no": policy, "name": name, "name_in_revision": "", "department": department, **words, **more}
    )


def _action(key: str, no: int, text: str, years_text: str, years: tuple[int, int], *, ended: bool = False) -> ActionRow:
    item = key.partition("-")[2]
    first, last = years
    return ActionRow(
        action=key, no=no, item=item, text=text, years_text=years_text, from_fy=first, to_fy=last, ended=ended
    )


def _indicator(key: str, name: str, sentence: str, kind: Kind, department: str = "財政課", **more: Any) -> IndicatorRow:
    no = int(key.partition("-")[0])
    return IndicatorRow(
        indicator=key, edition=1, no=no, name=name, target_text=sentence, kind=kind, department=department,
        effective_fy=2011, **more,
    )  # fmt: skip


def _indicators() -> list[Row]:
    million = Decimal(100_000_000)
    return [
        _indicator("27-1", "財源確保額", "累計 1億円", Kind.CUMULATIVE_BY_END, value=million, unit="円", due_fy=2015),
        _indicator("28-1", "財政運営", "No.30による", Kind.REFER_OTHER, reference="30"),
        _indicator(
            "30-1", "経常収支比率", "95％以下", Kind.AT_MOST, value=Decimal(95), unit="％", decimals=1,
            direction=Direction.DOWN, baseline_fy=2010, baseline_value=Decimal("97.3"),
        ),
        _indicator("30-2", "計画の策定", "平成27年度までに策定", Kind.MILESTONE, due_fy=2015),
        _indicator("30-6", "市税収納率", "予算で見込む収納率", Kind.ANNUAL_EXTERNAL, unit="％", decimals=1),
        _indicator("39-1", "財源確保額", "累計 1億円", Kind.CUMULATIVE_BY_END, value=million, unit="円", relisted_from="27-1"),
        _indicator("37-1", "利用者数", "70人以上/年", Kind.AT_LEAST, "体育課", value=Decimal(70), unit="人", counted=True),
        _indicator("37-2", "利用団体数", "前年比５％以上", Kind.GROWTH, "体育課", rate=Decimal("0.05"), unit="人", counted=True),
        _indicator("37-3", "満足度", "90％以上", Kind.COMPLETION_RATE, "体育課", value=Decimal(90), unit="％", measured="平成27年度"),
    ]  # fmt: skip


def draw(plan: Plan, department: str, period: Period, folder: Path, name: str = "") -> Path:
    """The drawn, unfilled return of a department."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{department}.xlsx")
    path.write_bytes(to_bytes(return_workbook(build_form(plan, department, period))))
    return path


def fill(path: Path, form: Form, answers: Mapping[tuple[str, str], object]) -> None:
    """Type answers into a drawn return: (row identity, column name) → what the officer types."""

    def change(sheet: Worksheet) -> None:
        for (row, column), value in answers.items():
            cell = sheet[form.cell_name(form.row_of[row], column)]
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"

    tamper(path, change)


def tamper(path: Path, change: Callable[[Worksheet], object], sheet: str = SHEET) -> None:
    """Open a return as an officer would, change one sheet, save it."""
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)
