"""One cell at a time: what must not be written over, where a new cell goes, and what else may change."""

from __future__ import annotations

import pytest

from tests.handmade import Handmade, cell, table
from tests.writing import PART, PLAIN, SHEET, cell_after, refusal, sheet_after, written
from xlplan.books.cell_values import Formula
from xlplan.books.writer import CellEdit, plan_changes

SHARED_FORMULA = Handmade(
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="3"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c></row>'
    '<row r="2"><c r="B2"><f t="shared" si="0"/><v>0</v></c></row>'
    '<row r="3"><c r="B3"><f t="shared" si="0"/><v>0</v></c></row>'
)
ONE_FORMULA = Handmade(
    '<row r="1"><c r="A1" s="3"><f>1+1</f><v>2</v></c></row>',
    calculation_chain='<c r="A1" i="1"/>',
)
ARRAY = Handmade(
    '<row r="5"><c r="G5"><f t="array" ref="G5:G6">A1:A2</f><v>1</v></c></row><row r="6"><c r="G6"><v>2</v></c></row>'
)
SPILL = Handmade('<row r="1"><c r="B1" cm="1"><f t="array" ref="B1:B5">SORT(A1:A5)</f><v>1</v></c></row>')
DATA_TABLE = Handmade('<row r="2"><c r="B2"><f t="dataTable" ref="B2:B4" dt2D="0" dtr="0" r1="A1"/><v>1</v></c></row>')
MERGED = Handmade(
    f'<row r="4">{cell("C4", "題名")}<c r="D4" s="1"/></row>',
    after='<mergeCells count="1"><mergeCell ref="C4:E5"/></mergeCells>',
)
TABLE = Handmade(
    f'<row r="3">{cell("B3", "番号")}{cell("C3", "実績")}</row>'
    f'<row r="4">{cell("B4", 1)}{cell("C4", 5)}</row><row r="5">{cell("B5", "計")}{cell("C5", 5)}</row>',
    tables={"table1": table("B3:C5", "番号", "実績", attributes='totalsRowCount="1"')},
)
PIVOT = Handmade(
    sheet_relationships='<Relationship Id="p" Type="http://x/relationships/pivotTable" Target="/xl/pivot.xml"/>',
    more={"xl/pivot.xml": '<pivotTableDefinition><location ref="A3:C9" firstHeaderRow="1"/></pivotTableDefinition>'},
)

FORBIDDEN: dict[str, tuple[Handmade, str, str]] = {
    "a formula": (ONE_FORMULA, "A1", "formula_in_the_way"),
    "a cell that shares another's formula": (SHARED_FORMULA, "B2", "formula_in_the_way"),
    "the anchor of an array": (ARRAY, "G5", "array_formula"),
    "the inside of an array": (ARRAY, "G6", "array_formula"),
    "the anchor of a dynamic array": (SPILL, "B1", "array_formula"),
    "a cell that a dynamic array spills into": (SPILL, "B4", "array_formula"),
    "the inside of a data table": (DATA_TABLE, "B3", "array_formula"),
    "a cell that a merge hides": (MERGED, "D4", "merged_cell"),
    "the corner of a merge": (MERGED, "E5", "merged_cell"),
    "a table's header": (TABLE, "C3", "table_header"),
    "a table's totals": (TABLE, "C5", "table_totals"),
    "a pivot table": (PIVOT, "B4", "pivot_table"),
    "no cell at all": (PLAIN, "ZZZZ1", "no_such_cell"),
    "row 0": (PLAIN, "A0", "no_such_cell"),
    "a row beyond the last": (PLAIN, "A1048577", "no_such_cell"),
}


@pytest.mark.parametrize(("book", "name", "code"), FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_what_must_not_be_written_over(book: Handmade, name: str, code: str) -> None:
    assert refusal(book, CellEdit(SHEET, name, 7)) == code


def test_a_table_body_and_the_first_cell_of_a_merge_are_free() -> None:
    assert cell_after(TABLE, "C4", CellEdit(SHEET, "C4", 6)) == '<c r="C4" s="0"><v>6</v></c>'
    assert cell_after(MERGED, "C4", CellEdit(SHEET, "C4", 6)) == '<c r="C4" s="0"><v>6</v></c>'


def test_a_value_replaces_a_formula_only_when_the_edit_says_so() -> None:
    new, receipt = written(ONE_FORMULA, CellEdit(SHEET, "A1", 5, over_formula=True))
    assert '<c r="A1" s="3"><v>5</v></c>' in new.read(PART).decode()
    assert receipt.removed == ("xl/calcChain.xml",)
    assert b"calcChain" not in new.read("[Content_Types].xml") + new.read("xl/_rels/workbook.xml.rels")


def test_a_formula_replaces_a_formula() -> None:
    assert cell_after(ONE_FORMULA, "A1", CellEdit(SHEET, "A1", Formula("2+2", 4))) == (
        '<c r="A1" s="3"><f>2+2</f><v>4</v></c>'
    )


def test_the_calculation_chain_stays_when_no_formula_comes_or_goes() -> None:
    new, receipt = written(ONE_FORMULA, CellEdit(SHEET, "B1", 5))
    assert receipt.removed == ()
    assert "xl/calcChain.xml" in new


def test_a_cell_that_lends_its_formula_is_not_written_over_alone() -> None:
    lender = CellEdit(SHEET, "B1", 5, over_formula=True)
    assert refusal(SHARED_FORMULA, lender) == "shared_formula"
    assert refusal(SHARED_FORMULA, lender, CellEdit(SHEET, "B2", 5, over_formula=True)) == "shared_formula"
    rest = [CellEdit(SHEET, name, 5, over_formula=True) for name in ("B2", "B3")]
    assert "<f" not in sheet_after(SHARED_FORMULA, lender, *rest)
    assert '<f t="shared" ref="B1:B3" si="0">' in sheet_after(SHARED_FORMULA, *rest)


def test_an_overwritten_cell_loses_what_belonged_to_its_old_value() -> None:
    """Rich-value marks (an in-cell picture), phonetic guides and extensions go; the style stays."""
    book = Handmade('<row r="1"><c r="A1" s="3" t="e" vm="1" ph="1"><v>#VALUE!</v></c></row>')
    assert cell_after(book, "A1", CellEdit(SHEET, "A1", 5)) == '<c r="A1" s="3"><v>5</v></c>'


def test_the_same_cell_twice() -> None:
    twice = CellEdit(SHEET, "C1", 5), CellEdit(SHEET, "C1", 6)
    assert refusal(PLAIN, *twice) == "edited_twice"
    assert written(PLAIN, twice[0], twice[0])[1].cells == 1


def test_every_value_order_recalculation_once() -> None:
    new, _ = written(PLAIN, CellEdit(SHEET, "C1", 5))
    assert '<calcPr calcId="191029" fullCalcOnLoad="1"/>' in new.read("xl/workbook.xml").decode()
    without = Handmade(
        PLAIN.rows, calculation="", names='<definedNames><definedName name="a">1</definedName></definedNames>'
    )
    new, _ = written(without, CellEdit(SHEET, "C1", 5))
    assert '</definedNames><calcPr fullCalcOnLoad="1"/></workbook>' in new.read("xl/workbook.xml").decode()
    ordered = Handmade(PLAIN.rows, calculation='<calcPr fullCalcOnLoad="1"/>')
    assert written(ordered, CellEdit(SHEET, "C1", 5))[1].changed == (PART,)


STYLED_ROW = '<row r="2" spans="1:2" s="3" customFormat="1"><c r="A2"/></row>'
COLUMNS = '<dimension ref="A1:B2"/><cols><col min="3" max="4" width="9" style="2"/></cols>'


def test_a_new_cell_looks_like_its_row_else_its_column() -> None:
    book = Handmade('<row r="1"><c r="A1"/></row>' + STYLED_ROW, before=COLUMNS)
    assert cell_after(book, "C2", CellEdit(SHEET, "C2", 5)) == '<c r="C2" s="3"><v>5</v></c>'
    assert cell_after(book, "D1", CellEdit(SHEET, "D1", 5)) == '<c r="D1" s="2"><v>5</v></c>'
    assert cell_after(book, "C9", CellEdit(SHEET, "C9", 5)) == '<c r="C9" s="2"><v>5</v></c>'
    assert cell_after(book, "E1", CellEdit(SHEET, "E1", 5)) == '<c r="E1"><v>5</v></c>'


def test_spans_and_dimension_follow() -> None:
    sheet = sheet_after(Handmade(STYLED_ROW, before=COLUMNS), CellEdit(SHEET, "D2", 5), CellEdit(SHEET, "A4", 6))
    assert '<row r="2" spans="1:4"' in sheet
    assert '<dimension ref="A1:D4"/>' in sheet


INSERTED: dict[str, tuple[str, str, str]] = {
    "into an empty sheet": ("", "B2", '<row r="2"><c r="B2"><v>5</v></c></row>'),
    "into an empty row": ('<row r="2"/>', "B2", '<row r="2"><c r="B2"><v>5</v></c></row>'),
    "before a row": ('<row r="3"/>', "B2", '<row r="2"><c r="B2"><v>5</v></c></row><row r="3"/>'),
    "after a row": ('<row r="1"/>', "B2", '<row r="1"/><row r="2"><c r="B2"><v>5</v></c></row>'),
    "before a cell": (
        '<row r="2"><c r="C2"/></row>',
        "B2",
        '<row r="2"><c r="B2"><v>5</v></c><c r="C2"/></row>',
    ),
    "after a cell": (
        '<row r="2"><c r="A2"/></row>',
        "B2",
        '<row r="2"><c r="A2"/><c r="B2"><v>5</v></c></row>',
    ),
    "beyond column Z": (
        '<row r="2"><c r="Z2"/><c r="AB2"/></row>',
        "AA2",
        '<row r="2"><c r="Z2"/><c r="AA2"><v>5</v></c><c r="AB2"/></row>',
    ),
    "after rows and cells without addresses": (
        "<row><c/></row><row><c/><c><v>1</v></c></row>",
        "B2",
        '<row><c/></row><row><c/><c r="B2"><v>5</v></c></row>',
    ),
    "below rows without addresses": (
        "<row><c/></row>",
        "B2",
        '<row><c/></row><row r="2"><c r="B2"><v>5</v></c></row>',
    ),
    "into a row with spaces": (
        '<row r="2" >\n <c r="A2" s=\'2\' />\n</row >',
        "B2",
        '<row r="2" >\n <c r="A2" s=\'2\' />\n<c r="B2"><v>5</v></c></row >',
    ),
    "past an attribute with a bracket": (
        '<row r="2" xmlns:a="b>c"><c a:d=">" r="A2"><v>1</v></c ></row>',
        "B2",
        '<row r="2" xmlns:a="b>c"><c a:d=">" r="A2"><v>1</v></c ><c r="B2"><v>5</v></c></row>',
    ),
}


@pytest.mark.parametrize(("before", "name", "after"), INSERTED.values(), ids=INSERTED.keys())
def test_where_a_new_cell_is_put(before: str, name: str, after: str) -> None:
    package = Handmade(before).package()
    changed, _ = plan_changes(package, [CellEdit(SHEET, name, 5)])
    assert changed[PART].decode() == package.read(PART).decode().replace(before, after) or not before
    assert after in changed[PART].decode()


def test_a_sheet_without_any_row() -> None:
    whole = Handmade().sheet.replace("<sheetData></sheetData>", "<sheetData/>")
    assert '<sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData>' in sheet_after(
        Handmade(whole_sheet=whole), CellEdit(SHEET, "A1", 5)
    )


def test_prefixed_and_strict_sheets() -> None:
    prefixed = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:dimension ref="A1"/>'
        '<x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>値</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    book = Handmade(whole_sheet=prefixed)
    sheet = sheet_after(book, CellEdit(SHEET, "B1", "文"), CellEdit(SHEET, "A2", 5), CellEdit(SHEET, "A1", "値"))
    assert '<x:v>値</x:v></x:c><x:c r="B1" t="inlineStr"><x:is><x:t>文</x:t></x:is></x:c></x:row>' in sheet
    assert '<x:row r="2"><x:c r="A2"><x:v>5</x:v></x:c></x:row></x:sheetData>' in sheet
    strict = Handmade(PLAIN.rows, strict=True)
    assert cell_after(strict, "B1", CellEdit(SHEET, "B1", 7)) == '<c r="B1" s="0"><v>7</v></c>'
