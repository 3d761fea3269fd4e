"""Runs a script for one request: in a thread, on the request's own workbook, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import secrets
import tempfile
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import xlwings
from xlwings import XlwingsError

from xlplan.books.live import LiveBook
from xlplan.books.refusal import Refused
from xlplan.findings import CannotRun
from xlplan.hosts import refusals
from xlplan.hosts.server.answers import as_json
from xlplan.hosts.server.scripts import Call
from xlplan.tables import SETTINGS, TABLES

if TYPE_CHECKING:
    from xlplan.hosts.server.scripts import Script
    from xlplan.hosts.server.uploads import Received

__all__ = ["BadWorkbook", "Event", "Job", "run"]

_log = logging.getLogger("xlplan.server")
_BROKEN: Final = (
    "思いがけない誤りが起きたため、何も書き込みませんでした。もう一度行っても同じときは、"
    "記録番号「{number}」を情報システム担当に伝えてください。"
)
_HELD: Final = {table.name: [c.header for c in table.columns.values() if not c.formula] for table in TABLES}
"""Which columns hold values: formulas are not sent, and nothing is to be written over them."""
Event = dict[str, Any]
"""`{"progress": [done, total, what]}`, and last `{"answer": …, "actions": […]}` or `{"error": sentence, "status": code}`."""


Tell = Callable[[Event], None]
_RUNNING: Final[set[asyncio.Task[None]]] = set()
"""The loop itself holds its tasks only weakly."""


class BadWorkbook(CannotRun):
    """What was sent is not a master workbook as xlwings sends it."""


@dataclass(frozen=True)
class Job:
    """One request: who asks for what, what it brings, and the folder that is gone afterwards."""

    name: str
    script: Script
    who: str
    received: Received
    folder: tempfile.TemporaryDirectory[str]


async def run(job: Job, slots: asyncio.Semaphore) -> AsyncGenerator[Event]:
    """The events of a job, as they happen. The job ends by itself even if nobody listens any more."""
    events: asyncio.Queue[Event] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(event: Event) -> None:
        loop.call_soon_threadsafe(events.put_nowait, event)

    work = asyncio.create_task(_in_turn(job, slots, tell))
    _RUNNING.add(work)
    work.add_done_callback(_RUNNING.discard)
    while True:
        event = await events.get()
        yield event
        if "progress" not in event:
            return


async def _in_turn(job: Job, slots: asyncio.Semaphore, tell: Tell) -> None:
    if slots.locked():
        tell({"progress": [0, 0, "ほかの人の処理が終わるのを待っています"]})
    async with slots:
        await asyncio.to_thread(_work, job, tell)


def _work(job: Job, tell: Tell) -> None:
    with job.folder:
        try:
            tell(_worked(job, tell))
        except (CannotRun, XlwingsError) as told:
            tell({"error": str(told), "status": 400})
        except Refused as refused:
            tell({"error": refusals.text(refused), "status": 400})
        except Exception:  # noqa: BLE001  # whatever it is, the user gets a sentence and the log the rest
            number = secrets.token_hex(4)
            _log.exception("記録番号 %s 操作 %s 利用者 %s", number, job.name, job.who)
            tell({"error": _BROKEN.format(number=number), "status": 500})


def _worked(job: Job, tell: Tell) -> Event:
    def progress(done: int, total: int, what: str) -> None:
        tell({"progress": [done, total, what]})

    book = _opened(job.received.workbook)
    try:
        live = LiveBook(book, progress, _HELD)
        if live.grid(SETTINGS.name) is None:
            raise BadWorkbook("開いているブックは台帳ではありません。台帳を開いてから、もう一度行ってください。")
        work = Path(job.folder.name) / "work"
        work.mkdir()
        now = dt.datetime.now()  # noqa: DTZ005  # the office's clock, as the history prints it
        sent = job.received
        answer = job.script(Call(live, sent.returns, work, now, progress, sent.kind, sent.own_sheets))
        live.write()
        return {"answer": as_json(answer, live), "actions": book.json()["actions"]}
    finally:
        book.close()


def _opened(sent: bytes) -> xlwings.Book:
    try:
        workbook = json.loads(sent)
        if workbook["client"] == "Office.js":  # else the versions must match to the last digit
            return xlwings.Book(json=workbook)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise BadWorkbook("送られた台帳の内容を読み取れません。Excelを起動し直してください。")
