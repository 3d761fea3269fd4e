"""The workbook part and what hangs on it: sheets, relationships, date system, recalculation, calculation chain."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.package import Package, Refused
from xlplan.declaring import NamedTuple

_TYPES: Final = "[Content_Types].xml"
# CT_Workbook's order: calcPr follows the last of these that is there.
_BEFORE_CALC: Final = (b"sheets", b"functionGroups", b"externalReferences", b"definedNames")
_TRUE: Final = ("1", "true")
_CHART: Final = r"xl/(charts/chart|drawings/charts/chart)[^/]*\.xml"
_CHART_FORMULA: Final = rb"<(?:\w+:)?f>([^<]*)</(?:\w+:)?f>"


class Relationship(NamedTuple):
    """``kind`` is the last step of the type, the same in transitional and strict files; ``part`` a name in the zip."""

    id: str
    kind: str
    part: str


class Sheet(NamedTuple):
    """One tab. ``kind`` is worksheet, chartsheet, dialogsheet or a macro sheet's kind."""

    name: str
    part: str
    kind: str


class DefinedName(NamedTuple):
    """A name and what it stands for, as the file spells it."""

    name: str
    text: str


def rels_part(part: str) -> str:
    """``xl/workbook.xml`` → ``xl/_rels/workbook.xml.rels``; the package's own for ""."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships(package: Package, part: str) -> Iterator[Relationship]:
    """The internal relationships of a part. Their targets may be missing from the package."""
    name = rels_part(part)
    if name not in package:
        return
    data = package.read(name)
    xml.refuse_unusual(data, name)
    xml.refuse_malformed(data, name)
    for element in xml.children(data, xml.root(data)):
        attributes = xml.attributes(data[element.start : element.tag_end])
        if attributes.get("TargetMode") == "External" or "Target" not in attributes:
            continue
        target = attributes["Target"]
        if "%" in target:
            from urllib.parse import unquote  # noqa: PLC0415 - hardly ever needed, and slow to import

            target = unquote(target)
        folder = posixpath.dirname(part)
        resolved = posixpath.normpath(target if target.startswith("/") else posixpath.join("/", folder, target))
        kind = attributes.get("Type", "").rpartition("/")[2]
        yield Relationship(attributes.get("Id", ""), kind, package.spelled(resolved.lstrip("/")))


class Workbook:
    """The workbook part of a package. Build it with :meth:`of`."""

    def __init__(self, package: Package, part: str, data: bytes) -> None:
        self.package = package
        self.part = part
        self.data = data

    @classmethod
    def of(cls, package: Package) -> Workbook:
        """Find and check the workbook part.

        Raises :class:`Refused`: ``not_a_workbook`` (no such part, or no list of content types), ``signed`` (any change
        would break the signature), ``binary_workbook`` (.xlsb), ``unusual_xml``, ``malformed_xml``.
        """
        if _TYPES not in package:
            raise Refused("not_a_workbook", _TYPES)
        root = tuple(relationships(package, ""))
        if any(one.kind == "origin" for one in root):  # the digital-signature origin; nothing else is called so
            raise Refused("signed")
        part = next((one.part for one in root if one.kind == "officeDocument"), "")
        if part not in package:
            raise Refused("not_a_workbook", part)
        if part.endswith(".bin"):
            raise Refused("binary_workbook", part)
        data = package.read(part)
        xml.refuse_unusual(data, part)
        xml.refuse_malformed(data, part)
        if xml.local(xml.root(data).name) != b"workbook":
            raise Refused("not_a_workbook", part)
        return cls(package, part, data)

    @cached_property
    def _root(self) -> xml.Element:
        return xml.root(self.data)

    @cached_property
    def _children(self) -> dict[bytes, xml.Element]:
        prefix = xml.prefix_of(self._root.name)
        return {
            xml.local(child.name): child
            for child in xml.children(self.data, self._root)
            if xml.prefix_of(child.name) == prefix
        }

    def _attributes(self, name: bytes) -> dict[str, str]:
        element = self._children.get(name)
        return {} if element is None else xml.attributes(self.data[element.start : element.tag_end])

    @cached_property
    def related(self) -> tuple[Relationship, ...]:
        """The workbook's relationships."""
        return tuple(relationships(self.package, self.part))

    def one(self, kind: str) -> str | None:
        """The part of the only relationship of a kind (styles, sharedStrings, calcChain), if it is there."""
        return next((one.part for one in self.related if one.kind == kind and one.part in self.package), None)

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tabs in order. Raises ``sheet_missing`` when a tab names no part."""
        by_id = {one.id: one for one in self.related}
        found = []
        sheets = self._children.get(b"sheets")
        for element in xml.children(self.data, sheets) if sheets else ():
            attributes = xml.attributes(self.data[element.start : element.tag_end])
            id_ = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            name = attributes.get("name", "")
            if id_ not in by_id or by_id[id_].part not in self.package:
                raise Refused("sheet_missing", name)
            found.append(Sheet(name, by_id[id_].part, by_id[id_].kind))
        return tuple(found)

    def sheet(self, name: str) -> Sheet:
        """A worksheet by name, as Excel compares names. Raises ``no_such_sheet``, ``not_a_worksheet``."""
        found = next((sheet for sheet in self.sheets if sheet.name.casefold() == name.casefold()), None)
        if found is None:
            raise Refused("no_such_sheet", name)
        if found.kind != "worksheet":
            raise Refused("not_a_worksheet", name)
        return found

    @cached_property
    def from_1904(self) -> bool:
        """Whether dates count from 1904."""
        return self._attributes(b"workbookPr").get("date1904") in _TRUE

    @cached_property
    def names(self) -> tuple[DefinedName, ...]:
        """The defined names."""
        names = self._children.get(b"definedNames")
        return tuple(
            DefinedName(
                xml.attributes(self.data[child.start : child.tag_end]).get("name", ""), xml.text_of(self.data, child)
            )
            for child in (xml.children(self.data, names) if names else ())
        )

    @cached_property
    def chart_formulas(self) -> tuple[tuple[str, str], ...]:
        """(part, formula) for everything that the charts show."""
        charts = [part for part in self.package.names if re.fullmatch(_CHART, part)]
        return tuple(
            (part, xml.unescape(found.decode()))
            for part in charts
            for found in re.findall(_CHART_FORMULA, self.package.read(part))
        )

    def recalculated(self) -> bytes:
        """The workbook part with the order to recalculate everything when it is next opened."""
        prefix = xml.prefix_of(self._root.name)
        calc = self._children.get(b"calcPr")
        if calc is not None:
            tag = self.data[calc.start : calc.tag_end]
            if xml.attributes(tag).get("fullCalcOnLoad") in _TRUE:
                return self.data
            return xml.splice(self.data, [(calc.start, calc.tag_end, xml.with_attribute(tag, "fullCalcOnLoad", "1"))])
        before = [self._children[name].end for name in _BEFORE_CALC if name in self._children]
        if not before:
            raise Refused("not_a_workbook", f"{self.part}: no sheets")
        return xml.splice(self.data, [(max(before), max(before), b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>')])

    def without_calculation_chain(self) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """Changed and removed parts.

        The chain lists the cells with formulas; Excel builds it anew when it is absent, but calls the file damaged
        when it names a cell without one.
        """
        chain = self.one("calcChain")
        if chain is None:
            return {}, ()
        package = self.package
        rels = rels_part(self.part)
        ids = {one.id for one in self.related if one.kind == "calcChain"}
        changed = {
            rels: _without(package.read(rels), rels, lambda attributes: attributes.get("Id") in ids),
            _TYPES: _without(
                package.read(_TYPES),
                _TYPES,
                lambda attributes: attributes.get("PartName", "").lstrip("/").casefold() == chain.casefold(),
            ),
        }
        own_rels = rels_part(chain)
        return changed, (chain, own_rels) if own_rels in package else (chain,)


def _without(data: bytes, part: str, unwanted: Callable[[dict[str, str]], bool]) -> bytes:
    xml.refuse_unusual(data, part)
    xml.refuse_malformed(data, part)
    return xml.splice(
        data,
        [
            (child.start, child.end, b"")
            for child in xml.children(data, xml.root(data))
            if unwanted(xml.attributes(data[child.start : child.tag_end]))
        ],
    )
