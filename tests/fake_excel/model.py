"""A workbook as Excel has it in memory: cells with formats, tables, names; entries are typed in as Excel types them."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table as FileTable
from openpyxl.worksheet.table import TableColumn, TableFormula
from openpyxl.worksheet.worksheet import Worksheet

from tests.fake_excel.as_typed import GENERAL, TEXT, as_typed, serial
from xlplan.books.addresses import Area, parse_area
from xlplan.books.book import CellError

_NOT_DATE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|general|e[+-]', re.IGNORECASE)
Scalar = str | float | bool | CellError | None


class Refusal(Exception):  # noqa: N818 - Excel's own word is an error, but it is an answer here
    """Excel refuses: a protected sheet, a table over another, a name it does not take."""


@dataclass
class Cell:
    """A cell. Numbers and dates are float, as in Excel."""

    value: Scalar = None
    number_format: str = GENERAL
    formula: str = ""
    color: int | None = None

    @property
    def is_date(self) -> bool:
        """Whether a number here shows as a date or time."""
        return bool(re.search("[ymdhs]", _NOT_DATE.sub("", self.number_format), re.IGNORECASE))


@dataclass
class Table:
    """A ListObject: its area with header and totals, and the formulas of its calculated columns by position."""

    name: str
    area: Area
    header: bool = True
    totals: bool = False
    formulas: dict[int, str] = field(default_factory=dict)

    @property
    def body(self) -> Area:
        """The rows between header and totals."""
        return self.area._replace(top=self.area.top + self.header, bottom=self.area.bottom - self.totals)


@dataclass
class Sheet:
    """A worksheet."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    visible: bool = True
    protected: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def cell(self, row: int, column: int) -> Cell:
        """A cell, made when it is first asked for."""
        return self.cells.setdefault((row, column), Cell())

    def used(self, *, values_only: bool) -> Area | None:
        """The used range; formatted blank cells count only when `values_only` is False."""
        taken = [
            place for place, cell in self.cells.items() if not values_only or cell.value is not None or cell.formula
        ]
        if not taken:
            return None
        rows, columns = zip(*taken, strict=True)
        return Area(min(rows), min(columns), max(rows), max(columns))

    def enter(self, row: int, column: int, value: object) -> None:
        """Put a value into a cell as a program does: text is taken as typed."""
        if self.protected:
            raise Refusal(f"{self.name} is protected")
        cell = self.cell(row, column)
        cell.formula = ""
        if value is None or value == "":
            cell.value = None
        elif isinstance(value, str):
            typed = as_typed(value, cell.number_format)
            cell.value, cell.formula = typed.value, typed.formula
            if cell.number_format == GENERAL:
                cell.number_format = typed.number_format
        elif cell.number_format == TEXT:
            cell.value = _general(value)
        elif isinstance(value, bool):
            cell.value = value
        elif isinstance(value, int | float):
            cell.value = float(value)
        elif isinstance(value, dt.datetime):
            cell.value = serial(value.replace(tzinfo=None))
            if cell.number_format == GENERAL:
                cell.number_format = "yyyy/m/d" if value.time() == dt.time() else "yyyy/m/d h:mm"
        else:
            raise TypeError(f"Excel takes no {type(value).__name__}")

    def resize(self, table: Table, area: Area) -> None:
        """Resize a table: its header stays, calculated columns are filled down, what leaves it stays in its cells."""
        if (area.top, area.left, area.right) != (table.area.top, table.area.left, table.area.right) or self.protected:
            raise Refusal("the header row must stay where it is")
        others = [other.area for other in self.tables if other is not table]
        if any(area.meets(other) for other in others) or area.bottom <= area.top:
            raise Refusal("a table cannot overlap another or lose all its rows")
        old, table.area = table.body.bottom, area
        for row in range(old + 1, table.body.bottom + 1):
            for at, formula in table.formulas.items():
                cell = self.cell(row, area.left + at)
                cell.value, cell.formula = None, formula


@dataclass
class Workbook:
    """A workbook: where it was opened from, its sheets and its names (`refers_to` with `=`)."""

    path: Path | None
    sheets: list[Sheet]
    names: dict[str, str] = field(default_factory=dict)
    read_only: bool = False
    protected: bool = False

    def sheet(self, name: str) -> Sheet:
        """A sheet by name; KeyError if there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    @classmethod
    def load(cls, path: Path) -> Workbook:
        """Open a file as Excel does: formulas with the results the file keeps."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # openpyxl says what it does not keep; it is not asked to
            formulas, results = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
        sheets = []
        for given in formulas.worksheets:
            made = Sheet(given.title, visible=given.sheet_state == "visible", protected=bool(given.protection.sheet))
            made.cells = _loaded(given, results[given.title])
            for table in given.tables.values():
                columns = enumerate(table.tableColumns)
                calculated = {
                    at: one.calculatedColumnFormula.attr_text for at, one in columns if one.calculatedColumnFormula
                }
                header, totals = table.headerRowCount != 0, bool(table.totalsRowCount)
                made.tables.append(Table(table.displayName, parse_area(table.ref), header, totals, calculated))
            made.hidden_rows = {at for at, one in given.row_dimensions.items() if one.hidden}
            for one in given.column_dimensions.values():
                if one.hidden:
                    made.hidden_columns |= set(range(one.min or 1, (one.max or 1) + 1))
            sheets.append(made)
        names = {name: f"={one.attr_text}" for name, one in formulas.defined_names.items()}
        return cls(path, sheets, names)

    def save(self, path: Path) -> None:
        """Write the model to a file: values, formulas, formats, fills, tables and names; no more than it holds."""
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for sheet in self.sheets:
            made = book.create_sheet(sheet.name)
            made.sheet_state = "visible" if sheet.visible else "hidden"
            for (row, column), cell in sheet.cells.items():
                _write(made.cell(row, column), cell)
            for table in sheet.tables:
                made.add_table(_file_table(table, sheet))
            for row in sheet.hidden_rows:
                made.row_dimensions[row].hidden = True
            for column in sheet.hidden_columns:
                made.column_dimensions[get_column_letter(column)].hidden = True
        for name, refers_to in self.names.items():
            book.defined_names[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        book.save(path)


def _loaded(given: Worksheet, results: Worksheet) -> dict[tuple[int, int], Cell]:
    found = {}
    for at, row in enumerate(given.iter_rows(), 1):
        for column, cell in enumerate(row, 1):
            if cell.value is None and not cell.has_style:
                continue
            shown = results.cell(at, column)
            formula = getattr(cell.value, "text", cell.value) if cell.data_type == "f" else ""
            color = int(cell.fill.fgColor.rgb[2:], 16) if _filled(cell.fill) else None
            value = _stored(shown.value, is_error=shown.data_type == "e")
            found[at, column] = Cell(value, cell.number_format, str(formula).removeprefix("="), color)
    return found


def _file_table(table: Table, sheet: Sheet) -> FileTable:
    made = FileTable(displayName=table.name, ref=str(table.area), totalsRowCount=int(table.totals) or None)
    made.tableColumns = [
        TableColumn(
            id=at + 1,
            name=str(sheet.cell(table.area.top, table.area.left + at).value),
            calculatedColumnFormula=TableFormula(attr_text=table.formulas[at]) if at in table.formulas else None,
        )
        for at in range(table.area.right - table.area.left + 1)
    ]
    return made


def _write(cell: Any, given: Cell) -> None:
    if given.formula:
        cell.value = f"={given.formula}"
    elif isinstance(given.value, CellError):
        cell.value, cell.data_type = given.value.code, "e"
    else:
        cell.value = given.value
        if isinstance(given.value, str):
            cell.data_type = "s"
    cell.number_format = given.number_format
    if given.color is not None:
        cell.fill = PatternFill("solid", fgColor=f"FF{given.color:06X}")


def _filled(fill: Any) -> bool:
    return fill.fill_type == "solid" and isinstance(fill.fgColor.rgb, str)


def _stored(value: object, *, is_error: bool) -> Scalar:
    if is_error:
        return CellError(str(value))
    if isinstance(value, dt.datetime):
        return serial(value)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value or None if isinstance(value, str) else value
    if isinstance(value, int | float):
        return float(value)
    raise TypeError(type(value).__name__)


def _general(value: object) -> str:
    """A number, date or truth value as text, as a cell of text format keeps it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return value.strftime("%Y/%m/%d")
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)
