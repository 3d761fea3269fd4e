"""A book that was never a file: what the flow's tests run on, and what a host without files can fill."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from xlplan.books.addresses import parse_cell
from xlplan.books.book import Cells, Entry, Grid, Value, normal
from xlplan.findings import Place
from xlplan.messages import Level

__all__ = ["MemoryBook"]


class MemoryBook:
    """A :class:`~xlplan.books.book.Book` of plain values.

    Args:
        tables: table name → (headers, body rows). Each table stands alone, header in A1, on a sheet of its name.
        values: workbook names and their cells' values.
        sheets: further sheets by name, as rows from A1; shorter rows are filled up with blanks.
        file: file name for messages.

    Attributes:
        marks: what is marked, by place.
        told: every call of `progress`, in order.
    """

    def __init__(
        self,
        tables: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Entry]]]] | None = None,
        values: Mapping[str, Entry] | None = None,
        sheets: Mapping[str, Sequence[Sequence[Entry]]] | None = None,
        file: str = "",
    ) -> None:
        self._tables = {
            name: Grid(file, name, name, tuple(columns), (), 2, 1).filled(rows)
            for name, (columns, rows) in (tables or {}).items()
        }
        self._values = {name: normal(value) for name, value in (values or {}).items()}
        self._sheets = {name: _rectangle(rows) for name, rows in (sheets or {}).items()}
        self._sheets |= {name: (grid.columns, *grid.rows) for name, grid in self._tables.items()}
        self.marks: dict[Place, Level] = {}
        self.told: list[tuple[int, int, str]] = []

    def sheet_names(self) -> tuple[str, ...]:
        """The given sheets, then one per table."""
        return tuple(self._sheets)

    def sheet(self, name: str) -> Cells | None:
        """A sheet's cells from A1 as they were given."""
        return self._sheets.get(name)

    def sight(self, name: str) -> None:
        """Nothing is known of what is not a value."""

    def expect(self, tables: Collection[str]) -> None:
        """They are all at hand."""

    def grid(self, table: str) -> Grid | None:
        """A table as it is now."""
        return self._tables.get(table)

    def value(self, name: str) -> Value:
        """What a workbook name stands for."""
        return self._values.get(name)

    def fill(self, table: str, rows: Iterable[Sequence[Entry]]) -> None:
        """Replace the body of a table."""
        self._tables[table] = self._tables[table].filled(rows)

    def append(self, table: str, rows: Iterable[Sequence[Entry]]) -> None:
        """Add rows below the last entry."""
        self._tables[table] = self._tables[table].appended(rows)

    def put(self, table: str, row: int, column: str, value: Entry) -> None:
        """Set one body cell."""
        self._tables[table] = self._tables[table].changed(row, column, value)

    def mark(self, place: Place, level: Level) -> None:
        """Note a mark; ``ValueError`` if the place is no cell."""
        parse_cell(place.cell)
        self.marks[place] = level

    def clear_marks(self) -> None:
        """Forget all marks."""
        self.marks.clear()

    def progress(self, done: int, total: int, what: str) -> None:
        """Note the call."""
        self.told.append((done, total, what))


def _rectangle(rows: Sequence[Sequence[Entry]]) -> Cells:
    width = max((len(row) for row in rows), default=0)
    return tuple((*(normal(value) for value in row), *(None,) * (width - len(row))) for row in rows)
