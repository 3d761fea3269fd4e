"""Names of the files that stand beside a workbook: dated copies, what is being written, our own lock.

None is longer than a name may be: 255 bytes of UTF-8, which is what Linux servers take, also behind a Windows share. So a
workbook whose own name is as long as it may be has copies too; their names begin with less of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
from datetime import datetime
from pathlib import Path, PurePath
from typing import Final, TypeVar

__all__ = ["copy_name", "kept_copies", "leavings", "lock_name", "unfinished_name"]

_LONGEST: Final = 255
_ENDING: Final = len("_20141001-1530_前9999".encode())
"""What follows the beginning of a copy's name, with the number of one more within a minute."""
PathT = TypeVar("PathT", bound=PurePath)


def _size(name: str) -> int:
    return len(name.encode())


def _mark(target: PurePath) -> str:
    """Tells the files of one workbook from those of another whose name begins alike."""
    return hashlib.sha256(target.name.encode()).hexdigest()[:8]


def _beginning(target: PurePath) -> str:
    """What the names of a workbook's copies begin with: its stem, cut where the rest would not fit behind it."""
    room = _LONGEST - _ENDING - _size(target.suffix)
    if _size(target.stem) <= room:
        return target.stem
    tail = f"～{_mark(target)}"
    return target.stem.encode()[: room - _size(tail)].decode(errors="ignore") + tail


def copy_name(target: PathT, moment: datetime, number: int = 1) -> PathT:
    """``master.xlsm`` at 15:30 on 1 October 2014 → ``master_20141001-1530_前.xlsm``, in the same folder.

    `number`: of several within one minute; the second is ``…_前2``.
    """
    again = str(number) if number > 1 else ""
    return target.with_name(f"{_beginning(target)}_{moment:%Y%m%d-%H%M}_前{again}{target.suffix}")


def kept_copies(target: Path) -> list[Path]:
    """The dated copies of a workbook, newest first."""
    pattern = re.compile(rf"{re.escape(_beginning(target))}_(\d{{8}}-\d{{4}})_前(\d*){re.escape(target.suffix)}")
    found = [(match, path) for path in target.parent.iterdir() if (match := pattern.fullmatch(path.name))]
    found.sort(key=lambda one: (one[0][1], int(one[0][2] or 1)), reverse=True)
    return [path for _, path in found]


def unfinished_name(target: PathT) -> PathT:
    """A new name for what is being written for a workbook, be it the workbook or its copy."""
    return target.with_name(f".~{_mark(target)}.{os.urandom(6).hex()}.tmp")


def leavings(target: Path) -> list[Path]:
    """What runs that were killed left unfinished beside a workbook."""
    pattern = re.compile(rf"\.~{_mark(target)}\.[0-9a-f]{{12}}\.tmp")
    return [path for path in target.parent.iterdir() if pattern.fullmatch(path.name)]


def lock_name(target: PathT) -> PathT:
    """The file that our own lock is on."""
    name = f".~xlplan.{target.name}"
    return target.with_name(name if _size(name) <= _LONGEST else f".~xlplan.{_mark(target)}")
