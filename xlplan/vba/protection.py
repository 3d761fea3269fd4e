"""How a project says that it is not locked, hidden or under a password: the data encryption of [MS-OVBA] 2.4.3.

It keeps nothing secret; but Excel takes a project whose CMG, DPB and GC do not decrypt for a damaged one.
"""

from __future__ import annotations

from typing import Final

_VERSION: Final = 2
_HEAD: Final = 3
"""Bytes before the encrypted data: seed, version and project key."""
_LENGTH: Final = 4
_OPEN: Final = {"CMG": b"\0\0\0\0", "DPB": b"\0", "GC": b"\xff"}
"""ProjectProtectionState: none; ProjectPassword: none; ProjectVisibilityState: shown (2.3.1.15 to 2.3.1.17)."""
_SEEDS: Final = {"CMG": 0x8D, "DPB": 0x8D, "GC": 0x8D}
"""Any byte does, and the same one makes the same file. This one leaves two ignored bytes (2.4.3.2)."""


class ProtectionError(ValueError):
    """Text that does not decrypt."""


def open_to_all(project_id: str) -> dict[str, str]:
    """The three properties of an unprotected project, for the PROJECT stream of this ProjectId."""
    return {name: encrypt(data, project_id, _SEEDS[name]) for name, data in _OPEN.items()}


def is_open(properties: dict[str, str], project_id: str) -> bool:
    """Whether a project has neither lock nor password, and is shown; what does not decrypt counts as locked."""
    try:
        found = {name: decrypt(properties[name], project_id) for name in _OPEN}
    except (KeyError, ProtectionError):
        return False
    return found == _OPEN


def encrypt(data: bytes, project_id: str, seed: int) -> str:
    """Data Encryption (2.4.3.2) as upper-case hexadecimal digits. `seed`: one byte."""
    key = _key(project_id)
    before_last, last = seed ^ key, seed ^ _VERSION
    out = bytearray([seed, last, before_last])
    plain = key
    for byte in bytes((seed & 6) // 2) + len(data).to_bytes(_LENGTH, "little") + data:
        encrypted = byte ^ (last + plain & 0xFF)
        out.append(encrypted)
        last, before_last, plain = before_last, encrypted, byte
    return out.hex().upper()


def decrypt(text: str, project_id: str) -> bytes:
    """Data Decryption (2.4.3.3). ProtectionError for what is no such text, or of another project."""
    try:
        raw = bytes.fromhex(text)
    except ValueError as error:
        raise ProtectionError(str(error)) from None
    key = _key(project_id)
    if len(raw) < _HEAD or raw[0] ^ raw[1] != _VERSION or raw[0] ^ raw[2] != key:
        raise ProtectionError("another version or another project")
    last, before_last, plain = raw[1], raw[2], key
    out = bytearray()
    for encrypted in raw[3:]:
        plain = encrypted ^ (last + plain & 0xFF)
        out.append(plain)
        last, before_last = before_last, encrypted
    start = (raw[0] & 6) // 2
    length, data = bytes(out[start : start + _LENGTH]), bytes(out[start + _LENGTH :])
    if len(length) != _LENGTH or int.from_bytes(length, "little") != len(data):
        raise ProtectionError("cut short")
    return data


def _key(project_id: str) -> int:
    return sum(project_id.encode("ascii", "replace")) & 0xFF
