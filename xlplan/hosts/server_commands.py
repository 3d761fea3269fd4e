"""The browser-based add-in from the command line: start the server, hand out and take back 利用者証."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from xlplan.hosts import screen
from xlplan.hosts.application import Failure, app, clock
from xlplan.hosts.server.tokens import Role

_LONGEST_DAYS = 1096

tokens = typer.Typer(
    help="利用者証（ブラウザー型アドインを使うための証）を発行し、取り消します。", no_args_is_help=True
)
app.add_typer(tokens, name="token")

Folder = Annotated[Path, typer.Option("--folder", help="サーバーの設定・鍵・利用者証の台帳・記録を置くフォルダ。")]
FOLDER = Path("server")


@app.command()
def serve(  # noqa: PLR0913, PLR0917  # each is an option of the command line, never passed by hand
    folder: Folder = FOLDER,
    host: Annotated[str, typer.Option("--host", help="待ち受けるアドレス。省くとこの端末だけ。")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="待ち受けるポート。")] = 8443,
    certificate: Annotated[Path | None, typer.Option("--cert", help="証明書（PEM）。")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="証明書の鍵（PEM）。")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=32, help="プロセスの数。")] = 2,
    plain_http: Annotated[bool, typer.Option("--plain-http", help="手前のIISなどがhttpsを受け持つとき。")] = False,
) -> None:
    """ブラウザー型アドインのサーバーを動かします。庁内ネットワークの外とは通信しません。"""
    from xlplan.hosts.server import serving, settings

    listening = serving.Listening(host, port, certificate, key, workers, plain_http)
    listening.check()
    serving.require_extra()
    read = settings.make(folder, f"localhost:{port}")
    screen.say(f"アドインの定義（マニフェスト）：{read.origin}/manifest.xml　設定：{folder / settings.FILE}")
    serving.serve(read, listening)


@tokens.command()
def issue(
    name: Annotated[str, typer.Option("--name", help="渡す相手（課名と氏名など）。記録に残ります。")],
    role: Annotated[Role, typer.Option("--role", help="職員（読む・点検）または事務局（取りまとめまで）。")],
    folder: Folder = FOLDER,
    days: Annotated[int, typer.Option("--days", min=1, max=_LONGEST_DAYS, help="使える日数。")] = 365,
) -> None:
    """利用者証を1つ発行します。表示は1回だけです。"""
    from xlplan.hosts.server.tokens import issue as issue_token

    if not name.strip():
        raise Failure("「--name」に渡す相手を書いてください。")
    token, entry = issue_token(folder, name.strip(), role, clock().date() + dt.timedelta(days=days))
    screen.complain(f"{entry.name}（{entry.role}）の利用者証です。{entry.expires}まで使えます。番号{entry.id}。")
    screen.say(token)


@tokens.command("list")
def list_tokens(folder: Folder = FOLDER) -> None:
    """発行した利用者証の一覧です。証そのものは出ません。"""
    from xlplan.hosts.server.tokens import passes

    for entry in passes(folder):
        state = f"取消{entry.revoked}" if entry.revoked else "有効" if entry.stands(clock().date()) else "期限切れ"
        screen.say(f"{entry.id}\t{entry.role}\t{entry.expires}\t{state}\t{entry.name}")


@tokens.command()
def revoke(
    number: Annotated[str, typer.Argument(metavar="番号", help="「xlplan token list」の番号。")],
    folder: Folder = FOLDER,
) -> None:
    """利用者証を取り消します。その時から使えません。"""
    from xlplan.hosts.server.tokens import revoke as take_back

    entry = take_back(folder, number, clock().date())
    screen.say(f"{entry.name}（{entry.role}）の利用者証を取り消しました。")
