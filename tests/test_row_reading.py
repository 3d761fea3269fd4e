"""Reading a row the short way gives what pydantic gives, for every table and whatever stands in the cells."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from xlplan.choices import LISTS, Direction, Kind
from xlplan.row_reading import read_row
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


def outcome(read: Any) -> Any:
    try:
        row = read()
    except ValidationError as error:
        return [(item["loc"], item["type"]) for item in error.errors()]
    return row, {name: type(getattr(row, name)) for name in type(row).model_fields}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@given(data=st.data())
def test_the_short_way_and_pydantic_agree(table: Table, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(table.columns)), unique=True), label="filled columns")
    values = {name: data.draw(CELLS, label=table.columns[name].header) for name in {*names, *table.key}}
    assert outcome(lambda: read_row(table.row, values)) == outcome(lambda: table.row.model_validate(values))


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
    row = IndicatorRow.model_construct(kind=kind, **cells)
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[Target, Field(discriminator="kind")])
    try:
        expected = adapter.validate_python(row)
    except ValidationError as error:
        names = {str(item["loc"][1]) for item in error.errors()}
        assert target_of(row) == [name for name in IndicatorRow.model_fields if name in names]
    else:
        assert target_of(row) == expected
