"""How figures are rounded and printed (rules.md §5.1): half up, percentages cut, amounts in 万円 and 億円."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import Final

_WIDE: Final = Context(prec=60)
"""Digits enough for the yen of a nation with decimals. Handed on, not entered: every figure of a return passes here."""
_ONE: Final = Decimal(1)
_PLACES: Final = tuple(_ONE.scaleb(-places) for places in range(10))


def plain(value: Decimal) -> Decimal:
    """Without trailing zeros or exponent, so that equal figures also print alike."""
    value = value.normalize(_WIDE)
    return value.quantize(_ONE, context=_WIDE) if value == value.to_integral_value() else value


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """`value` at `decimals` places, ties away from zero as a worksheet's ROUND does."""
    places = _PLACES[decimals] if 0 <= decimals < len(_PLACES) else _ONE.scaleb(-decimals)
    return value.quantize(places, rounding=ROUND_HALF_UP, context=_WIDE)


def truncated_percent(ratio: Decimal) -> str:
    """0.9428 → 「94.2％」. Cut, not rounded, so that 「100.0％」 never shows for an unmet target."""
    percent = _WIDE.multiply(ratio, 100).quantize(Decimal("0.1"), rounding=ROUND_DOWN, context=_WIDE)
    return f"{abs(percent) if percent == 0 else percent:,f}％"


def show(value: Decimal, unit: str, decimals: int | None = None) -> str:
    """A figure as the city prints it: 7100000 円 → 「710万円」, 270000 人 → 「270,000人」.

    Args:
        value: In base units.
        unit: Base unit; "" prints the number alone.
        decimals: Published decimals; None prints what there is.
    """
    value = plain(value) if decimals is None else round_half_up(value, decimals)
    if unit == "円" and value == value.to_integral_value():
        return _show_yen(int(value))
    text = f"{value:,f}"
    return (text.removeprefix("-") if value == 0 else text) + unit


def _show_yen(yen: int) -> str:
    sign, rest = ("-" if yen < 0 else ""), abs(yen)
    if rest == 0 or rest % 10_000:
        return f"{sign}{rest:,}円"
    hundred_millions, ten_thousands = divmod(rest // 10_000, 10_000)
    upper = f"{hundred_millions:,}億" if hundred_millions else ""
    lower = ""
    if ten_thousands:
        lower = f"{ten_thousands // 1000}千万" if ten_thousands % 1000 == 0 else f"{ten_thousands:,}万"
    return f"{sign}{upper}{lower}円"
