"""The 選択肢 sheet, and the defined names behind every drop-down.

Fixed words stand on 選択肢; what officers may change (年度, 課, 単位) comes straight from its own table, so a row added
there appears in the drop-downs. No name uses a volatile function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from xlplan.choices import LISTS, SCHEDULE_WORDS, Symbol
from xlplan.template import style

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.template.frame import Frame

SHEET: Final = "選択肢"
PERIODS: Final = "時期"
FROM_TABLES: Final[dict[str, str]] = {"年度": "年度[年度]", "課": "課名簿[課名]", "単位": "単位[単位]"}
"""Drop-downs that follow a table."""

HEADER_ROW: Final = 4
_FIRST: Final = HEADER_ROW + 1
_MOST_YEARS: Final = 40


def list_name(choices: str) -> str:
    """Defined name of a drop-down: 「一覧_目標種別」. A circle is not allowed in a name."""
    return f"一覧_{'丸' if choices == '○' else choices}"


def fill_lists(book: Workbook, frame: Frame) -> None:
    """Write the 選択肢 sheet and every defined name of a drop-down."""
    sheet = book[SHEET]
    sheet["A1"], sheet["A1"].font = "選択肢", style.font(bold=True, size=14, color=style.NAVY)
    sheet["A2"] = (
        "判定の規則が使う言葉の一覧です。書き換えないでください（年度・課・単位は、それぞれの表で行を加えると選べるようになります）。"
    )
    sheet["A2"].font = style.font(color=style.FAINT)
    for at, (name, words) in enumerate(LISTS.items(), start=1):
        _column(sheet, at, name, words)
        letter = get_column_letter(at)
        _define(book, name, f"'{SHEET}'!${letter}${_FIRST}:${letter}${_FIRST + len(words) - 1}")
    for name, reference in FROM_TABLES.items():
        _define(book, name, reference)
    after = _periods(book, sheet, len(LISTS) + 1)
    _legend(sheet, after + 1)
    sheet.freeze_panes = f"A{_FIRST}"
    sheet.row_dimensions[HEADER_ROW].height = 22
    style.page(sheet, left=frame.plan, title=SHEET, right=frame.as_of, wide=2, tall=1)
    sheet.print_area = f"A1:{get_column_letter(after + 3)}{_FIRST + 31}"
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    sheet.sheet_view.showGridLines = False


def _define(book: Workbook, name: str, reference: str) -> None:
    book.defined_names[list_name(name)] = DefinedName(list_name(name), attr_text=reference)


def _column(sheet: Worksheet, at: int, header: str, words: tuple[str, ...]) -> None:
    _heading(sheet, at, header)
    for row, word in enumerate(words, start=_FIRST):
        cell = sheet.cell(row, at, word)
        cell.font, cell.border, cell.alignment = style.font(), style.border("bottom"), style.align("left", indent=1)
    longest = max(style.text_width(text) for text in (header, *words))
    sheet.column_dimensions[get_column_letter(at)].width = max(8, longest + 3)


def _heading(sheet: Worksheet, at: int, header: str) -> None:
    cell = sheet.cell(HEADER_ROW, at, header)
    cell.font, cell.fill = style.font(bold=True, color=style.WHITE), style.fill(style.NAVY)
    cell.alignment, cell.border = style.align("center"), style.border(color=style.WHITE)


def _periods(book: Workbook, sheet: Worksheet, at: int) -> int:
    """The half-years of every year of 年度, by formula: 「平成26年9月末」「平成26年度末」. Returns the column."""
    _heading(sheet, at, PERIODS)
    letter = get_column_letter(at)
    sheet.column_dimensions[letter].width = 17
    for row in range(_FIRST, _FIRST + 2 * _MOST_YEARS):
        year = f"INDEX(年度[年度],INT((ROW()-{_FIRST})/2)+1)"
        text = f'IF(MOD(ROW()-{_FIRST},2)=0,SUBSTITUTE({year},"年度","年9月末"),{year}&"末")'
        cell = sheet.cell(row, at, f'=IF(ROW()-{_FIRST}<2*COUNTA(年度[年度]),{text},"")')
        cell.font, cell.alignment = style.font(italic=True, color=style.FAINT), style.align("left", indent=1)
    last = f"INDEX('{SHEET}'!${letter}${_FIRST}:${letter}${_FIRST + 2 * _MOST_YEARS - 1},2*COUNTA(年度[年度]))"
    _define(book, PERIODS, f"'{SHEET}'!${letter}${_FIRST}:{last}")
    return at


def _legend(sheet: Worksheet, at: int) -> None:
    """Symbols with their words."""
    sheet.column_dimensions[get_column_letter(at)].width = 3
    _heading(sheet, at + 1, "記号")
    _heading(sheet, at + 2, "意味")
    words = {symbol.value: symbol.word for symbol in Symbol} | SCHEDULE_WORDS
    fills = style.SYMBOL_FILLS | style.SCHEDULE_FILLS
    for row, (mark, word) in enumerate(words.items(), start=_FIRST):
        symbol, meaning = sheet.cell(row, at + 1, mark), sheet.cell(row, at + 2, word)
        background, ink = fills[mark]
        symbol.fill, symbol.font = style.fill(background), style.font(bold=True, color=ink)
        symbol.alignment, meaning.alignment = style.align("center"), style.align("left", indent=1)
        meaning.font, meaning.border = style.font(), style.border("bottom")
    sheet.column_dimensions[get_column_letter(at + 1)].width = 8
    sheet.column_dimensions[get_column_letter(at + 2)].width = 22
