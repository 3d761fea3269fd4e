"""`make hostile`: every hostile file beside one good return, through the real command, measured; what became of it.

Each file has processes of its own (`xlplan check`, `xlplan consolidate`). It must not crash them, must not keep the good
return from being merged, must not change a cell without a finding that names the file, and must cost no more than the
bounds. The table is written to docs/hostile-files.md.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import openpyxl

from tests import hostile
from tests.hostile_returns import SPOILS
from tests.masters import SPORTS, Typed, master_file
from tests.returns import YEAR_END, draw, fill
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.form import build_form
from xlplan.plan import Plan, read_plan
from xlplan.tables import ACTUALS, ITEM_STATES, PROGRESS

CPU_SECONDS: Final = 30.0
"""Most that one process may use: some thirty times what is measured, for slow machines, and far from a denial of service."""
MEGABYTES: Final = 1_200
"""Most that one process may take: `books.reading.LIMITS` are chosen for about 1 GB."""
PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "hostile-files.md"
AT: Final = "2015-04-20 09:00:00"
GOOD: Final = "財政課"
OTHER: Final = "体育課"
_FINANCE: Typed = {("進捗|27", "answer"): "S", ("指標|30-1", "answer"): 94.8}
_TEXTS: Typed = {
    ("進捗|37", "answer"): "A",
    ("指標|37-1", "answer"): 72,
    ("指標|37-1", "note"): "=cmd|'/C calc'!A0",
    ("指標|37-2", "note"): '=HYPERLINK("http://127.0.0.1/","見る")',
    ("状況|37-1", "answer"): "実施中",
    ("状況|37-1", "note"): "<script>alert(1)</script>@SUM(A1)",
}
_INTRO: Final = """\
# Hostile files

What becomes of a file that somebody who means harm, or a broken program, sends as a return. Each lies in a folder beside
one good return and goes through the real command, `xlplan check` and `xlplan consolidate`, in processes of its own.

- **No crash**: both processes end with 0 or 1 and write no traceback, and the good return is merged all the same.
- **No silent change**: every cell of the master is what it would be without the file, or what the sound return gives; a
  cell of the sound return that is missing is explained by a finding that names the file.
- **Bounds**: each process may use {cpu:.0f} s of CPU and {memory:,} MB; of {files} files the most were {most_cpu:.1f} s and
  {most_memory:,.0f} MB. A good return alone takes {usual_cpu:.1f} s and {usual_memory:,.0f} MB.

`refused` files change nothing and are named by the finding in brackets (docs/確認事項一覧.md has the sentences); `read as
sound` means that the trick has no effect; `taken as text` that formulas in text stay texts in every cell they reach.

Written by `make hostile` on {date}: {machine}. The page holds what that run printed.

"""


class Cost(NamedTuple):
    """What a process took: exit code, wall-clock and CPU seconds, peak memory in MB, and what it printed."""

    code: int
    wall: float
    cpu: float
    megabytes: float
    out: str
    err: str


class Case(NamedTuple):
    """A hostile file; `typed`: the texts it gives where it is read."""

    name: str
    build: Callable[[bytes], bytes]
    typed: frozenset[str] = frozenset()


class Outcome(NamedTuple):
    """What became of one: in words, the dearer of its two processes, and what is wrong."""

    name: str
    size: int
    became: str
    cost: Cost
    faults: tuple[str, ...]


def cases(filled: bytes) -> Iterator[Case]:
    """Every hostile file: returns of a real plan, then the smaller faults of `hostile`."""
    for spoil in SPOILS:
        yield Case(spoil.__name__, spoil)
    texts = frozenset(str(value) for value in _TEXTS.values())
    yield Case("formulas_and_markup_as_text", lambda _sound: filled, texts)
    for name, build in vars(hostile).items():
        if getattr(build, "__module__", "") == hostile.__name__ and not name.startswith("_") and name not in _MAKERS:
            yield Case(f"no return: {name}", partial(_instead, build))


_MAKERS: Final = ("parts", "workbook", "relationships", "sheet", "table_xml", "workbook_xml", "packed")
"""What `hostile` makes its files with."""


def _instead(build: Callable[[], bytes], _sound: bytes) -> bytes:
    return build()


def measured(*arguments: object) -> Cost:
    """Run xlplan with these arguments, and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "taken.json"
        measure = [sys.executable, "-I", "-S", str(Path(__file__).with_name("measured.py")), str(result)]
        command = [*measure, sys.executable, "-m", "xlplan", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=True)
        taken = json.loads(result.read_text(encoding="ascii"))
    return Cost(taken["code"], taken["wall"], taken["cpu"], taken["kilobytes"] / 1024, done.stdout, done.stderr)


Cells = Mapping[tuple[str, str, str], str]
"""(table, row, field) → value, of what returns fill."""


class Office:
    """A master, a good return, and what a merge gives without and with a sound return of the other department."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.master = master_file(folder / "台帳.xlsx")
        plan = read_plan(FileBook(self.master), operations.ROUND_TABLES)
        self.good, self.sound = self._return(plan, GOOD, _FINANCE), self._return(plan, OTHER, SPORTS)
        self.texts = self._return(plan, OTHER, _TEXTS)
        self.without, _ = self._merged(None)
        self.with_sound, self.usual = self._merged(self.sound)
        assert self.with_sound.keys() > self.without.keys()

    def _return(self, plan: Plan, department: str, typed: Typed) -> bytes:
        path = draw(plan, department, YEAR_END, self.folder)
        fill(path, build_form(plan, department, YEAR_END), typed)
        data = path.read_bytes()
        path.unlink()
        return data

    def _merged(self, other: bytes | None) -> tuple[Cells, Cost]:
        cost = self._consolidate(other)
        assert cost.code in (0, 1), cost.err
        return self._cells(), cost

    def _consolidate(self, other: bytes | None) -> Cost:
        returned = self._returned(other)
        return measured("consolidate", self.master, returned, "--out", self.folder / "結果.xlsx", "--at", AT)

    def _returned(self, other: bytes | None) -> Path:
        returned = self.folder / "受付"
        returned.mkdir(exist_ok=True)
        (returned / f"{GOOD}.xlsx").write_bytes(self.good)
        (returned / f"{OTHER}.xlsx").unlink(missing_ok=True)
        if other is not None:
            (returned / f"{OTHER}.xlsx").write_bytes(other)
        return returned

    def _cells(self) -> Cells:
        plan = read_plan(FileBook(self.folder / "結果.xlsx"), operations.ROUND_TABLES)
        return {
            (table.name, "・".join(map(str, table.key_of(row))), name): str(getattr(row, name))
            for table in (ACTUALS, PROGRESS, ITEM_STATES)
            for row in plan.rows(table)
            for name in table.columns
        }

    def meet(self, case: Case) -> Outcome:
        """Put the file among the returns and see."""
        (self.folder / "結果.xlsx").unlink(missing_ok=True)
        data = case.build(self.sound)
        checked = measured("check", self.master, self._returned(data), "--format", "json")
        merged = self._consolidate(data)
        faults = [
            f"{what}: exit code {cost.code}, {cost.err[-300:]}"
            for what, cost in (("check", checked), ("consolidate", merged))
            if cost.code not in (0, 1) or "Traceback" in cost.err
        ]
        if faults:
            return Outcome(case.name, len(data), "crashed", merged, tuple(faults))
        named = [one for one in json.loads(checked.out)["findings"] if one["file"] == f"{OTHER}.xlsx"]
        became, silent = self._became(case, named)
        cost = max(checked, merged, key=lambda one: one.cpu)._replace(
            megabytes=max(checked.megabytes, merged.megabytes)
        )
        faults = [silent] if silent else []
        faults += [f"{cost.cpu:.1f} s of CPU"] if cost.cpu > CPU_SECONDS else []
        faults += [f"{cost.megabytes:.0f} MB"] if cost.megabytes > MEGABYTES else []
        return Outcome(case.name, len(data), became, cost, tuple(faults))

    def _became(self, case: Case, named: list[dict[str, Any]]) -> tuple[str, str]:
        """In words, and what changed without a word."""
        cells = self._cells()
        codes = ", ".join(dict.fromkeys(one["code"] for one in named if one["code"][0] in "FS"))
        if any(cells.get(key) != value for key, value in self.without.items()):
            return "changed another's", "cells of the good return differ"
        if cells == self.without:
            return f"refused ({codes})", "" if codes else "refused without a finding that names it"
        if cells == self.with_sound:
            return f"read as sound{f' ({codes})' if codes else ''}", ""
        strange = {
            key: value
            for key, value in cells.items()
            if value not in (self.with_sound.get(key), self.without.get(key)) and value not in case.typed
        }
        strange = {key: value for key, value in strange.items() if value not in ("None", "")}
        if strange:
            return "changed", f"other values: {strange}"
        if case.typed:
            return "taken as text", _formulas_in(self.folder / "結果.xlsx", case.typed)
        return f"cells left out ({codes})", "" if codes else "cells left out without a finding"


def _formulas_in(path: Path, texts: frozenset[str]) -> str:
    """The texts that became formulas in a workbook, as another reader sees it; "" when there are none."""
    book = openpyxl.load_workbook(path)
    live = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and str(cell.value) in texts
    ]
    return f"formulas: {live}" if live else ""


def run(folder: Path, only: Callable[[str], bool] = lambda _name: True) -> tuple[list[Outcome], Cost]:
    """Meet every file (whose name passes); what a sound return costs comes second."""
    office = Office(folder)
    outcomes = []
    for case in cases(office.texts):
        if only(case.name):
            outcome = office.meet(case)
            outcomes.append(outcome)
            sys.stdout.write(f"{line(outcome)}\n")
            sys.stdout.flush()
    return outcomes, office.usual


def line(one: Outcome) -> str:
    """A row of the table."""
    cost = one.cost
    name = re.sub("_", " ", one.name)
    row = (
        f"| {name} | {one.size / 1024:,.0f} | {one.became} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.megabytes:.0f} |"
    )
    return row + "".join(f" **{fault}**" for fault in one.faults)


def page(outcomes: list[Outcome], usual: Cost) -> str:
    """docs/hostile-files.md."""
    words: dict[str, Any] = {
        "cpu": CPU_SECONDS, "memory": MEGABYTES, "files": len(outcomes),
        "most_cpu": max(one.cost.cpu for one in outcomes), "most_memory": max(one.cost.megabytes for one in outcomes),
        "usual_cpu": usual.cpu, "usual_memory": usual.megabytes, "date": f"{dt.date.today():%Y-%m-%d}",  # noqa: DTZ011 - the day on the machine's own calendar
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }  # fmt: skip
    head = "| file | KB | became | wall s | CPU s | peak MB |\n|---|---|---|---|---|---|\n"
    return _INTRO.format(**words) + head + "\n".join(map(line, outcomes)) + "\n"


def main() -> int:
    """Run all and write the page; 1 when any file got through."""
    with tempfile.TemporaryDirectory() as folder:
        outcomes, usual = run(Path(folder))
    faults = [one for one in outcomes if one.faults]
    if not faults:
        PAGE.write_text(page(outcomes, usual), encoding="utf-8", newline="\n")
    dearest = max(outcomes, key=lambda one: one.cost.cpu)
    largest = max(outcomes, key=lambda one: one.cost.megabytes)
    sys.stdout.write(
        f"{len(outcomes)} files: {len(faults)} got through; at most {dearest.cost.cpu:.1f} s of CPU ({dearest.name}) "
        f"and {largest.cost.megabytes:.0f} MB ({largest.name})\n"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
