"""取消: a merge, a revision or a closing undone, cell by cell, from the history.

A cell that someone changed after the merge keeps its later value and is named; everything else returns to what it was.
The history is not shortened: the undo is recorded as changes of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from xlplan.closings import CLOSED_TABLES, excepted, is_closed
from xlplan.declaring import NamedTuple
from xlplan.edits import Edit, Put, text_of
from xlplan.findings import Finding, Level, Place, finding
from xlplan.history import AMENDED, CLOSED, MERGED, UNDONE, Change, history_edits
from xlplan.messages import Message
from xlplan.periods import read_fiscal_year
from xlplan.plan import Plan, PlanUnusable
from xlplan.revision import REVISION_TABLES
from xlplan.schema import CellScalar, Table
from xlplan.table_reading import Entry
from xlplan.tables import (
    ACTUALS,
    AMENDMENTS,
    BY_NAME,
    CLOSINGS,
    DRAFTS,
    EXCEPTIONS,
    HISTORY,
    ITEM_STATES,
    OPINIONS,
    PROGRESS,
    RETURNS,
    SETTINGS,
)
from xlplan.tables.records import HistoryRow

UNDO_TABLES = (
    *REVISION_TABLES, SETTINGS, DRAFTS, AMENDMENTS, HISTORY, RETURNS, ACTUALS, PROGRESS, ITEM_STATES, OPINIONS, CLOSINGS, EXCEPTIONS,
)  # fmt: skip
"""What an undo may have to restore."""
UNDOABLE = (MERGED, AMENDED, CLOSED)
"""Operations that the history lets us take back, each under its own number."""
_OWNED = {AMENDED: AMENDMENTS, CLOSED: CLOSINGS}
"""Tables whose rows an operation adds and nobody else writes: undoing it takes its rows away."""
_MOST_NAMED = 3


class Undo(NamedTuple):
    """What undoing means.

    Attributes:
        merge: number of the operation undone; "" when there is none.
        changes: the cells that change back.
        edits, findings: what is written, and what keeps a later value.
        operation: 取りまとめ, 改定 or 締め.
    """

    merge: str
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    operation: str = MERGED


def merges(plan: Plan) -> tuple[str, ...]:
    """Numbers of the merges, revisions and closings not undone yet, the last one last."""
    return tuple(_standing(plan))


def _standing(plan: Plan) -> dict[str, str]:
    """Number → operation of what can be undone, in the order it was done."""
    rows: tuple[HistoryRow, ...] = plan.rows(HISTORY)
    undone = {row.merge.removeprefix(UNDONE) for row in rows if row.operation == UNDONE}
    return {row.merge: row.operation for row in rows if row.operation in UNDOABLE and row.merge not in undone}


def undo(plan: Plan, *, at: str, merge: str = "") -> Undo:
    """Work out the undo of the last merge, revision or closing, or of the one named. Nothing is written here.

    What a later operation or a person changed since keeps its later value, whichever is undone.

    Raises:
        PlanUnusable: a table that it touches cannot be read whole (undoing what is left would look like undoing
            everything), its period has been closed since, or there is no such operation.
    """
    standing = _standing(plan)
    if merge and merge not in standing:
        known = "、".join(reversed(standing)) or "なし"
        raise PlanUnusable(
            f"取込番号「{merge}」の取りまとめは、ないか、もう取り消されています。"
            f"取り消せる取込番号は次のとおりです（新しい順）：{known}"
        )
    _require_readable(plan, [HISTORY])
    if not standing:
        return Undo("", (), (), ())
    merge = merge or next(reversed(standing))
    operation = standing[merge]
    rows = [row for row in plan.rows(HISTORY) if row.merge == merge and row.operation == operation]
    touched = [table for name, table in BY_NAME.items() if any(row.table == name for row in rows)]
    owned = _OWNED.get(operation)
    _require_readable(plan, [*touched, *([owned] if owned else [])])
    if operation == MERGED:
        _require_open(plan, rows, merge)
    changes: list[Change] = []
    edits: list[Edit] = []
    findings: list[Finding] = []
    for table in touched:
        if table is not owned:
            done = _undo_table(plan, table, [row for row in rows if row.table == table.name])
            changes += done[0]
            edits += done[1]
            findings += done[2]
    if owned:
        done_rows = _undo_owned(plan, owned, merge, {row.key for row in rows if row.table == owned.name})
        changes += done_rows[0]
        edits += done_rows[1]
    edits += history_edits(plan, changes, operation=UNDONE, merge=UNDONE + merge, at=at)
    return Undo(merge, tuple(changes), tuple(edits), tuple(findings), operation)


def _require_readable(plan: Plan, tables: Sequence[Table]) -> None:
    heavy = [f for table in tables for f in plan.tables[table.name].findings if f.level is Level.SERIOUS]
    if heavy:
        named = "\n".join(f"・{found.place}：{found.text} → {found.remedy}" for found in heavy[:_MOST_NAMED])
        raise PlanUnusable(
            f"台帳に読み取れない箇所が{len(heavy)}件あるため、取り消せません。先に直してください。\n{named}"
        )


def _require_open(plan: Plan, rows: Sequence[HistoryRow], merge: str) -> None:
    """A merge whose period has been closed since is not undone, unless an exception allows it."""
    names = {table.name for table in CLOSED_TABLES}
    for row in rows:
        parts = row.key.split("・")
        fy, point = read_fiscal_year(parts[-2]) if len(parts) > 1 else None, parts[-1]
        if row.table not in names or fy is None or not is_closed(plan, fy, point):
            continue
        if not excepted(plan, fy, point, row.department):
            raise PlanUnusable(
                f"取込番号「{merge}」は、締めた時期（{parts[-2]}・{point}）の値を変えたため、取り消せません。"
                "先に締めを取り消すか、「締め例外」に理由・承認者・承認日を書いてください。"
            )


def _undo_owned(plan: Plan, table: Table, merge: str, keys: Set[str]) -> tuple[list[Change], list[Edit]]:
    """The rows that the operation added: those of its number in 改定履歴, those it is recorded to have made in 締め."""
    changes: list[Change] = []
    edits: list[Edit] = []
    for entry in plan.entries(table):
        key = key_text(table, entry)
        if getattr(entry.row, "revision", None) == merge or key in keys:
            cells = {name: table.cell(name, getattr(entry.row, name)) for name in table.columns}
            edits += [
                Put(table.name, entry.at, table.columns[name].header, None)
                for name, value in cells.items()
                if value is not None
            ]
            changes += [
                Change(table, (key,), name, value, None)
                for name, value in cells.items()
                if value is not None and name not in table.key
            ]
    return changes, edits


def _undo_table(plan: Plan, table: Table, rows: Sequence[HistoryRow]) -> tuple[list[Change], list[Edit], list[Finding]]:
    standing = {key_text(table, entry): entry for entry in plan.entries(table)}
    by_row: dict[str, list[HistoryRow]] = {}
    for row in rows:
        by_row.setdefault(row.key, []).append(row)
    changes: list[Change] = []
    edits: list[Edit] = []
    findings: list[Finding] = []
    for key, cells in by_row.items():
        entry = standing.get(key)
        if entry is None:
            findings += _gone(plan, table, cells)
            continue
        touched = _touched(plan, table, entry, cells)
        findings += touched
        kept = {found.place for found in touched}
        back: dict[str, CellScalar] = {}
        for cell in cells:
            name = table.field(cell.header)
            if plan.tables[table.name].place(entry, name) not in kept:
                back[name] = table.value_of(name, cell.old)
                now = table.cell(name, getattr(entry.row, name))
                changes.append(Change(table, (key,), name, now, back[name], cell.department))
        if _says_nothing_without(table, entry, back):
            back = {
                name: None
                for name, value in zip(table.columns, table.cells(entry.row), strict=True)
                if value is not None
            }
        edits += [Put(table.name, entry.at, table.columns[name].header, value) for name, value in back.items()]
    return changes, edits, findings


def _gone(plan: Plan, table: Table, cells: Sequence[HistoryRow]) -> list[Finding]:
    """Cells of a row that someone deleted after the merge."""
    place = Place(plan.file, table.sheet)
    return [
        finding(
            Message.M513_UNDO_TOUCHED, place, "（行なし）", item=cell.key, header=cell.header, old=cell.old or "空欄"
        )
        for cell in cells
        if cell.old
    ]


def _says_nothing_without(table: Table, entry: Entry[Any], back: Mapping[str, CellScalar]) -> bool:
    """Whether the row holds nothing but its key once these cells are back: then the merge had added it."""
    fields = table.row.fields
    left = (name for name, column in table.columns.items() if name not in table.key and not column.derived)
    return all(
        back[name] is None or (not fields[name].required and back[name] == table.cell(name, fields[name].default))
        if name in back
        else getattr(entry.row, name) == fields[name].default
        for name in left
    )


def _touched(plan: Plan, table: Table, entry: Entry[Any], cells: Sequence[HistoryRow]) -> list[Finding]:
    """Cells that hold something else than the merge left there."""
    found = []
    for cell in cells:
        name = table.field(cell.header)
        now = text_of(table.cell(name, getattr(entry.row, name)))
        if now != cell.new:
            place = plan.tables[table.name].place(entry, name)
            words = {"item": cell.key, "header": cell.header, "old": cell.old or "空欄"}
            found.append(finding(Message.M513_UNDO_TOUCHED, place, now or "空欄", **words))
    return found


def key_text(table: Table, entry: Entry[Any]) -> str:
    """The row as 変更履歴 names it: 37-1・平成26年度・3月末."""
    return "・".join(str(table.cell(name, part)) for name, part in zip(table.key, table.key_of(entry.row), strict=True))
