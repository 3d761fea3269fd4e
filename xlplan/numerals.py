"""Characters and numerals: full width to narrow, and 1,234 / 3億2千万 / 12百万 / 三十五 to `Decimal`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN: Final = _FULL_WIDTH | {
    0x3000: " ", 0x00A0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x202F: " ",
    0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None, 0x00AD: None,
    ord("￥"): "¥", ord("㎡"): "m2", ord("㎥"): "m3", ord("㎞"): "km", ord("㎏"): "kg", ord("㌔"): "キロ",
    ord("㌧"): "トン", ord("㌫"): "%", ord("㍍"): "メートル", ord("㌃"): "アール", ord("㌶"): "ヘクタール",
}  # fmt: skip
_HALF_KANA: Final = re.compile("[\uff61-\uff9f]+")
_COMBINING: Final = re.compile("[\u3099\u309a]")

# Hyphens, dashes and minus signs that keyboards and Word put in front of a number.
MINUS_SIGNS: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\u2500"
KANJI_DIGITS: Final = {char: digit for digit, char in enumerate("〇一二三四五六七八九")}
SMALL_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
BIG_UNITS: Final = {"万": 10**4, "億": 10**8, "兆": 10**12}

_MOST_DIGITS: Final = 24  # with 千 behind them, still fewer than the 28 places in which decimals are divided

# As text: re compiles them when they are first needed.
_SEPARATED: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PIECE: Final = r"[\d,.]+|[〇一二三四五六七八九]+|[十百千万億兆]"


def narrow(text: str) -> str:
    """`text` with full-width ASCII narrowed, half-width kana widened, odd spaces plain and invisible marks gone.

    Not NFKC as a whole: that would turn ① into 1 and ½ into three characters, and so invent figures.
    """
    text = _HALF_KANA.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), text)
    if _COMBINING.search(text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(_PLAIN)


def read_numeral(text: str) -> Decimal | None:
    """The value of a numeral, or None when it is not one: wrong separators, units out of order, `5千1234`, endless digits."""
    tokens = re.findall(_PIECE, text)
    if not tokens or "".join(tokens) != text:
        return None
    return _read_parts(tokens, BIG_UNITS, _read_section)


def _read_parts(
    tokens: list[str], units: Mapping[str, int], read_rest: Callable[[list[str]], Decimal | None]
) -> Decimal | None:
    """The sum of parts that each end in one of `units`, largest first, plus what follows the last unit."""
    total, limit = Decimal(0), None
    part: list[str] = []
    for token in tokens:
        if token not in units:
            part.append(token)
            continue
        if not part and limit is not None:
            return None
        value = read_rest(part) if part else Decimal(1)
        # 「3万5億」 is two numbers or a slip, and so is 「1.5万5千」: what was said before must be whole in its unit.
        if value is None or (limit is not None and (value * units[token] >= limit or total % limit)):
            return None
        total, limit, part = total + value * units[token], units[token], []
    if not part:
        return total
    rest = read_rest(part)
    if rest is None or (limit is not None and (rest >= limit or total % limit)):
        return None
    return total + rest


def _read_section(tokens: list[str]) -> Decimal | None:
    """A numeral below 万: 2千 → 2000, 12百 → 1200, 三十五 → 35."""
    return _read_parts(tokens, SMALL_UNITS, _read_digits)


def _read_digits(tokens: list[str]) -> Decimal | None:
    if len(tokens) != 1 or len(tokens[0]) > _MOST_DIGITS:
        return None
    token = tokens[0]
    if token[0] in KANJI_DIGITS:
        return Decimal("".join(str(KANJI_DIGITS[char]) for char in token))
    return Decimal(token.replace(",", "")) if re.fullmatch(_SEPARATED, token) else None
