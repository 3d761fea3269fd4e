"""Ranges that must grow with a table, and those that are only reported because they name cells by address.

Conditional formats, validations and ignored errors (classic and of Excel 2010 and later) that lie within the table's
columns and reach its last row are lengthened. Charts, defined names and pivot tables are left as they are: their
owner may have meant just those cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.addresses import Area, parse_area
from xlplan.books.package import Package
from xlplan.books.sheet_xml import SheetXml
from xlplan.books.table_xml import Table
from xlplan.books.workbook_xml import Workbook
from xlplan.declaring import NamedTuple

_GROWING: Final = (b"conditionalFormatting", b"dataValidation", b"ignoredError")
_SQREF_ELEMENT: Final = rb"<(?:[\w.-]+:)?sqref>([^<]*)</"
_PIVOT_SOURCE: Final = rb"<(?:\w+:)?worksheetSource\s[^>]*>"
_REFERENCE: Final = r"(?:'((?:[^']|'')+)'|([^\s'!(),;&+*/^=<>\"{}-]+))!(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"


class Note(NamedTuple):
    """Something a writer did not do and a person may want to: a stable ASCII code and what it is about."""

    code: str
    detail: str


def lengthened(sheet: SheetXml, old: Area, bottom: int) -> tuple[list[tuple[int, int, bytes]], list[Note]]:
    """Splices that let the rules of a table's old area reach its new last row, and notes of those that stay behind."""
    pieces: list[tuple[int, int, bytes]] = []
    notes: list[Note] = []
    for start, end, text in _sqrefs(sheet):
        areas = [_area(part) for part in text.split()]
        new = [_grown(area, old, bottom) if area else None for area in areas]
        changed = [str(after or before) for before, after in zip(text.split(), new, strict=True)]
        if any(new):
            pieces.append((start, end, " ".join(changed).encode()))
        for area, after in zip(areas, new, strict=True):
            if area and not after and area.meets(old) and old.top < area.bottom < bottom and area.bottom >= old.bottom:
                notes.append(Note("rule_not_extended", f"{area}"))
    return pieces, notes


def _grown(area: Area, old: Area, bottom: int) -> Area | None:
    inside = old.left <= area.left and area.right <= old.right and area.top >= old.top
    reaches = area.top <= old.bottom <= area.bottom < bottom
    return area._replace(bottom=bottom) if inside and reaches else None


def _area(text: str) -> Area | None:
    try:
        return parse_area(text)
    except ValueError:
        return None


def _sqrefs(sheet: SheetXml) -> Iterator[tuple[int, int, str]]:
    """(start, end, text) of every list of ranges that belongs to a growing rule."""
    data = sheet.data
    for element in sheet.after_data:
        if xml.local(element.name) == b"extLst":
            for match in re.compile(_SQREF_ELEMENT).finditer(data, element.start, element.end):
                yield match.start(1), match.end(1), match[1].decode()
        for name in _GROWING:
            for found in xml.find_all(data, sheet.prefix + name, element.start, element.end):
                span = xml.value_span(data, found.start, found.tag_end, "sqref")
                if span is not None:
                    yield *span, data[slice(*span)].decode()


def left_behind(workbook: Workbook, table: Table) -> list[Note]:
    """Names, charts and pivot sources that end, by address, at the last row the table has now."""
    package = workbook.package
    notes = [
        Note("name_not_extended", f"{name.name} = {name.text}")
        for name in workbook.names
        if _ends_with(name.text, table)
    ]
    notes += [
        Note("chart_not_extended", f"{part}: {text}")
        for part, text in workbook.chart_formulas
        if _ends_with(text, table)
    ]
    for part in package.names:
        if part.startswith("xl/pivotCache/pivotCacheDefinition"):
            notes += _pivot_source(package, part, table)
    return list(dict.fromkeys(notes))


def _pivot_source(package: Package, part: str, table: Table) -> list[Note]:
    found = re.search(_PIVOT_SOURCE, package.read(part))
    source = xml.attributes(found[0]) if found else {}
    area = _area(source.get("ref", ""))
    ends = area is not None and area.meets(table.area) and area.bottom == table.area.bottom
    if ends and source.get("sheet", "").casefold() == table.sheet.name.casefold():
        return [Note("pivot_not_extended", f"{part}: {source['sheet']}!{source['ref']}")]
    return []


def _ends_with(text: str, table: Table) -> bool:
    if str(table.area.bottom) not in text:  # most names and charts are about something else
        return False
    for quoted, bare, address in re.findall(_REFERENCE, text):
        sheet = quoted.replace("''", "'") or bare
        area = _area(address.replace("$", ""))
        if (
            area
            and sheet.casefold() == table.sheet.name.casefold()
            and area.bottom == table.area.bottom
            and area.top < area.bottom
            and area.meets(table.area)
        ):
            return True
    return False
