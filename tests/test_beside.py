"""Work done in a process beside this one: what comes of it is what would come of it here, whatever happens to the process."""

from __future__ import annotations

import errno
import io
import os
import signal
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from tests.writing import PART, PLAIN
from xlplan.books import new_rows, save
from xlplan.books.beside import beside, can_fork
from xlplan.books.neighbours import lock_name
from xlplan.books.package import Package, Refused
from xlplan.books.writer import TableEdit, plan_changes

only_where_it_forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="everything is done in this process here")
NOON = datetime.fromisoformat("2014-10-01T12:00:00")


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The process ids of the processes begun; none of them is left at the end."""
    pids: list[int] = []
    fork = getattr(os, "fork", None)

    def counted() -> int:
        assert fork is not None
        pids.append(fork())
        return pids[-1]

    monkeypatch.setattr(os, "fork", counted, raising=False)
    yield pids
    for pid in pids:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


@only_where_it_forks
def test_it_is_done_by_another_process() -> None:
    assert can_fork()
    pid, text = beside(lambda: (os.getpid(), "年度" * 1_000_000))()
    assert pid != os.getpid()
    assert text == "年度" * 1_000_000


def test_two_are_done_side_by_side() -> None:
    first, second = beside(lambda: 1), beside(lambda: 2)
    assert (second(), first()) == (2, 1)


def test_what_cannot_fork_does_it_here(monkeypatch: pytest.MonkeyPatch, begun: list[int]) -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert beside(os.getpid)() == os.getpid()
    finally:
        stop.set()
        other.join()
    monkeypatch.delattr(os, "fork")
    assert beside(os.getpid)() == os.getpid()
    assert begun == []


@only_where_it_forks
def test_where_no_process_is_left_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", none_left)
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    assert beside(os.getpid)() == os.getpid()
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


@only_where_it_forks
def test_a_process_that_dies_costs_time_and_nothing_else() -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return 7

    assert beside(work)() == 7


def test_what_it_raises_is_raised_here_too() -> None:
    def work() -> int:
        raise Refused("text_too_long", "40000")

    waiting = beside(work)
    with pytest.raises(Refused, match="text_too_long: 40000"):
        waiting()


@only_where_it_forks
def test_what_cannot_be_sent_is_worked_out_here() -> None:
    assert beside(lambda: lambda: 3)()() == 3


@only_where_it_forks
def test_nobody_waits_for_a_process_whose_result_is_not_wanted_any_more(begun: list[int]) -> None:
    waiting = beside(lambda: threading.Event().wait())
    del waiting
    assert len(begun) == 1


def long_table() -> Package:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "番号", "内容", 0, "既存"
    sheet["B12"] = "欄外"
    sheet.add_table(Table(displayName="履歴", ref="A1:B2"))
    buffer = io.BytesIO()
    book.save(buffer)
    return Package.from_bytes(buffer.getvalue())


@only_where_it_forks
def test_half_of_many_rows_are_spelled_beside_the_others(monkeypatch: pytest.MonkeyPatch, begun: list[int]) -> None:
    edits = [TableEdit("履歴", append=[(at, None if at % 3 else f"{at}行\n目") for at in range(1, 8)])]
    alone = plan_changes(long_table(), edits)
    assert begun == []
    monkeypatch.setattr(new_rows, "MANY", 7)
    assert plan_changes(long_table(), edits) == alone
    assert len(begun) == 1


@only_where_it_forks
def test_a_text_too_long_is_refused_with_its_cell_wherever_its_row_is_spelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_rows, "MANY", 2)
    for at in range(4):
        rows: list[tuple[int, str]] = [(number, "短い") for number in range(4)]
        rows[at] = (at, "長" * 40_000)
        with pytest.raises(Refused, match=rf"text_too_long: Sheet!B{at + 3}"):
            plan_changes(long_table(), [TableEdit("履歴", append=rows)])


@only_where_it_forks
def test_a_large_part_is_proven_by_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: list[int]
) -> None:
    monkeypatch.setattr(save, "LARGE", 1)
    old = PLAIN.package()
    path = tmp_path / "台帳.xlsx"
    path.write_bytes(old.data)
    paths, copies = save.Paths(path, path), save.Copies(NOON, 0)
    with pytest.raises(Refused, match="malformed_xml"):
        save.save(old, save.Parts({PART: b"<worksheet>"}), paths=paths, copies=copies)
    assert path.read_bytes() == old.data
    save.save(old, save.Parts({PART: old.read(PART) + b" "}), paths=paths, copies=copies)
    assert Package.open(path).read(PART) == old.read(PART) + b" "
    assert len(begun) == 2


@only_where_it_forks
def test_the_process_that_proves_holds_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed run leaves no lock, not even for as long as its other process lives."""
    monkeypatch.setattr(save, "LARGE", 1)
    path = tmp_path / "台帳.xlsx"
    old = PLAIN.package()
    path.write_bytes(old.data)
    fork, locked = os.fork, []

    def looked() -> int:
        locked.append(lock_name(path).exists())
        return fork()

    monkeypatch.setattr(os, "fork", looked)
    save.save(old, save.Parts({PART: old.read(PART) + b" "}), paths=save.Paths(path, path), copies=save.Copies(NOON, 0))
    assert locked == [False]
