"""Which files lie in the places given: what is looked for before anything is opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from xlplan.declaring import NamedTuple

__all__ = ["Found", "files_in"]

_NOT_RETURNS: Final = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


class Found(NamedTuple):
    """A file and its name for findings, relative to the folder given, so that equal names stay distinct.

    `path` is None where nothing was found at the place given.
    """

    path: Path | None
    name: str


def files_in(places: Iterable[Path]) -> list[Found]:
    """The files given, and those in the folders given with everything below them, each once, by name."""
    found: list[Found] = []
    for place in places:
        found += list(_files(place)) or [Found(None, place.name)]
    return sorted({str(one.path): one for one in found}.values(), key=lambda one: one.name)


def _files(place: Path) -> Iterator[Found]:
    if place.is_file():
        yield Found(place, place.name)
    elif place.is_dir():
        for one in place.rglob("*"):
            if one.is_file() and not one.name.startswith((".", "~$")) and one.name.lower() not in _NOT_RETURNS:
                yield Found(one, one.relative_to(place).as_posix())
