"""Cell formats of one workbook brought into another: looked for there first, else added at the end of its lists.

Nothing that is there changes its number, so no cell of the other workbook looks different.
"""

from __future__ import annotations

import re
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.package import Refused

_FIRST_OWN_CODE: Final = 164
"""Number formats below this are built in, the same in every workbook."""
_COMPONENTS: Final = {"fontId": b"fonts", "fillId": b"fills", "borderId": b"borders"}
_LISTS: Final = (*_COMPONENTS.values(), b"cellXfs", b"dxfs", b"numFmts")
_AFTER_DIFFERENTIALS: Final = (b"tableStyles", b"colors", b"extLst")


class _List:
    """The items of one list of a styles part, and those to be added."""

    def __init__(self, data: bytes, element: xml.Element | None) -> None:
        self.element = element
        self.items = [] if element is None else [data[one.start : one.end] for one in xml.children(data, element)]
        self.old = len(self.items)

    def index(self, item: bytes) -> int:
        if item not in self.items:
            self.items.append(item)
        return self.items.index(item)


class _Styles:
    def __init__(self, data: bytes, part: str) -> None:
        xml.refuse_unusual(data, part)
        xml.refuse_malformed(data, part)
        self.data, self.root = data, xml.root(data)
        self.prefix = xml.prefix_of(self.root.name)
        found = {xml.local(child.name): child for child in xml.children(data, self.root)}
        self.lists = {name: _List(data, found.get(name)) for name in _LISTS}
        if any(self.lists[name].element is None for name in (*_COMPONENTS.values(), b"cellXfs")):
            raise Refused("no_styles", part)

    def codes(self) -> dict[str, str]:
        """Number format id → code, of the workbook's own formats."""
        tags = (xml.attributes(item) for item in self.lists[b"numFmts"].items)
        return {tag.get("numFmtId", ""): tag.get("formatCode", "") for tag in tags}


class BorrowedStyles:
    """The formats of `lender` as formats of `borrower`. Ask for what is needed, then take `result`."""

    def __init__(self, borrower: bytes, lender: bytes) -> None:
        """Both are styles parts. Raises :class:`Refused` ``unusual_xml``, ``malformed_xml`` or ``no_styles``."""
        self._own, self._from = _Styles(borrower, "styles"), _Styles(lender, "styles")
        self._known: dict[int, int] = {}

    def style(self, index: int) -> int:
        """The borrower's index of a cell format (``s`` of a cell). Raises ``no_styles`` when the lender has none such."""
        if index not in self._known:
            items = self._from.lists[b"cellXfs"].items
            if not 0 <= index < len(items):
                raise Refused("no_styles", str(index))
            self._known[index] = self._own.lists[b"cellXfs"].index(self._format(items[index]))
        return self._known[index]

    def _format(self, item: bytes) -> bytes:
        end = xml.root(item).tag_end
        tag, rest = item[:end], item[end:]
        attributes = xml.attributes(tag)
        for name, kind in _COMPONENTS.items():
            component = self._from.lists[kind].items[xml.number(attributes, name)]
            tag = xml.with_attribute(tag, name, str(self._own.lists[kind].index(self._spelled(component))))
        tag = xml.with_attribute(tag, "numFmtId", self._code(attributes.get("numFmtId", "0")))
        return self._spelled(xml.with_attribute(tag, "xfId", "0") + rest)

    def _code(self, number: str) -> str:
        code = self._from.codes().get(number)
        if code is None:
            return number
        own = self._own.codes()
        if known := next((key for key, value in own.items() if value == code), None):
            return known
        new = str(max([_FIRST_OWN_CODE - 1, *(int(key) for key in own if key.isdecimal())]) + 1)
        item = f'<numFmt numFmtId="{new}" formatCode="{xml.escape(code)}"/>'.encode()
        self._own.lists[b"numFmts"].index(self._spelled(item))
        return new

    def differential(self, index: int) -> int:
        """The borrower's index of a format of conditional formatting (``dxfId``)."""
        items = self._from.lists[b"dxfs"].items
        if not 0 <= index < len(items):
            raise Refused("no_styles", f"dxf {index}")
        return self._own.lists[b"dxfs"].index(self._spelled(items[index]))

    def _spelled(self, item: bytes) -> bytes:
        """With the borrower's prefix; the lender, a workbook of ours, has none."""
        return re.sub(rb"<(/?)(?=\w)", rb"<\1" + self._own.prefix, item) if self._own.prefix else item

    def result(self) -> bytes:
        """The borrower's styles part with what was added."""
        own, pieces = self._own, list[tuple[int, int, bytes]]()
        for name, one in own.lists.items():
            added = b"".join(one.items[one.old :])
            if not added:
                continue
            count = str(len(one.items))
            if one.element is None:
                spelled = own.prefix + name
                new = b'<%b count="%b">%b</%b>' % (spelled, count.encode(), added, spelled)
                at = self._place(name)
                pieces.append((at, at, new))
                continue
            element = one.element
            tag = xml.with_attribute(own.data[element.start : element.tag_end], "count", count)
            if element.tag_end == element.end:
                pieces.append((element.start, element.end, tag[:-2] + b">" + added + b"</" + element.name + b">"))
            else:
                pieces += [(element.start, element.tag_end, tag), (element.inner_end, element.inner_end, added)]
        return xml.splice(own.data, pieces)

    def _place(self, name: bytes) -> int:
        """Where a list that is not there yet belongs (CT_Stylesheet): number formats first, differentials near the end."""
        if name == b"numFmts":
            return self._own.root.tag_end
        after = [
            c.start for c in xml.children(self._own.data, self._own.root) if xml.local(c.name) in _AFTER_DIFFERENTIALS
        ]
        return min(after, default=self._own.root.inner_end)
