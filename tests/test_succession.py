"""引継ぎ: who goes on into the next plan, under which number, with which figures."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.masters import master
from xlplan import operations, plan_operations
from xlplan.books.file import FileBook
from xlplan.choices import ItemState
from xlplan.findings import Level
from xlplan.plan import Plan, PlanUnusable, read_plan
from xlplan.schema import Row, Table
from xlplan.succession import NextPlan, Succession, succeed
from xlplan.tables import ACTIONS, ACTUALS, BASE_FIGURES, INDICATORS, ITEM_STATES, OPINIONS, PROGRAMS, TABLES
from xlplan.tables.records import OpinionRow
from xlplan.tables.rounds import ActualRow, ItemStateRow

FOLLOWING = NextPlan("plan-3", "第3次改革推進プログラム", 2016, 2020)


def state(action: str, word: ItemState, fy: int = 2015) -> ItemStateRow:
    return ItemStateRow(action=action, fy=fy, point="3月末", state=word)


DONE_30 = [state("30-1", "完了")]
ACTUAL = [
    ActualRow(indicator="37-1", fy=2014, point="3月末", value=Decimal(72)),
    ActualRow(indicator="37-1", fy=2015, point="3月末", value=Decimal(75), basis="確定"),
    ActualRow(indicator="37-1", fy=2015, point="9月末", value=Decimal(40)),
    ActualRow(indicator="30-1", fy=2015, point="3月末", value=Decimal(96)),
]


def rows(done: Succession, table: Table) -> list[Any]:
    """Rows of one table, each with the fields of its own."""
    return list(done.rows[table.name])


def plan(given: Mapping[Table, Iterable[Row]] | None = None) -> Plan:
    return read_plan(master({ITEM_STATES: DONE_30, ACTUALS: ACTUAL, **(given or {})}), TABLES)


@pytest.mark.parametrize(
    ("states", "goes_on"),
    [
        ([], True),
        ([state("37-1", "実施中")], True),
        ([state("37-1", "完了")], False),
        ([state("37-1", "中止")], False),
        ([state("37-1", "実施中", 2014), state("37-1", "完了")], False),
        ([state("37-1", "完了", 2014), state("37-1", "実施中")], True),
    ],
    ids=["報告なし", "実施中", "完了", "中止", "後で完了", "また始めた"],
)
def test_a_program_goes_on_unless_all_its_items_are_over(states: list[ItemStateRow], goes_on: bool) -> None:
    assert (37 in succeed(plan({ITEM_STATES: states}), FOLLOWING).lineage.values()) == goes_on


def test_programs_are_numbered_anew_and_keep_their_old_number() -> None:
    done = succeed(plan(), FOLLOWING)
    assert dict(done.lineage) == {1: 27, 2: 28, 3: 39, 4: 37}
    assert done.left == (30,)
    programs = {row.no: row for row in rows(done, PROGRAMS)}
    assert [(no, row.predecessor, row.relisted_from) for no, row in programs.items()] == [
        (1, 27, None),
        (2, 28, None),
        (3, 39, 1),
        (4, 37, None),
    ]


def test_a_decision_not_to_carry_a_program_is_heeded() -> None:
    done = succeed(plan(), FOLLOWING, without={28})
    assert set(done.left) == {28, 30}


def test_indicators_start_from_the_last_figure_and_keep_the_earlier_ones_in_sight() -> None:
    done = succeed(plan(), FOLLOWING)
    indicator = next(row for row in rows(done, INDICATORS) if row.indicator == "4-1")
    assert (indicator.edition, indicator.effective_fy, indicator.baseline_fy, indicator.baseline_value) == (
        1,
        2016,
        2015,
        Decimal(75),
    )
    assert [(row.indicator, row.fy, row.value) for row in rows(done, ACTUALS)] == [
        ("4-1", 2014, Decimal(72)),
        ("4-1", 2015, Decimal(75)),
    ]
    (figure,) = rows(done, BASE_FIGURES)
    assert figure.as_of == "平成27年度末"


def test_a_due_year_of_the_old_plan_is_left_to_be_set_and_references_follow() -> None:
    done = succeed(plan({ITEM_STATES: []}), FOLLOWING)
    found = {row.indicator: row for row in rows(done, INDICATORS)}
    new = {old: number for number, old in done.lineage.items()}
    assert found[f"{new[30]}-2"].due_fy is None
    assert found[f"{new[28]}-1"].reference == str(new[30])
    assert found[f"{new[39]}-1"].relisted_from == f"{new[27]}-1"


def test_work_that_is_over_is_not_asked_again_and_years_are_for_the_next_plan() -> None:
    done = succeed(plan({ITEM_STATES: [*DONE_30, state("27-1", "完了")]}), FOLLOWING)
    items = [(row.action, row.no, row.years_text, row.from_fy) for row in rows(done, ACTIONS)]
    assert items == [("01-2", 1, "", None), ("04-1", 4, "", None)]


def test_open_opinions_go_on_under_the_new_number() -> None:
    opinions = [
        OpinionRow(number=1, kind="委員会助言", no=37, source="第2回", department="体育課"),
        OpinionRow(number=2, kind="委員会助言", no=37, answer="しました。", reflection="反映済"),
        OpinionRow(number=3, kind="市民意見", no=30, source="手紙", answer="考えます。", reflection="検討中"),
        OpinionRow(number=4, kind="市民意見", source="手紙"),
    ]
    done = succeed(plan({OPINIONS: opinions}), FOLLOWING)
    carried = [(row.number, row.no, row.source) for row in rows(done, OPINIONS)]
    assert carried == [(1, 4, "第2回（前計画No.37）"), (3, None, "手紙（前計画No.30）"), (4, None, "手紙（前計画）")]
    assert done.opinions == 3


@pytest.mark.parametrize(
    ("following", "without", "words"),
    [
        (NextPlan("plan-3", "次", 2015, 2020), frozenset(), "年度"),
        (NextPlan("plan-3", "次", 2016, 2015), frozenset(), "年度"),
        (NextPlan("test-plan", "次", 2016, 2020), frozenset(), "プランID"),
        (NextPlan("", "次", 2016, 2020), frozenset(), "プランID"),
        (FOLLOWING, frozenset({99}), "No.99"),
        (FOLLOWING, frozenset({27, 28, 37, 39}), "引き継ぐプログラムがありません"),
    ],
)
def test_what_cannot_be_the_next_plan_is_refused(following: NextPlan, without: frozenset[int], words: str) -> None:
    with pytest.raises(PlanUnusable, match=words):
        succeed(plan(), following, without=without)


@pytest.mark.slow
def test_the_next_master_reads_back_and_a_round_can_begin(tmp_path: Path) -> None:
    old = FileBook(Path(__file__).parent.parent / "workbook" / "master.xlsm")
    done, data = plan_operations.succeed(old, FOLLOWING)
    path = tmp_path / "次の台帳.xlsx"
    path.write_bytes(data)
    new = read_plan(FileBook(path), TABLES)
    assert len(new.rows(PROGRAMS)) == len(done.lineage) == 62
    assert (new.start_fy, new.end_fy, new.plan_id) == (2016, 2020, "plan-3")
    assert new.settings["前計画"] == "kodaira-gyozaisei-2"
    assert [f.text for f in new.findings if f.level is Level.SERIOUS] == []
    issued = operations.distribute(FileBook(path), tmp_path / "out")
    assert len(issued) == 27
    assert issued[0].period.label == "平成28年9月末"
    book = FileBook(path)
    held = operations.consolidate(book, [tmp_path / "out"], at=dt.datetime(2016, 10, 20))  # noqa: DTZ001
    assert {f.code for f in held.findings} == {"B701"}
    assert io.BytesIO(data).read(2) == b"PK"
