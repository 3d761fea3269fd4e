"""One departmental sheet → typed answers, with everything that was wrong on the way.

The sheet is the same wherever it lives, in a returned workbook or inside the master. A finding of 重大 about the file or
form refuses the whole sheet; one about a cell drops only that cell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from xlplan.alignment import SheetView
from xlplan.answers import read_cell, shown
from xlplan.control_check import control_findings, control_of, name_finding
from xlplan.declaring import NamedTuple
from xlplan.findings import Finding, Level, Place, finding
from xlplan.forensics import examine, is_input
from xlplan.form import SHEET, AskKind, Form, build_form
from xlplan.form.cells import mask_of
from xlplan.form.control import DEPARTMENT, ISSUE, PERIOD, canonical
from xlplan.form.layout import SECRET
from xlplan.messages import Message
from xlplan.periods import Period
from xlplan.tables import ACTUALS, OPINIONS

if TYPE_CHECKING:
    from xlplan.form import Ask, Cell
    from xlplan.plan import Plan

__all__ = ["Answer", "Forms", "ReturnRead", "read_sheet"]

AnswerValue = str | Decimal | None


class Answer(NamedTuple):
    """One cell of the master that a department answers.

    Attributes:
        table: 実績, 進捗報告, 実施状況 or 指示助言意見.
        key: values of the table's key fields.
        field: name of the row model's field.
        value: typed, in base units.
        place, raw: where it was typed, and how.
        department, digest: who answered, and the SHA-256 of the file (or of the sheet's content, inside the master).
    """

    table: str
    key: tuple[str | int, ...]
    field: str
    value: AnswerValue
    place: Place
    raw: str
    department: str
    digest: str


class ReturnRead(NamedTuple):
    """One returned file or departmental sheet.

    Attributes:
        file: file name as findings give it, relative to the folder it was found in.
        digest: SHA-256 in hex; empty when the file could not be opened.
        department: empty when unknown.
        period: as the sheet says; None when unknown.
        issue: issue number.
        answers: empty unless accepted.
        findings: in the order of the sheet.
        accepted: no 重大 about file or form.
        blank: nothing was filled in; counts as 未提出.
        sheet: name of a departmental sheet inside the master; empty for a file.
    """

    file: str
    digest: str
    department: str
    period: Period | None
    issue: str
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    accepted: bool
    blank: bool
    sheet: str = ""


class Forms:
    """The forms a master would issue for a period, laid out once per department."""

    def __init__(self, plan: Plan, period: Period) -> None:
        self.plan = plan
        self.period = period
        self._made: dict[str, Form] = {}

    def of(self, department: str) -> Form:
        """The form of a department, without formulas and control block."""
        if department not in self._made:
            self._made[department] = build_form(self.plan, department, self.period, complete=False)
        return self._made[department]


def read_sheet(
    view: SheetView, forms: Forms, *, digest: str = "", named: str = "", before: Sequence[Finding] = ()
) -> ReturnRead:
    """Read one departmental sheet.

    Args:
        view: the sheet.
        forms: of the plan and the period being collected.
        digest: of the file; computed from the sheet when empty.
        named: the file or sheet name, which must not give another department.
        before: findings about the file that hold the sheet lives in.

    Returns:
        Never raises for bad data.
    """
    plan, period = forms.plan, forms.period
    control = control_of(view)
    digest = digest or _content_digest(view)
    found = list(before)
    department = control.get(DEPARTMENT, "")
    known = department if department in plan.departments else ""
    if not control:
        found.append(finding(Message.S201_NOT_A_RETURN, view.place(0)))
    elif not _refused(found):
        found += control_findings(view, control, plan, period)
        if not _refused(found) and named:
            found += name_finding(view, department, named, "シート名" if view.name != SHEET else "ファイル名", plan)
    answers: list[Answer] = []
    blank = False
    if control and not _refused(found):
        form = forms.of(department)
        structure = examine(view, form, control, plan.settings.get(SECRET, ""))
        found += structure.findings
        if not _refused(found):
            answers, cell_findings, blank = _Answers(view, form, plan, digest).read(structure.rows)
            found += cell_findings
    accepted = not _refused(found)
    issue, when = control.get(ISSUE, ""), Period.read(control.get(PERIOD, ""))
    kept = tuple(answers) if accepted else ()
    sheet = view.name if view.name != SHEET else ""
    return ReturnRead(view.file, digest, known, when, issue, kept, tuple(found), accepted, blank, sheet)


def _refused(findings: Iterable[Finding]) -> bool:
    """Whether a finding of 重大 concerns the file or the form as a whole."""
    cell_only = Message.S218_FORMULA_IN_INPUT
    return any(f.level is Level.SERIOUS and f.code[0] in "FS" and f.message is not cell_only for f in findings)


def _content_digest(view: SheetView) -> str:
    text = "\n".join("\t".join(canonical(value) for value in row) for row in view.cells)
    return hashlib.sha256(text.encode()).hexdigest()


class _Answers(NamedTuple):
    """Reads the inputs of one sheet whose structure is known."""

    view: SheetView
    form: Form
    plan: Plan
    digest: str

    def read(self, rows: Mapping[str, int]) -> tuple[list[Answer], list[Finding], bool]:
        """Answers, findings, and whether nothing at all was filled in."""
        answers: list[Answer] = []
        findings: list[Finding] = []
        missing: list[Finding] = []
        filled = False
        for identity, at in self.form.row_of.items():
            if identity in rows:
                row = self._row(self.form.asking[at], rows[identity])
                filled = filled or row.filled
                answers += row.answers
                findings += row.findings
                missing += row.missing
        return answers, findings + missing if filled else findings, not filled

    def _row(self, asking: Sequence[tuple[int, Cell]], row: int) -> _RowRead:
        read = _RowRead()
        defaults: list[Answer] = []
        cells = self.view.cells[row]
        mask = mask_of(canonical(cells[0]))
        for column, cell in asking:
            ask = cell.ask
            if ask is None or not is_input(self.form, cell.role, column, mask):
                continue
            raw = cells[column] if column < len(cells) else None
            if raw is None and not ask.required:
                continue
            place = self.view.place(row, column)
            if self.view.formulas and place.cell in self.view.formulas:
                read.filled = True
                continue
            got = read_cell(ask, raw, place, self.form.department)
            read.findings += got.findings
            read.filled = read.filled or got.filled
            made = [self._answer(ask, name, value, place, raw) for name, value in got.values.items()]
            (read.answers if got.filled else defaults).extend(made)
            if not got.filled and not got.values and ask.required:
                read.missing.append(self._missing(ask, place))
            if "value" in got.values and ask.table == ACTUALS.name:
                read.answers += self._reason_cleared(ask, place, raw)
        if read.answers:
            read.answers += defaults
        return read

    def _answer(self, ask: Ask, name: str, value: AnswerValue, place: Place, raw: object) -> Answer:
        # As the master's row reads it back: without white space at its ends, or the same answer again were a change.
        kept = value.strip() if isinstance(value, str) else value
        return Answer(ask.table, ask.key, name, kept, place, shown(raw), self.form.department, self.digest)

    def _missing(self, ask: Ask, place: Place) -> Finding:
        words = {"header": ask.header, "department": self.form.department}
        if ask.kind is AskKind.CHOICE:
            hint = f"{'・'.join(ask.choices)}から選んでください。"
            return finding(Message.C303_REQUIRED, place, hint=hint, **words)
        if ask.table == OPINIONS.name:
            return finding(Message.O801_NOT_ANSWERED, place, number=ask.key[0], **words)
        return finding(Message.C304_NO_ACTUAL, place, **words)

    def _reason_cleared(self, ask: Ask, place: Place, raw: object) -> list[Answer]:
        """A figure ends the 未定 reported before."""
        standing = self.plan.actuals.get(ask.key)  # type: ignore[arg-type]  # an Ask of 実績 has its key
        return [self._answer(ask, "blank_reason", "", place, raw)] if standing and standing.blank_reason else []


class _RowRead:
    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.findings: list[Finding] = []
        self.missing: list[Finding] = []
        self.filled = False
