"""Native charts of 総括: stacked bars that read without colour (words in the legend, counts in the bars)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.title import title_maker
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.drawing.text import Font as DrawingFont

from xlplan.template import style

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTH_CM: Final = 14
_HEIGHT_CM: Final = 9
_LABELS: Final = 2
_FIRST: Final = 3
_POLICIES: Final = 5


def add_stacked_bars(sheet: Worksheet, title: str, header_row: int, parts: Mapping[str, str], anchor: str) -> None:
    """One bar per policy, one part per status.

    Args:
        sheet: holds the figures, one column per part from the third on, policies in the rows below `header_row`.
        title: of the chart.
        header_row: row above the first policy.
        parts: name in the legend → fill.
        anchor: cell at the chart's upper left corner.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    chart.width, chart.height = _WIDTH_CM, _HEIGHT_CM
    heading = title_maker(title)
    words = heading.tx.rich.p if heading.tx and heading.tx.rich else ()
    for paragraph in words:
        paragraph.pPr = ParagraphProperties(defRPr=_letters(1000, bold=True))
    heading.overlay = False
    chart.title = heading
    first, last = header_row + 1, header_row + _POLICIES
    for at, (name, color) in enumerate(parts.items(), start=_FIRST):
        part = Series(Reference(sheet, min_col=at, min_row=first, max_row=last), title=name)
        part.cat = _categories(sheet, first, last)
        part.graphicalProperties = GraphicalProperties(solidFill=color)
        part.graphicalProperties.line = LineProperties(solidFill="FFFFFF", w=6350)
        part.dLbls = _counts(color)
        chart.series.append(part)
    _axes(chart)
    chart.legend.position = "b"
    chart.legend.txPr = _text(800)
    sheet.add_chart(chart, anchor)


def _categories(sheet: Worksheet, first: int, last: int) -> AxDataSource:
    return AxDataSource(strRef=StrRef(str(Reference(sheet, min_col=_LABELS, min_row=first, max_row=last))))


def _letters(size: int, *, bold: bool = False, color: str = style.INK) -> CharacterProperties:
    face = DrawingFont(typeface=style.FONT)
    return CharacterProperties(sz=size, b=bold, solidFill=color, latin=face, ea=face)


def _text(size: int, color: str = style.INK) -> RichText:
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_letters(size, color=color)), endParaRPr=CharacterProperties())
    return RichText(p=[paragraph])


def _counts(color: str) -> DataLabelList:
    """The count in each part; a part of zero shows nothing."""
    labels = DataLabelList()
    labels.showVal, labels.numFmt = True, "#,##0;;"
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.txPr = _text(800, style.WHITE if color in (style.NAVY, style.VERMILION, style.BROWN) else style.INK)
    return labels


def _axes(chart: BarChart) -> None:
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.txPr, chart.y_axis.txPr = _text(800), _text(800)
    lines = GraphicalProperties(ln=LineProperties(solidFill="E3E8EF", w=6350))
    chart.y_axis.majorGridlines = ChartLines(spPr=lines)
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=style.LINE, w=6350))
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.y_axis.number_format, chart.y_axis.numFmt.sourceLinked = "0", False
    chart.y_axis.scaling.min = 0
    chart.y_axis.crosses = "max"
    chart.x_axis.majorTickMark = chart.y_axis.majorTickMark = "none"
