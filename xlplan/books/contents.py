"""What of a returned workbook is worth keeping once its file is closed: plain values, which may cross processes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from xlplan.books.book import Cells
from xlplan.books.reading import BrokenWorkbook, open_workbook
from xlplan.books.sheet_scan import SheetScan
from xlplan.declaring import NamedTuple

__all__ = ["Contents", "Outcome", "Wanted", "contents_of", "outcome_of"]


class Wanted(NamedTuple):
    """Names of the sheets to read, where a workbook has them.

    Attributes:
        plain: only their cells.
        scanned: their formulas, hidden rows and columns too.
    """

    plain: tuple[str, ...]
    scanned: tuple[str, ...]


class Contents(NamedTuple):
    """A workbook as far as it was wanted.

    Attributes:
        digest: SHA-256 of the file in hex.
        sheets: names of all its sheets, in order.
        macros, external_links: whether it has any.
        cells: of the wanted sheets that it has, from A1.
        scans: of the scanned ones among them.
    """

    digest: str
    sheets: tuple[str, ...]
    macros: bool
    external_links: bool
    cells: Mapping[str, Cells]
    scans: Mapping[str, SheetScan]


Outcome: TypeAlias = Contents | BrokenWorkbook
"""A workbook's contents, or why it is not read."""


def contents_of(path: Path, wanted: Wanted) -> Contents:
    """Read a file. Raises :class:`BrokenWorkbook` as `open_workbook` and its sheets do."""
    book = open_workbook(path)
    standing = {sheet.name for sheet in book.facts.sheets if sheet.kind == "worksheet"}
    plain = {name: book.grid(name) for name in wanted.plain if name in standing}
    scans = {name: book.scan(name) for name in wanted.scanned if name in standing}
    return Contents(
        digest=book.digest,
        sheets=tuple(sheet.name for sheet in book.facts.sheets),
        macros=book.facts.macros,
        external_links=bool(book.facts.external_links),
        cells={**plain, **{name: book.grid(name) for name in scans}},
        scans=scans,
    )


def outcome_of(path: Path, wanted: Wanted) -> Outcome:
    """The same with the refusal as a value: one bad file stops only itself."""
    try:
        return contents_of(path, wanted)
    except BrokenWorkbook as broken:
        return broken
