"""Where a file does not keep a rule, and characters that other machines may not have."""

from __future__ import annotations

import re
from typing import Final

from xlplan.declaring import NamedTuple

DEPENDENT: Final = re.compile(
    "[\u2460-\u24ff\u2776-\u2793\u2160-\u217f\u3200-\u33ff\ufe30-\ufe4f\ue000-\uf8ff\uff61-\uff9f\u2116\u2121]"
)
"""①, Ⅳ, ㈱, ㎡, ㍻, ㋿, private characters (外字), half-width kana, №, ℡: outside JIS X 0208."""


class Breach(NamedTuple):
    """A place that does not keep a rule: rule number, file, place in the file, what is wrong (Japanese)."""

    rule: str
    file: str
    place: str
    what: str

    def __str__(self) -> str:
        """「L1-08 programs.csv 3行目「取組の説明」：…」."""
        return f"{self.rule} {self.file} {self.place}：{self.what}"


def dependent_in(text: str) -> str:
    """The machine-dependent characters of a text, each once; "" when there are none."""
    return "".join(dict.fromkeys(DEPENDENT.findall(text)))
