"""締め: what a closed period still lets through, what it refuses, what is noticed, and how it is opened again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.masters import SPORTS, Typed, master, plan_in, returned
from tests.returns import draw, fill
from xlplan import operations, plan_operations
from xlplan.books.memory import MemoryBook
from xlplan.closings import PeriodClosed
from xlplan.form import build_form
from xlplan.history import broken_links
from xlplan.periods import Period
from xlplan.plan import Plan, PlanUnusable, read_plan
from xlplan.tables import ACTUALS, CLOSINGS, EXCEPTIONS, RETURNS, SETTINGS, TABLES, VERDICTS
from xlplan.tables.closings import ExceptionRow

PERIOD, NEXT = "平成26年度末", "平成27年度末"
EXCEPTION: dict[str, Any] = {
    "fy": 2014,
    "point": "3月末",
    "reason": "決算の確定による。",
    "approved_by": "行政経営課長",
    "approved_on": dt.date(2015, 9, 1),
}


def at(day: int) -> dt.datetime:
    return dt.datetime(2015, 9, day, 9, 0)  # noqa: DTZ001


def whole(book: MemoryBook) -> Plan:
    return read_plan(book, TABLES)


def closed_book(tmp_path: Path) -> MemoryBook:
    """A master whose 平成26年度末 is merged, judged and closed."""
    book = master()
    merge(book, tmp_path / "first", SPORTS, 1)
    operations.assess(book, period=PERIOD)
    plan_operations.close(book, at=at(2), by="行政経営課長", period=PERIOD)
    return book


def merge(book: MemoryBook, folder: Path, typed: Typed, day: int) -> operations.Round:
    return operations.consolidate(book, [returned(book, folder, "体育課", typed)], at=at(day), period=PERIOD)


def except_for(book: MemoryBook, **more: Any) -> None:
    row = ExceptionRow(number=1, **(EXCEPTION | more))
    book.fill(EXCEPTIONS.name, [EXCEPTIONS.cells(row)])


def value(book: MemoryBook) -> Decimal | None:
    return whole(book).actuals["37-1", 2014, "3月末"].value


def found(book: MemoryBook) -> set[str]:
    return {f.code for f in operations.check(book, period=PERIOD).findings if f.code.startswith("K")}


def test_closing_keeps_the_rows_and_digest_of_each_table(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    assert [(row.table, row.rows, row.closed_by) for row in whole(book).rows(CLOSINGS)] == [
        ("実績", 2, "行政経営課長"),
        ("進捗報告", 1, "行政経営課長"),
        ("実施状況", 1, "行政経営課長"),
        ("判定", 9, "行政経営課長"),
    ]
    assert found(book) == set()
    assert broken_links(whole(book)) == []


def test_a_period_is_closed_once_and_only_when_it_is_judged(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    with pytest.raises(PeriodClosed, match="平成26年度末はすでに締めています"):
        plan_operations.close(book, at=at(3), by="", period=PERIOD)
    with pytest.raises(PlanUnusable, match="判定"):
        plan_operations.close(master(), at=at(3), by="", period=PERIOD)


def test_who_has_not_returned_is_named_at_the_closing(tmp_path: Path) -> None:
    book = master()
    merge(book, tmp_path, SPORTS, 1)
    operations.assess(book, period=PERIOD)
    (open_one,) = plan_operations.close(book, at=at(2), by="", period=PERIOD).findings
    assert "未提出の課（財政課・政策課・行政経営課）が残っています" in open_one.text


def test_a_merge_changes_nothing_of_a_closed_period_and_says_so(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    before = {table.name: whole(book).rows(table) for table in (ACTUALS, RETURNS, CLOSINGS)}
    held = merge(book, tmp_path / "again", {**SPORTS, ("指標|37-1", "answer"): 99}, 3)
    (refused,) = [f for f in held.findings if f.code == "K901"]
    assert "平成26年度・3月末は締めているため、「実績値」の「99」を取り込みません" in refused.text
    assert {table.name: whole(book).rows(table) for table in (ACTUALS, RETURNS, CLOSINGS)} == before
    assert held.merge.changes == ()


def test_the_same_return_again_is_no_finding(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    assert [f.code for f in merge(book, tmp_path / "first", SPORTS, 3).findings if f.code.startswith("K")] == []


@pytest.mark.parametrize(
    ("exception", "allowed"),
    [
        ({"department": "体育課"}, True),
        ({"department": ""}, True),
        ({"department": "財政課"}, False),
        ({"fy": 2013}, False),
        ({"point": "9月末"}, False),
        ({"reason": ""}, False),
        ({"approved_by": ""}, False),
        ({"approved_on": None}, False),
    ],
    ids=["その課", "全ての課", "他の課", "他の年度", "他の時点", "理由なし", "承認者なし", "承認日なし"],
)
def test_an_exception_lets_through_what_it_names_once_it_is_approved(
    tmp_path: Path, exception: dict[str, Any], allowed: bool
) -> None:
    book = closed_book(tmp_path)
    except_for(book, **exception)
    held = merge(book, tmp_path / "again", {**SPORTS, ("指標|37-1", "answer"): 99}, 3)
    assert value(book) == (Decimal(99) if allowed else Decimal(72))
    assert ("K901" in {f.code for f in held.findings}) != allowed


def test_after_an_approved_change_the_closing_stands_for_what_is_there_now(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    except_for(book)
    merge(book, tmp_path / "again", {**SPORTS, ("指標|37-1", "answer"): 99}, 3)
    assert found(book) == {"K904"}, "the exception is listed, nothing is broken"
    operations.assess(book, period=PERIOD)
    assert found(book) == {"K904"}
    assert next(row.actual for row in whole(book).rows(VERDICTS) if row.indicator == "37-1") == 99


def test_an_incomplete_exception_is_named(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    except_for(book, reason="", approved_on=None)
    (incomplete,) = [f for f in operations.check(book, period=PERIOD).findings if f.code == "K905"]
    assert "「理由・承認日」がない" in incomplete.text


def test_a_change_by_hand_is_noticed_with_its_cell(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    entry = next(e for e in plan_in(book).entries(ACTUALS) if e.row.indicator == "37-1" and e.row.fy == 2014)
    book.put("実績", entry.at, "実績値", 99)
    (changed,) = [f for f in operations.check(book, period=PERIOD).findings if f.code == "K903"]
    assert "（平成26年度3月末）の「実績」が、締めた後に変わっています" in changed.text
    assert "「72」→「99」" in changed.text


def test_a_later_approved_merge_does_not_hide_a_change_by_hand(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    entry = next(e for e in plan_in(book).entries(ACTUALS) if e.row.indicator == "37-2" and e.row.fy == 2014)
    book.put("実績", entry.at, "実績値", 99)
    except_for(book)
    merge(book, tmp_path / "again", {**SPORTS, ("指標|37-2", "answer"): 99, ("指標|37-1", "answer"): 75}, 3)
    assert "K903" in found(book)


def test_a_row_added_by_hand_is_noticed(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    book.append("実績", [["30-1", "平成26年度", "3月末", 96, *[None] * 8]])
    assert "K903" in found(book)


def test_judging_a_closed_period_again_is_refused_where_it_would_change_it(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    operations.assess(book, period=PERIOD)
    entry = next(e for e in whole(book).entries(ACTUALS) if e.row.indicator == "37-1" and e.row.fy == 2014)
    book.put("実績", entry.at, "実績値", 99)
    with pytest.raises(PeriodClosed, match=r"平成26年度末は締めているため、判定を変えられません"):
        operations.assess(book, period=PERIOD)


def test_the_next_period_goes_on_and_a_past_figure_of_the_closed_one_waits(tmp_path: Path) -> None:
    book = master()
    operations.assess(book, period=PERIOD)
    plan_operations.close(book, at=at(2), by="", period=PERIOD)
    path = _next_return(book, tmp_path)
    held = operations.consolidate(book, [path], at=at(3), period=NEXT)
    assert {f.code for f in held.findings if f.code.startswith("K")} == {"K902"}
    assert whole(book).actuals["37-1", 2015, "3月末"].value == 80
    assert ("37-1", 2014, "3月末") not in whole(book).actuals


def _next_return(book: MemoryBook, folder: Path) -> Path:
    period = Period(2015, 2)
    path = draw(plan_in(book), "体育課", period, folder)
    fill(path, build_form(plan_in(book), "体育課", period), {("指標|37-1", "answer"): 80, ("指標|37-1", "2014"): 70})
    return path


def test_undo_opens_the_period_again(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    undone = operations.undo(book, at=at(3))
    assert (undone.operation, undone.findings) == ("締め", ())
    assert whole(book).rows(CLOSINGS) == ()
    merge(book, tmp_path / "again", {**SPORTS, ("指標|37-1", "answer"): 99}, 4)
    assert value(book) == Decimal(99)
    assert broken_links(whole(book)) == []


def test_a_merge_of_a_closed_period_is_not_undone_behind_its_back(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    number = at(1).strftime("%Y%m%d-%H%M%S")
    with pytest.raises(PlanUnusable, match=r"締めた時期（平成26年度・3月末）の値を変えたため、取り消せません"):
        operations.undo(book, at=at(3), merge=number)
    except_for(book)
    assert operations.undo(book, at=at(3), merge=number).operation == "取りまとめ"


def test_undo_of_an_approved_merge_gives_the_closing_back(tmp_path: Path) -> None:
    book = closed_book(tmp_path)
    before = whole(book).rows(CLOSINGS)
    except_for(book)
    merge(book, tmp_path / "again", {**SPORTS, ("指標|37-1", "answer"): 99}, 3)
    assert whole(book).rows(CLOSINGS) != before
    operations.undo(book, at=at(4))
    assert whole(book).rows(CLOSINGS) == before
    assert found(book) == {"K904"}
    assert {row.item for row in whole(book).rows(SETTINGS)} > {"変更履歴の末尾"}
