"""Whole processes, in turn: wall time, processor time and memory of each, and their ratios within a round.

A ratio of two processes that ran one after the other says something on a shared machine; a time does not.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

FOUND: Final = 1
"""xlplan's exit code when it has findings, which a filled round has."""
_LOOK_EVERY: Final = 0.005
_BYTES_IN_KB: Final = 1024
_DIGITS: Final = 4


class Command(NamedTuple):
    """A process to measure.

    Attributes:
        name: what figures call it.
        arguments: after the interpreter.
        before: done ahead of every run and not measured.
        rounds: in how many of the rounds it runs; 0: in all of them.
        warm_up: whether it also runs once before the rounds that count.
        finds: it may end with `FOUND`; any other exit code but 0 is a failure.
    """

    name: str
    arguments: Sequence[str]
    before: Callable[[], object] = lambda: None
    rounds: int = 0
    warm_up: bool = True
    finds: bool = False


class Run(NamedTuple):
    """One process from start to exit.

    Attributes:
        wall: seconds.
        processor: seconds of processor time, child processes included.
        peak: bytes its largest process held.
        tree: bytes all its processes held together at the worst moment looked at; 0 if nobody looked.
    """

    wall: float
    processor: float
    peak: int
    tree: int


@dataclass(frozen=True)
class Spread:
    """Median, least and greatest of some rounds."""

    median: float
    least: float
    greatest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Of at least one value."""
        return cls(*(round(value, _DIGITS) for value in (statistics.median(values), min(values), max(values))))


class Runs(NamedTuple):
    """A command's runs: those of the rounds that count, and the warm-up, in which memory is looked at and time is not."""

    counted: list[Run]
    warm_up: list[Run]

    @property
    def peak(self) -> int:
        """The most of any run."""
        return max(one.peak for one in (*self.counted, *self.warm_up))

    @property
    def tree(self) -> int:
        """What the warm-up held; 0 without one."""
        return max((one.tree for one in self.warm_up), default=0)


def measure(commands: Sequence[Command], rounds: int) -> dict[str, Runs]:
    """Run all commands in turn, `rounds` times after a warm-up, and say so meanwhile.

    RuntimeError with what a failing one said.
    """
    runs = {command.name: Runs([], []) for command in commands}
    for number in range(rounds + 1):
        for command in commands:
            if number > (command.rounds or rounds) or (number == 0 and not command.warm_up):
                continue
            command.before()
            taken = run(command.arguments, watched=number == 0, finds=command.finds)
            (runs[command.name].counted if number else runs[command.name].warm_up).append(taken)
            sys.stderr.write(f"round {number}: {command.name} {taken.wall:.2f} s\n")
    return runs


def run(arguments: Sequence[str], *, watched: bool = False, finds: bool = False) -> Run:
    """Run Python with these arguments.

    Args:
        arguments: after the interpreter.
        watched: look at the memory of all its processes meanwhile.
        finds: see :class:`Command`.

    Raises:
        RuntimeError: it failed; the text is what it said.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    measured = [sys.executable, "-m", __spec__.name, *(["--watch"] if watched else []), *arguments]
    # A process of its own measures: what a child is said to have held at most begins with what its parent holds.
    ran = subprocess.run(measured, capture_output=True, check=False, env=environment)  # noqa: S603  # our own command lines
    said = ran.stderr.decode("utf-8", "replace")
    if ran.returncode and not (finds and ran.returncode == FOUND):
        raise RuntimeError(f"{' '.join(arguments)}\n{said}")
    wall, processor, peak, tree = said.splitlines()[-1].split()
    return Run(float(wall), float(processor), int(peak), int(tree))


def ratios(one: Runs, other: Runs) -> tuple[Spread, Spread]:
    """How many times the one took what the other took, within each round in which both ran: wall and processor time."""
    pairs = list(zip(one.counted, other.counted, strict=False))
    return Spread.of([a.wall / b.wall for a, b in pairs]), Spread.of([a.processor / b.processor for a, b in pairs])


def _measured(arguments: Sequence[str], *, watched: bool) -> int:
    """Run it, write the figures as the last line of stderr, and end as it ended."""
    start = time.perf_counter()
    child = subprocess.Popen([sys.executable, *arguments])  # noqa: S603  # as above
    tree = _watch(child) if watched else 0
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    sys.stderr.write(f"\n{wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss * _BYTES_IN_KB} {tree}\n")
    return child.returncode


def _watch(child: subprocess.Popen[bytes]) -> int:
    """The most that the process and its descendants held together, shared pages counted once (Linux)."""
    most = 0
    while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        most = max(most, _held(child.pid))
        time.sleep(_LOOK_EVERY)
    return most


def _held(pid: int) -> int:
    folder = Path("/proc") / str(pid)
    try:
        share = next(line for line in (folder / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        children = (folder / "task" / str(pid) / "children").read_text().split()
    except (OSError, StopIteration):  # it ended just now
        return 0
    return int(share.split()[1]) * _BYTES_IN_KB + sum(_held(int(other)) for other in children)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(_measured([one for one in given if one != "--watch"], watched="--watch" in given[:1]))
