"""The web application: our pages and scripts, and behind them what we use of xlwings Server."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import os
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from xlplan.findings import CannotRun
from xlplan.hosts.actions import ACTIONS, BY_NAME
from xlplan.hosts.server import guards, icons, pages
from xlplan.hosts.server import settings as server_settings
from xlplan.hosts.server.gate import PASS, Gate
from xlplan.hosts.server.tokens import Pass, Role
from xlplan.hosts.server.uploads import Received, keep

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from xlplan.hosts.server.running import Event
    from xlplan.hosts.server.settings import Settings

__all__ = ["FOLDER_VARIABLE", "application", "from_environment"]

FOLDER_VARIABLE: Final = "XLPLAN_SERVER_FOLDER"
"""How worker processes learn which folder they serve."""
_FUNCTIONS: Final = "xlplan.hosts.functions"
_LARGEST_FIELD: Final = 1024
_log = logging.getLogger("xlplan.server")
_SECRETARIAT_ONLY: Final = "「{label}」は事務局の利用者証で行えます。"


def from_environment() -> ASGIApp:
    """The application of the folder named in the environment: what each worker process calls."""
    return application(server_settings.load(Path(os.environ[FOLDER_VARIABLE])))


def application(settings: Settings) -> ASGIApp:
    """The application of these settings, checks in front. One process can hold several; they share nothing of a user's."""
    stock = _xlwings_server()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add_pages(app, settings)
    _add_scripts(app, settings)
    app.mount("/xlplan/static", StaticFiles(directory=server_settings.SITE / "static" / "xlplan"))
    app.mount("/", stock)
    return Gate(app, settings)


def _add_pages(app: FastAPI, settings: Settings) -> None:
    @app.get("/manifest.xml")
    def manifest() -> Response:
        return Response(pages.manifest(settings), media_type="application/xml")

    @app.get("/taskpane.html")
    def taskpane() -> Response:
        return HTMLResponse(pages.taskpane(settings))

    @app.get("/xlplan/icons/{name}.png")
    def icon(name: str) -> Response:
        drawn = icons.png(name)
        return Response(drawn, media_type="image/png") if drawn else _refused(404, "絵がありません。")


def _add_scripts(app: FastAPI, settings: Settings) -> None:
    from xlplan.hosts.server import running
    from xlplan.hosts.server.scripts import SCRIPTS

    slots = asyncio.Semaphore(settings.at_once)

    @app.get("/xlplan/me")
    def me(request: Request) -> dict[str, Any]:
        return _me(request.scope[PASS])

    @app.post("/xlplan/run/{name}")
    async def run(name: str, request: Request) -> Response:
        user: Pass = request.scope[PASS]
        script = SCRIPTS.get(name)
        if script is None:
            return _refused(404, "この版のxlplanにない操作です。Excelを起動し直してください。")
        if not _may(user, name):
            return _refused(403, _SECRETARIAT_ONLY.format(label=BY_NAME[name].label))
        _log.info("操作 %s 利用者 %s %s", name, user.id, user.name)
        folder = tempfile.TemporaryDirectory(prefix="xlplan-")
        try:
            received = await _received(request, Path(folder.name), settings)
        except CannotRun as told:
            folder.cleanup()
            return _refused(400, str(told))
        except BaseException:
            folder.cleanup()
            raise
        return await _answered(running.run(running.Job(name, script, user.name, received, folder), slots))


async def _answered(events: AsyncGenerator[Event]) -> Response:
    """One event a line, as they happen; an error that comes first is the answer itself, with its status."""
    first = await anext(events)
    if "error" in first:
        await events.aclose()
        return _refused(first["status"], first["error"])

    async def lines() -> AsyncGenerator[bytes]:
        yield _line(first)
        async for event in events:
            yield _line(event)

    return StreamingResponse(lines(), media_type="application/x-ndjson")


def _xlwings_server() -> ASGIApp:
    """xlwings Server, guarded; it reads its settings at its first import in this process."""
    os.environ.update(server_settings.environment())
    functions = importlib.import_module(_FUNCTIONS) if importlib.util.find_spec(_FUNCTIONS) else None
    guards.install(functions)
    from xlwings_server.main import app

    made: ASGIApp = app
    return made


def _may(user: Pass, name: str) -> bool:
    """Staff run what its action leaves to them; what is no button only reads."""
    return user.role is Role.SECRETARIAT or name not in BY_NAME or BY_NAME[name].staff


def _me(user: Pass) -> dict[str, Any]:
    """Who the token belongs to, and every button with the reason where it is not for them."""
    return {
        "name": user.name,
        "role": user.role.value,
        "expires": user.expires,
        "refused": {a.name: _SECRETARIAT_ONLY.format(label=a.label) for a in ACTIONS if not _may(user, a.name)},
    }


async def _received(request: Request, folder: Path, settings: Settings) -> Received:
    """The workbook and the returned files that a request brings. CannotRun for what is not such a request."""
    try:
        form = await request.form(max_files=settings.returns + 2, max_fields=2, max_part_size=_LARGEST_FIELD)
    except HTTPException as error:
        raise CannotRun(f"送られた内容を読み取れません。調査票は一度に{settings.returns}件までです。") from error
    try:
        book, kind = form.get("book"), form.get("kind", "")
        if book is None or isinstance(book, str) or not isinstance(kind, str):
            raise CannotRun("台帳の内容が送られていません。Excelを起動し直してください。")
        files = [file for file in form.getlist("returns") if not isinstance(file, str)]
        kept = await keep(files, folder / "returns", settings)
        return Received(await book.read(), kept, kind, own_sheets="own" in form)
    finally:
        await form.close()


def _line(event: Event) -> bytes:
    return json.dumps(event, ensure_ascii=False, default=str).encode() + b"\n"


def _refused(status: int, sentence: str) -> Response:
    return JSONResponse({"detail": sentence}, status_code=status)
