"""The words in which `tables` is written: Column, Row, Table, and the types a cell may hold.

One declaration per column serves the template (header, width, drop-down, help), the reader (type), the checks, the
manual and the drift test. A row is flat and frozen; a blank cell is None for figures and years, "" for text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, get_args

from xlplan.declaring import Annotated, NamedTuple
from xlplan.figures import Figure, read_figure
from xlplan.model import Before, Model
from xlplan.periods import fiscal_year_label, read_fiscal_year

MARK = "○"
"""What officers put in a yes/no column; anything else but blank is refused."""


CellScalar = str | Decimal | int | float | bool | dt.date | dt.datetime | None


class Column(NamedTuple):
    """How a field stands in its table.

    Attributes:
        header: exact header text.
        help: one or two sentences an officer reads beside the cell and in the manual.
        width: column width in characters of the default font.
        choices: name of a list on the 選択肢 sheet, or "".
        number_format: Excel number format; "" leaves text as text.
        formula: the cell is calculated by the workbook itself; it is shown but never read back.
        prose: long text that wraps and is never normalised.
        derived: written by xlplan from other cells; it does not make a row worth keeping.
    """

    header: str
    help: str
    width: float = 12
    choices: str = ""
    number_format: str = ""
    formula: bool = False
    prose: bool = False
    derived: bool = False


def _text(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else value


def _number(value: object) -> object:
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str):
        if not value.strip():
            return None
        figure = read_figure(value)
        if isinstance(figure, Figure):
            return figure.value
    raise ValueError("数値として読み取れません")


def _fiscal_year(value: object) -> object:
    if value is None or value == "":
        return None
    year = read_fiscal_year(value)
    if year is None:
        raise ValueError("年度として読み取れません")
    return year


def _mark(value: object) -> object:
    if value in (None, "", False):
        return False
    if value in (MARK, "〇", "◯", True):
        return True
    raise ValueError(f"「{MARK}」か空欄にしてください")


def _day(value: object) -> object:
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return value


def _same(value: Any) -> Any:
    return value


def _known_year(text: str) -> int:
    year = read_fiscal_year(text)
    if year is None:
        raise ValueError
    return year


_YEARS_BY_TEXT = {str: lru_cache(maxsize=256)(_known_year)}  # a column of years names the same few again and again
_FIGURES = {Decimal: _same, int: Decimal, float: lambda value: Decimal(repr(value))}

Text = Annotated[str, Before(_text, {str: str.strip})]
"""Text; blank is "". Numbers typed by an officer become their digits."""
Number = Annotated[Decimal | None, Before(_number, _FIGURES)]
"""Figure in base units; blank is None."""
Whole = Annotated[int, Before(_number, {int: _same})]
"""Whole number, required."""
WholeOrBlank = Annotated[int | None, Before(_number, {int: _same})]
"""Whole number; blank is None."""
FiscalYear = Annotated[int, Before(_fiscal_year, _YEARS_BY_TEXT)]
"""Fiscal year as the AD year it starts in; the cell holds 「平成26年度」."""
FiscalYearOrBlank = Annotated[int | None, Before(_fiscal_year, _YEARS_BY_TEXT)]
"""The same; blank is None."""
Mark = Annotated[bool, Before(_mark, {str: {MARK: True}.__getitem__})]
"""○ or blank."""
Day = Annotated[dt.date | None, Before(_day, {dt.date: _same})]
"""Date; blank is None."""


class Row(Model):
    """A typed row of one table. Field annotations carry a Column."""


class _Table(NamedTuple):
    name: str
    sheet: str
    row: type[Row]
    key: tuple[str, ...]
    title: str
    about: str
    grows: bool = False
    replaced: bool = False


class Table(_Table):
    """One Excel table (ListObject): its name, sheet, row model and key fields.

    `grows` tells that operations append to it; `replaced` that an operation writes its whole body anew.
    """

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Field name → Column, in the order of the sheet."""
        found = {}
        for name, field in self.row.fields.items():
            column = next((m for m in field.metadata if isinstance(m, Column)), None)
            if column is None:
                raise TypeError(f"{self.row.__name__}.{name} has no Column")
            found[name] = column
        return found

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """Header texts in the order of the sheet."""
        return tuple(column.header for column in self.columns.values())

    @cached_property
    def year_fields(self) -> frozenset[str]:
        """Fields whose cells hold 「平成26年度」."""
        return frozenset(name for name, field in self.row.fields.items() if _is_year(field.metadata))

    @cached_property
    def written_headers(self) -> tuple[str, ...]:
        """Headers of the columns that are written: those the workbook does not calculate itself."""
        return tuple(column.header for column in self.columns.values() if not column.formula)

    @cached_property
    def _written(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if not column.formula)

    def written(self, row: Row) -> tuple[CellScalar, ...]:
        """The row as cell values under `written_headers`."""
        values, cell = vars(row), self.cell
        return tuple(
            # Text, which most cells hold, stands as it is: no need to ask the column about it.
            (value or None) if type(value := values[name]) is str else cell(name, value)
            for name in self._written
        )

    def cells(self, row: Row) -> list[CellScalar]:
        """The row as cell values, in the order of the sheet: years as labels, marks as ○, blanks as None."""
        return [self.cell(name, getattr(row, name)) for name in self.columns]

    def cell(self, name: str, value: Any) -> CellScalar:
        """One field's value as its cell holds it."""
        if value is None or value == "" or value is False:
            return None
        if value is True:
            return MARK
        if name in self.year_fields:
            return fiscal_year_label(value)
        return value  # type: ignore[no-any-return]  # every other field type is already a cell scalar

    def value_of(self, name: str, text: str) -> CellScalar:
        """The cell value that `text` (as kept by the history) stands for in this column."""
        return self.cell(name, self.row.fit(name, text)) if text else None

    def field(self, header: str) -> str:
        """Field name of a header. KeyError when the table has no such column."""
        return self._by_header[header]

    @cached_property
    def _by_header(self) -> Mapping[str, str]:
        return {column.header: name for name, column in self.columns.items()}

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """Values of the key fields."""
        return self._key(row)

    @cached_property
    def _key(self) -> Callable[[Row], tuple[Any, ...]]:
        if len(self.key) == 1:
            only = self.key[0]
            return lambda row: (getattr(row, only),)
        return attrgetter(*self.key) if self.key else lambda _row: ()


def _is_year(metadata: Sequence[object]) -> bool:
    return any(isinstance(item, Before) and item.apply is _fiscal_year for item in metadata)


def literal_values(annotation: Any) -> tuple[str, ...]:
    """The choices of a Literal, also inside Annotated."""
    if hasattr(annotation, "__metadata__"):
        return literal_values(annotation.__origin__)
    return tuple(str(value) for value in get_args(annotation))
