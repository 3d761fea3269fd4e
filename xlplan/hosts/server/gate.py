"""In front of every request: the right host, a known address, a bearable size, and a token where something is done.

It is plain ASGI, so that a body is refused while it arrives, and it holds for xlwings Server's routes as for ours.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import TYPE_CHECKING, Any, Final

from xlplan.findings import CannotRun
from xlplan.hosts.server import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from xlplan.hosts.server.settings import Settings

__all__ = ["PASS", "Gate"]

PASS: Final = "xlplan.pass"  # noqa: S105  # key of the scope under which routes find whose request it is
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})

_OPEN: Final = frozenset(
    {
        "/",
        "/manifest.xml",
        "/taskpane.html",
        "/xlwings/custom-functions-code.js",
        "/xlwings/custom-functions-meta.json",
        "/xlwings/custom-scripts-meta.json",
    }
)
"""Read by Office before anybody can show a token; none holds a word of a workbook."""
_OPEN_FOLDERS: Final = ("/static/", "/xlplan/static/", "/xlplan/icons/")
_CLOSED: Final = {"GET": ("/xlplan/me",), "POST": ("/xlplan/run/", "/xlwings/custom-functions-call")}
"""Only with a token. `/xlwings/custom-scripts-call/` is in neither list: scripts are ours."""

_HEADERS: Final = {
    "Cache-Control": "no-store, max-age=0",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "object-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_CACHED: Final = ("/static/vendor/", "/xlplan/icons/")
"""Never changing under one version: Excel does not show ribbon icons that may not be cached."""

_log = logging.getLogger("xlplan.server")

_WRONG_HOST: Final = "この名前では利用できません。情報システム担当が配ったアドインから開いてください。"
_NO_PAGE: Final = "ページがありません。"
_WHO: Final = (
    "利用者証が入力されていないか、正しくないか、期限が切れています。作業ウィンドウの「利用者証」で入力し直してください。"
    "お持ちでないときは、事務局に求めてください。"
)
_NO_REGISTER: Final = "サーバーの利用者証の台帳を読み取れません。情報システム担当に連絡してください。"
_TOO_LARGE: Final = (
    "送る内容が大きすぎます（上限{megabytes}MB）。調査票を何回かに分けるか、台帳の余分な値や書式を削除してください。"
)


class Gate:
    """The application behind its checks."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._hosts = _LOCAL | {_host(settings.hostname)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse in Japanese."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # no route of ours is a web socket
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        sent = _Sender(send, scope["path"])
        if refusal:
            await _say(sent, *refusal)
            return
        body = _Bounded(receive, self._settings.request_bytes)
        await self._app(scope, body, lambda message: _unless_oversized(body, sent, message))
        if body.oversized and not sent.started:
            await _say(sent, 413, self._too_large)

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Status and sentence, or None for a request that may pass; whose it is goes into the scope."""
        path, method = scope["path"], scope["method"]
        if _host(headers.get("host", "")) not in self._hosts:
            return 421, _WRONG_HOST
        if method in ("GET", "HEAD") and (path in _OPEN or path.startswith(_OPEN_FOLDERS)):
            return None
        if not path.startswith(_CLOSED.get(method, ())):
            return 404, _NO_PAGE
        return self._unknown(scope, headers) or self._oversized(headers)

    def _unknown(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        today = dt.date.today()  # noqa: DTZ011  # the office's day
        try:
            scope[PASS] = tokens.verify(self._settings.folder, headers.get("authorization", ""), today)
        except CannotRun:
            _log.exception("利用者証を確かめられません")
            return 500, _NO_REGISTER
        return (401, _WHO) if scope[PASS] is None else None

    def _oversized(self, headers: Mapping[str, str]) -> tuple[int, str] | None:
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._settings.request_bytes:
            return 413, self._too_large
        return None

    @property
    def _too_large(self) -> str:
        return _TOO_LARGE.format(megabytes=self._settings.request_mb)


class _Bounded:
    """A body as it arrives; one that grows too large is cut off, as if its sender had gone."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most
        self.oversized = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.oversized = True
            return {"type": "http.disconnect"}
        return message


class _Sender:
    """Sends with our headers, and knows whether an answer has begun."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self.started = False
        self._headers = dict(_HEADERS)
        if path.startswith(_CACHED):
            self._headers["Cache-Control"] = "public, max-age=86400"

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            ours = [(name.lower().encode(), value.encode()) for name, value in self._headers.items()]
            names = {name for name, _ in ours}
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
            message = {**message, "headers": [*kept, *ours]}
        await self._send(message)


async def _unless_oversized(body: _Bounded, send: Send, message: Message) -> None:
    """Pass on what the application answers, but not what it thinks of half a body."""
    if not body.oversized:
        await send(message)


async def _say(send: Send, status: int, sentence: str) -> None:
    body = json.dumps({"detail": sentence}, ensure_ascii=False).encode()
    kind: dict[str, Any] = {"headers": [(b"content-type", b"application/json")]}
    await send({"type": "http.response.start", "status": status, **kind})
    await send({"type": "http.response.body", "body": body})


def _host(text: str) -> str:
    """The name of a Host header without its port."""
    name, _, port = text.rpartition(":")
    return (name if name and port.isdecimal() else text).lower()
