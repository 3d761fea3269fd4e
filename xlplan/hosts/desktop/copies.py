"""The dated copies that the desktop keeps: in the folder 控え beside the master, so many and no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.books.neighbours import copy_name, kept_copies
from xlplan.findings import CannotRun

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["FOLDER", "NoCopy", "keep_copy"]

FOLDER: Final = "控え"


class NoCopy(CannotRun):
    """No copy could be kept, so nothing was written."""


def keep_copy(master: Path, moment: dt.datetime, save: Callable[[Path], None], keep: int) -> Path:
    """Keep a copy under a name of its own, then let those go that are beyond `keep`.

    Args:
        master: the workbook's file.
        moment: names the copy; local time.
        save: makes the copy at a path (Excel's SaveCopyAs).
        keep: how many stay, this one included; at least 1.

    Raises:
        NoCopy: it could not be saved; nothing was let go.
    """
    beside = master.parent / FOLDER / master.name
    number = 1
    while (path := copy_name(beside, moment, number)).exists():
        number += 1
    try:
        beside.parent.mkdir(exist_ok=True)
        save(path)
    except Exception as error:  # COM raises its own kind; whatever it is, without a copy nothing may be written
        path.unlink(missing_ok=True)
        raise NoCopy(
            f"操作の前の控えを「{beside.parent}」に保存できないため、何も書き込んでいません。"
            "フォルダに書き込めるか、ディスクに空きがあるかを確かめてください。"
        ) from error
    for old in kept_copies(beside)[keep:]:
        old.unlink(missing_ok=True)
    return path
