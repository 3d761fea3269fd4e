"""The figures of all reports, as values: computed once in `gather`, so that a figure in two reports is the same figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from xlplan.choices import SCHEDULE_WORDS, Symbol
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from xlplan.assessment import Assessment
    from xlplan.choices import OpinionKind, Schedule
    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.schedule import Suggestion
    from xlplan.tables.indicators import IndicatorRow
    from xlplan.tables.records import AttentionRow, OpinionRow, RevisionRow
    from xlplan.tables.registry import ActionRow, PhaseRow, ProgramRow
    from xlplan.tables.rounds import ActualRow, ItemStateRow, ProgressRow, VerdictRow
    from xlplan.verdicts import Verdict

NOT_REPORTED: Final = "未報告"
NOT_JUDGED: Final = "未判定"
SCHEDULES: Final = (*SCHEDULE_WORDS, NOT_REPORTED)
"""Columns of policy × 進捗区分."""
SYMBOLS: Final = (*(symbol.value for symbol in Symbol), NOT_JUDGED)
"""Columns of policy × 指標判定."""


class Tally(NamedTuple):
    """Counts of a policy or of the plan; what is listed again (再掲) is in none but the two `relisted`.

    Attributes:
        programs: what `schedule` adds up to; indicators: what `symbols` adds up to.
        schedule: S, A, B, 未報告 → programs; symbols: ◎ … －, 未判定 → indicators.
    """

    programs: int
    relisted: int
    schedule: Mapping[str, int]
    indicators: int
    relisted_indicators: int
    symbols: Mapping[str, int]

    def share(self, count: int, *, of_indicators: bool = False) -> Decimal | None:
        """A count's part of all programs (or indicators); None of nothing."""
        whole = self.indicators if of_indicators else self.programs
        return Decimal(count) / Decimal(whole) if whole else None


class YearFigure(NamedTuple):
    """One fiscal year of an indicator: year-end figure, the target that applies, the verdict 判定 holds for it."""

    fy: int
    actual: Decimal | None
    target: Decimal | None
    symbol: Symbol | None


class Move(NamedTuple):
    """The year-end figure against that of the year before, in base units."""

    before: Decimal
    now: Decimal

    @property
    def word(self) -> str:
        """「増」「減」「同じ」."""
        return "同じ" if self.now == self.before else "増" if self.now > self.before else "減"

    @property
    def arrow(self) -> str:
        """The same as an arrow, printed beside the word."""
        return {"同じ": "→", "増": "↗", "減": "↘"}[self.word]


@dataclass(frozen=True)
class IndicatorView:
    """An indicator in a report.

    Attributes:
        row: the edition in force; judged: its row of 判定, overrides included; verdict: ratio, progress, word.
        years: the plan's years up to the last; trend: None unless both year-ends are reported.
        actual: what was reported for the period; before: the verdict of the period before.
    """

    row: IndicatorRow
    judged: VerdictRow
    verdict: Verdict
    years: tuple[YearFigure, ...]
    trend: Move | None
    actual: ActualRow | None
    before: Symbol | None

    @property
    def symbol(self) -> Symbol:
        """The verdict reports use."""
        return self.judged.final

    @property
    def word(self) -> str:
        """The word beside the symbol; a half-year's verdict only foresees."""
        return self.verdict.word if self.symbol is self.verdict.symbol else self.symbol.word


@dataclass(frozen=True)
class ProgramView:
    """A program in a report. `verdict` is None without indicators; `report` is None where none was given.

    A program listed again (再掲) shows the report of the one it repeats.
    """

    row: ProgramRow
    departments: tuple[str, ...]
    report: ProgressRow | None
    before: Schedule | None
    suggestion: Suggestion | None
    verdict: Symbol | None
    counts: str
    indicators: tuple[IndicatorView, ...]
    actions: tuple[ActionRow, ...]
    states: Mapping[str, ItemStateRow]
    phases: tuple[PhaseRow, ...]
    opinions: tuple[OpinionRow, ...]
    revision: RevisionRow | None

    @property
    def no(self) -> int:
        """No. of the program."""
        return self.row.no

    @property
    def schedule(self) -> Schedule | None:
        """進捗区分 as the department reported it."""
        return self.report.schedule if self.report else None

    @property
    def off_target(self) -> tuple[IndicatorView, ...]:
        """Its indicators that miss their targets."""
        return tuple(one for one in self.indicators if one.symbol.off_target)


@dataclass(frozen=True)
class PolicyView:
    """A policy (方針) with its counts now and in the period before."""

    no: int
    name: str
    tally: Tally
    before: Tally | None
    programs: tuple[ProgramView, ...]


class EffectYear(NamedTuple):
    """財政効果 of a year in yen; None is not zero. `basis`: 決算, 予算ベース; `stated`: the total as published."""

    fy: int
    revenue: Decimal | None
    cut: Decimal | None
    basis: str
    stated: Decimal | None
    printed: tuple[str, ...]

    @property
    def total(self) -> Decimal | None:
        """歳入確保 and 歳出削減 together, as far as either is known."""
        known = [part for part in (self.revenue, self.cut) if part is not None]
        return sum(known, Decimal(0)) if known else None


class Board(NamedTuple):
    """The return board: how many departments were asked, and the names by state."""

    asked: int
    accepted: tuple[str, ...]
    sent_back: tuple[str, ...]
    missing: tuple[str, ...]


class Stamp(NamedTuple):
    """What every page of every report carries: whose plan, as of when, from which master.

    Attributes:
        city, plan: as 管理 names them; office: the secretariat.
        as_of: 「平成27年3月31日」; digest: 16 hex digits over the content of the master's tables.
        made: the moment the report was made.
    """

    city: str
    plan: str
    office: str
    as_of: str
    digest: str
    made: dt.datetime


@dataclass(frozen=True)
class Results:
    """Everything any report prints about a period.

    Attributes:
        previous: the period compared with; None when the master knows no earlier one.
        board: None where it may not be shown.
    """

    plan: Plan
    assessment: Assessment
    period: Period
    previous: Period | None
    stamp: Stamp
    programs: tuple[ProgramView, ...]
    policies: tuple[PolicyView, ...]
    total: Tally
    before: Tally | None
    effects: tuple[EffectYear, ...]
    board: Board | None
    attention: tuple[AttentionRow, ...]
    opinions: tuple[OpinionRow, ...]

    @cached_property
    def by_no(self) -> Mapping[int, ProgramView]:
        """No. → program."""
        return {program.no: program for program in self.programs}

    @property
    def own_programs(self) -> tuple[ProgramView, ...]:
        """Programs without those listed again: what counts count."""
        return tuple(program for program in self.programs if program.row.relisted_from is None)

    @property
    def main_items(self) -> tuple[ProgramView, ...]:
        """主要管理項目: the programs the committee discusses one by one."""
        return tuple(program for program in self.programs if program.row.main_item)

    @property
    def not_judged(self) -> tuple[IndicatorView, ...]:
        """Indicators without a verdict, each with its reason in `judged`."""
        every = (one for program in self.own_programs for one in program.indicators)
        return tuple(one for one in every if one.symbol is Symbol.NONE)

    def opinions_of(self, *kinds: OpinionKind) -> tuple[OpinionRow, ...]:
        """Opinions of these kinds in the order of the ledger."""
        return tuple(row for row in self.opinions if row.kind in kinds)


@dataclass(frozen=True)
class PublicResults(Results):
    """The same made from what may be published and nothing else; only `publish.public_results` makes one.

    Attributes:
        hidden_indicators: how many indicators were left out because they are marked 非公表.
    """

    hidden_indicators: int
