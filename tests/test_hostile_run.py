"""A few of the hostile files through the real command; `make hostile` takes all and measures them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import hostile, hostile_returns
from tests.hostile_run import cases, page, run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "not __import__('os').path.exists('/proc/self/status')", reason="processes are measured as Linux does"
    ),
]

SOME = {
    "a cell in the last corner": "refused (F106)",
    "a million nested elements": "read as sound",
    "formulas that start programs in every figure": "cells left out (S218)",
    "formulas and markup as text": "taken as text",
    "no return: billion laughs in a sheet": "refused (F105)",
}


def test_each_is_refused_or_has_no_effect_and_the_good_return_is_merged(tmp_path: Path) -> None:
    outcomes, usual = run(tmp_path, lambda name: name.replace("_", " ") in SOME)
    assert {one.name.replace("_", " "): one.became for one in outcomes} == SOME
    assert [one.faults for one in outcomes] == [()] * len(SOME)
    text = page(outcomes, usual)
    assert all(f"| {name} |" in text for name in SOME)


def test_none_is_left_out() -> None:
    names = [case.name for case in cases(b"")]
    assert len(set(names)) == len(names)
    assert {spoil.__name__ for spoil in hostile_returns.SPOILS} <= set(names)
    made = {name for name, one in vars(hostile).items() if callable(one) and not name.startswith("_")}
    left_out = made - {name.removeprefix("no return: ") for name in names}
    assert left_out == {"Mapping", "parts", "workbook", "relationships", "sheet", "table_xml", "workbook_xml", "packed"}
    spoils = {name for name, one in vars(hostile_returns).items() if callable(one) and name[0].islower()}
    assert spoils == {spoil.__name__ for spoil in hostile_returns.SPOILS}
