"""Which rows of a worksheet need another height once cells of theirs have new content.

A height somebody set (``customHeight``) stays. Any other is only what a text once needed, and follows the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from xlplan.books import row_heights
from xlplan.books import xml_tags as xml
from xlplan.books.cell_values import BLANK, Content
from xlplan.books.shared_texts import SharedTexts, text_in
from xlplan.books.sheet_guards import has_content, has_formula
from xlplan.books.sheet_splice import NewCell, NewCells
from xlplan.books.sheet_xml import Cell, SheetXml
from xlplan.books.styles_xml import StylesXml
from xlplan.books.text_looks import TextLook, TextLooks, decimal
from xlplan.declaring import NamedTuple

_TRUE: Final = ("1", "true")
_DEFAULT_HEIGHT: Final = 15.0
_DEFAULT_WIDTH: Final = 8.0
_COLUMN_PADDING: Final = 0.6
_AROUND_TEXT: Final = len("<is><t></t></is>")
_ANY: Final = float("inf")
_NONE: Final = -1.0


class Need(NamedTuple):
    """The height a row needs, whether wrapping is the reason, and whether every wrapping text in it is known."""

    height: float
    wraps: bool
    sure: bool


class Room(NamedTuple):
    """What a cell has for its text.

    Attributes:
        sure_letters: a text of fewer letters, without line breaks, needs no more than a line of the default height.
        width: of a line, in digits of the default font; 0 if nothing is seen of it.
    """

    sure_letters: float
    look: TextLook
    width: float


class _Placed(NamedTuple):
    """A cell as it will stand, or as it stands, in its row."""

    column: int
    style: int | None
    content: Content | Cell


class RowHeights:
    """The heights of one worksheet's rows. ``styles`` must know the styles of the new cells."""

    def __init__(self, sheet: SheetXml, styles: StylesXml, texts: SharedTexts) -> None:
        self._sheet = sheet
        self._looks = TextLooks(styles)
        self._texts = texts
        self._face, self._size = self._looks.default
        self._width_of: dict[int, float] = {}
        self._said: dict[int | None, dict[str, str]] = {}
        self._room: dict[tuple[int | None, int], float] = {}
        self._fitting: dict[tuple[int | None, int, bytes], bool] = {}

    def changed(self, new: NewCells, like_row: Mapping[int, int]) -> dict[int, float]:
        """The new height, in points, of every row that needs another one; see :func:`sheet_splice.with_cells`."""
        heights = {}
        for number, cells in new.items():
            # What fits in one line of the default height does not make a new row higher: most cells need no reading.
            tall = cells if number in self._sheet.rows else self._too_long(cells)
            if any(cell.content is not None for cell in tall.values()):
                height = self._height(number, tall, like_row.get(number))
                if height is not None:
                    heights[number] = height
        return heights

    def needed(self, like: int, cells: Mapping[int, NewCell | Cell]) -> float:
        """The height of a new row that looks like an old one and holds these cells: the old one's at least."""
        placed = [
            _Placed(column, cell.style, cell if isinstance(cell, Cell) else cell.content or BLANK)
            for column, cell in cells.items()
        ]
        set_height = decimal(self._said_of(like), "ht", 0)
        need = self._need(like, placed)
        return max(set_height, need.height) if need.wraps or not set_height else set_height

    def is_chosen(self, number: int) -> bool:
        """Whether somebody set the height of a row; rows that look like it then have the same."""
        return self._said_of(number).get("customHeight") in _TRUE

    def room(self, column: int, style: int | None) -> Room:
        """What cells of a column and style in new rows have for their texts. The rows must not be part of a merge."""
        surely = self._room_for_one_line(style, column)
        letters = surely if surely in (_NONE, _ANY) else surely / self._face.wide
        look = self._looks.of(style)
        return Room(letters, look, self._text_room(self._column_width(column), look))

    def need_of(self, room: Room, text: str) -> Need | None:
        """What a text, "" for a number, asks of a row's height; ``None`` if one line of the default height will do."""
        look, lines = room.look, 1
        if look.wraps and text and not (room.width and row_heights.fits_one_line(text, room.width, self._face)):
            lines = row_heights.lines_needed(text, room.width, self._face) if room.width else 0
        if lines <= 1 and look.size <= self._size:
            return None
        return Need(row_heights.height_of(lines, size=look.size, face=look.face), lines > 1, sure=True)

    def _text_room(self, width: float, look: TextLook) -> float:
        """Width for a text in digits of the default font, 0 in a hidden column."""
        # A larger font makes the column narrower by as much.
        return (width - look.indent) * self._size / look.size if width else 0

    def column_width(self, column: int) -> float:
        """Width of a column in digits of the default font, 0 if it is hidden."""
        return self._column_width(column)

    def _height(self, number: int, new: Mapping[int, NewCell], like: int | None) -> float | None:
        row = self._sheet.rows.get(number)
        said = self._said_of(number if row else like)
        if said.get("customHeight") in _TRUE:
            return None
        old = self._sheet.cells(number)
        after = self._need(number, _placed(old, new))
        now = decimal(said, "ht", 0) if row else 0
        if not now:
            return after.height if after.wraps and after.height > self.least else None
        before = self._need(number, _placed(old, {}))
        grows = after.height > max(before.height, now)
        shrinks = after.sure and after.height < min(before.height, now)
        return after.height if grows or shrinks else None

    def _said_of(self, number: int | None) -> dict[str, str]:
        """The attributes of a row's tag, looked up once for all the new rows that look like it."""
        if number not in self._said:
            row = self._sheet.rows.get(number) if number else None
            self._said[number] = xml.attributes(self._sheet.data[row.start : row.tag_end]) if row else {}
        return self._said[number]

    def _need(self, number: int, cells: Iterable[_Placed]) -> Need:
        height, wraps, sure = self.least, False, True
        for cell in cells:
            look = self._looks.of(cell.style)
            if not look.wraps and look.size <= self._size:
                continue
            lines: int | None = 1
            if look.wraps:
                lines = self._lines(number, cell, look)
            elif not _is_filled(cell.content):
                continue
            if lines is None:
                sure = False
            elif lines > 1 or look.size > self._size:
                height = max(height, row_heights.height_of(lines, size=look.size, face=look.face))
                wraps = wraps or lines > 1
        return Need(height, wraps, sure)

    def _too_long(self, cells: Mapping[int, NewCell]) -> dict[int, NewCell]:
        """The cells that may not fit in one line of the default height."""
        long = {}
        for column, cell in cells.items():
            content, style = cell
            if content is None or not content.inner:
                continue
            key = (style, column, content.inner)
            fits = self._fitting.get(key)
            if fits is None:
                fits = self._fitting[key] = self._fits_surely(column, style, content)
            if not fits:
                long[column] = cell
        return long

    def _fits_surely(self, column: int, style: int | None, content: Content) -> bool:
        room = self._room.get((style, column))
        if room is None:
            room = self._room[style, column] = self._room_for_one_line(style, column)
        if room in (_NONE, _ANY):
            return room == _ANY
        inner = content.inner
        if b"\n" in inner:
            return False
        # Escapes count as letters, and no letter is wider than `wide`: this errs on the safe side.
        if inner.isascii():
            return len(inner) - _AROUND_TEXT < room
        return (len(inner.decode()) - _AROUND_TEXT) * self._face.wide < room

    def _room_for_one_line(self, style: int | None, column: int) -> float:
        look = self._looks.of(style)
        if look.size > self._size or self._merged:
            return _NONE
        return self._column_width(column) - look.indent - 1 if look.wraps else _ANY

    def _lines(self, number: int, cell: _Placed, look: TextLook) -> int | None:
        """Lines of a wrapping cell, 0 if it shows nothing, ``None`` if its text is not known."""
        if not _is_filled(cell.content):
            return 0
        width = self._width(number, cell.column)
        if not width:
            return 0
        text = self._text(cell.content)
        if not text:
            return None if text is None else 1
        return row_heights.lines_needed(text, self._text_room(width, look), self._face)

    def _text(self, content: Content | Cell) -> str | None:
        """The text shown, "" for a number (which never wraps), ``None`` where it is not known."""
        if isinstance(content, Cell):
            if content.kind in ("s", "str", "inlineStr"):
                return self._texts.text_of(content, self._sheet.prefix)
            result = xml.find(content.inner, self._sheet.prefix + b"v")
            bare = result is None or result.tag_end == result.inner_end
            return None if bare and has_formula(content, self._sheet.prefix) else ""
        if content.kind == "inlineStr":
            return text_in(content)
        value = xml.find(content.inner, b"v")
        if value is None:
            return None
        return xml.text_of(content.inner, value) if content.kind == "str" else ""

    def _width(self, number: int, column: int) -> float:
        """Width for the text of a cell: its column's, or of all it is merged with; 0 if no one row has to hold it."""
        area = self._merged.get((number, column))
        if area is None:
            return self._column_width(column)
        top_to_bottom, right = area
        return 0 if top_to_bottom else sum(self._column_width(each) for each in range(column, right + 1))

    @cached_property
    def _merged(self) -> dict[tuple[int, int], tuple[bool, int]]:
        """By its first cell: whether a merged range has several rows, and its last column."""
        return {(area.top, area.left): (area.bottom > area.top, area.right) for area in self._sheet.merged}

    def _column_width(self, column: int) -> float:
        if column not in self._width_of:
            found = (width for first, last, width in self._widths if first <= column <= last)
            self._width_of[column] = next(found, self._default_width)
        return self._width_of[column]

    @cached_property
    def _widths(self) -> tuple[tuple[float, float, float], ...]:
        sheet, found = self._sheet, []
        for element in xml.find_all(sheet.data, sheet.prefix + b"col", sheet.root.tag_end, sheet.sheet_data.start):
            said = xml.attributes(sheet.data[element.start : element.tag_end])
            width = 0 if said.get("hidden") in _TRUE else decimal(said, "width", self._default_width)
            found.append((decimal(said, "min", 0), decimal(said, "max", 0), width))
        return tuple(found)

    @cached_property
    def _format(self) -> dict[str, str]:
        sheet = self._sheet
        found = xml.find(sheet.data, sheet.prefix + b"sheetFormatPr", sheet.root.tag_end, sheet.sheet_data.start)
        return xml.attributes(sheet.data[found.start : found.tag_end]) if found else {}

    @cached_property
    def least(self) -> float:
        """The default height of a row."""
        return decimal(self._format, "defaultRowHeight", _DEFAULT_HEIGHT)

    @cached_property
    def _default_width(self) -> float:
        base = decimal(self._format, "baseColWidth", _DEFAULT_WIDTH) + _COLUMN_PADDING
        return decimal(self._format, "defaultColWidth", base)


def _placed(old: Mapping[int, Cell], new: Mapping[int, NewCell]) -> Iterable[_Placed]:
    if not old:
        yield from (
            _Placed(column, cell.style, cell.content) for column, cell in new.items() if cell.content is not None
        )
        return
    for column in old.keys() | new.keys():
        cell = new.get(column)
        if cell is not None and cell.content is not None:
            yield _Placed(column, cell.style, cell.content)
        elif column in old:
            yield _Placed(column, old[column].style if cell is None else cell.style, old[column])


def _is_filled(content: Content | Cell) -> bool:
    return has_content(content) if isinstance(content, Cell) else bool(content.inner)
