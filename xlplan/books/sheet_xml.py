"""One worksheet's XML: find rows and cells by their tags, and splice changed cells in.

Only the bytes of touched ``<c>`` elements change, and what must follow from them: a row's ``spans``, the sheet's
``dimension``. Rows and cells may lack their ``r`` attribute; they then follow the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.addresses import MAX_COLUMN, MAX_ROW, Area, column_number, parse_area, parse_cell
from xlplan.books.refusal import Refused
from xlplan.declaring import NamedTuple

_NAMESPACES: Final = (
    b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"',
    b'"http://purl.oclc.org/ooxml/spreadsheetml/main"',
    b"'http://schemas.openxmlformats.org/spreadsheetml/2006/main'",
    b"'http://purl.oclc.org/ooxml/spreadsheetml/main'",
)
_USUAL_ROW: Final = re.compile(rb'<row r="([1-9][0-9]{0,6})"[ />]')
# Cells as Excel writes them, told apart in one go. Whatever does not fit in full is scanned tag by tag.
_USUAL_CELL: Final = re.compile(
    rb"<c r=\"([A-Z]{1,3})([1-9][0-9]{0,6})\"(?: s=\"([0-9]+)\")?(?: t=\"(\w+)\")?(?:/>|>([^\x00]*?)</c>)"
)


class Row(NamedTuple):
    """A ``<row>``; the four positions are those of :class:`xml_tags.Element`."""

    number: int
    start: int
    tag_end: int
    inner_end: int
    end: int


class Cell(NamedTuple):
    """A ``<c>`` as it lies in the sheet. ``style`` is its ``s``, ``kind`` its ``t``, ``inner`` its children."""

    column: int
    start: int
    end: int
    style: int | None
    kind: str
    inner: bytes


class SheetXml:
    """A worksheet part, scanned as far as asked. Positions are byte offsets into ``data``."""

    def __init__(self, data: bytes, part: str) -> None:
        """Raises :class:`Refused` ``unusual_xml``, ``malformed_xml`` or ``not_a_worksheet``."""
        xml.refuse_unusual(data, part)
        xml.refuse_malformed(data, part)
        root = xml.root(data)
        if xml.local(root.name) != b"worksheet":
            raise Refused("not_a_worksheet", part)
        # A second name for the main namespace would let rows and cells go by unseen.
        if sum(data.count(name) for name in _NAMESPACES) > 1:
            raise Refused("unusual_xml", f"{part}: namespace declared twice")
        self.data = data
        self.part = part
        self.root = root
        self.prefix = xml.prefix_of(root.name)
        found = xml.find(data, self.prefix + b"sheetData")
        if found is None:
            raise Refused("not_a_worksheet", f"{part}: no sheetData")
        self.sheet_data = found
        self._cells: dict[int, dict[int, Cell]] = {}

    @cached_property
    def rows(self) -> dict[int, Row]:
        """Every row by number, in order. Raises ``rows_out_of_order`` when they do not ascend."""
        rows: dict[int, Row] = {}
        number, position = 0, self.sheet_data.tag_end
        for element in xml.find_all(self.data, self.prefix + b"row", position, self.sheet_data.inner_end):
            usual = _USUAL_ROW.match(self.data, element.start)
            following = int(usual[1]) if usual else self._row_number(element, number + 1)
            if not number < following <= MAX_ROW:
                raise Refused("rows_out_of_order", f"{self.part}: {following}")
            self._refuse_between(position, element.start)
            number, position = following, element.end
            rows[number] = Row(number, *element[1:])
        self._refuse_between(position, self.sheet_data.inner_end)
        return rows

    def _row_number(self, row: xml.Element, following: int) -> int:
        text = xml.attributes(self.data[row.start : row.tag_end]).get("r", str(following))
        return int(text) if text.isascii() and text.isdecimal() else 0

    def _refuse_between(self, start: int, end: int) -> None:
        """Only white space may lie between rows and between cells; anything else would be overlooked."""
        if start != end and self.data[start:end].strip():
            raise Refused("unusual_xml", f"{self.part}: {self.data[start : start + 40].decode('utf-8', 'replace')}")

    def cells(self, number: int) -> dict[int, Cell]:
        """The cells of one row by column, in order. Raises ``cells_out_of_order``."""
        known = self._cells.get(number)
        if known is None:
            row = self.rows.get(number)
            if row is None:
                return {}
            known = None if self.prefix else self._usual(row)
            if known is None:
                known = {cell.column: cell for cell in self._scan(row)}
            self._cells[number] = known
        return known

    def cell(self, row: int, column: int) -> Cell | None:
        """One cell, if it is in the file."""
        return self.cells(row).get(column)

    def _usual(self, row: Row) -> dict[int, Cell] | None:
        """The cells of a row written as Excel does; ``None`` if anything in it is unusual."""
        data, position, column = self.data, row.tag_end, 0
        cells: dict[int, Cell] = {}
        number = str(row.number).encode()
        for match in _USUAL_CELL.finditer(data, row.tag_end, row.inner_end):
            letters, digits, style, kind, inner = match.groups()
            start, end = match.span()
            following = column_number(letters.decode()) if letters <= b"XFD" or len(letters) < len(b"XFD") else 0
            if start != position or digits != number or following <= column:
                return None
            column, position = following, end
            style_index, kind_name = int(style) if style else None, kind.decode() if kind else ""
            cells[column] = Cell(column, start, end, style_index, kind_name, inner or b"")
        return cells if position == row.inner_end else None

    def _scan(self, row: Row) -> Iterator[Cell]:
        data, column, position = self.data, 0, row.tag_end
        for element in xml.find_all(data, self.prefix + b"c", row.tag_end, row.inner_end):
            attributes = xml.attributes(data[element.start : element.tag_end])
            name = attributes.get("r")
            number, following = (row.number, column + 1) if name is None else _cell_address(name)
            if number != row.number or not column < following <= MAX_COLUMN:
                raise Refused("cells_out_of_order", f"{self.part}: row {row.number}")
            self._refuse_between(position, element.start)
            column, position = following, element.end
            style = xml.number(attributes, "s") if "s" in attributes else None
            inner = data[element.tag_end : element.inner_end]
            yield Cell(column, element.start, element.end, style, attributes.get("t", ""), inner)
        self._refuse_between(position, row.inner_end)

    @cached_property
    def after_data(self) -> tuple[xml.Element, ...]:
        """The elements that follow ``sheetData``."""
        rest = xml.Element(self.root.name, self.root.start, self.sheet_data.end, self.root.inner_end, self.root.end)
        return tuple(xml.children(self.data, rest))

    @cached_property
    def merged(self) -> tuple[Area, ...]:
        """The merged ranges."""
        return tuple(
            area_of(self.data[cell.start : cell.tag_end], self.part)
            for element in self.after_data
            if element.name == self.prefix + b"mergeCells"
            for cell in xml.children(self.data, element)
        )

    @cached_property
    def formula_areas(self) -> tuple[tuple[str, Area], ...]:
        """(kind, area) of every array and data-table formula; a dynamic array's area is what it spills into."""
        areas = []
        for element in self.special_formulas():
            attributes = xml.attributes(self.data[element.start : element.tag_end])
            if attributes.get("t") in ("array", "dataTable"):
                areas.append((attributes["t"], area_of(self.data[element.start : element.tag_end], self.part)))
        return tuple(areas)

    def special_formulas(self) -> Iterator[xml.Element]:
        """Every ``<f>`` with attributes: shared, array and data-table formulas."""
        name, end = self.prefix + b"f", self.sheet_data.inner_end
        start = self.sheet_data.tag_end
        while (tag := xml.tag_at(self.data, name, start, end)) is not None:
            start = tag[1]
            if tag[1] - tag[0] > len(name) + 2:
                yield xml.Element(name, *tag, tag[1], tag[1])

    def shown_style(self, row: int, column: int) -> int | None:
        """The style a cell shows, whether it is in the file or not."""
        cell = self.cell(row, column)
        return cell.style if cell is not None else self.default_style(row, column)

    def default_style(self, row: int, column: int) -> int | None:
        """The style a cell that is not in the file shows: its row's, else its column's."""
        found = self.rows.get(row)
        if found is not None:
            attributes = xml.attributes(self.data[found.start : found.tag_end])
            if "s" in attributes and attributes.get("customFormat") in ("1", "true"):
                return xml.number(attributes, "s")
        return next((style for first, last, style in self._column_styles if first <= column <= last), None)

    @cached_property
    def _column_styles(self) -> tuple[tuple[int, int, int], ...]:
        found = []
        for element in xml.find_all(self.data, self.prefix + b"col", self.root.tag_end, self.sheet_data.start):
            attributes = xml.attributes(self.data[element.start : element.tag_end])
            if style := xml.number(attributes, "style"):
                found.append((xml.number(attributes, "min"), xml.number(attributes, "max"), style))
        return tuple(found)


def _cell_address(name: str) -> tuple[int, int]:
    try:
        return parse_cell(name)
    except ValueError:
        return 0, 0  # no row has this number, so the caller refuses it


def area_of(tag: bytes, part: str) -> Area:
    """The ``ref`` of an opening tag. Raises :class:`Refused` ``bad_address``."""
    ref = xml.attributes(tag).get("ref", "")
    try:
        return parse_area(ref)
    except ValueError:
        raise Refused("bad_address", f"{part}: {ref}") from None
