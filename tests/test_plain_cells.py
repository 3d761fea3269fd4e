"""Tables read straight from a sheet that is spelled the plain way: the same cells as the long way, which reads all else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import hostile
from tests.masters import master_file
from xlplan.books.addresses import Area
from xlplan.books.book import Cells
from xlplan.books.file import FileBook
from xlplan.books.plain_cells import Shared, plain_table, plain_texts
from xlplan.books.plain_file import PlainFile
from xlplan.books.reading import BrokenWorkbook, Workbook, open_workbook
from xlplan.survey.reduce import MasterFile, line_of
from xlplan.tables import TABLES

AREA = Area(1, 1, 6, 5)
STYLES = (
    f'{hostile.HEAD}<styleSheet xmlns="{hostile.MAIN}"><numFmts><numFmt numFmtId="164" formatCode="#,##0.###"/>'
    '<numFmt numFmtId="165" formatCode="yyyy/mm/dd"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
    "<fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>"
    + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 164, 165, 166))
    + "</cellXfs></styleSheet>"
)
TEXTS = ("一", "二 & <三>", "", "=SUM(A1)")
STRINGS = (
    f'{hostile.HEAD}<sst xmlns="{hostile.MAIN}">'
    + "".join(
        f"<si><t>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</t></si>" for text in TEXTS
    )
    + "</sst>"
)
NUMBER, FIGURE, DAY, DURATION = range(4)


def both_ways(folder: Path, rows: str, strings: str = STRINGS) -> tuple[Cells | None, Cells]:
    """What the plain way gives, and what the long way gives for the same area."""
    path = folder / "表.xlsx"
    path.write_bytes(hostile.workbook(rows, strings=strings, styles=STYLES))
    book = open_workbook(path)
    texts = plain_texts(book.part("xl/sharedStrings.xml"))
    plain = None if texts is None else plain_table(book.xml("回答"), AREA, Shared(texts, STYLES.encode()))
    cells = book.grid("回答")
    width, height = AREA.right, AREA.bottom
    long = [(*cells[at], *(None,) * width)[:width] if at < len(cells) else (None,) * width for at in range(height)]
    return plain, tuple(long)


def kinds(cells: Iterable[Iterable[object]]) -> list[list[type]]:
    return [[type(value) for value in row] for row in cells]


_numbers = st.one_of(
    st.integers(-(10**6), 10**6).map(str), st.floats(allow_nan=False, allow_infinity=False).map(repr), st.just("1E-3")
)
_plain = st.one_of(
    st.just('s="1"/>'),
    st.just('s="1" t="n"></c>'),
    st.integers(0, len(TEXTS) - 1).map(lambda at: f's="0" t="s"><v>{at}</v></c>'),
    _numbers.map(lambda number: f's="{FIGURE}"><v>{number}</v></c>'),
    _numbers.map(lambda number: f's="{NUMBER}" t="n"><f>A1&amp;B1</f><v>{number}</v></c>'),
    st.integers(61, 2_958_465).map(lambda day: f's="{DAY}"><v>{day}</v></c>'),
    st.sampled_from(["課", "a&amp;b", "=1+1", ""]).map(lambda text: f't="inlineStr"><is><t>{text}</t></is></c>'),
    st.sampled_from(["課", ""]).map(lambda text: f't="str"><f t="shared" si="0"/><v>{text}</v></c>'),
    st.sampled_from(["0", "1"]).map(lambda truth: f't="b"><v>{truth}</v></c>'),
    st.sampled_from(["#N/A", "#DIV/0!"]).map(lambda error: f't="e"><f>1/0</f><v>{error}</v></c>'),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.tuples(st.integers(1, 8), st.sampled_from("ABCDEFG")), _plain, max_size=20))
def test_plain_cells_are_read_as_the_long_way_reads_them(tmp_path: Path, cells: dict[tuple[int, str], str]) -> None:
    rows = "".join(
        f'<row r="{row}" ht="18">'
        + "".join(f'<c r="{letter}{at}" {cell}' for (at, letter), cell in sorted(cells.items()) if at == row)
        + "</row>"
        for row in sorted({row for row, _ in cells})
    )
    plain, long = both_ways(tmp_path, rows)
    assert plain is not None or not cells
    assert plain is None or (plain == long and kinds(plain) == kinds(long))


@pytest.mark.parametrize(
    "cell",
    [
        '<c s="1" r="A1"><v>1</v></c>',
        "<c><v>1</v></c>",
        '<c r="A1" t="inlineStr"><is><r><t>太字</t></r><r><t>と</t></r></is></c>',
        '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 端 </t></is></c>',
        '<c r="A1" t="inlineStr"><is><t>_x000D_</t></is></c>',
        '<c r="A1"><!-- <c r="A1"><v>2</v></c> --><v>1</v></c>',
        '<c r="A1" t="s"><v>99</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1"><v>1_0</v></c>',
        f'<c r="A1" s="{DAY}"><v>41000.5</v></c>',
        f'<c r="A1" s="{DAY}"><v>59</v></c>',
        f'<c r="A1" s="{DURATION}"><v>0.5</v></c>',
        '<c r="A1" s="77"><v>1</v></c>',
        '<c r="A1"><v>1</v><extLst/></c>',
    ],
)
def test_what_is_spelled_otherwise_is_left_to_the_long_way(cell: str) -> None:
    sheet = hostile.sheet(f'<row r="1">{cell}</row>').encode()
    texts = plain_texts(STRINGS.encode())
    assert texts is not None
    assert plain_table(sheet, AREA, Shared(texts, STYLES.encode())) is None


@pytest.mark.parametrize(
    "strings",
    [
        STRINGS.replace("<si><t>一</t></si>", "<si><r><t>一</t></r></si>"),
        STRINGS.replace("<t>一</t>", '<t>一</t><rPh sb="0" eb="1"><r><t>イチ</t></r></rPh>'),
        STRINGS.replace("<t>一</t>", "<t> 一</t>"),
        STRINGS.replace("一", "_x0031_"),
        STRINGS.replace("<si><t>一</t></si>", "<t>一</t>"),
        STRINGS.replace("<sst", '<!DOCTYPE sst [<!ENTITY a "b">]><sst'),
        STRINGS.replace("UTF-8", "Shift_JIS"),
    ],
)
def test_texts_that_are_not_plain_are_left_to_the_long_way(strings: str) -> None:
    assert strings != STRINGS
    assert plain_texts(strings.encode()) is None


def test_readings_kept_by_japanese_excel_are_no_part_of_the_text(tmp_path: Path) -> None:
    reading = '<rPh sb="0" eb="1"><t>イチ</t></rPh><phoneticPr fontId="1" type="noConversion"/>'
    strings = STRINGS.replace("<t>一</t>", f"<t>一</t>{reading}").replace('yes"?>\n', 'yes"?>\r\n')
    plain, long = both_ways(tmp_path, '<row r="1" spans="1:1"><c r="A1" t="s"><v>0</v></c></row>', strings)
    assert plain is not None
    assert plain[0][0] == long[0][0] == "一"


def test_a_column_that_is_left_out_is_blank_and_hides_no_other() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f><v>2</v></c><c r="C1"><v>3</v></c></row>'
    shared, area = Shared({}, STYLES.encode()), Area(1, 1, 1, 3)
    assert plain_table(hostile.sheet(rows).encode(), area, shared, skipped=[1]) == ((1, None, 3),)
    odd = rows.replace('<c r="C1">', '<c s="0" r="C1">')
    assert plain_table(hostile.sheet(odd).encode(), area, shared, skipped=[1]) is None


def test_every_table_of_a_master_is_the_same_both_ways(tmp_path: Path) -> None:
    path = master_file(tmp_path / "台帳.xlsx")
    plain, long = PlainFile(path), FileBook(path)
    for table in TABLES:
        assert plain.grid(table.name) == long.grid(table.name), table.name
    assert plain.grid("ない") is None


def test_what_is_put_into_a_plain_file_is_there_and_is_saved(tmp_path: Path) -> None:
    path = master_file(tmp_path / "台帳.xlsx")
    book = PlainFile(path)
    book.put("プログラム", 0, "備考", "書き込んだ")
    grid = book.grid("プログラム")
    assert grid is not None
    assert grid.cell(0, "備考") == "書き込んだ"
    book.save(path, dt.datetime(2015, 4, 20, 9))  # noqa: DTZ001
    saved = FileBook(path).grid("プログラム")
    assert saved is not None
    assert saved.cell(0, "備考") == "書き込んだ"


def test_a_survey_reads_no_sheet_of_a_master_the_long_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    master = MasterFile(master_file(tmp_path / "台帳.xlsx"), "台帳.xlsx")
    monkeypatch.delattr(Workbook, "load")
    assert line_of(master, "").counted


def test_a_sheet_that_is_refused_the_long_way_is_not_read_at_all(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(hostile.packed({**hostile.parts(), hostile.SHEET: "<worksheet><sheetData>"}))
    with pytest.raises(BrokenWorkbook):
        PlainFile(path).grid("回答表")
