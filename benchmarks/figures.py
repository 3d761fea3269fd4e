"""What was measured, as data: scenario → times, memory and ratios, with machine, method and day. Kept as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.measuring import Runs, Spread, ratios

XLPLAN: Final = "xlplan"
MB: Final = 1_000_000


@dataclass(frozen=True)
class Process:
    """One program in one scenario: seconds of wall and processor time, and bytes (see `measuring.Run`)."""

    wall: Spread
    processor: Spread
    peak: int
    tree: int
    rounds: int


@dataclass(frozen=True)
class Scenario:
    """One job, done by several programs.

    Attributes:
        size: city, prefecture or nation.
        job: what was done.
        processes: name → figures.
        ratios: name → how many times xlplan's wall time that program took, within a round.
        processor_ratios: the same of processor time, which other work on the machine blurs less.
        differing: cells in which the results differ; None where there is no result to compare.
        work: what the job was about, in numbers.
    """

    size: str
    job: str
    processes: dict[str, Process]
    ratios: dict[str, Spread]
    processor_ratios: dict[str, Spread]
    differing: int | None
    work: str


def scenario(size: str, job: str, runs: Mapping[str, Runs], *, differing: int | None, work: str) -> Scenario:
    """The figures of measured runs, one of which is xlplan's."""
    processes = {name: _process(taken) for name, taken in runs.items()}
    against = {name: ratios(taken, runs[XLPLAN]) for name, taken in runs.items() if name != XLPLAN}
    wall, processor = ({name: both[at] for name, both in against.items()} for at in (0, 1))
    return Scenario(size, job, processes, wall, processor, differing, work)


def _process(runs: Runs) -> Process:
    wall, processor = Spread.of([run.wall for run in runs.counted]), Spread.of([run.processor for run in runs.counted])
    return Process(wall, processor, runs.peak, runs.tree, len(runs.counted))


def text(one: Scenario) -> str:
    """A scenario as lines to print."""
    lines = [f"{one.size}, {one.job}: {one.work}"]
    for name, process in one.processes.items():
        took = f"wall {process.wall.median:8.3f} s, processor {process.processor.median:8.3f} s"
        held = f"{process.peak / MB:6.0f} MB, together {process.tree / MB:6.0f} MB"
        lines.append(f"  {name:16} {took}, {held}{_beside(one, name)}")
    if one.differing is not None:
        lines.append("  results are equal" if not one.differing else f"  RESULTS DIFFER in {one.differing} cells")
    return "\n".join(lines) + "\n"


def _beside(one: Scenario, name: str) -> str:
    if name not in one.ratios:
        return ""
    wall, processor = one.ratios[name], one.processor_ratios[name]
    return f"  {wall.median:6.2f} x xlplan ({wall.least:.2f}-{wall.greatest:.2f}; processor {processor.median:.2f})"


def machine(day: str) -> dict[str, str]:
    """On what was measured, and when."""
    model = next((line.partition(":")[2].strip() for line in _cpu_lines() if line.startswith("model name")), "")
    return {
        "system": platform.system(),
        "processor": model or platform.machine(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "day": day,
    }


def _cpu_lines() -> list[str]:
    told = Path("/proc/cpuinfo")
    return told.read_text(encoding="utf-8").splitlines() if told.exists() else []


def kept(path: Path, scenarios: list[Scenario], on: dict[str, str]) -> None:
    """Write the figures; those of other sizes that the file holds stay, with the machine they were measured on."""
    old: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    sizes = {one.size for one in scenarios}
    rows = [row for row in old if row["size"] not in sizes] + [asdict(one) | {"machine": on} for one in scenarios]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1, default=Spread._asdict) + "\n", encoding="utf-8")
