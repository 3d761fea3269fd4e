"""All edits of one worksheet, gathered, checked against what must not be written over, and spliced in at once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from xlplan.books import sheet_guards as guards
from xlplan.books.addresses import MAX_ROW
from xlplan.books.cell_values import BLANK, CellValue, Content, Formula, content_of
from xlplan.books.package import Package, Refused
from xlplan.books.part_edits import TableEdit
from xlplan.books.shared_texts import SharedTexts
from xlplan.books.sheet_heights import RowHeights
from xlplan.books.sheet_ranges import Note, left_behind, lengthened
from xlplan.books.sheet_splice import NewCell, NewCells, with_cells
from xlplan.books.sheet_xml import Cell, SheetXml
from xlplan.books.styles_xml import FILLS, StylesXml
from xlplan.books.table_xml import Table
from xlplan.books.text_looks import MAY_WRAP
from xlplan.books.workbook_xml import Sheet, Workbook
from xlplan.messages import Level

Address = tuple[int, int]
_NEAR: Final = 200  # rows to look up and down for the style a mark was put over


class Shared:
    """What the sheets of one workbook have in common while edits are planned."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.package: Package = workbook.package
        self.texts = SharedTexts(self.package, workbook.one("sharedStrings"))
        self._styles: StylesXml | None = None

    @property
    def styles(self) -> StylesXml:
        """The styles part, read when first asked for. Raises :class:`Refused` ``no_styles``."""
        if self._styles is None:
            part = self.workbook.one("styles")
            if part is None:
                raise Refused("no_styles")
            self._styles = StylesXml(self.package.read(part), part)
        return self._styles

    @property
    def styles_if_read(self) -> StylesXml | None:
        """The styles part, if anything needed it."""
        return self._styles

    def styles_if_wrapping(self) -> StylesXml | None:
        """The styles part if a style in it may wrap text; ``None`` too where it cannot be read."""
        part = self.workbook.one("styles")
        if part is None or not any(word in self.package.read(part) for word in MAY_WRAP):
            return None
        try:
            return self.styles
        except Refused:
            return None

    def sheets_with_marks(self) -> Iterator[Sheet]:
        """The worksheets with a cell whose style is a mark's, found without reading them row by row."""
        styles = self.styles.all_marked if self.may_have_marks() else ()
        if not styles:
            return
        used = re.compile(rb"\ss\s*=\s*[\"'](?:%s)[\"']" % b"|".join(str(style).encode() for style in styles))
        for sheet in self.workbook.sheets:
            if sheet.kind == "worksheet" and used.search(self.package.read(sheet.part)):
                yield sheet

    def may_have_marks(self) -> bool:
        """Whether the styles part names a colour of a mark at all, found without parsing it."""
        part = self.workbook.one("styles")
        if part is None:
            return False
        data = self.package.read(part).upper()
        return any(colour.encode() in data for colour in FILLS.values())


class Outcome(NamedTuple):
    """A planned sheet: its part's new bytes, changed table parts, and what follows for the workbook."""

    data: bytes
    tables: Mapping[str, bytes]
    cells: int
    values_changed: bool
    formulas_changed: bool


class SheetPlan:
    """The edits of one worksheet. Add them, then call :meth:`finish` once."""

    def __init__(self, shared: Shared, sheet: Sheet, tables: Sequence[Table]) -> None:
        self.shared = shared
        self.sheet = sheet
        self.tables = tables
        self.xml = SheetXml(shared.package.read(sheet.part), sheet.part)
        self.notes: list[Note] = []
        self.resized: list[Table] = []
        self.table_parts: dict[str, bytes] = {}
        self._pivots = guards.pivot_areas(shared.package, sheet)
        self._values: dict[Address, Content] = {}
        self._dates: dict[Address, bool] = {}
        self._over_formulas: set[Address] = set()
        self._styles: dict[Address, int | None] = {}
        self._marks: dict[Address, Level | None] = {}
        self._like_row: dict[int, int] = {}
        self._splices: list[tuple[int, int, bytes]] = []

    def put(self, row: int, column: int, value: CellValue | Formula, *, over_formula: bool) -> None:
        """One value. Raises :class:`Refused` as :func:`content_of` does, and ``edited_twice``."""
        address = (row, column)
        try:
            content = content_of(value, from_1904=self.shared.workbook.from_1904)
        except Refused as refused:
            where = guards.place(self.sheet.name, row, column)
            raise Refused(refused.code, f"{where}: {refused.detail}") from None
        if self._values.setdefault(address, content) != content:
            raise Refused("edited_twice", guards.place(self.sheet.name, row, column))
        shown = value.cached if isinstance(value, Formula) else value
        if isinstance(shown, date):
            self._dates[address] = isinstance(shown, datetime)
        if over_formula:
            self._over_formulas.add(address)

    def mark(self, row: int, column: int, level: Level | None) -> None:
        """The fill of one cell; the last mark of a cell counts."""
        self._marks[row, column] = level

    def unmark_all(self) -> None:
        """Clear the fill of every cell that carries a mark."""
        marked = frozenset(self.shared.styles.all_marked)
        for number in self.xml.rows:
            for column, cell in self.xml.cells(number).items():
                if cell.style in marked:
                    self._marks.setdefault((number, column), None)

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
        if bottom > body.bottom:
            self._grow(table, bottom)
        for number, values in enumerate(wanted, first):
            self._put_row(table, number, values, edit)
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

    def _put_row(self, table: Table, number: int, values: Sequence[CellValue | Formula], edit: TableEdit) -> None:
        if len(values) > len(table.columns):
            raise Refused("too_many_values", f"{table.name}: {len(values)} > {len(table.columns)}")
        given = itertools.chain(values, [None] * (len(table.columns) - len(values)))
        for index, (column, value) in enumerate(enumerate(given, table.area.left)):
            if value is None:
                old = self.xml.cell(number, column)
                if old is not None and guards.has_formula(old, self.xml.prefix):
                    continue
                if (formula := table.fill_down(index)) is not None:
                    self.put(number, column, Formula(formula), over_formula=True)
                    continue
            self.put(number, column, value, over_formula=edit.over_formulas)

    def _first_free(self, table: Table) -> int:
        """The row where appended rows begin: below the last body row that holds anything but formulas."""
        row = table.body.bottom
        while row >= table.body.top and not self._is_taken(table, row):
            row -= 1
        return row + 1

    def _is_taken(self, table: Table, row: int) -> bool:
        columns = range(table.body.left, table.body.right + 1)
        return any((row, column) in self._values for column in columns) or any(
            guards.has_content(cell) and not guards.has_formula(cell, self.xml.prefix)
            for column, cell in self.xml.cells(row).items()
            if column in columns
        )

    def _grow(self, table: Table, bottom: int) -> None:
        guards.refuse_growth(self.xml, table, bottom, self.tables, self._pivots)
        body = table.body
        marked = self.shared.may_have_marks()
        for index, column in enumerate(range(body.left, body.right + 1)):
            style = self._shown_style(body.bottom, column) if body.bottom >= body.top else None
            if style is not None and marked:
                style = self.shared.styles.unmarked(style, self._neighbours(body.bottom, column))
            last = self.xml.cell(body.bottom, column)
            if last and table.columns[index].formula is None and guards.has_formula(last, self.xml.prefix):
                self.notes.append(Note("formula_not_filled", f"{table.name}[{table.columns[index].name}]"))
            for row in range(body.bottom + 1, bottom + 1):
                self._styles[row, column] = style
        for row in range(body.bottom + 1, bottom + 1):
            self._like_row[row] = body.bottom
        pieces, notes = lengthened(self.xml, table.area, bottom)
        self._splices += pieces
        self.notes += [*notes, *left_behind(self.shared.workbook, table)]

    def _shown_style(self, row: int, column: int) -> int | None:
        cell = self.xml.cell(row, column)
        return cell.style if cell is not None else self.xml.default_style(row, column)

    def _neighbours(self, row: int, column: int) -> Iterator[int]:
        for distance in range(1, _NEAR):
            for near in (row - distance, row + distance):
                cell = self.xml.cell(near, column)
                if cell is not None and cell.style is not None:
                    yield cell.style

    def finish(self) -> Outcome:
        """Check everything and build the new sheet. Raises :class:`Refused`; nothing is half done."""
        values = {address: content for address, content in self._values.items() if not self._already(address, content)}
        name = self.sheet.name
        guards.refuse_overwrites(self.xml, name, values.keys(), self.tables, self._pivots)
        guards.refuse_covered(self.xml, name, self._marks.keys())
        formulas_changed = self._check_formulas(values)
        found: dict[int, dict[int, NewCell]] = {}
        for address in {*values, *self._styles, *self._dates, *self._marks}:
            content, style = values.get(address), self._style_for(address)
            if content is not None or self._looks_new(address, style):
                found.setdefault(address[0], {})[address[1]] = NewCell(content, style)
        new = {row: dict(sorted(found[row].items())) for row in sorted(found)}
        data = self.xml.data
        if new or self._splices:
            data = with_cells(self.xml, new, self._like_row, self._splices, self._heights(new))
        return Outcome(
            data, self.table_parts, sum(map(len, new.values())), bool(values or self.resized), formulas_changed
        )

    def _heights(self, new: NewCells) -> Mapping[int, float]:
        styles = self.shared.styles_if_wrapping()
        return RowHeights(self.xml, styles, self.shared.texts).changed(new, self._like_row) if styles and new else {}

    def _looks_new(self, address: Address, style: int | None) -> bool:
        """Whether a cell whose content stays must be written for its style."""
        old = self.xml.cell(*address)
        if old is not None:
            return (style or 0) != (old.style or 0)
        return style is not None and (address in self._styles or style != self.xml.default_style(*address))

    def _style_for(self, address: Address) -> int | None:
        style = self._styles[address] if address in self._styles else self._shown_style(*address)
        if address in self._dates and (self._has_styles() or style):
            style = self.shared.styles.dated(style or 0, with_time=self._dates[address])
        if address in self._marks:
            level = self._marks[address]
            if level is not None:
                return self.shared.styles.marked(style or 0, level)
            if style is not None:
                return self.shared.styles.unmarked(style, self._neighbours(*address))
        return style

    def _has_styles(self) -> bool:
        return self.shared.workbook.one("styles") is not None

    def _check_formulas(self, values: Mapping[Address, Content]) -> bool:
        overwritten: dict[Address, Cell] = {}
        for address, content in values.items():
            old = self.xml.cell(*address) if address[0] in self.xml.rows else None
            if old is None or not guards.has_formula(old, self.xml.prefix):
                continue
            if not content.inner.startswith(b"<f>") and address not in self._over_formulas:
                raise Refused("formula_in_the_way", guards.place(self.sheet.name, *address))
            overwritten[address] = old
        guards.refuse_orphans(self.xml, self.sheet.name, overwritten)
        return bool(overwritten) or any(content.inner.startswith(b"<f>") for content in values.values())

    def _already(self, address: Address, new: Content) -> bool:
        old = self.xml.cell(*address) if address[0] in self.xml.rows else None
        return new == BLANK if old is None else self.shared.texts.already(old, new, self.xml.prefix)
