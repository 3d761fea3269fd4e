"""個票: one A4 in the plan's own form, with actuals, verdict, reason and a trend chart for every indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from openpyxl.chart import LineChart, Reference, Series
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils import get_column_letter

from xlplan.template import charts, style
from xlplan.template.reports.paper import Box, Paper

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TITLE: Final = "個票"
YEARS: Final = 5
"""Fiscal years a template has room for; the plan's own."""
_FIRST_YEAR: Final = 3
_LAST_YEAR: Final = _FIRST_YEAR + YEARS - 1
_CHART: Final = _LAST_YEAR + 1
_LAST: Final = _CHART + 3
_DATA: Final = _LAST + 2
_WIDTHS: Final = (11, 10, *(10.0,) * YEARS, *(8.0,) * 4, 2, 8, *(7.0,) * YEARS)
_CHART_ROWS: Final = 5


def draw(book: Workbook) -> None:
    """The template's only sheet."""
    program_sheet(book, TITLE)


def program_sheet(book: Workbook, title: str) -> Paper:
    """The sheet 個票."""
    paper = Paper(book, "個票", _WIDTHS, title, portrait=True)
    paper.last = _LAST
    _head(paper)
    _plan(paper)
    _progress(paper)
    _indicators(paper)
    _ledger(paper)
    sheet = paper.sheet
    sheet.print_area = f"A1:{get_column_letter(_LAST)}{paper.row - 1}"
    sheet.page_setup.fitToHeight = 1
    sheet.print_options.horizontalCentered = False
    return paper


def years(form: str, look: str) -> list[Box]:
    """One box a year; `form` holds %d for the number of the year, from 1."""
    return [Box(_FIRST_YEAR + at, _FIRST_YEAR + at, form % (at + 1), look) for at in range(YEARS)]


def _head(paper: Paper) -> None:
    paper.line(Box(1, _LAST_YEAR, "{方針}　{方策}", "note"), Box(_CHART, _LAST, "{対象時期}", "note"), height=14)
    paper.line(
        Box(1, 1, "Ｎｏ．", "label"), Box(2, _LAST_YEAR, "実施項目", "label"), Box(_CHART, _LAST, "推進担当課", "label"),
        height=15,
    )  # fmt: skip
    paper.line(
        Box(1, 1, "{No.}", "figure"), Box(2, _LAST_YEAR, "{プログラム名}", "strong"), Box(_CHART, _LAST, "{推進担当課}"),
        height=28,
    )  # fmt: skip


def _plan(paper: Paper) -> None:
    paper.line(Box(1, 1, "実施目的", "label"), Box(2, _LAST, "{実施目的}"), height=28)
    paper.line(
        Box(1, 1, "実施内容", "label"),
        Box(2, _LAST_YEAR, "実施内容", "subhead"),
        Box(_CHART, _CHART + 1, "実施予定年度", "subhead"),
        Box(_CHART + 2, _LAST, "状況", "subhead"),
        height=14,
    )
    with paper.band("実施内容"):
        paper.line(
            Box(1, 1, "{項番}", "center"),
            Box(2, _LAST_YEAR, "{実施内容}"),
            Box(_CHART, _CHART + 1, "{実施予定年度}", "small"),
            Box(_CHART + 2, _LAST, "{状況}", "center"),
            height=17,
        )
    paper.line(Box(1, 1, "見込まれる\n効果", "label"), Box(2, _LAST, "{見込まれる効果}"), height=28)
    paper.line(
        Box(1, 2, "年度計画", "label"), *years("{計画年度%d}", "subhead"), Box(_CHART, _LAST, "", "subhead"), height=15
    )
    with paper.band("年度計画"):
        paper.line(
            Box(1, 2, "{行の名称}", "small"),
            *years("{段階%d}", "bar"),
            Box(_CHART, _LAST, "{年度計画の注}", "small"),
            height=19,
        )
    bars = f"{get_column_letter(_FIRST_YEAR)}{paper.row - 1}:{get_column_letter(_LAST_YEAR)}{paper.row - 1}"
    first = f"{get_column_letter(_FIRST_YEAR)}{paper.row - 1}"
    paper.sheet.conditional_formatting.add(bars, style.when(f"LEN({first})>0", style.LIGHT_BLUE))


def _progress(paper: Paper) -> None:
    paper.gap(6)
    paper.line(Box(1, _LAST, "進捗状況（{対象時期}）", "section"), height=18)
    row = paper.line(
        Box(1, 1, "進捗区分", "label"),
        Box(2, 2, "{進捗区分}", "symbol"),
        Box(3, 5, "{進捗区分の言葉}", "center"),
        Box(6, 7, "{進捗区分の前回}", "before"),
        Box(8, 8, "指標判定", "label"),
        Box(9, 9, "{指標判定}", "symbol"),
        Box(10, _LAST, "{指標の内訳}", "center"),
        height=20,
    )
    paper.colour_symbols(2, row=row, rules=("schedules",))
    paper.colour_symbols(9, row=row)
    for band, label in (("取組の説明", "取組の説明"), ("遅れの要因", "遅れの要因"), ("遅れへの対応", "今後の対応")):
        with paper.band(band):
            paper.line(Box(1, 1, label, "label"), Box(2, _LAST, f"{{{band}}}"), height=17)


def _indicators(paper: Paper) -> None:
    paper.gap(4)
    paper.line(Box(1, _LAST, "成果指標の実績と判定", "section"), height=18)
    with paper.band("指標"):
        top = _indicator(paper)
        _trend(paper.sheet, top)
    for band, label in (("指標の要因", "要因"), ("指標の対応", "今後の対応")):
        with paper.band(band):
            paper.line(Box(1, 1, label, "label"), Box(2, _LAST, f"{{{band}}}", "small"), height=15)
    with paper.band("指標なし"):
        paper.line(Box(1, _LAST, "{指標なし}", "plain"), height=18)


def _indicator(paper: Paper) -> int:
    """Eight rows of one indicator; the number of the first."""
    top = paper.line(Box(1, _LAST_YEAR, "{指標名}", "group"), Box(_CHART, _LAST, "", "group"), height=18)
    paper.line(Box(1, 1, "目標", "label"), Box(2, _LAST_YEAR, "{目標の文}", "small"), height=17)
    paper.line(
        Box(1, 2, "年度", "label"), *years("{実績年度%d}", "subhead"), *_data("図の値", "{図の年度%d}"), height=16
    )
    paper.line(Box(1, 2, "実績", "label"), *years("{実績%d}", "value"), *_data("実績", "{図の実績%d}"), height=20)
    paper.line(Box(1, 2, "目標", "label"), *years("{目標%d}", "value"), *_data("目標", "{図の目標%d}"), height=20)
    row = paper.line(Box(1, 2, "判定", "label"), *years("{判定%d}", "symbol"), height=20)
    paper.colour_symbols(*range(_FIRST_YEAR, _LAST_YEAR + 1), row=row)
    paper.line(Box(1, 1, "今回の判定", "label"), Box(2, _LAST, "{今回の判定}"), height=18)
    paper.line(Box(1, 1, "理由", "label"), Box(2, _LAST, "{理由}", "small"), height=17)
    return top


def _data(name: str, form: str) -> list[Box]:
    """The figures of the chart, to the right of the printed page."""
    cells = [Box(_DATA + 1 + at, _DATA + 1 + at, form % (at + 1), "data") for at in range(YEARS)]
    return [Box(_DATA, _DATA, name, "data"), *cells]


def _trend(sheet: Worksheet, top: int) -> None:
    """Actuals as a line, the target as dashes; the figures stand to the right of the printed page."""
    year_row, actual_row, target_row = top + 2, top + 3, top + 4
    chart = LineChart()
    lines = ((actual_row, "実績", style.BLUE, False), (target_row, "目標", style.VERMILION, True))
    for row, name, color, dashed in lines:
        series = Series(Reference(sheet, min_col=_DATA + 1, max_col=_DATA + YEARS, min_row=row), title=name)
        series.cat = charts.categories(sheet, (year_row, year_row), (_DATA + 1, _DATA + YEARS))
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=color, w=19050))
        if dashed:
            series.graphicalProperties.ln.prstDash = "sysDash"
        series.marker.symbol, series.marker.size = ("dash" if dashed else "circle"), 5
        series.marker.graphicalProperties = GraphicalProperties(solidFill=color, ln=LineProperties(solidFill=color))
        series.smooth = False
        chart.series.append(series)
    charts.small_axes(chart)
    chart.title = charts.title("{図題}", 700)
    # Little room: unit and legend share the line above the plot.
    chart.title.layout = _place(0.0, 0.0, 0.4, 0.16)
    chart.legend = Legend(legendPos="t", txPr=charts.text(700), layout=_place(0.45, 0.0, 0.54, 0.17))
    chart.plot_area.layout = _place(0.11, 0.2, 0.86, 0.62, target="inner")
    chart.display_blanks = "gap"
    start = AnchorMarker(col=_CHART - 1, row=top, colOff=20000, rowOff=10000)
    stop = AnchorMarker(col=_LAST, row=top + _CHART_ROWS, colOff=0, rowOff=0)
    chart.anchor = TwoCellAnchor("twoCell", start, stop)  # type: ignore[assignment]  # the stubs know cells only
    sheet.add_chart(chart)


def _place(x: float, y: float, w: float, h: float, target: Literal["inner", "outer"] | None = None) -> Layout:
    """A place inside a chart in parts of its width and height."""
    manual = ManualLayout(layoutTarget=target, xMode="edge", yMode="edge", x=x, y=y, w=w, h=h)
    return Layout(manualLayout=manual)


def _ledger(paper: Paper) -> None:
    paper.gap(4)
    for band, label in (("指示助言意見", "指示・助言・意見"), ("見直し履歴", "見直し履歴")):
        paper.line(Box(1, _LAST, label, "section"), height=18)
        with paper.band(band):
            paper.line(Box(1, 1, "{見出し}", "center"), Box(2, _LAST, "{本文}", "small"), height=16)
