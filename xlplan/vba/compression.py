"""The compression of [MS-OVBA] 2.4.1: chunks of 4096 bytes, in each literal bytes and copies of what came before.

`compress` chooses tokens as 2.4.1.3.19.4 (Matching) does: the longest match, and of equal ones the nearest.
"""

from __future__ import annotations

import struct
from typing import Final

_SIGNATURE: Final = 1
_CHUNK: Final = 4096
_SHORTEST: Final = 3
_PACKED: Final = 0x8000
_CHUNK_SIGNATURE: Final = 0x3000
_TOKENS: Final = 8


class CompressedDataError(ValueError):
    """A container that does not follow the specification."""


def compress(data: bytes, padding: bytes = b"\0") -> bytes:
    """A CompressedContainer (2.4.1.1.1) of `data`; nothing but its signature when `data` is empty.

    A chunk that grows in packing is stored as it is, and a stored chunk always holds 4096 bytes (2.4.1.3.10): the last one
    is filled with `padding` (one byte), which `decompress` gives back. Text never comes to that unless it is nearly random.
    """
    out = bytearray([_SIGNATURE])
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        packed = _packed(chunk)
        if len(packed) <= _CHUNK:
            out += struct.pack("<H", len(packed) - 1 | _CHUNK_SIGNATURE | _PACKED) + packed
        else:
            out += struct.pack("<H", _CHUNK - 1 | _CHUNK_SIGNATURE) + chunk.ljust(_CHUNK, padding)
    return bytes(out)


def _packed(chunk: bytes) -> bytes:
    """Token sequences (2.4.1.1.7) of one chunk: a byte of flags before each eight tokens."""
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    position = token = flags_at = 0
    while position < len(chunk):
        if token % _TOKENS == 0:
            flags_at = len(out)
            out.append(0)
        offset, length = _match(chunk, position, seen)
        if length:
            out[flags_at] |= 1 << token % _TOKENS
            bits = _offset_bits(position)
            out += struct.pack("<H", (offset - 1) << (16 - bits) | (length - _SHORTEST))
        else:
            length = 1
            out.append(chunk[position])
        for passed in range(position, position + length):
            seen.setdefault(chunk[passed : passed + _SHORTEST], []).append(passed)
        position += length
        token += 1
    return bytes(out)


def _match(chunk: bytes, position: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Offset back and length of the best copy at a position; (0, 0) for none."""
    longest = min((0xFFFF >> _offset_bits(position)) + _SHORTEST, len(chunk) - position)
    best, length = 0, 0
    for candidate in reversed(seen.get(chunk[position : position + _SHORTEST], ())):
        if longest < _SHORTEST:
            break
        # A longer one must agree where the best so far ends; asking that first spares most comparisons.
        if length and chunk[candidate + length] != chunk[position + length]:
            continue
        found = _SHORTEST
        while found < longest and chunk[candidate + found] == chunk[position + found]:
            found += 1
        if found > length:
            best, length = position - candidate, found
            if length == longest:
                break
    return best, length


def _offset_bits(position: int) -> int:
    """How many of a copy token's 16 bits tell the offset (2.4.1.3.19.1): enough for all that came before, four at least."""
    return max((position - 1).bit_length(), 4)


def decompress(container: bytes) -> bytes:
    """What a CompressedContainer holds. CompressedDataError for a damaged one."""
    if not container or container[0] != _SIGNATURE:
        raise CompressedDataError("no signature byte")
    out = bytearray()
    at = 1
    while at < len(container):
        if at + 2 > len(container):
            raise CompressedDataError("half a chunk header")
        (header,) = struct.unpack_from("<H", container, at)
        if header & 0x7000 != _CHUNK_SIGNATURE:
            raise CompressedDataError("no chunk signature")
        end = at + (header & 0x0FFF) + 3
        body = container[at + 2 : end]
        if len(body) != end - at - 2:
            raise CompressedDataError("a chunk cut short")
        out += _unpacked(body) if header & _PACKED else body
        at = end
    return bytes(out)


def _unpacked(body: bytes) -> bytes:
    out = bytearray()
    at = 0
    while at < len(body):
        flags = body[at]
        at += 1
        for token in range(_TOKENS):
            if at >= len(body):
                break
            if not flags >> token & 1:
                out.append(body[at])
                at += 1
                continue
            if at + 2 > len(body):
                raise CompressedDataError("half a copy token")
            (copy,) = struct.unpack_from("<H", body, at)
            at += 2
            bits = _offset_bits(len(out))
            offset, length = (copy >> (16 - bits)) + 1, (copy & 0xFFFF >> bits) + _SHORTEST
            if offset > len(out) or len(out) + length > _CHUNK:
                raise CompressedDataError("a copy from outside its chunk")
            for _ in range(length):  # byte by byte: a copy may overlap itself
                out.append(out[-offset])
    return bytes(out)
