"""Checks of a round: what departments answered against verdicts, item states and the period before.

Each check is one function named as a sentence; ROUND_CHECKS is the order. They look at the plan as it reads after the
merge, and only at rows this round's returns answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xlplan.assess import judge_all, suggest_all
from xlplan.declaring import NamedTuple
from xlplan.findings import Finding, Place, finding
from xlplan.form.layout import columns_of
from xlplan.messages import Message
from xlplan.rounding import show
from xlplan.tables import ACTUALS, ITEM_STATES, OPINIONS, PROGRESS, RETURNS

if TYPE_CHECKING:
    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.schedule import Suggestion
    from xlplan.sheet_reading import Answer, ReturnRead
    from xlplan.verdicts import Verdict

_STATES = ("未着手", "検討中", "試行", "実施中", "完了")
_TENFOLD = 10
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


_COLUMN = {"schedule": "answer", "state": "answer", "value": "answer", "self_assessment": "note"}
"""Field → column of the form, where they are not called alike."""


class Held(NamedTuple):
    """A round as its checks see it.

    Attributes:
        before, after, period, verdicts, suggestions: the plan without and with the merge, and what it says then.
        rows: (table, key) → one answer of the row, to tell where it came from.
        answered: table → key and department of each of this period's rows that a return answered.
    """

    before: Plan
    after: Plan
    period: Period
    verdicts: Mapping[str, Verdict]
    suggestions: Mapping[int, Suggestion]
    rows: Mapping[tuple[str, tuple[Any, ...]], Answer]
    answered: Mapping[str, Sequence[tuple[tuple[Any, ...], str]]]

    def place(self, table: str, key: tuple[Any, ...], field: str) -> Place:
        """The return's own cell for a field, blank or not: the answered row, the column the form gives the field."""
        sibling = self.rows[table, key].place
        letter = columns_of(self.before, self.period).letter(_COLUMN.get(field, field))
        return sibling._replace(cell=letter + sibling.cell.lstrip(_LETTERS))


def check_round(before: Plan, after: Plan, period: Period, reads: Sequence[ReturnRead]) -> list[Finding]:
    """All checks of the round, in order; nothing when no return was read."""
    rows = {(a.table, a.key): a for read in reads if read.accepted for a in read.answers}
    unreturned = list(every_department_returned(before, period, reads)) if reads else []
    if not rows:
        return unreturned
    answered: dict[str, list[tuple[tuple[Any, ...], str]]] = {
        table.name: [] for table in (ACTUALS, PROGRESS, ITEM_STATES, OPINIONS)
    }
    for (name, key), answer in rows.items():
        if key[1:] == (period.fy, period.point):
            answered[name].append((key, answer.department))
    held = Held(before, after, period, judge_all(after, period), suggest_all(after, period), rows, answered)
    return [*(found for check in ROUND_CHECKS for found in check(held)), *unreturned]


def every_department_returned(plan: Plan, period: Period, reads: Sequence[ReturnRead]) -> Iterator[Finding]:
    """Departments that owe a return: none among these files, and none merged before."""
    here = {read.department for read in reads if not read.blank}
    blank = {read.department: Place(read.file) for read in reads if read.blank}
    before = {
        r.department for r in plan.rows(RETURNS) if (r.fy, r.point) == (period.fy, period.point) and r.state != "未提出"
    }
    for name in plan.answering:
        if name not in here | before:
            place = blank.get(name, Place(plan.file, RETURNS.sheet))
            yield finding(Message.B701_UNRETURNED, place, name, department=name)


def off_target_is_explained(held: Held) -> Iterator[Finding]:
    """▲ × ▼ need 要因 and 今後の対応 (rules §5.5)."""
    names = {row.indicator: row.name for row in held.after.indicators(held.period.fy)}
    for key, department in held.answered[ACTUALS.name]:
        verdict = held.verdicts.get(key[0])
        row = held.after.actuals.get(key)
        if verdict is None or row is None or not verdict.symbol.off_target:
            continue
        for field in ("cause", "response"):
            if not getattr(row, field):
                words = {"header": ACTUALS.columns[field].header, "indicator": names[key[0]]}
                words["verdict"] = f"{verdict.symbol}{verdict.word}"
                place = held.place(ACTUALS.name, key, field)
                yield finding(Message.R401_CAUSE_MISSING, place, department=department, **words)


def delay_is_explained(held: Held) -> Iterator[Finding]:
    """B needs 遅れの要因 and 今後の対応."""
    for key, department in held.answered[PROGRESS.name]:
        row = held.after.progress.get(key)
        if row is None or row.schedule != "B":
            continue
        for field in ("cause", "response"):
            if not getattr(row, field):
                header = PROGRESS.columns[field].header
                place = held.place(PROGRESS.name, key, field)
                yield finding(Message.R402_DELAY_UNEXPLAINED, place, department=department, header=header)


def schedule_agrees_with_items(held: Held) -> Iterator[Finding]:
    """The reported S/A/B is official; where item states suggest another, both are shown."""
    for key, department in held.answered[PROGRESS.name]:
        row, suggestion = held.after.progress.get(key), held.suggestions.get(key[0])
        if row is None or suggestion is None or None in (row.schedule, suggestion.schedule):
            continue
        if row.schedule != suggestion.schedule:
            place = held.place(PROGRESS.name, key, "schedule")
            words = {"suggested": suggestion.schedule, "detail": suggestion.detail}
            yield finding(Message.R403_CONTRADICTS_ITEMS, place, row.schedule, department=department, **words)


def schedule_agrees_with_indicators(held: Held) -> Iterator[Finding]:
    """S or A beside an indicator that is off target: two axes, but worth a second look."""
    for key, department in held.answered[PROGRESS.name]:
        row = held.after.progress.get(key)
        if row is None or row.schedule not in ("S", "A"):
            continue
        off = [
            f"{r.name}{held.verdicts[r.indicator].symbol}"
            for r in held.after.indicators_in(held.period.fy).by_program.get(key[0], ())
            if held.verdicts[r.indicator].symbol.off_target
        ]
        if off:
            place = held.place(PROGRESS.name, key, "schedule")
            words = {"detail": "、".join(off)}
            yield finding(Message.R404_CONTRADICTS_INDICATOR, place, row.schedule, department=department, **words)


def stopping_has_a_reason(held: Held) -> Iterator[Finding]:
    """中止 needs a reason and a plan revision."""
    for key, department in held.answered[ITEM_STATES.name]:
        row = held.after.item_states.get(key)
        if row is not None and row.state == "中止" and not row.note:
            place = held.place(ITEM_STATES.name, key, "note")
            yield finding(Message.R405_STOPPED_WITHOUT_REASON, place, row.state, department=department)


def items_do_not_go_back(held: Held) -> Iterator[Finding]:
    """An item that was 実施中 half a year ago is not 検討中 now without a word."""
    last = held.period.previous
    for key, department in held.answered[ITEM_STATES.name]:
        row, before = held.after.item_states.get(key), held.after.item_states.get((key[0], last.fy, last.point))
        if row is None or before is None or row.state not in _STATES or before.state not in _STATES:
            continue
        if _STATES.index(row.state) < _STATES.index(before.state) and not row.note:
            place = held.place(ITEM_STATES.name, key, "state")
            words = {"previous": before.state}
            yield finding(Message.R408_WENT_BACK, place, row.state, department=department, **words)


def figures_stay_in_pattern(held: Held) -> Iterator[Finding]:
    """A figure ten times or a tenth of last year's is most often a slip of unit or digits."""
    indicators = {row.indicator: row for row in held.after.indicators(held.period.fy)}
    for key, department in held.answered[ACTUALS.name]:
        row = held.after.actuals.get(key)
        before = held.after.actuals.get((key[0], held.period.fy - 1, "3月末"))
        if row is None or before is None or not row.value or not before.value or held.period.half == 1:
            continue
        ratio = abs(row.value / before.value)
        if (ratio >= _TENFOLD or ratio * _TENFOLD <= 1) and not row.note:
            place = held.place(ACTUALS.name, key, "value")
            of = indicators[key[0]]
            said, previous = (show(value, of.unit) for value in (row.value, before.value))
            words = {"header": ACTUALS.columns["value"].header, "previous": previous}
            yield finding(Message.C307_OUT_OF_PATTERN, place, said, department=department, **words)


RoundCheck = Callable[[Held], Iterator[Finding]]
ROUND_CHECKS: tuple[RoundCheck, ...] = (
    off_target_is_explained,
    delay_is_explained,
    schedule_agrees_with_items,
    schedule_agrees_with_indicators,
    stopping_has_a_reason,
    items_do_not_go_back,
    figures_stay_in_pattern,
)
"""The checks of a round, in the order in which their findings are shown."""
