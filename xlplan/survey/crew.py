"""Who reads the masters: this process, processes of this machine, or a cluster. One seam, the standard `Executor`.

Masters are handed out in chunks, a bounded number of them at a time, and their lines come back in order: memory does not
grow with the number of masters. A master at which a worker dies counts as unreadable, and the others go on.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from xlplan.books.bounds import bound
from xlplan.declaring import NamedTuple
from xlplan.findings import CannotRun, Place, finding
from xlplan.messages import Message
from xlplan.survey.reduce import MasterFile, line_of, uncounted

if TYPE_CHECKING:
    from xlplan.survey.lines import BodyLine
    from xlplan.survey.notes import Notes

    _Work = Callable[[Sequence[MasterFile]], list[BodyLine]]

CHUNK: Final = 8
"""Masters handed out at once: about 0.1 s of work, so that handing out costs nothing and nobody waits for the last one."""
AHEAD: Final = 2
"""Chunks handed out per worker before the first of them is asked for."""
FEW: Final = 40
"""Fewer masters are read sooner than processes start."""
GC_THRESHOLD: Final = 500_000
"""Objects made before cycles are looked for: a master makes a hundred thousand and lets go of them as a whole."""

_PATIENCE: Final = 30
"""Seconds in which a cluster must answer and have a worker."""
_LOST: Final = "KilledWorker"
"""dask's way to say that workers died at a task; `distributed` is not imported to know it by its class."""


class Hands(NamedTuple):
    """An executor that is open, and how many tasks it works on at a time."""

    executor: Executor
    number: int


class Crew(NamedTuple):
    """Who reads the masters. `open` gives the executor for as long as it is needed; None: this process does it itself."""

    open: Callable[[], AbstractContextManager[Hands]] | None


class ClusterMissing(CannotRun):
    """The cluster is not there, or what is needed to talk to it is not installed."""


def here() -> Crew:
    """This process, one master after the other."""
    return Crew(None)


def processes(count: int) -> Crew:
    """So many processes of this machine."""

    @contextmanager
    def pool() -> Iterator[Hands]:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - 30 ms that few masters do not need
        from multiprocessing import get_context  # noqa: PLC0415 - likewise

        # A forked child would have whatever lock a thread of this process holds, for ever; Windows has no fork at all.
        executor = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)
        try:
            yield Hands(executor, count)
        finally:
            executor.shutdown(cancel_futures=True)

    return Crew(pool)


def cluster(address: str) -> Crew:
    """The workers of a dask scheduler (`host:port`); they read the files under the same paths as this machine.

    Raises:
        ClusterMissing: when it is opened and nobody answers, or no worker is there.
    """

    @contextmanager
    def connected() -> Iterator[Hands]:
        try:
            from distributed import Client  # noqa: PLC0415 - an optional extra
        except ImportError:
            raise ClusterMissing(
                "クラスターを使うための部品（distributed）がありません。「pip install xlplan[cluster]」で入れてください。"
            ) from None
        try:
            client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterMissing(
                f"クラスター「{address}」に接続できません。アドレスと、スケジューラーが動いていることを確かめてください。"
            ) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)  # one that has died is being started again
            except TimeoutError:
                raise ClusterMissing(
                    f"クラスター「{address}」にワーカーがいません。ワーカーを起動してから行ってください。"
                ) from None
            yield Hands(client.get_executor(), sum(client.nthreads().values()))

    return Crew(connected)


def crew_for(masters: int, workers: int | None = None) -> Crew:
    """Who reads so many masters; `workers`: how many processes, None for as many as pay, 1 for this one alone."""
    count = min(workers or (os.cpu_count() or 1), masters)
    return here() if count <= 1 or (workers is None and masters < FEW) else processes(count)


def lines(crew: Crew, masters: Sequence[MasterFile], asked: str, noted: Notes | None = None) -> Iterator[BodyLine]:
    """The line of every master, in order. `asked`: the period, "" for each master's own; `noted` as `line_of`."""
    if crew.open is None:
        for master in masters:
            yield line_of(master, asked, noted)
        return
    work = partial(lines_of, asked=asked, noted=noted)
    left = deque(masters)
    while left:
        with crew.open() as hands:
            yield from _until_a_death(hands, left, work)
        if left:  # one of those handed out has ended its worker; those after the first chunk get another chance
            yield from _one_by_one(crew.open, [left.popleft() for _ in range(min(CHUNK, len(left)))], work)


def _until_a_death(hands: Hands, left: deque[MasterFile], work: _Work) -> Iterator[BodyLine]:
    """Lines of the masters `left`, which leave it once their lines are here; ends early when a worker dies."""
    waiting = list(left)
    size = max(1, min(CHUNK, len(waiting) // (hands.number * AHEAD)))
    chunks = deque(waiting[at : at + size] for at in range(0, len(waiting), size))
    handed = deque(hands.executor.submit(work, chunks.popleft()) for _ in range(min(hands.number * AHEAD, len(chunks))))
    while handed:
        try:
            done = handed.popleft().result()
            if chunks:
                handed.append(hands.executor.submit(work, chunks.popleft()))
        except Exception as error:
            if not _is_death(error):
                raise
            return
        for line in done:
            left.popleft()
            yield line


def _one_by_one(
    opening: Callable[[], AbstractContextManager[Hands]], suspects: list[MasterFile], work: _Work
) -> Iterator[BodyLine]:
    """The lines of masters of which one may end whoever reads it."""
    left = deque(suspects)
    while left:
        with opening() as hands:
            while left:
                master = left.popleft()
                try:
                    yield from hands.executor.submit(work, [master]).result()
                except Exception as error:
                    if not _is_death(error):
                        raise
                    yield uncounted(master, (finding(Message.G104_READER_DIED, Place(master.name)),))
                    break


def _is_death(error: Exception) -> bool:
    return isinstance(error, BrokenExecutor) or type(error).__name__ == _LOST


def lines_of(masters: Sequence[MasterFile], asked: str, noted: Notes | None = None) -> list[BodyLine]:
    """The lines of a chunk, worked out where this is called."""
    return [line_of(master, asked, noted) for master in masters]


def _begin() -> None:
    """What a process does first. It ends with the one that started it: an officer who breaks off leaves nobody behind."""
    import gc  # noqa: PLC0415 - what follows is for new processes only
    import threading  # noqa: PLC0415 - likewise
    from multiprocessing import parent_process  # noqa: PLC0415 - likewise

    gc.set_threshold(GC_THRESHOLD, 20, 20)
    bound()
    parent = parent_process()
    if parent is not None:

        def end_with_it() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=end_with_it, daemon=True).start()
