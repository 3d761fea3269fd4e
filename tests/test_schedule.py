"""進捗区分の参考: the states of the work items against the phases planned."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from xlplan.choices import ItemState
from xlplan.periods import Period
from xlplan.schedule import suggest
from xlplan.tables.registry import ActionRow, PhaseRow

H24_SEPTEMBER, H24, H26, H27 = Period(2012, 1), Period(2012, 2), Period(2014, 2), Period(2015, 2)


def action(item: str = "1", **cells: Any) -> ActionRow:
    return ActionRow.read({"action": f"05-{item}", "no": 5, "item": item, "text": "実施内容"} | cells)


def phase(stage: str, first: int | None, last: int | None, **cells: Any) -> PhaseRow:
    base = {"phase": f"05-1-{first}", "no": 5, "lane": 1, "stage": stage, "certainty": "確実", "actions": "1"}
    return PhaseRow.read(base | {"from_fy": first, "to_fy": last} | cells)


STUDY_THEN_DO = [phase("検討", 2011, 2011), phase("試行", 2012, 2012), phase("実施", 2013, 2015)]

# 年度計画: 検討23年度 → 試行24年度 → 実施25～27年度. 状況 → 参考区分, by period.
BY_PHASE: list[tuple[Period, dict[str, str]]] = [
    (Period(2011, 2), {"未着手": "B", "検討中": "A", "試行": "S", "実施中": "S", "完了": "S"}),
    (H24, {"未着手": "B", "検討中": "B", "試行": "A", "実施中": "S", "完了": "S"}),
    (H26, {"未着手": "B", "検討中": "B", "試行": "B", "実施中": "A", "完了": "S"}),
    (H27, {"未着手": "B", "試行": "B", "実施中": "A", "完了": "A"}),
]


@pytest.mark.parametrize(
    ("period", "state", "expected"),
    [pytest.param(p, s, e, id=f"{p} {s}") for p, table in BY_PHASE for s, e in table.items()],
)
def test_state_against_the_phase_of_the_year(period: Period, state: ItemState, expected: str) -> None:
    assert suggest([action()], {"05-1": state}, STUDY_THEN_DO, period).schedule == expected


# 予定年度 25～27年度 and no readable phase.
BY_YEARS: list[tuple[Period, dict[str, str]]] = [
    (H24, {"未着手": "A", "検討中": "A", "試行": "S", "実施中": "S"}),
    (H26, {"未着手": "B", "検討中": "A", "実施中": "A", "完了": "S"}),
    (Period(2015, 1), {"未着手": "B", "検討中": "A", "完了": "A"}),
    (H27, {"検討中": "B", "実施中": "A", "完了": "A"}),
    (Period(2016, 2), {"検討中": "B", "実施中": "A", "完了": "A"}),
]


@pytest.mark.parametrize("certainty", ["不明", None])
@pytest.mark.parametrize(
    ("period", "state", "expected"),
    [pytest.param(p, s, e, id=f"{p} {s}") for p, table in BY_YEARS for s, e in table.items()],
)
def test_unknown_phases_fall_back_to_the_items_years(
    certainty: str | None, period: Period, state: ItemState, expected: str
) -> None:
    phases = [phase("実施", 2011, 2015, certainty=certainty)] if certainty else [phase("実施", None, None)]
    item = action(from_fy="平成25年度", to_fy="平成27年度")
    assert suggest([item], {"05-1": state}, phases, period).schedule == expected


def test_nothing_known_suggests_nothing() -> None:
    for state in get_args(ItemState):
        suggestion = suggest([action()], {"05-1": state}, [phase("その他", 2011, 2015)], H26)
        assert suggestion.schedule is None
        assert suggestion.stand is None
    assert suggest([action()], {}, STUDY_THEN_DO, H26).schedule is None


def test_two_phases_in_one_year_ask_for_the_later_only_at_its_end() -> None:
    phases = [phase("検討", 2012, 2012), phase("実施", 2012, 2015)]
    assert suggest([action()], {"05-1": "検討中"}, phases, H24_SEPTEMBER).schedule == "A"
    assert suggest([action()], {"05-1": "検討中"}, phases, H24).schedule == "B"


def test_one_item_behind_outweighs_one_ahead() -> None:
    items = [action("1"), action("2")]
    phases = [*STUDY_THEN_DO, phase("検討", 2011, 2015, actions="2")]
    both = suggest(items, {"05-1": "検討中", "05-2": "実施中"}, phases, H26)
    assert (both.schedule, both.stand) == ("B", "遅れ")
    assert both.detail == "実施内容1は「検討中」（年度計画では「実施」）"
    assert suggest(items, {"05-1": "実施中", "05-2": "実施中"}, phases, H26).stand == "先行"
    level = suggest(items, {"05-1": "実施中", "05-2": "検討中"}, phases, H26)
    assert (level.schedule, level.stand) == ("A", "予定どおり")


def test_stopped_items_stand_apart_and_ended_ones_are_left_out() -> None:
    items = [action("1"), action("2"), action("3", ended="○")]
    phases = [phase("実施", 2011, 2015, actions="1、2、3")]
    suggestion = suggest(items, {"05-1": "実施中", "05-2": "中止", "05-3": "未着手"}, phases, H26)
    assert (suggestion.schedule, suggestion.stopped) == ("A", ("2",))
    assert "中止は実施内容2" in suggestion.detail
    assert suggest(items[1:2], {"05-2": "中止"}, phases, H26).schedule is None


def test_a_lane_covers_sub_items_and_a_single_item() -> None:
    assert suggest([action("1-2"), action("2")], {"05-1-2": "未着手"}, STUDY_THEN_DO, H26).schedule == "B"
    unnamed = [phase("実施", 2011, 2015, actions="")]
    assert suggest([action("1")], {"05-1": "未着手"}, unnamed, H26).schedule == "B"
    assert suggest([action("1"), action("2")], {"05-1": "未着手"}, unnamed, H26).schedule is None
