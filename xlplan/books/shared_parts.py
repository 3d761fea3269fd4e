"""The parts that the worksheets of a workbook share: texts and styles, read when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlplan.books.package import Package, Refused
from xlplan.books.shared_texts import SharedTexts
from xlplan.books.styles_xml import FILLS, StylesXml
from xlplan.books.text_looks import MAY_WRAP
from xlplan.books.workbook_xml import Sheet, Workbook


class SharedParts:
    """What the sheets of one workbook have in common while edits are planned."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.package: Package = workbook.package
        self.texts = SharedTexts(self.package, workbook.one("sharedStrings"))
        self._styles: StylesXml | None = None

    @property
    def styles(self) -> StylesXml:
        """The styles part, read when first asked for. Raises :class:`Refused` ``no_styles``."""
        if self._styles is None:
            part = self.workbook.one("styles")
            if part is None:
                raise Refused("no_styles")
            self._styles = StylesXml(self.package.read(part), part)
        return self._styles

    @property
    def styles_if_read(self) -> StylesXml | None:
        """The styles part, if anything needed it."""
        return self._styles

    def styles_if_wrapping(self) -> StylesXml | None:
        """The styles part if a style in it may wrap text; ``None`` too where it cannot be read."""
        part = self.workbook.one("styles")
        if part is None or not any(word in self.package.read(part) for word in MAY_WRAP):
            return None
        try:
            return self.styles
        except Refused:
            return None

    def sheets_with_marks(self) -> Iterator[Sheet]:
        """The worksheets with a cell whose style is a mark's, found without reading them row by row."""
        styles = self.styles.all_marked if self.may_have_marks() else ()
        if not styles:
            return
        used = re.compile(rb"\ss\s*=\s*[\"'](?:%s)[\"']" % b"|".join(str(style).encode() for style in styles))
        for sheet in self.workbook.sheets:
            if sheet.kind == "worksheet" and used.search(self.package.read(sheet.part)):
                yield sheet

    def may_have_marks(self) -> bool:
        """Whether the styles part names a colour of a mark at all, found without parsing it."""
        part = self.workbook.one("styles")
        if part is None:
            return False
        data = self.package.read(part).upper()
        return any(colour.encode() in data for colour in FILLS.values())
