"""Finding the rows of a form in a sheet that may have been sorted, cut or stretched."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from xlplan.books.addresses import cell_name
from xlplan.declaring import NamedTuple
from xlplan.findings import Place
from xlplan.form.cells import identity
from xlplan.form.control import TITLE_ROWS, canonical

if TYPE_CHECKING:
    from xlplan.books.book import Cells, Value
    from xlplan.form import Form


class SheetView(NamedTuple):
    """A departmental sheet as it stands, wherever it lives.

    Attributes:
        file, name: for places in findings.
        cells: from A1.
        formulas: cell in A1 form → formula; None when the book cannot tell, then nothing is said about formulas.
        hidden_rows, hidden_columns: numbers from 1.
    """

    file: str
    name: str
    cells: Cells
    formulas: Mapping[str, str] | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> Value:
        """A cell by row and column from 0; blank outside."""
        return self.cells[row][column] if row < len(self.cells) and column < len(self.cells[row]) else None

    def place(self, row: int, column: int = 0) -> Place:
        """Its place; row and column from 0."""
        return Place(self.file, self.name, cell_name(row + 1, column + 1))


class Alignment:
    """Which sheet row holds which form row. Rows count from 0; identities are keys without their mask."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.inserted: list[int] = []
        self.unknown: list[int] = []
        self.missing: list[str] = []
        self.altered: dict[int, str] = {}


def align(view: SheetView, form: Form) -> Alignment:
    """Find the form's rows in the sheet by their keys, then explain the rest."""
    expected = form.row_of
    found = Alignment()
    strange: list[int] = []
    for row in range(TITLE_ROWS, _last_row(view, len(form.columns.names)) + 1):
        key = canonical(view.at(row, 0))
        if key and (one := identity(key)) in expected:
            if one in found.rows:
                found.inserted.append(row)
            else:
                found.rows[one] = row
        else:
            strange.append(row)
    missing = [one for one in expected if one not in found.rows]
    end = max(found.rows.values(), default=TITLE_ROWS)
    for row in strange:
        if row > end and not any(canonical(value) for value in view.cells[row]):
            continue
        stands_for = _stands_for(view, form, row, missing)
        if stands_for is None:
            (found.unknown if canonical(view.at(row, 0)) else found.inserted).append(row)
        else:
            found.altered[row] = stands_for
            missing.remove(stands_for)
    found.missing = missing
    return found


def _stands_for(view: SheetView, form: Form, row: int, missing: list[str]) -> str | None:
    """The missing form row that a row without a known key must be: the one with the same labels."""
    for one in missing:
        labels = [canonical(cell.value) if cell else "" for cell in form.rows[form.row_of[one]].cells[1:4]]
        if any(labels) and labels == [canonical(view.at(row, column)) for column in (1, 2, 3)]:
            return one
    return None


def _last_row(view: SheetView, width: int) -> int:
    for row in range(len(view.cells) - 1, TITLE_ROWS - 1, -1):
        if any(canonical(value) for value in view.cells[row][:width]):
            return row
    return TITLE_ROWS - 1


def out_of_order(form: Form, aligned: Alignment) -> int | None:
    """The first sheet row that stands before a row it should follow."""
    in_form = sorted(aligned.rows, key=lambda one: form.row_of[one])
    for before, after in pairwise(in_form):
        if aligned.rows[before] > aligned.rows[after]:
            return aligned.rows[after]
    return None


def place_of_missing(form: Form, aligned: Alignment, one: str) -> int:
    """Where a deleted row would stand: below the nearest earlier row that is still there."""
    at = form.row_of[one]
    for earlier in range(at - 1, TITLE_ROWS - 1, -1):
        row = aligned.rows.get(identity(form.rows[earlier].key))
        if row is not None:
            return row + 1
    return TITLE_ROWS
