"""Random edits of workbooks made by openpyxl, read back by two other programs; all else must be as it was."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.handmade import MAIN
from xlplan.books.cell_values import CellValue
from xlplan.books.package import Package
from xlplan.books.save import Parts, prove
from xlplan.books.writer import CellEdit, ClearMarks, Edit, Mark, TableEdit, plan_changes
from xlplan.messages import Level

HEADERS = ("番号", "指標", "実績", "基準日")
OLD_ROWS = 5


def office_book() -> bytes:
    """A sheet with a table in B3:E8, rules, a merge, formulas and a chart, and a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("実績", 0)
    book.remove(book["Sheet"])
    sheet["A1"] = "題名"
    sheet.merge_cells("A1:C1")
    sheet.append([])
    for column, header in enumerate(HEADERS, 2):
        sheet.cell(3, column, header)
    for row in range(4, 4 + OLD_ROWS):
        sheet.cell(row, 2, row)
        sheet.cell(row, 3, f"指標{row}")
        sheet.cell(row, 4, row * 1.5)
        sheet.cell(row, 5, datetime.fromisoformat("2014-10-01"))
    sheet["H1"] = "=SUM(D4:D8)"
    sheet.add_table(Table(displayName="実績表", ref="B3:E8"))
    look = DifferentialStyle(fill=PatternFill(bgColor="FFC7CE"))
    sheet.conditional_formatting.add("D4:D8", Rule(type="expression", dxf=look, formula=["D4<0"]))
    validation = DataValidation("list", formula1='"a,b"', sqref="C4:C8")
    sheet.add_data_validation(validation)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=3, max_row=8), titles_from_data=True)
    sheet.add_chart(chart, "J3")
    book.create_sheet("控え")["A1"] = "触らない"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


BOOK = Package.from_bytes(office_book())
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=1+1", "+1", "-1", "@a", "_x000D_", "a\r\nb", " a ", "\t", "007", "TRUE", "▲3", "<&>\"'"]
)
NUMBERS = (
    st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(-(10**9), 10**9, places=3)
)
DATES = st.dates(date(1900, 3, 1), date(9999, 12, 31))
VALUES = st.none() | st.booleans() | TEXTS | NUMBERS | DATES
ROW = st.tuples(VALUES, VALUES, VALUES, st.none() | TEXTS | DATES)


def shown(value: CellValue) -> CellValue:
    """A value as a reader gives it back: numbers as float, no empty text, dates as moments."""
    if isinstance(value, bool | datetime) or value is None:
        return value
    if isinstance(value, date):
        return datetime.combine(value, datetime.min.time())
    if isinstance(value, str):
        return value or None
    return float(value)


def read_back(package: Package) -> dict[str, CellValue]:
    """Every value of sheet 実績 by address, as openpyxl reads it."""
    sheet = openpyxl.load_workbook(io.BytesIO(package.data))["実績"]
    found: dict[str, CellValue] = {}
    for row in sheet.iter_rows():
        for cell in row:
            value = cell.value
            if isinstance(value, str):  # openpyxl leaves Excel's _xHHHH_ escapes in inline text
                value = unescape(value)
            if isinstance(value, str | int | float | bool | date | None) and shown(value) is not None:
                found[cell.coordinate] = shown(value)
    return found


def apply(*edits: Edit, to: Package = BOOK) -> Package:
    changed, receipt = plan_changes(to, edits)
    new = Package.from_bytes(to.replaced(changed, receipt.removed))
    prove(to, new, Parts(changed, receipt.removed))
    return new


def without(xml: bytes, addresses: set[str]) -> bytes:
    """The canonical XML of a sheet less some cells, spans, and the dimension: what an edit may not change."""
    tree = etree.fromstring(xml)
    for cell in tree.iter(f"{{{MAIN}}}c"):
        if cell.get("r") in addresses:
            cell.getparent().remove(cell)
    for row in tree.iter(f"{{{MAIN}}}row"):
        row.attrib.pop("spans", None)
    for row in [row for row in tree.iter(f"{{{MAIN}}}row") if not len(row)]:
        row.getparent().remove(row)
    for dimension in tree.iter(f"{{{MAIN}}}dimension"):
        dimension.set("ref", "")
    return bytes(etree.tostring(tree, method="c14n"))


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.builds(lambda row, column: f"{get_column_letter(column)}{row}", st.integers(9, 40), st.integers(1, 30)),
        VALUES,
        min_size=1,
        max_size=12,
    )
)
def test_any_values_in_free_cells(values: dict[str, CellValue]) -> None:
    edits = [CellEdit("実績", name, value) for name, value in values.items()]
    new = apply(*edits)
    found = read_back(new)
    before = read_back(BOOK)
    for name, value in values.items():
        assert found.pop(name, None) == shown(value)
    assert found == before
    part = "xl/worksheets/sheet1.xml"
    assert without(new.read(part), set(values)) == without(BOOK.read(part), set(values))
    assert plan_changes(new, edits)[0] == {}


@settings(max_examples=25, deadline=None)
@given(st.lists(ROW, max_size=9))
def test_any_body_of_a_table(rows: list[tuple[CellValue, ...]]) -> None:
    new = apply(TableEdit("実績表", body=rows))
    found = read_back(new)
    bottom = 3 + max(len(rows), 1)
    for row in range(4, max(bottom, 8) + 1):
        own = rows[row - 4] if row - 4 < len(rows) else (None,) * len(HEADERS)
        for column, value in enumerate(own, 2):
            if column < 5 or not isinstance(
                value, int | float | Decimal
            ):  # a number in the date column shows as a date
                assert found.get(f"{get_column_letter(column)}{row}") == shown(value)
    sheet = openpyxl.load_workbook(io.BytesIO(new.data))["実績"]
    assert sheet.tables["実績表"].ref == f"B3:E{bottom}"
    last = max(bottom, 8)
    assert {str(one.sqref) for one in sheet.conditional_formatting} == {f"D4:D{last}"}
    assert str(sheet.data_validations.dataValidation[0].sqref) == f"C4:C{last}"
    assert sheet["H1"].value == "=SUM(D4:D8)"
    assert plan_changes(new, [TableEdit("実績表", body=rows)])[0] == {}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXTS, NUMBERS), min_size=1, max_size=6))
def test_appended_rows_as_calamine_reads_them(rows: list[tuple[str, float]]) -> None:
    new = apply(TableEdit("実績表", append=[[None, text, number] for text, number in rows]))
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(new.data)).get_sheet_by_name("実績")
    grid = sheet.to_python(skip_empty_area=False)
    for row, (text, number) in enumerate(rows, 8):
        assert grid[row][2] == text
        assert grid[row][3] == float(number)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.builds(lambda row, column: f"{column}{row}", st.integers(2, 20), st.sampled_from("ABCDEFGH")),
        st.sampled_from(list(Level)),
        min_size=1,
        max_size=10,
    )
)
def test_marks_and_the_way_back(marks: dict[str, Level]) -> None:
    new = apply(*(Mark("実績", name, level) for name, level in marks.items()))
    assert read_back(new) == read_back(BOOK)
    back = apply(ClearMarks(), to=new)
    before = openpyxl.load_workbook(io.BytesIO(BOOK.data))["実績"]
    after = openpyxl.load_workbook(io.BytesIO(back.data))["実績"]
    for name in marks:
        assert after[name].fill.fgColor.rgb == before[name].fill.fgColor.rgb
        assert after[name].number_format == before[name].number_format
