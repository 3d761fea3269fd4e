"""What an operation wants changed in a workbook, as values: the flow decides, a book carries out.

Addresses are table name, body row index and header; never a cell address. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from xlplan.schema import CellScalar, Row, Table

if TYPE_CHECKING:
    from xlplan.table_reading import TableRead


class Put(NamedTuple):
    """One cell of an existing body row."""

    table: str
    at: int
    header: str
    value: CellScalar


class Append(NamedTuple):
    """A new row at the end of a table; headers not named stay blank or take the column's own formula."""

    table: str
    cells: Mapping[str, CellScalar]


class Replace(NamedTuple):
    """The whole body of a table that an operation owns."""

    table: str
    rows: tuple[Mapping[str, CellScalar], ...]


Edit = Put | Append | Replace


def named_cells(table: Table, row: Row) -> dict[str, CellScalar]:
    """Header → cell value for the fields that hold values; formula columns are left to the workbook."""
    values = vars(row)
    return {
        # Text, which most cells hold, stands as it is: no need to ask the column about it.
        column.header: (value or None) if isinstance(value := values[name], str) else table.cell(name, value)
        for name, column in table.columns.items()
        if not column.formula
    }


def add_rows(read: TableRead, rows: Sequence[Mapping[str, CellScalar]]) -> list[Edit]:
    """Place new rows: first into blank body rows (a table keeps one when it is empty), then at the end."""
    edits: list[Edit] = []
    free = list(read.blank)
    for cells in rows:
        if free:
            index = free.pop(0)
            edits += [Put(read.table.name, index, h, v) for h, v in cells.items() if v is not None]
        else:
            edits.append(Append(read.table.name, cells))
    return edits


def change_row(table: Table, index: int, old: Row, new: Row) -> list[Edit]:
    """Puts for the fields that differ."""
    return [
        Put(table.name, index, column.header, table.cell(name, getattr(new, name)))
        for name, column in table.columns.items()
        if not column.formula and getattr(old, name) != getattr(new, name)
    ]


def replace_body(read: TableRead, rows: Sequence[Row]) -> list[Edit]:
    """The body anew, or nothing when it already reads the same: a repeated operation then changes no byte."""
    standing = tuple(entry.row for entry in read.entries)
    if standing == tuple(rows) and not read.findings:
        return []
    return [Replace(read.table.name, tuple(named_cells(read.table, row) for row in rows))]


def text_of(value: Any) -> str:
    """A cell value as the history keeps it: readable, and read back to the same value by the column's own type."""
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value).replace("\r\n", "\n").strip()
