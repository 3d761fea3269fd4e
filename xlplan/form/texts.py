"""What a form says about a program, a work item or an indicator: plan, target, unit."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xlplan.choices import Kind
from xlplan.periods import fiscal_year_label, read_fiscal_year
from xlplan.rounding import plain, show
from xlplan.units import base_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlplan.plan import Plan
    from xlplan.tables.indicators import IndicatorRow
    from xlplan.tables.registry import ActionRow, PhaseRow

_PER_CENT_FROM = 5
"""A percentage whose target reaches this is written as 95, never as 0.95."""


@lru_cache(maxsize=64)
def scale_of(unit: str) -> Decimal:
    """How many base units the shown unit is: 百万円 → 1,000,000."""
    return base_unit(unit)[1]


def in_unit(value: Decimal, unit: str) -> Decimal:
    """A figure in base units as it stands in a form: 7,100,000円 → 710 (万円)."""
    scale = scale_of(unit)
    return value if scale == 1 else plain(value / scale)


def shown_unit(indicator: IndicatorRow) -> str:
    """The unit an officer answers in. Amounts of money follow the size the plan prints; other units are the base unit."""
    if indicator.unit != "円":
        return indicator.unit
    if "億" in indicator.target_text or (indicator.baseline_value or 0) >= 10**8:
        return "百万円"
    if "万円" in indicator.target_text:
        return "万円"
    return "円" if indicator.value is not None else "千円"


def figure_format(indicator: IndicatorRow, unit: str) -> str:
    """Number format of answers: published decimals, or as typed where the unit shown is larger than the base unit."""
    if scale_of(unit) != 1:
        return "#,##0.######" if indicator.kind is not Kind.NO_TARGET else "#,##0.###"
    return "#,##0" + ("." + "0" * indicator.decimals if indicator.decimals else "")


def percent_like(indicator: IndicatorRow) -> bool:
    """Whether 0.95 can only mean 95％."""
    if indicator.unit != "％":
        return False
    known = [v for v in (indicator.value, indicator.value_high, indicator.baseline_value) if v is not None]
    return not known or max(known) >= _PER_CENT_FROM


def measured_years(indicator: IndicatorRow) -> frozenset[int]:
    """Fiscal years the indicator is measured in; empty means every year."""
    if not indicator.measured:
        return frozenset()
    years = (read_fiscal_year(part) for part in indicator.measured.replace("，", "、").split("、"))
    return frozenset(year for year in years if year is not None)


def target_text(plan: Plan, indicator: IndicatorRow, fy: int) -> str:
    """The printed target sentence, this year's own target and the baseline."""
    lines = [indicator.target_text or "（目標の記載なし）"]
    yearly = plan.year_targets.get(indicator.indicator, {}).get(fy)
    if yearly is not None and yearly.value is not None:
        high = "" if yearly.value_high is None else f"～{show(yearly.value_high, indicator.unit)}"
        lines.append(f"{_year(fy)}の目標 {show(yearly.value, indicator.unit)}{high}")
    if indicator.baseline_value is not None and indicator.baseline_fy is not None:
        shown = show(indicator.baseline_value, indicator.unit)
        lines.append(f"（基準 {_year(indicator.baseline_fy)}末 {shown}）")
    return "\n".join(lines)


def program_plan(phases: Iterable[PhaseRow], fy: int) -> str:
    """What the yearly plan prints for the year, each lane once."""
    lanes: dict[tuple[int, str], list[str]] = {}
    for phase in phases:
        if _covers(phase, fy):
            lanes.setdefault((phase.lane, phase.lane_name), []).append(phase.text or phase.stage)
    lines = [f"{name}：{'・'.join(words)}" if name else "・".join(words) for (_, name), words in lanes.items()]
    unique = list(dict.fromkeys(lines))
    bullets = [f"・{line}" for line in unique] if len(unique) > 1 else unique
    return "\n".join(bullets) or "（年度計画から読み取れません。個票を確かめてください）"


def action_plan(action: ActionRow, phases: Iterable[PhaseRow], fy: int) -> str:
    """The printed years and the phases of the lanes that belong to this item."""
    words = [
        phase.text or phase.stage
        for phase in phases
        if _covers(phase, fy) and action.item in phase.actions.replace("，", "、").split("、")
    ]
    lines = [f"予定 {action.years_text}"] if action.years_text else []
    if words:
        lines.append(f"{_year(fy)}の計画 {'・'.join(dict.fromkeys(words))}")
    elif action.to_fy is not None and action.to_fy < fy:
        lines.append("予定年度は終わっています")
    elif action.from_fy is not None and action.from_fy > fy:
        lines.append("これからの予定です")
    return "\n".join(lines)


def _covers(phase: PhaseRow, fy: int) -> bool:
    if phase.from_fy is None and phase.to_fy is None:
        return False
    return (phase.from_fy or fy) <= fy <= (phase.to_fy or phase.from_fy or fy)


def _year(fy: int) -> str:
    return fiscal_year_label(fy, short=True)
