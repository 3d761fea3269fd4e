"""How high a row must be so that no wrapped text in it is cut: an estimate, rather a line too many than one too few.

Widths are in the unit of column widths, the digit of the workbook's default font; heights and sizes in points.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import Final

from xlplan.declaring import NamedTuple

HIGHEST: Final = 409.0
"""No row can be higher."""
INDENT: Final = 1.2
"""What one step of indent takes of a cell's width."""

_CELL_PADDING: Final = 0.8  # to the left and right of a text together
_LEAST_ROOM: Final = 2.0
_ROW_PADDING: Final = 5.0
_MARKS: Final = frozenset("、。，．・：；「」『』（）【】〔〕［］…")
# What is never parted at the end of a line: a half-width word, and a letter from brackets and marks that belong to it.
_PIECE: Final = re.compile(
    r"[（「『【〔《〈［｛]*(?:[!-~]+|.)[、。，．・：；？！％）」』】〕》〉］｝ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…]*",
    re.DOTALL,
)


class Face(NamedTuple):
    """A typeface as far as heights depend on it.

    Attributes:
        wide: width of a full-width letter in digits of the same size.
        mark: width of a full-width bracket, comma or full stop.
        leading: height of a line in font sizes.
    """

    wide: float
    mark: float
    leading: float


OTHER: Final = Face(2.0, 2.0, 1.35)
"""Fixed-width Japanese faces, and the safe side of most others."""
# By how the name begins. BIZ UDP's digits are wide (0.76 of the size, so 1.32) and its brackets half as wide as its
# letters; Calibri's digits are narrow on the screen; the others carry much air between lines.
_FACES: Final[tuple[tuple[str, Face], ...]] = (
    ("BIZ UDP", Face(1.45, 0.9, 1.3)),
    ("Calibri", Face(2.15, 2.15, 1.4)),
    ("Meiryo UI", OTHER),
    ("Meiryo", Face(2.0, 2.0, 1.75)),
    ("メイリオ", Face(2.0, 2.0, 1.75)),
    ("Yu ", Face(2.0, 2.0, 1.75)),
    ("游", Face(2.0, 2.0, 1.75)),
)


def face(name: str) -> Face:
    """The typeface of this name, :data:`OTHER` if nothing is known of it."""
    return next((known for beginning, known in _FACES if name.startswith(beginning)), OTHER)


class _Widths(dict[str, float]):
    """Width of every letter met so far."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, letter: str) -> float:
        if letter.isascii() or unicodedata.east_asian_width(letter) not in "WFA":
            width = 1.0
        else:  # the marks are wide too, but not in every face as wide as a letter
            width = self._face.mark if letter in _MARKS else self._face.wide
        self[letter] = width
        return width


_widths: Final = lru_cache(maxsize=8)(_Widths)


def text_width(text: str, face: Face = OTHER) -> float:
    """Width of a text without line breaks; a half-width letter counts 1."""
    return len(text) if text.isascii() else sum(map(_widths(face).__getitem__, text))


def fits_one_line(text: str, width: float, face: Face = OTHER) -> bool:
    """Whether a wrapped text takes no more than one line; the arguments are those of `lines_needed`."""
    return "\n" not in text and text_width(text, face) <= max(width - _CELL_PADDING, _LEAST_ROOM)


@lru_cache(maxsize=4096)
def lines_needed(text: str, width: float, face: Face = OTHER) -> int:
    """Lines that a wrapped text takes in a column of this width less its indent, one for an empty text.

    ``face`` is the default font's. Japanese breaks between any two letters but before a closing mark and after an
    opening one; a half-width word stays whole if a line can hold it.
    """
    room = max(width - _CELL_PADDING, _LEAST_ROOM)
    lines = text.replace("\r\n", "\n").split("\n")
    # No letter is wider than "wide": short texts, which most are, need not be measured.
    return sum(1 if len(line) * face.wide <= room else _wrapped(line, room, face) for line in lines)


def _wrapped(line: str, room: float, face: Face) -> int:
    if text_width(line, face) <= room:
        return 1
    lines, used = 1, 0.0
    for piece in _PIECE.findall(line):
        width = text_width(piece, face)
        if used + width <= room:
            used += width
            continue
        # What no line can hold is broken anywhere.
        own = math.ceil(width / room)
        lines += own if used else own - 1
        used = width - (own - 1) * room
    return lines


def height_of(lines: int, *, size: float, face: Face = OTHER) -> float:
    """Height of so many lines in a font of this size, at most :data:`HIGHEST`."""
    return min(HIGHEST, round(lines * size * face.leading + _ROW_PADDING, 1))
