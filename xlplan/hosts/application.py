"""What all commands share: the application, the arguments they take, how they open a master and how they end."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlplan.findings import CannotRun, Finding, serious
from xlplan.hosts import screen, telling

if TYPE_CHECKING:
    from xlplan.books.file import FileBook
    from xlplan.returned import ReturnedFiles

CLEAN, FOUND, FAILED = 0, 1, 2

app = typer.Typer(
    name="xlplan",
    help="行財政改革プランの台帳（Excelブック）の様式配布・点検・取りまとめ・判定を行います。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# Whether files can be read is found out when they are: typer would say it in English, and stop everything for one return.
Master = Annotated[Path, typer.Argument(metavar="台帳", help="台帳のExcelブック（master.xlsmなど）。", readable=False)]
Returns = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="調査票...",
        help="調査票のファイルまたはフォルダ。省くと台帳の中の「回答_課名」シート。",
        readable=False,
    ),
]
Asked = Annotated[
    str, typer.Option("--period", help="時期（例：平成26年度末、平成26年9月末）。省くと台帳の「対象時期」。")
]
OutFile = Annotated[
    Path, typer.Option("--out", help="書き出すファイル。台帳と同じ名前なら、控えを残して上書きします。")
]
Now = Annotated[dt.datetime | None, typer.Option("--at", help="記録する日時（再現のため）。", hidden=True)]


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


AsFormat = Annotated[Format, typer.Option("--format", help="text（読むため）またはjson（機械のため）。")]


class Failure(CannotRun):
    """What was asked for on the command line is not there."""


def open_master(master: Path) -> FileBook:
    """The master as a book; Failure when there is no such file."""
    from xlplan.books.file import FileBook

    require_file(master)
    return FileBook(master)


def require_file(master: Path) -> None:
    """Failure when the master's path names no file."""
    if master.is_dir():
        raise Failure(f"「{master}」はフォルダです。台帳のファイル（.xlsm）を指定してください。")
    if not master.is_file():
        raise Failure(f"台帳「{master}」が見つかりません。場所を確かめてください。")


def require_master(book: FileBook) -> None:
    """Failure for a workbook that is no master, such as a return given in its place."""
    from xlplan.tables import SETTINGS

    if book.grid(SETTINGS.name) is None:
        raise Failure(
            f"「{book.path.name}」は台帳ではありません（表「{SETTINGS.name}」がありません）。"
            f"台帳を指定してください。台帳のときは、控えから「{SETTINGS.sheet}」シートを戻してください。"
        )


def save(book: FileBook, out: Path, when: dt.datetime) -> None:
    """Write the book to `out`; of its old content stay as many dated copies as 管理 says."""
    book.save(out, when, keep=kept_by(book))


def kept_by(book: FileBook) -> int:
    """How many dated copies 管理 says stay."""
    from xlplan.copies import copies_kept
    from xlplan.plan import read_plan
    from xlplan.tables import SETTINGS

    return copies_kept(read_plan(book, (SETTINGS,)).settings)


def require_returns(reads: Sequence[object]) -> None:
    """NothingToDo when there is nothing to merge: no file was named and the master has no sheet of its own."""
    telling.require_returns(
        reads,
        "調査票のファイルかフォルダを指定してください（省けるのは、台帳の中に「回答_課名」シートがあるときです）。",
    )


def existing(returns: list[Path] | None) -> list[Path] | ReturnedFiles:
    """The returns asked for, being opened from now on; Failure for a path that is not there."""
    from xlplan.returned import ReturnedFiles

    for path in returns or []:
        if not path.exists():
            raise Failure(f"「{path}」が見つかりません。調査票のファイルまたはフォルダを指定してください。")
    return ReturnedFiles(returns) if returns else []


def target(out: Path, master: Path) -> Path:
    """Where to save; Failure, before anything is worked out, for a place that cannot be a copy of the master."""
    if out.is_dir():
        raise Failure(
            f"「{out}」はフォルダです。「--out」にはファイル名まで書いてください（例：{out / master.name}）。"
        )
    if not out.parent.is_dir():
        raise Failure(f"保存先のフォルダ「{out.parent}」がありません。先に作るか、「--out」を確かめてください。")
    if out.suffix.lower() != master.suffix.lower():
        raise Failure(f"「{out.name}」は台帳と種類が違います。「--out」の末尾を「{master.suffix}」にしてください。")
    return out


def print_json(value: Any) -> None:
    """JSON on standard output, UTF-8, one object."""
    screen.say(json.dumps(value, ensure_ascii=False, indent=1))


def end(findings: Iterable[Finding]) -> None:
    """End with 1 when anything 重大 was found."""
    if serious(findings):
        raise typer.Exit(FOUND)


def clock() -> dt.datetime:
    """The office's own clock, as printed in the history."""
    return dt.datetime.now()  # noqa: DTZ005  # local time is what officers write down
