"""What every open workbook can do, wherever it is open: in a file, in Excel, in memory.

The flow talks only to `Book`. Tables are found by their Excel table name, cells by table, row and column header; a
table that is not there is `None`, because an old or foreign workbook is data about which a finding is made.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from xlplan.books.addresses import cell_name
from xlplan.declaring import NamedTuple
from xlplan.findings import Place

if TYPE_CHECKING:
    from xlplan.messages import Level

__all__ = ["EXACT_WHOLE", "Book", "CellError", "Cells", "Entry", "Grid", "Value", "normal"]


class CellError:
    """What Excel shows when a formula fails; never to be mistaken for the text an officer may type.

    `code` is as shown: #N/A, #REF!, #DIV/0! …
    """

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        self.code: Final = code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CellError) and other.code == self.code

    def __hash__(self) -> int:
        return hash((CellError, self.code))

    def __repr__(self) -> str:
        return f"CellError({self.code!r})"

    def __str__(self) -> str:
        return self.code


Value: TypeAlias = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | CellError | None
"""One cell. `None` is blank. A typed number is int or float, digits typed as text stay str."""

Entry: TypeAlias = Value | Decimal
"""What may be put into a cell. A Decimal is read back as the int or float Excel makes of it."""

Cells: TypeAlias = tuple[tuple[Value, ...], ...]
"""The cells of a sheet from A1: `cells[0][0]` is A1; every row is equally long."""


_SCALARS: Final = (int, dt.date, dt.time, dt.timedelta, CellError)
EXACT_WHOLE: Final = 1 << 53  # beyond it a double no longer tells neighbouring whole numbers apart


def normal(value: object) -> Value:
    """The one form in which a value is compared and stored, the same for every kind of book.

    Whole numbers are int (Excel knows only doubles, and 5.0 and 5 are one figure), midnight is a date, empty text is
    blank, a figure that is none (infinite, not a number) is #NUM!. ``TypeError`` for what no cell can hold: that is our
    own mistake.
    """
    # Sheets pass here cell by cell: tests on the type, commonest first, are three times as fast as a match statement.
    if value is None or isinstance(value, str):
        # Plain text also of an enumeration's member, or it would never be of the type that is read back.
        return str.__str__(value) if value else None
    if isinstance(value, float):
        if value.is_integer() and abs(value) < EXACT_WHOLE:
            return int(value)
        return value if math.isfinite(value) else CellError("#NUM!")
    if isinstance(value, Decimal):
        return normal(int(value) if value == value.to_integral_value() else float(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, _SCALARS):
        return value
    raise TypeError(f"no cell can hold {type(value).__name__}")


def _usual(value: object) -> Value:
    """`normal`, quick for what nearly every cell holds: text, whole numbers and nothing stay as they are."""
    kind = type(value)
    return value or None if kind is str else value if kind is int or value is None else normal(value)  # type: ignore[return-value]  # by the type just looked at


class Grid(NamedTuple):
    """A table as it stands in its sheet: headers and body, with the place of every cell.

    Attributes:
        file: file name for messages; empty for a book without a file.
        sheet: sheet name.
        table: Excel table name.
        columns: header texts, left to right.
        rows: body rows, each as long as `columns`; a table without entries has one blank row or none.
        top: sheet row of the first body row, from 1.
        left: sheet column of the first table column, from 1.
    """

    file: str
    sheet: str
    table: str
    columns: tuple[str, ...]
    rows: Cells
    top: int
    left: int

    def position(self, column: str) -> int:
        """Index of a column by header. ``KeyError`` if the table has none of that name."""
        try:
            return self.columns.index(column)
        except ValueError:
            raise KeyError(column) from None

    def place(self, row: int, column: str | int) -> Place:
        """Where a body cell stands: row index from 0, column by header or index from 0."""
        index = self.position(column) if isinstance(column, str) else column
        return Place(self.file, self.sheet, cell_name(self.top + row, self.left + index))

    def cell(self, row: int, column: str) -> Value:
        """One body cell: row index from 0, column by header."""
        return self.rows[row][self.position(column)]

    def filled(self, rows: Iterable[Sequence[Entry]]) -> Grid:
        """The same table with another body; without entries it keeps one blank row, as Excel's tables do."""
        return self._replace(rows=self._normal(rows) or ((None,) * len(self.columns),))

    def appended(self, rows: Iterable[Sequence[Entry]], calculated: Collection[tuple[int, int]] = ()) -> Grid:
        """The same table with rows below its last entry; blank rows at its end are filled first, blank ones left out.

        `calculated`: body cells (row, column from 0) that hold formulas; their results do not make a row an entry.
        """
        taken = len(self.rows)
        while taken and all(
            value is None or (taken - 1, column) in calculated for column, value in enumerate(self.rows[taken - 1])
        ):
            taken -= 1
        new = tuple(row for row in self._normal(rows) if any(value is not None for value in row))
        return self._replace(rows=(*self.rows[:taken], *new, *self.rows[taken + len(new) :]))

    def changed(self, row: int, column: str, value: Entry) -> Grid:
        """The same table with one other value. ``KeyError``: no such column; ``IndexError``: no such row."""
        rows = list(self.rows)
        self.put(rows, row, column, value)
        return self._replace(rows=tuple(rows))

    def put(self, rows: list[tuple[Value, ...]], row: int, column: str, value: Entry) -> None:
        """Set one value of a body like this table's; the errors are those of `changed`."""
        index = self.position(column)
        if not 0 <= row < len(rows):
            raise IndexError(f"{self.table}: row {row} of {len(rows)}")
        line = rows[row]
        rows[row] = (*line[:index], normal(value), *line[index + 1 :])

    def _normal(self, rows: Iterable[Sequence[Entry]]) -> Cells:
        made = tuple(tuple(map(_usual, row)) for row in rows)
        for row in made:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.table}: {len(row)} values for {len(self.columns)} columns")
        return made


class Sight(Protocol):
    """What an officer did to a sheet beside typing: formulas by cell, hidden rows and columns (numbers from 1)."""

    @property
    def formulas(self) -> Mapping[str, str]:
        """Cell → formula without `=`."""

    @property
    def hidden_rows(self) -> frozenset[int]:
        """Rows nobody sees."""

    @property
    def hidden_columns(self) -> frozenset[int]:
        """Columns nobody sees."""


class Book(Protocol):
    """An open workbook. What was put is read back by the same book at once; a file changes only when it is saved."""

    def sheet_names(self) -> tuple[str, ...]:
        """All worksheets in order, hidden ones included."""
        ...

    def sheet(self, name: str) -> Cells | None:
        """A sheet's cells from A1 as they were read, or `None` if there is none: for departmental sheets (`回答_課名`)."""
        ...

    def sight(self, name: str) -> Sight | None:
        """A sheet's formulas and hidden rows and columns, or `None` where this kind of book cannot tell."""
        ...

    def expect(self, tables: Collection[str]) -> None:
        """Say which tables are going to be asked for: a book may read them at one go, and leave others unread."""
        ...

    def grid(self, table: str) -> Grid | None:
        """A table by its Excel name, or `None` if the workbook has none."""
        ...

    def value(self, name: str) -> Value:
        """The (first) cell a workbook name stands for; `None` for a blank cell and for a name that is not there."""
        ...

    def fill(self, table: str, rows: Iterable[Sequence[Entry]]) -> None:
        """Replace the body of a table. ``KeyError``: no such table; ``ValueError``: a row of another length."""
        ...

    def append(self, table: str, rows: Iterable[Sequence[Entry]]) -> None:
        """Add rows below the last one; errors as `fill`. Trailing blank rows of the body are filled first."""
        ...

    def put(self, table: str, row: int, column: str, value: Entry) -> None:
        """Set one body cell. ``KeyError``: no such table or column; ``IndexError``: no such row."""
        ...

    def mark(self, place: Place, level: Level) -> None:
        """Colour a cell so that an officer finds it. The colour is never the only sign: a finding names the cell."""
        ...

    def clear_marks(self) -> None:
        """Take away every mark this program made, nothing an officer coloured."""
        ...

    def progress(self, done: int, total: int, what: str) -> None:
        """Tell whoever waits how far the work is; `what` is Japanese."""
        ...
