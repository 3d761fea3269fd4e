"""判定: every indicator of a period against its target, every program's roll-up, and what the headquarters must decide.

Verdicts come from `verdicts`, the schedule axis from `schedule`; here the plan's rows become their facts and the results
become rows of 判定 and 要判断. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlplan.assessment import Assessment
from xlplan.attention import attention_rows
from xlplan.choices import Kind, NoVerdict
from xlplan.criteria import Criteria
from xlplan.edits import Edit, add_rows, change_row, replace_body
from xlplan.findings import Finding, finding
from xlplan.messages import Message
from xlplan.periods import Period
from xlplan.rollup import program_verdict
from xlplan.schedule import Suggestion, suggest
from xlplan.tables import ATTENTION, CRITERIA, INDICATORS, PROGRESS, VERDICTS
from xlplan.tables.rounds import VerdictRow
from xlplan.targets import Target, target_of
from xlplan.targets.bands import Band, Within
from xlplan.targets.facts import Facts, YearTarget
from xlplan.verdicts import Verdict, inputs_digest, judge, override_state, referenced

if TYPE_CHECKING:
    from xlplan.plan import Plan
    from xlplan.tables.indicators import IndicatorRow
    from xlplan.targets.facts import Stand

YEAR_END = "3月末"
_OVERRIDE = tuple(name for name in VerdictRow.fields if name.startswith("override"))
"""Fields of 判定 that an officer fills."""


def assess(plan: Plan, period: Period) -> Assessment:
    """Judge the period. Needs the tables of operations.ASSESS_TABLES."""
    verdicts = judge_all(plan, period)
    suggestions = suggest_all(plan, period)
    standing: dict[tuple[Any, ...], VerdictRow] = {VERDICTS.key_of(row): row for row in plan.rows(VERDICTS)}
    rows, final = [], {}
    findings: list[Finding] = []
    for row in plan.indicators(period.fy):
        verdict = verdicts[row.indicator]
        old = standing.get((row.indicator, period.fy, period.point))
        new, found = _verdict_row(plan, row, period, verdict, old)
        rows.append(new)
        findings += found
        final[row.indicator] = new.final
        if verdict.no_verdict is NoVerdict.NO_TARGET and row.kind in (Kind.ANNUAL_EXTERNAL, Kind.PER_YEAR_SERIES):
            place = next(
                plan.tables[INDICATORS.name].place(e, "kind") for e in plan.entries(INDICATORS) if e.row == row
            )
            findings.append(finding(Message.T602_YEARLY_TARGET_MISSING, place, row.name, fy=period.fy_label))
    done = Assessment(period, verdicts, final, suggestions, tuple(rows), (), tuple(findings))
    return done._replace(attention=tuple(attention_rows(plan, done)))


def edits_of(plan: Plan, assessment: Assessment) -> list[Edit]:
    """判定 rows set or added, 参考区分 and 指標判定 put beside the reported 進捗区分, 要判断 written anew."""
    read = plan.tables[VERDICTS.name]
    standing = {VERDICTS.key_of(entry.row): entry for entry in read.entries}
    edits: list[Edit] = []
    added = []
    for row in assessment.rows:
        entry = standing.get(VERDICTS.key_of(row))
        if entry is None:
            added.append(row)
        else:
            edits += change_row(VERDICTS, entry.at, entry.row, row)
    edits += add_rows(read, added)
    period = assessment.period
    for entry in plan.entries(PROGRESS):
        if (entry.row.fy, entry.row.point) == (period.fy, period.point):
            new = entry.row.changed(_beside(plan, assessment, entry.row.no))
            edits += change_row(PROGRESS, entry.at, entry.row, new)
    return edits + replace_body(plan.tables[ATTENTION.name], assessment.attention)


def _beside(plan: Plan, assessment: Assessment, no: int) -> dict[str, Any]:
    """What stands beside a reported 進捗区分: the suggested one, and the worst of the program's own verdicts."""
    suggestion = assessment.suggestions.get(no)
    indicators = plan.indicators_in(assessment.period.fy).by_program.get(no, ())
    own = [assessment.final[row.indicator] for row in indicators]
    rolled = program_verdict(own)
    return {
        "suggested": suggestion.schedule if suggestion else None,
        "worst": rolled.symbol if own else None,
        "counts": rolled.counts,
    }


def judge_all(plan: Plan, period: Period, only: Collection[str] | None = None) -> dict[str, Verdict]:
    """指標ID → verdict, of all indicators or `only` of those named.

    Indicators that refer to others come last, so that what they rest on is there.
    """
    criteria = Criteria.of(plan.rows(CRITERIA))
    rows = plan.indicators(period.fy)
    wanted = [row for row in rows if only is None or row.indicator in only]
    rests = {row.indicator: rests_on(row, rows) for row in wanted if _refers(row)}
    needed = {row.indicator for row in wanted} | {other for ids in rests.values() for other in ids}
    found: dict[str, Verdict] = {}
    for row in (r for r in rows if r.indicator in needed and not _refers(r)):
        found[row.indicator] = judge(target_in_force(plan, row, period), facts_of(plan, row, period), period, criteria)
    for row in (r for r in wanted if _refers(r)):
        others = tuple(referenced(other, found[other]) for other in rests[row.indicator] if other in found)
        facts = facts_of(plan, row, period, others)
        found[row.indicator] = judge(target_in_force(plan, row, period), facts, period, criteria)
    return {row.indicator: found[row.indicator] for row in wanted}


def rests_on(row: IndicatorRow, rows: Sequence[IndicatorRow]) -> list[str]:
    """The indicators whose verdicts a reference or a relisted indicator takes."""
    if row.relisted_from:
        return [row.relisted_from]
    return [other.indicator for other in rows if str(other.no) == row.reference and not _refers(other)]


def suggest_all(plan: Plan, period: Period) -> dict[int, Suggestion]:
    """No. → the 進捗区分 that its item states suggest; a 再掲 is reported at its original."""
    return {no: _suggestion(plan, no, period) for no, row in plan.programs.items() if row.relisted_from is None}


def _suggestion(plan: Plan, no: int, period: Period) -> Suggestion:
    actions = plan.actions.get(no, ())
    reported = {a.action: plan.item_states.get((a.action, period.fy, period.point)) for a in actions}
    states = {key: row.state if row else None for key, row in reported.items()}
    return suggest(actions, states, plan.phases.get(no, ()), period)


def _stand(plan: Plan, row: IndicatorRow, period: Period) -> Stand | None:
    """For a milestone, the stage its program's items have reached against the yearly plan."""
    return _suggestion(plan, row.no, period).stand if row.kind is Kind.MILESTONE else None


def facts_of(plan: Plan, row: IndicatorRow, period: Period, others: tuple[Any, ...] = ()) -> Facts:
    """What the master knows of one indicator, as its verdict needs it."""
    mine = plan.actuals_of.get(row.indicator, {})
    now = mine.get((period.fy, period.point))
    year_targets = plan.year_targets.get(row.indicator, {})
    return Facts(
        actuals={fy: actual.value for (fy, point), actual in mine.items() if point == YEAR_END},
        half_actual=now.value if now and period.half == 1 else None,
        forecast=now.forecast if now and period.half == 1 else None,
        blank_reason=now.blank_reason if now else "",
        year_targets={fy: YearTarget(t.value, t.value_high) for fy, t in year_targets.items()},
        stand=_stand(plan, row, period),
        referenced=others,
        plan_start=plan.start_fy,
        plan_end=plan.end_fy,
    )


def _refers(row: IndicatorRow) -> bool:
    return bool(row.relisted_from) or row.kind is Kind.REFER_OTHER


def target_in_force(plan: Plan, row: IndicatorRow, period: Period) -> Target | list[str] | None:
    """The target of the edition in force; None before the first one."""
    edition = plan.edition(row.indicator, period.fy)
    return target_of(edition) if edition else None


def _verdict_row(
    plan: Plan, row: IndicatorRow, period: Period, verdict: Verdict, old: VerdictRow | None
) -> tuple[VerdictRow, list[Finding]]:
    """The row of 判定: what an officer overrode is carried over and checked, everything computed is anew."""
    kept = {name: getattr(old, name) for name in _OVERRIDE} if old else {}
    new = VerdictRow.typed(
        indicator=row.indicator,
        fy=period.fy,
        point=period.point,
        no=row.no,
        name=row.name,
        symbol=verdict.symbol,
        target=band_target(verdict.band),
        actual=verdict.figure,
        rule=verdict.rule,
        stand=_stand(plan, row, period) or "",
        forecast="見込" if verdict.forecast else "",
        blank_reason=verdict.no_verdict.value if verdict.no_verdict else "",
        reason=verdict.reason,
        **kept,
    )
    if old is None or old.override is None:
        return new, []
    state = override_state(
        verdict,
        old.override,
        reason=old.override_reason,
        by=old.override_by,
        on=old.override_on,
        inputs=old.override_inputs,
    )
    place = next(plan.tables[VERDICTS.name].place(e, "override") for e in plan.entries(VERDICTS) if e.row == old)
    if state.state == "不備":
        missing = "・".join(state.missing)
        return new, [finding(Message.T604_OVERRIDE_UNEXPLAINED, place, old.override, missing=missing)]
    if state.state == "再確認":
        return new, [finding(Message.T603_OVERRIDE_STALE, place, old.override)]
    return new.changed({"override_inputs": inputs_digest(verdict)}), []


def band_target(band: Band | None) -> Decimal | None:
    """The figure of a band that the verdict was held against; None where there is none (trend, milestone)."""
    if isinstance(band, Within):
        return band.low
    target = getattr(band, "target", None)
    return target if isinstance(target, Decimal) else getattr(band, "previous", None)
