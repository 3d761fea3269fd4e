"""Scripts on the server: what the command line does, for many users at once, with nothing of one reaching another."""

from __future__ import annotations

import ast
import asyncio
import datetime as dt
import importlib
import json
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlwings
from xlwings.pro import _xlremote

from tests import hostile
from tests.fake_excel.payload import payload_of
from tests.masters import SPORTS, master, plan_in, returned
from tests.returns import small_rows
from tests.serving import Server, settings_in, texts_of, token, workbook_of
from xlplan import operations
from xlplan.books.live import LiveBook
from xlplan.books.memory import MemoryBook
from xlplan.findings import CannotRun
from xlplan.hosts import server as package
from xlplan.hosts.server import guards, scripts
from xlplan.hosts.server.scripts import SCRIPTS, Answer, Call
from xlplan.hosts.server.tokens import Role
from xlplan.hosts.server.uploads import safe_name
from xlplan.tables import ACTUALS, PROGRAMS, PROGRESS, SETTINGS
from xlplan.tables.records import SettingRow

PERIOD = "平成26年度末"
Register = Callable[[str, Callable[[Call], Answer]], None]


def own_master(mark: str) -> MemoryBook:
    """A small master whose programs carry a mark, so that it can be told wherever it turns up."""
    rows: dict[Any, Any] = small_rows()
    programs = [row.changed({"name": f"{row.name}{mark}"}) for row in rows[PROGRAMS]]
    settings = [row for row in rows[SETTINGS] if row.item != "対象時期"]
    return master({**rows, PROGRAMS: programs, SETTINGS: [*settings, SettingRow(item="対象時期", value=PERIOD)]})


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(settings_in(tmp_path / "server"))


@pytest.fixture
def who(server: Server) -> str:
    return token(server.settings, Role.SECRETARIAT)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """Adds a script for a test."""
    return lambda name, script: monkeypatch.setitem(SCRIPTS, name, script)


@pytest.fixture(autouse=True)
def left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where requests keep their files; each test's own, so that what is left in it can be seen."""
    folder = tmp_path / "requests"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


# --- the same operations


def test_a_merge_writes_the_cells_that_the_command_line_writes(server: Server, who: str, tmp_path: Path) -> None:
    book = own_master("")
    answered = returned(book, tmp_path, "体育課", SPORTS)
    workbook = workbook_of(book)

    reply = asyncio.run(server.run_and_apply("consolidate", who, workbook, [answered]))
    asyncio.run(server.run_and_apply("assess", who, workbook))

    held = operations.consolidate(book, [answered], at=dt.datetime(2026, 11, 24), period=PERIOD)  # noqa: DTZ001
    operations.assess(book, period=PERIOD)
    after = xlwings.Book(json=payload_of(workbook))
    for table in (ACTUALS, PROGRESS):
        assert LiveBook(after).grid(table.name).rows == book.grid(table.name).rows  # type: ignore[union-attr]
    after.close()
    assert reply.last["answer"]["changed"] == len(held.merge.changes)
    assert reply.message.startswith("平成26年度末：")


def test_merging_again_changes_nothing_and_undo_takes_it_back(server: Server, who: str, tmp_path: Path) -> None:
    book = own_master("")
    answered = returned(book, tmp_path, "体育課", SPORTS)
    workbook = workbook_of(book)

    async def round_of_three() -> tuple[Any, Any, Any]:
        await server.run_and_apply("consolidate", who, workbook, [answered])
        again = await server.run("preview", who, workbook, [answered])
        undone = await server.run_and_apply("undo", who, workbook)
        return again, undone, await server.run("preview", who, workbook, [answered])

    again, undone, after = asyncio.run(round_of_three())

    assert again.last["answer"]["changed"] == 0
    assert undone.last["answer"]["changed"] > 0
    assert after.last["answer"]["changed"] > 0


def test_what_only_looks_sends_nothing_to_write(server: Server, who: str, tmp_path: Path) -> None:
    book = own_master("")
    answered = returned(book, tmp_path, "体育課", SPORTS)

    for name in ("standing", "check", "preview", "distribute", "letters"):
        assert asyncio.run(server.run(name, who, workbook_of(book), [answered])).last["actions"] == [], name


def test_every_answer_says_what_is_still_missing(server: Server, who: str, tmp_path: Path) -> None:
    book = own_master("")
    answered = returned(book, tmp_path, "体育課", SPORTS)
    workbook = workbook_of(book)

    before = asyncio.run(server.run("standing", who, workbook)).last["answer"]["standing"]
    after = asyncio.run(server.run_and_apply("consolidate", who, workbook, [answered])).last["answer"]["standing"]

    assert {one["department"]: one["state"] for one in before["owed"]}["体育課"] == "未提出"
    assert "No.37 体育施設の活用：進捗区分" in next(o["blanks"] for o in before["owed"] if o["department"] == "体育課")
    assert "体育課" not in [one["department"] for one in after["owed"]]


def test_progress_arrives_before_the_answer(server: Server, who: str, tmp_path: Path) -> None:
    book = own_master("")
    paths = [returned(book, tmp_path, "体育課", SPORTS), returned(book, tmp_path, "財政課", {})]

    reply = asyncio.run(server.run("check", who, workbook_of(book), paths))

    told = [event["progress"] for event in reply.events[:-1]]
    assert [(done, total) for done, total, _ in told] == [(1, 2), (2, 2)]


def test_a_workbook_that_is_no_master_is_named(server: Server, who: str) -> None:
    workbook = workbook_of(own_master(""))
    workbook.sheets.clear()

    reply = asyncio.run(server.run("check", who, workbook))

    assert (reply.status, "台帳ではありません" in reply.last["detail"]) == (400, True)


@pytest.mark.parametrize(
    "sent", [b"", b"{", b"[]", b'{"client":"Office.js"}', b'{"client":"VBA","version":"0"}', b"[" * 9999]
)
def test_what_is_no_workbook_is_refused_in_a_sentence(server: Server, who: str, sent: bytes) -> None:
    answer = asyncio.run(server.post("/xlplan/run/check", who, files={"book": ("book.json", sent)}))

    assert answer.status_code == 400
    assert "送られた台帳の内容を読み取れません" in answer.json()["detail"]


# --- two users at once


def test_two_users_at_once_never_see_each_other(server: Server, tmp_path: Path) -> None:
    before = still_open()
    marks = ("甲", "乙")
    users = {mark: token(server.settings, Role.SECRETARIAT, f"利用者{mark}") for mark in marks}
    books = {mark: own_master(f"（{mark}の台帳）") for mark in marks}
    answers = {"甲": {**SPORTS, ("指標|37-1", "answer"): 71}, "乙": {**SPORTS, ("指標|37-1", "answer"): 83}}
    paths = {
        mark: returned(books[mark], tmp_path, "体育課", answers[mark], name=f"体育課_{mark}.xlsx") for mark in marks
    }
    names = ("consolidate", "preview", "check", "standing", "assess")

    async def one(number: int) -> tuple[str, str, Any]:
        mark, name = marks[number % 2], names[number % len(names)]
        returns = [paths[mark]] if name in ("consolidate", "preview", "check") else []
        return mark, name, await server.run(name, users[mark], workbook_of(books[mark], f"台帳{mark}.xlsx"), returns)

    async def all_at_once() -> list[tuple[str, str, Any]]:
        return await asyncio.gather(*(one(number) for number in range(100)))

    seen = asyncio.run(all_at_once())

    assert len(seen) == 100
    for mark, name, reply in seen:
        other = "乙" if mark == "甲" else "甲"
        told = json.dumps(reply.events, ensure_ascii=False)
        assert reply.status == 200, (name, told)
        assert other not in told, name
        assert mark in told, name
        if name == "consolidate":
            values = [cell for action in reply.last["actions"] for row in action["values"] or [] for cell in row]
            assert answers[mark]["指標|37-1", "answer"] in values
            assert answers[other]["指標|37-1", "answer"] not in values
    assert still_open() == before


def still_open() -> list[str]:
    """The books that the engine holds; other tests leave theirs."""
    return [book.name for book in xlwings.engines["remote"].apps[0].books]


def test_messages_through_the_shared_application_are_our_own_mistake() -> None:
    guards.install(None)
    book = xlwings.Book(json=payload_of(workbook_of(own_master(""))))

    with pytest.raises(guards.SharedStateError):
        book.app.alert("ほかの人に届く")
    book.close()


def test_no_module_that_the_server_runs_uses_the_shared_application() -> None:
    folder = Path(package.__file__).parent
    for path in [*folder.glob("*.py"), *folder.parent.parent.joinpath("books").glob("live*.py")]:
        used = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
        assert [node.lineno for node in used if node.attr == "app" and getattr(node.value, "id", "") != "self"] == [], (
            path
        )


def test_a_slow_script_blocks_nobody_else(server: Server, who: str, register: Register) -> None:
    started, may_end = threading.Event(), threading.Event()

    def slow(_call: Call) -> Answer:
        started.set()
        assert may_end.wait(30)
        return Answer("終わりました。")

    register("slow", slow)
    workbook = workbook_of(own_master(""))

    async def both() -> tuple[Any, Any]:
        waiting = asyncio.create_task(server.run("slow", who, workbook))
        await asyncio.to_thread(started.wait, 30)
        quick = await server.run("standing", who, workbook)
        assert not waiting.done()
        may_end.set()
        return quick, await waiting

    quick, slow_reply = asyncio.run(both())
    assert (quick.status, slow_reply.message) == (200, "終わりました。")


def test_who_comes_when_all_places_are_taken_is_told_to_wait(tmp_path: Path, register: Register) -> None:
    server = Server(settings_in(tmp_path / "one", at_once=1))
    who = token(server.settings, Role.SECRETARIAT)
    running_now, most = 0, 0

    def counted(_call: Call) -> Answer:
        nonlocal running_now, most
        running_now += 1
        most = max(most, running_now)
        threading.Event().wait(0.05)
        running_now -= 1
        return Answer("終わりました。")

    register("counted", counted)
    workbook = workbook_of(own_master(""))

    async def three() -> list[Any]:
        return await asyncio.gather(*(server.run("counted", who, workbook) for _ in range(3)))

    replies = asyncio.run(three())

    assert most == 1
    assert [reply.message for reply in replies] == ["終わりました。"] * 3
    assert any("待っています" in str(reply.events[0]) for reply in replies)


# --- returned files


@pytest.mark.parametrize(
    "make",
    [
        hostile.bomb_of_cells,
        hostile.billion_laughs_in_a_sheet,
        hostile.part_outside,
        hostile.encrypted,
        hostile.cell_in_the_last_corner,
    ],
    ids=lambda make: make.__name__,
)
def test_hostile_files_are_findings_and_leave_nothing(
    server: Server, who: str, tmp_path: Path, left_behind: Path, make: Callable[[], bytes]
) -> None:
    book = own_master("")
    path = tmp_path / "体育課.xlsx"
    path.write_bytes(make())

    reply = asyncio.run(server.run("check", who, workbook_of(book), [path, returned(book, tmp_path, "財政課", {})]))

    found = [one for one in reply.last["answer"]["findings"] if one["file"] == "体育課.xlsx"]
    assert [one["level"] for one in found] == ["重大"]
    assert not any(one["here"] for one in found)
    assert list(left_behind.iterdir()) == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\回答\\財政課.xlsx", "財政課.xlsx"),
        ("", "調査票.xlsx"),
        ("..", "調査票.xlsx"),
        ("~$財政課.xlsx", "調査票.xlsx"),
        ("財政課\x00\n.xlsx", "財政課.xlsx"),
        ("課" * 300 + ".xlsx", "課" * 60 + ".xlsx"),
    ],
)
def test_names_of_files_cannot_leave_the_folder(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_two_files_of_one_name_are_both_read(server: Server, who: str, tmp_path: Path) -> None:
    book = own_master("")
    paths = []
    for department in ("体育課", "財政課"):
        (tmp_path / department).mkdir()
        paths.append(returned(book, tmp_path / department, department, {}, name="回答.xlsx"))

    reply = asyncio.run(server.run("check", who, workbook_of(book), paths))

    assert [event["progress"][2] for event in reply.events[:-1]] == ["2_回答.xlsx", "回答.xlsx"]


def test_a_file_that_is_too_large_is_refused_by_name(tmp_path: Path, left_behind: Path) -> None:
    server = Server(settings_in(tmp_path / "small", return_mb=1))
    who = token(server.settings, Role.SECRETARIAT)
    path = tmp_path / "財政課.xlsx"
    path.write_bytes(b"x" * (1024 * 1024 + 1))

    reply = asyncio.run(server.run("check", who, workbook_of(own_master("")), [path]))

    assert (reply.status, "「財政課.xlsx」は大きすぎます" in reply.last["detail"]) == (400, True)
    assert list(left_behind.iterdir()) == []


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    server = Server(settings_in(tmp_path / "few", returns=1))
    who = token(server.settings, Role.SECRETARIAT)
    paths = [tmp_path / f"{number}.xlsx" for number in range(5)]
    for path in paths:
        path.write_bytes(b"x")

    for some in (paths[:2], paths):
        reply = asyncio.run(server.run("check", who, workbook_of(own_master("")), some))
        assert (reply.status, "一度に1件まで" in reply.last["detail"]) == (400, True)


# --- mistakes


def test_a_reason_not_to_run_is_the_answer(server: Server, who: str, register: Register, left_behind: Path) -> None:
    def refuses(_call: Call) -> Answer:
        raise CannotRun("先に「管理」を直してください。")

    register("refuses", refuses)

    reply = asyncio.run(server.run("refuses", who, workbook_of(own_master(""))))

    assert (reply.status, reply.last) == (400, {"detail": "先に「管理」を直してください。"})
    assert list(left_behind.iterdir()) == []


def test_a_mistake_of_ours_is_a_number_for_the_user_and_a_trace_in_the_log(
    server: Server, who: str, register: Register, caplog: pytest.LogCaptureFixture, left_behind: Path
) -> None:
    def broken(call: Call) -> Answer:
        call.book.put(ACTUALS.name, 0, ACTUALS.headers[0], "書きかけ")
        raise ZeroDivisionError("内部の事情")

    before = still_open()
    register("broken", broken)

    reply = asyncio.run(server.run("broken", who, workbook_of(own_master(""))))

    number = reply.last["detail"].partition("記録番号「")[2].partition("」")[0]
    assert reply.status == 500
    assert "内部の事情" not in reply.last["detail"]
    assert "actions" not in reply.last
    assert number in caplog.text
    assert "ZeroDivisionError: 内部の事情" in caplog.text
    assert list(left_behind.iterdir()) == []
    assert still_open() == before


def test_neither_tokens_nor_figures_are_logged(
    server: Server, who: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    book = own_master("")
    asyncio.run(server.run("consolidate", who, workbook_of(book), [returned(book, tmp_path, "体育課", SPORTS)]))

    assert "操作 consolidate" in caplog.text
    assert who not in caplog.text
    assert "体育施設" not in caplog.text


# --- the engine


def test_reading_cell_by_cell_keeps_no_copies(server: Server, who: str, register: Register) -> None:
    def reads(call: Call) -> Answer:
        sheet = call.book.book.sheets[0]  # type: ignore[attr-defined]
        for row in range(1, 200):
            sheet[row, 0].value  # noqa: B018  # reading is what is tried
        raise CannotRun("読みました。")

    register("reads", reads)

    asyncio.run(server.run("reads", who, workbook_of(own_master(""))))

    assert _xlremote.get_range_api.cache_info().currsize == 0
    assert _xlremote.get_range_api.cache_info().misses >= 199


def function_module() -> ModuleType:
    made = ModuleType("functions_of_a_test")
    exec(  # noqa: S102  # a module of functions, as officers' own would be
        "import os\nfrom xlwings.server import func, arg\n"
        "@func\n@arg('cells', ndim=2)\ndef count_cells(cells):\n    return sum(len(row) for row in cells)\n",
        made.__dict__,
    )
    return made


def call_of(name: str, cells: list[list[object]]) -> dict[str, object]:
    return {
        "client": "Office.js", "func_name": name, "args": [cells], "caller_address": "[台帳.xlsx]試算!B4",
        "version": xlwings.__version__, "runtime": "1.3", "date_format": "yyyy/mm/dd", "culture_info_name": "ja-JP",
    }  # fmt: skip


@pytest.fixture
def with_functions(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    router = importlib.import_module(
        "xlwings_server.routers.xlwings"
    )  # after the server's settings, which it reads once
    monkeypatch.setattr(router, "custom_functions", guards.OnlyFunctions("custom_functions", function_module()))
    return server


def test_a_function_of_many_cells_never_looks_for_pyodide(
    with_functions: Server, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    class Watcher:
        def find_spec(self, name: str, *_rest: object) -> None:
            looked.append(name)

    monkeypatch.setattr(sys, "meta_path", [Watcher(), *sys.meta_path])
    cells: list[list[object]] = [[number, None, "文"] for number in range(300)]

    answer = asyncio.run(with_functions.post("/xlwings/custom-functions-call", who, json=call_of("count_cells", cells)))

    assert answer.json() == {"result": [[900]]}
    assert [name for name in looked if name.startswith("pyodide")] == []


@pytest.mark.parametrize("name", ["os", "func", "install", "ない関数"])
def test_only_functions_can_be_called_from_cells(with_functions: Server, who: str, name: str) -> None:
    answer = asyncio.run(with_functions.post("/xlwings/custom-functions-call", who, json=call_of(name, [[1]])))

    assert answer.status_code == 400
    assert f"関数「{name}」はありません" in answer.text


def test_scripts_are_only_functions_of_this_module() -> None:
    assert all(script.__module__ == scripts.__name__ for script in SCRIPTS.values())
    assert plan_in(own_master("")).settings["対象時期"] == PERIOD
    assert "甲" in "".join(texts_of(workbook_of(own_master("甲"))))
