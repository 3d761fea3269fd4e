"""`xlplan doctor`: what of this machine or this master stands in the way, in Japanese, with what to do.

Nothing is changed. A check is one function from the machine (and the master's path) to an outcome; `checks` lists them,
`troubles` holds every sentence, and `machine` and `registry` are the only ways to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from xlplan.findings import serious
from xlplan.hosts import screen
from xlplan.hosts.application import open_master, require_file
from xlplan.hosts.doctor.checks import Check, examine, server_checks
from xlplan.hosts.doctor.machine import Machine, this_machine
from xlplan.hosts.doctor.master import contents
from xlplan.hosts.doctor.outcome import Outcome, State
from xlplan.plan import read_plan

__all__ = ["diagnose", "server_checks"]


def diagnose(master: Path | None, machine: Machine | None = None, more: Sequence[Check] = ()) -> bool:
    """Print a line for each thing looked at, then the master's findings; True when something stands in the way.

    CannotRun or Refused when the master does not open at all, after what the machine's own lines say about it.
    """
    if master is not None:
        require_file(master)
        master = master.absolute()  # policies name whole paths
    in_the_way = _told(examine(machine or this_machine(), master, more))
    if master is None:
        screen.say("台帳を調べるには「xlplan doctor 台帳.xlsm」としてください。")
        return in_the_way
    book = open_master(master)
    plan = read_plan(book)
    in_the_way = _told(contents(book, plan)) or in_the_way
    screen.findings(plan.findings)
    return in_the_way or serious(plan.findings)


def _told(outcomes: Iterable[Outcome]) -> bool:
    """Print; True when any asks for action."""
    states = set()
    for outcome in outcomes:
        screen.say(str(outcome))
        states.add(outcome.state)
    return State.ACT in states
