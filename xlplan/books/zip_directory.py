"""The directory of a zip package, parsed by hand and refused when it does not agree with what it describes.

:mod:`zipfile` is lenient where a workbook that is to be written back must not be: it skips stray bytes, lets the
second of two same-named entries win, and never compares a local header with the directory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from operator import attrgetter
from typing import Any, Final

from xlplan.books.refusal import Refused
from xlplan.declaring import NamedTuple

END: Final = struct.Struct("<4s4H2LH")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
LOCAL: Final = struct.Struct("<4s5H3L2H")
END_MARK, CENTRAL_MARK, LOCAL_MARK, _DESCRIPTOR_MARK = b"PK\5\6", b"PK\1\2", b"PK\3\4", b"PK\7\x08"
_OLE_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_COMMENT: Final = 0xFFFF
ZIP64_COUNT, ZIP64_SIZE, _ZIP64_EXTRA = 0xFFFF, 0xFFFFFFFF, 1
_ENCRYPTED, DESCRIPTOR, UTF8 = 0x1, 0x8, 0x800
STORED, DEFLATED = 0, 8


class Limits(NamedTuple):
    """How large a package may be before it is refused unread. Sizes in bytes.

    ``ratio`` (unpacked to packed) is held only against entries larger than ``ratio_from``: small parts of blank styled
    cells pack a thousandfold and do no harm.
    """

    file: int = 256 << 20
    entries: int = 5_000
    entry: int = 256 << 20
    total: int = 1 << 30
    ratio: int = 250
    ratio_from: int = 16 << 20


LIMITS: Final = Limits()


class Entry(NamedTuple):
    """One entry of the central directory; ``start`` to ``end`` is its whole local record, descriptor included."""

    name: str
    central: bytes
    method: int
    crc: int
    packed: int
    size: int
    start: int
    data: int
    end: int


_START: Final = attrgetter("start")


def refuse_other_formats(data: bytes) -> None:
    """Name what a file is that is no zip: encrypted, an old .xls, something else."""
    if not data:
        raise Refused("empty_file")
    if data.startswith(_OLE_MARK):
        # The directory of an OLE file holds its stream names in UTF-16; a password-protected workbook is one such file.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("ole_encrypted")
        if any(name.encode("utf-16-le") + b"\0\0" in data for name in ("Workbook", "Book")):
            raise Refused("ole_old_excel")
        raise Refused("ole_unknown")
    if not data.startswith((LOCAL_MARK, END_MARK)):
        raise Refused("stray_bytes" if LOCAL_MARK in data and END_MARK in data else "not_zip", data[:8].hex())


def entries_of(data: bytes, limits: Limits) -> tuple[list[Entry], bytes]:
    """Every entry in directory order and the archive's comment; :class:`Refused` as ``Package.from_bytes`` says."""
    end, count, size, offset, comment = _find_end(data)
    if count > limits.entries:
        raise Refused("too_many_entries", str(count))
    if offset + size != end:
        raise Refused("stray_bytes" if offset + size < end else "truncated", f"{offset}+{size} != {end}")
    entries = list(_central_entries(data, offset, end, count))
    ends = _ends(data, entries, offset)
    _refuse_sizes(entries, limits)
    return [Entry(*entry[:-1], ends[entry.start]) for entry in entries], comment


def _find_end(data: bytes) -> tuple[int, int, int, int, bytes]:
    """Position of the end record, number of entries, size and offset of the central directory, comment."""
    end = data.rfind(END_MARK, max(0, len(data) - END.size - _MAX_COMMENT))
    if end < 0:
        raise Refused("truncated", "no end record")
    if end + END.size > len(data):
        raise Refused("truncated", "end record cut")
    _, disk, disk_of, count_here, count, size, offset, comment_size = END.unpack_from(data, end)
    if data[end - 20 : end - 16] == b"PK\6\7" or ZIP64_COUNT in (count, count_here) or ZIP64_SIZE in (size, offset):
        raise Refused("zip64")
    if disk or disk_of or count_here != count:
        raise Refused("inconsistent", "split over disks")
    comment = data[end + END.size :]
    if len(comment) != comment_size:
        raise Refused("stray_bytes" if len(comment) > comment_size else "truncated", "after the end record")
    return end, count, size, offset, comment


def _central_entries(data: bytes, offset: int, end: int, count: int) -> Iterator[Entry]:
    """The entries with everything but their true end (the next entry's start), which needs them all."""
    position = offset
    for _ in range(count):
        if position + CENTRAL.size > end:
            raise Refused("truncated", "central directory")
        fields = CENTRAL.unpack_from(data, position)
        name_size, extra_size, remark_size, disk = fields[10:14]
        after = position + CENTRAL.size + name_size + extra_size + remark_size
        if fields[0] != CENTRAL_MARK or after > end or disk:
            raise Refused("inconsistent", f"central directory at {position}")
        yield _entry(data, data[position:after], fields, offset)
        position = after
    if position != end:
        raise Refused("stray_bytes", "central directory")


def _entry(data: bytes, central: bytes, fields: tuple[Any, ...], offset: int) -> Entry:
    flags, method, _, _, crc, packed, size, name_size, extra_size = fields[3:12]
    start = fields[16]
    raw_name = central[CENTRAL.size : CENTRAL.size + name_size]
    name = _safe_name(raw_name, flags)
    if ZIP64_SIZE in (packed, size, start) or (
        extra_size and _has_zip64(central[CENTRAL.size + name_size :][:extra_size])
    ):
        raise Refused("zip64", name)
    if flags & _ENCRYPTED:
        raise Refused("entry_encrypted", name)
    if method not in (STORED, DEFLATED) or (method == STORED and packed != size):
        raise Refused("unknown_packing", f"{name}: {method}")
    if start + LOCAL.size > offset:
        raise Refused("inconsistent", name)
    local = LOCAL.unpack_from(data, start)
    name_at = start + LOCAL.size
    body = name_at + local[9] + local[10]
    # A reader that trusts the local headers must see the same entry as one that trusts the directory.
    if local[0] != LOCAL_MARK or local[3] != method or data[name_at : name_at + name_size] != raw_name:
        raise Refused("inconsistent", name)
    if body + packed > offset:
        raise Refused("truncated", name)
    return Entry(name, central, method, crc, packed, size, start, body, body + packed)


def _safe_name(raw: bytes, flags: int) -> str:
    try:
        # The old code page differs from UTF-8 beyond ASCII only, and is not loaded for less.
        name = raw.decode("utf-8" if flags & UTF8 or raw.isascii() else "cp437")
    except UnicodeDecodeError:
        raise Refused("unsafe_name", raw.hex()) from None
    steps = f"/{name.removesuffix('/')}/"
    if "//" in steps or "/./" in steps or "/../" in steps or "\\" in name or ":" in name or not name.isprintable():
        raise Refused("unsafe_name", name)
    return name


def _has_zip64(extra: bytes) -> bool:
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, position)
        if kind == _ZIP64_EXTRA:
            return True
        position += 4 + size
    return False


def _ends(data: bytes, entries: list[Entry], offset: int) -> dict[int, int]:
    """The true end of every entry, by its start; between two entries only a data descriptor may lie."""
    ends: dict[int, int] = {}
    in_file = sorted(entries, key=_START)
    if in_file and in_file[0].start:
        raise Refused("stray_bytes", "before the first entry")
    for entry, following in zip(in_file, [*map(_START, in_file[1:]), offset], strict=True):
        gap = following - entry.end
        if gap < 0:
            raise Refused("inconsistent", f"{entry.name} overlaps the next entry")
        if gap and not (_flags(entry) & DESCRIPTOR and _is_descriptor(data[entry.end : following], entry)):
            raise Refused("stray_bytes", f"after {entry.name}")
        ends[entry.start] = following
    return ends


def _flags(entry: Entry) -> int:
    return int.from_bytes(entry.central[8:10], "little")


def _is_descriptor(gap: bytes, entry: Entry) -> bool:
    plain = struct.pack("<3L", entry.crc, entry.packed, entry.size)
    wide = struct.pack("<L2Q", entry.crc, entry.packed, entry.size)
    return gap.removeprefix(_DESCRIPTOR_MARK) in (plain, wide) or gap in (plain, wide)


def _refuse_sizes(entries: list[Entry], limits: Limits) -> None:
    for entry in entries:
        if entry.size > limits.entry:
            raise Refused("entry_too_large", f"{entry.name}: {entry.size}")
        if entry.size > limits.ratio_from and entry.size > limits.ratio * max(entry.packed, 1):
            raise Refused("bomb", f"{entry.name}: {entry.packed} -> {entry.size}")
    if (total := sum(entry.size for entry in entries)) > limits.total:
        raise Refused("package_too_large", str(total))
