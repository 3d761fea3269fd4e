"""引継ぎ: the rows of the next plan's master, from what is unfinished in this one.

A program goes on unless all its work items are done or given up. It gets a new No. and keeps the old one as 前計画No.; its
indicators start from the last figure reported, and the earlier actuals stay in sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from xlplan.declaring import NamedTuple
from xlplan.eras import day_label
from xlplan.form.layout import INITIAL_SECRET, SECRET
from xlplan.history import END
from xlplan.periods import Period, fiscal_year_label
from xlplan.plan import PlanUnusable
from xlplan.tables import (
    ACTIONS,
    ACTUALS,
    ASSIGNMENTS,
    BASE_FIGURES,
    CRITERIA,
    DEPARTMENTS,
    GROUPS,
    INDICATORS,
    ITEM_STATES,
    OPINIONS,
    PROGRAMS,
    READINGS,
    SETTINGS,
    TABLES,
    UNITS,
    YEARS,
)
from xlplan.tables.records import BaseFigureRow, YearRow
from xlplan.template.master import SCHEMA_ITEM

if TYPE_CHECKING:
    from collections.abc import Set

    from xlplan.plan import Plan
    from xlplan.schema import Row
    from xlplan.tables.indicators import IndicatorRow
    from xlplan.tables.records import OpinionRow, SettingRow
    from xlplan.tables.registry import ActionRow, ProgramRow
    from xlplan.tables.rounds import ActualRow

RowT = TypeVar("RowT", bound="Row")
_OVER: Final = ("完了", "中止")
_YEAR_END: Final = "3月末"
_YEARS_AFTER: Final = 5
"""Years after the plan's end that drop-downs still offer: unfinished items are followed up."""


class NextPlan(NamedTuple):
    """What the next plan is called and when it runs: プランID, name, first and last fiscal year."""

    plan_id: str
    name: str
    start_fy: int
    end_fy: int


class Succession(NamedTuple):
    """The next master as rows, and who goes on.

    Attributes:
        rows: table name → rows, for every table.
        lineage: new No. → old No.; names: new No. → name.
        left: old No. of what ends with this plan.
        opinions: how many open opinions are carried.
    """

    rows: Mapping[str, tuple[Row, ...]]
    lineage: Mapping[int, int]
    names: Mapping[int, str]
    left: tuple[int, ...]
    opinions: int


def succeed(plan: Plan, following: NextPlan, *, without: Set[int] = frozenset()) -> Succession:
    """Work out the next plan's rows. Nothing is written.

    Args:
        plan: every table.
        following: the next plan.
        without: old No. that the city has decided not to carry although they are unfinished.

    Raises:
        PlanUnusable: the next plan's years or identity cannot be, or nothing is left to carry.
    """
    _require_sound(plan, following, without)
    carried = [row for row in plan.rows(PROGRAMS) if row.no not in without and not finished(plan, row)]
    new_no = {row.no: number for number, row in enumerate(carried, start=1)}
    if not new_no:
        raise PlanUnusable("引き継ぐプログラムがありません。実施内容の状況がすべて「完了」か「中止」です。")
    indicators = {row.indicator: _renamed(row.indicator, new_no[row.no]) for row in _latest(plan) if row.no in new_no}
    opinions = tuple(_opinions(plan, new_no))
    rows: dict[str, tuple[Row, ...]] = {table.name: () for table in TABLES}
    rows |= {
        PROGRAMS.name: tuple(_programs(carried, new_no)),
        ASSIGNMENTS.name: tuple(_moved(plan.rows(ASSIGNMENTS), new_no)),
        ACTIONS.name: tuple(_actions(plan, new_no)),
        INDICATORS.name: tuple(_indicators(plan, following, new_no, indicators)),
        ACTUALS.name: tuple(_actuals(plan, indicators)),
        BASE_FIGURES.name: tuple(_base_figures(plan, new_no, indicators)),
        OPINIONS.name: opinions,
        READINGS.name: tuple(_readings(plan, new_no, indicators)),
        CRITERIA.name: plan.rows(CRITERIA),
        DEPARTMENTS.name: plan.rows(DEPARTMENTS),
        GROUPS.name: tuple(_moved(plan.rows(GROUPS), {None: None, **new_no})),
        UNITS.name: plan.rows(UNITS),
        YEARS.name: tuple(_years(plan, following)),
        SETTINGS.name: tuple(_settings(plan, following)),
    }
    left = tuple(row.no for row in plan.rows(PROGRAMS) if row.no not in new_no)
    names = {new_no[row.no]: row.name for row in carried}
    return Succession(rows, {new: old for old, new in new_no.items()}, names, left, len(opinions))


def finished(plan: Plan, program: ProgramRow) -> bool:
    """Whether a program ends: every work item that was not given up is reported 完了 or 中止. A 再掲 follows its original."""
    actions = [row for row in plan.actions.get(program.relisted_from or program.no, ()) if not row.ended]
    return bool(actions) and all(_last_state(plan, row) in _OVER for row in actions)


def _last_state(plan: Plan, action: ActionRow) -> str:
    reported = [row for row in plan.rows(ITEM_STATES) if row.action == action.action and row.state]
    last = max(reported, key=lambda row: (row.fy, row.point == _YEAR_END), default=None)
    return last.state or "" if last else ""


def _require_sound(plan: Plan, following: NextPlan, without: Set[int]) -> None:
    if following.start_fy <= plan.end_fy or following.end_fy < following.start_fy:
        raise PlanUnusable(
            f"次の計画の年度（{fiscal_year_label(following.start_fy)}から{fiscal_year_label(following.end_fy)}まで）が正しくありません。"
            f"今の計画は{fiscal_year_label(plan.end_fy)}までです。"
        )
    if following.plan_id in ("", plan.plan_id):
        raise PlanUnusable("次の計画のプランIDは、今のプランIDと違うものにしてください。調査票を取り違えないためです。")
    if unknown := sorted(no for no in without if no not in plan.programs):
        raise PlanUnusable(f"No.{'・'.join(map(str, unknown))}のプログラムはありません。")


def _moved(rows: Iterable[RowT], new_no: Mapping[Any, int | None]) -> Iterator[RowT]:
    """The rows of carried programs, under their new No."""
    for row in rows:
        old = getattr(row, "no")  # noqa: B009  # every table given here has the field, their base has not
        if old in new_no:
            yield row.changed({"no": new_no[old]})


def _programs(carried: Iterable[ProgramRow], new_no: Mapping[int, int]) -> Iterator[ProgramRow]:
    for row in carried:
        yield row.changed(
            {
                "no": new_no[row.no],
                "predecessor": row.no,
                "relisted_from": new_no.get(row.relisted_from or 0),
                "name_in_outline": row.name,
                "name_in_revision": "",
            }
        )


def _actions(plan: Plan, new_no: Mapping[int, int]) -> Iterator[ActionRow]:
    """Items still to do; their years are for the next plan to set."""
    for row in plan.rows(ACTIONS):
        if row.no in new_no and not row.ended and _last_state(plan, row) not in _OVER:
            no = new_no[row.no]
            blank = {"years_text": "", "from_fy": None, "to_fy": None}
            yield row.changed({"no": no, "action": f"{no:02d}-{row.item}", **blank})


def _latest(plan: Plan) -> Iterator[IndicatorRow]:
    for editions in plan.editions.values():
        yield editions[-1]


def _renamed(indicator: str, no: int) -> str:
    return f"{no}-{indicator.partition('-')[2]}"


def _last_actual(plan: Plan, indicator: str) -> ActualRow | None:
    return max(_year_ends(plan, indicator), key=lambda row: row.fy, default=None)


def _year_ends(plan: Plan, indicator: str) -> Iterator[ActualRow]:
    for row in plan.rows(ACTUALS):
        if row.indicator == indicator and row.point == _YEAR_END and row.value is not None:
            yield row


def _indicators(
    plan: Plan, following: NextPlan, new_no: Mapping[int, int], renamed: Mapping[str, str]
) -> Iterator[IndicatorRow]:
    """The target in force, as the first edition of the next plan; a due year of this plan is left to be set anew."""
    for row in _latest(plan):
        if row.indicator not in renamed:
            continue
        last = _last_actual(plan, row.indicator)
        update: dict[str, Any] = {
            "indicator": renamed[row.indicator],
            "edition": 1,
            "no": new_no[row.no],
            "effective_fy": following.start_fy,
            "due_fy": row.due_fy if row.due_fy and row.due_fy >= following.start_fy else None,
            "measured": "",
            "reference": str(new_no.get(int(row.reference), "")) if row.reference.isdecimal() else "",
            "relisted_from": renamed.get(row.relisted_from, ""),
            "note": f"前計画の指標{row.indicator}。{row.note}".strip(),
        }
        if last:
            update |= {"baseline_fy": last.fy, "baseline_value": last.value}
        yield row.changed(update)


def _actuals(plan: Plan, renamed: Mapping[str, str]) -> Iterator[ActualRow]:
    for old, new in renamed.items():
        for row in _year_ends(plan, old):
            yield row.changed({"indicator": new})


def _base_figures(plan: Plan, new_no: Mapping[int, int], renamed: Mapping[str, str]) -> Iterator[BaseFigureRow]:
    """The last figure of each carried indicator, as the next plan prints it."""
    for row in _latest(plan):
        last = _last_actual(plan, row.indicator) if row.indicator in renamed else None
        if last:
            yield BaseFigureRow(
                no=new_no[row.no],
                indicator=renamed[row.indicator],
                name=row.name,
                value=last.value,
                unit=row.unit,
                as_of=Period(last.fy, 2).label,
                fy=last.fy,
                basis=last.basis or "実績",
                note=f"前計画の指標{row.indicator}の最後の実績です。",
            )


def _opinions(plan: Plan, new_no: Mapping[int, int]) -> Iterator[OpinionRow]:
    """Opinions still owed an answer; one about a program that ends is kept as one about the plan."""
    for row in plan.rows(OPINIONS):
        if row.open:
            about = f"（前計画No.{row.no}）" if row.no else "（前計画）"
            yield row.changed({"no": new_no.get(row.no or 0), "source": f"{row.source}{about}", "answered_in": ""})


def _readings(plan: Plan, new_no: Mapping[int, int], renamed: Mapping[str, str]) -> Iterator[Row]:
    for row in plan.rows(READINGS):
        if row.no in new_no and (not row.indicator or row.indicator in renamed):
            yield row.changed({"no": new_no[row.no], "indicator": renamed.get(row.indicator, "")})


def _years(plan: Plan, following: NextPlan) -> Iterator[YearRow]:
    known = [row.fy for row in plan.rows(YEARS)] or [plan.start_fy]
    last = max(*known, following.end_fy + _YEARS_AFTER)
    for fy in range(min(known), last + 1):
        yield YearRow(fy=fy, western=fy, in_plan=following.start_fy <= fy <= following.end_fy)


def _settings(plan: Plan, following: NextPlan) -> Iterator[SettingRow]:
    first = Period(following.start_fy, 1)
    values = {
        "プランID": following.plan_id,
        "プラン名": following.name,
        "計画開始年度": fiscal_year_label(following.start_fy),
        "計画終了年度": fiscal_year_label(following.end_fy),
        "対象時期": first.label,
        "基準日": day_label(first.last_day),
        "提出期限": "",
        "照会回答期限": "",
        "前計画": plan.plan_id,
        SECRET: INITIAL_SECRET,
    }
    for row in plan.rows(SETTINGS):
        if row.item not in (END, SCHEMA_ITEM):
            yield row.changed({"value": values.get(row.item, row.value)})
