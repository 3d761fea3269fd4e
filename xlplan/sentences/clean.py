"""A sentence made ready for reading: one spelling per sign, line breaks mended, notes and bullets set apart."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from xlplan.declaring import NamedTuple
from xlplan.numerals import narrow, read_numeral
from xlplan.sentences.lexicon import KNOWN_UNIT

MAX_LENGTH: Final = 1000
_FOUR_PLACES: Final = Decimal("0.0001")

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


# 「成果指標：」 heads a cell; it names nothing.
_HEADING: Final = re.compile(
    r"^[\s【\[]*(?:重要業績評価指標|KPI|KGI|(?:成果|活動|評価|数値|管理|主な)?指標(?:名|項目)?|アウトカム|アウトプット)[】\]]?(?:\(KPI\))?(?:[:】\]\n]|(?<=[】\]]))"
)
_KEPT_AS_IT_IS: Final = re.compile(r"現状値?\(([^()]+)\)(?=[をの]?維持)")
_SPREAD: Final = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)([^\d\s±]{0,4})\s*(?:±|\+/-|\+-)\s*(\d[\d,]*(?:\.\d+)?)(%?ポイント|[^\d\s、。()]{0,4})"
)
_SHRUNK: Final = re.compile(
    r"(?:(?P<of>\d{1,3})分の(?P<share>\d{1,3})|(?P<share2>\d{1,2})/(?P<of2>\d{1,3}))(?=(?:程度|以下|未満)?(?:に|まで)(?:削減|縮減|減|低減|圧縮|抑制|縮小|する$))"
)
_FIRST_OF_LIST: Final = re.compile(r"^\s*\(1\)")
_NEXT_OF_LIST: Final = re.compile(r"\s\([2-9]\)\s*(?=[^\d\s])")


class Line(NamedTuple):
    """One target of a sentence: its text, and the note that follows it (※…)."""

    text: str
    note: str


def lines_of(sentence: str) -> list[Line]:
    """The separate targets that bullets or list numbers set apart; mostly one."""
    text = narrow(sentence).translate(_SIGNS).replace("\r\n", "\n").replace("\r", "\n").strip()
    text = re.sub("->|=>|⟶", "→", text)
    text = _SPREAD.sub(_spread, _SHRUNK.sub(_shrunk, _KEPT_AS_IT_IS.sub(r"\1", text)))
    text = _KANJI_YEAR.sub(lambda year: year[1] + str(read_numeral(year[2]) or year[2]), text)
    text = re.sub(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", r"\1/\2/\3", text)
    text = re.sub(r"(?<=\d)\s+(?=[年月日])", "", text)
    # A dash between two figures is a range; elsewhere it may be a minus, or the long vowel of a word.
    text = re.sub(r"(?<=[\d%件人回円校])\s*[\u2010-\u2015\u2212ー─-]\s*(?=\d|平成|令和|[HR]\d)", "~", text)
    text = re.sub(r"(?<!\d),|,(?!\d{3}(?!\d))", "、", text)
    pieces = _CIRCLED.sub("\n・", text)
    if _FIRST_OF_LIST.search(pieces):
        pieces = _NEXT_OF_LIST.sub("\f", pieces)
    pieces = _LIST_NUMBER.sub("\f", pieces) if len(_LIST_NUMBER.findall(pieces)) > 0 else pieces
    pieces = _BULLET.sub("\f", pieces)
    found = [_line(piece) for piece in pieces.split("\f") if piece.strip()]
    return found or [Line("", "")]


def _spread(found: re.Match[str]) -> str:
    """「100人±5人」 is the range from 95 to 105."""
    middle, spread = (Decimal(found[place].replace(",", "")) for place in (1, 3))
    unit, other = found[2], found[4]
    if spread >= middle or not (unit == other or "" in {unit, other} or (unit == "%" and other.endswith("ポイント"))):
        return found[0]
    return f"{middle - spread}~{middle + spread}{unit or other}"


def _shrunk(found: re.Match[str]) -> str:
    """「3分の1に削減」 leaves 0.3333 times what there was."""
    of, share = int(found["of"] or found["of2"]), int(found["share"] or found["share2"])
    if not 0 < share < of:
        return found[0]
    return f"{(Decimal(share) / of).quantize(_FOUR_PLACES).normalize():f}倍"


def _line(piece: str) -> Line:
    piece = _HEADING.sub("", piece, count=1)
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
