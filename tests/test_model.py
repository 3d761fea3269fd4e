"""The plain way to read a row gives what pydantic gives, for every table and whatever stands in the cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan import model
from xlplan.choices import LISTS, Direction, Kind
from xlplan.model import Fault, Model, ModelError
from xlplan.schema import Table
from xlplan.tables import TABLES
from xlplan.tables.indicators import IndicatorRow
from xlplan.targets import Target, target_of

WORDS = sorted({word for words in LISTS.values() for word in words})
CELLS = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)),
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)),  # noqa: DTZ001
    st.sampled_from([*WORDS, "平成26年度", "Ｈ26", "令和元年度", "７０", "1,200", "70人", "未定", " 前後の空白 ", ""]),
    st.text(max_size=8),
)


def outcome(read: Callable[[], Mapping[str, Any]]) -> Any:
    try:
        values = dict(read())
    except ModelError as error:
        return error.faults
    return values, {name: type(value) for name, value in values.items()}


def agree(kind: type[Model], values: Mapping[str, Any]) -> Any:
    plain = outcome(lambda: vars(kind.read(values)))
    assert plain == outcome(lambda: model._judged_whole(kind, values))
    return plain


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@given(data=st.data())
def test_the_plain_way_and_pydantic_agree(table: Table, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(table.columns)), unique=True), label="filled columns")
    values = {name: data.draw(CELLS, label=table.columns[name].header) for name in {*names, *table.key}}
    agree(table.row, values)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@given(data=st.data())
def test_a_single_value_is_judged_as_in_its_row(table: Table, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(table.row.fields)))
    value = data.draw(CELLS)
    single = outcome(lambda: {name: table.row.fit(name, value)})
    assert single == outcome(lambda: {name: model._judged(table.row, name, value)})


TARGET_CELLS = st.fixed_dictionaries(
    {
        "indicator": st.just("1-1"),
        "edition": st.just(1),
        "no": st.just(1),
        "name": st.just("指標"),
        "effective_fy": st.just(2011),
    },
    optional={
        "value": st.decimals(-5, 1000, places=1),
        "value_high": st.decimals(-5, 1000, places=1),
        "rate": st.decimals(-1, 1, places=2),
        "decimals": st.integers(-1, 5),
        "half_share": st.decimals(-1, 2, places=1),
        "tolerance": st.decimals(-1, 5, places=1),
        "direction": st.sampled_from(list(Direction)),
        "due_fy": st.integers(2011, 2020),
        "baseline_fy": st.integers(2005, 2015),
        "baseline_value": st.decimals(0, 1000, places=1),
        "reference": st.sampled_from(["", "30"]),
        "measured": st.sampled_from(["", "平成27年度", "平成26年度、平成27年度", "来年"]),
        "strict": st.booleans(),
        "unit": st.sampled_from(["", "人", "％"]),
    },
)


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.code)
@given(cells=TARGET_CELLS)
def test_targets_come_out_the_same_either_way(kind: Kind, cells: dict[str, Any]) -> None:
    values = {"kind": kind, **cells}
    row = IndicatorRow.typed(**values)
    target = next(one for one in get_args(Target) if get_args(one.fields["kind"].annotation)[0] is kind)
    given_to_it = {name: getattr(row, name) for name in target.fields}
    found = agree(target, given_to_it)
    if isinstance(found[0], Fault):
        wrong = {fault.field for fault in found}
        assert target_of(row) == [name for name in IndicatorRow.fields if name in wrong]
    else:
        assert target_of(row) == target.read(given_to_it)


def test_an_object_stays_as_it_is() -> None:
    row = IndicatorRow.typed(indicator="1-1")
    with pytest.raises(AttributeError, match="frozen"):
        row.indicator = "1-2"  # type: ignore[misc]  # that is what is tried
    with pytest.raises(AttributeError, match="frozen"):
        del row.indicator
    assert row.changed({"edition": 2}) == IndicatorRow.typed(indicator="1-1", edition=2)
    assert row != row.changed({"edition": 2})
    assert len({row, row.changed({}), row.changed({"edition": 2})}) == 2


def test_a_field_that_is_none_is_refused() -> None:
    with pytest.raises(ModelError, match="colour"):
        IndicatorRow.read({"colour": "red"})
