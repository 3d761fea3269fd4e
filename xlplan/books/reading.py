"""Read a workbook that anyone may have made: fast, and without trusting it.

The file is read from disk once. Its parts are checked (`package`, `xml_parts`, `sheet_scan`), and calamine is then given
a package of our own making that holds only the checked parts: what it reads is what was checked, nothing is unpacked
twice, and what makes it abort the process (a bounding box of 17 billion cells) never reaches it.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from xlplan.books.addresses import Area, first_cell, parse_cell
from xlplan.books.book import EXACT_WHOLE, CellError, Cells, Grid, Value, normal
from xlplan.books.bundle import bundle
from xlplan.books.inspect import Facts, inspect
from xlplan.books.package import Limits, Package, Refused
from xlplan.books.sheet_scan import (
    Extent,
    SheetScan,
    error_cells,
    extent,
    refuse_extent,
    scan,
    without_impossible_dates,
)
from xlplan.books.sniffing import sniff
from xlplan.books.xml_parts import clean_part
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineWorkbook

__all__ = ["CODES", "LIMITS", "BrokenWorkbook", "ReadLimits", "Workbook", "open_workbook"]

CODES: Final = frozenset(
    {
        "bad_xml",  # a part is not XML, or its addresses are none
        "csv_renamed",
        "damaged",  # the zip contradicts itself, or a checksum is wrong
        "duplicate_entry",  # two parts of one name: programs would read different ones
        "empty_file",
        "encrypted",
        "entity",  # a DOCTYPE: the way to entity bombs and to fetching files
        "html_renamed",
        "missing_part",
        "no_access",  # the operating system does not let us read it
        "not_a_workbook",
        "old_xls",
        "path_trick",  # a part's name or target leads out of the file
        "too_large",
        "too_many_sheets",
        "truncated",
        "unreadable",  # calamine cannot read it; the cause is chained
        "zip_bomb",
    }
)
"""Every reason for which a workbook is not read. Stable: the message catalogue has a sentence for each."""

_FROM_PACKAGE: Final[Mapping[str, str]] = {
    "ole_encrypted": "encrypted",
    "entry_encrypted": "encrypted",
    "ole_old_excel": "old_xls",
    "ole_unknown": "not_a_workbook",
    "stray_bytes": "damaged",
    "inconsistent": "damaged",
    "unknown_packing": "damaged",
    "zip64": "damaged",
    "duplicate_names": "duplicate_entry",
    "unsafe_name": "path_trick",
    "file_too_large": "too_large",
    "too_many_entries": "zip_bomb",
    "entry_too_large": "zip_bomb",
    "package_too_large": "zip_bomb",
    "bomb": "zip_bomb",
}


class BrokenWorkbook(Refused):
    """A file that is not read as a workbook. `code` is one of `CODES`, `detail` names the part or figure."""


class ReadLimits(NamedTuple):
    """What a workbook may ask for before it is refused.

    The figures leave room for a nation's returns in one sheet (1.5 million cells, 90 MB of XML) and keep the peak of
    one read under about 1 GB. `cells` counts from A1 to the last cell with content, per sheet.
    """

    cells: int = 10_000_000
    sheets: int = 1_000
    package: Limits = Limits(file=128 << 20, entry=128 << 20, total=384 << 20)


LIMITS: Final = ReadLimits()


def open_workbook(path: Path, limits: ReadLimits = LIMITS) -> Workbook:
    """Read a file and what it says about itself; sheets are read when asked for.

    Raises :class:`BrokenWorkbook` with one of `CODES`, whatever is wrong with the file.
    """
    try:
        with path.open("rb") as handle:
            size = os.fstat(handle.fileno()).st_size
            if size > limits.package.file:
                raise BrokenWorkbook("too_large", str(size))
            data = handle.read()
    except OSError as error:
        raise BrokenWorkbook("no_access", error.strerror or str(error)) from error
    with _as_broken():
        try:
            package = Package.from_bytes(data, limits.package)
        except Refused as refusal:
            if refusal.code == "not_zip":
                raise BrokenWorkbook(*sniff(data)) from refusal
            raise
        return Workbook(path, package, inspect(package, limits.sheets), limits)


class _Checked(NamedTuple):
    """A worksheet that may be read. `alias`: its name in the package made for calamine, `given`: its XML there."""

    part: str
    alias: str
    xml: bytes
    given: bytes
    errors: Mapping[str, str]


class Workbook:
    """A workbook read from a file. Every method raises :class:`BrokenWorkbook` for a broken or hostile part."""

    def __init__(self, path: Path, package: Package, facts: Facts, limits: ReadLimits) -> None:
        self.path = path
        self.package = package
        self.facts = facts
        self.limits = limits
        self._sheets = {sheet.name: sheet for sheet in facts.sheets if sheet.kind == "worksheet"}
        self._sources: dict[str, CalamineWorkbook] = {}
        self._grids: dict[str, Cells] = {}
        self._scans: dict[str, SheetScan] = {}
        self._checked: dict[str, _Checked] = {}

    @property
    def digest(self) -> str:
        """SHA-256 of the file's bytes as they were read, in hex."""
        return self.package.digest

    def grid(self, sheet: str) -> Cells:
        """All cells of a worksheet from A1 to the last one with content. ``KeyError`` if there is no such sheet."""
        if sheet not in self._grids:
            checked = self._sheet(sheet)
            if sheet not in self._sources:
                self.load(*self._sheets)
            with _calamine_as_broken(sheet):
                rows = self._sources[sheet].get_sheet_by_name(checked.alias).to_python(skip_empty_area=False)
            self._grids[sheet] = _cells(rows, checked.errors)
        return self._grids[sheet]

    def load(self, *sheets: str) -> None:
        """Make ready to read these worksheets and no others; without it the first `grid` makes all of them ready.

        Names that are not there, and sheets that are refused, are passed over: `grid` tells.
        """
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - commands that read no sheet do without

        ready: dict[str, _Checked] = {}
        for name in self._sheets:
            if name in sheets and name not in self._sources:
                with contextlib.suppress(BrokenWorkbook):
                    ready[name] = self._sheet(name)
        if not ready:
            return
        given = {checked.alias: without_impossible_dates(checked.given) for checked in ready.values()}
        made = bundle(given, *self._shared, date1904=self.facts.date1904)
        with _calamine_as_broken(self.facts.shared_strings):
            source = CalamineWorkbook.from_filelike(io.BytesIO(made))
        self._sources |= dict.fromkeys(ready, source)

    def table(self, name: str) -> Grid | None:
        """A table by its Excel name, `None` if there is none. Its rows are those between header and totals."""
        table = self.facts.tables.get(name)
        if table is None:
            return None
        cells, area = self.grid(table.sheet), table.body
        filled = min(area.bottom, len(cells))
        blank = ((None,) * len(table.columns),)
        rows = tuple(_slice(cells, row, area) for row in range(area.top, filled + 1))
        rows += blank * (area.bottom - max(filled, area.top - 1))
        return Grid(self.path.name, table.sheet, name, table.columns, rows, area.top, area.left)

    def named(self, name: str) -> Value:
        """The first cell a workbook-wide name stands for; `None` if blank, if it is no cell, or if there is none."""
        found = first_cell(self.facts.names.get(name, ""))
        if not found or found[0] not in self._sheets:
            return None
        sheet, row, column = found
        return _slice(self.grid(sheet), row, Area(row, column, row, column))[0]

    def xml(self, sheet: str) -> bytes:
        """A worksheet's part as it is in the file, unpacked but not checked. ``KeyError`` if there is no such sheet."""
        return self.part(self._sheets[sheet].part)

    def part(self, name: str) -> bytes:
        """Any part as it is in the file, unpacked but not checked. ``KeyError`` if there is none."""
        with _as_broken():
            return self.package.read(name)

    def scan(self, sheet: str) -> SheetScan:
        """Formulas, errors, hidden rows and merged cells of a worksheet. ``KeyError`` if there is no such sheet."""
        if sheet not in self._scans:
            checked = self._sheet(sheet)
            filtered = [table.area for table in self.facts.tables.values() if table.sheet == sheet and table.filtered]
            with _as_broken():
                self._scans[sheet] = scan(checked.xml, checked.part, checked.errors, filtered)
        return self._scans[sheet]

    def extent(self, sheet: str) -> Extent:
        """Last row and column with content. ``KeyError`` if there is no such sheet."""
        checked = self._sheet(sheet)
        with _as_broken():
            return extent(checked.xml, checked.part)

    def _sheet(self, name: str) -> _Checked:
        """A sheet's part, checked once; a refused one leaves the workbook's other sheets readable."""
        if name not in self._checked:
            part = self._sheets[name].part
            with _as_broken():
                xml = clean_part(self.package.read(part), part)
                refuse_extent(xml, part, self.limits.cells)
                self._checked[name] = _Checked(part, str(len(self._checked)), xml, *error_cells(xml))
        return self._checked[name]

    @cached_property
    def _shared(self) -> tuple[bytes, bytes]:
        """The checked styles and strings that all sheets refer to; empty if there are none."""
        with _as_broken():
            styles, strings = (
                clean_part(self.package.read(part), part) if part else b""
                for part in (self.facts.styles, self.facts.shared_strings)
            )
        return styles, strings


def _cells(rows: Sequence[Sequence[object]], errors: Mapping[str, str]) -> Cells:
    # Tens of thousands of cells pass here, most of them text or whole numbers, so these are settled without a call.
    made = [
        tuple(
            [
                (value or None)
                if isinstance(value, str)
                else int(value)
                if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_WHOLE
                else normal(value)
                for value in row
            ]
        )
        for row in rows
    ]
    for cell, shown in errors.items():
        row, column = parse_cell(cell)
        if row <= len(made) and column <= len(made[row - 1]):
            line = made[row - 1]
            made[row - 1] = (*line[: column - 1], CellError(shown), *line[column:])
    return tuple(made)


def _slice(cells: Cells, row: int, area: Area) -> tuple[Value, ...]:
    """One row of an area; what lies beyond the last cell with content is blank."""
    line = cells[row - 1][area.left - 1 : area.right] if row <= len(cells) else ()
    return line + (None,) * (area.right - area.left + 1 - len(line))


@contextlib.contextmanager
def _as_broken() -> Iterator[None]:
    try:
        yield
    except BrokenWorkbook:
        raise
    except Refused as refusal:
        raise BrokenWorkbook(_FROM_PACKAGE.get(refusal.code, refusal.code), refusal.detail) from refusal


@contextlib.contextmanager
def _calamine_as_broken(where: str) -> Iterator[None]:
    from python_calamine import CalamineError  # noqa: PLC0415 - as above

    try:
        yield
    # A duration or date beyond Python's own range comes as one of the two builtin errors.
    except (CalamineError, OverflowError, ValueError) as error:
        raise BrokenWorkbook("unreadable", f"{where}: {error}") from error
    except BaseException as error:
        # A panic in Rust arrives as pyo3's PanicException, which is no Exception and cannot be imported.
        if type(error).__name__ == "PanicException":
            raise BrokenWorkbook("unreadable", f"{where}: {error}") from error
        raise
