"""財政効果: what was printed against what is registered, parts against totals, settled figures against budgeted ones.

Nothing is corrected. A notation such as 「約1百億円」 is read like any figure; where it cannot be the amount, the unit with
which the same number would be it is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final, get_args

from xlplan.choices import Effect
from xlplan.declaring import NamedTuple
from xlplan.figures import Figure, read_figure
from xlplan.periods import fiscal_year_label

if TYPE_CHECKING:
    from xlplan.tables.records import EffectRow

UNITS: Final = ("円", "千円", "万円", "百万円", "千万円", "億円", "十億円", "百億円")
LEAST: Final = Decimal(100_000)
"""An effect below this was typed in 百万円 or 千円, not in 円."""
_LABELS: Final = (*get_args(Effect), "計", "合計")
# Patterns as text: re compiles each when it is first needed, and a merge needs none.
_AMOUNT: Final = r"約?[0-9０-９][0-9０-９,，.．]*[十百千万億兆]*円"
_LABELLED: Final = f"({'|'.join(_LABELS)})[：:は]?\\s*({_AMOUNT})"
_DIGITS: Final = r"[0-9０-９][0-9０-９,，.．]*"


class Printed(NamedTuple):
    """A printed notation and the amount it stands for: its text, its value in 円, the worth of its last digit."""

    text: str
    value: Decimal
    step: Decimal

    def stands_for(self, amount: Decimal) -> bool:
        """Whether the amount may be printed so: rounded or cut to the last digit."""
        steps = amount / self.step
        return self.value / self.step in (steps.to_integral_value(ROUND_FLOOR), steps.to_integral_value(ROUND_HALF_UP))

    def meant_for(self, amount: Decimal) -> str:
        """The same number in the unit with which it would stand for the amount: 「約1百万円」; "" when there is none."""
        digits = re.search(_DIGITS, self.text)
        number = self.text[: digits.end()] if digits else ""
        for unit in UNITS:
            other = _read(number + unit)
            if other and other.value and other.stands_for(amount):
                return other.text
        return ""


def printed_of(row: EffectRow) -> Printed | None:
    """The notation of the row's own amount in 公表された表記; None when there is none that reads."""
    return _read(_notations(row.printed).get(row.effect, ""))


def printed_total(row: EffectRow) -> Printed | None:
    """The notation of the year's total, where the parts are printed as well."""
    found = _notations(row.printed)
    return _read(found.get("計", "")) if any(name in found for name in get_args(Effect)) else None


def by_year(rows: Iterable[EffectRow]) -> dict[int, list[EffectRow]]:
    """Fiscal year → its rows."""
    found: dict[int, list[EffectRow]] = {}
    for row in rows:
        found.setdefault(row.fy, []).append(row)
    return found


def bases(rows: Iterable[EffectRow]) -> dict[str, list[str]]:
    """根拠 (「記載なし」 when blank) → fiscal years as printed, in order; years without an amount are left out."""
    found: dict[str, list[str]] = {}
    for row in rows:
        years = found.setdefault(row.basis or "記載なし", [])
        label = fiscal_year_label(row.fy)
        if row.value is not None and label not in years:
            years.append(label)
    return {basis: years for basis, years in found.items() if years}


def _notations(text: str) -> dict[str, str]:
    """What is printed → its notation: 「約169百万円（歳入確保：約1百億円、…）」. A sentence without labels is the row's own."""
    labelled = {"計" if name == "合計" else name: amount for name, amount in re.findall(_LABELLED, text)}
    bare = re.search(_AMOUNT, re.sub(_LABELLED, "", text))
    if not labelled:
        return dict.fromkeys(get_args(Effect), bare[0] if bare else "")
    return ({"計": bare[0]} if bare else {}) | labelled


def _read(text: str) -> Printed | None:
    figure = read_figure(text) if text else None
    digits = re.search(_DIGITS, text)
    if not isinstance(figure, Figure) or digits is None:
        return None
    unit = read_figure("1" + text[digits.end() :])
    if not isinstance(unit, Figure):
        return None
    decimals = len(digits[0].replace("．", ".").partition(".")[2])
    return Printed(text, figure.value, unit.value / 10**decimals)
