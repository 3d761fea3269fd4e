"""Whether a workbook of anybody's making can be written to safely: one value is changed in a copy, and the parts told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xlplan.books.addresses import cell_name
from xlplan.books.package import Package, Refused
from xlplan.books.part_edits import CellEdit, TableEdit
from xlplan.books.reading import open_workbook
from xlplan.books.save import Copies
from xlplan.books.table_xml import tables_of
from xlplan.books.workbook_xml import Workbook
from xlplan.books.writer import plan_changes, write
from xlplan.declaring import NamedTuple

__all__ = ["Growth", "Trial", "try_write"]

_ADDED: Final = "（試し書き）"
_ROWS: Final = 20
"""Rows and columns of each sheet in which a value to change is looked for; planning an edit of a large sheet takes its time."""


class Growth(NamedTuple):
    """Whether a row could be added to a table: `refused` is None, or why not."""

    table: str
    sheet: str
    refused: Refused | None


class Trial(NamedTuple):
    """What was changed in the copy, and what became of every part.

    Attributes:
        edit: sheet, cell and new value; old: the value before, None for a cell that was blank.
        kept, changed, removed: names of the package's parts; the kept ones are the same byte for byte, the removed ones
            (a calculation chain) Excel makes anew.
        lost: parts that are missing in the copy and are none of the removed ones: a fault of this program.
        growths: one per Excel table.
    """

    edit: CellEdit
    old: str | float | None
    kept: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    lost: tuple[str, ...]
    growths: tuple[Growth, ...]


def try_write(source: Path, copy: Path, when: dt.datetime) -> Trial:
    """Make `copy`, which is `source` with one value changed, and prove it. The source itself is only read.

    Raises :class:`Refused` or :class:`~xlplan.books.reading.BrokenWorkbook` for a workbook that cannot be written to;
    ``no_such_cell`` when none of its first cells can be changed.
    """
    package = Package.open(source)
    growths = tuple(_growths(package))
    edit, old = _accepted(source, package)
    receipt = write(source, copy, [edit], copies=Copies(when), package=package)
    new = Package.open(copy)
    kept = tuple(name for name in new.names if name in package and new.raw(name) == package.raw(name))
    changed = tuple(name for name in new.names if name not in kept)
    lost = tuple(name for name in package.names if name not in new and name not in receipt.removed)
    return Trial(edit, old, kept, changed, receipt.removed, lost, growths)


def _accepted(source: Path, package: Package) -> tuple[CellEdit, str | float | None]:
    """The first edit that the writer takes."""
    last: Refused | None = None
    for edit, old in _candidates(source):
        try:
            plan_changes(package, [edit])
        except Refused as refused:
            last = refused
        else:
            return edit, old
    raise last or Refused("no_such_cell", source.name)


def _candidates(source: Path) -> Iterator[tuple[CellEdit, str | float | None]]:
    """Numbers and texts of the sheets in order; then a free cell beside what each sheet holds."""
    book = open_workbook(source)
    sheets = [sheet.name for sheet in book.facts.sheets if sheet.kind == "worksheet"]
    for name in sheets:
        formulas = book.scan(name).formulas
        for row, values in enumerate(book.grid(name)[:_ROWS], start=1):
            for column, value in enumerate(values[:_ROWS], start=1):
                cell = cell_name(row, column)
                if cell in formulas or isinstance(value, bool):
                    continue
                if isinstance(value, int | float):
                    yield CellEdit(name, cell, value + 1), value
                elif isinstance(value, str):
                    yield CellEdit(name, cell, value + _ADDED), value
    for name in sheets:
        width = max((len(row) for row in book.grid(name)), default=0)
        yield CellEdit(name, cell_name(1, width + 1), _ADDED), None


def _growths(package: Package) -> Iterator[Growth]:
    for sheet in Workbook.of(package).sheets:
        if sheet.kind != "worksheet":
            continue
        for table in tables_of(package, sheet):
            row = [None if column.formula else _ADDED for column in table.columns]
            try:
                plan_changes(package, [TableEdit(table.name, append=[row])])
            except Refused as refused:
                yield Growth(table.name, sheet.name, refused)
            else:
                yield Growth(table.name, sheet.name, None)
