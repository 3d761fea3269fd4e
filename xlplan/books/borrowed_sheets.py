"""A worksheet of a workbook of ours brought into another workbook, with its table, as its last tab.

Only sheets whose parts are the sheet and tables: no drawings. Texts go inline, formats are borrowed, rules keep their lists
where the other workbook has them and spell the words out where not. Every part that was there stays as it was, but for
the lists that name parts, the workbook part and the styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.borrowed_styles import BorrowedStyles
from xlplan.books.macro_parts import PartChanges, declare, relate
from xlplan.books.package import Package, Refused
from xlplan.books.workbook_xml import Sheet, Workbook, relationships
from xlplan.declaring import NamedTuple

_MAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_STYLED: Final = re.compile(rb'(<(?:c|row|col)\s[^>]*?\b(?:s|style)=")(\d+)(")')
_TEXT_CELL: Final = re.compile(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="s"><v>(\d+)</v></c>')
_DIFFERENTIAL: Final = re.compile(rb'(\bdxfId=")(\d+)(")')
_PAGE_HEAD: Final = re.compile(rb"(<(?:odd|even|first)Header>)([^<]*)(</)")
_ONE_LIST: Final = re.compile(rb"<formula1>([^<]*)</formula1>")
_OWN_TAB: Final = re.compile(rb' (?:codeName|tabSelected)="[^"]*"')
_LITERAL: Final = 255
"""Characters of a list that stands in the rule itself; Excel takes no more."""
_BUILT_IN: Final = "_xlnm."


class Lender:
    """A workbook of ours that sheets are borrowed from."""

    def __init__(self, package: Package) -> None:
        self.workbook = Workbook.of(package)
        self.package = package
        styles, texts = self.workbook.one("styles"), self.workbook.one("sharedStrings")
        self.styles = package.read(styles) if styles else b""
        data = package.read(texts) if texts else b"<sst/>"
        self.texts = [data[one.tag_end : one.inner_end] for one in xml.children(data, xml.root(data))]

    def can_lend(self, sheet: Sheet) -> bool:
        """Whether nothing but tables hangs on a sheet."""
        return all(one.kind == "table" for one in relationships(self.package, sheet.part))


class Wording(NamedTuple):
    """What differs between lender and borrower.

    Attributes:
        lists: name of a drop-down → its words; the borrower may lack the name.
        heads: the lender's words in page headers → the borrower's.
    """

    lists: Mapping[str, Iterable[str]]
    heads: Mapping[str, str]

    def missing(self, workbook: Workbook) -> dict[str, tuple[str, ...]]:
        """The lists that a workbook has no name for."""
        known = {one.name for one in workbook.names}
        return {name: tuple(words) for name, words in self.lists.items() if name not in known}


def borrow_sheet(package: Package, lender: Lender, name: str, wording: Wording) -> Package:
    """The package with the lender's sheet of this name as its last tab.

    Raises :class:`Refused`
    ``structure_protected`` (somebody locked the tabs of the workbook), ``strict_workbook``, ``no_styles``.
    """
    workbook, sheet = Workbook.of(package), lender.workbook.sheet(name)
    _refuse_locked(workbook)
    styles_part = workbook.one("styles")
    if styles_part is None:
        raise Refused("no_styles")
    styles = BorrowedStyles(package.read(styles_part), lender.styles)
    data = _worksheet(lender, sheet, styles, wording.missing(workbook))
    data = _PAGE_HEAD.sub(lambda m: m[1] + _reworded(m[2], wording.heads) + m[3], data)
    changes, part = PartChanges(), _free(package, "xl/worksheets/sheet{}.xml")
    changes.added[part] = data
    types = {part: f"{_MAIN}.worksheet+xml"}
    for one in relationships(lender.package, sheet.part):
        table = _free(package, "xl/tables/table{}.xml")
        changes.added[table] = _table(package, lender.package.read(one.part))
        changes.added[part] = _pointing(
            changes.added[part], one.id, relate(package, changes, part, f"{_KIND}/table", table)
        )
        types[table] = f"{_MAIN}.table+xml"
    id_ = relate(package, changes, workbook.part, f"{_KIND}/worksheet", part)
    declare(package, changes, types)
    changes.put(package, styles_part, styles.result())
    changes.put(package, workbook.part, _with_tab(workbook, lender.workbook, name, id_))
    return Package.from_bytes(package.replaced(changes.changed, (), changes.added))


def _refuse_locked(workbook: Workbook) -> None:
    data = workbook.data
    if _STRICT in data[: xml.root(data).tag_end]:
        raise Refused("strict_workbook")
    lock = xml.find(data, xml.prefix_of(xml.root(data).name) + b"workbookProtection")
    if lock and xml.attributes(data[lock.start : lock.tag_end]).get("lockStructure") in ("1", "true"):
        raise Refused("structure_protected")


def _worksheet(lender: Lender, sheet: Sheet, styles: BorrowedStyles, lists: Mapping[str, tuple[str, ...]]) -> bytes:
    """The sheet's part with the other workbook's formats, its texts inline."""
    data = lender.package.read(sheet.part)
    data = _STYLED.sub(lambda m: m[1] + str(styles.style(int(m[2]))).encode() + m[3], data)
    data = _DIFFERENTIAL.sub(lambda m: m[1] + str(styles.differential(int(m[2]))).encode() + m[3], data)
    data = _TEXT_CELL.sub(lambda m: m[1] + b' t="inlineStr"><is>' + lender.texts[int(m[2])] + b"</is></c>", data)
    data = _OWN_TAB.sub(b"", data)
    return _ONE_LIST.sub(lambda m: b"<formula1>" + list_formula(m[1], lists) + b"</formula1>", data)


def _reworded(head: bytes, words: Mapping[str, str]) -> bytes:
    text = xml.unescape(head.decode())
    for old, new in words.items():
        text = text.replace(_in_head(old), _in_head(new))
    return xml.escape(text).encode()


def _in_head(text: str) -> str:
    return text.replace("&", "&&")  # a single one begins a code


def list_formula(formula: bytes, lists: Mapping[str, tuple[str, ...]]) -> bytes:
    """A rule's formula, with the words themselves in place of the name of a list in `lists` (escaped, as in XML)."""
    words = lists.get(xml.unescape(formula.decode()))
    if words is None:
        return formula
    literal = ",".join(words)
    if len(literal) > _LITERAL or any("," in word for word in words):
        return formula
    return xml.escape(f'"{literal}"').encode()


def _free(package: Package, pattern: str) -> str:
    names = {name.casefold() for name in package.names}
    return next(name for n in range(1, len(names) + 2) if (name := pattern.format(n)).casefold() not in names)


def _table(package: Package, data: bytes) -> bytes:
    """The table's part with an id no other table has."""
    ids = [0]
    for name in package.names:
        if name.startswith("xl/tables/"):
            tag = xml.root(other := package.read(name))
            ids.append(xml.number(xml.attributes(other[tag.start : tag.tag_end]), "id"))
    root = xml.root(data)
    tag_bytes = xml.with_attribute(data[root.start : root.tag_end], "id", str(max(ids) + 1))
    return xml.splice(data, [(root.start, root.tag_end, tag_bytes)])


def _pointing(sheet: bytes, old: str, new: str) -> bytes:
    return re.sub(
        rb'(<tablePart\s[^>]*r:id=")' + re.escape(old.encode()) + b'"', rb"\g<1>" + new.encode() + b'"', sheet
    )


def _with_tab(workbook: Workbook, lender: Workbook, name: str, id_: str) -> bytes:
    """The workbook part with one more tab, and the names that belong to it."""
    data, root = workbook.data, xml.root(workbook.data)
    prefix = xml.prefix_of(root.name)
    sheets = xml.find(data, prefix + b"sheets")
    if sheets is None:
        raise Refused("not_a_workbook", workbook.part)
    own = [xml.attributes(data[one.start : one.tag_end]) for one in xml.children(data, sheets)]
    number = max(xml.number(one, "sheetId") for one in own) + 1
    tab = (
        f'<{prefix.decode()}sheet name="{xml.escape(name)}" sheetId="{number}" xmlns:r="{_KIND}" r:id="{id_}"/>'
    ).encode()
    pieces = [(sheets.inner_end, sheets.inner_end, tab)]
    at = [sheet.name for sheet in lender.sheets].index(name)
    names = [_moved(one, prefix, len(own)) for one in _local_names(lender, at)]
    if names:
        listed = xml.find(data, prefix + b"definedNames")
        if listed is not None and listed.tag_end != listed.end:
            pieces.append((listed.inner_end, listed.inner_end, b"".join(names)))
        else:
            new = b"<%bdefinedNames>%b</%bdefinedNames>" % (prefix, b"".join(names), prefix)
            start, end = (listed.start, listed.end) if listed else (_after_sheets(data, root),) * 2
            pieces.append((start, end, new))
    return xml.splice(data, pieces)


def _after_sheets(data: bytes, root: xml.Element) -> int:
    before = (b"sheets", b"functionGroups", b"externalReferences")
    return max(one.end for one in xml.children(data, root) if xml.local(one.name) in before)


def _local_names(lender: Workbook, at: int) -> list[bytes]:
    """Print titles and the like of one sheet of the lender, as they stand in its workbook part."""
    listed = xml.find(lender.data, b"definedNames")
    found = []
    for one in xml.children(lender.data, listed) if listed else ():
        attributes = xml.attributes(lender.data[one.start : one.tag_end])
        if attributes.get("localSheetId") == str(at) and attributes.get("name", "").startswith(_BUILT_IN):
            found.append(lender.data[one.start : one.end])
    return found


def _moved(name: bytes, prefix: bytes, at: int) -> bytes:
    end = xml.root(name).tag_end
    moved = xml.with_attribute(name[:end], "localSheetId", str(at)) + name[end:]
    return re.sub(rb"<(/?)(?=\w)", rb"<\1" + prefix, moved) if prefix else moved
