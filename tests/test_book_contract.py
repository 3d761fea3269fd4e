"""One contract for every kind of book: the same calls give the same cells, in memory, in a file, in Excel, and read back.

Excel is xlwings' real COM engine over `fake_excel.com`, and xlwings' real `remote` engine over `fake_excel.payload`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableColumn, TableFormula

from tests.fake_excel.application import excel
from tests.fake_excel.model import Workbook as ExcelWorkbook
from tests.fake_excel.payload import carry_out, payload_of
from xlplan.books.book import Book, CellError, Entry, Grid, normal
from xlplan.books.file import FileBook
from xlplan.books.live import LiveBook
from xlplan.books.memory import MemoryBook
from xlplan.books.refusal import Refused
from xlplan.findings import Place
from xlplan.messages import Level

WHEN = dt.datetime(2015, 4, 10, 9, 30)  # noqa: DTZ001 - names the dated copy, in local time
COLUMNS = ("No.", "課", "値", "確定日")
ROWS: list[tuple[Entry, ...]] = [
    (1, "財政課", 95.5, dt.date(2014, 9, 30)),
    (2, "政策課", None, None),
    (3, "=SUM(A1)", "未定", None),
]
ANSWERS = (("課名", "財政課"), ("No.", "値"), (1, 95.5))

Open = Callable[[], Book]
Reopen = Callable[[Book], Book]


def make_workbook(path: Path, rows: Sequence[Sequence[Entry]] = ROWS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "台帳"
    sheet.append(["表題"])
    sheet.append([])
    for column, header in enumerate(COLUMNS, 2):
        sheet.cell(3, column, header)
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 2):
            sheet.cell(number, column, value)  # type: ignore[arg-type]
            if isinstance(value, str):
                sheet.cell(number, column).data_type = "s"
    sheet.add_table(Table(displayName="実績", ref=f"B3:E{3 + max(len(rows), 1)}"))
    answers = book.create_sheet("回答_財政課")
    for line in ANSWERS:
        answers.append(line)
    book.defined_names["年度"] = DefinedName("年度", attr_text="'回答_財政課'!$B$3")
    book.save(path)
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make_workbook(tmp_path_factory.mktemp("made") / "master.xlsx").read_bytes()


@pytest.fixture
def master(made: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "master.xlsx"
    path.write_bytes(made)
    return path


def on_com(workbook: ExcelWorkbook) -> LiveBook:
    """The workbook open in desktop Excel."""
    return LiveBook(excel(workbook)[1])


def on_server(workbook: ExcelWorkbook, held: dict[str, tuple[str, ...]] | None = None) -> LiveBook:
    """The workbook as the browser-based add-in sends it."""
    return LiveBook(xw.Book(json=payload_of(workbook)), held=held)


def written(book: LiveBook, workbook: ExcelWorkbook) -> None:
    """Write what was put; on the server the answer's actions are carried out."""
    book.write()
    if isinstance(book.book.api, dict):
        carry_out(book.book.json(), workbook)


@pytest.fixture(params=["memory", "file", "com", "server"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def workbook(master: Path) -> ExcelWorkbook:
    """The master as Excel has it in memory."""
    return ExcelWorkbook.load(master)


@pytest.fixture
def opened(kind: str, master: Path, workbook: ExcelWorkbook) -> Book:
    match kind:
        case "memory":
            return MemoryBook({"実績": (COLUMNS, ROWS)}, {"年度": 95.5}, {"回答_財政課": ANSWERS}, file="master.xlsx")
        case "file":
            return FileBook(master)
        case "com":
            return on_com(workbook)
        case _:
            return on_server(workbook)


@pytest.fixture
def kept(tmp_path: Path, kind: str, workbook: ExcelWorkbook) -> Reopen:
    """What remains when the work is done: a memory book itself, another read back from where it was saved."""

    def keep(book: Book) -> Book:
        if isinstance(book, FileBook):
            book.save(tmp_path / "saved.xlsx", WHEN)
            return FileBook(tmp_path / "saved.xlsx")
        if isinstance(book, LiveBook):
            written(book, workbook)
            return on_com(workbook) if kind == "com" else on_server(workbook)
        return book

    return keep


def rows_of(book: Book) -> list[tuple[object, ...]]:
    grid = book.grid("実績")
    assert grid is not None
    return [*grid.rows]


def test_a_table_is_read_by_its_name(opened: Book) -> None:
    grid = opened.grid("実績")
    assert grid is not None
    assert grid.columns == COLUMNS
    assert list(grid.rows) == ROWS
    assert grid.cell(1, "課") == "政策課"
    assert opened.grid("無い表") is None


def test_every_body_cell_has_its_place(opened: Book, kind: str) -> None:
    grid = opened.grid("実績")
    assert grid is not None
    place = grid.place(2, "値")
    assert place == (("master.xlsx", "実績", "C4") if kind == "memory" else ("master.xlsx", "台帳", "D6"))
    assert grid.place(2, 2) == place
    with pytest.raises(KeyError):
        grid.place(0, "無い列")


def test_names_and_sheets(opened: Book) -> None:
    assert opened.value("年度") == 95.5
    assert opened.value("無い名前") is None
    assert opened.sheet("回答_財政課") == ANSWERS
    assert opened.sheet("回答_無い課") is None
    assert "回答_財政課" in opened.sheet_names()


def test_filling_replaces_the_body(opened: Book, kept: Reopen) -> None:
    new: list[tuple[Entry, ...]] = [
        (9, "福祉課", Decimal("12.5"), dt.date(2015, 3, 31)),
        (10, "=1+1", True, None),
        (11, " 空白 ", -3, None),
        (12, "改行\nあり", 0, dt.datetime(2015, 3, 31, 12)),  # noqa: DTZ001 - a cell has no time zone
    ]
    opened.fill("実績", new)
    assert rows_of(opened) == [tuple(normal(value) for value in row) for row in new]
    assert rows_of(kept(opened)) == rows_of(opened)


def test_filling_with_fewer_rows_leaves_none_of_the_old(opened: Book, kept: Reopen) -> None:
    opened.fill("実績", [(7, "市民課", 1, None)])
    assert rows_of(kept(opened)) == [(7, "市民課", 1, None)]


def test_filling_with_nothing_leaves_one_blank_row(opened: Book, kept: Reopen) -> None:
    opened.fill("実績", [])
    assert rows_of(kept(opened)) == [(None, None, None, None)]


def test_appending_to_a_blank_table_begins_in_its_first_row(opened: Book, kept: Reopen) -> None:
    opened.fill("実績", [])
    again = kept(opened)
    again.append("実績", [(1, "財政課", 2, None), (2, "政策課", 3, None)])
    assert rows_of(kept(again)) == [(1, "財政課", 2, None), (2, "政策課", 3, None)]


def test_appending_adds_below_the_last_entry(opened: Book, kept: Reopen) -> None:
    opened.append("実績", [(4, "市民課", 0.1, None)])
    opened.append("実績", [(None, None, None, None), (5, "市民課", 0.2, None)])
    expected = [*ROWS, (4, "市民課", 0.1, None), (5, "市民課", 0.2, None)]
    assert rows_of(opened) == expected
    assert rows_of(kept(opened)) == expected


def test_putting_sets_one_cell(opened: Book, kept: Reopen) -> None:
    opened.put("実績", 1, "値", Decimal("7"))
    opened.put("実績", 0, "確定日", None)
    opened.put("実績", 2, "課", "5")
    opened.append("実績", [(4, "x", None, None)])
    opened.put("実績", 3, "課", "市民課")
    again = rows_of(kept(opened))
    assert again == [
        (1, "財政課", 95.5, None),
        (2, "政策課", 7, None),
        (3, "5", "未定", None),
        (4, "市民課", None, None),
    ]


def test_what_was_not_asked_for_is_not_there(opened: Book) -> None:
    with pytest.raises(KeyError):
        opened.fill("無い表", [])
    with pytest.raises(KeyError):
        opened.append("無い表", [])
    with pytest.raises(KeyError):
        opened.put("実績", 0, "無い列", 1)
    with pytest.raises(IndexError):
        opened.put("実績", 3, "値", 1)
    with pytest.raises(ValueError, match="実績"):
        opened.fill("実績", [(1, 2)])
    with pytest.raises(TypeError):
        opened.put("実績", 0, "値", [1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a cell"):
        opened.mark(Place("", "台帳", "実績"), Level.CHECK)


class TestMarks:
    """Marks are colours: the memory book tells them as they are, the file book as the fills openpyxl sees."""

    @staticmethod
    def fills(path: Path) -> dict[str, str]:
        sheet = openpyxl.load_workbook(path)["台帳"]
        return {
            cell.coordinate: str(cell.fill.fgColor.rgb)
            for row in sheet.iter_rows()
            for cell in row
            if cell.fill.fill_type
        }

    def test_a_mark_colours_its_cell_and_goes_again(self, master: Path) -> None:
        path = master
        book = FileBook(path)
        grid = book.grid("実績")
        assert grid is not None
        book.mark(grid.place(1, "値"), Level.SERIOUS)
        book.mark(grid.place(0, "課"), Level.NOTE)
        book.save(path, WHEN)
        marked = self.fills(path)
        assert set(marked) == {"D5", "C4"}
        assert marked["D5"] != marked["C4"]
        again = FileBook(path)
        again.mark(grid.place(2, "値"), Level.CHECK)
        again.clear_marks()
        again.mark(grid.place(0, "値"), Level.CHECK)
        again.save(path, WHEN)
        assert set(self.fills(path)) == {"D4"}
        assert rows_of(FileBook(path)) == ROWS

    def test_in_memory(self) -> None:
        book = MemoryBook({"実績": (COLUMNS, ROWS)})
        place = Place("", "実績", "C2")
        book.mark(place, Level.CHECK)
        assert book.marks == {place: Level.CHECK}
        book.clear_marks()
        assert book.marks == {}


def test_progress_is_passed_on(master: Path) -> None:
    told: list[tuple[int, int, str]] = []
    FileBook(master, report=lambda *call: told.append(call)).progress(3, 30, "調査票を読み取り中")
    memory = MemoryBook()
    memory.progress(3, 30, "調査票を読み取り中")
    assert told == memory.told == [(3, 30, "調査票を読み取り中")]


def test_a_file_that_changed_since_it_was_read_is_not_written(master: Path) -> None:
    path, book = master, FileBook(master)
    book.put("実績", 0, "値", 1)
    make_workbook(path, [(8, "別人", 8, None)])
    before = path.read_bytes()
    with pytest.raises(Refused, match="source_changed"):
        book.save(path, WHEN)
    assert path.read_bytes() == before


def test_saving_without_a_change_leaves_every_byte(master: Path, tmp_path: Path) -> None:
    path, book = master, FileBook(master)
    book.put("実績", 0, "値", 95.5)
    assert book.edits() == []
    book.save(tmp_path / "copy.xlsx", WHEN)
    assert (tmp_path / "copy.xlsx").read_bytes() == path.read_bytes()


def test_a_calculated_column_keeps_its_formula_and_does_not_make_a_row_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["値", "倍"], [1, "=表[[#This Row],[値]]*2"], [None, "=表[[#This Row],[値]]*2"]):
        sheet.append(row)
    table = Table(displayName="表", ref="A1:B3")
    formula = TableFormula(attr_text="表[[#This Row],[値]]*2")
    table.tableColumns = [TableColumn(id=1, name="値"), TableColumn(id=2, name="倍", calculatedColumnFormula=formula)]
    sheet.add_table(table)
    book.save(path)
    filed = FileBook(path)
    filed.append("表", [(2, None), (3, None)])
    filed.save(path, WHEN)
    read = FileBook(path)
    grid = read.grid("表")
    assert grid is not None
    assert [row[0] for row in grid.rows] == [1, 2, 3]
    assert set(read.workbook.scan("Sheet").formulas) == {"B2", "B3", "B4"}


ENTRIES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12),
    st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
)


# The fourth column shows dates: Excel, too, would show a number put there as one.
LINES = st.tuples(st.integers(1, 99), ENTRIES, ENTRIES, st.none() | st.dates(dt.date(1900, 3, 1)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(LINES, max_size=4),
    more=st.lists(LINES, max_size=3),
    one=ENTRIES,
)
def test_every_kind_of_book_ends_up_with_the_same_cells(
    rows: list[tuple[Entry, ...]], more: list[tuple[Entry, ...]], one: Entry, master: Path
) -> None:
    memory = MemoryBook({"実績": (COLUMNS, ROWS)})
    filed = FileBook(master)
    desktop, browser = ExcelWorkbook.load(master), ExcelWorkbook.load(master)
    live = {"com": (on_com(desktop), desktop), "server": (on_server(browser), browser)}
    books: list[Book] = [memory, filed, live["com"][0], live["server"][0]]
    for book in books:
        book.put("実績", 2, "値", one)
        if rows:
            book.fill("実績", rows)
        book.append("実績", more)
    saved = master.with_name("saved.xlsx")
    filed.save(saved, WHEN, keep=0)
    assert rows_of(filed) == rows_of(memory)
    assert rows_of(FileBook(saved)) == rows_of(memory)
    for book, model in live.values():
        written(book, model)
        assert rows_of(book) == rows_of(memory)
    assert rows_of(on_com(desktop)) == rows_of(memory)
    assert rows_of(on_server(browser)) == rows_of(memory)


def test_a_value_has_one_form() -> None:
    assert [normal(value) for value in (5.0, Decimal("5.00"), Decimal("0.1"), "", float("inf"), None)] == [
        5,
        5,
        0.1,
        None,
        CellError("#NUM!"),
        None,
    ]
    assert normal(dt.datetime(2015, 4, 1)) == dt.date(2015, 4, 1)  # noqa: DTZ001 - a cell has no time zone
    assert normal(True) is True
    assert type(normal(Level.CHECK)) is str
    assert str(CellError("#N/A")) == "#N/A"


def test_a_grid_keeps_its_shape() -> None:
    grid = Grid("", "表", "表", ("甲", "乙"), ((1, None), (None, None)), 2, 1)
    assert grid.appended([(2, 3)]).rows == ((1, None), (2, 3))
    assert grid.appended([(2, 3), (4, 5)]).rows == ((1, None), (2, 3), (4, 5))
    assert grid.appended([]).rows == grid.rows
    assert grid.changed(1, "乙", "x").rows == ((1, None), (None, "x"))
