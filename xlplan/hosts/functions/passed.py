"""Tables passed to a function: told apart by their headers, in any order, and read as the master's own are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Final, get_args

from xlplan.books.book import Grid
from xlplan.books.memory import MemoryBook
from xlplan.findings import CannotRun, Place
from xlplan.hosts.functions.cells import day_of, rows_of, text_of, value_of
from xlplan.plan import Plan
from xlplan.schema import Table
from xlplan.table_reading import TableRead, read_table
from xlplan.tables import BY_NAME, TABLES

_HOW: Final = "「{name}[#すべて]」のように、見出しごと渡してください。"


class NotPassed(CannotRun):
    """A table the function needs is not among its arguments, or an argument is no table."""


class PassedTables(dict[str, TableRead]):
    """Table name → table as read; asking for one that was not passed says so in Japanese."""

    def __missing__(self, name: str) -> TableRead:
        raise NotPassed(f"「{name}」の表も必要です。" + _HOW.format(name=name))


class PassedGrid(Grid):
    """A table as it was passed: where it stands on its sheet is not known, so places name row and column."""

    def place(self, row: int, column: str | int) -> Place:
        """「【実績】3行目「実績値」」; rows count from 1 below the headers."""
        header = column if isinstance(column, str) else self.columns[column]
        return Place(self.file, self.sheet, f"{row + 1}行目「{header}」")


class PassedBook(MemoryBook):
    """The tables passed, for what asks a book."""

    def __init__(self, grids: dict[str, Grid]) -> None:
        super().__init__()
        self._passed = grids

    def grid(self, table: str) -> Grid | None:
        """A table that was passed."""
        return self._passed.get(table)


def plan_of(arguments: Sequence[Any]) -> tuple[Plan, PassedBook]:
    """The plan that the passed tables make up. NotPassed for a range without headers and for a table passed twice."""
    grids: dict[str, Grid] = {}
    for number, argument in enumerate(arguments, start=1):
        rows = [[value_of(cell) for cell in row] for row in rows_of(argument)]
        headers = tuple(text_of(cell) for cell in rows[0])
        table = _table_with(headers)
        if table is None:
            raise NotPassed(f"{number}番目の表の見出しが、台帳のどの表とも合いません。" + _HOW.format(name="成果指標"))
        if table.name in grids:
            raise NotPassed(f"「{table.name}」の表が二つ渡されています。一つにしてください。")
        grid = PassedGrid("", table.sheet, table.name, headers, (), 2, 1)
        days = {at for at, header in enumerate(headers) if header in _day_headers(table.name)}
        grids[table.name] = grid.filled([_row(cells, days) for cells in rows[1:]])
    book = PassedBook(grids)
    return Plan("", PassedTables({name: read_table(book, BY_NAME[name]) for name in grids})), book


def _row(cells: Sequence[Any], days: Collection[int]) -> list[Any]:
    """A body row; the add-in passes a date as a number, which only its column tells from a figure."""
    return [day_of(cell) or cell if at in days else cell for at, cell in enumerate(cells)]


@cache
def _day_headers(table: str) -> frozenset[str]:
    found = BY_NAME[table]
    return frozenset(
        column.header
        for name, column in found.columns.items()
        if dt.date in get_args(found.row.fields[name].annotation)
    )


def _table_with(headers: Collection[str]) -> Table | None:
    """The table to which most of the headers belong; at least half of them must, its key among them."""
    given = set(headers)
    best, most = None, 0
    for table in TABLES:
        common = len(given & set(table.headers))
        key = {table.columns[name].header for name in table.key}
        if key <= given and common > most and 2 * common >= len(given):
            best, most = table, common
    return best
