"""One sheet of a template as a stencil: fixed rows, and bands of rows that are repeated with values in their places.

A place is `{name}` in a cell, in the header or footer, or in a chart's title. A band is a workbook name that begins with
`行_` and stands for whole rows. Filling copies rows with their styles, heights and merged cells; it knows nothing of what
a cell looks like, so nothing of an officer's look is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from xlplan.books import xml_tags as xml
from xlplan.books.addresses import MAX_ROW, Area, cell_name
from xlplan.books.cell_values import CellValue
from xlplan.books.sheet_guards import has_formula
from xlplan.declaring import NamedTuple
from xlplan.findings import CannotRun

if TYPE_CHECKING:
    from xlplan.books.shared_texts import SharedTexts
    from xlplan.books.sheet_xml import Cell, SheetXml

BAND: Final = "行_"
_LETTER: Final = re.compile("&#(x?)([0-9A-Fa-f]+);")
PLACE: Final = re.compile(r"\{([^{}\s][^{}\n]*)\}")


class TemplateLacks(CannotRun):
    """A template does not hold what its report needs; the text is Japanese and names sheet and place."""


class Block(NamedTuple):
    """A band once, with what goes into its places.

    `spans`: pairs of places in one row; the cells from the first to the second are merged and hold the first's value.
    """

    band: str
    values: Mapping[str, CellValue]
    spans: tuple[tuple[str, str], ...] = ()


class Unit(NamedTuple):
    """A run of template rows and the row of the report its first one becomes; `block` is None for fixed rows."""

    top: int
    bottom: int
    row: int
    block: Block | None

    def at(self, like: int) -> int:
        """The report's row for a template row counted from this unit's start."""
        return self.row + like - self.top

    def holds(self, like: int) -> bool:
        """Whether a template row belongs to it."""
        return self.top <= like <= self.bottom


@dataclass(frozen=True)
class StencilSheet:
    """A template's sheet.

    Attributes:
        template: file name for messages; name: of the sheet.
        bands: name without `行_` → its first and last row.
        below: last row that anything stands on, pictures and charts included.
    """

    template: str
    name: str
    xml: SheetXml
    texts: SharedTexts
    bands: Mapping[str, tuple[int, int]]
    below: int

    @cached_property
    def last_row(self) -> int:
        """Last row that fixed rows or bands reach."""
        return max([self.below, *self.xml.rows, *(bottom for _, bottom in self.bands.values())], default=1)

    def units(self, blocks: Sequence[Block]) -> list[Unit]:
        """Fixed rows and blocks in the order of the report; bands that touch one another take their blocks as they come."""
        self._refuse_unknown_bands(blocks)
        units: list[Unit] = []
        row, like = 1, 1
        for top, bottom, names in self._areas():
            if like < top:
                units.append(Unit(like, top - 1, row, None))
                row += top - like
            for block in blocks:
                if block.band in names:
                    first, last = self.bands[block.band]
                    units.append(Unit(first, last, row, block))
                    row += last - first + 1
            like = bottom + 1
        if like <= self.last_row:
            units.append(Unit(like, self.last_row, row, None))
        return units

    def _areas(self) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Bands that touch one another: first row, last row, names."""
        area: tuple[int, int, frozenset[str]] | None = None
        for name, (top, bottom) in sorted(self.bands.items(), key=lambda item: item[1]):
            if area is not None and top <= area[1] + 1:
                area = (area[0], bottom, area[2] | {name})
                continue
            if area is not None:
                yield area
            area = (top, bottom, frozenset((name,)))
        if area is not None:
            yield area

    def _refuse_unknown_bands(self, blocks: Iterable[Block]) -> None:
        missing = sorted({block.band for block in blocks} - set(self.bands))
        if missing:
            raise TemplateLacks(
                f"様式「{self.template}」のシート「{self.name}」に、行の名前「{BAND}{missing[0]}」がありません。"
                "繰り返す行を選び、「数式」→「名前の管理」でこの名前を付けてください。"
            )

    @cached_property
    def places(self) -> Mapping[int, Mapping[str, int]]:
        """Row → place → its column; TemplateLacks for a formula, whose addresses would point at other rows."""
        found: dict[int, dict[str, int]] = {}
        for number in self.xml.rows:
            for column, cell in self.xml.cells(number).items():
                if has_formula(cell, self.xml.prefix):
                    raise TemplateLacks(
                        f"様式「{self.template}」のシート「{self.name}」のセル{cell_name(number, column)}に数式があります。"
                        "行がずれると別のセルを指すため、様式には数式を書けません。消してください。"
                    )
                for name in PLACE.findall(self.text(cell)):
                    found.setdefault(number, {})[name] = column
        return found

    def text(self, cell: Cell) -> str:
        """A cell's text, "" for a number or nothing."""
        return self.texts.text_of(cell, self.xml.prefix) or ""

    def places_in(self, top: int, bottom: int) -> frozenset[str]:
        """Every place between two rows."""
        return frozenset(name for row, names in self.places.items() if top <= row <= bottom for name in names)

    @property
    def fixed_places(self) -> frozenset[str]:
        """Every place outside the bands."""
        banded = {row for top, bottom in self.bands.values() for row in range(top, bottom + 1)}
        return frozenset(name for row, names in self.places.items() if row not in banded for name in names)

    @cached_property
    def page_text(self) -> bytes:
        """The header and footer as the file spells them, empty without any."""
        found = next((one for one in self.xml.after_data if one.name == self.xml.prefix + b"headerFooter"), None)
        return readable(self.xml.data[found.start : found.end]) if found else b""


def moved(area: Area, units: Sequence[Unit]) -> list[Area]:
    """Where a range of template rows stands in the report: one area for each run of rows; whole columns stay."""
    if area.bottom >= MAX_ROW:
        return [area]
    rows = sorted(
        unit.at(like) for unit in units for like in range(max(unit.top, area.top), min(unit.bottom, area.bottom) + 1)
    )
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return [Area(first, area.left, last, area.right) for first, last in runs]


def carried(area: Area, units: Sequence[Unit]) -> Iterator[tuple[Unit, Area]]:
    """A range that belongs to the row it begins on: once for every unit that repeats this row."""
    for unit in units:
        if unit.holds(area.top):
            bottom = unit.at(area.bottom)
            if not unit.holds(area.bottom):
                bottom = max((one.at(area.bottom) for one in units if one.holds(area.bottom)), default=bottom)
            yield unit, Area(unit.at(area.top), area.left, max(bottom, unit.at(area.top)), area.right)


def filled(text: str, values: Mapping[str, CellValue]) -> CellValue:
    """A text with its places filled; a place that stands alone takes the value as it is: number, date, nothing."""
    alone = PLACE.fullmatch(text)
    if alone:
        return values[alone[1]]
    return PLACE.sub(lambda place: "" if values[place[1]] is None else str(values[place[1]]), text)


def readable(data: bytes) -> bytes:
    """XML whose letters stand as letters: some programs write each of them as a number (`&#12468;`)."""

    def letter(found: re.Match[str]) -> str:
        said = chr(int(found[2], 16) if found[1] else int(found[2]))
        return found[0] if said in "<>&\"'" else said

    return _LETTER.sub(letter, data.decode()).encode() if b"&#" in data else data


def page_filled(data: bytes, values: Mapping[str, CellValue]) -> bytes:
    """Header and footer codes with their places filled; an ampersand in a value is printed, not obeyed."""

    def put(place: re.Match[str]) -> str:
        return xml.escape(str(values[place[1]] or "").replace("&", "&&"))

    return PLACE.sub(put, readable(data).decode()).encode()
