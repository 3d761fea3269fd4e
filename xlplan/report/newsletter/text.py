"""The sentences of the newsletter. The short text drops whole sentences, never part of one, to keep to its limit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xlplan.choices import SCHEDULE_WORDS
from xlplan.csv_text import one_line
from xlplan.declaring import NamedTuple
from xlplan.periods import fiscal_year_label
from xlplan.report.newsletter.characters import characters
from xlplan.report.newsletter.choice import Choice, cause_of, delay, response_of, success
from xlplan.report.public_sentences import counts_sentence, in_millions, verdict_sentence
from xlplan.rounding import show

if TYPE_CHECKING:
    from xlplan.report.results import PublicResults
    from xlplan.report.website.contact import Contact


class Text(NamedTuple):
    """A text to paste with its count; `limit` None when there is none, `dropped` what had to go."""

    title: str
    body: str
    limit: Decimal | None
    dropped: tuple[str, ...]

    @property
    def places(self) -> Decimal:
        """Characters of title and body together."""
        return characters(self.title) + characters(self.body)

    @property
    def fits(self) -> bool:
        """Whether the limit is kept."""
        return self.limit is None or self.places <= self.limit


class _Sentence(NamedTuple):
    """A sentence with what it says for the memo, and how soon it may go (0 never, the greatest first)."""

    what: str
    text: str
    spare: int
    paragraph: int


def short_text(results: PublicResults, contact: Contact, limit: Decimal) -> Text:
    """At most `limit` characters; sentences that may go are dropped one by one, the least needed first."""
    title = f"{results.stamp.plan}の進捗状況"
    kept = [one for one in _short(results, contact) if one.text]
    dropped: list[str] = []
    while not (text := Text(title, _joined(kept), limit, tuple(dropped))).fits:
        spare = max(kept, key=lambda one: one.spare)
        if not spare.spare:
            return text
        kept.remove(spare)
        dropped.append(spare.what)
    return text


def long_text(results: PublicResults, contact: Contact) -> Text:
    """Everything: how often the plan is surveyed, counts by policy, verdicts, effects, both examples in full, opinions."""
    kept = [one for one in _long(results, contact) if one.text]
    return Text(f"{results.stamp.plan}の進捗状況（{results.period.label}）", _joined(kept), None, ())


def _joined(sentences: list[_Sentence]) -> str:
    """Paragraphs one below the other, each with its first line set in."""
    paragraphs: dict[int, list[str]] = {}
    for one in sentences:
        paragraphs.setdefault(one.paragraph, []).append(one.text)
    return "\n".join("　" + "".join(texts) for texts in paragraphs.values())


def _short(results: PublicResults, contact: Contact) -> Iterator[_Sentence]:
    good, bad = success(results), delay(results)
    yield _Sentence("調査の説明", "市では、プランの進み具合を半年ごとに調べ、公表しています。", 4, 1)
    yield _Sentence("件数", counts_sentence(results), 0, 1)
    yield _Sentence("成果指標の件数", verdict_sentence(results), 3, 1)
    if good:
        yield _Sentence("進んだ例", _good(good), 0, 2)
        yield _Sentence("進んだ例の取組", _doing(good), 6, 2)
    if bad:
        yield _Sentence("遅れた例", _bad(bad), 0, 2)
        yield _Sentence("遅れた例の要因", _cause(bad), 5, 2)
        yield _Sentence("遅れた例の対応", _response(bad), 2, 2)
    yield _Sentence("詳しくは", _where(contact), 0, 3)
    yield _Sentence("意見の送り方", _comment(contact), 0, 3)
    yield _Sentence("問い合わせ", _asking(contact), 1, 3)


def _long(results: PublicResults, contact: Contact) -> Iterator[_Sentence]:
    good, bad = success(results), delay(results)
    about = f"市では、{results.stamp.plan}の進み具合を半年ごと（9月末と3月末）に調べ、公表しています。"
    yield _Sentence("調査の説明", about, 0, 1)
    yield _Sentence("件数", counts_sentence(results), 0, 1)
    yield _Sentence("方針別の件数", _by_policy(results), 0, 2)
    yield _Sentence("成果指標の件数", verdict_sentence(results), 0, 3)
    yield _Sentence("財政効果", _effects(results), 0, 4)
    if good:
        yield _Sentence("進んだ例", _good(good) + _doing(good), 0, 5)
    if bad:
        yield _Sentence("遅れた例", _bad(bad) + _cause(bad) + _response(bad), 0, 6)
    yield _Sentence("委員会の意見", _advice(results), 0, 7)
    yield _Sentence("詳しくは", _where(contact), 0, 8)
    yield _Sentence("意見の送り方", _comment(contact) + _asking(contact), 0, 9)


def _by_policy(results: PublicResults) -> str:
    parts = [
        f"「{policy.name}」は{policy.tally.programs}のうち"
        + "、".join(f"{key}が{policy.tally.schedule[key]}" for key in SCHEDULE_WORDS)
        for policy in results.policies
    ]
    return f"方針別では、{'、'.join(parts)}です。"


def _effects(results: PublicResults) -> str:
    """The year of the period where it is published, else the last before it."""
    years = [year for year in results.effects if year.total is not None and year.fy <= results.period.fy]
    if not years:
        return ""
    year = years[-1]
    return (
        f"財政効果は、{fiscal_year_label(year.fy)}が{in_millions(year.total)}百万円（歳入確保{in_millions(year.revenue)}百万円、"
        f"歳出削減{in_millions(year.cut)}百万円、{year.basis}）です。"
    )


def _good(choice: Choice) -> str:
    return f"進んだ例は、No.{choice.program.no}「{choice.program.row.name}」です。{_figure(choice)}"


def _bad(choice: Choice) -> str:
    late = "予定より遅れている" if choice.program.schedule == "B" else "目標に届かなかった"
    return f"{late}例は、No.{choice.program.no}「{choice.program.row.name}」です。{_figure(choice)}"


def _figure(choice: Choice) -> str:
    """「「来場者数」は1,501人（目標 前年比5％以上）で、判定は○達成です。」"""
    view = choice.indicator
    if view is None or view.actual is None or view.actual.value is None:
        return ""
    row = view.row
    goal = f"（目標 {one_line(row.target_text)}）" if row.target_text else ""
    return f"「{row.name}」は{show(view.actual.value, row.unit, row.decimals)}{goal}で、判定は{view.symbol}（{view.word}）です。"


def _doing(choice: Choice) -> str:
    return _closed(choice.program.report.self_assessment if choice.program.report else "")


def _cause(choice: Choice) -> str:
    text = _closed(cause_of(choice))
    return f"要因：{text}" if text else ""


def _response(choice: Choice) -> str:
    text = _closed(response_of(choice))
    return f"対応：{text}" if text else ""


def _advice(results: PublicResults) -> str:
    told = [_closed(row.text) for row in results.opinions_of("委員会助言") if row.text]
    return "委員会からは、次の意見がありました。" + "".join(f"・{text}" for text in told) if told else ""


def _where(contact: Contact) -> str:
    place = f"市ホームページ（{contact.page}）" if contact.page else "市ホームページ"
    return f"すべてのプログラムの進み具合と判定の理由は、{place}をご覧ください。"


def _comment(contact: Contact) -> str:
    ways = "、".join(f"{way.word}（{way.text}）" for way in contact.ways)
    until = f"（{contact.comment_until}）" if contact.comment_until else ""
    return f"ご意見は、{f'{ways}で' if ways else f'{contact.office}へ'}お寄せください{until}。"


def _asking(contact: Contact) -> str:
    """The telephone; without one, the way to comment already names the department."""
    return f"問い合わせは、{contact.office}（電話 {contact.phone}）へ。" if contact.phone else ""


def _closed(text: str) -> str:
    """An officer's own sentence on one line, with its full stop; never cut."""
    line = one_line(text)
    return line if not line or line.endswith(("。", "．", "！", "？", "）", "」")) else f"{line}。"
