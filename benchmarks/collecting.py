"""The survey of many masters, measured: a nation's municipalities in one pass."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.comparing import differences
from benchmarks.figures import COMMAND, XLPLAN, Scenario, scenario
from benchmarks.measuring import Command, measure
from benchmarks.merging import BARE, GOOD, PLAIN, RAW, READING
from benchmarks.nation import MUNICIPALITIES, change, linked, make_nation
from benchmarks.pandas_survey import READ
from benchmarks.script_words import BODIES, BODY_COLUMNS, PERIOD, PROGRAM_COLUMNS, PROGRAMS
from xlplan import notes
from xlplan.survey.notes import KIND
from xlplan.survey.reduce import TABLES

DASK: Final = "xlplan, two dask workers"
_ROUNDS: Final = 2
_WORK: Final = "{} masters, 62 programs and 90 indicators each"
_WORKERS: Final = 2


def survey_nation(folder: Path, masters: int = MUNICIPALITIES) -> Scenario:
    """Every master judged and counted: xlplan, also on a cluster, both scripts, the raw reference, reading alone."""
    made = make_nation(folder / "nation", masters)
    out = folder / "results"
    out.mkdir(exist_ok=True)
    outs = {name: out / f"nation {name}.xlsx" for name in (XLPLAN, PLAIN, GOOD)}
    commands = [
        _survey(XLPLAN, made, outs[XLPLAN]),
        Command(GOOD, ["-m", "benchmarks.pandas_survey", str(made), str(outs[GOOD])]),
        Command(RAW, ["-m", "benchmarks.raw_reference", f"{','.join(table.sheet for table in TABLES)}={made}"]),
        Command(READING, ["-m", "benchmarks.reading_alone", f"{','.join(READ)}={made}"]),
        Command(PLAIN, ["-m", "benchmarks.plain_survey", str(made), str(outs[PLAIN])], rounds=1, warm_up=False),
    ]
    with _cluster() as address:
        if address:
            outs[DASK] = out / f"nation {DASK}.xlsx"
            commands.append(_survey(DASK, made, outs[DASK], "--cluster", address))
        runs = measure(commands, _ROUNDS)
    return scenario("nation", "survey", _WORK.format(masters), runs, _differing(list(outs.values())))


def survey_again(folder: Path, masters: int = MUNICIPALITIES) -> Scenario:
    """The same survey made again, one master in a hundred having changed; good pandas, which remembers nothing, does all of it."""
    made = make_nation(folder / "nation", masters)
    again = linked(made, folder / "nation" / "again")
    outs = {name: folder / "results" / f"nation again {name}.xlsx" for name in (XLPLAN, GOOD)}
    turns = count(1)
    commands = [
        _survey(XLPLAN, again, outs[XLPLAN], before=lambda: change(again, made, next(turns))),
        Command(GOOD, ["-m", "benchmarks.pandas_survey", str(again), str(outs[GOOD])]),
        Command(BARE, ["-c", "pass"]),
    ]
    runs = measure(commands, _ROUNDS)
    return scenario("nation", "one in a hundred changed", _WORK.format(masters), runs, _differing(list(outs.values())))


def _differing(results: Sequence[Path]) -> int:
    found = differences(results, [BODIES], 1, frozenset(BODY_COLUMNS))
    found += differences(results, [PROGRAMS], 3, frozenset(PROGRAM_COLUMNS))
    sys.stderr.write("".join(f"{one}\n" for one in found[:5]))
    return len(found)


def _nobody_knows() -> None:
    """Every master has to be opened."""
    shutil.rmtree(notes.folder(KIND), ignore_errors=True)


def _survey(name: str, masters: Path, out: Path, *more: str, before: Callable[[], object] = _nobody_knows) -> Command:
    given = [*COMMAND, "survey", str(masters), "--period", PERIOD, "--out", str(out), *more]

    def prepare() -> None:
        before()
        out.unlink(missing_ok=True)

    return Command(name, given, prepare, finds=True)


@contextmanager
def _cluster() -> Iterator[str]:
    """The address of two dask workers that stand ready; empty if dask is not installed."""
    try:
        from distributed import LocalCluster  # noqa: PLC0415  # an optional extra
    except ImportError:
        yield ""
        return
    with LocalCluster(n_workers=_WORKERS, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address.removeprefix("tcp://")
