"""Compound files of [MS-CFB], version 3: storages and streams as one byte string, the same on every run.

Only written here; :mod:`olefile` reads them. Times and class ids are left zero, as 2.6.1 allows.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias, Union

_SECTOR: Final = 512
_MINI_SECTOR: Final = 64
_CUTOFF: Final = 4096
"""A stream shorter than this lives in the mini stream (2.2, Mini Stream Cutoff Size)."""
_PER_SECTOR: Final = _SECTOR // 4
_IN_HEADER: Final = 109
"""FAT sectors whose numbers the header itself holds; more are listed in DIFAT sectors (2.5)."""
_FREE, _END, _FAT, _DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_LARGEST: Final = 0x7FFFFFFF
_NAME_LIMIT: Final = 31
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_NO_ENTRY: Final = 0xFFFFFFFF
_BAD_IN_NAMES: Final = "/\\:!"

Storage: TypeAlias = Mapping[str, Union[bytes, "Storage"]]
"""Name → stream, or name → storage."""


@dataclass
class _Entry:
    """A directory entry (2.6.1)."""

    name: str
    kind: int
    content: bytes = b""
    color: int = _BLACK
    left: int = _NO_ENTRY
    right: int = _NO_ENTRY
    child: int = _NO_ENTRY
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        return struct.pack(
            "<64sHBB3L16sL16sLQ",
            name,
            len(name) + 2,
            self.kind,
            self.color,
            self.left,
            self.right,
            self.child,
            b"",
            0,
            b"",
            self.start,
            self.size,
        )


_UNUSED: Final = struct.pack("<68x3L48x", _NO_ENTRY, _NO_ENTRY, _NO_ENTRY)


@dataclass
class _Sectors:
    """The sectors after the header, and for each the one that follows it in its chain."""

    content: list[bytes] = field(default_factory=list)
    following: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Append a chain with this content; gives its first sector, or the end mark for no content."""
        if not data:
            return _END
        first = len(self.content)
        pieces = [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
        self.content += pieces
        self.following += [*range(first + 1, first + len(pieces)), _END]
        return first


def compound_file(root: Storage) -> bytes:
    r"""The compound file with these storages and streams.

    ValueError for a name that is empty, longer than 31 UTF-16 units, holds one of ``/ \\ : !``, or equals another but for
    case (2.6.1, 2.6.4), and for more than a version 3 file may hold (2 GB).
    """
    entries = [_Entry("Root Entry", _ROOT)]
    _enter(entries, 0, root)
    sectors = _Sectors()
    mini, mini_following = bytearray(), list[int]()
    for entry in entries:
        if entry.kind != _STREAM:
            continue
        entry.size = len(entry.content)
        if entry.size >= _CUTOFF or not entry.size:
            entry.start = sectors.add(entry.content)
            continue
        entry.start = len(mini_following)
        count = -(-entry.size // _MINI_SECTOR)
        mini += entry.content.ljust(count * _MINI_SECTOR, b"\0")
        mini_following += [*range(entry.start + 1, entry.start + count), _END]
    entries[0].start, entries[0].size = sectors.add(bytes(mini)), len(mini)
    mini_fat = sectors.add(_table(mini_following))
    packed = b"".join(entry.packed() for entry in entries)
    directory = sectors.add(packed + _UNUSED * (-len(entries) % (_SECTOR // len(_UNUSED))))
    mini_sectors = -(-len(mini_following) // _PER_SECTOR)
    return _with_tables(sectors, directory, mini_fat, mini_sectors)


def _with_tables(sectors: _Sectors, directory: int, mini_fat: int, mini_sectors: int) -> bytes:
    """Header (2.2), sectors, FAT (2.3) and DIFAT (2.5)."""
    used = len(sectors.content)
    fat_count = difat_count = 0
    while True:  # the tables hold entries for themselves too
        fat = -(-(used + fat_count + difat_count) // _PER_SECTOR)
        difat = -(-max(fat - _IN_HEADER, 0) // (_PER_SECTOR - 1))
        if (fat, difat) == (fat_count, difat_count):
            break
        fat_count, difat_count = fat, difat
    if (used + fat_count + difat_count) * _SECTOR > _LARGEST:
        raise ValueError("more than a compound file of version 3 can hold")
    fat_sectors = list(range(used, used + fat_count))
    first_difat = used + fat_count if difat_count else _END
    listed = fat_sectors[:_IN_HEADER] + [_FREE] * (_IN_HEADER - fat_count)
    header = struct.pack(
        "<8s16x5H6x9L109L",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_count,
        directory,
        0,
        _CUTOFF,
        mini_fat,
        mini_sectors,
        first_difat,
        difat_count,
        *listed,
    )
    table = _table([*sectors.following, *[_FAT] * fat_count, *[_DIFAT] * difat_count])
    return header + b"".join(sectors.content) + table + b"".join(_difat(fat_sectors, first_difat, difat_count))


def _difat(fat_sectors: list[int], first: int, count: int) -> Iterator[bytes]:
    for number in range(count):
        start = _IN_HEADER + number * (_PER_SECTOR - 1)
        own = fat_sectors[start : start + _PER_SECTOR - 1]
        following = first + number + 1 if number + 1 < count else _END
        yield struct.pack(f"<{_PER_SECTOR}L", *own, *[_FREE] * (_PER_SECTOR - 1 - len(own)), following)


def _table(numbers: list[int]) -> bytes:
    """A list of sector numbers, filled up to whole sectors."""
    return struct.pack(f"<{len(numbers)}L", *numbers) + b"\xff" * (-len(numbers) % _PER_SECTOR * 4)


def _enter(entries: list[_Entry], parent: int, storage: Storage) -> None:
    """Append a storage's entries and link them as a red-black tree under their parent (2.6.4)."""
    names = sorted(storage, key=_order)
    for name in names:
        if not name or len(name.encode("utf-16-le")) > 2 * _NAME_LIMIT or any(c in _BAD_IN_NAMES for c in name):
            raise ValueError(f"no stream can be called {name!r}")
    if len({_order(name) for name in names}) != len(names):
        raise ValueError(f"two of these are one name to a compound file: {', '.join(names)}")
    first = len(entries)
    for name in names:
        content = storage[name]
        entries.append(_Entry(name, _STREAM, content) if isinstance(content, bytes) else _Entry(name, _STORAGE))
    depth = len(names).bit_length() - 1
    top = _linked(entries, first, first + len(names), depth)
    if names:
        entries[top].color = _BLACK
    entries[parent].child = top
    for at, name in enumerate(names, first):
        content = storage[name]
        if not isinstance(content, bytes):
            _enter(entries, at, content)


def _linked(entries: list[_Entry], low: int, high: int, levels: int) -> int:
    """A balanced tree of entries low…high-1. The deepest level is red, so that every path passes as many black ones."""
    if low == high:
        return _NO_ENTRY
    middle = (low + high) // 2
    entry = entries[middle]
    entry.left = _linked(entries, low, middle, levels - 1)
    entry.right = _linked(entries, middle + 1, high, levels - 1)
    entry.color = _RED if levels == 0 else _BLACK
    return middle


def _order(name: str) -> tuple[int, bytes]:
    """Shorter names first, then by upper-case code units."""
    upper = "".join(c.upper() if len(c.upper()) == 1 else c for c in name)
    return len(name.encode("utf-16-le")), upper.encode("utf-16-be")
