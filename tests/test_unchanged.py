"""The same question again: answered from what was found last time, unless a single byte is another one now."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import Ran, Run
from xlplan import notes, operations
from xlplan.books.file import FileBook

MASTER = Path(__file__).resolve().parent.parent / "workbook" / "master.xlsm"
PERIOD = "平成26年度末"


class Folder:
    """A master of its own and its blank returns, asked about again and again; counts how often a master is opened."""

    def __init__(self, folder: Path, forms: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
        self.master, self.returns = folder / "台帳.xlsm", folder / "回収"
        shutil.copy(MASTER, self.master)
        shutil.copytree(forms, self.returns)
        self.opened, self._run = 0, run
        opening = FileBook.__init__

        def counted(*arguments: object, **named: object) -> None:
            self.opened += 1
            opening(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came

        monkeypatch.setattr(FileBook, "__init__", counted)

    @property
    def first(self) -> Path:
        return sorted(self.returns.iterdir())[0]

    def merge(self, *more: object) -> Ran:
        return self._run("consolidate", self.master, self.returns, "--out", self.master, *more)

    def check(self, *more: object) -> Ran:
        return self._run("check", self.master, self.returns, *more)

    def settled(self, command: Callable[[], Ran]) -> Ran:
        """The outcome once nothing changes any more, asked for until it is remembered."""
        command()
        command()
        self.opened = 0
        return command()


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("配布")
    operations.distribute(FileBook(MASTER), folder, period=PERIOD)
    for extra in sorted(folder.iterdir())[5:]:
        extra.unlink()
    return folder


@pytest.fixture
def folder(tmp_path: Path, forms: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Folder:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Folder(tmp_path, forms, monkeypatch, Run(monkeypatch, capsys))


def test_a_merge_that_changes_nothing_says_the_same_without_opening_anything(folder: Folder) -> None:
    folder.merge()
    told = folder.merge()
    folder.opened = 0
    before = folder.master.read_bytes()
    assert folder.merge() == told
    assert folder.opened == 0
    assert "0欄を変更し" in told.out
    assert folder.master.read_bytes() == before


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_check_says_the_same_in_every_form(folder: Folder, form: str) -> None:
    told = folder.check("--format", form)
    folder.opened = 0
    assert folder.check("--format", form) == told
    assert folder.opened == 0


def one_byte_more(folder: Folder) -> None:
    folder.first.write_bytes(folder.first.read_bytes() + b" ")


def one_byte_other(folder: Folder) -> None:
    content = bytearray(folder.first.read_bytes())
    content[len(content) // 2] ^= 1
    folder.first.write_bytes(content)


def one_more(folder: Folder) -> None:
    shutil.copy(folder.first, folder.returns / "もう一つ.xlsx")


def one_less(folder: Folder) -> None:
    folder.first.unlink()


def another_name(folder: Folder) -> None:
    folder.first.rename(folder.returns / "改めた名前.xlsx")


def another_master(folder: Folder) -> None:
    shutil.copy(MASTER, folder.master)


CHANGES = [one_byte_more, one_byte_other, one_more, one_less, another_name, another_master]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_changes_is_worked_out_anew(folder: Folder, change: Callable[[Folder], None]) -> None:
    folder.settled(folder.merge)
    assert folder.opened == 0
    change(folder)
    folder.merge()
    assert folder.opened == 1


def test_another_period_and_another_program_are_other_questions(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.settled(folder.check)
    folder.check("--period", "平成25年度末")
    assert folder.opened == 1
    folder.check()
    monkeypatch.setattr(notes, "program", lambda: "a newer one")
    folder.check()
    assert folder.opened == 3  # the other period took the place of the first, too


def test_an_outcome_that_was_written_is_not_kept(folder: Folder) -> None:
    """The same bytes may come back, by a dated copy put in place: then what was written must be written again."""
    folder.merge()
    changed = folder.master.read_bytes()
    assert changed != MASTER.read_bytes()
    another_master(folder)
    folder.merge()
    assert folder.master.read_bytes() != MASTER.read_bytes()


def test_to_another_place_it_is_written_every_time(folder: Folder, tmp_path: Path) -> None:
    folder.settled(folder.merge)
    copy = tmp_path / "写し.xlsm"
    folder._run("consolidate", folder.master, folder.returns, "--out", copy)
    assert copy.read_bytes() == folder.master.read_bytes()


def test_a_return_that_cannot_be_opened_is_tried_every_time(folder: Folder) -> None:
    folder.first.write_bytes(b"")
    folder.settled(folder.check)
    assert folder.opened == 1


@pytest.mark.parametrize("content", [b"", b"{}", b'{"sizes": 1}', b"[]", b"\xff", b"null"])
def test_a_damaged_note_is_as_good_as_none(folder: Folder, tmp_path: Path, content: bytes) -> None:
    told = folder.settled(folder.check)
    (note,) = (tmp_path / "cache" / "xlplan" / "answers").iterdir()
    note.write_bytes(content)
    assert folder.check() == told
    assert folder.opened == 1


def test_without_a_place_for_notes_everything_works(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    assert folder.settled(folder.check).out
    assert folder.opened == 1
