"""A round to measure: a master, and its returns handed out and filled in. All answers are invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from benchmarks.script_words import PERIOD
from benchmarks.shapes import Rows
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.part_edits import CellEdit
from xlplan.books.save import Copies
from xlplan.books.writer import write
from xlplan.form import SHEET, build_form
from xlplan.hosts.demo.answers import answers
from xlplan.plan import read_plan
from xlplan.template.master import build_master

AT: Final = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001  # wall clock of the sample round
_READY: Final = "ready.txt"


class Round(NamedTuple):
    """What is merged: the master and the folder of returns."""

    master: Path
    returns: Path

    @property
    def files(self) -> list[Path]:
        """The returns."""
        return sorted(self.returns.glob("*.xlsx"))


def make_round(folder: Path, rows: Rows, forgotten: int = 50) -> Round:
    """Build the master, hand out the returns and fill them in.

    Args:
        folder: what already stands in it, complete, is taken as it is.
        rows: the plan.
        forgotten: one answer in so many is left blank, so that there is something to find.
    """
    made = Round(folder / "master.xlsx", folder / "returned")
    if (folder / _READY).exists():
        return made
    made.returns.mkdir(parents=True, exist_ok=True)
    made.master.write_bytes(build_master(rows))
    book = FileBook(made.master)
    handed_out = operations.distribute(book, folder / "issued", period=PERIOD)
    plan = read_plan(book, operations.ROUND_TABLES)
    for one in handed_out:
        typed = answers(plan, build_form(plan, one.department, one.period))
        edits = [
            CellEdit(SHEET, cell, value)
            for cell, value in typed.items()
            if crc32(f"{one.department} {cell}".encode()) % forgotten
        ]
        write(one.path, made.returns / one.path.name, edits, copies=Copies(AT, 0))
    (folder / _READY).write_text(f"{len(made.files)} returns\n", encoding="utf-8")
    return made
