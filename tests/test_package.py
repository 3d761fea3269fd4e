"""The zip package: what is opened, what is refused and why, and that what is not changed keeps its bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handmade import zipped
from xlplan.books.package import LIMITS, Limits, Package, Refused

PARTS: dict[str, str | bytes] = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": "<workbook/>" * 50,
    "xl/図.png": b"\x89PNG" * 9,
}
GOOD = zipped(PARTS)


def _stored(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def _with(data: bytes, position: int, new: bytes) -> bytes:
    return data[:position] + new + data[position + len(new) :]


def _central(data: bytes) -> int:
    return data.index(b"PK\1\2")


def _ole(*streams: str) -> bytes:
    names = b"".join(stream.encode("utf-16-le") + b"\0\0" for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + names


def _two_of_one_name() -> bytes:
    first = zipped({"xl/a.xml": "<a/>", "xl/b.xml": "<b/>"})
    return first.replace(b"xl/b.xml", b"xl/a.xml")


def _bomb() -> bytes:
    return zipped({"xl/worksheets/sheet1.xml": b"0" * (LIMITS.ratio_from + 1)})


HOSTILE = {
    "an empty file": (b"", "empty_file"),
    "a text renamed to .xlsx": ("番号,指標\n1,市税収納率".encode("cp932"), "not_zip"),
    "a web page renamed to .xls": (b"<html><table>", "not_zip"),
    "a workbook with a password": (_ole("EncryptionInfo", "EncryptedPackage"), "ole_encrypted"),
    "an Excel 97 workbook": (_ole("Workbook"), "ole_old_excel"),
    "an Excel 5 workbook": (_ole("Book"), "ole_old_excel"),
    "a Word document": (_ole("WordDocument"), "ole_unknown"),
    "a download that broke off": (GOOD[: len(GOOD) // 2], "truncated"),
    "the last byte missing": (GOOD[:-1], "truncated"),
    "bytes before the first entry": (b"MZ" + GOOD, "stray_bytes"),
    "bytes after the end": (GOOD + b"\0", "stray_bytes"),
    "bytes before the directory": (
        GOOD[: _central(GOOD)] + b"??" + GOOD[_central(GOOD) :],
        "stray_bytes",
    ),
    "two parts of one name": (_two_of_one_name(), "duplicate_names"),
    "two parts told apart by case only": (zipped({"xl/A.xml": "1", "xl/a.XML": "2"}), "duplicate_names"),
    "a part that climbs out of the folder": (zipped({"../evil.xml": "1"}), "unsafe_name"),
    "a part at the root of the disk": (zipped({"/etc/passwd": "1"}), "unsafe_name"),
    "a part on another drive": (zipped({"C:evil.xml": "1"}), "unsafe_name"),
    "a part named with backslashes": (GOOD.replace(b"xl/workbook.xml", b"xl\\workbook.xml"), "unsafe_name"),
    "a large entry that is nearly nothing": (_bomb(), "bomb"),
    "a directory that gives another name": (
        _with(GOOD, GOOD.index(b"xl/workbook.xml"), b"xl/wOrkbook.xml"),
        "inconsistent",
    ),
    "an entry under lock": (_with(GOOD, _central(GOOD) + 8, b"\1"), "entry_encrypted"),
    "an entry packed in a way of its own": (_with(GOOD, _central(GOOD) + 10, b"\x0c"), "unknown_packing"),
    "an entry that begins in the directory": (
        _with(GOOD, _central(GOOD) + 42, struct.pack("<L", len(GOOD))),
        "inconsistent",
    ),
    "an entry longer than the file": (
        _with(GOOD, _central(GOOD) + 20, struct.pack("<L", len(GOOD))),
        "truncated",
    ),
    "an entry that claims four gigabytes": (
        _with(GOOD, _central(GOOD) + 24, b"\xff\xff\xff\xff"),
        "zip64",
    ),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        Package.from_bytes(data)
    assert refused.value.code == code


def test_overlapping_entries_are_refused() -> None:
    data = bytearray(zipped({"a.xml": b"1" * 40, "b.xml": b"2" * 40}))
    first, second = data.index(b"PK\1\2"), data.rindex(b"PK\1\2")
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    with pytest.raises(Refused, match="inconsistent"):
        Package.from_bytes(bytes(data))


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file=100), "file_too_large"),
        (Limits(entries=2), "too_many_entries"),
        (Limits(entry=500), "entry_too_large"),
        (Limits(total=500), "package_too_large"),
        (Limits(ratio=2, ratio_from=500), "bomb"),
    ],
)
def test_limits(limits: Limits, code: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=code):
        Package.from_bytes(GOOD, limits)
    path = tmp_path / "調査票.xlsx"
    path.write_bytes(GOOD)
    with pytest.raises(Refused, match=code):
        Package.open(path, limits)


def test_reading_stops_at_the_stated_size() -> None:
    """A part that unpacks to more than its entry says is damaged, however much more it would be."""
    package = Package.from_bytes(GOOD)
    entry = package.entries["xl/workbook.xml"]
    for position in (GOOD.index(b"xl/workbook.xml") - 30, _central(GOOD)):
        assert GOOD[position : position + 2] == b"PK"
    short = bytearray(GOOD)
    central = GOOD.index(entry.central)
    short[central + 24 : central + 28] = struct.pack("<L", 10)
    with pytest.raises(Refused, match="damaged"):
        Package.from_bytes(bytes(short)).read("xl/workbook.xml")


def test_a_flipped_bit_is_found() -> None:
    package = Package.from_bytes(GOOD)
    position = package.entries["xl/workbook.xml"].data + 5
    with pytest.raises(Refused, match="damaged"):
        Package.from_bytes(_with(GOOD, position, bytes([GOOD[position] ^ 0x10]))).read("xl/workbook.xml")
    stored = _stored("a.xml", b"<a>12345</a>")
    with pytest.raises(Refused, match="damaged"):
        Package.from_bytes(stored.replace(b"12345", b"12346")).read("a.xml")


def test_a_part_that_is_not_there() -> None:
    package = Package.from_bytes(GOOD)
    assert "xl/none.xml" not in package
    with pytest.raises(KeyError):
        package.read("xl/none.xml")
    with pytest.raises(KeyError):
        package.replaced({"xl/none.xml": b""})
    with pytest.raises(KeyError):
        package.replaced({}, added={"xl/workbook.xml": b""})


def test_no_change_gives_the_very_input() -> None:
    package = Package.from_bytes(GOOD)
    assert package.replaced({}) == GOOD
    assert package.replaced({name: package.read(name) for name in package.names}) == GOOD


def test_changed_removed_and_added_parts() -> None:
    package = Package.from_bytes(GOOD)
    new = package.replaced({"xl/workbook.xml": "<新/>".encode()}, ["xl/図.png"], {"xl/追加.xml": b"<a/>"})
    with zipfile.ZipFile(io.BytesIO(new)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["[Content_Types].xml", "xl/workbook.xml", "xl/追加.xml"]
        assert archive.read("xl/workbook.xml").decode() == "<新/>"
        assert archive.getinfo("xl/workbook.xml").date_time == zipfile.ZipFile(io.BytesIO(GOOD)).infolist()[1].date_time
    assert Package.from_bytes(new).raw("[Content_Types].xml") == package.raw("[Content_Types].xml")


def test_an_entry_written_as_a_stream_keeps_its_descriptor() -> None:
    """Some programs write sizes after the data; the raw copy must take that trailer along."""

    class Pipe(io.BytesIO):
        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", "<a/>" * 30)
        archive.writestr("b.xml", "<b/>" * 30)
        archive.comment = "備考".encode()
    package = Package.from_bytes(pipe.getvalue())
    new = package.replaced({"a.xml": b"<c/>"})
    again = Package.from_bytes(new)
    assert again.raw("b.xml") == package.raw("b.xml")
    assert package.raw("b.xml").find(b"PK\7\x08") > 0
    assert (again.read("a.xml"), again.comment.decode()) == (b"<c/>", "備考")


@settings(max_examples=60, deadline=None)
@given(
    parts=st.dictionaries(
        st.sampled_from(["a.xml", "b/c.xml", "日本.xml", "d.bin"]), st.binary(max_size=300), min_size=1
    ),
    changes=st.dictionaries(st.sampled_from(["a.xml", "b/c.xml", "日本.xml", "d.bin"]), st.binary(max_size=300)),
)
def test_any_change_leaves_the_rest_raw(parts: dict[str, bytes], changes: dict[str, bytes]) -> None:
    package = Package.from_bytes(zipped(parts))
    changes = {name: content for name, content in changes.items() if name in parts}
    new = Package.from_bytes(package.replaced(changes))
    assert new.names == package.names
    for name in new.names:
        assert new.read(name) == changes.get(name, parts[name])
        if name not in changes:
            assert new.raw(name) == package.raw(name)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_damage_anywhere_is_refused_or_read_rightly(position: int, flip: int) -> None:
    """No damaged byte makes anything but a refusal, and no content but the true one is ever given out."""
    data = _with(GOOD, position, bytes([GOOD[position] ^ flip]))
    with suppress(Refused):
        package = Package.from_bytes(data)
        for name in package.names:
            content = package.read(name)
            assert zlib.crc32(content) == package.entries[name].crc
            own = PARTS.get(name)
            assert own is None or content == (own.encode() if isinstance(own, str) else own)
