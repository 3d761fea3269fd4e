"""The one place where a band and a figure become a symbol. First match wins. Source: rules §5.2-5.4.

Ratios are cut to 0.1 % before they are compared: what is judged is what is printed, and a worksheet computes the same.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING, Final, assert_never

from xlplan.choices import NoVerdict, Symbol
from xlplan.declaring import NamedTuple
from xlplan.targets.bands import Band, Course, Deliverable, Keep, Limit, Near, Sign, Total, Trend, Within
from xlplan.targets.facts import Mode

if TYPE_CHECKING:
    from xlplan.targets.facts import Thresholds

BRANCHES: Final = {
    "P": "基準値からの進み",
    "Q": "期限前の進み÷経過",
    "U": "範囲の上限超過",
    "Z": "比べる年度が0",
    "S": "割合で見ない小さい目標",
    "G": "年度計画の段階",
    "L": "期限後の完了",
    "C": "再掲元の写し",
    "H": "9月末の見込み",
}
"""Letters after the branch number of a rule id (K6-3Q). The number tells the symbol: 1 ◎ … 6 ▼, 0 －."""

_SOFTER: Final = {Symbol.OVER: Symbol.MET, Symbol.FAR: Symbol.SHORT, Symbol.WORSE: Symbol.SHORT}
_WIDE: Final = Context(prec=80)
_ONE: Final = Decimal(1)


class Decision(NamedTuple):
    """A symbol and how it came about; ratios are cut to three decimals.

    `ratio` is what was held against the thresholds, `progress` the part of the way from the baseline.
    """

    symbol: Symbol
    branch: str = ""
    ratio: Decimal | None = None
    progress: Decimal | None = None
    no_verdict: NoVerdict | None = None


def decide(band: Band, figure: Decimal, mode: Mode, thresholds: Thresholds) -> Decision:
    """Judge one figure. At 9月末 (`mode` 見込 or 途中) ◎ × ▼ do not occur."""
    found = _Judge(figure, mode, thresholds).on(band)
    if mode is Mode.FINAL or found.no_verdict:
        return found
    return found._replace(symbol=_SOFTER.get(found.symbol, found.symbol), branch=found.branch + "H")


def no_verdict(reason: NoVerdict) -> Decision:
    """－ with its reason."""
    return Decision(Symbol.NONE, no_verdict=reason)


def cut(numerator: Decimal, denominator: Decimal) -> Decimal:
    """The quotient cut to three decimals towards zero."""
    return _WIDE.divide(_WIDE.divide_int(_WIDE.multiply(numerator, 1000), denominator), 1000)


def reaches(sign: Sign, figure: Decimal, target: Decimal, *, strict: bool = False) -> bool:
    """True when the figure lies on the good side of the target."""
    margin = sign * (figure - target)
    return margin > 0 if strict else margin >= 0


class _Judge(NamedTuple):
    figure: Decimal
    mode: Mode
    thresholds: Thresholds

    def on(self, band: Band) -> Decision:  # noqa: PLR0911  # one line for each kind of band
        match band:
            case Limit():
                return self._limit(band)
            case Within():
                return self._within(band)
            case Keep():
                return self._keep(band)
            case Course():
                return self._course(band)
            case Total():
                return self._total(band)
            case Near():
                return self._near(band)
            case Trend():
                return self._trend(band)
            case Deliverable():
                return self._deliverable(band)
            case _:
                assert_never(band)

    @property
    def _midyear(self) -> bool:
        return self.mode is Mode.MIDYEAR

    def _unmet(self, ratio: Decimal, branch: str = "", progress: Decimal | None = None) -> Decision:
        limits = self.thresholds
        if self.mode is not Mode.FINAL:
            symbol = Symbol.NEARLY if ratio >= limits.half else Symbol.SHORT
        elif ratio >= limits.near:
            symbol = Symbol.NEARLY
        else:
            symbol = Symbol.SHORT if ratio >= limits.short else Symbol.FAR
        return Decision(symbol, branch, ratio, progress)

    def _met(self, ratio: Decimal | None) -> Decision:
        over = ratio is None or ratio >= self.thresholds.over
        return Decision(Symbol.OVER if over else Symbol.MET, ratio=ratio)

    def _pace(self, ratio: Decimal, progress: Decimal | None = None) -> Decision:
        behind = Symbol.NEARLY if ratio >= self.thresholds.pace else Symbol.SHORT
        return Decision(Symbol.MET if ratio >= _ONE else behind, "Q", ratio, progress)

    def _limit(self, band: Limit) -> Decision:
        figure, sign = self.figure, band.sign
        if band.from_zero:
            return self._from_zero(sign)
        if self._midyear and band.target <= self.thresholds.small:
            return self._small_limit(band)
        expected = band.target * band.share
        over, under = (figure, expected) if sign > 0 else (expected, figure)
        # Nothing at all, against an upper limit, leaves no ratio and is as good as can be.
        ratio = cut(over, under) if under > 0 else None
        if ratio is None or reaches(sign, figure, expected, strict=band.strict):
            return self._met(ratio)
        if band.worse_than is not None and not self._midyear and not reaches(sign, figure, band.worse_than):
            return Decision(Symbol.WORSE, ratio=ratio)
        if band.baseline is not None and not self._midyear:
            return self._moved(sign, band.target, band.baseline)
        return self._unmet(ratio)

    def _small_limit(self, band: Limit) -> Decision:
        """A few a year cannot be halved: only what can no longer change is said."""
        reached = reaches(band.sign, self.figure, band.target, strict=band.strict)
        if reached != (band.sign > 0):
            return no_verdict(NoVerdict.MIDYEAR)
        return Decision(Symbol.MET if reached else Symbol.SHORT, "S")

    def _from_zero(self, sign: Sign) -> Decision:
        if self.figure == 0:
            return no_verdict(NoVerdict.UNDEFINED)
        better = reaches(sign, self.figure, Decimal(0))
        return Decision(Symbol.MET if better else Symbol.WORSE, "Z")

    def _moved(self, sign: Sign, target: Decimal, baseline: Decimal) -> Decision:
        """An unmet level by the part of the way it has come; a step back when it stands behind its start."""
        if baseline == target:
            return no_verdict(NoVerdict.UNDEFINED)
        if not reaches(sign, self.figure, baseline):
            return Decision(Symbol.WORSE, "P", progress=cut(self.figure - baseline, target - baseline))
        progress = cut(self.figure - baseline, target - baseline)
        return self._unmet(progress, "P", progress)

    def _within(self, band: Within) -> Decision:
        low = band.low * band.share
        small = self._midyear and band.low <= self.thresholds.small
        if self.figure >= (band.low if small else low):
            if self.figure <= band.high:
                return Decision(Symbol.MET)
            return Decision(Symbol.NEARLY if self.thresholds.over_range >= 1 else Symbol.MET, "U")
        if small:
            return no_verdict(NoVerdict.MIDYEAR)
        return self._unmet(cut(self.figure, low)) if low > 0 else no_verdict(NoVerdict.UNDEFINED)

    def _keep(self, band: Keep) -> Decision:
        if self.figure >= band.previous - band.tolerance:
            return Decision(Symbol.MET, ratio=cut(self.figure, band.previous) if band.previous > 0 else None)
        if band.previous <= 0:
            return no_verdict(NoVerdict.UNDEFINED)
        return self._unmet(cut(self.figure, band.previous))

    def _course(self, band: Course) -> Decision:
        figure, sign = self.figure, band.sign
        way = band.target - band.baseline
        progress = cut(figure - band.baseline, way)
        if reaches(sign, figure, band.target, strict=band.strict):
            return Decision(Symbol.OVER if band.elapsed else Symbol.MET, "Q" if band.elapsed else "P", None, progress)
        if not band.elapsed or not reaches(sign, figure, band.baseline):
            found = self._moved(sign, band.target, band.baseline)
            return found._replace(branch="Q") if band.elapsed else found
        done, whole = band.elapsed
        return self._pace(cut((figure - band.baseline) * whole, way * done), progress)

    def _total(self, band: Total) -> Decision:
        if band.elapsed is None:
            ratio = cut(self.figure, band.target)
            return self._met(ratio) if self.figure >= band.target else self._unmet(ratio)
        if self.figure >= band.target:
            return Decision(Symbol.OVER, "Q", cut(self.figure, band.target))
        if band.expected == 0:
            return Decision(Symbol.MET, "S")
        if band.expected is not None:
            return self._pace(cut(self.figure, band.expected))
        done, whole = band.elapsed
        return self._pace(cut(self.figure * whole, band.target * done))

    def _near(self, band: Near) -> Decision:
        off = abs(self.figure - band.target)
        if off <= band.tolerance:
            return Decision(Symbol.MET)
        return Decision(Symbol.NEARLY if off <= 2 * band.tolerance else Symbol.SHORT)

    def _trend(self, band: Trend) -> Decision:
        if self.figure == band.previous:
            return Decision(Symbol.NEARLY)
        return Decision(Symbol.MET if reaches(band.sign, self.figure, band.previous) else Symbol.WORSE)

    def _deliverable(self, band: Deliverable) -> Decision:
        if band.done_fy is not None:
            if band.done_fy > band.due_fy:
                return Decision(Symbol.SHORT, "L")
            return Decision(Symbol.OVER if band.done_fy < band.due_fy else Symbol.MET)
        if band.passed:
            return Decision(Symbol.FAR)
        if band.stand is None:
            return no_verdict(NoVerdict.NOT_DUE)
        return Decision(Symbol.SHORT if band.stand == "遅れ" else Symbol.MET, "G")
