"""All edits of one worksheet, gathered, checked against what must not be written over, and spliced in at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias, TypeVar

from xlplan.books import sheet_guards as guards
from xlplan.books.addresses import MAX_ROW
from xlplan.books.cell_values import BLANK, CellValue, Content, Formula, content_of
from xlplan.books.new_rows import Look, NewRows, Values, is_plain
from xlplan.books.package import Refused
from xlplan.books.part_edits import TableEdit
from xlplan.books.shared_parts import SharedParts
from xlplan.books.sheet_heights import RowHeights
from xlplan.books.sheet_ranges import Note, left_behind, lengthened
from xlplan.books.sheet_splice import NewCell, with_cells
from xlplan.books.sheet_xml import Cell, SheetXml
from xlplan.books.table_xml import Table
from xlplan.books.workbook_xml import Sheet
from xlplan.declaring import NamedTuple
from xlplan.messages import Level

Address = tuple[int, int]
_T = TypeVar("_T")
ByRow: TypeAlias = dict[int, dict[int, _T]]
_NEAR: Final = 200  # rows to look up and down for the style a mark was put over


class Outcome(NamedTuple):
    """A planned sheet: its part's new bytes, changed table parts, and what follows for the workbook."""

    data: bytes
    tables: Mapping[str, bytes]
    cells: int
    values_changed: bool
    formulas_changed: bool


class SheetPlan:
    """The edits of one worksheet. Add them, then call :meth:`finish` once."""

    def __init__(self, shared: SharedParts, sheet: Sheet, tables: Sequence[Table]) -> None:
        self.shared = shared
        self.sheet = sheet
        self.tables = tables
        self.xml = SheetXml(shared.package.read(sheet.part), sheet.part)
        self._from_1904 = shared.workbook.from_1904
        self.notes: list[Note] = []
        self.resized: list[Table] = []
        self.table_parts: dict[str, bytes] = {}
        self._pivots = guards.pivot_areas(shared.package, sheet)
        # Cells by row and column: a merge writes tens of thousands, most of them in new rows, settled row by row.
        self._values: ByRow[Content] = {}
        self._dates: ByRow[bool] = {}
        self._styles: ByRow[int | None] = {}
        self._marks: ByRow[Level | None] = {}
        self._formulas: set[Address] = set()
        self._over_formulas: set[Address] = set()
        self._like_row: dict[int, int] = {}
        self._new_rows: dict[int, tuple[Look, Values]] = {}
        self._splices: list[tuple[int, int, bytes]] = []

    def put(self, row: int, column: int, value: CellValue | Formula, *, over_formula: bool) -> None:
        """One value. Raises :class:`Refused` as :func:`content_of` does, and ``edited_twice``."""
        content = self._content(row, column, value)
        if self._values.setdefault(row, {}).setdefault(column, content) != content:
            raise Refused("edited_twice", guards.place(self.sheet.name, row, column))
        if over_formula:
            self._over_formulas.add((row, column))
        if isinstance(value, str):
            return
        if isinstance(value, Formula):
            self._formulas.add((row, column))
            value = value.cached
        if isinstance(value, date):
            self._dates.setdefault(row, {})[column] = isinstance(value, datetime)

    def _content(self, row: int, column: int, value: CellValue | Formula) -> Content:
        try:
            return content_of(value, from_1904=self._from_1904)
        except Refused as refused:
            where = guards.place(self.sheet.name, row, column)
            raise Refused(refused.code, f"{where}: {refused.detail}") from None

    def mark(self, row: int, column: int, level: Level | None) -> None:
        """The fill of one cell; the last mark of a cell counts."""
        self._marks.setdefault(row, {})[column] = level

    def unmark_all(self) -> None:
        """Clear the fill of every cell that carries a mark."""
        marked = frozenset(self.shared.styles.all_marked)
        for number in self.xml.rows:
            for column, cell in self.xml.cells(number).items():
                if cell.style in marked:
                    self._marks.setdefault(number, {}).setdefault(column, None)

    def edit_table(self, table: Table, edit: TableEdit) -> None:
        """The values of one table, and its new size.

        Raises :class:`Refused` ``no_such_cell``, ``too_many_values``, and as the guards and :class:`Table` say.
        """
        body = table.body
        self._set(table, edit)
        if edit.body is None:
            first, wanted = self._first_free(table), list(edit.append)
            bottom = max(body.bottom, first + len(wanted) - 1)
        else:
            first, wanted = body.top, list(edit.body) or [()]
            bottom = first + len(wanted) - 1
        if bottom > MAX_ROW:
            raise Refused("sheet_full", f"{table.name}: {bottom}")
        look = self._grow(table, bottom) if bottom > body.bottom else None
        by_cell = bool(self.xml.prefix) or any(column.formula for column in table.columns)
        for number, values in enumerate(wanted, first):
            if look is None or number <= body.bottom:
                self._put_row(table, number, values, over_formulas=edit.over_formulas)
            elif (
                by_cell or number in self.xml.rows or number in self._new_rows
                or not is_plain(values, len(table.columns))
            ):  # fmt: skip
                self._put_new_row(look, number, values)
            else:
                self._new_rows[number] = (look, values)
        for number in range(bottom + 1, body.bottom + 1):
            for column in range(body.left, body.right + 1):
                self.put(number, column, None, over_formula=True)
        resized = table.resized(bottom + table.totals, filled=bool(wanted))
        if resized.data != table.data:
            self.table_parts[table.part] = resized.data
        if resized.area != table.area:
            self.resized.append(resized)

    def _set(self, table: Table, edit: TableEdit) -> None:
        body = table.body
        for (row, column), value in edit.set.items():
            if row < 0 or column < 0 or not body.holds(body.top + row, body.left + column):
                raise Refused("no_such_cell", f"{table.name}[{row},{column}]")
            self.put(body.top + row, body.left + column, value, over_formula=edit.over_formulas)

    def _put_row(self, table: Table, number: int, values: Values, *, over_formulas: bool) -> None:
        if len(values) > len(table.columns):
            raise Refused("too_many_values", f"{table.name}: {len(values)} > {len(table.columns)}")
        old_cells, line = self.xml.cells(number), self._values.setdefault(number, {})
        given = itertools.chain(values, [None] * (len(table.columns) - len(values)))
        for index, (column, value) in enumerate(enumerate(given, table.area.left)):
            if value is None:
                old = old_cells.get(column)
                if old is not None and guards.has_formula(old, self.xml.prefix):
                    continue
                if (formula := table.fill_down(index)) is not None:
                    self.put(number, column, Formula(formula), over_formula=True)
                    continue
            elif isinstance(value, str) and column not in line and not over_formulas:
                # Nearly every cell, and nothing else of what `put` sees to concerns it.
                line[column] = self._content(number, column, value)
                continue
            self.put(number, column, value, over_formula=over_formulas)

    def _put_new_row(self, look: Look, number: int, values: Values) -> None:
        """A row the table grows by, cell by cell."""
        self._styles.setdefault(number, {}).update(look.styles)
        self._like_row[number] = look.like
        self._put_row(look.table, number, values, over_formulas=False)

    def _first_free(self, table: Table) -> int:
        """The row where appended rows begin: below the last body row that holds anything but formulas."""
        row = table.body.bottom
        while row >= table.body.top and not self._is_taken(table, row):
            row -= 1
        return row + 1

    def _is_taken(self, table: Table, row: int) -> bool:
        columns = range(table.body.left, table.body.right + 1)
        return any(column in columns for column in self._values.get(row, ())) or any(
            guards.has_content(cell) and not guards.has_formula(cell, self.xml.prefix)
            for column, cell in self.xml.cells(row).items()
            if column in columns
        )

    def _grow(self, table: Table, bottom: int) -> Look:
        guards.refuse_growth(self.xml, table, bottom, self.tables, self._pivots)
        body = table.body
        marked = self.shared.may_have_marks()
        styles: dict[int, int | None] = {}
        for index, column in enumerate(range(body.left, body.right + 1)):
            style = self.xml.shown_style(body.bottom, column) if body.bottom >= body.top else None
            if style is not None and marked:
                style = self.shared.styles.unmarked(style, self._neighbours(body.bottom, column))
            last = self.xml.cell(body.bottom, column)
            if last and table.columns[index].formula is None and guards.has_formula(last, self.xml.prefix):
                self.notes.append(Note("formula_not_filled", f"{table.name}[{table.columns[index].name}]"))
            styles[column] = style
        pieces, notes = lengthened(self.xml, table.area, bottom)
        self._splices += pieces
        self.notes += [*notes, *left_behind(self.shared.workbook, table)]
        return Look(table, styles, body.bottom)

    def _neighbours(self, row: int, column: int) -> Iterator[int]:
        for distance in range(1, _NEAR):
            for near in (row - distance, row + distance):
                cell = self.xml.cell(near, column)
                if cell is not None and cell.style is not None:
                    yield cell.style

    def finish(self) -> Outcome:
        """Check everything and build the new sheet. Raises :class:`Refused`; nothing is half done."""
        for number in self._new_rows.keys() & {*self._values, *self._styles, *self._marks}:
            self._put_new_row(self._new_rows[number][0], number, self._new_rows.pop(number)[1])
        values = {row: kept for row, line in self._values.items() if (kept := self._changed(row, line))}
        name = self.sheet.name
        guards.refuse_overwrites(self.xml, name, values, self.tables, self._pivots)
        guards.refuse_covered(self.xml, name, self._marks)
        formulas_changed = self._check_formulas(values)
        new: dict[int, Mapping[int, NewCell]] = {}
        for row in sorted({*values, *self._styles, *self._dates, *self._marks}):
            if cells := self._new_cells(row, values.get(row, {})):
                new[row] = cells
        data, count = self.xml.data, sum(map(len, new.values()))
        if new or self._new_rows or self._splices:
            heights = self._heights() if new or self._new_rows else None
            ready = NewRows(self.xml, heights, self._content).by_table(self._new_rows)
            heights_of = heights.changed(new, self._like_row) if heights else {}
            data = with_cells(self.xml, new, self._like_row, self._splices, heights_of, ready)
            count += sum(block.cells for block in ready)
        return Outcome(data, self.table_parts, count, bool(values or self.resized), formulas_changed)

    def _heights(self) -> RowHeights | None:
        styles = self.shared.styles_if_wrapping()
        return RowHeights(self.xml, styles, self.shared.texts) if styles else None

    def _new_cells(self, row: int, values: Mapping[int, Content]) -> dict[int, NewCell]:
        """What is to be written in one row, by column in order."""
        styles = self._styles.get(row, {})
        special = {*self._dates.get(row, ()), *self._marks.get(row, ())}
        if not special and row not in self.xml.rows and values.keys() <= styles.keys():  # a table's new row
            return {
                column: NewCell(values.get(column), style)
                for column, style in sorted(styles.items())
                if column in values or style is not None
            }
        cells: dict[int, NewCell] = {}
        for column in sorted({*values, *styles, *special}):
            style = styles[column] if column in styles else self.xml.shown_style(row, column)
            if column in special:
                style = self._special_style(row, column, style)
            content = values.get(column)
            if content is not None or self._looks_new(row, column, style):
                cells[column] = NewCell(content, style)
        return cells

    def _looks_new(self, row: int, column: int, style: int | None) -> bool:
        """Whether a cell whose content stays must be written for its style."""
        old = self.xml.cell(row, column)
        if old is not None:
            return (style or 0) != (old.style or 0)
        return style is not None and (
            column in self._styles.get(row, ()) or style != self.xml.default_style(row, column)
        )

    def _special_style(self, row: int, column: int, style: int | None) -> int | None:
        """The style of a cell that gets a date or a mark, or loses a mark."""
        dates, marks = self._dates.get(row, {}), self._marks.get(row, {})
        if column in dates and (self.shared.workbook.one("styles") or style):
            style = self.shared.styles.dated(style or 0, with_time=dates[column])
        if column in marks:
            level = marks[column]
            if level is not None:
                return self.shared.styles.marked(style or 0, level)
            if style is not None:
                return self.shared.styles.unmarked(style, self._neighbours(row, column))
        return style

    def _check_formulas(self, values: ByRow[Content]) -> bool:
        overwritten: dict[Address, Cell] = {}
        for row in values.keys() & self.xml.rows.keys():
            cells = self.xml.cells(row)
            for column in values[row].keys() & cells.keys():
                if not guards.has_formula(cells[column], self.xml.prefix):
                    continue
                if (row, column) not in self._formulas and (row, column) not in self._over_formulas:
                    raise Refused("formula_in_the_way", guards.place(self.sheet.name, row, column))
                overwritten[row, column] = cells[column]
        guards.refuse_orphans(self.xml, self.sheet.name, overwritten)
        return bool(overwritten) or any(column in values.get(row, ()) for row, column in self._formulas)

    def _changed(self, row: int, line: dict[int, Content]) -> dict[int, Content]:
        """The values of a row that its cells do not hold already."""
        old, texts, prefix = self.xml.cells(row), self.shared.texts, self.xml.prefix
        if not old:
            return {column: content for column, content in line.items() if content != BLANK}
        return {
            column: content
            for column, content in line.items()
            if (content != BLANK if column not in old else not texts.already(old[column], content, prefix))
        }
