"""What all commands share: the application, the arguments they take, how they open a master and how they end."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlplan.findings import CannotRun, Finding, serious
from xlplan.hosts import screen

if TYPE_CHECKING:
    from xlplan.books.file import FileBook

CLEAN, FOUND, FAILED = 0, 1, 2

app = typer.Typer(
    name="xlplan",
    help="行財政改革プランの台帳（Excelブック）の様式配布・点検・取りまとめ・判定を行います。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Master = Annotated[Path, typer.Argument(metavar="台帳", help="台帳のExcelブック（master.xlsxなど）。")]
Returns = Annotated[
    list[Path] | None,
    typer.Argument(metavar="調査票...", help="調査票のファイルまたはフォルダ。省くと台帳の中の「回答_課名」シート。"),
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

    if not master.is_file():
        raise Failure(f"台帳「{master}」が見つかりません。場所を確かめてください。")
    return FileBook(master)


def existing(returns: list[Path] | None) -> list[Path]:
    """The returns asked for; Failure for a path that is not there."""
    for path in returns or []:
        if not path.exists():
            raise Failure(f"「{path}」が見つかりません。調査票のファイルまたはフォルダを指定してください。")
    return returns or []


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
