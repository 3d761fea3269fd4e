"""One table part (ListObject): where it lies, its columns, and how it is resized."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.addresses import Area
from xlplan.books.package import Package, Refused
from xlplan.books.sheet_xml import area_of
from xlplan.books.workbook_xml import Sheet, relationships
from xlplan.declaring import NamedTuple

_OUTSIDE: Final = ("queryTable", "xml")
_QUOTED: Final = r"\"[^\"]*\"|'(?:[^']|'')*'|\[[^\[\]]*\]"
# A1 with a row that is not fixed by "$", or whole rows: these mean another row when they are filled down.
_MOVING: Final = r"(?<![\w.$])\$?[A-Za-z]{1,3}\d{1,7}(?![\w.(])|(?<![\w.$])\d+:\$?\d+|\$\d+:\d+"


class Column(NamedTuple):
    """A table column; ``formula`` is its calculated-column formula, if it has one."""

    name: str
    formula: str | None
    array: bool


class Table(NamedTuple):
    """A table on a sheet. ``area`` includes header and totals rows."""

    name: str
    sheet: Sheet
    part: str
    data: bytes
    area: Area
    headers: int
    totals: int
    columns: tuple[Column, ...]
    outside: bool

    @property
    def body(self) -> Area:
        """The data rows; ``bottom`` is ``top - 1`` when there are none."""
        return self.area._replace(top=self.area.top + self.headers, bottom=self.area.bottom - self.totals)

    def resized(self, bottom: int, *, filled: bool) -> Table:
        """The same table ending at another row; ``filled`` says that its one blank "insert row" takes values now.

        Raises :class:`Refused` ``totals_row`` (it would have to move) and ``table_from_outside`` (filled by a query or
        an XML map: the next refresh would take the rows away).
        """
        if bottom != self.area.bottom:
            if self.totals:
                raise Refused("totals_row", self.name)
            if self.outside:
                raise Refused("table_from_outside", self.name)
        pieces = []
        root = xml.root(self.data)
        elements = [(root.start, root.tag_end)]
        for name in (b"autoFilter", b"sortState"):
            found = xml.find(self.data, xml.prefix_of(root.name) + name)
            elements += [] if found is None else [(found.start, found.tag_end)]
        for start, end in elements:
            tag = self.data[start:end]
            if start == root.start and filled:
                tag = xml.with_attribute(tag, "insertRow", None)
            area = area_of(tag, self.part)
            if area.bottom == self.area.bottom:
                tag = xml.with_attribute(tag, "ref", str(area._replace(bottom=bottom)))
            pieces.append((start, end, tag))
        return self._replace(data=xml.splice(self.data, pieces), area=self.area._replace(bottom=bottom))

    def fill_down(self, column: int) -> str | None:
        """The formula a new row gets in a column (from 0), or ``None``.

        Raises ``formula_not_fillable`` when it names cells relative to a row, which nobody can move without Excel.
        """
        found = self.columns[column]
        if found.formula is None:
            return None
        bare = found.formula
        while (stripped := re.sub(_QUOTED, " ", bare)) != bare:
            bare = stripped
        if found.array or re.search(_MOVING, bare):
            raise Refused("formula_not_fillable", f"{self.name}[{found.name}]: {found.formula}")
        return found.formula


def tables_of(package: Package, sheet: Sheet) -> Iterator[Table]:
    """The tables on a worksheet. Raises :class:`Refused` ``unusual_xml``, ``malformed_xml``, ``bad_address``."""
    for one in relationships(package, sheet.part):
        if one.kind == "table" and one.part in package:
            yield _table(package.read(one.part), one.part, sheet)


def _table(data: bytes, part: str, sheet: Sheet) -> Table:
    xml.refuse_unusual(data, part)
    xml.refuse_malformed(data, part)
    root = xml.root(data)
    attributes = xml.attributes(data[root.start : root.tag_end])
    columns = []
    listed = xml.find(data, xml.prefix_of(root.name) + b"tableColumns")
    for element in xml.children(data, listed) if listed else ():
        formula = next(
            (one for one in xml.children(data, element) if xml.local(one.name) == b"calculatedColumnFormula"), None
        )
        columns.append(
            Column(
                xml.attributes(data[element.start : element.tag_end]).get("name", ""),
                None if formula is None else xml.text_of(data, formula),
                formula is not None
                and xml.attributes(data[formula.start : formula.tag_end]).get("array") in ("1", "true"),
            )
        )
    area = area_of(data[root.start : root.tag_end], part)
    if len(columns) != area.right - area.left + 1:
        raise Refused("bad_address", f"{part}: {len(columns)} columns in {area}")
    return Table(
        name=attributes.get("displayName") or attributes.get("name", ""),
        sheet=sheet,
        part=part,
        data=data,
        area=area,
        headers=xml.number(attributes, "headerRowCount", 1),
        totals=xml.number(attributes, "totalsRowCount"),
        columns=tuple(columns),
        outside=attributes.get("tableType") in _OUTSIDE,
    )
