"""年度計画 as bars: what is known is drawn over its years, what the lost arrows hide is said and never guessed."""

from __future__ import annotations

from typing import Any

from xlplan.report.yearly_plan import Bar, Lane, lanes
from xlplan.tables.registry import PhaseRow

YEARS = range(2011, 2016)


def phase(text: str, first: int | None, last: int | None, certainty: str = "確実", lane: int = 1) -> PhaseRow:
    more: dict[str, Any] = {"certainty": certainty}
    return PhaseRow(
        phase=f"01-{lane}-1", no=1, lane=lane, lane_name="取組", text=text, from_fy=first, to_fy=last, **more
    )


def only(*phases: PhaseRow) -> Lane:
    (found,) = lanes(phases, YEARS)
    return found


def test_a_phase_is_a_bar_over_its_years() -> None:
    assert only(phase("試行", 2011, 2012), phase("実施", 2013, 2015)).bars == (
        Bar(2011, 2012, "試行"),
        Bar(2013, 2015, "実施"),
    )


def test_years_outside_the_page_are_left_out() -> None:
    assert only(phase("実施", 2009, 2020)).bars == (Bar(2011, 2015, "実施"),)


def test_phases_of_the_same_year_share_its_bar() -> None:
    bars = only(phase("検討", 2011, 2013), phase("試行", 2013, 2013)).bars
    assert bars == (Bar(2011, 2012, "検討"), Bar(2013, 2013, "検討・試行"))


def test_phases_whose_border_is_lost_share_one_bar_and_it_is_said() -> None:
    lane = only(phase("試行", 2012, None, "推定"), phase("毎年度実施", None, 2015, "推定"))
    assert lane.bars == (Bar(2012, 2015, "試行 → 毎年度実施〔推〕"),)
    assert lane.note == "移る年度は不明"


def test_a_phase_without_any_year_runs_over_the_page_with_its_doubt() -> None:
    lane = only(phase("研究", None, None, "不明"))
    assert (lane.bars, lane.note) == ((Bar(2011, 2015, "研究〔推〕"),), "移る年度は不明")


def test_each_lane_is_its_own_line_and_a_gap_stays_a_gap() -> None:
    found = lanes([phase("乙", 2014, 2015, lane=2), phase("甲", 2011, 2011), phase("甲", 2013, 2013)], YEARS)
    assert [lane.bars for lane in found] == [(Bar(2011, 2011, "甲"), Bar(2013, 2013, "甲")), (Bar(2014, 2015, "乙"),)]
