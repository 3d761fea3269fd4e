"""Whether 判定 holds what is computed now: a report never prints a verdict that the master does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.plan import PlanUnusable
from xlplan.tables import VERDICTS

if TYPE_CHECKING:
    from xlplan.assessment import Assessment
    from xlplan.plan import Plan
    from xlplan.tables.rounds import VerdictRow

_NAMED = 3


def require(plan: Plan, assessment: Assessment) -> None:
    """PlanUnusable when 判定 has no rows of the period, or when they are not what the figures now give."""
    period = assessment.period
    held: dict[str, VerdictRow] = {
        row.indicator: row for row in plan.rows(VERDICTS) if (row.fy, row.point) == (period.fy, period.point)
    }
    if not held:
        raise PlanUnusable(f"{period.label}の「判定」がまだありません。先に「判定」を行い、保存してください。")
    stale = [row for row in assessment.rows if not _same(row, held.get(row.indicator))]
    if stale:
        named = "、".join(f"{row.indicator} {row.name}" for row in stale[:_NAMED])
        raise PlanUnusable(
            f"{period.label}の「判定」の後に実績や目標が変わっています（指標{named}など{len(stale)}件）。"
            "もう一度「判定」を行い、保存してから報告書を作ってください。"
        )


def _same(row: VerdictRow, held: VerdictRow | None) -> bool:
    # The reason names figure, target, ratio, rule and edition.
    return held is not None and (row.final, row.symbol, row.reason) == (held.final, held.symbol, held.reason)
