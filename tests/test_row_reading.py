"""Reading a row the short way gives what pydantic gives, for every table and whatever stands in the cells."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xlplan.choices import LISTS
from xlplan.row_reading import read_row
from xlplan.schema import Table
from xlplan.tables import TABLES

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
