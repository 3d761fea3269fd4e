"""Read files in a process of its own while this one gets ready for them, and out of reach of what they may do.

Start-up and reading then run side by side. And a file made to exhaust its reader or to make it abort does that to a
child whose memory is bounded: that one file counts as unreadable, and another child reads the others.

The protocol: for each file, in order, the child appends the pickled outcome to a nameless file in memory that both
have open, and then writes its length into a pipe. The outcomes themselves do not fit into a pipe, so the child would
have to wait for a parent that is not listening yet. A pipe that ends early tells at which file the child stopped.
"""

from __future__ import annotations

import os
import pickle
import sys
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NoReturn

from xlplan.books.beside import can_fork, dropped
from xlplan.books.bounds import bound
from xlplan.books.contents import Outcome, Wanted, outcome_of
from xlplan.books.reading import BrokenWorkbook

__all__ = ["read_ahead"]

FEW: Final = 4
"""Fewer files are read sooner than a child starts."""
AHEAD: Final = 256 << 20
"""Bytes of outcomes nobody has asked for yet; a child that has put so many by ends, and another goes on later."""

_ALL_READ, _FAILED, _NO_MEMORY, _FAR_AHEAD = 0, 1, 2, 3
_STDERR: Final = 2
_LENGTH: Final = 8  # bytes; so short a message is written to a pipe as a whole, or not at all


def read_ahead(paths: Sequence[Path], wanted: Wanted) -> Iterator[Outcome]:
    """The outcome of every file, in order; reading begins at once where a child can do it, else when one is asked for.

    A file at which a child dies gives :class:`BrokenWorkbook` ``unreadable``, one for which its memory does not
    suffice ``zip_bomb``.
    """
    if len(paths) < FEW or not can_fork():
        return (outcome_of(path, wanted) for path in paths)
    return _from_children(paths, wanted, _Child(paths, wanted))


def _from_children(paths: Sequence[Path], wanted: Wanted, child: _Child) -> Iterator[Outcome]:
    done = 0
    while True:
        for outcome in child.outcomes():
            yield outcome
            done += 1
        ended = child.ended()
        if done == len(paths):
            return
        if ended == _FAILED:
            yield outcome_of(paths[done], wanted)  # our own mistake: here it raises, with its traceback
        elif ended != _FAR_AHEAD:
            yield BrokenWorkbook("zip_bomb" if ended == _NO_MEMORY else "unreadable", f"reader ended with {ended}")
        done += ended != _FAR_AHEAD
        if done == len(paths):
            return
        child = _Child(paths[done:], wanted)


class _Child:
    """A process that reads files in order. It is ended, if need be, when nobody refers to this object any more."""

    def __init__(self, paths: Sequence[Path], wanted: Wanted) -> None:
        self._shared = os.memfd_create("xlplan")
        self._told, tell = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _read_all(paths, wanted, self._shared, tell)
        os.close(tell)
        self._dropped = weakref.finalize(self, dropped, self._pid, self._shared, self._told)

    def outcomes(self) -> Iterator[Outcome]:
        """What it has read, waiting for what it is reading; fewer than there are files if it ends early."""
        position = 0
        while told := os.read(self._told, _LENGTH):
            length = int.from_bytes(told, sys.byteorder)
            yield pickle.loads(os.pread(self._shared, length, position))  # noqa: S301 - written by our own fork
            position += length

    def ended(self) -> int:
        """Wait for its end: the exit code, or minus the signal that ended it."""
        _, status = os.waitpid(self._pid, 0)
        self._dropped.detach()
        os.close(self._shared)
        os.close(self._told)
        return os.waitstatus_to_exitcode(status)


def _read_all(paths: Sequence[Path], wanted: Wanted, shared: int, tell: int) -> NoReturn:
    """The child's whole life. It leaves without the clean-up that is the parent's to do."""
    code = _FAILED
    try:
        _bound()
        position = 0
        for path in paths:
            if position > AHEAD:
                code = _FAR_AHEAD
                break
            pickled = pickle.dumps(outcome_of(path, wanted), pickle.HIGHEST_PROTOCOL)
            _write(shared, pickled)
            os.write(tell, len(pickled).to_bytes(_LENGTH, sys.byteorder))
            position += len(pickled)
        else:
            code = _ALL_READ
    except MemoryError:
        code = _NO_MEMORY
    finally:
        os._exit(code)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _bound() -> None:
    """Bound the child, and keep what an abort says out of the officer's terminal."""
    bound()
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STDERR)
