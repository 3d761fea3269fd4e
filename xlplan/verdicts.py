"""Verdicts: one indicator's target and facts in, symbol, rule and reason out. Source: rules §5.

The order is fixed: does the target apply, are the figures there, then the band (`decision`), then the sentence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from xlplan import reasons
from xlplan.choices import NoVerdict, Symbol
from xlplan.decision import Decision, decide, no_verdict
from xlplan.declaring import NamedTuple
from xlplan.targets import ReferOther, Target
from xlplan.targets.base import BaseTarget
from xlplan.targets.facts import YEAR_END, Facts, Mode, Referenced, View

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from xlplan.criteria import Criteria
    from xlplan.periods import Period
    from xlplan.targets.bands import Band

_BRANCH: Final = {symbol: number for number, symbol in enumerate(Symbol, start=1)} | {Symbol.NONE: 0}
_HALF_WORDS: Final = {Symbol.MET: "達成見込", Symbol.NEARLY: "やや遅れ", Symbol.SHORT: "要注意"}
_UNKNOWN_RULE: Final = "K0"


class Verdict(NamedTuple):
    """The verdict on one indicator in one period.

    Attributes:
        symbol: ◎○△▲×▼－.
        rule: K number, branch number (1 ◎ 2 ○ 3 △ 4 ▲ 5 × 6 ▼ 0 －) and letters of `decision.BRANCHES`: K6-3Q.
        mode: 確定 at year-end, 見込 from the department's forecast, 途中 from the half-year's own figure.
        no_verdict: why －.
        band: where the figure should have been.
        figure: what was compared, in base units.
        ratio: what was held against the thresholds, a fraction cut to three decimals.
        progress: the part of the way from the baseline, likewise.
        reason: one Japanese sentence.
    """

    symbol: Symbol
    rule: str
    mode: Mode
    no_verdict: NoVerdict | None = None
    band: Band | None = None
    figure: Decimal | None = None
    ratio: Decimal | None = None
    progress: Decimal | None = None
    reason: str = ""

    @property
    def forecast(self) -> bool:
        """True when the verdict rests on figures before the year's end; its row is marked 「見込」."""
        return self.mode is not Mode.FINAL and self.no_verdict is None

    @property
    def word(self) -> str:
        """The word beside the symbol."""
        return _HALF_WORDS.get(self.symbol, self.symbol.word) if self.forecast else self.symbol.word


def judge(target: Target | Sequence[str] | None, facts: Facts, period: Period, criteria: Criteria) -> Verdict:
    """Judge one indicator in one period.

    Args:
        target: what `target_of` gave for the edition in force; None before the first edition.
        facts: reported figures in base units; for a reference or a relisted indicator also the verdicts it rests on.
        period: the half-year judged.
        criteria: thresholds; those of the period's fiscal year are used.

    Returns:
        A verdict; every － carries its reason. Bad data never raises.
    """
    limits = criteria.at(period.fy)
    if target is None or not isinstance(target, BaseTarget):
        why = NoVerdict.BEFORE_EDITION if target is None else NoVerdict.UNREADABLE
        mode = Mode.FINAL if period.half == YEAR_END else Mode.MIDYEAR
        text = reasons.for_no_edition(why, period)
        return Verdict(symbol=Symbol.NONE, rule=f"{_UNKNOWN_RULE}-0", mode=mode, no_verdict=why, reason=text)
    if limits is None:
        return _missing_criteria(target, criteria, period)
    view = View(period, facts, limits, target.decimals)
    if target.relisted_from or isinstance(target, ReferOther):
        return _from_others(target, view)
    found = _look(target, view)
    if isinstance(found, NoVerdict):
        return _verdict(target, view, no_verdict(found))
    band, figure = found
    return _verdict(target, view, decide(band, figure, view.mode, limits), band, figure)


class Stated(NamedTuple):
    """Where an indicator's figure should lie in a period: the band (None where there is none) and its words."""

    band: Band | None
    words: str


def band_in(target: Target | Sequence[str] | None, facts: Facts, period: Period, criteria: Criteria) -> Stated:
    """The band of a period, whether or not its figure was reported; the arguments are those of `judge`."""
    limits = criteria.at(period.fy)
    if target is None or not isinstance(target, BaseTarget):
        return Stated(None, reasons.without_band(NoVerdict.BEFORE_EDITION if target is None else NoVerdict.UNREADABLE))
    if limits is None:
        return Stated(None, reasons.for_missing_criteria(criteria.missing(period.fy), period))
    if target.relisted_from or isinstance(target, ReferOther):
        return Stated(None, "ほかの指標の判定による")
    view = View(period, facts, limits, target.decimals)
    band = target.refusal(view) or (NoVerdict.NOT_DUE if target.not_due(view) else target.band(view))
    if isinstance(band, NoVerdict):
        return Stated(None, reasons.without_band(band))
    return Stated(band, reasons.goal(reasons.Case(target, view, no_verdict(NoVerdict.NOT_REPORTED), ""), band))


def _look(target: Target, view: View) -> tuple[Band, Decimal] | NoVerdict:
    """Band and figure, or why there is nothing to compare: applicability first, then data."""
    refused = target.refusal(view)
    if refused:
        return refused
    if target.not_due(view):
        return NoVerdict.NOT_DUE
    figure = target.figure(view)
    if isinstance(figure, NoVerdict):
        return figure
    band = target.band(view)
    return band if isinstance(band, NoVerdict) else (band, figure)


def _verdict(
    target: Target, view: View, decision: Decision, band: Band | None = None, figure: Decimal | None = None
) -> Verdict:
    rule = f"{target.rule_in(view)}-{_BRANCH[decision.symbol]}{decision.branch}"
    return Verdict(
        symbol=decision.symbol,
        rule=rule,
        mode=view.mode,
        no_verdict=decision.no_verdict,
        band=band,
        figure=figure,
        ratio=decision.ratio,
        progress=decision.progress,
        reason=reasons.sentence(reasons.Case(target, view, decision, rule, band, figure)),
    )


def _missing_criteria(target: Target, criteria: Criteria, period: Period) -> Verdict:
    mode = Mode.FINAL if period.half == YEAR_END else Mode.MIDYEAR
    text = reasons.for_missing_criteria(criteria.missing(period.fy), period)
    why = NoVerdict.UNDEFINED
    return Verdict(symbol=Symbol.NONE, rule=f"{target.rule}-0", mode=mode, no_verdict=why, reason=text)


def _from_others(target: Target, view: View) -> Verdict:
    """再掲 copies its source; a reference takes the worst of what it points to. － is never the worst."""
    judged = [other for other in view.facts.referenced if other.symbol is not Symbol.NONE]
    copied = bool(target.relisted_from)
    branch = "C" if copied else ""
    if judged:
        worst = max(judged, key=lambda other: _BRANCH[other.symbol])
        decision = Decision(worst.symbol, branch)
    else:
        why = next((other.no_verdict for other in view.facts.referenced if other.no_verdict), None)
        worst, decision = None, no_verdict(why or (NoVerdict.RELISTED if copied else NoVerdict.NOT_REPORTED))
    rule = f"K13-{_BRANCH[decision.symbol]}{decision.branch}"
    text = reasons.from_others(target, view, decision, rule, worst)
    why = decision.no_verdict
    return Verdict(symbol=decision.symbol, rule=rule, mode=view.mode, no_verdict=why, reason=text)


def referenced(indicator: str, verdict: Verdict) -> Referenced:
    """A verdict as the facts of the indicator that points to it."""
    return Referenced(indicator, verdict.symbol, verdict.no_verdict)


class OverrideState(NamedTuple):
    """A verdict changed by hand: 有効, 不備 (reason, name or date missing) or 再確認 (the inputs changed since)."""

    state: Literal["なし", "有効", "不備", "再確認"]
    final: Symbol
    missing: tuple[str, ...] = ()


def override_state(
    verdict: Verdict, override: Symbol | None, *, reason: str, by: str, on: dt.date | None, inputs: str
) -> OverrideState:
    """Whether an override stands; the computed verdict stays visible beside it.

    Args:
        verdict: the verdict as computed now.
        override: 変更判定; None when there is none.
        reason: 変更理由.
        by: 変更者.
        on: 変更日.
        inputs: 変更時の入力; blank until the first assessment after the change.

    Returns:
        The state, the symbol that reports use, and the headers of what is missing.
    """
    if override is None:
        return OverrideState("なし", verdict.symbol)
    wanted = {"変更理由": reason, "変更者": by, "変更日": on}
    missing = tuple(header for header, value in wanted.items() if not value)
    if missing:
        return OverrideState("不備", override, missing)
    stale = inputs not in ("", inputs_digest(verdict))
    return OverrideState("再確認" if stale else "有効", override)


def inputs_digest(verdict: Verdict) -> str:
    """Twelve letters that change when a figure, a target or a threshold behind the verdict changes the outcome's inputs."""
    band = tuple(verdict.band) if verdict.band is not None else ()
    parts = (verdict.symbol, verdict.rule, verdict.mode, verdict.no_verdict, verdict.figure, *band)
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:12]
