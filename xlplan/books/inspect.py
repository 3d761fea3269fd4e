"""What a workbook says about itself, read from its XML without opening it in a spreadsheet library.

Everything here comes from the small parts of the package (workbook, relationships, tables); sheets themselves are
looked at in `sheet_scan`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from xlplan.books.addresses import Area, parse_area
from xlplan.books.refusal import Refused
from xlplan.books.xml_parts import Element, Relationship, elements, excel_unescape, read_part, relationships
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.books.package import Package

__all__ = ["Facts", "SheetFacts", "TableFacts", "inspect"]

_APPLICATION: Final = rb"<(?:\w+:)?(?:Application|AppVersion)>([^<]*)<"
_SHEET_KINDS: Final = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")


class SheetFacts(NamedTuple):
    """A sheet as the workbook lists it. `state`: visible, hidden, veryHidden. `kind`: worksheet, chartsheet, …"""

    name: str
    part: str
    state: str
    kind: str


class TableFacts(NamedTuple):
    """An Excel table (ListObject). `area` includes header and totals rows; `filtered`: a filter is set on it."""

    name: str
    sheet: str
    area: Area
    columns: tuple[str, ...]
    header_rows: int
    totals_rows: int
    filtered: bool

    @property
    def body(self) -> Area:
        """The rows between header and totals; `bottom` is above `top` when there are none."""
        return self.area._replace(
            top=self.area.top + self.header_rows,
            bottom=self.area.bottom - self.totals_rows,
        )


class Facts(NamedTuple):
    """What a workbook holds.

    Attributes:
        sheets: all sheets in order, of every kind.
        tables: Excel tables by name.
        names: workbook-wide defined names and what they stand for, without `=`.
        sheet_names: names that hold for one sheet only, by (sheet, name).
        macros: a VBA project, a macro sheet or the content type of a macro workbook is inside.
        external_links: other workbooks it takes values from, as written in the package.
        date1904: dates count from 1904.
        signed: digitally signed.
        application: what saved it last, as it says itself; empty if it does not.
        styles, shared_strings: part names, empty if there is none.
    """

    sheets: tuple[SheetFacts, ...]
    tables: Mapping[str, TableFacts]
    names: Mapping[str, str]
    sheet_names: Mapping[tuple[str, str], str]
    macros: bool
    external_links: tuple[str, ...]
    date1904: bool
    signed: bool
    application: str
    styles: str
    shared_strings: str


def inspect(package: Package, max_sheets: int) -> Facts:
    """Read what the workbook says about itself.

    Raises :class:`Refused`: ``not_a_workbook``, ``missing_part``, ``bad_xml``, ``entity``, ``path_trick`` (a sheet
    that lies outside the file), ``too_many_sheets``.
    """
    workbook_part = _workbook_part(package)
    listed = elements(read_part(package, workbook_part), workbook_part, texts=True)
    targets = relationships(package, workbook_part)
    count = sum(element.name == "sheet" for element in listed)
    if count > max_sheets:
        raise Refused("too_many_sheets", str(count))
    sheets = tuple(_sheet(package, element, targets) for element in listed if element.name == "sheet")
    if not sheets:
        raise Refused("missing_part", f"{workbook_part}: no sheets")
    kinds = {kind: part for kind, part, _ in targets.values()}
    names, sheet_names = _names(listed, sheets)
    date1904 = any(e.name == "workbookPr" and e.attributes.get("date1904") in ("1", "true") for e in listed)
    return Facts(
        sheets=sheets,
        tables={table.name: table for sheet in sheets for table in _tables(package, sheet)},
        names=names,
        sheet_names=sheet_names,
        macros=_has_macros(package, sheets),
        external_links=tuple(part for kind, part, _ in targets.values() if kind == "externalLink"),
        date1904=date1904,
        signed=any(name.startswith("_xmlsignatures/") for name in package.names),
        application=_application(package),
        styles=_present(package, kinds.get("styles", "")),
        shared_strings=_present(package, kinds.get("sharedStrings", "")),
    )


def _workbook_part(package: Package) -> str:
    """Follow the package's own relationships, as Excel does: the workbook need not be called xl/workbook.xml."""
    if "[Content_Types].xml" not in package:
        if "mimetype" in package:
            raise Refused("not_a_workbook", "OpenDocument")
        raise Refused("missing_part" if any(n.startswith("xl/") for n in package.names) else "not_a_workbook", "zip")
    root = relationships(package, "")
    part = next((target for kind, target, _ in root.values() if kind == "officeDocument"), "")
    if not part:
        raise Refused("missing_part", "workbook")
    if part.startswith(("word/", "ppt/")):
        raise Refused("not_a_workbook", part.partition("/")[0])
    if part.endswith(".bin"):
        raise Refused("not_a_workbook", "xlsb")
    return part


def _sheet(package: Package, element: Element, targets: Mapping[str, Relationship]) -> SheetFacts:
    name = element.attributes.get("name", "")
    kind, part, outside = targets.get(element.attributes.get("id", ""), Relationship("", "", outside=False))
    if outside or part.startswith("../"):
        raise Refused("path_trick", f"{name}: {part}")
    if kind not in _SHEET_KINDS or not _present(package, part):
        raise Refused("missing_part", f"{name}: {part}")
    return SheetFacts(name, part, element.attributes.get("state", "visible"), kind)


def _present(package: Package, part: str) -> str:
    return part if part in package else ""


def _tables(package: Package, sheet: SheetFacts) -> list[TableFacts]:
    if sheet.kind != "worksheet":
        return []
    return [
        _table(sheet.name, elements(read_part(package, part), part), part)
        for kind, part, _ in relationships(package, sheet.part).values()
        if kind == "table"
    ]


def _table(sheet: str, listed: Sequence[Element], part: str) -> TableFacts:
    own = listed[0].attributes
    try:
        area = parse_area(own.get("ref", ""))
        header, totals = int(own.get("headerRowCount", "1")), int(own.get("totalsRowCount", "0"))
    except ValueError as error:
        raise Refused("bad_xml", f"{part}: {error}") from error
    columns, filtered = [], False
    for element in listed:
        if element.name == "tableColumn":
            columns.append(excel_unescape(element.attributes.get("name", "")))
        elif element.name == "filterColumn":
            filtered = True
    if len(columns) != area.right - area.left + 1 or area.bottom - area.top + 1 < header + totals:
        raise Refused("bad_xml", f"{part}: {own.get('ref')} is not {len(columns)} columns wide")
    name = own.get("displayName") or own.get("name", "")
    return TableFacts(name, sheet, area, tuple(columns), header, totals, filtered)


def _names(
    listed: Sequence[Element], sheets: tuple[SheetFacts, ...]
) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    wide: dict[str, str] = {}
    local: dict[tuple[str, str], str] = {}
    for element in listed:
        if element.name == "definedName":
            name, scope = element.attributes.get("name", ""), element.attributes.get("localSheetId")
            if scope is None:
                wide[name] = element.text
            elif scope.isdecimal() and int(scope) < len(sheets):
                local[sheets[int(scope)].name, name] = element.text
    return wide, local


def _has_macros(package: Package, sheets: tuple[SheetFacts, ...]) -> bool:
    return (
        any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in package.names)
        or any("acrosheet" in sheet.kind for sheet in sheets)
        or b"macroEnabled" in package.read("[Content_Types].xml")
    )


def _application(package: Package) -> str:
    part = "docProps/app.xml"
    if part not in package:
        return ""
    data = package.read(part)
    return " ".join(found[1].decode("utf-8", "replace") for found in re.finditer(_APPLICATION, data))
