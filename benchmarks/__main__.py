"""Measure xlplan against what else could do its work, whole processes in turn; print ratios.

    python -m benchmarks [--size city|prefecture|nation|all] [--folder FOLDER] [--write]

The rounds are made once and kept in the folder. `--write` puts the figures into docs/speed-figures.json, and a section and
a chart of them into docs/speed.md.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks import collecting, figures, merging, page
from benchmarks.figures import Scenario


def main() -> None:
    """Measure what is asked for; print, and write if asked."""
    asked = _arguments().parse_args()
    for name in ("LOCALAPPDATA", "XDG_CACHE_HOME"):  # notes of what was found are the benchmark's own
        os.environ[name] = str(asked.folder.resolve() / "cache")
    sizes = list(SIZES) if asked.size == "all" else [asked.size]
    sys.stdout.write("; ".join(f"{name} {value}" for name, value in figures.machine().items()) + "\n")
    scenarios = []
    for size in sizes:
        for one in SIZES[size](asked.folder):
            sys.stdout.write(figures.text(one))
            sys.stdout.flush()
            scenarios.append(one)
    if asked.write:
        figures.keep(page.FIGURES, scenarios)
        page.write()
    sys.exit(any(one.differing for one in scenarios))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--size", choices=[*SIZES, "all"], default="city")
    parser.add_argument("--folder", type=Path, default=page.ROOT / "build" / "benchmarks", help="where rounds are kept")
    parser.add_argument("--write", action="store_true", help="into docs/")
    return parser


def _merges(bench: merging.Bench) -> Iterator[Scenario]:
    yield merging.merge_all(bench)
    yield merging.merge_nothing_new(bench)
    yield merging.merge_one_new(bench)


def _surveys(folder: Path) -> Iterator[Scenario]:
    yield collecting.survey_nation(folder)
    yield collecting.survey_again(folder)


SIZES: Final[dict[str, Callable[[Path], Iterator[Scenario]]]] = {
    "city": lambda folder: _merges(merging.city(folder)),
    "prefecture": lambda folder: _merges(merging.prefecture(folder)),
    "nation": _surveys,
}
"""Size → its scenarios."""


if __name__ == "__main__":
    main()
