"""Units as officers write them, and the base unit behind each: 千円 is 1000 円, m2 is ㎡, 名 equals 人."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xlplan.numerals import BIG_UNITS, SMALL_UNITS, narrow, read_numeral

# Signs and squared letters, printed one way.
_SIGNS: Final = {
    "%": "％",
    "パーセント": "％",
    "¥": "円",
    "m2": "㎡",
    "平方メートル": "㎡",
    "m3": "㎥",
    "立方メートル": "㎥",
}
# Different words for one unit: kept as written, equal when compared.
_SAME: Final = {
    "名": "人", "箇所": "か所", "ヶ所": "か所", "ヵ所": "か所", "カ所": "か所", "ケ所": "か所", "個所": "か所", "ヶ月": "か月",
    "ヵ月": "か月", "カ月": "か月", "箇月": "か月", "ケ月": "か月", "トン": "t", "キログラム": "kg", "キロメートル": "km", "KWH": "kWh",
    "kwh": "kWh", "kWH": "kWh", "KWh": "kWh", "Kwh": "kWh", "キロワット時": "kWh", "キロリットル": "kl", "kL": "kl", "ヘクタール": "ha",
    "リットル": "L", "pt": "ポイント", "％ポイント": "ポイント", "%ポイント": "ポイント",
}  # fmt: skip
# Units a kanji numeral may stand before; without the list 一般 would read as one 般.
KANJI_COUNTED: Final = frozenset((
    "人", "名", "件", "回", "校", "団体", "地区", "分野", "施設", "科目", "円", "時間", "世帯", "組織", "事業",
    "項目", "か所", "社", "台", "本", "冊", "店", "園", "館", "か月", "つ", "組", "部", "課", "か国", "路線",
    "区", "点", "戸", "棟", "種類", "％", "割", "ポイント", "箇所", "ヶ所", "カ所", "ヶ月", "カ月",
))  # fmt: skip
LATIN_UNITS: Final = frozenset(
    [
        "t",
        "kg",
        "g",
        "kWh",
        "MWh",
        "GWh",
        "MJ",
        "GJ",
        "TJ",
        "L",
        "kl",
        "ml",
        "m",
        "km",
        "cm",
        "mm",
        "ha",
        "a",
        "t-CO2",
        "kg-CO2",
        "tCO2",
        "kgCO2",
        "m2",
        "m3",
        "㎡",
        "㎥",
        "kL",
        "ℓ",
        "PV",
        "pv",
        "MB",
        "GB",
        "円/人",
        "dB",
        "ppm",
        "W",
        "kW",
        "MW",
    ]
)
TOTAL_BEFORE: Final = re.compile("^(?:延べ人数|延べ|延|のべ|合計|計)")
PER_YEAR: Final = re.compile("/年度?$")
# As text: re compiles it when it is first needed.
_MULTIPLIER: Final = f"[{''.join(SMALL_UNITS)}{''.join(BIG_UNITS)}]+(?=.)"


def printed_unit(word: str) -> str:
    """`word` as the project prints it: % → ％, m2 → ㎡; every other unit stays as written."""
    return _SIGNS.get(word, word)


def same_unit(one: str, other: str) -> bool:
    """Whether two words name one unit: 人 and 名, か所 and 箇所."""
    one, other = printed_unit(one), printed_unit(other)
    return _SAME.get(one, one) == _SAME.get(other, other)


@lru_cache(maxsize=256)  # a plan has a dozen units, and every figure asks for its own
def base_unit(unit: str) -> tuple[str, Decimal]:
    """The base unit behind `unit` and how many of it one `unit` is: 千円 → (円, 1000), 延べ人 → (人, 1), "" → ("", 1)."""
    unit = re.sub(r"\s+", "", narrow(unit))
    unit = TOTAL_BEFORE.sub("", PER_YEAR.sub("", unit))
    multiplier = re.match(_MULTIPLIER, unit)
    scale = read_numeral(multiplier[0]) if multiplier else None
    if multiplier and scale is not None:
        return printed_unit(unit[multiplier.end() :]), scale
    return printed_unit(unit), Decimal(1)
