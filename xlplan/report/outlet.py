"""Where reports go: files written whole, earlier ones kept as dated copies, and the seam to whatever makes PDFs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.books.locks import refuse_if_open
from xlplan.books.neighbours import copy_name

if TYPE_CHECKING:
    import datetime as dt

    from xlplan.periods import Period

Progress = Callable[[int, int, str], None]
Printer = Callable[[Path], Path]
"""Makes a PDF beside a workbook and says where; LibreOffice on any machine, Excel on the desktop."""

_PACKAGE: Final = Path(__file__).resolve().parents[1]
PROJECT_TEMPLATES: Final = (_PACKAGE.parent / "templates", _PACKAGE / "data" / "templates")
"""The project's own templates: beside the package in a checkout, inside it when installed."""
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "／"))


@dataclass(frozen=True)
class Outlet:
    """The folder of a run of reports.

    Attributes:
        folder: made when the first file is written.
        made: names the copy of a file that is replaced.
        templates: folders searched for a city's own templates before the project's.
        progress: told (done, total, what).
    """

    folder: Path
    made: dt.datetime
    templates: tuple[Path, ...]
    progress: Progress

    def path(self, period: Period, label: str, suffix: str) -> Path:
        """「平成26年度末_本部報告.xlsx」."""
        return self.folder / (f"{period.label}_{label}".translate(_FORBIDDEN) + suffix)

    def write(self, path: Path, content: bytes) -> Path:
        """Write one file whole; another file of that name stays as a dated copy. Refused while it is open elsewhere."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.read_bytes() == content:
            return path
        refuse_if_open(path)
        unfinished = path.with_name(f".{path.name}.part")
        unfinished.write_bytes(content)
        if path.exists():
            path.replace(_unused(copy_name(path, self.made)))
        unfinished.replace(path)
        return path

    def write_folder(self, folder: Path, files: Mapping[str, bytes]) -> list[Path]:
        """Write a folder whole, to be uploaded as it is; another of that name is set aside whole under a dated name.

        Nothing of an earlier folder stays in the new one, so what is no longer published is not uploaded again.
        """
        paths = [folder / name for name in files]
        if folder.is_dir() and {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == files:
            return paths
        unfinished = folder.with_name(f".{folder.name}.part")
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(parents=True)
        for name, content in files.items():
            (unfinished / name).write_bytes(content)
        if folder.exists():
            folder.rename(_unused(copy_name(folder, self.made)))
        unfinished.rename(folder)
        return paths


def _unused(path: Path) -> Path:
    """The path, or with a number after it when that name is taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}{number}{path.suffix}")
    return free
