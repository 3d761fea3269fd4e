"""A merge that is killed, at any instant, or whose disk is full, leaves the old master or the new one, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.neighbours import kept_copies
from xlplan.books.part_edits import CellEdit
from xlplan.books.reading import open_workbook
from xlplan.books.refusal import Refused
from xlplan.books.save import Copies
from xlplan.books.writer import write
from xlplan.build import MASTER
from xlplan.form import SHEET, build_form
from xlplan.hosts.demo.answers import answers
from xlplan.plan import read_plan
from xlplan.tables import ACTUALS

resource = pytest.importorskip("resource", reason="disks are filled up with a limit that only Unix knows")

PERIOD = "平成26年度末"
AT = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001 - wall clock of the office
RETURNS = 3
KILLS = int(os.environ.get("XLPLAN_KILLS", "60"))
"""Random kills; `make torture` asks for a thousand."""
_FILES = ("open", "os.")
_DONE, _FULL = 0, 7

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed has to be forked first"),
]


class Office:
    """A folder with the city's master, filled returns, and what the master's bytes are before and after the merge."""

    def __init__(self, folder: Path) -> None:
        self.master = folder / "台帳" / MASTER.name
        self.returns = folder / "回答"
        self.returns.mkdir()
        book = FileBook(MASTER)
        plan = read_plan(book, operations.ROUND_TABLES)
        for issued in operations.distribute(book, folder / "様式", period=PERIOD)[:RETURNS]:
            typed = answers(plan, build_form(plan, issued.department, issued.period))
            edits = [CellEdit(SHEET, cell, value) for cell, value in typed.items()]
            write(issued.path, self.returns / issued.path.name, edits, copies=Copies(AT, 0))
        self.reset()
        self.old = self.digest()
        self.merge()
        self.new = self.digest()
        assert self.old != self.new

    def reset(self) -> None:
        """The master as it was, alone in its folder."""
        shutil.rmtree(self.master.parent, ignore_errors=True)
        self.master.parent.mkdir()
        shutil.copyfile(MASTER, self.master)

    def digest(self) -> str:
        return hashlib.sha256(self.master.read_bytes()).hexdigest()

    def merge(self) -> None:
        """取りまとめ into the master in place, as the command line does it."""
        book = FileBook(self.master)
        operations.consolidate(book, [self.returns], at=AT, period=PERIOD)
        book.save(self.master, when=AT)

    def in_a_child(self, first: Callable[[], object], kill_after: float | None = None) -> int:
        """Merge in a forked process: exit code, or minus the signal that ended it."""
        child = os.fork()
        if child == 0:
            code = 1
            try:
                first()
                self.merge()
                code = _DONE
            except Refused as refused:
                code = _FULL if refused.code == "disk_full" else 1
            finally:
                os._exit(code)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def assert_whole(self) -> bool:
        """The master is the old or the new one and opens; a copy beside it is the old one. Tells whether it is new."""
        digest = self.digest()
        assert digest in (self.old, self.new)
        assert open_workbook(self.master).table(ACTUALS.name) is not None
        for copy in kept_copies(self.master):
            assert hashlib.sha256(copy.read_bytes()).hexdigest() == self.old
        return digest == self.new

    def assert_goes_on(self) -> None:
        """The next merge is not hindered by what the killed one left, and takes it away."""
        self.merge()
        assert self.digest() == self.new
        left = {path.name for path in self.master.parent.iterdir()}
        assert left - {copy.name for copy in kept_copies(self.master)} == {self.master.name}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


def dies_at(number: int) -> Callable[[], None]:
    """From now on, the process is killed just before its `number`th call that touches a file."""
    calls = 0

    def count(event: str, _: tuple[object, ...]) -> None:
        nonlocal calls
        if event.startswith(_FILES):
            calls += 1
            if calls == number:
                os.kill(os.getpid(), signal.SIGKILL)

    return lambda: sys.addaudithook(count)


def test_killed_before_each_call_that_touches_a_file(office: Office) -> None:
    outcomes = []
    for number in range(1, 2000):
        office.reset()
        ended = office.in_a_child(dies_at(number))
        if ended == _DONE:
            break
        assert ended == -signal.SIGKILL
        outcomes.append(office.assert_whole())
        office.assert_goes_on()
    assert ended == _DONE
    assert office.assert_whole()
    assert outcomes[0] is False
    assert outcomes[-1] is True  # the last calls only take away what is no longer needed


def test_killed_at_random_instants(office: Office) -> None:
    office.reset()
    start = time.perf_counter()
    assert office.in_a_child(lambda: None) == _DONE
    whole = time.perf_counter() - start
    instants = random.Random(20150420)  # noqa: S311 - the same instants in every run, as far as a clock allows
    new = 0
    for _ in range(KILLS):
        office.reset()
        office.in_a_child(lambda: None, kill_after=instants.uniform(0, 1.2 * whole))
        new += office.assert_whole()
    office.assert_goes_on()
    sys.stdout.write(f"{KILLS} kills: {KILLS - new} old masters, {new} new ones, none unreadable or mixed\n")
    assert 0 < new < KILLS


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_full_disk(office: Office, share: float) -> None:
    office.reset()
    most = int(share * office.master.stat().st_size)

    def fill_up() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    assert office.in_a_child(fill_up) == _FULL
    assert office.assert_whole() is False
    assert [path.name for path in office.master.parent.iterdir()] == [office.master.name]
