"""The survey of many masters, measured: a nation's municipalities in one pass."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.comparing import differences
from benchmarks.figures import COMMAND, XLPLAN, Scenario, scenario
from benchmarks.measuring import Command, measure
from benchmarks.merging import GOOD, PLAIN, RAW
from benchmarks.nation import MUNICIPALITIES, make_nation
from benchmarks.script_words import BODIES, BODY_COLUMNS, PERIOD, PROGRAM_COLUMNS, PROGRAMS
from xlplan.survey.reduce import TABLES

DASK: Final = "xlplan, two dask workers"
_ROUNDS: Final = 2
_WORKERS: Final = 2


def survey_nation(folder: Path, masters: int = MUNICIPALITIES) -> Scenario:
    """Every master judged and counted: xlplan, xlplan on a cluster, both scripts, the raw reference."""
    made = make_nation(folder / "nation", masters)
    out = folder / "results"
    out.mkdir(exist_ok=True)
    outs = {name: out / f"nation {name}.xlsx" for name in (XLPLAN, PLAIN, GOOD)}
    commands = [
        _survey(XLPLAN, made, outs[XLPLAN]),
        Command(GOOD, ["-m", "benchmarks.pandas_survey", str(made), str(outs[GOOD])]),
        Command(RAW, ["-m", "benchmarks.raw_reference", f"{','.join(table.sheet for table in TABLES)}={made}"]),
        Command(PLAIN, ["-m", "benchmarks.plain_survey", str(made), str(outs[PLAIN])], rounds=1, warm_up=False),
    ]
    with _cluster() as address:
        if address:
            outs[DASK] = out / f"nation {DASK}.xlsx"
            commands.append(_survey(DASK, made, outs[DASK], "--cluster", address))
        runs = measure(commands, _ROUNDS)
    results = list(outs.values())
    found = differences(results, [BODIES], 1, frozenset(BODY_COLUMNS))
    found += differences(results, [PROGRAMS], 3, frozenset(PROGRAM_COLUMNS))
    sys.stderr.write("".join(f"{one}\n" for one in found[:5]))
    work = f"{masters} masters, 62 programs and 90 indicators each"
    return scenario("nation", "survey", work, runs, len(found))


def _survey(name: str, masters: Path, out: Path, *more: str) -> Command:
    given = [*COMMAND, "survey", str(masters), "--period", PERIOD, "--out", str(out), *more]
    return Command(name, given, lambda: out.unlink(missing_ok=True), finds=True)


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
