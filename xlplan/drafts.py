"""改定: the lines of 改定案 carried out on the master. All or none: one line that cannot be carried out stops the revision.

A change of an indicator makes a new edition, and the earlier one stays: each year is judged by the target in force at its
end. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xlplan.declaring import NamedTuple
from xlplan.edits import Edit, add_rows, change_row, text_of
from xlplan.findings import Finding, Level, Place, finding
from xlplan.history import AMENDED, Change, history_edits
from xlplan.messages import Message
from xlplan.model import ModelError
from xlplan.periods import fiscal_year_label
from xlplan.revision import REVISED
from xlplan.tables import AMENDMENTS, ASSIGNMENTS, DRAFTS, INDICATORS, PHASES, PROGRAMS
from xlplan.tables.amendments import AmendmentRow, DraftRow
from xlplan.targets import target_of

if TYPE_CHECKING:
    from xlplan.plan import Plan
    from xlplan.schema import CellScalar, Row, Table

BLANK: Final = "（空欄）"
_MAIN: Final = "1"


class Revision(NamedTuple):
    """What a revision means. Nothing is to be changed (no edits) while a finding is 重大.

    Attributes:
        number: 改定番号.
        amendments: the rows that 改定履歴 gets.
        changes, edits, findings: changed cells, what is written, what was found.
        listed: all that the revision consists of, also what 改定履歴 held before.
    """

    number: str
    amendments: tuple[AmendmentRow, ...]
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    listed: tuple[AmendmentRow, ...] = ()


class _Touched(NamedTuple):
    """A row of the master that drafts change: as it stands (None for a new one), and the cells it is to have."""

    table: Table
    before: Row | None
    cells: dict[str, CellScalar]
    drafts: list[DraftRow]


def revise(plan: Plan, *, number: str, at: str) -> Revision:
    """Work out the revision of every line of 改定案 that is not applied yet. Needs `operations.REVISE_TABLES`."""
    work = _Work(plan)
    drafts = [entry for entry in plan.entries(DRAFTS) if not entry.row.applied]
    for entry in drafts:
        work.take(entry.row, plan.tables[DRAFTS.name].place(entry, "header"))
    changed = [touched for touched in work.rows.values() if touched.drafts]
    made = [(touched, row) for touched in changed if (row := work.finish(touched)) is not None]
    if any(f.level is Level.SERIOUS for f in work.findings) or not drafts:
        return Revision(number, (), (), (), tuple(work.findings))
    edits: list[Edit] = []
    changes: list[Change] = []
    for touched, row in made:
        edits += _row_edits(plan, touched, row)
        changes += _row_changes(touched, row)
    for entry in drafts:
        new = entry.row.changed({"applied": True})
        edits += change_row(DRAFTS, entry.at, entry.row, new)
        changes.append(Change(DRAFTS, (str(entry.row.number),), "applied", None, DRAFTS.cell("applied", True)))
    amendments = tuple(numbered(plan, work.amendments, number))
    edits += add_rows(plan.tables[AMENDMENTS.name], amendments)
    edits += history_edits(plan, changes, operation=AMENDED, merge=number, at=at)
    return Revision(number, amendments, tuple(changes), tuple(edits), tuple(work.findings), amendments)


class _Work:
    """Gathers the drafts row by row."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows: dict[tuple[Any, ...], _Touched] = {}
        self.amendments: list[AmendmentRow] = []
        self.findings: list[Finding] = []
        self._places: dict[int, Place] = {}

    def take(self, draft: DraftRow, place: Place) -> None:
        """Add one line: find its row and field, note old and new."""
        self._places[draft.number] = place
        found = _field_of(draft)
        if found is None:
            words = {"category": draft.category, "known": "、".join(_headers(draft.category))}
            self._refuse(Message.P821_UNKNOWN_FIELD, draft, draft.header, **words)
            return
        table, name = found
        self._incomplete(draft, table)
        touched = self._row(draft, table)
        if touched is None:
            return
        old, new = touched.cells.get(name), None if draft.new == BLANK else draft.new
        if text_of(old) == text_of(_as_read(table, name, new)):
            self.findings.append(finding(Message.P825_SAME, place, draft.new, number=draft.number))
            return
        self._note(draft, touched, name, old, new)
        if table is ASSIGNMENTS and draft.target == _MAIN and name == "department":
            program = self._touched(PROGRAMS, (draft.no,))
            if program.cells.get("department") == old:
                program.cells["department"] = new
                program.drafts.append(draft)

    def finish(self, touched: _Touched) -> Row | None:
        """The row as it will be; None, with a finding, when it does not read or a target is incomplete."""
        draft = touched.drafts[-1]
        try:
            row = touched.table.row.read(touched.cells)
        except ModelError as error:
            name = error.faults[0].field
            column = touched.table.columns[name]
            words = {"header": column.header, "hint": column.help or "元の書き方"}
            self._refuse(Message.P823_UNREADABLE, draft, text_of(touched.cells.get(name)), **words)
            return None
        missing = target_of(row) if touched.table is INDICATORS else None  # type: ignore[arg-type]  # its rows are indicators
        if isinstance(missing, list):
            headers = "・".join(INDICATORS.columns[name].header for name in missing)
            self._refuse(Message.P827_TARGET_INCOMPLETE, draft, draft.target, header=headers)
            return None
        return row

    def _note(self, draft: DraftRow, touched: _Touched, name: str, old: CellScalar, new: CellScalar) -> None:
        touched.cells[name] = new
        touched.drafts.append(draft)
        given = {name: getattr(draft, name) for name in ("no", "category", "target", "header", "decided_on", "reason")}
        shown = text_of(_as_read(touched.table, name, new))
        fy = draft.effective_fy if touched.table is INDICATORS else None
        self.amendments.append(
            AmendmentRow(**given, number=0, revision="", old=text_of(old), new=shown, effective_fy=fy)
        )

    def _row(self, draft: DraftRow, table: Table) -> _Touched | None:
        """The row a draft changes; None, with a finding, when there is none and none can be made."""
        known = draft.no in self.plan.programs
        if known and table is INDICATORS and draft.target:
            return self._edition(draft)
        key = _key(draft, table)
        if not known or table is INDICATORS or key is None:
            self._refuse(Message.P822_UNKNOWN_TARGET, draft, draft.target or BLANK if known else f"No.{draft.no}")
            return None
        touched = self._touched(table, key)
        if touched.cells["no"] != draft.no:
            self._refuse(Message.P822_UNKNOWN_TARGET, draft, draft.target)
            return None
        return touched

    def _touched(self, table: Table, key: tuple[Any, ...]) -> _Touched:
        known = self.rows.get((table.name, *key))
        if known is None:
            row = next((row for row in self.plan.rows(table) if table.key_of(row) == key), None)
            cells = _cells(table, row) if row else _new_cells(table, key)
            known = self.rows[table.name, *key] = _Touched(table, row, cells, [])
        return known

    def _edition(self, draft: DraftRow) -> _Touched | None:
        """A new edition of the indicator from 適用開始年度 on; the first one of an indicator that is new."""
        editions = self.plan.editions.get(draft.target, ())
        last = editions[-1] if editions else None
        if last and last.no != draft.no:
            self._refuse(Message.P822_UNKNOWN_TARGET, draft, draft.target)
            return None
        if last and draft.effective_fy is not None and draft.effective_fy <= last.effective_fy:
            asked, since = fiscal_year_label(draft.effective_fy), fiscal_year_label(last.effective_fy)
            self._refuse(Message.P826_NOT_LATER, draft, asked, since=since)
        key = (INDICATORS.name, draft.target, draft.effective_fy)
        if key not in self.rows:
            cells: dict[str, CellScalar] = {"indicator": draft.target, "no": draft.no}
            cells |= _cells(INDICATORS, last) if last else {}
            cells |= {
                "edition": last.edition + 1 if last else 1,
                "effective_fy": INDICATORS.cell("effective_fy", draft.effective_fy),
            }
            self.rows[key] = _Touched(INDICATORS, None, cells, [])
        return self.rows[key]

    def _incomplete(self, draft: DraftRow, table: Table) -> None:
        wanted: dict[str, object] = {"decided_on": draft.decided_on, "reason": draft.reason, "new": draft.new}
        if table is INDICATORS:
            wanted["effective_fy"] = draft.effective_fy
        lacking = [DRAFTS.columns[name].header for name, value in wanted.items() if value in (None, "")]
        if lacking:
            self._refuse(Message.P824_INCOMPLETE, draft, "", header="」「".join(lacking))

    def _refuse(self, message: Message, draft: DraftRow, value: object, **words: str) -> None:
        place = self._places[draft.number]
        self.findings.append(finding(message, place, value, number=draft.number, department="", **words))


def _field_of(draft: DraftRow) -> tuple[Table, str] | None:
    """Table and field that 見直し箇所 and 項目 name."""
    for category, table, fields in REVISED:
        for name in fields:
            if category == draft.category and table.columns[name].header == draft.header:
                return table, name
    return None


def _headers(category: str) -> Iterator[str]:
    for known, table, fields in REVISED:
        if known == category:
            yield from (table.columns[name].header for name in fields)


def _key(draft: DraftRow, table: Table) -> tuple[Any, ...] | None:
    if table is PROGRAMS:
        return (draft.no,)
    if table is ASSIGNMENTS:
        return (draft.no, int(draft.target)) if draft.target.isdecimal() else None
    return (draft.target,) if draft.target else None


def _new_cells(table: Table, key: tuple[Any, ...]) -> dict[str, CellScalar]:
    """A new row before its drafts: what its ID says, as the plan numbers its rows (02-3, 02-1-2)."""
    cells: dict[str, CellScalar] = dict(zip(table.key, key, strict=True))
    if table is ASSIGNMENTS:
        return cells | {"role": "主" if key[1] == 1 else "関係"}
    no, _, rest = str(key[0]).partition("-")
    cells["no"] = int(no) if no.isdecimal() else None
    return cells | ({"lane": rest.partition("-")[0]} if table is PHASES else {"item": rest})


def _cells(table: Table, row: Row) -> dict[str, CellScalar]:
    return {name: table.cell(name, getattr(row, name)) for name in table.columns}


def _as_read(table: Table, name: str, value: CellScalar) -> CellScalar:
    """The typed text as its column holds it; the text itself when it does not read, which `finish` then says."""
    try:
        return table.value_of(name, text_of(value))
    except ModelError:
        return value


def _row_edits(plan: Plan, touched: _Touched, row: Row) -> list[Edit]:
    table, before = touched.table, touched.before
    if before is None:
        return add_rows(plan.tables[table.name], [row])
    entry = next(entry for entry in plan.entries(table) if entry.row == before)
    return change_row(table, entry.at, before, row)


def _row_changes(touched: _Touched, row: Row) -> Iterator[Change]:
    """The changed cells; of a new row every filled one, so that an undo takes the whole row away."""
    table, before = touched.table, touched.before
    key = tuple(str(table.cell(name, getattr(row, name))) for name in table.key)
    for name in table.columns:
        old = table.cell(name, getattr(before, name)) if before else None
        new = table.cell(name, getattr(row, name))
        if old != new and name not in table.key:
            yield Change(table, key, name, old, new)


def numbered(plan: Plan, rows: list[AmendmentRow], revision: str) -> Iterator[AmendmentRow]:
    """The rows under the next free numbers of 改定履歴 and the number of their revision."""
    last = max((row.number for row in plan.rows(AMENDMENTS)), default=0)
    for number, row in enumerate(rows, start=last + 1):
        yield row.changed({"number": number, "revision": revision})
