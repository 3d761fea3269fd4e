"""Files beside a workbook keep within what a name may be, wherever it lies and whatever it is called."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.writing import PLAIN, SHEET
from xlplan.books.neighbours import copy_name, kept_copies, leavings, lock_name, unfinished_name
from xlplan.books.package import Package, Refused
from xlplan.books.save import Copies
from xlplan.books.writer import CellEdit, write

NOON = datetime.fromisoformat("2014-10-01T15:30:59")
EDIT = [CellEdit(SHEET, "C1", 7)]
LONGEST = "第２次行財政再構築プラン第２次改革推進プログラム" * 4
"""96 characters; cut below to names of up to 255 bytes."""


def named(size: int, end: str = ".xlsx") -> str:
    """A Japanese file name of so many bytes in UTF-8 (or up to two fewer)."""
    return LONGEST.encode()[: size - len(end)].decode(errors="ignore") + end


def beside(target: PurePath) -> list[PurePath]:
    return [copy_name(target, NOON), copy_name(target, NOON, 9999), unfinished_name(target), lock_name(target)]


@given(
    st.text(st.characters(blacklist_characters='/\\:*?"<>|\0', blacklist_categories=["Cs"]), min_size=1, max_size=85)
)
def test_no_name_is_longer_than_a_name_may_be(stem: str) -> None:
    name = f"{stem}.xlsx"
    if len(name.encode()) <= 255 and stem.strip("."):
        for path in beside(PurePosixPath("/台帳") / name):
            assert len(path.name.encode()) <= 255
            assert path.name.encode().decode() == path.name


def test_a_name_of_usual_length_stays_readable() -> None:
    target = PurePosixPath("/共有/台帳.xlsm")
    assert copy_name(target, NOON).name == "台帳_20141001-1530_前.xlsm"
    assert lock_name(target).name == ".~xlplan.台帳.xlsm", (
        "as every version before has it, so that they keep each other out"
    )


@pytest.mark.parametrize(
    "folder", ["\\\\server\\共有\\行政経営課", "\\\\?\\UNC\\server\\共有\\行政経営課", "C:\\台帳", "Z:\\"]
)
def test_on_a_windows_share_they_stand_in_the_same_folder(folder: str) -> None:
    target = PureWindowsPath(folder) / "台帳.xlsm"
    for path in beside(target):
        assert path.parent == target.parent
        assert path.anchor == target.anchor


def test_two_long_names_that_begin_alike_do_not_share_their_copies() -> None:
    first, second = (PurePosixPath(named(240, f"{end}.xlsx")) for end in ("一", "二"))
    assert copy_name(first, NOON) != copy_name(second, NOON)
    assert lock_name(PurePosixPath(named(250, "一.xlsx"))) != lock_name(PurePosixPath(named(250, "二.xlsx")))


@pytest.mark.parametrize("size", [200, 235, 240, 245, 250, 255])
def test_a_workbook_of_a_long_name_is_saved_with_its_copies(tmp_path: Path, size: int) -> None:
    master = tmp_path / named(size)
    master.write_bytes(PLAIN.package().data)
    other = tmp_path / f"い{master.name[1:]}"
    other.write_bytes(b"another workbook")
    contents = []
    for value in (1, 2, 3):
        contents.append(master.read_bytes())
        write(master, master, [CellEdit(SHEET, "C1", value)], copies=Copies(NOON, keep=2))
    assert [copy.read_bytes() for copy in kept_copies(master)] == [contents[2], contents[1]]
    assert {path.name for path in tmp_path.iterdir()} == {
        master.name,
        other.name,
        *(one.name for one in kept_copies(master)),
    }


def test_what_a_killed_run_left_of_a_long_name_is_taken_away(tmp_path: Path) -> None:
    master = tmp_path / named(255)
    master.write_bytes(PLAIN.package().data)
    left, others = unfinished_name(master), unfinished_name(tmp_path / "台帳.xlsm")
    left.touch()
    others.touch()
    assert leavings(master) == [left]
    write(master, master, EDIT, copies=Copies(NOON, keep=0))
    assert {path.name for path in tmp_path.iterdir()} == {master.name, others.name}


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for another form of so long a path")
def test_a_workbook_deep_in_japanese_folders(tmp_path: Path) -> None:
    folder = tmp_path
    while len(str(folder)) < 400:
        folder /= "行財政再構築プラン推進本部（平成２６年度）"
    folder.mkdir(parents=True)
    master = folder / "台帳.xlsm"
    master.write_bytes(PLAIN.package().data)
    write(master, master, EDIT, copies=Copies(NOON))
    assert b"<v>7</v>" in Package.open(master).read("xl/worksheets/sheet1.xml")
    assert len(kept_copies(master)) == 1


def test_an_owner_file_that_no_folder_takes_is_none(tmp_path: Path) -> None:
    """Excel cannot have put its own file beside a name of 255 bytes; one beside a shorter name still counts."""
    master = tmp_path / named(250)
    master.write_bytes(PLAIN.package().data)
    master.with_name(f"~${master.name}").write_bytes(bytes([8]) + "行政太郎".encode("cp932").ljust(54))
    with pytest.raises(Refused) as refused:
        write(master, master, EDIT, copies=Copies(NOON))
    assert (refused.value.code, refused.value.detail) == ("open_elsewhere", "行政太郎")
