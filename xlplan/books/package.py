"""The zip package a workbook is, held in memory and read with suspicion.

The central directory is parsed by hand, not by :mod:`zipfile`, for two reasons: an entry that is not changed must come
out with exactly its old compressed bytes, order and date; and a package whose directory and contents disagree
(stray bytes, two entries of one name, overlapping entries, sizes that lie) must be refused rather than guessed at.
"""

from __future__ import annotations

import hashlib
import itertools
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final

from xlplan.books import zip_directory as zd
from xlplan.books.refusal import Refused
from xlplan.books.zip_directory import LIMITS, Entry, Limits

__all__ = ["LIMITS", "Entry", "Limits", "Package", "Refused"]

_PIECE: Final = 1 << 20
_LEVEL: Final = 3  # packs as fast again as the usual 6, and an eighth larger
_EPOCH: Final = 0x21  # 1980-01-01, the earliest date a zip can hold: an added part has no date of its own


class Package:
    """A zip package; nothing in it is ever changed. Build it with :meth:`open` or :meth:`from_bytes`."""

    def __init__(self, data: bytes, entries: Mapping[str, Entry], comment: bytes) -> None:
        self.data = data
        self.entries = entries
        self.comment = comment

    @classmethod
    def open(cls, path: Path, limits: Limits = LIMITS) -> Package:
        """Read a whole file; ``OSError`` if it cannot be read, :class:`Refused` if it is no honest package."""
        if (size := path.stat().st_size) > limits.file:
            raise Refused("file_too_large", str(size))
        return cls.from_bytes(path.read_bytes(), limits)

    @classmethod
    def from_bytes(cls, data: bytes, limits: Limits = LIMITS) -> Package:
        """Check the directory of a package already in memory; nothing is unpacked yet.

        Raises :class:`Refused` with one of: ``empty_file``, ``file_too_large``, ``ole_encrypted``, ``ole_old_excel``,
        ``ole_unknown``, ``not_zip``, ``truncated``, ``zip64``, ``stray_bytes``, ``duplicate_names``, ``unsafe_name``,
        ``too_many_entries``, ``entry_encrypted``, ``unknown_packing``, ``inconsistent``, ``entry_too_large``,
        ``package_too_large``, ``bomb``.
        """
        if len(data) > limits.file:
            raise Refused("file_too_large", str(len(data)))
        zd.refuse_other_formats(data)
        entries, comment = zd.entries_of(data, limits)
        named = {entry.name: entry for entry in entries}
        if len({name.casefold() for name in named}) != len(entries):
            names = sorted(entry.name.casefold() for entry in entries)
            twice = next(name for name, following in itertools.pairwise(names) if name == following)
            raise Refused("duplicate_names", twice)
        return cls(data, named, comment)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the whole file in hex."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def names(self) -> tuple[str, ...]:
        """Every entry's name, in the order of the central directory."""
        return tuple(self.entries)

    def __contains__(self, name: object) -> bool:
        return name in self.entries

    def spelled(self, name: str) -> str:
        """A part's name as the package spells it: OPC compares names without regard to case."""
        if name in self.entries:
            return name
        return next((own for own in self.entries if own.casefold() == name.casefold()), name)

    def read(self, name: str) -> bytes:
        """Unpack one part; never more than the size its entry states is unpacked.

        ``KeyError`` if there is none; :class:`Refused` ``damaged`` if size or checksum are not those of the entry.
        """
        entry = self.entries[name]
        packed = self.data[entry.data : entry.data + entry.packed]
        if entry.method == zd.STORED:
            content = packed
        else:
            unpacker = zlib.decompressobj(-15)
            try:
                content = unpacker.decompress(packed, entry.size + 1)
            except zlib.error as error:
                raise Refused("damaged", f"{name}: {error}") from None
        if len(content) != entry.size or zlib.crc32(content) != entry.crc:
            raise Refused("damaged", name)
        return content

    def holds(self, name: str, content: bytes) -> bool:
        """Whether a part has just this content; compared piece by piece, and only where size and checksum are the same."""
        entry = self.entries[name]
        if len(content) != entry.size or zlib.crc32(content) != entry.crc:
            return False
        position = 0
        for piece in self._pieces(entry):
            if piece != content[position : position + len(piece)]:
                return False
            position += len(piece)
        return position == entry.size

    def _pieces(self, entry: Entry) -> Iterator[bytes]:
        """What a part unpacks to, up to where it is broken."""
        packed = self.data[entry.data : entry.data + entry.packed]
        if entry.method == zd.STORED:
            yield packed
            return
        unpacker = zlib.decompressobj(-15)
        with suppress(zlib.error):
            while piece := unpacker.decompress(packed, _PIECE):
                yield piece
                packed = unpacker.unconsumed_tail

    def raw(self, name: str) -> bytes:
        """The local record of one entry as it lies in the file: header, packed bytes, descriptor."""
        entry = self.entries[name]
        return self.data[entry.start : entry.end]

    def replaced(
        self,
        changed: Mapping[str, bytes],
        removed: Collection[str] = (),
        added: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """A new package with some parts changed, removed or added; all others keep their bytes, order and dates.

        Parts given with the content they already have count as unchanged, and when nothing is left to change the
        result is the very input. ``KeyError`` if a part to change or remove is not there, or one to add is.
        """
        added = added or {}
        for name in (*changed, *removed):
            if name not in self.entries:
                raise KeyError(name)
        if clash := {*added} & {*self.entries}:
            raise KeyError(sorted(clash)[0])
        changed = {name: content for name, content in changed.items() if not self.holds(name, content)}
        if not (changed or removed or added):
            return self.data
        out: list[bytes] = []
        position = 0
        central: dict[str, bytes] = {}
        for entry in sorted(self.entries.values(), key=lambda one: one.start):
            if entry.name in removed:
                continue
            if entry.name in changed:
                local, head = _repack(self.data, entry, changed[entry.name], position)
            else:
                local = self.data[entry.start : entry.end]
                head = entry.central[:42] + struct.pack("<L", position) + entry.central[46:]
            central[entry.name] = head
            out.append(local)
            position += len(local)
        for name, content in added.items():
            local, central[name] = _pack_new(name, content, position)
            out.append(local)
            position += len(local)
        directory = b"".join(central[name] for name in (*self.entries, *added) if name in central)
        if len(central) >= zd.ZIP64_COUNT or position + len(directory) >= zd.ZIP64_SIZE:
            raise Refused("package_too_large", str(position))
        end = zd.END.pack(zd.END_MARK, 0, 0, len(central), len(central), len(directory), position, len(self.comment))
        return b"".join((*out, directory, end, self.comment))


def _deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _repack(data: bytes, entry: Entry, content: bytes, position: int) -> tuple[bytes, bytes]:
    """The local record and the directory record of a changed entry: old name, date, attributes; new content."""
    packed = _deflate(content)
    sizes = struct.pack("<3L", zlib.crc32(content), len(packed), len(content))
    flags = struct.pack("<H", struct.unpack_from("<H", entry.central, 8)[0] & ~zd.DESCRIPTOR)
    method = struct.pack("<H", zd.DEFLATED)
    old = data[entry.start : entry.data]
    local = old[:6] + flags + method + old[10:14] + sizes + old[26:]
    central = entry.central
    head = central[:8] + flags + method + central[12:16] + sizes + central[28:42] + struct.pack("<L", position)
    return local + packed, head + central[46:]


def _pack_new(name: str, content: bytes, position: int) -> tuple[bytes, bytes]:
    packed = _deflate(content)
    raw = name.encode()
    flags = 0 if raw.isascii() else zd.UTF8
    sizes = (zlib.crc32(content), len(packed), len(content))
    local = zd.LOCAL.pack(zd.LOCAL_MARK, 20, flags, zd.DEFLATED, 0, _EPOCH, *sizes, len(raw), 0) + raw
    head = zd.CENTRAL.pack(
        zd.CENTRAL_MARK, 20, 20, flags, zd.DEFLATED, 0, _EPOCH, *sizes, len(raw), 0, 0, 0, 0, 0, position
    )
    return local + packed, head + raw
