"""`doctor --try-write`: a workbook of anybody's making, tried on a copy; the original is only read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from tests import hostile
from tests.test_command import run as run  # noqa: PLC0414 - the fixture
from xlplan.books.package import Package
from xlplan.books.reading import open_workbook
from xlplan.books.refusal import Refused
from xlplan.books.trial import try_write
from xlplan.build import MASTER

NOW = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001 - wall clock of the office


def book(path: Path, *rows: tuple[Any, ...], table: str = "", below: str = "") -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "予定表"
    for row in rows:
        sheet.append(row)
    if table:
        sheet.add_table(Table(displayName="予定", ref=table))
    if below:
        sheet.cell(sheet.max_row + 1, 1, below)
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "cell", "new"),
    [
        ([("課", "件数"), ("財政課", 5)], "A1", "課（試し書き）"),
        ([(None, 5)], "B1", 6),
        ([("=1+1", 7)], "B1", 8),
        ([(True, None)], "B1", "（試し書き）"),
        ([], "A1", "（試し書き）"),
    ],
    ids=["text", "number", "beside a formula", "nothing but a truth value", "an empty sheet"],
)
def test_the_first_value_that_may_be_changed_is(
    tmp_path: Path, rows: list[tuple[object, ...]], cell: str, new: object
) -> None:
    source, copy = book(tmp_path / "元.xlsx", *rows), tmp_path / "写し.xlsx"
    before = source.read_bytes()
    trial = try_write(source, copy, NOW)
    assert (trial.edit.cell, trial.edit.value, source.read_bytes()) == (cell, new, before)
    value = openpyxl.load_workbook(copy)["予定表"][cell].value
    assert value == new


def test_parts_are_accounted_for(tmp_path: Path) -> None:
    source, copy = book(tmp_path / "元.xlsx", ("課", "件数"), ("財政課", 5)), tmp_path / "写し.xlsx"
    trial = try_write(source, copy, NOW)
    old, new = Package.open(source), Package.open(copy)
    assert sorted((*trial.kept, *trial.changed)) == sorted(new.names) == sorted(old.names)
    assert [name for name in trial.changed if old.raw(name) == new.raw(name)] == []
    assert trial.removed == trial.lost == ()


@pytest.mark.parametrize(("below", "code"), [("", None), ("合計", "below_not_empty")])
def test_tables_that_cannot_grow_are_named(tmp_path: Path, below: str, code: str | None) -> None:
    source = book(tmp_path / "元.xlsx", ("課", "件数"), ("財政課", 5), table="A1:B2", below=below)
    (growth,) = try_write(source, tmp_path / "写し.xlsx", NOW).growths
    assert (growth.table, growth.sheet) == ("予定", "予定表")
    assert (growth.refused.code if growth.refused else None) == code


def test_the_citys_master_is_written_and_every_table_can_grow(tmp_path: Path) -> None:
    copy = tmp_path / MASTER.name
    trial = try_write(MASTER, copy, NOW)
    assert [growth for growth in trial.growths if growth.refused] == []
    assert len(trial.kept) > len(trial.changed)
    assert open_workbook(copy).facts.sheets == open_workbook(MASTER).facts.sheets


def test_the_command_tells_every_part(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    source, copy = book(tmp_path / "元.xlsx", ("課",), ("財政課",), table="A1:A2"), tmp_path / "写し.xlsx"
    code, out, _ = run("doctor", "--try-write", source, "--out", copy)
    assert code == 0
    for said in ("「財政課」 → 「財政課（試し書き）」", "失われた部品：なし", "xl/worksheets/sheet1.xml", "表「予定」"):
        assert said in out
    assert copy.exists()


def test_a_workbook_that_cannot_be_written_is_refused_with_the_reason(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    source, copy = tmp_path / "壊れた.xlsx", tmp_path / "写し.xlsx"
    source.write_bytes(hostile.workbook()[:500])
    code, _, err = run("doctor", "--try-write", source, "--out", copy)
    assert (code, copy.exists()) == (2, False)
    assert "［" in err
    with pytest.raises(Refused):
        try_write(source, copy, NOW)


@pytest.mark.parametrize(
    ("out", "said"), [(None, "「--out」で指定"), ("元.xlsx", "別の名前"), ("写し.csv", "種類が違います")]
)
def test_a_copy_needs_a_name_of_its_own(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, out: str | None, said: str
) -> None:
    source = book(tmp_path / "元.xlsx", ("課",))
    before = source.read_bytes()
    code, _, err = run("doctor", "--try-write", source, *(["--out", tmp_path / out] if out else []))
    assert (code, said in err, source.read_bytes()) == (2, True, before)
