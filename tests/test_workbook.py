"""The committed master against its sources and its declarations, both ways."""

from __future__ import annotations

import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator
from openxml_audit.verdict import predict

from xlplan.books.file import FileBook
from xlplan.build import master
from xlplan.choices import LISTS, Symbol
from xlplan.plan import read_plan
from xlplan.schema import Table
from xlplan.source import load_source
from xlplan.tables import BY_NAME, SCHEMA_VERSION, SHEETS, TABLES
from xlplan.tables.rounds import VerdictRow
from xlplan.template.lists import FROM_TABLES, list_name
from xlplan.template.reproducible import parts_of
from xlplan.template.sheet import WHOLE_INPUT

WORKBOOK = Path(__file__).parent.parent / "workbook"
MASTER = WORKBOOK / "master.xlsm"
WITHOUT_TABLE = ("総括", "引継ぎ", "試算", "選択肢")
VOLATILE = ("OFFSET(", "INDIRECT(", "TODAY(", "NOW(", "RAND(", "CELL(", "INFO(")
NEWER_THAN_2019 = ("LET(", "XLOOKUP(", "FILTER(", "UNIQUE(", "SORT(", "SEQUENCE(", "LAMBDA(", "XMATCH(", "VSTACK(")


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    return parts_of(MASTER.read_bytes())


@pytest.fixture(scope="module")
def book() -> Any:
    """Any: openpyxl's optional attributes are all set in this file, and a test fails where one is not."""
    return openpyxl.load_workbook(MASTER)


@pytest.fixture(scope="module")
def rebuilt() -> bytes:
    return master(WORKBOOK / "source", WORKBOOK.parent / "macros")


def _formulas(book: Any) -> Iterator[tuple[str, str]]:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value: Any = cell.value
                    yield f"{sheet.title}!{cell.coordinate}", str(getattr(value, "text", value))


# ---- drift ----


def test_the_committed_master_is_what_the_sources_make(parts: dict[str, bytes], rebuilt: bytes) -> None:
    again = parts_of(rebuilt)
    assert list(parts) == list(again)
    assert [name for name in parts if parts[name] != again[name]] == [], "run: python -m xlplan.build"


def test_two_builds_are_the_same_to_the_last_byte(rebuilt: bytes) -> None:
    assert master(WORKBOOK / "source", WORKBOOK.parent / "macros") == rebuilt


def test_no_part_tells_when_or_where_it_was_made(parts: dict[str, bytes]) -> None:
    assert re.findall(rb"\d{4}-\d{2}-\d{2}T", parts["docProps/core.xml"]) == [b"2014-03-31T"] * 2
    assert not any(re.search(rb"[\"'>](/home/|/Users/|[A-Z]:\\\\)", data) for data in parts.values())


# ---- declarations, both ways ----


def test_sheets_are_those_declared_in_order(book: Any) -> None:
    assert tuple(book.sheetnames) == SHEETS


def test_tables_are_those_declared_and_no_others(book: Any) -> None:
    found = {name: sheet.title for sheet in book for name in sheet.tables}
    assert found == {table.name: table.sheet for table in TABLES}
    assert set(SHEETS) - set(found.values()) == set(WITHOUT_TABLE)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_headers_are_those_declared(book: Any, table: Table) -> None:
    found = book[table.sheet].tables[table.name]
    header = book[table.sheet][found.ref][0]
    assert tuple(cell.value for cell in header) == table.headers
    assert tuple(column.name for column in found.tableColumns) == table.headers
    formulas = {c.name for c in found.tableColumns if c.calculatedColumnFormula}
    assert formulas == {c.header for c in table.columns.values() if c.formula}


def test_lists_are_those_declared(book: Any) -> None:
    for name, words in LISTS.items():
        sheet, _, area = book.defined_names[list_name(name)].attr_text.replace("$", "").partition("!")
        assert tuple(row[0].value for row in book[sheet.strip("'")][area]) == words
    for name, reference in FROM_TABLES.items():
        assert book.defined_names[list_name(name)].attr_text == reference


def test_every_drop_down_a_column_names_exists(book: Any) -> None:
    wanted = {list_name(c.choices) for table in TABLES for c in table.columns.values() if c.choices}
    assert wanted <= set(book.defined_names)


def test_the_schema_version_stands_in_the_settings(book: Any) -> None:
    rows = {str(row[0].value): row[1].value for row in book["管理"].iter_rows(min_row=5)}
    assert rows["スキーマ版"] == SCHEMA_VERSION


# ---- read back ----


def test_the_master_reads_back_to_the_rows_of_the_sources() -> None:
    plan = read_plan(FileBook(MASTER))
    assert plan.findings == []
    source = load_source(WORKBOOK / "source")
    added = {"管理": 1}  # the schema version
    for table in TABLES:
        found = plan.rows(table)
        assert found[: len(found) - added.get(table.name, 0)] == source[table.name], table.name


def test_a_table_that_is_filled_keeps_its_rules_and_formulas_to_the_end(tmp_path: Path) -> None:
    verdicts = BY_NAME["判定"]
    rows = [
        VerdictRow(indicator=f"30-{at}", fy=2014, point="3月末", no=30, name="財政指標", symbol=Symbol.MET)
        for at in range(1, 6)
    ]
    file = FileBook(MASTER)
    file.fill(verdicts.name, [verdicts.cells(row) for row in rows])
    file.save(tmp_path / "filled.xlsm", dt.datetime(2015, 4, 24, tzinfo=dt.UTC).replace(tzinfo=None))
    sheet = openpyxl.load_workbook(tmp_path / "filled.xlsm")[verdicts.sheet]
    assert _body(sheet, verdicts) == (5, 9)
    areas = [r for rule in sheet.data_validations.dataValidation for r in rule.sqref.ranges]
    areas += [r for rule in sheet.conditional_formatting for r in rule.sqref.ranges]
    assert {(area.min_row, area.max_row) for area in areas} == {(5, 9)}
    for name, top, bottom in zip(verdicts.columns, sheet[5], sheet[9], strict=False):
        assert (top.data_type == "f") == (bottom.data_type == "f") == name.startswith("f_"), name
        assert top.style_id == bottom.style_id


# ---- what an officer meets ----


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rules_cover_the_body_to_its_end(book: Any, table: Table) -> None:
    sheet = book[table.sheet]
    first, last = _body(sheet, table)
    rules = [r for rule in sheet.data_validations.dataValidation for r in rule.sqref.ranges]
    shades = [r for area in sheet.conditional_formatting for r in area.sqref.ranges]
    assert shades or table.name in WHOLE_INPUT
    assert all((r.min_row, r.max_row) == (first, last) for r in shades)
    guided = {column for r in rules for column in range(r.min_col, r.max_col + 1) if r.min_row == first}
    expected = {at for at, c in enumerate(table.columns.values(), start=1) if c.help or c.choices}
    assert expected <= guided


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_refusals_are_in_japanese_and_short_enough_for_excel(book: Any, table: Table) -> None:
    for rule in book[table.sheet].data_validations.dataValidation:
        assert len(rule.promptTitle or "") <= 32
        assert len(rule.prompt or "") <= 255
        if rule.type:
            assert rule.showErrorMessage
            assert re.search("[ぁ-ん]", rule.error)
            assert len(rule.error) <= 225
            assert len(rule.errorTitle) <= 32


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_cell_has_one_validation_at_most(book: Any, table: Table) -> None:
    seen: set[tuple[int, int]] = set()
    for rule in book[table.sheet].data_validations.dataValidation:
        cells = {(r, c) for area in rule.sqref.ranges for r, c in area.cells}
        assert not seen & cells
        seen |= cells


def test_the_period_of_the_settings_is_chosen_from_the_periods(book: Any) -> None:
    sheet = book["管理"]
    (row,) = (row[0].row for row in sheet.iter_rows(min_row=5) if row[0].value == "対象時期")
    (rule,) = (r for r in sheet.data_validations.dataValidation if f"B{row}" in r.sqref)
    assert rule.formula1 == "一覧_時期"


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_prints_on_a4_with_titles_date_and_pages(book: Any, sheet: str) -> None:
    page = book[sheet]
    assert str(page.page_setup.paperSize) == "9"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert 1 <= page.page_setup.fitToWidth <= 3
    assert page.print_title_rows
    assert "ページ &P／&N" in page.oddFooter.center.text
    assert "小平市" in page.oddHeader.left.text
    assert page.oddHeader.right.text == "基準日 平成27年3月31日"


@pytest.mark.parametrize("sheet", SHEETS)
def test_text_prints_at_seven_points_or_more(book: Any, sheet: str) -> None:
    page = book[sheet]
    columns = [d for d in page.column_dimensions.values() if not d.hidden]
    characters = sum(d.width * (d.max - d.min + 1) for d in columns)
    repeated = page.print_title_cols or ""
    if repeated:
        last = openpyxl.utils.column_index_from_string(repeated.split(":")[1].replace("$", ""))
        characters += sum(d.width for d in columns if d.min <= last) * (page.page_setup.fitToWidth - 1)
    millimetres = 281 if page.page_setup.orientation == "landscape" else 194
    room = page.page_setup.fitToWidth * millimetres / 25.4 * 72
    digit = 6  # points: a digit of the ten-point font is eight pixels wide
    assert 10 * min(1, room / (characters * digit)) >= 6.9


def test_only_the_overview_merges_cells(book: Any) -> None:
    assert [sheet.title for sheet in book if sheet.merged_cells.ranges] == ["総括"]


def test_the_header_stays_in_sight(book: Any) -> None:
    for table in TABLES:
        pane = str(book[table.sheet].freeze_panes)
        assert re.fullmatch(r"[B-Z]5", pane), f"{table.sheet}: {pane}"


def test_formulas_are_native_steady_and_old_enough(book: Any) -> None:
    formulas = dict(_formulas(book))
    assert len(formulas) > 300
    for name in VOLATILE + NEWER_THAN_2019:
        found = [cell for cell, text in formulas.items() if re.search(rf"(?<![A-Z.]){re.escape(name)}", text)]
        assert found == [], name
    assert not [text for text in formulas.values() if "[1]" in text or "#REF" in text]


def test_a_text_like_a_formula_is_only_text(book: Any) -> None:
    outside = {table.sheet for table in TABLES if any(c.formula for c in table.columns.values())}
    formulas = {cell.split("!")[0] for cell, _ in _formulas(book)}
    assert formulas <= outside | set(WITHOUT_TABLE)


# ---- the package ----


def test_every_part_is_well_formed(parts: dict[str, bytes]) -> None:
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(data)  # noqa: S314  # our own file


def test_an_independent_validator_finds_nothing() -> None:
    result = OpenXmlValidator().validate(str(MASTER))
    assert [error.description for error in result.errors] == []
    assert predict(result).prediction.value == "opens-clean"


def test_texts_are_shared_once(parts: dict[str, bytes]) -> None:
    assert not any(b"inlineStr" in data for name, data in parts.items() if name.startswith("xl/worksheets"))
    texts = [item.findtext("{*}t") for item in ET.parse(io.BytesIO(parts["xl/sharedStrings.xml"])).getroot()]  # noqa: S314
    assert len(texts) == len(set(texts)) > 500


def _body(sheet: Any, table: Table) -> tuple[int, int]:
    top, bottom = re.findall(r"\d+", sheet.tables[table.name].ref)
    return int(top) + 1, int(bottom)
