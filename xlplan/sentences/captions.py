"""Units that a table prints once, beside its name or its last figure: 「広告収入（千円） 5,000」, 「H25:3、H26:4（件）」."""

from __future__ import annotations

import re
from typing import Final

from xlplan.sentences.lexicon import Mark
from xlplan.sentences.tokens import Token, tokenise
from xlplan.units import base_unit, same_unit

_UNIT: Final = (
    "円|人|名|件|回|校|団体|か所|箇所|ヶ所|カ所|施設|園|館|店|社|組織|事業|事業所|項目|世帯|台|冊|点|本|戸|棟|時間|日|位|トン|リットル|キロ|平方メートル"
    "|%|ポイント|kg|g|t|kWh|m2|ha|km|t-CO2|kg-CO2"
)
_CAPTION: Final = re.compile(
    rf"[(【\[](?:単位[::]?\s*)?(?P<unit>(?:[十百千万億]+(?=円|人|件|冊|t|kWh))?(?:{_UNIT}))(?P<yearly>/年度?)?[)】\]]"
)


def captioned(text: str, era: str) -> list[Token]:
    """The tokens of `text`; figures printed without a unit are in the unit that stands alone in brackets."""
    caption = _CAPTION.search(text)
    if caption is None:
        return tokenise(text, era)
    rest = f"{text[: caption.start()]} {text[caption.end() :]}{'/年' if caption['yearly'] else ''}"
    tokens = tokenise(rest.strip(), era)
    figures = [token for token in tokens if token.mark is Mark.FIGURE]
    unit, scale = base_unit(caption["unit"])
    if not figures or any(figure.unit and not same_unit(figure.unit, unit) for figure in figures):
        return tokenise(text, era)
    return [
        token._replace(unit=unit, value=None if token.value is None else token.value * scale)
        if token.mark is Mark.FIGURE and not token.unit
        else token
        for token in tokens
    ]
