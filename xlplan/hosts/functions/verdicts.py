"""Functions of verdicts: the band of a year, the verdict and its reason, and a target tried out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

from xlplan.assess import facts_of, judge_all, target_in_force
from xlplan.criteria import Criteria
from xlplan.findings import CannotRun
from xlplan.hosts.functions.cells import Cells, day_of, each, first, rows_of, text_of, value_of
from xlplan.hosts.functions.offering import offer
from xlplan.hosts.functions.passed import plan_of
from xlplan.periods import Period
from xlplan.plan import period_of, require_readable
from xlplan.tables import CRITERIA
from xlplan.targets.bands import edges
from xlplan.trials import LABELS, Unfit, judge_trial, read_trial
from xlplan.verdicts import Verdict, band_in

if TYPE_CHECKING:
    from xlplan.plan import Plan

_IDS: Final = "指標ID（例　30-2）。1つのセルでも列でもかまいません。"
PERIOD: Final = "時期（例　平成26年度末、平成26年9月末）。空欄のセルを渡すと、管理の「対象時期」。"
TABLE: Final = "台帳の表を、見出しごと（成果指標[#すべて]）。表の順序は問いません。"
MORE: Final = "ほかの表を続けて渡します。足りない表があれば、その名前を示します。"
_NEEDED: Final = (
    "必要な表は、成果指標・年度目標・実績・判定基準・管理。期限付き成果物は、実施内容・年度計画・実施状況も。"
)


class UnreadableTrial(CannotRun):
    """The ranges of a trial do not make up cases."""


@offer(
    "指標の判定（◎○△▲×▼－）を、「判定」の操作と同じ規則で計算します。",
    gives="指標IDの範囲と同じ形で、判定の記号。",
    blanks="空欄の指標IDには空欄。成果指標にないものには、その旨の文。表が足りなければ、足りない表の名前。",
    indicator=_IDS,
    period=PERIOD,
    table=TABLE + _NEEDED,
    more=MORE,
)
def xlp_verdict(indicator: Cells, period: Cells, table: Cells, *more: Cells) -> Cells:
    """The symbol of each indicator; one call judges a whole column."""
    return _of_each(indicator, period, (table, *more), lambda verdict: verdict.symbol)


@offer(
    "指標の判定の理由を、「判定」の操作と同じ1文で示します。",
    gives="指標IDの範囲と同じ形で、実績・目標・割合・規則・版を示す1文。",
    blanks="xlp_verdictと同じです。判定が－のときは、その理由。",
    indicator=_IDS,
    period=PERIOD,
    table=TABLE + _NEEDED,
    more=MORE,
)
def xlp_reason(indicator: Cells, period: Cells, table: Cells, *more: Cells) -> Cells:
    """The sentence of each indicator."""
    return _of_each(indicator, period, (table, *more), lambda verdict: verdict.reason)


def _of_each(indicator: Any, period: Any, tables: tuple[Any, ...], of: Callable[[Verdict], Any]) -> Cells:
    plan, _ = plan_of(tables)
    require_readable(plan)
    when = period_in(plan, period)
    asked = {text_of(cell) for row in rows_of(indicator) for cell in row}
    verdicts = judge_all(plan, when, only=asked)
    return each(indicator, lambda cell: _known(text_of(cell), verdicts, of))


def _known(indicator: str, verdicts: Mapping[str, Verdict], of: Callable[[Verdict], Any]) -> Any:
    if not indicator:
        return None
    return of(verdicts[indicator]) if indicator in verdicts else _unknown(indicator)


def _unknown(indicator: str) -> str:
    return f"指標ID「{indicator}」は「成果指標」にありません"


def period_in(plan: Plan, argument: Any) -> Period:
    """The period a cell names, as text or as a date; a blank cell means 管理「対象時期」. PlanUnusable (Japanese)."""
    value = first(argument)
    found = Period.read(day_of(value) or value)
    return found or period_of(plan, text_of(value))


@offer(
    "その年度に実績が入るべき範囲（目標の下限と上限）を示します。",
    gives="1つの指標につき1行で、左から、下限、上限、言葉での目標。見出しは付きません。"
    "期末の目標や累計は、期限に届くべき値です。",
    blanks="空欄の指標IDには空欄の行。範囲がない年度は、下限と上限が空欄で、言葉に理由。",
    indicator=_IDS,
    period=PERIOD,
    table=TABLE + _NEEDED,
    more=MORE,
)
def xlp_band(indicator: Cells, period: Cells, table: Cells, *more: Cells) -> Cells:
    """Three columns for each indicator: lower and upper edge in base units, and the words of the reason."""
    plan, _ = plan_of((table, *more))
    require_readable(plan)
    when = period_in(plan, period)
    criteria = Criteria.of(plan.rows(CRITERIA))
    return [_band(plan, when, criteria, text_of(cell)) for row in rows_of(indicator) for cell in row]


def _band(plan: Plan, period: Period, criteria: Criteria, indicator: str) -> list[Any]:
    if not indicator:
        return [None, None, None]
    row = next((row for row in plan.indicators(period.fy) if row.indicator == indicator), None)
    if row is None:
        return [None, None, _unknown(indicator)]
    stated = band_in(target_in_force(plan, row, period), facts_of(plan, row, period), period, criteria)
    low, high = edges(stated.band) if stated.band else (None, None)
    return [low, high, stated.words]


_CASES: Final = "見出しが縦なら1列、横なら1行が1つの例になります。"


@offer(
    "目標と実績を仮に置いて、年度末の判定を試します（試算のシートと同じ入力）。",
    gives="例ごとに判定の記号。見出しが縦に並ぶときは横1行、横に並ぶときは縦1列。",
    blanks="目標種別が空欄の例には空欄。読み取れない入力には、その見出しを示す文。",
    labels=f"見出しの範囲（{'・'.join(list(LABELS.values())[:3])}・実績など、試算のとおり）。順序は問いません。",
    values=f"見出しに対応する入力の範囲。{_CASES}",
    criteria="判定基準の表を、見出しごと（判定基準[#すべて]）。",
)
def xlp_trial(labels: Cells, values: Cells, criteria: Cells) -> Cells:
    """The symbol of each case; a row beside labels that stand in a column, a column beside those in a row."""
    return _of_trials(labels, values, criteria, lambda verdict: verdict.symbol)


@offer(
    "目標と実績を仮に置いたときの、年度末の判定の理由を1文で示します。",
    gives="xlp_trialと同じ形で、理由の文。「版」は、いちばん新しい判定基準の年度です。",
    blanks="xlp_trialと同じです。",
    labels="見出しの範囲。xlp_trialと同じです。",
    values=f"見出しに対応する入力の範囲。{_CASES}",
    criteria="判定基準の表を、見出しごと（判定基準[#すべて]）。",
)
def xlp_trial_reason(labels: Cells, values: Cells, criteria: Cells) -> Cells:
    """The sentence of each case, in the shape of xlp_trial."""
    return _of_trials(labels, values, criteria, lambda verdict: verdict.reason)


def _of_trials(labels: Any, values: Any, criteria: Any, of: Callable[[Verdict], Any]) -> Cells:
    heads, cells = rows_of(labels), rows_of(values)
    upright = len(heads) > 1
    if upright:
        heads, cells = _turned(heads), _turned(cells)
    names = [text_of(cell) for cell in heads[0]]
    if len(names) != len(cells[0]) or len(heads) > 1:
        raise UnreadableTrial(
            "見出しと入力の範囲の大きさが合いません。見出しは1行か1列にし、入力を同じ長さにそろえてください。"
        )
    if not _named(names):
        raise UnreadableTrial(f"見出しに「{LABELS['kind']}」がありません。試算のシートの見出しを使ってください。")
    plan, _ = plan_of((criteria,))
    require_readable(plan)
    limits = Criteria.of(plan.rows(CRITERIA))
    answers = [[_tried(dict(zip(names, case, strict=True)), limits, of)] for case in cells]
    return _turned(answers) if upright else answers


def _turned(cells: Cells) -> Cells:
    return [list(column) for column in zip(*cells, strict=True)]


def _named(names: Collection[str]) -> bool:
    return LABELS["kind"] in names


def _tried(case: Mapping[str, Any], criteria: Criteria, of: Callable[[Verdict], Any]) -> Any:
    trial = read_trial({label: value_of(cell) for label, cell in case.items()})
    if trial is None:
        return None
    return f"「{trial.label}」を読み取れません" if isinstance(trial, Unfit) else of(judge_trial(trial, criteria))
