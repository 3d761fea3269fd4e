"""Where reports go: files written whole, earlier ones kept as dated copies, and the seam to whatever makes PDFs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.books.locks import refuse_if_open
from xlplan.books.save import copy_name

if TYPE_CHECKING:
    import datetime as dt

    from xlplan.periods import Period

Progress = Callable[[int, int, str], None]
Printer = Callable[[Path], Path]
"""Makes a PDF beside a workbook and says where; LibreOffice on any machine, Excel on the desktop."""

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
            path.replace(copy_name(path, self.made))
        unfinished.replace(path)
        return path
