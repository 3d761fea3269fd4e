"""締め: a period that is reported and published does not change any more, except where someone approved it and said why.

A closing keeps a digest of each table's rows of the period, so that changes by hand are noticed. What merges and
assessments may still do after that is decided here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlplan.declaring import NamedTuple
from xlplan.edits import Edit, add_rows, change_row, text_of
from xlplan.findings import CannotRun, Finding, Place, finding
from xlplan.history import CLOSED, Change, history_edits
from xlplan.messages import Message
from xlplan.periods import Period
from xlplan.tables import ACTUALS, CLOSINGS, EXCEPTIONS, ITEM_STATES, PROGRESS, RETURNS, VERDICTS
from xlplan.tables.closings import ClosingRow, ExceptionRow

if TYPE_CHECKING:
    from xlplan.choices import Point
    from xlplan.plan import Plan
    from xlplan.schema import Row, Table

CLOSED_TABLES: Final = (ACTUALS, PROGRESS, ITEM_STATES, VERDICTS)
"""What a closing closes: what was reported, and what was judged from it."""
_DIGITS: Final = 32


class PeriodClosed(CannotRun):
    """The operation would change a closed period; the text names it and says what to do."""


class Closing(NamedTuple):
    """What closing a period means: its rows of 締め, the edits, and what was still open."""

    period: Period
    rows: tuple[ClosingRow, ...]
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]


def is_closed(plan: Plan, fy: int, point: str) -> bool:
    """Whether a half-year is closed. Needs 締め."""
    return (fy, point) in plan.closed


def excepted(plan: Plan, fy: int, point: str, department: str) -> bool:
    """Whether 締め例外 allows the department (or everybody) to change a closed half-year."""
    rows: tuple[ExceptionRow, ...] = plan.rows(EXCEPTIONS)
    return any(
        row.approved and (row.fy, row.point) == (fy, point) and row.department in ("", department) for row in rows
    )


def barred(plan: Plan, table: Table, key: Sequence[Any], department: str) -> bool:
    """Whether a row of an answered table belongs to a closed half-year that the department may not change."""
    if table not in CLOSED_TABLES:
        return False
    _, fy, point = key
    return is_closed(plan, fy, point) and not excepted(plan, fy, point, department)


def close(plan: Plan, period: Period, *, by: str, number: str, at: str) -> Closing:
    """Work out the closing of a period. Nothing is written here.

    Raises:
        PeriodClosed: it is closed already.
    """
    if is_closed(plan, period.fy, period.point):
        raise PeriodClosed(
            f"{period.label}はすでに締めています。締めた後に直すときは、「締め例外」に理由・承認者・承認日を書いてください。"
        )
    rows = tuple(_stamp(plan.rows(table), table, period, at, by) for table in CLOSED_TABLES)
    changes = [
        Change(CLOSINGS, _key(row), name, None, CLOSINGS.cell(name, getattr(row, name)))
        for row in rows
        for name in CLOSINGS.columns
        if name not in CLOSINGS.key
    ]
    edits = add_rows(plan.tables[CLOSINGS.name], rows)
    edits += history_edits(plan, changes, operation=CLOSED, merge=number, at=at)
    return Closing(period, rows, tuple(edits), tuple(_still_open(plan, period)))


def _still_open(plan: Plan, period: Period) -> Iterator[Finding]:
    """Departments whose return is not accepted: the period is closed all the same, and it is said."""
    board = {
        row.department: row.state for row in plan.rows(RETURNS) if (row.fy, row.point) == (period.fy, period.point)
    }
    for state in ("差戻", "未提出"):
        names = "・".join(name for name in plan.answering if board.get(name, "未提出") == state)
        if names:
            value = f"{state}の課（{names}）"
            yield finding(Message.K906_OPEN_AT_CLOSING, Place(plan.file, RETURNS.sheet), value, period=period.label)


def restamped(plan: Plan, rows: Iterable[tuple[Table, Sequence[Row]]]) -> list[tuple[ClosingRow, ClosingRow]]:
    """Closings whose tables an approved change brings to these rows: (as it stands, as it will be).

    A closing whose table somebody has changed by hand keeps its digest, so that the check goes on saying so.
    """
    changed = []
    for table, after in rows:
        for entry in plan.entries(CLOSINGS):
            row: ClosingRow = entry.row
            if row.table == table.name and stands(plan, row):
                count, digest = _digest(table, after, row.fy, row.point)
                if digest != row.digest:
                    changed.append((row, row.changed({"rows": count, "digest": digest})))
    return changed


def stands(plan: Plan, row: ClosingRow) -> bool:
    """Whether a closed table's rows of the half-year are what they were."""
    table = next((table for table in CLOSED_TABLES if table.name == row.table), None)
    return table is None or _digest(table, plan.rows(table), row.fy, row.point) == (row.rows, row.digest)


def guard_assessment(plan: Plan, period: Period, verdicts: Sequence[Row], edits: Sequence[Edit]) -> list[Edit]:
    """The edits of an assessment, and the new digest where an exception allows it to change a closed period.

    Raises:
        PeriodClosed: it would change 判定 of a closed period, and no exception allows it.
    """
    fy, point = period.fy, period.point
    touched = [edit for edit in edits if edit.table == VERDICTS.name]
    if not touched or not is_closed(plan, fy, point):
        return list(edits)
    rows: tuple[ExceptionRow, ...] = plan.rows(EXCEPTIONS)
    if not any(row.approved and (row.fy, row.point) == (fy, point) for row in rows):
        raise PeriodClosed(
            f"{period.label}は締めているため、判定を変えられません（{len(touched)}欄が変わります）。"
            "直すときは、「締め例外」に理由・承認者・承認日を書いてください。"
        )
    keys = {VERDICTS.key_of(row) for row in verdicts}
    after = [*verdicts, *(row for row in plan.rows(VERDICTS) if VERDICTS.key_of(row) not in keys)]
    stamps = restamped(plan, [(VERDICTS, after)])
    index = {CLOSINGS.key_of(entry.row): entry.at for entry in plan.entries(CLOSINGS)}
    return [*edits, *(e for old, new in stamps for e in change_row(CLOSINGS, index[CLOSINGS.key_of(old)], old, new))]


def _stamp(rows: Sequence[Row], table: Table, period: Period, at: str, by: str) -> ClosingRow:
    count, digest = _digest(table, rows, period.fy, period.point)
    return ClosingRow(
        fy=period.fy, point=period.point, table=table.name, rows=count, digest=digest, closed_at=at, closed_by=by
    )


def _digest(table: Table, rows: Sequence[Row], fy: int, point: Point) -> tuple[int, str]:
    """Rows of the half-year and the SHA-256 of what people typed or the judging found in them, in any order of rows."""
    mine = [row for row in rows if table.key_of(row)[1:] == (fy, point)]
    names = [name for name, column in table.columns.items() if not column.formula and not column.derived]
    lines = sorted("\x1f".join(text_of(table.cell(name, getattr(row, name))) for name in names) for row in mine)
    return len(mine), hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:_DIGITS]


def _key(row: ClosingRow) -> tuple[str, ...]:
    return tuple(str(CLOSINGS.cell(name, getattr(row, name))) for name in CLOSINGS.key)
