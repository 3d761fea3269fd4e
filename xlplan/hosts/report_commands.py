"""Reports from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlplan.hosts import screen, telling
from xlplan.hosts.application import Asked, Master, Now, Returns, app, clock, existing, open_master, require_master


@app.command()
def letters(
    master: Master,
    out: Annotated[Path, typer.Option("--out", help="照会文を書き出すフォルダ。")],
    returns: Returns = None,
    period: Asked = "",
    at: Now = None,
) -> None:
    """照会文：記入もれや食い違いを尋ねる文書を、課ごとに作ります。台帳は書き換えません。"""
    book, returned = open_master(master), existing(returns)  # first: the returns are opened while the rest is loaded
    from xlplan import operations

    require_master(book)
    with screen.progress_bar() as progress:
        files = operations.letters(book, out, returned, period=period, at=at or clock(), progress=progress)
    for path in files:
        screen.say(str(path))
    screen.say(telling.lettered(files))


@app.command()
def report(  # noqa: PLR0913, PLR0917  # each is an option of the command line, never passed by hand
    master: Master,
    kind: Annotated[str, typer.Argument(metavar="種類", help="報告書の種類。違う名前を書くと一覧を示します。")],
    out: Annotated[Path, typer.Option("--out", help="書き出すフォルダ。")],
    period: Asked = "",
    pdf: Annotated[bool, typer.Option("--pdf", help="PDFも作ります（LibreOfficeが必要です）。")] = False,
    templates: Annotated[
        list[Path] | None, typer.Option("--templates", help="市の様式があるフォルダ。省くと台帳の隣の「様式」。")
    ] = None,
    at: Now = None,
) -> None:
    """報告書：本部・委員会・市HPなどの報告を作ります。台帳は書き換えません。"""
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
