"""Which success and which delay the newsletter tells of: a fixed order anyone can follow, with the reason in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from xlplan.choices import SCHEDULE_WORDS, Symbol
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.report.results import IndicatorView, ProgramView, PublicResults

_GOOD: Final = (Symbol.OVER, Symbol.MET)
_BAD: Final = (Symbol.WORSE, Symbol.FAR, Symbol.SHORT)
_ORDER: Final = tuple(Symbol)


class Choice(NamedTuple):
    """A program chosen, the indicator it is told by (None when the schedule alone speaks), and why it was chosen."""

    program: ProgramView
    indicator: IndicatorView | None
    why: str


def success(results: PublicResults) -> Choice | None:
    """Ahead of schedule first, then ◎ before ○, 主要管理項目 first, then the smaller number.

    Late programs and those with an indicator off target are no success, whatever else they reached. None when there is
    no other.
    """
    fit = [one for one in results.own_programs if one.schedule != "B" and not one.off_target]
    return _first(fit, ("S",), _GOOD, _best)


def delay(results: PublicResults) -> Choice | None:
    """Late first, then ▼ before × before ▲, programs with a published response first, 主要管理項目, the smaller number."""
    return _first(results.own_programs, ("B",), _BAD, _worst)


def response_of(choice: Choice) -> str:
    """What the city will do, from the program's report or the indicator's; "" when nothing is published."""
    report, indicator = choice.program.report, choice.indicator
    told = report.response if report and report.schedule == "B" else ""
    return told or (indicator.actual.response if indicator and indicator.actual else "")


def cause_of(choice: Choice) -> str:
    """Why, from the same place as the response."""
    report, indicator = choice.program.report, choice.indicator
    told = report.cause if report and report.schedule == "B" else ""
    return told or (indicator.actual.cause if indicator and indicator.actual else "")


def _first(
    programs: Iterable[ProgramView],
    schedules: tuple[str, ...],
    symbols: tuple[Symbol, ...],
    telling: Callable[[ProgramView], IndicatorView | None],
) -> Choice | None:
    found = []
    for program in programs:
        indicator = telling(program)
        symbol = indicator.symbol if indicator and indicator.symbol in symbols else None
        if program.schedule in schedules or symbol:
            choice = Choice(program, indicator if symbol else None, "")
            rank = (
                program.schedule not in schedules,
                symbols.index(symbol) if symbol else len(symbols),
                schedules == ("B",) and not response_of(choice),
                not program.row.main_item,
                program.no,
            )
            found.append((rank, choice))
    if not found:
        return None
    _, chosen = min(found, key=lambda pair: pair[0])
    return chosen._replace(why=_why(chosen, schedules, len(found)))


def _why(choice: Choice, schedules: tuple[str, ...], candidates: int) -> str:
    program, indicator = choice.program, choice.indicator
    reasons = []
    if program.schedule and program.schedule in schedules:
        reasons.append(f"進捗区分が{program.schedule}（{SCHEDULE_WORDS[program.schedule]}）")
    if indicator:
        reasons.append(f"指標「{indicator.row.name}」の判定が{indicator.symbol}（{indicator.word}）")
    if schedules == ("B",) and response_of(choice):
        reasons.append("今後の対応を公表できるもの")
    if program.row.main_item:
        reasons.append("主要管理項目")
    return f"No.{program.no}「{program.row.name}」：{'、'.join(reasons)}であるため（候補{candidates}件のうち1番目）"


def _best(program: ProgramView) -> IndicatorView | None:
    """The indicator that did best; the first of equals."""
    return min(program.indicators, key=lambda one: _ORDER.index(one.symbol), default=None)


def _worst(program: ProgramView) -> IndicatorView | None:
    """The indicator that did worst, － aside; the first of equals."""
    judged = [one for one in program.indicators if one.symbol is not Symbol.NONE]
    return min(judged, key=lambda one: -_ORDER.index(one.symbol), default=None)
