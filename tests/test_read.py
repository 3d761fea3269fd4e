"""What officers type → what the master gets: one reader for returned files and for sheets inside the master."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.returns import HALF_YEAR, YEAR_END, draw, fill, plan_of, small_plan, small_rows
from xlplan.alignment import SheetView
from xlplan.answers import read_cell
from xlplan.books.book import CellError, Cells, Value
from xlplan.findings import Place
from xlplan.form import Ask, AskKind, Form, Role, RowKind, build_form
from xlplan.form.cells import identity
from xlplan.periods import Period
from xlplan.plan import Plan
from xlplan.read import ReturnRead, read_own_sheets, read_returns
from xlplan.sheet_reading import Forms, read_sheet
from xlplan.tables import ACTUALS
from xlplan.tables.rounds import ActualRow

HERE = Place("財政課.xlsx", "回答", "H20")
YEN = Ask("実績", ("27-1", 2014, "3月末"), "value", "実績", AskKind.FIGURE, (), "百万円", "円", 0, negative=True)
PEOPLE = Ask("実績", ("37-1", 2014, "3月末"), "value", "実績", AskKind.FIGURE, (), "人", "人", 0)
SHARE = Ask("実績", ("30-1", 2014, "3月末"), "value", "実績", AskKind.FIGURE, (), "％", "％", 1, percent_like=True)
DONE = Ask("実績", ("30-2", 2014, "3月末"), "value", "実績", AskKind.DONE, ("達成", "未達成"))
LETTER = Ask("進捗報告", (27, 2014, "3月末"), "schedule", "進捗区分", AskKind.CHOICE, ("S", "A", "B"), required=True)
STATE = Ask("実施状況", ("27-1", 2014, "3月末"), "state", "状況", AskKind.CHOICE, ("未着手", "実施中", "完了"))
TEXT = Ask("進捗報告", (27, 2014, "3月末"), "cause", "要因", AskKind.TEXT)


# 記入欄 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "typed", "value", "codes"),
    [
        (PEOPLE, 70, Decimal(70), []),
        (PEOPLE, "70", Decimal(70), []),
        (PEOPLE, " 1,000 ", Decimal(1000), []),
        (PEOPLE, "７０人", Decimal(70), ["C309"]),
        (PEOPLE, "70名", Decimal(70), ["C309"]),
        (PEOPLE, "約70人", Decimal(70), ["C309"]),
        (PEOPLE, "70件", None, ["C302"]),
        (PEOPLE, "70人（うち新規5人）", None, ["C301"]),
        (PEOPLE, "70～80", None, ["C301"]),
        (PEOPLE, "▲3", None, ["C313"]),
        (PEOPLE, -3, None, ["C313"]),
        (PEOPLE, 70.5, Decimal("70.5"), ["C312"]),
        (PEOPLE, True, None, ["C301"]),
        (PEOPLE, CellError("#REF!"), None, ["C306"]),
        (PEOPLE, "#N/A", None, ["C306"]),
        (PEOPLE, 0, Decimal(0), []),
        (PEOPLE, "実績なし", None, ["C301"]),
        (PEOPLE, "　", None, []),
        (PEOPLE, None, None, []),
        (SHARE, 96.5, Decimal("96.5"), []),
        (SHARE, 0.965, Decimal("0.965"), ["C308", "C312"]),
        (SHARE, "０．９５", Decimal("0.95"), ["C309", "C308", "C312"]),
        (SHARE, "0.9％", Decimal("0.9"), ["C309"]),
        (SHARE, "９６．５％", Decimal("96.5"), ["C309"]),
        (SHARE, 1, Decimal(1), ["C308"]),
        (SHARE, 0, Decimal(0), []),
        (YEN, 40, Decimal(40_000_000), []),
        (YEN, "40百万円", Decimal(40_000_000), ["C309"]),
        (YEN, "4千万円", Decimal(40_000_000), ["C309"]),
        (YEN, "40,500千円", Decimal(40_500_000), ["C309"]),
        (YEN, "▲３", Decimal(-3_000_000), ["C309"]),
        (YEN, "40人", None, ["C302"]),
        (DONE, "達成", Decimal(1), []),
        (DONE, " 未達成", Decimal(0), []),
        (DONE, "だいたい達成", None, ["C305"]),
        (LETTER, "A", "A", []),
        (LETTER, " ａ", "A", []),
        (LETTER, "Ｂ　予定よりも遅れている", "B", []),
        (LETTER, "A（予定どおりに進捗）", "A", []),
        (LETTER, "予定以上に進捗", "S", []),
        (LETTER, "A 予定よりも遅れている", None, ["C305"]),
        (LETTER, "AB", None, ["C305"]),
        (LETTER, "C", None, ["C305"]),
        (STATE, "実施中 ", "実施中", []),
        (STATE, "実施", None, ["C305"]),
        (TEXT, "=1+1の形の文", "=1+1の形の文", []),
        (TEXT, " 前の空白も\n改行も残す ", " 前の空白も\n改行も残す ", []),
        (TEXT, 5, "5", []),
        (TEXT, "あ" * 1000, "あ" * 1000, []),
        (TEXT, "あ" * 1001, None, ["C311"]),
    ],
)
def test_what_is_typed_becomes_a_value_or_a_finding(ask: Ask, typed: Value, value: object, codes: list[str]) -> None:
    got = read_cell(ask, typed, HERE, "財政課")
    assert got.values.get(ask.field) == value
    assert [found.code for found in got.findings] == codes
    assert all(found.place == HERE and found.department == "財政課" for found in got.findings)


@pytest.mark.parametrize(
    ("typed", "reason"), [("未定", "未定"), ("集計中", "未定"), ("－", "対象なし"), ("該当なし", "対象なし")]
)
@pytest.mark.parametrize("ask", [PEOPLE, DONE])
def test_a_stated_blank_is_a_reason_and_never_a_figure(ask: Ask, typed: str, reason: str) -> None:
    got = read_cell(ask, typed, HERE, "財政課")
    assert (got.values, [found.code for found in got.findings]) == ({"blank_reason": reason}, ["C310"])


def test_findings_quote_the_value_and_say_what_was_read() -> None:
    note = read_cell(YEN, "4千万円", HERE, "財政課").findings[0]
    assert note.text == "「実績」の「4千万円」を「40百万円」として読み取りました。"
    wrong = read_cell(PEOPLE, "70件", HERE, "財政課").findings[0]
    assert wrong.text == "「実績」の「70件」は単位が違います。この指標の単位は「人」です。"


# 調査票 ------------------------------------------------------------------------------------------------------------


def answers_of(read: ReturnRead) -> dict[tuple[object, ...], object]:
    return {(one.table, *one.key, one.field): one.value for one in read.answers}


def returned(
    folder: Path, typed: Mapping[tuple[str, str], object], plan: Plan | None = None, period: Period = YEAR_END
) -> ReturnRead:
    plan = plan or small_plan()
    path = draw(plan, "財政課", period, folder)
    fill(path, build_form(plan, "財政課", period), typed)
    (read,) = read_returns([path], plan, period)
    return read


def test_a_filled_return_gives_rows_of_the_master(tmp_path: Path) -> None:
    read = returned(
        tmp_path,
        {
            ("進捗|27", "answer"): "B",
            ("進捗|27", "cause"): "着手が遅れた",
            ("状況|27-2", "answer"): "実施中",
            ("指標|27-1", "answer"): 40,
            ("指標|27-1", "2013"): "５百万円",
            ("指標|30-2", "answer"): "未達成",
            ("指標|30-1", "answer"): "集計中",
            ("指標|30-1", "note"): "6月に確定",
            ("指標|30-1", "publish"): "非公表",
        },
    )
    year = (2014, "3月末")
    assert answers_of(read) == {
        ("進捗報告", 27, *year, "schedule"): "B",
        ("進捗報告", 27, *year, "cause"): "着手が遅れた",
        ("進捗報告", 27, *year, "publish"): "公表",
        ("実施状況", "27-2", *year, "state"): "実施中",
        ("実績", "27-1", 2013, "3月末", "value"): Decimal(5_000_000),
        ("実績", "27-1", *year, "value"): Decimal(40_000_000),
        ("実績", "27-1", *year, "publish"): "公表",
        ("実績", "30-2", *year, "value"): Decimal(0),
        ("実績", "30-2", *year, "publish"): "公表",
        ("実績", "30-1", *year, "blank_reason"): "未定",
        ("実績", "30-1", *year, "note"): "6月に確定",
        ("実績", "30-1", *year, "publish"): "非公表",
    }
    assert (read.accepted, read.blank, read.department, read.period) == (True, False, "財政課", YEAR_END)
    assert read.issue == build_form(small_plan(), "財政課", YEAR_END).control["発行番号"]
    first = read.answers[0]
    assert (first.place, first.raw, first.department, first.digest) == (
        Place("財政課.xlsx", "回答", "H10"), "B", "財政課", read.digest,
    )  # fmt: skip


def test_what_is_still_missing_is_named_once_something_is_filled(tmp_path: Path) -> None:
    form = build_form(small_plan(), "財政課", YEAR_END)
    read = returned(tmp_path, {("進捗|27", "answer"): "A"})
    wanted = {
        ("C303", form.cell_name(form.row_of[row], "answer"))
        for row in ("進捗|28", "進捗|30", "状況|27-1", "状況|27-2", "状況|30-1")
    }
    wanted |= {
        ("C304", form.cell_name(form.row_of[f"指標|{key}"], "answer")) for key in ("27-1", "30-1", "30-2", "30-6")
    }
    wanted |= {("C304", form.cell_name(form.row_of["指標|27-1"], year)) for year in ("2011", "2012", "2013")}
    assert {(found.code, found.place.cell) for found in read.findings} == wanted
    assert read.accepted, "what is missing stops nothing that is there"


def test_an_empty_return_is_not_a_return(tmp_path: Path) -> None:
    read = returned(tmp_path, {})
    assert (read.blank, read.accepted, read.answers, read.findings) == (True, True, (), ())


def test_a_choice_that_the_empty_form_shows_is_no_answer(tmp_path: Path) -> None:
    read = returned(tmp_path, {("進捗|27", "publish"): "公表"})
    assert read.blank
    assert not returned(tmp_path, {("進捗|27", "publish"): "非公表"}).blank


def test_one_unreadable_cell_drops_only_itself(tmp_path: Path) -> None:
    read = returned(
        tmp_path, {("指標|30-1", "answer"): "95人", ("指標|30-1", "cause"): "別の要因", ("進捗|27", "answer"): "D"}
    )
    assert read.accepted
    assert [found.code for found in read.findings if not found.code.startswith(("C303", "C304"))] == ["C305", "C302"]
    assert answers_of(read) == {
        ("実績", "30-1", 2014, "3月末", "cause"): "別の要因",
        ("実績", "30-1", 2014, "3月末", "publish"): "公表",
    }


def test_at_the_half_year_the_forecast_is_read_too(tmp_path: Path) -> None:
    read = returned(tmp_path, {("指標|27-1", "answer"): 20, ("指標|27-1", "forecast"): "約40百万円"}, period=HALF_YEAR)
    found = answers_of(read)
    assert found["実績", "27-1", 2014, "9月末", "value"] == Decimal(20_000_000)
    assert found["実績", "27-1", 2014, "9月末", "forecast"] == Decimal(40_000_000)


def test_a_figure_ends_the_reason_reported_before(tmp_path: Path) -> None:
    rows = small_rows()
    rows[ACTUALS] = [
        ActualRow.read({"indicator": "30-1", "fy": "平成26年度", "point": "3月末", "blank_reason": "未定"})
    ]
    read = returned(tmp_path, {("指標|30-1", "answer"): 94.9}, plan_of(rows))
    found = answers_of(read)
    assert (found["実績", "30-1", 2014, "3月末", "value"], found["実績", "30-1", 2014, "3月末", "blank_reason"]) == (
        Decimal("94.9"), "",
    )  # fmt: skip


def test_reading_again_after_the_merge_gives_the_same_answers(tmp_path: Path) -> None:
    """The master has learnt the past figure in between; the return still answers it, to the same value."""
    path = draw(small_plan(), "財政課", YEAR_END, tmp_path)
    fill(path, build_form(small_plan(), "財政課", YEAR_END), {("指標|27-1", "2013"): 5, ("指標|27-1", "answer"): 40})
    rows = small_rows()
    rows[ACTUALS] = [
        ActualRow.read({"indicator": "27-1", "fy": "平成25年度", "point": "3月末", "value": Decimal(5_000_000)}),
        ActualRow.read({"indicator": "27-1", "fy": "平成26年度", "point": "3月末", "value": Decimal(40_000_000)}),
    ]
    (before,) = read_returns([path], small_plan(), YEAR_END)
    (after,) = read_returns([path], plan_of(rows), YEAR_END)
    assert after.accepted
    assert after.answers == before.answers


# 置き場所 ----------------------------------------------------------------------------------------------------------


class OwnSheets:
    """A master that holds departmental sheets; only what reading them needs."""

    def __init__(self, sheets: dict[str, Cells]) -> None:
        self._sheets = sheets

    def sheet_names(self) -> tuple[str, ...]:
        return tuple(self._sheets)

    def sight(self, name: str) -> None:
        """Nothing but values is known."""

    def sheet(self, name: str) -> Cells | None:
        return self._sheets.get(name)


def cells_of(path: Path) -> Cells:
    return tuple(openpyxl.load_workbook(path)["回答"].iter_rows(values_only=True))  # type: ignore[arg-type]  # plain values only


def test_a_sheet_inside_the_master_is_read_like_a_return(tmp_path: Path) -> None:
    plan = small_plan()
    path = draw(plan, "財政課", YEAR_END, tmp_path)
    fill(path, build_form(plan, "財政課", YEAR_END), {("進捗|27", "answer"): "S", ("指標|27-1", "answer"): 40})
    (filed,) = read_returns([path], plan, YEAR_END)
    empty = cells_of(draw(plan, "体育課", YEAR_END, tmp_path))
    book = OwnSheets({"総括": (), "回答_財政課": cells_of(path), "回答_体育課": empty, "回答_政策課": empty})
    own, blank, swapped = read_own_sheets(book, plan, YEAR_END)  # type: ignore[arg-type]
    assert answers_of(own) == answers_of(filed)
    assert {one.place.sheet for one in own.answers} == {"回答_財政課"}
    assert (own.file, own.accepted, blank.blank) == ("台帳.xlsx", True, True)
    assert [(found.code, found.place) for found in swapped.findings] == [
        ("S205", Place("台帳.xlsx", "回答_政策課", "A4"))
    ]
    assert len({own.digest, blank.digest}) == 2


def test_folders_are_read_in_order_and_the_office_leftovers_passed_over(tmp_path: Path) -> None:
    plan = small_plan()
    for name in ("体育課", "財政課"):
        draw(plan, name, YEAR_END, tmp_path / "受付")
    draw(plan, "政策課", YEAR_END, tmp_path / "受付" / "追加")
    for name in ("~$財政課.xlsx", "Thumbs.db", ".DS_Store"):
        (tmp_path / "受付" / name).write_bytes(b"\0")
    told: list[tuple[int, int, str]] = []
    reads = read_returns([tmp_path / "受付"], plan, YEAR_END, lambda *step: told.append(step))
    assert [read.file for read in reads] == sorted(["体育課.xlsx", "財政課.xlsx", "追加/政策課.xlsx"])
    assert [step[:2] for step in told] == [(1, 3), (2, 3), (3, 3)]
    (nothing,) = read_returns([tmp_path / "ない場所"], plan, YEAR_END)
    assert [found.code for found in nothing.findings] == ["F109"]


# 性質 --------------------------------------------------------------------------------------------------------------

PRINTED = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
TYPED = {
    AskKind.FIGURE: st.integers(0, 10**9).map(Decimal) | st.decimals(0, 10**6, places=2, allow_nan=False),
    AskKind.TEXT: PRINTED.filter(lambda text: text.strip() == text),
}


@st.composite
def fillings(draw: st.DrawFn, form: Form) -> dict[tuple[str, str], object]:
    """Any mixture of answers an officer may give to a form."""
    typed: dict[tuple[str, str], object] = {}
    for row in form.rows:
        for name, cell in zip(form.columns.names, row.cells, strict=True):
            if cell is None or cell.role is not Role.INPUT or cell.ask is None or not draw(st.booleans()):
                continue
            choices = cell.ask.choices
            typed[row.key, name] = draw(st.sampled_from(choices) if choices else TYPED[cell.ask.kind])
    return typed


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_filled_in_comes_back(data: st.DataObject) -> None:
    plan, department = small_plan(), data.draw(st.sampled_from(["財政課", "体育課", "政策課"]))
    period = data.draw(st.sampled_from([YEAR_END, HALF_YEAR]))
    form = build_form(plan, department, period)
    typed = data.draw(fillings(form))
    cells: list[list[object]] = [[cell.value if cell else None for cell in row.cells] for row in form.rows]
    expected: dict[tuple[object, ...], object] = {}
    for at, row in enumerate(form.rows):
        own: dict[tuple[object, ...], object] = {}
        changed = False
        for column, name in enumerate(form.columns.names):
            made = row.cells[column]
            if made is None or made.ask is None:
                continue
            ask = made.ask
            value = typed.get((row.key, name), ask.default or None)
            if value is None:
                continue
            cells[at][column] = value
            changed = changed or value != (ask.default or None)
            own[(ask.table, *ask.key, ask.field)] = _in_master(ask, value)
        if changed:
            expected |= own
    view = SheetView("様式.xlsx", "回答", tuple(tuple(row) for row in cells))  # type: ignore[arg-type]
    read = read_sheet(view, Forms(plan, period))
    assert read.accepted
    assert answers_of(read) == expected
    assert read.blank == (not expected)


@given(st.data())
@settings(max_examples=6, deadline=None)
def test_whatever_is_filled_in_survives_being_saved(data: st.DataObject) -> None:
    plan = small_plan()
    form = build_form(plan, "財政課", YEAR_END)
    typed = data.draw(fillings(form))
    with tempfile.TemporaryDirectory() as folder:
        path = draw(plan, "財政課", YEAR_END, Path(folder))
        fill(path, form, {(identity(row), name): value for (row, name), value in typed.items()})
        (saved,) = read_returns([path], plan, YEAR_END)
    cells = [[cell.value if cell else None for cell in row.cells] for row in form.rows]
    for (row, name), value in typed.items():
        cells[form.row_of[identity(row)]][form.columns.at(name)] = value  # type: ignore[call-overload]
    view = SheetView("様式.xlsx", "回答", tuple(tuple(row) for row in cells))  # type: ignore[arg-type]
    assert answers_of(saved) == answers_of(read_sheet(view, Forms(plan, YEAR_END)))


def _in_master(ask: Ask, value: object) -> object:
    if ask.kind is AskKind.DONE:
        return Decimal(1) if value == "達成" else Decimal(0)
    if ask.kind is AskKind.FIGURE:
        assert isinstance(value, Decimal)
        return value * 1_000_000 if ask.unit == "百万円" else value
    return value


def test_every_row_that_asks_something_has_a_place_in_the_master() -> None:
    plan = small_plan()
    for department in ("財政課", "体育課", "政策課"):
        for row in build_form(plan, department, YEAR_END).rows:
            asks = [cell.ask for cell in row.cells if cell and cell.ask]
            assert bool(asks) == (row.kind in (RowKind.PROGRAM, RowKind.ACTION, RowKind.INDICATOR))
            for ask in asks:
                table = plan.tables[ask.table].table
                assert ask.field in table.columns
                assert len(ask.key) == len(table.key)
