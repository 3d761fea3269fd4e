"""Work something out in a process beside this one, where a process can fork; everywhere else, when it is asked for.

The other process begins as a copy of this one, so nothing has to be sent to it; only what it works out comes back. If it
fails in any way, the work is done here, and raises here what it has to raise: another process saves time and decides nothing.
"""

from __future__ import annotations

import os
import pickle
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, NoReturn, TypeVar

__all__ = ["beside", "can_fork", "dropped"]

T = TypeVar("T")
_DONE, _FAILED = 0, 1


def can_fork() -> bool:
    """Whether this system has what is needed (Linux does), and no thread here might hold a lock for ever."""
    import threading  # noqa: PLC0415 - where there is no fork, nothing else needs it

    return hasattr(os, "fork") and hasattr(os, "memfd_create") and threading.active_count() == 1


def beside(work: Callable[[], T]) -> Callable[[], T]:
    """Begin the work; what is given back waits for its end and gives what came of it. It is asked once at most."""
    with suppress(OSError):  # no memory or no process is left: then it takes longer
        if can_fork():
            return _Process(work).result
    return work


class _Process(Generic[T]):
    """A process at work. It is ended, if need be, when nobody refers to this object any more."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._came = os.memfd_create("xlplan")
        try:
            self._pid = os.fork()
        except OSError:
            os.close(self._came)
            raise
        if self._pid == 0:
            _carry_out(work, self._came)
        self._dropped = weakref.finalize(self, dropped, self._pid, self._came)

    def result(self) -> T:
        """Wait for it; what failed there is done here."""
        _, status = os.waitpid(self._pid, 0)
        self._dropped.detach()
        with os.fdopen(self._came, "rb") as came:
            if os.waitstatus_to_exitcode(status) == _DONE:
                came.seek(0)
                return pickle.load(came)  # type: ignore[no-any-return]  # noqa: S301 - written by our own fork
        return self._work()


def _carry_out(work: Callable[[], object], came: int) -> NoReturn:
    """The other process's whole life. It leaves without the clean-up that is this one's to do."""
    code = _FAILED
    try:
        with os.fdopen(came, "wb", closefd=False) as file:
            pickle.dump(work(), file, pickle.HIGHEST_PROTOCOL)
        code = _DONE
    finally:
        os._exit(code)


def dropped(pid: int, *descriptors: int) -> None:
    """End a process that nobody waits for any more, and close what was open to it."""
    from signal import SIGKILL  # noqa: PLC0415 - hardly ever needed, and Windows has none

    with suppress(ProcessLookupError):
        os.kill(pid, SIGKILL)
    os.waitpid(pid, 0)
    for descriptor in descriptors:
        os.close(descriptor)
