"""What a cell's style says about the space its text takes."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from xlplan.books import row_heights
from xlplan.books import xml_tags as xml
from xlplan.books.row_heights import Face
from xlplan.books.styles_xml import StylesXml
from xlplan.declaring import NamedTuple

_TRUE: Final = ("1", "true")
_SPREAD: Final = ("justify", "distributed")  # these wrap whatever wrapText says
_USUAL_SIZE: Final = 11.0
MAY_WRAP: Final = (b"wrapText", b"justify", b"distributed")
"""A styles part with none of these has no style that wraps."""


class TextLook(NamedTuple):
    """A style's wrapping and font.

    Attributes:
        wraps: whether text is broken at the column's width; turned text is not.
        face: typeface of the font.
        size: of the font, in points.
        indent: what indents take of the column's width, in digits of the default font.
    """

    wraps: bool
    face: Face
    size: float
    indent: float


class TextLooks:
    """The looks of a styles part, each worked out when first asked for."""

    def __init__(self, styles: StylesXml) -> None:
        self._styles = styles
        self._known: dict[int, TextLook] = {}

    def of(self, style: int | None) -> TextLook:
        """The look of a style (``None`` is the first); an unknown style has the default font and does not wrap."""
        index = style or 0
        if index not in self._known:
            self._known[index] = self._look(self._styles.format_of(index))
        return self._known[index]

    @cached_property
    def default(self) -> tuple[Face, float]:
        """Face and size of the default font, in whose digits column widths are counted."""
        return self._font(0)

    def _look(self, xf: bytes) -> TextLook:
        if not xf:
            return TextLook(False, *self.default, 0)
        root = xml.root(xf)
        found = xml.find(xf, xml.prefix_of(root.name) + b"alignment", root.tag_end)
        alignment = xml.attributes(xf[found.start : found.tag_end]) if found else {}
        spread = alignment.get("horizontal") in _SPREAD or alignment.get("vertical") in _SPREAD
        wraps = (spread or alignment.get("wrapText") in _TRUE) and alignment.get("textRotation", "0") == "0"
        font = self._font(int(decimal(xml.attributes(xf[: root.tag_end]), "fontId", 0)))
        return TextLook(wraps, *font, decimal(alignment, "indent", 0) * row_heights.INDENT)

    def _font(self, index: int) -> tuple[Face, float]:
        fonts = self._styles.fonts
        if index >= len(fonts):
            return row_heights.OTHER, _USUAL_SIZE
        font = fonts[index]
        prefix = xml.prefix_of(xml.root(font).name)
        said = {}
        for name in (b"name", b"sz"):
            found = xml.find(font, prefix + name)
            said[name] = xml.attributes(font[found.start : found.tag_end]) if found else {}
        return row_heights.face(said[b"name"].get("val", "")), decimal(said[b"sz"], "val", _USUAL_SIZE) or _USUAL_SIZE


def decimal(attributes: dict[str, str], name: str, default: float) -> float:
    """An attribute that holds a number not below 0; anything else counts as absent."""
    text = attributes.get(name, "")
    whole, _, places = text.partition(".")
    plain = text.isascii() and whole.isdecimal() and (not places or places.isdecimal())
    return float(text) if plain else default
