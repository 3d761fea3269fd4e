"""The styles part: cell formats cloned for a mark's fill or a date, added at the end and never changed in place.

A clone is looked for before it is added, so marking the same cells again leaves the part as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.package import Refused
from xlplan.messages import Level

# One step off Excel's own "bad", "neutral" and "good" fills: the same to the eye, and nobody's own choice of colour.
FILLS: Final[dict[Level, str]] = {
    Level.SERIOUS: "FFFFC7CF",
    Level.CHECK: "FFFFEB9D",
    Level.NOTE: "FFDDEBF8",
}

_DATE: Final = 14
_DATE_TIME: Final = 22
_BUILT_IN_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
# What of a format code is no date letter: quoted text, escaped and padding characters, [colour], [$-411], exponents.
_NOT_DATE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|general|g/標準|e[+-]', re.IGNORECASE)
_DATE_LETTERS: Final = re.compile(r"[ymdhsge]", re.IGNORECASE)
_FILL_ATTRIBUTES: Final = ("fillId", "applyFill")


class StylesXml:
    """A styles part and the formats to be added to it. Styles are indexes into ``cellXfs``."""

    def __init__(self, data: bytes, part: str) -> None:
        """Raises :class:`Refused` ``unusual_xml``, ``malformed_xml`` or ``no_styles`` (formats or fills missing)."""
        xml.refuse_unusual(data, part)
        xml.refuse_malformed(data, part)
        root = xml.root(data)
        self.data = data
        self.part = part
        self.prefix = xml.prefix_of(root.name)
        lists = {xml.local(child.name): child for child in xml.children(data, root)}
        if b"cellXfs" not in lists or b"fills" not in lists:
            raise Refused("no_styles", part)
        self._xf_list, self._fill_list, self._font_list = lists[b"cellXfs"], lists[b"fills"], lists.get(b"fonts")
        self._xfs = [data[child.start : child.end] for child in xml.children(data, self._xf_list)]
        self._fills = [data[child.start : child.end] for child in xml.children(data, self._fill_list)]
        self._old = (len(self._xfs), len(self._fills))
        self._codes: dict[str, str] = {}
        if b"numFmts" in lists:
            for child in xml.children(data, lists[b"numFmts"]):
                attributes = xml.attributes(data[child.start : child.tag_end])
                self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def _attributes(self, style: int) -> dict[str, str]:
        if style >= len(self._xfs):
            raise Refused("no_styles", f"{self.part}: {style}")
        return xml.attributes(_tag(self._xfs[style]))

    def format_of(self, style: int) -> bytes:
        """The ``<xf>`` of a style as it is spelled, empty if there is no such style."""
        return self._xfs[style] if style < len(self._xfs) else b""

    @cached_property
    def fonts(self) -> tuple[bytes, ...]:
        """Every ``<font>`` as it is spelled."""
        if self._font_list is None:
            return ()
        return tuple(self.data[child.start : child.end] for child in xml.children(self.data, self._font_list))

    def is_date(self, style: int) -> bool:
        """Whether numbers in this style are shown as dates or times."""
        number = self._attributes(style).get("numFmtId", "0")
        if number in self._codes:
            return bool(_DATE_LETTERS.search(_NOT_DATE.sub("", self._codes[number])))
        return number.isdecimal() and int(number) in _BUILT_IN_DATES

    def dated(self, style: int, *, with_time: bool) -> int:
        """The style itself if it shows dates, else a clone that does (in the reader's own date order)."""
        if self.is_date(style):
            return style
        return self._clone(style, numFmtId=str(_DATE_TIME if with_time else _DATE), applyNumberFormat="1")

    def marked(self, style: int, level: Level) -> int:
        """A clone with the fill of a level; all else as it was."""
        self._attributes(style)
        fill = b'<fill><patternFill patternType="solid"><fgColor rgb="%s"/><bgColor indexed="64"/></patternFill></fill>'
        new = re.sub(rb"<(/?)(?=\w)", rb"<\1" + self.prefix, fill % FILLS[level].encode())
        if (known := self._fill_of(level)) is None:
            self._fills.append(new)
            known = len(self._fills) - 1
        return self._clone(style, fillId=str(known), applyFill="1")

    @property
    def all_marked(self) -> tuple[int, ...]:
        """Every style whose fill is one of :data:`FILLS`."""
        return tuple(style for style in range(len(self._xfs)) if self.is_marked(style))

    def is_marked(self, style: int) -> bool:
        """Whether the style's fill is one of :data:`FILLS`."""
        return self._level(style) is not None

    def unmarked(self, style: int, neighbours: Iterable[int] = ()) -> int:
        """The style a marked one was cloned from.

        The file does not say which it was, so: among the styles that differ in nothing but the fill, the first of the
        neighbours' (nearest cell first), else the first in the file; with none, a clone without a fill.
        """
        if not self.is_marked(style):
            return style
        wanted = self._without_fill(style)
        same = [
            index
            for index in range(len(self._xfs))
            if not self.is_marked(index) and self._without_fill(index) == wanted
        ]
        for neighbour in neighbours:
            if neighbour in same:
                return neighbour
        return same[0] if same else self._clone(style, fillId="0", applyFill="1")

    def _level(self, style: int) -> Level | None:
        fill = self._attributes(style).get("fillId", "0")
        if not fill.isdecimal() or int(fill) >= len(self._fills):
            return None
        found = re.search(rb"fgColor\s[^>]*rgb\s*=\s*[\"']([0-9A-Fa-f]{8})", self._fills[int(fill)])
        colour = found[1].decode().upper() if found else ""
        return next((level for level, own in FILLS.items() if own == colour), None)

    def _fill_of(self, level: Level) -> int | None:
        colour = re.compile(rb"fgColor\s[^>]*rgb\s*=\s*[\"']" + FILLS[level].encode(), re.IGNORECASE)
        return next((index for index, fill in enumerate(self._fills) if colour.search(fill)), None)

    def _without_fill(self, style: int) -> tuple[frozenset[tuple[str, str]], bytes]:
        xf = self._xfs[style]
        own = {name: value for name, value in xml.attributes(_tag(xf)).items() if name not in _FILL_ATTRIBUTES}
        children = xf[len(_tag(xf)) :]
        return frozenset(own.items()), children

    def _clone(self, style: int, **changes: str) -> int:
        xf = self._xfs[style]
        tag = _tag(xf)
        new = tag
        for name, value in changes.items():
            new = xml.with_attribute(new, name, value)
        new += xf[len(tag) :]
        if new not in self._xfs:
            self._xfs.append(new)
        return self._xfs.index(new)

    def result(self) -> bytes:
        """The styles part with what was added."""
        pieces = []
        for element, items, old in (
            (self._fill_list, self._fills, self._old[1]),
            (self._xf_list, self._xfs, self._old[0]),
        ):
            if len(items) == old:
                continue
            tag = xml.with_attribute(self.data[element.start : element.tag_end], "count", str(len(items)))
            inner = b"".join(items[old:])
            if element.tag_end == element.end:
                pieces.append((element.start, element.end, tag[:-2] + b">" + inner + b"</" + element.name + b">"))
            else:
                pieces += [(element.start, element.tag_end, tag), (element.inner_end, element.inner_end, inner)]
        return xml.splice(self.data, pieces)


def _tag(element: bytes) -> bytes:
    """The opening tag of a serialised element."""
    return element[: xml.root(element).tag_end]
