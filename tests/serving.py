"""The server in this process: a folder with tokens, the application, users who call it, and small masters to send."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.fake_excel.model import Sheet, Table, Workbook
from tests.fake_excel.payload import carry_out, payload_of
from xlplan.books.addresses import Area
from xlplan.books.book import Value
from xlplan.books.memory import MemoryBook
from xlplan.hosts.server.settings import Settings, make
from xlplan.hosts.server.tokens import Role, issue
from xlplan.hosts.server.web import application
from xlplan.tables import TABLES

HOST = "xlplan.city.test:8443"
FAR = dt.date(2999, 12, 31)


def settings_in(folder: Path, **changes: object) -> Settings:
    """The settings of a new server, with some of them changed."""
    return make(folder, HOST).model_copy(update=changes)


def token(settings: Settings, role: Role, name: str = "") -> str:
    """A token for somebody."""
    return issue(settings.folder, name or role.value, role, FAR)[0]


@dataclass(frozen=True)
class Reply:
    """An answer: its status, the events it streamed (or the refusal), and its headers."""

    status: int
    events: list[dict[str, Any]]
    headers: httpx.Headers

    @property
    def last(self) -> dict[str, Any]:
        """The result, or the refusal with its `detail`."""
        return self.events[-1]

    @property
    def message(self) -> str:
        """The sentence that ends a script."""
        return str(self.last["answer"]["message"])


class Server:
    """The application, and requests to it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        transport = httpx.ASGITransport(application(settings))
        self._client = httpx.AsyncClient(transport=transport, base_url=f"https://{HOST}")

    async def get(self, path: str, who: str = "", **headers: str) -> httpx.Response:
        return await self._client.get(path, headers={"Authorization": who, **headers})

    async def post(self, path: str, who: str = "", **sent: Any) -> httpx.Response:
        return await self._client.post(path, headers={"Authorization": who}, **sent)

    async def run(self, name: str, who: str, workbook: Workbook, returns: Sequence[Path] = (), kind: str = "") -> Reply:
        """Press a button: the whole workbook and the chosen files go along, as the task pane sends them."""
        files = [("book", ("book.json", json.dumps(payload_of(workbook)), "application/json"))]
        files += [("returns", (path.name, path.read_bytes(), "")) for path in returns]  # type: ignore[misc]
        answer = await self.post(f"/xlplan/run/{name}", who, files=files, data={"kind": kind})
        return Reply(answer.status_code, [json.loads(line) for line in answer.text.splitlines()], answer.headers)

    async def run_and_apply(self, name: str, who: str, workbook: Workbook, returns: Sequence[Path] = ()) -> Reply:
        """Press a button and carry its actions out, as the task pane does."""
        reply = await self.run(name, who, workbook, returns)
        carry_out(reply.last, workbook)
        return reply


def workbook_of(book: MemoryBook, name: str = "台帳.xlsx") -> Workbook:
    """A master in memory as a workbook that Excel has open: one sheet a table, its header in row 1."""
    workbook = Workbook(Path(name), [])
    for table in TABLES:
        grid = book.grid(table.name)
        assert grid is not None
        sheet = Sheet(grid.sheet)
        for row, line in enumerate([grid.columns, *grid.rows], 1):
            for column, value in enumerate(line, 1):
                sheet.cell(row, column).number_format = "@" if isinstance(value, str) else "General"
                sheet.enter(row, column, _as_entered(value))
        sheet.tables.append(Table(table.name, Area(1, 1, 1 + len(grid.rows), len(grid.columns))))
        workbook.sheets.append(sheet)
    return workbook


def _as_entered(value: Value) -> object:
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return dt.datetime.combine(value, dt.time()) if is_day else value  # type: ignore[arg-type]


def texts_of(workbook: Workbook) -> set[str]:
    """Every text of a workbook."""
    return {cell.value for sheet in workbook.sheets for cell in sheet.cells.values() if isinstance(cell.value, str)}
