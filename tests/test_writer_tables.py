"""Tables: values, growing, shrinking, what grows along, and what keeps a table from growing."""

from __future__ import annotations

import pytest

from tests.handmade import Handmade, cell, table
from tests.writing import PART, refusal, sheet_after, written
from xlplan.books.cell_values import Formula
from xlplan.books.package import Package
from xlplan.books.sheet_ranges import Note
from xlplan.books.writer import TableEdit, plan_changes

TABLE_PART = "xl/tables/table1.xml"
HEADER = f'<row r="3">{cell("B3", "番号")}{cell("C3", "指標")}{cell("D3", "実績")}</row>'
FIRST = f'<row r="4" spans="2:4">{cell("B4", 1, 2)}{cell("C4", "市税", 4)}{cell("D4", 95.5, 3)}</row>'
COLUMNS = ("番号", "指標", "実績")


def book(rows: str = FIRST, ref: str = "B3:D4", *columns: str, attributes: str = "", after: str = "") -> Handmade:
    """調査票 with the table 実績表 from B3 on."""
    return Handmade(
        HEADER + rows, tables={"table1": table(ref, *(columns or COLUMNS), attributes=attributes)}, after=after
    )


def table_of(package: Package) -> str:
    return package.read(TABLE_PART).decode()


def test_values_inside_the_body() -> None:
    new, receipt = written(book(), TableEdit("実績表", set={(0, 2): 96, (0, 0): None}))
    assert '<c r="B4" s="2"/>' in new.read(PART).decode()
    assert '<c r="D4" s="3"><v>96</v></c>' in new.read(PART).decode()
    assert (receipt.cells, receipt.tables) == (2, {})
    assert receipt.changed == (PART, "xl/workbook.xml")


@pytest.mark.parametrize("place", [(1, 0), (-1, 0), (0, 3), (0, -1)])
def test_no_value_goes_outside_the_body(place: tuple[int, int]) -> None:
    assert refusal(book(), TableEdit("実績表", set={place: 1})) == "no_such_cell"


def test_appended_rows_look_like_the_last_and_the_table_covers_them() -> None:
    new, receipt = written(book(), TableEdit("実績表", append=[[2, "滞納", 3], [3, "=架空"]]))
    sheet = new.read(PART).decode()
    assert (
        '<row r="5" spans="2:4"><c r="B5" s="2"><v>2</v></c>'
        '<c r="C5" s="4" t="inlineStr"><is><t>滞納</t></is></c><c r="D5" s="3"><v>3</v></c></row>'
        '<row r="6" spans="2:4"><c r="B6" s="2"><v>3</v></c>'
        '<c r="C6" s="4" t="inlineStr"><is><t>=架空</t></is></c><c r="D6" s="3"/></row></sheetData>'
    ) in sheet
    assert table_of(new).count('ref="B3:D6"') == 2  # the table and its filter
    assert receipt.tables == {"実績表": "B3:D6"}


def test_a_chosen_row_height_is_taken_over_and_a_fitted_one_is_not() -> None:
    chosen = FIRST.replace('spans="2:4"', 'spans="2:4" ht="30" customHeight="1" hidden="1"')
    fitted = FIRST.replace('spans="2:4"', 'ht="36.5"')
    assert '<row r="5" spans="2:4" ht="30" customHeight="1">' in sheet_after(
        book(chosen), TableEdit("実績表", append=[[2]])
    )
    assert '<row r="5"><c' in sheet_after(book(fitted), TableEdit("実績表", append=[[2]]))


def test_blank_rows_at_the_end_are_filled_first() -> None:
    blank = FIRST + '<row r="5"><c r="B5" s="2"/></row>'
    new, receipt = written(book(blank, "B3:D6"), TableEdit("実績表", append=[[2], [3], [4]]))
    sheet = new.read(PART).decode()
    assert '<c r="B5" s="2"><v>2</v></c>' in sheet
    assert receipt.tables == {"実績表": "B3:D7"}
    assert written(book(blank, "B3:D6"), TableEdit("実績表", append=[[2], [3]]))[1].tables == {}


def test_a_row_set_in_the_same_edit_is_not_blank() -> None:
    blank = FIRST + '<row r="5"><c r="B5" s="2"/></row>'
    edit = TableEdit("実績表", set={(1, 0): 2}, append=[[3]])
    new, receipt = written(book(blank, "B3:D5"), edit)
    assert '<c r="B6" s="2"><v>3</v></c>' in new.read(PART).decode()
    assert receipt.tables == {"実績表": "B3:D6"}


def test_the_insert_row_of_an_empty_table_becomes_its_first() -> None:
    empty = book('<row r="4"/>', attributes='insertRow="1"')
    new, _ = written(empty, TableEdit("実績表", append=[[1, "市税", 95]]))
    assert "insertRow" not in table_of(new)
    assert 'ref="B3:D4"' in table_of(new)


def test_a_whole_body_grows() -> None:
    new, receipt = written(book(), TableEdit("実績表", body=[[1, "市税", 96], [2, "滞納", 3]]))
    assert receipt.tables == {"実績表": "B3:D5"}
    assert receipt.cells == 4
    assert '<c r="D5" s="3"><v>3</v></c>' in new.read(PART).decode()


THREE = (
    FIRST
    + f'<row r="5">{cell("A5", "外")}{cell("B5", 2, 2)}{cell("D5", 7, 3)}</row><row r="6">{cell("B6", 3, 2)}</row>'
)


def test_a_whole_body_shrinks_and_keeps_the_look() -> None:
    new, receipt = written(book(THREE, "B3:D6"), TableEdit("実績表", body=[[1, "市税", 95.5]]))
    sheet = new.read(PART).decode()
    assert FIRST in sheet
    assert '<c r="B5" s="2"/><c r="D5" s="3"/></row><row r="6"><c r="B6" s="2"/></row>' in sheet
    assert cell("A5", "外") in sheet
    assert receipt.tables == {"実績表": "B3:D4"}


def test_an_empty_body_leaves_one_blank_row() -> None:
    new, receipt = written(book(THREE, "B3:D6"), TableEdit("実績表", body=[]))
    assert '<c r="B4" s="2"/><c r="C4" s="4"/><c r="D4" s="3"/>' in new.read(PART).decode()
    assert receipt.tables == {"実績表": "B3:D4"}


def test_the_same_body_again_changes_nothing() -> None:
    first, _ = written(book(), TableEdit("実績表", body=[[1, "市税", 96], [2, "=1", None]]))
    assert plan_changes(first, [TableEdit("実績表", body=[[1, "市税", 96], [2, "=1", None]])])[0] == {}


def test_a_row_with_more_values_than_columns() -> None:
    assert refusal(book(), TableEdit("実績表", append=[[1, 2, 3, 4]])) == "too_many_values"


def test_a_body_beside_single_values_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="nothing to set"):
        TableEdit("実績表", set={(0, 0): 1}, body=[[1]])


def test_excel_does_not_tell_case_in_table_names() -> None:
    named = Handmade(HEADER + FIRST, tables={"table1": table("B3:D4", *COLUMNS).replace("実績表", "Results")})
    assert written(named, TableEdit("RESULTS", set={(0, 0): 9}))[1].cells == 1


CALCULATED = ("番号", "指標", "実績=実績表[[#This Row],[番号]]*$A$1&amp;LOG10(2)&amp;&quot;A1&quot;")
FORMULA = "<f>実績表[[#This Row],[番号]]*$A$1&amp;LOG10(2)&amp;&quot;A1&quot;</f>"
WITH_FORMULA = FIRST.replace("<v>95.5</v>", FORMULA + "<v>9</v>")


def test_a_calculated_column_is_filled_down() -> None:
    new, receipt = written(book(WITH_FORMULA, "B3:D4", *CALCULATED), TableEdit("実績表", append=[[2, "滞納"], [3]]))
    sheet = new.read(PART).decode()
    assert f'<c r="D5" s="3">{FORMULA}</c></row>' in sheet
    assert f'<c r="D6" s="3">{FORMULA}</c></row>' in sheet
    assert receipt.notes == ()


def test_a_whole_body_leaves_formulas_where_it_gives_no_value() -> None:
    new, _ = written(
        book(WITH_FORMULA, "B3:D4", *CALCULATED), TableEdit("実績表", body=[[7, "市税"], [8, "滞納", None]])
    )
    sheet = new.read(PART).decode()
    assert f'<c r="D4" s="3">{FORMULA}<v>9</v></c>' in sheet
    assert f'<c r="D5" s="3">{FORMULA}</c>' in sheet


def test_a_value_over_a_formula_of_the_table_must_be_meant() -> None:
    formula = book(WITH_FORMULA, "B3:D4", *CALCULATED)
    assert refusal(formula, TableEdit("実績表", set={(0, 2): 5})) == "formula_in_the_way"
    assert refusal(formula, TableEdit("実績表", body=[[1, "市税", 5]])) == "formula_in_the_way"
    for edit in (
        TableEdit("実績表", set={(0, 2): 5}, over_formulas=True),
        TableEdit("実績表", set={(0, 2): Formula("1+4", 5)}),
    ):
        assert written(formula, edit)[1].cells == 1


@pytest.mark.parametrize(
    "formula",
    ["B4*2", "実績表[番号]+B$4+C4", "SUM(B4:C4)", "Sheet2!B4", "SUM(4:4)", "SUM($4:4)", "'H 26'!$B4"],
)
def test_a_column_formula_that_names_its_row_by_address_cannot_be_filled_down(formula: str) -> None:
    columns = ("番号", "指標", f"実績={formula}")
    assert refusal(book(FIRST, "B3:D4", *columns), TableEdit("実績表", append=[[2, "滞納"]])) == "formula_not_fillable"


@pytest.mark.parametrize(
    "formula",
    [
        "$B$4*2",
        "SUM($4:$4)",
        "A:A",
        "実績表[[#This Row],[B4]]",
        '"B4"',
        "LOG10(2)",
        "ATAN2(1,2)",
        "'B4'!$C$1",
        "判定26.値1",
    ],
)
def test_a_column_formula_that_means_the_same_in_every_row_is_filled_down(formula: str) -> None:
    columns = ("番号", "指標", f"実績={formula}")
    assert f"<f>{formula}</f>".replace('"', "&quot;") in sheet_after(
        book(FIRST, "B3:D4", *columns), TableEdit("実績表", append=[[2, "滞納"]])
    )


def test_a_formula_only_the_cells_know_is_reported() -> None:
    _, receipt = written(book(WITH_FORMULA), TableEdit("実績表", append=[[2, "滞納"]]))
    assert receipt.notes == (Note("formula_not_filled", "実績表[実績]"),)
