"""The `dir` stream of a project ([MS-OVBA] 2.3.4.2), decompressed: what the project is, what it refers to, its modules."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xlplan.declaring import NamedTuple

_VERSION: Final = 0x0009
_VERSION_EXTRA: Final = 2
"""PROJECTVERSION states a size of 4 but has six bytes (2.3.4.2.1.11)."""
_MODULES, _COOKIE, _END = 0x000F, 0x0013, 0x0010
_CODE_PAGE: Final = 0x0003
_NAME, _NAME_UNICODE, _STREAM, _STREAM_UNICODE = 0x0019, 0x0047, 0x001A, 0x0032
_DOC, _DOC_UNICODE, _OFFSET, _HELP, _MODULE_COOKIE = 0x001C, 0x0048, 0x0031, 0x001E, 0x002C
_PROCEDURAL, _OTHER, _MODULE_END = 0x0021, 0x0022, 0x002B
_LATIN: Final = 1252
_ENGLISH: Final = 0x0409
"""The only locale that 2.3.4.2.1.3 allows, whatever the project's language."""
_ANY_COOKIE: Final = b"\xff\xff"
_STANDARD_LIBRARY: Final = (
    rb"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"
)


class DirError(ValueError):
    """A stream that does not follow the specification."""


class Record(NamedTuple):
    """A record: its id, and its bytes after the size."""

    id: int
    data: bytes

    def packed(self) -> bytes:
        """As it stands in the stream."""
        return struct.pack("<HL", self.id, len(self.data)) + self.data


class DirModule(NamedTuple):
    """A module as the stream tells of it: records without the terminator."""

    name: str
    stream: str
    offset: int
    records: tuple[Record, ...]

    def from_start(self) -> bytes:
        """The module's records, saying that its stream holds nothing but the source (MODULEOFFSET 0)."""
        kept = (Record(one.id, b"\0" * 4) if one.id == _OFFSET else one for one in self.records)
        return b"".join(one.packed() for one in (*kept, Record(_MODULE_END, b"")))


class Directory(NamedTuple):
    """The stream taken apart. `information`: all before the modules, as bytes: properties and references."""

    information: bytes
    encoding: str
    modules: tuple[DirModule, ...]


def new_information(name: str, code_page: int) -> bytes:
    """PROJECTINFORMATION and PROJECTREFERENCES (2.3.4.2.1, 2.3.4.2.2) of a new project for 64-bit Windows."""
    raw = name.encode(f"cp{code_page}")
    library = struct.pack("<L", len(_STANDARD_LIBRARY)) + _STANDARD_LIBRARY + bytes(6)
    records = (
        Record(0x0001, struct.pack("<L", 3)),
        Record(0x0002, struct.pack("<L", _ENGLISH)),
        Record(0x0014, struct.pack("<L", _ENGLISH)),
        Record(_CODE_PAGE, struct.pack("<H", code_page)),
        Record(0x0004, raw),
        *(Record(number, b"") for number in (0x0005, 0x0040, 0x0006, 0x003D)),  # description and help files
        Record(0x0007, bytes(4)),
        Record(0x0008, bytes(4)),
        Record(_VERSION, struct.pack("<LH", 1, 0)),
        Record(0x000C, b""),
        Record(0x003C, b""),
        Record(0x0016, b"stdole"),
        Record(0x003E, "stdole".encode("utf-16-le")),
        Record(0x000D, library),
    )
    return b"".join(_version(one) if one.id == _VERSION else one.packed() for one in records)


def _version(record: Record) -> bytes:
    return struct.pack("<HL", record.id, len(record.data) - _VERSION_EXTRA) + record.data


def new_module(name: str, code_page: int, *, procedural: bool) -> DirModule:
    """A MODULE record (2.3.4.2.3.2) of a module whose stream has its name."""
    raw, wide = name.encode(f"cp{code_page}"), name.encode("utf-16-le")
    records = (
        Record(_NAME, raw),
        Record(_NAME_UNICODE, wide),
        Record(_STREAM, raw),
        Record(_STREAM_UNICODE, wide),
        Record(_DOC, b""),
        Record(_DOC_UNICODE, b""),
        Record(_OFFSET, bytes(4)),
        Record(_HELP, bytes(4)),
        Record(_MODULE_COOKIE, _ANY_COOKIE),
        Record(_PROCEDURAL if procedural else _OTHER, b""),
    )
    return DirModule(name, name, 0, records)


def write_dir(information: bytes, modules: Sequence[DirModule]) -> bytes:
    """The whole stream, not yet compressed. ValueError for more modules than a project can count."""
    try:
        count = struct.pack("<H", len(modules))
    except struct.error:
        raise ValueError(f"{len(modules)} modules") from None
    head = Record(_MODULES, count).packed() + Record(_COOKIE, _ANY_COOKIE).packed()
    return information + head + b"".join(one.from_start() for one in modules) + Record(_END, b"").packed()


def read_dir(data: bytes) -> Directory:
    """Take a decompressed stream apart. DirError for one that is cut short or names no code page Python knows."""
    encoding, modules, start = f"cp{_LATIN}", list[DirModule](), len(data)
    try:
        records = _records(data)
        for at, record in records:
            if record.id == _CODE_PAGE:
                encoding = f"cp{struct.unpack('<H', record.data)[0]}"
            elif record.id == _MODULES:
                start = at
                modules = [_module(own, encoding) for own in _split(one for _, one in records)]
                break
    except (struct.error, LookupError, UnicodeDecodeError, StopIteration) as error:
        raise DirError(str(error)) from None
    return Directory(data[:start], encoding, tuple(modules))


def _records(data: bytes) -> Iterator[tuple[int, Record]]:
    at = 0
    while at < len(data):
        number, size = struct.unpack_from("<HL", data, at)
        size += _VERSION_EXTRA if number == _VERSION else 0
        body = data[at + 6 : at + 6 + size]
        if len(body) != size:
            raise DirError("a record cut short")
        yield at, Record(number, body)
        at += 6 + size


def _split(records: Iterable[Record]) -> Iterator[list[Record]]:
    own: list[Record] = []
    for record in records:
        if record.id == _END:
            return
        if record.id == _MODULE_END:
            yield own
            own = []
        elif record.id != _COOKIE:
            own.append(record)
    raise DirError("no end of the modules")


def _module(records: list[Record], encoding: str) -> DirModule:
    found = {one.id: one.data for one in records}
    try:
        name, stream, offset = found[_NAME], found[_STREAM], found[_OFFSET]
    except KeyError as error:
        raise DirError(f"a module without record {error}") from None
    wide_name, wide_stream = found.get(_NAME_UNICODE), found.get(_STREAM_UNICODE)
    return DirModule(
        wide_name.decode("utf-16-le") if wide_name else name.decode(encoding),
        wide_stream.decode("utf-16-le") if wide_stream else stream.decode(encoding),
        struct.unpack("<L", offset)[0],
        tuple(records),
    )
