"""管理「控えの数」: how many dated copies stay beside a master, for whoever writes it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.command_line import Run
from tests.masters import PRINTED, master, master_file
from tests.returns import SETTINGS_OF_TEST, small_rows
from tests.test_command import run as run  # noqa: PLC0414 - the fixture
from tests.test_desktop import Sitting
from tests.test_desktop import made as made  # noqa: PLC0414 - the fixture
from tests.test_desktop import sitting as sitting  # noqa: PLC0414 - the fixture
from xlplan.books.file import FileBook
from xlplan.books.neighbours import kept_copies
from xlplan.books.save import COPIES, Copies, Paths, save
from xlplan.build import MASTER
from xlplan.copies import ITEM, copies_kept, copies_said
from xlplan.hosts import application
from xlplan.plan import read_plan
from xlplan.report.outlet import Outlet
from xlplan.tables import PROGRAMS, SETTINGS
from xlplan.tables.records import SettingRow
from xlplan.upgrade import plan_upgrade
from xlplan.validate import check_master

NOON = dt.datetime(2015, 4, 20, 12, 0)  # noqa: DTZ001 - wall clock of the office


def changed(path: Path, times: int) -> list[str]:
    """Save so many different contents, a minute apart, as every command does; the copies that stay."""
    for minute in range(times):
        book = FileBook(path)
        book.put(PROGRAMS.name, 0, "備考", f"{minute}回目")
        application.save(book, path, NOON + dt.timedelta(minutes=minute))
    return [copy.name for copy in kept_copies(path)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [("", COPIES), ("3", 3), ("３", 3), (" 12 ", 12), ("0", 0), ("-1", None), ("2.5", None), ("たくさん", None), ("①", None),
     ("99999", None)],
)  # fmt: skip
def test_a_number_of_copies_is_read(said: str, kept: int | None) -> None:
    assert copies_said({ITEM: said}) == kept
    assert copies_kept({ITEM: said}) == (COPIES if kept is None else kept)


def test_a_master_from_before_the_setting_keeps_the_usual_number() -> None:
    assert copies_kept(SETTINGS_OF_TEST) == COPIES


def test_so_many_stay_as_the_master_says(tmp_path: Path) -> None:
    path = master_file(tmp_path / "台帳.xlsx", 控えの数="2")
    assert changed(path, 4) == ["台帳_20150420-1203_前.xlsx", "台帳_20150420-1202_前.xlsx"]


def test_none_stay_when_the_master_says_so(run: Run, tmp_path: Path) -> None:
    path = master_file(tmp_path / "台帳.xlsx", 控えの数="0")
    before = path.read_bytes()
    assert run("assess", path, "--out", path).code in (0, 1)
    assert path.read_bytes() != before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_what_is_no_number_is_told_and_the_usual_number_stays(run: Run, tmp_path: Path) -> None:
    path = master_file(tmp_path / "台帳.xlsx", 控えの数="たくさん")
    (told,) = [line for line in run("check", path).out.splitlines() if "M516" in line]
    assert "たくさん" in told
    assert len(changed(path, 3)) == 3


def test_the_finding_names_the_cell_and_what_to_do() -> None:
    book = master({SETTINGS: small_rows(**(PRINTED | {ITEM: "二つ"}))[SETTINGS]})
    (found,) = [found for found in check_master(read_plan(book), book) if found.code == "M516"]
    assert (found.place.sheet, found.value) == (SETTINGS.sheet, "二つ")
    assert "20個" in found.text
    assert "0以上の整数" in found.remedy


@pytest.mark.parametrize(("said", "kept"), [("3", 3), ("", COPIES)])
def test_excel_keeps_as_many(sitting: Sitting, said: str, kept: int) -> None:
    tell(sitting, said)
    folder = sitting.path.parent / "控え"
    folder.mkdir()
    for day in range(1, 25):
        (folder / f"台帳_201501{day:02d}-0900_前.xlsx").touch()
    sitting.press("consolidate", sitting.returns())
    assert len(sitting.copies()) == kept


def test_excel_keeps_none_and_says_so(sitting: Sitting) -> None:
    tell(sitting, "0")
    said = sitting.press("consolidate", sitting.returns())
    assert "「控えの数」が0のため、控えは残していません" in said
    assert sitting.copies() == []


def tell(sitting: Sitting, number: str) -> None:
    """Write a number of copies into 管理 of the workbook as it is open, in place of a setting that a merge does not need."""
    sheet = sitting.sheet(SETTINGS.sheet)
    (row,) = [row for (row, column), cell in sheet.cells.items() if column == 1 and cell.value == "基準日"]
    sheet.enter(row, 1, ITEM)
    sheet.enter(row, 2, number)


def test_an_upgrade_adds_the_setting_and_keeps_as_many_as_the_old_master_says(tmp_path: Path) -> None:
    path, current = master_file(tmp_path / "台帳.xlsm"), FileBook(MASTER)
    planned = plan_upgrade(FileBook(path), current)
    assert any(f"「{ITEM}」" in line for line in planned.account.added)
    save(
        planned.package,
        planned.parts,
        paths=Paths(path, path),
        copies=Copies(NOON, application.kept_by(FileBook(path))),
    )
    (row,) = [row for row in read_plan(FileBook(path), (SETTINGS,)).rows(SETTINGS) if row.item == ITEM]
    assert isinstance(row, SettingRow)
    assert row.help
    assert len(kept_copies(path)) == 1


def test_reports_made_in_one_minute_are_all_kept(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path, NOON, (), lambda *_: None)
    for content in (b"1", b"2", b"3"):
        outlet.write(tmp_path / "報告.xlsx", content)
    assert sorted(path.read_bytes() for path in tmp_path.iterdir()) == [b"1", b"2", b"3"]
    assert (tmp_path / "報告_20150420-1200_前2.xlsx").read_bytes() == b"2"
