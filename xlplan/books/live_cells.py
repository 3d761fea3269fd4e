"""Cells of an open workbook in one call: what an engine delivers as `Value`, and cells to change as whole rectangles."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from xlplan.books.addresses import Area
from xlplan.books.book import CellError, Cells, Value, normal
from xlplan.books.refusal import Refused

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Address", "alike", "blocks", "is_payload", "range_of", "values_in"]

Address = tuple[int, int]
"""Row and column of a sheet, from 1."""
_T = TypeVar("_T")

_MOST: Final = 2_000_000
"""Cells read at once: beyond it a sheet has far-off formats nobody needs, and Excel would seem to hang."""
_ERRORS: Final = {
    -2146826288: "#NULL!", -2146826281: "#DIV/0!", -2146826273: "#VALUE!", -2146826265: "#REF!",
    -2146826259: "#NAME?", -2146826252: "#NUM!", -2146826246: "#N/A", -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!", -2146826240: "#FIELD!", -2146826238: "#CALC!",
}  # fmt: skip
_ERROR_TEXTS: Final = frozenset(_ERRORS.values())
_ISO: Final = re.compile(r"\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_MONEY: Final = 1e-4  # Excel hands money over with four decimals
_DIGITS: Final = 1e-9
_FIRST_DAY: Final = dt.date(1899, 12, 31)  # a time of day without a date is a moment on or before it


def is_payload(book: xw.Book) -> bool:
    """Whether the workbook is what the browser-based add-in sent: values, tables and names, and nothing else to read."""
    return isinstance(book.api, dict)


def range_of(sheet: xw.Sheet, area: Area) -> xw.Range:
    """The cells of an area."""
    return sheet.range((area.top, area.left), (area.bottom, area.right))


def values_in(sheet: xw.Sheet, area: Area, *, payload: bool) -> Cells:
    """The cells of an area, read in one call. ``Refused`` ``too_large`` beyond two million cells."""
    if (area.bottom - area.top + 1) * (area.right - area.left + 1) > _MOST:
        raise Refused("too_large", sheet.name)
    raw = range_of(sheet, area).raw_value
    rows = raw if isinstance(raw, list | tuple) else ((raw,),)
    value = _from_payload if payload else _from_com
    return tuple(tuple(value(cell) for cell in row) for row in rows)


def _from_com(raw: object) -> Value:
    """COM gives every number as float and money as Decimal; an int is an error, and a date has a time zone."""
    if isinstance(raw, dt.datetime):
        moment = dt.datetime(*raw.timetuple()[:6], raw.microsecond)  # noqa: DTZ001 - a cell has no time zone
        return moment.time() if moment.date() <= _FIRST_DAY else normal(moment)
    if type(raw) is int:
        return CellError(_ERRORS.get(raw, "#N/A"))
    return normal(raw)


def _from_payload(raw: object) -> Value:
    """JSON has no dates and no errors: they come as text, in forms that are not typed by hand."""
    if isinstance(raw, str):
        if raw in _ERROR_TEXTS:
            return CellError(raw)
        if _ISO.fullmatch(raw):
            moment = dt.datetime.fromisoformat(raw.removesuffix("Z"))
            return moment.time() if moment.date() <= _FIRST_DAY else normal(moment)
    return normal(raw)


def blocks(cells: Mapping[Address, _T]) -> list[tuple[Area, list[list[_T]]]]:
    """The cells as few rectangles: runs of neighbours within a row, joined with the same run in the rows below."""
    made: list[tuple[Area, list[list[_T]]]] = []
    growing: dict[tuple[int, int], int] = {}
    for (row, left, right), line in _runs(cells):
        at = growing.get((left, right), -1)
        if at >= 0 and made[at][0].bottom == row - 1:
            area, lines = made[at]
            lines.append(line)
            made[at] = (area._replace(bottom=row), lines)
        else:
            growing[left, right] = len(made)
            made.append((Area(row, left, row, right), [line]))
    return made


def _runs(cells: Mapping[Address, _T]) -> Iterator[tuple[tuple[int, int, int], list[_T]]]:
    """(row, first column, last column) and the values of each run, row by row."""
    places = sorted(cells)
    first = 0
    for at, (row, column) in enumerate(places, 1):
        if at == len(places) or places[at] != (row, column + 1):
            yield (row, places[first][1], column), [cells[place] for place in places[first:at]]
            first = at


def alike(read: Value, asked: Value) -> bool:
    """Whether a cell took what it was given: the same kind, and the same value as far as Excel keeps it."""
    if isinstance(asked, dt.timedelta | dt.time):
        return read is not None and not isinstance(read, str)
    if isinstance(asked, dt.date) and isinstance(read, dt.date):
        return abs(_moment(asked) - _moment(read)) < dt.timedelta(seconds=1)
    if isinstance(asked, int | float) and isinstance(read, int | float) and bool not in (type(asked), type(read)):
        return abs(read - asked) <= max(_MONEY, _DIGITS * abs(asked))
    return type(read) is type(asked) and read == asked


def _moment(day: dt.date) -> dt.datetime:
    return day if isinstance(day, dt.datetime) else dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001
