"""The master workbook: every sheet of `tables.SHEETS`, made from the rows of the source and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import openpyxl

from xlplan.formulas import verdict_formulas
from xlplan.source import STATED_NEW
from xlplan.tables import SCHEMA_VERSION, SHEETS, TABLES
from xlplan.tables.records import SettingRow
from xlplan.template import style, trial
from xlplan.template.frame import Frame
from xlplan.template.handover import fill_handover
from xlplan.template.lists import fill_lists
from xlplan.template.overview import fill_overview
from xlplan.template.references import col, here
from xlplan.template.reproducible import to_bytes
from xlplan.template.sheet import fill_sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

    from xlplan.schema import Row
    from xlplan.template.trial_functions import Functions

SCHEMA_ITEM: Final = "スキーマ版"

_ITEM: Final = here("公表件数", "項目")
_MARKED: Final = "見直し[[推進担当課]:[年度計画]]"
_MARKED_HEADERS: Final = "見直し[[#Headers],[推進担当課]:[年度計画]]"
_COUNTED: Final = (
    f'IF({_ITEM}="{STATED_NEW}","",IF(COUNTIF({_MARKED_HEADERS},{_ITEM})=0,COUNT(見直し[[No.]]),'
    f'SUMPRODUCT(({_MARKED}="○")*({_MARKED_HEADERS}={_ITEM}))))'
)
_STATED, _FOUND = here("公表件数", "公表値"), here("公表件数", "表からの集計")


def calculated_columns() -> dict[str, dict[str, str]]:
    """Table → field → formula of each calculated column, without the leading "="."""
    counted = {
        "f_counted": _COUNTED,
        "f_difference": f'IF(OR({_STATED}="",{_FOUND}=""),"",{_FOUND}-{_STATED})',
    }
    year, total = here("財政効果", "年度"), here("財政効果", "公表された計（円）")
    summed = f"SUMIFS({col('財政効果', '金額（円）')},{col('財政効果', '年度')},{year})"
    effects = {
        "f_sum": f'IF({year}="","",{summed})',
        "f_difference": f'IF({total}="","",{summed}-{total})',
    }
    # A new table keeps one blank row, in which nothing may show.
    blank = f'{here("判定", "指標ID")}=""'
    verdicts = {field: f'IF({blank},"",{formula.removeprefix("=")})' for field, formula in verdict_formulas().items()}
    return {"公表件数": counted, "財政効果": effects, "判定": verdicts}


def build_master(rows: Mapping[str, tuple[Row, ...]], functions: Functions | None = None) -> bytes:
    """The master from the rows of `source.load_source`, still without macros; the same rows give the same parts.

    `functions`: what 試算 shows of the worksheet functions; without it, only the native trial.
    """
    settings = (
        *rows["管理"],
        SettingRow(item=SCHEMA_ITEM, value=SCHEMA_VERSION, help="台帳の形の版です。変えないでください。"),
    )
    values = {row.item: row.value for row in settings if isinstance(row, SettingRow)}
    frame = Frame(plan=f"{values['市名']} {values['プラン名']}", as_of=f"基準日 {values['基準日']}")
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    style.use_font(book)
    for name in SHEETS:
        book.create_sheet(name)
    formulas = calculated_columns()
    for number, table in enumerate(TABLES, start=1):
        body = settings if table.name == "管理" else rows[table.name]
        fill_sheet(book[table.sheet], table, body, formulas.get(table.name, {}), frame, number)
    fill_lists(book, frame)
    fill_overview(book, frame)
    fill_handover(book, frame)
    known = {trial.SHEET: trial.fill_trial(book, frame, functions)}
    _tabs(book)
    _code_names(book)
    book.properties.creator, book.properties.title = "xlplan", frame.plan
    return to_bytes(book, known)


_TABS: Final = (
    (("総括", "要判断", "引継ぎ"), style.VERMILION),
    (("プログラム", "担当課", "実施内容", "年度計画", "成果指標", "年度目標"), style.NAVY),
    (("実績", "進捗報告", "実施状況", "判定", "回収状況"), style.BLUE),
    (("見直し", "見直し集計", "改定案", "改定履歴", "財政効果", "基礎数値", "指示助言意見"), style.LIGHT_BLUE),
    (("判定基準", "読み替え"), style.AMBER),
)


def _code_names(book: Workbook) -> None:
    """What a Visual Basic project calls the workbook and its sheets; ASCII, in the order of the tabs."""
    book.code_name = "ThisWorkbook"
    for number, sheet in enumerate(book.worksheets, start=1):
        sheet.sheet_properties.codeName = f"Sheet{number}"


def _tabs(book: Workbook) -> None:
    for names, color in _TABS:
        for name in names:
            book[name].sheet_properties.tabColor = color
    book.active = 0
    book.worksheets[0].sheet_view.tabSelected = True
