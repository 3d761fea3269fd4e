"""来歴: from a figure of 総括 to 判定, the master's cell, 変更履歴, and the return's file, cell and digest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.command_line import Run
from tests.masters import SPORTS, Typed, master_file
from tests.returns import YEAR_END, draw, fill
from tests.test_command import run as run  # noqa: PLC0414 - the fixture
from tests.test_desktop import Sitting
from tests.test_desktop import TestDepartmentalSheets as OwnSheets
from tests.test_desktop import made as made  # noqa: PLC0414 - the fixture
from tests.test_desktop import sitting as sitting  # noqa: PLC0414 - the fixture
from tests.test_template import Recalculate
from tests.test_template import recalculate as recalculate  # noqa: PLC0414 - the fixture
from xlplan import operations
from xlplan.books.addresses import parse_cell
from xlplan.books.file import FileBook
from xlplan.books.live import LiveBook
from xlplan.form import build_form
from xlplan.hosts.tracing import lines
from xlplan.plan import read_plan
from xlplan.plan_operations import trace
from xlplan.provenance import CellTrace, Held, Origin, Trace
from xlplan.tables import ACTUALS, HISTORY
from xlplan.template.overview_figures import MEASURES, SCHEDULE, VERDICT, Counted
from xlplan.trace import NothingToTrace

NOON = dt.datetime(2015, 4, 20, 12, 0)  # noqa: DTZ001 - wall clock of the office
DEPARTMENT = "体育課"


@dataclass
class Office:
    """A master with the answers of 体育課 merged and judged, and the folder its return lies in."""

    master: Path
    folder: Path

    @property
    def returned(self) -> Path:
        return self.folder / f"{DEPARTMENT}.xlsx"

    def answer(self, typed: Typed, at: dt.datetime) -> None:
        """A return drawn, filled in and merged; then the period judged."""
        plan = read_plan(FileBook(self.master), operations.ROUND_TABLES)
        path = draw(plan, DEPARTMENT, YEAR_END, self.folder)
        fill(path, build_form(plan, DEPARTMENT, YEAR_END), typed)
        book = FileBook(self.master)
        operations.consolidate(book, [self.folder], at=at)
        book.save(self.master, at, keep=0)
        book = FileBook(self.master)
        operations.assess(book)
        book.save(self.master, at, keep=0)

    def trace(self, asked: str, *, returns: bool = True, **more: str) -> Trace:
        return trace(FileBook(self.master), asked, returns=[self.folder] if returns else [], **more)

    def put(self, header: str, value: float | str, table: str = ACTUALS.name, row: int = 0) -> None:
        """A cell of the master changed by hand."""
        book = FileBook(self.master)
        book.put(table, row, header, value)
        book.save(self.master, NOON, keep=0)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("office")
    office = Office(master_file(folder / "台帳.xlsx"), folder / "回答")
    office.answer(SPORTS, NOON)
    return office


@pytest.fixture
def office(answered: Office, tmp_path: Path) -> Office:
    """The same, to be changed."""
    own = Office(tmp_path / answered.master.name, tmp_path / "回答")
    own.master.write_bytes(answered.master.read_bytes())
    own.folder.mkdir()
    own.returned.write_bytes(answered.returned.read_bytes())
    return own


def figure_cell(traced: Trace, header: str = "実績値") -> CellTrace:
    """The traced cell of the period."""
    return next(one for one in traced.subjects[0].cells if one.header == header)


def held(origin: Origin) -> Held:
    assert origin.held is not None
    return origin.held


def test_the_whole_chain_stands_where_it_says(answered: Office) -> None:
    traced = answered.trace("37-1")
    subject = traced.subjects[0]
    judged, cell = subject.judged, figure_cell(traced)
    (origin,) = cell.origins
    book = openpyxl.load_workbook(answered.master)
    assert judged is not None
    assert judged.current
    assert book["判定"][judged.place.cell].value == judged.row.symbol == "○"
    assert (book["実績"][cell.place.cell].value, cell.value, cell.as_recorded) == (72, "72", True)
    sheet, row = book["変更履歴"], int(origin.place.cell[1:])
    line = {header: str(sheet.cell(row, at).value) for at, header in enumerate(HISTORY.headers, 1)}
    assert (line["後の値"], line["ファイル"], line["課名"]) == ("72", "体育課.xlsx", DEPARTMENT)
    assert openpyxl.load_workbook(answered.returned)["回答"][line["セル"]].value == 72
    assert hashlib.sha256(answered.returned.read_bytes()).hexdigest().startswith(line["ファイルの指紋"])
    assert held(origin) == Held("体育課.xlsx", True, "72", True)
    assert [(one.cell, one.members) for one in subject.figures] == [
        ("D22", ("37-1", "37-2")),
        ("D23", ("37-1", "37-2")),
    ]
    assert traced.findings == ()


def test_without_returns_only_the_master_is_asked(answered: Office) -> None:
    (origin,) = figure_cell(answered.trace("37-1", returns=False)).origins
    assert origin.held is None
    assert origin.row.file == "体育課.xlsx"


def test_a_figure_is_followed_to_all_that_it_counts(answered: Office) -> None:
    traced = answered.trace("総括!D22")
    assert traced.figure is not None
    assert traced.figure.label == "方針5　方針5／○ 達成"
    assert [one.key for one in traced.subjects] == list(traced.figure.members) == ["37-1", "37-2"]
    share = answered.trace("総括!D24").figure
    assert share is not None
    assert share.members == ("37-1", "37-2")


@pytest.mark.parametrize(
    ("asked", "key", "header"),
    [("判定!A5", "27-1", "実績値"), ("【進捗報告】D5", "37", "進捗区分"), ("台帳.xlsx【実績】D5", "37-1", "実績値"), ("３７－１", "37-1", "実績値")],
)  # fmt: skip
def test_what_is_asked_for_may_be_any_cell_of_the_chain(answered: Office, asked: str, key: str, header: str) -> None:
    (first, *_) = answered.trace(asked).subjects
    assert first.key == key
    assert all(one.header == header for one in first.cells)


def test_a_program_is_followed_with_its_indicators(answered: Office) -> None:
    subjects = answered.trace("37").subjects
    assert [one.key for one in subjects] == ["37", "37-1", "37-2", "37-3"]
    assert subjects[0].cells[0].origins[0].row.new == "A"


def test_growth_is_followed_to_the_year_before(answered: Office) -> None:
    cells = answered.trace("37-2").subjects[0].cells
    assert [(one.row, one.value) for one in cells] == [
        ("37-2・平成26年度・3月末", "42"),
        ("37-2・平成25年度・3月末", "40"),
    ]


def test_a_reference_and_a_repetition_lead_to_what_they_rest_on(answered: Office) -> None:
    assert [one.key for one in answered.trace("39-1").subjects] == ["39-1", "27-1"]
    assert answered.trace("39-1").subjects[0].figures == ()
    assert [one.key for one in answered.trace("28-1").subjects] == ["28-1", "30-1", "30-2", "30-6"]


def test_a_cell_of_any_table_is_followed(answered: Office) -> None:
    (subject,) = answered.trace("回収状況!D6").subjects
    (cell,) = subject.cells
    assert (cell.table, cell.header, cell.origins[-1].row.new) == ("回収状況", "状態", cell.value)


def test_another_column(office: Office) -> None:
    office.answer({**SPORTS, ("指標|37-1", "note"): "大会を含む"}, NOON + dt.timedelta(days=1))
    cell = figure_cell(office.trace("37-1", header="備考"), "備考")
    assert cell.value == "大会を含む"
    assert held(cell.origins[-1]).agrees


def test_a_second_answer_comes_after_the_first(office: Office) -> None:
    office.answer({**SPORTS, ("指標|37-1", "answer"): 75}, NOON + dt.timedelta(days=1))
    first, second = figure_cell(office.trace("37-1")).origins
    assert (first.row.old, first.row.new, second.row.old, second.row.new) == ("", "72", "72", "75")
    # The first return is gone: what lies there under its name now is another content.
    assert held(first) == Held("体育課.xlsx", False, "75", False)
    assert held(second) == Held("体育課.xlsx", True, "75", True)


def test_a_cell_changed_by_hand_is_told(office: Office) -> None:
    office.put("実績値", 99)
    traced = office.trace("37-1")
    cell, judged = figure_cell(traced), traced.subjects[0].judged
    assert (cell.value, cell.as_recorded) == ("99", False)
    assert judged is not None
    assert not judged.current
    said = "\n".join(lines(traced))
    assert "「72」から「99」に変わっています" in said
    assert "「判定」をもう一度" in said


def test_a_return_changed_afterwards_is_told(office: Office) -> None:
    origin = figure_cell(office.trace("37-1")).origins[0]
    book = openpyxl.load_workbook(office.returned)
    book[origin.row.sheet][origin.row.cell] = 720
    book.save(office.returned)
    assert held(figure_cell(office.trace("37-1")).origins[0]) == Held("体育課.xlsx", False, "720", False)
    assert "差し替わっています" in "\n".join(lines(office.trace("37-1")))


def test_a_return_of_another_name_is_known_by_its_digest(office: Office) -> None:
    office.returned.rename(office.folder / "受付12.xlsx")
    found = held(figure_cell(office.trace("37-1")).origins[0])
    assert (found.file, found.same, found.agrees) == ("受付12.xlsx", True, True)
    assert "「受付12.xlsx」という名前であります。" in "\n".join(lines(office.trace("37-1")))


@pytest.mark.parametrize("content", [None, b"", b"PK\3\4"], ids=["gone", "empty", "damaged"])
def test_a_return_that_is_not_there_is_told(office: Office, content: bytes | None) -> None:
    office.returned.unlink()
    if content is not None:
        office.returned.write_bytes(content)
    assert held(figure_cell(office.trace("37-1")).origins[0]) == Held("", None, "", None)
    assert "調査票がありません" in "\n".join(lines(office.trace("37-1")))


def test_an_undo_is_part_of_the_history(office: Office) -> None:
    book = FileBook(office.master)
    operations.undo(book, at=NOON + dt.timedelta(hours=1))
    book.save(office.master, NOON, keep=0)
    traced = office.trace("37-1")
    assert traced.subjects[0].cells == ()
    assert "この時期の行がありません" in "\n".join(lines(traced))


def test_a_history_that_was_changed_is_told(office: Office) -> None:
    book = FileBook(office.master)
    book.put(HISTORY.name, 0, "後の値", "73")
    book.save(office.master, NOON, keep=0)
    traced = office.trace("37-1")
    assert [found.code for found in traced.findings] == ["M512"]
    assert "つながりが1件目で切れています" in "\n".join(lines(traced))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("99-9", "どれでもありません"),
        ("", "どれでもありません"),
        ("総括!B2", "2つの表の中のセル"),
        ("総括!D29", "2つの表の中のセル"),
        ("実績!ZZ9", "台帳の表の行ではありません"),
        ("ない!A1", "台帳の表の行ではありません"),
        ("実績!XFE1", "台帳の表の行ではありません"),
        ("総括!XFE1", "2つの表の中のセル"),
    ],
)
def test_what_is_nothing_of_the_master_is_told(answered: Office, asked: str, said: str) -> None:
    with pytest.raises(NothingToTrace, match=said):
        answered.trace(asked)


def test_an_unknown_column_is_told_with_those_there_are(answered: Office) -> None:
    with pytest.raises(NothingToTrace, match=r"列「実績」はありません.*実績値"):
        answered.trace("37-1", header="実績")


def test_an_overview_laid_out_otherwise_is_not_guessed_at(office: Office) -> None:
    book = openpyxl.load_workbook(office.master)
    book["総括"]["C18"] = "=1+1"
    book.save(office.master)
    with pytest.raises(NothingToTrace, match="この版の様式と違う"):
        office.trace("総括!D22")
    assert [one.cell for one in office.trace("37-1").subjects[0].figures] == ["", ""]


def test_departmental_sheets_inside_the_master_are_looked_up(sitting: Sitting) -> None:
    sitting.press("distribute", "no")
    OwnSheets().typed(sitting, DEPARTMENT, SPORTS)
    sitting.press("consolidate", "2")
    (origin,) = figure_cell(trace(LiveBook(sitting.book), "37-1")).origins
    assert (origin.row.sheet, held(origin)) == ("回答_体育課", Held("台帳.xlsx", True, "72", True))
    sheet = sitting.sheet("回答_体育課")
    row, column = parse_cell(origin.row.cell)
    sheet.cell(row, column).value = 73.0
    (origin,) = figure_cell(trace(LiveBook(sitting.book), "37-1")).origins
    assert held(origin) == Held("台帳.xlsx", False, "73", False)


def test_what_the_master_no_longer_has_is_followed_as_far_as_it_goes(office: Office) -> None:
    book = FileBook(office.master)
    for table, column in (("成果指標", "指標ID"), ("プログラム", "No.")):
        grid = book.grid(table)
        assert grid is not None
        keep = [row for row in grid.rows if str(row[grid.position(column)]) not in ("37", "37-1")]
        book.fill(table, keep)
    book.save(office.master, NOON, keep=0)
    (indicator,) = office.trace("実績!D5").subjects
    assert (indicator.key, indicator.name, indicator.figures) == ("37-1", "", ())
    assert indicator.judged is not None
    assert not indicator.judged.current
    (program,) = office.trace("進捗報告!D5").subjects
    assert (program.key, program.name, program.cells[0].value) == ("37", "", "A")


def test_rows_that_do_not_read_are_told(office: Office) -> None:
    office.put("実績値", "七十二？")
    traced = office.trace("37-1")
    assert [found.code for found in traced.findings] == ["M504"]
    assert "【実績】D5" in "\n".join(lines(traced))


def test_a_column_of_one_table_only_leaves_the_other_out(answered: Office) -> None:
    assert [one.key for one in answered.trace("37", header="遅れの要因").subjects] == ["37"]
    assert [one.key for one in answered.trace("37", header="備考").subjects] == ["37-1", "37-2", "37-3"]


def test_json_holds_the_same_chain(answered: Office) -> None:
    told: dict[str, Any] = json.loads(json.dumps(answered.trace("37-1").as_json(), ensure_ascii=False))
    (subject,) = told["subjects"]
    cell = subject["cells"][0]
    assert subject["overview"][0] == {"cell": "D22", "label": "方針5　方針5／○ 達成", "count": 2}
    assert (subject["verdict"]["symbol"], subject["verdict"]["current"]) == ("○", True)
    assert (cell["sheet"], cell["value"], cell["as_recorded"]) == ("実績", "72", True)
    assert cell["history"][0]["file"] == "体育課.xlsx"
    assert cell["history"][0]["return"] == {
        "found_as": "体育課.xlsx",
        "same_digest": True,
        "typed": "72",
        "still_gives_the_value": True,
    }


def test_the_command_says_each_step(run: Run, answered: Office) -> None:
    ran = run("trace", answered.master, "37-1", "--returns", answered.folder)
    assert ran.code == 0
    first = [ran.out.index(f"　{step}　") for step in ("総括", "判定", "台帳", "調査票")]
    assert first == sorted(first)
    for said in (
        "総括!D22",
        "実績!D",
        "体育課.xlsx【回答】",
        "（空欄）→「72」",
        "指紋は同じで、セルの値も取り込んだときのままです",
    ):
        assert said in ran.out
    told = json.loads(run("trace", answered.master, "37-1", "--format", "json").out)
    assert told == answered.trace("37-1", returns=False).as_json()


def test_the_command_says_what_it_cannot_follow(run: Run, answered: Office, office: Office) -> None:
    assert run("trace", answered.master, "総括!A1").code == 2
    gone = run("trace", answered.master, "37-1", "--returns", answered.folder / "ない")
    assert (gone.code, "見つかりません" in gone.err) == (2, True)
    book = FileBook(office.master)
    book.put(HISTORY.name, 0, "後の値", "73")
    book.save(office.master, NOON, keep=0)
    assert run("trace", office.master, "37-1").code == 1


@pytest.mark.slow
def test_each_figure_counts_what_the_sheet_calculates(answered: Office, recalculate: Recalculate) -> None:
    sheet = recalculate(answered.master.read_bytes())["総括"]
    for measure in MEASURES:
        for policy in (1, 2, 3, 4, 5, None):
            for header in (*measure.headers, None):
                cell = Counted(measure, policy, header).cell
                figure = answered.trace(f"総括!{cell}", returns=False).figure
                assert figure is not None
                assert len(figure.members) == (sheet[cell].value or 0), cell
    assert (
        sheet[Counted(VERDICT, None, None).cell].value > sheet[Counted(SCHEDULE, None, "S 予定以上に進捗").cell].value
    )
