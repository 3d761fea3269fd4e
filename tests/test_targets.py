"""成果指標 rows become typed targets; what a kind lacks is named, and what it does not use is not looked at."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest

from tests.indicator_rows import row
from xlplan.choices import Direction, Kind
from xlplan.tables.indicators import IndicatorRow
from xlplan.targets import (
    AtLeast,
    Growth,
    KeepPrevious,
    LevelByEnd,
    NoIndicator,
    Range,
    Target,
    edition_in_force,
    target_of,
)
from xlplan.targets.facts import published

# 目標種別, cells filled in, fields that are still missing or do not fit.
INCOMPLETE: list[tuple[str, dict[str, Any], list[str]]] = [
    ("以上", {}, ["value"]),
    ("以下", {}, ["value"]),
    ("範囲", {"value": 1}, ["value_high"]),
    ("範囲", {}, ["value", "value_high"]),
    ("一致", {}, ["value"]),
    ("増減率", {"value": 5}, ["rate"]),
    ("期末水準", {}, ["value", "direction"]),
    ("期末水準", {"value": 30, "direction": "維持"}, ["direction"]),
    ("累計", {}, ["value"]),
    ("実施率", {"value": 90, "measured": "27年"}, ["measured"]),
    ("概ね", {"value": 910, "tolerance": -1}, ["tolerance"]),
    ("年度別目標", {}, ["direction"]),
    ("他プログラム参照", {}, ["reference"]),
    ("方向のみ", {}, ["direction"]),
    ("以上", {"value": 1, "decimals": 4}, ["decimals"]),
    ("以上", {"value": 1, "half_share": "1.2"}, ["half_share"]),
]


@pytest.mark.parametrize(("kind", "cells", "missing"), INCOMPLETE)
def test_missing_fields_are_named(kind: str, cells: dict[str, Any], missing: list[str]) -> None:
    assert target_of(row(kind=kind, **cells)) == missing


@pytest.mark.parametrize("kind", ["指標なし", "前年度維持", "期限付き成果物", "毎年度設定", "目標なし", "読み取り不能"])
def test_kinds_that_need_no_figure(kind: str) -> None:
    target = target_of(row(kind=kind))
    assert not isinstance(target, list)
    assert target.kind.value == kind


def test_every_kind_has_one_class() -> None:
    classes = get_args(Target)
    assert sorted(get_args(cls.fields["kind"].annotation)[0] for cls in classes) == sorted(Kind)


def test_uses_tells_which_cells_a_kind_needs() -> None:
    assert AtLeast.uses() == ("value", "strict")
    assert Range.uses() == ("value", "value_high")
    assert NoIndicator.uses() == ()
    assert set(Growth.uses()) == {"baseline_fy", "baseline_value", "due_fy", "rate", "counted", "basis"}
    assert "survey" in KeepPrevious.uses()


def test_every_field_a_kind_uses_is_a_column_of_the_table() -> None:
    columns = set(IndicatorRow.fields)
    for cls in get_args(Target):
        assert set(cls.fields) <= columns


def test_targets_are_frozen() -> None:
    target = target_of(row(kind="期末水準", value=30, direction="増"))
    assert isinstance(target, LevelByEnd)
    assert target.direction is Direction.UP
    with pytest.raises(AttributeError):
        target.value = Decimal(31)  # type: ignore[misc]


def test_the_highest_edition_in_force_is_taken() -> None:
    first, second = row(kind="以上", edition=1, effective_fy=2011), row(kind="以上", edition=2, effective_fy=2014)
    assert edition_in_force([first, second], 2010) is None
    assert edition_in_force([first, second], 2013) is first
    assert edition_in_force([second, first], 2014) is second


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("66.5", 0, "67"),
        ("-66.5", 0, "-67"),
        ("94.44", 1, "94.4"),
        ("94.45", 1, "94.5"),
        ("1000000.05", 1, "1000000.1"),
    ],
)
def test_figures_are_rounded_half_up(value: str, decimals: int, shown: str) -> None:
    assert published(Decimal(value), decimals) == Decimal(shown)
