"""Departmental answers → changes of the master, with conflicts, the return board and the history.

Nothing is written here. `consolidate` says which cells would change, old → new; `edits_of` turns that into edits.
Merging the same returns again yields no change and no edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlplan.closings import barred, excepted, is_closed, restamped
from xlplan.declaring import NamedTuple
from xlplan.edits import Edit, add_rows, change_row
from xlplan.findings import Finding, Level, finding
from xlplan.history import MERGED, Change, history_edits
from xlplan.messages import Message
from xlplan.plan import Plan
from xlplan.rounding import show
from xlplan.table_reading import Entry, TableRead
from xlplan.tables import ACTUALS, BY_NAME, CLOSINGS, ITEM_STATES, OPINIONS, PROGRESS, RETURNS
from xlplan.tables.records import OpinionRow
from xlplan.tables.rounds import ActualRow, ReturnRow

if TYPE_CHECKING:
    from xlplan.periods import Period
    from xlplan.read import Answer, ReturnRead
    from xlplan.schema import Row, Table

ANSWERED = (ACTUALS, PROGRESS, ITEM_STATES, OPINIONS)
"""The tables that returns fill, in the order changes are listed."""

Key = tuple[Any, ...]


class Merge(NamedTuple):
    """What merging these returns means.

    Attributes:
        period: the period they answer.
        changes: cells that change, in the order of tables and answers; a new row begins with its own change.
        rows: table name → key → the row as it will be, for every touched row.
        findings: conflicts and differing past actuals.
    """

    period: Period
    changes: tuple[Change, ...]
    rows: Mapping[str, Mapping[Key, Row]]
    findings: tuple[Finding, ...]


def consolidate(plan: Plan, reads: Sequence[ReturnRead], period: Period) -> Merge:
    """Compare accepted answers with the master."""
    answers = [answer for read in reads if read.accepted for answer in read.answers]
    agreed, findings = _agree(answers, plan)
    changes: list[Change] = []
    rows: dict[str, dict[Key, Row]] = {}
    for table in ANSWERED:
        standing = _by_key(plan, table)
        blank = table.row.typed()
        mine = {key: fields for (name, key), fields in agreed.items() if name == table.name}
        for key, fields in mine.items():
            before = standing.get(key) or blank.changed(dict(zip(table.key, key, strict=True)))
            row, row_changes, differing = _merge_row(plan, table, before, fields, period)
            findings += differing
            if row_changes:
                changes += row_changes
                rows.setdefault(table.name, {})[key] = row
    return Merge(period, tuple(changes), rows, tuple(findings))


def with_board(plan: Plan, merge: Merge, reads: Sequence[ReturnRead], findings: Sequence[Finding], *, at: str) -> Merge:
    """The merge with its return board: it needs every finding of the round, so it comes after the checks."""
    standing = _by_key(plan, RETURNS)
    changes = list(merge.changes)
    rows: dict[Key, Row] = {}
    for row in _board(plan, reads, findings, merge.period, at):
        key = RETURNS.key_of(row)
        if row != standing.get(key):
            rows[key] = row
            changes += _board_changes(standing.get(key), row)
    return merge._replace(changes=tuple(changes), rows={**merge.rows, RETURNS.name: rows})


def with_closings(plan: Plan, merge: Merge) -> Merge:
    """The merge with new digests of the closed periods it may change; it comes after the answers are known."""
    after = merged_plan(plan, merge)
    stamps = restamped(plan, [(table, after.rows(table)) for table in ANSWERED if table.name in merge.rows])
    changes = [
        Change(CLOSINGS, _shown_key(CLOSINGS, CLOSINGS.key_of(old)), name, getattr(old, name), getattr(new, name))
        for old, new in stamps
        for name in ("rows", "digest")
        if getattr(old, name) != getattr(new, name)
    ]
    rows = {CLOSINGS.key_of(new): new for _, new in stamps}
    return merge._replace(changes=(*merge.changes, *changes), rows={**merge.rows, CLOSINGS.name: rows})


def merged_plan(plan: Plan, merge: Merge) -> Plan:
    """The plan as it will read after the merge, for checks and verdicts that look at the result."""
    tables = dict(plan.tables)
    for name, touched in merge.rows.items():
        tables[name] = _with_rows(plan.tables[name], touched)
    return plan._replace(tables=tables)


def edits_of(plan: Plan, merge: Merge, *, merge_id: str, at: str) -> list[Edit]:
    """The edits that carry the merge out: answered tables, return board, history. None when nothing changes."""
    edits: list[Edit] = []
    for table in (*ANSWERED, RETURNS, CLOSINGS):
        edits += _row_edits(plan, table, merge.rows.get(table.name, {}))
    return edits + history_edits(plan, merge.changes, operation=MERGED, merge=merge_id, at=at)


def _by_key(plan: Plan, table: Table) -> dict[Key, Row]:
    return {table.key_of(entry.row): entry.row for entry in plan.entries(table)}


def _agree(answers: Iterable[Answer], plan: Plan) -> tuple[dict[tuple[str, Key], dict[str, Answer]], list[Finding]]:
    """One answer per cell. Departments that differ are a conflict: the master's value stays and both are shown."""
    cells: dict[tuple[str, Key, str], list[Answer]] = {}
    for answer in answers:
        cells.setdefault((answer.table, answer.key, answer.field), []).append(answer)
    agreed: dict[tuple[str, Key], dict[str, Answer]] = {}
    findings = []
    for (name, key, field), given in cells.items():
        if len(given) == 1 or len({answer.value for answer in given}) == 1:
            agreed.setdefault((name, key), {})[field] = given[0]
            continue
        table = BY_NAME[name]
        standing = _by_key(plan, table).get(key)
        kept = _kept(plan, table, key, field, getattr(standing, field) if standing else None)
        values = "、".join(f"{answer.place.file}：{answer.raw}" for answer in given)
        words = {
            "item": "・".join(_shown_key(table, key)),
            "header": table.columns[field].header,
            "values": values,
            "kept": kept,
        }
        findings += [
            finding(Message.R406_CONFLICT, answer.place, answer.raw, department=answer.department, **words)
            for answer in given
        ]
    return agreed, findings


def _shown_key(table: Table, key: Key) -> tuple[str, ...]:
    """The key as its cells show it: 平成26年度 for 2014."""
    return tuple(str(table.cell(name, part)) for name, part in zip(table.key, key, strict=True))


def _kept(plan: Plan, table: Table, key: Key, name: str, value: Any) -> str:
    """A value of the master as an officer reads it: a figure in the units the city prints, never 7100000 beside 710."""
    if value is None or value == "":
        return "空欄"
    if isinstance(value, Decimal) and table is ACTUALS and key[0] in plan.editions:
        return show(value, plan.editions[key[0]][-1].unit)
    return str(table.cell(name, value))


def _merge_row(
    plan: Plan, table: Table, before: Row, fields: Mapping[str, Answer], period: Period
) -> tuple[Row, list[Change], list[Finding]]:
    """The row after the merge, its changed cells, and past values that differ and therefore stay."""
    key, values = table.key_of(before), vars(before)
    differs = _kept_message(before, period)
    new: dict[str, Any] = {}
    changes: list[Change] = []
    findings: list[Finding] = []
    shown_key = _shown_key(table, key)
    for name, answer in fields.items():
        old = values[name]
        if old == answer.value:
            continue
        column = table.columns[name]
        if barred(plan, table, key, answer.department):
            closed = Message.K901_CLOSED if key[1:] == (period.fy, period.point) else Message.K902_PAST_CLOSED
            words = {"header": column.header, "closed": "・".join(shown_key[1:])}
            findings.append(finding(closed, answer.place, answer.raw, department=answer.department, **words))
            continue
        if differs and old is not None and old != "":
            findings.append(
                finding(
                    differs,
                    answer.place,
                    answer.raw,
                    department=answer.department,
                    header=column.header,
                    kept=_kept(plan, table, key, name, old),
                )
            )
            continue
        new[name] = answer.value
        cells = (table.cell(name, old), table.cell(name, answer.value))
        changes.append(Change(table, shown_key, name, *cells, answer.department, answer.place, answer.digest))
    if changes:
        first = changes[0]
        signed, by = ("answered_in", period.label) if table is OPINIONS else ("department", first.department)
        new[signed] = by
        if values[signed] not in ("", by) or (table is OPINIONS and values[signed] != by):
            cells = (values[signed] or None, by)
            changes.append(Change(table, shown_key, signed, *cells, first.department, first.place, first.digest))
    # Answers were typed when they were read, and standing rows when the master was: nothing is left to validate.
    return before.changed(new), changes, findings


def _kept_message(before: Row, period: Period) -> Message | None:
    """What is said when the master's own value stays: a past actual, an opinion that was settled otherwise."""
    if isinstance(before, ActualRow) and (before.fy, before.point) != (period.fy, period.point):
        return Message.R407_PAST_DIFFERS
    if isinstance(before, OpinionRow) and not before.open and before.answered_in != period.label:
        return Message.R409_SETTLED_DIFFERS
    return None


def _board(
    plan: Plan, reads: Sequence[ReturnRead], findings: Sequence[Finding], period: Period, at: str
) -> tuple[ReturnRow, ...]:
    """One row per answering department: 確定 when its return merged without 重大, 差戻 when it must come again."""
    standing: dict[str, ReturnRow] = {
        row.department: row for row in plan.rows(RETURNS) if (row.fy, row.point) == (period.fy, period.point)
    }
    by_department: dict[str, list[ReturnRead]] = {}
    for read in reads:
        if not read.blank:
            by_department.setdefault(read.department, []).append(read)
    board = []
    for name in plan.answering:
        row = standing.get(name) or ReturnRow.typed(department=name, fy=period.fy, point=period.point)
        mine = by_department.get(name, [])
        closed = is_closed(plan, period.fy, period.point) and not excepted(plan, period.fy, period.point, name)
        if mine and not closed:
            row = _board_row(row, mine, findings, at)
        board.append(row)
    return tuple(board)


def _board_row(row: ReturnRow, mine: Sequence[ReturnRead], findings: Sequence[Finding], at: str) -> ReturnRow:
    files = {read.sheet or read.file for read in mine}
    # A departmental sheet shares its file with the whole master: what concerns it carries its department.
    own = row.department if any(read.sheet for read in mine) else None
    concern = [f for f in findings if f.place.file in files or f.department == own]
    counts = {level: sum(f.level is level for f in concern) for level in Level}
    accepted = all(read.accepted for read in mine)
    state = "確定" if accepted and not counts[Level.SERIOUS] else "差戻"
    new = {
        "state": state,
        "serious": counts[Level.SERIOUS],
        "check": counts[Level.CHECK],
        "file": "、".join(sorted(files)).strip(),  # as the cell is read back, or the same file again were a change
        "digest": mine[-1].digest[:16],
    }
    changed = any(getattr(row, name) != value for name, value in new.items())
    return row.changed({**new, "received": at}) if changed else row


def _board_changes(old: Row | None, new: ReturnRow) -> list[Change]:
    """Changes of a board row, so that an undo restores it too."""
    key = _shown_key(RETURNS, RETURNS.key_of(new))
    changes = []
    before_row = old or ReturnRow.typed(department=new.department, fy=new.fy, point=new.point)
    for name in RETURNS.columns:
        before, after = getattr(before_row, name), getattr(new, name)
        if before != after and name not in RETURNS.key:
            cells = (RETURNS.cell(name, before), RETURNS.cell(name, after))
            changes.append(Change(RETURNS, key, name, *cells, new.department))
    return changes


def _with_rows(read: TableRead, touched: Mapping[Key, Row]) -> TableRead:
    known = {read.table.key_of(entry.row) for entry in read.entries}
    entries = [entry._replace(row=touched.get(read.table.key_of(entry.row), entry.row)) for entry in read.entries]
    entries += [Entry(row, -1) for key, row in touched.items() if key not in known]
    return read._replace(entries=tuple(entries))


def _row_edits(plan: Plan, table: Table, rows: Mapping[Key, Row]) -> list[Edit]:
    read = plan.tables[table.name]
    standing = {table.key_of(entry.row): entry for entry in read.entries}
    edits: list[Edit] = []
    added = []
    for key, row in rows.items():
        entry = standing.get(key)
        if entry is None:
            added.append(row)
        else:
            edits += change_row(table, entry.at, entry.row, row)
    return edits + add_rows(read, added)
