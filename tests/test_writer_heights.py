"""Row heights: a row is as high as its wrapped text needs, unless somebody chose its height or it was not touched."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.handmade import MAIN, STYLES, Handmade, cell, table
from tests.writing import PART, SHEET, sheet_after, written
from xlplan.books.cell_values import Formula
from xlplan.books.row_heights import HIGHEST, OTHER, face, height_of, lines_needed, text_width
from xlplan.books.writer import CellEdit, Mark, TableEdit, plan_changes
from xlplan.messages import Level

UDP = face("BIZ UDPゴシック")

# Columns of 20 digits hold nine full-width letters of a face whose letters are two digits wide.
LINES = {
    "nothing": ("", 20, 1),
    "nine letters": ("行財政改革推進計画", 20, 1),
    "ten letters": ("行財政改革推進計画案", 20, 2),
    "nineteen letters": ("行財政改革推進計画案" + "行財政改革推進計画", 20, 3),
    "nineteen digits": ("1" * 19, 20, 1),
    "twenty digits": ("1" * 20, 20, 2),
    "half-width kana are narrow": ("ｱｲｳｴｵｶｷｸｹｺ", 20, 1),
    "line breaks of its own": ("一\n二\n三", 20, 3),
    "a break made on Windows": ("一\r\n二", 20, 2),
    "an empty line between": ("一\n\n三", 20, 3),
    "a break at the end": ("一\n", 20, 2),
    "long lines and breaks": ("行財政改革推進計画案\n二", 20, 3),
    "a word goes to the next line whole": ("財政指標 abcdefgh kijklmnop", 20, 2),
    "a word no line can hold": ("財" + "a" * 32, 20, 3),
    "no line begins with a full stop": ("行財政改革推進計画。", 20, 2),
    "nor ends with an opening bracket": ("行財政改革推進計「案」", 20, 2),
    "a column of no width": ("一二", 0, 2),
}


@pytest.mark.parametrize(("text", "width", "lines"), LINES.values(), ids=LINES.keys())
def test_lines_of_a_wrapped_text(text: str, width: float, lines: int) -> None:
    assert lines_needed(text, width) == lines


def test_a_face_of_wide_digits_takes_more_letters_into_a_column() -> None:
    text = "関係課で調整し、正しい値の調査票を提出し直してください。"
    assert text_width(text, UDP) < text_width(text, OTHER) == 2 * len(text)
    assert lines_needed(text, 42, UDP) == 1
    assert lines_needed(text, 42, OTHER) == 2


HEIGHTS = {  # default font's face → height of three lines of 11 points
    "MS Pゴシック": 49.6,
    "BIZ UDPゴシック": 47.9,
    "Meiryo UI": 49.6,
    "メイリオ": 62.8,
    "游ゴシック": 62.8,
    "Calibri": 51.2,
}


@pytest.mark.parametrize(("name", "height"), HEIGHTS.items())
def test_height_by_typeface(name: str, height: float) -> None:
    assert height_of(3, size=11, face=face(name)) == pytest.approx(height, abs=0.06)


def test_no_row_is_higher_than_excel_allows() -> None:
    assert height_of(1000, size=11) == HIGHEST


TEXTS = st.text(st.sampled_from("計画。、「」（）ーabc012 .-\n"), max_size=80)
WIDTHS = st.floats(3, 60)


@given(TEXTS, WIDTHS)
def test_there_is_room_for_every_letter(text: str, width: float) -> None:
    room = max(width - 0.8, 2)
    assert lines_needed(text, width) >= sum(max(1, math.ceil(text_width(t) / room)) for t in text.split("\n"))


@given(TEXTS, TEXTS, WIDTHS)
def test_a_longer_text_never_takes_fewer_lines(text: str, more: str, width: float) -> None:
    assert lines_needed(text + "\n" + more, width) == lines_needed(text, width) + lines_needed(more, width)
    assert lines_needed(text + "計", width) >= lines_needed(text, width)


# --- in a workbook: 調査票, its default font 游ゴシック of 11 points, table 実績表 in B3:D4, column C wraps ---

BEFORE = (
    '<sheetFormatPr defaultRowHeight="18.75"/>'
    '<cols><col min="2" max="2" width="8"/><col min="3" max="4" width="20" customWidth="1"/>'
    '<col min="5" max="5" width="20" hidden="1"/></cols>'
)
SHORT = "市税"
LONG = "ホームページのアンケート"  # two lines
LONGER = LONG + "における回答"  # still two
TWO, ONE = "43.5", "18.75"
WRAPS, PLAIN = 4, 0


def book(
    text: str = SHORT,
    row: str = "",
    *,
    more: str = "",
    style: int = WRAPS,
    below: str = "",
) -> Handmade:
    """The table's one body row is row 4; ``row`` are more attributes of it, ``more`` more cells."""
    header = f'<row r="3">{cell("B3", "番号")}{cell("C3", "指標")}{cell("D3", "説明")}</row>'
    first = f'<row r="4"{row and " " + row}>{cell("B4", 1)}{cell("C4", text, style)}{cell("D4", 5)}{more}</row>'
    tables = {"table1": table("B3:D4", "番号", "指標", "説明")}
    return Handmade(header + first + below, tables=tables, before=BEFORE)


def row_tag(sheet: str, number: int = 4) -> str:
    found = re.search(rf'<(?:x:)?row r="{number}"[^>]*>', sheet)
    assert found
    return found[0]


def height(sheet: str, number: int = 4) -> str | None:
    found = re.search(r'\sht="([^"]*)"', row_tag(sheet, number))
    return found[1] if found else None


def after_text(handmade: Handmade, text: str) -> str:
    return sheet_after(handmade, TableEdit("実績表", set={(0, 1): text}))


ROWS = {  # the row's own attributes, its text, the new text → its height
    "short text: none": ("", SHORT, "件数", None),
    "long text": ("", SHORT, LONG, TWO),
    "a break of its own": ("", SHORT, "甲\n乙", TWO),
    "long text in a fitted row": ('ht="18.75"', SHORT, LONG, TWO),
    "fitted, said outright": ('ht="18.75" customHeight="0"', SHORT, LONG, TWO),
    "as a LibreOffice says it": ('ht="18.75" customHeight="false"', SHORT, LONG, TWO),
    "shorter text: shrinks to the default": ('ht="43.5"', LONG, SHORT, ONE),
    "no text: shrinks to the default": ('ht="43.5"', LONG, "", ONE),
    "as many lines: what Excel fitted stays": ('ht="37.5"', LONG, LONGER, "37.5"),
    "roomy enough already": ('ht="60"', SHORT, LONG, "60"),
    "lower than a shorter text needs: stays": ('ht="12"', LONG, SHORT, "12"),
    "chosen by somebody": ('ht="20" customHeight="1"', SHORT, LONG, "20"),
    "chosen, spelled otherwise": ('ht="80" customHeight="true"', LONG, SHORT, "80"),
    "long text with little left": ('ht="43.5"', "", LONG * 40, "409"),
}


@pytest.mark.parametrize(("row", "old", "new", "expected"), ROWS.values(), ids=ROWS.keys())
def test_height_after_a_new_text(row: str, old: str, new: str, expected: str | None) -> None:
    sheet = after_text(book(old, row), new)
    assert height(sheet) == expected
    custom = re.search(r'customHeight="\w+"', row)
    assert re.findall(r'customHeight="\w+"', row_tag(sheet)) == ([custom[0]] if custom else [])


@pytest.mark.parametrize("row", ["", 'ht="12"', 'ht="43.5"', 'ht="300"'])
def test_the_same_text_again_changes_no_byte(row: str) -> None:
    _, receipt = written(book(LONG, row), TableEdit("実績表", set={(0, 1): LONG}))
    assert receipt.changed == ()


@pytest.mark.parametrize("row", ["", 'ht="12"', 'ht="300"'])
def test_a_mark_changes_no_height(row: str) -> None:
    sheet = sheet_after(book(LONG, row), Mark(SHEET, "C4", Level.CHECK))
    assert row_tag(sheet) == f'<row r="4"{row and " " + row}>'


def test_a_row_that_was_not_touched_keeps_its_bytes() -> None:
    beside = f'<row r="6" ht="12">{cell("C6", LONG, WRAPS)}</row><row r="7">{cell("C7", LONG, WRAPS)}</row>'
    sheet = after_text(book(SHORT, below=beside), LONG)
    assert beside in sheet
    assert height(sheet) == TWO


def test_another_text_of_the_row_keeps_it_high() -> None:
    shared = '<c r="D4" s="4" t="s"><v>0</v></c>'
    handmade = book(LONG, 'ht="43.5"', more=cell("F4", LONG * 2, WRAPS))
    assert height(after_text(handmade, SHORT)) == "43.5"
    rows = f'<row r="4" ht="43.5">{cell("C4", LONG, WRAPS)}{shared}</row>'
    handmade = Handmade(rows, before=BEFORE, shared=(f"<t>{LONG}</t>",))
    assert height(sheet_after(handmade, CellEdit(SHEET, "C4", SHORT))) == "43.5"


def test_a_row_is_as_high_as_its_longest_text() -> None:
    sheet = sheet_after(book(more=cell("F4", "一\n二\n三", WRAPS)), TableEdit("実績表", set={(0, 1): LONG}))
    assert height(sheet) == "62.8"


BIG = (
    STYLES.replace('<fonts count="1">', '<fonts count="2">')
    .replace("</font></fonts>", '</font><font><sz val="22"/><name val="游ゴシック"/></font></fonts>')
    .replace('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"><al', '<xf numFmtId="0" fontId="1"><al')
)
TURNED = STYLES.replace('xfId="0"><alignment wrapText="1"/>', 'xfId="0"><alignment textRotation="255" wrapText="1"/>')
INDENTED = STYLES.replace('xfId="0"><alignment wrapText="1"/>', 'xfId="0"><alignment indent="5" wrapText="1"/>')
SPREAD = STYLES.replace('xfId="0"><alignment wrapText="1"/>', 'xfId="0"><alignment vertical="justify"/>')
WRAPS_NOWHERE = STYLES.replace(' wrapText="1"', "")
WITH_COMMENT = STYLES.replace("<fonts", "<!-- wrapText --><fonts")
SIX = "財政指標一覧"
STYLED = {
    "a style that does not wrap": (book(style=PLAIN), LONG, None),
    "turned text": (replace(book(), styles=TURNED), LONG, None),
    "text spread over the cell wraps too": (replace(book(), styles=SPREAD), LONG, TWO),
    "six letters fit": (book(), SIX, None),
    "but not with five indents": (replace(book(), styles=INDENTED), SIX + "表", TWO),
    "and not in a large font": (replace(book(), styles=BIG), SIX, "82"),
    "a large font on one line": (replace(book(), styles=BIG), "表", None),
    "an unknown style": (book(style=99), LONG, None),
    "no style wraps": (replace(book(), styles=WRAPS_NOWHERE), LONG, None),
    "styles that cannot be trusted": (replace(book(), styles=WITH_COMMENT), LONG, None),
    "the sheet's default width": (replace(book(), before='<sheetFormatPr defaultColWidth="30"/>'), LONG, None),
    "no width said at all": (replace(book(), before=""), SIX, TWO),
    "a column that is hidden": (
        replace(book(), before='<cols><col min="3" max="3" width="20" hidden="1"/></cols>'),
        LONG,
        None,
    ),
    "merged to the right: room enough": (
        replace(book(), after='<mergeCells><mergeCell ref="C4:D4"/></mergeCells>'),
        LONG,
        None,
    ),
    "merged downwards: no one row's": (
        replace(book(), after='<mergeCells><mergeCell ref="C4:C5"/></mergeCells>'),
        LONG,
        None,
    ),
}


@pytest.mark.parametrize(("handmade", "text", "expected"), STYLED.values(), ids=STYLED.keys())
def test_what_the_height_depends_on(handmade: Handmade, text: str, expected: str | None) -> None:
    handmade = replace(handmade, tables={})
    assert height(sheet_after(handmade, CellEdit(SHEET, "C4", text))) == expected


def test_numbers_do_not_wrap() -> None:
    assert height(sheet_after(book(), TableEdit("実績表", set={(0, 1): 10**25}))) is None


def test_a_formula_counts_with_the_text_it_last_gave() -> None:
    known, unknown = Formula('REPT("市",50)', LONG), Formula('REPT("市",50)')
    assert height(sheet_after(book(), TableEdit("実績表", set={(0, 1): known}))) == TWO
    assert height(sheet_after(book(), TableEdit("実績表", set={(0, 1): unknown}))) is None
    in_file = f'<c r="F4" s="4" t="str"><f>G4</f><v>{LONG}</v></c>'
    assert height(sheet_after(book(LONG, 'ht="43.5"', more=in_file), _short())) == "43.5"


@pytest.mark.parametrize("result", ["", "<v></v>", "<v/>"])
def test_a_row_with_a_formula_of_unknown_text_does_not_shrink(result: str) -> None:
    formula = f'<c r="F4" s="4"><f>G4</f>{result}</c>'
    assert height(sheet_after(book(LONG, 'ht="43.5"', more=formula), _short())) == "43.5"


def test_a_formula_that_gives_a_number_lets_the_row_shrink() -> None:
    formula = '<c r="F4" s="4"><f>G4</f><v>1</v></c>'
    assert height(sheet_after(book(LONG, 'ht="43.5"', more=formula), _short())) == ONE


def _short() -> TableEdit:
    return TableEdit("実績表", set={(0, 1): SHORT})


def test_appended_rows_have_heights_of_their_own() -> None:
    sheet = sheet_after(book(LONG, 'ht="43.5"'), TableEdit("実績表", append=[[2, "甲\n乙\n丙"], [3, SHORT]]))
    assert (height(sheet, 5), height(sheet, 6)) == ("62.8", None)


def test_appended_rows_below_a_chosen_height_have_it() -> None:
    sheet = sheet_after(book(SHORT, 'ht="30" customHeight="1"'), TableEdit("実績表", append=[[2, LONG]]))
    assert row_tag(sheet, 5) == '<row r="5" ht="30" customHeight="1">'


def test_a_new_body_fits_each_row_and_gives_up_the_height_of_emptied_ones() -> None:
    grown = written(book(), TableEdit("実績表", body=[[1, SHORT], [2, LONG], [3, LONG]]))[0]
    sheet = grown.read(PART).decode()
    assert [height(sheet, number) for number in (4, 5, 6)] == [None, TWO, TWO]
    changed, _ = plan_changes(grown, [TableEdit("実績表", body=[[1, LONG], [2, SHORT]])])
    sheet = changed[PART].decode()
    assert [height(sheet, number) for number in (4, 5, 6)] == [TWO, ONE, ONE]


def test_an_empty_row_in_the_file_keeps_its_other_attributes() -> None:
    rows = '<row r="4" spans="3:3" ht="18.75" x14ac:dyDescent="0.4" thickBot="1" s="4" customFormat="1"/>'
    handmade = Handmade(rows, before=BEFORE)
    ours = handmade.sheet.replace("<worksheet ", '<worksheet xmlns:x14ac="urn:a" ')
    sheet = sheet_after(Handmade(whole_sheet=ours), CellEdit(SHEET, "D4", LONG))
    tag = '<row r="4" spans="3:4" ht="43.5" x14ac:dyDescent="0.4" thickBot="1" s="4" customFormat="1">'
    assert row_tag(sheet) == tag


def test_prefixed_tags() -> None:
    text = f'<x:c r="C4" s="4" t="inlineStr"><x:is><x:t>{LONG}</x:t></x:is></x:c>'
    rows = f'<x:row r="4" ht="43.5" spans="3:3">{text}</x:row><x:row r="5"/>'
    whole = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetFormatPr defaultRowHeight="18.75"/><x:cols><x:col min="3" max="3" '
        f'width="20"/></x:cols><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    )
    edits = (CellEdit(SHEET, "C4", SHORT), CellEdit(SHEET, "C5", LONG), CellEdit(SHEET, "C6", LONG))
    sheet = sheet_after(Handmade(whole_sheet=whole), *edits)
    assert [height(sheet, number) for number in (4, 5)] == [ONE, None]  # row 5 had no style that wraps
    styled = whole.replace('<x:row r="5"/>', '<x:row r="5" s="4" customFormat="1"/>')
    assert height(sheet_after(Handmade(whole_sheet=styled), *edits), 5) == TWO


@given(st.lists(st.sampled_from([SHORT, LONG, "甲\n乙\n丙", "", LONG * 3]), min_size=1, max_size=5))
def test_the_height_follows_the_text_whatever_stood_there_before(texts: list[str]) -> None:
    package = book(row='ht="18.75"').package()
    for text in texts:
        changed, _ = plan_changes(package, [TableEdit("実績表", set={(0, 1): text})])
        package = type(package).from_bytes(package.replaced(changed, ()))
    alone = height(after_text(book("件数"), texts[-1]))
    assert height(package.read(PART).decode()) in (alone, alone or ONE)
