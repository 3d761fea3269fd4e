"""Functions that give a whole list with its headers: roll-up, off-target programs, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlplan.attention import off_target
from xlplan.choices import SCHEDULE_WORDS, Symbol
from xlplan.findings import CannotRun, Finding, sort_findings
from xlplan.hosts.functions.cells import Cells, first, text_of
from xlplan.hosts.functions.offering import offer
from xlplan.hosts.functions.passed import NotPassed, plan_of
from xlplan.hosts.functions.verdicts import MORE, PERIOD, TABLE, period_in
from xlplan.messages import Message
from xlplan.plan import require_readable
from xlplan.rollup import PolicyCounts, policy_counts
from xlplan.tables import ACTUALS, ATTENTION, INDICATORS, PROGRAMS, VERDICTS
from xlplan.totals import GROUPINGS, counts_by, program_results
from xlplan.validate import MASTER_CHECKS

if TYPE_CHECKING:
    from xlplan.books.book import Book
    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.tables.rounds import VerdictRow

_FILLED: Final = "行の数はデータによって変わります。"


class UnknownGrouping(CannotRun):
    """Programs are not counted by that."""


@offer(
    "プログラムを方針・方策・主担当課ごとに数えます（進捗区分と指標の判定）。再掲は元のプログラムで1回だけ数えます。",
    gives="見出し、集計の単位ごとの行、計の行。" + _FILLED,
    blanks="表が足りなければ、足りない表の名前。報告のないプログラムは「未報告」、判定のない指標は「－」に数えます。",
    by="「方針」「方策」「課」のどれか。",
    period=PERIOD,
    table=TABLE + "必要な表は、プログラム・成果指標・進捗報告・判定。",
    more=MORE,
)
def xlp_rollup(by: Cells, period: Cells, table: Cells, *more: Cells) -> Cells:
    """A table with headers and a total row; the verdicts are those of 判定, overrides included."""
    name = text_of(first(by))
    if name not in GROUPINGS:
        raise UnknownGrouping(f"集計の単位「{name}」はありません。「{'」「'.join(GROUPINGS)}」のどれかにしてください。")
    plan, _ = plan_of((table, *more))
    require_readable(plan)
    when = period_in(plan, period)
    final = {row.indicator: row.final for row in _standing(plan, when)}
    results = program_results(plan, when, final)
    counts = counts_by(plan, results, GROUPINGS[name])
    headers = [name, "プログラム", *SCHEDULE_WORDS, "未報告", *Symbol, "指標なし", "再掲"]
    body = [[heading, *_counted(found)] for heading, found in counts.items()]
    return [headers, *body, ["計", *_counted(policy_counts(results.values()))]]


def _counted(counts: PolicyCounts) -> list[Any]:
    schedule = [counts.schedule[word] for word in ("S", "A", "B")]
    symbols = [counts.symbols[symbol] for symbol in Symbol]
    return [counts.programs, *schedule, counts.unreported, *symbols, counts.not_applicable, counts.relisted]


def _standing(plan: Plan, period: Period) -> list[VerdictRow]:
    return [row for row in plan.rows(VERDICTS) if (row.fy, row.point) == (period.fy, period.point)]


_OFF_TARGET: Final = ("no", "program", "department", "what", "cause", "response")


@offer(
    "目標に届いていない（▲×▼）指標とプログラムを一覧にします。要判断の「目標未達」と同じ内容です。",
    gives="見出しと、指標ごとの行（No.、プログラム名、担当課、内容、要因、今後の対応）。" + _FILLED,
    blanks="ないときは、見出しの下に「目標未達の指標はありません」。表が足りなければ、足りない表の名前。",
    period=PERIOD,
    table=TABLE + "必要な表は、プログラム・成果指標・実績・判定。",
    more=MORE,
)
def xlp_off_target(period: Cells, table: Cells, *more: Cells) -> Cells:
    """A table with headers, in the order of 成果指標."""
    plan, _ = plan_of((table, *more))
    require_readable(plan)
    for needed in (PROGRAMS, INDICATORS, ACTUALS):
        plan.entries(needed)
    when = period_in(plan, period)
    standing = _standing(plan, when)
    if not standing:
        return _listed(_OFF_TARGET, [], f"{when.label}の判定がありません。先に「判定」を実行してください。")
    final = {row.indicator: row.final for row in standing}
    reasons = {row.indicator: row.reason for row in standing}
    found = off_target(plan, when, final, reasons)
    rows = [[getattr(row, name) for name in _OFF_TARGET] for row in found]
    return _listed(_OFF_TARGET, rows, "目標未達の指標はありません。")


def _listed(fields: Sequence[str], rows: list[list[Any]], none: str) -> Cells:
    """The rows under their headers; a sentence where there are none."""
    columns = ATTENTION.columns
    blank = [none if name == "what" else None for name in fields]
    return [[columns[name].header for name in fields], *(rows or [blank])]


_COLUMNS: Final = ("重大度", "コード", "表", "場所", "値", "内容", "直し方")


@offer(
    "台帳の表の範囲を点検し、確認事項を一覧にします。「点検」の操作と同じ規則です。",
    gives="見出しと、確認事項ごとの行（重大度、コード、表、場所、値、内容、直し方）。重いものから並びます。" + _FILLED,
    blanks="ないときは、見出しの下に「確認事項はありません」。渡していない表が要る点検はしません。",
    table=TABLE + "途中の行だけでも、見出しを付ければ点検できます。",
    more="ほかの表。表のあいだの点検（番号の食い違いなど）もします。",
)
def xlp_findings(table: Cells, *more: Cells) -> Cells:
    """A table with headers; rows count from 1 below the headers of the range."""
    plan, book = plan_of((table, *more))
    # Part of a table may be passed: columns left out are no fault.
    read = [found for found in plan.findings if found.message is not Message.M502_COLUMN_MISSING]
    found = sort_findings([*read, *_checked(plan, book)])
    rows = [[f.level, f.code, f.place.sheet, f.place.cell, f.value[:200], f.text, f.remedy] for f in found]
    none = [*("",) * 5, "確認事項はありません。", ""]
    return [list(_COLUMNS), *(rows or [none])]


def _checked(plan: Plan, book: Book) -> Iterator[Finding]:
    """The master's checks, as far as their tables were passed."""
    for check in MASTER_CHECKS:
        try:
            yield from list(check(plan, book))
        except NotPassed:  # what the check leans on is not there, so it stays silent
            continue
