"""How every workbook of the project looks and prints: palette, fonts, conditional formats, page set-up.

Readable without colour first: symbols stand with words, and the fills keep vermilion against blue, never red against
green. BIZ UDPゴシック comes with every Windows since 10.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from xlplan.books import row_heights

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FONT: Final = "BIZ UDPゴシック"
SIZE: Final = 10
LEAST_HEIGHT: Final = 18.0
"""Height of a row with one line of text, in points."""

NAVY: Final = "1F3864"
BLUE: Final = "2E75B6"
LIGHT_BLUE: Final = "9DC3E6"
PALE_BLUE: Final = "DDEBF7"
VERMILION: Final = "D55E00"
LIGHT_VERMILION: Final = "F8CBAD"
AMBER: Final = "FFE699"
BROWN: Final = "5B2C06"
SLATE: Final = "5F6B7C"
GREY: Final = "E7E6E6"
SILVER: Final = "BFBFBF"
MIST: Final = "F0F0F0"
ZEBRA: Final = "F5F8FC"
INPUT: Final = "FFF9E0"
"""The one input colour, in the master and in every return."""
LINE: Final = "C5CFDD"
INK: Final = "222B3A"
FAINT: Final = "6B7280"
WHITE: Final = "FFFFFF"

SYMBOL_FILLS: Final[dict[str, tuple[str, str]]] = {
    "◎": (NAVY, WHITE),
    "○": (LIGHT_BLUE, INK),
    "△": (AMBER, INK),
    "▲": (LIGHT_VERMILION, INK),
    "×": (VERMILION, WHITE),
    "▼": (BROWN, WHITE),
    "－": (GREY, FAINT),
}
"""Verdict symbol → (fill, text)."""
SCHEDULE_FILLS: Final[dict[str, tuple[str, str]]] = {
    "S": (NAVY, WHITE),
    "A": (LIGHT_BLUE, INK),
    "B": (VERMILION, WHITE),
}
"""進捗区分 → (fill, text)."""

_MM: Final = 1 / 25.4


def font(*, bold: bool = False, italic: bool = False, size: float = SIZE, color: str = INK) -> Font:
    """The project's font."""
    return Font(name=FONT, size=size, bold=bold, italic=italic, color=color)


def fill(color: str) -> PatternFill:
    """A solid fill."""
    return PatternFill("solid", start_color=color, end_color=color)


def border(*sides: str, color: str = LINE) -> Border:
    """Thin lines on the named sides; all four when none is named."""
    line, chosen = Side(style="thin", color=color), sides or ("left", "right", "top", "bottom")
    left, right, top, bottom = (line if side in chosen else None for side in ("left", "right", "top", "bottom"))
    return Border(left=left, right=right, top=top, bottom=bottom)


def align(
    horizontal: str | None = None,
    *,
    vertical: str = "center",
    wrap: bool = False,
    indent: int = 0,
    shrink: bool = False,
) -> Alignment:
    """Alignment of a cell."""
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=wrap, indent=indent, shrink_to_fit=shrink)


def use_font(book: Workbook) -> None:
    """Make the project's font the default of a new workbook, so that column widths are counted in it."""
    normal = book._named_styles["Normal"]  # type: ignore[attr-defined]  # openpyxl offers no public way
    normal.font = font()
    book._fonts[0] = normal.font  # type: ignore[attr-defined]


def equals(value: str, background: str, text: str, *, bold: bool = True) -> Rule:
    """Conditional format: the cell holds exactly this text."""
    style = DifferentialStyle(font=Font(bold=bold, color=text), fill=_shade(background))
    return Rule(type="cellIs", operator="equal", formula=[f'"{value}"'], dxf=style)


def when(formula: str, background: str | None, text: str = INK, *, bold: bool = False) -> Rule:
    """Conditional format: the formula, written for the first cell of the range, is true."""
    shade = _shade(background) if background else None
    return Rule(
        type="expression", formula=[formula], dxf=DifferentialStyle(font=Font(bold=bold, color=text), fill=shade)
    )


def zebra() -> Rule:
    """Every other row lightly shaded; sorts and grows with the table."""
    return Rule(type="expression", formula=["MOD(ROW(),2)=0"], dxf=DifferentialStyle(fill=_shade(ZEBRA)))


def _shade(color: str) -> PatternFill:
    # In a differential format Excel takes the colour of a solid fill from its background.
    return PatternFill("solid", start_color=color, end_color=color, bgColor=color)


def symbols() -> list[Rule]:
    """Fills of the verdict symbols."""
    return [equals(symbol, *colors) for symbol, colors in SYMBOL_FILLS.items()]


def schedules() -> list[Rule]:
    """Fills of 進捗区分."""
    return [equals(word, *colors) for word, colors in SCHEDULE_FILLS.items()]


def text_width(text: str) -> float:
    """Width in digits of the project's font, the unit of column widths."""
    return row_heights.text_width(text, row_heights.face(FONT))


def row_height(texts: Iterable[tuple[str, float]], *, size: float = SIZE, least: float = LEAST_HEIGHT) -> float:
    """Height in points at which no wrapped (text, column width) is cut; cells have one step of indent at most."""
    face = row_heights.face(FONT)
    lines = max((row_heights.lines_needed(text, width - row_heights.INDENT, face) for text, width in texts), default=1)
    return max(least, row_heights.height_of(lines, size=size, face=face))


def page(sheet: Worksheet, *, left: str, title: str, right: str, wide: int = 1, tall: int = 0) -> None:
    """A4 landscape, so many pages wide (tall: 0 = as many as needed), title and page number on each."""
    setup = sheet.page_setup
    setup.paperSize = "9"  # A4
    setup.orientation = "landscape"
    setup.fitToWidth, setup.fitToHeight = wide, tall
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(
        left=8 * _MM, right=8 * _MM, top=17 * _MM, bottom=14 * _MM, header=8 * _MM, footer=6 * _MM
    )
    sheet.print_options.horizontalCentered = True
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    for part, text, size in ((header.left, left, 8), (header.center, title, 11), (header.right, right, 8)):
        part.text, part.size, part.font = text.replace("&", "&&"), size, f"{FONT},標準"
    footer.center.text, footer.center.size, footer.center.font = "ページ &P／&N", 8, f"{FONT},標準"
    sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter = header, footer
