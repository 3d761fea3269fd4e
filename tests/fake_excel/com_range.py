"""Ranges of the fake Excel, as COM objects.

Values arrive and leave as COM carries them: numbers as float, dates with a time zone, errors as numbers, money as
Decimal, a single cell as a scalar, more as rows of tuples. What no VARIANT can hold (a pandas or numpy value, a plain
date, an integer beyond 32 bits) is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tests.fake_excel.as_typed import EPOCH
from tests.fake_excel.model import Cell, Refusal
from tests.fake_excel.payload import fill_formats
from tests.fake_excel.pywin32 import CDispatch, TimeType, failed
from xlplan.books.addresses import Area
from xlplan.books.book import CellError

if TYPE_CHECKING:
    from tests.fake_excel.com import Worksheet

NO_FILL: Final = -4142
FILL_FORMATS: Final = 3
_ERRORS: Final = {
    "#DIV/0!": -2146826281, "#N/A": -2146826246, "#NAME?": -2146826259, "#NULL!": -2146826288, "#NUM!": -2146826252,
    "#REF!": -2146826265, "#VALUE!": -2146826273,
}  # fmt: skip
_MOST_INTEGER: Final = 1 << 31
_VARIANTS: Final = (type(None), bool, int, float, str, dt.datetime)


def received(value: object) -> object:
    """A value as COM takes it from Python, or an assertion: what no VARIANT holds never gets here."""
    kind = type(value)
    assert kind in _VARIANTS or kind is TimeType, f"COM takes no {kind.__module__}.{kind.__name__}"
    if isinstance(value, dt.datetime):
        assert value.tzinfo is not None, "pywin32 wants aware datetimes"
    if kind is int:
        assert -_MOST_INTEGER <= value < _MOST_INTEGER, "an integer beyond 32 bits is no number to Excel"  # type: ignore[operator]
    return value


def sent(cell: Cell | None) -> object:
    """A cell's Value as COM gives it to Python."""
    if cell is None or cell.value is None:
        return None
    if isinstance(cell.value, CellError):
        return _ERRORS[cell.value.code]
    if isinstance(cell.value, float) and cell.is_date:
        moment = EPOCH + dt.timedelta(milliseconds=round(cell.value * 86_400_000))
        return TimeType(*moment.timetuple()[:6], moment.microsecond, tzinfo=dt.UTC)
    if isinstance(cell.value, float) and "¥" in cell.number_format:
        return round(Decimal(cell.value), 4)
    return cell.value


class Counted(CDispatch):
    """Rows or Columns of a range: how many."""

    def __init__(self, count: int) -> None:
        self._count = count

    @property
    def Count(self) -> int:
        return self._count


class Interior(CDispatch):
    """The fill of a range; colours are blue-green-red numbers, None where they differ."""

    def __init__(self, cells: Callable[[], Sequence[Cell]]) -> None:
        self._cells = cells

    @property
    def Color(self) -> int | None:
        colors = {cell.color for cell in self._cells()}
        return _swapped(next(iter(colors)) or 0xFFFFFF) if len(colors) == 1 else None

    @Color.setter
    def Color(self, value: int) -> None:
        for cell in self._cells():
            cell.color = _swapped(value)

    @property
    def ColorIndex(self) -> int | None:
        colors = {cell.color is None for cell in self._cells()}
        return (NO_FILL if colors == {True} else 1) if len(colors) == 1 else None

    @ColorIndex.setter
    def ColorIndex(self, value: int) -> None:
        assert value == NO_FILL
        for cell in self._cells():
            cell.color = None


class Range(CDispatch):
    """A rectangle of a sheet."""

    def __init__(self, sheet: Worksheet, area: Area) -> None:
        self._sheet, self._area = sheet, area

    def __call__(self, row: int, column: int) -> Range:
        at = (self._area.top + row - 1, self._area.left + column - 1)
        return Range(self._sheet, Area(*at, *at))

    def _cells(self, *, make: bool = True) -> list[list[Cell]]:
        area, model = self._area, self._sheet._model
        columns = range(area.left, area.right + 1)
        rows = range(area.top, area.bottom + 1)
        if make:
            return [[model.cell(row, column) for column in columns] for row in rows]
        return [[model.cells.get((row, column), Cell()) for column in columns] for row in rows]

    def _flat(self) -> list[Cell]:
        return [cell for row in self._cells() for cell in row]

    def _shaped(self, of: Callable[[Cell], object]) -> object:
        rows = tuple(tuple(of(cell) for cell in row) for row in self._cells(make=False))
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows

    @property
    def Value(self) -> object:
        self._sheet.Application._happens("read")
        return self._shaped(sent)

    @Value.setter
    def Value(self, data: object) -> None:
        self._sheet.Application._happens("write")
        area = self._area
        height, width = area.bottom - area.top + 1, area.right - area.left + 1
        given = data if isinstance(data, list | tuple) else [[data] * width] * height
        assert [len(row) for row in given] == [width] * height, "values of another shape than the range"
        for row, line in enumerate(given, area.top):
            for column, value in enumerate(line, area.left):
                with_refusal(lambda: self._sheet._model.enter(row, column, received(value)))  # noqa: B023 - called at once

    @property
    def Formula(self) -> object:
        return self._shaped(lambda cell: f"={cell.formula}" if cell.formula else _constant(cell))

    @property
    def NumberFormat(self) -> str | None:
        formats = {cell.number_format for cell in self._flat()}
        return formats.pop() if len(formats) == 1 else None

    @NumberFormat.setter
    def NumberFormat(self, value: str) -> None:
        self._sheet.Application._happens("format")
        for cell in self._flat():
            cell.number_format = value

    @property
    def Interior(self) -> Interior:
        return Interior(self._flat)

    @property
    def Font(self) -> Font:
        return Font()

    @property
    def ColumnWidth(self) -> float | None:
        return None

    @ColumnWidth.setter
    def ColumnWidth(self, value: float) -> None:
        assert 0 <= value <= 255, "no such width"

    @property
    def WrapText(self) -> bool | None:
        return None

    @WrapText.setter
    def WrapText(self, value: bool) -> None:
        assert isinstance(value, bool)

    @property
    def Row(self) -> int:
        return self._area.top

    @property
    def Column(self) -> int:
        return self._area.left

    @property
    def Rows(self) -> Counted:
        return Counted(self._area.bottom - self._area.top + 1)

    @property
    def Columns(self) -> Counted:
        return Counted(self._area.right - self._area.left + 1)

    @property
    def Count(self) -> int:
        return self.Rows.Count * self.Columns.Count

    @property
    def Worksheet(self) -> Worksheet:
        return self._sheet

    @property
    def Address(self) -> str:
        first, _, last = str(self._area).partition(":")
        return ":".join(_absolute(cell) for cell in (first, last) if cell)

    @property
    def EntireRow(self) -> Hidden:
        return Hidden(self._sheet._model.hidden_rows, self._area.top, self._area.bottom)

    @property
    def EntireColumn(self) -> Hidden:
        return Hidden(self._sheet._model.hidden_columns, self._area.left, self._area.right)

    def GetAddress(self, *_how: object) -> str:
        return self.Address

    def AutoFill(self, Destination: Any, Type: int) -> None:
        assert Type == FILL_FORMATS, "only formats are ever filled"
        fill_formats(self._sheet._model, self._area, inner(Destination)._area)

    def Select(self) -> None:
        self._sheet.Application._happens("select")


class Font(CDispatch):
    """The font of a range; the model keeps none, so it is only noted that it can be set."""

    @property
    def Bold(self) -> bool | None:
        return None

    @Bold.setter
    def Bold(self, value: bool) -> None:
        assert isinstance(value, bool)


class Hidden(CDispatch):
    """EntireRow or EntireColumn: whether it is hidden, None where they differ."""

    def __init__(self, hidden: set[int], first: int, last: int) -> None:
        self._hidden, self._numbers = hidden, range(first, last + 1)

    @property
    def Hidden(self) -> bool | None:
        found = {number in self._hidden for number in self._numbers}
        return found.pop() if len(found) == 1 else None


def inner(one: Any) -> Any:
    """The object itself, out of the wrapper with which xlwings repeats calls."""
    return object.__getattribute__(one, "_inner") if type(one).__name__ == "COMRetryObjectWrapper" else one


def with_refusal(act: Callable[[], None]) -> None:
    """Do it; what the model refuses becomes Excel's error 1004."""
    try:
        act()
    except Refusal as refusal:
        raise failed(str(refusal)) from refusal


def _constant(cell: Cell) -> str:
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    if isinstance(cell.value, float):
        return f"{cell.value:.15g}"
    return "" if cell.value is None else str(cell.value)


def _swapped(color: int) -> int:
    return (color & 0xFF) << 16 | color & 0xFF00 | color >> 16


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
