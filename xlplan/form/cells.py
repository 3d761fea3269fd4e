"""The words in which a form is laid out: columns, roles, what an input asks, rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property

from xlplan.books.addresses import cell_name, column_name
from xlplan.declaring import NamedTuple
from xlplan.periods import Period, fiscal_year_label


class Role(Enum):
    """What a cell is for. Locked roles are covered by the check value; guide texts may be reworded at any time."""

    TITLE = "題名"
    GUIDE = "案内"
    HEADER = "見出し"
    KEY = "識別"
    LABEL = "固定"
    PAST = "過去"
    INPUT = "記入"
    AUTO = "自動"
    CLOSED = "記入不要"


class RowKind(StrEnum):
    """What a row is for; the value begins its hidden key."""

    TITLE = "題名"
    SECTION = "区分"
    HEADER = "見出し"
    PROGRAM = "進捗"
    ACTION = "状況"
    INDICATOR = "指標"
    OPINION = "意見"
    NOTE = "案内"
    GAP = "余白"


class AskKind(Enum):
    """How an input is read."""

    CHOICE = "選択"
    FIGURE = "数値"
    DONE = "達成の有無"
    TEXT = "文章"


class Ask(NamedTuple):
    """What one input cell asks, in terms of the master's tables.

    Attributes:
        table, key, field: the cell of the master the answer goes to; `key` as in the table's key fields.
        header: how findings and prompts name the cell.
        kind: how it is read.
        choices: the words of the drop-down.
        unit: the unit shown beside the cell; a bare number is in it.
        base_unit: the master's unit.
        decimals: published decimals in the base unit.
        negative: whether the unit allows figures below zero.
        percent_like: a percentage whose target or baseline is far above 1, so that 0.95 must be a slip for 95.
        required: the row is incomplete without it.
        default: what the empty form already shows.
    """

    table: str
    key: tuple[str | int, ...]
    field: str
    header: str
    kind: AskKind
    choices: tuple[str, ...] = ()
    unit: str = ""
    base_unit: str = ""
    decimals: int = 0
    negative: bool = False
    percent_like: bool = False
    required: bool = False
    default: str = ""


class Cell(NamedTuple):
    """One cell. `formula` begins with `=`; it is empty when the form was built for reading."""

    role: Role
    value: str | Decimal | int | None = None
    ask: Ask | None = None
    formula: str = ""
    number_format: str = ""


CLOSED = Cell(Role.CLOSED)
AUTO = Cell(Role.AUTO)


class _Columns(NamedTuple):
    past: tuple[int, ...]
    forecast: bool


class Columns(_Columns):
    """The columns of a form: A is the hidden key; past years depend on the period.

    Past years are those from the plan's start to the year before; the column of year-end forecasts is there at 9月末.
    """

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Column names, left to right; past years are their AD year as text."""
        middle = ["answer", "unit", *(["forecast"] if self.forecast else []), "basis", "verdict"]
        tail = ["cause", "response", "note", "publish", "check"]
        return ("key", "no", "item", "plan", *(str(fy) for fy in self.past), *middle, *tail)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.names)}

    @cached_property
    def past_at(self) -> dict[int, int]:
        """Position of a past year's column → its index in `past`."""
        return {self._positions[str(fy)]: index for index, fy in enumerate(self.past)}

    def at(self, name: str) -> int:
        """Position from 0."""
        return self._positions[name]

    def letter(self, name: str) -> str:
        """Column letter."""
        return column_name(self._positions[name] + 1)

    @property
    def past_labels(self) -> tuple[str, ...]:
        """「23年度」 …."""
        return tuple(fiscal_year_label(fy, short=True) for fy in self.past)


class FormRow(NamedTuple):
    """A row: its hidden key, its kind, and one cell per column (shorter rows end in blanks)."""

    key: str
    kind: RowKind
    cells: tuple[Cell | None, ...]


class _Form(NamedTuple):
    department: str
    period: Period
    columns: Columns
    rows: tuple[FormRow, ...]
    control: Mapping[str, str]
    answers: int


class Form(_Form):
    """A department's form for a period.

    Attributes:
        department, period: whom and what it asks.
        columns: see `Columns`.
        rows: from sheet row 1.
        control: what the control block says, item → value, in order; empty when built for reading.
        answers: number of rows to be answered; 0 means that the department gets no form.
    """

    def cell_name(self, row: int, column: str) -> str:
        """A1 address: row index from 0, column by name."""
        return cell_name(row + 1, self.columns.at(column) + 1)

    @cached_property
    def asking(self) -> tuple[tuple[tuple[int, Cell], ...], ...]:
        """Per row, the cells that ask something (or did, before the master knew), with their column from 0."""
        return tuple(tuple((at, cell) for at, cell in enumerate(row.cells) if cell and cell.ask) for row in self.rows)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row identity (key without the mask) → row index from 0."""
        return {identity(row.key): index for index, row in enumerate(self.rows) if row.key}


def identity(key: str) -> str:
    """A row key without the mask of locked past years, which changes as the master learns."""
    kind, _, rest = key.partition("|")
    return f"{kind}|{rest.partition('|')[0]}"


def may_be_absent(identity: str) -> bool:
    """Rows of section 4: opinions come in and are answered while returns are out, so a sheet may lack them."""
    kind, _, rest = identity.partition("|")
    return kind == RowKind.OPINION or rest == "4"


def mask_of(key: str) -> str:
    """The mask of an indicator row: one digit per past year, 1 for locked; empty for other rows."""
    parts = key.split("|")
    return parts[2] if parts[0] == RowKind.INDICATOR and len(parts) == 3 else ""  # noqa: PLR2004
