"""`xlplan upgrade`: bring a city's own master up to this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.hosts import screen
from xlplan.hosts.application import AT, MASTER, Failure, clock, kept_by, open_master, require_master
from xlplan.hosts.arguments import FILE, Argument, command

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

_SUFFIX = ".xlsm"


@command(
    MASTER,
    Argument("--out", "out", "書き出す台帳（.xlsm）。台帳と同じ名前なら、控えを残して上書きします。", FILE),
    AT,
)
def upgrade(master: Path, out: Path, at: dt.datetime | None) -> None:
    """Macros, ribbon, tables, columns and settings of this version for a master of an earlier one."""
    from xlplan.books.file import FileBook
    from xlplan.books.save import Copies, Paths, save
    from xlplan.hosts.shipped import shipped_master
    from xlplan.upgrade import plan_upgrade

    out = _target(out)
    book = open_master(master)
    require_master(book)
    planned = plan_upgrade(book, FileBook(shipped_master()))
    save(planned.package, planned.parts, paths=Paths(master, out), copies=Copies(at or clock(), kept_by(book)))
    account = planned.account
    _list("加えたもの", account.added or ["ありません（この版と同じ形です）"])
    _list("そのまま残したもの", account.kept)
    _list("確かめていただくこと", account.to_do)
    screen.say(f"「{out}」に保存しました。")


def _list(title: str, lines: list[str]) -> None:
    if lines:
        screen.say(f"{title}：")
    for line in lines:
        screen.say(f"・{line}")


def _target(out: Path) -> Path:
    if out.suffix.lower() != _SUFFIX:
        raise Failure(
            f"「{out.name}」の末尾を「{_SUFFIX}」にしてください。マクロは「{_SUFFIX}」のブックにだけ入ります。"
        )
    if out.is_dir():
        raise Failure(f"「{out}」はフォルダです。「--out」にはファイル名まで書いてください。")
    if not out.parent.is_dir():
        raise Failure(f"保存先のフォルダ「{out.parent}」がありません。先に作るか、「--out」を確かめてください。")
    return out
