"""A revision of the plan: which fields it may touch, how two states of a plan differ, and the list as the plan prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlplan.choices import REVISION_CATEGORIES, RevisionCategory
from xlplan.declaring import NamedTuple
from xlplan.edits import text_of
from xlplan.reconcile import TOTAL, stated_totals
from xlplan.tables import ACTIONS, AMENDMENTS, ASSIGNMENTS, INDICATORS, PHASES, PROGRAMS

if TYPE_CHECKING:
    from xlplan.plan import Plan
    from xlplan.schema import Row, Table
    from xlplan.tables.amendments import AmendmentRow

_TARGETS: Final = (
    "name target_text kind value value_high strict rate unit direction basis decimals counted survey baseline_fy "
    "baseline_value due_fy tolerance measured half_share reference relisted_from department"
)
REVISED: Final[tuple[tuple[RevisionCategory, Table, tuple[str, ...]], ...]] = (
    ("推進担当課", PROGRAMS, ("department",)),
    ("推進担当課", ASSIGNMENTS, ("department", "role")),
    ("実施内容", ACTIONS, ("text", "ended")),
    ("予定年度", ACTIONS, ("years_text", "from_fy", "to_fy")),
    ("効果", PROGRAMS, ("effect",)),
    ("成果指標", INDICATORS, tuple(_TARGETS.split())),
    ("年度計画", PHASES, ("lane_name", "actions", "text", "stage", "from_fy", "to_fy")),
    ("その他", PROGRAMS, ("name", "purpose", "main_item")),
)
"""見直し箇所, table and fields: a field that is not here is not part of the printed plan."""
REVISION_TABLES: Final = (PROGRAMS, ASSIGNMENTS, ACTIONS, PHASES, INDICATORS)
"""What a comparison reads."""


class Difference(NamedTuple):
    """A field that differs between two states of a plan. `old` is "" for what is new, `new` is "" for what is gone.

    `fresh` tells whether an indicator's change stands in an edition of its own, so that earlier years keep their target.
    """

    no: int
    category: RevisionCategory
    target: str
    header: str
    old: str
    new: str
    effective_fy: int | None = None
    fresh: bool = True


class Revised(NamedTuple):
    """A line of the 見直し一覧: a program and what was revised in it, in the order the plan prints it."""

    no: int
    name: str
    categories: tuple[str, ...]
    department: str


def compare(old: Plan, new: Plan) -> list[Difference]:
    """Every revised field, by program, in the order of `REVISED`. Both plans must hold `REVISION_TABLES`."""
    found = [one for category, table, fields in REVISED for one in _differences(old, new, category, table, fields)]
    return sorted(found, key=lambda one: one.no)


def target_of_row(table: Table, row: Row) -> str:
    """対象: how 改定案 and 改定履歴 name the row inside its program."""
    if table is PROGRAMS:
        return ""
    return str(getattr(row, {ASSIGNMENTS.name: "order", INDICATORS.name: "indicator"}.get(table.name, table.key[0])))


def revised_programs(plan: Plan, amendments: Iterable[AmendmentRow | Difference]) -> tuple[Revised, ...]:
    """The 見直し一覧 of these amendments; その他 is not among the plan's own headings and makes no line of its own."""
    touched: dict[int, set[str]] = {}
    for one in amendments:
        if one.category in REVISION_CATEGORIES:
            touched.setdefault(one.no, set()).add(one.category)
    programs = plan.programs
    return tuple(
        Revised(
            no,
            programs[no].name if no in programs else "",
            tuple(name for name in REVISION_CATEGORIES if name in touched[no]),
            programs[no].department if no in programs else "",
        )
        for no in sorted(touched)
    )


def counts(revised: Sequence[Revised]) -> dict[str, int]:
    """見直し項目（計） and each 見直し箇所: every No. counts, also one printed twice, as the plan counts."""
    each = {name: sum(name in one.categories for one in revised) for name in REVISION_CATEGORIES}
    return {TOTAL: len(revised), **each}


def beside_stated(plan: Plan, revised: Sequence[Revised], *, printed: bool) -> list[tuple[str, int | None, int]]:
    """(item, stated, counted): the counts of 公表件数 beside the computed ones, neither corrected.

    `printed` says that this is the revision whose counts 公表件数 holds; another revision has none yet.
    """
    stated = stated_totals(plan) if printed else {}
    return [(item, stated.get(item), counted) for item, counted in counts(revised).items()]


def amendments_of(plan: Plan, revision: str = "") -> tuple[AmendmentRow, ...]:
    """改定履歴, of one revision or of all."""
    rows: tuple[AmendmentRow, ...] = plan.rows(AMENDMENTS)
    return tuple(row for row in rows if revision in ("", row.revision))


def _differences(
    old: Plan, new: Plan, category: RevisionCategory, table: Table, fields: tuple[str, ...]
) -> Iterator[Difference]:
    before, after = _current(old, table), _current(new, table)
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key), after.get(key)
        row: Any = now or was
        fresh = table is not INDICATORS or was is None or now is None or row.edition > getattr(was, "edition", 0)
        for name in fields:
            first, second = (text_of(table.cell(name, getattr(one, name))) if one else "" for one in (was, now))
            if first != second:
                fy = row.effective_fy if table is INDICATORS and now and fresh else None
                target = target_of_row(table, row)
                yield Difference(row.no, category, target, table.columns[name].header, first, second, fy, fresh)


def _current(plan: Plan, table: Table) -> Mapping[tuple[Any, ...], Row]:
    """Rows by key; of an indicator the last edition."""
    if table is INDICATORS:
        return {(key,): editions[-1] for key, editions in plan.editions.items()}
    return {table.key_of(row): row for row in plan.rows(table)}
