"""The template of 本部報告: internal, A4 landscape, with room for instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.template.reports import shared
from xlplan.template.reports.paper import Box, Paper
from xlplan.template.reports.revision import comparison_sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

TITLE: Final = "本部報告（内部資料）"
_COVER: Final = (3, *(10.6,) * 12, 3)
TILES: Final = (
    (("S 予定以上に進捗", "S"), ("A 予定どおりに進捗", "A"), ("B 予定よりも遅れている", "B"), ("未報告", "未報告")),
    (
        ("◎○ {○の言葉}以上", "達成以上"),
        ("△ {△の言葉}", "概ね"),
        ("▲×▼ 目標に届かず", "未達"),
        ("－ 判定なし", "判定なし"),
    ),
)


def draw(book: Workbook) -> None:
    """All sheets of the template."""
    _cover(book)
    shared.counts_sheet(book, TITLE)
    _decisions(book)
    shared.effects_sheet(book, TITLE)
    shared.opinions_sheet(book, "指示への対応", "前回までの指示への対応", TITLE, internal=True)
    comparison_sheet(book, "見直し案", TITLE)
    shared.list_sheet(book, TITLE)
    shared.criteria_sheet(book, TITLE)


def _cover(book: Workbook) -> None:
    paper = Paper(book, "表紙", _COVER, TITLE)
    paper.gap(14)
    paper.line(Box(2, 13, "{市名}　行財政改革推進本部", "cover-small"), height=22)
    paper.line(Box(2, 13, "{プラン名}", "cover-plan"), height=26)
    paper.line(Box(2, 13, "進捗状況報告　{対象時期}", "cover"), height=42)
    paper.line(Box(2, 13, "基準日　{基準日}　　　作成　{作成日}　{事務局}", "cover-small"), height=22)
    paper.gap(12)
    for title, tiles in zip(("進捗区分（プログラムの数）", "指標判定（成果指標の数）"), TILES, strict=True):
        paper.line(Box(2, 13, title, "section"), height=20)
        _tiles(paper, tiles)
        paper.gap(10)
    paper.line(Box(2, 13, "前回からの変化　　前回：{前回}", "section"), height=20)
    with paper.band("変化"):
        paper.line(Box(2, 13, "{変化}", "plain"), height=17)
    paper.gap(6)
    paper.line(Box(2, 13, "本部で判断いただきたいこと", "section"), height=20)
    with paper.band("要判断の件数"):
        paper.line(Box(2, 13, "{要判断の件数}", "plain"), height=17)
    paper.sheet.page_setup.fitToHeight = 1


def _tiles(paper: Paper, tiles: tuple[tuple[str, str], ...]) -> None:
    at = [2 + 3 * index for index in range(len(tiles))]
    marks = {"S": "S", "A": "A", "B": "B", "達成以上": "○", "概ね": "△", "未達": "▲", "判定なし": "－"}
    paper.line(
        *(
            Box(left, left + 2, text, f"tile/{marks[key]}" if key in marks else "tile")
            for left, (text, key) in zip(at, tiles, strict=True)
        ),
        height=18,
    )
    paper.line(
        *(Box(left, left + 2, f"{{{key}}}", "number") for left, (_, key) in zip(at, tiles, strict=True)), height=44
    )
    paper.line(
        *(Box(left, left + 2, f"{{{key}の前回}}", "tile-foot") for left, (_, key) in zip(at, tiles, strict=True)),
        height=16,
    )


def _decisions(book: Workbook) -> None:
    paper = Paper(book, "要判断", (9, 5, 24, 13, 36, 19, 19, 17), TITLE)
    paper.title("要判断一覧", "対象時期　{対象時期}　　右端の黄色の欄は、本部の指示を書く欄です。")
    paper.heads("区分", "No.", "プログラム名", "担当課", "内容", "要因", "今後の対応", "求める指示・指示")
    with paper.band("区分見出し"):
        paper.line(Box(1, 8, "{区分見出し}", "group"), height=20)
    with paper.band("要判断"):
        paper.line(
            *shared.concern_boxes(),
            Box(8, 8, "{求める指示}", "blank"),
            height=34,
        )
    with paper.band("なし"):
        paper.line(Box(1, 8, "{なし}", "plain"), height=24)
