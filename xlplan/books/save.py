"""Replace a workbook on disk, or leave it exactly as it was: nothing in between.

The new file is written beside the target, flushed to the disk, read back and proved against the old one before it takes
the target's name in one step. The old content stays as a dated copy.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.beside import beside
from xlplan.books.locks import held, refuse_if_open
from xlplan.books.neighbours import copy_name, kept_copies, leavings, unfinished_name
from xlplan.books.package import Package, Refused
from xlplan.books.workbook_xml import relationships
from xlplan.declaring import NamedTuple

COPIES: Final = 20
LARGE: Final = 4 << 20
"""Bytes of a part that is proven in a process of its own."""
_BINARY: Final = ".bin"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Copies(NamedTuple):
    """The dated copies of a target's old content: the moment that names the next one, and how many are kept (0: none).

    ``moment`` is local time, as an officer reads it in the file's name.
    """

    moment: datetime
    keep: int = COPIES


class Paths(NamedTuple):
    """The file that was read, and the one to write; they may be the same."""

    source: Path
    target: Path


class Parts(NamedTuple):
    """What is to be different in a package; every other part stays byte for byte."""

    changed: Mapping[str, bytes]
    removed: Collection[str] = ()
    added: Mapping[str, bytes] = MappingProxyType({})


def save(package: Package, parts: Parts, *, paths: Paths, copies: Copies) -> None:
    """Save ``package`` with some parts changed, removed and added.

    Raises :class:`Refused`, the target being as it was: ``open_elsewhere`` (Excel or LibreOffice has it open; the
    detail is the owner's name), ``locked`` (another run of this program is writing it), ``source_changed`` (since the
    package was read), ``proof_failed`` (what was written is not what was asked for), ``disk_full``,
    ``not_permitted``.
    """
    target = paths.target.resolve()  # through a link: the link itself must survive
    refuse_if_open(target)
    proof = _proof(parts)
    with refusals(target), held(target):
        for path in leavings(target):  # under the lock, no other run's file is among them
            path.unlink(missing_ok=True)
        if paths.source.stat().st_size != len(package.data) or paths.source.read_bytes() != package.data:
            raise Refused("source_changed", paths.source.name)
        new = _packed(package, parts, proof)
        exists = target.exists()
        if exists and target.read_bytes() == new:
            return
        with _beside(target, new) as temporary:
            prove(package, Package.open(temporary), parts)
            with copy_left(target, copies) if exists and copies.keep > 0 else nullcontext():
                refuse_if_open(target)  # once more: proving and copying took a moment
                temporary.replace(target)
                flush_folder(target.parent)


def _proof(parts: Parts) -> Callable[[], None]:
    """What proves the new parts to be well-formed; a very large one is looked at by another process from now on.

    That process begins before there is a second thread, and before there is a lock, which it would hold as well.
    """
    given = {**parts.changed, **parts.added}
    large = max(given, key=lambda name: len(given[name]), default="")
    if len(given.get(large, b"")) < LARGE:
        return partial(prove_well_formed, given)
    waiting = beside(partial(prove_well_formed, {large: given.pop(large)}))

    def prove_all() -> None:
        prove_well_formed(given)
        waiting()

    return prove_all


def _packed(package: Package, parts: Parts, proof: Callable[[], None]) -> bytes:
    """The new package: a thread packs it, which zlib lets run beside this one, and this one looks at the new parts."""
    made: list[bytes] = []
    failed: list[BaseException] = []

    def pack() -> None:
        try:
            made.append(package.replaced(*parts))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the thread that waits raises it
            failed.append(error)

    packing = threading.Thread(target=pack)
    packing.start()
    try:
        proof()
    finally:
        packing.join()
    if failed:
        raise failed[0]
    return made[0]


def prove_well_formed(parts: Mapping[str, bytes]) -> None:
    """Raise :class:`Refused` ``malformed_xml`` unless every part can be parsed."""
    for name, content in parts.items():
        if not name.endswith(_BINARY):
            xml.refuse_malformed(content, name)


def prove(old: Package, new: Package, parts: Parts) -> None:
    """Raise :class:`Refused` ``proof_failed`` unless ``new`` is ``old`` with just these changes, and is sound.

    Every other entry has its very bytes; every changed or added part has its asked-for content; no relationship points
    nowhere that did not before. That the asked-for content is well-formed, `save` has seen before.
    """
    if new.names != (*(name for name in old.names if name not in parts.removed), *parts.added):
        raise Refused("proof_failed", "list of parts")
    given = {**parts.changed, **parts.added}
    for name in new.names:
        sound = new.holds(name, given[name]) if name in given else new.raw(name) == old.raw(name)
        if not sound:
            raise Refused("proof_failed", name)
    if (parts.removed or parts.added) and (dangling := _dangling(new) - _dangling(old)):
        raise Refused("proof_failed", f"relationship to {sorted(dangling)[0]}")


def _dangling(package: Package) -> set[str]:
    sources = [""]
    for name in package.names:
        folder, _, file = name.rpartition("/")
        if file.endswith(".rels") and (folder == "_rels" or folder.endswith("/_rels")) and name != "_rels/.rels":
            sources.append(folder.removesuffix("_rels") + file.removesuffix(".rels"))
    return {one.part for source in sources for one in relationships(package, source) if one.part not in package}


@contextmanager
def refusals(target: Path) -> Iterator[None]:
    """Turn what an officer can do something about into a refusal."""
    try:
        yield
    except PermissionError as error:
        # On Windows an open workbook cannot be replaced; elsewhere the folder is not theirs to write.
        raise Refused("not_permitted", str(error.filename or target.name)) from error
    except OSError as error:
        if error.errno in _FULL:
            raise Refused("disk_full", str(target.parent)) from error
        raise


@contextmanager
def _beside(target: Path, content: bytes) -> Iterator[Path]:
    """A flushed file with this content in the target's folder; gone at the end unless it was renamed."""
    path = unfinished_name(target)
    try:
        with path.open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        with suppress(FileNotFoundError):  # a new file gets the permissions any new file gets
            path.chmod(target.stat().st_mode & 0o777)
        yield path
    finally:
        path.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Put a renamed file's new name on the disk."""
    if os.name == "posix":  # Windows cannot open a folder, and flushes the rename itself
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def copy_left(target: Path, copies: Copies) -> Iterator[None]:
    """Leave a dated copy if what is done meanwhile succeeds; only then do copies beyond the number kept go."""
    content = target.read_bytes()
    number = 1
    while (path := copy_name(target, copies.moment, number)).exists() and path.read_bytes() != content:
        number += 1
    if path.exists():
        yield
    else:
        with _beside(target, content) as temporary:
            temporary.replace(path)
        try:
            yield
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    for old in kept_copies(target)[copies.keep :]:
        old.unlink(missing_ok=True)
