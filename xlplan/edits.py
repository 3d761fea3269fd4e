"""What an operation wants changed in a workbook, as values: the flow decides, a book carries out.

Addresses are table name, body row index and header; never a cell address. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from xlplan.declaring import NamedTuple
from xlplan.schema import CellScalar, Row, Table

if TYPE_CHECKING:
    from xlplan.table_reading import TableRead

Cells: TypeAlias = "tuple[CellScalar, ...]"


class Put(NamedTuple):
    """One cell of an existing body row."""

    table: str
    at: int
    header: str
    value: CellScalar


class Append(NamedTuple):
    """New rows at the end of a table; columns not among `headers` stay blank or take the column's own formula."""

    table: str
    headers: tuple[str, ...]
    rows: tuple[Cells, ...]


class Replace(NamedTuple):
    """The whole body of a table that an operation owns; columns as in `Append`."""

    table: str
    headers: tuple[str, ...]
    rows: tuple[Cells, ...]


Edit = Put | Append | Replace


def add_rows(read: TableRead, rows: Sequence[Row]) -> list[Edit]:
    """Place new rows: first into blank body rows (a table keeps one when it is empty), then at the end."""
    return add_cells(read, [read.table.written(row) for row in rows])


def add_cells(read: TableRead, rows: Sequence[Cells]) -> list[Edit]:
    """The same for rows that are cell values already, in the order of `Table.written_headers`."""
    name, headers = read.table.name, read.table.written_headers
    edits: list[Edit] = [
        Put(name, at, header, value)
        for at, cells in zip(read.blank, rows, strict=False)
        for header, value in zip(headers, cells, strict=True)
        if value is not None
    ]
    added = rows[len(read.blank) :]
    return [*edits, Append(name, headers, tuple(added))] if added else edits


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
    return [Replace(read.table.name, read.table.written_headers, tuple(map(read.table.written, rows)))]


def text_of(value: Any) -> str:
    """A cell value as the history keeps it: readable, and read back to the same value by the column's own type."""
    if type(value) is str and "\r" not in value:
        return value.strip()
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value).replace("\r\n", "\n").strip()
