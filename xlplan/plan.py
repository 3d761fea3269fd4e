"""A plan as read from the master workbook: typed rows, each with its place.

`read_plan` reads the tables an operation names, row by row, into frozen models. What does not read becomes a finding
with its sheet and cell; the row is left out and its key is remembered, so that rules that lean on it stay silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from pydantic import ValidationError

from xlplan.findings import CannotRun, Finding, Place, finding
from xlplan.messages import Message
from xlplan.periods import Period
from xlplan.row_reading import read_row
from xlplan.schema import Row, Table
from xlplan.tables import (
    ACTIONS,
    ACTUALS,
    ASSIGNMENTS,
    DEPARTMENTS,
    INDICATORS,
    ITEM_STATES,
    PHASES,
    PROGRAMS,
    PROGRESS,
    SETTINGS,
    TABLES,
    UNITS,
    YEAR_TARGETS,
)
from xlplan.tables.indicators import IndicatorRow
from xlplan.tables.registry import ActionRow, PhaseRow, ProgramRow
from xlplan.tables.rounds import ActualRow, ItemStateRow, ProgressRow

if TYPE_CHECKING:
    from xlplan.books.book import Book, Grid

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True)
class Entry(Generic[RowT]):
    """A typed row, the index of its row in the table's body, and the place of its first cell."""

    row: RowT
    index: int
    place: Place


@dataclass(frozen=True)
class TableRead:
    """One table as read.

    Attributes:
        grid: the table as it stands; None when the workbook has no such table.
        entries: the rows that read.
        raw_keys: keys of all rows seen, unreadable ones included, so that rules that lean on them stay silent.
        findings: what did not read.
        blank: indexes of body rows in which no field is filled; new rows go there first.
    """

    table: Table
    grid: Grid | None
    entries: tuple[Entry[Any], ...]
    raw_keys: frozenset[tuple[str, ...]]
    findings: tuple[Finding, ...]
    blank: tuple[int, ...] = ()

    @property
    def file(self) -> str:
        """Name of the workbook; empty for one that was never saved."""
        return self.grid.file if self.grid else ""

    def place(self, entry: Entry[Any], name: str) -> Place:
        """Where a field of an entry stands; only the sheet when the row is not written yet."""
        if self.grid is None or entry.index < 0:
            return Place(self.file, self.table.sheet)
        return self.grid.place(entry.index, self.table.columns[name].header)


@dataclass(frozen=True)
class Plan:
    """The tables of a plan that were read, with the look-ups every step needs."""

    file: str
    tables: dict[str, TableRead] = field(repr=False)

    def entries(self, table: Table) -> tuple[Entry[Any], ...]:
        """Entries of a table in sheet order."""
        return self.tables[table.name].entries

    def rows(self, table: Table) -> tuple[Any, ...]:
        """Typed rows of a table in sheet order."""
        return tuple(entry.row for entry in self.entries(table))

    @property
    def findings(self) -> list[Finding]:
        """What did not read, in sheet order."""
        return [found for read in self.tables.values() for found in read.findings]

    @cached_property
    def settings(self) -> dict[str, str]:
        """管理: item → value."""
        return {row.item: row.value for row in self.rows(SETTINGS)}

    @property
    def plan_id(self) -> str:
        """プランID: a return of another plan is refused."""
        return self.settings.get("プランID", "")

    @property
    def start_fy(self) -> int:
        """First fiscal year of the plan."""
        return self._year("計画開始年度")

    @property
    def end_fy(self) -> int:
        """Last fiscal year of the plan."""
        return self._year("計画終了年度")

    def _year(self, item: str) -> int:
        period = Period.read(self.settings.get(item, "") + "末")
        if period is None:
            raise PlanUnusable(
                f"「管理」の「{item}」が「{self.settings.get(item, '')}」です。平成23年度のように書いてください。"
            )
        return period.fy

    @cached_property
    def programs(self) -> dict[int, ProgramRow]:
        """No. → program."""
        return {row.no: row for row in self.rows(PROGRAMS)}

    @cached_property
    def answering(self) -> tuple[str, ...]:
        """Departments that receive a return, in the order of 課名簿."""
        return tuple(row.name for row in self.rows(DEPARTMENTS) if row.answers)

    @cached_property
    def departments(self) -> frozenset[str]:
        """Every department of 課名簿."""
        return frozenset(row.name for row in self.rows(DEPARTMENTS))

    @cached_property
    def supporting(self) -> dict[int, tuple[str, ...]]:
        """No. → departments as printed, main first (総称 included)."""
        found: dict[int, list[str]] = {}
        for row in sorted(self.rows(ASSIGNMENTS), key=lambda r: (r.no, r.order)):
            found.setdefault(row.no, []).append(row.department)
        return {no: tuple(names) for no, names in found.items()}

    @cached_property
    def editions(self) -> dict[str, tuple[IndicatorRow, ...]]:
        """Indicator → its editions, oldest first."""
        found: dict[str, list[IndicatorRow]] = {}
        for row in self.rows(INDICATORS):
            found.setdefault(row.indicator, []).append(row)
        return {key: tuple(sorted(rows, key=lambda r: (r.effective_fy, r.edition))) for key, rows in found.items()}

    def edition(self, indicator: str, fy: int) -> IndicatorRow | None:
        """The edition in force on the last day of the fiscal year; None before the first."""
        in_force = [row for row in self.editions.get(indicator, ()) if row.effective_fy <= fy]
        return max(in_force, key=lambda row: row.edition, default=None)

    def indicators(self, fy: int) -> tuple[IndicatorRow, ...]:
        """One row per indicator in sheet order: the edition in force, else the first to come."""
        known = self._by_year.get(fy)
        if known is None:
            known = self._by_year[fy] = tuple(self.edition(key, fy) or rows[0] for key, rows in self.editions.items())
        return known

    @cached_property
    def _by_year(self) -> dict[int, tuple[IndicatorRow, ...]]:
        return {}

    @cached_property
    def actions(self) -> dict[int, tuple[ActionRow, ...]]:
        """No. → work items."""
        return _grouped(self.rows(ACTIONS), lambda row: row.no)

    @cached_property
    def phases(self) -> dict[int, tuple[PhaseRow, ...]]:
        """No. → phases of the yearly plan."""
        return _grouped(self.rows(PHASES), lambda row: row.no)

    @cached_property
    def actuals(self) -> dict[tuple[str, int, str], ActualRow]:
        """(indicator, fiscal year, point) → actual."""
        return {(r.indicator, r.fy, r.point): r for r in self.rows(ACTUALS)}

    @cached_property
    def progress(self) -> dict[tuple[int, int, str], ProgressRow]:
        """(No., fiscal year, point) → progress report."""
        return {(r.no, r.fy, r.point): r for r in self.rows(PROGRESS)}

    @cached_property
    def item_states(self) -> dict[tuple[str, int, str], ItemStateRow]:
        """(work item, fiscal year, point) → state."""
        return {(r.action, r.fy, r.point): r for r in self.rows(ITEM_STATES)}

    @cached_property
    def year_targets(self) -> dict[str, dict[int, Any]]:
        """Indicator → fiscal year → target row."""
        found: dict[str, dict[int, Any]] = {}
        for row in self.rows(YEAR_TARGETS):
            found.setdefault(row.indicator, {})[row.fy] = row
        return found

    @cached_property
    def negative_units(self) -> frozenset[str]:
        """Units whose figures may be below zero."""
        return frozenset(row.unit for row in self.rows(UNITS) if row.negative)


class PlanUnusable(CannotRun):
    """The master cannot be worked with at all."""


def _grouped(rows: Sequence[RowT], key: Callable[[RowT], int]) -> dict[int, tuple[RowT, ...]]:
    found: dict[int, list[RowT]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return {no: tuple(members) for no, members in found.items()}


def read_plan(book: Book, tables: Iterable[Table] = TABLES) -> Plan:
    """Read the named tables of a master workbook. Shape: one TableRead per table, findings inside."""
    read = {table.name: read_table(book, table) for table in tables}
    return Plan(next((r.file for r in read.values() if r.file), ""), read)


def read_table(book: Book, table: Table) -> TableRead:
    """Read one table by its Excel name; columns are matched by header, in any order."""
    grid = book.grid(table.name)
    if grid is None:
        place = Place(sheet=table.sheet)
        missing = finding(Message.M501_TABLE_MISSING, place, table=table.name, sheet=table.sheet)
        return TableRead(table, None, (), frozenset(), (missing,))
    positions, findings = _match_columns(grid, table)
    entries: list[Entry[Any]] = []
    keys: dict[tuple[str, ...], Entry[Any] | None] = {}
    blank: list[int] = []
    for index, cells in enumerate(grid.rows):
        values = {name: cells[at] for name, at in positions.items() if cells[at] is not None}
        if not values:
            blank.append(index)
            continue
        raw_key = tuple(str(values.get(name, "")) for name in table.key)
        row, wrong = _read_row(grid, table, positions, index, values)
        findings += wrong
        if row is None:
            keys.setdefault(raw_key, None)
            continue
        entry = Entry(row, index, grid.place(index, positions[next(iter(positions))]))
        key = tuple(str(part) for part in table.key_of(row)) or (str(index),)
        if keys.get(key) is not None:
            other = cast("Entry[Any]", keys[key]).place.cell
            shown = "・".join(key)
            findings.append(finding(Message.M505_DUPLICATE_KEY, entry.place, shown, other=other))
            continue
        keys[key] = entry
        entries.append(entry)
    return TableRead(table, grid, tuple(entries), frozenset(keys), tuple(findings), tuple(blank))


def _match_columns(grid: Grid, table: Table) -> tuple[dict[str, int], list[Finding]]:
    """Field → position, for the fields that are read; formula columns are shown, never read."""
    standing = {header: at for at, header in enumerate(grid.columns)}
    found: dict[str, int] = {}
    findings: list[Finding] = []
    for name, column in table.columns.items():
        at = standing.pop(column.header, None)
        if at is None:
            place = Place(grid.file, grid.sheet)
            findings.append(finding(Message.M502_COLUMN_MISSING, place, table=table.name, header=column.header))
        elif not column.formula:
            found[name] = at
    for header in standing:
        place = Place(grid.file, grid.sheet)
        findings.append(finding(Message.M503_COLUMN_UNKNOWN, place, table=table.name, header=header))
    return found, findings


def _read_row(
    grid: Grid, table: Table, positions: dict[str, int], index: int, values: dict[str, Any]
) -> tuple[Row | None, list[Finding]]:
    try:
        return read_row(table.row, values), []
    except ValidationError as error:
        findings = []
        for item in error.errors():
            name = str(item["loc"][0])
            if name not in positions:
                continue
            column = table.columns[name]
            findings.append(
                finding(
                    Message.M504_CELL_UNREADABLE,
                    grid.place(index, positions[name]),
                    values.get(name, ""),
                    header=column.header,
                    detail=_why(item["type"], str(item.get("msg", ""))),
                    hint=column.help or "値を確かめてください。",
                )
            )
        return None, findings


_WHY = {
    "missing": "空欄です",
    "literal_error": "選択肢にありません",
    "enum": "選択肢にありません",
    "int_from_float": "整数ではありません",
    "int_parsing": "整数ではありません",
    "int_type": "整数ではありません",
    "decimal_parsing": "数値ではありません",
    "date_type": "日付ではありません",
    "date_parsing": "日付ではありません",
    "date_from_datetime_parsing": "日付ではありません",
    "string_type": "文字ではありません",
}


def _why(kind: str, message: str) -> str:
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return _WHY.get(kind, "形式が違います")
