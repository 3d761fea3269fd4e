"""A survey that was made before: masters that have not changed are not opened again, and the result is the same."""

from __future__ import annotations

import datetime as dt
import os
import stat
import time
from pathlib import Path

import pytest

from tests.masters import master_file
from tests.test_survey import PERIOD, REPORTED
from xlplan import notes, operations
from xlplan.books.plain_file import PlainFile
from xlplan.survey import Crew, here, masters_in, processes
from xlplan.survey.notes import KIND, Notes

AT = dt.datetime(2015, 5, 20, 9, 0)  # noqa: DTZ001


class Surveys:
    """Three masters, surveyed again and again; counts how often one is opened."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.out = folder / "台帳", folder / "集計.xlsx"
        self.folder.mkdir()
        for name in "甲乙丙":
            master_file(self.folder / f"{name}市.xlsx", REPORTED, 市名=f"{name}市")
        self.noted = Notes(folder / "控え", "この版")
        self.opened = 0
        opening = PlainFile.__init__

        def counted(*arguments: object, **named: object) -> None:
            self.opened += 1
            opening(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came

        monkeypatch.setattr(PlainFile, "__init__", counted)

    def survey(self, *, noted: bool = True, period: str = PERIOD, crew: Crew | None = None) -> bytes:
        self.opened = 0
        given = self.noted if noted else None
        self.out.unlink(missing_ok=True)
        operations.survey(masters_in([self.folder]), self.out, crew or here(), at=AT, period=period, noted=given)
        return self.out.read_bytes()

    @property
    def first(self) -> Path:
        return self.folder / "甲市.xlsx"


@pytest.fixture
def surveys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Surveys:
    return Surveys(tmp_path, monkeypatch)


def test_nothing_is_opened_twice_and_the_workbook_is_the_same(surveys: Surveys) -> None:
    bare = surveys.survey(noted=False)
    assert surveys.survey() == bare
    assert surveys.opened == 3
    assert surveys.survey() == bare
    assert surveys.opened == 0


def test_only_the_master_that_changed_is_opened(surveys: Surveys) -> None:
    surveys.survey()
    master_file(surveys.first, REPORTED, 市名="新甲市")
    again = surveys.survey()
    assert surveys.opened == 1
    assert again == surveys.survey(noted=False)


def test_another_period_and_another_program_are_other_questions(surveys: Surveys) -> None:
    surveys.survey()
    surveys.survey(period="平成26年9月末")
    assert surveys.opened == 3
    surveys.survey()
    assert surveys.opened == 0
    surveys.noted = surveys.noted._replace(program="次の版")
    surveys.survey()
    assert surveys.opened == 3


def test_a_master_under_another_name_is_told_under_that_name(surveys: Surveys) -> None:
    surveys.survey()
    surveys.first.rename(surveys.folder / "元の甲市.xlsx")
    again = surveys.survey()
    assert surveys.opened == 0
    assert again == surveys.survey(noted=False)


def test_a_master_that_does_not_count_is_opened_every_time(surveys: Surveys) -> None:
    surveys.first.write_bytes(surveys.first.read_bytes()[:5000])
    surveys.survey()
    told = surveys.survey()
    assert surveys.opened == 1
    assert told == surveys.survey(noted=False)


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", '{"line": [1], "programs": [], "findings": []}', "\x00"])
def test_a_damaged_note_is_as_good_as_none(surveys: Surveys, content: str) -> None:
    bare = surveys.survey()
    for note in surveys.noted.folder.glob("*/*"):
        note.write_text(content, encoding="utf-8")
    assert surveys.survey() == bare
    assert surveys.opened == 3
    surveys.survey()
    assert surveys.opened == 0


def test_without_a_place_for_notes_everything_works(surveys: Surveys) -> None:
    surveys.noted.folder.write_text("a file where the folder should be", encoding="utf-8")
    assert surveys.survey() == surveys.survey(noted=False)


def test_processes_share_the_notes(surveys: Surveys) -> None:
    bare = surveys.survey(noted=False)
    assert surveys.survey(crew=processes(2)) == bare
    assert len(list(surveys.noted.folder.glob("*/*"))) == 3
    assert surveys.survey() == bare
    assert surveys.opened == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows gives a user's folder to the user alone")
def test_notes_are_for_the_user_alone(surveys: Surveys) -> None:
    surveys.survey()
    modes = [stat.S_IMODE(note.stat().st_mode) for note in surveys.noted.folder.glob("*/*")]
    assert modes == [0o600] * 3


def test_notes_nobody_has_looked_at_for_long_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    kept, old = (notes.folder(KIND) / "00" / name for name in ("kept.json", "old.json"))
    for note in (kept, old):
        notes.keep(note, {})
    a_year_ago = time.time() - 365 * 86_400
    os.utime(old, (a_year_ago, a_year_ago))
    notes.forget(KIND, 200)
    assert kept.exists()
    assert not old.exists()
