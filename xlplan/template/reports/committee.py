"""The template of 委員会資料: public, with charts, sheets of the main items and room for opinions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openpyxl.utils import get_column_letter

from xlplan.choices import SCHEDULE_WORDS, Symbol
from xlplan.template import style
from xlplan.template.charts import Figures, add_stacked_bars
from xlplan.template.reports import shared
from xlplan.template.reports.paper import Box, Paper
from xlplan.template.reports.program import program_sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

TITLE: Final = "委員会資料"
_WIDE: Final = (3, *(10.6,) * 12, 3)


def draw(book: Workbook) -> None:
    """All sheets of the template."""
    _summary(book)
    counts = shared.counts_sheet(book, TITLE)
    _charts(book, counts)
    program_sheet(book, f"{TITLE}　主要管理項目")
    _reasons(book)
    shared.effects_sheet(book, TITLE)
    shared.opinions_sheet(book, "助言への対応", "前回までの助言への対応", TITLE, internal=False)
    shared.opinions_sheet(book, "市民意見", "市民の意見と回答", TITLE, internal=False)
    shared.list_sheet(book, TITLE)
    _not_judged(book)
    shared.criteria_sheet(book, TITLE)
    _room(book)


def _summary(book: Workbook) -> None:
    paper = Paper(book, "概要", _WIDE, TITLE)
    paper.gap(14)
    paper.line(Box(2, 13, "{市名}　行財政再構築推進委員会　資料", "cover-small"), height=22)
    paper.line(Box(2, 13, "{プラン名}", "cover-plan"), height=26)
    paper.line(Box(2, 13, "進捗状況　{対象時期}", "cover"), height=42)
    paper.line(Box(2, 13, "基準日　{基準日}　　　作成　{作成日}　{事務局}", "cover-small"), height=22)
    paper.gap(14)
    paper.line(Box(2, 13, "概要", "section"), height=22)
    with paper.band("概要"):
        paper.line(Box(2, 13, "{概要}", "plain"), height=20)
    paper.gap(10)
    paper.line(Box(2, 13, "この資料の内容", "section"), height=22)
    with paper.band("目次"):
        paper.line(Box(2, 13, "{目次}", "plain"), height=18)
    paper.sheet.page_setup.fitToHeight = 1


def _charts(book: Workbook, counts: Paper) -> None:
    paper = Paper(book, "グラフ", _WIDE, TITLE)
    paper.title("総括表のグラフ", "対象時期　{対象時期}　　数は「総括表」と同じです。")
    for _ in range(22):
        paper.gap(20)
    rows = {
        name: int(book[counts.sheet.title].defined_names[f"行_{name}"].attr_text.rpartition("$")[2])
        for name in ("進捗区分", "指標判定")
    }
    symbols = {shared.word_place(symbol): style.SYMBOL_FILLS[symbol.value][0] for symbol in Symbol}
    symbols[shared.word_place(Symbol.NONE)], symbols["未判定"] = style.SILVER, style.MIST
    schedule = {f"{key} {word}": style.SCHEDULE_FILLS[key][0] for key, word in SCHEDULE_WORDS.items()}
    schedule["未報告"] = style.GREY
    for title, name, parts, each, column in (
        ("方針別の進捗区分", "進捗区分", schedule, 4, "B"),
        ("方針別の指標判定", "指標判定", symbols, 2, "H"),
    ):
        row, columns = rows[name], [2 + each * at for at in range(len(parts))]
        figures = Figures(counts.sheet, row, row, columns, 1)
        add_stacked_bars(paper.sheet, title, figures, parts, f"{column}4", (15.2, 14.5))
    paper.sheet.print_area = f"A1:{get_column_letter(14)}{paper.row - 1}"
    paper.sheet.page_setup.fitToHeight = 1


def _reasons(book: Workbook) -> None:
    paper = Paper(book, "要因と対応", (9, 5, 26, 14, 42, 22, 24), TITLE)
    paper.title(
        "目標に届かなかったもの、予定より遅れているものの要因と対応",
        "対象時期　{対象時期}　　空欄は、課の回答がないか、公表しないものです。",
    )
    paper.heads("区分", "No.", "プログラム名", "担当課", "内容", "要因", "今後の対応")
    with paper.band("要因と対応"):
        paper.line(
            *shared.concern_boxes(),
            height=28,
        )
    with paper.band("なし"):
        paper.line(Box(1, 7, "{なし}", "plain"), height=24)


def _not_judged(book: Workbook) -> None:
    paper = Paper(book, "評価できない指標", (5, 34, 34, 30, 18, 30), TITLE)
    paper.title("評価できない指標とその理由", "{評価できない指標の注}")
    paper.heads("No.", "プログラム名", "成果指標", "目標（プランの文）", "理由", "今回の実績")
    with paper.band("評価できない指標"):
        paper.line(
            Box(1, 1, "{No.}", "center"),
            Box(2, 2, "{プログラム名}", "small"),
            Box(3, 3, "{成果指標}", "small"),
            Box(4, 4, "{目標の文}", "small"),
            Box(5, 5, "{理由}", "center"),
            Box(6, 6, "{実績}", "small"),
            height=18,
        )


def _room(book: Workbook) -> None:
    paper = Paper(book, "意見記入欄", _WIDE, TITLE)
    paper.title(
        "委員意見記入欄", "お気づきの点をご記入ください。事務局（{事務局}）が台帳に記録し、次回に対応を報告します。"
    )
    for text in ("総括について", "主要管理項目について", "その他"):
        paper.section(text)
        for _ in range(7):
            paper.line(Box(1, 14, "", "blank"), height=18)
        paper.gap(6)
    paper.sheet.page_setup.fitToHeight = 1
