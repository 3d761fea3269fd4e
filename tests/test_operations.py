"""The round on a small master: check, preview, merge, merge again, conflicts, history, undo, verdicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.masters import SPORTS, Typed, master, plan_in, returned
from tests.returns import HALF_YEAR, YEAR_END, draw, fill
from xlplan import operations
from xlplan.books.memory import MemoryBook
from xlplan.books.sheet_scan import SheetScan
from xlplan.choices import Symbol
from xlplan.consolidate import consolidate
from xlplan.findings import Level
from xlplan.form import build_form
from xlplan.history import broken_links
from xlplan.periods import Period
from xlplan.plan import PlanUnusable, read_plan
from xlplan.sheet_reading import ReturnRead
from xlplan.tables import ACTUALS, ATTENTION, FINDINGS, HISTORY, ITEM_STATES, PROGRESS, RETURNS, TABLES, VERDICTS
from xlplan.tables.rounds import ActualRow, ProgressRow

AT = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001
LATER = dt.datetime(2015, 4, 21, 9, 0)  # noqa: DTZ001
PERIOD = "平成26年度末"

FINANCE = {
    ("進捗|27", "answer"): "A",
    ("状況|27-2", "answer"): "実施中",
    ("指標|30-1", "answer"): "96.5％",
}
POLICY = {("状況|27-2", "answer"): "実施中"}


def snapshot(book: MemoryBook) -> dict[str, object]:
    return {table.name: book.grid(table.name) for table in TABLES}


def merge(book: MemoryBook, folder: Path, at: dt.datetime = AT) -> operations.Round:
    return operations.consolidate(book, [folder], at=at, period=PERIOD)


def board(book: MemoryBook) -> dict[str, str]:
    return {row.department: row.state for row in plan_in(book).rows(RETURNS)}


def test_preview_names_every_change_and_changes_nothing(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    before = snapshot(book)

    held = operations.preview(book, [tmp_path], period=PERIOD)

    assert ("実績", "37-1・平成26年度・3月末", "実績値", None, Decimal(72)) in [
        (c.table.name, c.row, c.header, c.old, c.new) for c in held.merge.changes
    ]
    assert snapshot(book) == before


def test_merge_writes_answers_board_and_history(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)

    merge(book, tmp_path)

    plan = plan_in(book)
    assert plan.actuals["37-1", 2014, "3月末"].value == Decimal(72)
    assert plan.actuals["37-1", 2014, "3月末"].department == "体育課"
    assert plan.actuals["37-2", 2013, "3月末"].value == Decimal(40)
    assert plan.progress[37, 2014, "3月末"].schedule == "A"
    assert plan.item_states["37-1", 2014, "3月末"].state == "実施中"
    assert board(book) == {"財政課": "未提出", "体育課": "確定", "政策課": "未提出", "行政経営課": "未提出"}
    traced = next(r for r in plan.rows(HISTORY) if r.header == "実績値" and r.new == "72")
    assert (traced.file, traced.sheet, traced.department) == ("体育課.xlsx", "回答", "体育課")
    assert traced.cell.startswith("H")
    assert len(traced.digest) == 16
    assert broken_links(plan) == []


def test_merging_the_same_returns_again_changes_nothing(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    before = snapshot(book)

    again = merge(book, tmp_path, LATER)

    assert again.merge.changes == ()
    assert snapshot(book) == before


@pytest.mark.parametrize("note", ["説明 ", "\u3000説明\u3000", "一行目\n二行目 ", " \n説明\n"])
@pytest.mark.parametrize("file", ["体育課.xlsx", " 体育課 控え .xlsx"])
def test_white_space_at_the_ends_of_an_answer_or_a_file_name_is_no_change(tmp_path: Path, note: str, file: str) -> None:
    book = master()
    returned(book, tmp_path, "体育課", {**SPORTS, ("指標|37-1", "note"): note}, file)

    first = merge(book, tmp_path)
    again = merge(book, tmp_path, LATER)

    assert note.strip() in {row.note for row in plan_in(book).rows(ACTUALS)}
    assert first.merge.changes
    assert again.merge.changes == ()
    assert broken_links(plan_in(book)) == []


def test_corrected_return_changes_only_what_differs(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path / "1", "体育課", SPORTS)
    merge(book, tmp_path / "1")
    returned(book, tmp_path / "2", "体育課", {**SPORTS, ("指標|37-1", "answer"): 75})

    second = merge(book, tmp_path / "2", LATER)

    answered = [(c.header, c.old, c.new) for c in second.merge.changes if c.table is not RETURNS]
    assert answered == [("実績値", Decimal(72), Decimal(75))]


def test_two_departments_that_differ_are_a_conflict_and_the_old_value_stays(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "財政課", FINANCE)
    returned(book, tmp_path, "政策課", {**POLICY, ("状況|27-2", "answer"): "完了"})

    held = merge(book, tmp_path)

    conflicts = [f for f in held.findings if f.code == "R406"]
    assert {f.place.file for f in conflicts} == {"財政課.xlsx", "政策課.xlsx"}
    assert "政策課.xlsx：完了、財政課.xlsx：実施中" in conflicts[0].text
    assert ("27-2", 2014, "3月末") not in plan_in(book).item_states
    assert plan_in(book).actuals["30-1", 2014, "3月末"].value == Decimal("96.5")
    assert board(book)["政策課"] == "差戻"


def test_departments_that_agree_are_no_conflict(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "財政課", FINANCE)
    returned(book, tmp_path, "政策課", POLICY)
    held = merge(book, tmp_path)
    assert [f for f in held.findings if f.code == "R406"] == []
    assert plan_in(book).item_states["27-2", 2014, "3月末"].state == "実施中"


def test_a_bad_file_stops_only_itself(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    (tmp_path / "財政課.xlsx").write_bytes(b"PK\x03\x04 broken")

    held = merge(book, tmp_path)

    assert [f.code for f in held.findings if f.level is Level.SERIOUS and f.place.file == "財政課.xlsx"] == ["F104"]
    assert board(book)["体育課"] == "確定"


def test_off_target_without_cause_is_named_at_the_blank_cell(tmp_path: Path) -> None:
    book = master()
    typed = {**SPORTS, ("指標|37-1", "answer"): 40}
    returned(book, tmp_path, "体育課", typed)

    held = merge(book, tmp_path)

    missing = [f for f in held.findings if f.code == "R401"]
    assert [f.text for f in missing] == [
        "指標「利用者数」の判定が「×大きく未達」ですが、「要因」がありません。",
        "指標「利用者数」の判定が「×大きく未達」ですが、「今後の対応」がありません。",
    ]
    places = [f.place.cell for f in missing]
    assert places[0][:1] == "L"
    assert places[1][:1] == "M"
    assert places[0][1:] == places[1][1:]
    assert board(book)["体育課"] == "差戻"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({("進捗|37", "answer"): "B"}, "R402"),
        ({("状況|37-1", "answer"): "未着手"}, "R403"),
        ({("指標|37-1", "answer"): 40}, "R404"),
        ({("状況|37-1", "answer"): "中止"}, "R405"),
        ({("指標|37-2", "answer"): 4000}, "C307"),
    ],
    ids=["遅れの説明なし", "実施内容と食い違う", "指標と食い違う", "理由なしの中止", "桁が違う"],
)
def test_answers_that_contradict_each_other_are_found(
    tmp_path: Path, typed: dict[tuple[str, str], object], code: str
) -> None:
    book = master()
    returned(book, tmp_path, "体育課", {**SPORTS, **typed})
    assert code in {f.code for f in operations.check(book, [tmp_path], period=PERIOD).findings}


def test_an_item_that_goes_back_without_a_word_is_found(tmp_path: Path) -> None:
    book = master()
    half = {("状況|37-1", "answer"): "実施中"}

    path = draw(plan_in(book), "体育課", HALF_YEAR, tmp_path / "9月")
    fill(path, build_form(plan_in(book), "体育課", HALF_YEAR), half)
    operations.consolidate(book, [path], at=AT, period="平成26年9月末")
    returned(book, tmp_path / "3月", "体育課", {**SPORTS, ("状況|37-1", "answer"): "検討中"})
    found = operations.check(book, [tmp_path / "3月"], period=PERIOD).findings
    assert [f.text for f in found if f.code == "R408"] == ["前回「実施中」だった状況が「検討中」に戻っています。"]


def test_the_kept_figure_is_shown_as_the_city_prints_it(tmp_path: Path) -> None:
    book = master({ACTUALS: [ActualRow(indicator="27-1", fy=2014, point="3月末", value=Decimal(7_100_000))]})
    returned(book, tmp_path, "財政課", {**FINANCE, ("指標|27-1", "answer"): 8}, "財政課1.xlsx")
    twice = [_differing(read) for read in operations.preview(book, [tmp_path], period=PERIOD).reads]
    plan = plan_in(book)
    merged = consolidate(plan, [read for pair in twice for read in pair], Period(2014, 2))
    conflict = next(f for f in merged.findings if "実績値" in f.text)
    assert "台帳の値「710万円」を残しました" in conflict.text


def _differing(read: ReturnRead) -> tuple[ReturnRead, ReturnRead]:
    """The same return again, with every figure one higher, as another department might answer."""
    other = tuple(
        a._replace(value=a.value + 1, raw=f"{a.raw}+1") if isinstance(a.value, Decimal) else a for a in read.answers
    )
    return read, read._replace(answers=other)


def test_past_actual_that_differs_stays(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path / "1", "体育課", SPORTS)
    path = returned(book, tmp_path / "2", "体育課", {**SPORTS, ("指標|37-2", "2013"): 50})
    merge(book, tmp_path / "1")
    held = merge(book, path.parent, LATER)
    assert plan_in(book).actuals["37-2", 2013, "3月末"].value == Decimal(40)
    assert {f.code for f in held.findings} & {"R407", "S204"}


def test_undo_restores_every_table_and_is_recorded(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    before = {t.name: plan_in(book).rows(t) for t in (ACTUALS, PROGRESS, ITEM_STATES)}
    merge(book, tmp_path)

    undone = operations.undo(book, at=LATER)

    plan = plan_in(book)
    assert {t.name: plan.rows(t) for t in (ACTUALS, PROGRESS, ITEM_STATES)} == before
    assert {(row.state, row.file, row.received) for row in plan.rows(RETURNS)} == {("未提出", "", "")}
    assert undone.findings == ()
    assert plan.rows(HISTORY)[-1].operation == "取消"
    assert broken_links(plan) == []
    assert operations.undo(book, at=LATER).merge == ""


def test_merge_after_undo_gives_what_the_first_merge_gave(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    first = {t.name: plan_in(book).rows(t) for t in (ACTUALS, PROGRESS)}
    operations.undo(book, at=LATER)
    merge(book, tmp_path, LATER)
    assert {t.name: plan_in(book).rows(t) for t in (ACTUALS, PROGRESS)} == first


def test_undo_of_a_second_merge_keeps_the_first(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path / "1", "体育課", SPORTS)
    merge(book, tmp_path / "1")
    returned(book, tmp_path / "2", "体育課", {**SPORTS, ("指標|37-1", "answer"): 75})
    merge(book, tmp_path / "2", LATER)
    operations.undo(book, at=LATER)
    assert plan_in(book).actuals["37-1", 2014, "3月末"].value == Decimal(72)
    assert board(book)["体育課"] == "確定"


def test_undo_of_a_named_merge_leaves_what_a_later_one_changed(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path / "1", "体育課", SPORTS)
    first = merge(book, tmp_path / "1")
    returned(book, tmp_path / "2", "体育課", {**SPORTS, ("指標|37-1", "answer"): 75})
    merge(book, tmp_path / "2", LATER)
    number = plan_in(book).rows(HISTORY)[0].merge
    undone = operations.undo(book, at=LATER, merge=number)
    plan = plan_in(book)
    assert undone.merge == number
    assert plan.actuals["37-1", 2014, "3月末"].value == Decimal(75)
    assert ("37-2", 2014, "3月末") not in plan.actuals
    assert {f.code for f in undone.findings} == {"M513"}
    assert len(undone.changes) < len(first.merge.changes)
    assert broken_links(plan) == []


def test_undo_of_a_merge_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    number = plan_in(book).rows(HISTORY)[0].merge
    with pytest.raises(PlanUnusable, match=number):
        operations.undo(book, at=LATER, merge="20140101-000000")
    operations.undo(book, at=LATER, merge=number)
    with pytest.raises(PlanUnusable, match="もう取り消されています"):
        operations.undo(book, at=LATER, merge=number)


def test_undo_leaves_what_somebody_changed_since(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    entry = next(e for e in plan_in(book).entries(ACTUALS) if e.row.indicator == "37-1" and e.row.fy == 2014)
    book.put("実績", entry.at, "実績値", 99)

    undone = operations.undo(book, at=LATER)

    assert plan_in(book).actuals["37-1", 2014, "3月末"].value == Decimal(99)
    assert [f.code for f in undone.findings] == ["M513"]
    assert "99" in undone.findings[0].text


def test_undo_names_the_cells_of_a_row_that_somebody_deleted_since(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path / "1", "体育課", SPORTS)
    merge(book, tmp_path / "1")
    returned(book, tmp_path / "2", "体育課", {**SPORTS, ("指標|37-1", "answer"): 75})
    merge(book, tmp_path / "2", LATER)
    grid = book.grid("実績")
    assert grid is not None
    book.fill("実績", [one for one in grid.rows if not (one[0] == "37-1" and one[3] == 75)])

    undone = operations.undo(book, at=LATER)

    assert [f.code for f in undone.findings] == ["M513"]
    assert "（行なし）" in undone.findings[0].text
    assert "72" in undone.findings[0].remedy


def test_undo_of_a_master_with_an_unreadable_row_stops_and_names_it(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    book.put("実績", 0, "実績値", "七十二")
    with pytest.raises(PlanUnusable, match=r"取り消せません(.|\n)*七十二"):
        operations.undo(book, at=LATER)


def test_a_return_with_nothing_in_it_is_asked_for_by_its_file(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", {}, "体育課.xlsx")
    held = merge(book, tmp_path)
    (asked,) = [f for f in held.findings if f.code == "B701" and f.department == "体育課"]
    assert asked.place.file == "体育課.xlsx"
    assert "何も記入されていません" in asked.text


@pytest.mark.parametrize("damage", ["value", "swap", "drop"])
def test_history_that_was_touched_is_found(tmp_path: Path, damage: str) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    grid = book.grid("変更履歴")
    assert grid is not None
    rows = list(grid.rows)
    if damage == "value":
        book.put("変更履歴", 2, "後の値", "書き換え")
    elif damage == "swap":
        rows[1], rows[2] = rows[2], rows[1]
        book.fill("変更履歴", rows)
    else:
        book.fill("変更履歴", rows[:1] + rows[2:])
    assert [f.code for f in broken_links(plan_in(book))] == ["M512"]


@pytest.mark.parametrize("left", [0, 5, -1])
def test_history_whose_last_rows_are_missing_is_found(tmp_path: Path, left: int) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    grid = book.grid("変更履歴")
    assert grid is not None
    book.fill("変更履歴", grid.rows[:left])
    plan, found = operations.verify(book)
    assert [f.code for f in found] == ["M540"]
    assert plan.settings["変更履歴の末尾"] in found[0].text


def test_history_of_a_master_that_never_recorded_its_end_is_whole(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    settings = book.grid("管理")
    assert settings is not None
    book.fill("管理", [row for row in settings.rows if row[0] != "変更履歴の末尾"])
    assert operations.verify(book)[1] == []
    returned(book, tmp_path / "2", "体育課", {**SPORTS, ("指標|37-1", "answer"): 75})
    merge(book, tmp_path / "2", LATER)
    assert plan_in(book).settings["変更履歴の末尾"].startswith(f"{len(plan_in(book).rows(HISTORY))}件 ")


def test_findings_are_written_as_a_table(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", {**SPORTS, ("指標|37-1", "answer"): "たくさん"})
    merge(book, tmp_path)
    rows = read_plan(book, (FINDINGS,)).rows(FINDINGS)
    figure = next(row for row in rows if row.code == "C301")
    assert (figure.level, figure.department, figure.file, figure.value) == ("重大", "体育課", "体育課.xlsx", "たくさん")


def test_assessment_judges_and_lists_what_needs_a_decision(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", {**SPORTS, ("指標|37-1", "answer"): 40})
    merge(book, tmp_path)

    _, done = operations.assess(book, period=PERIOD)

    rows = {row.indicator: row for row in read_plan(book, (VERDICTS,)).rows(VERDICTS)}
    assert (rows["37-1"].symbol, rows["37-1"].target, rows["37-1"].actual) == (Symbol.FAR, Decimal(70), Decimal(40))
    assert "実績 40人／目標 70人以上" in rows["37-1"].reason
    assert rows["37-2"].symbol == "○"
    assert rows["39-1"].blank_reason == rows["27-1"].blank_reason
    topics = [(row.topic, row.no, row.department) for row in read_plan(book, (ATTENTION,)).rows(ATTENTION)]
    assert topics[0] == ("目標未達", 37, "体育課")
    assert ("未提出", None, "財政課") in topics
    assert [f.code for f in done.findings] == []


def test_assessing_again_changes_nothing(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    operations.assess(book, period=PERIOD)
    before = snapshot(book)
    operations.assess(book, period=PERIOD)
    assert snapshot(book) == before


def test_override_without_reason_is_refused_and_a_stale_one_is_named(tmp_path: Path) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    merge(book, tmp_path)
    operations.assess(book, period=PERIOD)
    at = next(e.at for e in read_plan(book, (VERDICTS,)).entries(VERDICTS) if e.row.indicator == "37-1")
    book.put("判定", at, "変更判定", "△")
    _, done = operations.assess(book, period=PERIOD)
    assert [f.code for f in done.findings] == ["T604"]
    for header, value in (("変更理由", "会場の改修"), ("変更者", "行政経営課長"), ("変更日", dt.date(2015, 5, 1))):
        book.put("判定", at, header, value)
    _, done = operations.assess(book, period=PERIOD)
    assert done.findings == ()
    assert done.final["37-1"] == "△"
    assert read_plan(book, (VERDICTS,)).rows(VERDICTS)[0].symbol
    entry = next(e for e in plan_in(book).entries(ACTUALS) if e.row.indicator == "37-1")
    book.put("実績", entry.at, "実績値", 60)
    _, done = operations.assess(book, period=PERIOD)
    assert [f.code for f in done.findings] == ["T603"]


def test_period_that_does_not_read_says_how_to_write_it() -> None:
    with pytest.raises(PlanUnusable, match="平成26年度末"):
        operations.preview(master(), period="来年")


def test_history_keys_and_board_survive_reading(tmp_path: Path) -> None:
    """Rows written by a merge read back to the same rows."""
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    held = merge(book, tmp_path)
    plan = plan_in(book)
    assert isinstance(plan.rows(ACTUALS)[0], ActualRow)
    assert isinstance(plan.rows(PROGRESS)[0], ProgressRow)
    for table in (ACTUALS, PROGRESS, RETURNS):
        assert set(plan.rows(table)) == set(held.after.rows(table))


@pytest.mark.parametrize("lacking", ["要因", ""], ids=["列がない", "表がない"])
def test_nothing_is_merged_into_a_master_that_lacks_a_column_or_a_table(tmp_path: Path, lacking: str) -> None:
    book = master()
    returned(book, tmp_path, "体育課", SPORTS)
    grid = book.grid("実績")
    assert grid is not None
    tables = {t.name: (g.columns, g.rows) for t in TABLES if (g := book.grid(t.name)) is not None}
    tables["実績"] = (tuple("原因" if name == lacking else name for name in grid.columns), grid.rows)
    if not lacking:
        del tables["実績"]
    damaged = MemoryBook(tables, file="台帳.xlsx")
    with pytest.raises(PlanUnusable, match=lacking or "実績"):
        merge(damaged, tmp_path)
    assert damaged.grid("変更履歴") == book.grid("変更履歴")


def with_own_sheets(folder: Path, answers: Mapping[str, tuple[str, Typed]]) -> MemoryBook:
    """The small master with departmental sheets inside: sheet name → department and what it typed."""
    plain = master()
    sheets = {}
    for number, (sheet, (department, typed)) in enumerate(answers.items()):
        path = returned(plain, folder / str(number), department, typed)
        sheets[sheet] = tuple(openpyxl.load_workbook(path)["回答"].iter_rows(values_only=True))
    tables = {t.name: (g.columns, g.rows) for t in TABLES if (g := plain.grid(t.name)) is not None}
    return MemoryBook(tables, sheets=sheets, file="台帳.xlsx")  # type: ignore[arg-type]  # plain values only


class SeenThrough(MemoryBook):
    """A book that tells formulas and hidden rows, as one in a file does."""

    seen: SheetScan

    def sight(self, name: str) -> SheetScan:  # type: ignore[override]  # plain memory cannot tell
        del name
        return self.seen


def test_formulas_and_hidden_rows_are_seen_in_departmental_sheets_too(tmp_path: Path) -> None:
    own = with_own_sheets(tmp_path, {"回答_体育課": ("体育課", SPORTS)})
    book = SeenThrough(file="台帳.xlsx")
    book.__dict__.update(own.__dict__)
    form = build_form(plan_in(own), "体育課", YEAR_END)
    row = form.row_of["指標|37-1"]
    book.seen = SheetScan(
        {form.cell_name(row, "answer"): "50+50"}, {}, frozenset({row + 1}), frozenset(), frozenset(), ()
    )

    found = operations.preview(book, period=PERIOD).findings

    assert {f.code: f.place.cell for f in found if f.code == "S218"} == {"S218": form.cell_name(row, "answer")}
    assert "S215" in {f.code for f in found}


def merge_own(book: MemoryBook) -> operations.Round:
    return operations.consolidate(book, at=AT, period=PERIOD)


def test_a_departmental_sheet_answers_only_for_its_own_findings(tmp_path: Path) -> None:
    wrong = {("進捗|27", "answer"): "Z"}
    book = with_own_sheets(tmp_path, {"回答_体育課": ("体育課", SPORTS), "回答_財政課": ("財政課", wrong)})
    merge_own(book)
    rows = {row.department: row for row in plan_in(book).rows(RETURNS)}
    assert (rows["体育課"].state, rows["体育課"].serious, rows["体育課"].file) == ("確定", 0, "回答_体育課")
    assert rows["財政課"].state == "差戻"
    assert not merge_own(book).merge.changes


def test_two_differing_sheets_of_one_department_are_both_refused(tmp_path: Path) -> None:
    other = {**SPORTS, ("指標|37-1", "answer"): 75}
    book = with_own_sheets(tmp_path, {"回答_体育課": ("体育課", SPORTS), "回答_体育課 (2)": ("体育課", other)})
    held = merge_own(book)
    named = [f for f in held.findings if f.code == "S209"]
    assert [f.place.sheet for f in named] == ["回答_体育課", "回答_体育課 (2)"]
    assert "回答_体育課 (2)" in named[0].text
    assert ("37-1", 2014, "3月末") not in plan_in(book).actuals


def test_files_and_departmental_sheets_together(tmp_path: Path) -> None:
    book = with_own_sheets(tmp_path / "own", {"回答_体育課": ("体育課", SPORTS)})
    path = returned(master(), tmp_path / "in", "財政課", {("進捗|27", "answer"): "A"})
    held = operations.consolidate(book, [path], own_sheets=True, at=AT, period=PERIOD)
    rows = {row.department: row for row in plan_in(book).rows(RETURNS)}
    assert (rows["体育課"].file, rows["財政課"].file) == ("回答_体育課", path.name)
    assert {read.department for read in held.reads} == {"体育課", "財政課"}
    assert not operations.consolidate(book, [path], own_sheets=True, at=AT, period=PERIOD).merge.changes


def test_a_department_that_answers_in_a_file_and_in_its_sheet_is_told_apart(tmp_path: Path) -> None:
    book = with_own_sheets(tmp_path / "own", {"回答_体育課": ("体育課", SPORTS)})
    other = returned(master(), tmp_path / "in", "体育課", {**SPORTS, ("指標|37-1", "answer"): 75})
    held = operations.consolidate(book, [other], own_sheets=True, at=AT, period=PERIOD)
    assert [f.code for f in held.findings].count("S209") == 2
    assert ("37-1", 2014, "3月末") not in plan_in(book).actuals
    row = next(row for row in plan_in(book).rows(RETURNS) if row.department == "体育課")
    assert (row.state, row.serious) == ("差戻", 2)
    same = returned(master(), tmp_path / "same", "体育課", SPORTS)
    again = operations.consolidate(book, [same], own_sheets=True, at=AT, period=PERIOD)
    assert [f.code for f in again.findings].count("S208") == 1
    assert ("37-1", 2014, "3月末") in plan_in(book).actuals
