"""The half-yearly round from the ribbon: each button asks what must be asked, works everything out, and writes last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.hosts import telling
from xlplan.hosts.desktop import own_sheets, showing

if TYPE_CHECKING:
    from xlplan.books.live import LiveBook
    from xlplan.hosts.desktop.desk import Desk

_HOW = "受け取った調査票のフォルダを選ぶか、「様式配布」で台帳の中に「回答_課名」シートを作ってください。"


__all__ = ["Sources", "assess", "check", "consolidate", "distribute", "preview", "sources_of", "undo"]


@dataclass(frozen=True)
class Sources:
    """Where the returns are: a folder, the departmental sheets inside the master, or both."""

    folder: tuple[Path, ...]
    own: bool


def distribute(desk: Desk) -> str:
    """様式配布: into a folder, or as sheets of the master."""
    from xlplan import operations

    book = desk.open()
    question = (
        "課ごとのブックをフォルダに書き出しますか。\n\n"
        "［はい］フォルダに書き出します（台帳は変わりません）。\n"
        "［いいえ］この台帳の中に「回答_課名」シートを作ります。"
    )
    if not desk.confirm(question):
        return own_sheets.make(desk, book)
    period, folder = desk.period(book), desk.folder("調査票を書き出すフォルダを選んでください")
    with desk.at_work("調査票を作っています"):
        issued = operations.distribute(book, folder, period=period, progress=desk.progress)
    return f"{telling.issued(issued)}「{folder}」にあります。"


def check(desk: Desk) -> str:
    """点検: the findings in a workbook of their own."""
    from xlplan import operations

    book = desk.open()
    sources, period = sources_of(desk, book, none_too=True), desk.period(book)
    with desk.at_work("確かめています"):
        held = operations.check(book, sources.folder, own_sheets=sources.own, period=period, progress=desk.progress)
        shown = showing.show(desk, findings=held.findings)
    return f"{telling.checked(held)}{shown}"


def preview(desk: Desk) -> str:
    """取込プレビュー: every cell old → new in a workbook of its own."""
    from xlplan import operations

    book = desk.open()
    sources, period = sources_of(desk, book), desk.period(book)
    with desk.at_work("調査票を読み取っています"):
        held = operations.preview(book, sources.folder, own_sheets=sources.own, period=period, progress=desk.progress)
        telling.require_returns(held.reads, _HOW)
        shown = showing.show(desk, changes=held.merge.changes, findings=held.findings)
    return f"{telling.previewed(held)}{shown}"


def consolidate(desk: Desk) -> str:
    """取りまとめ."""
    from xlplan import operations

    desk.require_writable()
    book = desk.open()
    sources, period = sources_of(desk, book), desk.period(book)
    with desk.at_work("調査票を読み取っています"):
        held = operations.consolidate(
            book, sources.folder, own_sheets=sources.own, at=desk.now, period=period, progress=desk.progress
        )
        telling.require_returns(held.reads, _HOW)
        desk.write(book)
    return f"{telling.consolidated(held)}\n{desk.ending}"


def assess(desk: Desk) -> str:
    """判定."""
    from xlplan import operations

    desk.require_writable()
    book = desk.open()
    period = desk.period(book)
    with desk.at_work("目標と比べています"):
        plan, done = operations.assess(book, period=period)
        desk.write(book)
        shown = showing.show(desk, findings=done.findings) if done.findings else ""
    return "\n".join([*telling.assessed(plan, done), *([shown] if shown else []), desk.ending])


def undo(desk: Desk) -> str:
    """取消, once the officer has said yes."""
    from xlplan import operations

    desk.require_writable()
    book = desk.open()
    if not desk.confirm("直前の取りまとめ・改定・締めを取り消しますか。その後に直した欄はそのまま残します。"):
        return ""
    with desk.at_work("取り消しています"):
        undone = operations.undo(book, at=desk.now)
        telling.require_merge(undone)
        desk.write(book)
        shown = showing.show(desk, findings=undone.findings) if undone.findings else ""
    return "\n".join([*telling.undone(undone), *([shown] if shown else []), desk.ending])


def sources_of(desk: Desk, book: LiveBook, *, none_too: bool = False) -> Sources:
    """Where the returns are. Without a departmental sheet there is only the folder; `none_too`: or nothing."""
    has_own = any(own_sheets.is_own(name) for name in book.sheet_names())
    choices = {
        "フォルダの調査票": (True, False),
        **({"台帳の中の「回答_課名」シート": (False, True), "その両方": (True, True)} if has_own else {}),
        **({"調査票なし（台帳だけ）": (False, False)} if none_too and not has_own else {}),
    }
    answer = desk.choose("どの調査票ですか。", list(choices)) if len(choices) > 1 else 0
    in_folder, own = list(choices.values())[answer]
    folder = (desk.folder("受け取った調査票のフォルダを選んでください"),) if in_folder else ()
    return Sources(folder, own)
