"""The rules over the published CSV files; what is expected of a column is its declaration.

Each check is a function whose docstring an officer reads in docs/機械可読性.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from xlplan.csv_text import NotOurCsv, encoded, from_csv, unguarded
from xlplan.periods import read_fiscal_year
from xlplan.report.open_data.dictionary import codes_of
from xlplan.report.open_data.words import DataSet, Item, Type
from xlplan.report.readability.breaches import Breach, dependent_in

_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_YEAR_IN_HEADER: Final = re.compile(r"\d")
_CODE_LENGTH: Final = 6
_WHITE: Final = re.compile(r"^\s|\s$|\s{2,}")


@dataclass(frozen=True)
class CsvFile:
    """A published file with the declaration of its columns."""

    data: DataSet
    content: bytes

    @cached_property
    def lines(self) -> tuple[list[str], list[list[str]]]:
        """(headers, rows) as text."""
        return from_csv(self.content)

    @property
    def headers(self) -> list[str]:
        """The first line."""
        return self.lines[0]

    def cells(self) -> Iterator[tuple[str, str, Item, str]]:
        """(place, field, item, text) of every cell that has a declared column."""
        for number, row in enumerate(self.lines[1], start=2):
            for (name, item), text in zip(self.data.items.items(), row, strict=False):
                yield f"{number}行目「{item.header}」", name, item, unguarded(text)

    def of_type(self, *types: Type) -> Iterator[tuple[str, Item, str]]:
        """(place, item, text) of the cells of columns of these types."""
        for place, name, item, text in self.cells():
            if self.data.type_of(name) in types:
                yield place, item, text


Found = Iterator[tuple[str, str]]
"""(place, what is wrong)."""
Check = Callable[[CsvFile], Found]


def one_table(file: CsvFile) -> Found:
    """どの行も項目の数が見出しと同じで、見出しは1回だけであること。"""
    for number, row in enumerate(file.lines[1], start=2):
        if len(row) != len(file.headers):
            yield f"{number}行目", f"項目の数が見出し（{len(file.headers)}）と違います。"
        if row == file.headers:
            yield f"{number}行目", "見出しがもう一度出ています。"


def not_split(file: CsvFile) -> Found:
    """データの途中に空白の行がないこと。"""
    for number, row in enumerate(file.lines[1], start=2):
        if not any(row):
            yield f"{number}行目", "空白の行です。"


def headers_speak(file: CsvFile) -> Found:
    """すべての列に、文字のある項目名があること。"""
    for at, header in enumerate(file.headers, start=1):
        if not any(letter.isalpha() for letter in header):
            yield f"{at}列目", "項目名がありません。"


def no_layout_by_space(file: CsvFile) -> Found:
    """値の前後に空白がなく、空白や改行が続かないこと。"""
    for place, _, _, text in file.cells():
        if _WHITE.search(text):
            yield place, "空白や改行で体裁を整えています。"


def one_datum(file: CsvFile) -> Found:
    """コード・数値・日付の項目に、値が1つだけ入っていること。"""
    for place, name, item, text in file.cells():
        alone = item.codes or file.data.type_of(name) is not Type.STRING
        if alone and re.search(r"[、,・\n]", text) and text not in (codes_of(item.codes) if item.codes else ()):
            yield place, f"2つ以上の値が入っています（{text}）。"


def characters_everywhere(file: CsvFile) -> Found:
    """丸数字、ローマ数字、かっこ付き文字、単位の合字、半角カナ、外字がないこと。"""
    for place, _, _, text in file.cells():
        if found := dependent_in(text):
            yield place, f"機種依存文字「{found}」があります。"


def blank_is_told(file: CsvFile) -> Found:
    """空欄になりうる数値の項目は、空欄の意味がデータ項目の説明に書かれていること。"""
    for name, item in file.data.items.items():
        if file.data.type_of(name) is Type.NUMBER and not item.blank:
            yield f"「{item.header}」", "空欄の意味がデータ項目の説明にありません。"


def one_line_each(file: CsvFile) -> Found:
    """ファイルの行の数が、データの数と見出しの1行の合計であること。"""
    breaks = file.content.count(b"\n")
    if breaks != len(file.lines[1]) + 1:
        yield "", f"行の数（{breaks}）がデータの数と合いません。"


def commas_are_quoted(file: CsvFile) -> Found:
    """項目ごとに読み、囲み方の規則どおりに書き直すと、元と1バイトも違わないこと。"""
    headers, rows = file.lines
    if encoded([headers, *rows]) != file.content:
        yield "", "カンマや引用符の囲み方が正しくありません。"


def figures_are_figures(file: CsvFile) -> Found:
    """数値の項目が、符号・数字・小数点だけであること（単位、桁区切り、秘匿などの記号がないこと）。"""
    for place, _, text in file.of_type(Type.NUMBER, Type.INTEGER):
        if text and not _NUMBER.fullmatch(text):
            yield place, f"数値ではない文字が入っています（{text}）。"


def nothing_left_out(file: CsvFile) -> Found:
    """空欄にならない項目が、すべての行に書かれていること。"""
    for place, _, item, text in file.cells():
        if not item.blank and not text:
            yield place, "省略されています。"


def headers_differ(file: CsvFile) -> Found:
    """同じ項目名が2つないこと。"""
    for header in sorted({header for header in file.headers if file.headers.count(header) > 1}):
        yield f"「{header}」", "同じ項目名が2つ以上あります。"


def choices_are_fixed(file: CsvFile) -> Found:
    """選択肢の項目が、別添のコード表（codes.csv）にある値だけで、補足の語が付いていないこと。"""
    for place, _, item, text in file.cells():
        if item.codes and text and text not in codes_of(item.codes):
            yield place, f"コード表「{item.codes}」にない値です（{text}）。"


def header_comes_first(file: CsvFile) -> Found:
    """1行目が、定めた項目名の行であること。"""
    if file.headers != file.data.headers:
        yield "1行目", "項目名の行ではありません。"


def units_are_told(file: CsvFile) -> Found:
    """数値の項目の単位が、データ項目の説明か、同じファイルの「単位」の列に書かれていること。"""
    headers = file.data.headers
    for name, item in file.data.items.items():
        if file.data.type_of(name) is Type.NUMBER and not (item.unit and (item.unit != "単位" or "単位" in headers)):
            yield f"「{item.header}」", "単位が書かれていません。"


def years_read_in_both_eras(file: CsvFile) -> Found:
    """和暦の年度に西暦の年度が併記され、同じ年度であること。日付は西暦（YYYY-MM-DD）であること。"""
    for number, row in enumerate(file.lines[1], start=2):
        cells = dict(zip(file.data.items, row, strict=False))
        western = cells.get("fy", "")
        if "fy_era" in cells and western != str(read_fiscal_year(cells["fy_era"])):
            yield f"{number}行目", f"和暦（{cells['fy_era']}）と西暦（{western}）が合いません。"
    for place, _, text in file.of_type(Type.DATE):
        try:
            dt.date.fromisoformat(text or "2000-01-01")
        except ValueError:
            yield place, f"日付の書き方が違います（{text}）。"


def place_has_its_code(file: CsvFile) -> Found:
    """全国地方公共団体コードが6桁で、検査数字が合うこと。"""
    for place, name, _, text in file.cells():
        if name == "city_code" and not local_code(text):
            yield place, f"地方公共団体コードではありません（{text or '空欄'}）。「管理」で設定してください。"
            return


def names_are_ascii(file: CsvFile) -> Found:
    """すべての項目に、説明と英数字の物理名があること。"""
    for name, item in file.data.items.items():
        if not item.about or not _NAME.fullmatch(name):
            yield f"「{item.header}」", "説明または英数字の物理名がありません。"


def one_observation_a_row(file: CsvFile) -> Found:
    """年度などが列に並んでいないこと（項目名に数字がないこと）。"""
    for header in file.headers:
        if _YEAR_IN_HEADER.search(header):
            yield f"「{header}」", "年度などが列に並んでいます。"


def local_code(text: str) -> bool:
    """Whether a text is a 全国地方公共団体コード: five digits and their check digit."""
    if len(text) != _CODE_LENGTH or not (text.isascii() and text.isdigit()):
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(text, range(6, 1, -1), strict=False))
    return (11 - weighed % 11) % 10 == int(text[-1])


CSV_CHECKS: Final[Mapping[str, Check]] = {
    "L1-02": one_table,
    "L1-03": not_split,
    "L1-04": one_table,
    "L1-05": headers_speak,
    "L1-06": no_layout_by_space,
    "L1-07": one_datum,
    "L1-08": characters_everywhere,
    "L1-09": blank_is_told,
    "L1-14": one_line_each,
    "L1-15": commas_are_quoted,
    "L2-01": figures_are_figures,
    "L2-02": nothing_left_out,
    "L2-03": headers_differ,
    "L2-04": choices_are_fixed,
    "L2-05": choices_are_fixed,
    "L3-01": header_comes_first,
    "L3-02": choices_are_fixed,
    "L3-03": figures_are_figures,
    "L3-04": units_are_told,
    "L3-05": years_read_in_both_eras,
    "L3-06": place_has_its_code,
    "L3-08": names_are_ascii,
    "L3-09": one_observation_a_row,
}
"""Rule → its check."""


def check_csv(data: DataSet, content: bytes) -> list[Breach]:
    """Every breach of a published file, in the order of the rules. L1-01 is that the file reads at all."""
    file, name = CsvFile(data, content), f"{data.name}.csv"
    try:
        _ = file.lines
    except NotOurCsv as error:
        return [Breach("L1-01", name, "", str(error))]
    return [Breach(rule, name, place, what) for rule, check in CSV_CHECKS.items() for place, what in check(file)]
