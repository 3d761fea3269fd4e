"""Sheets that several templates hold: the two tables of counts, lists, the ledger of opinions, criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.choices import SCHEDULE_WORDS, Symbol
from xlplan.template.reports.paper import Box, Paper

if TYPE_CHECKING:
    from openpyxl import Workbook

SCHEDULES: Final = (*SCHEDULE_WORDS, "未報告")
SYMBOLS: Final = (*(symbol.value for symbol in Symbol), "未判定")
_PAIRS: Final = 16
_COUNT_WIDTHS: Final = (34, *(5.5,) * _PAIRS, 8)
_TOTAL: Final = _PAIRS + 2


def word_place(symbol: Symbol) -> str:
    """A verdict with its word of the period, as a place: 「○ {○の言葉}」."""
    return f"{symbol.value} {{{symbol.value}の言葉}}"


_LEGEND: Final = "　".join(
    [
        "凡例",
        *(f"{key} {word}" for key, word in SCHEDULE_WORDS.items()),
        "／",
        *(word_place(symbol) for symbol in Symbol),
    ]
)
_BROKEN: Final = {"S": "S 予定以上に進捗", "A": "A 予定どおりに進捗", "B": "B 予定よりも遅れている"}


def counts_sheet(book: Workbook, title: str) -> Paper:
    """総括表: policy × 進捗区分 and policy × 指標判定, each with the period before beside it."""
    paper = Paper(book, "総括表", _COUNT_WIDTHS, title)
    paper.title("総括表", "対象時期　{対象時期}　　前回　{前回}　　前回の数は、灰色の小さい字で示します。")
    _counts(paper, "１　方針別の進捗区分（プログラムの数）", "進捗区分", SCHEDULES, _PAIRS // len(SCHEDULES))
    paper.note("{進捗の注}")
    paper.gap(12)
    _counts(paper, "２　方針別の指標判定（成果指標の数）", "指標判定", SYMBOLS, _PAIRS // len(SYMBOLS))
    paper.note("{判定の注}", 28)
    paper.sheet.page_setup.fitToHeight = 1
    return paper


def _counts(paper: Paper, title: str, band: str, keys: tuple[str, ...], each: int) -> None:
    """A table of counts; every key takes `each` columns, the left half for now and the right half for before."""
    paper.section(title)
    half = each // 2
    spans = [(key, 2 + at * each) for at, key in enumerate(keys)]
    words = {symbol.value: word_place(symbol) for symbol in Symbol} | _BROKEN
    paper.line(
        Box(1, 1, "方針", "head"),
        *(Box(at, at + each - 1, words.get(key, key), f"head/{key}") for key, at in spans),
        Box(_TOTAL, _TOTAL, "計", "head"),
        height=24,
    )
    paper.line(
        Box(1, 1, "", "subhead"),
        *(
            box
            for _, at in spans
            for box in (Box(at, at + half - 1, "今回", "subhead"), Box(at + half, at + each - 1, "前回", "subhead"))
        ),
        Box(_TOTAL, _TOTAL, "今回", "subhead"),
        height=15,
    )
    for name, looks, height in (
        (band, ("row-label", "figure", "before", "figure"), 24.0),
        (f"{band}の計", ("total-label", "total", "total-before", "total"), 24.0),
        (f"{band}の構成比", ("row-label", "share", "share", "share"), 18.0),
    ):
        with paper.band(name):
            boxes = [Box(1, 1, "{方針}", looks[0])]
            for key, at in spans:
                boxes += [
                    Box(at, at + half - 1, f"{{{key}}}", looks[1]),
                    Box(at + half, at + each - 1, f"{{{key}前回}}", looks[2]),
                ]
            paper.line(*boxes, Box(_TOTAL, _TOTAL, "{計}", looks[3]), height=height)


def list_sheet(book: Workbook, title: str) -> Paper:
    """一覧: every program on a line, under its policy."""
    paper = Paper(book, "一覧", (5, 35, 15, 8, 6, 8, 6, 12, 40), title)
    paper.title("{件数}プログラムの一覧", "対象時期　{対象時期}　　前回　{前回}　　{一覧の注}")
    paper.row -= 1
    paper.note(_LEGEND)
    head = paper.line(
        *(
            Box(at, at, text, "head")
            for at, text in enumerate(
                ("No.", "プログラム名", "主担当課", "進捗区分", "前回", "指標判定", "前回", "指標の内訳", "取組の説明"),
                1,
            )
        ),
        height=22,
    )
    paper.repeat_rows(1, head)
    with paper.band("方針見出し"):
        paper.line(Box(1, 9, "{方針}", "group"), height=20)
    with paper.band("プログラム"):
        row = paper.line(
            Box(1, 1, "{No.}", "center"),
            Box(2, 2, "{プログラム名}"),
            Box(3, 3, "{主担当課}", "small"),
            Box(4, 4, "{進捗区分}", "symbol"),
            Box(5, 5, "{進捗区分の前回}", "before"),
            Box(6, 6, "{指標判定}", "symbol"),
            Box(7, 7, "{指標判定の前回}", "before"),
            Box(8, 8, "{指標の内訳}", "center"),
            Box(9, 9, "{取組の説明}", "small"),
            height=22,
        )
    paper.colour_symbols(4, row=row, rules=("schedules",))
    paper.colour_symbols(6, row=row)
    return paper


def concern_boxes() -> tuple[Box, ...]:
    """Seven columns of something that needs a cause or a decision, alike in every report."""
    return (
        Box(1, 1, "{区分}", "center"),
        Box(2, 2, "{No.}", "center"),
        Box(3, 3, "{プログラム名}"),
        Box(4, 4, "{担当課}", "small"),
        Box(5, 5, "{内容}", "small"),
        Box(6, 6, "{要因}", "small"),
        Box(7, 7, "{今後の対応}", "small"),
    )


def effects_sheet(book: Workbook, title: str) -> Paper:
    """財政効果 by year in 百万円, each with its basis."""
    paper = Paper(book, "財政効果", (16, 18, 18, 18, 22, 40), title)
    paper.title(
        "財政効果", "単位：百万円（百万円未満は四捨五入）。決算と予算ベースが混じるため、年度ごとに根拠を示します。"
    )
    paper.heads("年度", "歳入確保", "歳出削減", "計", "根拠", "公表された表記（数値と違うときだけ）", repeated=False)
    with paper.band("財政効果"):
        paper.line(
            Box(1, 1, "{年度}", "center"),
            Box(2, 2, "{歳入確保}", "figure"),
            Box(3, 3, "{歳出削減}", "figure"),
            Box(4, 4, "{計}", "figure"),
            Box(5, 5, "{根拠}", "center"),
            Box(6, 6, "{公表された表記}", "small"),
            height=24,
        )
    with paper.band("財政効果の計"):
        paper.line(
            Box(1, 1, "計", "total-label"),
            Box(2, 2, "{歳入確保}", "total"),
            Box(3, 3, "{歳出削減}", "total"),
            Box(4, 4, "{計}", "total"),
            Box(5, 6, "{根拠}", "total-label"),
            height=24,
        )
    paper.note("{財政効果の注}", 28)
    return paper


def opinions_sheet(book: Workbook, name: str, heading: str, title: str, *, internal: bool) -> Paper:
    """A part of the ledger: what was said, what was answered, how it was reflected."""
    paper = Paper(book, name, (6, 11, 13, 5, 38, 14, 13, 34), title)
    paper.title(heading, "{台帳の注}")
    paper.heads("番号", "区分", "受付日", "No.", "内容", "担当課", "期限" if internal else "状況", "回答と反映状況")
    with paper.band("意見"):
        paper.line(
            Box(1, 1, "{番号}", "center"),
            Box(2, 2, "{区分}", "center"),
            Box(3, 3, "{受付日}", "center"),
            Box(4, 4, "{No.}", "center"),
            Box(5, 5, "{内容}"),
            Box(6, 6, "{担当課}", "small"),
            Box(7, 7, "{期限}", "center"),
            Box(8, 8, "{回答}"),
            height=30,
        )
    with paper.band("なし"):
        paper.line(Box(1, 8, "{なし}", "plain"), height=24)
    return paper


def criteria_sheet(book: Workbook, title: str) -> Paper:
    """判定の方法: the words of both axes, the thresholds in force, and why there may be no verdict."""
    paper = Paper(book, "判定の方法", (14, 20, 48, 48), title)
    paper.title(
        "用語と判定の方法", "{対象年度}に適用する判定基準によります。進捗区分と指標判定は別のものさしで、混ぜません。"
    )
    paper.section("１　進捗区分（取組の進み。課の報告による正式な区分）")
    with paper.band("進捗区分の言葉"):
        paper.line(Box(1, 1, "{記号}", "symbol"), Box(2, 4, "{意味}"), height=18)
    paper.colour_symbols(1, row=paper.row - 1, rules=("schedules",))
    paper.gap()
    paper.section("２　指標判定（成果指標の実績と目標の比較）")
    paper.line(
        Box(1, 1, "記号", "head"),
        Box(2, 2, "言葉", "head"),
        Box(3, 3, "年度の目標・期限の年度", "head"),
        Box(4, 4, "期限より前（経過した割合に見合う進みと比べる）", "head"),
        height=20,
    )
    with paper.band("指標判定の言葉"):
        paper.line(
            Box(1, 1, "{記号}", "symbol"), Box(2, 2, "{言葉}", "center"), Box(3, 3, "{年度の基準}"), Box(4, 4, "{期限前の基準}"),
            height=18,
        )  # fmt: skip
    paper.colour_symbols(1, row=paper.row - 1)
    with paper.band("方法"):
        paper.line(Box(1, 4, "{方法}", "plain"), height=16)
    paper.gap()
    paper.section("３　判定しない理由（「－」の内訳）")
    with paper.band("判定しない理由"):
        paper.line(Box(1, 2, "{理由}", "center"), Box(3, 3, "{理由の意味}"), Box(4, 4, "{指標}", "small"), height=18)
    return paper
