"""Files read by a child process ahead of need: the same as read here, whatever the child meets on the way."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import hostile
from xlplan.books import ahead, bounds
from xlplan.books.ahead import FEW, read_ahead
from xlplan.books.contents import Contents, Outcome, Wanted, outcome_of
from xlplan.books.reading import BrokenWorkbook
from xlplan.control_check import CONTROL_SHEET
from xlplan.form import SHEET
from xlplan.returned import WANTED, ReturnedFiles

FORKS = hasattr(os, "fork") and hasattr(os, "memfd_create")
only_where_it_forks = pytest.mark.skipif(not FORKS, reason="files are read in this process here")
EVERYTHING = Wanted(plain=("管理",), scanned=("回答",))
NAMES = ("01_始め.xlsx", "02_爆弾.xlsx", "03_途中.xlsx", "04_爆弾.xlsx", "05_終わり.xlsx")
BOMBS = {"02_爆弾.xlsx", "04_爆弾.xlsx"}


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    made = [tmp_path / name for name in NAMES]
    for path in made:
        path.write_bytes(hostile.workbook())
    return made


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The process ids of the children begun; none of them is left at the end."""
    begun: list[int] = []
    fork = os.fork

    def counted() -> int:
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", counted)
    yield begun
    for pid in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def seen(outcome: Outcome) -> str:
    return outcome.code if isinstance(outcome, BrokenWorkbook) else "read"


def at_a_bomb(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """What reading the files called 爆弾 does to the process that reads them."""

    def read(path: Path, wanted: Wanted) -> Outcome:
        if path.name in BOMBS:
            happens()
        return outcome_of(path, wanted)

    monkeypatch.setattr(ahead, "outcome_of", read)


def sound_and_hostile(folder: Path) -> list[Path]:
    builds: list[Callable[[], bytes]] = [
        hostile.workbook, hostile.macros_inside, hostile.shared_formula_over_many_cells, hostile.cells_without_addresses,
        hostile.billion_laughs_in_a_sheet, hostile.entity_that_fetches_a_file, lambda: b"", lambda: b"a,b\n1,2\n",
    ]  # fmt: skip
    for number, build in enumerate(builds):
        (folder / f"{number}.xlsx").write_bytes(build())
    return [*sorted(folder.iterdir()), folder / "ありません.xlsx"]


@only_where_it_forks
def test_a_child_reads_what_is_read_here(tmp_path: Path, children: list[int]) -> None:
    paths = sound_and_hostile(tmp_path)
    there, here = list(read_ahead(paths, EVERYTHING)), [outcome_of(path, EVERYTHING) for path in paths]
    assert len(children) == 1
    for one, other in zip(there, here, strict=True):
        if isinstance(one, Contents) and isinstance(other, Contents):
            assert {name: dict(scan.formulas) for name, scan in one.scans.items()} == {
                name: dict(scan.formulas) for name, scan in other.scans.items()
            }
            scans = [[scan._replace(formulas={}) for scan in read.scans.values()] for read in (one, other)]
            assert scans[0] == scans[1]
            assert one._replace(scans={}) == other._replace(scans={})
        else:
            assert isinstance(one, BrokenWorkbook)
            assert isinstance(other, BrokenWorkbook)
            assert (one.code, one.detail) == (other.code, other.detail)
    assert {"read", "entity", "empty_file", "no_access"} <= {seen(one) for one in there}


@only_where_it_forks
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV])
def test_a_file_that_kills_its_reader_is_unreadable_and_the_others_are_read(
    paths: list[Path], children: list[int], monkeypatch: pytest.MonkeyPatch, sent: signal.Signals
) -> None:
    def die() -> None:
        faulthandler.disable()  # pytest's, which would print where the child was
        os.kill(os.getpid(), sent)

    at_a_bomb(monkeypatch, die)
    outcomes = list(read_ahead(paths, EVERYTHING))
    assert [seen(one) for one in outcomes] == ["read", "unreadable", "read", "unreadable", "read"]
    assert len(children) == 1 + len(BOMBS)


@only_where_it_forks
def test_a_file_that_kills_its_reader_last_ends_the_reading(
    paths: list[Path], children: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_bomb(monkeypatch, lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert [seen(one) for one in read_ahead(paths[:4], EVERYTHING)] == ["read", "unreadable", "read", "unreadable"]
    assert len(children) == len(BOMBS)


@only_where_it_forks
def test_a_file_that_asks_for_more_memory_than_a_child_has_is_a_bomb(
    paths: list[Path], children: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MEMORY", 64 << 20)
    at_a_bomb(monkeypatch, lambda: bytearray(256 << 20).clear())
    assert [seen(one) for one in read_ahead(paths, EVERYTHING)] == ["read", "zip_bomb", "read", "zip_bomb", "read"]
    assert children


@only_where_it_forks
def test_a_mistake_of_ours_is_no_fault_of_the_file(
    paths: list[Path], children: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistake() -> None:
        raise ZeroDivisionError

    at_a_bomb(monkeypatch, mistake)
    outcomes = read_ahead(paths, EVERYTHING)
    assert seen(next(outcomes)) == "read"
    with pytest.raises(ZeroDivisionError):
        next(outcomes)
    assert children


@only_where_it_forks
def test_a_child_that_is_far_ahead_ends_and_another_goes_on(
    paths: list[Path], children: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AHEAD", 1)
    assert [seen(one) for one in read_ahead(paths, EVERYTHING)] == ["read"] * len(paths)
    assert len(children) == len(paths)


@only_where_it_forks
def test_a_child_nobody_listens_to_any_more_is_ended(paths: list[Path], children: list[int]) -> None:
    outcomes = read_ahead(paths, EVERYTHING)
    assert seen(next(outcomes)) == "read"
    del outcomes
    assert len(children) == 1


@only_where_it_forks
@pytest.mark.parametrize("case", ["few files", "no fork", "no file in memory", "another thread"])
def test_files_are_read_here_where_a_child_gains_nothing_or_cannot_be(
    paths: list[Path], children: list[int], monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    if case == "few files":
        paths = paths[: FEW - 1]
    elif case == "no fork":
        monkeypatch.delattr(os, "fork")
    elif case == "no file in memory":
        monkeypatch.delattr(os, "memfd_create")
    else:
        other.start()
    assert [seen(one) for one in read_ahead(paths, EVERYTHING)] == ["read"] * len(paths)
    done.set()
    if case == "another thread":
        other.join()
    assert not children


def test_the_sheets_read_ahead_are_those_a_return_is_judged_by() -> None:
    assert Wanted(plain=(CONTROL_SHEET,), scanned=(SHEET,)) == WANTED


def test_a_place_without_files_is_told_from_a_file_that_is_not_read(paths: list[Path], tmp_path: Path) -> None:
    empty = tmp_path / "空のフォルダ"
    empty.mkdir()
    paths[0].write_bytes(b"")
    found = list(ReturnedFiles([empty, tmp_path]))
    assert [(one.name, None if one.outcome is None else seen(one.outcome)) for one in found] == [
        (NAMES[0], "empty_file"),
        *[(name, "read") for name in NAMES[1:]],
        ("空のフォルダ", None),
    ]
