"""Sample returns: every distributed form filled in with invented answers, six of them spoilt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.books.part_edits import CellEdit
from xlplan.books.save import Copies
from xlplan.books.writer import write
from xlplan.distribute import distribute
from xlplan.form import SHEET, Form, build_form
from xlplan.form.cells import RowKind
from xlplan.hosts.demo.answers import answers
from xlplan.hosts.demo.spoil import (
    CONFLICT,
    CONFLICT_ACTION,
    CORRUPT,
    FULL_WIDTH,
    LATE,
    STALE,
    TAMPERED,
    Typed,
    full_width,
    truncate,
)
from xlplan.tables import INDICATORS

if TYPE_CHECKING:
    import datetime as dt

    from xlplan.distribute import Issued
    from xlplan.operations import Progress
    from xlplan.plan import Plan

Answers = Mapping[str, str | int | float]


def fill_returns(plan: Plan, issued: list[Issued], folder: Path, *, at: dt.datetime, progress: Progress) -> list[Path]:
    """Fill every form but the late one; the value is the files as they came back."""
    came_back = []
    for done, one in enumerate(issued, 1):
        progress(done, len(issued), one.department)
        if one.department != LATE:
            came_back.append(_fill(plan, one, folder / one.path.name, at))
    return came_back


def _fill(plan: Plan, issued: Issued, target: Path, at: dt.datetime) -> Path:
    source, form = issued.path, build_form(plan, issued.department, issued.period)
    typed = dict(answers(plan, form))
    if issued.department == STALE:
        source = _older_form(plan, issued, target)
    if issued.department == FULL_WIDTH:
        typed = {cell: full_width(Typed(cell, value, _unit(form, cell))) for cell, value in typed.items()}
    if issued.department == CONFLICT[1]:
        typed |= _differing(form)
    if issued.department == TAMPERED:
        typed |= _altered_key(form)
    edits = [CellEdit(SHEET, cell, value, over_formula=False) for cell, value in typed.items()]
    write(source, target, edits, copies=Copies(at, 0))
    if source != issued.path:
        source.unlink()
    if issued.department == CORRUPT:
        truncate(target)
    return target


def _older_form(plan: Plan, issued: Issued, target: Path) -> Path:
    """The form as it was before the target sentence of its first indicator was put into other words."""
    older = target.parent / "古い様式"
    distribute(_before_revision(plan, issued.department), issued.period, older)
    for path in older.iterdir():
        if path.name != target.name:
            path.unlink()
    moved = (older / target.name).rename(target.with_suffix(".old"))
    older.rmdir()
    return moved


def _before_revision(plan: Plan, department: str) -> Plan:
    read = plan.tables[INDICATORS.name]
    entries = tuple(
        entry._replace(row=entry.row.changed({"name": f"{entry.row.name}（見直し前）"}))
        if entry.row.department == department
        else entry
        for entry in read.entries
    )
    return plan._replace(tables={**plan.tables, INDICATORS.name: read._replace(entries=entries)})


def _unit(form: Form, cell: str) -> str:
    for index, row in enumerate(form.rows):
        for name, made in zip(form.columns.names, row.cells, strict=False):
            if made is not None and made.ask is not None and form.cell_name(index, name) == cell:
                return made.ask.unit
    return ""


def _differing(form: Form) -> Answers:
    row = form.row_of[f"{RowKind.ACTION}|{CONFLICT_ACTION}"]
    return {form.cell_name(row, "answer"): "検討中"}


def _altered_key(form: Form) -> Answers:
    row = next(index for index, row in enumerate(form.rows) if row.kind is RowKind.INDICATOR)
    return {form.cell_name(row, "key"): f"{RowKind.INDICATOR}|99-1|000"}
