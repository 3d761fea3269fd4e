"""現況: what is still missing for a period, and what is off target, as the master says it now. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from xlplan.declaring import NamedTuple
from xlplan.form import build_form
from xlplan.tables import ACTUALS, ATTENTION, ITEM_STATES, PROGRESS, RETURNS

if TYPE_CHECKING:
    from xlplan.findings import Place
    from xlplan.form import Ask
    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.schema import Row
    from xlplan.tables.records import AttentionRow

__all__ = ["STANDING_TABLES", "Attention", "Blank", "Owed", "Standing", "standing"]

STANDING_TABLES = (RETURNS, ATTENTION)
"""Read beside `FORM_TABLES`."""
UNRETURNED = "未提出"


class Blank(NamedTuple):
    """A cell that must be answered and is blank: the row as an officer names it, and the column."""

    row: str
    header: str


class Owed(NamedTuple):
    """What a department owes.

    Attributes:
        department: who.
        state: its 状態 on the return board; 未提出 where the board has no row for the period.
        blanks: required answers that are blank, in the order of its form.
    """

    department: str
    state: str
    blanks: tuple[Blank, ...]


class Attention(NamedTuple):
    """A line of 要判断 and where it stands."""

    row: AttentionRow
    place: Place


class Standing(NamedTuple):
    """The master's own account of a period.

    Attributes:
        owed: departments that have something to answer and have not returned it whole, in the order of 課名簿.
        answering: number of departments that have something to answer.
        attention: 要判断 as the last assessment wrote it.
    """

    period: Period
    owed: tuple[Owed, ...]
    answering: int
    attention: tuple[Attention, ...]


def standing(plan: Plan, period: Period) -> Standing:
    """What is missing and what is off target; `plan` must hold `FORM_TABLES` and `STANDING_TABLES`."""
    states = {
        row.department: row.state for row in plan.rows(RETURNS) if (row.fy, row.point) == (period.fy, period.point)
    }
    answering = 0
    owed = []
    for department in plan.answering:
        asks = list(_asks(plan, department, period))
        answering += bool(asks)
        state = states.get(department, UNRETURNED)
        blanks = tuple(_named(plan, ask) for ask in asks if ask.required and _is_blank(plan, ask))
        if asks and (blanks or state != "確定"):
            owed.append(Owed(department, state, blanks))
    listed = plan.tables[ATTENTION.name]
    attention = tuple(Attention(entry.row, listed.place(entry, "topic")) for entry in listed.entries)
    return Standing(period, tuple(owed), answering, attention)


def _asks(plan: Plan, department: str, period: Period) -> Iterator[Ask]:
    form = build_form(plan, department, period, complete=False)
    if form.answers:
        for row in form.asking:
            yield from (cell.ask for _, cell in row if cell.ask and cell.ask.key[1:] == (period.fy, period.point))


def _is_blank(plan: Plan, ask: Ask) -> bool:
    """Whether the master has no answer; a figure that cannot be given, with its reason, is one."""
    rows: dict[str, Mapping[Any, Row]] = {
        PROGRESS.name: plan.progress,
        ITEM_STATES.name: plan.item_states,
        ACTUALS.name: plan.actuals,
    }
    row = rows[ask.table].get(ask.key)
    return row is None or (getattr(row, ask.field) in (None, "") and not getattr(row, "blank_reason", ""))


def _named(plan: Plan, ask: Ask) -> Blank:
    at = ask.key[0]
    if ask.table == PROGRESS.name:
        return Blank(f"No.{at} {plan.programs[int(at)].name}", ask.header)
    if ask.table == ACTUALS.name:
        return Blank(f"指標{at} {plan.editions[str(at)][-1].name}", ask.header)
    return Blank(f"実施内容{at}", ask.header)
