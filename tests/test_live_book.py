"""What only an open workbook knows: text read as typing, formats, formulas, what stands in the way, marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_excel.application import Application, excel
from tests.fake_excel.as_typed import GENERAL, TEXT, as_typed
from tests.fake_excel.model import Cell, Sheet, Table, Workbook
from tests.fake_excel.payload import carry_out, payload_of
from xlplan.books.addresses import Area, parse_area
from xlplan.books.as_typed import entering
from xlplan.books.book import CellError, Value
from xlplan.books.live import LiveBook
from xlplan.books.live_cells import blocks
from xlplan.books.live_writing import HalfWritten
from xlplan.books.refusal import Refused
from xlplan.findings import Place
from xlplan.messages import Level

READ_AS_TYPED = (
    "0123", "2026-04-01", "=A1", "'x", "''x", "1-2", "TRUE", "false", "＝A1", "１２３", "37-1", "4/1", "平成26年4月1日",
    "H26.4.1", "10:30", "午前10時", "10%", "¥100", "(100)", "1E5", "+0", "-項目", "@課", "#N/A", "1 1/2", "Apr-15", " 5 ",
    "'", "=", "-",
)  # fmt: skip


def table_of(*rows: tuple[object, ...], formats: dict[int, str] | None = None) -> Workbook:
    """A workbook with the table 表 from A1: columns 甲, 乙, and 倍, which is calculated."""
    sheet = Sheet("表")
    for row, line in enumerate([("甲", "乙", "倍"), *rows], 1):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(row, column)
            cell.number_format = (formats or {}).get(column, GENERAL) if row > 1 else GENERAL
            cell.value = float(value) if type(value) is int else value  # type: ignore[assignment]
            if column == 3 and row > 1:
                cell.formula = f"A{row}*2"
    sheet.tables.append(Table("表", Area(1, 1, 1 + len(rows), 3), formulas={2: "A2*2"}))
    return Workbook(Path("台帳.xlsx"), [sheet])


@pytest.fixture(params=["com", "server"])
def opened(request: pytest.FixtureRequest) -> Callable[[Workbook], LiveBook]:
    def open_(workbook: Workbook) -> LiveBook:
        if request.param == "com":
            return LiveBook(excel(workbook)[1])
        return LiveBook(xw.Book(json=payload_of(workbook)), held={"表": ("甲", "乙")})

    return open_


def write(book: LiveBook, workbook: Workbook) -> None:
    book.write()
    if isinstance(book.book.api, dict):
        carry_out(book.book.json(), workbook)


def values(workbook: Workbook, area: str) -> list[object]:
    found = parse_area(area)
    rows, columns = range(found.top, found.bottom + 1), range(found.left, found.right + 1)
    return [workbook.sheets[0].cell(row, column).value for row in rows for column in columns]


@pytest.mark.parametrize("number_format", [GENERAL, TEXT, "#,##0", "yyyy/m/d"])
def test_text_arrives_as_the_text_it_is(opened: Callable[[Workbook], LiveBook], number_format: str) -> None:
    workbook = table_of((None, None, None), formats={1: number_format, 2: number_format})
    book = opened(workbook)
    book.fill("表", [(text, text, None) for text in READ_AS_TYPED])
    write(book, workbook)
    assert values(workbook, f"A2:B{1 + len(READ_AS_TYPED)}") == [text for text in READ_AS_TYPED for _ in "甲乙"]


def test_on_the_desktop_cells_keep_the_format_they_had() -> None:
    workbook = table_of((1, "x", 2), (2, "y", 4), formats={1: "#,##0", 2: GENERAL})
    book = LiveBook(excel(workbook)[1])
    book.put("表", 0, "甲", "1-2")
    book.put("表", 1, "乙", "'y")
    write(book, workbook)
    assert values(workbook, "A2:B3") == ["1-2", "x", 2.0, "'y"]
    formats = [workbook.sheets[0].cell(row, column).number_format for row in (2, 3) for column in (1, 2)]
    assert formats == ["#,##0", GENERAL, "#,##0", GENERAL]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20))
def test_no_text_is_read_as_typing(text: str) -> None:
    """Whatever cell it goes into: the format asked for decides, or the text is safe in any."""
    entry, number_format = entering(text)
    for standing in (GENERAL, TEXT, "#,##0"):
        assert as_typed(str(entry), number_format or standing).value == text


def test_a_number_or_date_is_none_the_less_in_a_column_made_text() -> None:
    workbook = table_of(("a", "b", None), formats={1: TEXT, 2: "#,##0"})
    book = LiveBook(excel(workbook)[1])
    book.put("表", 0, "甲", 5)
    book.put("表", 0, "乙", dt.date(2015, 4, 1))
    write(book, workbook)
    read = LiveBook(excel(workbook)[1]).grid("表")
    assert read is not None
    assert read.rows[0][:2] == (5, dt.date(2015, 4, 1))


def test_one_and_true_are_two_values(opened: Callable[[Workbook], LiveBook]) -> None:
    workbook = table_of((1, "x", 2))
    book = opened(workbook)
    book.put("表", 0, "甲", True)
    write(book, workbook)
    assert values(workbook, "A2") == [True]
    assert type(workbook.sheets[0].cell(2, 1).value) is bool


def test_long_texts_go_alone_and_too_long_ones_not_at_all(opened: Callable[[Workbook], LiveBook]) -> None:
    workbook = table_of((1, "x", 2))
    book = opened(workbook)
    book.put("表", 0, "乙", "長" * 32_767)
    write(book, workbook)
    assert values(workbook, "B2") == ["長" * 32_767]
    book.put("表", 0, "乙", "長" * 32_768)
    with pytest.raises(Refused, match="text_too_long"):
        book.write()


def test_calculated_columns_keep_their_formulas_and_new_rows_get_them(
    opened: Callable[[Workbook], LiveBook],
) -> None:
    workbook = table_of((1, "x", 2), (None, None, 0))
    book = opened(workbook)
    book.append("表", [(3, "y", None), (4, "z", None)])
    write(book, workbook)
    assert values(workbook, "A2:A4") == [1.0, 3.0, 4.0]
    assert all(workbook.sheets[0].cell(row, 3).formula for row in (2, 3, 4))
    again = opened(workbook)
    again.fill("表", [(9, "w", None)])
    write(again, workbook)
    assert workbook.sheets[0].tables[0].area == parse_area("A1:C2")
    assert values(workbook, "A2:B2") == [9.0, "w"]
    assert workbook.sheets[0].cell(2, 3).formula
    assert all(not cell.formula and cell.value is None for at, cell in workbook.sheets[0].cells.items() if at[0] > 2)


def test_a_value_is_not_put_over_a_formula(opened: Callable[[Workbook], LiveBook]) -> None:
    workbook = table_of((1, "x", 2))
    book = opened(workbook)
    book.put("表", 0, "倍", 5)
    with pytest.raises(Refused, match="formula_in_the_way: 表!C2"):
        book.write()
    assert values(workbook, "A2:C2") == [1.0, "x", 2.0]


def test_on_the_server_columns_it_does_not_know_are_left_alone() -> None:
    workbook = table_of((1, "x", 2))
    book = LiveBook(xw.Book(json=payload_of(workbook)), held={"表": ("甲",)})
    book.fill("表", [(2, None, None)])
    write(book, workbook)
    assert values(workbook, "A2:B2") == [2.0, "x"]


def test_new_rows_look_like_the_last_one(opened: Callable[[Workbook], LiveBook]) -> None:
    workbook = table_of((1, "x", 2), formats={1: "#,##0"})
    book = opened(workbook)
    book.append("表", [(2, "y", None)])
    write(book, workbook)
    assert workbook.sheets[0].cell(3, 1).number_format == "#,##0"


class TestInTheWay:
    """What keeps a table from growing is said before anything is written."""

    @staticmethod
    def refused(book: LiveBook, workbook: Workbook, code: str) -> None:
        before = values(workbook, "A1:C9")
        book.put("表", 0, "乙", "書いてはいけない")
        book.append("表", [(2, "y", None)])
        with pytest.raises(Refused, match=code):
            book.write()
        assert values(workbook, "A1:C9") == before
        if isinstance(book.book.api, dict):
            assert book.book.json() == {"actions": []}

    def test_a_totals_row(self, opened: Callable[[Workbook], LiveBook]) -> None:
        workbook = table_of((1, "x", 2), ("計", None, None))
        workbook.sheets[0].tables[0].totals = True
        book = opened(workbook)
        assert len(book.grid("表").rows) == 1  # type: ignore[union-attr]
        self.refused(book, workbook, "totals_row")

    def test_content_below(self, opened: Callable[[Workbook], LiveBook]) -> None:
        workbook = table_of((1, "x", 2))
        workbook.sheets[0].enter(3, 2, "注")
        self.refused(opened(workbook), workbook, "below_not_empty: 表!B3")

    def test_a_table_below(self, opened: Callable[[Workbook], LiveBook]) -> None:
        workbook = table_of((1, "x", 2))
        workbook.sheets[0].tables.append(Table("下", Area(3, 2, 4, 2)))
        self.refused(opened(workbook), workbook, "below_table: 表!B3:B4")

    def test_protection(self) -> None:
        workbook = table_of((1, "x", 2))
        workbook.sheets[0].protected = True
        self.refused(LiveBook(excel(workbook)[1]), workbook, "protected: 表")

    def test_a_table_without_headers(self, opened: Callable[[Workbook], LiveBook]) -> None:
        workbook = table_of((1, "x", 2))
        workbook.sheets[0].tables[0].header = False
        with pytest.raises(Refused, match="table_header: 表"):
            opened(workbook).grid("表")


def test_what_excel_does_not_take_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    workbook = table_of((1, "x", 2))
    book = LiveBook(excel(workbook)[1])
    monkeypatch.setattr(Sheet, "enter", lambda self, row, column, _value: self.cell(row, column))
    book.put("表", 0, "乙", "y")
    with pytest.raises(HalfWritten) as stopped:
        book.write()
    assert str(stopped.value.__cause__) == "not_taken: 表!B2"


def test_values_of_every_kind_are_read_alike(opened: Callable[[Workbook], LiveBook]) -> None:
    workbook = table_of((None, None, None))
    sheet = workbook.sheets[0]
    expected: list[Value] = []
    for column, (value, number_format, read) in enumerate(
        [
            (5.0, "0", 5),
            (0.5, "0%", 0.5),
            (True, GENERAL, True),
            (42094.0, "yyyy/m/d", dt.date(2015, 3, 31)),
            (42094.5, "yyyy/m/d h:mm", dt.datetime(2015, 3, 31, 12)),  # noqa: DTZ001
            (0.25, "h:mm", dt.time(6)),
            (CellError("#N/A"), GENERAL, CellError("#N/A")),
            ("文", GENERAL, "文"),
            (None, GENERAL, None),
            (1000.0, '"¥"#,##0', 1000),
        ],
        start=1,
    ):
        sheet.cells[9, column] = Cell(value, number_format)  # type: ignore[arg-type]
        expected.append(read)  # type: ignore[arg-type]  # a row of mixed types
    found = opened(workbook).sheet("表")
    assert found is not None
    assert list(found[8]) == expected


def test_the_desktop_sees_formulas_and_what_is_hidden(opened: Callable[[Workbook], LiveBook]) -> None:
    workbook = table_of((1, "=A1", 2), (2, "x", 4), (3, "y", 6))
    workbook.sheets[0].hidden_rows, workbook.sheets[0].hidden_columns = {2, 4}, {2}
    book = opened(workbook)
    seen = book.sight("表")
    if isinstance(book.book.api, dict):
        assert seen is None
    else:
        assert seen is not None
        assert dict(seen.formulas) == {"C2": "A2*2", "C3": "A3*2", "C4": "A4*2"}
        assert set(seen.hidden_rows) == {2, 4}
        assert set(seen.hidden_columns) == {2}
    assert book.sight("無いシート") is None


def test_marks_colour_cells_and_go_again(opened: Callable[[Workbook], LiveBook]) -> None:
    workbook = table_of((1, "x", 2), (2, "y", 4))
    workbook.sheets[0].cell(2, 1).color = 0x00FF00
    book = opened(workbook)
    for cell in ("A2", "B2", "B3"):
        book.mark(Place("", "表", cell), Level.SERIOUS)
    book.mark(Place("", "表", "A3"), Level.NOTE)
    write(book, workbook)
    marked = {(2, 1), (2, 2), (3, 2), (3, 1)}
    assert {at for at, cell in workbook.sheets[0].cells.items() if cell.color} == marked
    again = opened(workbook)
    again.mark(Place("", "表", "A2"), Level.NOTE)
    again.clear_marks()
    write(again, workbook)
    desktop = not isinstance(again.book.api, dict)
    assert {at: cell.color for at, cell in workbook.sheets[0].cells.items() if cell.color} == (
        {(2, 1): 0x00FF00} if desktop else {}
    )
    assert workbook.names == {}


def test_few_calls_for_many_rows() -> None:
    """A thousand new rows cost as many calls as one."""

    def calls(count: int) -> int:
        workbook = table_of((1, "x", 2))
        application, book = excel(workbook)
        made: list[str] = []
        application._fails = lambda what: made.append(what) is not None  # type: ignore[func-returns-value]  # it notes
        live = LiveBook(book)
        live.append("表", [(at, f"{at}-1", None) for at in range(count)])
        live.write()
        return len(made)

    assert calls(1_000) == calls(2)


@given(st.dictionaries(st.tuples(st.integers(1, 6), st.integers(1, 6)), st.integers()))
def test_blocks_hold_every_cell_once(cells: dict[tuple[int, int], int]) -> None:
    found = {
        (area.top + at, area.left + column): value
        for area, rows in blocks(cells)
        for at, row in enumerate(rows)
        for column, value in enumerate(row)
    }
    assert found == cells
    assert sum((a.bottom - a.top + 1) * (a.right - a.left + 1) for a, _ in blocks(cells)) == len(cells)


def test_progress_is_passed_on() -> None:
    told: list[tuple[int, int, str]] = []
    LiveBook(excel(table_of((1, "x", 2)))[1], report=lambda *call: told.append(call)).progress(1, 2, "書き込み中")
    assert told == [(1, 2, "書き込み中")]


def test_the_fake_refuses_what_com_does() -> None:
    application, book = excel(table_of((1, "x", 2)))
    assert isinstance(application, Application)
    cell = book.sheets[0].range("A2").api
    with pytest.raises(AssertionError, match="aware"):
        cell.Value = dt.datetime(2015, 4, 1)  # noqa: DTZ001
    with pytest.raises(AssertionError, match="32 bits"):
        cell.Value = 1 << 40
    with pytest.raises(AssertionError, match=r"datetime\.date"):
        cell.Value = dt.date(2015, 4, 1)
