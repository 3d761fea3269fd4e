"""総括 on the terminal: policy × S/A/B, policy × verdict, as the sheet of that name shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from xlplan.choices import SCHEDULE_WORDS, Symbol
from xlplan.hosts import screen
from xlplan.targets.facts import Mode
from xlplan.totals import counts_by, program_results
from xlplan.verdicts import Verdict

if TYPE_CHECKING:
    from xlplan.assessment import Assessment
    from xlplan.plan import Plan
    from xlplan.rollup import PolicyCounts

UNREPORTED = "未報告"


def show(plan: Plan, done: Assessment) -> None:
    """Print both tables for the assessed period. A 再掲 is counted once, at its original."""
    policies = {row.policy_no: row.policy for row in plan.programs.values()}
    by_policy = counts_by(plan, program_results(plan, done.period, done.final), lambda row: str(row.policy_no))
    totals = {no: by_policy[str(no)] for no in policies}
    schedule = {no: Counter({**_texts(t), UNREPORTED: t.unreported}) for no, t in totals.items()}
    states = [(key, f"{key} {SCHEDULE_WORDS[key]}") for key in SCHEDULE_WORDS] + [(UNREPORTED, UNREPORTED)]
    relisted = sum(t.relisted for t in totals.values())
    note = f"（再掲{relisted}件は元のプログラムで数えています）" if relisted else ""
    _counts(f"進捗区分　{done.period.label}{note}", policies, schedule, states)
    verdicts: dict[int, Counter[str]] = {no: Counter() for no in policies}
    for indicator in plan.indicators(done.period.fy):
        if not indicator.relisted_from and indicator.no in plan.programs:
            verdicts[plan.programs[indicator.no].policy_no][done.final[indicator.indicator]] += 1
    symbols = [(symbol.value, f"{symbol.value} {word}") for symbol, word in _words(done)]
    _counts(f"成果指標の判定　{done.period.label}", policies, verdicts, symbols)


def _words(done: Assessment) -> Iterator[tuple[Symbol, str]]:
    """The symbols a period uses and their words: a half-year only foresees, so ◎ × ▼ show only where overridden."""
    if done.period.half == 2:  # noqa: PLR2004
        yield from ((symbol, symbol.word) for symbol in Symbol)
        return
    for symbol in Symbol:
        word = Verdict(symbol=symbol, rule="", mode=Mode.FORECAST).word
        if word != symbol.word or symbol is Symbol.NONE or symbol in done.final.values():
            yield symbol, word


def _texts(counts: PolicyCounts) -> dict[str, int]:
    return {str(key): count for key, count in counts.schedule.items()}


def _counts(
    title: str, policies: Mapping[int, str], counts: Mapping[int, Counter[str]], columns: Sequence[tuple[str, str]]
) -> None:
    rows = []
    for no, name in policies.items():
        mine = [counts[no][key] for key, _ in columns]
        rows.append((f"{no} {name}", *mine, sum(mine)))
    total = [sum(counts[no][key] for no in policies) for key, _ in columns]
    rows.append(("計", *total, sum(total)))
    screen.table(title, ("方針", *(text for _, text in columns), "計"), rows)
