"""Reading alone: calamine opens each file once, on all processors where there are many, and gives the cells of some sheets.

Nothing is checked, merged, judged or written. What any program in Python that looks at the cells could hardly go below.

Usage: python -m benchmarks.reading_alone SHEET,SHEET,…=FILE-OR-FOLDER …
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from python_calamine import CalamineWorkbook

_MANY: Final = 100
_CHUNK: Final = 20


def main(groups: list[str]) -> None:
    """Read every group."""
    given = list(_files(groups))
    if len(given) < _MANY:
        for path, sheets in given:
            read(path, sheets)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  # few files need none

    with ProcessPoolExecutor() as workers:
        list(workers.map(read, *zip(*given, strict=True), chunksize=_CHUNK))


def read(path: Path, sheets: list[str]) -> int:
    """Read these sheets of a file; how many rows they have."""
    with CalamineWorkbook.from_path(path) as book:
        return sum(len(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in sheets)


def _files(groups: list[str]) -> Iterator[tuple[Path, list[str]]]:
    for group in groups:
        sheets, _, place = group.partition("=")
        folder = Path(place)
        for path in sorted(folder.glob("*.xlsx")) if folder.is_dir() else [folder]:
            yield path, sheets.split(",")


if __name__ == "__main__":
    main(sys.argv[1:])
