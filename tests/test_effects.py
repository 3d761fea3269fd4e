"""財政効果: printed notations against amounts, parts against totals, settled against budgeted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.masters import master
from xlplan import operations
from xlplan.choices import Effect
from xlplan.effects import UNITS, printed_of, printed_total
from xlplan.tables import EFFECTS
from xlplan.tables.records import EffectRow

PERIOD = "平成26年度末"
SENTENCE = "約169百万円（歳入確保：約1百億円、歳出削減：約168百万円）"


def effect(kind: Effect, millions: float | None, **more: Any) -> EffectRow:
    value = None if millions is None else Decimal(str(millions)) * 10**6
    return EffectRow(**({"fy": 2015, "effect": kind, "value": value, "basis": "決算"} | more))


def found(*rows: EffectRow) -> list[tuple[str, str]]:
    findings = operations.check(master({EFFECTS: rows}), period=PERIOD).findings
    return [(f.code, f.text) for f in findings if f.code.startswith("E")]


def codes(rows: Iterable[EffectRow]) -> list[str]:
    return [code for code, _ in found(*rows)]


def test_the_hundred_hundred_millions_that_should_be_millions_are_caught_and_named() -> None:
    ((code, text),) = found(effect("歳入確保", 1, printed=SENTENCE), effect("歳出削減", 168, printed=SENTENCE))
    assert code == "E811"
    assert "歳入確保の公表された表記「約1百億円」は10,000,000,000円ですが、金額は1,000,000円です" in text
    assert "「約1百万円」なら合うため、単位の誤りと考えられます" in text


@pytest.mark.parametrize(
    ("printed", "millions", "code"),
    [
        ("約61百万円", 61, None),
        ("約61百万円", 61.4, None),
        ("約61百万円", 60.5, None),
        ("約61百万円", 61.9, None),
        ("約61百万円", 62, "E811"),
        ("6,100万円", 61, None),
        ("1.5億円", 150, None),
        ("1.5億円", 161, "E811"),
        ("６１百万円", 61, None),
        ("61千円", 61, "E811"),
        ("歳入確保は61百万円", 61, None),
        ("数千万円", 61, "E812"),
        ("", 61, None),
        ("約61百万円", None, None),
    ],
    ids=["同じ", "四捨五入", "切上げ", "切捨て", "違う", "万円", "億円の小数", "小数が違う", "全角", "単位違い", "語つき", "読めない", "なし", "金額なし"],
)  # fmt: skip
def test_a_notation_stands_for_its_amount_rounded_or_cut_to_its_last_digit(
    printed: str, millions: float | None, code: str | None
) -> None:
    assert codes([effect("歳入確保", millions, printed=printed)]) == ([code] if code else [])


@given(st.integers(1, 999), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_a_slip_of_the_unit_is_always_led_back_to_the_unit_that_fits(number: int, right: str, wrong: str) -> None:
    amount = printed_of(EffectRow(fy=2015, effect="歳入確保", printed=f"{number}{right}"))
    slip = printed_of(EffectRow(fy=2015, effect="歳入確保", printed=f"{number}{wrong}"))
    assert amount
    assert slip
    assert slip.stands_for(amount.value) == (right == wrong)
    assert slip.meant_for(amount.value) == f"{number}{right}"


@given(st.integers(1, 10**12), st.sampled_from(UNITS[:4]))
def test_an_amount_printed_by_the_rules_is_never_complained_of(amount: int, unit: str) -> None:
    worth = {"円": 1, "千円": 1000, "万円": 10_000, "百万円": 1_000_000}[unit]
    for number in {amount // worth, (amount + worth // 2) // worth}:
        printed = printed_of(EffectRow(fy=2015, effect="歳出削減", printed=f"約{number:,}{unit}"))
        assert printed
        assert printed.stands_for(Decimal(amount))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([effect("歳入確保", 179, total=285_000_000), effect("歳出削減", 106, total=285_000_000)], None),
        ([effect("歳入確保", 179, total=286_000_000), effect("歳出削減", 106, total=286_000_000)], "E813"),
        ([effect("歳入確保", 179), effect("歳出削減", 106)], None),
        ([effect("歳入確保", 179, total=285_000_000), effect("歳出削減", None)], None),
        ([effect("歳入確保", 179, printed="計285百万円（歳入確保179百万円、歳出削減106百万円）"), effect("歳出削減", 106)], None),
        ([effect("歳入確保", 179, printed="計295百万円（歳入確保179百万円、歳出削減106百万円）"), effect("歳出削減", 106)], "E813"),
        ([effect("歳入確保", 0.000179), effect("歳出削減", 106)], "E816"),
        ([effect("歳入確保", 0), effect("歳出削減", 106)], None),
    ],
    ids=["合う", "計が違う", "計なし", "片方だけ", "表記の計が合う", "表記の計が違う", "円でない", "ゼロ"],
)  # fmt: skip
def test_parts_make_the_published_total(rows: list[EffectRow], code: str | None) -> None:
    assert codes(rows) == ([code] if code else [])


def test_mixed_and_missing_bases_are_named_with_their_years() -> None:
    texts = dict(
        found(
            effect("歳入確保", 61, fy=2013, basis=None),
            effect("歳入確保", 23, fy=2014),
            effect("歳入確保", 1, basis="予算"),
        )
    )
    assert "（平成25年度）" in texts["E814"]
    assert "記載なし：平成25年度、決算：平成26年度、予算：平成27年度" in texts["E815"]
    assert codes([effect("歳入確保", 23), effect("歳出削減", 64)]) == []


def test_the_total_is_read_only_where_parts_are_printed_beside_it() -> None:
    total = printed_total(effect("歳入確保", 1, printed=SENTENCE))
    assert total
    assert total.value == 169_000_000
    assert printed_total(effect("歳入確保", 1, printed="約169百万円")) is None
