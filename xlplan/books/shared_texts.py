"""Whether a cell already holds what it is to be given, however the file spells it: then its bytes are left alone."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cached_property

from xlplan.books import xml_tags as xml
from xlplan.books.cell_values import BLANK, Content
from xlplan.books.package import Package, Refused
from xlplan.books.sheet_guards import has_content, has_formula
from xlplan.books.sheet_xml import Cell


def plain_text(data: bytes, element: xml.Element, prefix: bytes) -> str:
    """The text of an ``<si>`` or ``<is>``: its runs joined, phonetic guides left out. Excel's escapes are kept."""
    guides = [(guide.start, guide.end) for guide in xml.find_all(data, prefix + b"rPh", element.start, element.end)]
    return "".join(
        xml.text_of(data, text)
        for text in xml.find_all(data, prefix + b"t", element.tag_end, element.inner_end)
        if not any(start <= text.start < end for start, end in guides)
    )


class SharedTexts:
    """The sharedStrings part of a package, if it has one."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._package = package
        self._part = part
        self._texts: dict[int, str | None] = {}

    @cached_property
    def _items(self) -> tuple[bytes, bytes, tuple[xml.Element, ...]]:
        if self._part is None:
            return b"", b"", ()
        data = self._package.read(self._part)
        try:
            xml.refuse_unusual(data, self._part)
        except Refused:  # then no cell is known to hold its text already, and it is written anew
            return b"", b"", ()
        prefix = xml.prefix_of(xml.root(data).name)
        return data, prefix, tuple(xml.find_all(data, prefix + b"si"))

    def text(self, index: int) -> str | None:
        """The text at an index from 0, ``None`` if there is none."""
        if index not in self._texts:
            data, prefix, items = self._items
            self._texts[index] = plain_text(data, items[index], prefix) if index < len(items) else None
        return self._texts[index]

    def already(self, old: Cell, new: Content, prefix: bytes) -> bool:
        """Whether a cell holds a content already: the same text, the same number, the same formula."""
        if not has_content(old):
            return new == BLANK
        kind = old.kind
        if old.inner == new.inner and kind == new.kind:
            return True
        if new == BLANK or has_formula(old, prefix) or new.inner.startswith(b"<f>"):
            return False
        if new.kind == "inlineStr":
            return self.text_of(old, prefix) == text_in(new)
        return ("" if kind == "n" else kind) == new.kind and _same_number(old.inner, new.inner, prefix)

    def text_of(self, cell: Cell, prefix: bytes) -> str | None:
        """The text a cell holds or its formula last gave, with Excel's escapes; ``None`` if it holds none.

        ``prefix`` is the sheet's.
        """
        kind = cell.kind
        if kind == "inlineStr":
            return plain_text(cell.inner, _whole(cell.inner), prefix)
        value = xml.find(cell.inner, prefix + b"v")
        if value is None or kind not in ("s", "str"):
            return None
        text = xml.text_of(cell.inner, value)
        if kind == "str":
            return text
        return self.text(int(text)) if text.isdecimal() else None


def text_in(content: Content) -> str:
    """The text that :func:`~xlplan.books.cell_values.content_of` spelled, with Excel's escapes."""
    start, end = content.inner.index(b">", len(b"<is><t")) + 1, content.inner.rindex(b"</t>")
    return xml.unescape(content.inner[start:end].decode())


def _whole(data: bytes) -> xml.Element:
    return xml.Element(b"c", 0, 0, len(data), len(data))


def _same_number(old: bytes, new: bytes, prefix: bytes) -> bool:
    own, other = new.removeprefix(b"<v>").removesuffix(b"</v>"), old.removeprefix(b"<v>").removesuffix(b"</v>")
    if b"<" in other:  # more than a plain value, or a prefixed one
        found = xml.find(old, prefix + b"v")
        other = b"" if found is None else old[found.tag_end : found.inner_end]
    try:
        return Decimal(other.decode()) == Decimal(own.decode())
    except InvalidOperation:
        return False
