"""Edits carried out on a book, and findings as rows of 確認事項."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlplan.edits import Append, Cells, Edit, Put, Replace
from xlplan.tables.records import FindingRow

if TYPE_CHECKING:
    from xlplan.books.book import Book
    from xlplan.findings import Finding
    from xlplan.plan import Plan


def apply(book: Book, edits: Sequence[Edit], plan: Plan) -> None:
    """Carry edits out on a book: rows are laid out in the order of the headers as they stand on the sheet."""
    added: dict[str, list[Cells]] = {}
    for edit in edits:
        match edit:
            case Put():
                book.put(edit.table, edit.at, edit.header, edit.value)
            case Append():
                added.setdefault(edit.table, []).extend(_laid_out(plan, edit))
            case Replace():
                book.fill(edit.table, _laid_out(plan, edit))
    for table, rows in added.items():
        book.append(table, rows)


def _laid_out(plan: Plan, edit: Append | Replace) -> Sequence[Cells]:
    grid = plan.tables[edit.table].grid
    if grid is None or grid.columns == edit.headers:
        return edit.rows
    places = {header: at for at, header in enumerate(edit.headers)}
    order = [places.get(header) for header in grid.columns]
    return [tuple(None if at is None else cells[at] for at in order) for cells in edit.rows]


def finding_rows(findings: Sequence[Finding]) -> list[FindingRow]:
    """Findings as rows of 確認事項, in the order given."""
    return [
        FindingRow.typed(  # every value is ours already; a validator would have to be built first
            number=number,
            level=found.level,
            code=found.code,
            department=found.department,
            file=found.place.file,
            sheet=found.place.sheet,
            cell=found.place.cell,
            value=found.value[:200],
            what=found.text,
            remedy=found.remedy,
        )
        for number, found in enumerate(findings, 1)
    ]
