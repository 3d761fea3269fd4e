"""The measured section of docs/speed.md and its chart, made from docs/speed-figures.json and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks import chart, figures
from benchmarks.figures import MB, Process, Scenario

ROOT: Final = Path(__file__).resolve().parent.parent
FIGURES: Final = ROOT / "docs" / "speed-figures.json"
PAGE: Final = ROOT / "docs" / "speed.md"
CHART: Final = ROOT / "docs" / "images" / "speed.svg"
BEGIN: Final = "<!-- measured: `make bench-all` writes what follows -->"
END: Final = "<!-- measured: end -->"
_HEADER: Final = (
    "| | wall s | processor s | largest process MB | all together MB | times xlplan | from–to | by processor time |\n"
    "|---|---|---|---|---|---|---|---|\n"
)


def write() -> None:
    """Put the section into the page, and draw the chart."""
    scenarios = figures.kept(FIGURES)
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), scenarios), encoding="utf-8")
    CHART.write_text(chart.drawn(scenarios), encoding="utf-8")


def page(text: str, scenarios: Sequence[Scenario]) -> str:
    """The page with the section made anew. ValueError when it has no place for it."""
    before, after = text.index(BEGIN) + len(BEGIN), text.index(END)
    return f"{text[:before]}\n\n{section(scenarios)}\n{text[after:]}"


def section(scenarios: Sequence[Scenario]) -> str:
    """The figures as Markdown."""
    image = f"![How many times xlplan's wall time the others take]({CHART.relative_to(PAGE.parent).as_posix()})"
    return "\n".join([image, "", *map(_scenario, scenarios)])


def _scenario(one: Scenario) -> str:
    on = one.machine
    where = f"{on['system']}, {on['processor']}, {on['cores']} cores, Python {on['python']}, {on['day']}"
    equal = {None: "", 0: " All results are equal, cell by cell."}.get(
        one.differing, f" **{one.differing} cells differ.**"
    )
    rows = "".join(_row(name, process) for name, process in one.processes.items())
    return f"### {one.size}: {one.job}\n\n{one.work}. {where}.{equal}\n\n{_HEADER}{rows}"


def _row(name: str, process: Process) -> str:
    cells = [
        f"{name} ({process.rounds} rounds)",
        f"{process.wall.median:.3f}",
        f"{process.processor.median:.3f}",
        f"{process.peak / MB:.0f}",
        f"{process.tree / MB:.0f}" if process.tree else "",
    ]
    if process.ratio and process.processor_ratio:
        ratio = process.ratio
        cells += [
            f"**{ratio.median:.2f}**",
            f"{ratio.least:.2f}–{ratio.greatest:.2f}",
            f"{process.processor_ratio.median:.2f}",
        ]
    else:
        cells += [""] * 3
    return f"| {' | '.join(cells)} |\n"
