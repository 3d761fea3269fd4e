"""内容一覧.csv: every file of the folder, and every program inside the wheels as it will lie on the PC, with its SHA-256.

Antivirus and program control are told of files by their hash; what they see on a PC is not the wheel but what pip unpacks.
"""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

INVENTORY: Final = "内容一覧.csv"
COLUMNS: Final = ("種類", "ファイル", "入っているもの", "大きさ（バイト）", "SHA-256")
FILE, PROGRAM = "配布フォルダのファイル", "導入後のプログラム"
_PROGRAMS: Final = (".dll", ".exe", ".pyd")


def write_inventory(folder: Path) -> None:
    """Write the list; UTF-8 with a mark so that Excel reads Japanese."""
    with (folder / INVENTORY).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(folder))


def _rows(folder: Path) -> Iterator[tuple[str, str, str, int, str]]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != INVENTORY]
    for path in files:
        data = path.read_bytes()
        yield FILE, path.relative_to(folder).as_posix(), "", len(data), hashlib.sha256(data).hexdigest()
    for path in files:
        if path.suffix == ".whl":
            yield from _programs(path, folder)


def _programs(wheel: Path, folder: Path) -> Iterator[tuple[str, str, str, int, str]]:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.lower().endswith(_PROGRAMS):
                data = archive.read(name)
                where = wheel.relative_to(folder).as_posix()
                yield PROGRAM, name, where, len(data), hashlib.sha256(data).hexdigest()
