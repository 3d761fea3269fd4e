"""What is kept of a master: plain values of less than 1 KB a program, which may cross processes and machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from xlplan.choices import Symbol
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.findings import Finding

SYMBOLS: Final = tuple(Symbol)
"""The order of every tuple of counts: ◎○△▲×▼－."""
ACHIEVED: Final = (Symbol.OVER, Symbol.MET)


class ProgramLine(NamedTuple):
    """One program of a body in the period.

    Attributes:
        relisted_from: No. of the original when it is listed again; its counts are then left out of every sum.
        schedule: 進捗区分 as reported; empty while it is not.
        symbols: its own indicators by verdict, in the order of `SYMBOLS`.
        attention: its lines of 要判断.
    """

    no: int
    policy: str
    name: str
    department: str
    relisted_from: int | None
    schedule: str
    symbols: tuple[int, ...]
    attention: int

    @property
    def indicators(self) -> int:
        """How many indicators it has."""
        return sum(self.symbols)


class BodyLine(NamedTuple):
    """One body's master. Without `programs` it could not be judged, and `findings` say why.

    Attributes:
        file: as found, relative to the folder given.
        body: 市名 of 管理; `plan`: プラン名.
        period: the period judged, as printed.
        attention: lines of 要判断, those of no program included.
        digest: SHA-256 of the file in hex; empty when it could not be opened.
        findings: why it is not counted, or what its assessment found.
    """

    file: str
    body: str
    plan: str
    period: str
    programs: tuple[ProgramLine, ...]
    attention: int
    digest: str
    findings: tuple[Finding, ...]

    @property
    def counted(self) -> bool:
        """Whether it was judged."""
        return bool(self.programs)

    @property
    def own(self) -> tuple[ProgramLine, ...]:
        """Its programs without those that are listed again."""
        return tuple(program for program in self.programs if program.relisted_from is None)

    def reported(self, schedule: str) -> int:
        """Programs of a 進捗区分; those unreported with an empty text."""
        return sum(program.schedule == schedule for program in self.own)

    @property
    def symbols(self) -> tuple[int, ...]:
        """Indicators by verdict, in the order of `SYMBOLS`."""
        return added(program.symbols for program in self.own)


def added(counts: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Counts by verdict summed; zeros when there are none."""
    return tuple(map(sum, zip(*counts, strict=True))) or (0,) * len(SYMBOLS)


def share_achieved(symbols: tuple[int, ...]) -> float | None:
    """◎ and ○ among the indicators that have a verdict, cut to 0.1 %; None when none has."""
    counted = dict(zip(SYMBOLS, symbols, strict=True))
    judged = sum(symbols) - counted[Symbol.NONE]
    return sum(counted[symbol] for symbol in ACHIEVED) * 1000 // judged / 1000 if judged else None
