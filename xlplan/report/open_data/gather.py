"""From the public results to the rows of the published files. Whatever is not in the public results cannot come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlplan.choices import Symbol
from xlplan.csv_text import one_line
from xlplan.periods import fiscal_year_label
from xlplan.report.open_data import records
from xlplan.report.open_data.words import DataSet, Record
from xlplan.report.public_sentences import schedule_word, verdict_word

if TYPE_CHECKING:
    import datetime as dt

    from xlplan.periods import Period
    from xlplan.report.results import IndicatorView, ProgramView, PublicResults
    from xlplan.tables.rounds import ActualRow

Gathered = dict[DataSet, tuple[Record, ...]]


def gather(results: PublicResults, as_of: dt.date | None) -> Gathered:
    """Every file's rows, in the order of programs and of the master's tables."""
    settings = results.plan.settings
    shared = {
        "city_code": settings.get("地方公共団体コード", ""),
        "city": results.stamp.city,
        "as_of": as_of,
        "digest": results.stamp.digest,
    }
    rows: dict[DataSet, Iterator[dict[str, Any]]] = {
        records.PROGRAMS: _programs(results),
        records.DEPARTMENTS: _departments(results),
        records.ACTIONS: _actions(results),
        records.VERDICTS: _verdicts(results),
        records.ACTUALS: _actuals(results),
        records.EFFECTS: _effects(results),
        records.OPINIONS: _opinions(results),
    }
    return {data: tuple(_record(data, fields | shared) for fields in made) for data, made in rows.items()}


def _record(data: DataSet, fields: dict[str, Any]) -> Record:
    texts = {name: one_line(value) for name, value in fields.items() if type(value) is str}
    return data.record.model_validate(fields | texts)


def _year(period: Period) -> dict[str, Any]:
    return {"fy": period.fy, "fy_era": period.fy_label, "point": period.point}


def _programs(results: PublicResults) -> Iterator[dict[str, Any]]:
    for program in results.programs:
        row, report = program.row, program.report
        yield {
            "no": row.no,
            "policy_no": row.policy_no,
            "policy": row.policy,
            "measure_no": row.measure_no,
            "measure": row.measure,
            "name": row.name,
            "department": row.department,
            "relisted_from": row.relisted_from,
            "purpose": row.purpose,
            "effect": row.effect,
            **_year(results.period),
            "schedule": program.schedule,
            "schedule_word": schedule_word(program),
            "verdict": program.verdict,
            "verdict_word": verdict_word(program),
            "self_assessment": report.self_assessment if report else "",
            "cause": report.cause if report else "",
            "response": report.response if report else "",
        }


def _departments(results: PublicResults) -> Iterator[dict[str, Any]]:
    for program in results.programs:
        for order, name in enumerate(program.departments, start=1):
            yield {"no": program.no, "order": order, "department": name}


def _actions(results: PublicResults) -> Iterator[dict[str, Any]]:
    for program in results.programs:
        for row in program.actions:
            reported = program.states.get(row.action)
            yield {
                "no": program.no,
                "action": row.action,
                "text": row.text,
                "years_text": row.years_text,
                "from_fy": row.from_fy,
                "to_fy": row.to_fy,
                **_year(results.period),
                "state": reported.state if reported else None,
            }


def _views(results: PublicResults) -> Iterator[tuple[ProgramView, IndicatorView]]:
    for program in results.programs:
        for view in program.indicators:
            yield program, view


def _verdicts(results: PublicResults) -> Iterator[dict[str, Any]]:
    for program, view in _views(results):
        row, judged, told = view.row, view.judged, view.actual
        yield {
            "no": program.no,
            "indicator": row.indicator,
            "name": row.name,
            "edition": row.edition,
            "target_text": row.target_text,
            "kind": row.kind.value,
            "relisted_from": row.relisted_from,
            **_year(results.period),
            "target": judged.target,
            "actual": judged.actual,
            "unit": row.unit,
            "verdict": view.symbol,
            "verdict_word": view.word,
            "no_verdict": judged.blank_reason if view.symbol is Symbol.NONE else "",
            "reason": judged.reason,
            "cause": told.cause if told else "",
            "response": told.response if told else "",
        }


def _actuals(results: PublicResults) -> Iterator[dict[str, Any]]:
    last = (results.period.fy, results.period.half)
    units = {view.row.indicator: view.row.unit for _, view in _views(results)}
    reported: Sequence[ActualRow] = [row for row in results.plan.actuals.values() if row.indicator in units]
    for row in sorted(reported, key=lambda r: (list(units).index(r.indicator), r.fy, r.point == "3月末")):
        if (row.fy, 1 if row.point == "9月末" else 2) <= last:
            yield {
                "indicator": row.indicator,
                "fy": row.fy,
                "fy_era": fiscal_year_label(row.fy),
                "point": row.point,
                "value": row.value,
                "unit": units[row.indicator],
                "basis": row.basis,
            }


def _effects(results: PublicResults) -> Iterator[dict[str, Any]]:
    for year in results.effects:
        for effect, value in (("歳入確保", year.revenue), ("歳出削減", year.cut)):
            yield {
                "fy": year.fy,
                "fy_era": fiscal_year_label(year.fy),
                "effect": effect,
                "value": value,
                "basis": year.basis,
            }


def _opinions(results: PublicResults) -> Iterator[dict[str, Any]]:
    for row in results.opinions:
        yield {name: getattr(row, name) for name in records.OpinionRecord.model_fields if hasattr(row, name)}
