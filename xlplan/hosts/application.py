"""What all commands share: the application, the arguments they take, how they open a master and how they end."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from xlplan.findings import CannotRun, serious
from xlplan.hosts import screen
from xlplan.hosts.arguments import FILE, Argument, Kind, one_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlplan.books.file import FileBook
    from xlplan.findings import Finding
    from xlplan.returned import ReturnedFiles

CLEAN, FOUND = 0, 1


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


def _moment(typed: str) -> dt.datetime:
    import datetime as dt

    moment = dt.datetime.fromisoformat(typed)
    if moment.tzinfo is not None:  # what is recorded is the office's own clock
        raise ValueError(typed)
    return moment


MASTER: Final = Argument("台帳", "master", "台帳のExcelブック（master.xlsmなど）。", FILE)
RETURNS: Final = Argument(
    "調査票",
    "returns",
    "調査票のファイルまたはフォルダ。省くと台帳の中の「回答_課名」シート。",
    FILE,
    default=(),
    many=True,
)
PERIOD: Final = Argument(
    "--period",
    "period",
    "時期（例：平成26年度末、平成26年9月末）。省くと台帳の「対象時期」。",
    Kind(str, "時期"),
    default="",
)
OUT_FILE: Final = Argument("--out", "out", "書き出すファイル。台帳と同じ名前なら、控えを残して上書きします。", FILE)
AT: Final = Argument(
    "--at",
    "at",
    "記録する日時（再現のため）。",
    Kind(_moment, "日時", "「2015-04-20 09:00:00」のような日時"),
    default=None,
    hidden=True,
)
AS_FORMAT: Final = Argument(
    "--format", "form", "text（読むため）またはjson（機械のため）。", one_of(*Format), default=Format.TEXT
)


class Failure(CannotRun):
    """What was asked for on the command line is not there."""


def open_master(master: Path) -> FileBook:
    """The master as a book; Failure when there is no such file."""
    from xlplan.books.plain_file import PlainFile

    require_file(master)
    return PlainFile(master)


def require_file(master: Path) -> None:
    """Failure when the master's path names no file."""
    if master.is_dir():
        raise Failure(f"「{master}」はフォルダです。台帳のファイル（.xlsm）を指定してください。")
    if not master.is_file():
        raise Failure(f"台帳「{master}」が見つかりません。場所を確かめてください。")


def require_master(book: FileBook) -> None:
    """Failure for a workbook that is no master, such as a return given in its place."""
    from xlplan.tables import SETTINGS

    if SETTINGS.name not in book.workbook.facts.tables:  # to read it would open the sheets of all the other tables too
        raise Failure(
            f"「{book.path.name}」は台帳ではありません（表「{SETTINGS.name}」がありません）。"
            f"台帳を指定してください。台帳のときは、控えから「{SETTINGS.sheet}」シートを戻してください。"
        )


def save(book: FileBook, out: Path, when: dt.datetime) -> bool:
    """Write the book to `out`; of its old content stay as many dated copies as 管理 says. Whether anything changed."""
    receipt = book.save(out, when, keep=kept_by(book))
    return bool(receipt.changed or receipt.removed)


def same_file(out: Path, master: Path) -> bool:
    """Whether what is written takes the master's own place."""
    return out.exists() and master.exists() and out.samefile(master)


def kept_by(book: FileBook) -> int:
    """How many dated copies 管理 says stay."""
    from xlplan.copies import copies_kept
    from xlplan.plan import read_plan
    from xlplan.tables import SETTINGS

    return copies_kept(read_plan(book, (SETTINGS,)).settings)


def require_returns(reads: Sequence[object]) -> None:
    """NothingToDo when there is nothing to merge: no file was named and the master has no sheet of its own."""
    from xlplan.hosts import telling

    telling.require_returns(
        reads,
        "調査票のファイルかフォルダを指定してください（省けるのは、台帳の中に「回答_課名」シートがあるときです）。",
    )


def require_there(returns: Sequence[Path]) -> None:
    """Failure for a path that is not there."""
    for path in returns:
        if not path.exists():
            raise Failure(f"「{path}」が見つかりません。調査票のファイルまたはフォルダを指定してください。")


def opened(master: Path, returns: Sequence[Path]) -> tuple[FileBook, Sequence[Path] | ReturnedFiles]:
    """The master as a book, and the returns asked for; Failure for a path that is not there.

    The returns come first: a child process begins to open them as soon as it can, while the rest is being loaded here.
    """
    from xlplan.returned import ReturnedFiles

    require_file(master)
    require_there(returns)
    being_opened = ReturnedFiles(returns) if returns else ()
    return open_master(master), being_opened


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
    import json

    screen.say(json.dumps(value, ensure_ascii=False, indent=1))


def exit_code(findings: Iterable[Finding]) -> int:
    """1 when anything 重大 was found."""
    return FOUND if serious(findings) else CLEAN


def clock() -> dt.datetime:
    """The office's own clock, as printed in the history."""
    import datetime as dt

    return dt.datetime.now()  # noqa: DTZ005  # local time is what officers write down
