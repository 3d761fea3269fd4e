"""The one sentence beside every verdict: figure, target, ratio or movement, rule, edition."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, assert_never

from xlplan.choices import NoVerdict, Symbol
from xlplan.declaring import NamedTuple
from xlplan.periods import fiscal_year_label
from xlplan.rounding import show, truncated_percent
from xlplan.targets.bands import Band, Course, Deliverable, Keep, Limit, Near, Sign, Total, Trend, Within
from xlplan.targets.base import RATE_UNITS
from xlplan.targets.facts import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlplan.decision import Decision
    from xlplan.periods import Period
    from xlplan.targets import Target
    from xlplan.targets.facts import Referenced, View

_ACTUAL: Final = {Mode.FINAL: "実績", Mode.FORECAST: "年度末見込", Mode.MIDYEAR: "9月末実績"}
_WORDS: Final = {Symbol.MET: "達成見込", Symbol.NEARLY: "やや遅れ", Symbol.SHORT: "要注意"}
_STAND: Final = {"遅れ": "段階より遅れ", "予定どおり": "段階どおり", "先行": "段階より先行"}
_WHY: Final = {
    NoVerdict.NOT_REPORTED: "実績が報告されていない",
    NoVerdict.NO_TARGET: "この年度の目標がまだ決められていない",
    NoVerdict.NO_PREVIOUS: "比べる前年度の実績がない",
    NoVerdict.NO_BASELINE: "計画開始時点の基準値がない",
    NoVerdict.OTHER_YEAR: "この年度には測定しない",
    NoVerdict.NOT_DUE: "年度末や期限に測るもので、まだその時期に至っていない",
    NoVerdict.MIDYEAR: "年間の目標が小さく、年度の途中では割合で見られない",
    NoVerdict.NOT_APPLICABLE: "成果指標がない",
    NoVerdict.UNDEFINED: "目標・基準値・期限の値では割合を計算できない",
    NoVerdict.BEFORE_EDITION: "この年度に適用する目標が登録されていない",
    NoVerdict.UNREADABLE: "目標の種別に必要な欄が埋まっていないか、目標の文を読み取れていない",
    NoVerdict.RELISTED: "再掲元の判定がない",
}


class Case(NamedTuple):
    """All that goes into one sentence."""

    target: Target
    view: View
    decision: Decision
    rule: str
    band: Band | None = None
    figure: Decimal | None = None

    @property
    def edition(self) -> str:
        """「平成26年度版」."""
        return f"{fiscal_year_label(self.target.effective_fy)}版"

    def show(self, value: Decimal) -> str:
        """A figure at the published decimals with its unit."""
        return show(value, self.target.unit, self.target.decimals)

    @property
    def actual(self) -> str:
        """「実績 66人」."""
        return f"{_ACTUAL[self.view.mode]} {self.show(self.figure or Decimal(0))}"


def sentence(case: Case) -> str:
    """「実績 66人／目標 70人以上＝94.2％のため△（90％以上100％未満、規則K1-3、平成26年度版）」."""
    decision = case.decision
    if decision.no_verdict or case.band is None:
        return _without(case)
    symbol = decision.symbol
    span = _span(case)
    if case.view.mode is not Mode.FINAL:
        span = "、".join(part for part in (_WORDS.get(symbol, ""), span) if part)
    inside = "、".join(part for part in (span, f"規則{case.rule}", case.edition) if part)
    return f"{_fact(case, case.band)}のため{symbol}（{inside}）"


def without_band(why: NoVerdict) -> str:
    """The words where a year has no band: 「この年度には測定しない」."""
    return _WHY[why]


def _without(case: Case) -> str:
    why = case.decision.no_verdict or NoVerdict.UNDEFINED
    said = f"（課の回答：{case.view.facts.blank_reason}）" if _unreported(case, why) else ""
    trend = "" if why is NoVerdict.NOT_REPORTED else _trend(case)
    return f"{_WHY[why]}{said}ため－（{why}{trend}、規則{case.rule}、{case.edition}）"


def _unreported(case: Case, why: NoVerdict) -> bool:
    return why is NoVerdict.NOT_REPORTED and bool(case.view.facts.blank_reason)


def _trend(case: Case) -> str:
    """Without a verdict the move against last year is still shown: 「、実績 12人は前年度 10人より増」."""
    now, before = case.view.actual, case.view.year_end(case.view.fy - 1)
    if now is None or before is None or case.view.mode is Mode.MIDYEAR:
        return ""
    move = "と同じ" if now == before else "より増" if now > before else "より減"
    return f"、{_ACTUAL[case.view.mode]} {case.show(now)}は前年度 {case.show(before)}{move}"


def _fact(case: Case, band: Band) -> str:  # noqa: PLR0911  # one line for each kind of band
    match band:
        case Limit():
            return _limit(case, band)
        case Within():
            return _within(case, band)
        case Keep():
            return f"{case.actual}／{goal(case, band)}{_equals(case)}"
        case Course():
            return _course(case, band)
        case Total():
            return _total(case, band)
        case Near():
            return f"{case.actual}／{goal(case, band)}"
        case Trend():
            return _against_last_year(case, band)
        case Deliverable():
            return _deliverable(case, band)
        case _:
            assert_never(band)


def goal(case: Case, band: Band) -> str:  # noqa: PLR0911  # one line for each kind of band
    """The band in words: 「目標 70人以上」「前年度 40％の維持（許容差 3％）」「期限 平成27年度」."""
    match band:
        case Limit():
            share = (
                ""
                if band.share == 1 or case.decision.branch.startswith("S")
                else f"の{truncated_percent(band.share)}分"
            )
            return f"目標 {case.show(band.target)}{_bound(band.sign, strict=band.strict)}{share}"
        case Within():
            single = band.low == band.high
            span = case.show(band.low) if single else f"{case.show(band.low)}～{case.show(band.high)}"
            share = "" if band.share == 1 else f"（下限の{truncated_percent(band.share)}分）"
            return f"目標 {span}{share}"
        case Keep():
            margin = f"（許容差 {case.show(band.tolerance)}）" if band.tolerance else ""
            return f"前年度 {case.show(band.previous)}の維持{margin}"
        case Course():
            return f"目標 {case.show(band.target)}{_bound(band.sign, strict=band.strict)}"
        case Total():
            return f"目標 {case.show(band.target)}"
        case Near():
            return f"目標 概ね{case.show(band.target)}（許容差 {case.show(band.tolerance)}）"
        case Trend():
            return f"前年度 {case.show(band.previous)}（{'増' if band.sign > 0 else '減'}がよい）"
        case Deliverable():
            return f"期限 {fiscal_year_label(band.due_fy)}"
        case _:
            assert_never(band)


def _bound(sign: Sign, *, strict: bool) -> str:
    if strict:
        return "超" if sign > 0 else "未満"
    return "以上" if sign > 0 else "以下"


def _equals(case: Case) -> str:
    ratio = case.decision.ratio
    return "" if ratio is None else f"＝{truncated_percent(ratio)}"


def _gap(case: Case, target: Decimal) -> str:
    if case.target.unit not in RATE_UNITS or case.figure is None:
        return ""
    gap = case.figure - target
    return f"（目標との差{'＋' if gap >= 0 else '－'}{show(abs(gap), 'ポイント')}）"


def _limit(case: Case, band: Limit) -> str:
    if band.from_zero:
        return f"{case.actual}（前年度は0のため、増減だけを見る）"
    head = f"{case.actual}／{goal(case, band)}{_gap(case, band.target)}"
    if case.decision.symbol is Symbol.WORSE and band.worse_than is not None:
        return f"{head}、比べる年度の {case.show(band.worse_than)}より後退"
    if case.decision.branch.startswith("P") and band.baseline is not None:
        return head + _movement(case, band.baseline)
    if case.decision.branch.startswith("S"):
        return head
    if band.strict and case.decision.ratio == 1 and case.figure == band.target * band.share:
        return f"{head}（ちょうど同じ値で、目標を満たさない）"
    return head + _equals(case) + ("（目標÷実績）" if band.sign < 0 and case.decision.ratio is not None else "")


def _movement(case: Case, baseline: Decimal) -> str:
    progress = case.decision.progress
    moved = "" if progress is None else f"＝{truncated_percent(progress)}"
    if case.decision.symbol is Symbol.WORSE or (progress is not None and progress < 0):
        return f"、基準値 {case.show(baseline)}より後退"
    return f"、基準値 {case.show(baseline)}からの進み{moved}"


def _course(case: Case, band: Course) -> str:
    head = f"{case.actual}／{goal(case, band)}{_gap(case, band.target)}"
    if case.decision.symbol in (Symbol.OVER, Symbol.MET) and case.decision.ratio is None:
        return f"{head}{_movement(case, band.baseline)}で、{'期限前に' if band.elapsed else ''}目標に到達"
    text = head + _movement(case, band.baseline)
    if band.elapsed is None or case.decision.ratio is None:
        return text
    return f"{text}÷経過{_part(band.elapsed)}{_equals(case)}"


def _part(elapsed: tuple[int, int]) -> str:
    done, whole = elapsed
    return truncated_percent(Decimal(done) / Decimal(whole))


def _total(case: Case, band: Total) -> str:
    word = {Mode.FINAL: "累計", Mode.FORECAST: "累計（年度末見込を含む）", Mode.MIDYEAR: "9月末までの累計"}[
        case.view.mode
    ]
    head = f"{word} {case.show(case.figure or Decimal(0))}／{goal(case, band)}"
    if band.elapsed is None or case.decision.symbol is Symbol.OVER or (case.figure or 0) >= band.target:
        return head + _equals(case)
    if band.expected == 0:
        return f"{head}、経過{_part(band.elapsed)}でこの時期までに見込む数は0"
    expected = band.target * band.elapsed[0] / band.elapsed[1] if band.expected is None else band.expected
    return f"{head}、経過{_part(band.elapsed)}で見込む {case.show(expected)}に対し{_equals(case)[1:]}"


def _within(case: Case, band: Within) -> str:
    head = f"{case.actual}／{goal(case, band)}{_gap(case, band.low)}"
    return f"{head}で上限超過" if case.decision.branch.startswith("U") else head + _equals(case)


def _against_last_year(case: Case, band: Trend) -> str:
    word = {Symbol.MET: "改善", Symbol.NEARLY: "横ばい"}.get(case.decision.symbol, "後退")
    return f"{case.actual}／{goal(case, band)}で{word}"


def _deliverable(case: Case, band: Deliverable) -> str:
    due = goal(case, band)
    if band.done_fy is not None:
        when = "前に" if band.done_fy < band.due_fy else "どおり" if band.done_fy == band.due_fy else "を過ぎて"
        return f"{due}／{fiscal_year_label(band.done_fy)}に完了（期限{when}）"
    if band.passed or band.stand is None:
        return f"{due}／完了していない"
    return f"{due}／年度計画の{_STAND[band.stand]}"


def _span(case: Case) -> str:
    """The row of the table of bands that applied: 「90％以上100％未満」."""
    ratio, limits = case.decision.ratio, case.view.thresholds
    if ratio is None or (ratio >= 1 and case.decision.symbol not in (Symbol.OVER, Symbol.MET)):
        return ""
    if case.decision.branch.startswith("Q") and case.decision.symbol is not Symbol.OVER:
        edges = [Decimal(1), limits.pace, Decimal(0)]
    elif case.view.mode is not Mode.FINAL:
        edges = [Decimal(1), limits.half]
    else:
        edges = [limits.over, Decimal(1), limits.near, limits.short]
    upper = ""
    for edge in edges:
        if ratio >= edge:
            return f"{_percent(edge)}以上{upper}"
        upper = f"{_percent(edge)}未満"
    return upper


def _percent(part: Decimal) -> str:
    return show(part * 100, "％")


def from_others(target: Target, view: View, decision: Decision, rule: str, worst: Referenced | None) -> str:
    """The sentence of a reference or a relisted indicator."""
    case = Case(target, view, decision, rule)
    if worst is None:
        return _without(case)
    if target.relisted_from:
        return f"再掲元の指標{target.relisted_from}の判定を写したため{decision.symbol}（規則{rule}、{case.edition}）"
    count = f"{len(view.facts.referenced)}指標のうち最も低い指標{worst.indicator}の判定"
    return f"参照先の{count}をとるため{decision.symbol}（規則{rule}、{case.edition}）"


def for_no_edition(why: NoVerdict, period: Period) -> str:
    """The sentence when there is no target to speak of."""
    return f"{_WHY[why]}ため－（{why}、{period.label}）"


def for_missing_criteria(missing: Sequence[str], period: Period) -> str:
    """The sentence when 判定基準 has no value for the year."""
    return f"判定基準「{'」「'.join(missing)}」が{period.fy_label}に適用できないため－（{NoVerdict.UNDEFINED}）"
