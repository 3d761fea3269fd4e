"""A sheet that holds one table: header, body, drop-downs, helps, fills and print set-up, all from its declaration."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableFormula, TableStyleInfo

from xlplan.choices import Symbol
from xlplan.formulas import HELPERS
from xlplan.template import style
from xlplan.template.entry import add_validations
from xlplan.template.marking import add_formats

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.schema import CellScalar, Column, Row, Table
    from xlplan.template.frame import Frame

HEADER_ROW: Final = 4
FIRST_ROW: Final = HEADER_ROW + 1

DECISIONS: Final[dict[str, frozenset[str]]] = {
    "判定": frozenset({"override", "override_reason", "override_by", "override_on"}),
    "読み替え": frozenset({"adopted", "basis", "state", "decided_by", "decided_on"}),
    "判定基準": frozenset({"value"}),
    "課群": frozenset({"department"}),
    "管理": frozenset({"value"}),
    "課名簿": frozenset({"answers"}),
}
"""Fields an officer is asked to fill or decide in the master, in the input colour."""
FOLDED: Final[dict[str, frozenset[str]]] = {"判定": frozenset(HELPERS)}
"""Fields that only show how a formula came to its result: a group of columns, closed until someone opens it."""
WHOLE_INPUT: Final = frozenset({"年度目標", "指示助言意見", "改定案", "締め例外"})
"""Tables that officers fill row by row themselves."""

# Printable width of A4 landscape in characters at which ten-point text still prints at seven points.
_PAGE_CHARACTERS: Final = 190
_LEAST_PROSE: Final = 0.7
_FREEZE_BEYOND_KEY: Final = {"成果指標": "name", "判定": "name", "要判断": "program"}
_LEGENDS: Final = {
    "判定": "　"
    + " ".join(f"{symbol.value}{symbol.word}" for symbol in Symbol)
    + "　右端の［＋］で数式の途中の列が開きます。",
    "進捗報告": "　S 予定以上に進捗／A 予定どおりに進捗／B 予定よりも遅れている",
}


def fill_sheet(
    sheet: Worksheet, table: Table, rows: Sequence[Row], formulas: Mapping[str, str], frame: Frame, number: int
) -> None:
    """Write a table sheet. `formulas`: field → formula text without "=", for the calculated columns; `number`: table id."""
    fields = list(table.columns)
    widths, pages = fitted_widths(table)
    for at, (name, width) in enumerate(zip(table.columns, widths, strict=True), start=1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = width
        if name in FOLDED.get(table.name, ()):
            dimension.outlineLevel, dimension.hidden = 1, True
    if table.name in FOLDED:
        sheet.column_dimensions[get_column_letter(len(fields) + 1)].collapsed = True
    _title(sheet, table)
    _header(sheet, table)
    body: list[list[CellScalar]] = [table.cells(row) for row in rows] or [[None] * len(fields)]
    for offset, values in enumerate(body):
        _body_row(sheet, table, FIRST_ROW + offset, values, formulas)
        texts = [(str(v), w) for v, w in zip(values, widths, strict=True) if isinstance(v, str)]
        if rows:
            sheet.row_dimensions[FIRST_ROW + offset].height = style.row_height(texts)
    last = FIRST_ROW + len(body) - 1
    sheet.add_table(_list_object(table, last, formulas, number))
    add_formats(sheet, table, FIRST_ROW, last, inputs=_inputs(table))
    add_validations(sheet, table, FIRST_ROW, last)
    _print(sheet, table, frame, pages)


def fitted_widths(table: Table) -> tuple[list[float], int]:
    """Column widths, and how many A4 pages wide the sheet prints with text of at least seven points.

    A table a little too wide for one page gives up some of the width of its wrapping columns.
    """
    columns = list(table.columns.values())
    widths = [column.width for column in columns]
    printed = [column for name, column in table.columns.items() if name not in FOLDED.get(table.name, ())]
    total, prose = (sum(c.width for c in kept) for kept in (printed, [c for c in printed if c.prose]))
    excess = total - _PAGE_CHARACTERS
    if excess <= 0:
        return widths, 1
    if prose and (prose - excess) / prose >= _LEAST_PROSE:
        share = (prose - excess) / prose
        return [round(c.width * share, 1) if c.prose else c.width for c in columns], 1
    repeated = sum(widths[: _frozen(table)])
    pages = 2
    while (total + repeated * (pages - 1)) / pages > _PAGE_CHARACTERS:
        pages += 1
    return widths, pages


def _frozen(table: Table) -> int:
    """How many columns stay in sight on the left and repeat on every printed page."""
    fields = list(table.columns)
    if table.name in _FREEZE_BEYOND_KEY:
        return fields.index(_FREEZE_BEYOND_KEY[table.name]) + 1
    leading = 0
    while leading < len(fields) and fields[leading] in table.key:
        leading += 1
    return max(leading, 1)


def _inputs(table: Table) -> frozenset[str]:
    if table.name in WHOLE_INPUT:
        return frozenset(name for name, column in table.columns.items() if not column.derived)
    return DECISIONS.get(table.name, frozenset())


def _title(sheet: Worksheet, table: Table) -> None:
    words = f"{table.about}{_LEGENDS.get(table.name, '')}"
    lines = (
        (1, table.title, style.font(bold=True, size=14, color=style.NAVY)),
        (2, words, style.font(size=9, color=style.FAINT)),
    )
    widths, pages = fitted_widths(table)
    for row, text, letters in lines:
        room = sum(widths[: _frozen(table)]) if pages > 1 else math.inf
        # Columns that repeat on every page would cut a longer text off on the second.
        fits = style.text_width(text) * letters.size / style.SIZE < room
        cell = sheet.cell(row, 1 if fits else _frozen(table) + 1, text)
        cell.font, cell.alignment = letters, style.align("left")
    for row, height in ((1, 24), (2, 16), (3, 13), (HEADER_ROW, _header_height(table))):
        sheet.row_dimensions[row].height = height


def _header_height(table: Table) -> float:
    return style.row_height([(c.header, c.width - 0.5) for c in table.columns.values()], least=22)


def _header(sheet: Worksheet, table: Table) -> None:
    """Row 3 says whose a column is; row 4 is the header."""
    inputs = _inputs(table)
    for at, (name, column) in enumerate(table.columns.items(), start=1):
        mark = "自動" if column.formula else "入力" if name in inputs else ""
        above, cell = sheet.cell(HEADER_ROW - 1, at, mark or None), sheet.cell(HEADER_ROW, at, column.header)
        above.font = style.font(size=8, italic=column.formula, color=style.FAINT)
        above.alignment = style.align("center", vertical="bottom")
        cell.font = style.font(bold=True, italic=column.formula, color=style.WHITE)
        cell.fill = style.fill(style.SLATE if column.formula else style.NAVY)
        cell.alignment, cell.border = style.align("center", wrap=True), style.border(color=style.WHITE)


def put(cell: Cell | MergedCell, value: CellScalar) -> None:
    """Write a value; text that starts like a formula stays text."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _body_row(
    sheet: Worksheet, table: Table, row: int, values: Sequence[CellScalar], formulas: Mapping[str, str]
) -> None:
    inputs = _inputs(table)
    for at, ((name, column), value) in enumerate(zip(table.columns.items(), values, strict=True), start=1):
        cell = sheet.cell(row, at)
        if name in formulas:
            cell.value = f"={formulas[name]}"
        elif value is not None:
            put(cell, value)
        cell.font = style.font(italic=column.formula, color=style.FAINT if column.formula else style.INK)
        cell.border = style.border("bottom")
        cell.alignment = _alignment(column, value)
        cell.number_format = column.number_format or _text_format(table, name, column)
        if name in inputs:
            cell.fill = style.fill(style.INPUT)


def _text_format(table: Table, name: str, column: Column) -> str:
    """Text format where Excel would make a date of 「1-2」; never where a formula or long prose stands."""
    text = table.row.fields[name].annotation is str
    return "@" if text and not column.formula and not column.prose and not column.choices else "General"


def _alignment(column: Column, value: CellScalar) -> Alignment:
    if column.prose:
        return style.align("left", wrap=True, indent=1)
    if column.number_format == "0" or column.choices in _CENTRED or column.header in _CENTRED_HEADERS:
        return style.align("center")
    if column.number_format and not isinstance(value, str):
        return style.align("right", indent=1 if column.width >= _ROOMY else 0)
    return style.align("left", wrap=True, indent=1)


_ROOMY: Final = 10
_CENTRED: Final = frozenset(
    {"○", "時点", "進捗区分", "判定記号", "読取り", "役割", "決定状態", "回収状態", "公表可否", "方向"}
)
_CENTRED_HEADERS: Final = frozenset({"単位", "式判定", "判定", "照合", "参考区分", "重大度", "見込"})


def _list_object(table: Table, last: int, formulas: Mapping[str, str], number: int) -> ExcelTable:
    ref = f"A{HEADER_ROW}:{get_column_letter(len(table.columns))}{last}"
    found = ExcelTable(id=number, name=table.name, displayName=table.name, ref=ref)
    found.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    found.autoFilter = AutoFilter(ref=ref)
    columns = []
    for at, (name, column) in enumerate(table.columns.items(), start=1):
        formula = TableFormula(attr_text=formulas[name]) if name in formulas else None
        columns.append(TableColumn(id=at, name=column.header, calculatedColumnFormula=formula))
    found.tableColumns = columns
    return found


def _print(sheet: Worksheet, table: Table, frame: Frame, pages: int) -> None:
    frozen = _frozen(table)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{FIRST_ROW}"
    # Rows that are added later are as high as the ones that are here.
    sheet.sheet_format.defaultRowHeight = style.LEAST_HEIGHT
    sheet.sheet_format.customHeight = True
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    if pages > 1:
        sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
    narrow = sum(column.width for column in table.columns.values()) <= _PORTRAIT_CHARACTERS
    style.page(sheet, left=frame.plan, title=table.title, right=frame.as_of, wide=pages)
    if narrow:
        sheet.page_setup.orientation = "portrait"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100


_PORTRAIT_CHARACTERS: Final = 105
