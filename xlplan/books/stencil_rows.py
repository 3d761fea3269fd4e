"""The filled sheet: rows of the template copied with their looks, and everything that names rows moved with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from xlplan.books import row_heights
from xlplan.books import xml_tags as xml
from xlplan.books.addresses import Area, cell_name, parse_area
from xlplan.books.cell_values import CellValue, Content, content_of
from xlplan.books.sheet_heights import RowHeights
from xlplan.books.sheet_splice import NewCell
from xlplan.books.sheet_xml import Cell
from xlplan.books.stencil_sheet import PLACE, StencilSheet, Unit, carried, filled, moved, page_filled
from xlplan.books.styles_xml import StylesXml
from xlplan.books.text_looks import TextLooks

_BEFORE_MERGES: Final = (
    b"sheetData", b"sheetCalcPr", b"sheetProtection", b"protectedRanges", b"scenarios", b"autoFilter", b"sortState",
    b"dataConsolidate", b"customSheetViews",
)  # fmt: skip
_SQREF: Final = re.compile(rb'(\ssqref=")([^"]*)(")')
_SQREF_ELEMENT: Final = re.compile(rb"(<(?:[\w.-]+:)?sqref>)([^<]*)(<)")
_RULE_FORMULA: Final = re.compile(rb"(<(?:[\w.-]+:)?(?:formula1?2?|f)>)([^<]*)(<)")
_RELATIVE: Final = re.compile(r"(?<![\w$!'\"])(\$?[A-Z]{1,3})(\d+)(?![\w(])")
_SELECTED: Final = re.compile(rb'\stabSelected="(?:1|true)"')


class FilledSheet:
    """One sheet of a report. `values` hold for the whole sheet, a block's own values first in its rows."""

    def __init__(
        self, stencil: StencilSheet, units: Sequence[Unit], values: Mapping[str, CellValue], styles: StylesXml
    ) -> None:
        self._stencil, self._sheet, self._units, self._values = stencil, stencil.xml, units, values
        self._heights = RowHeights(stencil.xml, styles, stencil.texts)
        self._looks = TextLooks(styles)
        self._spans: list[Area] = []

    def xml(self, *, selected: bool) -> bytes:
        """The worksheet part."""
        sheet, data = self._sheet, self._sheet.data
        rows = b"".join(self._rows(unit) for unit in self._units)
        name = sheet.prefix + b"sheetData"
        pieces = [(sheet.sheet_data.start, sheet.sheet_data.end, b"<" + name + b">" + rows + b"</" + name + b">")]
        head = xml.Element(sheet.root.name, sheet.root.start, sheet.root.tag_end, sheet.sheet_data.start, 0)
        for element in xml.children(data, head):
            kind = xml.local(element.name)
            if kind == b"dimension":
                pieces.append((element.start, element.end, b""))
            elif kind == b"sheetViews" and not selected:
                pieces.append((element.start, element.end, _SELECTED.sub(b"", data[element.start : element.end])))
        pieces += self._after()
        return xml.splice(data, pieces)

    def _after(self) -> list[tuple[int, int, bytes]]:
        pieces: list[tuple[int, int, bytes]] = []
        merges = self._merges()
        insert_at = self._sheet.sheet_data.end
        for element in self._sheet.after_data:
            kind, whole = xml.local(element.name), self._sheet.data[element.start : element.end]
            if kind in _BEFORE_MERGES:
                insert_at = element.end
            if kind == b"mergeCells":
                pieces.append((element.start, element.end, b""))
                insert_at = element.end
            elif kind == b"rowBreaks":
                pieces.append((element.start, element.end, b""))
            elif kind == b"headerFooter":
                pieces.append((element.start, element.end, page_filled(whole, self._values)))
            elif kind in (b"conditionalFormatting", b"dataValidations", b"ignoredErrors", b"extLst"):
                pieces.append((element.start, element.end, self._rules(whole, kind)))
        if merges:
            pieces.append((insert_at, insert_at, merges))
        return pieces

    def _merges(self) -> bytes:
        areas = [area for one in self._sheet.merged for _, area in carried(one, self._units)] + self._spans
        if not areas:
            return b""
        prefix = self._sheet.prefix
        cells = b"".join(b'<%smergeCell ref="%s"/>' % (prefix, str(area).encode()) for area in areas)
        return b'<%smergeCells count="%d">%s</%smergeCells>' % (prefix, len(areas), cells, prefix)

    def _rules(self, data: bytes, kind: bytes) -> bytes:
        """Rules of the template's ranges for the report's; a conditional format without a range left goes."""
        first: list[tuple[int, int]] = []

        def move(found: re.Match[bytes]) -> bytes:
            areas = [parse_area(part) for part in found[2].decode().split()]
            new = [area for old in areas for area in moved(old, self._units)]
            if areas and new:
                first.append((areas[0].top, new[0].top))
            return found[1] + " ".join(map(str, new)).encode() + found[3]

        data = _SQREF_ELEMENT.sub(move, _SQREF.sub(move, data))
        if kind != b"conditionalFormatting":
            return re.sub(
                rb"<(?:[\w.-]+:)?dataValidation\s[^>]*sqref=\"\"[^>]*(?:/>|>.*?</(?:[\w.-]+:)?dataValidation>)",
                b"",
                data,
            )
        if not first:
            return b""
        by = first[0][1] - first[0][0]
        return _RULE_FORMULA.sub(lambda found: found[1] + _lowered(found[2].decode(), by).encode() + found[3], data)

    def _rows(self, unit: Unit) -> bytes:
        values = {**self._values, **(unit.block.values if unit.block else {})}
        out = []
        for like in range(unit.top, unit.bottom + 1):
            row = self._sheet.rows.get(like)
            if row is None:
                continue
            number = unit.at(like)
            cells = {column: self._cell(cell, values) for column, cell in self._sheet.cells(like).items()}
            spans = self._spanned(unit, like, number, cells)
            tag = self._sheet.data[row.start : row.tag_end].removesuffix(b"/>").removesuffix(b">").rstrip()
            tag = xml.with_attribute(xml.with_attribute(tag + b">", "r", str(number)), "spans", None)
            height = max(
                self._heights.needed(like, {c: n for c, n in cells.items() if c not in spans}), *spans.values(), 0
            )
            if height > 0:
                tag = xml.with_attribute(xml.with_attribute(tag, "ht", f"{height:g}"), "customHeight", "1")
            inner = b"".join(self._spelled(number, column, cell) for column, cell in cells.items())
            out.append(tag + inner + b"</" + self._sheet.prefix + b"row>")
        return b"".join(out)

    def _cell(self, cell: Cell, values: Mapping[str, CellValue]) -> NewCell | Cell:
        text = self._stencil.text(cell)
        if not PLACE.search(text):
            return cell
        return NewCell(content_of(filled(text, values), from_1904=False), cell.style)

    def _spelled(self, row: int, column: int, cell: NewCell | Cell) -> bytes:
        name, prefix = cell_name(row, column), self._sheet.prefix
        if isinstance(cell, Cell):
            whole = self._sheet.data[cell.start : cell.end]
            tag = whole[: len(whole) - len(cell.inner)] if not cell.inner else whole[: whole.index(b">") + 1]
            return xml.with_attribute(tag, "r", name) + whole[len(tag) :]
        content = cell.content or Content("", b"")
        style = f' s="{cell.style}"' if cell.style is not None else ""
        kind = f' t="{content.kind}"' if content.kind else ""
        head = f'c r="{name}"{style}{kind}'.encode()
        inner = re.sub(rb"<(/?)(?=\w)", rb"<\1" + prefix, content.inner) if prefix else content.inner
        return b"<" + prefix + head + b">" + inner + b"</" + prefix + b"c>"

    def _spanned(self, unit: Unit, like: int, number: int, cells: Mapping[int, NewCell | Cell]) -> dict[int, float]:
        """Merge what the block asks for on this row; the height each merged text needs, by its column."""
        places, needed = self._stencil.places.get(like, {}), {}
        for first, last in unit.block.spans if unit.block else ():
            if first in places and last in places:
                left, right = places[first], places[last]
                if left < right:
                    self._spans.append(Area(number, left, number, right))
                cell = cells[left]
                text = str((unit.block.values if unit.block else {}).get(first) or "")
                look = self._looks.of(cell.style)
                width = sum(self._heights.column_width(column) for column in range(left, right + 1)) - look.indent
                face, size = self._looks.default
                lines = row_heights.lines_needed(text, width * size / look.size, face)
                needed[left] = row_heights.height_of(lines, size=look.size, face=look.face) if lines > 1 else 0.0
        return needed


def _lowered(formula: str, by: int) -> str:
    """A rule's formula for a range that begins so many rows further down."""
    return _RELATIVE.sub(lambda found: f"{found[1]}{int(found[2]) + by}", formula) if by else formula
