"""What a writer can be asked to do to an existing workbook, and what it answers. Rows are never inserted or deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from xlplan.books.cell_values import CellValue, Formula
from xlplan.books.sheet_ranges import Note
from xlplan.declaring import NamedTuple
from xlplan.messages import Level


class TableEdit:
    """Values for the body of a table, found by its Excel name; one edit for a table in one call.

    Attributes:
        table: the table's name; Excel does not tell upper from lower case here.
        set: new values by (body row, column), both from 0.
        append: rows to add. Blank rows at the end of the body are filled first; the table grows by the rest. A shorter
            row leaves its last columns blank.
        body: the whole new body instead of ``set`` and ``append``. The table grows or shrinks to it, to one blank row
            at least; cells it gives up keep their look and lose their content.
        over_formulas: whether a value may replace a formula.

    ``None`` is a blank; but in a calculated column, and over a formula in ``body``, it means "the formula".
    """

    __slots__ = ("append", "body", "over_formulas", "set", "table")

    def __init__(
        self,
        table: str,
        set: Mapping[tuple[int, int], CellValue | Formula] = MappingProxyType({}),  # noqa: A002 - as in "set a cell"
        append: Sequence[Sequence[CellValue | Formula]] = (),
        body: Sequence[Sequence[CellValue | Formula]] | None = None,
        *,
        over_formulas: bool = False,
    ) -> None:
        if body is not None and (set or append):
            raise ValueError(f"{table}: a whole body leaves nothing to set or append")
        self.table, self.set, self.append, self.body, self.over_formulas = table, set, append, body, over_formulas


class CellEdit(NamedTuple):
    """A value for one cell, in A1 form. ``over_formula`` lets a value replace a formula."""

    sheet: str
    cell: str
    value: CellValue | Formula
    over_formula: bool = False


class Mark(NamedTuple):
    """A fill for one cell, in A1 form, by the level of its finding; ``None`` takes the fill away again."""

    sheet: str
    cell: str
    level: Level | None


class ClearMarks:
    """Take away the fill of every mark in the workbook, before any :class:`Mark` of the same call is made."""


Edit = TableEdit | CellEdit | Mark | ClearMarks


class Receipt(NamedTuple):
    """What was changed; every part not named here is byte for byte what it was.

    Attributes:
        changed: parts with new content.
        removed: parts taken out (the calculation chain, when a formula came or went).
        added: parts put in; none so far.
        cells: number of cells whose content or look changed.
        tables: new range, as ``A1:C9``, of every table that grew or shrank.
        notes: what was left alone although it may have been meant to grow, and other things a person may want to know.
    """

    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    cells: int = 0
    tables: Mapping[str, str] = MappingProxyType({})
    notes: tuple[Note, ...] = ()
