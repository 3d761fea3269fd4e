"""The Japanese sentence that says how a target was read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from xlplan.periods import fiscal_year_label
from xlplan.rounding import plain, show
from xlplan.sentences.reading import Kind, Reading

_FULL: Final = 100
_TIMES: Final = frozenset(("秒", "分", "時間", "日", "営業日", "週間", "か月", "ヶ月", "年"))
_FIXED: Final[dict[Kind, str]] = {
    "none": "成果指標はありません。",
    "no_target": "目標値は書かれていません。",
    "refer_other": "ほかの計画やプログラムの目標値によります。",
    "unreadable": "この文から目標を読み取れません。",
}


def explanation(reading: Reading) -> str:
    """One or two sentences in です・ます; the reasons of an ambiguous reading follow it elsewhere."""
    body = _body(reading)
    if reading.kind in {"none", "no_target", "unreadable"}:
        return body
    if reading.ambiguous:
        return body + "読み方に迷いがあるため、担当者の確認が必要です。"
    return body


def _body(reading: Reading) -> str:
    if reading.kind == "no_target" and reading.direction in {"up", "down"}:
        word = "多い（高い）" if reading.direction == "up" else "少ない（低い）"
        return f"目標値は書かれていません。名前からは、{word}ほうがよい指標と考えられます。"
    if reading.kind == "annual_external" and reading.basis == "budget":
        return "毎年度、予算で見込む値を目標とします。"
    if reading.kind == "refer_other" and reading.reference is not None:
        return f"No.{reading.reference}のプログラムの目標値によります。"
    word_for = _WORDINGS.get(reading.kind)
    return (
        word_for(reading, _when(reading)) if word_for else _FIXED.get(reading.kind) or _level(reading, _when(reading))
    )


def _level(reading: Reading, when: str) -> str:
    return f"{when}{_base(reading)}{_amount(reading)}{_to(reading)}ことを目標とします。"


def _to(reading: Reading) -> str:
    if reading.low is None or reading.high is None:
        return "にする"
    return "とする" if reading.low == reading.high else "の範囲に収める"


def _external(reading: Reading, when: str) -> str:
    sides = {"up": "を上回る", "down": "を下回る"} if reading.strict else {"up": "以上にする", "down": "以下にする"}
    side = sides.get(reading.direction or "", "と同じにする")
    return f"{when}別に定められる値（平均や基準など）{side}ことを目標とします。"


def _summed(reading: Reading, when: str) -> str:
    return f"{when}合わせて{_amount(reading)}{_to(reading)}ことを目標とします。"


def _milestone(reading: Reading, when: str) -> str:
    return f"{when}{f'「{reading.name}」の' if reading.name else ''}{_act(reading)}ことを目標とします。"


def _act(reading: Reading) -> str:
    if not reading.action:
        return "取組を行う"
    return f"「{reading.action}」を行う" if reading.period == "per_year" else f"「{reading.action}」まで進める"


def _yearly(reading: Reading, _when: str) -> str:
    years = "、".join(f"{fiscal_year_label(fy)} {_shown(value, reading)}" for fy, value in reading.series)
    return f"年度ごとに目標があります（{years}）。"


def _when(reading: Reading) -> str:
    if reading.due_fy is not None:
        return f"{fiscal_year_label(reading.due_fy)}末までに、"
    return (
        "毎年度、" if reading.period == "per_year" else "計画期間の終わりまでに、" if reading.period == "by_end" else ""
    )


def _base(reading: Reading) -> str:
    if reading.baseline_value is None:
        return ""
    year = f"{fiscal_year_label(reading.baseline_fy)}の" if reading.baseline_fy is not None else "現状の"
    return f"{year}{_shown(reading.baseline_value, reading)}を、"


def _shown(value: Decimal, reading: Reading) -> str:
    return show(value, reading.unit or "")


def _amount(reading: Reading) -> str:
    low, high = reading.low, reading.high
    about = "おおむね" if reading.approximate else ""
    if low is not None and high is not None:
        return (
            f"{about}{_shown(low, reading)}"
            if low == high
            else f"{about}{_shown(low, reading)}から{_shown(high, reading)}{'未満' if reading.strict else 'まで'}"
        )
    if low == _FULL and reading.unit == "％" and not reading.strict:
        return f"{about}100％"
    if low is not None:
        return f"{about}{_shown(low, reading)}{'を超える値' if reading.strict else '以上'}"
    return f"{about}{_shown(high, reading)}{_up_to(reading)}" if high is not None else ""


def _up_to(reading: Reading) -> str:
    return "未満" if reading.strict else "以内" if reading.unit in _TIMES else "以下"


def _compared(reading: Reading) -> str:
    if reading.basis == "previous_year":
        return "前年度の実績"
    if reading.basis == "base_year" and (reading.baseline_fy is not None or reading.kind != "keep_previous"):
        return f"{fiscal_year_label(reading.baseline_fy)}の値" if reading.baseline_fy is not None else "基準の値"
    return "現状の値" if reading.kind == "keep_previous" else "もとの値"


def _growth(reading: Reading, when: str) -> str:
    up = reading.direction == "up"
    side = ("超" if up else "未満") if reading.strict else "以上" if up else "以下"
    if reading.rate is not None:
        times = f"{plain(1 + reading.rate):f}倍{side}"
        if reading.unit != "％":
            return f"{when}{_compared(reading)}の{times}にすることを目標とします。"
        percent = f"{plain(abs(reading.rate) * 100):f}％{'を超えて' if reading.strict else '以上'}{'増やす' if reading.rate > 0 else '減らす'}"
        return f"{when}{_compared(reading)}より{percent}こと（{times}）を目標とします。"
    change = reading.low if reading.low is not None else reading.high
    shown = _shown(abs(change), reading) if change is not None else ""
    return f"{when}{_compared(reading)}より{shown}{'以上増やす' if up else '以上減らす'}ことを目標とします。"


def _kept(reading: Reading, when: str) -> str:
    word = {"up": "以上にする", "down": "以下にする"}.get(reading.direction or "", "を維持する")
    return f"{when}{_compared(reading)}{word}ことを目標とします。"


def _direction(reading: Reading, when: str) -> str:
    word = {"up": "増やす（高める）", "down": "減らす（下げる）"}.get(reading.direction or "", "改善する")
    if reading.basis in {"previous_year", "base_year"}:
        return f"{when}{_compared(reading)}より{word}ことを目標とします。値は書かれていません。"
    return f"{when}{word}ことだけが示され、値は書かれていません。"


_WORDINGS: Final[dict[Kind, Callable[[Reading, str], str]]] = {
    "cumulative_by_end": _summed,
    "milestone": _milestone,
    "growth": _growth,
    "keep_previous": _kept,
    "direction_only": _direction,
    "annual_external": _external,
    "per_year_series": _yearly,
}
