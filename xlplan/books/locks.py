"""Who has a workbook open: Excel's and LibreOffice's owner files, and a lock of our own while we write."""

from __future__ import annotations

import errno
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from xlplan.books.neighbours import lock_name
from xlplan.books.refusal import Refused

# Excel's owner file: length and name in the local code page (padded to 55 bytes), then the same in UTF-16.
_LOCAL_NAME: Final = 55
_LARGEST_OWNER_FILE: Final = 4096


def owner_of(target: Path) -> str | None:
    """Who has the workbook open in Excel or LibreOffice: a name, "" when it cannot be told, None when nobody has."""
    excel = target.with_name(f"~${target.name}")
    if _stands(excel):
        return _excel_owner(_head(excel))
    office = target.with_name(f".~lock.{target.name}#")
    if _stands(office):
        fields = _head(office).decode("utf-8", "replace").split(",")
        return next((field.strip() for field in fields if field.strip()), "")
    return None


def _stands(path: Path) -> bool:
    """Whether the file is there; one whose name no folder takes is not."""
    try:
        return path.exists()
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return False


def refuse_if_open(target: Path) -> None:
    """Raise :class:`Refused` ``open_elsewhere`` when another program has the workbook open; the detail is who."""
    owner = owner_of(target)
    if owner is not None:
        raise Refused("open_elsewhere", owner)


def _head(path: Path) -> bytes:
    # Excel keeps its owner file open; on Windows it may then not be readable, but its being there is enough.
    with suppress(OSError), path.open("rb") as handle:
        return handle.read(_LARGEST_OWNER_FILE)
    return b""


def _excel_owner(data: bytes) -> str:
    if len(data) > _LOCAL_NAME + 2:
        (length,) = struct.unpack_from("<H", data, _LOCAL_NAME)
        wide = data[_LOCAL_NAME + 2 : _LOCAL_NAME + 2 + 2 * length]
        if length and len(wide) == 2 * length:
            with suppress(UnicodeDecodeError):
                return wide.decode("utf-16-le").strip()
    local = data[1 : 1 + data[0]] if data else b""
    return local.decode("cp932", "replace").strip()


@contextmanager
def held(target: Path) -> Iterator[None]:
    """Hold our own lock on a workbook; :class:`Refused` ``locked`` if another run holds it.

    The lock is the operating system's, on a small file beside the workbook, so a run that was killed leaves none.
    """
    path = lock_name(target)
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if not _try_lock(descriptor):
            os.close(descriptor)
            raise Refused("locked", target.name)
        # Between opening and locking, the run before may have taken the file away: then this is a lock on nothing.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                break
        os.close(descriptor)
    try:
        yield
    finally:
        if os.name == "posix":
            path.unlink(missing_ok=True)
            os.close(descriptor)
        else:  # an open file cannot be deleted
            os.close(descriptor)
            with suppress(OSError):
                path.unlink()


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
