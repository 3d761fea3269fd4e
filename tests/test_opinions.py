"""Opinions, advice and instructions: asked in the return, answered, merged into the ledger, named when late."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.masters import SPORTS, master, plan_in, returned
from tests.returns import HALF_YEAR, YEAR_END, tamper
from xlplan import operations
from xlplan.books.memory import MemoryBook
from xlplan.form import RowKind, build_form
from xlplan.history import broken_links
from xlplan.plan import read_plan
from xlplan.tables import ATTENTION, FINDINGS, HISTORY, OPINIONS, TABLES
from xlplan.tables.records import OpinionRow

AT = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001
LATER = dt.datetime(2015, 4, 21, 9, 0)  # noqa: DTZ001
PERIOD = "平成26年度末"
ANSWERED = {
    **SPORTS,
    ("意見|1", "answer"): "反映済",
    ("意見|1", "cause"): "夜間の開放を始めました。",
    ("意見|1", "response"): "4月から週2回。",
}


def opinion(number: int = 1, **more: Any) -> OpinionRow:
    given: dict[str, Any] = {
        "kind": "委員会助言",
        "source": "第2回委員会",
        "received": dt.date(2014, 11, 20),
        "no": 37,
        "text": "夜間の開放を検討してほしい。",
        "department": "体育課",
        "due": dt.date(2015, 3, 31),
    }
    return OpinionRow(number=number, **(given | more))


def ledger(book: MemoryBook) -> dict[int, OpinionRow]:
    return {row.number: row for row in plan_in(book).rows(OPINIONS)}


def merge(book: MemoryBook, path: Path, at: dt.datetime = AT) -> operations.Round:
    return operations.consolidate(book, [path], at=at, period=PERIOD)


def asked(book: MemoryBook, department: str) -> list[str]:
    form = build_form(plan_in(book), department, YEAR_END)
    return [row.key for row in form.rows if row.kind is RowKind.OPINION]


@pytest.mark.parametrize(
    ("row", "is_asked"),
    [
        (opinion(), True),
        (opinion(department="財政課"), False),
        (opinion(department=""), False),
        (opinion(answer="対応しました。"), False),
        (opinion(answer="対応しました。", reflection="反映済", answered_in="平成26年9月末"), False),
        (opinion(answer="考えています。", reflection="検討中", answered_in="平成26年9月末"), True),
        (opinion(answer="来年度に。", reflection="反映予定", answered_in="平成26年9月末"), True),
        (opinion(answer="対応しました。", reflection="反映済", answered_in=PERIOD), True),
        (opinion(no=None), True),
    ],
    ids=[
        "未回答",
        "他課",
        "担当なし",
        "事務局が回答",
        "前回に回答",
        "検討中",
        "反映予定",
        "今回に回答",
        "全体への意見",
    ],
)
def test_a_return_asks_for_what_its_department_has_still_to_answer(row: OpinionRow, is_asked: bool) -> None:
    assert asked(master({OPINIONS: [row]}), "体育課") == (["意見|1"] if is_asked else [])


def test_a_department_with_nothing_but_an_opinion_gets_a_return() -> None:
    assert (
        build_form(plan_in(master({OPINIONS: [opinion(department="行政経営課")]})), "行政経営課", YEAR_END).answers == 1
    )


def test_the_answer_goes_into_the_ledger_with_history_and_merging_again_changes_nothing(tmp_path: Path) -> None:
    book = master({OPINIONS: [opinion()]})
    path = returned(book, tmp_path, "体育課", ANSWERED)
    merge(book, path)
    row = ledger(book)[1]
    assert (row.answer, row.reflection, row.reflected, row.answered_in) == (
        "夜間の開放を始めました。",
        "反映済",
        "4月から週2回。",
        PERIOD,
    )
    assert (row.publish, row.department, row.text) == ("非公表", "体育課", "夜間の開放を検討してほしい。")
    told = {(r.header, r.new) for r in plan_in(book).rows(HISTORY) if r.table == "指示助言意見"}
    assert told >= {("反映区分", "反映済"), ("回答時期", PERIOD)}
    before = {table.name: book.grid(table.name) for table in TABLES}
    again = merge(book, path, LATER)
    assert again.merge.changes == ()
    assert {table.name: book.grid(table.name) for table in TABLES} == before
    assert broken_links(plan_in(book)) == []


def test_undo_gives_the_ledger_back_its_blank_answer(tmp_path: Path) -> None:
    book = master({OPINIONS: [opinion()]})
    before = ledger(book)
    merge(book, returned(book, tmp_path, "体育課", ANSWERED))
    assert operations.undo(book, at=LATER).findings == ()
    assert ledger(book) == before


def test_an_opinion_that_comes_in_while_returns_are_out_makes_none_stale(tmp_path: Path) -> None:
    book = master()
    path = returned(book, tmp_path, "体育課", SPORTS)
    later = master({OPINIONS: [opinion()]})
    held = merge(later, path)
    assert [f.code for f in held.findings if f.code.startswith("S")] == []
    assert ledger(later)[1].answer == ""


def test_an_opinion_answered_by_hand_in_the_meantime_keeps_that_answer_and_both_are_shown(tmp_path: Path) -> None:
    path = returned(master({OPINIONS: [opinion()]}), tmp_path, "体育課", ANSWERED)
    book = master({OPINIONS: [opinion(answer="事務局から回答済みです。")]})
    held = merge(book, path)
    (kept,) = [f for f in held.findings if f.code == "R409"]
    assert "夜間の開放を始めました。" in kept.text
    assert "事務局から回答済みです。" in kept.text
    assert ledger(book)[1].answer == "事務局から回答済みです。"


def test_a_deleted_opinion_row_is_still_seen_by_the_check_value(tmp_path: Path) -> None:
    book = master({OPINIONS: [opinion()]})
    path = returned(book, tmp_path, "体育課", SPORTS)
    form = build_form(plan_in(book), "体育課", YEAR_END)
    tamper(path, lambda sheet: sheet.delete_rows(form.row_of["意見|1"] + 1))
    assert "S221" in {f.code for f in merge(book, path).findings}


def test_an_opinion_left_blank_is_named_at_its_cell_and_stops_nothing(tmp_path: Path) -> None:
    book = master({OPINIONS: [opinion()]})
    form = build_form(plan_in(book), "体育課", YEAR_END)
    held = merge(book, returned(book, tmp_path, "体育課", SPORTS))
    (missing,) = [f for f in held.findings if f.code == "O801"]
    assert missing.place.cell == form.cell_name(form.row_of["意見|1"], "cause")
    assert plan_in(book).progress[37, 2014, "3月末"].schedule == "A"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (opinion(), "O803"),
        (opinion(due=dt.date(2015, 3, 30)), "O802"),
        (opinion(due=None), "O802"),
        (opinion(due=dt.date(2015, 3, 30), answer="しました。"), None),
        (opinion(department=""), "O804"),
        (opinion(department="なし課", answer="しました。"), "M507"),
        (opinion(no=99, answer="しました。"), "M506"),
    ],
    ids=["期限の日", "期限を過ぎた", "期限なし", "回答済み", "担当なし", "知らない課", "知らないNo."],
)
def test_late_and_ownerless_opinions_are_found_by_the_check(row: OpinionRow, code: str | None) -> None:
    book = master({OPINIONS: [row]})
    rows = [*book_settings(book), ("対象時期", PERIOD, None)]
    book.fill("管理", rows)
    found = operations.check(book, period=PERIOD).findings
    codes = {f.code for f in found if f.place.sheet == "指示助言意見"}
    assert codes == ({code} if code else set())


def book_settings(book: MemoryBook) -> list[Any]:
    grid = book.grid("管理")
    assert grid is not None
    return list(grid.rows)


def test_what_is_late_is_on_the_list_for_the_headquarters() -> None:
    late = opinion(due=dt.date(2015, 3, 1), kind="市長指示")
    book = master({OPINIONS: [late, opinion(2, due=dt.date(2015, 5, 1)), opinion(3, answer="しました。")]})
    operations.assess(book, period=PERIOD)
    listed = [row for row in read_plan(book, TABLES).rows(ATTENTION) if row.topic == "意見未回答"]
    assert [(row.no, row.program, row.department) for row in listed] == [(37, "体育施設の活用", "体育課")]
    assert listed[0].what == "市長指示（1）の回答がありません（期限 平成27年3月1日）：夜間の開放を検討してほしい。"


def test_the_half_year_form_asks_too() -> None:
    form = build_form(plan_in(master({OPINIONS: [opinion()]})), "体育課", HALF_YEAR)
    assert "意見|1" in form.row_of


def test_findings_of_a_merge_stand_in_the_master(tmp_path: Path) -> None:
    book = master({OPINIONS: [opinion()]})
    merge(book, returned(book, tmp_path, "体育課", SPORTS))
    assert "O801" in {row.code for row in plan_in(book).rows(FINDINGS)}
