"""A plan as read from the master workbook: typed rows, each with its place.

`read_plan` reads the tables an operation names; `Plan` gives every step the look-ups it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from xlplan.declaring import NamedTuple
from xlplan.findings import CannotRun, Finding, Level
from xlplan.messages import Message
from xlplan.periods import Period
from xlplan.schema import Row, Table
from xlplan.table_reading import Entry, TableRead, read_table
from xlplan.tables import (
    ACTIONS,
    ACTUALS,
    ASSIGNMENTS,
    CLOSINGS,
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
    from xlplan.books.book import Book

RowT = TypeVar("RowT", bound=Row)
KeyT = TypeVar("KeyT")


class Indicators(NamedTuple):
    """The indicators of a fiscal year in sheet order: all, by program, and by the department that answers."""

    rows: tuple[IndicatorRow, ...]
    by_program: Mapping[int, tuple[IndicatorRow, ...]]
    by_department: Mapping[str, tuple[IndicatorRow, ...]]


class _Plan(NamedTuple):
    file: str
    tables: dict[str, TableRead]


class Plan(_Plan):
    """The tables of a plan that were read, with the look-ups every step needs.

    Attributes:
        file: name of the master.
        tables: name → table as read.
    """

    def __repr__(self) -> str:
        return f"Plan({self.file!r})"

    def entries(self, table: Table) -> tuple[Entry[Any], ...]:
        """Entries of a table in sheet order."""
        return self.tables[table.name].entries

    def rows(self, table: Table) -> tuple[Any, ...]:
        """Typed rows of a table in sheet order."""
        known = self._rows.get(table.name)
        if known is None:
            known = self._rows[table.name] = tuple(entry.row for entry in self.entries(table))
        return known

    @cached_property
    def _rows(self) -> dict[str, tuple[Any, ...]]:
        return {}

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

    @cached_property
    def start_fy(self) -> int:
        """First fiscal year of the plan."""
        return self._year("計画開始年度")

    @cached_property
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
    def programs_of(self) -> dict[str, tuple[ProgramRow, ...]]:
        """Department → the programs it leads or supports, by policy and No."""
        found: dict[str, list[ProgramRow]] = {}
        for row in sorted(self.rows(PROGRAMS), key=lambda row: (row.policy_no, row.no)):
            for name in dict.fromkeys((row.department, *self.supporting.get(row.no, ()))):
                found.setdefault(name, []).append(row)
        return {name: tuple(rows) for name, rows in found.items()}

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
        return self.indicators_in(fy).rows

    def indicators_in(self, fy: int) -> Indicators:
        """The same, and by whom they are asked for."""
        known = self._by_year.get(fy)
        if known is None:
            rows = tuple(self.edition(key, fy) or rows[0] for key, rows in self.editions.items())
            by_department = _grouped(rows, lambda row: row.department)
            known = self._by_year[fy] = Indicators(rows, _grouped(rows, lambda row: row.no), by_department)
        return known

    @cached_property
    def _by_year(self) -> dict[int, Indicators]:
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
    def actuals_of(self) -> dict[str, dict[tuple[int, str], ActualRow]]:
        """Indicator → (fiscal year, point) → actual."""
        found: dict[str, dict[tuple[int, str], ActualRow]] = {}
        for (indicator, fy, point), row in self.actuals.items():
            found.setdefault(indicator, {})[fy, point] = row
        return found

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
    def closed(self) -> frozenset[tuple[int, str]]:
        """(fiscal year, point) of the half-years that are closed. Needs 締め."""
        return frozenset((row.fy, row.point) for row in self.rows(CLOSINGS))

    @cached_property
    def negative_units(self) -> frozenset[str]:
        """Units whose figures may be below zero."""
        return frozenset(row.unit for row in self.rows(UNITS) if row.negative)


class PlanUnusable(CannotRun):
    """The master cannot be worked with at all."""


def _grouped(rows: Sequence[RowT], key: Callable[[RowT], KeyT]) -> dict[KeyT, tuple[RowT, ...]]:
    found: dict[KeyT, list[RowT]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return {value: tuple(members) for value, members in found.items()}


def read_plan(book: Book, tables: Iterable[Table] = TABLES) -> Plan:
    """Read the named tables of a master workbook. Shape: one TableRead per table, findings inside."""
    wanted = tuple(tables)
    book.expect([table.name for table in wanted])
    read = {table.name: read_table(book, table) for table in wanted}
    return Plan(next((r.file for r in read.values() if r.file), ""), read)


def period_of(plan: Plan, asked: str = "") -> Period:
    """The period asked for, else 管理「対象時期」. PlanUnusable (Japanese) when neither reads."""
    text = asked or plan.settings.get("対象時期", "")
    period = Period.read(text)
    if period is None:
        raise PlanUnusable(
            f"時期「{text}」を読み取れません。「平成26年度末」や「平成26年9月末」のように書いてください。"
        )
    if not plan.start_fy <= period.fy <= plan.end_fy:
        first, last = plan.settings["計画開始年度"], plan.settings["計画終了年度"]
        raise PlanUnusable(
            f"時期「{period.label}」は計画期間（{first}から{last}まで）の外です。時期を確かめてください。"
            "計画を延ばしたときは「管理」の「計画終了年度」を直してください。"
        )
    return period


def require_whole(plan: Plan) -> None:
    """Nothing is merged into a master that lacks a table or column: the answers for it would be lost without a word."""
    missing = [f for f in plan.findings if f.message in (Message.M501_TABLE_MISSING, Message.M502_COLUMN_MISSING)]
    if missing:
        named = "\n".join(f"・{f.place}：{f.text} → {f.remedy}" for f in missing[:3])
        raise PlanUnusable(f"台帳の表や列が欠けているため、取り込めません。先に直してください。\n{named}")


def require_readable(plan: Plan) -> None:
    """Forms and verdicts are not made from a master with unreadable cells: the first three are named."""
    heavy = [f for f in plan.findings if f.level is Level.SERIOUS]
    if heavy:
        named = "\n".join(f"・{f.place}：{f.text} → {f.remedy}" for f in heavy[:3])
        raise PlanUnusable(f"台帳に読み取れない箇所が{len(heavy)}件あります。先に直してください。\n{named}")
