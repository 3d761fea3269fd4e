"""New columns at the right end of a table of an existing sheet, as they stand in a workbook of ours.

The cells beside the table must be blank over its whole height. The table's part, the new cells, widths, rules and the
shading of the rows change; nothing else of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from xlplan.books import sheet_guards as guards
from xlplan.books import xml_tags as xml
from xlplan.books.addresses import MAX_COLUMN, Area, parse_area
from xlplan.books.borrowed_sheets import Lender, Wording, list_formula
from xlplan.books.borrowed_styles import BorrowedStyles
from xlplan.books.cell_values import Formula, content_of, excel_text
from xlplan.books.package import Package, Refused
from xlplan.books.sheet_splice import NewCell, with_cells
from xlplan.books.sheet_xml import SheetXml
from xlplan.books.table_xml import Table, tables_of
from xlplan.books.workbook_xml import Workbook
from xlplan.declaring import NamedTuple

# CT_Worksheet's order: what may stand before dataValidations after the cells.
_BEFORE_RULES: Final = (
    b"sheetCalcPr", b"sheetProtection", b"protectedRanges", b"scenarios", b"autoFilter", b"sortState",
    b"dataConsolidate", b"customSheetViews", b"mergeCells", b"phoneticPr", b"conditionalFormatting",
)  # fmt: skip
_SQREF: Final = re.compile(rb'\bsqref="([^"]*)"')
_FORMULA1: Final = re.compile(rb"<formula1>([^<]*)</formula1>")


class NewColumn(NamedTuple):
    """A column as the lender has it: header, formats of header and body, width, formula, rule."""

    header: str
    header_style: int
    body_style: int
    width: float
    formula: str | None
    rule: bytes


def find_table(package: Package, name: str) -> Table:
    """A table by its Excel name. Raises :class:`Refused` ``no_such_table``."""
    for sheet in Workbook.of(package).sheets:
        for table in tables_of(package, sheet) if sheet.kind == "worksheet" else ():
            if table.name.casefold() == name.casefold():
                return table
    raise Refused("no_such_table", name)


def add_columns(package: Package, lender: Lender, name: str, headers: Sequence[str], wording: Wording) -> Package:
    """The package with the lender's columns of these headers at the right end of the table `name`.

    Raises :class:`Refused` ``beside_not_empty``, ``beside_merged``, ``beside_table``,
    ``beside_pivot``, ``array_formula``, ``sheet_full``, ``formula_not_fillable``, ``no_styles``, ``table_from_outside``.
    """
    workbook, table = Workbook.of(package), find_table(package, name)
    if table.outside:
        raise Refused("table_from_outside", table.name)
    styles_part = workbook.one("styles")
    if styles_part is None:
        raise Refused("no_styles")
    sheet = SheetXml(package.read(table.sheet.part), table.sheet.part)
    room = Area(table.area.top, table.area.right + 1, table.area.bottom, table.area.right + len(headers))
    refuse_taken(package, sheet, table, room)
    styles = BorrowedStyles(package.read(styles_part), lender.styles)
    missing = wording.missing(workbook)
    columns = [_lent(lender, name, header, missing) for header in headers]
    data = _with_columns(sheet, table, room, columns, styles)
    changed = {table.sheet.part: data, table.part: _wider(table, room, columns), styles_part: styles.result()}
    removed: tuple[str, ...] = ()
    if any(one.formula for one in columns):
        chain, removed = workbook.without_calculation_chain()
        changed |= chain
    changed |= {workbook.part: workbook.recalculated()}
    return Package.from_bytes(package.replaced(changed, removed))


def refuse_taken(package: Package, sheet: SheetXml, table: Table, room: Area) -> None:
    """Refuse unless the cells of `room` are blank and belong to nothing."""
    if room.right > MAX_COLUMN:
        raise Refused("sheet_full", table.name)
    others = (one for one in tables_of(package, table.sheet) if one.part != table.part)
    forbidden = [("beside_table", one.area) for one in others]
    forbidden += [("beside_merged", area) for area in sheet.merged]
    forbidden += [("beside_pivot", area) for area in guards.pivot_areas(package, table.sheet)]
    forbidden += [("array_formula", area) for _, area in sheet.formula_areas]
    for code, area in forbidden:
        if area.meets(room):
            raise Refused(code, f"{table.sheet.name}!{area}")
    for row in range(room.top, room.bottom + 1):
        for column, cell in sheet.cells(row).items():
            if room.left <= column <= room.right and guards.has_content(cell):
                raise Refused("beside_not_empty", guards.place(table.sheet.name, row, column))


def _lent(lender: Lender, name: str, header: str, lists: Mapping[str, tuple[str, ...]]) -> NewColumn:
    table = find_table(lender.package, name)
    index = next(at for at, one in enumerate(table.columns) if one.name == header)
    column = table.area.left + index
    sheet = SheetXml(lender.package.read(table.sheet.part), table.sheet.part)
    head, body = sheet.cell(table.area.top, column), sheet.cell(table.body.top, column)
    widths = (
        xml.attributes(sheet.data[one.start : one.tag_end])
        for one in xml.find_all(sheet.data, b"col", sheet.root.tag_end, sheet.sheet_data.start)
    )
    width = next(
        (float(w.get("width", 0)) for w in widths if xml.number(w, "min") <= column <= xml.number(w, "max")), 0.0
    )
    rule = next((r for r, area in _rules(sheet) if (area.left, area.right) == (column, column)), b"")
    rule = _FORMULA1.sub(lambda m: b"<formula1>" + list_formula(m[1], lists) + b"</formula1>", rule)
    head_style, body_style = ((cell.style or 0) if cell else 0 for cell in (head, body))
    return NewColumn(header, head_style, body_style, width, table.fill_down(index), rule)


def _rules(sheet: SheetXml) -> Iterable[tuple[bytes, Area]]:
    """The validations of a sheet of ours, each with its (only) area."""
    for listed in sheet.after_data:
        if xml.local(listed.name) == b"dataValidations":
            for one in xml.children(sheet.data, listed):
                found = _SQREF.search(sheet.data, one.start, one.tag_end)
                if found and b" " not in found[1]:
                    yield sheet.data[one.start : one.end], parse_area(found[1].decode())


def _with_columns(
    sheet: SheetXml, table: Table, room: Area, columns: Sequence[NewColumn], styles: BorrowedStyles
) -> bytes:
    new: dict[int, dict[int, NewCell]] = {}
    for row in range(room.top, room.bottom + 1):
        for at, column in enumerate(columns, room.left):
            head, inside = row < table.body.top, row <= table.body.bottom
            value = column.header if head else Formula(column.formula) if column.formula and inside else None
            content = content_of(value, from_1904=False)
            new.setdefault(row, {})[at] = NewCell(
                content, styles.style(column.header_style if head else column.body_style)
            )
    pieces = [*_widths(sheet, room, columns), *_validations(sheet, table, room, columns), *_shading(sheet, table, room)]
    return with_cells(sheet, new, {}, pieces)


def _widths(sheet: SheetXml, room: Area, columns: Sequence[NewColumn]) -> list[tuple[int, int, bytes]]:
    """Widths of the new columns that nobody has set."""
    name = sheet.prefix + b"col"
    old = list(xml.find_all(sheet.data, name, sheet.root.tag_end, sheet.sheet_data.start))
    spans = [xml.attributes(sheet.data[one.start : one.tag_end]) for one in old]
    taken = {n for s in spans for n in range(xml.number(s, "min"), xml.number(s, "max") + 1)}
    new = [
        b'<%b min="%d" max="%d" width="%g" customWidth="1"/>' % (name, at, at, column.width)
        for at, column in enumerate(columns, room.left)
        if at not in taken and column.width
    ]
    if not new:
        return []
    if not old:
        listed = sheet.prefix + b"cols"
        at = sheet.sheet_data.start
        return [(at, at, b"<%b>%b</%b>" % (listed, b"".join(new), listed))]
    before = [one.end for one, s in zip(old, spans, strict=True) if xml.number(s, "max") < room.left]
    at = max(before, default=old[0].start)
    return [(at, at, b"".join(new))]


def _validations(
    sheet: SheetXml, table: Table, room: Area, columns: Sequence[NewColumn]
) -> list[tuple[int, int, bytes]]:
    rules = []
    for at, column in enumerate(columns, room.left):
        if column.rule:
            area = table.body._replace(left=at, right=at)
            rules.append(_SQREF.sub(b'sqref="%b"' % str(area).encode(), column.rule, count=1))
    if not rules:
        return []
    inner = b"".join(rules)
    if sheet.prefix:
        inner = re.sub(rb"<(/?)(?=\w)", rb"<\1" + sheet.prefix, inner)
    listed = next((one for one in sheet.after_data if xml.local(one.name) == b"dataValidations"), None)
    if listed is not None and listed.tag_end != listed.end:
        tag = sheet.data[listed.start : listed.tag_end]
        count = xml.number(xml.attributes(tag), "count") + len(rules)
        return [
            (listed.start, listed.tag_end, xml.with_attribute(tag, "count", str(count))),
            (listed.inner_end, listed.inner_end, inner),
        ]
    before = [one.end for one in sheet.after_data if xml.local(one.name) in _BEFORE_RULES]
    at = max(before, default=sheet.sheet_data.end)
    name = sheet.prefix + b"dataValidations"
    return [(at, at, b'<%b count="%d">%b</%b>' % (name, len(rules), inner, name))]


def _shading(sheet: SheetXml, table: Table, room: Area) -> list[tuple[int, int, bytes]]:
    """Rules that colour the whole body, widened to the new columns."""
    pieces = []
    for one in sheet.after_data:
        if xml.local(one.name) != b"conditionalFormatting":
            continue
        span = xml.value_span(sheet.data, one.start, one.tag_end, "sqref")
        if span and sheet.data[slice(*span)].decode() == str(table.body):
            pieces.append((*span, str(table.body._replace(right=room.right)).encode()))
    return pieces


def _wider(table: Table, room: Area, columns: Sequence[NewColumn]) -> bytes:
    data, root = table.data, xml.root(table.data)
    prefix = xml.prefix_of(root.name)
    wide = str(table.area._replace(right=room.right))
    pieces = [(root.start, root.tag_end, xml.with_attribute(data[root.start : root.tag_end], "ref", wide))]
    if found := xml.find(data, prefix + b"autoFilter"):
        tag = data[found.start : found.tag_end]
        area = parse_area(xml.attributes(tag).get("ref", str(table.area)))
        pieces.append(
            (found.start, found.tag_end, xml.with_attribute(tag, "ref", str(area._replace(right=room.right))))
        )
    listed = xml.find(data, prefix + b"tableColumns")
    if listed is None:
        raise Refused("table_from_outside", table.name)
    ids = [xml.number(xml.attributes(data[c.start : c.tag_end]), "id") for c in xml.children(data, listed)]
    tag = xml.with_attribute(data[listed.start : listed.tag_end], "count", str(len(ids) + len(columns)))
    new = b"".join(_column(prefix, max(ids) + at, column) for at, column in enumerate(columns, 1))
    pieces += [(listed.start, listed.tag_end, tag), (listed.inner_end, listed.inner_end, new)]
    return xml.splice(data, pieces)


def _column(prefix: bytes, number: int, column: NewColumn) -> bytes:
    name = prefix + b"tableColumn"
    text = xml.escape(excel_text(column.header).replace("\n", "_x000a_")).encode()
    tag = b'<%b id="%d" name="%b"' % (name, number, text)
    if column.formula is None:
        return tag + b"/>"
    inner = prefix + b"calculatedColumnFormula"
    return b"%b><%b>%b</%b></%b>" % (tag, inner, xml.escape(column.formula).encode(), inner, name)
