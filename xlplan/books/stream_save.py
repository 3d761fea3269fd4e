"""Save a new workbook that is written as a stream: whole under its name, or not at all."""

from __future__ import annotations

import filecmp
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

from xlplan.books.locks import held, refuse_if_open
from xlplan.books.neighbours import leavings, unfinished_name
from xlplan.books.refusal import Refused
from xlplan.books.save import Copies, copy_left, flush_folder, refusals


@contextmanager
def as_stream(target: Path, copies: Copies) -> Iterator[IO[bytes]]:
    """A new file beside the target, open for writing; it takes the target's name at the end, in one step.

    Raises :class:`Refused` as `save` does; then, and whatever else is raised meanwhile, the target is as it was.
    """
    target = target.resolve()
    refuse_if_open(target)
    with refusals(target), held(target):
        for left in leavings(target):
            left.unlink(missing_ok=True)
        path = unfinished_name(target)
        try:
            with path.open("xb") as handle:
                yield handle
                handle.flush()
                os.fsync(handle.fileno())
            _refuse_torn(path)
            _take_its_place(path, target, copies)
        finally:
            path.unlink(missing_ok=True)


def _take_its_place(path: Path, target: Path, copies: Copies) -> None:
    exists = target.exists()
    if exists and filecmp.cmp(path, target, shallow=False):
        return
    with copy_left(target, copies) if exists and copies.keep > 0 else nullcontext():
        refuse_if_open(target)
        path.replace(target)
        flush_folder(target.parent)


def _refuse_torn(path: Path) -> None:
    """Every part is unpacked from the disk once, some bytes at a time, and its checksum compared."""
    try:
        with zipfile.ZipFile(path) as package:
            torn = package.testzip()
    except (zipfile.BadZipFile, zlib.error) as error:
        raise Refused("proof_failed", str(error)) from error
    if torn:
        raise Refused("proof_failed", torn)
