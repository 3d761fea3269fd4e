"""The half-yearly merge, measured: all returns, nothing changed since the last merge, one return changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final

from openpyxl.utils import get_column_letter

from benchmarks.city import city_plan
from benchmarks.comparing import differences
from benchmarks.figures import COMMAND, XLPLAN, Scenario, scenario
from benchmarks.measuring import Command, measure, run
from benchmarks.rounds import AT, Round, make_round
from benchmarks.script_words import KEYS, MERGED, PERIOD, RETURN_SHEETS
from benchmarks.shapes import Size, invented_plan
from xlplan.books.part_edits import CellEdit
from xlplan.books.reading import open_workbook
from xlplan.books.save import Copies
from xlplan.books.writer import write
from xlplan.form import SHEET
from xlplan.operations import ROUND_TABLES

PLAIN, GOOD, RAW, READING = "plain script", "good pandas", "raw reference", "reading alone"
IMPORTS, BARE = "imports only", "bare Python"
_PREFECTURE: Final = Size(copies=22, departments=200, indicators=2000)
_TYPED: Final = "（架空）"
"""How every invented text of a return begins."""
_OTHER: Final = "（架空）書き直した記入です。"
_STATEMENT: Final = (
    "import importlib\nfor name in {!r}.split():\n try:\n  importlib.import_module(name)\n except ImportError:\n  pass"
)
"""A module that is not there was looked for in vain by the command too."""


@dataclass(frozen=True)
class Bench:
    """A size to measure: the round, a folder for results, and how often."""

    size: str
    made: Round
    out: Path
    rounds: int
    plain_rounds: int

    @property
    def work(self) -> str:
        """The round in numbers."""
        book = open_workbook(self.made.master)
        counts = {table: len(grid.rows) for table in ("プログラム", "成果指標") if (grid := book.table(table))}
        return f"{len(self.made.files)} returns, " + ", ".join(f"{table} {count}" for table, count in counts.items())


def city(folder: Path) -> Bench:
    """Thirty returns."""
    return Bench("city", make_round(folder / "city", city_plan()), _results(folder), rounds=15, plain_rounds=15)


def prefecture(folder: Path) -> Bench:
    """Two hundred returns."""
    made = make_round(folder / "prefecture", invented_plan(_PREFECTURE))
    return Bench("prefecture", made, _results(folder), rounds=5, plain_rounds=2)


def _results(folder: Path) -> Path:
    out = folder / "results"
    out.mkdir(parents=True, exist_ok=True)
    return out


def merge_all(bench: Bench) -> Scenario:
    """Every return into a master that has none of them: xlplan, both scripts, the raw reference, reading alone."""
    made, names = bench.made, (XLPLAN, PLAIN, GOOD)
    outs = {name: bench.out / f"{bench.size} {name}.xlsx" for name in names}
    sheets = ",".join(table.sheet for table in ROUND_TABLES)
    asked = [f"{','.join(RETURN_SHEETS)}={made.returns}", f"{sheets}={made.master}"]
    round_of = [str(made.master), str(made.returns)]
    commands = [
        _xlplan(made, made.master, outs[XLPLAN], lambda: outs[XLPLAN].unlink(missing_ok=True)),
        Command(PLAIN, ["-m", "benchmarks.plain_script", *round_of, str(outs[PLAIN])], rounds=bench.plain_rounds),
        Command(GOOD, ["-m", "benchmarks.good_pandas", *round_of, str(outs[GOOD])]),
        Command(RAW, ["-m", "benchmarks.raw_reference", *asked]),
        Command(READING, ["-m", "benchmarks.reading_alone", *asked]),
    ]
    runs = measure(commands, bench.rounds)
    found = differences(list(outs.values()), MERGED, KEYS)
    sys.stderr.write("".join(f"{one}\n" for one in found[:5]))
    return scenario(bench.size, "all returns", bench.work, runs, len(found))


def merge_nothing_new(bench: Bench) -> Scenario:
    """The same returns again into the master that has them, in place, for the third time and on.

    Held against a process that only imports what this one imports, and against a bare Python.
    """
    again = _merged(bench, "nothing changed", bench.made.returns)
    command = _xlplan(bench.made, again, again)
    run(command.arguments, finds=True)  # the second time; what the next ones import is looked at
    commands = [command, Command(IMPORTS, _imports_of(command.arguments)), Command(BARE, ["-c", "pass"])]
    runs = measure(commands, bench.rounds)
    return scenario(bench.size, "nothing changed", bench.work, runs)


def merge_one_new(bench: Bench) -> Scenario:
    """One return changed since the last merge, in place; the scripts, which remember nothing, do all of it again."""
    returns = bench.out / f"{bench.size} one changed"
    shutil.rmtree(returns, ignore_errors=True)
    shutil.copytree(bench.made.returns, returns)
    again = _merged(bench, "one changed", returns)
    made = Round(again, returns)
    good = [str(again), str(returns), str(bench.out / f"{bench.size} one changed {GOOD}.xlsx")]
    commands = [
        _xlplan(made, again, again, _alternating(returns, bench.made.files[0])),
        Command(GOOD, ["-m", "benchmarks.good_pandas", *good]),
        Command(BARE, ["-c", "pass"]),
    ]
    runs = measure(commands, bench.rounds)
    found = differences([again, Path(good[-1])], MERGED, KEYS)
    return scenario(bench.size, "one return changed", bench.work, runs, len(found))


def _xlplan(made: Round, master: Path, out: Path, before: Callable[[], object] = lambda: None) -> Command:
    given = [str(master), str(made.returns), "--period", PERIOD, "--out", str(out)]
    return Command(XLPLAN, [*COMMAND, "consolidate", *given], before, finds=True)


def _merged(bench: Bench, name: str, returns: Path) -> Path:
    """A master of its own that has these returns already."""
    folder = bench.out / f"{bench.size} {name} master"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    master = folder / "master.xlsx"
    shutil.copy(bench.made.master, master)
    run(_xlplan(Round(master, returns), master, master).arguments, finds=True)
    return master


def _imports_of(command: Sequence[str]) -> list[str]:
    """A process that imports what this command imports, in the same order, and ends."""
    told = subprocess.run([sys.executable, "-X", "importtime", *command], capture_output=True, check=False)  # noqa: S603  # our own command lines
    lines = [line.split("|") for line in told.stderr.decode().splitlines() if line.startswith("import time:")]
    names = dict.fromkeys(parts[-1].strip() for parts in lines[1:])
    public = [name for name in names if not any(part.startswith("_") for part in name.split("."))]
    return ["-c", _STATEMENT.format(" ".join(public))]


def _alternating(returns: Path, source: Path) -> Callable[[], object]:
    """Puts a return in the folder with one text other than the last time."""
    other = returns.parent / f"other {source.name}"
    sheet = open_workbook(source).grid(SHEET)
    row, column = next(
        (row, column)
        for row, cells in enumerate(sheet, start=1)
        for column, value in enumerate(cells, start=1)
        if isinstance(value, str) and value.startswith(_TYPED)
    )
    edit = CellEdit(SHEET, f"{get_column_letter(column)}{row}", _OTHER)
    write(source, other, [edit], copies=Copies(AT, 0))
    turn = cycle((other, source))
    return lambda: shutil.copyfile(next(turn), returns / source.name)
