"""要判断: what the headquarters must decide on, one line each: off target, late, contradictory, unreturned, unanswered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from xlplan.eras import day_label
from xlplan.tables import OPINIONS, RETURNS
from xlplan.tables.records import AttentionRow

if TYPE_CHECKING:
    from xlplan.assessment import Assessment
    from xlplan.choices import Symbol, Topic
    from xlplan.periods import Period
    from xlplan.plan import Plan


def attention_rows(plan: Plan, done: Assessment) -> Iterator[AttentionRow]:
    """Off target first, then late, contradictory, sent back, unreturned, unanswered; each in program order. A 再掲 is listed once."""
    reasons = {indicator: verdict.reason for indicator, verdict in done.verdicts.items()}
    yield from off_target(plan, done.period, done.final, reasons)
    yield from _late(plan, done)
    yield from _contradictory(plan, done)
    yield from _unreturned(plan, done)
    yield from _unanswered(plan, done)


def off_target(
    plan: Plan, period: Period, final: Mapping[str, Symbol], reasons: Mapping[str, str]
) -> Iterator[AttentionRow]:
    """Indicators whose verdict calls for a cause and a response, in sheet order; a 再掲 only at its original.

    `final` and `reasons` by 指標ID; an indicator without a verdict is not off target.
    """
    for row in plan.indicators(period.fy):
        symbol = final.get(row.indicator)
        if symbol is None or not symbol.off_target or row.relisted_from:
            continue
        actual = plan.actuals.get((row.indicator, period.fy, period.point))
        yield _row(
            plan,
            "目標未達",
            row.no,
            f"{row.name}：{reasons[row.indicator]}",
            (actual.cause, actual.response) if actual else ("", ""),
            row.department,
        )


def _late(plan: Plan, done: Assessment) -> Iterator[AttentionRow]:
    for no, program in plan.programs.items():
        report = plan.progress.get((no, done.period.fy, done.period.point))
        if report is not None and report.schedule == "B":
            what = report.self_assessment or "予定よりも遅れている"
            yield _row(plan, "遅れ", no, what, (report.cause, report.response), program.department)


def _contradictory(plan: Plan, done: Assessment) -> Iterator[AttentionRow]:
    for no, program in plan.programs.items():
        report = plan.progress.get((no, done.period.fy, done.period.point))
        suggestion = done.suggestions.get(no)
        if report is None or report.schedule is None or suggestion is None or suggestion.schedule is None:
            continue
        if report.schedule != suggestion.schedule:
            what = f"回答は「{report.schedule}」、実施内容の状況からは「{suggestion.schedule}」（{suggestion.detail}）"
            yield _row(plan, "食い違い", no, what, ("", ""), program.department)


def _unreturned(plan: Plan, done: Assessment) -> Iterator[AttentionRow]:
    board = {
        row.department: row for row in plan.rows(RETURNS) if (row.fy, row.point) == (done.period.fy, done.period.point)
    }
    for name in plan.answering:
        row = board.get(name)
        if row is not None and row.state == "差戻":
            what = f"重大な確認事項が{row.serious}件あり、差し戻しています。"
            yield AttentionRow(topic="差戻", department=name, what=what)
    for name in plan.answering:
        row = board.get(name)
        if row is None or row.state == "未提出":
            yield AttentionRow(
                topic="未提出",
                department=name,
                what="回答がまだありません。",
            )


def _unanswered(plan: Plan, done: Assessment) -> Iterator[AttentionRow]:
    """Opinions whose answer was due by the period's last day, or has no time set."""
    for row in plan.rows(OPINIONS):
        if row.overdue(done.period.last_day):
            due = f"期限 {day_label(row.due)}" if row.due else "期限なし"
            program = plan.programs.get(row.no or 0)
            yield AttentionRow(
                topic="意見未回答",
                no=row.no,
                program=program.name if program else "",
                department=row.department,
                what=f"{row.kind}（{row.number}）の回答がありません（{due}）：{row.text}",
            )


def _row(plan: Plan, topic: Topic, no: int, what: str, said: tuple[str, str], department: str) -> AttentionRow:
    program = plan.programs.get(no)
    return AttentionRow(
        topic=topic,
        no=no,
        program=program.name if program else "",
        department=department,
        what=what,
        cause=said[0],
        response=said[1],
    )
