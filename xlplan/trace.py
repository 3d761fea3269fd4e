"""来歴: how a figure came about, from 総括 through 判定 and the cells of the master to the returns they were taken from.

Every step says where it stands, so that each can be looked up by hand. Whether the returns still hold what was taken from
them is asked in `trace_returns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xlplan.assess import assess, rests_on
from xlplan.books.addresses import parse_cell
from xlplan.choices import Kind
from xlplan.edits import text_of
from xlplan.findings import CannotRun, Finding, Level
from xlplan.history import broken_links
from xlplan.numerals import narrow
from xlplan.overview_members import figures_of, members
from xlplan.periods import Period
from xlplan.plan import period_of
from xlplan.provenance import CellTrace, Judged, Origin, Subject, Trace
from xlplan.tables import ACTUALS, HISTORY, INDICATORS, PROGRAMS, PROGRESS, TABLES, VERDICTS
from xlplan.template.overview_figures import SCHEDULE, SHEET, VERDICT, counted_at
from xlplan.undo import key_text

if TYPE_CHECKING:
    from xlplan.assessment import Assessment
    from xlplan.plan import Plan
    from xlplan.schema import Table
    from xlplan.table_reading import Entry
    from xlplan.tables.records import HistoryRow

__all__ = ["NothingToTrace", "trace"]

_CELL: Final = re.compile(r"(?:.*【)?(?P<sheet>[^【】!]+)[!】](?P<cell>[A-Za-z]{1,3}[0-9]{1,7})")
_YEAR_END: Final = "3月末"
_LOOKS_BACK: Final = (Kind.CUMULATIVE_BY_END, Kind.GROWTH, Kind.KEEP_PREVIOUS)
"""Targets that are compared with the actuals of earlier years as well."""


class NothingToTrace(CannotRun):
    """The text asked for names nothing in the master."""


def trace(plan: Plan, asked: str, *, period: str = "", header: str = "", as_laid_out: bool = True) -> Trace:
    """Follow an indicator (37-1), a program (37) or a cell (総括!D9, 実績!D12) to where it came from.

    Args:
        plan: every table.
        asked: 指標ID, No., or sheet and cell as findings print them.
        period: default 管理「対象時期」; a cell of a table brings its own.
        header: of another column than the figure's own, for example 要因.
        as_laid_out: whether 総括 is as this version has it; else its figures cannot be told by their cells.

    Raises:
        NothingToTrace, PlanUnusable; with a Japanese sentence.
    """
    text = narrow(asked).strip()
    steps = _Steps(plan, period_of(plan, period), header)
    found = (*_unread(plan), *broken_links(plan))
    if match := _CELL.fullmatch(text):
        if match["sheet"] == SHEET and not as_laid_out:
            raise NothingToTrace(
                "総括の数式や位置がこの版の様式と違うため、セルから来歴をたどれません。"
                "指標ID（例 37-1）かプログラムのNo.（例 37）を指定してください。"
            )
        traced = steps.cell(asked, match["sheet"], match["cell"].upper(), found)
    elif text in plan.editions:
        traced = Trace(asked, steps.period, None, steps.indicator(text), found)
    elif text.isdigit() and int(text) in plan.programs:
        traced = Trace(asked, steps.period, None, steps.program(int(text)), found)
    else:
        raise NothingToTrace(
            f"「{asked}」は、指標ID（例 37-1）、プログラムのNo.（例 37）、セル（例 総括!D9、実績!D12）のどれでもありません。"
        )
    return traced if as_laid_out else _without_cells(traced)


def _unread(plan: Plan) -> Iterator[Finding]:
    """Rows that did not read, of the tables that a chain leads through: it may lack them."""
    for table in (PROGRAMS, INDICATORS, VERDICTS, ACTUALS, PROGRESS, HISTORY):
        yield from (found for found in plan.tables[table.name].findings if found.level is Level.SERIOUS)


def _without_cells(traced: Trace) -> Trace:
    """The trace without saying where on 総括 its figures stand."""
    subjects = (replace(one, figures=tuple(f._replace(cell="") for f in one.figures)) for one in traced.subjects)
    return replace(traced, subjects=tuple(subjects))


class _Steps:
    """The chain of one period, made step by step."""

    def __init__(self, plan: Plan, period: Period, header: str) -> None:
        self.plan, self.period, self.header = plan, period, header
        self.done: Assessment = assess(plan, period)
        self.lines: dict[tuple[str, str, str], list[Origin]] = {}
        recorded = plan.tables[HISTORY.name]
        for entry in recorded.entries:
            row: HistoryRow = entry.row
            origin = Origin(row, recorded.place(entry, "number"))
            self.lines.setdefault((row.table, row.key, row.header), []).append(origin)

    def cell(self, asked: str, sheet: str, cell: str, findings: tuple[Finding, ...]) -> Trace:
        """A cell by its address: a figure of 総括, or a cell of a table."""
        if sheet == SHEET:
            return self._figure(asked, cell, findings)
        for table in TABLES:
            if table.sheet == sheet and (grid := self.plan.tables[table.name].grid):
                for entry in self.plan.entries(table):
                    for name, column in table.columns.items():
                        if column.header in grid.columns and grid.place(entry.at, column.header).cell == cell:
                            return self._entry(asked, table, entry, name, findings)
        raise NothingToTrace(f"「{asked}」は、台帳の表の行ではありません。シート名とセルを確かめてください。")

    def _figure(self, asked: str, cell: str, findings: tuple[Finding, ...]) -> Trace:
        try:
            counted = counted_at(*parse_cell(cell))
        except ValueError:
            counted = None
        if counted is None:
            raise NothingToTrace(
                f"「{asked}」は、総括の「１　方針別の進捗区分」「２　方針別の指標判定」の数ではありません。"
                "2つの表の中のセルを指定してください。"
            )
        figure = members(self.plan, self.period, counted)
        found: dict[str, Subject] = {}
        for key in figure.members:
            subject = self.one_program(int(key)) if figure.of_programs else self.one_indicator(key)
            found[key] = subject
        return Trace(asked, self.period, figure, tuple(found.values()), findings)

    def _entry(self, asked: str, table: Table, entry: Entry[Any], name: str, findings: tuple[Finding, ...]) -> Trace:
        row = entry.row
        if hasattr(row, "fy") and hasattr(row, "point"):
            steps = _Steps(self.plan, Period(row.fy, 2 if row.point == _YEAR_END else 1), self.header)
            if table in (ACTUALS, PROGRESS) and name not in table.key:
                steps.header = self.header or table.columns[name].header
            if table in (ACTUALS, VERDICTS):
                return Trace(asked, steps.period, None, steps.indicator(row.indicator), findings)
            if table is PROGRESS:
                return Trace(asked, steps.period, None, (steps.one_program(row.no),), findings)
        key = key_text(table, entry)
        own = (self._traced(table, entry, name),)
        return Trace(asked, self.period, None, (Subject(table.name, key, "", (), None, own),), findings)

    def program(self, no: int) -> tuple[Subject, ...]:
        """A program, then its own indicators."""
        own = [row.indicator for row in self.plan.indicators(self.period.fy) if row.no == no]
        if self.header in ACTUALS.headers and self.header not in PROGRESS.headers:
            return tuple(self.one_indicator(key) for key in own)
        if self.header in PROGRESS.headers and self.header not in ACTUALS.headers:
            return (self.one_program(no),)
        return (self.one_program(no), *(self.one_indicator(key) for key in own))

    def indicator(self, key: str) -> tuple[Subject, ...]:
        """An indicator, then those whose verdicts it takes."""
        first = self.one_indicator(key)
        return (first, *(self.one_indicator(other) for other in first.rests_on))

    def one_program(self, no: int) -> Subject:
        """A program with its report."""
        row = self.plan.programs.get(no)
        figures = figures_of(self.plan, self.period, str(no), SCHEDULE)
        cells = tuple(self._cells(PROGRESS, (no, self.period.fy, self.period.point), "schedule"))
        rests = (str(row.relisted_from),) if row and row.relisted_from else ()
        return Subject("プログラム", str(no), row.name if row else "", figures, None, cells, rests)

    def one_indicator(self, key: str) -> Subject:
        """An indicator with its verdict and the actuals that it was judged by; also one that 成果指標 no longer has."""
        rows = self.plan.indicators(self.period.fy)
        row = next((one for one in rows if one.indicator == key), None)
        rests = tuple(rests_on(row, rows)) if row and (row.relisted_from or row.reference) else ()
        figures = figures_of(self.plan, self.period, key, VERDICT)
        cells = tuple(self._actuals(key, row.kind if row else None))
        return Subject("指標", key, row.name if row else "", figures, self._judged(key), cells, rests)

    def _judged(self, key: str) -> Judged | None:
        again = next(((one.final, one.reason) for one in self.done.rows if one.indicator == key), None)
        for entry in self.plan.entries(VERDICTS):
            if VERDICTS.key_of(entry.row) == (key, self.period.fy, self.period.point):
                place = self.plan.tables[VERDICTS.name].place(entry, "symbol")
                return Judged(entry.row, place, again == (entry.row.final, entry.row.reason))
        return None

    def _actuals(self, key: str, kind: Kind | None) -> Iterator[CellTrace]:
        yield from self._cells(ACTUALS, (key, self.period.fy, self.period.point), "value", "forecast")
        if kind in _LOOKS_BACK and not self.header:
            for fy in range(self.period.fy - 1, self.plan.start_fy - 2, -1):
                yield from self._cells(ACTUALS, (key, fy, _YEAR_END), "value", only_filled=True)

    def _cells(
        self, table: Table, key: tuple[object, ...], *names: str, only_filled: bool = False
    ) -> Iterator[CellTrace]:
        """The named fields of a row; instead of them, the one whose header was asked for."""
        if self.header:
            names = (self._field(table),)
        for entry in self.plan.entries(table):
            if table.key_of(entry.row) == key:
                traced = [self._traced(table, entry, name) for name in names]
                keep = [one for one in traced if one.value or one.origins]
                yield from keep or ([] if only_filled else traced[:1])

    def _field(self, table: Table) -> str:
        try:
            return table.field(self.header)
        except KeyError:
            known = "、".join(table.headers)
            raise NothingToTrace(
                f"表「{table.name}」に列「{self.header}」はありません。次から指定してください：{known}"
            ) from None

    def _traced(self, table: Table, entry: Entry[Any], name: str) -> CellTrace:
        header, key = table.columns[name].header, key_text(table, entry)
        value = text_of(table.cell(name, getattr(entry.row, name)))
        origins = tuple(self.lines.get((table.name, key, header), ()))
        return CellTrace(table.name, key, header, self.plan.tables[table.name].place(entry, name), value, origins)
