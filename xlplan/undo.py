"""取消: a merge undone, cell by cell, from the history.

A cell that someone changed after the merge keeps its later value and is named; everything else returns to what it was.
The history is not shortened: the undo is recorded as changes of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlplan.edits import Edit, Put, text_of
from xlplan.findings import Finding, Level, Place, finding
from xlplan.history import MERGED, UNDONE, Change, history_edits
from xlplan.messages import Message
from xlplan.plan import Plan, PlanUnusable
from xlplan.schema import CellScalar, Table
from xlplan.table_reading import Entry
from xlplan.tables import BY_NAME, HISTORY
from xlplan.tables.records import HistoryRow

_MOST_NAMED = 3


@dataclass(frozen=True)
class Undo:
    """What undoing means: the merge undone ("" when there is none), the cells that change back, edits, findings."""

    merge: str
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]


def merges(plan: Plan) -> tuple[str, ...]:
    """Numbers of the merges not undone yet, the last one last."""
    undone = {row.merge.removeprefix(UNDONE) for row in plan.rows(HISTORY) if row.operation == UNDONE}
    standing = (row.merge for row in plan.rows(HISTORY) if row.operation == MERGED and row.merge not in undone)
    return tuple(dict.fromkeys(standing))


def undo(plan: Plan, *, at: str, merge: str = "") -> Undo:
    """Work out the undo of a merge, the last one unless another is named. Nothing is written here.

    What a later merge or a person changed since keeps its later value, whichever merge is undone.

    Raises:
        PlanUnusable: a table cannot be read whole (undoing what is left would look like undoing everything), or there
            is no such merge.
    """
    heavy = [found for found in plan.findings if found.level is Level.SERIOUS]
    if heavy:
        named = "\n".join(f"・{found.place}：{found.text} → {found.remedy}" for found in heavy[:_MOST_NAMED])
        raise PlanUnusable(
            f"台帳に読み取れない箇所が{len(heavy)}件あるため、取り消せません。先に直してください。\n{named}"
        )
    standing = merges(plan)
    if merge and merge not in standing:
        known = "、".join(reversed(standing)) or "なし"
        raise PlanUnusable(
            f"取込番号「{merge}」の取りまとめは、ないか、もう取り消されています。"
            f"取り消せる取込番号は次のとおりです（新しい順）：{known}"
        )
    if not standing:
        return Undo("", (), (), ())
    merge = merge or standing[-1]
    rows = [row for row in plan.rows(HISTORY) if row.merge == merge and row.operation == MERGED]
    changes: list[Change] = []
    edits: list[Edit] = []
    findings: list[Finding] = []
    for table in (table for name, table in BY_NAME.items() if any(row.table == name for row in rows)):
        done = _undo_table(plan, table, [row for row in rows if row.table == table.name])
        changes += done[0]
        edits += done[1]
        findings += done[2]
    edits += history_edits(plan, changes, operation=UNDONE, merge=UNDONE + merge, at=at)
    return Undo(merge, tuple(changes), tuple(edits), tuple(findings))


def _undo_table(plan: Plan, table: Table, rows: Sequence[HistoryRow]) -> tuple[list[Change], list[Edit], list[Finding]]:
    standing = {_key_text(table, entry): entry for entry in plan.entries(table)}
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
        edits += [Put(table.name, entry.index, table.columns[name].header, value) for name, value in back.items()]
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
    fields = table.row.model_fields
    left = (name for name, column in table.columns.items() if name not in table.key and not column.derived)
    return all(
        back[name] in (None, table.cell(name, fields[name].default))
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


def _key_text(table: Table, entry: Entry[Any]) -> str:
    return "・".join(str(table.cell(name, part)) for name, part in zip(table.key, table.key_of(entry.row), strict=True))
