"""Everything the page prints, worked out before the template sees it: the template only places it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlplan.choices import SCHEDULE_WORDS
from xlplan.declaring import NamedTuple
from xlplan.eras import day_label
from xlplan.periods import fiscal_year_label
from xlplan.report.public_sentences import counts_sentence, in_millions, verdict_sentence
from xlplan.report.results import NOT_JUDGED, NOT_REPORTED, SCHEDULES, SYMBOLS
from xlplan.report.website.bars import Chart, Key, Line, stacked
from xlplan.report.website.keys import SCHEDULE_KEYS, Meaning, glossary, symbol_key
from xlplan.report.website.programs import Filters, ProgramPart, filters, program_parts
from xlplan.report.wording import relisted_note

if TYPE_CHECKING:
    from xlplan.report.results import EffectYear, PublicResults, Tally
    from xlplan.tables.records import OpinionRow

_EFFECT_KEYS = (Key("", "歳入確保", "e-revenue"), Key("", "歳出削減", "e-cut"))


class Counts(NamedTuple):
    """A row of a table of counts."""

    no: int
    name: str
    counts: tuple[int, ...]
    total: int


class VerdictCounts(NamedTuple):
    """A verdict with its counts by policy."""

    symbol: str
    word: str
    kind: str
    counts: tuple[int, ...]
    total: int


class Effect(NamedTuple):
    """A year of 財政効果 in 百万円 as printed."""

    year: str
    revenue: str
    cut: str
    total: str
    basis: str


class Opinion(NamedTuple):
    """A published opinion."""

    text: str
    answer: str
    program: int | None


class Policy(NamedTuple):
    """A policy with its programs."""

    no: int
    name: str
    programs: tuple[ProgramPart, ...]


class File(NamedTuple):
    """A file to download."""

    name: str
    title: str
    kind: str
    size: str
    about: str


@dataclass(frozen=True)
class Page:
    """The content of the page. Counts are those of `Results`, so the page says what every other report says."""

    title: str
    period: str
    made: str
    made_iso: str
    sentence: str
    relisted_note: str
    schedule_keys: tuple[Key, ...]
    schedule_rows: tuple[Counts, ...]
    schedule_total: Counts
    schedule_chart: Chart
    verdict_sentence: str
    verdict_rows: tuple[VerdictCounts, ...]
    verdict_total: Counts
    verdict_chart: Chart
    glossary: tuple[Meaning, ...]
    effects: tuple[Effect, ...]
    effect_chart: Chart
    advice: tuple[Opinion, ...]
    citizens: tuple[Opinion, ...]
    policies: tuple[Policy, ...]
    programs: tuple[ProgramPart, ...]
    filters: Filters
    files: tuple[File, ...]


def page_of(results: PublicResults, files: Sequence[File]) -> Page:
    """The page of a period."""
    programs = program_parts(results)
    schedules = _used(SCHEDULES, NOT_REPORTED, results.total.schedule)
    symbols = _used(SYMBOLS, NOT_JUDGED, results.total.symbols)
    return Page(
        title=f"{results.stamp.plan} 進捗状況（{results.period.label}）",
        period=results.period.label,
        made=day_label(results.stamp.made.date()),
        made_iso=results.stamp.made.date().isoformat(),
        sentence=counts_sentence(results),
        relisted_note=relisted_note(results),
        schedule_keys=tuple(SCHEDULE_KEYS[key] for key in schedules),
        schedule_rows=tuple(_schedule_row(p.no, p.name, p.tally, schedules) for p in results.policies),
        schedule_total=_schedule_row(0, "計", results.total, schedules),
        schedule_chart=_schedule_chart(results, schedules),
        verdict_sentence=verdict_sentence(results),
        verdict_rows=tuple(_verdict_row(results, symbol) for symbol in symbols),
        verdict_total=Counts(
            0, "計", tuple(policy.tally.indicators for policy in results.policies), results.total.indicators
        ),
        verdict_chart=_verdict_chart(results, symbols),
        glossary=glossary(),
        effects=tuple(_effect(year) for year in results.effects),
        effect_chart=_effect_chart(results),
        advice=_opinions(results.opinions_of("委員会助言")),
        citizens=_opinions(results.opinions_of("市民意見")),
        policies=tuple(
            Policy(policy.no, policy.name, tuple(one for one in programs if one.policy_no == policy.no))
            for policy in results.policies
        ),
        programs=programs,
        filters=filters(results, programs),
        files=tuple(files),
    )


def _used(keys: Sequence[str], extra: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    """The keys of a table; the one for what is missing only where something is."""
    return tuple(key for key in keys if key != extra or counts[key])


def _schedule_row(no: int, name: str, tally: Tally, keys: Sequence[str]) -> Counts:
    return Counts(no, name, tuple(tally.schedule[key] for key in keys), tally.programs)


def _verdict_row(results: PublicResults, symbol: str) -> VerdictCounts:
    counts = tuple(policy.tally.symbols[symbol] for policy in results.policies)
    return VerdictCounts(*symbol_key(symbol), counts, results.total.symbols[symbol])


def _schedule_chart(results: PublicResults, keys: Sequence[str]) -> Chart:
    lines = [
        Line(
            f"{policy.no} {policy.name}", values := [policy.tally.schedule[key] for key in keys], list(map(str, values))
        )
        for policy in results.policies
    ]
    words = {**SCHEDULE_WORDS, NOT_REPORTED: NOT_REPORTED}
    text = _spoken(lines, [words[key] for key in keys])
    return stacked("schedule-chart", "方針別の進捗区分のグラフ", text, [SCHEDULE_KEYS[key] for key in keys], lines)


def _verdict_chart(results: PublicResults, symbols: Sequence[str]) -> Chart:
    lines = [
        Line(
            f"{policy.no} {policy.name}",
            values := [policy.tally.symbols[key] for key in symbols],
            list(map(str, values)),
        )
        for policy in results.policies
    ]
    keys = [symbol_key(symbol) for symbol in symbols]
    return stacked(
        "verdict-chart", "方針別の成果指標の判定のグラフ", _spoken(lines, [key.word for key in keys]), keys, lines
    )


def _spoken(lines: Sequence[Line], words: Sequence[str]) -> str:
    """The chart in words: 「1 地域協働の推進は、予定以上に進捗0、…。」."""
    parts = [
        f"{line.label}は、" + "、".join(f"{word}{shown}" for word, shown in zip(words, line.shown, strict=True))
        for line in lines
    ]
    return "。".join(parts) + "。"


def _effect(year: EffectYear) -> Effect:
    return Effect(
        fiscal_year_label(year.fy),
        in_millions(year.revenue),
        in_millions(year.cut),
        in_millions(year.total),
        year.basis,
    )


def _effect_chart(results: PublicResults) -> Chart:
    lines = [
        Line(
            f"{fiscal_year_label(year.fy)}　計 {in_millions(year.total)}（{year.basis}）",
            [year.revenue, year.cut],
            [in_millions(year.revenue), in_millions(year.cut)],
        )
        for year in results.effects
    ]
    text = _spoken(lines, [key.word for key in _EFFECT_KEYS])
    return stacked("effect-chart", "年度別の財政効果のグラフ（単位：百万円）", text, _EFFECT_KEYS, lines)


def _opinions(rows: Sequence[OpinionRow]) -> tuple[Opinion, ...]:
    return tuple(Opinion(row.text, row.answer, row.no) for row in rows if row.text)
