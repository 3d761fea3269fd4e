"""What the blocks of the 総括 page share: where they stand, the names their formulas use, the kinds of cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.template import style
from xlplan.template.references import col

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET: Final = "総括"
FY: Final = "対象年度"
POINT: Final = "対象時点"
"""Defined names of the fiscal year and the point of the period in 管理."""

LABEL: Final = 2
FIRST: Final = 3
LAST: Final = 12
CHART_AT: Final = 14
CHART_COLUMNS: Final = 7
POLICIES: Final = 5
SCHEDULE_TOP: Final = 6
VERDICT_TOP: Final = 16
BOARD_TOP: Final = 26
LAST_ROW: Final = BOARD_TOP + 10
SCHEDULE_TOTAL: Final = SCHEDULE_TOP + POLICIES + 2
VERDICT_TOTAL: Final = VERDICT_TOP + POLICIES + 2
"""Rows of 計 in the two tables."""


def in_period(table: str) -> str:
    """The criteria of COUNTIFS that keep the rows of the period."""
    return f"{col(table, '年度')},{FY},{col(table, '時点')},{POINT}"


def section(sheet: Worksheet, row: int, at: int, text: str) -> None:
    """The heading of a block."""
    cell = sheet.cell(row, at, text)
    cell.font, cell.alignment = style.font(bold=True, size=11, color=style.NAVY), style.align("left")
    sheet.row_dimensions[row].height = 20


def head(sheet: Worksheet, row: int, at: int, text: str, colors: tuple[str, str] = (style.NAVY, style.WHITE)) -> None:
    """A header cell in (fill, text)."""
    background, ink = colors
    cell = sheet.cell(row, at, text)
    cell.font, cell.fill = style.font(bold=True, size=8.5, color=ink), style.fill(background)
    cell.alignment, cell.border = style.align("center", wrap=True), style.border(color=style.WHITE)


def figure(
    sheet: Worksheet, row: int, at: int, formula: str, number_format: str = "#,##0", *, bold: bool = False
) -> None:
    """A calculated figure."""
    cell = sheet.cell(row, at, formula)
    cell.number_format, cell.font = number_format, style.font(bold=bold)
    cell.alignment, cell.border = style.align("center"), style.border("bottom")


def label(sheet: Worksheet, row: int, at: int, text: str, *, bold: bool = False) -> None:
    """The name of a row; a text that starts with "=" is a formula."""
    cell = sheet.cell(row, at, text)
    cell.font, cell.border = style.font(bold=bold), style.border("bottom")
    cell.alignment = style.align("left", indent=1)
