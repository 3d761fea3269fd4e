"""Which programs and indicators each figure of 総括 counts, worked out from the tables that its formulas look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlplan.declaring import NamedTuple
from xlplan.tables import INDICATORS, VERDICTS
from xlplan.template.overview import NOT_JUDGED, NOT_REPORTED
from xlplan.template.overview_cells import POLICIES
from xlplan.template.overview_figures import MEASURES, SCHEDULE, SHEET, Counted

if TYPE_CHECKING:
    from xlplan.books.book import Book
    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.template.overview_figures import Measure

__all__ = ["Figure", "figures_of", "members", "stands"]


class Figure(NamedTuple):
    """A figure of 総括.

    Attributes:
        cell: where it stands on the sheet.
        label: 「方針2　財源の確保／○ 達成」; 計 for a total.
        members: No. or 指標ID of what it counts, in the order of the master; their number is the figure.
        of_programs: whether these are programs.
    """

    cell: str
    label: str
    members: tuple[str, ...]
    of_programs: bool


def stands(book: Book) -> bool:
    """Whether every figure of the book's 総括 is calculated where and as this version's template has it."""
    sight = book.sight(SHEET)
    if sight is None:
        return False
    counted = (Counted(one, policy, header) for one in MEASURES for policy in _POLICIES for header in one.headers)
    return all(_bare(sight.formulas.get(one.cell, "")) == _bare(one.formula) for one in counted)


_POLICIES = range(1, POLICIES + 1)


def _bare(formula: str) -> str:
    return "".join(formula.split())


def members(plan: Plan, period: Period, counted: Counted) -> Figure:
    """What a figure counts."""
    found = [
        key
        for key, policy, header in _placed(plan, period, counted.measure)
        if counted.policy in (None, policy) and counted.header in (None, header)
    ]
    return Figure(counted.cell, _label(plan, counted), tuple(found), counted.measure is SCHEDULE)


def figures_of(plan: Plan, period: Period, key: str, measure: Measure) -> tuple[Figure, ...]:
    """The figure of its policy that counts a program (No.) or indicator (指標ID), and 計; empty when none does."""
    for other, policy, header in _placed(plan, period, measure):
        if other == key:
            return tuple(members(plan, period, Counted(measure, one, header)) for one in (policy, None))
    return ()


def _placed(plan: Plan, period: Period, measure: Measure) -> Iterator[tuple[str, int, str]]:
    """(No. or 指標ID, policy, header) of all that a table of 総括 counts; what is 再掲 is counted at its original."""
    by_sign = {header[0]: header for header in measure.headers[:-1]}
    for no, program in plan.programs.items():
        if program.relisted_from is not None or program.policy_no not in _POLICIES:
            continue
        if measure is SCHEDULE:
            report = plan.progress.get((no, period.fy, period.point))
            yield str(no), program.policy_no, by_sign.get(report.schedule or "" if report else "", NOT_REPORTED)
        else:
            for indicator, sign in _signs(plan, period, no):
                yield indicator, program.policy_no, by_sign.get(sign, NOT_JUDGED)


def _signs(plan: Plan, period: Period, no: int) -> Iterator[tuple[str, str]]:
    judged = {
        row.indicator: row.final.value
        for row in plan.rows(VERDICTS)
        if (row.no, row.fy, row.point) == (no, period.fy, period.point)
    }
    waiting = (row.indicator for row in plan.rows(INDICATORS) if row.no == no and row.edition == 1)
    for indicator in dict.fromkeys((*judged, *waiting)):
        yield indicator, judged.get(indicator, "")


def _label(plan: Plan, counted: Counted) -> str:
    name = next((row.policy for row in plan.programs.values() if row.policy_no == counted.policy), "")
    row = f"方針{counted.policy}　{name}" if counted.policy else "計"
    return f"{row}／{counted.header or '計'}"
