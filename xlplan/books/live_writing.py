"""Changes of tables carried out in an open workbook: checked as a whole, resized, entered in rectangles, read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from xlplan.books.addresses import Area, cell_name
from xlplan.books.as_typed import GENERAL, Entering, entering
from xlplan.books.book import Value
from xlplan.books.live_cells import Address, alike, blocks, range_of, values_in
from xlplan.books.refusal import Refused
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    import xlwings as xw
    from xlwings.main import Table

__all__ = ["HalfWritten", "TableChange", "enter", "write_tables"]

_DATE: Final = "yyyy/m/d"
_LONG: Final = 8_000  # Excel takes no longer text as part of many cells, only on its own


class HalfWritten(Exception):  # noqa: N818  # a state of the workbook; what caused it is chained
    """Excel stopped in the middle: the workbook is to be closed without saving."""


class TableChange(NamedTuple):
    """What is to be written of one table.

    Attributes:
        sheet, table: where it stands.
        area: its area before, with header and totals.
        totals: whether it has a totals row.
        bottom: sheet row of its last body row afterwards.
        cells: what each changed cell is to hold; cells the table gives up hold nothing.
        others: the areas of the other tables on the sheet.
    """

    sheet: xw.Sheet
    table: Table
    area: Area
    totals: bool
    bottom: int
    cells: Mapping[Address, Value]
    others: Sequence[Area]

    @property
    def last(self) -> int:
        """Sheet row of the last body row before."""
        return self.area.bottom - self.totals


def write_tables(changes: Sequence[TableChange], *, payload: bool) -> None:
    """Carry out changes. All that can be known is checked first; what Excel refuses after that is ``HalfWritten``."""
    for change in changes:
        _check(change, payload=payload)
    entered = [{place: entering(value) for place, value in change.cells.items()} for change in changes]
    try:
        for change in changes:
            _resize(change)
        for change, cells in zip(changes, entered, strict=True):
            _enter(change.sheet, cells, payload=payload)
        if not payload:
            for change in changes:
                _prove(change)
    except Exception as error:
        raise HalfWritten from error


def enter(sheet: xw.Sheet, cells: Mapping[Address, Value]) -> None:
    """Enter values on a sheet of desktop Excel that holds nothing of anyone's."""
    _enter(sheet, {place: entering(value) for place, value in cells.items()}, payload=False)


def _check(change: TableChange, *, payload: bool) -> None:
    """``Refused`` for what the table or its sheet does not allow."""
    sheet, area = change.sheet, change.area
    if not payload and sheet.api.ProtectContents:
        raise Refused("protected", sheet.name)
    if change.bottom == change.last:
        return
    if change.totals:
        raise Refused("totals_row", change.table.name)
    if change.bottom > change.last:
        below = area._replace(top=change.last + 1, bottom=change.bottom)
        for other in change.others:
            if other.meets(below):
                raise Refused("below_table", f"{sheet.name}!{other}")
        for at, row in enumerate(values_in(sheet, below, payload=payload)):
            for column, value in enumerate(row):
                if value is not None:
                    raise Refused("below_not_empty", f"{sheet.name}!{cell_name(below.top + at, below.left + column)}")


def _resize(change: TableChange) -> None:
    """Give the table its new number of rows; Excel fills calculated columns down, and new rows look like the last."""
    if change.bottom == change.last:
        return
    area, sheet = change.area, change.sheet
    change.table.resize(range_of(sheet, area._replace(bottom=change.bottom)))
    if change.bottom > change.last:
        last = area._replace(top=change.last, bottom=change.last)
        range_of(sheet, last).autofill(range_of(sheet, last._replace(bottom=change.bottom)), "fill_formats")


def _enter(sheet: xw.Sheet, cells: Mapping[Address, Entering], *, payload: bool) -> None:
    """Enter cells in rectangles; those that need a format while they are entered get it, and their own back afterwards."""
    formats = blocks({place: cell.number_format for place, cell in cells.items() if cell.number_format is not None})
    standing: list[tuple[Area, str]] = []
    for area, wanted in _of_one_format(formats):
        cells_there = range_of(sheet, area)
        kept = None if payload else cells_there.number_format
        if kept != wanted:
            cells_there.number_format = wanted
            if kept:
                standing.append((area, kept))
    alone = {place for place, cell in cells.items() if isinstance(cell.entry, str) and len(cell.entry) > _LONG}
    for area, rows in blocks({place: cell.entry for place, cell in cells.items() if place not in alone}):
        range_of(sheet, area).value = rows
    for row, column in sorted(alone):
        sheet.range((row, column)).value = cells[row, column].entry
    for area, kept in standing:
        range_of(sheet, area).number_format = kept


def _of_one_format(formats: Sequence[tuple[Area, list[list[str]]]]) -> list[tuple[Area, str]]:
    """Rectangles split so that each is of one format: most already are."""
    found: list[tuple[Area, str]] = []
    for area, rows in formats:
        kinds = {kind for row in rows for kind in row}
        if len(kinds) == 1:
            found.append((area, kinds.pop()))
            continue
        places = {(area.top + at, area.left + n): kind for at, row in enumerate(rows) for n, kind in enumerate(row)}
        for kind in sorted(kinds):
            found += [(part, kind) for part, _ in blocks({place: one for place, one in places.items() if one == kind})]
    return found


def _prove(change: TableChange) -> None:
    """Read back what was entered; what a cell's own format turned into something else is entered once more without it.

    A column an officer made text keeps a number as digits, and one of figures shows a date as a number.
    """
    wrong = _differing(change)
    if not wrong:
        return
    for area, rows in blocks({place: _plain_format(value) for place, value in wrong.items()}):
        for part, wanted in _of_one_format([(area, rows)]):
            range_of(change.sheet, part).number_format = wanted
    _enter(change.sheet, {place: entering(value) for place, value in wrong.items()}, payload=False)
    if left := _differing(change):
        row, column = min(left)
        raise Refused("not_taken", f"{change.sheet.name}!{cell_name(row, column)}")


def _plain_format(value: Value) -> str:
    return _DATE if hasattr(value, "isoformat") and not hasattr(value, "tzinfo") else GENERAL


def _differing(change: TableChange) -> dict[Address, Value]:
    """The changed cells that hold something else than they were given, read in one call."""
    if not change.cells:
        return {}
    area = change.area._replace(bottom=max(change.area.bottom, change.bottom))
    rows = values_in(change.sheet, area, payload=False)
    return {
        (row, column): value
        for (row, column), value in change.cells.items()
        if not alike(rows[row - area.top][column - area.left], value)
    }
