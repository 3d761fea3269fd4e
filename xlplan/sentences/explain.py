"""From a target sentence to its reading: early cases, several targets in one sentence, then one pattern after another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from xlplan.periods import PLAN_ERA, Span
from xlplan.sentences import changes, levels
from xlplan.sentences.captions import captioned
from xlplan.sentences.clause import Clause, join_definitions, text_of, unbracket
from xlplan.sentences.clean import MAX_LENGTH, Line, lines_of
from xlplan.sentences.direction import direction_of
from xlplan.sentences.explaining import explanation
from xlplan.sentences.gather import gather
from xlplan.sentences.lexicon import Mark
from xlplan.sentences.parts import Parts
from xlplan.sentences.reading import Reading
from xlplan.sentences.series import series
from xlplan.sentences.tokens import Token, tokenise

# The first that fits decides. The order is part of the meaning: a comparison comes before a level, a sum before a level.
PATTERNS: Final[tuple[Callable[[Parts], Reading | None], ...]] = (
    changes.external,
    changes.keeping,
    changes.growth,
    changes.compared_level,
    levels.within,
    levels.cumulative,
    levels.completion,
    levels.level,
    levels.milestone,
    changes.direction_only,
)

_NONE: Final = re.compile(r"[-ー－―–—−‐~〜\s]*|(?:(?:成果)?指標)?(?:は)?(?:なし|無し|ありません|該当なし)")
_FRACTION: Final = re.compile(
    r"(?<![\dA-Za-z./])\d{1,3}/\d{1,4}(?![\d/])|\d+分の\d+|\d+[人件回校](?:中|に|のうち)\d+|[½⅓⅔¼¾⅕⅛]"
)
_OTHER_PLAN: Final = re.compile(
    "(?:計画|プラン|方針|戦略|大綱|ビジョン)(?:」|』)?(?:の|に(?:定め|掲げ|示)(?:る|した|す)|における)?(?:数値)?(?:目標(?:値)?)?"
    "(?:に準(?:じる|じて|ずる|拠)|による|に同じ|と同じ|を参照)|(?:計画|プラン|方針|戦略|大綱|ビジョン)(?:」|』)?(?:に(?:定め|掲げ)(?:る|た)|における)目標値?$"
)
_WORK: Final = re.compile("(?:充実|強化|推進|促進|徹底|活性化|適正化|効率化)$")
_EVERY: Final = re.compile(
    "全(?:員|職員|件|数|戸|世帯|課|庁|市)|すべて|全て|半数|限りなく|皆[増減無]|十数|数[十百千]|桁"
)
_QUIET: Final = frozenset({Mark.TEXT, Mark.QUOTE, Mark.FILLER, Mark.SEPARATOR, Mark.OPEN, Mark.CLOSE, Mark.COLON})


def explain(sentence: str, *, name: str = "", era: str = PLAN_ERA, plan: Span | None = None) -> Reading:
    """Read one target sentence.

    Args:
        sentence: As printed: with or without the indicator's name, with line breaks, full or half width.
        name: The indicator's name where the sentence does not carry it; it only tells the direction.
        era: What a bare two-digit year counts in.
        plan: The plan's years; 「計画期間中」 then ends in its last year.

    Returns:
        The reading of the first target; further ones stand in `others`. Never raises: what is not understood is
        `ambiguous` with reasons, or `unreadable` with reasons.
    """
    text = sentence.strip()
    if _NONE.fullmatch(text.strip("()（）「」")):
        return _finished(Reading("none"), sentence)
    if len(text) > MAX_LENGTH:
        return _finished(Reading("unreadable", reasons=(f"文が長すぎます（{MAX_LENGTH}字まで）。",)), sentence)
    found = [reading for line in lines_of(sentence) for reading in _read_line(line, name, era, plan)]
    if len(found) > 1 and found[0].kind == "no_target" and not found[0].ambiguous:
        # A heading over the targets, or the names of several indicators: the first that asks for something leads.
        found.sort(key=lambda reading: reading.kind in {"no_target", "unreadable"})
    first = _finished(found[0], sentence)
    return replace(first, others=tuple(_finished(other, other.original) for other in found[1:]))


def _finished(reading: Reading, original: str) -> Reading:
    reading = replace(reading, original=original)
    return replace(reading, explanation=explanation(reading))


def _read_line(line: Line, name: str, era: str, plan: Span | None) -> list[Reading]:
    tokens = join_definitions(unbracket(captioned(line.text, era)))
    special = _special(tokens, name)
    if special is not None:
        return [replace(special, original=line.text)]
    if fraction := _FRACTION.search(line.text):
        reasons = (f"「{fraction[0]}」のような分数は読めません。",)
        return [Reading("unreadable", name=name, original=line.text, reasons=reasons)]
    own_name, rest = split_name(tokens)
    yearly = series(rest, own_name or name)
    if yearly is not None:
        return [replace(_with_note(yearly, line.note, era), original=line.text)]
    readings: list[Reading] = []
    shared: list[Token] = []
    pieces = segments(rest)
    for segment in pieces:
        segment_name = own_name or name
        if len(readings) > 0 and (inner := split_name(segment))[0]:
            segment_name, segment = inner  # noqa: PLW2901
        read = _read_segment(
            [*shared, *segment] if readings else segment, segment_name, plan, broken_down=len(pieces) > 1
        )
        readings.append(replace(read, original=text_of(segment)))
        shared = shared or _leading_time(segment)
    readings[0] = _with_note(_shaken(readings), line.note, era)
    return readings


def _shaken(readings: list[Reading]) -> Reading:
    """The first target, in doubt when words after it were not understood: they may bend it too (「ただし…」「…とした場合」)."""
    first, *later = readings
    unread = [one for one in later if any("読み切れません" in reason for reason in one.reasons)]
    if not unread or first.reasons:
        return first
    return replace(first, reasons=(f"後に続く「{unread[0].original.strip('、 ')}」との関係が、はっきりしません。",))


def _leading_time(segment: list[Token]) -> list[Token]:
    """The due year or the yearly word that opens a sentence holds for every target in it."""
    codes = Clause(segment).codes
    opening = re.match("(?:Y[uf,]*|<Y[uf]*>|y)", codes)
    return segment[: opening.end()] if opening and "F" in codes else []


def _read_segment(tokens: list[Token], name: str, plan: Span | None, *, broken_down: bool) -> Reading:
    parts = gather(tokens, name, plan, broken_down=broken_down)
    if parts.other_cycle:
        reason = f"「{parts.other_cycle}」のような、1年ごとでない目標は読めません。"
        return Reading("unreadable", name=parts.name, reasons=(reason,))
    for pattern in PATTERNS:
        reading = pattern(parts)
        if reading is not None:
            return _checked(reading, parts)
    if parts.amounts or parts.change or parts.keep or parts.loose or any(token.mark is Mark.FIGURE for token in tokens):
        reasons = (*parts.reasons, "目標の形として読める書き方ではありません。")
        return Reading("unreadable", name=parts.name, reasons=tuple(dict.fromkeys(reasons)))
    return _no_target(parts)


def _checked(reading: Reading, parts: Parts) -> Reading:
    if len(parts.amounts) > 1:
        more = "、".join(f"「{amount.text}」" for amount in parts.amounts[1:])
        reading = replace(reading, reasons=(*reading.reasons, f"ほかの数字があります（{more}）。"))
    return reading


def _no_target(parts: Parts) -> Reading:
    direction = parts.direction
    reasons = list(parts.reasons)
    if parts.dues or parts.has_end or parts.per_year:
        reasons.append("年度や期間が書かれていますが、何を目標とするのかが読み取れません。")
        return Reading("unreadable", name=parts.name, reasons=tuple(reasons))
    if _EVERY.search(parts.name):
        reasons.append("「全て」を目標とする文とも読めますが、値は書かれていません。")
    if _WORK.search(parts.name):
        reasons.append("取組の名前だけで、何を測るのかが書かれていません。")
    if direction == "down":
        reasons.append("減らすべき指標と考えられますが、向きは書かれていません。")
    return Reading("no_target", name=parts.name, direction=direction, due_fy=parts.due, reasons=tuple(reasons))


def _special(tokens: list[Token], name: str) -> Reading | None:
    """Sentences that state no target of their own: 「目標なし」, 「No.30 …における目標値」, 「再掲」."""
    marks = [token.mark for token in tokens]
    text = text_of(tokens)
    figures = Mark.FIGURE in marks
    if Mark.PROGRAM in marks and not figures:
        number = next(int(re.sub(r"\D", "", token.text)) for token in tokens if token.mark is Mark.PROGRAM)
        points = re.search("目標|再掲|同じ|準じ|参照|による|同様", text) is not None
        reasons = () if points else (f"No.{number} の何を指すのかが書かれていません。",)
        return Reading("refer_other", name=name, basis="other_program", reference=number, reasons=reasons)
    if Mark.RELISTED in marks and not figures:
        return Reading(
            "refer_other", name=name, basis="other_program", reasons=("どのプログラムの再掲かが書かれていません。",)
        )
    if not figures and _OTHER_PLAN.search(text):
        return Reading(
            "refer_other", name=name, basis="other_program", reasons=("ほかの計画の目標値が、文の中にありません。",)
        )
    if Mark.NO_GOAL in marks and not figures:
        before = text_of(tokens[: marks.index(Mark.NO_GOAL)])
        own = re.sub(r"(?:\(?目標値?\)?|[:のはを(\s])+$", "", before)
        return Reading("no_target", name=own or name, direction=direction_of(own or name))
    return None


def _with_note(reading: Reading, note: str, era: str) -> Reading:
    if not note:
        return reading
    tokens = tokenise(note, era)
    year = next((token.fy for token in tokens if token.mark is Mark.YEAR), None)
    if reading.kind == "completion_rate" and reading.due_fy is None and year is not None:
        reason = f"注記の年度を期限とみなしました（「{note}」）。"
        kept = tuple(reason for reason in reading.reasons if reason != levels.NO_DUE)
        return replace(reading, due_fy=year, period="by_end", reasons=(*kept, reason))
    if any(token.mark not in _QUIET or re.search(r"\d|目標|除|含", token.text) for token in tokens):
        return replace(reading, reasons=(*reading.reasons, f"注記をどう扱うかが、はっきりしません（「{note}」）。"))
    return reading


def split_name(tokens: list[Token]) -> tuple[str, list[Token]]:
    """(name, rest) where a colon or 「（目標）」 sets the indicator's name apart; ("", tokens) where nothing does."""
    for place, token in enumerate(tokens):
        if token.mark in {Mark.NOW_LABEL, Mark.FIGURE, Mark.ARROW}:
            break
        if token.mark not in {Mark.GOAL_LABEL, Mark.COLON} or place == 0:
            continue
        years = sum(other.mark in {Mark.YEAR, Mark.SPAN, Mark.PLAN_END} for other in tokens[:place])
        if years > (0 if token.mark is Mark.COLON else 1):
            break
        before, after = tokens[:place], tokens[place + 1 :]
        if before[-1].mark is Mark.OPEN:
            before = before[:-1]
            after = after[1:] if after and after[0].mark is Mark.CLOSE else after
        if any(other.mark in {Mark.TEXT, Mark.QUOTE} for other in before):
            return text_of(before).strip(":、の"), after[1:] if after and after[0].mark is Mark.COLON else after
    return "", tokens


def segments(tokens: list[Token]) -> list[list[Token]]:
    """The tokens cut where one target ends and the next begins."""
    codes = Clause(tokens).codes
    cuts = [0]
    for place in range(1, len(tokens)):
        head, tail = codes[cuts[-1] : place], codes[place:]
        if not _is_complete(head) or not _is_target(tail) or _belongs_together(head, tail):
            continue
        if tail[0] in ",Tn" or (tail[0] in "Fly" and codes[place - 1] in "y>"):
            cuts.append(place)
    return [tokens[start:end] for start, end in zip(cuts, [*cuts[1:], len(tokens)], strict=True)]


def _is_complete(codes: str) -> bool:
    return re.search("F|V(?:K|<Y[uf]*>)?$|K$", codes) is not None


def _is_target(codes: str) -> bool:
    return re.search("F|[YS][uf]*.*V|V<Y|y.*V", codes) is not None


def _belongs_together(head: str, tail: str) -> bool:
    """A present value before its target, a lower bound before its upper bound, a range, an object and its wish."""
    if re.search("F(?:<[^>]*>)?[=r-]y?$|^[^F]*0[^F]*F[^F]*$|^[^F]*F<[^>]*0[^>]*>$|F[^F]*0[^F]*$", head):
        return True
    if re.match("[,f]*1?[^F]*(?:=|r)|[,f]*<?(?:Y?0|0)[^F]*F[^F]*$", tail):
        return True
    return re.search("Fl[,f]*$", head) is not None and re.match("[,f]*F[Mw]", tail) is not None
