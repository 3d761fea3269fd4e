"""三面照合: the plan text's own contradictions as a table. Nothing is corrected; both sides are shown.

Stated counts against counts from the table; names and main departments between the places where they are printed
(体系, 見直し表, 個票); a 再掲 against its original; published effects whose parts do not add up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlplan.choices import REVISION_CATEGORIES
from xlplan.declaring import NamedTuple
from xlplan.effects import printed_of
from xlplan.tables import EFFECTS, PROGRAMS, REVISIONS, STATED

if TYPE_CHECKING:
    from xlplan.plan import Plan
    from xlplan.tables.records import EffectRow, RevisionRow, StatedRow
    from xlplan.tables.registry import ProgramRow

TOTAL = "見直し項目（計）"
CATEGORY_FIELDS = dict(
    zip(REVISION_CATEGORIES, ("departments", "actions", "years", "effect", "indicators", "phases"), strict=True)
)
"""見直し箇所 → field of RevisionRow."""
_RELISTED = r"[（(＊*]*再掲[）)＊*]*|\s"


class Contradiction(NamedTuple):
    """One thing printed in two ways: what, program (0 for the whole plan), and each place with its value."""

    what: str
    program: int
    first_place: str
    first: str
    second_place: str
    second: str
    difference: str = ""


def reconcile(plan: Plan) -> list[Contradiction]:
    """Every contradiction, in the order officers read the plan. Needs プログラム, 見直し, 公表件数, 実施内容, 財政効果."""
    return [*_counts(plan), *_names(plan), *_departments(plan), *_relisted(plan), *_effects(plan)]


def computed_totals(plan: Plan) -> dict[str, int]:
    """見直し項目 and each category counted from the table; 27／39 count as two because each No. has a row."""
    rows: tuple[RevisionRow, ...] = plan.rows(REVISIONS)
    return {
        TOTAL: len(rows),
        **{name: sum(getattr(row, field) for row in rows) for name, field in CATEGORY_FIELDS.items()},
    }


def stated_totals(plan: Plan) -> dict[str, int | None]:
    """The counts printed on the first page."""
    rows: tuple[StatedRow, ...] = plan.rows(STATED)
    return {row.item: row.stated for row in rows}


def categories_of(row: RevisionRow) -> list[str]:
    """見直し箇所 of one program, in printed order."""
    return [name for name, field in CATEGORY_FIELDS.items() if getattr(row, field)]


def _counts(plan: Plan) -> list[Contradiction]:
    counted = computed_totals(plan)
    found = []
    for item, stated in stated_totals(plan).items():
        if item in counted and stated is not None and stated != counted[item]:
            gap = f"{counted[item] - stated:+d}"
            found.append(
                Contradiction(
                    f"見直し件数（{item}）", 0, "本文の公表値", str(stated), "表からの集計", str(counted[item]), gap
                )
            )
    return found


def _names(plan: Plan) -> list[Contradiction]:
    found = []
    programs: tuple[ProgramRow, ...] = plan.rows(PROGRAMS)
    for row in programs:
        for place, other in (("体系", row.name_in_outline), ("見直し表", row.name_in_revision)):
            if other and _plain(other) != _plain(row.name):
                found.append(Contradiction("プログラム名", row.no, "個票", row.name, place, other))
    return found


def _departments(plan: Plan) -> list[Contradiction]:
    found = []
    revisions: tuple[RevisionRow, ...] = plan.rows(REVISIONS)
    for row in revisions:
        printed = plan.supporting.get(row.no, ())
        if row.department and printed and row.department != printed[0]:
            found.append(
                Contradiction("主な推進担当課", row.no, "個票", "・".join(printed), "見直し表", row.department)
            )
    return found


def _relisted(plan: Plan) -> list[Contradiction]:
    found = []
    for row in plan.programs.values():
        original = plan.programs.get(row.relisted_from or 0)
        if original is None:
            continue
        here, there = f"個票No.{row.no}（再掲）", f"個票No.{original.no}"
        pairs = zip(plan.actions.get(original.no, ()), plan.actions.get(row.no, ()), strict=False)
        found += [
            Contradiction("実施内容の文言", row.no, there, first.text, here, second.text)
            for first, second in pairs
            if _plain(first.text) != _plain(second.text)
        ]
    return found


def _effects(plan: Plan) -> list[Contradiction]:
    """Published notations that cannot be the amount registered: 約1百億円 beside a total of 169百万円."""
    found = []
    rows: tuple[EffectRow, ...] = plan.rows(EFFECTS)
    for row in rows:
        printed = printed_of(row)
        if printed and row.value is not None and not printed.stands_for(row.value):
            shown = f"{row.value / 10**6:,.0f}百万円"
            found.append(
                Contradiction(f"財政効果（{row.effect}）", 0, row.source or "公表文", printed.text, "内訳の計", shown)
            )
    return found


def _plain(text: str) -> str:
    return re.sub(_RELISTED, "", text)
