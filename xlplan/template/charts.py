"""Native charts of 総括: stacked bars that read without colour (words in the legend, counts in the bars)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.title import Title, title_maker
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.drawing.text import Font as DrawingFont

from xlplan.declaring import NamedTuple
from xlplan.template import style

if TYPE_CHECKING:
    from openpyxl.chart import LineChart
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTH_CM: Final = 14
_HEIGHT_CM: Final = 9


class Figures(NamedTuple):
    """Where a chart's figures stand: policies in rows `first` to `last`, a column per part, names in column `labels`."""

    sheet: Worksheet
    first: int
    last: int
    columns: Sequence[int]
    labels: int


def add_stacked_bars(
    sheet: Worksheet,
    words: str,
    figures: Figures,
    parts: Mapping[str, str],
    anchor: str,
    size: tuple[float, float] = (_WIDTH_CM, _HEIGHT_CM),
) -> None:
    """One bar per policy, one part per status.

    Args:
        sheet: gets the chart.
        words: its title.
        figures: one column for each of `parts`.
        parts: name in the legend → fill.
        anchor: cell at the chart's upper left corner.
        size: width and height in centimetres.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    chart.width, chart.height = size  # type: ignore[assignment]  # the stubs forget that centimetres may be fractions
    chart.title = title(words, 1000)
    source, first, last = figures.sheet, figures.first, figures.last
    for at, (name, color) in zip(figures.columns, parts.items(), strict=True):
        part = Series(Reference(source, min_col=at, min_row=first, max_row=last), title=name)
        part.cat = categories(source, (first, last), (figures.labels, figures.labels))
        part.graphicalProperties = GraphicalProperties(solidFill=color)
        part.graphicalProperties.line = LineProperties(solidFill="FFFFFF", w=6350)
        part.dLbls = _counts(color)
        chart.series.append(part)
    _axes(chart)
    chart.legend.position = "b"
    chart.legend.txPr = text(800)
    sheet.add_chart(chart, anchor)


def title(words: str, size: int) -> Title:
    """A chart's title in the project's font; `size` in hundredths of a point."""
    heading: Title = title_maker(words)
    for paragraph in heading.tx.rich.p if heading.tx and heading.tx.rich else ():
        paragraph.pPr = ParagraphProperties(defRPr=_letters(size, bold=True))
    heading.overlay = False
    return heading


def categories(sheet: Worksheet, rows: tuple[int, int], columns: tuple[int, int]) -> AxDataSource:
    """The names along an axis: first and last row, first and last column."""
    (top, bottom), (left, right) = rows, columns
    return AxDataSource(strRef=StrRef(str(Reference(sheet, min_col=left, max_col=right, min_row=top, max_row=bottom))))


def small_axes(chart: LineChart) -> None:
    """Axes of a chart a few centimetres wide."""
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.txPr, chart.y_axis.txPr = text(700), text(700)
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="E3E8EF", w=6350)))
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=style.LINE, w=6350))
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.y_axis.number_format, chart.y_axis.numFmt.sourceLinked = "#,##0.##;-#,##0.##", False
    chart.x_axis.majorTickMark = chart.y_axis.majorTickMark = "none"


def _letters(size: int, *, bold: bool = False, color: str = style.INK) -> CharacterProperties:
    face = DrawingFont(typeface=style.FONT)
    return CharacterProperties(sz=size, b=bold, solidFill=color, latin=face, ea=face)


def text(size: int, color: str = style.INK) -> RichText:
    """Letters of an axis or a legend; `size` in hundredths of a point."""
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_letters(size, color=color)), endParaRPr=CharacterProperties())
    return RichText(p=[paragraph])


def _counts(color: str) -> DataLabelList:
    """The count in each part; a part of zero shows nothing."""
    labels = DataLabelList()
    labels.showVal, labels.numFmt = True, "#,##0;;"
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.txPr = text(800, style.WHITE if color in (style.NAVY, style.VERMILION, style.BROWN) else style.INK)
    return labels


def _axes(chart: BarChart) -> None:
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.txPr, chart.y_axis.txPr = text(800), text(800)
    lines = GraphicalProperties(ln=LineProperties(solidFill="E3E8EF", w=6350))
    chart.y_axis.majorGridlines = ChartLines(spPr=lines)
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=style.LINE, w=6350))
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.y_axis.number_format, chart.y_axis.numFmt.sourceLinked = "0", False
    chart.y_axis.scaling.min = 0
    chart.y_axis.crosses = "max"
    chart.x_axis.majorTickMark = chart.y_axis.majorTickMark = "none"
