"""Marks in an open workbook: fills, remembered in the workbook's own names so that only ours go again.

The server cannot ask which colour a cell has. So every marked rectangle has a name, `xlplan_mark_…`, that holds where it
is and which fill it had before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlplan.books.addresses import Area, first_cell, parse_area, parse_cell
from xlplan.books.live_cells import Address, blocks, range_of
from xlplan.books.styles_xml import FILLS

if TYPE_CHECKING:
    import xlwings as xw

    from xlplan.findings import Place
    from xlplan.messages import Level

__all__ = ["LiveMarks"]

_NAME: Final = re.compile(r"xlplan_mark_\d+_(none|[0-9A-F]{6})")
_NONE: Final = "none"


class LiveMarks:
    """The marks of a workbook: those to be made, and whether the old ones go."""

    def __init__(self, book: xw.Book, *, payload: bool) -> None:
        self._book = book
        self._payload = payload
        self._new: dict[tuple[str, Address], Level] = {}
        self._clear = False

    def add(self, place: Place, level: Level) -> None:
        """Mark a cell at the next `write`."""
        self._new[place.sheet, parse_cell(place.cell)] = level

    def clear(self) -> None:
        """Forget the marks not made yet, and take the others away at the next `write`."""
        self._clear = True
        self._new.clear()

    @property
    def pending(self) -> bool:
        """Whether `write` has anything to do."""
        return self._clear or bool(self._new)

    def write(self) -> None:
        """Carry it out."""
        if self._clear:
            self._take_away()
        alike: dict[tuple[str, Level, str], dict[Address, None]] = {}
        for (name, at), level in self._new.items():
            alike.setdefault((name, level, self._fill(self._book.sheets[name], at)), {})[at] = None
        number = sum(1 for name in self._book.names if _NAME.fullmatch(name.name))
        for (name, level, before), cells in alike.items():
            sheet = self._book.sheets[name]
            quoted = sheet.name.replace("'", "''")
            for area, _ in blocks(cells):
                number += 1
                range_of(sheet, area).color = f"#{FILLS[level][2:]}"
                self._book.names.add(f"xlplan_mark_{number}_{before}", f"='{quoted}'!{_absolute(area)}")
        self._clear = False
        self._new.clear()

    def _fill(self, sheet: xw.Sheet, at: Address) -> str:
        """The fill a cell has, as its mark's name keeps it."""
        color = None if self._payload else sheet.range(at).color
        return _NONE if color is None else "".join(f"{part:02X}" for part in color)

    def _take_away(self) -> None:
        for name in list(self._book.names):
            found = _NAME.fullmatch(name.name)
            if not found:
                continue
            where = first_cell(name.refers_to or "")
            if where and where[0] in [sheet.name for sheet in self._book.sheets]:
                area = parse_area((name.refers_to or "").rpartition("!")[2].replace("$", ""))
                range_of(self._book.sheets[where[0]], area).color = None if found[1] == _NONE else f"#{found[1]}"
            name.delete()


def _absolute(area: Area) -> str:
    return ":".join(re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", cell) for cell in str(area).split(":"))
