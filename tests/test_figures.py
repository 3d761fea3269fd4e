"""Figures and units as officers type them: what is read, what is blank, what is refused and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.figures import (
    Blank,
    BlankReason,
    Figure,
    Unreadable,
    UnreadableReason,
    read_figure,
    round_half_up,
    show,
    truncated_percent,
)

FIGURES: list[tuple[object, str, str]] = [
    (70, "70", ""),
    (70.0, "70", ""),
    (0.1 + 0.2, "0.3", ""),
    (Decimal("2.50"), "2.5", ""),
    ("７０人", "70", "人"),
    ("「70人」", "70", "人"),
    ("1,234", "1234", ""),
    ("１，２３４", "1234", ""),
    (" 1,234 件 ", "1234", "件"),
    ("710万円", "7100000", "円"),
    ("1千万円", "10000000", "円"),
    ("30億円", "3000000000", "円"),
    ("3億2千万円", "320000000", "円"),
    ("3億2,000万円", "320000000", "円"),
    ("12百万円", "12000000", "円"),
    ("1.5百万円", "1500000", "円"),
    ("850千円", "850000", "円"),
    ("￥1,000", "1000", "円"),
    ("220万件", "2200000", "件"),
    ("▲3", "-3", ""),
    ("△3", "-3", ""),
    ("－3", "-3", ""),
    ("‐3", "-3", ""),
    ("−3件", "-3", "件"),
    ("ー３", "-3", ""),
    ("+3", "3", ""),
    ("2.5％", "2.5", "％"),
    ("2.5%", "2.5", "％"),
    ("2．5パーセント", "2.5", "％"),
    ("9割", "90", "％"),
    ("3割5分", "35", "％"),
    ("延1,000人", "1000", "人"),
    ("延べ1,000人／年", "1000", "人"),
    ("3ポイント", "3", "ポイント"),
    ("50m2", "50", "㎡"),
    ("５０㎡", "50", "㎡"),
    ("300kWh", "300", "kWh"),
    ("1.2t-CO2", "1.2", "t-CO2"),
    ("5箇所", "5", "箇所"),
    ("三校", "3", "校"),
    ("十件", "10", "件"),
    ("二十五人", "25", "人"),
    ("二億三千万円", "230000000", "円"),
    ("ゼロ", "0", ""),
    ("0", "0", ""),
]

BLANKS: list[tuple[object, BlankReason]] = [
    (None, BlankReason.EMPTY),
    ("", BlankReason.EMPTY),
    ("　 ", BlankReason.EMPTY),
    ("未定", BlankReason.UNDECIDED),
    ("調査中", BlankReason.UNDECIDED),
    ("集 計 中", BlankReason.UNDECIDED),
    ("未集計", BlankReason.UNDECIDED),
    ("－", BlankReason.NOT_APPLICABLE),
    ("―", BlankReason.NOT_APPLICABLE),
    ("-", BlankReason.NOT_APPLICABLE),
    ("なし", BlankReason.NOT_APPLICABLE),
    ("該当なし", BlankReason.NOT_APPLICABLE),
    ("Ｎ／Ａ", BlankReason.NOT_APPLICABLE),
]

REFUSED: list[tuple[object, UnreadableReason]] = [
    (True, UnreadableReason.TRUTH_VALUE),
    (float("nan"), UnreadableReason.NOT_FINITE),
    (float("inf"), UnreadableReason.NOT_FINITE),
    (Decimal("NaN"), UnreadableReason.NOT_FINITE),
    (10**30, UnreadableReason.TOO_LONG),
    ("9" * 30, UnreadableReason.TOO_LONG),
    (date(2015, 3, 31), UnreadableReason.DATE),
    (b"70", UnreadableReason.OTHER),
    ("#REF!", UnreadableReason.ERROR_CELL),
    ("#N/A", UnreadableReason.ERROR_CELL),
    ("=70", UnreadableReason.FORMULA),
    ("1、234", UnreadableReason.SEPARATOR),
    ("12,34", UnreadableReason.SEPARATOR),
    ("1.234.567", UnreadableReason.SEPARATOR),
    ("12 34", UnreadableReason.SEVERAL_FIGURES),
    ("12人、3件", UnreadableReason.SEVERAL_FIGURES),
    ("12(うち新規3)", UnreadableReason.SEVERAL_FIGURES),
    ("1/2", UnreadableReason.FRACTION),
    ("5人中3人", UnreadableReason.FRACTION),
    ("3分の1", UnreadableReason.FRACTION),
    ("1～2件", UnreadableReason.RANGE),
    ("5-3", UnreadableReason.RANGE),
    ("70以上", UnreadableReason.BOUND),
    ("100％未満", UnreadableReason.BOUND),
    ("70人（見込）", UnreadableReason.BRACKETED),
    ("(70)", UnreadableReason.BRACKETED),
    ("5人増", UnreadableReason.EXTRA_WORDS),
    ("①3件", UnreadableReason.EXTRA_WORDS),
    ("平成26年度", UnreadableReason.EXTRA_WORDS),
    ("半分", UnreadableReason.NO_FIGURE),
    ("一般", UnreadableReason.NO_FIGURE),
    ("千円", UnreadableReason.NO_FIGURE),
    ("多数", UnreadableReason.NO_FIGURE),
    ("実績なし", UnreadableReason.ZERO_OR_MISSING),
    ("○", UnreadableReason.ZERO_OR_MISSING),
]


@pytest.mark.parametrize(("raw", "value", "unit"), FIGURES)
def test_a_figure_is_read_in_base_units(raw: object, value: str, unit: str) -> None:
    read = read_figure(raw)
    assert isinstance(read, Figure)
    assert (read.value, read.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(("raw", "reason"), BLANKS)
def test_a_stated_blank_is_not_zero(raw: object, reason: BlankReason) -> None:
    read = read_figure(raw)
    assert isinstance(read, Blank)
    assert read.reason is reason


@pytest.mark.parametrize(("raw", "reason"), REFUSED)
def test_a_doubtful_cell_is_refused_with_its_reason(raw: object, reason: UnreadableReason) -> None:
    read = read_figure(raw)
    assert isinstance(read, Unreadable)
    assert read.reason is reason


@pytest.mark.parametrize(
    ("raw", "asked", "value", "unit"),
    [
        ("12", "円", "12", "円"),
        ("12", "百万円", "12000000", "円"),
        (12, "千円", "12000", "円"),
        ("850千円", "百万円", "850000", "円"),
        ("12名", "人", "12", "人"),
        ("5箇所", "か所", "5", "か所"),
        ("1,000人", "延べ人", "1000", "人"),
        (0.95, "％", "0.95", "％"),
        ("95%", "％", "95", "％"),
        ("9割", "％", "90", "％"),
    ],
)
def test_the_unit_asked_for(raw: object, asked: str, value: str, unit: str) -> None:
    read = read_figure(raw, asked)
    assert isinstance(read, Figure)
    assert (read.value, read.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(("raw", "asked"), [("12件", "人"), ("3ポイント", "％"), ("12％", "件"), ("12人", "円")])
def test_another_unit_than_asked_for_is_refused(raw: str, asked: str) -> None:
    read = read_figure(raw, asked)
    assert isinstance(read, Unreadable)
    assert read.reason is UnreadableReason.UNIT


def test_an_approximate_figure_and_a_white_triangle_are_noted() -> None:
    about, negative = read_figure("約910人"), read_figure("△3")
    assert isinstance(about, Figure)
    assert about.approximate
    assert isinstance(negative, Figure)
    assert negative.note == "「△」をマイナスとして読みました。"


def test_the_original_is_kept() -> None:
    assert [read_figure(raw).original for raw in ("７０ 人", "未定", "多数", 70)] == ["７０ 人", "未定", "多数", "70"]


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        ("7100000", "円", "710万円"),
        ("10000000", "円", "1千万円"),
        ("12000000", "円", "1,200万円"),
        ("3000000000", "円", "30億円"),
        ("320000000", "円", "3億2千万円"),
        ("-7100000", "円", "-710万円"),
        ("1234567", "円", "1,234,567円"),
        ("0", "円", "0円"),
        ("270000", "人", "270,000人"),
        ("95", "％", "95％"),
        ("97.30", "％", "97.3％"),
        ("3", "", "3"),
    ],
)
def test_figures_print_as_the_city_writes_them(value: str, unit: str, printed: str) -> None:
    assert show(Decimal(value), unit) == printed


def test_published_decimals_are_kept_when_printing() -> None:
    assert show(Decimal(95), "％", 1) == "95.0％"
    assert show(Decimal("94.95"), "％", 1) == "95.0％"


@pytest.mark.parametrize(
    ("value", "places", "rounded"), [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.05", 1, "0.1"), ("94.94", 1, "94.9")]
)
def test_ties_round_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert round_half_up(Decimal(value), places) == Decimal(rounded)


@pytest.mark.parametrize(
    ("ratio", "printed"),
    [("0.9428", "94.2％"), ("0.99999", "99.9％"), ("1", "100.0％"), ("-0.0001", "0.0％"), ("-0.0019", "-0.1％")],
)
def test_percentages_are_cut_not_rounded(ratio: str, printed: str) -> None:
    assert truncated_percent(Decimal(ratio)) == printed


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["円", "人", "件", "％", "か所", "㎡", ""]))
def test_a_printed_figure_reads_back(value: Decimal, unit: str) -> None:
    read = read_figure(show(value, unit))
    assert isinstance(read, Figure)
    assert read.value == value


@given(st.integers(0, 10**9), st.sampled_from(["人", "件", "円", "世帯"]))
def test_how_it_is_typed_never_changes_the_figure(number: int, unit: str) -> None:
    wide = str.maketrans("0123456789,", "０１２３４５６７８９，")
    ways = [
        f"{number}{unit}",
        f"{number:,}{unit}",
        f"{number:,} {unit}",
        f"{number:,}{unit}".translate(wide),
        f"「{number}{unit}」",
    ]
    assert {(read.value, read.unit) for way in ways if isinstance(read := read_figure(way), Figure)} == {
        (Decimal(number), unit)
    }
    assert all(isinstance(read_figure(way), Figure) for way in ways)


@given(
    st.text(max_size=20)
    | st.text(alphabet="0123456789０１,.、，万億千百十一二三円人件％割分約延▲-～()未定なし ", max_size=12)
)
def test_no_text_ever_raises_and_each_has_one_meaning(text: str) -> None:
    read = read_figure(text)
    assert isinstance(read, Figure | Blank | Unreadable)
    assert read.original == text
