"""Draws a return: the form's plain data as a styled, protected sheet that needs nothing but Excel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.views import Pane, Selection, SheetView

from xlplan.form import SHEET, Form, FormRow, Role, RowKind
from xlplan.template import form_entry, style
from xlplan.template.form_look import Look

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.form import Cell as FormCell

__all__ = ["draw_form", "own_sheets_workbook", "return_workbook"]

_CONTROL_SHEET = "管理"
_LEAST_HEIGHTS = {
    RowKind.TITLE: 18.0,
    RowKind.SECTION: 21.0,
    RowKind.HEADER: 30.0,
    RowKind.PROGRAM: 48.0,
    RowKind.ACTION: 33.0,
    RowKind.INDICATOR: 48.0,
    RowKind.OPINION: 48.0,
    RowKind.NOTE: 33.0,
    RowKind.GAP: 9.0,
}
_MOST = 400.0
_INDENT = 1.6
"""Characters that one step of indentation takes."""
_TITLE_HEIGHTS = (27.0, 20.0, 16.0, 16.0, 16.0, 19.0, 6.0)
_STEPS_FROM, _LEGEND_ROW = 2, 5
_LEFT = frozenset({"item", "plan", "cause", "response", "note"})
_ANSWERS = frozenset({"answer", "forecast"})


def return_workbook(form: Form, look: Look | None = None) -> Workbook:
    """A workbook with the form on 「回答」 and its control block repeated on the hidden 「管理」."""
    book = Workbook()
    style.use_font(book)
    sheet = book.active
    if sheet is None:
        raise RuntimeError("openpyxl made a workbook without a sheet")
    sheet.title = SHEET
    draw_form(sheet, form, look or Look())
    _control_sheet(book.create_sheet(_CONTROL_SHEET), form)
    book.properties.creator = "xlplan"
    book.properties.title = str(form.rows[0].cells[1].value) if form.rows[0].cells[1] else SHEET
    return book


def own_sheets_workbook(forms: Mapping[str, Form], look: Look) -> Workbook:
    """A workbook with forms by the names of their sheets, for the inside of the master: without the hidden 「管理」."""
    book = Workbook()
    style.use_font(book)
    for standing in book.worksheets:
        book.remove(standing)
    for name, form in forms.items():
        draw_form(book.create_sheet(name), form, look)
    return book


def draw_form(sheet: Worksheet, form: Form, look: Look) -> None:
    """Draw a form on an empty sheet: values, styles, drop-downs, conditional formats, protection, page set-up."""
    names = form.columns.names
    for name in names:
        column = sheet.column_dimensions[form.columns.letter(name)]
        column.width = 4 if name == "key" else look.widths.of(name)
    sheet.column_dimensions["A"].hidden = True
    for at, row in enumerate(form.rows, start=1):
        for name, cell in zip(names, row.cells, strict=True):
            if cell is not None:
                _draw(sheet.cell(at, names.index(name) + 1), name, cell, row.kind, look)
        sheet.row_dimensions[at].height = _height(form, row, at, look)
    _title(sheet, form, look)
    form_entry.add_validations(sheet, form)
    form_entry.add_formats(sheet, form, waiting=look.colors.waiting)
    _bands(sheet, form, look)
    _view(sheet, form)
    _protect(sheet)
    period = form.period.label
    style.page(sheet, left=form.department, title="", right=f"{period} 進捗状況調査票")
    sheet.print_title_rows = "1:2"
    last = form.columns.letter(names[-1])
    sheet.print_area = f"B1:{last}{len(form.rows)}"


def _draw(cell: Cell | MergedCell, name: str, made: FormCell, kind: RowKind, look: Look) -> None:
    """One cell's value and style."""
    put(cell, made.formula or made.value, formula=bool(made.formula))
    cell.font = style.font()
    if kind is RowKind.TITLE or made.role is Role.KEY:
        return
    cell.border = style.border()
    if made.role is Role.HEADER:
        cell.font = style.font(bold=True, size=9, color=style.NAVY)
        cell.fill = style.fill(look.colors.header)
        cell.alignment = style.align("center", wrap=True)
        return
    left = name in _LEFT
    cell.alignment = style.align("left" if left else "center", wrap=True, indent=1 if left else 0)
    if made.number_format:
        cell.number_format = made.number_format
        # A figure too long for its column is printed smaller, never as ####.
        cell.alignment = style.align("right", wrap=False, shrink=True)
    match made.role:
        case Role.INPUT:
            cell.fill = style.fill(look.colors.input)
            cell.protection = form_entry.UNLOCKED
            if name in _ANSWERS:
                cell.font = style.font(bold=True, size=11)
                cell.border = style.border(color=style.BLUE)
        case Role.CLOSED:
            cell.fill = style.fill(look.colors.header if kind is RowKind.HEADER else look.colors.closed)
        case Role.PAST:
            cell.font = style.font(color=style.FAINT)
        case Role.LABEL if name == "item" and kind not in (RowKind.ACTION, RowKind.OPINION):
            cell.font = style.font(bold=True)
        case _:
            pass


def put(cell: Cell | MergedCell, value: object, *, formula: bool = False) -> None:
    """Set a value; text that begins like a formula stays text unless it is one of our own."""
    cell.value = value  # type: ignore[assignment]  # openpyxl's stubs leave out Decimal
    if isinstance(value, str) and not formula:
        cell.data_type = "s"


def _height(form: Form, row: FormRow, at: int, look: Look) -> float:
    if row.kind is RowKind.TITLE:
        return _TITLE_HEIGHTS[at - 1]
    if row.kind is RowKind.SECTION:
        return _LEAST_HEIGHTS[row.kind]
    texts = [
        (str(cell.value), look.widths.of(name) - (_INDENT if name in _LEFT and cell.role is not Role.HEADER else 0))
        for name, cell in zip(form.columns.names[1:], row.cells[1:], strict=True)
        if cell is not None and cell.value is not None and not cell.number_format
    ]
    return min(_MOST, style.row_height(texts, least=_LEAST_HEIGHTS[row.kind]))


def _title(sheet: Worksheet, form: Form, look: Look) -> None:
    sheet["B1"].font = style.font(bold=True, size=15, color=style.NAVY)
    sheet["B1"].alignment = style.align("left")
    for cell in (sheet["C2"], sheet[f"{form.columns.letter('cause')}1"]):
        cell.font = style.font(bold=True, size=13, color=style.NAVY)
        cell.alignment = style.align("left")
    for at, text in enumerate(look.guide.steps, start=_STEPS_FROM + 1):
        put(sheet.cell(at, 2), text)
        sheet.cell(at, 2).alignment = style.align("left")
    colors = look.colors
    legend = ((colors.input, "黄色：記入する欄"), (colors.closed, "灰色：記入不要"), ("FFFFFF", "白：自動・固定"))
    places = [f"C{_LEGEND_ROW + 1}", f"D{_LEGEND_ROW + 1}", f"{form.columns.letter('answer')}{_LEGEND_ROW + 1}"]
    for place, (color, text) in zip(places, legend, strict=True):
        cell = sheet[place]
        put(cell, text)
        cell.font, cell.fill, cell.border = style.font(size=9), style.fill(color), style.border()
        cell.alignment = style.align("center")


def _bands(sheet: Worksheet, form: Form, look: Look) -> None:
    """Section titles as bands over the whole width; no cell is merged, the text runs over its blank neighbours."""
    for at, row in enumerate(form.rows, start=1):
        if row.kind is RowKind.SECTION:
            for column in range(2, len(form.columns.names) + 1):
                cell = sheet.cell(at, column)
                cell.fill, cell.border = style.fill(look.colors.section), style.border(color=look.colors.section)
                cell.font = style.font(bold=True, size=11, color=style.WHITE)
                cell.alignment = style.align("left")


def _view(sheet: Worksheet, form: Form) -> None:
    """Title and names of the rows stay in sight; the cursor waits in the first answer."""
    first = next(
        (
            form.cell_name(at, "answer")
            for at, row in enumerate(form.rows)
            if (cell := row.cells[form.columns.at("answer")]) is not None and cell.role is Role.INPUT
        ),
        "D3",
    )
    pane = Pane(xSplit=3, ySplit=2, topLeftCell="D3", activePane="bottomRight", state="frozen")
    # An explicit selection per pane: without them Excel shows the cursor in a frozen corner.
    corners = [Selection(pane=corner, activeCell="A1", sqref="A1") for corner in ("topRight", "bottomLeft")]
    chosen = Selection(pane="bottomRight", activeCell=first, sqref=first)
    sheet.views.sheetView = [
        SheetView(
            showGridLines=False,
            zoomScale=85,
            tabSelected=True,
            workbookViewId=0,
            pane=pane,
            selection=[*corners, chosen],
        )
    ]


def _protect(sheet: Worksheet) -> None:
    """No password: protection keeps accidents away. Officers may widen columns and rows to see their own text."""
    sheet.protection = SheetProtection(
        sheet=True, objects=True, scenarios=True, formatColumns=False, formatRows=False, formatCells=True
    )


def _control_sheet(sheet: Worksheet, form: Form) -> None:
    sheet.sheet_state = "hidden"
    for at, (item, value) in enumerate([("項目", "値"), *form.control.items()], start=1):
        for column, text in enumerate((item, value), start=1):
            put(sheet.cell(at, column), text)
            sheet.cell(at, column).font = style.font(bold=at == 1)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 44
    _protect(sheet)
