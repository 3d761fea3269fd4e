"""A template workbook filled into a report: its sheets copied and filled, every other part byte for byte as it was.

Pictures, fonts, themes, printer settings: what an officer put into the template goes into the report, because nothing here
has to understand it. Templates with formulas, and those that lack a place or band, are refused with a sentence.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.addresses import Area, parse_area
from xlplan.books.cell_values import CellValue
from xlplan.books.package import Package
from xlplan.books.shared_texts import SharedTexts
from xlplan.books.sheet_xml import SheetXml
from xlplan.books.stencil_check import check
from xlplan.books.stencil_parts import TYPES, Drawing, Parts, links_part, quoted
from xlplan.books.stencil_rows import FilledSheet
from xlplan.books.stencil_sheet import BAND, Block, StencilSheet, TemplateLacks, Unit, moved
from xlplan.books.styles_xml import StylesXml
from xlplan.books.workbook_xml import Workbook, rels_part
from xlplan.declaring import NamedTuple

__all__ = ["Block", "Sheet", "Template", "TemplateLacks"]

_APP: Final = "docProps/app.xml"
_TITLES: Final = re.compile(rb"<(HeadingPairs|TitlesOfParts)>.*?</\1>", re.DOTALL)
_NAME: Final = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)")
_KEPT: Final = frozenset(("_xlnm.Print_Titles", "_xlnm.Print_Area"))


class Sheet(NamedTuple):
    """A sheet of the report.

    Attributes:
        like: name of the template's sheet; name: its own.
        values: place → value, for the whole sheet.
        blocks: the bands, in order.
    """

    like: str
    name: str
    values: Mapping[str, CellValue]
    blocks: Sequence[Block] = ()


@dataclass
class _Made:
    """What the sheets of a report leave for its workbook part."""

    sheets: list[bytes] = field(default_factory=list)
    links: list[bytes] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)


@dataclass(frozen=True)
class Template:
    """A template workbook. Build it with :meth:`open`."""

    name: str
    package: Package
    workbook: Workbook

    @classmethod
    def open(cls, path: Path) -> Template:
        """Read a template; :class:`~xlplan.books.refusal.Refused` for what is no honest workbook."""
        package = Package.open(path)
        return cls(path.name, package, Workbook.of(package))

    @cached_property
    def _styles(self) -> StylesXml:
        part = self.workbook.one("styles") or ""
        return StylesXml(self.package.read(part), part)

    @cached_property
    def _texts(self) -> SharedTexts:
        return SharedTexts(self.package, self.workbook.one("sharedStrings"))

    @cached_property
    def _names(self) -> tuple[tuple[str, str, Area], ...]:
        """(name, sheet, area) of every name that stands for cells."""
        found = []
        for name, text in self.workbook.names:
            for part in text.split(","):
                match = _NAME.fullmatch(part.strip())
                if match:
                    try:
                        area = parse_area(match[3])
                    except ValueError:
                        continue
                    found.append((name, (match[1] or match[2]).replace("''", "'"), area))
        return tuple(found)

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> Template:
        """A template, or a report made from one, that is already in memory."""
        package = Package.from_bytes(data)
        return cls(name, package, Workbook.of(package))

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of its sheets."""
        return tuple(sheet.name for sheet in self.workbook.sheets)

    def columns(self, sheet: str, band: str) -> dict[str, int]:
        """Place → column in the rows of a band; filling moves rows, never columns."""
        stencil = self.stencil(sheet)
        top, bottom = stencil.bands[band]
        return {name: at for row in range(top, bottom + 1) for name, at in stencil.places.get(row, {}).items()}

    def band_rows(self, sheet: str, band: str) -> list[int]:
        """Every row a band stands for; in a report, all its repetitions."""
        return [
            row
            for name, where, area in self._names
            if (name, where) == (BAND + band, sheet)
            for row in range(area.top, area.bottom + 1)
        ]

    def numbers(self, sheet: str) -> dict[tuple[int, int], Decimal]:
        """(row, column) → number, of every cell of a sheet that holds one."""
        data = self.stencil(sheet).xml
        found = {}
        for row in data.rows:
            for column, cell in data.cells(row).items():
                if cell.kind in ("", "n") and (value := xml.find(cell.inner, data.prefix + b"v")) is not None:
                    found[row, column] = Decimal(xml.text_of(cell.inner, value))
        return found

    def stencil(self, sheet: str) -> StencilSheet:
        """A sheet of the template; TemplateLacks when there is none of this name."""
        part = next((one.part for one in self.workbook.sheets if one.name == sheet), None)
        if part is None:
            raise TemplateLacks(f"様式「{self.name}」にシート「{sheet}」がありません。元の様式から戻してください。")
        bands = {
            name.removeprefix(BAND): (area.top, area.bottom)
            for name, where, area in self._names
            if name.startswith(BAND) and where == sheet
        }
        return StencilSheet(
            self.name, sheet, SheetXml(self.package.read(part), part), self._texts, bands, self._below(part)
        )

    def _below(self, part: str) -> int:
        """The last row (from 1) that a drawing of the sheet reaches, 0 without one."""
        parts = Parts(self.package)
        rows = [0]
        for tag in parts.links(part).values():
            said = xml.attributes(tag)
            if said.get("Type", "").endswith("/drawing"):
                drawing = self.package.spelled(_resolved(part, said.get("Target", "")))
                rows += [int(row) + 1 for row in re.findall(rb"<(?:[\w.-]+:)?row>(\d+)<", self.package.read(drawing))]
        return max(rows)

    def fill(self, sheets: Sequence[Sheet], common: Mapping[str, CellValue], on_every_page: Iterable[str]) -> bytes:
        """The report as a package.

        Args:
            sheets: in order; one template sheet may serve several.
            common: places that any sheet may use.
            on_every_page: those of them that the header or footer of every sheet must show.

        Raises:
            TemplateLacks: a sheet, band or place is missing, or a place is not one of this report.
        """
        parts, made = Parts(self.package), _Made()
        stencils = {name: self.stencil(name) for name in dict.fromkeys(sheet.like for sheet in sheets)}
        units = [stencils[sheet.like].units(sheet.blocks) for sheet in sheets]
        places = {sheet.like: (sheet.name, rows) for sheet, rows in zip(sheets, units, strict=True)}
        every_page = tuple(on_every_page)
        for sheet, rows in zip(sheets, units, strict=True):
            check(stencils[sheet.like], sheet.values, sheet.blocks, common, every_page)
            own = sheet._replace(values={**common, **sheet.values})
            self._add(parts, made, stencils[sheet.like], own, {**places, sheet.like: (sheet.name, rows)})
        return self._package(parts, made)

    def _add(
        self,
        parts: Parts,
        made: _Made,
        stencil: StencilSheet,
        sheet: Sheet,
        places: Mapping[str, tuple[str, list[Unit]]],
    ) -> None:
        index, units = len(made.sheets), places[sheet.like][1]
        part, links = stencil.xml.part, []
        for tag in parts.links(part).values():
            if xml.attributes(tag).get("Type", "").endswith("/drawing"):
                drawing = self.package.spelled(_resolved(part, xml.attributes(tag)["Target"]))
                copied = Drawing(parts, drawing, units, places, sheet.values).copied()
                links.append(xml.with_attribute(tag, "Target", f"/{copied}"))
            else:
                links.append(parts.follow(part, tag))
        data = FilledSheet(stencil, units, sheet.values, self._styles).xml(selected=index == 0)
        new = parts.add(part, data, links)
        made.links.append(
            b'<Relationship Id="rIdSheet%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'worksheet" Target="/%s"/>' % (index + 1, new.encode())
        )
        made.sheets.append(
            b'<sheet name="%s" sheetId="%d" r:id="rIdSheet%d"/>'
            % (xml.escape(sheet.name).encode(), index + 1, index + 1)
        )
        made.names += self._names_of(sheet, units, index)

    def _names_of(self, sheet: Sheet, units: Sequence[Unit], index: int) -> list[bytes]:
        """Print titles, print area and the bands, where they now stand: each its own to the sheet."""
        found: dict[str, list[str]] = {}
        for name, where, area in self._names:
            if where == sheet.like and (name in _KEPT or name.startswith(BAND)):
                for place in moved(area, units):
                    found.setdefault(name, []).append(f"{quoted(sheet.name)}!{_absolute(place)}")
        return [
            b'<definedName name="%s" localSheetId="%d">%s</definedName>'
            % (xml.escape(name).encode(), index, xml.escape(",".join(places)).encode())
            for name, places in sorted(found.items())
        ]

    def _package(self, parts: Parts, made: _Made) -> bytes:
        book = self.workbook
        links = [
            tag
            for tag in parts.links(book.part).values()
            if xml.attributes(tag).get("Type", "").rpartition("/")[2] not in ("worksheet", "chartsheet", "calcChain")
        ]
        rels = rels_part(book.part)
        changed = {book.part: _workbook(book.data, made), rels: links_part([*links, *made.links])}
        if _APP in self.package:
            changed[_APP] = _TITLES.sub(b"", self.package.read(_APP))
        gone = [name for name in self.package.names if name not in self._reached(parts, changed)]
        changed[TYPES] = parts.types(gone)
        return self.package.replaced(changed, gone, parts.added)

    def _reached(self, parts: Parts, changed: Mapping[str, bytes]) -> set[str]:
        """Every part that the report's relationships lead to, with their relationships."""
        found, waiting = {TYPES}, [""]
        while waiting:
            part = waiting.pop()
            rels = rels_part(part)
            data = (
                changed.get(rels) or parts.added.get(rels) or (self.package.read(rels) if rels in self.package else b"")
            )
            found.add(rels)
            for tag in re.findall(rb"<(?:[\w.-]+:)?Relationship\s[^>]*>", data):
                said = xml.attributes(tag)
                if said.get("TargetMode") != "External":
                    target = self.package.spelled(_resolved(part, said.get("Target", "")))
                    if target not in found:
                        found.add(target)
                        waiting.append(target)
        return found


def _workbook(data: bytes, made: _Made) -> bytes:
    """The workbook part with the report's sheets and names; the first sheet in front."""
    root = xml.root(data)
    prefix = xml.prefix_of(root.name)
    pieces = []
    names = b"<definedNames>" + b"".join(made.names) + b"</definedNames>" if made.names else b""
    new = _spelled(b"<sheets>" + b"".join(made.sheets) + b"</sheets>", prefix), _spelled(names, prefix)
    for element in xml.children(data, root):
        kind, whole = xml.local(element.name), data[element.start : element.end]
        if kind == b"sheets":
            pieces.append((element.start, element.end, new[0] + new[1]))
        elif kind == b"definedNames":
            pieces.append((element.start, element.end, b""))
        elif kind == b"bookViews":
            pieces.append((element.start, element.end, re.sub(rb'\s(?:activeTab|firstSheet)="\d+"', b"", whole)))
    done = xml.splice(data, pieces)
    if b"xmlns:r=" not in done[: xml.root(done).tag_end]:
        tag = done[root.start : xml.root(done).tag_end]
        space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        done = done.replace(tag, xml.with_attribute(tag, "xmlns:r", space), 1)
    return done


def _spelled(data: bytes, prefix: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=\w)", rb"<\1" + prefix, data) if prefix else data


def _absolute(area: Area) -> str:
    if area.left == 1 and area.right == 16_384:  # noqa: PLR2004  # whole rows
        return f"${area.top}:${area.bottom}"
    return "$" + re.sub(r"(\d+)", r"$\1", str(area)).replace(":", ":$")


def _resolved(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
