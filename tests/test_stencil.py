"""Templates filled: rows repeated with their looks, what names rows moved along, and templates refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import LineChart, Reference
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.books.reading import open_workbook
from xlplan.books.stencil import Block, Sheet, Template, TemplateLacks
from xlplan.template import style

COMMON = {"基準日": "平成27年3月31日", "台帳": "A&B"}
ROWS = (
    Block("行", {"名前": "一", "数": 1}),
    Block("行", {"名前": "=二", "数": None}),
    Block("行", {"名前": "三", "数": 3}),
)
PAGE = ("基準日",)


def draw(path: Path, change: Callable[[Worksheet], object] | None = None) -> Path:
    """A template: a title, one band of two rows, a line below, a chart over the band's figures."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "表"
    sheet["A1"] = "題　{題}"
    sheet["A3"], sheet["B3"] = "{名前}", "{数}"
    sheet["A4"] = "二段目"
    sheet.merge_cells("A4:B4")
    sheet["A6"] = "終わり"
    sheet["A3"].font = Font(name="BIZ UD明朝", size=14)
    sheet.row_dimensions[3].height = 33
    sheet.conditional_formatting.add("B3", style.equals("1", style.NAVY, style.WHITE))
    sheet.defined_names["行_行"] = DefinedName("行_行", attr_text="'表'!$3:$4")
    sheet.print_title_rows = "1:2"
    sheet.HeaderFooter.oddHeader = HeaderFooterItem(right=_HeaderFooterPart("基準日 {基準日}"))
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(left=_HeaderFooterPart("{台帳}"))
    chart = LineChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=3))
    sheet.add_chart(chart, "D3")
    if change:
        change(sheet)
    book.save(path)
    return path


def fill(path: Path, *sheets: Sheet) -> Path:
    """The filled template beside it."""
    made = path.with_name("出力.xlsx")
    made.write_bytes(Template.open(path).fill(sheets or (Sheet("表", "表", {"題": "見本"}, ROWS),), COMMON, PAGE))
    return made


def charts_of(sheet: object) -> list[Any]:
    """The charts of a sheet; openpyxl has no public name for them."""
    return sheet._charts  # type: ignore[attr-defined,no-any-return]


def test_a_band_is_repeated_with_values_and_what_is_below_moves_down(tmp_path: Path) -> None:
    grid = open_workbook(fill(draw(tmp_path / "様式.xlsx"))).grid("表")
    column = [row[0] for row in grid]
    assert column[0] == "題　見本"
    assert column[2:8] == ["一", "二段目", "=二", "二段目", "三", "二段目"]
    assert column[9] == "終わり"
    assert [grid[at][1] for at in (2, 4, 6)] == [1, None, 3]


def test_looks_of_every_repeated_row_are_those_of_the_template(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(fill(draw(tmp_path / "様式.xlsx"))).worksheets[0]
    for row in (3, 5, 7):
        assert (sheet.cell(row, 1).font.name, sheet.cell(row, 1).font.size) == ("BIZ UD明朝", 14)
        assert sheet.row_dimensions[row].height == 33
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A4:B4", "A6:B6", "A8:B8"}
    assert [str(rules.sqref) for rules in sheet.conditional_formatting] == ["B3 B5 B7"]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(fill(draw(tmp_path / "様式.xlsx"))).worksheets[0]
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=二", "s")


def test_header_and_footer_are_filled_and_an_ampersand_is_printed(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(fill(draw(tmp_path / "様式.xlsx"))).worksheets[0]
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None
    assert footer is not None
    assert (header.right.text, footer.left.text) == ("基準日 平成27年3月31日", "A&&B")


def test_one_template_sheet_serves_many_and_charts_show_their_own(tmp_path: Path) -> None:
    made = fill(
        draw(tmp_path / "様式.xlsx"),
        Sheet("表", "No.01", {"題": "一"}, ROWS[:1]),
        Sheet("表", "No.02", {"題": "二"}, ROWS[2:]),
    )
    book = openpyxl.load_workbook(made)
    assert book.sheetnames == ["No.01", "No.02"]
    references = [charts_of(sheet)[0].series[0].val.numRef.f for sheet in book.worksheets]
    assert references == ["'No.01'!$B$3", "'No.02'!$B$3"]


def test_a_chart_in_a_band_is_repeated_with_the_band(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(fill(draw(tmp_path / "様式.xlsx")))
    charts = charts_of(book.worksheets[0])
    assert [chart.series[0].val.numRef.f for chart in charts] == ["'表'!$B$3", "'表'!$B$5", "'表'!$B$7"]
    assert [chart.anchor._from.row for chart in charts] == [2, 4, 6]


def test_print_titles_and_names_stand_for_the_rows_of_the_report(tmp_path: Path) -> None:
    made = fill(draw(tmp_path / "様式.xlsx"))
    book = openpyxl.load_workbook(made)
    assert book.worksheets[0].print_title_rows == "$1:$2"
    assert Template.open(made).band_rows("表", "行") == [3, 4, 5, 6, 7, 8]


def test_a_wrapped_text_makes_its_row_higher_and_is_not_cut(tmp_path: Path) -> None:
    def wrap(sheet: Worksheet) -> None:
        sheet["A3"].alignment = Alignment(wrap_text=True)

    long = Block("行", {"名前": "とても長い説明の文です。" * 6, "数": 1})
    path = draw(tmp_path / "様式.xlsx", wrap)
    sheet = openpyxl.load_workbook(fill(path, Sheet("表", "表", {"題": "長"}, [long]))).worksheets[0]
    assert sheet.row_dimensions[3].height > 100


def test_cells_from_one_place_to_another_are_merged_on_request(tmp_path: Path) -> None:
    block = ROWS[0]._replace(spans=(("名前", "数"),))
    sheet = openpyxl.load_workbook(
        fill(draw(tmp_path / "様式.xlsx"), Sheet("表", "表", {"題": "帯"}, [block]))
    ).worksheets[0]
    assert "A3:B3" in {str(area) for area in sheet.merged_cells.ranges}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda sheet: sheet.__setitem__("B3", None), "「行_行」の行に「{数}」がありません"),
        (lambda sheet: sheet.__setitem__("A1", "題"), "に「{題}」がありません"),
        (lambda sheet: sheet.__setitem__("A6", "{知らない項目}"), "「{知らない項目}」は、この報告書にない項目です"),
        (lambda sheet: sheet.__setitem__("C1", "=SUM(B3:B3)"), "セルC1に数式があります"),
        (lambda sheet: sheet.defined_names.pop("行_行"), "行の名前「行_行」がありません"),
        (lambda sheet: setattr(sheet, "title", "別の表"), "シート「表」がありません"),
        (
            lambda sheet: setattr(sheet.oddHeader.right, "text", "日付なし"),
            "「{基準日}」がありません。すべてのページに必要です",
        ),
    ],
)
def test_a_template_that_lacks_something_is_refused_and_the_thing_named(
    tmp_path: Path, change: Callable[[Worksheet], object], said: str
) -> None:
    path = draw(tmp_path / "様式.xlsx", change)
    with pytest.raises(TemplateLacks) as told:
        fill(path)
    assert said in str(told.value)
    assert not path.with_name("出力.xlsx").exists()
