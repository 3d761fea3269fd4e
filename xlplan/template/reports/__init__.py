"""The templates of reports as the project makes them; a city's own edited copies are used in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import openpyxl

from xlplan.template import style
from xlplan.template.reports import committee, headquarters, program, revision
from xlplan.template.reproducible import to_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook

_DRAWN: Final[Mapping[str, Callable[[Workbook], None]]] = {
    "本部報告.xlsx": headquarters.draw,
    "委員会資料.xlsx": committee.draw,
    "個票.xlsx": program.draw,
    "見直し.xlsx": revision.draw,
}
NAMES: Final = tuple(_DRAWN)
"""File names of the templates."""


def build_template(name: str) -> bytes:
    """One template; the same on every run."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    style.use_font(book)
    _DRAWN[name](book)
    book.active = 0
    book.worksheets[0].sheet_view.tabSelected = True
    book.properties.creator, book.properties.title = "xlplan", name.removesuffix(".xlsx")
    return to_bytes(book)
