"""The plan as one JSON object, or as CSV tables, in base units and with the kinds of `xlplan explain`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlplan.periods import Period
from xlplan.reconcile import categories_of, computed_totals, stated_totals
from xlplan.tables import ACTIONS, INDICATORS, PROGRAMS, PROGRESS, READINGS, REVISIONS, VERDICTS

if TYPE_CHECKING:
    from xlplan.plan import Plan
    from xlplan.tables.indicators import IndicatorRow
    from xlplan.tables.rounds import ProgressRow, VerdictRow

Record = dict[str, Any]


def export(plan: Plan) -> dict[str, Any]:
    """Shape: policies, programs, actions, indicators, revisions, results, status as lists of flat records, and totals."""
    return {
        "policies": _policies(plan),
        "programs": _programs(plan),
        "actions": [
            {"program": r.no, "item": r.item, "text": r.text, "from_fy": r.from_fy, "to_fy": r.to_fy}
            for r in plan.rows(ACTIONS)
        ],
        "indicators": _indicators(plan),
        "revisions": [{"program": r.no, "categories": categories_of(r)} for r in plan.rows(REVISIONS)],
        "published_totals": stated_totals(plan),
        "computed_totals": computed_totals(plan),
        "results": [_result(r) for r in plan.rows(VERDICTS)],
        "status": [_status(r) for r in plan.rows(PROGRESS)],
    }


def flat(records: Iterable[Mapping[str, Any]]) -> list[Record]:
    """Records for CSV: lists joined with 「・」, records inside them as their values in a row, blanks as empty text."""
    return [{key: "・".join(map(_words, v)) if isinstance(v, list) else v for key, v in r.items()} for r in records]


def _words(value: object) -> str:
    return " ".join(map(str, value.values())) if isinstance(value, Mapping) else str(value)


def number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole figures as integers."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _policies(plan: Plan) -> list[Record]:
    policies: dict[int, Record] = {}
    for row in plan.rows(PROGRAMS):
        policy = policies.setdefault(row.policy_no, {"no": row.policy_no, "name": row.policy, "measures": []})
        measure = {"no": row.measure_no, "name": row.measure}
        if measure not in policy["measures"]:
            policy["measures"].append(measure)
    return list(policies.values())


def _programs(plan: Plan) -> list[Record]:
    return [
        {
            "no": row.no,
            "name": row.name,
            "policy": row.policy_no,
            "policy_name": row.policy,
            "measure": row.measure_no,
            "measure_name": row.measure,
            "departments": list(plan.supporting.get(row.no, ())),
            "relisted_from": row.relisted_from,
        }
        for row in plan.rows(PROGRAMS)
    ]


def _indicators(plan: Plan) -> list[Record]:
    registered = {row.indicator for row in plan.rows(READINGS)}
    rows: tuple[IndicatorRow, ...] = plan.rows(INDICATORS)
    return [
        {
            "id": row.indicator,
            "edition": row.edition,
            "program": row.no,
            "name": row.name,
            "target_text": row.target_text,
            "kind": row.kind.code,
            "value": number(row.value),
            "value_high": number(row.value_high),
            "rate": number(row.rate),
            "unit": row.unit,
            "direction": row.direction.code if row.direction else None,
            "due_fy": row.due_fy,
            "baseline_fy": row.baseline_fy,
            "baseline_value": number(row.baseline_value),
            "effective_fy": row.effective_fy,
            "department": row.department,
            "relisted_from": row.relisted_from or None,
            "in_register": row.indicator in registered,
        }
        for row in rows
    ]


def _result(row: VerdictRow) -> Record:
    return {
        "indicator": row.indicator,
        "fy": row.fy,
        "period": _period(row.fy, row.point),
        "target": number(row.target),
        "actual": number(row.actual),
        "verdict": row.final.value,
        "computed_verdict": row.symbol.value,
        "rule": row.rule,
        "reason": row.reason,
        "no_verdict": row.blank_reason or None,
    }


def _status(row: ProgressRow) -> Record:
    return {
        "program": row.no,
        "fy": row.fy,
        "period": _period(row.fy, row.point),
        "schedule": row.schedule,
        "suggested": row.suggested,
        "indicator_verdict": row.worst,
        "indicator_counts": row.counts,
    }


def _period(fy: int, point: str) -> str:
    return Period(fy, 1 if point == "9月末" else 2).label
