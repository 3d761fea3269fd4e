"""The officer's side of desktop Excel: questions, messages, the status bar, and the master to be read or changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.books.live import LiveBook
from xlplan.books.locks import owner_of
from xlplan.copies import copies_kept
from xlplan.findings import CannotRun
from xlplan.hosts.desktop.copies import keep_copy
from xlplan.periods import Period
from xlplan.plan import read_plan
from xlplan.tables import SETTINGS

if TYPE_CHECKING:
    import datetime as dt

    import xlwings as xw

__all__ = ["Cancelled", "Desk"]

_FOLDER_PICKER: Final = 4
_TEXT: Final = 2
_PERIOD: Final = "「管理」の「対象時期」を読み取れません。時期を入力してください（例：平成26年度末、平成26年9月末）。"


class Cancelled(Exception):  # noqa: N818  # an answer like any other
    """The officer closed a dialog: nothing is done, and nothing more is said."""


class CannotWrite(CannotRun):
    """The workbook as it is open here cannot be changed, or no copy of it can be kept."""


class Desk:
    """One press of a button.

    Args:
        book: the workbook it was pressed in.
        now: local time.
        title: the button's label, over every dialog.

    Attributes:
        kept: the dated copy, once one was made.
        written: whether the workbook was changed, wholly.
    """

    def __init__(self, book: xw.Book, now: dt.datetime, title: str) -> None:
        self.book, self.now, self.title = book, now, title
        self.kept: Path | None = None
        self.written = False

    @property
    def path(self) -> Path | None:
        """The workbook's file; None when it was never saved or lies in a cloud, which gives it an address instead."""
        full = str(self.book.api.FullName)
        return Path(full) if self.book.api.Path and "://" not in full else None

    # Questions and messages

    def tell(self, text: str) -> None:
        """Say how it went."""
        self.book.app.alert(text, f"改革プラン：{self.title}", "ok", "info")

    def warn(self, text: str) -> None:
        """Say why it did not go."""
        self.book.app.alert(text, f"改革プラン：{self.title}", "ok", "critical")

    def confirm(self, text: str) -> bool:
        """Yes or no; Cancelled on cancel."""
        answer = self.book.app.alert(text, f"改革プラン：{self.title}", "yes_no_cancel", "info")
        if answer == "cancel":
            raise Cancelled
        return answer == "yes"

    def ask(self, text: str) -> str:
        """A line of text; Cancelled on cancel."""
        answer = self.book.app.api.InputBox(text, f"改革プラン：{self.title}", "", Type=_TEXT)
        if answer is False:
            raise Cancelled
        return str(answer).strip()

    def choose(self, text: str, choices: Sequence[str]) -> int:
        """One of the choices by its number, from 0; asked again until it is one. Cancelled on cancel."""
        listed = "\n".join(f"{number}　{choice}" for number, choice in enumerate(choices, 1))
        again = ""
        while True:
            answer = self.ask(f"{again}{text}\n番号を入力してください。\n{listed}")
            digits = answer.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
            if digits.isascii() and digits.isdigit() and 1 <= int(digits) <= len(choices):
                return int(digits) - 1
            again = f"「{answer}」はありません。"

    def folder(self, text: str) -> Path:
        """A folder the officer picks; Cancelled on cancel."""
        dialog = self.book.app.api.FileDialog(_FOLDER_PICKER)
        dialog.Title = text
        if self.path is not None:
            dialog.InitialFileName = f"{self.path.parent}{os.sep}"
        if not dialog.Show():
            raise Cancelled
        return Path(str(dialog.SelectedItems(1)))

    def period(self, book: LiveBook) -> str:
        """Empty when 管理「対象時期」 reads, else what the officer types until it does."""
        text = read_plan(book, (SETTINGS,)).settings.get("対象時期", "")
        if Period.read(text) is not None:
            return ""
        while Period.read(answer := self.ask(_PERIOD)) is None:
            continue
        return answer

    # Work

    def open(self) -> LiveBook:
        """The master as Excel has it; CannotRun when the workbook is none."""
        book = LiveBook(self.book, self.progress)
        if book.grid(SETTINGS.name) is None:
            raise CannotRun(
                f"「{self.book.name}」は台帳ではありません（表「{SETTINGS.name}」がありません）。"
                f"台帳のときは、控えから「{SETTINGS.sheet}」シートを戻してください。"
            )
        return book

    def progress(self, done: int, total: int, what: str) -> None:
        """Show in the status bar how far the work is."""
        self.book.app.status_bar = f"{self.title}：{what}（{done}/{total}）" if total else f"{self.title}：{what}"

    @contextmanager
    def at_work(self, what: str) -> Iterator[None]:
        """Excel neither redraws nor recalculates nor runs other macros meanwhile; afterwards all is as it was."""
        app = self.book.app
        with ExitStack() as afterwards:
            afterwards.callback(setattr, app, "status_bar", False)
            app.status_bar = f"{self.title}：{what}"
            for name, value in (("screen_updating", False), ("enable_events", False), ("calculation", "manual")):
                afterwards.callback(setattr, app, name, getattr(app, name))
                setattr(app, name, value)
            yield

    def require_writable(self) -> None:
        """CannotWrite before anything is asked, for a workbook that cannot be changed or of which no copy can be kept."""
        full, name = str(self.book.api.FullName), self.book.name
        if not self.book.api.Path:
            raise CannotWrite(
                "台帳をまだ保存していません。フォルダに名前を付けて保存してから、もう一度行ってください。"
            )
        if "://" in full:
            raise CannotWrite(
                "台帳がOneDriveまたはSharePointの上にあるため、操作の前の控えを残せません。"
                "共有フォルダかこのPCのフォルダに名前を付けて保存し、そちらを開いて行ってください。"
            )
        if self.book.api.ReadOnly:
            owner = owner_of(Path(full))
            who = f"「{owner}」が開いています" if owner else "ほかの人が開いているか、読み取り専用にされています"
            raise CannotWrite(
                f"「{name}」は読み取り専用で開かれています（{who}）。閉じてもらうか、読み取り専用を外してから、"
                "開き直して行ってください。"
            )

    def keep_copy(self, book: LiveBook) -> None:
        """Keep a dated copy of the workbook as it is open now, unsaved changes included; none when 管理 asks for none."""
        path = self.path
        if path is None:
            raise CannotWrite("台帳の置き場所が分からないため、控えを残せません。保存してから行ってください。")
        keep = copies_kept(read_plan(book, (SETTINGS,)).settings)
        self.kept = keep_copy(path, self.now, self._save_copy, keep) if keep else None

    def _save_copy(self, path: Path) -> None:
        self.book.api.SaveCopyAs(str(path))

    def write(self, book: LiveBook) -> None:
        """Keep a copy and write what was put into the book; neither when nothing changes."""
        if book.pending():
            self.progress(0, 0, "控えを保存しています")
            self.keep_copy(book)
            self.progress(0, 0, "書き込んでいます")
            book.write()
            self.written = True

    @property
    def ending(self) -> str:
        """What to do with the changed workbook."""
        if self.kept is None:
            if self.written:
                return "内容を確かめ、よければ上書き保存してください。「管理」の「控えの数」が0のため、控えは残していません。"
            return "変わったところはありません。"
        return f"内容を確かめ、よければ上書き保存してください。操作の前の控えは「{self.kept.parent.name}」フォルダの「{self.kept.name}」です。"
