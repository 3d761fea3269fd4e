"""The rules over a return as it is handed out. A return is a form for people: rules on the shape of a table do not apply.

Each check is a function whose docstring an officer reads in docs/機械可読性.md.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from xlplan.choices import SCHEDULE_WORDS
from xlplan.control_check import CONTROL_SHEET
from xlplan.form.cells import RowKind
from xlplan.form.layout import SHEET
from xlplan.report.readability.breaches import Breach, dependent_in

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_OBJECTS: Final = ("/drawings/", "/media/", "/charts/", "/comments", "vml", "/embeddings/")
_OURS: Final = frozenset((RowKind.SECTION, RowKind.HEADER))
_KEPT: Final = frozenset(("様式ID", "構造の版", "プランID", "課名", "時期", "発行番号"))
_CHOSEN: Final = ("今回の進捗区分", "今回の状況", "値の根拠", "公表可否", "今回の反映区分")
_CHECK: Final = "記入の確認"
_UNIT: Final = "単位"


@dataclass(frozen=True)
class Line:
    """A row of the form: what it is (RowKind), its cells, and the headings above it by column letter."""

    kind: str
    cells: tuple[Cell, ...]
    headings: Mapping[str, str]

    @property
    def answers(self) -> tuple[Cell, ...]:
        """The cells an officer may fill."""
        return tuple(cell for cell in self.cells if not cell.protection.locked)

    def under(self, heading: str) -> Cell | None:
        """The cell under a heading; None where the section has no such column."""
        return next((cell for cell in self.cells if self.headings.get(cell.column_letter) == heading), None)


@dataclass(frozen=True)
class FormFile:
    """A return as a file."""

    content: bytes

    @cached_property
    def parts(self) -> list[str]:
        """Names of its parts."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as package:
            return package.namelist()

    @cached_property
    def book(self) -> Workbook:
        """The workbook, formulas as formulas."""
        return load_workbook(io.BytesIO(self.content))

    @property
    def sheet(self) -> Worksheet:
        """The sheet officers fill in."""
        return self.book[SHEET]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every row with an identity in column A, in order."""
        found: list[Line] = []
        headings: dict[str, str] = {}
        for row in self.sheet.iter_rows():
            kind = str(row[0].value or "").partition("|")[0]
            if kind == RowKind.HEADER:
                headings = {cell.column_letter: str(cell.value) for cell in row[1:] if cell.value}
            found.append(Line(kind, tuple(cell for cell in row[1:] if isinstance(cell, Cell)), headings))
        return tuple(found)

    def answers(self) -> Iterator[tuple[Line, Cell]]:
        """Every cell to fill with its row."""
        for line in self.lines:
            for cell in line.answers:
                yield line, cell


Found = Iterator[tuple[str, str]]
"""(cell, what is wrong)."""
Check = Callable[[FormFile], Found]


def plain_workbook(form: FormFile) -> Found:
    """マクロのないExcelブック（.xlsx）であること。"""
    if any("vbaProject" in part for part in form.parts):
        yield "", "マクロが入っています。"


def nothing_outside(form: FormFile) -> Found:
    """様式の行と列の外に、何も書かれていないこと。"""
    for line in form.lines:
        for cell in line.cells:
            if cell.value is not None and not line.kind:
                yield cell.coordinate, "様式の外に値があります。"


def answers_have_headings(form: FormFile) -> Found:
    """記入する欄のすべてに、その区分の項目名があること。"""
    for line, cell in form.answers():
        if not line.headings.get(cell.column_letter):
            yield cell.coordinate, "項目名のない記入欄です。"


def headings_are_one_line(form: FormFile) -> Found:
    """項目名と記入欄に、体裁のための改行や空白がないこと。"""
    headings = [cell for line in form.lines if line.kind == RowKind.HEADER for cell in line.cells]
    for cell in [*headings, *(cell for _, cell in form.answers())]:
        if isinstance(cell.value, str) and re.search(r"[\r\n]|^\s|\s$|\s{2,}", cell.value):
            yield cell.coordinate, "改行や空白で体裁を整えています。"


def one_answer_a_cell(form: FormFile) -> Found:
    """記入欄が1つのセルで、あらかじめ入っている値も1つだけであること。"""
    for _, cell in form.answers():
        if isinstance(cell.value, str) and re.search(r"[、,・]", cell.value):
            yield cell.coordinate, f"2つ以上の値が入っています（{cell.value}）。"


def own_words_are_plain(form: FormFile) -> Found:
    """題名、手順、区分、項目名に機種依存文字がないこと（プランの文は原文のまま）。"""
    for line in form.lines:
        for cell in line.cells if line.kind in _OURS or not line.answers else ():
            ours = line.kind in _OURS or line.kind.startswith("control")
            if ours and isinstance(cell.value, str) and (found := dependent_in(cell.value)):
                yield cell.coordinate, f"機種依存文字「{found}」があります。"


def no_objects(form: FormFile) -> Found:
    """図形、画像、テキストボックス、グラフ、コメントがないこと。"""
    for part in form.parts:
        if any(word in part for word in _OBJECTS):
            yield "", f"オブジェクトがあります（{part}）。"


def colour_is_also_said(form: FormFile) -> Found:
    """記入欄の色で示すこと（未記入・記入済）を、同じ行の「記入の確認」に言葉でも示していること。"""
    for line in form.lines:
        told = line.under(_CHECK)
        if line.answers and (told is None or told.value is None):
            yield line.answers[0].coordinate, "記入の状態が言葉で示されていません。"


def nothing_merged(form: FormFile) -> Found:
    """結合したセルがないこと。"""
    for merged in form.sheet.merged_cells.ranges:
        yield str(merged), "セルが結合されています。"


def only_keys_are_hidden(form: FormFile) -> Found:
    """非表示は、行を見分けるA列と「管理」シートだけで、折りたたみもないこと。"""
    for letter, column in form.sheet.column_dimensions.items():
        if letter != "A" and (column.hidden or column.outlineLevel):
            yield f"{letter}列", "非表示または折りたたみの列です。"
    for number, row in form.sheet.row_dimensions.items():
        if row.hidden or row.outlineLevel:
            yield f"{number}行", "非表示または折りたたみの行です。"
    for sheet in form.book.worksheets:
        if sheet.sheet_state != "visible" and sheet.title != CONTROL_SHEET:
            yield "", f"非表示のシート「{sheet.title}」があります。"


def units_stand_apart(form: FormFile) -> Found:
    """数値の記入欄の表示形式に単位などの文字がないこと。"""
    for _, cell in form.answers():
        if re.search(r"[^\x00-\x7f]", cell.number_format):
            yield cell.coordinate, f"表示形式に文字が入っています（{cell.number_format}）。"


def numbers_are_repeated(form: FormFile) -> Found:
    """同じプログラムが続く行にも、プログラムの番号を省かずに書いていること。"""
    for line in form.lines:
        number = line.under("No.")
        if line.answers and (number is None or number.value is None):
            yield line.answers[0].coordinate, "プログラムの番号が省かれています。"


def headings_differ(form: FormFile) -> Found:
    """1つの区分に、同じ項目名が2つないこと。"""
    for line in form.lines:
        if line.kind == RowKind.HEADER:
            names = list(line.headings.values())
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield line.cells[0].coordinate, f"項目名「{name}」が2つ以上あります。"


def choices_are_lists(form: FormFile) -> Found:
    """選択肢の記入欄が、決まった語の一覧から選ぶものであること。"""
    listed = [rule for rule in form.sheet.data_validations.dataValidation if rule.type == "list"]
    for line, cell in form.answers():
        chosen = line.headings.get(cell.column_letter) in _CHOSEN
        if chosen and not any(cell.coordinate in rule.sqref for rule in listed):
            yield cell.coordinate, "一覧から選ぶようになっていません。"


def no_other_with_words(form: FormFile) -> Found:
    """選択肢に、自由記述を伴う「その他」がないこと（説明は備考の欄に書く）。"""
    for rule in form.sheet.data_validations.dataValidation:
        if rule.type == "list" and "その他" in (rule.formula1 or ""):
            yield str(rule.sqref), "「その他」があります。"


def answers_hold_no_formula(form: FormFile) -> Found:
    """記入欄に数式がないこと（自動の欄の数式は記入の手助けで、取りまとめでは読まない）。"""
    for _, cell in form.answers():
        if cell.data_type == "f":
            yield cell.coordinate, "記入欄に数式があります。"


def letters_are_explained(form: FormFile) -> Found:
    """進捗区分の記号の意味が、同じシートに書かれていること。"""
    told = "".join(str(cell.value) for line in form.lines if line.kind == RowKind.SECTION for cell in line.cells)
    asked = any("今回の進捗区分" in line.headings.values() for line in form.lines)
    for letter, word in SCHEDULE_WORDS.items():
        if asked and f"{letter}＝{word}" not in told:
            yield "", f"「{letter}」の意味が書かれていません。"


def units_are_told(form: FormFile) -> Found:
    """数値を書く行のすべてに、「単位」の列で単位を示していること。"""
    for line in form.lines:
        unit = line.under(_UNIT)
        answer = line.under("今回の実績")
        figure = answer is not None and not answer.protection.locked and not _is_choice(form, answer)
        if line.answers and figure and (unit is None or not unit.value):
            yield line.answers[0].coordinate, "単位が書かれていません。"


def form_says_what_it_is(form: FormFile) -> Found:
    """様式、版、プラン、課、時期、発行番号が「管理」シートにあること。"""
    told = {str(row[0]): row[1] for row in form.book[CONTROL_SHEET].iter_rows(values_only=True) if row[0]}
    for item in sorted(_KEPT):
        if not told.get(item):
            yield "", f"「管理」シートに「{item}」がありません。"


def _is_choice(form: FormFile, cell: Cell) -> bool:
    rules = form.sheet.data_validations.dataValidation
    return any(rule.type == "list" and cell.coordinate in rule.sqref for rule in rules)


FORM_CHECKS: Final[Mapping[str, Check]] = {
    "L1-01": plain_workbook,
    "L1-04": nothing_outside,
    "L1-05": answers_have_headings,
    "L1-06": headings_are_one_line,
    "L1-07": one_answer_a_cell,
    "L1-08": own_words_are_plain,
    "L1-10": no_objects,
    "L1-11": colour_is_also_said,
    "L1-12": nothing_merged,
    "L1-13": only_keys_are_hidden,
    "L2-01": units_stand_apart,
    "L2-02": numbers_are_repeated,
    "L2-03": headings_differ,
    "L2-04": choices_are_lists,
    "L2-05": no_other_with_words,
    "L2-06": answers_hold_no_formula,
    "L3-02": letters_are_explained,
    "L3-04": units_are_told,
    "L3-08": form_says_what_it_is,
}
"""Rule → its check."""


def check_form(name: str, content: bytes) -> list[Breach]:
    """Every breach of a return as handed out, in the order of the rules. The content is our own: it is not read with suspicion."""
    form = FormFile(content)
    return [Breach(rule, name, place, what) for rule, check in FORM_CHECKS.items() for place, what in check(form)]
