"""What was measured, as data: scenario → times, memory and ratios, with machine, method and day. Kept as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.measuring import Runs, Spread, ratios

XLPLAN: Final = "xlplan"
COMMAND: Final = ("-c", "from xlplan.__main__ import run; run()")
"""What the installed command `xlplan` holds; `python -m` would load what finds a module to run as well."""
MB: Final = 1_000_000


SIZES: Final = ("city", "prefecture", "nation")


@dataclass(frozen=True)
class Process:
    """One program in one job.

    Attributes:
        wall, processor: seconds.
        peak, tree: bytes (see `measuring.Run`).
        rounds: how often it ran.
        ratio: how many times xlplan's wall time it took, within a round; None for xlplan itself.
        processor_ratio: the same of processor time, which other work on the machine blurs less.
    """

    wall: Spread
    processor: Spread
    peak: int
    tree: int
    rounds: int
    ratio: Spread | None = None
    processor_ratio: Spread | None = None


@dataclass(frozen=True)
class Scenario:
    """One job, done by several programs.

    Attributes:
        size: city, prefecture or nation.
        job: what was done.
        work: the job in numbers.
        processes: name → figures.
        differing: cells in which the results differ; None where there is no result to compare.
        machine: on what, and when.
    """

    size: str
    job: str
    work: str
    processes: dict[str, Process]
    differing: int | None
    machine: dict[str, str]


def scenario(size: str, job: str, work: str, runs: Mapping[str, Runs], differing: int | None = None) -> Scenario:
    """The figures of measured runs, one of which is xlplan's."""
    processes = {name: _process(taken, runs[XLPLAN]) for name, taken in runs.items()}
    return Scenario(size, job, work, processes, differing, machine())


def _process(runs: Runs, ours: Runs) -> Process:
    wall, processor = Spread.of([run.wall for run in runs.counted]), Spread.of([run.processor for run in runs.counted])
    beside = () if runs is ours else ratios(runs, ours)
    return Process(wall, processor, runs.peak, runs.tree, len(runs.counted), *beside)


def text(one: Scenario) -> str:
    """A scenario as lines to print."""
    lines = [f"{one.size}, {one.job}: {one.work}"]
    for name, process in one.processes.items():
        took = f"wall {process.wall.median:8.3f} s, processor {process.processor.median:8.3f} s"
        held = f"{process.peak / MB:6.0f} MB, together {process.tree / MB:6.0f} MB"
        lines.append(f"  {name:24} {took}, {held}{_beside(process)}")
    if one.differing is not None:
        lines.append("  results are equal" if not one.differing else f"  RESULTS DIFFER in {one.differing} cells")
    return "\n".join(lines) + "\n"


def _beside(process: Process) -> str:
    wall, processor = process.ratio, process.processor_ratio
    if wall is None or processor is None:
        return ""
    return f"  {wall.median:6.2f} x xlplan ({wall.least:.2f}-{wall.greatest:.2f}; processor {processor.median:.2f})"


def machine() -> dict[str, str]:
    """On what was measured, and when."""
    model = next((line.partition(":")[2].strip() for line in _cpu_lines() if line.startswith("model name")), "")
    return {
        "system": platform.system(),
        "processor": model or platform.machine(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "day": dt.datetime.now().astimezone().date().isoformat(),
    }


def _cpu_lines() -> list[str]:
    told = Path("/proc/cpuinfo")
    return told.read_text(encoding="utf-8").splitlines() if told.exists() else []


def keep(path: Path, scenarios: Sequence[Scenario]) -> None:
    """Write the figures, smallest size first; those of other sizes that the file holds stay, with their machine."""
    sizes = {one.size for one in scenarios}
    standing = [one for one in kept(path) if one.size not in sizes] if path.exists() else []
    ordered = sorted((*standing, *scenarios), key=lambda one: SIZES.index(one.size))
    rows = [asdict(one) for one in ordered]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def kept(path: Path) -> list[Scenario]:
    """The figures that a file holds."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [
        Scenario(**row | {"processes": {name: _read(process) for name, process in row["processes"].items()}})
        for row in rows
    ]


def _read(process: dict[str, Any]) -> Process:
    spreads = {name: Spread(**value) for name, value in process.items() if isinstance(value, dict)}
    return Process(**process | spreads)
