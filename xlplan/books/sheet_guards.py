"""What on a sheet must not be written over, and what refuses a table that wants to grow."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from xlplan.books import xml_tags as xml
from xlplan.books.addresses import Area, cell_name
from xlplan.books.package import Package, Refused
from xlplan.books.sheet_xml import Cell, SheetXml, area_of
from xlplan.books.table_xml import Table
from xlplan.books.workbook_xml import Sheet, relationships

_SHARED_INDEX: Final = rb"\ssi\s*=\s*[\"'](\d+)[\"']"

Address = tuple[int, int]
Cells: TypeAlias = Mapping[int, Collection[int]]
"""Columns by row."""


def pivot_areas(package: Package, sheet: Sheet) -> tuple[Area, ...]:
    """Where the pivot tables of a sheet lie."""
    areas = []
    for one in relationships(package, sheet.part):
        if one.kind != "pivotTable" or one.part not in package:
            continue
        data = package.read(one.part)
        xml.refuse_unusual(data, one.part)
        location = xml.find(data, xml.prefix_of(xml.root(data).name) + b"location")
        if location is not None:
            areas.append(area_of(data[location.start : location.tag_end], one.part))
    return tuple(areas)


def refuse_overwrites(
    sheet: SheetXml, name: str, cells: Cells, tables: Iterable[Table], pivots: Iterable[Area]
) -> None:
    """Refuse values for cells (columns by row) that are not free to take one.

    Raises :class:`Refused`: ``merged_cell`` (covered by a merge), ``array_formula`` (inside an array, spilled or
    data-table range), ``table_header``, ``table_totals``, ``pivot_table``.
    """
    forbidden = [("array_formula", area) for _, area in sheet.formula_areas]
    forbidden += [("pivot_table", area) for area in pivots]
    for table in tables:
        area = table.area
        if table.headers:
            forbidden.append(("table_header", area._replace(bottom=area.top + table.headers - 1)))
        if table.totals:
            forbidden.append(("table_totals", area._replace(top=area.bottom - table.totals + 1)))
    for code, area in forbidden:
        for row, column in _inside(area, cells):
            raise Refused(code, place(name, row, column))
    refuse_covered(sheet, name, cells)


def refuse_covered(sheet: SheetXml, name: str, cells: Cells) -> None:
    """Raise ``merged_cell`` for a cell that a merged range hides."""
    for area in sheet.merged:
        for row, column in _inside(area, cells):
            if (row, column) != (area.top, area.left):
                raise Refused("merged_cell", f"{place(name, row, column)} ({area})")


def _inside(area: Area, cells: Cells) -> Iterator[Address]:
    for row, columns in cells.items():
        if area.top <= row <= area.bottom:
            yield from ((row, column) for column in columns if area.left <= column <= area.right)


def place(sheet: str, row: int, column: int) -> str:
    """A cell's address with its sheet, as Excel writes it."""
    return f"{sheet}!{cell_name(row, column)}"


def has_content(cell: Cell) -> bool:
    """Whether a cell holds a value or formula (``<c s="1"/>`` is a blank)."""
    return b"<" in cell.inner


def has_formula(cell: Cell, prefix: bytes) -> bool:
    """Whether a cell holds a formula; ``prefix`` is the sheet's."""
    name = prefix + b"f"
    return b"<" + name in cell.inner and xml.tag_at(cell.inner, name) is not None


def refuse_orphans(sheet: SheetXml, name: str, overwritten: Mapping[Address, Cell]) -> None:
    """Raise ``shared_formula`` when a cell that lends its formula to others would be overwritten without them."""
    lent: dict[bytes, Address] = {}
    for address, cell in overwritten.items():
        position = xml.tag_at(cell.inner, sheet.prefix + b"f") or (0, 0)
        attributes = xml.attributes(cell.inner[slice(*position)])
        if attributes.get("t") == "shared" and "ref" in attributes:
            lent[attributes.get("si", "").encode()] = address
    if not lent:
        return
    starts = {cell.start for cell in overwritten.values()}
    for element in sheet.special_formulas():
        index = re.search(_SHARED_INDEX, sheet.data[element.start : element.tag_end])
        if index is None or index[1] not in lent:
            continue
        cell_start = sheet.data.rfind(b"<" + sheet.prefix + b"c", sheet.sheet_data.start, element.start)
        if cell_start not in starts:
            raise Refused("shared_formula", place(name, *lent[index[1]]))


def refuse_growth(sheet: SheetXml, table: Table, bottom: int, others: Iterable[Table], pivots: Iterable[Area]) -> None:
    """Refuse to let a table grow over anything but blank cells.

    Raises :class:`Refused` ``below_not_empty``, ``below_merged``, ``below_table``, ``below_pivot``, ``array_formula``.
    """
    wanted = table.area._replace(top=table.area.bottom + 1, bottom=bottom)
    name = table.sheet.name
    forbidden = [("below_table", other.area) for other in others if other.part != table.part]
    forbidden += [("below_merged", area) for area in sheet.merged]
    forbidden += [("below_pivot", area) for area in pivots]
    forbidden += [("array_formula", area) for _, area in sheet.formula_areas]
    for code, area in forbidden:
        if area.meets(wanted):
            raise Refused(code, f"{name}!{area}")
    for row in sheet.rows:
        for column, cell in sheet.cells(row).items() if wanted.top <= row <= wanted.bottom else ():
            if wanted.left <= column <= wanted.right and has_content(cell):
                raise Refused("below_not_empty", place(name, row, column))
