"""The rules as truth tables: 実績 → 判定, kind by kind, year-end and 9月末 (rules §5)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.indicator_rows import DEFAULTS, H26, H26_SEPTEMBER, H27, figures, row, verdict
from xlplan.choices import NoVerdict, Symbol
from xlplan.criteria import DEFAULT_ROWS, Criteria
from xlplan.periods import Period
from xlplan.rollup import ProgramResult, policy_counts, program_verdict
from xlplan.tables.indicators import CriterionRow
from xlplan.targets import target_of
from xlplan.targets.facts import Facts, Referenced, Stand, YearTarget
from xlplan.verdicts import inputs_digest, judge, override_state

# name, cells of 成果指標, {実績 of 平成26年度末: 判定}; h25 is 100 where last year matters.
YEAR_END: list[tuple[str, dict[str, Any], dict[Any, str]]] = [
    (
        "K1 年間70人以上",
        {"kind": "以上", "value": 70, "unit": "人"},
        {77: "◎", 76: "○", 70: "○", 69: "△", 63: "△", 62: "▲", 49: "▲", 48: "×", 0: "×", -1: "×", None: "－"},
    ),
    (
        "K1 95.0％以上（小数1桁で四捨五入してから比べる）",
        {"kind": "以上", "value": 95, "decimals": 1, "unit": "％"},
        {"94.95": "○", "94.94": "△", "104.5": "◎", "104.4": "○"},
    ),
    ("K1 70人超（同じ値では届かない）", {"kind": "以上", "value": 70, "strict": "○"}, {71: "○", 70: "△"}),
    ("K1 目標0は計算できない", {"kind": "以上", "value": 0}, {5: "－", 0: "－"}),
    (
        "K2 1,000時間以下（基準値なし：目標÷実績）",
        {"kind": "以下", "value": 1000},
        {909: "◎", 910: "○", 1000: "○", 1001: "△", 1111: "△", 1112: "▲", 1428: "▲", 1429: "×", 0: "◎"},
    ),
    (
        "K2 経常収支比率95％以下、基準値97.3％（届かないときは進み）",
        {"kind": "以下", "value": 95, "decimals": 1, "unit": "％", "baseline_value": "97.3"},
        {"95.0": "○", "95.1": "△", "95.6": "▲", "96.5": "×", "97.3": "×", "97.4": "▼"},
    ),
    ("K2 1,000時間未満", {"kind": "以下", "value": 1000, "strict": "○"}, {999: "○", 1000: "△"}),
    (
        "K3 2～5件（上限を超えても○）",
        {"kind": "範囲", "value": 2, "value_high": 5, "unit": "件"},
        {2: "○", 5: "○", 6: "○", 1: "×", 0: "×"},
    ),
    (
        "K3 10～20件",
        {"kind": "範囲", "value": 10, "value_high": 20},
        {10: "○", 9: "△", 8: "▲", 7: "▲", 6: "×"},
    ),
    ("K3 一致 2回（◎はない）", {"kind": "一致", "value": 2}, {2: "○", 1: "×", 3: "○", 30: "○"}),
    (
        "K4 前年比5％以上（前年度100人）",
        {"kind": "増減率", "rate": "0.05", "counted": "○"},
        {116: "◎", 105: "○", 104: "△", 100: "△", 99: "▼", 0: "▼", None: "－"},
    ),
    (
        "K4 前年比10％削減（前年度100件）",
        {"kind": "増減率", "rate": "-0.1", "counted": "○"},
        {81: "◎", 90: "○", 91: "△", 100: "△", 101: "▼"},
    ),
    (
        "K5 前年度100人を維持",
        {"kind": "前年度維持"},
        {200: "○", 100: "○", 99: "△", 90: "△", 89: "▲", 70: "▲", 69: "×"},
    ),
    ("K5 調査系は3ポイントまで横ばい", {"kind": "前年度維持", "survey": "○"}, {97: "○", 96: "△"}),
    ("K5 許容差10", {"kind": "前年度維持", "tolerance": 10}, {90: "○", 89: "▲"}),
    (
        "K6 27年度末に20（22年度末10、26年度末の経過80％）",
        {"kind": "期末水準", "value": 20, "direction": "増", "baseline_value": 10},
        {21: "◎", 20: "◎", 18: "○", 17: "△", 15: "△", 14: "▲", 10: "▲", 9: "▼"},
    ),
    (
        "K7 27年度末に10（22年度末20、26年度末の経過80％）",
        {"kind": "期末水準", "value": 10, "direction": "減", "baseline_value": 20},
        {10: "◎", 12: "○", 13: "△", 15: "△", 16: "▲", 20: "▲", 21: "▼"},
    ),
    ("K6 基準値なしは期限まで判定しない", {"kind": "期末水準", "value": 20, "direction": "増"}, {20: "－", 5: "－"}),
    (
        "K6 基準値がもう目標を超えていて、目標を割ったら後退",
        {"kind": "期末水準", "value": 20, "direction": "増", "baseline_value": 25},
        {24: "◎", 19: "▼"},
    ),
    (
        "K6 基準値＝目標は計算できない",
        {"kind": "期末水準", "value": 20, "direction": "増", "baseline_value": 20},
        {25: "－"},
    ),
    (
        "K8 27年度末までに28件（H24・H25は20件ずつでなく0件、経過80％で22.4件）",
        {"kind": "累計", "value": 28, "baseline_fy": 2010},
        {28: "◎", 23: "○", 22: "△", 14: "△", 13: "▲", 0: "▲"},
    ),
    (
        "K8 小さい目標3校（経過80％で2校）",
        {"kind": "累計", "value": 3, "counted": "○"},
        {3: "◎", 2: "○", 1: "▲", 0: "▲"},
    ),
    (
        "K9 実施率100％（基準0、経過80％）",
        {"kind": "実施率", "value": 100},
        {100: "◎", 80: "○", 79: "△", 48: "△", 47: "▲"},
    ),
    ("K9 27年度だけ測る", {"kind": "実施率", "value": 90, "measured": "平成27年度"}, {95: "－"}),
    (
        "K11 概ね910人（1％＝9人）",
        {"kind": "概ね", "value": 910, "counted": "○"},
        {901: "○", 919: "○", 920: "△", 892: "△", 891: "▲"},
    ),
    ("K14 増がよい（前年度100）", {"kind": "方向のみ", "direction": "増"}, {101: "○", 100: "△", 99: "▼"}),
    ("K14 減がよい（前年度100）", {"kind": "方向のみ", "direction": "減"}, {99: "○", 100: "△", 101: "▼"}),
    ("K15 目標なし", {"kind": "目標なし"}, {100: "－"}),
    ("K12 毎年度設定、この年度の目標なし", {"kind": "毎年度設定"}, {100: "－"}),
    ("K0 指標なし", {"kind": "指標なし"}, {100: "－"}),
    ("読み取り不能", {"kind": "読み取り不能"}, {100: "－"}),
]


@pytest.mark.parametrize(
    ("cells", "actual", "symbol"),
    [
        pytest.param(cells, actual, symbol, id=f"{name} 実績{actual}")
        for name, cells, table in YEAR_END
        for actual, symbol in table.items()
    ],
)
def test_year_end(cells: dict[str, Any], actual: Any, symbol: str) -> None:
    last_year = 0 if cells["kind"] == "累計" else 100
    known = figures(h23=0, h24=0, h25=last_year, h26=actual)
    found = verdict(H26, Facts(actuals=known), **cells)
    assert found.symbol == symbol, found.reason
    assert (found.no_verdict is None) == (symbol != "－")


AT_DUE: list[tuple[str, dict[str, Any], dict[Any, str]]] = [
    (
        "K6 期限の年度は進み",
        {"kind": "期末水準", "value": 20, "direction": "増", "baseline_value": 10},
        {25: "○", 20: "○", 19: "△", 18: "▲", 17: "▲", 16: "×", 10: "×", 9: "▼"},
    ),
    (
        "K6 基準値なしは達成率",
        {"kind": "期末水準", "value": 20, "direction": "増"},
        {22: "◎", 20: "○", 18: "△", 13: "×"},
    ),
    (
        "K7 一般会計債務300億円以下、基準値322億円",
        {"kind": "期末水準", "value": 300, "direction": "減", "baseline_value": 322},
        {300: "○", 302: "△", 310: "×", 322: "×", 323: "▼"},
    ),
    ("K8 期限の年度は合計÷目標", {"kind": "累計", "value": 28}, {31: "◎", 28: "○", 26: "△", 20: "▲", 19: "×"}),
    ("K9 27年度に測る90％", {"kind": "実施率", "value": 90, "measured": "平成27年度"}, {90: "○", 81: "△", 62: "×"}),
]


@pytest.mark.parametrize(
    ("cells", "actual", "symbol"),
    [
        pytest.param(cells, actual, symbol, id=f"{name} 実績{actual}")
        for name, cells, table in AT_DUE
        for actual, symbol in table.items()
    ],
)
def test_due_year(cells: dict[str, Any], actual: Any, symbol: str) -> None:
    found = verdict(H27, Facts(actuals=figures(h23=0, h24=0, h25=0, h26=0, h27=actual)), **cells)
    assert found.symbol == symbol, found.reason


# 9月末: cells, 9月末の実績, 年度末見込, 判定, 判定なしの理由
SEPTEMBER: list[tuple[dict[str, Any], Any, Any, str, str]] = [
    ({"kind": "以上", "value": 70}, 35, None, "○", ""),
    ({"kind": "以上", "value": 70}, 28, None, "△", ""),
    ({"kind": "以上", "value": 70}, 27, None, "▲", ""),
    ({"kind": "以上", "value": 70}, 999, None, "○", ""),
    ({"kind": "以上", "value": 70}, 0, None, "▲", ""),
    ({"kind": "以上", "value": 70}, None, None, "－", "未報告"),
    ({"kind": "以上", "value": 70}, 10, 70, "○", ""),
    ({"kind": "以上", "value": 70}, 60, 56, "△", ""),
    ({"kind": "以上", "value": 70}, 60, 55, "▲", ""),
    ({"kind": "以上", "value": 70, "half_share": "0.8"}, 56, None, "○", ""),
    ({"kind": "以上", "value": 70, "half_share": "0.8"}, 55, None, "△", ""),
    ({"kind": "以上", "value": 99, "half_share": "0"}, 99, None, "－", "未到来"),
    ({"kind": "以上", "value": 3}, 3, None, "○", ""),
    ({"kind": "以上", "value": 3}, 2, None, "－", "年度途中"),
    ({"kind": "以下", "value": 3}, 3, None, "－", "年度途中"),
    ({"kind": "以下", "value": 3}, 4, None, "▲", ""),
    ({"kind": "以下", "value": 100}, 50, None, "○", ""),
    ({"kind": "以下", "value": 100}, 60, None, "△", ""),
    ({"kind": "以下", "value": 100}, 63, None, "▲", ""),
    ({"kind": "範囲", "value": 2, "value_high": 5}, 1, None, "－", "年度途中"),
    ({"kind": "範囲", "value": 2, "value_high": 5}, 2, None, "○", ""),
    ({"kind": "範囲", "value": 20, "value_high": 50}, 10, None, "○", ""),
    ({"kind": "以上", "value": 95, "unit": "％"}, 95, None, "－", "未到来"),
    ({"kind": "以上", "value": 95, "unit": "％"}, 10, 96, "○", ""),
    ({"kind": "前年度維持"}, 100, None, "－", "未到来"),
    ({"kind": "前年度維持"}, None, 79, "▲", ""),
    ({"kind": "増減率", "rate": "0.05", "counted": "○"}, 53, None, "○", ""),
    ({"kind": "増減率", "rate": "0.05", "counted": "○"}, None, 99, "▲", ""),
    ({"kind": "期末水準", "value": 20, "direction": "増", "baseline_value": 10}, 25, None, "－", "未到来"),
    ({"kind": "期末水準", "value": 20, "direction": "増", "baseline_value": 10}, None, 25, "○", ""),
    ({"kind": "期末水準", "value": 20, "direction": "増", "baseline_value": 10}, None, 9, "▲", ""),
    ({"kind": "概ね", "value": 910}, 910, None, "－", "未到来"),
    ({"kind": "概ね", "value": 910}, None, 1000, "▲", ""),
    ({"kind": "方向のみ", "direction": "増"}, 101, None, "－", "未到来"),
    ({"kind": "方向のみ", "direction": "増"}, None, 99, "▲", ""),
]


@pytest.mark.parametrize(("cells", "half", "forecast", "symbol", "why"), SEPTEMBER)
def test_september(cells: dict[str, Any], half: Any, forecast: Any, symbol: str, why: str) -> None:
    facts = Facts(
        actuals=figures(h25=100),
        half_actual=None if half is None else Decimal(half),
        forecast=None if forecast is None else Decimal(forecast),
    )
    found = verdict(H26_SEPTEMBER, facts, **cells)
    assert found.symbol == symbol, found.reason
    assert (found.no_verdict or "") == why
    assert found.forecast == (symbol != "－")


def test_words_of_a_forecast() -> None:
    words = {
        verdict(H26_SEPTEMBER, Facts(half_actual=Decimal(half)), kind="以上", value=70).word: half
        for half in (35, 28, 1)
    }
    assert list(words) == ["達成見込", "やや遅れ", "要注意"]


def test_cumulative_at_september_counts_half_a_year() -> None:
    """28件, 起算22年度末, 26年9月末: 経過 3.5/5 で19.6件."""
    for half, symbol in ((28, "○"), (20, "○"), (19, "△"), (11, "▲")):
        facts = Facts(actuals=figures(h23=0, h24=0, h25=0), half_actual=Decimal(half))
        assert verdict(H26_SEPTEMBER, facts, kind="累計", value=28).symbol == symbol


def test_cumulative_expects_nothing_yet() -> None:
    """1施設 by 27年度末: until then none is expected, so none is on course."""
    found = verdict(Period(2011, 2), Facts(actuals=figures(h23=0)), kind="累計", value=1, counted="○")
    assert (found.symbol, found.rule) == (Symbol.MET, "K8-2S")


def test_cumulative_with_a_gap_is_unreported() -> None:
    facts = Facts(actuals=figures(h23=1, h24=None, h25=1, h26=1))
    assert verdict(H26, facts, kind="累計", value=3).no_verdict is NoVerdict.NOT_REPORTED


@pytest.mark.parametrize(
    ("done", "stand", "symbol"),
    [
        ({"h25": 1}, None, "◎"),
        ({"h26": 1}, None, "◎"),
        ({"h27": 1}, None, "○"),
        ({"h26": 0, "h27": 0}, "先行", "×"),
        ({"h26": 0}, None, "－"),
    ],
)
def test_milestone_in_its_due_year(done: dict[str, int], stand: Stand | None, symbol: str) -> None:
    assert verdict(H27, Facts(actuals=figures(**done), stand=stand), kind="期限付き成果物").symbol == symbol


@pytest.mark.parametrize(("stand", "symbol"), [("遅れ", "▲"), ("予定どおり", "○"), ("先行", "○"), (None, "－")])
def test_milestone_before_its_due_year_goes_by_stage(stand: Stand | None, symbol: str) -> None:
    for period, actuals in ((H26, figures(h26=0)), (H26_SEPTEMBER, {})):
        found = verdict(period, Facts(actuals=actuals, stand=stand), kind="期限付き成果物")
        assert found.symbol == symbol, found.reason


def test_milestone_finished_late_and_never() -> None:
    late = Facts(actuals=figures(h27=0, h28=1))
    assert verdict(Period(2016, 2), late, kind="期限付き成果物").rule == "K10-4L"
    assert verdict(Period(2016, 1), Facts(half_actual=Decimal(0)), kind="期限付き成果物").symbol is Symbol.SHORT


def test_growth_rounds_to_the_whole_that_reaches_it() -> None:
    """101人の5％増は106.05人: 107人 is needed; 95件の10％減は85.5件: 85件."""
    more = {"kind": "増減率", "rate": "0.05", "counted": "○"}
    assert verdict(H26, Facts(actuals=figures(h25=101, h26=106)), **more).symbol is Symbol.NEARLY
    assert verdict(H26, Facts(actuals=figures(h25=101, h26=107)), **more).symbol is Symbol.MET
    less = {"kind": "増減率", "rate": "-0.1", "counted": "○"}
    assert verdict(H26, Facts(actuals=figures(h25=95, h26=86)), **less).symbol is Symbol.NEARLY
    assert verdict(H26, Facts(actuals=figures(h25=95, h26=85)), **less).symbol is Symbol.MET


def test_growth_from_nothing_and_without_last_year() -> None:
    cells = {"kind": "増減率", "rate": "0.05"}
    assert verdict(H26, Facts(actuals=figures(h25=0, h26=1)), **cells).rule == "K4-2Z"
    assert verdict(H26, Facts(actuals=figures(h25=0, h26=0)), **cells).no_verdict is NoVerdict.UNDEFINED
    assert verdict(H26, Facts(actuals=figures(h26=5)), **cells).no_verdict is NoVerdict.NO_PREVIOUS
    first = Facts(actuals=figures(h23=105))
    assert verdict(Period(2011, 2), first, **cells, baseline_value=100).symbol is Symbol.MET


def test_growth_from_the_base_year() -> None:
    cells = {"kind": "増減率", "rate": "-0.1", "basis": "基準年度"}
    facts = Facts(actuals=figures(h25=50, h26=95))
    assert verdict(H26, facts, **cells, baseline_value=100).symbol is Symbol.NEARLY
    assert verdict(H26, facts, **cells).no_verdict is NoVerdict.NO_BASELINE
    # 5 of 10 points after four of five years: 50 ％ ÷ 80 ％ = 62.5 ％.
    found = verdict(H26, facts, **cells, baseline_value=100, due_fy="平成27年度")
    assert (found.rule, found.ratio) == ("K4-3Q", Decimal("0.625"))


def test_first_year_of_keeping_needs_the_baseline() -> None:
    facts = Facts(actuals=figures(h23=100))
    assert verdict(Period(2011, 2), facts, kind="前年度維持").no_verdict is NoVerdict.NO_BASELINE
    assert verdict(Period(2011, 2), facts, kind="前年度維持", baseline_value=100).symbol is Symbol.MET
    assert verdict(H26, Facts(actuals=figures(h26=1)), kind="前年度維持").no_verdict is NoVerdict.NO_PREVIOUS


@pytest.mark.parametrize(
    ("kind", "direction", "target", "actual", "rule"),
    [
        ("毎年度設定", None, 95, 96, "K12-2"),
        ("毎年度設定", "減", 95, 96, "K12-3"),
        ("目標なし", "増", 95, 96, "K1-2"),
        ("目標なし", "減", 95, 96, "K2-3"),
        ("目標なし", None, 95, 96, "K15-0"),
        ("年度別目標", "増", 100, 90, "K1-3"),
        ("年度別目標", "減", 100, 90, "K2-1"),
    ],
)
def test_target_set_for_the_year(kind: str, direction: str | None, target: int, actual: int, rule: str) -> None:
    facts = Facts(actuals=figures(h26=actual), year_targets={2014: YearTarget(Decimal(target))})
    assert verdict(H26, facts, kind=kind, direction=direction).rule == rule


def test_range_set_for_the_year() -> None:
    facts = Facts(actuals=figures(h26=9), year_targets={2014: YearTarget(Decimal(10), Decimal(20))})
    assert verdict(H26, facts, kind="目標なし").rule == "K3-3"


def test_target_of_another_year_does_not_count() -> None:
    facts = Facts(actuals=figures(h26=96), year_targets={2013: YearTarget(Decimal(95))})
    assert verdict(H26, facts, kind="年度別目標", direction="増").no_verdict is NoVerdict.NO_TARGET


def test_reference_takes_the_worst_and_relisting_copies() -> None:
    others = (
        Referenced("30-1", Symbol.MET),
        Referenced("30-2", Symbol.SHORT),
        Referenced("30-3", Symbol.NONE, NoVerdict.NOT_REPORTED),
    )
    found = verdict(H26, Facts(referenced=others), kind="他プログラム参照", reference="30")
    assert (found.symbol, found.rule) == (Symbol.SHORT, "K13-4")
    assert "30-2" in found.reason
    copied = verdict(H26, Facts(referenced=others[:1]), kind="累計", value=1, relisted_from="27-1")
    assert (copied.symbol, copied.rule) == (Symbol.MET, "K13-2C")
    nothing = verdict(H26, Facts(referenced=others[2:]), kind="他プログラム参照", reference="30")
    assert nothing.no_verdict is NoVerdict.NOT_REPORTED
    assert verdict(H26, Facts(), kind="以上", value=1, relisted_from="27-1").no_verdict is NoVerdict.RELISTED


def test_before_the_first_edition_and_incomplete() -> None:
    assert judge(None, Facts(), H26, DEFAULTS).no_verdict is NoVerdict.BEFORE_EDITION
    assert judge(["value"], Facts(), H26, DEFAULTS).no_verdict is NoVerdict.UNREADABLE


def test_guards() -> None:
    level = {"kind": "期末水準", "value": 20, "direction": "増", "baseline_value": 10}
    facts = Facts(actuals=figures(h26=15))
    assert verdict(H26, facts, **level, baseline_fy=2015).no_verdict is NoVerdict.UNDEFINED
    assert verdict(H26, facts, **level, baseline_fy=2014).no_verdict is NoVerdict.NOT_DUE
    over = {"kind": "以下", "value": 95, "baseline_value": 95}
    assert verdict(H26, Facts(actuals=figures(h26=96)), **over).no_verdict is NoVerdict.UNDEFINED


def test_worked_examples_of_the_rules() -> None:
    debt = {
        "kind": "期末水準",
        "value": 30_000_000_000,
        "unit": "円",
        "direction": "減",
        "baseline_value": 32_200_000_000,
    }
    found = verdict(H27, Facts(actuals=figures(h27=31_000_000_000)), **debt)
    assert found.progress == Decimal("0.545")
    assert found.reason == (
        "実績 310億円／目標 300億円以下、基準値 322億円からの進み＝54.5％のため×（70％未満、規則K7-5P、平成26年度版）"
    )
    ratio = {"kind": "以下", "value": 95, "decimals": 1, "unit": "％"}
    facts = Facts(actuals=figures(h26="96.5"))
    moved = verdict(H26, facts, **ratio, baseline_value="97.3")
    assert moved.progress == Decimal("0.347")
    assert "目標との差＋1.5ポイント" in moved.reason
    assert verdict(H26, facts, **ratio).ratio == Decimal("0.984")


def test_reason_names_figure_target_ratio_rule_and_edition() -> None:
    found = verdict(H26, Facts(actuals=figures(h26=66)), kind="以上", value=70, unit="人")
    assert found.reason == "実績 66人／目標 70人以上＝94.2％のため△（90％以上100％未満、規則K1-3、平成26年度版）"


def test_unmet_never_reads_100_percent() -> None:
    found = verdict(H26, Facts(actuals=figures(h26=99_999)), kind="以上", value=100_000)
    assert found.symbol is Symbol.NEARLY
    assert "99.9％" in found.reason
    assert "＝100" not in found.reason


def test_trend_is_told_without_a_target() -> None:
    found = verdict(H26, Facts(actuals=figures(h25=10, h26=12)), kind="目標なし", unit="人")
    assert "実績 12人は前年度 10人より増" in found.reason
    blank = verdict(H26, Facts(actuals=figures(h26=None), blank_reason="未定"), kind="以上", value=1)
    assert "課の回答：未定" in blank.reason


def test_thresholds_follow_the_fiscal_year() -> None:
    stricter = CriterionRow(criterion="概ね達成", name="改定", value=Decimal("0.95"), effective_fy=2014)
    criteria = Criteria.of([stricter, *DEFAULT_ROWS])
    target = target_of(row(kind="以上", value=100))
    facts = Facts(actuals=figures(h25=92, h26=92))
    assert judge(target, facts, Period(2013, 2), criteria).symbol is Symbol.NEARLY
    assert judge(target, facts, H26, criteria).symbol is Symbol.SHORT
    assert criteria.missing(2014) == []
    assert "概ね達成" in criteria.missing(2010)
    assert judge(target, facts, Period(2010, 2), criteria).no_verdict is NoVerdict.UNDEFINED


def test_range_exceeded_can_be_made_nearly() -> None:
    setting = CriterionRow(criterion="範囲超過", name="改定", value=Decimal(1), effective_fy=2014)
    target = target_of(row(kind="範囲", value=1, value_high=2))
    found = judge(target, Facts(actuals=figures(h26=3)), H26, Criteria.of([*DEFAULT_ROWS, setting]))
    assert (found.symbol, found.rule) == (Symbol.NEARLY, "K3-3U")
    assert "上限超過" in found.reason


def test_override_needs_reason_name_and_date_and_goes_stale() -> None:
    before = verdict(H26, Facts(actuals=figures(h26=66)), kind="以上", value=70)
    after = verdict(H26, Facts(actuals=figures(h26=67)), kind="以上", value=70)
    day = dt.date(2015, 5, 1)
    assert override_state(before, None, reason="", by="", on=None, inputs="").state == "なし"
    lacking = override_state(before, Symbol.MET, reason="理由", by="", on=None, inputs="")
    assert (lacking.state, lacking.missing) == ("不備", ("変更者", "変更日"))
    for now, state in ((before, "有効"), (after, "再確認")):
        found = override_state(
            now, Symbol.MET, reason="災害による中止", by="課長", on=day, inputs=inputs_digest(before)
        )
        assert found == (state, Symbol.MET, ())


def test_program_takes_the_worst_and_counts() -> None:
    assert program_verdict([Symbol.MET, Symbol.SHORT, Symbol.MET]) == (Symbol.SHORT, "○2 ▲1")
    assert program_verdict([Symbol.NONE, Symbol.OVER]) == (Symbol.OVER, "◎1 －1")
    assert program_verdict([Symbol.NONE]) == (Symbol.NONE, "－1")
    assert program_verdict([Symbol.FAR, Symbol.WORSE]).symbol is Symbol.WORSE


def test_62_programs_count_as_61_and_those_without_indicators_stand_apart() -> None:
    programs = [ProgramResult("A", Symbol.MET)] * 50 + [ProgramResult("B", Symbol.SHORT)] * 2
    programs += (
        [ProgramResult("S", None)] * 8 + [ProgramResult(None, None)] + [ProgramResult("A", Symbol.MET, relisted=True)]
    )
    counts = policy_counts(programs)
    assert (len(programs), counts.programs, counts.relisted) == (62, 61, 1)
    assert sum(counts.schedule.values()) + counts.unreported == counts.programs
    assert sum(counts.symbols.values()) + counts.not_applicable == counts.programs
    assert counts.not_applicable == 9
    assert Counter(counts.symbols)[Symbol.MET] == 50


@given(st.integers(1, 10**9), st.integers(-(10**9), 2 * 10**9), st.integers(1, 10**6))
def test_more_is_never_judged_worse(target: int, actual: int, more: int) -> None:
    order = list(Symbol)
    low, high = (
        verdict(H26, Facts(actuals={2014: Decimal(figure)}), kind="以上", value=target).symbol
        for figure in (actual, actual + more)
    )
    assert order.index(high) <= order.index(low)


@given(st.integers(1, 10**6), st.integers(0, 2 * 10**6), st.integers(1, 10**6))
def test_levels_up_and_down_mirror_each_other(target: int, actual: int, baseline: int) -> None:
    def at(sign: int, direction: str) -> Symbol:
        cells = {"kind": "期末水準", "value": sign * target, "direction": direction, "baseline_value": sign * baseline}
        return verdict(H26, Facts(actuals={2014: Decimal(sign * actual)}), **cells).symbol

    assert at(1, "増") is at(-1, "減")
