"""Programs counted by policy, by measure or by main department, from the verdicts that stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from xlplan.choices import Symbol
from xlplan.rollup import PolicyCounts, ProgramResult, policy_counts, program_verdict

if TYPE_CHECKING:
    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.tables.registry import ProgramRow

GROUPINGS: Final[dict[str, Callable[[ProgramRow], str]]] = {
    "方針": lambda row: f"{row.policy_no} {row.policy}",
    "方策": lambda row: f"{row.policy_no}-{row.measure_no} {row.measure}",
    "課": lambda row: row.department,
}
"""What programs may be counted by → the heading a program stands under; a department counts its main programs."""


def program_results(plan: Plan, period: Period, final: Mapping[str, Symbol]) -> dict[int, ProgramResult]:
    """No. → what its policy counts: the 進捗区分 reported and the worst of its own verdicts.

    `final` by 指標ID; an indicator that is not there has no verdict (－). A program without indicators has no symbol.
    """
    own: dict[int, list[Symbol]] = {}
    for indicator in plan.indicators(period.fy):
        own.setdefault(indicator.no, []).append(final.get(indicator.indicator, Symbol.NONE))
    found = {}
    for no, row in plan.programs.items():
        report = plan.progress.get((no, period.fy, period.point))
        symbol = program_verdict(own[no]).symbol if no in own else None
        found[no] = ProgramResult(report.schedule if report else None, symbol, row.relisted_from is not None)
    return found


def counts_by(
    plan: Plan, results: Mapping[int, ProgramResult], heading: Callable[[ProgramRow], str]
) -> dict[str, PolicyCounts]:
    """Heading → counts, in the order in which the headings first occur."""
    members: dict[str, list[ProgramResult]] = {}
    for no, row in plan.programs.items():
        members.setdefault(heading(row), []).append(results[no])
    return {name: policy_counts(found) for name, found in members.items()}
