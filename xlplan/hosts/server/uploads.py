"""Returned files sent with a call: kept in a folder of this request alone while it runs, then gone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.declaring import NamedTuple
from xlplan.findings import CannotRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import UploadFile

    from xlplan.hosts.server.settings import Settings

__all__ = ["Received", "UploadRefused", "keep", "safe_name"]

_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_LONGEST: Final = 180  # bytes of UTF-8; file systems take 255
_PIECE: Final = 1024 * 1024


class Received(NamedTuple):
    """What a request brings.

    Attributes:
        workbook: as JSON; returns: the folder of returned files, if any.
        kind: of report, if any; own_sheets: whether the departmental sheets inside the master count beside the files.
    """

    workbook: bytes
    returns: Path | None
    kind: str
    own_sheets: bool


class UploadRefused(CannotRun):
    """A file sent along is too large, or there are too many."""


async def keep(files: Sequence[UploadFile], folder: Path, settings: Settings) -> Path | None:
    """Write the files into the folder under names that cannot leave it. None when there are none."""
    if not files:
        return None
    if len(files) > settings.returns:
        raise UploadRefused(f"調査票は一度に{settings.returns}件までです。何回かに分けてください。")
    folder.mkdir()
    for at, file in enumerate(files):
        name = safe_name(file.filename or "")
        path = folder / name
        if path.exists():  # two folders may hold files of one name; both are to be read
            path = folder / f"{at + 1}_{name}"
        await _write(file, path, settings.return_bytes)
    return folder


def safe_name(sent: str) -> str:
    """The file's own name without folders and what no file system takes; 「調査票.xlsx」 when nothing is left."""
    last = _FORBIDDEN.sub("", sent.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, suffix = last.rpartition(".")
    stem = stem.encode()[:_LONGEST].decode(errors="ignore")
    suffix = suffix.encode()[:_LONGEST].decode(errors="ignore")
    return f"{stem}{dot}{suffix}" if last and not last.startswith("~$") else "調査票.xlsx"


async def _write(file: UploadFile, path: Path, most: int) -> None:
    left = most
    with path.open("wb") as kept:
        while piece := await file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise UploadRefused(
                    f"「{path.name}」は大きすぎます（1件の上限{most // _PIECE}MB）。不要な図や値を除いてください。"
                )
            kept.write(piece)
