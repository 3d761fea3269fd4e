"""Write into an existing workbook part by part: what was not asked for stays, byte for byte.

:func:`plan_changes` decides everything in memory and refuses before anything is written; :func:`write` saves the
result through :mod:`xlplan.books.save`. A row with new content is given the height its wrapped text needs, unless
somebody chose its height. New workbooks are not made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlplan.books import xml_tags as xml
from xlplan.books.addresses import parse_cell
from xlplan.books.package import Package, Refused
from xlplan.books.part_edits import CellEdit, ClearMarks, Edit, Mark, Receipt, TableEdit
from xlplan.books.save import Copies, Parts, Paths, save
from xlplan.books.shared_parts import SharedParts
from xlplan.books.sheet_plan import SheetPlan
from xlplan.books.sheet_ranges import Note
from xlplan.books.table_xml import Table, tables_of
from xlplan.books.workbook_xml import Sheet, Workbook
from xlplan.declaring import NamedTuple

__all__ = ["CellEdit", "ClearMarks", "Edit", "Mark", "Receipt", "TableEdit", "plan_changes", "write"]


def write(
    source: Path, target: Path, edits: Sequence[Edit], *, copies: Copies, package: Package | None = None
) -> Receipt:
    """Edit ``source`` and save the result as ``target`` (the same file, or another).

    ``copies`` gives the moment that names the dated copy of the target's old content, and how many are kept.
    ``package`` is the source as it was read earlier: another file now is refused.
    Raises :class:`Refused` with the target untouched (see :func:`plan_changes` and :func:`xlplan.books.save.save`).
    """
    package = package or Package.open(source)
    changed, receipt = _planned(package, edits)  # that it is well-formed is proved by `save`, on what is in the file
    save(package, Parts(changed, receipt.removed), paths=Paths(source, target), copies=copies)
    return receipt


def plan_changes(package: Package, edits: Sequence[Edit]) -> tuple[Mapping[str, bytes], Receipt]:
    """The new content of every part the edits change, and the receipt; nothing is written.

    Raises :class:`Refused`. Of the file: ``not_a_workbook``, ``binary_workbook``, ``signed``, ``unusual_xml``, ``malformed_xml``,
    ``bad_address``, ``rows_out_of_order``, ``cells_out_of_order``, ``sheet_missing``, ``no_styles``, ``damaged``.
    Of the edit: ``no_such_sheet``, ``no_such_table``, ``no_such_cell``, ``not_a_worksheet``, ``edited_twice``,
    ``too_many_values``, ``not_a_number``, ``text_too_long``, ``formula_too_long``, ``formula_unreadable``,
    ``date_out_of_range``, ``merged_cell``, ``array_formula``, ``shared_formula``, ``formula_in_the_way``,
    ``table_header``, ``table_totals``, ``pivot_table``, and of a table's growth ``totals_row``,
    ``table_from_outside``, ``formula_not_fillable``, ``below_not_empty``, ``below_merged``, ``below_table``,
    ``below_pivot``, ``sheet_full``.
    """
    changed, receipt = _planned(package, edits)
    for part, data in changed.items():
        xml.refuse_malformed(data, part)
    return changed, receipt


def _planned(package: Package, edits: Sequence[Edit]) -> tuple[Mapping[str, bytes], Receipt]:
    try:
        return _Planner(package).plan(edits)
    except UnicodeDecodeError as error:
        raise Refused("malformed_xml", str(error)) from None


class _Body(NamedTuple):
    """A table's edit, once it is known where the table lies."""

    table: Table
    edit: TableEdit


class _Planner:
    def __init__(self, package: Package) -> None:
        self.workbook = Workbook.of(package)
        self.shared = SharedParts(self.workbook)
        self._tables: dict[str, tuple[Table, ...]] = {}

    def plan(self, edits: Sequence[Edit]) -> tuple[Mapping[str, bytes], Receipt]:
        by_sheet: dict[Sheet, list[CellEdit | Mark | _Body]] = {}
        clear = any(isinstance(edit, ClearMarks) for edit in edits)
        if clear:
            by_sheet = {sheet: [] for sheet in self.shared.sheets_with_marks()}
        for edit in edits:
            if isinstance(edit, TableEdit):
                table = self._table(edit.table)
                if any(isinstance(other, _Body) and other.table == table for other in by_sheet.get(table.sheet, ())):
                    raise Refused("edited_twice", table.name)
                by_sheet.setdefault(table.sheet, []).append(_Body(table, edit))
            elif not isinstance(edit, ClearMarks):
                by_sheet.setdefault(self.workbook.sheet(edit.sheet), []).append(edit)
        changed: dict[str, bytes] = {}
        notes: list[Note] = []
        tables: dict[str, str] = {}
        cells, values_changed, formulas_changed = 0, False, False
        for sheet, own in by_sheet.items():
            plan = self._planned(sheet, own, clear=clear)
            outcome = plan.finish()
            changed |= {sheet.part: outcome.data, **outcome.tables}
            notes += plan.notes
            tables |= {table.name: str(table.area) for table in plan.resized}
            cells += outcome.cells
            values_changed |= outcome.values_changed
            formulas_changed |= outcome.formulas_changed
        removed = self._consequences(changed, values=values_changed, formulas=formulas_changed)
        package = self.workbook.package
        changed = {part: data for part, data in changed.items() if not package.holds(part, data)}
        return changed, Receipt(tuple(changed), removed, (), cells, tables, tuple(dict.fromkeys(notes)))

    def _planned(self, sheet: Sheet, edits: Sequence[CellEdit | Mark | _Body], *, clear: bool) -> SheetPlan:
        plan = SheetPlan(self.shared, sheet, self._tables_on(sheet))
        if clear and self.shared.may_have_marks():
            plan.unmark_all()
        for edit in edits:
            if isinstance(edit, _Body):
                plan.edit_table(edit.table, edit.edit)
            elif isinstance(edit, CellEdit):
                row, column = _cell(edit.sheet, edit.cell)
                plan.put(row, column, edit.value, over_formula=edit.over_formula)
            else:
                plan.mark(*_cell(edit.sheet, edit.cell), edit.level)
        return plan

    def _consequences(self, changed: dict[str, bytes], *, values: bool, formulas: bool) -> tuple[str, ...]:
        """What follows in the shared parts; gives the parts to remove."""
        styles = self.shared.styles_if_read
        if styles is not None:
            changed[styles.part] = styles.result()
        if values:
            changed[self.workbook.part] = self.workbook.recalculated()
        if not formulas:
            return ()
        chain_changes, removed = self.workbook.without_calculation_chain()
        changed |= chain_changes
        return removed

    def _tables_on(self, sheet: Sheet) -> tuple[Table, ...]:
        if sheet.part not in self._tables:
            self._tables[sheet.part] = tuple(tables_of(self.workbook.package, sheet))
        return self._tables[sheet.part]

    def _table(self, name: str) -> Table:
        # A table mostly stands on a sheet of its own name; then the tables of the others need not be read.
        for sheet in sorted(self.workbook.sheets, key=lambda one: one.name.casefold() != name.casefold()):
            for table in self._tables_on(sheet):
                if table.name.casefold() == name.casefold():
                    return table
        raise Refused("no_such_table", name)


def _cell(sheet: str, cell: str) -> tuple[int, int]:
    try:
        return parse_cell(cell)
    except ValueError:
        raise Refused("no_such_cell", f"{sheet}!{cell}") from None
