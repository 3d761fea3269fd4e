"""A target tried out without a plan: the inputs of a case on 試算, and its year-end verdict by the rules of 判定."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from xlplan.choices import Direction, Kind
from xlplan.criteria import Criteria
from xlplan.declaring import Annotated, NamedTuple
from xlplan.model import Limits, Model, ModelError
from xlplan.periods import Period
from xlplan.schema import Mark, Number, WholeOrBlank
from xlplan.tables.indicators import IndicatorRow
from xlplan.targets import target_of
from xlplan.targets.facts import YEAR_END, Facts
from xlplan.verdicts import Verdict, judge

LABELS: Final = {
    "kind": "目標種別",
    "value": "目標値",
    "high": "目標値上限",
    "rate": "増減率",
    "down": "少ないほどよい",
    "counted": "件数型",
    "decimals": "公表桁数",
    "actual": "実績",
    "previous": "前年度の実績",
    "baseline": "基準値",
    "done": "過ぎた年数",
    "whole": "期限までの年数",
    "tolerance": "許容差",
}
"""Input of a case → its label, in the order of the sheet."""

_Years = Annotated[WholeOrBlank, Limits(ge=1, le=50)]


class Trial(Model):
    """A case as typed; blank is None."""

    kind: Kind
    value: Number = None
    high: Number = None
    rate: Number = None
    down: Mark = False
    counted: Mark = False
    decimals: WholeOrBlank = None
    actual: Number = None
    previous: Number = None
    baseline: Number = None
    done: _Years = None
    whole: _Years = None
    tolerance: Number = None


class Unfit(NamedTuple):
    """The label of an input that does not read."""

    label: str


def read_trial(given: Mapping[str, Any]) -> Trial | Unfit | None:
    """A case from its cells by label; None without a kind. Labels that are not among `LABELS` are passed over."""
    cells = {name: given[label] for name, label in LABELS.items() if given.get(label) not in (None, "")}
    if "kind" not in cells:
        return None
    try:
        return Trial.read(cells)
    except ModelError as error:
        return Unfit(LABELS[error.faults[0].field])


def judge_trial(trial: Trial, criteria: Criteria) -> Verdict:
    """The year-end verdict of a case; of each threshold the latest row applies, as on the sheet.

    Without 過ぎた年数 or 期限までの年数 the case is judged in its due year.
    """
    # From here on every row of 判定基準 is in force.
    start = max((row.effective_fy for row in criteria.rows), default=1)
    whole = trial.whole if trial.whole and trial.done else 1
    fy = start + min(trial.done or whole, whole)
    actuals: dict[int, Decimal | None] = {fy: trial.actual}
    if trial.kind is Kind.CUMULATIVE_BY_END:
        # The figure typed is the sum already.
        actuals |= dict.fromkeys(range(start + 1, fy), Decimal(0))
    else:
        actuals[fy - 1] = trial.previous
    facts = Facts(actuals=actuals, plan_start=start + 1, plan_end=start + whole)
    return judge(target_of(_indicator(trial, start, start + whole)), facts, Period(fy, YEAR_END), criteria)


def _indicator(trial: Trial, start: int, due: int) -> IndicatorRow:
    by_last_year = trial.kind in (Kind.GROWTH, Kind.KEEP_PREVIOUS, Kind.DIRECTION_ONLY)
    return IndicatorRow.typed(
        indicator="",
        edition=1,
        no=1,
        name="",
        kind=trial.kind,
        value=trial.value,
        value_high=trial.high,
        rate=trial.rate,
        direction=Direction.DOWN if trial.down else Direction.UP,
        decimals=trial.decimals,
        counted=trial.counted,
        baseline_fy=start,
        # In a plan's first year the baseline stands in for last year's figure; here last year's is an input of its own.
        baseline_value=None if by_last_year else trial.baseline,
        due_fy=due,
        tolerance=trial.tolerance,
        effective_fy=start,
    )
