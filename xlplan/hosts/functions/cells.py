"""Cells as the two hosts hand them over, and as both take them back.

The same cell arrives in different clothes: a whole number is a float from COM and an int from the add-in, a date a
datetime from COM and its serial number from the add-in, an error a number or its name. What goes back is text or a
float, never a whole number (COM cannot carry a large one) and never a blank one (a cell would show 0).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeAlias

from xlplan.books.book import CellError

Cells: TypeAlias = list[list[Any]]
"""What a function is given and gives back: rows of cells."""

_ERRORS: Final = frozenset((
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA", "#BUSY!",
))  # fmt: skip
# COM hands an error over as a whole number in this range; figures it hands over as floats. xlwings names seven of them.
_COM_ERRORS: Final = range(-2146826300, -2146826200)
_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # a serial number knows no time zone
# A smaller number is a year (AD years go to 2199 here): the days it could mean lie before 1906.
_SERIALS: Final = range(2200, 2958466)


def rows_of(argument: Any) -> Cells:
    """An argument as rows of cells: one that was left out and a blank cell are [[None]]."""
    if not isinstance(argument, list | tuple):
        return [[argument]]
    rows = [list(row) if isinstance(row, list | tuple) else [row] for row in argument]
    return rows if rows and rows[0] else [[None]]


def first(argument: Any) -> Any:
    """The one cell an argument stands for; of a range its first."""
    return value_of(rows_of(argument)[0][0])


def value_of(cell: Any) -> Any:
    """A cell's value; blank is None, an error a `CellError`."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, int) and not isinstance(cell, bool) and cell in _COM_ERRORS:
        return CellError("#N/A")
    if isinstance(cell, str) and cell in _ERRORS:
        return CellError(cell)
    return cell


def text_of(cell: Any) -> str:
    """A cell as text: blank is "", 3.0 is 「3」."""
    value = value_of(cell)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip()


def day_of(value: Any) -> dt.date | None:
    """The day a date cell holds, from either host; None when it is no date."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not _SERIALS[0] <= value <= _SERIALS[-1]:
        return None
    return (_EPOCH + dt.timedelta(days=int(value))).date()


def each(argument: Any, answer: Callable[[Any], Any]) -> Cells:
    """The answer for every cell of a range, in the shape of the range."""
    return [[answer(cell) for cell in row] for row in rows_of(argument)]


def shown(cell: Any) -> str | float:
    """An answer as a host may take it."""
    if cell is None:
        return ""
    if isinstance(cell, Enum):
        return str(cell.value)
    if isinstance(cell, int | float | Decimal):
        return float(cell)
    # The add-in would make a true error of an error's name, and COM text of it.
    return f"エラー値 {cell}" if str(cell) in _ERRORS else str(cell)
