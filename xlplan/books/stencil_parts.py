"""Parts copied for a filled sheet: its drawings with a picture or chart for every repeated row, and what hangs on them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.addresses import Area, parse_area
from xlplan.books.cell_values import CellValue
from xlplan.books.package import Package
from xlplan.books.stencil_sheet import PLACE, Unit, carried, moved, readable
from xlplan.books.workbook_xml import rels_part

TYPES: Final = "[Content_Types].xml"
_SHARED: Final = frozenset(("image", "hyperlink"))
"""What several parts may point at, as in Excel's own files; everything else is copied for each."""
_RELATIONSHIP: Final = re.compile(rb"<(?:[\w.-]+:)?Relationship\s[^>]*>")
_CACHE: Final = re.compile(rb"<((?:[\w.-]+:)?(?:numCache|strCache|multiLvlStrCache))>.*?</\1>", re.DOTALL)
_REFERENCE: Final = re.compile(rb"(<(?:[\w.-]+:)?f>)([^<]*)(</(?:[\w.-]+:)?f>)")
_ROW: Final = re.compile(rb"(<(?:[\w.-]+:)?row>)(\d+)(</(?:[\w.-]+:)?row>)")
_USED: Final = re.compile(rb'\s(?:[\w.-]+:)?(?:embed|id|link|pict)="(rId[^"]*|[A-Za-z][^"]*)"')
_SHAPE_ID: Final = re.compile(rb'(<(?:[\w.-]+:)?cNvPr\s[^>]*?id=")(\d+)(")')


class Parts:
    """New parts beside those of a template's package, with their relationships and content types."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.added: dict[str, bytes] = {}
        self._types = package.read(TYPES)
        self._declared: list[bytes] = []

    def links(self, part: str) -> dict[str, bytes]:
        """Relationship id → its element as spelled."""
        name = rels_part(part)
        data = self.added.get(name) or (self.package.read(name) if name in self.package else b"")
        return {xml.attributes(tag).get("Id", ""): tag for tag in _RELATIONSHIP.findall(data)}

    def add(self, like: str, data: bytes, links: Sequence[bytes] = ()) -> str:
        """A new part of the same kind as another; its name."""
        folder, base = posixpath.split(like)
        stem, suffix = posixpath.splitext(base)
        name = f"{folder}/{stem}r{len(self.added) + 1}{suffix}"
        self.added[name] = data
        if links:
            self.added[rels_part(name)] = links_part(links)
        declared = re.search(
            rb'<(?:[\w.-]+:)?Override\s[^>]*PartName="/%s"[^>]*>' % re.escape(like.encode()), self._types
        )
        if declared:
            self._declared.append(xml.with_attribute(declared[0], "PartName", f"/{name}"))
        return name

    def copy(self, part: str, edit: Callable[[bytes], bytes] = bytes) -> str:
        """A copy of a part with what hangs on it; pictures are shared."""
        return self.add(
            part, edit(self.package.read(part)), [self.follow(part, tag) for tag in self.links(part).values()]
        )

    def follow(self, part: str, tag: bytes, edit: Callable[[bytes], bytes] = bytes) -> bytes:
        """A relationship of a part for its copy: to a copy of its target, or to the same if it is shared or outside."""
        said = xml.attributes(tag)
        kind, target = said.get("Type", "").rpartition("/")[2], said.get("Target", "")
        if said.get("TargetMode") == "External":
            return tag
        whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        whole = self.package.spelled(whole)
        new = whole if kind in _SHARED or whole not in self.package else self.copy(whole, edit)
        return xml.with_attribute(tag, "Target", f"/{new}")

    def types(self, gone: Sequence[str]) -> bytes:
        """The list of content types with the new parts and without those that are gone."""
        data = self._types
        for part in gone:
            data = re.sub(rb'<(?:[\w.-]+:)?Override\s[^>]*PartName="/%s"[^>]*>' % re.escape(part.encode()), b"", data)
        end = data.rindex(b"</")
        return data[:end] + b"".join(dict.fromkeys(self._declared)) + data[end:]


def links_part(links: Sequence[bytes]) -> bytes:
    """A relationships part."""
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
    space = b'"http://schemas.openxmlformats.org/package/2006/relationships">'
    plain = [re.sub(rb"^<[\w.-]+:", b"<", tag) for tag in links]
    return head + space + b"".join(plain) + b"</Relationships>"


class Drawing:
    """A template's drawing for one filled sheet.

    Args:
        parts: where copies go.
        part: the drawing.
        units: the rows of the filled sheet.
        sheets: the template's sheets by name: what each is called in the report, and its rows there.
        values: of the whole sheet.
    """

    def __init__(
        self,
        parts: Parts,
        part: str,
        units: Sequence[Unit],
        sheets: Mapping[str, tuple[str, Sequence[Unit]]],
        values: Mapping[str, CellValue],
    ) -> None:
        self._parts, self._part, self._units, self._sheets, self._values = parts, part, units, sheets, values
        self._links: list[bytes] = []
        self._shapes = 0

    def copied(self) -> str:
        """The name of the new drawing: every anchored thing at its rows, those in a band once per block."""
        data, own = self._parts.package.read(self._part), self._parts.links(self._part)
        pieces = []
        for anchor in xml.children(data, xml.root(data)):
            if not anchor.name.endswith(b"Anchor"):
                continue
            whole = data[anchor.start : anchor.end]
            rows = [int(found[2]) for found in _ROW.finditer(whole)]
            if not rows:
                new = self._linked(whole, own, self._units[0])
            else:
                area = Area(rows[0] + 1, 1, rows[-1] + 1, 1)
                new = b"".join(
                    self._linked(_placed(whole, place), own, unit) for unit, place in carried(area, self._units)
                )
            pieces.append((anchor.start, anchor.end, new))
        return self._parts.add(self._part, xml.splice(data, pieces), self._links)

    def _linked(self, anchor: bytes, own: Mapping[str, bytes], unit: Unit) -> bytes:
        """An anchor with relationships and shape numbers of its own."""
        values = {**self._values, **(unit.block.values if unit.block else {})}

        def link(found: re.Match[bytes]) -> bytes:
            tag = own.get(found[1].decode())
            if tag is None:
                return found[0]
            new = f"rId{len(self._links) + 1}"
            followed = self._parts.follow(self._part, tag, lambda data: self._chart(data, unit, values))
            self._links.append(xml.with_attribute(followed, "Id", new))
            return found[0].replace(b'"' + found[1] + b'"', f'"{new}"'.encode())

        def number(found: re.Match[bytes]) -> bytes:
            self._shapes += 1
            return found[1] + str(self._shapes + 1).encode() + found[3]

        return _put(_SHAPE_ID.sub(number, _USED.sub(link, anchor)), values)

    def _chart(self, data: bytes, unit: Unit, values: Mapping[str, CellValue]) -> bytes:
        """A chart that shows the filled sheet's cells and nothing it once remembered."""

        def refer(found: re.Match[bytes]) -> bytes:
            sheet, _, cells = xml.unescape(found[2].decode()).rpartition("!")
            old = sheet.strip("'").replace("''", "'")
            if old not in self._sheets:
                return found[0]
            new, units = self._sheets[old]
            area = parse_area(cells)
            here = [unit] if units is self._units and unit.holds(area.top) else units
            places = moved(area, here) or [area]
            corner = "$" + re.sub(r"(\d+)", r"$\1", str(places[0])).replace(":", ":$")
            return found[1] + xml.escape(f"{quoted(new)}!{corner}").encode() + found[3]

        return _put(_REFERENCE.sub(refer, _CACHE.sub(b"", data)), values)


def quoted(sheet: str) -> str:
    """A sheet's name as a formula spells it."""
    return "'" + sheet.replace("'", "''") + "'"


def _placed(anchor: bytes, area: Area) -> bytes:
    rows = iter((area.top - 1, area.bottom - 1))
    last = area.bottom - 1

    def put(found: re.Match[bytes]) -> bytes:
        return found[1] + str(next(rows, last)).encode() + found[3]

    return _ROW.sub(put, anchor)


def _put(data: bytes, values: Mapping[str, CellValue]) -> bytes:
    """Places in titles and text boxes filled; what is no place of this report stays as it is."""

    def put(place: re.Match[str]) -> str:
        name = xml.unescape(place[1])
        return xml.escape("" if values[name] is None else str(values[name])) if name in values else place[0]

    return PLACE.sub(put, readable(data).decode()).encode() if b"{" in data else data
