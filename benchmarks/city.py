"""A city's round to measure: the real plan, thirty departments, thirty filled returns. All answers are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.part_edits import CellEdit
from xlplan.books.save import Copies
from xlplan.books.writer import write
from xlplan.form import SHEET, build_form
from xlplan.hosts.demo.answers import answers
from xlplan.plan import read_plan
from xlplan.schema import Row
from xlplan.source import load_source
from xlplan.tables import ASSIGNMENTS, DEPARTMENTS, INDICATORS, PROGRAMS
from xlplan.tables.registry import DepartmentRow
from xlplan.template.master import build_master

SOURCE = Path(__file__).resolve().parent.parent / "workbook" / "source"
PERIOD = "平成26年度末"
AT = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001  # wall clock of the sample round
SPLIT = {36: "資産活用課", 48: "人材育成課", 61: "基盤整備課"}
"""Programs that get a department of their own: the plan's 27 departments become 30."""


class Round(NamedTuple):
    """What is merged: the master, the folder of returns, and how many there are."""

    master: Path
    returns: Path
    files: int


def make_round(folder: Path) -> Round:
    """Build the master, hand out the returns and fill them in."""
    master, issued, returned = folder / "master.xlsx", folder / "issued", folder / "returned"
    returned.mkdir(parents=True)
    master.write_bytes(build_master(_thirty_departments(load_source(SOURCE))))
    book = FileBook(master)
    handed_out = operations.distribute(book, issued, period=PERIOD)
    plan = read_plan(book, operations.ROUND_TABLES)
    for one in handed_out:
        typed = answers(plan, build_form(plan, one.department, one.period))
        edits = [CellEdit(SHEET, cell, value) for cell, value in typed.items()]
        write(one.path, returned / one.path.name, edits, copies=Copies(AT, 0))
    return Round(master, returned, len(handed_out))


def _thirty_departments(rows: Mapping[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    made = dict(rows)
    for table in (PROGRAMS, INDICATORS, ASSIGNMENTS):
        made[table.name] = tuple(_moved(row) for row in rows[table.name])
    extra = tuple(DepartmentRow(name=name, answers=True) for name in SPLIT.values())
    made[DEPARTMENTS.name] = (*rows[DEPARTMENTS.name], *extra)
    return made


def _moved(row: Row) -> Row:
    department = SPLIT.get(getattr(row, "no", 0))
    main = getattr(row, "order", 1) == 1
    return row.changed({"department": department}) if department and main else row
