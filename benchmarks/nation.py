"""The masters of a nation's municipalities: a handful of merged ones, each varied into hundreds that all differ.

The handful is made like any round: built, handed out, answered, merged. A variation has another name, another plan id, and
other figures and 進捗区分 typed over the merged ones, some of them blank. All targets are 以上 or 以下 without a baseline,
because those are the kinds that the scripts judge. 判定 is not filled: judging is the survey's own work, and the formulas
of that sheet would make each file twice as large.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.rounds import AT, make_round
from benchmarks.script_words import FY, PERIOD, POINT, SCHEDULES
from benchmarks.shapes import Rows, Size, invented_plan, with_indicators
from xlplan import operations
from xlplan.books.book import Cells
from xlplan.books.cell_values import CellValue, Formula
from xlplan.books.file import FileBook
from xlplan.books.package import Package
from xlplan.books.part_edits import TableEdit
from xlplan.books.writer import plan_changes
from xlplan.schema import Table
from xlplan.tables import ACTUALS, INDICATORS, PROGRESS, SETTINGS

MUNICIPALITIES: Final = 1741
_BASES: Final = 4
_INDICATORS: Final = 90
_SIZE: Final = Size(copies=1, departments=30, indicators=0, actions=310)
_FACTORS: Final = (0.5, 0.68, 0.72, 0.85, 0.92, 0.98, 1.0, 1.02, 1.05, 1.08, 1.12, 1.3)
"""How a figure turns out against the one merged: every verdict occurs."""
_SAID: Final = (*SCHEDULES, "A", "A", "A", "B", "A")
_BLANK_IN: Final = 40
"""One figure and one 進捗区分 in so many is missing."""
_KINDS_OF_PLACE: Final = ("市", "町", "市", "村")
_CHANGED: Final = 100
"""One master in so many has changed when a survey is made again."""
_READY: Final = "ready.txt"
Edits = dict[tuple[int, int], CellValue | Formula]


class Base(NamedTuple):
    """A merged master, and where its cells are that vary: (row, column) in the body of a table → value."""

    package: Package
    settings: dict[str, int]
    value_column: int
    figures: dict[tuple[int, int], float]
    progress: list[tuple[int, int]]


def make_nation(folder: Path, masters: int = MUNICIPALITIES) -> Path:
    """The folder with so many masters; what stands there, complete, is taken as it is."""
    made, ready = folder / "masters", folder / _READY
    if ready.exists() and ready.read_text(encoding="utf-8") == str(masters):
        return made
    made.mkdir(parents=True, exist_ok=True)
    merged = [merged_master(folder / f"base-{number}", nation_plan(number)) for number in range(min(_BASES, masters))]
    with ProcessPoolExecutor() as workers:
        numbers = range(masters)
        paths = [made / f"{number + 1:04d}.xlsx" for number in numbers]
        list(workers.map(_vary, [merged[number % len(merged)] for number in numbers], paths, numbers, chunksize=20))
    ready.write_text(str(masters), encoding="utf-8")
    return made


def linked(made: Path, folder: Path) -> Path:
    """A folder with the same masters under the same names, in which some may be changed without changing these."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in sorted(made.iterdir()):
        os.link(path, folder / path.name)
    return folder


def change(masters: Path, made: Path, turn: int) -> None:
    """Put other masters in the place of one in a hundred; every turn gives others."""
    merged = sorted(made.parent.glob("base-*/merged.xlsx"))
    for number, path in list(enumerate(sorted(masters.iterdir())))[::_CHANGED]:
        path.unlink()  # it is linked
        _vary(merged[number % len(merged)], path, MUNICIPALITIES * turn + number)


def nation_plan(seed: int) -> Rows:
    """A plan whose indicators are all of the kinds that the scripts judge."""
    plan = invented_plan(_SIZE, seed)
    return with_indicators(plan | {INDICATORS.name: ()}, _INDICATORS)


def merged_master(folder: Path, rows: Rows) -> Path:
    """A round made and merged; what stands there is taken as it is."""
    made, merged = make_round(folder, rows), folder / "merged.xlsx"
    if not merged.exists():
        book = FileBook(made.master)
        operations.consolidate(book, made.files, at=AT, period=PERIOD)
        book.save(merged, AT)
    return merged


@cache
def base(merged: Path) -> Base:
    """A merged master, looked at once."""
    book = FileBook(merged)
    item, value = _columns(book, SETTINGS, "項目", "値")
    (figure,), (schedule,) = _columns(book, ACTUALS, "実績値"), _columns(book, PROGRESS, "進捗区分")
    figures = {(at, figure): row[figure] for at, row in _asked_now(book, ACTUALS)}
    return Base(
        Package.open(merged),
        {str(row[item]): at for at, row in enumerate(_rows(book, SETTINGS))},
        value,
        {at: value for at, value in figures.items() if isinstance(value, int | float)},
        [(at, schedule) for at, row in _asked_now(book, PROGRESS) if row[schedule]],
    )


def _rows(book: FileBook, table: Table) -> Cells:
    grid = book.grid(table.name)
    return grid.rows if grid else ()


def _columns(book: FileBook, table: Table, *headers: str) -> list[int]:
    grid = book.grid(table.name)
    return [grid.position(header) for header in headers] if grid else []


def _asked_now(book: FileBook, table: Table) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows of the period that was merged, with their place in the body."""
    return ((at, row) for at, row in enumerate(_rows(book, table)) if tuple(row[1:3]) == (FY, POINT))


def _vary(merged: Path, path: Path, number: int) -> None:
    path.write_bytes(varied(base(merged), number))


def varied(of: Base, number: int) -> bytes:
    """The `number`-th municipality's master, the same on every machine."""
    drawn = random.Random(number)  # noqa: S311 - no secret: the same everywhere
    place = f"架空第{number + 1}{_KINDS_OF_PLACE[number % len(_KINDS_OF_PLACE)]}"
    named: Edits = {
        (of.settings["市名"], of.value_column): place,
        (of.settings["プランID"], of.value_column): f"nation-{number + 1}",
    }
    figures: Edits = {
        at: None if drawn.randrange(_BLANK_IN) == 0 else round(value * drawn.choice(_FACTORS))
        for at, value in of.figures.items()
    }
    said: Edits = {at: None if drawn.randrange(_BLANK_IN) == 0 else drawn.choice(_SAID) for at in of.progress}
    edits = [
        TableEdit(SETTINGS.name, set=named),
        TableEdit(ACTUALS.name, set=figures),
        TableEdit(PROGRESS.name, set=said),
    ]
    changed, receipt = plan_changes(of.package, edits)
    return of.package.replaced(changed, receipt.removed)
