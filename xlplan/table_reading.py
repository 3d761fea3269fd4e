"""One table of a master as typed rows with their places.

Columns are matched by header, in any order. A row that does not read becomes findings at its cells and is left out; its
key is remembered, so that rules that lean on it stay silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from xlplan.declaring import NamedTuple
from xlplan.findings import Finding, Place, finding
from xlplan.messages import Message
from xlplan.model import ModelError
from xlplan.schema import Row, Table

if TYPE_CHECKING:
    from xlplan.books.book import Book, Grid

RowT = TypeVar("RowT", bound=Row)


class Entry(NamedTuple, Generic[RowT]):
    """A typed row, and where it stands in the table's body, from 0; -1 for a row that is not written yet."""

    row: RowT
    at: int


class TableRead(NamedTuple):
    """One table as read.

    Attributes:
        grid: the table as it stands; None when the workbook has no such table.
        entries: the rows that read.
        raw_keys: keys of all rows seen, unreadable ones included, so that rules that lean on them stay silent.
        findings: what did not read.
        blank: indexes of body rows in which no field is filled; new rows go there first.
    """

    table: Table
    grid: Grid | None
    entries: tuple[Entry[Any], ...]
    raw_keys: frozenset[tuple[str, ...]]
    findings: tuple[Finding, ...]
    blank: tuple[int, ...] = ()

    @property
    def file(self) -> str:
        """Name of the workbook; empty for one that was never saved."""
        return self.grid.file if self.grid else ""

    def place(self, entry: Entry[Any], name: str) -> Place:
        """Where a field of an entry stands; only the sheet when the row is not written yet."""
        if self.grid is None or entry.at < 0:
            return Place(self.file, self.table.sheet)
        return self.grid.place(entry.at, self.table.columns[name].header)


def read_table(book: Book, table: Table) -> TableRead:
    """Read one table by its Excel name; columns are matched by header, in any order."""
    grid = book.grid(table.name)
    if grid is None:
        place = Place(sheet=table.sheet)
        missing = finding(Message.M501_TABLE_MISSING, place, table=table.name, sheet=table.sheet)
        return TableRead(table, None, (), frozenset(), (missing,))
    positions, findings = _match_columns(grid, table)
    entries: list[Entry[Any]] = []
    keys: dict[tuple[str, ...], Entry[Any] | None] = {}
    blank: list[int] = []
    first = next(iter(positions.values()), 0)
    for index, cells in enumerate(grid.rows):
        values = {name: cell for name, at in positions.items() if (cell := cells[at]) is not None}
        if not values:
            blank.append(index)
            continue
        row, wrong = _read_row(grid, table, positions, index, values)
        findings += wrong
        if row is None:
            keys.setdefault(tuple(str(values.get(name, "")) for name in table.key), None)
            continue
        key = tuple(map(str, table.key_of(row))) or (str(index),)
        known = keys.get(key)
        if known is not None:
            shown, other = "・".join(key), grid.place(known.at, first).cell
            findings.append(finding(Message.M505_DUPLICATE_KEY, grid.place(index, first), shown, other=other))
            continue
        keys[key] = entry = Entry(row, index)
        entries.append(entry)
    return TableRead(table, grid, tuple(entries), frozenset(keys), tuple(findings), tuple(blank))


def _match_columns(grid: Grid, table: Table) -> tuple[dict[str, int], list[Finding]]:
    """Field → position, for the fields that are read; formula columns are shown, never read."""
    standing = {header: at for at, header in enumerate(grid.columns)}
    found: dict[str, int] = {}
    findings: list[Finding] = []
    for name, column in table.columns.items():
        at = standing.pop(column.header, None)
        if at is None:
            place = Place(grid.file, grid.sheet)
            findings.append(finding(Message.M502_COLUMN_MISSING, place, table=table.name, header=column.header))
        elif not column.formula:
            found[name] = at
    for header in standing:
        place = Place(grid.file, grid.sheet)
        findings.append(finding(Message.M503_COLUMN_UNKNOWN, place, table=table.name, header=header))
    return found, findings


def _read_row(
    grid: Grid, table: Table, positions: dict[str, int], index: int, values: dict[str, Any]
) -> tuple[Row | None, list[Finding]]:
    try:
        return table.row.read(values), []
    except ModelError as error:
        findings = []
        for name, kind, reason in error.faults:
            if name not in positions:
                continue
            column = table.columns[name]
            findings.append(
                finding(
                    Message.M504_CELL_UNREADABLE,
                    grid.place(index, positions[name]),
                    values.get(name, ""),
                    header=column.header,
                    detail=_why(kind, reason),
                    hint=column.help or "値を確かめてください。",
                )
            )
        return None, findings


_WHY = {
    "missing": "空欄です",
    "literal_error": "選択肢にありません",
    "enum": "選択肢にありません",
    "int_from_float": "整数ではありません",
    "int_parsing": "整数ではありません",
    "int_type": "整数ではありません",
    "decimal_parsing": "数値ではありません",
    "date_type": "日付ではありません",
    "date_parsing": "日付ではありません",
    "date_from_datetime_parsing": "日付ではありません",
    "string_type": "文字ではありません",
}


def _why(kind: str, message: str) -> str:
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return _WHY.get(kind, "形式が違います")
