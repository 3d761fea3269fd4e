"""Drawing a report's template: A4 sheets of boxes, bands of rows with names, places in braces.

What is drawn here is only the start of a template: an officer may restyle it in Excel, and filling keeps the look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from xlplan.declaring import NamedTuple
from xlplan.template import style

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

_BAND: Final = "行_"
LEFT: Final = "{市名} {プラン名}"
FOOT_LEFT: Final = "台帳の指紋 {台帳の指紋}"
FOOT_RIGHT: Final = "{作成日}作成 {事務局}"
_MM: Final = 1 / 25.4


class Box(NamedTuple):
    """A cell, or several side by side merged: first and last column from 1, text, and which look it has."""

    first: int
    last: int
    text: str
    look: str = "text"


class Paper:
    """One sheet of a template, drawn from the top; `row` is the next free row."""

    def __init__(
        self, book: Workbook, name: str, widths: Sequence[float], title: str, *, portrait: bool = False
    ) -> None:
        self.sheet = book.create_sheet(name)
        self.row = 1
        for at, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(at)].width = width
        self.last = len(widths)
        style.page(self.sheet, left=LEFT, title=title, right="基準日 {基準日}")
        footer = self.sheet.HeaderFooter.oddFooter
        for part, text in ((footer.left, FOOT_LEFT), (footer.right, FOOT_RIGHT)):
            part.text, part.size, part.font = text, 8, f"{style.FONT},標準"
        if portrait:
            self.sheet.page_setup.orientation = "portrait"
        self.sheet.page_margins.left = self.sheet.page_margins.right = 10 * _MM
        self.sheet.sheet_view.showGridLines = False

    def line(self, *boxes: Box, height: float = 18) -> int:
        """Draw a row of boxes; its number."""
        for box in boxes:
            self._draw(box)
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1
        return self.row - 1

    def gap(self, height: float = 8) -> None:
        """An empty row."""
        self.line(height=height)

    def title(self, text: str, under: str = "") -> None:
        """The heading of a sheet, with a line of explanation."""
        self.line(Box(1, self.last, text, "title"), height=26)
        if under:
            self.line(Box(1, self.last, under, "note"), height=18)
        self.gap(4)

    def section(self, text: str) -> None:
        """The heading of a block."""
        self.line(Box(1, self.last, text, "section"), height=22)

    def note(self, text: str, height: float = 15) -> None:
        """A small line over the whole width."""
        self.line(Box(1, self.last, text, "note"), height=height)

    @contextmanager
    def band(self, name: str) -> Iterator[None]:
        """The rows drawn meanwhile are repeated with values."""
        top = self.row
        yield
        text = f"'{self.sheet.title}'!${top}:${self.row - 1}"
        self.sheet.defined_names[_BAND + name] = DefinedName(_BAND + name, attr_text=text)

    def heads(self, *texts: str, repeated: bool = True) -> None:
        """A line of column headings; unless told otherwise, it is printed again on every page with all above it."""
        row = self.line(*(Box(at, at, text, "head") for at, text in enumerate(texts, 1)), height=22)
        if repeated:
            self.repeat_rows(1, row)

    def repeat_rows(self, first: int, last: int) -> None:
        """Rows printed again on every page."""
        self.sheet.print_title_rows = f"{first}:{last}"

    def colour_symbols(self, *columns: int, row: int, rules: Sequence[str] = ("symbols",)) -> None:
        """Fills of verdicts and 進捗区分, as conditional formats that an officer may change."""
        for column in columns:
            where = f"{get_column_letter(column)}{row}"
            for kind in rules:
                for rule in style.symbols() if kind == "symbols" else style.schedules():
                    self.sheet.conditional_formatting.add(where, rule)

    def _draw(self, box: Box) -> None:
        cell = self.sheet.cell(self.row, box.first)
        for column in range(box.first, box.last + 1):
            _look(self.sheet.cell(self.row, column), box.look)
        cell.value = box.text or None
        if box.text:
            cell.data_type = "s"
        if box.last > box.first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=box.first, end_column=box.last)


_LOOKS: Final[dict[str, tuple[dict[str, object], dict[str, object], str, str]]] = {
    # look: font, alignment, fill, border sides
    "title": ({"bold": True, "size": 16, "color": style.NAVY}, {"horizontal": "left"}, "", ""),
    "section": (
        {"bold": True, "size": 12, "color": style.NAVY},
        {"horizontal": "left", "vertical": "bottom"},
        "",
        "rule",
    ),
    "note": ({"size": 8.5, "color": style.FAINT}, {"horizontal": "left", "wrap": True}, "", ""),
    "plain": ({}, {"horizontal": "left", "wrap": True}, "", ""),
    "head": (
        {"bold": True, "size": 9, "color": style.WHITE},
        {"horizontal": "center", "wrap": True},
        style.NAVY,
        "white",
    ),
    "subhead": ({"size": 8, "color": style.NAVY}, {"horizontal": "center", "wrap": True}, style.PALE_BLUE, "white"),
    "label": (
        {"bold": True, "size": 9, "color": style.NAVY},
        {"horizontal": "center", "wrap": True},
        style.PALE_BLUE,
        "all",
    ),
    "text": ({"size": 9}, {"horizontal": "left", "wrap": True, "indent": 1}, "", "all"),
    "small": ({"size": 8}, {"horizontal": "left", "wrap": True, "indent": 1}, "", "all"),
    "center": ({"size": 9}, {"horizontal": "center", "wrap": True}, "", "all"),
    "value": ({"size": 9}, {"horizontal": "center", "shrink": True}, "", "all"),
    "symbol": ({"bold": True, "size": 11}, {"horizontal": "center"}, "", "all"),
    "strong": ({"bold": True, "size": 11}, {"horizontal": "left", "wrap": True, "indent": 1}, "", "all"),
    "figure": ({"bold": True, "size": 11}, {"horizontal": "center"}, "", "all"),
    "before": ({"size": 8.5, "color": style.FAINT}, {"horizontal": "center"}, "", "all"),
    "total": ({"bold": True, "size": 11}, {"horizontal": "center"}, style.PALE_BLUE, "all"),
    "total-before": ({"size": 8.5, "color": style.FAINT}, {"horizontal": "center"}, style.PALE_BLUE, "all"),
    "total-label": ({"bold": True, "size": 10}, {"horizontal": "left", "indent": 1}, style.PALE_BLUE, "all"),
    "row-label": ({"size": 10}, {"horizontal": "left", "indent": 1, "wrap": True}, "", "all"),
    "share": ({"size": 8.5, "color": style.FAINT}, {"horizontal": "center"}, "", "all"),
    "blank": ({"size": 9}, {"horizontal": "left", "vertical": "top", "wrap": True}, style.INPUT, "all"),
    "group": (
        {"bold": True, "size": 10, "color": style.NAVY},
        {"horizontal": "left", "indent": 1},
        style.PALE_BLUE,
        "all",
    ),
    "bar": ({"size": 8.5}, {"horizontal": "center", "wrap": True}, "", "all"),
    "data": ({"size": 7, "color": style.SILVER}, {"horizontal": "right"}, "", ""),
    "number": ({"bold": True, "size": 30, "color": style.NAVY}, {"horizontal": "center"}, "", "tile"),
    "tile": ({"bold": True, "size": 10, "color": style.NAVY}, {"horizontal": "center"}, style.PALE_BLUE, ""),
    "tile-foot": ({"size": 9, "color": style.FAINT}, {"horizontal": "center"}, "", "foot"),
    "cover-small": ({"size": 12}, {"horizontal": "left"}, "", ""),
    "cover-plan": ({"size": 16, "color": style.NAVY}, {"horizontal": "left"}, "", ""),
    "cover": ({"bold": True, "size": 26, "color": style.NAVY}, {"horizontal": "left"}, "", ""),
}
_FILLS: Final = style.SYMBOL_FILLS | style.SCHEDULE_FILLS
"""A look like `head/◎` takes the colours of a symbol."""
_FORMATS: Final = {
    "total-before": "#,##0",
    "figure": "#,##0",
    "before": "#,##0",
    "total": "#,##0",
    "share": "0.0%",
    "number": "#,##0",
    "data": "General",
}


def _look(cell: Cell, look: str) -> None:
    look, _, mark = look.partition("/")
    letters, place, color, sides = _LOOKS[look]
    if mark in _FILLS:
        color, ink = _FILLS[mark]
        letters = {**letters, "color": ink}
    cell.font = style.font(**letters)  # type: ignore[arg-type]
    cell.alignment = style.align(**place)  # type: ignore[arg-type]
    if color:
        cell.fill = style.fill(color)
    if sides == "all":
        cell.border = style.border()
    elif sides == "white":
        cell.border = style.border(color=style.WHITE)
    elif sides == "rule":
        cell.border = style.border("bottom", color=style.NAVY)
    elif sides == "tile":
        cell.border = style.border("left", "right")
    elif sides == "foot":
        cell.border = style.border("left", "right", "bottom")
    if look in _FORMATS:
        cell.number_format = _FORMATS[look]
