"""The figures of reports: they add up, stand once, compare with the period before, and are those of 判定."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from tests.masters import master
from tests.reported import BEFORE, MADE, PERIOD, SECRET, judged_book, reported_rows, results_of
from xlplan import operations
from xlplan.assess import assess
from xlplan.choices import Symbol
from xlplan.eras import day_label
from xlplan.periods import Period
from xlplan.plan import PlanUnusable, read_plan
from xlplan.report import judged
from xlplan.report.changes import changes
from xlplan.report.kinds import UnknownKind
from xlplan.report.results import Results, Tally
from xlplan.report.stamping import content_digest, stamp_of
from xlplan.report.wording import amount, millions, symbol_words
from xlplan.tables import ACTUALS, INDICATORS, TABLES


@pytest.fixture(scope="module")
def results() -> Results:
    return results_of(judged_book())[0]


def every_tally(results: Results) -> list[Tally]:
    found = [results.total, *(policy.tally for policy in results.policies)]
    return found + [one for one in (results.before, *(p.before for p in results.policies)) if one is not None]


def test_every_table_of_counts_adds_up(results: Results) -> None:
    for tally in every_tally(results):
        assert sum(tally.schedule.values()) == tally.programs
        assert sum(tally.symbols.values()) == tally.indicators


def test_policies_add_up_to_the_plan_and_what_is_listed_again_stands_once(results: Results) -> None:
    for key in results.total.schedule:
        assert sum(policy.tally.schedule[key] for policy in results.policies) == results.total.schedule[key]
    for key in results.total.symbols:
        assert sum(policy.tally.symbols[key] for policy in results.policies) == results.total.symbols[key]
    assert (results.total.programs, results.total.relisted) == (4, 1)
    assert len(results.programs) == 5


def test_the_period_before_stands_beside(results: Results) -> None:
    assert results.previous == BEFORE
    assert results.before is not None
    assert (results.before.schedule["B"], results.total.schedule["B"]) == (1, 1)
    assert results.by_no[37].before == "B"
    assert results.by_no[37].schedule == "A"


def test_a_program_listed_again_shows_the_report_of_the_one_it_repeats(results: Results) -> None:
    assert results.by_no[39].report == results.by_no[27].report


def test_an_indicator_shows_its_years_as_judged(results: Results) -> None:
    indicator = results.by_no[37].indicators[0]
    assert [(year.fy, year.actual) for year in indicator.years if year.actual is not None] == [
        (2013, Decimal(72)),
        (2014, Decimal(50)),
    ]
    assert indicator.symbol is indicator.years[3].symbol
    assert indicator.symbol.off_target
    assert indicator.trend is not None
    assert (indicator.trend.word, indicator.trend.arrow) == ("減", "↘")


def test_effects_of_a_year_are_summed_with_their_basis(results: Results) -> None:
    (year,) = results.effects
    assert (year.total, year.basis) == (Decimal(338_000_000), "決算")


def test_public_figures_are_the_same_figures() -> None:
    internal, public = results_of(judged_book())
    assert public.total == internal.total
    assert [policy.tally for policy in public.policies] == [policy.tally for policy in internal.policies]
    assert [p.verdict for p in public.programs] == [p.verdict for p in internal.programs]


def test_a_hidden_indicator_is_left_out_and_counted() -> None:
    rows = reported_rows()
    rows[INDICATORS] = [
        row.changed({"publish": "非公表", "name": SECRET}) if row.indicator == "37-1" else row  # type: ignore[attr-defined]
        for row in rows[INDICATORS]
    ]
    internal, public = results_of(judged_book(rows))
    assert public.hidden_indicators == 1
    assert public.total.indicators == internal.total.indicators - 1
    assert SECRET in repr(internal)
    assert SECRET not in repr(public)


def test_no_internal_remark_is_anywhere_in_what_public_reports_are_made_from() -> None:
    internal, public = results_of(judged_book())
    assert SECRET in repr(internal)
    assert SECRET not in repr(public)
    assert SECRET not in repr({name: read.entries for name, read in public.plan.tables.items()})
    assert public.board is None
    assert {row.topic for row in public.attention} <= {"目標未達", "遅れ"}


def test_what_may_be_published_is_published() -> None:
    _, public = results_of(judged_book())
    assert public.by_no[37].report is not None
    assert public.by_no[37].report.self_assessment == "回数を増やした。"
    assert public.by_no[37].indicators[0].actual is not None
    assert public.by_no[37].indicators[0].actual.cause == "天候"
    assert [row.text for row in public.opinions] == ["夜間も開放してほしい"]
    assert public.by_no[37].indicators[0].symbol is not Symbol.NONE


def test_a_report_without_a_verdict_is_refused() -> None:
    book = master(reported_rows())
    plan = read_plan(book, TABLES)
    with pytest.raises(PlanUnusable, match="平成26年度末の「判定」がまだありません"):
        judged.require(plan, assess(plan, PERIOD))


def test_a_report_after_figures_changed_is_refused_and_the_indicator_named() -> None:
    book = judged_book()
    book.put(ACTUALS.name, 1, "実績値", 99)
    plan = read_plan(book, TABLES)
    with pytest.raises(PlanUnusable, match="37-1 利用者数など1件"):
        judged.require(plan, assess(plan, PERIOD))


def test_an_unknown_kind_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UnknownKind, match="次のどれか"):
        operations.report(judged_book(), "annual", tmp_path, at=MADE)


def test_the_stamp_changes_with_any_cell_of_the_master_and_with_nothing_else() -> None:
    first, again, changed = judged_book(), judged_book(), judged_book()
    changed.put(ACTUALS.name, 1, "備考", "直した")
    digests = [content_digest(read_plan(book, TABLES)) for book in (first, again, changed)]
    assert digests[0] == digests[1] != digests[2]


def test_the_base_date_is_that_of_the_period_when_the_master_stands_at_another() -> None:
    plan = read_plan(judged_book(), TABLES)
    assert stamp_of(plan, BEFORE, MADE).as_of == "平成26年3月31日"
    assert day_label(dt.date(2019, 3, 31)) == "平成31年3月31日"
    assert day_label(dt.date(2019, 9, 30)) == "令和元年9月30日"


def test_half_a_year_only_foresees_and_says_so() -> None:
    assert symbol_words(Period(2014, 1))[Symbol.MET] == "達成見込"
    assert symbol_words(PERIOD)[Symbol.MET] == "達成"


def test_a_milestone_is_reached_or_not_and_never_a_figure(results: Results) -> None:
    (milestone,) = [one for one in results.by_no[30].indicators if one.row.indicator == "30-2"]
    assert [amount(milestone, Decimal(value)) for value in (0, 1)] == ["未達成", "達成"]
    assert amount(milestone, None) == ""


def test_amounts_in_millions_are_rounded_half_up_and_blank_is_not_zero() -> None:
    assert [millions(Decimal(value)) for value in (1_499_999, 1_500_000)] == [Decimal(1), Decimal(2)]
    assert millions(None) == "－"


def test_changes_since_the_period_before_say_whether_for_better(results: Results) -> None:
    found = {
        (change.program.no, change.what): (change.before, change.now, change.better) for change in changes(results)
    }
    assert found[37, "進捗区分"] == ("B", "A", True)
    assert found[27, "進捗区分"] == ("A", "B", False)
    assert found[37, "利用者数"][2] is False
