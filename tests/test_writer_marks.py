"""Marks: a fill through a cloned cell format, and the way back."""

from __future__ import annotations

import re

import pytest

from tests.handmade import MAIN, STYLES, Handmade, cell, table
from tests.writing import PART, PLAIN, SHEET, refusal, written
from xlplan.books.package import Package
from xlplan.books.styles_xml import FILLS, StylesXml
from xlplan.books.writer import CellEdit, ClearMarks, Edit, Mark, Receipt, TableEdit, plan_changes
from xlplan.messages import Level

STYLES_PART = "xl/styles.xml"
FILLED = Handmade(f'<row r="1">{cell("A1", "番号", 2)}{cell("B1", 5, 3)}</row><row r="2">{cell("A2", 1, 2)}</row>')


def marked(book: Handmade, *marks: Edit) -> Package:
    return written(book, *marks)[0]


def style_of(package: Package, name: str) -> int:
    found = re.search(f'<c r="{name}"[^>]* s="([0-9]+)"', package.read(PART).decode())
    return int(found[1]) if found else 0


def fill_of(package: Package, name: str) -> str | None:
    """The fill colour a cell shows, through its format."""
    styles = package.read(STYLES_PART).decode()
    formats = re.findall(r"<xf [^>]*>", styles.split("<cellXfs")[1])
    fill = re.search(r'fillId="([0-9]+)"', formats[style_of(package, name)])
    fills = re.findall(r"<fill>.*?</fill>", styles, re.DOTALL)
    assert fill is not None
    colour = re.search(r'fgColor rgb="([0-9A-F]+)"', fills[int(fill[1])])
    return colour[1] if colour else None


@pytest.mark.parametrize("level", list(Level))
def test_each_level_has_its_fill_and_the_rest_of_the_look_stays(level: Level) -> None:
    package = marked(FILLED, Mark(SHEET, "A1", level))
    assert fill_of(package, "A1") == FILLS[level]
    assert fill_of(package, "A2") == "FFFFF2CC"
    styles = package.read(STYLES_PART).decode()
    assert 'cellXfs count="6"' in styles
    assert '<fills count="4">' in styles
    last = styles.split("<cellXfs")[1].split("</cellXfs>")[0].split("<xf ")[-1]
    assert last.endswith('applyFill="1"><alignment wrapText="1"/></xf>')


def test_levels_are_told_apart_by_colour() -> None:
    assert len(set(FILLS.values())) == len(Level)


def test_a_mark_changes_neither_values_nor_asks_for_recalculation() -> None:
    _, receipt = written(FILLED, Mark(SHEET, "A1", Level.SERIOUS))
    assert receipt == Receipt(changed=(PART, STYLES_PART), cells=1)


def test_cells_of_one_look_share_one_clone() -> None:
    package = marked(FILLED, Mark(SHEET, "A1", Level.CHECK), Mark(SHEET, "A2", Level.CHECK))
    assert style_of(package, "A1") == style_of(package, "A2") == 5


def test_marking_again_changes_nothing() -> None:
    package = marked(FILLED, Mark(SHEET, "A1", Level.CHECK))
    assert plan_changes(package, [Mark(SHEET, "A1", Level.CHECK)])[0] == {}


def test_a_blank_cell_that_is_not_in_the_file_can_be_marked_and_unmarked() -> None:
    package = marked(PLAIN, Mark(SHEET, "D9", Level.NOTE))
    assert fill_of(package, "D9") == FILLS[Level.NOTE]
    changed, _ = plan_changes(package, [Mark(SHEET, "D9", None)])
    assert '<c r="D9" s="0"/>' in changed[PART].decode()


def test_a_marked_cell_takes_a_value_and_a_value_takes_a_mark() -> None:
    package = marked(FILLED, CellEdit(SHEET, "A1", "新"), Mark(SHEET, "A1", Level.NOTE))
    assert fill_of(package, "A1") == FILLS[Level.NOTE]
    assert '<c r="A1" s="5" t="inlineStr"><is><t>新</t></is></c>' in package.read(PART).decode()


@pytest.mark.parametrize("name", ["A1", "A2", "B1"])
def test_the_way_back_gives_the_old_look(name: str) -> None:
    """Style 4 differs from style 2 in nothing but the fill: the cell's neighbours tell which it was."""
    package = marked(FILLED, Mark(SHEET, name, Level.SERIOUS))
    changed, _ = plan_changes(package, [Mark(SHEET, name, None)])
    assert changed[PART] == FILLED.package().read(PART)


def test_all_marks_are_cleared_and_no_colour_of_an_officer() -> None:
    package = marked(FILLED, Mark(SHEET, "A1", Level.SERIOUS), Mark(SHEET, "B1", Level.NOTE))
    changed, receipt = plan_changes(package, [ClearMarks()])
    assert changed == {PART: FILLED.package().read(PART)}
    assert receipt.cells == 2
    assert plan_changes(FILLED.package(), [ClearMarks()])[0] == {}


def test_clearing_and_marking_anew_in_one_go() -> None:
    package = marked(FILLED, Mark(SHEET, "A1", Level.SERIOUS), Mark(SHEET, "B1", Level.NOTE))
    changed, _ = plan_changes(package, [ClearMarks(), Mark(SHEET, "B1", Level.NOTE)])
    sheet = changed[PART].decode()
    assert cell("A1", "番号", 2) in sheet
    assert cell("B1", 5, style_of(package, "B1")) in sheet


def test_a_mark_in_the_last_row_is_not_handed_down() -> None:
    rows = (
        f'<row r="1">{cell("A1", "番号")}</row><row r="2">{cell("A2", 1, 2)}</row><row r="3">{cell("A3", 2, 2)}</row>'
    )
    book = Handmade(rows, tables={"table1": table("A1:A3", "番号")})
    package = marked(book, Mark(SHEET, "A3", Level.SERIOUS))
    changed, _ = plan_changes(package, [TableEdit("実績表", append=[[3]])])
    assert cell("A4", 3, 2) in changed[PART].decode()
    assert f'<c r="A3" s="{style_of(package, "A3")}">' in changed[PART].decode()


def test_formula_cells_keep_their_formula_under_a_mark() -> None:
    book = Handmade('<row r="1"><c r="A1" s="3" cm="1"><f>1+1</f><v>2</v></c></row>', calculation_chain='<c r="A1"/>')
    package = marked(book, Mark(SHEET, "A1", Level.CHECK))
    assert '<c r="A1" s="5" cm="1"><f>1+1</f><v>2</v></c>' in package.read(PART).decode()
    assert "xl/calcChain.xml" in package


def test_a_hidden_cell_of_a_merge_is_not_marked() -> None:
    merged = Handmade(PLAIN.rows, after='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>')
    assert refusal(merged, Mark(SHEET, "B1", Level.NOTE)) == "merged_cell"
    assert fill_of(marked(merged, Mark(SHEET, "A1", Level.NOTE)), "A1") == FILLS[Level.NOTE]


def test_a_prefixed_styles_part() -> None:
    prefixed = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", STYLES).replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    package = marked(Handmade(FILLED.rows, styles=prefixed), Mark(SHEET, "A1", Level.SERIOUS))
    assert '<x:fill><x:patternFill patternType="solid"><x:fgColor' in package.read(STYLES_PART).decode()


def test_styles_that_lack_what_a_mark_needs() -> None:
    bare = Handmade(FILLED.rows, styles=f'<styleSheet xmlns="{MAIN}"><fills count="0"/></styleSheet>')
    assert refusal(bare, Mark(SHEET, "A1", Level.SERIOUS)) == "no_styles"
    dangling = Handmade(f'<row r="1">{cell("A1", 1, 99)}</row>')
    assert refusal(dangling, Mark(SHEET, "A1", Level.SERIOUS)) == "no_styles"


SHOWS_DATES = {
    "General": False,
    "0.0%": False,
    "#,##0;[Red]-#,##0": False,
    "yyyy/m/d": True,
    "ggge年m月d日": True,
    "[$-411]ge.m.d": True,
    "h:mm": True,
    "[h]:mm": True,
    "0.00E+00": False,
    '#,##0"人"': False,
    '0"days"': False,
    "G/標準": False,
    "@": False,
    "\\d0": False,
    "[Red]0": False,
    "0_d": False,
}


@pytest.mark.parametrize(("code", "expected"), SHOWS_DATES.items(), ids=SHOWS_DATES.keys())
def test_which_formats_show_dates(code: str, expected: bool) -> None:
    escaped = code.replace('"', "&quot;")
    styles = re.sub(r'formatCode="[^"]*"', lambda _: f'formatCode="{escaped}"', STYLES)
    assert StylesXml(styles.encode(), STYLES_PART).is_date(1) is expected
