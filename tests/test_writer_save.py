"""Saving: all or nothing, a dated copy of what was, and nobody's open file is written over."""

from __future__ import annotations

import errno
import os
import struct
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.handmade import Handmade, cell
from tests.writing import PART, PLAIN, SHEET
from xlplan.books import save as saving
from xlplan.books.locks import held
from xlplan.books.neighbours import kept_copies
from xlplan.books.package import Package, Refused
from xlplan.books.save import Copies, Parts, Paths, prove, prove_well_formed, save
from xlplan.books.writer import CellEdit, write

NOON = datetime.fromisoformat("2014-10-01T15:30:59")
EDIT = [CellEdit(SHEET, "C1", 7)]


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "master.xlsm"
    path.write_bytes(PLAIN.package().data)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def value_in(path: Path) -> bytes:
    return Package.open(path).read(PART)


def test_in_place_with_a_dated_copy(master: Path) -> None:
    before = master.read_bytes()
    receipt = write(master, master, EDIT, copies=Copies(NOON))
    assert receipt.cells == 1
    assert b'<c r="C1"><v>7</v></c>' in value_in(master)
    assert names(master.parent) == ["master.xlsm", "master_20141001-1530_前.xlsm"]
    assert (master.parent / "master_20141001-1530_前.xlsm").read_bytes() == before


def test_to_another_file_leaves_the_source_and_makes_no_copy(master: Path) -> None:
    before = master.read_bytes()
    target = master.with_name("取りまとめ.xlsm")
    write(master, target, EDIT, copies=Copies(NOON))
    assert master.read_bytes() == before
    assert b"<v>7</v>" in value_in(target)
    assert names(master.parent) == ["master.xlsm", "取りまとめ.xlsm"]


def test_over_an_older_result_keeps_a_copy_of_that(master: Path) -> None:
    target = master.with_name("結果.xlsx")
    target.write_bytes(b"old")
    write(master, target, EDIT, copies=Copies(NOON))
    assert (master.parent / "結果_20141001-1530_前.xlsx").read_bytes() == b"old"


def test_without_copies(master: Path) -> None:
    write(master, master, EDIT, copies=Copies(NOON, keep=0))
    assert names(master.parent) == ["master.xlsm"]


def test_nothing_to_change_touches_nothing(master: Path) -> None:
    stamp = master.stat().st_mtime_ns
    assert write(master, master, [CellEdit(SHEET, "B1", 5)], copies=Copies(NOON)).cells == 0
    assert (master.stat().st_mtime_ns, names(master.parent)) == (stamp, ["master.xlsm"])


def test_copies_of_one_minute_are_numbered_and_the_oldest_go(master: Path) -> None:
    for value in range(4):
        write(master, master, [CellEdit(SHEET, "C1", value)], copies=Copies(NOON, keep=3))
    assert [path.name for path in kept_copies(master)] == [
        "master_20141001-1530_前4.xlsm",
        "master_20141001-1530_前3.xlsm",
        "master_20141001-1530_前2.xlsm",
    ]
    later = datetime.fromisoformat("2015-04-01T09:00")
    write(master, master, EDIT, copies=Copies(later, keep=1))
    assert [path.name for path in kept_copies(master)] == ["master_20150401-0900_前.xlsm"]


def test_copies_of_other_workbooks_are_left_alone(master: Path) -> None:
    others = ["master2_20141001-1530_前.xlsm", "master_20141001-1530_後.xlsm", "master_1_前.xlsm"]
    for name in others:
        master.with_name(name).write_bytes(b"x")
    write(master, master, EDIT, copies=Copies(NOON, keep=1))
    assert set(others) < set(names(master.parent))


def test_a_source_that_changed_since_it_was_read(master: Path) -> None:
    read = Package.open(master)
    master.write_bytes(Handmade(f'<row r="1">{cell("A1", "別")}</row>').package().data)
    before = master.read_bytes()
    with pytest.raises(Refused, match="source_changed"):
        write(master, master, EDIT, copies=Copies(NOON), package=read)
    with pytest.raises(Refused, match="source_changed"):
        saving.save(read, Parts({}), paths=saving.Paths(master, master), copies=Copies(NOON))
    assert (master.read_bytes(), names(master.parent)) == (before, ["master.xlsm"])


def test_what_was_read_need_not_be_read_again(master: Path) -> None:
    assert write(master, master, EDIT, copies=Copies(NOON), package=Package.open(master)).cells == 1


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def excel_owner_file(local: bytes, wide: str) -> bytes:
    """As Excel writes it: 165 bytes, names padded with spaces."""
    return (
        bytes([len(local)])
        + local.ljust(54)
        + struct.pack("<H", utf16_length(wide))
        + wide.encode("utf-16-le")
        + b" \0" * (54 - utf16_length(wide))
    )


OWNERS = {
    "Excel": ("~$master.xlsm", excel_owner_file("行政太郎".encode("cp932"), "行政太郎"), "行政太郎"),
    "Excel, name in the local code page only": (
        "~$master.xlsm",
        bytes([8]) + "行政太郎".encode("cp932").ljust(54),
        "行政太郎",
    ),
    "Excel, a name outside the code page": ("~$master.xlsm", excel_owner_file(b"????", "𠮷田𠮷"), "𠮷田𠮷"),
    "Excel, an empty owner file": ("~$master.xlsm", b"", ""),
    "Excel, an owner file cut short": ("~$master.xlsm", b"\xff", ""),
    "LibreOffice": (".~lock.master.xlsm#", "行政太郎,pc1,user,01.10.2014 15:30,file:///x;".encode(), "行政太郎"),
    "LibreOffice without a name": (".~lock.master.xlsm#", b",pc1,user,01.10.2014 15:30,;", "pc1"),
}


@pytest.mark.parametrize(("file", "content", "owner"), OWNERS.values(), ids=OWNERS.keys())
def test_a_workbook_that_somebody_has_open(master: Path, file: str, content: bytes, owner: str) -> None:
    master.with_name(file).write_bytes(content)
    before = master.read_bytes()
    with pytest.raises(Refused) as refused:
        write(master, master, EDIT, copies=Copies(NOON))
    assert (refused.value.code, refused.value.detail) == ("open_elsewhere", owner)
    assert (master.read_bytes(), names(master.parent)) == (before, sorted(["master.xlsm", file]))


def test_a_source_that_is_open_may_be_saved_elsewhere(master: Path) -> None:
    master.with_name("~$master.xlsm").write_bytes(b"\3abc")
    write(master, master.with_name("結果.xlsm"), EDIT, copies=Copies(NOON))
    assert "結果.xlsm" in names(master.parent)


def test_two_runs_at_once(master: Path) -> None:
    with held(master), pytest.raises(Refused, match="locked"):
        write(master, master, EDIT, copies=Copies(NOON))
    write(master, master, EDIT, copies=Copies(NOON))
    assert "master.xlsm" in names(master.parent)


def test_a_lock_file_that_a_killed_run_left_is_no_lock(master: Path) -> None:
    master.with_name(".~xlplan.master.xlsm").write_bytes(b"")
    assert write(master, master, EDIT, copies=Copies(NOON, keep=0)).cells == 1
    assert names(master.parent) == ["master.xlsm"]


@pytest.mark.parametrize(
    ("error", "code"),
    [(errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EACCES, "not_permitted")],
)
@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_failure_on_the_way_leaves_everything_as_it_was(
    master: Path, monkeypatch: pytest.MonkeyPatch, error: int, code: str, step: str
) -> None:
    before = master.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(step, fail)
    with pytest.raises(Refused, match=code):
        write(master, master, EDIT, copies=Copies(NOON))
    assert (master.read_bytes(), names(master.parent)) == (before, ["master.xlsm"])


def test_a_failure_of_the_last_step_takes_the_copy_away_again(master: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, replace = master.read_bytes(), Path.replace

    def fail_for_target(path: Path, target: Path) -> Path:
        if target == master:
            raise PermissionError(errno.EACCES, "in use", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fail_for_target)
    with pytest.raises(Refused, match="not_permitted"):
        write(master, master, EDIT, copies=Copies(NOON))
    assert (master.read_bytes(), names(master.parent)) == (before, ["master.xlsm"])


def test_another_error_of_the_disk_is_told_as_it_is(master: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "I/O error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="I/O error"):
        write(master, master, EDIT, copies=Copies(NOON))
    assert names(master.parent) == ["master.xlsm"]


def test_what_is_written_is_proved_before_it_replaces(master: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte that goes wrong between memory and disk: the old file stays, with no copy and no leavings."""
    before = master.read_bytes()
    real = Package.replaced

    def spoiled(package: Package, *arguments: object) -> bytes:
        return real(package, *arguments).replace(b"xl/styles.xml", b"xl/stylez.xml")  # type: ignore[arg-type]

    monkeypatch.setattr(Package, "replaced", spoiled)
    with pytest.raises(Refused, match="proof_failed"):
        write(master, master, EDIT, copies=Copies(NOON))
    assert (master.read_bytes(), names(master.parent)) == (before, ["master.xlsm"])


def test_the_proof_finds_each_fault(tmp_path: Path) -> None:
    old = PLAIN.package()
    part = {PART: b"<worksheet/>"}
    prove(old, Package.from_bytes(old.replaced(part)), Parts(part))
    faults: list[tuple[dict[str, bytes], tuple[str, ...], dict[str, bytes]]] = [
        ({}, (), part),  # a part changed that was not to be
        (part, (), {}),  # a part not changed that was to be
        (part, (), {PART: b"<worksheet> </worksheet>"}),  # changed to something else
        ({}, ("xl/styles.xml",), {}),  # not removed
    ]
    for asked, removed, done in faults:
        with pytest.raises(Refused, match="proof_failed"):
            prove(old, Package.from_bytes(old.replaced(done)), Parts(asked, removed))
    with pytest.raises(Refused, match=r"proof_failed: relationship to xl/styles\.xml"):
        prove(old, Package.from_bytes(old.replaced({}, ["xl/styles.xml"])), Parts({}, ("xl/styles.xml",)))
    broken = {PART: b"<worksheet>"}
    with pytest.raises(Refused, match="malformed_xml"):
        prove_well_formed(broken)
    path = tmp_path / "壊れた部品.xlsx"
    path.write_bytes(old.data)
    with pytest.raises(Refused, match="malformed_xml"):
        save(old, Parts(broken), paths=Paths(path, path), copies=Copies(NOON))
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == old.data
    with pytest.raises(KeyError):  # what fails in the packing thread is told here
        save(old, Parts({"xl/none.xml": b"<a/>"}), paths=Paths(path, path), copies=Copies(NOON))


@pytest.mark.skipif(sys.platform == "win32", reason="links and permission bits are of POSIX")
def test_links_and_permissions_survive(master: Path) -> None:
    master.chmod(0o640)
    folder = master.parent / "共有"
    folder.mkdir()
    link = folder / "master.xlsm"
    link.symlink_to(master)
    write(link, link, EDIT, copies=Copies(NOON))
    assert link.is_symlink()
    assert b"<v>7</v>" in value_in(master)
    assert master.stat().st_mode & 0o777 == 0o640
    assert names(folder) == ["master.xlsm"]


def test_a_refused_edit_touches_nothing(master: Path) -> None:
    before = master.stat().st_mtime_ns
    with pytest.raises(Refused, match="not_a_number"):
        write(master, master, [CellEdit(SHEET, "C1", float("nan"))], copies=Copies(NOON))
    assert (master.stat().st_mtime_ns, names(master.parent)) == (before, ["master.xlsm"])
