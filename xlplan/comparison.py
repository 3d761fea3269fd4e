"""改定（比較）: a revision made by hand, recorded from what differs between an older state of the plan and this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.drafts import Revision, numbered
from xlplan.edits import add_rows
from xlplan.findings import Place, finding
from xlplan.history import AMENDED, Change, history_edits
from xlplan.messages import Message
from xlplan.revision import compare
from xlplan.tables import AMENDMENTS, INDICATORS
from xlplan.tables.amendments import AmendmentRow

if TYPE_CHECKING:
    import datetime as dt

    from xlplan.plan import Plan

_RECORDED: Final = ("no", "category", "target", "header", "old", "new")
"""What makes two records the same."""


def record(  # two states of the plan, and what is written beside each difference
    plan: Plan, before: Plan, *, number: str, at: str, on: dt.date, reason: str
) -> Revision:
    """Work out the record of a revision made by hand: what differs from an older state and is not recorded yet."""
    known = {_content(row) for row in plan.rows(AMENDMENTS)}
    listed, findings = [], []
    for one in compare(before, plan):
        given = {name: getattr(one, name) for name in _RECORDED}
        row = AmendmentRow(
            **given, number=0, revision=number, decided_on=on, effective_fy=one.effective_fy, reason=reason
        )
        if not one.fresh:
            place = Place(plan.file, INDICATORS.sheet)
            findings.append(finding(Message.P828_NO_EDITION, place, one.target, header=one.header))
        listed.append(row)
    amendments = tuple(numbered(plan, [row for row in listed if _content(row) not in known], number))
    changes = tuple(Change(AMENDMENTS, (str(row.number),), "new", None, row.new or row.old) for row in amendments)
    edits = add_rows(plan.tables[AMENDMENTS.name], amendments)
    edits += history_edits(plan, changes, operation=AMENDED, merge=number, at=at)
    return Revision(number, amendments, changes, tuple(edits), tuple(findings), tuple(listed))


def _content(row: AmendmentRow) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _RECORDED)
