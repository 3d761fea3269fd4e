"""The programs of the page: what the list, the filters and each program's own part show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from xlplan.choices import Kind, Symbol
from xlplan.declaring import NamedTuple
from xlplan.periods import fiscal_year_label
from xlplan.report.results import NOT_REPORTED
from xlplan.report.website.bars import Key
from xlplan.report.website.keys import SYMBOL_KINDS, program_schedule, program_verdict
from xlplan.rounding import show

if TYPE_CHECKING:
    from xlplan.report.results import IndicatorView, ProgramView, PublicResults


class Fact(NamedTuple):
    """A heading and its text."""

    word: str
    text: str


class YearCell(NamedTuple):
    """A year of a trend as printed."""

    year: str
    actual: str


class Shown(NamedTuple):
    """A status or verdict with its value in the filters."""

    symbol: str
    word: str
    kind: str
    key: str


class Option(NamedTuple):
    """A choice of a filter."""

    value: str
    word: str


class IndicatorPart(NamedTuple):
    """An indicator inside a program's part."""

    name: str
    symbol: str
    word: str
    kind: str
    facts: tuple[Fact, ...]
    years: tuple[YearCell, ...]


class ProgramPart(NamedTuple):
    """A program: its line in the list and its own part."""

    no: int
    name: str
    policy_no: int
    measure: str
    departments: str
    department_keys: str
    schedule: Shown
    verdict: Shown
    facts: tuple[Fact, ...]
    actions: tuple[Fact, ...]
    indicators: tuple[IndicatorPart, ...]


class Filters(NamedTuple):
    """The choices of each filter; only what occurs."""

    policies: tuple[Option, ...]
    departments: tuple[Option, ...]
    schedules: tuple[Option, ...]
    verdicts: tuple[Option, ...]


def program_parts(results: PublicResults) -> tuple[ProgramPart, ...]:
    """Every program in order."""
    keys = _department_keys(results.programs)
    return tuple(_part(results, program, keys) for program in results.programs)


def filters(results: PublicResults, parts: Sequence[ProgramPart]) -> Filters:
    """What a reader may filter by."""
    departments = _department_keys(results.programs)
    return Filters(
        policies=tuple(Option(str(policy.no), f"{policy.no} {policy.name}") for policy in results.policies),
        departments=tuple(Option(key, name) for name, key in departments.items()),
        schedules=_options([part.schedule for part in parts]),
        verdicts=_options([part.verdict for part in parts]),
    )


def _options(shown: Sequence[Shown]) -> tuple[Option, ...]:
    words = {one.key: f"{one.symbol} {one.word}".strip() for one in shown}
    order = [*"SAB", NOT_REPORTED, *Symbol]
    return tuple(
        Option(key, words[key])
        for key in sorted(words, key=lambda key: order.index(key) if key in order else len(order))
    )


def _department_keys(programs: Sequence[ProgramView]) -> Mapping[str, str]:
    """Department → a short key, in the order in which they first appear."""
    names = dict.fromkeys(name for program in programs for name in _departments(program))
    return {name: f"d{number}" for number, name in enumerate(names, 1)}


def _departments(program: ProgramView) -> tuple[str, ...]:
    return program.departments or (program.row.department,)


def _part(results: PublicResults, program: ProgramView, keys: Mapping[str, str]) -> ProgramPart:
    names = _departments(program)
    return ProgramPart(
        no=program.no,
        name=_name(program),
        policy_no=program.row.policy_no,
        measure=program.row.measure,
        departments="、".join(names),
        department_keys=" ".join(keys[name] for name in names),
        schedule=_shown(program_schedule(program)),
        verdict=_shown(program_verdict(program)),
        facts=tuple(fact for fact in _facts(program) if fact.text),
        actions=tuple(_action(program, action.action, action.text) for action in program.actions if not action.ended),
        indicators=tuple(_indicator(results, view) for view in program.indicators),
    )


def _name(program: ProgramView) -> str:
    """The printed name; a 再掲 says so even where its printed name does not."""
    name = program.row.name
    return f"{name}（再掲）" if program.row.relisted_from and "再掲" not in name else name


def _shown(key: Key) -> Shown:
    return Shown(*key, key.symbol or key.word)


def _facts(program: ProgramView) -> Iterator[Fact]:
    row, report = program.row, program.report
    if row.relisted_from:
        yield Fact("再掲", f"No.{row.relisted_from}と同じ取組です。集計では1回だけ数えます。")
    yield Fact("目的", row.purpose)
    yield Fact("効果", row.effect)
    if report:
        yield Fact("取組の説明", report.self_assessment)
        yield Fact("遅れの要因", report.cause)
        yield Fact("遅れへの対応", report.response)


def _action(program: ProgramView, action: str, text: str) -> Fact:
    reported = program.states.get(action)
    return Fact(reported.state if reported and reported.state else NOT_REPORTED, text)


def _indicator(results: PublicResults, view: IndicatorView) -> IndicatorPart:
    return IndicatorPart(
        name=view.row.name,
        symbol=view.symbol.value,
        word=view.word,
        kind=SYMBOL_KINDS[view.symbol],
        facts=tuple(fact for fact in _indicator_facts(results, view) if fact.text),
        years=_years(view),
    )


def _indicator_facts(results: PublicResults, view: IndicatorView) -> Iterator[Fact]:
    row, told = view.row, view.actual
    yield Fact("目標", row.target_text or "目標の記載なし")
    if row.kind is not Kind.MILESTONE:
        value = told.value if told else None
        yield Fact("実績", "報告なし" if value is None else show(value, row.unit, row.decimals))
    if results.period.half == 1 and told and told.forecast is not None:
        yield Fact("年度末見込", show(told.forecast, row.unit, row.decimals))
    yield Fact("判定の理由", view.judged.reason)
    if view.symbol is not view.judged.symbol:
        yield Fact(
            "判定の変更", f"市が、計算による判定（{view.judged.symbol} {view.judged.symbol.word}）を改めています。"
        )
    if told:
        yield Fact("要因", told.cause)
        yield Fact("今後の対応", told.response)


def _years(view: IndicatorView) -> tuple[YearCell, ...]:
    """The year-ends reported; a single one is no trend."""
    row = view.row
    cells = [
        YearCell(fiscal_year_label(year.fy, short=True), show(year.actual, row.unit, row.decimals))
        for year in view.years
        if year.actual is not None and row.kind is not Kind.MILESTONE
    ]
    return tuple(cells) if len(cells) > 1 else ()
