"""Reading other people's workbooks: every fault has its code, costs little, and never takes the process down."""

from __future__ import annotations

import datetime as dt
import re
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableColumn

from tests import hostile
from xlplan.books import inspect, reading
from xlplan.books.addresses import Area
from xlplan.books.book import CellError
from xlplan.books.package import Limits
from xlplan.books.reading import CODES, LIMITS, BrokenWorkbook, ReadLimits, Workbook, open_workbook

Build = Callable[[], bytes]

SMALL = ReadLimits(cells=5_000, sheets=50, package=Limits(file=1 << 20, entry=1 << 20, total=4 << 20))

FAULTS: list[tuple[Build, str, ReadLimits]] = [
    (hostile.bomb_in_one_cell, "zip_bomb", SMALL),
    (hostile.bomb_of_cells, "too_large", SMALL),
    (hostile.bomb_in_shared_strings, "zip_bomb", SMALL),
    (hostile.bomb_whose_size_lies, "damaged", LIMITS),
    (hostile.billion_laughs_in_a_sheet, "entity", LIMITS),
    (hostile.billion_laughs_in_the_workbook, "entity", LIMITS),
    (hostile.billion_laughs_in_utf16, "entity", LIMITS),
    (hostile.quadratic_blowup, "entity", LIMITS),
    (hostile.entity_that_fetches_a_file, "entity", LIMITS),
    (hostile.entity_that_fetches_a_dtd, "entity", LIMITS),
    (hostile.entity_in_a_table, "entity", LIMITS),
    (hostile.empty, "empty_file", LIMITS),
    (hostile.no_workbook, "missing_part", LIMITS),
    (hostile.no_workbook_relationship, "missing_part", LIMITS),
    (hostile.no_content_types, "missing_part", LIMITS),
    (hostile.no_sheet_part, "missing_part", LIMITS),
    (hostile.no_sheets, "missing_part", LIMITS),
    (hostile.no_table_part, "missing_part", LIMITS),
    (hostile.truncated, "truncated", LIMITS),
    (hostile.flipped_bit_in_the_sheet, "damaged", LIMITS),
    (hostile.trailing_bytes, "damaged", LIMITS),
    (hostile.malformed_sheet, "bad_xml", LIMITS),
    (hostile.sheet_cut_off, "bad_xml", LIMITS),
    (hostile.malformed_workbook, "bad_xml", LIMITS),
    (hostile.malformed_strings, "bad_xml", LIMITS),
    (hostile.sheet_in_shift_jis, "bad_xml", LIMITS),
    (hostile.broken_utf16, "bad_xml", LIMITS),
    (hostile.table_of_another_width, "bad_xml", LIMITS),
    (hostile.table_without_a_range, "bad_xml", LIMITS),
    (hostile.duplicate_parts, "duplicate_entry", LIMITS),
    (hostile.duplicate_parts_but_for_case, "duplicate_entry", LIMITS),
    (hostile.part_outside, "path_trick", LIMITS),
    (hostile.sheet_outside, "path_trick", LIMITS),
    (hostile.sheet_on_the_web, "path_trick", LIMITS),
    (hostile.ten_thousand_sheets, "too_many_sheets", LIMITS),
    (hostile.ten_thousand_parts, "zip_bomb", LIMITS),
    (hostile.old_xls_renamed, "old_xls", LIMITS),
    (hostile.encrypted, "encrypted", LIMITS),
    (hostile.word_97_document_renamed, "not_a_workbook", LIMITS),
    (hostile.html_renamed, "html_renamed", LIMITS),
    (hostile.csv_renamed, "csv_renamed", LIMITS),
    (hostile.csv_in_utf16_renamed, "csv_renamed", LIMITS),
    (hostile.text_renamed, "not_a_workbook", LIMITS),
    (hostile.picture_renamed, "not_a_workbook", LIMITS),
    (hostile.zip_of_pictures_renamed, "not_a_workbook", LIMITS),
    (hostile.word_document_renamed, "not_a_workbook", LIMITS),
    (hostile.open_document_renamed, "not_a_workbook", LIMITS),
    (hostile.binary_workbook_renamed, "not_a_workbook", LIMITS),
    (hostile.cell_in_the_last_corner, "too_large", LIMITS),
    (hostile.last_corner_alone, "too_large", LIMITS),
    (hostile.last_corner_first_in_its_row, "too_large", LIMITS),
    (hostile.last_corner_behind_a_prefix, "too_large", LIMITS),
    (hostile.last_corner_in_single_quotes, "too_large", LIMITS),
    (hostile.last_corner_behind_another_attribute, "too_large", LIMITS),
    (hostile.last_corner_after_a_twin_address, "too_large", LIMITS),
    (hostile.last_corner_in_lower_case, "too_large", LIMITS),
    (hostile.last_corner_by_counting, "too_large", LIMITS),
    (hostile.last_corner_in_a_blank_text, "too_large", LIMITS),
    (hostile.column_beyond_the_last, "too_large", LIMITS),
    (hostile.row_beyond_the_last, "too_large", LIMITS),
    (hostile.row_number_that_overflows, "too_large", LIMITS),
    (hostile.column_name_that_overflows, "too_large", LIMITS),
    (hostile.row_zero, "bad_xml", LIMITS),
    (hostile.row_that_is_a_word, "bad_xml", LIMITS),
    (hostile.cell_that_is_a_column, "bad_xml", LIMITS),
    (hostile.shared_string_that_is_not_there, "unreadable", LIMITS),
    (hostile.cell_of_an_unknown_type, "unreadable", LIMITS),
    (hostile.undeclared_entity, "bad_xml", LIMITS),
]


@pytest.fixture
def file(tmp_path: Path) -> Callable[[Build], Path]:
    def write(build: Build) -> Path:
        path = tmp_path / f"{build.__name__}.xlsx"
        path.write_bytes(build())
        return path

    return write


@contextmanager
def cheap() -> Iterator[None]:
    """A file is refused within 32 MB of Python's memory, and long before a bomb has gone off, however busy the machine."""
    tracemalloc.start()
    began = time.process_time()
    try:
        yield
    finally:
        spent = time.process_time() - began
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert spent < 5
    assert peak < 32 << 20


def read_all(workbook: Workbook) -> None:
    for sheet in workbook.facts.sheets:
        workbook.grid(sheet.name)


def outcome(path: Path) -> str:
    """The code of a refusal, or "read" when all there is could be read."""
    try:
        workbook = open_workbook(path)
        read_all(workbook)
        workbook.table("回答表")
        workbook.scan(workbook.facts.sheets[0].name)
    except BrokenWorkbook as refusal:
        return refusal.code
    return "read"


@pytest.mark.parametrize(("build", "code", "limits"), FAULTS, ids=[build.__name__ for build, _, _ in FAULTS])
def test_each_fault_has_its_code_and_costs_little(
    build: Build, code: str, limits: ReadLimits, file: Callable[[Build], Path]
) -> None:
    path = file(build)
    with cheap(), pytest.raises(BrokenWorkbook) as refusal:
        read_all(open_workbook(path, limits))
    assert refusal.value.code == code
    assert code in CODES


def test_every_reason_is_met_by_some_file() -> None:
    assert {code for _, code, _ in FAULTS} == CODES - {"no_access"}


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(BrokenWorkbook, match="no_access"):
        open_workbook(tmp_path)  # a folder


def test_a_file_larger_than_allowed(file: Callable[[Build], Path]) -> None:
    limits = ReadLimits(package=Limits(file=500))
    with pytest.raises(BrokenWorkbook, match="too_large"):
        open_workbook(file(hostile.workbook), limits)


def test_the_sound_workbook(file: Callable[[Build], Path]) -> None:
    workbook = open_workbook(file(hostile.workbook))
    grid = workbook.table("回答表")
    assert grid is not None
    assert grid.columns == ("No.", "値", "日付")
    assert grid.rows == ((1, 95.5, dt.date(2015, 3, 31)),)
    assert grid.place(0, "値") == ("workbook.xlsx", "回答", "B2")
    assert workbook.grid("回答")[0] == ("No.", "値", "日付")
    assert workbook.table("他の表") is None


SOUND = hostile.workbook()
MANGLED = (
    *(
        "",
        "0",
        "-1",
        "7",
        "1e400",
        "NaN",
        "99999999999",
        "1048576",
        "XFD",
        "A0",
        "A1:XFD1048576",
        "&#0;",
        "&x;",
        "<",
        "]]>",
    ),
    *(
        "true",
        "e",
        "d",
        "s",
        "b",
        "str",
        "あ",
        "2024-13-45",
        "25:61:61",
        "[h]:mm",
        "yyyy",
        "../../x",
        "http://x/",
        "</v>",
    ),
)

ODD: list[Build] = [
    hostile.lying_dimension,
    hostile.blank_formatted_cells_far_down,
    hostile.merged_whole_sheet,
    hostile.every_column_formatted,
    hostile.deep_nesting,
    hostile.cells_hidden_in_comments,
    hostile.cells_hidden_in_an_instruction,
]


@pytest.mark.parametrize("build", ODD, ids=[build.__name__ for build in ODD])
def test_odd_but_harmless_files_are_read(build: Build, file: Callable[[Build], Path]) -> None:
    path = file(build)
    with cheap():
        workbook = open_workbook(path)
        grid, scan = workbook.grid("回答"), workbook.scan("回答")
    assert grid == (("No.", "値", "日付"), (1, 95.5, dt.date(2015, 3, 31)))
    assert scan.formulas == {}
    assert workbook.extent("回答") == (2, 3)


@pytest.mark.parametrize(
    ("build", "rows"),
    [
        (hostile.text_in_cdata, (('a<b & <c r="XFD1048576">',),)),
        (hostile.sheet_in_utf16, (("表示",),)),
        (hostile.everything_prefixed, ((7, 7),)),
        (hostile.cells_without_addresses, ((1, None, 3), (None,) * 3, (CellError("#N/A"), None, None))),
        (hostile.injection_texts, (("=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1"),)),
        (hostile.error_newer_than_the_reader, ((CellError("#SPILL!"), CellError("#N/A"), "#N/A"),)),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_odd_contents_are_read_as_they_are(
    build: Build, rows: tuple[tuple[object, ...], ...], file: Callable[[Build], Path]
) -> None:
    assert open_workbook(file(build)).grid("回答") == rows


@pytest.mark.parametrize(
    ("build", "name"),
    [
        (hostile.sheet_name_with_quotes, "a'b\"<[x]"),
        (hostile.sheet_name_like_a_path, "../../etc/passwd"),
    ],
    ids=["quotes", "path"],
)
def test_a_sheet_may_be_called_anything(build: Build, name: str, file: Callable[[Build], Path]) -> None:
    workbook = open_workbook(file(build))
    assert workbook.facts.sheets[0].name == name
    assert len(workbook.grid(name)) == 2


CELLS: list[tuple[str, object]] = [
    ("<v>5</v>", 5),
    ("<v>5.0</v>", 5),
    ("<v>-0.25</v>", -0.25),
    ("<v>1E2</v>", 100),
    ("<v>0.1</v>", 0.1),
    ("<v>9007199254740993</v>", 9007199254740992.0),
    ("<v>1e999</v>", CellError("#NUM!")),
    ("<v>NaN</v>", CellError("#NUM!")),
    (' t="b"<v>1</v>', True),
    (' t="b"<v>0</v>', False),
    (' t="str"<v>5</v>', "5"),
    (' t="str"<v>  前後の空白 </v>', "  前後の空白 "),
    (' t="str"<v></v>', None),
    (' t="inlineStr"<is><t xml:space="preserve"> 一行目&#10;二行目 </t></is>', " 一行目\n二行目 "),
    (' t="inlineStr"<is><r><t>文字</t></r><r><t>色</t></r><rPh sb="0" eb="2"><t>モジ</t></rPh></is>', "文字色"),
    (' t="str"<v>a_x000D_b_x005F_x0041_</v>', "a\rb_x0041_"),
    (' t="e"<v>#DIV/0!</v>', CellError("#DIV/0!")),
    (' t="d"<v>2024-02-29T12:00:00</v>', dt.datetime(2024, 2, 29, 12)),  # noqa: DTZ001 - a cell has no time zone
    (' s="1"<v>45351.5</v>', dt.datetime(2024, 2, 29, 12)),  # noqa: DTZ001 - a cell has no time zone
    (' s="1"<v>45351</v>', dt.date(2024, 2, 29)),
    (' s="1"<v>0.5</v>', dt.time(12)),
    (' s="2"<v>1.25</v>', dt.timedelta(hours=30)),
    (' s="1" t="str"<v>平成26年</v>', "平成26年"),
    (' s="1"<v>106751991808</v>', 106751991808),
    (' s="1"<f>1+1</f><v>1.5E+15</v>', 1500000000000000),
    (' s="1"<v>-1</v>', -1),
    (' s="2"<v>1e300</v>', 1e300),
    (' s="1"<v>6.9444444444444447E-4</v>', dt.time(0, 1)),
]


@pytest.mark.parametrize(("xml", "value"), CELLS)
def test_a_cell_is_read_with_its_type(xml: str, value: object, tmp_path: Path) -> None:
    attributes, inner = xml.split("<", 1)
    path = tmp_path / "cell.xlsx"
    path.write_bytes(hostile.workbook(f'<row r="1"><c r="A1"{attributes}><{inner}</c><c r="B1"><v>0</v></c></row>'))
    read = open_workbook(path).grid("回答")[0][0]
    assert read == value
    assert type(read) is type(value)


def test_dates_from_1904(tmp_path: Path) -> None:
    book = hostile.workbook_xml().replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    path = tmp_path / "1904.xlsx"
    path.write_bytes(hostile.workbook('<row r="1"><c r="A1" s="1"><v>43889</v></c></row>', book=book))
    workbook = open_workbook(path)
    assert workbook.facts.date1904
    assert workbook.grid("回答") == ((dt.date(2024, 2, 29),),)


def test_one_refused_sheet_leaves_the_others_readable(tmp_path: Path) -> None:
    contents = hostile.parts(
        book=hostile.workbook_xml(
            '<sheet name="回答" sheetId="1" r:id="rId1"/><sheet name="別紙" sheetId="2" r:id="rId4"/>'
        )
    )
    contents["xl/worksheets/sheet2.xml"] = hostile.sheet('<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    contents[hostile.BOOK_RELS] = hostile.relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId3", "sharedStrings", "sharedStrings.xml"),
        ("rId4", "worksheet", "/xl/worksheets/sheet2.xml"),
    )
    path = tmp_path / "book.xlsx"
    path.write_bytes(hostile.packed(contents))
    workbook = open_workbook(path)
    assert workbook.grid("回答")[1][:2] == (1, 95.5)
    with pytest.raises(BrokenWorkbook, match="too_large"):
        workbook.grid("別紙")
    with pytest.raises(KeyError):
        workbook.grid("無い")


def test_a_table_down_to_the_last_row_costs_little(file: Callable[[Build], Path]) -> None:
    path = file(hostile.table_down_to_the_last_row)
    with cheap():
        grid = open_workbook(path).table("回答表")
    assert grid is not None
    assert len(grid.rows) == 1_048_575
    assert grid.rows[0] == (1, 95.5, dt.date(2015, 3, 31))
    assert grid.rows[-1] == (None, None, None)


def test_sheets_made_ready_one_by_one_read_alike(rich: Path) -> None:
    workbook = open_workbook(rich)
    workbook.load("管理 表", "無いシート")
    assert workbook.named("時期") == "平成26年度末"
    assert workbook.grid("回答") == open_workbook(rich).grid("回答")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mangled_workbook_is_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    """Whatever stands in an attribute or a text: no other exception, and the process lives."""
    contents = hostile.parts()
    part = data.draw(
        st.sampled_from([hostile.SHEET, hostile.STRINGS, hostile.BOOK, "xl/styles.xml", "xl/tables/table1.xml"])
    )
    xml = contents[part]
    spots = [found.span() for found in re.finditer(r'(?<=")[^"<>]+(?=")|(?<=>)[^<>]+(?=<)', xml) if found.start() > 60]
    start, end = data.draw(st.sampled_from(spots))
    contents[part] = xml[:start] + data.draw(st.sampled_from(MANGLED)) + xml[end:]
    path = tmp_path / "mangled.xlsx"
    path.write_bytes(hostile.packed(contents))
    assert outcome(path) in CODES | {"read"}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(SOUND) - 1), byte=st.integers(0, 255), length=st.integers(0, len(SOUND)))
def test_a_flipped_byte_or_a_lost_end_is_read_or_refused(place: int, byte: int, length: int, tmp_path: Path) -> None:
    path = tmp_path / "damaged.xlsx"
    for damaged in (SOUND[:place] + bytes([byte]) + SOUND[place + 1 :], SOUND[:length]):
        path.write_bytes(damaged)
        assert outcome(path) in CODES | {"read"}


def test_formulas_and_what_they_reach(file: Callable[[Build], Path]) -> None:
    workbook = open_workbook(file(hostile.formulas_that_reach_out))
    assert workbook.scan("回答").formulas == {"A1": "cmd|'/C calc'!A0", "B1": "[1]表!A1"}
    assert workbook.facts.external_links == ("xl/externalLinks/externalLink1.xml",)
    assert not workbook.facts.macros
    assert open_workbook(file(hostile.macros_inside)).facts.macros


def test_a_shared_formula_is_told_for_every_cell(file: Callable[[Build], Path]) -> None:
    formulas = open_workbook(file(hostile.shared_formula_over_many_cells)).scan("回答").formulas
    assert len(formulas) == 4999
    assert set(formulas.values()) == {"A1*2"}


def test_formulas_and_errors_without_addresses(file: Callable[[Build], Path]) -> None:
    scan = open_workbook(file(hostile.cells_without_addresses)).scan("回答")
    assert scan.formulas == {"C1": "A1"}
    assert scan.errors == {"A3": "#N/A"}
    assert open_workbook(file(hostile.everything_prefixed)).scan("回答").formulas == {"B1": "A1"}


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A workbook as an officer may send it back: hidden and filtered rows, merged cells, names, hidden sheets."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "回答"
    for row in (["回答票"], ["No.", "名称\n（正式）"], [1, "甲"], [2, "乙"], [3, None]):
        sheet.append(row)
    table = Table(displayName="回答表", name="回答表", ref="A2:B5")
    table.tableColumns = [TableColumn(id=1, name="No."), TableColumn(id=2, name="名称\n（正式）")]
    sheet.add_table(table)
    sheet["D3"] = '=IF(B3="","未記入","")'
    sheet.merge_cells("F1:G2")
    sheet.row_dimensions[4].hidden = True
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["H"].hidden = True
    control = book.create_sheet("管理 表")
    control["B2"] = "平成26年度末"
    control["B3"] = 26
    control.sheet_state = "hidden"
    book.defined_names["時期"] = DefinedName("時期", attr_text="'管理 表'!$B$2")
    book.defined_names["年度"] = DefinedName("年度", attr_text="'管理 表'!$B$3:$C$3")
    book.defined_names["消えた"] = DefinedName("消えた", attr_text="#REF!")
    book.defined_names["空き"] = DefinedName("空き", attr_text="回答!$Z$99")
    path = tmp_path / "財政課.xlsx"
    book.save(path)
    return path


def test_names_tables_and_hidden_sheets(rich: Path) -> None:
    workbook = open_workbook(rich)
    assert [(sheet.name, sheet.state) for sheet in workbook.facts.sheets] == [
        ("回答", "visible"),
        ("管理 表", "hidden"),
    ]
    assert workbook.named("時期") == "平成26年度末"
    assert workbook.named("年度") == 26
    assert workbook.named("消えた") is None
    assert workbook.named("空き") is None
    assert workbook.named("無い") is None
    table = workbook.facts.tables["回答表"]
    assert table.body == Area(3, 1, 5, 2)
    grid = workbook.table("回答表")
    assert grid is not None
    assert grid.columns == ("No.", "名称\n（正式）")
    assert grid.rows == ((1, "甲"), (2, "乙"), (3, None))
    assert str(grid.place(2, "名称\n（正式）")) == "財政課.xlsx【回答】B5"


def test_hidden_rows_and_columns_merged_cells_and_formulas(rich: Path) -> None:
    scan = open_workbook(rich).scan("回答")
    assert scan.hidden_rows == {4, 9}
    assert scan.hidden_columns == {8}
    assert scan.filtered_rows == frozenset()
    assert scan.merged == (Area(1, 6, 2, 7),)
    assert scan.formulas == {"D3": 'IF(B3="","未記入","")'}


def test_rows_hidden_by_a_filter_are_told_from_rows_hidden_by_hand(tmp_path: Path) -> None:
    column = '<filterColumn colId="0"><filters><filter val="1"/></filters></filterColumn>'
    rows = hostile.CELLS.replace('<row r="2"', '<row r="2" hidden="1"') + '<row r="7" hidden="1"></row>'
    after = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
    path = tmp_path / "filtered.xlsx"
    path.write_bytes(hostile.workbook(sheet=hostile.sheet(rows, after=after), table=hostile.table_xml(inside=column)))
    scan = open_workbook(path).scan("回答")
    assert scan.hidden_rows == {2, 7}
    assert scan.filtered_rows == {2}


def test_the_digest_is_that_of_the_bytes_read(rich: Path) -> None:
    workbook = open_workbook(rich)
    before = workbook.digest
    rich.write_bytes(hostile.workbook())
    assert workbook.named("時期") == "平成26年度末"
    assert workbook.digest == before
    assert open_workbook(rich).digest != before


def test_openpyxl_and_reading_agree_on_every_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in range(30):
        sheet.append([row, row * 1.5, f"文字{row}", None, row % 2 == 0, dt.date(2014, 4, 1) + dt.timedelta(row), -row])
    path = tmp_path / "book.xlsx"
    book.save(path)
    expected = tuple(
        tuple(value.date() if isinstance(value, dt.datetime) else value for value in row)
        for row in sheet.iter_rows(values_only=True)
    )
    assert open_workbook(path).grid("Sheet") == expected


def test_the_library_that_may_abort_is_loaded_only_to_read_cells() -> None:
    assert not hasattr(reading, "CalamineWorkbook")
    assert not hasattr(inspect, "CalamineWorkbook")
