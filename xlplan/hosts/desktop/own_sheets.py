"""Departmental sheets `回答_課名` inside the master: drawn like the returns, put in by Excel, never over what is filled in."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.books.live_writing import HalfWritten
from xlplan.findings import CannotRun
from xlplan.form import SHEET

if TYPE_CHECKING:
    import xlwings as xw

    from xlplan.books.live import LiveBook
    from xlplan.distribute import OwnSheets
    from xlplan.hosts.desktop.desk import Desk

__all__ = ["is_own", "make"]


def is_own(name: str) -> bool:
    """Whether a sheet is a departmental one."""
    return name.startswith(f"{SHEET}_")


def make(desk: Desk, book: LiveBook) -> str:
    """Put the departmental sheets of the period at the end of the master; blank ones that stand there are made anew."""
    from xlplan import operations

    desk.require_writable()
    if desk.book.api.ProtectStructure:
        raise CannotRun(
            "ブックの構成が保護されているため、シートを加えられません。"
            "「校閲」の「ブックの保護」を外してから、もう一度行ってください。"
        )
    period = desk.period(book)
    with desk.at_work("回答シートを作っています"):
        made = operations.own_sheets(book, period=period, progress=desk.progress)
        desk.keep_copy(book)
        _put_in(desk, made)
    names = f"「{made.names[0]}」など" if made.names else ""
    return f"{made.period.label}の回答シートを{len(made.names)}枚、台帳の終わりに作りました（{names}）。\n{desk.ending}"


def _put_in(desk: Desk, made: OwnSheets) -> None:
    """Copy the sheets out of a workbook in a temporary folder. What was copied goes again when one of them fails."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "xlplan_own_sheets.xlsx"
        path.write_bytes(made.data)
        drawn = desk.book.app.books.open(str(path), update_links=False, read_only=True)
        copied: list[xw.Sheet] = []
        try:
            for done, name in enumerate(made.names, 1):
                last = desk.book.sheets[len(desk.book.sheets) - 1]
                copied.append(drawn.sheets[name].copy(after=last))
                desk.progress(done, len(made.names), name)
        except Exception:
            _take_out(copied)
            raise
        finally:
            drawn.close()
        try:
            for name in made.replaced:
                desk.book.sheets[name].delete()
            for sheet, name in zip(copied, made.names, strict=True):
                if sheet.name != name:
                    sheet.name = name
        except Exception as error:
            raise HalfWritten from error
        desk.written = True
        desk.book.sheets[0].api.Activate()


def _take_out(copied: Sequence[xw.Sheet]) -> None:
    for sheet in copied:
        with suppress(Exception):  # the first failure is the one to tell of
            sheet.delete()
