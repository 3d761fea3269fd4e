"""A book that is open in Excel, through xlwings: on the desktop over COM, or as the browser-based add-in sends it.

One implementation for both engines, so it uses what both have: values, tables and names are read in bulk, everything
that was put is kept here until `write`, and goes out in few rectangles. Never `book.app`: on the server that is the workbook
of whoever came last.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xlplan.books.addresses import Area, cell_name, first_cell, parse_cell
from xlplan.books.book import Cells, Entry, Grid, Sight, Value
from xlplan.books.live_cells import Address, is_payload, range_of, values_in
from xlplan.books.live_marks import LiveMarks
from xlplan.books.live_writing import HalfWritten, TableChange, write_tables
from xlplan.books.refusal import Refused

if TYPE_CHECKING:
    import xlwings as xw
    from xlwings.main import Table

    from xlplan.findings import Place
    from xlplan.messages import Level

__all__ = ["LiveBook"]


def _silent(_done: int, _total: int, _what: str) -> None:
    """Nobody waits."""


@dataclass(frozen=True)
class _Standing:
    """A table as Excel has it: its sheet, itself, and its area with header and totals."""

    sheet: xw.Sheet
    table: Table
    area: Area
    totals: bool


@dataclass(frozen=True)
class _Seen:
    """A sheet's formulas and hidden rows and columns."""

    formulas: Mapping[str, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


class LiveBook:
    """A :class:`~xlplan.books.book.Book` that Excel has open. Excel sees the changes after `write`; it is not saved.

    Args:
        book: the workbook, on any engine.
        report: is told the progress.
        held: table → headers of the columns that hold values. The server does not see formulas: there, nothing is
            cleared outside these columns. Tables that are not named hold values throughout.
    """

    def __init__(
        self,
        book: xw.Book,
        report: Callable[[int, int, str], None] = _silent,
        held: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.book = book
        self._report = report
        self._held = held or {}
        self._payload = is_payload(book)
        self._tables: dict[str, _Standing] | None = None
        self._read: dict[str, Grid] = {}
        self._now: dict[str, Grid] = {}
        self._formulas: dict[str, frozenset[Address]] = {}
        self._marks = LiveMarks(book, payload=self._payload)

    def sheet_names(self) -> tuple[str, ...]:
        """All worksheets in order, hidden ones included."""
        return tuple(sheet.name for sheet in self.book.sheets)

    def sheet(self, name: str) -> Cells | None:
        """A sheet's cells from A1 to the last one with content."""
        if name not in self.sheet_names():
            return None
        sheet = self.book.sheets[name]
        return _trimmed(values_in(sheet, _from_a1(sheet), payload=self._payload))

    def sight(self, name: str) -> Sight | None:
        """A sheet's formulas and hidden rows and columns; `None` on the server, which does not see them."""
        if self._payload or name not in self.sheet_names():
            return None
        sheet = self.book.sheets[name]
        area = _from_a1(sheet)
        formulas = {cell_name(*place): text for place, text in _formulas(sheet, area).items()}
        rows = frozenset(_hidden(lambda first, last: _rows_hidden(sheet, first, last), 1, area.bottom))
        columns = frozenset(_hidden(lambda first, last: _columns_hidden(sheet, first, last), 1, area.right))
        return _Seen(formulas, rows, columns)

    def expect(self, tables: Collection[str]) -> None:
        """They are all at hand."""

    def grid(self, table: str) -> Grid | None:
        """A table with what was put into it since it was read. ``Refused`` ``table_header`` for one without headers."""
        if table not in self._now:
            standing = self._standing.get(table)
            if standing is None:
                return None
            self._read[table] = self._now[table] = self._grid(table, standing)
        return self._now[table]

    def value(self, name: str) -> Value:
        """The (first) cell a workbook name stands for, as Excel has it now."""
        if name not in self.book.names:
            return None
        found = first_cell(self.book.names[name].refers_to or "")
        if not found or found[0] not in self.sheet_names():
            return None
        sheet, row, column = found
        return values_in(self.book.sheets[sheet], Area(row, column, row, column), payload=self._payload)[0][0]

    def fill(self, table: str, rows: Iterable[Sequence[Entry]]) -> None:
        """Replace the body of a table. `None` in a calculated column keeps its formula."""
        self._now[table] = self._table(table).filled(rows)

    def append(self, table: str, rows: Iterable[Sequence[Entry]]) -> None:
        """Add rows below the last entry. `None` in a calculated column gets its formula."""
        grid = self._table(table)
        calculated = {(row - grid.top, column - grid.left) for row, column in self._calculated(table)}
        self._now[table] = grid.appended(rows, calculated)

    def put(self, table: str, row: int, column: str, value: Entry) -> None:
        """Set one body cell. `None` over a formula keeps it."""
        self._now[table] = self._table(table).changed(row, column, value)

    def mark(self, place: Place, level: Level) -> None:
        """Colour a cell at the next `write`; ``ValueError`` if the place is no cell."""
        parse_cell(place.cell)
        self._marks.add(place, level)

    def clear_marks(self) -> None:
        """Take away the marks of earlier writes at the next one."""
        self._marks.clear()

    def progress(self, done: int, total: int, what: str) -> None:
        """Pass it on to whoever waits."""
        self._report(done, total, what)

    def pending(self) -> bool:
        """Whether `write` would change anything. ``Refused`` ``formula_in_the_way`` as there."""
        return self._marks.pending or any(change.cells or change.bottom != change.last for change in self._changes())

    def write(self) -> None:
        """Give Excel all that was put and marked since the last write.

        Everything is checked before anything is written: ``Refused`` ``totals_row``, ``below_not_empty``,
        ``below_table``, ``formula_in_the_way``, ``protected``, ``text_too_long``. ``HalfWritten`` when Excel stops in the
        middle (``not_taken`` or its own error is chained): then the workbook is to be closed without saving.
        """
        changes = self._changes()
        write_tables(changes, payload=self._payload)
        try:
            self._marks.write()
        except Exception as error:
            raise HalfWritten from error
        self._read = dict(self._now)
        self._formulas.clear()
        self._tables = None

    @property
    def _standing(self) -> Mapping[str, _Standing]:
        if self._tables is None:
            self._tables = {
                table.name: _Standing(sheet, table, _area(table.range), bool(table.show_totals))
                for sheet in self.book.sheets
                for table in sheet.tables
            }
        return self._tables

    def _grid(self, name: str, standing: _Standing) -> Grid:
        if not standing.table.show_headers:
            raise Refused("table_header", name)
        area = standing.area
        header, *rows = values_in(standing.sheet, area, payload=self._payload)
        columns = tuple("" if text is None else str(text) for text in header)
        body = tuple(rows[: len(rows) - standing.totals])
        return Grid(self.book.name, standing.sheet.name, name, columns, body, area.top + 1, area.left)

    def _table(self, name: str) -> Grid:
        grid = self.grid(name)
        if grid is None:
            raise KeyError(name)
        return grid

    def _calculated(self, table: str) -> frozenset[Address]:
        """The body cells that hold formulas: as Excel shows them, or all of the columns that are not known to hold values."""
        if table not in self._formulas:
            grid, standing = self._read[table], self._standing[table]
            if self._payload:
                held = self._held.get(table, grid.columns)
                found = {
                    (row, grid.left + at)
                    for at, column in enumerate(grid.columns)
                    if column not in held
                    for row in range(grid.top, grid.top + len(grid.rows))
                }
            else:
                found = set(_formulas(standing.sheet, standing.area._replace(top=grid.top)))
            self._formulas[table] = frozenset(found)
        return self._formulas[table]

    def _changes(self) -> list[TableChange]:
        return [change for table in self._now if (change := self._change(table))]

    def _change(self, name: str) -> TableChange | None:
        """What of a table is to be written; ``Refused`` ``formula_in_the_way`` for a value over a formula."""
        old, new, standing = self._read[name], self._now[name], self._standing[name]
        if old is new:
            return None
        formulas = self._calculated(name)
        columns = {column - old.left for _, column in formulas}
        cells: dict[Address, Value] = {}
        for at, line in enumerate(new.rows):
            added = at >= len(old.rows)
            before = (None,) * len(line) if added else old.rows[at]
            for column, value in enumerate(line):
                place = (new.top + at, new.left + column)
                if value is None and (place in formulas or (column in columns and added)):
                    continue
                same = value == before[column] and type(value) is type(before[column])
                # A blank in a new row is written too: it joins its neighbours to one rectangle.
                if same and not added:
                    continue
                if place in formulas:
                    raise Refused("formula_in_the_way", f"{new.sheet}!{cell_name(*place)}")
                cells[place] = value
        for row in range(new.top + len(new.rows), old.top + len(old.rows)):
            cells |= {(row, column): None for column in range(old.left, old.left + len(old.columns))}
        others = [other.area for key, other in self._standing.items() if key != name and other.sheet == standing.sheet]
        bottom = new.top + len(new.rows) - 1
        return TableChange(standing.sheet, standing.table, standing.area, standing.totals, bottom, cells, tuple(others))


def _area(cells: xw.Range) -> Area:
    rows, columns = cells.shape
    return Area(cells.row, cells.column, cells.row + rows - 1, cells.column + columns - 1)


def _from_a1(sheet: xw.Sheet) -> Area:
    return _area(sheet.used_range)._replace(top=1, left=1)


def _trimmed(cells: Cells) -> Cells:
    """Without the blank rows and columns at the end, which only hold formats."""
    height = max((at for at, row in enumerate(cells, 1) if any(value is not None for value in row)), default=0)
    rows = cells[:height]
    width = max((at for row in rows for at, value in enumerate(row, 1) if value is not None), default=0)
    return tuple(row[:width] for row in rows)


def _formulas(sheet: xw.Sheet, area: Area) -> dict[Address, str]:
    """Cell → formula without `=`, read in two calls: text that begins with `=` is no formula when it is its own value."""
    shown = range_of(sheet, area).formula
    rows = shown if isinstance(shown, tuple | list) else ((shown,),)
    if not any(str(text).startswith("=") for row in rows for text in row):
        return {}
    values = values_in(sheet, area, payload=False)
    return {
        (area.top + at, area.left + column): str(text).removeprefix("=")
        for at, (row, line) in enumerate(zip(rows, values, strict=True))
        for column, (text, value) in enumerate(zip(row, line, strict=True))
        if str(text).startswith("=") and text != value
    }


def _rows_hidden(sheet: xw.Sheet, first: int, last: int) -> bool | None:
    return range_of(sheet, Area(first, 1, last, 1)).api.EntireRow.Hidden  # type: ignore[no-any-return]  # COM


def _columns_hidden(sheet: xw.Sheet, first: int, last: int) -> bool | None:
    return range_of(sheet, Area(1, first, 1, last)).api.EntireColumn.Hidden  # type: ignore[no-any-return]  # COM


def _hidden(state: Callable[[int, int], bool | None], first: int, last: int) -> Iterable[int]:
    """The hidden ones of a run of rows or columns: Excel says yes, no, or `None` for some, and then each half is asked."""
    hidden = state(first, last)
    if hidden is None and first < last:
        middle = (first + last) // 2
        yield from _hidden(state, first, middle)
        yield from _hidden(state, middle + 1, last)
    elif hidden:
        yield from range(first, last + 1)
