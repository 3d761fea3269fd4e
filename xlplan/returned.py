"""The files that came back: found in files and folders, and opened before anything is known about the plan.

Opening them needs nothing but the files. So the command line begins with it, and it goes on while the rest of the program
is being loaded and the master read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from xlplan.books.ahead import read_ahead
from xlplan.books.contents import Outcome, Wanted

__all__ = ["WANTED", "ReturnedFile", "ReturnedFiles"]

WANTED: Final = Wanted(plain=("管理",), scanned=("回答",))
"""The sheets a return is judged by. Their names belong to `form` and `control_check`, which take too long to load here."""
_NOT_RETURNS: Final = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


class ReturnedFile(NamedTuple):
    """One file that came back.

    Attributes:
        name: for findings: relative to the folder given, so that equal names stay distinct.
        path: None where nothing was found at the place given; `outcome` is None then too.
        outcome: its contents, or why it is not read.
    """

    name: str
    path: Path | None
    outcome: Outcome | None


class ReturnedFiles:
    """What is found in the files and folders given (folders with everything below them), by name.

    Its length is the number of `ReturnedFile`s; it is run through once.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        found: list[tuple[Path | None, str]] = []
        for asked in paths:
            files = list(_files(asked))
            found += files or [(None, asked.name)]
        self._found = sorted({str(path): (path, name) for path, name in found}.values(), key=lambda one: one[1])
        self._outcomes = read_ahead([path for path, _ in self._found if path is not None], WANTED)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[ReturnedFile]:
        for path, name in self._found:
            yield ReturnedFile(name, path, None if path is None else next(self._outcomes))


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """(file, its name for findings)."""
    if path.is_file():
        yield path, path.name
    elif path.is_dir():
        for one in path.rglob("*"):
            if one.is_file() and not one.name.startswith((".", "~$")) and one.name.lower() not in _NOT_RETURNS:
                yield one, one.relative_to(path).as_posix()
