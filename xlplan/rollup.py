"""Programs and policies: the worst verdict with its count string, and counts without averages. Source: rules §5.5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from xlplan.choices import Schedule, Symbol
from xlplan.declaring import NamedTuple

_ORDER = tuple(Symbol)


class ProgramVerdict(NamedTuple):
    """The worst of a program's own verdicts (－ only when all are －) and the count string 「○2 ▲1」."""

    symbol: Symbol
    counts: str


class ProgramResult(NamedTuple):
    """What a policy counts of one program: its 進捗区分, its verdict (None without indicators), whether it is listed again."""

    schedule: Schedule | None
    symbol: Symbol | None
    relisted: bool = False


class PolicyCounts(NamedTuple):
    """Counts of a policy, a measure or the whole plan. A program listed again is left out of all but `relisted`.

    `programs` is what every set of counts adds up to: 61 for the 62 programs of the plan.
    """

    programs: int
    relisted: int
    schedule: dict[Schedule, int]
    unreported: int
    symbols: dict[Symbol, int]
    not_applicable: int


def program_verdict(symbols: Iterable[Symbol]) -> ProgramVerdict:
    """Roll up the verdicts of a program's own indicators."""
    counted = Counter(symbols)
    judged = [symbol for symbol in _ORDER if counted[symbol] and symbol is not Symbol.NONE]
    return ProgramVerdict(judged[-1] if judged else Symbol.NONE, count_string(counted))


def count_string(counted: Counter[Symbol]) -> str:
    """「○2 ▲1」, best first."""
    return " ".join(f"{symbol}{counted[symbol]}" for symbol in _ORDER if counted[symbol])


def policy_counts(programs: Iterable[ProgramResult]) -> PolicyCounts:
    """Count programs; no averages."""
    listed = list(programs)
    own = [program for program in listed if not program.relisted]
    schedules = Counter(program.schedule for program in own)
    symbols = Counter(program.symbol for program in own)
    return PolicyCounts(
        programs=len(own),
        relisted=len(listed) - len(own),
        schedule={"S": schedules["S"], "A": schedules["A"], "B": schedules["B"]},
        unreported=schedules[None],
        symbols={symbol: symbols[symbol] for symbol in _ORDER},
        not_applicable=symbols[None],
    )
