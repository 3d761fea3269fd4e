"""The log of what went wrong: the traceback goes there, and the message names the file."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlplan.hosts.desktop.desk import Desk

__all__ = ["logged"]


def logged(desk: Desk, error: BaseException) -> str:
    """Write the traceback to the log; the sentence that says where it is."""
    entry = f"{desk.now:%Y-%m-%d %H:%M:%S} {desk.title}\n{''.join(traceback.format_exception(error))}\n"
    for folder in _folders(desk):
        path = folder / f"xlplan-{desk.now:%Y%m%d}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as log:
                log.write(entry)
        except OSError:
            continue
        return f"詳しい内容は「{path}」に記録しました。続くときは、このファイルを情報システム担当に渡してください。"
    return "詳しい内容は、どこにも書き込めないため記録できませんでした。情報システム担当に連絡してください。"


def _folders(desk: Desk) -> Iterator[Path]:
    """The officer's own folder, else beside the workbook, else where the system keeps what is temporary."""
    if local := os.environ.get("LOCALAPPDATA"):
        yield Path(local) / "xlplan" / "log"
    if (path := desk.path) is not None:
        yield path.parent
    yield Path(tempfile.gettempdir())
