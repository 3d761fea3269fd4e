"""`vbaProject.bin` by the open specifications: compression, compound files, protection; an independent reader agrees."""

from __future__ import annotations

import io
import random
import struct

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.independent_vba import decompressed
from xlplan.vba.compound_file import Storage, compound_file
from xlplan.vba.compression import CompressedDataError, compress, decompress
from xlplan.vba.protection import ProtectionError, decrypt, encrypt, is_open, open_to_all

CHUNK = 4096
REAL_ID = "{5CF9CDAB-B77B-4FE4-BD7E-D29900070E1B}"
"""Of the project in a workbook that Excel saved, with its CMG, DPB and GC."""
REAL = {"CMG": "8D8FA61394EA98EA98EA98EA98", "DPB": "8D8FA61394EF95EF95EF", "GC": "8D8FA61394EF95EF9510"}

# ---- compression ----


def round_trip(data: bytes, padding: bytes = b"\0") -> None:
    """Both readers give the data back; a last chunk that had to be stored raw is filled up, as the standard demands."""
    container = compress(data, padding)
    found = decompress(container)
    assert found[: len(data)] == data
    assert found[len(data) :] == padding * (len(found) - len(data))
    assert len(found) - len(data) < CHUNK
    if data:  # oletools takes a container without chunks for a damaged one
        assert decompressed(container) == found


@given(st.binary(max_size=3 * CHUNK))
@settings(deadline=None, max_examples=60)
def test_random_bytes_come_back(data: bytes) -> None:
    round_trip(data)


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=40), st.integers(1, 400)), max_size=8))
@settings(deadline=None, max_examples=60)
def test_repeating_bytes_come_back(pieces: list[tuple[bytes, int]]) -> None:
    round_trip(b"".join(piece * times for piece, times in pieces))


@given(st.integers(0, 2 * CHUNK + 2), st.sampled_from([b"\0", b"ab", b"abc", bytes(range(256)), b"Dim x\r\n"]))
@settings(deadline=None, max_examples=60)
def test_every_length_around_the_chunks_comes_back(length: int, pattern: bytes) -> None:
    round_trip((pattern * (length // len(pattern) + 1))[:length])


@pytest.mark.parametrize("length", [1, 2, 3, 8, 16, 17, 32, 33, 64, 65, 128, 2048, 2049, 3640, 3641, 4095, 4096, 4097])
def test_bytes_that_do_not_compress_come_back(length: int) -> None:
    round_trip(random.Random(length).randbytes(length), b" ")  # noqa: S311 - a seed makes the same bytes each time


def test_a_copy_of_the_longest_kind_is_written_and_read() -> None:
    container = compress(b"\0" * CHUNK)
    assert len(container) == 1 + 2 + 1 + 1 + 2  # signature, header, flags, one literal, one copy of 4095
    assert decompress(container) == b"\0" * CHUNK


@pytest.mark.parametrize(
    ("container", "text"),
    [
        ("0119B000616263646566676800696A6B6C6D6E6F70007172737475762E", b"abcdefghijklmnopqrstuv."),
        (
            "012FB00023616161626364658266007061676869 6A013808616B6C00306D6E6F7006710270041072737475761077 78797A003C",
            b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        ),
        ("0103B002614500", b"a" * 73),
    ],
    ids=["no compression", "normal", "maximum"],
)
def test_the_examples_of_the_specification_read(container: str, text: bytes) -> None:
    """[MS-OVBA] 3.2. Ours may choose other copies of the same length."""
    assert decompress(bytes.fromhex(container)) == text
    assert len(compress(text)) == len(bytes.fromhex(container))


@pytest.mark.parametrize(
    "container",
    [
        b"",
        b"\x02",
        b"\x01\x00",
        b"\x01\x02\x00ab",
        b"\x01\x05\xb0ab",
        b"\x01\x02\xb0\x01\x00\x00",
        b"\x01\x01\xb0\x01\x00",
    ],
)
def test_a_damaged_container_is_refused(container: bytes) -> None:
    with pytest.raises(CompressedDataError):
        decompress(container)


@given(st.binary(max_size=200))
def test_no_container_breaks_the_reader(data: bytes) -> None:
    try:
        decompress(b"\x01" + data)
    except CompressedDataError:
        return


# ---- compound files ----


def streams_of(data: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        assert file.parsing_issues == []
        return {"/".join(path): file.openstream(path).read() for path in file.listdir()}


@pytest.mark.parametrize(
    "size", [0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 128 * 512, 128 * 512 + 1, 109 * 128 * 512 + 1]
)
def test_a_stream_of_any_size_is_read_back(size: int) -> None:
    """The last needs more FAT sectors than the header can list."""
    content = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    assert streams_of(compound_file({"VBA": {"dir": content}, "PROJECT": b"x"})) == {
        "VBA/dir": content,
        "PROJECT": b"x",
    }


@given(
    st.dictionaries(
        st.text(
            st.characters(whitelist_categories=["Lu", "Ll", "Nd", "Lo"], max_codepoint=0xFFFF), min_size=1, max_size=20
        ),
        st.binary(max_size=200),
        max_size=60,
    )
)
@settings(deadline=None, max_examples=40)
def test_every_stream_is_found_in_the_tree(streams: dict[str, bytes]) -> None:
    if len({name.upper() for name in streams}) != len(streams):
        return
    try:
        data = compound_file({"VBA": streams})
    except ValueError:  # two names that differ in case only, by another rule than Python's
        return
    assert streams_of(data) == {f"VBA/{name}": content for name, content in streams.items()}


def test_siblings_form_a_red_black_tree() -> None:
    for count in range(1, 70):
        entries = directory(compound_file({f"s{number}": b"" for number in range(count)}))
        black = black_height(entries, entries[0][3])
        assert black >= 1
        assert entries[entries[0][3]][0] == 1  # the top is black


def directory(data: bytes) -> list[tuple[int, int, int, int]]:
    """(colour, left, right, child) of each entry."""
    (start,) = struct.unpack_from("<L", data, 48)
    (fat,) = struct.unpack_from("<L", data, 76)
    entries = []
    while start != 0xFFFFFFFE:
        at = 512 * (start + 1)
        entries += [struct.unpack_from("<xB3L", data, at + 128 * n + 66) for n in range(4)]
        (start,) = struct.unpack_from("<L", data, 512 * (fat + 1) + 4 * start)
    return entries


def black_height(entries: list[tuple[int, int, int, int]], at: int, above: int = 1) -> int:
    if at == 0xFFFFFFFF:
        return 1
    color, left, right, _ = entries[at]
    assert color or above, "red under red"
    heights = {black_height(entries, left, color), black_height(entries, right, color)}
    assert len(heights) == 1, "unequal paths"
    return heights.pop() + color


@pytest.mark.parametrize(
    "root", [{"": b""}, {"a" * 32: b""}, {"a/b": b""}, {"Dir": b"", "dir": b""}, {"VBA": {"!": b""}}], ids=str
)
def test_a_name_no_compound_file_can_hold_is_refused(root: Storage) -> None:
    with pytest.raises(ValueError, match=r"stream|one name"):
        compound_file(root)


# ---- protection ----


def test_what_excel_wrote_decrypts_to_an_open_project() -> None:
    assert [decrypt(text, REAL_ID) for text in REAL.values()] == [b"\0\0\0\0", b"\0", b"\xff"]
    assert is_open(REAL, REAL_ID)


@given(st.binary(max_size=60), st.integers(0, 255))
def test_what_is_encrypted_decrypts(data: bytes, seed: int) -> None:
    assert decrypt(encrypt(data, REAL_ID, seed), REAL_ID) == data


def test_a_project_of_ours_is_open_and_a_locked_one_is_not() -> None:
    mine = open_to_all(REAL_ID)
    assert is_open(mine, REAL_ID)
    assert not is_open(mine | {"CMG": encrypt(b"\x01\0\0\0", REAL_ID, 0x55)}, REAL_ID)
    assert not is_open(mine | {"DPB": encrypt(b"\xff" * 29, REAL_ID, 0x55)}, REAL_ID)
    assert not is_open({**mine, "GC": mine["GC"][:-2]}, REAL_ID)
    assert not is_open(mine, "{00000000-0000-0000-0000-000000000000}")


@pytest.mark.parametrize("text", ["", "zz", "8D", "8D8FA6", "8D8FA61394EA"])
def test_what_is_no_encrypted_text_is_refused(text: str) -> None:
    with pytest.raises(ProtectionError):
        decrypt(text, REAL_ID)
