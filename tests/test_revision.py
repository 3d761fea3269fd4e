"""改定: drafts carried out, two states compared, the list and its counts, and the plan's own mid-term revision run again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.masters import master
from tests.returns import small_rows
from xlplan import operations, plan_operations
from xlplan.books.memory import MemoryBook
from xlplan.choices import REVISION_CATEGORIES
from xlplan.history import broken_links
from xlplan.plan import Plan, read_plan
from xlplan.reconcile import TOTAL, categories_of, computed_totals
from xlplan.revision import REVISED, amendments_of, beside_stated, compare, counts, revised_programs
from xlplan.schema import Row, Table
from xlplan.source import load_source
from xlplan.tables import (
    ACTIONS,
    ACTUALS,
    ASSIGNMENTS,
    BY_NAME,
    DRAFTS,
    INDICATORS,
    PHASES,
    PROGRAMS,
    REVISIONS,
    TABLES,
)
from xlplan.tables.amendments import DraftRow
from xlplan.tables.rounds import ActualRow

AT = dt.datetime(2016, 2, 1, 9, 0)  # noqa: DTZ001
LATER = dt.datetime(2016, 2, 2, 9, 0)  # noqa: DTZ001
UNKNOWN = "（改定前の記載は分からない）"


def draft(number: int, no: int, category: str, target: str, header: str, new: str, **more: Any) -> DraftRow:
    given: dict[str, Any] = {"decided_on": dt.date(2016, 1, 20), "reason": "進み具合による。", "effective_fy": None}
    if category == "成果指標":
        given["effective_fy"] = "平成27年度"
    return DraftRow.read(
        {"number": number, "no": no, "category": category, "target": target, "header": header, "new": new}
        | given
        | more
    )


ONE_OF_EACH = (
    draft(1, 37, "推進担当課", "2", "担当課", "財政課"),
    draft(2, 37, "実施内容", "37-1", "実施内容", "学校施設の夜間開放"),
    draft(3, 37, "予定年度", "37-1", "終了年度", "平成28年度"),
    draft(4, 27, "効果", "", "見込まれる効果", "財源が増える。"),
    draft(5, 37, "成果指標", "37-1", "目標値", "80"),
    draft(6, 37, "成果指標", "37-1", "目標（原文）", "80人以上/年"),
    draft(7, 37, "年度計画", "37-1-1", "段階（原文）", "本格実施"),
    draft(8, 30, "その他", "", "プログラム名", "財政の指標の改善"),
)


def book_with(*drafts: DraftRow, rows: Mapping[Table, Iterable[Row]] | None = None) -> MemoryBook:
    return master({DRAFTS: drafts, **(rows or {})})


def whole(book: MemoryBook) -> Plan:
    return read_plan(book, TABLES)


def codes(*drafts: DraftRow) -> list[str]:
    book = book_with(*drafts)
    before = {table.name: book.grid(table.name) for table in TABLES}
    _, done = plan_operations.revise(book, at=AT)
    if done.edits == ():
        assert {table.name: book.grid(table.name) for table in TABLES} == before
    return [f.code for f in done.findings]


# ---- drafts ----


def test_every_kind_of_draft_is_carried_out_and_recorded() -> None:
    book = book_with(*ONE_OF_EACH)
    _, done = plan_operations.revise(book, at=AT)
    plan = whole(book)
    assert plan.supporting[37] == ("体育課", "財政課")
    assert [(row.text, row.to_fy) for row in plan.actions[37][:1]] == [("学校施設の夜間開放", 2016)]
    assert plan.programs[27].effect == "財源が増える。"
    assert plan.programs[30].name == "財政の指標の改善"
    assert plan.phases[37][0].text == "本格実施"
    assert [f.code for f in done.findings] == []
    recorded = [(row.no, row.category, row.header, row.old, row.new) for row in amendments_of(plan)]
    assert recorded[1] == (37, "実施内容", "実施内容", "学校施設の開放", "学校施設の夜間開放")
    assert recorded[4] == (37, "成果指標", "目標値", "70", "80")
    assert [row.number for row in amendments_of(plan)] == list(range(1, 9))
    assert all(row.applied for row in plan.rows(DRAFTS))
    assert broken_links(plan) == []


def test_a_new_target_is_a_new_edition_and_earlier_years_keep_theirs() -> None:
    actuals = [ActualRow(indicator="37-1", fy=fy, point="3月末", value=Decimal(75)) for fy in (2014, 2015)]
    book = book_with(*ONE_OF_EACH[4:6], rows={ACTUALS: actuals})
    plan_operations.revise(book, at=AT)
    plan = whole(book)
    first, second = plan.editions["37-1"]
    assert (first.edition, first.value, second.edition, second.value) == (1, Decimal(70), 2, Decimal(80))
    assert (second.target_text, second.unit, second.effective_fy) == ("80人以上/年", "人", 2015)
    verdicts = [
        operations.assess(book, period=period)[1].verdicts["37-1"] for period in ("平成26年度末", "平成27年度末")
    ]
    assert [verdict.symbol.value for verdict in verdicts] == ["○", "△"]
    assert "平成27年度版" in verdicts[1].reason


def test_applying_again_changes_nothing() -> None:
    book = book_with(*ONE_OF_EACH)
    plan_operations.revise(book, at=AT)
    before = {table.name: book.grid(table.name) for table in TABLES}
    _, again = plan_operations.revise(book, at=LATER)
    assert (again.amendments, again.edits) == ((), ())
    assert {table.name: book.grid(table.name) for table in TABLES} == before


def test_undo_takes_the_whole_revision_back() -> None:
    book = book_with(*ONE_OF_EACH)
    before = {table.name: whole(book).rows(table) for table in TABLES if table.name != "変更履歴"}
    plan_operations.revise(book, at=AT)
    undone = operations.undo(book, at=LATER)
    after = {table.name: whole(book).rows(table) for table in TABLES if table.name != "変更履歴"}
    assert undone.operation == "改定"
    assert undone.findings == ()
    assert {name for name in after if after[name] != before[name]} == {"管理"}, "only the end of the history moved"
    assert broken_links(whole(book)) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (draft(1, 37, "効果", "", "実施内容", "x"), "P821"),
        (draft(1, 37, "実施内容", "27-1", "実施内容", "x"), "P822"),
        (draft(1, 99, "効果", "", "見込まれる効果", "x"), "P822"),
        (draft(1, 37, "成果指標", "30-1", "目標値", "90"), "P822"),
        (draft(1, 37, "成果指標", "", "目標値", "90"), "P822"),
        (draft(1, 37, "推進担当課", "主", "担当課", "財政課"), "P822"),
        (draft(1, 37, "予定年度", "37-1", "終了年度", "そのうち"), "P823"),
        (draft(1, 37, "成果指標", "37-1", "目標値", "たくさん"), "P823"),
        (draft(1, 37, "成果指標", "37-1", "方向", "上"), "P823"),
        (draft(1, 37, "実施内容", "37-1", "実施内容", "x", reason=""), "P824"),
        (draft(1, 37, "実施内容", "37-1", "実施内容", "x", decided_on=None), "P824"),
        (draft(1, 37, "実施内容", "37-1", "実施内容", ""), "P824"),
        (draft(1, 37, "成果指標", "37-1", "目標値", "80", effective_fy=None), "P824"),
        (draft(1, 37, "実施内容", "37-1", "実施内容", "学校施設の開放"), "P825"),
        (draft(1, 37, "成果指標", "37-1", "目標値", "80", effective_fy="平成23年度"), "P826"),
        (draft(1, 37, "成果指標", "37-1", "目標値", "（空欄）"), "P827"),
    ],
)
def test_a_draft_that_cannot_be_carried_out_is_named(row: DraftRow, code: str) -> None:
    assert code in codes(row)


def test_one_bad_line_stops_the_whole_revision() -> None:
    bad = draft(9, 37, "予定年度", "37-1", "終了年度", "そのうち")
    book = book_with(*ONE_OF_EACH, bad)
    _, done = plan_operations.revise(book, at=AT)
    assert (done.amendments, done.edits) == ((), ())
    assert whole(book).actions[37][0].text == "学校施設の開放"


def test_new_rows_are_made_from_their_first_drafts() -> None:
    book = book_with(
        draft(1, 37, "実施内容", "37-2", "実施内容", "予約の電子化"),
        draft(2, 37, "予定年度", "37-2", "開始年度", "平成27年度"),
        draft(3, 37, "年度計画", "37-2-1", "段階（原文）", "導入"),
        draft(4, 37, "成果指標", "37-4", "指標名", "予約件数"),
        draft(5, 37, "成果指標", "37-4", "目標種別", "以上"),
        draft(6, 37, "成果指標", "37-4", "目標値", "100件"),
        draft(7, 37, "成果指標", "37-4", "回答課", "体育課"),
    )
    _, done = plan_operations.revise(book, at=AT)
    assert [f.code for f in done.findings] == []
    plan = whole(book)
    item = next(row for row in plan.actions[37] if row.action == "37-2")
    assert (item.item, item.text, item.from_fy) == ("2", "予約の電子化", 2015)
    assert next(row for row in plan.phases[37] if row.phase == "37-2-1").lane == 2
    (indicator,) = plan.editions["37-4"]
    assert (indicator.edition, indicator.no, indicator.value, indicator.effective_fy) == (1, 37, Decimal(100), 2015)
    assert {row.old for row in amendments_of(plan)} == {""}


def test_the_main_department_follows_its_place_in_the_printed_order() -> None:
    book = book_with(draft(1, 37, "推進担当課", "1", "担当課", "財政課"))
    plan_operations.revise(book, at=AT)
    assert whole(book).programs[37].department == "財政課"
    assert operations.undo(book, at=LATER).findings == ()
    assert whole(book).programs[37].department == "体育課"


TEXTS = st.text(st.characters(categories=["Lo"], max_codepoint=0x9FFF), min_size=1, max_size=6)


@given(
    st.lists(
        st.tuples(st.sampled_from(ONE_OF_EACH[:5]), TEXTS), min_size=1, max_size=5, unique_by=lambda one: one[0].number
    )
)
def test_what_is_carried_out_is_what_a_comparison_finds(chosen: list[tuple[DraftRow, str]]) -> None:
    drafts = [
        row if row.header in ("終了年度", "目標値") else row.changed({"new": f"改{text}"}) for row, text in chosen
    ]
    old, book = book_with(), book_with(*drafts)
    plan_operations.revise(book, at=AT)
    recorded = {(row.no, row.category, row.target, row.header, row.old, row.new) for row in amendments_of(whole(book))}
    found = {tuple(one)[:6] for one in compare(whole(old), whole(book)) if one.header != "役割"}
    assert found == recorded


# ---- two states compared ----


def test_comparing_records_once() -> None:
    old = book_with()
    rows = small_rows()
    rows[ACTIONS] = [row.changed({"text": "改めた内容"}) if row == rows[ACTIONS][0] else row for row in rows[ACTIONS]]
    new = master(rows)
    _, done = plan_operations.compare(new, old, at=AT, reason="中間の見直し")
    assert [(r.no, r.header, r.old, r.new, r.reason) for r in amendments_of(whole(new))] == [
        (27, "実施内容", "新たな財源の検討", "改めた内容", "中間の見直し")
    ]
    assert plan_operations.compare(new, old, at=LATER)[1].amendments == ()
    assert operations.undo(new, at=LATER).operation == "改定"
    assert amendments_of(whole(new)) == ()
    assert len(done.changes) == 1


def test_a_target_changed_without_a_new_edition_is_named() -> None:
    rows = small_rows()
    rows[INDICATORS] = [
        row.changed({"value": Decimal(80)}) if getattr(row, "indicator", "") == "37-1" else row
        for row in rows[INDICATORS]
    ]
    _, done = plan_operations.compare(master(rows), book_with(), at=AT)
    assert [f.code for f in done.findings] == ["P828"]


# ---- the plan's own mid-term revision ----


@cache
def printed() -> dict[str, tuple[Row, ...]]:
    return load_source(Path(__file__).parent.parent / "workbook" / "source")


def plan_from(rows: Mapping[str, Iterable[Row]]) -> Plan:
    return whole(master({BY_NAME[name]: list(mine) for name, mine in rows.items()}))


def before_the_revision() -> dict[str, list[Row]]:
    """The plan as first adopted, as far as the printed text lets us know it.

    The 【表】 says which headings of which program were revised; the text before the revision is not printed anywhere. So
    one field under each marked heading stands for the unknown text, and a revised indicator for which nothing older is
    known is left out. Of 推進担当課 the text says that departments were added: the last one printed was not there before.
    Which 16 indicators were new, and every old wording, year and target, cannot be known from the text.
    """
    rows: dict[str, list[Row]] = {name: list(mine) for name, mine in printed().items()}
    marks: dict[int, list[str]] = {row.no: categories_of(row) for row in rows[REVISIONS.name]}  # type: ignore[attr-defined, arg-type]  # rows of 見直し
    unknown = {
        "実施内容": (ACTIONS, "text"),
        "予定年度": (ACTIONS, "years_text"),
        "効果": (PROGRAMS, "effect"),
        "年度計画": (PHASES, "text"),
    }
    for no, categories in marks.items():
        for category in categories:
            if category in unknown:
                table, field = unknown[category]
                at = next(at for at, row in enumerate(rows[table.name]) if getattr(row, "no", 0) == no)
                rows[table.name][at] = rows[table.name][at].changed({field: UNKNOWN})
        if "成果指標" in categories:
            rows[INDICATORS.name] = [row for row in rows[INDICATORS.name] if getattr(row, "no", 0) != no]
        if "推進担当課" in categories:
            mine = [row for row in rows[ASSIGNMENTS.name] if getattr(row, "no", 0) == no]
            assert len(mine) > 1, f"No.{no} has no department that could have been added"
            rows[ASSIGNMENTS.name].remove(mine[-1])
    return rows


def test_running_the_mid_term_revision_again_gives_the_printed_table() -> None:
    new = plan_from(printed())
    revised = revised_programs(new, compare(plan_from(before_the_revision()), new))
    assert {row.no: list(row.categories) for row in revised} == {
        row.no: categories_of(row) for row in new.rows(REVISIONS)
    }
    assert counts(revised) == computed_totals(new)


def test_its_counts_stand_beside_the_printed_ones_and_one_differs() -> None:
    new = plan_from(printed())
    beside = beside_stated(new, revised_programs(new, compare(plan_from(before_the_revision()), new)), printed=True)
    assert beside == [
        (TOTAL, 50, 50),
        ("推進担当課", 9, 9),
        ("実施内容", 35, 34),
        ("予定年度", 23, 23),
        ("効果", 19, 19),
        ("成果指標", 39, 39),
        ("年度計画", 28, 28),
    ]


def test_the_same_plan_twice_shows_no_revision() -> None:
    new = plan_from(printed())
    assert compare(new, new) == []


def test_every_heading_of_the_printed_list_has_fields() -> None:
    assert {category for category, _, _ in REVISED} == {*REVISION_CATEGORIES, "その他"}
    assert all(name in table.columns for _, table, fields in REVISED for name in fields)
