"""Workbooks and sheets that are left alone because they cannot be read exactly."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handmade import MAIN, Handmade, cell, table, zipped
from tests.writing import PART, PLAIN, SHEET, refusal
from xlplan.books.package import Package, Refused
from xlplan.books.save import Parts, prove
from xlplan.books.writer import CellEdit, Mark, Receipt, TableEdit, plan_changes
from xlplan.messages import Level

SHEET_XML = PLAIN.sheet
NOT_TOUCHED: dict[str, tuple[str | bytes, str]] = {
    "UTF-16": (SHEET_XML.replace("UTF-8", "UTF-16").encode("utf-16"), "unusual_xml"),
    "Shift_JIS": (SHEET_XML.replace("UTF-8", "Shift_JIS"), "unusual_xml"),
    "a comment": (SHEET_XML.replace("<sheetData>", "<!--<sheetData>--><sheetData>"), "unusual_xml"),
    "CDATA": (SHEET_XML.replace("<sheetData>", "<sheetPr><![CDATA[]]></sheetPr><sheetData>"), "unusual_xml"),
    "a DOCTYPE": (SHEET_XML.replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'), "unusual_xml"),
    "a processing instruction": (SHEET_XML.replace("<sheetData>", "<?a <row?><sheetData>"), "unusual_xml"),
    "a tag that is not closed": (SHEET_XML.replace("</row>", ""), "malformed_xml"),
    "bytes that are no UTF-8": (SHEET_XML.encode().replace("番".encode(), b"\xff\xfe"), "malformed_xml"),
    "a row under another prefix": (
        SHEET_XML.replace("<sheetData>", f'<sheetData><x:row xmlns:x="{MAIN}" r="9"/>'),
        "unusual_xml",
    ),
    "something else between the rows": (
        SHEET_XML.replace("<sheetData>", '<sheetData><y:row xmlns:y="other"/>'),
        "unusual_xml",
    ),
    "something else between the cells": (
        SHEET_XML.replace('<c r="B1"', '<y:c xmlns:y="other"/><c r="B1"'),
        "unusual_xml",
    ),
    "a row that is no number": (SHEET_XML.replace('<row r="1"', '<row r="one"'), "rows_out_of_order"),
    "a style that is no number": (SHEET_XML.replace('s="0"', 's="x"', 1), "malformed_xml"),
    "rows out of order": (
        SHEET_XML.replace("<sheetData>", '<sheetData><row r="9"/>'),
        "rows_out_of_order",
    ),
    "a row twice": (SHEET_XML.replace("<sheetData>", '<sheetData><row r="1"/>'), "rows_out_of_order"),
    "row 0": (SHEET_XML.replace("<sheetData>", '<sheetData><row r="0"/>'), "rows_out_of_order"),
    "cells out of order": (SHEET_XML.replace('r="A1"', 'r="D1"'), "cells_out_of_order"),
    "a cell of another row": (SHEET_XML.replace('r="A1"', 'r="A2"'), "cells_out_of_order"),
    "cell A0": (SHEET_XML.replace('r="A1"', 'r="A0"'), "cells_out_of_order"),
    "cell ZZZ1": (SHEET_XML.replace('r="B1"', 'r="ZZZ1"'), "cells_out_of_order"),
    "not a worksheet": ("<chartsheet/>", "not_a_worksheet"),
    "nothing": ("", "malformed_xml"),
    "a merge that is no range": (
        SHEET_XML.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="?"/></mergeCells>'),
        "bad_address",
    ),
}


@pytest.mark.parametrize(("xml", "code"), NOT_TOUCHED.values(), ids=NOT_TOUCHED.keys())
def test_a_sheet_that_cannot_be_scanned_exactly_is_not_touched(xml: str | bytes, code: str) -> None:
    assert refusal(Handmade(whole_sheet=xml), CellEdit(SHEET, "C1", 5)) == code


def _without(part: str) -> Package:
    return Package.from_bytes(zipped({name: xml for name, xml in PLAIN.parts().items() if name != part}))


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("[Content_Types].xml", "not_a_workbook"),
        ("_rels/.rels", "not_a_workbook"),
        ("xl/workbook.xml", "not_a_workbook"),
        ("xl/worksheets/sheet1.xml", "sheet_missing"),
        ("xl/_rels/workbook.xml.rels", "sheet_missing"),
    ],
)
def test_a_package_with_a_part_missing(part: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        plan_changes(_without(part), [CellEdit(SHEET, "C1", 5)])


def test_a_workbook_without_styles_takes_values_and_dates() -> None:
    changed, _ = plan_changes(_without("xl/styles.xml"), [CellEdit(SHEET, "C1", date(2014, 10, 1))])
    assert b'<c r="C1"><v>41913</v></c>' in changed[PART]


def test_a_signed_workbook_is_left_alone() -> None:
    parts = PLAIN.parts()
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="s" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"'
        ' Target="_xmlsignatures/origin.sigs"/></Relationships>',
    )
    with pytest.raises(Refused, match="signed"):
        plan_changes(Package.from_bytes(zipped(parts)), [CellEdit(SHEET, "C1", 5)])


def test_names_of_sheets_and_tables_that_are_not_there() -> None:
    assert refusal(PLAIN, CellEdit("無い", "A1", 5)) == "no_such_sheet"
    assert refusal(PLAIN, TableEdit("無い", append=[[1]])) == "no_such_table"


def test_no_edit_is_no_change() -> None:
    assert plan_changes(PLAIN.package(), []) == ({}, Receipt())


EDITS = (
    TableEdit("実績表", append=[[1, "a"]]),
    CellEdit(SHEET, "E9", date(2014, 10, 1)),
    Mark(SHEET, "B4", Level.NOTE),
)
WHOLE = Handmade(
    f'<row r="3">{cell("B3", "番号")}{cell("C3", "指標")}</row><row r="4" spans="2:3">{cell("B4", 1, 2)}{cell("C4", "市税", 4)}</row>',
    before='<dimension ref="B3:C4"/><cols><col min="3" max="4" width="9" style="2"/></cols>',
    after='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    '<conditionalFormatting sqref="B4"><cfRule type="expression" priority="1"/></conditionalFormatting>',
    tables={"table1": table("B3:C4", "番号", "指標")},
    shared=("<t>a</t>",),
    calculation_chain='<c r="A1" i="1"/>',
).parts()
SCRAPS = [
    b"<",
    b">",
    b'"',
    b"/",
    b" ",
    b"\xff",
    b"0",
    b"-1",
    b"r",
    b":",
    b"&#x;",
    b"&lt;",
    b"",
    b"x:",
    b"9" * 15,
    b'=""',
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.floats(0, 1, exclude_max=True), st.integers(0, 20), st.sampled_from(SCRAPS))
def test_any_damage_to_any_part_is_refused_or_does_no_harm(part: str, where: float, cut: int, scrap: bytes) -> None:
    """Whatever stands in a part, the answer is a refusal or a sound package; never another exception."""
    parts = {name: xml.encode() if isinstance(xml, str) else xml for name, xml in WHOLE.items()}
    at = int(where * len(parts[part]))
    parts[part] = parts[part][:at] + scrap + parts[part][at + cut :]
    with suppress(Refused):
        package = Package.from_bytes(zipped(parts))
        changed, receipt = plan_changes(package, EDITS)
        prove(package, Package.from_bytes(package.replaced(changed, receipt.removed)), Parts(changed, receipt.removed))


def test_the_undamaged_workbook_of_that_test_takes_the_edits() -> None:
    changed, receipt = plan_changes(Package.from_bytes(zipped(WHOLE)), EDITS)
    assert (receipt.cells, receipt.tables) == (4, {"実績表": "B3:C5"})
    assert set(changed) == {PART, "xl/tables/table1.xml", "xl/styles.xml", "xl/workbook.xml"}


def test_binary_workbooks_are_named() -> None:
    parts = PLAIN.parts()
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("workbook.xml", "workbook.bin")
    parts["xl/workbook.bin"] = b"\x83\x01\x00"
    with pytest.raises(Refused, match="binary_workbook"):
        plan_changes(Package.from_bytes(zipped(parts)), EDITS)
