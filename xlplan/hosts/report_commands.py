"""Reports from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.hosts import screen
from xlplan.hosts.application import AT, MASTER, PERIOD, RETURNS, clock, open_master, opened, require_master
from xlplan.hosts.arguments import FOLDER, SWITCH, Argument, command

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path


@command(MASTER, RETURNS, Argument("--out", "out", "照会文を書き出すフォルダ。", FOLDER), PERIOD, AT)
def letters(master: Path, returns: Sequence[Path], out: Path, period: str, at: dt.datetime | None) -> None:
    """照会文."""
    book, returned = opened(master, returns)
    from xlplan import operations
    from xlplan.hosts import telling

    require_master(book)
    with screen.progress_bar() as progress:
        files = operations.letters(book, out, returned, period=period, at=at or clock(), progress=progress)
    for path in files:
        screen.say(str(path))
    screen.say(telling.lettered(files))


@command(
    MASTER,
    Argument("種類", "kind", "報告書の種類。違う名前を書くと一覧を示します。"),
    Argument("--out", "out", "書き出すフォルダ。", FOLDER),
    PERIOD,
    Argument("--pdf", "pdf", "PDFも作ります（LibreOfficeが必要です）。", SWITCH, default=False),
    Argument(
        "--templates",
        "templates",
        "市の様式があるフォルダ。省くと台帳の隣の「様式」。",
        FOLDER,
        default=(),
        many=True,
    ),
    AT,
)
def report(  # noqa: PLR0913, PLR0917  # each is an option of the command line, never passed by hand
    master: Path,
    kind: str,
    out: Path,
    period: str,
    pdf: bool,
    templates: Sequence[Path],
    at: dt.datetime | None,
) -> None:
    """報告書."""
    from xlplan import operations
    from xlplan.report.printing import print_with_libreoffice

    book = open_master(master)
    require_master(book)
    with screen.progress_bar() as progress:
        files = operations.report(
            book,
            kind,
            out,
            period=period,
            at=at or clock(),
            progress=progress,
            templates=templates or [master.parent / "様式"],
            printer=print_with_libreoffice if pdf else None,
        )
    for path in files:
        screen.say(str(path))
    screen.say(f"{len(files)}件を「{out}」に書き出しました。")
