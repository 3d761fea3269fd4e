"""The macros and the ribbon of a workbook as parts of its package: put in, replaced, or told apart.

Works on any package, new or a city's own: only the list of content types, two lists of relationships and the workbook
part's properties are touched beside the two parts themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.package import Package, Refused
from xlplan.books.workbook_xml import Workbook, relationships, rels_part

MACRO_WORKBOOK: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PROJECT_TYPE: Final = "application/vnd.ms-office.vbaProject"
_PROJECT_KIND: Final = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RIBBON_KIND: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_PROJECT: Final = "xl/vbaProject.bin"
_RIBBON: Final = "customUI/customUI14.xml"
_CODE_NAME: Final = "ThisWorkbook"
_TYPES: Final = "[Content_Types].xml"
_RELS_SPACE: Final = b"http://schemas.openxmlformats.org/package/2006/relationships"
_XML: Final = "application/xml"
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# CT_Workbook's order: workbookPr follows the last of these that is there.
_BEFORE_PROPERTIES: Final = (b"fileVersion", b"fileSharing")


@dataclass
class PartChanges:
    """New content of parts that are there, and parts to be added; each by its name."""

    changed: dict[str, bytes] = field(default_factory=dict)
    added: dict[str, bytes] = field(default_factory=dict)

    def put(self, package: Package, part: str, data: bytes) -> None:
        """Give a part this content, wherever it comes from."""
        (self.changed if part in package else self.added)[part] = data

    def content(self, package: Package, part: str) -> bytes | None:
        """The content of a part with what was put; ``None`` if there is none."""
        if part in self.added or part in self.changed:
            return self.added.get(part, self.changed.get(part))
        return package.read(part) if part in package else None


def project_part(workbook: Workbook) -> str | None:
    """The part with the Visual Basic project, if the workbook has one."""
    return workbook.one("vbaProject")


def ribbon_parts(package: Package) -> tuple[str, ...]:
    """The parts that describe a ribbon, for Excel 2007 or later."""
    return tuple(one.part for one in relationships(package, "") if one.kind == "extensibility" and one.part in package)


def put_macros(workbook: Workbook, project: bytes, ribbon: bytes) -> PartChanges:
    """Make a workbook one with macros: its content type, the project, the ribbon, and the workbook's code name.

    A project or ribbon that is there keeps its place. Raises :class:`Refused` as reading the parts does.
    """
    package, changes = workbook.package, PartChanges()
    own = project_part(workbook) or _PROJECT
    ribbon_part = next(iter(ribbon_parts(package)), _RIBBON)
    changes.put(package, own, project)
    changes.put(package, ribbon_part, ribbon)
    relate(package, changes, workbook.part, _PROJECT_KIND, own)
    relate(package, changes, "", _RIBBON_KIND, ribbon_part)
    declare(package, changes, {workbook.part: MACRO_WORKBOOK, own: _PROJECT_TYPE, ribbon_part: _XML})
    changes.put(package, workbook.part, _with_code_name(workbook))
    return changes


def code_names(workbook: Workbook) -> dict[str, str]:
    """Sheet name → the code name its part states; sheets that state none are left out."""
    found = {}
    for sheet in workbook.sheets:
        tag = xml.tag_at(workbook.package.read(sheet.part), b"sheetPr")
        data = workbook.package.read(sheet.part)[slice(*tag)] if tag else b""
        if name := xml.attributes(data).get("codeName"):
            found[sheet.name] = name
    return found


def workbook_code_name(workbook: Workbook) -> str:
    """The code name of the workbook itself."""
    element = xml.find(workbook.data, xml.prefix_of(xml.root(workbook.data).name) + b"workbookPr")
    stated = xml.attributes(workbook.data[element.start : element.tag_end]).get("codeName") if element else None
    return stated or _CODE_NAME


def _with_code_name(workbook: Workbook) -> bytes:
    data = workbook.data
    root = xml.root(data)
    prefix = xml.prefix_of(root.name)
    element = xml.find(data, prefix + b"workbookPr")
    name = workbook_code_name(workbook)
    if element is not None:
        tag = data[element.start : element.tag_end]
        if xml.attributes(tag).get("codeName"):
            return data
        return xml.splice(data, [(element.start, element.tag_end, xml.with_attribute(tag, "codeName", name))])
    ends = [c.end for c in xml.children(data, root) if xml.local(c.name) in _BEFORE_PROPERTIES]
    at = max(ends, default=root.tag_end)
    return xml.splice(data, [(at, at, b"<" + prefix + b'workbookPr codeName="%s"/>' % name.encode())])


def relate(package: Package, changes: PartChanges, source: str, kind: str, part: str) -> str:
    """Make `source` ("" for the package) point to a part, if it does not yet. Gives the relationship's id."""
    known = {
        one.part.casefold(): one.id for one in relationships(package, source) if one.kind == kind.rpartition("/")[2]
    }
    if part.casefold() in known:
        return known[part.casefold()]
    rels = rels_part(source)
    data = changes.content(package, rels) or _DECLARATION + b'<Relationships xmlns="%s"></Relationships>' % _RELS_SPACE
    root = xml.root(data)
    taken = {
        xml.attributes(data[child.start : child.tag_end]).get("Id", "").casefold() for child in xml.children(data, root)
    }
    number = next(n for n in range(1, len(taken) + 2) if f"rIdXlplan{n}".casefold() not in taken)
    new = f'Relationship Id="rIdXlplan{number}" Type="{kind}" Target="/{xml.escape(part)}"/>'.encode()
    changes.put(package, rels, _appended(data, new))
    return f"rIdXlplan{number}"


def declare(package: Package, changes: PartChanges, types: Mapping[str, str]) -> None:
    """State the content type of parts in the package's list."""
    data = changes.content(package, _TYPES)
    if data is None:
        raise Refused("not_a_workbook", _TYPES)
    for part, kind in types.items():
        data = _declared(data, part, kind)
    changes.put(package, _TYPES, data)


def _declared(data: bytes, part: str, kind: str) -> bytes:
    extension, by_default = part.rpartition(".")[2].casefold(), ""
    for child in xml.children(data, xml.root(data)):
        tag = data[child.start : child.tag_end]
        attributes = xml.attributes(tag)
        if attributes.get("PartName", "").casefold() == f"/{part}".casefold():
            return xml.splice(data, [(child.start, child.tag_end, xml.with_attribute(tag, "ContentType", kind))])
        if attributes.get("Extension", "").casefold() == extension:
            by_default = attributes.get("ContentType", "")
    if by_default == kind:
        return data
    return _appended(data, f'Override PartName="/{xml.escape(part)}" ContentType="{kind}"/>'.encode())


def _appended(data: bytes, child: bytes) -> bytes:
    """The document with one more child of its root; `child` is a self-closing tag without "<"."""
    root = xml.root(data)
    new = b"<" + xml.prefix_of(root.name) + child
    if root.tag_end == root.end:
        tag = data[root.start : root.tag_end]
        return xml.splice(data, [(root.start, root.end, tag[:-2].rstrip() + b">" + new + b"</" + root.name + b">")])
    return xml.splice(data, [(root.inner_end, root.inner_end, new)])
