"""Whether the returns still hold what 変更履歴 says was taken from them: file, digest and cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from xlplan.alignment import SheetView
from xlplan.answers import shown
from xlplan.books.addresses import parse_cell
from xlplan.books.contents import Contents
from xlplan.control_check import control_of
from xlplan.declaring import NamedTuple
from xlplan.edits import text_of
from xlplan.form import SHEET
from xlplan.form.control import PERIOD
from xlplan.periods import Period
from xlplan.provenance import Held
from xlplan.read import read_own_sheets, read_returns
from xlplan.returned import ReturnedFiles
from xlplan.tables import BY_NAME

if TYPE_CHECKING:
    from xlplan.books.book import Book
    from xlplan.plan import Plan
    from xlplan.provenance import Trace
    from xlplan.read import Answer
    from xlplan.tables.records import HistoryRow

__all__ = ["held_against"]

_MARK = 16
"""Characters of a digest that 変更履歴 keeps."""


class _Sheet(NamedTuple):
    """A departmental sheet that was found: its file, the digest as 変更履歴 keeps it, its cells, what it answers."""

    file: str
    digest: str
    view: SheetView
    answers: Sequence[Answer]


def held_against(traced: Trace, plan: Plan, book: Book, returns: Sequence[Path]) -> Trace:
    """The trace with each line of 変更履歴 that came from a return looked up there.

    Args:
        traced: as `trace` gives it.
        plan: its tables, every one.
        book: the master itself, for the departmental sheets inside it.
        returns: files, and folders with everything below them; what is no return is passed over. Without any, only the
            departmental sheets inside the master are looked up.
    """
    rows = [one.row for subject in traced.subjects for cell in subject.cells for one in cell.origins]
    found = [*_own_sheets(rows, plan, book), *_files(rows, plan, returns)]
    missing = Held("", None, "", None) if returns else None
    subjects = []
    for subject in traced.subjects:
        cells = [
            replace(
                cell,
                origins=tuple(
                    one._replace(held=_held(one.row, found) or missing) if one.row.file else one for one in cell.origins
                ),
            )
            for cell in subject.cells
        ]
        subjects.append(replace(subject, cells=tuple(cells)))
    return replace(traced, subjects=tuple(subjects))


def _files(rows: Sequence[HistoryRow], plan: Plan, returns: Sequence[Path]) -> Iterator[_Sheet]:
    names, digests = {_name(row.file) for row in rows}, {row.digest for row in rows}
    for file in ReturnedFiles(returns):
        contents = file.outcome
        if file.path is None or not isinstance(contents, Contents):
            continue
        digest = contents.digest[:_MARK]
        if _name(file.name) in names or digest in digests:
            view = SheetView(file.name, SHEET, contents.cells.get(SHEET, ()))
            period = Period.read(control_of(view).get(PERIOD, ""))
            reads = read_returns([file.path], plan, period) if period else []
            yield _Sheet(file.name, digest, view, [answer for read in reads for answer in read.answers])


def _own_sheets(rows: Sequence[HistoryRow], plan: Plan, book: Book) -> Iterator[_Sheet]:
    """The departmental sheets inside the master that any of the rows names."""
    for name in {row.sheet for row in rows if row.sheet.startswith(f"{SHEET}_")}:
        view = SheetView(plan.file, name, book.sheet(name) or ())
        period = Period.read(control_of(view).get(PERIOD, ""))
        for read in read_own_sheets(book, plan, period) if period else []:
            if read.sheet == name:
                yield _Sheet(plan.file, read.digest[:_MARK], view, read.answers)


def _name(file: str) -> str:
    return PurePosixPath(file).name


def _held(row: HistoryRow, found: Sequence[_Sheet]) -> Held | None:
    """The very content first, under whatever name; else the file of the name."""
    same = [one for one in found if one.digest == row.digest]
    named = [one for one in found if _name(one.file) == _name(row.file) and row.sheet == one.view.name.strip()]
    for sheet in same or named:
        raw = shown(sheet.view.at(*(part - 1 for part in parse_cell(row.cell)))) if row.cell else ""
        return Held(sheet.file, bool(same), raw, _agrees(row, sheet))
    return None


def _agrees(row: HistoryRow, sheet: _Sheet) -> bool | None:
    """Whether the cell still gives the value; None for what the program wrote itself (回答課) or cannot read any more."""
    table = BY_NAME[row.table]
    for answer in sheet.answers:
        if answer.place.cell == row.cell and table.columns[answer.field].header == row.header:
            return text_of(table.cell(answer.field, answer.value)) == row.new
    return None
