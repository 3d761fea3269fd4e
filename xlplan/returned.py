"""The files that came back: found in files and folders, and opened before anything is known about the plan.

Opening them needs nothing but the files. So the command line begins with it, and it goes on while the rest of the program
is being loaded and the master read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from xlplan.books.ahead import read_ahead
from xlplan.books.contents import Outcome, Wanted
from xlplan.declaring import NamedTuple
from xlplan.inbox import files_in

__all__ = ["WANTED", "ReturnedFile", "ReturnedFiles"]

WANTED: Final = Wanted(plain=("管理",), scanned=("回答",))
"""The sheets a return is judged by. Their names belong to `form` and `control_check`, which take too long to load here."""


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

    def __init__(self, places: Iterable[Path]) -> None:
        self._found = files_in(places)
        self._outcomes = read_ahead([one.path for one in self._found if one.path is not None], WANTED)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[ReturnedFile]:
        for path, name in self._found:
            yield ReturnedFile(name, path, None if path is None else next(self._outcomes))
