"""The template of 見直し: the list with its counts as the plan prints them, and 新旧対照表 field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.choices import REVISION_CATEGORIES
from xlplan.template.reports.paper import Box, Paper

if TYPE_CHECKING:
    from openpyxl import Workbook

TITLE: Final = "見直し"
_FIRST_MARK: Final = 4


def draw(book: Workbook) -> None:
    """All sheets of the template."""
    _counts(book)
    _list(book)
    comparison_sheet(book, "新旧対照表", TITLE)
    _targets(book)


def _counts(book: Workbook) -> None:
    paper = Paper(book, "見直しの件数", (34, 14, 16, 10, 56), TITLE)
    paper.title(
        "見直しの件数", "公表値は本文に印刷された件数、集計は見直し一覧から数えた件数です。違いは直さずに示します。"
    )
    paper.heads("見直しの内容", "公表値", "表からの集計", "差", "備考", repeated=False)
    with paper.band("件数"):
        paper.line(
            Box(1, 1, "{見直しの内容}", "row-label"),
            Box(2, 2, "{公表値}", "figure"),
            Box(3, 3, "{表からの集計}", "figure"),
            Box(4, 4, "{差}", "figure"),
            Box(5, 5, "{備考}", "small"),
            height=24,
        )


def _list(book: Workbook) -> None:
    paper = Paper(book, "見直し一覧", (6, 48, 20, *(10.0,) * len(REVISION_CATEGORIES)), TITLE)
    paper.title("見直しを実施したプログラムの一覧", "○が見直した箇所です。{見直しの注}")
    paper.heads("No.", "プログラム名", "主な推進担当課", *REVISION_CATEGORIES)
    marks = [(at, f"{{{name}}}") for at, name in enumerate(REVISION_CATEGORIES, _FIRST_MARK)]
    with paper.band("見直し"):
        paper.line(
            Box(1, 1, "{No.}", "center"),
            Box(2, 2, "{プログラム名}"),
            Box(3, 3, "{主な推進担当課}", "small"),
            *(Box(at, at, place, "center") for at, place in marks),
            height=18,
        )
    with paper.band("見直しの計"):
        paper.line(
            Box(1, 3, "計　{プログラム名}", "total-label"),
            *(Box(at, at, place, "total") for at, place in marks),
            height=22,
        )


def comparison_sheet(book: Workbook, name: str, title: str) -> Paper:
    """新旧対照表: a line for each changed field, old and new side by side."""
    paper = Paper(book, name, (5, 27, 11, 15, 30, 30, 18), title)
    paper.title(name, "{新旧の注}")
    paper.heads("No.", "プログラム名", "見直し箇所", "項目", "旧", "新", "改定日・理由")
    with paper.band("新旧"):
        paper.line(
            Box(1, 1, "{No.}", "center"),
            Box(2, 2, "{プログラム名}"),
            Box(3, 3, "{見直し箇所}", "center"),
            Box(4, 4, "{項目}", "small"),
            Box(5, 5, "{旧}", "small"),
            Box(6, 6, "{新}", "small"),
            Box(7, 7, "{改定日と理由}", "small"),
            height=22,
        )
    with paper.band("なし"):
        paper.line(Box(1, 7, "{なし}", "plain"), height=24)
    return paper


def _targets(book: Workbook) -> None:
    paper = Paper(book, "目標の新旧", (5, 34, 34, 8, 16, 44), TITLE)
    paper.title("目標の新旧（上段が新、下段が旧）", "{目標の注}")
    paper.heads("No.", "プログラム名", "成果指標", "新旧", "適用開始年度", "目標")
    with paper.band("目標"):
        paper.line(
            Box(1, 1, "{No.}", "center"),
            Box(2, 2, "{プログラム名}"),
            Box(3, 3, "{成果指標}"),
            Box(4, 4, "新", "label"),
            Box(5, 5, "{新の適用}", "center"),
            Box(6, 6, "{新の目標}"),
            height=20,
        )
        paper.line(
            Box(1, 3, "", "center"),
            Box(4, 4, "旧", "center"),
            Box(5, 5, "{旧の適用}", "before"),
            Box(6, 6, "{旧の目標}", "small"),
            height=20,
        )
    with paper.band("なし"):
        paper.line(Box(1, 6, "{なし}", "plain"), height=24)
