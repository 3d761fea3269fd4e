"""Targets that say how a figure should move: growth, keeping, and a direction alone."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from xlplan.sentences.lexicon import Mark
from xlplan.sentences.parts import Amount, Parts
from xlplan.sentences.reading import Direction, Reading, When

_FULL: Final = Decimal(100)
_LEVEL_FROM: Final = 100
_LEVEL_MAYBE_FROM: Final = 50
_PASSES: Final = re.compile("(?<!を)(?:上回|下回)")  # 「前年度を5％上回る」, not 「前年度比5％を上回る」
_POINTS: Final = "割合の指標なので、「％」が比率なのかポイントなのか、はっきりしません。"
_ACTIVITY: Final = re.compile("拡大|拡充|増強")
_NO_BASE: Final = "何と比べるのか（前年度か、基準の年度か）が書かれていません。"


def common(parts: Parts, reading: Reading) -> Reading:
    """`reading` with what every kind shares: due year, period, baseline, name, reasons."""
    due = parts.due
    ends = due is not None or parts.has_end or bool(parts.multi_year)
    return replace(
        reading,
        name=parts.name,
        due_fy=due,
        period=reading.period or ("by_end" if ends else "per_year" if parts.per_year else None),
        basis=reading.basis or parts.basis,
        baseline_value=parts.baseline.value if parts.baseline else None,
        baseline_fy=parts.baseline_fy,
        reasons=tuple(dict.fromkeys((*reading.reasons, *parts.reasons))),
    )


def growth(parts: Parts) -> Reading | None:
    """「10％削減」「前年度比5％増」「半減」「100人削減」「3ポイント向上」."""
    if parts.to_level or (parts.baseline and parts.amounts and parts.basis is None):
        return None
    if parts.change in {Mark.HALVE, Mark.DOUBLE} and not parts.amounts:
        return _growth(parts, rate=Decimal("-0.5") if parts.change is Mark.HALVE else Decimal(1), reasons=())
    amount = parts.amounts[0] if parts.amounts else None
    if amount is None or amount.top is not None or not _asks_growth(amount, parts) or parts.saves:
        return None
    if amount.unit == "倍":
        return _growth(parts, rate=amount.value - 1, reasons=(), amount=amount)
    sign, reasons = _sign(parts, amount)
    if amount.bound == "high":
        reasons = (*reasons, f"「{amount.text}」は増減の上限と読めます。")
    if amount.unit == "％" and parts.is_share:
        reasons = (*reasons, _POINTS)
    moved = sign * abs(amount.value)
    if amount.unit == "％":
        return _growth(parts, rate=moved / 100, reasons=reasons, amount=amount)
    return _growth(parts, change=moved, reasons=reasons, amount=amount)


def _asks_growth(amount: Amount, parts: Parts) -> bool:
    signed = amount.value < 0 or amount.text.startswith("+")
    compared = parts.basis in {"previous_year", "base_year"}
    return parts.change is not None or (signed and compared) or amount.unit == "倍"


def _sign(parts: Parts, amount: Amount) -> tuple[int, tuple[str, ...]]:
    if parts.change is Mark.DOWN or (parts.change is None and amount.value < 0):
        return -1, ()
    if parts.change is Mark.BETTER:
        direction = parts.direction
        reasons = () if direction else ("「改善」が増やすことか減らすことか、はっきりしません。",)
        return (-1 if direction == "down" else 1), reasons
    return 1, ("「増」とマイナスの記号が食い違っています。",) if amount.value < 0 else ()


def _growth(
    parts: Parts,
    *,
    reasons: tuple[str, ...],
    rate: Decimal | None = None,
    change: Decimal | None = None,
    amount: Amount | None = None,
) -> Reading:
    moved = rate if rate is not None else change or Decimal(0)
    # 「毎年度2％削減」 can only mean the year before; 「年間100万円の削減」 may also be a sum saved each year.
    basis = parts.basis or ("previous_year" if _steps(parts, amount, rate) else None)
    if basis is None:
        reasons = (*reasons, _NO_BASE)
    if basis == "base_year" and parts.repeats:
        reasons = (*reasons, "毎年度の増減を、前年度と比べるのか基準の年度と比べるのか、はっきりしません。")
    if parts.total or parts.multi_year or parts.new:
        reasons = (*reasons, "増減の値が、毎年度のものか期間を通したものか、はっきりしません。")
    repeats = basis == "previous_year" and parts.due is None
    reading = Reading(
        "growth",
        low=change if change is not None and moved > 0 else None,
        high=change if change is not None and moved <= 0 else None,
        unit=amount.unit or None if amount and amount.unit != "倍" else None,
        direction="up" if moved > 0 else "down",
        basis=basis,
        rate=rate,
        period="per_year" if repeats else None,
        approximate=amount.approximate if amount else False,
        strict=amount.strict if amount else False,
        reasons=reasons,
    )
    return common(parts, reading)


def _steps(parts: Parts, amount: Amount | None, rate: Decimal | None) -> bool:
    counted = parts.each_year and parts.change is Mark.UP and amount is not None and amount.unit != "円"
    return parts.repeats and (rate is not None or parts.stepwise or counted)


def compared_level(parts: Parts) -> Reading | None:
    """「前年比５％以上」「前年度比105％」「平成22年度比90％以下」: a percentage of, or on top of, another year."""
    if (
        parts.basis not in {"previous_year", "base_year"}
        or not parts.amounts
        or parts.change
        or parts.keep
        or parts.done
    ):
        return None
    amount = parts.amounts[0]
    reasons: tuple[str, ...] = ()
    if amount.unit != "％" or amount.top is not None:
        return None
    share = amount.value
    passed = _PASSES.search(amount.text)
    if passed and share < _LEVEL_FROM:
        rate = share / 100 if passed[0] == "上回" else -share / 100
    elif share >= _LEVEL_FROM or (share >= _LEVEL_MAYBE_FROM and amount.bound == "high"):
        rate = share / 100 - 1
    elif share >= _LEVEL_MAYBE_FROM:
        rate, reasons = share / 100 - 1, (f"「{amount.text}」が増減の率か、比べた水準か、はっきりしません。",)
    else:
        rate = share / 100
        reasons = (f"「{amount.text}」が増やす率か、比べた水準か、はっきりしません。増やす率と読みました。",)
    if parts.is_share:
        reasons = (*reasons, _POINTS)
    direction: Direction = "down" if amount.bound == "high" or (amount.bound is None and rate < 0) else "up"
    if rate == 0:
        kept = Reading(
            "keep_previous", direction=direction, period=_yearly(parts), strict=amount.strict, reasons=reasons
        )
        return common(parts, kept)
    reading = Reading(
        "growth", unit="％", direction=direction, rate=rate, period=_yearly(parts), approximate=amount.approximate,
        strict=amount.strict, reasons=reasons,
    )  # fmt: skip
    return common(parts, reading)


def _yearly(parts: Parts) -> When | None:
    return "per_year" if parts.basis == "previous_year" and parts.due is None else None


def keeping(parts: Parts) -> Reading | None:
    """「前年度末数の維持」「現状維持」「100％を維持」「前年度実績以上」."""
    compares = parts.basis in {"previous_year", "base_year"}
    if parts.keep and parts.amounts:
        return _kept_level(parts)
    if parts.keep:
        reasons = () if parts.basis == "previous_year" else ("維持する水準がいつの値か、書かれていません。",)
        if parts.baseline_fy is not None:
            reasons = ()
        if parts.loose is not None:
            wanted: Direction = "up" if parts.loose in {Mark.AT_LEAST, Mark.ABOVE} else "down"
            return common(parts, Reading("keep_previous", direction=wanted, period=_yearly(parts), reasons=reasons))
        return common(parts, Reading("keep_previous", direction="keep", period=_yearly(parts), reasons=reasons))
    if not compares or parts.amounts or parts.loose is None:
        return None
    up = parts.loose in {Mark.AT_LEAST, Mark.ABOVE}
    if parts.loose in {Mark.ABOVE, Mark.BELOW}:
        strict = Reading("direction_only", direction="up" if up else "down", period=_yearly(parts), strict=True)
        return common(parts, strict)
    return common(parts, Reading("keep_previous", direction="up" if up else "down", period=_yearly(parts)))


def _kept_level(parts: Parts) -> Reading | None:
    amount = parts.amounts[0]
    if amount.top is not None or parts.basis or parts.change:
        return None
    direction = parts.direction
    # 100％ cannot be exceeded and 0 cannot be undercut, whatever the name says.
    if amount.bound == "low" or (
        amount.bound is None and (direction == "up" or (amount.unit == "％" and amount.value == _FULL))
    ):
        kind, low, high = "at_least", amount.value, None
    elif amount.bound == "high" or direction == "down" or amount.value == 0:
        kind, low, high = "at_most", None, amount.value
    else:
        kind, low, high = "about" if amount.approximate else "exactly", amount.value, amount.value
    reading = Reading(
        kind,  # type: ignore[arg-type]
        low=low,
        high=high,
        unit=amount.unit or None,
        direction="keep" if amount.bound is None else "up" if low is not None else "down",
        basis="absolute",
        period=None if parts.due is not None else "per_year",
        approximate=amount.approximate,
        strict=amount.strict,
    )
    return common(parts, reading)


def external(parts: Parts) -> Reading | None:
    """「毎年度予算で見込む収納率」「全国平均以上」: the figure is set elsewhere."""
    if parts.basis == "budget" and not parts.amounts and parts.change is None:
        return common(parts, Reading("annual_external", direction=parts.direction or "up", period="per_year"))
    if parts.average and not parts.amounts:
        down = parts.loose in {Mark.AT_MOST, Mark.BELOW}
        reading = Reading(
            "annual_external", direction="down" if down else "up", strict=parts.loose in {Mark.ABOVE, Mark.BELOW},
            reasons=("比べる相手の値が文の中にありません。",),
        )  # fmt: skip
        return common(parts, reading)
    return None


def direction_only(parts: Parts) -> Reading | None:
    """「利用者数の増」「前年度比増」「…の対前年度減少額」."""
    if parts.amounts or parts.keep or parts.done or parts.basis == "budget":
        return None
    if _ACTIVITY.match(parts.change_word) and parts.basis is None:
        reason = "「" + parts.change_word + "」は、増やす目標とも、取組の名前とも読めます。"
        return common(parts, Reading("no_target", direction="up", reasons=(reason,)))
    if parts.change in {Mark.UP, Mark.DOWN, Mark.BETTER}:
        direction: Direction | None = (
            "up" if parts.change is Mark.UP else "down" if parts.change is Mark.DOWN else parts.direction
        )
        reasons = () if direction else ("「改善」が増やすことか減らすことか、はっきりしません。",)
        if parts.baseline_fy is not None and parts.basis == "previous_year":
            reasons = (*reasons, "文中の年度の値と前年度の値の、どちらと比べるのかが、はっきりしません。")
        return common(parts, Reading("direction_only", direction=direction, period=_yearly(parts), reasons=reasons))
    return None
