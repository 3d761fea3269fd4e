"""Numbers and units as officers type them.

A cell holds exactly one of three things: a figure, a stated blank, or something that cannot be read. Missing is not
zero, and a doubtful figure is refused with its reason rather than guessed. Values are `Decimal` in base units
(円, 人, ％): 710万円 is 7100000 円. Rounding and display follow rules.md §5.1.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Final, TypeAlias

from xlplan.declaring import NamedTuple
from xlplan.numerals import BIG_UNITS, KANJI_DIGITS, MINUS_SIGNS, SMALL_UNITS, narrow, read_numeral
from xlplan.rounding import plain, round_half_up, show, truncated_percent
from xlplan.units import KANJI_COUNTED, LATIN_UNITS, PER_YEAR, TOTAL_BEFORE, base_unit, printed_unit, same_unit

__all__ = [
    "Blank", "BlankReason", "Figure", "Reading", "Unreadable", "UnreadableReason", "read_figure", "round_half_up", "show",
    "truncated_percent",
]  # fmt: skip


class BlankReason(Enum):
    """Why a cell states that there is no figure."""

    EMPTY = "空欄"
    UNDECIDED = "未定"
    NOT_APPLICABLE = "対象なし"


class UnreadableReason(Enum):
    """Why a cell was refused; the value is the Japanese an officer sees."""

    NO_FIGURE = "数字がありません"
    SEVERAL_FIGURES = "数字が二つ以上あります"
    SEPARATOR = "桁区切りが正しくありません"
    FRACTION = "分数や「○人中○人」の形です"
    RANGE = "範囲で書かれています"
    BOUND = "「以上」「未満」などが付いています"
    UNIT = "単位が違います"
    EXTRA_WORDS = "数字と単位のほかに語があります"
    BRACKETED = "かっこが付いています"
    ZERO_OR_MISSING = "ゼロなのか対象がないのか分かりません"
    DATE = "日付が入っています"
    TRUTH_VALUE = "真偽値（TRUE/FALSE）が入っています"
    ERROR_CELL = "数式のエラー値が入っています"
    FORMULA = "数式の形の文字が入っています"
    NOT_FINITE = "数値ではない値（NaN・無限大）です"
    TOO_LONG = "桁数が多すぎます"
    OTHER = "数字として扱えない種類の値です"


class Figure(NamedTuple):
    """One figure: `value` in base units, `unit` the base unit ("" when neither the cell nor the caller named one)."""

    value: Decimal
    unit: str
    original: str
    approximate: bool = False
    note: str = ""


class Blank(NamedTuple):
    """No figure, and the cell says so."""

    reason: BlankReason
    original: str


class Unreadable(NamedTuple):
    """Neither a figure nor a stated blank."""

    reason: UnreadableReason
    original: str


Reading: TypeAlias = Figure | Blank | Unreadable

MAX_DIGITS: Final = 18

_ACCOUNTING_MINUS: Final = "▲△"

_UNDECIDED: Final = frozenset((
    "未定", "調査中", "集計中", "未集計", "確認中", "算定中", "算出中", "精査中", "未確定", "未算定", "未調査",
    "不明", "測定中", "未測定", "後日", "後日報告", "…", "...", "・・・",
))  # fmt: skip
_NOT_APPLICABLE: Final = frozenset(
    ["なし", "無し", "無", "ナシ", "該当なし", "該当無し", "対象なし", "対象無し", "対象外", "非該当", "n/a", "na"]
)
_ZERO_OR_MISSING: Final = frozenset(["実績なし", "実績無し", "未実施", "実施なし", "皆無", "○", "〇", "×", "x", "◯"])
_ZERO: Final = frozenset(["ゼロ", "零", "ぜろ"])
_ERROR_CELLS: Final = frozenset((
    "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#spill!", "#calc!", "#getting_data",
    "#field!", "#busy!",
))  # fmt: skip

# Patterns as text: re compiles each when it is first needed. Most returns hold plain numbers and need none of them.
_UNIT_WORD: Final = r"[\u4e00-\u9fff々\u30a1-\u30f6ー]{1,8}|[かつヶヵ][\u4e00-\u9fff]{0,2}"
_NOT_UNITS: Final = "年度|以上|以下|以内|未満|超|予定|見込|増|減|中|等|他|外|強|弱|余|約|概|前後|程度|月|累計|目標|実績|現在|末|半|分の|新規|うち|内訳|人日"
_BOUND_WORDS: Final = "以上|以下|以内|未満|を?超|余り?$|強$|弱$"

_APPROXIMATE_BEFORE: Final = "^(?:約|およそ|おおよそ|おおむね|概ね|ほぼ)"
_APPROXIMATE_AFTER: Final = "(?:程度|前後|くらい|ぐらい|ほど)$"
_QUOTES: Final = (("「", "」"), ("『", "』"), ("“", "”"), ('"', '"'))
_NUMBER: Final = r"\d[\d,]*(?:\.\d+)?"
_NUMERAL: Final = f"(?:{_NUMBER}|[{''.join(SMALL_UNITS)}{''.join(BIG_UNITS)}{''.join(KANJI_DIGITS)}])+"
_ANOTHER_FIGURE: Final = r"(?<![mM])\d|^[、.]"
_SHARES: Final = rf"(?:({_NUMBER})割)(?:({_NUMBER})分)?(?:({_NUMBER})厘)?"


def read_figure(raw: object, unit: str = "") -> Reading:
    """Read one cell or one piece of text.

    Args:
        raw: What the cell holds: None, text, int, float, Decimal, bool, date.
        unit: The unit asked for, e.g. "人" or "百万円"; a bare number is taken to be in it. "" asks for none.

    Returns:
        `Figure` in base units, `Blank` with its reason, or `Unreadable` with its reason. Never raises for bad data.
        A number 0.95 asked for in ％ stays 0.95: whether 95 was meant is for a check to ask, not for the reader to say.
    """
    if raw is None:
        return Blank(BlankReason.EMPTY, "")
    if isinstance(raw, bool):
        return Unreadable(UnreadableReason.TRUTH_VALUE, "TRUE" if raw else "FALSE")
    if isinstance(raw, int | float | Decimal):
        return _read_number(raw, unit)
    if isinstance(raw, date | time):
        return Unreadable(UnreadableReason.DATE, raw.isoformat())
    if isinstance(raw, str):
        return _read_text(raw, unit)
    return Unreadable(UnreadableReason.OTHER, str(raw))


def _read_number(raw: float | Decimal, unit: str) -> Reading:
    # A workbook keeps 15 significant digits; a float's own repr would show 0.30000000000000004 for 0.3.
    original = str(raw) if isinstance(raw, Decimal) or abs(raw) < 10**MAX_DIGITS else f"{raw:.15g}"
    value = Decimal(f"{raw:.15g}") if isinstance(raw, float) else Decimal(raw)
    if not value.is_finite():
        return Unreadable(UnreadableReason.NOT_FINITE, original)
    if value and value.adjusted() >= MAX_DIGITS:
        return Unreadable(UnreadableReason.TOO_LONG, original)
    name, scale = base_unit(unit)
    return Figure(plain(value * scale), name, original)


def _read_text(original: str, unit: str) -> Reading:
    text = _unquoted(narrow(original).strip())
    word = re.sub(r"\s+", "", text)
    stated = _stated(word.lower())
    if isinstance(stated, BlankReason):
        return Blank(stated, original)
    if stated is None and re.search(r"[\d.,]\s+[\d.,]", text):
        stated = UnreadableReason.SEVERAL_FIGURES
    word, negative, approximate, note = _strip_marks(PER_YEAR.sub("", word))
    read = stated or _number_and_unit(word)
    if isinstance(read, UnreadableReason):
        return Unreadable(read, original)
    value, found = read
    name, scale = base_unit(unit)
    if found and name and not same_unit(found, name):
        return Unreadable(UnreadableReason.UNIT, original)
    if not found:
        value *= scale
    return Figure(plain(-value if negative else value), name or found, original, approximate, note)


def _unquoted(text: str) -> str:
    for opening, closing in _QUOTES:
        if len(text) > 1 and text.startswith(opening) and text.endswith(closing):
            return text[1:-1].strip()
    return text


def _stated(word: str) -> BlankReason | UnreadableReason | None:
    """What a cell without any figure states, or None when it has to be read as a figure. `word`: narrowed, lower case."""
    if not word:
        return BlankReason.EMPTY
    if word in _UNDECIDED:
        return BlankReason.UNDECIDED
    if word in _NOT_APPLICABLE or not word.strip(MINUS_SIGNS + "~〜"):
        return BlankReason.NOT_APPLICABLE
    if word in _ZERO_OR_MISSING:
        return UnreadableReason.ZERO_OR_MISSING
    if word in _ERROR_CELLS:
        return UnreadableReason.ERROR_CELL
    return UnreadableReason.FORMULA if word[0] in "=@" else None


def _strip_marks(text: str) -> tuple[str, bool, bool, str]:
    """The text without its sign, 約 and 延べ: (text, negative, approximate, note)."""
    approximate = bool(re.match(_APPROXIMATE_BEFORE, text) or re.search(_APPROXIMATE_AFTER, text))
    text = re.sub(_APPROXIMATE_AFTER, "", re.sub(_APPROXIMATE_BEFORE, "", text))
    text = TOTAL_BEFORE.sub("", text)
    text = re.sub("^¥(.*)$", r"\1円", text.replace("\\", "¥")) if text[:1] in "¥\\" else text
    sign = text[:1]
    if sign and (sign in MINUS_SIGNS or sign in _ACCOUNTING_MINUS):
        note = f"「{sign}」をマイナスとして読みました。" if sign in _ACCOUNTING_MINUS else ""
        return text[1:], True, approximate, note
    return text.removeprefix("+"), False, approximate, ""


def _number_and_unit(text: str) -> tuple[Decimal, str] | UnreadableReason:
    if text in _ZERO:
        return Decimal(0), ""
    shares = re.fullmatch(_SHARES, text)
    if shares:
        return _read_shares(shares)
    numeral = re.match(_NUMERAL, text)
    if numeral is None:
        return _why_no_figure(text)
    word = text[numeral.end() :]
    if re.search(_ANOTHER_FIGURE, word.replace("CO2", "")):
        return _why_several(word)
    return _value_and_unit(numeral[0], word)


def _read_shares(shares: re.Match[str]) -> tuple[Decimal, str] | UnreadableReason:
    tens, ones, tenths = (read_numeral(part) if part else Decimal(0) for part in shares.groups())
    if tens is None or ones is None or tenths is None:
        return UnreadableReason.SEPARATOR
    return tens * 10 + ones + tenths / 10, "％"


def _value_and_unit(numeral: str, word: str) -> tuple[Decimal, str] | UnreadableReason:
    value = read_numeral(numeral)
    if sum(char.isdigit() for char in numeral) > MAX_DIGITS or (value and value.adjusted() >= MAX_DIGITS):
        return UnreadableReason.TOO_LONG
    if value is None:
        return UnreadableReason.SEPARATOR if "," in numeral else UnreadableReason.NO_FIGURE
    return _with_unit(value, word) if re.search(r"\d", numeral) else _kanji_figure(numeral, value, word)


def _kanji_figure(numeral: str, value: Decimal, word: str) -> tuple[Decimal, str] | UnreadableReason:
    unit = printed_unit(word)
    bare_multiplier = not any(char in KANJI_DIGITS for char in numeral) and numeral != "十"
    if unit not in KANJI_COUNTED or (bare_multiplier and unit == "円"):
        return UnreadableReason.NO_FIGURE
    return (value * 10, "％") if unit == "割" else (value, unit)


def _with_unit(value: Decimal, word: str) -> tuple[Decimal, str] | UnreadableReason:
    if not word:
        return value, ""
    unit = printed_unit(word)
    if unit in {"％", "か所", "か月", "㎡", "㎥"} or unit in LATIN_UNITS or unit in KANJI_COUNTED:
        return value, unit
    if re.search(_BOUND_WORDS, word):
        return UnreadableReason.BOUND
    if "(" in word or ")" in word:
        return UnreadableReason.BRACKETED
    if re.fullmatch(_UNIT_WORD, unit) and not re.search(_NOT_UNITS, unit):
        return value, unit
    return UnreadableReason.EXTRA_WORDS


def _why_no_figure(text: str) -> UnreadableReason:
    if text.startswith("("):
        return UnreadableReason.BRACKETED
    return UnreadableReason.EXTRA_WORDS if re.search(r"\d", text) else UnreadableReason.NO_FIGURE


def _why_several(word: str) -> UnreadableReason:
    if re.match(rf"[^\d]*?[{MINUS_SIGNS}~〜]\d", word):
        return UnreadableReason.RANGE
    if word[0] == "、" or re.match(r"\.\d", word):
        return UnreadableReason.SEPARATOR
    if re.match(r"[^\d(]{0,3}(?:/|中|分の)", word):
        return UnreadableReason.FRACTION
    return UnreadableReason.SEVERAL_FIGURES
