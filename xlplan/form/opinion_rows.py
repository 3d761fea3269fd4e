"""Rows of section 4: the opinions, advice and instructions that a department has still to answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

from xlplan.choices import Reflection
from xlplan.declaring import NamedTuple
from xlplan.eras import day_label
from xlplan.form import preview
from xlplan.form.asking import Asker, row_of
from xlplan.form.cells import Cell, Columns, FormRow, Role, RowKind
from xlplan.tables import OPINIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.tables.records import OpinionRow

_REFLECTIONS = get_args(Reflection)


class OpinionRows(NamedTuple):
    """Makes the rows of the opinions that one department owns.

    The issued form (`complete`) asks for those without a settled answer. The form for reading knows every opinion of the
    department: a return that was issued before an opinion came in, or after it was answered, is still read.
    """

    plan: Plan
    department: str
    period: Period
    columns: Columns
    complete: bool

    def makers(self) -> list[Callable[[int], FormRow]]:
        """One function per row; each is given the row's index from 0."""
        rows = [row for row in self.plan.rows(OPINIONS) if row.department == self.department]
        asked = [row for row in rows if not self.complete or row.open or row.answered_in == self.period.label]
        return [partial(self._row, row) for row in sorted(asked, key=lambda row: row.number)]

    def _row(self, opinion: OpinionRow, at: int) -> FormRow:
        ask = Asker(OPINIONS.name, (opinion.number,))
        cells = {
            "no": Cell(Role.LABEL, opinion.no if opinion.no is not None else "全体"),
            "item": Cell(Role.LABEL, f"（{opinion.number}）{opinion.text}"),
            "plan": Cell(Role.LABEL, _origin(opinion)),
            "answer": ask.choice("reflection", "反映区分", _REFLECTIONS),
            "cause": ask.text("answer", "回答", required=opinion.open),
            "response": ask.text("reflected", "反映状況"),
            "check": Cell(Role.AUTO, formula=preview.opinion_check(self.columns, at) if self.complete else ""),
        }
        return row_of(self.columns, f"{RowKind.OPINION}|{opinion.number}", RowKind.OPINION, cells)


def _origin(opinion: OpinionRow) -> str:
    """Who said it, where, and by when an answer is wanted: nothing that an answer changes."""
    lines = [f"{opinion.kind}　{opinion.source}".rstrip()]
    lines += [f"受付 {day_label(opinion.received)}"] if opinion.received else []
    lines += [f"回答の期限 {day_label(opinion.due)}"] if opinion.due else []
    return "\n".join(lines)
