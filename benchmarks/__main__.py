"""Merge thirty returns: xlplan against the plain script, whole processes, interleaved; prints the ratio.

Times on shared machines mean little; the ratio of two programs measured side by side means something.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.city import PERIOD, Round, make_round
from benchmarks.plain_script import MERGED
from xlplan.books.reading import open_workbook

ROUNDS = 7
Rows = dict[tuple[object, ...], tuple[object, ...]]


def main() -> None:
    """Build the round once, warm up, measure, compare results, print."""
    with tempfile.TemporaryDirectory() as folder:
        city = make_round(Path(folder))
        commands = {
            "xlplan": ["-m", "xlplan", "consolidate", str(city.master), str(city.returns), "--period", PERIOD, "--out"],
            "plain": ["-m", "benchmarks.plain_script", str(city.master), str(city.returns)],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        outs = {name: Path(folder) / f"{name}.xlsx" for name in commands}
        for number in range(ROUNDS + 1):
            for name, command in commands.items():
                outs[name].unlink(missing_ok=True)
                seconds = _run([*command, str(outs[name])])
                if number:
                    taken[name].append(seconds)
        _report(city, taken, differences(outs["xlplan"], outs["plain"]))


def _run(arguments: list[str]) -> float:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    ran = subprocess.run([sys.executable, *arguments], capture_output=True, check=False, env=environment)  # noqa: S603  # our own command lines
    if ran.returncode not in (0, 1):  # 1: findings, which a filled round has
        raise RuntimeError(ran.stderr.decode("utf-8", "replace"))
    return time.perf_counter() - start


def differences(ours: Path, theirs: Path) -> list[str]:
    """Cells of the merged tables in which the two results differ."""
    found = []
    for name in MERGED:
        left, right = _rows(ours, name), _rows(theirs, name)
        found += [f"{name} {key}" for key in left.keys() | right.keys() if left.get(key) != right.get(key)]
    return found


def _rows(path: Path, name: str) -> Rows:
    grid = open_workbook(path).table(name)
    if grid is None:
        raise RuntimeError(f"{path.name} has no table {name}")
    return {row[:3]: row[3:] for row in grid.rows if row[0] is not None}


def _report(city: Round, taken: dict[str, list[float]], differing: list[str]) -> None:
    ratios = [plain / ours for plain, ours in zip(taken["plain"], taken["xlplan"], strict=True)]
    sys.stdout.write(
        f"{city.files} returns, {ROUNDS} interleaved rounds, whole processes; Python {platform.python_version()}\n"
        + "".join(f"{name:8} median {statistics.median(times):6.3f} s\n" for name, times in taken.items())
        + f"plain / xlplan: median {statistics.median(ratios):.1f}, from {min(ratios):.1f} to {max(ratios):.1f}\n"
        + (f"results differ in {len(differing)} rows: {differing[:5]}\n" if differing else "results are equal\n")
    )


if __name__ == "__main__":
    main()
