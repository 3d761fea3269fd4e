"""Targets that name a figure to reach or to hold, and those that name a thing to get done."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from xlplan.declaring import NamedTuple
from xlplan.sentences.changes import common
from xlplan.sentences.direction import direction_of, is_sure
from xlplan.sentences.lexicon import Mark
from xlplan.sentences.parts import Amount, Parts
from xlplan.sentences.reading import Direction, Kind, Reading, When

NO_DUE: Final = "いつまでの目標か（毎年度か、計画の終わりか）が書かれていません。"
_COMPLETION: Final = re.compile("(?:進捗率|進行率|完了率|完成率|実施率|執行率|実行率|着手率)$")
_EFFECT: Final = re.compile("(?:財源効果|効果額|削減額|節減額|縮減額|効果)$")
_OPENING_DONE: Final = re.compile(
    "民営化|委託|移管|統合|統廃合|廃止|移行|法人化|設置|開設|整備|締結|指定|認定|設立|開館|導入|新設|結成|開所|構築|作成|策定"
)
_VERB_ENDING: Final = re.compile("(?:する(?:こと)?|します|している|し|を?行う|を?完了(?:する)?)$")
_FULL: Final = Decimal(100)


class _Limits(NamedTuple):
    low: Decimal | None
    high: Decimal | None
    direction: Direction | None


def _limits(amount: Amount, parts: Parts) -> _Limits:
    """Which side of the figure is wanted, by its own words first, then by the movement, then by the name."""
    if amount.bound == "low":
        return _Limits(amount.value, None, "up")
    if amount.bound == "high":
        return _Limits(None, amount.value, "down")
    direction = _direction(amount, parts)
    if direction == "up":
        return _Limits(amount.value, None, "up")
    if direction == "down":
        return _Limits(None, amount.value, "down")
    return _Limits(amount.value, amount.value, None)


def _direction(amount: Amount, parts: Parts) -> Direction | None:
    if parts.change in {Mark.UP, Mark.DOWN}:
        return "up" if parts.change is Mark.UP else "down"
    if parts.baseline is not None and parts.baseline.value != amount.value:
        return "up" if amount.value > parts.baseline.value else "down"
    if parts.rank or amount.unit == "位" or (amount.value == 0 and parts.direction != "up"):
        return "down"
    return parts.direction or direction_of(parts.object_noun)


def _against_name(limits: _Limits, parts: Parts) -> tuple[str, ...]:
    named = parts.direction
    if named and is_sure(parts.name) and limits.direction in {"up", "down"} and named != limits.direction:
        return ("名前から考えられる向きと、目標の向きが逆です。",)
    return ()


def _reading(
    kind: Kind, amount: Amount, parts: Parts, limits: _Limits, *reasons: str, cumulative: bool = False
) -> Reading:
    times = parts.times
    reading = Reading(
        kind,
        low=None if limits.low is None else limits.low * times,
        high=None if limits.high is None else limits.high * times,
        unit=amount.unit or None,
        direction=limits.direction,
        basis="absolute",
        cumulative=cumulative,
        approximate=amount.approximate,
        strict=amount.strict,
        reasons=(*reasons, *_against_name(limits, parts)),
    )
    if parts.baseline and amount.unit and parts.baseline.unit and parts.baseline.unit != amount.unit:
        reading = replace(reading, reasons=(*reading.reasons, "現状値と目標値の単位が違います。"))
    return common(parts, reading)


def within(parts: Parts) -> Reading | None:
    """「1～2件／年」「10件以上20件以下」."""
    if not parts.amounts or parts.basis or (parts.change and not parts.to_level):
        return None
    first = parts.amounts[0]
    if first.top is not None:
        direction = parts.direction
        reasons = ("範囲を超えた場合を達成とみるかどうかが書かれていません。",) if direction else ()
        if first.bound:
            reasons = (*reasons, f"「{first.text}」は範囲と上限・下限が重なっています。")
        return _reading("within", first, parts, _Limits(first.value, first.top, direction), *reasons)
    if len(parts.amounts) < 2 or first.bound != "low" or parts.amounts[1].bound != "high":  # noqa: PLR2004
        return None
    second = parts.amounts.pop(1)
    reasons = (
        ()
        if second.value > first.value and second.unit == (first.unit or second.unit)
        else ("下限と上限が合っていません。",)
    )
    amount = replace(first, unit=second.unit, strict=first.strict or second.strict)
    return _reading("within", amount, parts, _Limits(first.value, second.value, None), *reasons)


def cumulative(parts: Parts) -> Reading | None:
    """「新規3校（平成27年度末）」「5年間で50件」「累計10件」「１億円の財源効果」."""
    if not parts.amounts or parts.basis or parts.amounts[0].unit in {"％", "位", "ポイント"}:
        return None
    if parts.change and not parts.saves:
        return None
    amount, reasons = parts.amounts[0], []
    yearly = parts.per_year and not parts.multi_year
    shared_out = parts.headcount and not (parts.total or parts.multi_year or parts.new)
    effect = (
        bool(_EFFECT.search(parts.object_noun or parts.name)) and amount.unit == "円" and not yearly and not parts.dues
    )
    summed = parts.total or parts.multi_year or (parts.new and not yearly) or (parts.headcount and not yearly)
    if not (summed or effect) or (yearly and parts.total):
        return None
    if parts.span and parts.span.end is not None and not parts.dues:
        parts.dues.append(parts.span.end)
        parts.span = None
    if effect and not summed:
        reasons.append("毎年度の額か、期間を通した合計かが書かれていません。")
    if shared_out and parts.due is not None:
        reasons.append("延べの数が、その年度のものか、それまでの合計か、はっきりしません。")
    if parts.repeats:
        reasons.append("毎年度の値か、期間を通した合計か、はっきりしません。")
    if parts.due is None and not parts.has_end and not parts.multi_year:
        reasons.append("いつまでの合計かが書かれていません。")
    limits = _limits(amount, parts)
    if parts.saves or (limits.direction is None and amount.bound is None):
        limits = _Limits(amount.value, None, "up")  # a total that is counted up to is reached, not kept under
    reading = _reading("cumulative_by_end", amount, parts, limits, *reasons, cumulative=True)
    return replace(reading, period="by_end")


def completion(parts: Parts) -> Reading | None:
    """「実施率（27年度末）100％」「進捗率90％以上」「全小中学校へ導入」."""
    if parts.all_of and not parts.amounts and parts.done:
        reasons = () if parts.due is not None else (NO_DUE,)
        reading = Reading(
            "completion_rate", low=_FULL, unit="％", direction="up", basis="absolute", period="by_end", reasons=reasons
        )
        return common(parts, reading)
    if not parts.amounts or parts.per_year or parts.basis or parts.change or not _COMPLETION.search(parts.name):
        return None
    amount = parts.amounts[0]
    if amount.unit != "％" or amount.bound == "high" or amount.top is not None:
        return None
    limits = _Limits(amount.value, None, "up")
    reading = _reading("completion_rate", amount, parts, limits, *(() if parts.dues else (NO_DUE,)))
    return replace(reading, period="by_end")


def level(parts: Parts) -> Reading | None:
    """Every other figure: a bound, an exact yearly figure, an approximate one, or a level to reach."""
    amount = parts.amounts[0] if parts.amounts else None
    if amount is None or amount.top is not None or amount.unit == "倍" or parts.basis is not None:
        return None
    if amount.value < 0:
        parts.reasons.append(f"「{amount.text}」がマイナスの値か、減らす値か、はっきりしません。")
    limits = _limits(amount, parts)
    if parts.span is not None and not parts.per_year:
        return _spanned(amount, parts, limits)
    ends = bool(parts.dues) or parts.has_end
    timed = () if parts.per_year or ends else (NO_DUE,)
    if amount.approximate and amount.bound is None:
        return _reading("about", amount, parts, _Limits(amount.value, amount.value, limits.direction), *timed)
    if ends:
        return _ended(amount, parts, limits)
    if amount.bound:
        return _reading("at_least" if amount.bound == "low" else "at_most", amount, parts, limits)
    return (
        _exact_each_year(amount, parts, limits)
        if parts.per_year
        else _reading("level_by_end", amount, parts, limits, *timed)
    )


def _ended(amount: Amount, parts: Parts, limits: _Limits) -> Reading:
    reasons = ("この年度までの合計か、その時点の数かが、はっきりしません。",) if _may_be_new(parts, amount) else ()
    if parts.each_year:
        reasons = (*reasons, "毎年度の目標か、期限までの目標か、はっきりしません。")
    return _reading("level_by_end", amount, parts, limits, *reasons)


def _may_be_new(parts: Parts, amount: Amount) -> bool:
    return amount.unit not in {"％", "円", "人"} and bool(_OPENING_DONE.match(parts.done))


def _spanned(amount: Amount, parts: Parts, limits: _Limits) -> Reading:
    if parts.span and parts.span.end:
        parts.dues.append(parts.span.end)
    return _reading("level_by_end", amount, parts, limits, "毎年度の目標か、期間を通した合計か、はっきりしません。")


def _exact_each_year(amount: Amount, parts: Parts, limits: _Limits) -> Reading:
    # Nothing lies below 0 or above 100％, so there the question does not arise.
    at_the_edge = amount.value == (_FULL if amount.unit == "％" and limits.direction != "down" else 0)
    reasons = () if at_the_edge else ("「以上」がないため、ちょうどの値か、それ以上かが、はっきりしません。",)
    return _reading("exactly", amount, parts, _Limits(amount.value, amount.value, limits.direction), *reasons)


def milestone(parts: Parts) -> Reading | None:
    """「27年度末までに策定」「平成26年9月までに公表」."""
    if not parts.done or parts.amounts or parts.basis == "budget" or parts.change or parts.keep:
        return None
    if parts.span is not None and parts.span.end is not None and not parts.dues:
        parts.dues.append(parts.span.end)
    timed = parts.dues or parts.has_end or parts.per_year
    reasons = () if timed else ("いつまでに行うのかが書かれていません。",)
    action = _VERB_ENDING.sub("", parts.done)
    period: When | None = None if timed else "by_end"
    return common(parts, Reading("milestone", basis="absolute", period=period, action=action, reasons=reasons))
