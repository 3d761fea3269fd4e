"""The thirty rules: what is checked of the published CSV files and of the returns, and why the rest does not apply.

A rule that is checked prints its check's own words, so that page and check cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from xlplan.report.readability.csv_rules import CSV_CHECKS
from xlplan.report.readability.form_rules import FORM_CHECKS

_EXCEL: Final = "対象外：Excelのルール。"
_CSV: Final = "対象外：CSVのルール。"
_FORM: Final = "満たさない："


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the government's list.

    Attributes:
        number: 「L1-02」.
        asks: what it asks, in short.
        csv_note: what else is to be said of the CSV files: by what it is met, or why it does not apply.
        form_note: the same of the returns, and where one is not met.
    """

    number: str
    asks: str
    csv_note: str = ""
    form_note: str = ""

    @property
    def csv(self) -> str:
        """What is checked of the CSV files, and the note."""
        return _told(CSV_CHECKS, self.number) + self.csv_note

    @property
    def form(self) -> str:
        """What is checked of the returns, and the note."""
        return _told(FORM_CHECKS, self.number) + self.form_note


def _told(checks: Mapping[str, Callable[..., object]], number: str) -> str:
    """A check's own docstring."""
    check = checks.get(number)
    return f"点検：{(check.__doc__ or '').strip()}" if check else ""


RULES: Final[tuple[Rule, ...]] = (
    Rule("L1-01", "ファイル形式", "点検：UTF-8（BOMあり）のCSVとして読めること。JSONも置く。"),
    Rule(
        "L1-02",
        "1シート（ファイル）に1つの表",
        form_note=_FORM
        + "人が1枚で記入する様式のため、4つの区分を1シートに置く。区分の列はそろえ、A列の識別で1行ずつ読む。"
        "取りまとめた後の台帳と公表データは、1つの表を1シート・1ファイルに置く。",
    ),
    Rule("L1-03", "データの分断がない", form_note=_FORM + "区分の間に1行を空ける（L1-02と同じ理由）。列は分断しない。"),
    Rule("L1-04", "無関係な情報がない"),
    Rule("L1-05", "すべての列に項目名"),
    Rule("L1-06", "空白や改行で体裁を整えない", form_note="個票から写した文（灰色の欄）は、読みやすさのため改行する。"),
    Rule("L1-07", "1セル1データ", "文章の項目は1つの文章を1つのデータとする。担当課は別のファイルに1行1課で置く。"),
    Rule(
        "L1-08",
        "機種依存文字を使わない",
        "プランの原文にあるものは直さず「公表前の確認」に示す。",
    ),
    Rule(
        "L1-09",
        "空白とゼロの区別",
        "実績のない行は空欄で、理由を別の列に書く。",
        "記入の確認で、空欄を「未記入」と示し、0と区別する。",
    ),
    Rule("L1-10", "【Excel】オブジェクトを使わない", _EXCEL),
    Rule("L1-11", "【Excel】書式で違いを表さない", _EXCEL),
    Rule("L1-12", "【Excel】セルを結合しない", _EXCEL),
    Rule("L1-13", "【Excel】不要な非表示がない", _EXCEL, "A列と「管理」は、調査票を取り違えないために必要。"),
    Rule("L1-14", "【CSV】1行1データ", "文章の改行は空白1つに直して書き出す。", _CSV),
    Rule("L1-15", "【CSV】カンマを含む値を引用符で囲む", "", _CSV),
    Rule("L2-01", "数値は数値だけ", form_note="「12人」などと書かれた回答も、取りまとめで数値と単位に分けて読む。"),
    Rule("L2-02", "項目の省略がない"),
    Rule("L2-03", "項目名が重ならない"),
    Rule("L2-04", "選択肢の標準化"),
    Rule("L2-05", "「その他」の詳細を分ける"),
    Rule("L2-06", "【Excel】数式を値に直す", _EXCEL + "CSVに数式はなく、数式と読まれる文字列の先頭には ' を加える。"),
    Rule("L3-01", "1行目が項目名", form_note=_FORM + "題名と記入の手順を上に置く（L1-02と同じ理由）。"),
    Rule("L3-02", "コード表の別添"),
    Rule(
        "L3-03",
        "特殊記号の定義",
        form_note="対象外：数値の記入欄に特殊記号を使わない（分からないときは「未定」と書き、台帳では空欄と理由になる）。",
    ),
    Rule(
        "L3-04",
        "単位の記載",
        form_note="No.53「エネルギー使用量」だけは、プランに単位の記載がないため満たさない（台帳で単位を決めれば満たす）。",
    ),
    Rule(
        "L3-05",
        "時間軸の標準化",
        form_note=_FORM + "課が使い慣れた和暦で書く。台帳の「年度」の表と公表データで西暦を併記する。",
    ),
    Rule("L3-06", "地域コードまたは正式な地域名称", "", "対象外：1つの市の中の様式で、地域を示す項目がない。"),
    Rule(
        "L3-07",
        "年による様式の違いがない",
        "試験：時期が違っても項目名と順が変わらないこと。変えるときは変更履歴（CHANGELOG.md）に書く。",
        "試験：様式を変えたときは構造の版を上げ、古い版の調査票は「古い様式」として受け付けないこと。",
    ),
    Rule(
        "L3-08",
        "定義と更新履歴",
        "データ項目の説明（dictionary.csv）、データ定義（datapackage.json）に、文字コードと更新日も書く。",
    ),
    Rule(
        "L3-09",
        "縦持ち",
        form_note=_FORM + "過去3か年の実績を横に並べる（前年度と見比べて記入するため）。台帳と公表データは縦持ち。",
    ),
)
"""Every rule of the list, in its order."""


def page() -> str:
    """docs/機械可読性.md: each rule with what is checked of the CSV files and of the returns."""
    lines = [
        "# 機械可読性",
        "",
        "<!-- このページはプログラムから作られます。直接書き換えないでください。 -->",
        "",
        "「行政データにおける機械可読性に関するルール」（令和8年3月31日、各府省庁DX推進連絡会議・デジタル社会推進会議幹事会決定）の"
        "30のルールを、公表するCSVと配布する調査票に当てはめた結果です。ルールの番号は、デジタル庁が公開している一覧"
        "（digital-go-jp/machine_readability_rule）のものです。",
        "",
        "- 「点検」は、市HPを作るたび（CSV）、または試験（すべての課の調査票）で確かめるものです。"
        "CSVの点検で見つかったことは「市HP_公表前の確認」に、ルールの番号とともに示します。",
        "- 調査票は人が記入する様式で、公表するデータではありません。表の形に関するルールのうち満たさないものは、理由を書きました。"
        "同じ内容は、取りまとめた後の台帳の表と公表するCSVで、ルールに沿った形になります。",
        "- デジタル庁の判定プログラムそのものは動かしていません。点検は、公開されたルールの文に沿って作ったものです。",
        "",
        "| 番号 | ルール | 公表するCSV | 調査票 |",
        "|---|---|---|---|",
        *(f"| {rule.number} | {rule.asks} | {rule.csv} | {rule.form} |" for rule in RULES),
    ]
    return "\n".join(lines) + "\n"
