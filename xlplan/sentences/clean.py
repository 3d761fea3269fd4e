"""A sentence made ready for reading: one spelling per sign, line breaks mended, notes and bullets set apart."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from xlplan.numerals import narrow, read_numeral
from xlplan.sentences.lexicon import KNOWN_UNIT

MAX_LENGTH: Final = 1000

_SIGNS: Final = str.maketrans(
    {
        "〜": "~",
        "∼": "~",
        "˜": "~",
        "⇒": "→",
        "➡": "→",
        "⇨": "→",
        "➔": "→",
        "▶": "→",
        "►": "→",
        "﹪": "%",
        "：": ":",
        "，": ",",
    }
)
_CIRCLED: Final = re.compile("[\u2460-\u2473\u2776-\u277f]")
_BULLET: Final = re.compile(r"(?:(?<=\n)|^)[\s]*[・●○◆■◇□▪•*‐―-][ \t]*(?=[^\d\s])")
# 「１ 経常収支比率（目標）…」 numbers its indicator, 「3 校新設」 does not: a label or a figure of its own has to follow.
_LABEL_FOLLOWS: Final = r"(?=[^\n]*(?:\n[^\n]*){0,3}(?:目標|:))"
_FIGURE_FOLLOWS: Final = rf"(?!{KNOWN_UNIT.pattern})(?=[^\n]*(?:\n[^\n]*){{0,3}}\d)"
_LIST_NUMBER: Final = re.compile(
    r"(?:(?<=\n)|^)\s*(?:\(\d{1,2}\)|\d{1,2}(?:[.)]|(?=[ \t])))[ \t]*(?=[^\d\s,.(~%:以未])"
    rf"(?:{_LABEL_FOLLOWS}|{_FIGURE_FOLLOWS})"
)
_NOTE: Final = re.compile(r"※|\(注\d?\)|注\d?[):]|\*(?=\D)")
_KANJI_YEAR: Final = re.compile("(明治|大正|昭和|平成|令和)([〇一二三四五六七八九十]+)(?=年)")
_NEAR_FIGURE: Final = re.compile(r"\d[^\d\s]{0,6}$")


class Line(NamedTuple):
    """One target of a sentence: its text, and the note that follows it (※…)."""

    text: str
    note: str


def lines_of(sentence: str) -> list[Line]:
    """The separate targets that bullets or list numbers set apart; mostly one."""
    text = narrow(sentence).translate(_SIGNS).replace("\r\n", "\n").replace("\r", "\n").strip()
    text = re.sub("->|=>|⟶", "→", text)
    text = _KANJI_YEAR.sub(lambda year: year[1] + str(read_numeral(year[2]) or year[2]), text)
    text = re.sub(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", r"\1/\2/\3", text)
    text = re.sub(r"(?<=\d)\s+(?=[年月日])", "", text)
    # A dash between two figures is a range; elsewhere it may be a minus, or the long vowel of a word.
    text = re.sub(r"(?<=[\d%件人回円校])\s*[\u2010-\u2015\u2212ー─-]\s*(?=\d|平成|令和|[HR]\d)", "~", text)
    text = re.sub(r"(?<!\d),|,(?!\d{3}(?!\d))", "、", text)
    pieces = _CIRCLED.sub("\n・", text)
    pieces = _LIST_NUMBER.sub("\f", pieces) if len(_LIST_NUMBER.findall(pieces)) > 0 else pieces
    pieces = _BULLET.sub("\f", pieces)
    found = [_line(piece) for piece in pieces.split("\f") if piece.strip()]
    return found or [Line("", "")]


def _line(piece: str) -> Line:
    note = _NOTE.search(piece)
    body = piece[: note.start()] if note else piece
    return Line(_mend(body), _mend(piece[note.end() :]) if note else "")


def _mend(text: str) -> str:
    """Without the breaks and spaces that printing put inside words; one space where a figure may end."""
    out: list[str] = []
    for part in re.split(r"(\s+)", text.strip()):
        if not part.strip():
            continue
        before = "".join(out)[-12:]
        if out and _NEAR_FIGURE.search(before) and not re.match(r"[)\],.、。:]", part) and _keeps_apart(before, part):
            out.append(" ")
        out.append(part)
    return re.sub(r"。+$", "", "".join(out))


def _keeps_apart(before: str, after: str) -> bool:
    """「平成 27年度」 is one word; 「12 34」 and 「30億円 公共施設」 are not."""
    return before[-1].isdigit() or not after[0].isdigit()
