"""The browser-based add-in from the command line: start the server, hand out and take back 利用者証."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from xlplan.hosts import screen
from xlplan.hosts.application import Failure, clock
from xlplan.hosts.arguments import FILE, FOLDER, SWITCH, Argument, command, one_of, whole
from xlplan.hosts.server import tokens

_LONGEST_DAYS = 1096
_MOST_WORKERS = 32

_SERVERS_FOLDER = Argument(
    "--folder",
    "folder",
    "サーバーの設定・鍵・利用者証の台帳・記録を置くフォルダ。",
    FOLDER,
    default=Path("server"),
)


@command(
    _SERVERS_FOLDER,
    Argument("--host", "host", "待ち受けるアドレス。省くとこの端末だけ。", default="127.0.0.1"),
    Argument("--port", "port", "待ち受けるポート。", whole(), default=8443),
    Argument("--cert", "certificate", "証明書（PEM）。", FILE, default=None),
    Argument("--key", "key", "証明書の鍵（PEM）。", FILE, default=None),
    Argument("--workers", "workers", "プロセスの数。", whole(1, _MOST_WORKERS), default=2),
    Argument("--plain-http", "plain_http", "手前のIISなどがhttpsを受け持つとき。", SWITCH, default=False),
)
def serve(  # noqa: PLR0913, PLR0917  # each is an option of the command line, never passed by hand
    folder: Path,
    host: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    workers: int,
    plain_http: bool,
) -> None:
    """Run the server until it is stopped."""
    from xlplan.hosts.server import serving, settings

    listening = serving.Listening(host, port, certificate, key, workers, plain_http)
    listening.check()
    serving.require_extra()
    read = settings.make(folder, f"localhost:{port}")
    screen.say(f"アドインの定義（マニフェスト）：{read.origin}/manifest.xml　設定：{folder / settings.FILE}")
    serving.serve(read, listening)


@command(
    Argument("--name", "name", "渡す相手（課名と氏名など）。記録に残ります。"),
    Argument("--role", "role", "職員（読む・点検）または事務局（取りまとめまで）。", one_of(*tokens.Role)),
    _SERVERS_FOLDER,
    Argument("--days", "days", "使える日数。", whole(1, _LONGEST_DAYS), default=365),
)
def token_issue(name: str, role: tokens.Role, folder: Path, days: int) -> None:
    """A new 利用者証, printed this once."""
    if not name.strip():
        raise Failure("「--name」に渡す相手を書いてください。")
    token, entry = tokens.issue(folder, name.strip(), role, clock().date() + dt.timedelta(days=days))
    screen.complain(f"{entry.name}（{entry.role}）の利用者証です。{entry.expires}まで使えます。番号{entry.id}。")
    screen.say(token)


@command(_SERVERS_FOLDER)
def token_list(folder: Path) -> None:
    """The register of 利用者証."""
    for entry in tokens.passes(folder):
        state = f"取消{entry.revoked}" if entry.revoked else "有効" if entry.stands(clock().date()) else "期限切れ"
        screen.say(f"{entry.id}\t{entry.role}\t{entry.expires}\t{state}\t{entry.name}")


@command(Argument("番号", "number", "「xlplan token list」の番号。"), _SERVERS_FOLDER)
def token_revoke(number: str, folder: Path) -> None:
    """Take a 利用者証 back."""
    entry = tokens.revoke(folder, number, clock().date())
    screen.say(f"{entry.name}（{entry.role}）の利用者証を取り消しました。")
