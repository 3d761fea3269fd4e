"""A file of which only tables are read: each from its own sheet's XML where that is plain, else the long way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from xlplan.books.book import Grid
from xlplan.books.file import FileBook
from xlplan.books.plain_cells import Shared, plain_table, plain_texts

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PlainFile"]


class PlainFile(FileBook):
    """A :class:`~xlplan.books.file.FileBook` that opens the sheets of the tables asked for and no others.

    It takes less time and memory. What it reads is the same; what it cannot read by itself is read as
    every other file is.

    Args:
        path: the file.
        skipped: table → headers of columns that are not read and stay blank.
    """

    def __init__(self, path: Path, skipped: Mapping[str, Collection[str]] = MappingProxyType({})) -> None:
        super().__init__(path)
        self._skipped = skipped
        self._asked_for: set[str] = set()

    def expect(self, tables: Collection[str]) -> None:
        """Take it down; each sheet is opened when it is asked for."""
        self._asked_for.update(tables)

    def _as_read(self, name: str) -> Grid | None:
        grid = self._plain(name)
        if grid is None and name in self.workbook.facts.tables:
            # Where one sheet is not plain others may not be either: one opening for all that are still to come.
            super().expect({name, *self._asked_for} - self._read.keys())
            grid = self.workbook.table(name)
        return grid

    def _plain(self, name: str) -> Grid | None:
        book = self.workbook
        table = book.facts.tables.get(name)
        if table is None or book.facts.date1904 or self._texts is None:
            return None
        skipped = [at for at, header in enumerate(table.columns) if header in self._skipped.get(name, ())]
        shared = Shared(self._texts, self._styles)
        rows = plain_table(book.xml(table.sheet), table.body, shared, skipped, book.limits.cells)
        if rows is None:
            return None
        return Grid(book.path.name, table.sheet, name, table.columns, rows, table.body.top, table.body.left)

    @cached_property
    def _texts(self) -> Mapping[bytes, str] | None:
        part = self.workbook.facts.shared_strings
        return plain_texts(self.workbook.part(part)) if part else {}

    @cached_property
    def _styles(self) -> bytes:
        part = self.workbook.facts.styles
        return self.workbook.part(part) if part else b""
