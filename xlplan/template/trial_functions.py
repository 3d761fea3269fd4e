"""The lower part of 試算: worksheet functions at work on example cells, and the list of them with their help.

What stands here is given by the functions' own side: formulas, and what they come to in this workbook. A formula keeps its
result in the file, so that it can be read before anything is calculated. An array is entered over a range of fixed size
(Ctrl+Shift+Enter), which every Excel since 2019 and LibreOffice show alike.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.pagebreak import Break

from xlplan.template import style
from xlplan.template.sheet import put

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.schema import CellScalar

Results: TypeAlias = Sequence[Sequence[str | float]]

HELP_NAME: Final = "xlplan_functions"
"""The workbook name of the list: from it the macro tells Excel the help of each function."""
MOST_ARGUMENTS: Final = 4
FIRST_ARGUMENT_COLUMN: Final = 2
"""Columns of the list, from 1: the name, the helps of the arguments, and last the help of the function."""
ABOUT_COLUMN: Final = 9

_LABEL, _FIRST, _NOTE = 2, 3, 10
_WIDTH: Final = 19
_NOTE_WIDTH: Final = 38
_SMALL: Final = 9
_UNKNOWN: Final = "「編集を有効にする」を押すと、使えるかどうかがここに出ます。"
_DEAD: Final = "使えません。関数を使ったセルは#NAME?や空欄になりますが、ほかの値と数式は、すべて正しいままです。"
_ADVICE: Final = (
    "使えないときは、①黄色い帯の「編集を有効にする」「コンテンツの有効化」を押してください。②それでも変わらなければ、"
    "情報システム担当に「導入手引き」の「動かないとき」を見てもらってください。",
    "保護ビューでは計算しないため、前に保存したときの結果が見えます。台帳の判定・総括・報告書は、関数を使っていません。",
    "クリーム色の欄は書き換えて試せます。式は右の列のとおりに、どのシートにも入力できます。複数のセルに結果が出る式は、Excel 2021以降では"
    "左上のセルに入力するだけです。",
    "Excel 2019では左上の1つしか出ないため、範囲を選んでから式を入力し、Ctrl＋Shift＋Enterで確定します（この表の式もそうしています）。",
)


@dataclass(frozen=True)
class Given:
    """Example cells that an officer may change; `name` stands for their range in formulas."""

    name: str
    label: str
    cells: Sequence[Sequence[CellScalar]]
    note: str = ""
    upright: bool = False
    """True for a column under the label, False for cells to the right of it."""


@dataclass(frozen=True)
class Answer:
    """A formula and what it comes to.

    Attributes:
        labels: what stands to the left, row by row.
        formula: without "="; {name} is the range of a `Given`, {labels} and {cases} those of the trial above.
        results: rows as they come.
        size: rows and columns of the range the formula fills; of a list that may be shorter the rest stays blank.
        at: columns to the right of the first one.
        headings: above the results.
    """

    labels: Sequence[str]
    formula: str
    results: Results
    size: tuple[int, int]
    at: int = 0
    headings: Sequence[str] = ()
    number_format: str = "#,##0"
    is_list: bool = False


@dataclass(frozen=True)
class Block:
    """A group of examples; answers that share their rows with a column of given cells are `beside` it."""

    title: str
    lines: Sequence[Given | Answer]
    beside: bool = False
    new_page: bool = False


@dataclass(frozen=True)
class Help:
    """A function in the list."""

    name: str
    arguments: Sequence[str]
    about: str


@dataclass(frozen=True)
class Functions:
    """All that is shown of the functions. `ready` is the formula that only a working function answers."""

    ready: str
    blocks: Sequence[Block]
    helps: Sequence[Help]


class FunctionsPart:
    """Draws the part, from a row on; `known` then holds the result of every formula cell."""

    def __init__(self, sheet: Worksheet, top: int, areas: Mapping[str, str]) -> None:
        self.sheet = sheet
        self.row = top
        self.areas = dict(areas)
        self.known: dict[str, str | float] = {}

    def draw(self, book: Workbook, functions: Functions) -> None:
        """Everything: title, state, blocks, list."""
        self._new_page()
        self._text("ワークシート関数の例", size=14, bold=True, color=style.NAVY, height=24)
        self._state(functions.ready)
        for words in _ADVICE:
            self._text(words, size=_SMALL, color=style.FAINT, height=15)
        for block in functions.blocks:
            self.row += 1
            if block.new_page:
                self._new_page()
            self._text(block.title, size=11, bold=True, color=style.NAVY, height=20)
            self._block(block)
        self.row += 1
        self._new_page()
        self._list(book, functions.helps)

    def _new_page(self) -> None:
        self.sheet.row_breaks.append(Break(id=self.row - 1))

    def _text(self, words: str, *, size: float, color: str, height: float, bold: bool = False) -> None:
        cell = self.sheet.cell(self.row, _LABEL, words)
        cell.font, cell.alignment = style.font(bold=bold, size=size, color=color), style.align("left")
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1

    def _state(self, ready: str) -> None:
        label, cell = self.sheet.cell(self.row, _LABEL, "関数の状態"), self.sheet.cell(self.row, _FIRST)
        cell.value = f'=IFERROR({ready},"{_DEAD}")'
        self.known[cell.coordinate] = _UNKNOWN
        for one in (label, cell):
            one.font, one.alignment = style.font(bold=True), style.align("left")
        self.sheet.row_dimensions[self.row].height = 22
        self.row += 1

    def _block(self, block: Block) -> None:
        bottom = self.row
        for line in block.lines:
            if isinstance(line, Given):
                self._given(line)
                start, rows = self.row, len(line.cells)
            else:
                self._headings(line)
                start, rows = self.row, line.size[0]
                self._answer(line)
            bottom = max(bottom, start + rows)
            self.row = self.row if block.beside else bottom
        self.row = bottom

    def _headings(self, answer: Answer) -> None:
        """Headings stand in the row above the results, beside the label of the given cells."""
        for at, words in enumerate(answer.headings, start=_FIRST + answer.at):
            self._head(self.row - 1, at, words)

    def _head(self, row: int, at: int, words: str) -> None:
        cell = self.sheet.cell(row, at, words)
        cell.font, cell.fill = style.font(bold=True, size=_SMALL, color=style.WHITE), style.fill(style.NAVY)
        cell.alignment, cell.border = style.align("center", wrap=True), style.border(color=style.WHITE)

    def _given(self, given: Given) -> None:
        if given.upright:
            self._head(self.row, _LABEL, given.label)
            self.row += 1
        first = _LABEL if given.upright else _FIRST
        for down, values in enumerate(given.cells):
            for right, value in enumerate(values):
                cell = self.sheet.cell(self.row + down, first + right)
                put(cell, value)
                cell.number_format = (
                    "yyyy/m/d" if isinstance(value, dt.date) else "@" if isinstance(value, str) else "General"
                )
                cell.font, cell.fill, cell.border = (
                    style.font(size=_SMALL),
                    style.fill(style.INPUT),
                    style.border("bottom"),
                )
                cell.alignment = style.align("left", wrap=True, indent=1)
            texts = [(str(value), _WIDTH) for value in values if value is not None]
            self._heighten(self.row + down, texts)
        if not given.upright:
            self._label(self.row, given.label)
        if given.note:
            self._note(self.row, given.note)
        last = get_column_letter(first + max(map(len, given.cells)) - 1)
        letter = get_column_letter(first)
        self.areas[given.name] = f"{letter}{self.row}:{last}{self.row + len(given.cells) - 1}"

    def _answer(self, answer: Answer) -> None:
        rows, columns = answer.size
        left = _FIRST + answer.at
        corner, last = (get_column_letter(at) for at in (left, left + columns - 1))
        area = f"{corner}{self.row}:{last}{self.row + rows - 1}"
        formula = answer.formula.format(**self.areas)
        for down in range(rows):
            values = answer.results[down] if down < len(answer.results) else ()
            for right in range(columns):
                cell = self.sheet.cell(self.row + down, left + right)
                value = values[right] if right < len(values) else ""
                self.known[cell.coordinate] = value
                cell.number_format = answer.number_format
                cell.font, cell.border = style.font(size=_SMALL), style.border("bottom")
                number = isinstance(value, float)
                cell.alignment = style.align("right" if number else "left", wrap=True, indent=1)
            self._heighten(self.row + down, [(str(v), _WIDTH) for v in values if isinstance(v, str)])
            if down < len(answer.labels):
                self._label(self.row + down, answer.labels[down])
        cell = self.sheet.cell(self.row, left)
        filling = _filled(formula, area) if answer.is_list else formula
        cell.value = f"={filling}" if rows * columns == 1 else ArrayFormula(area, f"={filling}")
        self._note(self.row, f"={formula.replace('[#All]', '[#すべて]')}")

    def _label(self, row: int, words: str) -> None:
        cell = self.sheet.cell(row, _LABEL, words)
        cell.font, cell.alignment = style.font(size=_SMALL, color=style.INK), style.align("left", wrap=True, indent=1)
        cell.border = style.border("bottom")

    def _note(self, row: int, words: str) -> None:
        """Notes of answers beside each other stand below each other."""
        while self.sheet.cell(row, _NOTE).value is not None:
            row += 1
        cell = self.sheet.cell(row, _NOTE)
        put(cell, words)
        cell.font, cell.alignment = style.font(size=8, color=style.FAINT), style.align("left", wrap=True, indent=1)
        self._heighten(row, [(words, _NOTE_WIDTH)], size=8)

    def _heighten(self, row: int, texts: Sequence[tuple[str, float]], *, size: float = _SMALL) -> None:
        """As high as the texts need, whose columns are so many digits of the ordinary size wide."""
        dimension = self.sheet.row_dimensions[row]
        scaled = [(text, width * style.SIZE / size) for text, width in texts]
        dimension.height = max(dimension.height or 0, style.row_height(scaled, size=size))

    def _list(self, book: Workbook, helps: Sequence[Help]) -> None:
        """The list the macro reads: nothing in it is calculated."""
        self._text(
            "関数の一覧（ここの説明が、Excelの「関数の挿入」にも出ます）",
            size=11,
            bold=True,
            color=style.NAVY,
            height=20,
        )
        heads = {_LABEL: "関数", _NOTE: "働き"} | {
            _LABEL + FIRST_ARGUMENT_COLUMN - 1 + at: f"引数{at + 1}" for at in range(MOST_ARGUMENTS)
        }
        for at, words in heads.items():
            self._head(self.row, at, words)
        self.row += 1
        first = self.row
        for one in helps:
            texts = dict(enumerate(one.arguments, start=_LABEL + FIRST_ARGUMENT_COLUMN - 1))
            texts |= {_LABEL: one.name, _LABEL + ABOUT_COLUMN - 1: one.about}
            for at in range(_LABEL, _NOTE + 1):
                cell = self.sheet.cell(self.row, at, texts.get(at))
                cell.font, cell.border = style.font(size=8, bold=at == _LABEL), style.border("bottom")
                cell.alignment = style.align("left", vertical="top", wrap=True)
            widths = {_LABEL: 18, _NOTE: _NOTE_WIDTH}
            self._heighten(self.row, [(text, widths.get(at, _WIDTH)) for at, text in texts.items()], size=8)
            self.row += 1
        area = f"'{self.sheet.title}'!$B${first}:$J${self.row - 1}"
        book.defined_names[HELP_NAME] = DefinedName(HELP_NAME, attr_text=area)


def _filled(formula: str, area: str) -> str:
    """A list over a range that may be larger: beside an array of the range's size what is missing is #N/A, shown blank."""
    first, last = (re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", cell) for cell in area.split(":"))
    return f'IFERROR(IF(ROW({first}:{last})>0,{formula}),"")'
