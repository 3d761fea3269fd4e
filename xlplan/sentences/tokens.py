"""Sentence → tokens: figures with their units, fiscal years, the words of the lexicon, and plain text between them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from xlplan.declaring import NamedTuple
from xlplan.eras import ERA_PATTERN, era_name
from xlplan.numerals import read_numeral
from xlplan.periods import read_fiscal_year, read_span
from xlplan.sentences.lexicon import KANJI_COUNTED, KNOWN_UNIT, WORDS, Mark
from xlplan.units import base_unit


class Token(NamedTuple):
    """A piece of a sentence. `value` and `unit` are set for figures (None: digits that make no number)."""

    mark: Mark
    text: str
    value: Decimal | None = None
    unit: str = ""
    fy: int | None = None
    end_fy: int | None = None
    is_first_of_april: bool = False
    is_point: bool = False

    @property
    def settled_fy(self) -> int | None:
        """The fiscal year whose work the date shows: the state on 1 April is the work of the year before."""
        return self.fy - 1 if self.fy is not None and self.is_first_of_april else self.fy


_MAX_DIGITS: Final = 18
_AGAIN: Final = r"(?:\((?:[^()\d]{0,3})(?:元|\d{1,4})(?:年度?)?\))?"
_WITHIN_YEAR: Final = r"(?:\d{1,2}月(?:末日?|\d{1,2}日)?|末|中|当初|内)?"
_YEARS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{ERA_PATTERN}\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{1,2}})?末?(?!\d)",
        rf"(?:{ERA_PATTERN})(?:元|\d{{1,2}})(?!\d){_AGAIN}(?:年度?{_AGAIN}{_WITHIN_YEAR}|末)?",
        r"\d{4}[/.]\d{1,2}(?:[/.]\d{1,2})?(?!\d)",
        rf"(?:西暦|FY)?(?:19|20|21)\d\d{_AGAIN}年度?{_AGAIN}{_WITHIN_YEAR}|FY20\d\d",
        rf"(?:元|\d{{1,2}})年度{_AGAIN}{_WITHIN_YEAR}",
        r"\d{1,2}年\d{1,2}月(?:末日?|\d{1,2}日)?",
        r"\d{2}年(?=末|まで)末?",
    )
)
_SPAN: Final = re.compile(
    rf"(?P<era>{ERA_PATTERN})?(?:元|\d{{1,4}})(?:年度?)?(?P<dash>~|から)(?P<era2>{ERA_PATTERN})?(?:元|\d{{1,4}})(?:年度?)?(?P<tail>末)?(?:まで)?"
)
_SPAN_MARK: Final = re.compile(f"年|{ERA_PATTERN}")
_NAME_WITH_DIGITS: Final = re.compile(
    r"第[\d一二三四五六七八九十・]+(?:次|期|回|号|条|章|編|種|類|段階|[^\d\s])?"
    r"|(?:午前|午後)\d+時(?:\d+分)?|\d+歳?~\d+歳(?=[のか人市男女者児高住被])|\d+歳(?=[健平到時])|[\d一二三]+歳(?:\d+か月)?(?:児|代(?=[のが-ん一-龥])|(?:以上|以下|未満|~\d+歳)(?=[の人市男女者児高住被]))"
    r"|[\d一二三四五六](?:[~・、][\d一二三四五六])?年生|CO2|PM2\.5|\d+か年計画|\d+世紀|24時間(?=対応|体制|受付|利用)|\d+号(?:線|館|棟|認定|様式)?|\d+次|W3C|ISO\d+|[34]R(?!\d)|一人ひとり|一人一人|\d+市(?:町村)?中"
)
_NUMERAL: Final = re.compile(
    r"(?P<sign>[▲△+\u2010-\u2015\u2212-])?(?P<number>\d[\d,]*(?:\.\d+)?(?:[十百千万億兆](?:\d[\d,]*(?:\.\d+)?)?)*|ゼロ)"
)
_KANJI_NUMERAL: Final = re.compile("[〇一二三四五六七八九十百千万億]*[〇一二三四五六七八九十百][万億千]*")
_SHARE_REST: Final = re.compile(r"(\d)分(?:(\d)厘)?(?!の)")
_RUN: Final = re.compile(r" ?(?P<word>[\u4e00-\u9fff々\u30a1-\u30f6ー]{1,16})")
_WHOLE_UNITS: Final = frozenset("円 人 名 件 回 % ポイント 倍 割 位 時間".split())  # noqa: SIM905
_LATIN_UNIT: Final = re.compile(rf" ?(?P<unit>%ポイント|{KNOWN_UNIT.pattern})")
_FIRST_OF_APRIL: Final = re.compile(r"(?<!\d)4月1日$|[./]4[./]1$")


def tokenise(text: str, era: str) -> list[Token]:
    """The tokens of `text`, in order, without spaces. A bare year counts in the last era named before it."""
    tokens: list[Token] = []
    plain, place = "", 0
    while place < len(text):
        token = _token_at(text, place, plain, era, tokens)
        if token is None or token.mark is Mark.TEXT:
            plain += token.text if token else text[place]
            place += len(token.text) if token else 1
            continue
        if plain.strip():
            tokens.append(Token(Mark.TEXT, plain.strip()))
        plain = ""
        tokens.append(token)
        place += len(token.text)
        era = _era_of(token) or era
    if plain.strip():
        tokens.append(Token(Mark.TEXT, plain.strip()))
    return [token._replace(text=token.text.strip()) for token in tokens if token.text.strip()]


def _era_of(token: Token) -> str | None:
    named = re.match(ERA_PATTERN, token.text) if token.mark in {Mark.YEAR, Mark.SPAN} else None
    return era_name(named[0]) if named else None


def _token_at(text: str, place: int, plain: str, era: str, tokens: list[Token]) -> Token | None:
    if named := _NAME_WITH_DIGITS.match(text, place):
        return Token(Mark.TEXT, named[0])
    return (
        _year_at(text, place, era)
        or _word_before_figure(text, place)
        or _figure_at(text, place, plain)
        or _word_at(text, place, plain, tokens)
    )


def _year_at(text: str, place: int, era: str) -> Token | None:
    if place and text[place].isdigit() and text[place - 1].isdigit():
        return None
    if (
        place
        and text[place].isascii()
        and text[place].isalpha()
        and text[place - 1].isascii()
        and text[place - 1].isalpha()
    ):
        return None
    span = _SPAN.match(text, place)
    if span and _SPAN_MARK.search(span[0]) and (span["era"] or re.search("年", span[0])):
        years = read_span(re.sub("末(?=まで|$)", "", span[0]), era=era)
        if years is not None and years.start is not None and years.end is not None and years.start < years.end:
            return Token(Mark.SPAN, span[0], fy=years.start, end_fy=years.end, is_point=span["dash"] == "から")
    for pattern in _YEARS:
        found = pattern.match(text, place)
        fy = read_fiscal_year(found[0], era=era) if found else None
        if found and fy is not None:
            return Token(
                Mark.YEAR,
                found[0],
                fy=fy,
                is_first_of_april=bool(_FIRST_OF_APRIL.search(found[0])),
                is_point="末" in found[0],
            )
    return None


_BEFORE_FIGURE: Final = frozenset(
    {Mark.PROGRAM, Mark.PER_HEAD, Mark.PER_OTHER, Mark.DURATION, Mark.PER_YEAR, Mark.AVERAGE}
)


def _word_before_figure(text: str, place: int) -> Token | None:
    """Words that begin with digits of their own: 1人当たり, 5年間で, No.30."""
    for mark, pattern in WORDS:
        if mark in _BEFORE_FIGURE and (found := pattern.match(text, place)):
            return Token(mark, found[0])
    return None


_LINKS: Final = frozenset({Mark.RATIO, Mark.FROM, Mark.UNTIL, Mark.SINCE})
_LINKABLE: Final = frozenset(
    {
        Mark.YEAR,
        Mark.SPAN,
        Mark.PREVIOUS,
        Mark.BASE,
        Mark.FIGURE,
        Mark.CLOSE,
        Mark.ABOUT,
        Mark.PLAN_END,
        Mark.FILLER,
        Mark.NOW_LABEL,
    }
)
_LABELS: Final = frozenset({Mark.GOAL_LABEL, Mark.NOW_LABEL, Mark.INTERIM_LABEL})


def _word_at(text: str, place: int, plain: str, tokens: list[Token]) -> Token | None:
    for mark, pattern in WORDS:
        found = pattern.match(text, place)
        if found and found[0] and not _belongs_to_name(mark, found[0], text[found.end() :], plain, tokens):
            return Token(mark, found[0])
    return None


def _belongs_to_name(mark: Mark, word: str, rest: str, plain: str, tokens: list[Token]) -> bool:
    """Whether what looks like a word of the lexicon is only a part of the name: 「経常収支比率」 holds no comparison."""
    if mark in _LINKS:
        return bool(plain) or not tokens or tokens[-1].mark not in _LINKABLE
    if mark is Mark.FILLER:
        return bool(plain)
    if mark in _LABELS:
        return bool(plain.strip()) and not (word.endswith("値") or re.match(r"[\d:]|\([平昭令HRS\d]", rest))
    # 「契約」 holds no 約 and 「一般会計」 no 計.
    if re.fullmatch("(?![増減月])[一-龥]", word) and re.search("[一-龥]$", plain):
        return True
    # 「コミュニティ・スクール」 is one word as long as no figure has been named.
    return mark is Mark.SEPARATOR and word in {"・", " "} and bool(plain) and not _ends_target(tokens)


def _ends_target(tokens: list[Token]) -> bool:
    return bool(tokens) and any(token.mark is Mark.FIGURE for token in tokens)


def _figure_at(text: str, place: int, plain: str) -> Token | None:
    found = _NUMERAL.match(text, place)
    if found is None:
        return _kanji_figure_at(text, place, plain)
    sign, number = found["sign"] or "", found["number"]
    # 「A-5」 and the long vowel of 「サービスー3」 are no minus; 「前年比で▲2％」 is one.
    if sign and place and re.match("[A-Za-z0-9]" if sign in "▲△+" else "[A-Za-z0-9ァ-ヶー]", text[place - 1]):
        return None
    value = Decimal(0) if number == "ゼロ" else read_numeral(number)
    if value is not None and value.adjusted() >= _MAX_DIGITS:
        value = None
    if value is not None and sign and sign != "+":
        value = -value
    word = _unit_at(text, found.end())
    return _figure(found[0], value, word, text[found.end() + len(word) :])


def _kanji_figure_at(text: str, place: int, plain: str) -> Token | None:
    found = _KANJI_NUMERAL.match(text, place)
    if found is None or (plain and re.search("[一-龥]$", plain)):
        return None
    unit = KANJI_COUNTED.match(text, found.end())
    value = read_numeral(found[0])
    if unit is None or value is None:
        return None
    return _figure(found[0], value, unit[0], text[unit.end() :])


def _figure(number: str, value: Decimal | None, word: str, rest: str) -> Token:
    unit, scale = base_unit(word.strip()) if word.strip() else ("", Decimal(1))
    written = number + word
    if value is not None and unit == "割":
        value, unit = value * 10, "％"
        if more := _SHARE_REST.match(rest):
            value += Decimal(more[1]) + Decimal(more[2] or 0) / 10
            written += more[0]
    if unit in {"%ポイント", "％ポイント", "pt"}:
        unit = "ポイント"
    return Token(Mark.FIGURE, written, value=None if value is None else value * scale, unit=unit)


def _unit_at(text: str, place: int) -> str:
    """The unit that starts at `place`, with the space before it; "" when there is none."""
    run = _RUN.match(text, place)
    known = _LATIN_UNIT.match(text, place)
    if run is None:
        return known[0] if known else ""
    word = run["word"][: _first_word_in(text, run.start("word"), run.end("word"))]
    if not word:
        return ""
    whole = text[place : run.start("word") + len(word)]
    if known is None:
        return whole if len(word) <= 4 else ""  # noqa: PLR2004  (longer runs are sentences, not units)
    if known["unit"] in _WHOLE_UNITS or len(known["unit"]) >= len(word) or len(word) > 6:  # noqa: PLR2004
        return known[0]
    return whole


def _first_word_in(text: str, start: int, end: int) -> int:
    """How far the run from `start` goes before a word of the lexicon or a year begins."""
    for place in range(start, end):
        if any(pattern.match(text, place) for pattern in _YEARS[:4]):
            return place - start
        for mark, pattern in WORDS:
            found = pattern.match(text, place)
            if found and found[0] and mark is not Mark.SEPARATOR and (mark is not Mark.FILLER or len(found[0]) > 1):
                return place - start
    return end - start
