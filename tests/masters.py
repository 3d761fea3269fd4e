"""A small master in memory, made of the rows of tests/returns.py, and its returns in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.returns import YEAR_END, draw, fill, small_rows
from xlplan.books.book import Entry
from xlplan.books.memory import MemoryBook
from xlplan.criteria import DEFAULT_ROWS
from xlplan.form import build_form
from xlplan.operations import ROUND_TABLES
from xlplan.plan import Plan, read_plan
from xlplan.schema import Row, Table
from xlplan.tables import CRITERIA, TABLES
from xlplan.template.master import build_master

FILE = "台帳.xlsx"
PRINTED = {"対象時期": "平成26年度末", "基準日": "平成27年3月31日"}
Typed = Mapping[tuple[str, str], object]
"""(row identity, column name) → what the officer types."""

SPORTS: Typed = {
    ("進捗|37", "answer"): "A",
    ("状況|37-1", "answer"): "実施中",
    ("指標|37-1", "answer"): 72,
    ("指標|37-2", "2013"): 40,
    ("指標|37-2", "answer"): 42,
}
"""What 体育課 answers when all is well."""


def master(rows: Mapping[Table, Iterable[Row]] | None = None) -> MemoryBook:
    """A master in memory; `rows` replace the small plan's rows table by table."""
    content: dict[Table, Iterable[Row]] = {CRITERIA: list(DEFAULT_ROWS), **small_rows(), **(rows or {})}
    return MemoryBook(
        {table.name: (table.headers, [_cells(table, row) for row in content.get(table, ())]) for table in TABLES},
        file=FILE,
    )


def master_file(path: Path, rows: Mapping[Table, Iterable[Row]] | None = None, **settings: str) -> Path:
    """The small master as a workbook, made like the city's: with every sheet, format and calculated column."""
    standing: dict[Table, Iterable[Row]] = {CRITERIA: list(DEFAULT_ROWS), **small_rows(**(PRINTED | settings))}
    content = standing | dict(rows or {})
    path.write_bytes(build_master({table.name: tuple(content.get(table, ())) for table in TABLES}))
    return path


def _cells(table: Table, row: Row) -> list[Entry]:
    """Cells of a row; formula columns are the workbook's own and stay blank here."""
    values = zip(table.columns.values(), table.cells(row), strict=True)
    return [None if column.formula else value for column, value in values]


def plan_in(book: MemoryBook) -> Plan:
    """The plan a round reads."""
    return read_plan(book, ROUND_TABLES)


def returned(book: MemoryBook, folder: Path, department: str, typed: Typed, name: str = "") -> Path:
    """A department's return, drawn from the master and filled in."""
    plan = plan_in(book)
    path = draw(plan, department, YEAR_END, folder, name)
    fill(path, build_form(plan, department, YEAR_END), typed)
    return path
