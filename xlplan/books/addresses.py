"""Cell and range addresses in A1 form. Rows and columns count from 1."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from xlplan.declaring import NamedTuple

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
# These stay text: re compiles each when it is first needed, and most runs need none of them.
_COLUMNS: Final = r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})"
_REFERENCE: Final = r"=?(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?::.*)?"
_ROWS: Final = r"\$?([0-9]{1,7}):\$?([0-9]{1,7})"


class Area(NamedTuple):
    """A rectangle of cells, all four sides included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first, last = cell_name(self.top, self.left), cell_name(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Area) -> bool:
        """Whether two areas have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


@lru_cache(maxsize=MAX_COLUMN)
@lru_cache(maxsize=MAX_COLUMN)
def column_name(column: int) -> str:
    """1 → A, 27 → AA. ``ValueError`` outside 1 to 16,384."""
    if not 1 <= column <= MAX_COLUMN:
        raise ValueError(f"no such column: {column}")
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


@lru_cache(maxsize=MAX_COLUMN)
def column_number(name: str) -> int:
    """A → 1, AA → 27. ``ValueError`` beyond XFD."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(f"no such column: {name}")
    return number


def cell_name(row: int, column: int) -> str:
    """(2, 3) → C2."""
    return f"{column_name(column)}{row}"


def parse_cell(text: str) -> tuple[int, int]:
    """C2 (or $C$2) → (2, 3). ``ValueError`` if it is no cell of a worksheet."""
    match = _CELL.fullmatch(text)
    if not match or not 1 <= int(match[2]) <= MAX_ROW:
        raise ValueError(f"not a cell: {text!r}")
    return int(match[2]), column_number(match[1])


def parse_area(text: str) -> Area:
    """A1:C3, A1, A:C or 1:3. ``ValueError`` for anything else."""
    first, _, last = text.partition(":")
    if not _CELL.fullmatch(first):
        if columns := re.fullmatch(_COLUMNS, text):
            return Area(1, column_number(columns[1]), MAX_ROW, column_number(columns[2]))
        if rows := re.fullmatch(_ROWS, text):
            if not 1 <= int(rows[1]) <= int(rows[2]) <= MAX_ROW:
                raise ValueError(f"not rows: {text!r}")
            return Area(int(rows[1]), 1, int(rows[2]), MAX_COLUMN)
    top, left = parse_cell(first)
    bottom, right = parse_cell(last) if last else (top, left)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def first_cell(reference: str) -> tuple[str, int, int] | None:
    """``'回答_財政課'!$B$3:$B$9`` → sheet, row and column of its first cell; `None` for what is no such reference."""
    found = re.fullmatch(_REFERENCE, reference)
    if not found:
        return None
    sheet = found[1].replace("''", "'") if found[1] else found[2]
    return (sheet, *parse_cell(found[3]))
