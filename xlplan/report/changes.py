"""What changed since the period before, program by program: reported 進捗区分 and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.choices import Symbol
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.report.results import ProgramView, Results

_ORDER: Final = {"S": 0, "A": 1, "B": 2}
_RANK: Final = {symbol: rank for rank, symbol in enumerate(Symbol)}


class Change(NamedTuple):
    """One thing that is not as it was: 「進捗区分」 or an indicator's name, then and now; `better` None if neither."""

    program: ProgramView
    what: str
    before: str
    now: str
    better: bool | None


def changes(results: Results) -> tuple[Change, ...]:
    """Every change of 進捗区分 and of verdicts, programs in order, worse before better. Empty without a period before."""
    if results.previous is None:
        return ()
    found = [change for program in results.own_programs for change in (*_schedule(program), *_verdicts(program))]
    return tuple(sorted(found, key=lambda change: {False: 0, True: 1, None: 2}[change.better]))


def _schedule(program: ProgramView) -> list[Change]:
    now, before = program.schedule, program.before
    if now == before:
        return []
    better = None if now is None or before is None else _ORDER[now] < _ORDER[before]
    return [Change(program, "進捗区分", before or "未報告", now or "未報告", better)]


def _verdicts(program: ProgramView) -> list[Change]:
    found = []
    for one in program.indicators:
        if one.before is not None and one.before is not one.symbol:
            judged = Symbol.NONE not in (one.before, one.symbol)
            better = _RANK[one.symbol] < _RANK[one.before] if judged else None
            found.append(Change(program, one.row.name, one.before.value, one.symbol.value, better))
    return found
