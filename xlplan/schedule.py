"""The schedule axis: a suggested S/A/B from the states of the work items and the phases planned. Source: rules §5.5.

The department's own S/A/B is the official value; a suggestion only stands beside it. Where the printed plan does not
tell which phase a year holds (its arrows are lost), nothing is guessed: the item's own years are used, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

from xlplan.declaring import NamedTuple
from xlplan.targets.facts import YEAR_END

if TYPE_CHECKING:
    from xlplan.choices import ItemState, Schedule, Stage
    from xlplan.periods import Period
    from xlplan.tables.registry import ActionRow, PhaseRow
    from xlplan.targets.facts import Stand

_BEGUN, _DOING, _DONE = 1, 3, 4
_REACHED: Final[dict[ItemState, int]] = {"未着手": 0, "検討中": _BEGUN, "試行": 2, "実施中": _DOING, "完了": _DONE}
"""How far a state has come; 中止 stands apart."""
_PLANNED: Final[dict[Stage, int]] = {
    "検討": _BEGUN,
    "研究": _BEGUN,
    "準備": _BEGUN,
    "作成": _BEGUN,
    "策定": _BEGUN,
    "まとめ": _BEGUN,
    "見直し": _BEGUN,
    "試行": 2,
    "実施": _DOING,
    "導入": _DOING,
    "活用": _DOING,
}
"""How far an item has to have come while a phase lasts; その他 says nothing."""

Basis = Literal["年度計画", "予定年度"]


class Planned(NamedTuple):
    """What is planned for an item in a period: at least `least`, ahead from `ahead` on."""

    least: int
    ahead: int
    basis: Basis
    words: str


class Suggestion(NamedTuple):
    """A suggested 進捗区分 (None when nothing can be said) with one sentence, and the items behind it."""

    schedule: Schedule | None
    detail: str
    behind: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()

    @property
    def stand(self) -> Stand | None:
        """The same as a milestone's stage against the plan; S 先行, A 予定どおり, B 遅れ."""
        if self.schedule is None:
            return None
        stands: dict[Schedule, Stand] = {"S": "先行", "A": "予定どおり", "B": "遅れ"}
        return stands[self.schedule]


def suggest(
    actions: Iterable[ActionRow],
    states: Mapping[str, ItemState | None],
    phases: Sequence[PhaseRow],
    period: Period,
) -> Suggestion:
    """The 進捗区分 that the item states suggest: any item behind B, none behind and one ahead S, else A.

    Args:
        actions: the program's work items; those marked 廃止 are left out.
        states: 実施内容ID → state reported for the period.
        phases: the program's phases of the yearly plan.
        period: the half-year looked at.
    """
    live = [action for action in actions if not action.ended]
    behind: list[str] = []
    ahead: list[str] = []
    level: list[str] = []
    stopped = tuple(action.item for action in live if states.get(action.action) == "中止")
    for action in live:
        stand, words = item_stand(action, states.get(action.action), phases_of(action, live, phases), period)
        if stand is not None:
            {"遅れ": behind, "先行": ahead, "予定どおり": level}[stand].append(f"実施内容{action.item}は{words}")
    extra = f"。中止は実施内容{'、'.join(stopped)}（見直しの手続きが必要）" if stopped else ""
    if behind:
        return Suggestion("B", "、".join(behind) + extra, tuple(behind), tuple(ahead), stopped)
    if ahead:
        return Suggestion("S", "、".join(ahead) + extra, (), tuple(ahead), stopped)
    if level:
        return Suggestion("A", f"{len(level)}項目とも予定の段階にあります{extra}", (), (), stopped)
    return Suggestion(None, f"実施内容の状況か予定の段階が分からないため、参考区分はありません{extra}", (), (), stopped)


def item_stand(
    action: ActionRow, state: ItemState | None, phases: Sequence[PhaseRow], period: Period
) -> tuple[Stand | None, str]:
    """One item against its plan, with the words for it; None when the state or the plan is unknown, or it was stopped."""
    planned = planned_for(action, phases, period)
    if state is None or state == "中止" or planned is None:
        return None, ""
    reached = _REACHED[state]
    words = f"「{state}」（{planned.basis}では{planned.words}）"
    if reached < planned.least:
        return "遅れ", words
    return ("先行" if reached >= planned.ahead else "予定どおり"), words


def phases_of(action: ActionRow, actions: Sequence[ActionRow], phases: Iterable[PhaseRow]) -> list[PhaseRow]:
    """Phases of the lanes that cover the item; 「1」 covers 「1-2」; a single item is covered by every lane."""
    names = {action.item, action.item.partition("-")[0]}
    found = []
    for phase in phases:
        covered = {part for part in phase.actions.split("、") if part}
        if names & covered or (not covered and len(actions) == 1):
            found.append(phase)
    return found


def planned_for(action: ActionRow, phases: Iterable[PhaseRow], period: Period) -> Planned | None:
    """What the yearly plan says for the period; without it what the item's own years say; else None."""
    known = [p for p in phases if p.certainty != "不明" and p.from_fy is not None and p.to_fy is not None]
    ranked = [(_PLANNED[p.stage], p) for p in known if p.stage in _PLANNED]
    now = [
        (rank, p)
        for rank, p in ranked
        if p.from_fy is not None and p.to_fy is not None and p.from_fy <= period.fy <= p.to_fy
    ]
    if not now:
        return _by_years(action, period)
    ranks = [rank for rank, _ in now]
    words = "・".join(dict.fromkeys(p.stage for _, p in now))
    last = max(p.to_fy for _, p in ranked if p.to_fy is not None)
    # What is finished before the last year planned is a year ahead; in that year it is on time.
    ahead = max(ranks) + 1
    if ahead == _DONE and last <= period.fy:
        ahead = _DONE + 1
    least = max(ranks) if period.half == YEAR_END else min(ranks)
    return Planned(least, ahead, "年度計画", f"「{words}」")


def _by_years(action: ActionRow, period: Period) -> Planned | None:
    start, end, fy = action.from_fy, action.to_fy, period.fy
    if end is None:
        return None
    if fy > end:
        return Planned(_DOING, _DONE + 1, "予定年度", "終わる予定")
    if start is not None and fy < start:
        return Planned(0, _BEGUN + 1, "予定年度", "始まる前")
    if fy == end:
        return Planned(_DOING if period.half == YEAR_END else _BEGUN, _DONE + 1, "予定年度", "最後の年度")
    if start is None:
        return Planned(0, _DONE, "予定年度", "終わりの年度より前")
    return Planned(_BEGUN, _DONE, "予定年度", "実施の期間中")
