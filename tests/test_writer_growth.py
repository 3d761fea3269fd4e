"""What grows with a table, what keeps it from growing, and what is only reported."""

from __future__ import annotations

import pytest

from tests.handmade import Handmade, cell, table
from tests.test_writer_tables import COLUMNS, FIRST, HEADER, book
from tests.writing import PART, SHEET, refusal, sheet_after, written
from xlplan.books.package import Refused
from xlplan.books.sheet_ranges import Note
from xlplan.books.writer import CellEdit, TableEdit, plan_changes


def _two_tables() -> Handmade:
    other = table("C6:D7", "甲", "乙").replace("実績表", "他表").replace('id="1" name', 'id="2" name')
    return Handmade(HEADER + FIRST, tables={"table1": table("B3:D4", *COLUMNS), "table2": other})


PIVOT_BELOW = Handmade(
    HEADER + FIRST,
    tables={"table1": table("B3:D4", *COLUMNS)},
    sheet_relationships='<Relationship Id="p" Type="http://x/relationships/pivotTable" Target="../pivot.xml"/>',
    more={"xl/pivot.xml": '<pivotTableDefinition><location ref="D6:E9"/></pivotTableDefinition>'},
)
STANDS_IN_THE_WAY = {
    "a value": (book(FIRST + f'<row r="6">{cell("D6", 1)}</row>'), "below_not_empty"),
    "a formula": (book(FIRST + '<row r="5"><c r="B5"><f>1</f></c></row>'), "below_not_empty"),
    "an empty text": (book(FIRST + '<row r="5"><c r="B5" t="inlineStr"><is><t/></is></c></row>'), "below_not_empty"),
    "a merge": (book(after='<mergeCells count="1"><mergeCell ref="A6:B6"/></mergeCells>'), "below_merged"),
    "another table": (_two_tables(), "below_table"),
    "a pivot table": (PIVOT_BELOW, "below_pivot"),
    "a spilled array": (
        book(FIRST.replace("</row>", '<c r="E4" cm="1"><f t="array" ref="D6:E9">A1</f></c></row>')),
        "array_formula",
    ),
    "its own totals": (
        book(FIRST + f'<row r="5">{cell("B5", "計")}</row>', "B3:D5", attributes='totalsRowCount="1"'),
        "totals_row",
    ),
    "a query that fills it": (book(attributes='tableType="queryTable"'), "table_from_outside"),
}


@pytest.mark.parametrize(("handmade", "code"), STANDS_IN_THE_WAY.values(), ids=STANDS_IN_THE_WAY.keys())
def test_what_keeps_a_table_from_growing(handmade: Handmade, code: str) -> None:
    assert refusal(handmade, TableEdit("実績表", append=[[2, "滞納", 3], [3, "件数", 4]])) == code


def test_what_lies_beside_the_table_is_no_hindrance() -> None:
    beside = book(
        FIRST
        + f'<row r="5">{cell("A5", 1)}{cell("B5", "").replace("><is><t></t></is></c>", "/>")}{cell("E5", 1)}</row>'
    )
    sheet = sheet_after(beside, TableEdit("実績表", append=[[2, "滞納", 3]]))
    assert cell("A5", 1) + '<c r="B5" s="2"><v>2</v></c>' in sheet


def test_the_last_row_of_the_sheet() -> None:
    last = f'<row r="1048576">{cell("B1048576", 1)}</row>'
    assert refusal(book(last, "B3:D1048576"), TableEdit("実績表", append=[[2]])) == "sheet_full"


X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
RULES = (
    '<conditionalFormatting sqref="D4 A1"><cfRule type="expression" priority="1"><formula>D4&gt;1</formula></cfRule>'
    '</conditionalFormatting><conditionalFormatting sqref="A1:F4"><cfRule type="expression" priority="2"/>'
    '</conditionalFormatting><dataValidations count="2"><dataValidation type="list" sqref="C4:C9"><formula1>"a"'
    '</formula1></dataValidation><dataValidation type="whole" sqref="B4"/></dataValidations>'
    '<ignoredErrors><ignoredError sqref="B3:D4" numberStoredAsText="1"/></ignoredErrors>'
)
EXTENSION = (
    f'<extLst><ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings>'
    f'<x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="dataBar"/><xm:sqref>B4:B4</xm:sqref>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)


def test_rules_that_end_with_the_table_grow_with_it() -> None:
    """Classic and 2010 formats, validations and ignored errors; what is longer or wider already stays."""
    ruled = Handmade(HEADER + FIRST, after=RULES, tables={"table1": table("B3:D4", *COLUMNS)})
    whole = ruled.sheet.replace("</worksheet>", EXTENSION + "</worksheet>")
    new, receipt = written(
        Handmade(whole_sheet=whole, tables=ruled.tables), TableEdit("実績表", append=[[2], [3], [4]])
    )
    sheet = new.read(PART).decode()
    for text in (
        'sqref="D4:D7 A1"',
        'sqref="A1:F4"',
        'sqref="C4:C9"',
        'sqref="B4:B7"',
        'sqref="B3:D7"',
        "<xm:sqref>B4:B7</xm:sqref>",
    ):
        assert text in sheet
    assert receipt.notes == (Note("rule_not_extended", "A1:F4"),)


def test_what_names_the_old_range_by_address_is_reported_and_not_changed() -> None:
    names = (
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">調査票!$A$1:$D$4</definedName>'
        '<definedName name="他">他の表!$A$1:$D$4</definedName><definedName name="一覧">実績表[番号]</definedName>'
        "<definedName name=\"引用\">SUM('調査票'!$D$4:$D$4,'調査票'!D3:D4)</definedName></definedNames>"
    )
    named = Handmade(
        HEADER + FIRST,
        names=names,
        tables={"table1": table("B3:D4", *COLUMNS)},
        more={
            "xl/charts/chart1.xml": "<c:chartSpace><c:f>調査票!$D$3:$D$4</c:f><c:f>調査票!$D$3</c:f></c:chartSpace>",
            "xl/pivotCache/pivotCacheDefinition1.xml": '<pivotCacheDefinition><cacheSource type="worksheet">'
            '<worksheetSource ref="B3:D4" sheet="調査票"/></cacheSource></pivotCacheDefinition>',
        },
    )
    _, receipt = written(named, TableEdit("実績表", append=[[2]]))
    assert [note.code for note in receipt.notes] == [
        "name_not_extended",
        "name_not_extended",
        "chart_not_extended",
        "pivot_not_extended",
    ]
    assert [note.detail.split(" ")[0] for note in receipt.notes][:2] == ["_xlnm.Print_Area", "引用"]
    assert written(named, TableEdit("実績表", set={(0, 0): 9}))[1].notes == ()


def test_a_table_and_a_cell_of_one_sheet_in_one_go() -> None:
    sheet = sheet_after(book(), TableEdit("実績表", append=[[2]]), CellEdit(SHEET, "A1", "題"))
    assert '<row r="1"><c r="A1" t="inlineStr"><is><t>題</t></is></c></row><row r="3">' in sheet
    assert '<c r="B5" s="2"><v>2</v></c>' in sheet


def test_a_table_whose_columns_do_not_fit_its_range() -> None:
    with pytest.raises(Refused, match="bad_address"):
        plan_changes(book(FIRST, "B3:E4").package(), [TableEdit("実績表", append=[[1]])])
