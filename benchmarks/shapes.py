"""Plans as large as wanted, in the shapes of the real one: its programs, work items, phases and kinds of target.

Numbers, years and targets keep their shapes; every name and every sentence is invented, as long as the real one, and the
same on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from xlplan.choices import Direction, Kind
from xlplan.schema import Row
from xlplan.source import load_source
from xlplan.tables import (
    ACTIONS,
    ASSIGNMENTS,
    BASE_FIGURES,
    DEPARTMENTS,
    EFFECTS,
    GROUPS,
    INDICATORS,
    PHASES,
    PROGRAMS,
    READINGS,
    REVISIONS,
    SETTINGS,
    STATED,
)
from xlplan.tables.indicators import IndicatorRow
from xlplan.tables.records import SettingRow
from xlplan.tables.registry import ActionRow, AssignmentRow, DepartmentRow, PhaseRow, ProgramRow

SOURCE: Final = Path(__file__).resolve().parent.parent / "workbook" / "source"
Rows = dict[str, tuple[Row, ...]]
RowT = TypeVar("RowT", bound=Row)

_WORDS: Final = (
    *("地域", "住民", "窓口", "手続", "情報", "施設", "予算", "研修", "防災", "福祉", "教育", "環境", "道路", "河川"),
    *("港湾", "農業", "観光", "産業", "健康", "子育て", "広報", "契約", "財産", "税収", "人材", "連携", "評価", "計画"),
    *("推進", "改善", "見直し", "充実", "整備", "活用", "確保", "公開", "支援", "調整", "点検", "周知", "把握", "検討"),
)
_LEFT_OUT: Final = (REVISIONS, STATED, EFFECTS, BASE_FIGURES, READINGS, GROUPS)
"""Tables about the printed plan itself; no operation of the round needs rows in them."""
_MORE_ACTIONS: Final = (
    "要綱を整え関係課に周知する",
    "実施状況を四半期ごとに確かめる",
    "結果を公表し次の年度に反映する",
)


@dataclass(frozen=True)
class Size:
    """How large a plan is to be.

    Attributes:
        copies: times the 62 programs of the real plan.
        departments: how many departments share the programs.
        indicators: at least so many; the missing ones are added, judged by 以上 and 以下 in turn.
        actions: work items, at least so many.
    """

    copies: int
    departments: int
    indicators: int
    actions: int = 0


def changed(row: RowT, **values: object) -> RowT:
    """The row with other values in some of its fields."""
    return row.changed(values)


def real_plan() -> Rows:
    """The city's own plan."""
    return load_source(SOURCE)


def invented_plan(size: Size, seed: int = 1) -> Rows:
    """A plan of the size, table name → rows: the same for the same arguments."""
    real, names = real_plan(), _department_names(size.departments)
    rows = dict(real) | {table.name: () for table in _LEFT_OUT}
    printed = [row.department for row in real[ASSIGNMENTS.name] if isinstance(row, AssignmentRow)]
    copies = [_Copy(at, len(real[PROGRAMS.name]), sorted(set(printed)), names, seed) for at in range(size.copies)]
    for table, copied in _COPIES.items():
        rows[table] = tuple(copied(row, copy) for copy in copies for row in real[table])
    rows[DEPARTMENTS.name] = tuple(
        DepartmentRow(name=name, answers=True, secretariat=name == names[0]) for name in names
    )
    rows[SETTINGS.name] = tuple(_setting(row, names[0]) for row in real[SETTINGS.name])
    return with_actions(with_indicators(rows, size.indicators), size.actions)


def with_indicators(rows: Rows, wanted: int) -> Rows:
    """The plan with at least so many indicators, one program after another getting one more."""
    own = [row for row in rows[INDICATORS.name] if isinstance(row, IndicatorRow)]
    programs = [row for row in rows[PROGRAMS.name] if isinstance(row, ProgramRow) and row.relisted_from is None]
    answering = {row.name for row in rows[DEPARTMENTS.name] if isinstance(row, DepartmentRow) and row.answers}
    open_to = [program for program in programs if program.department in answering]
    added = [
        yearly_indicator(open_to[at % len(open_to)], 50 + at // len(open_to), at) for at in range(wanted - len(own))
    ]
    return rows | {INDICATORS.name: tuple(sorted([*own, *added], key=lambda row: row.no))}


def yearly_indicator(program: ProgramRow, number: int, at: int) -> IndicatorRow:
    """An indicator of one of the two commonest kinds, 以上 and 以下 in turn; `at` spreads targets over the scale."""
    up, value = at % 3 != 2, 20 + at * 7 % 180  # noqa: PLR2004 - two of three go up, as in the real plan
    kind, direction = (Kind.AT_LEAST, Direction.UP) if up else (Kind.AT_MOST, Direction.DOWN)
    return IndicatorRow(
        indicator=f"{program.no}-{number}", edition=1, no=program.no, name=f"{_WORDS[at % len(_WORDS)]}の件数（架空）",
        target_text=f"年間{value}件{kind.value}", kind=kind, direction=direction, value=Decimal(value), unit="件", counted=True,
        department=program.department, effective_fy=2011,
    )  # fmt: skip


def with_actions(rows: Rows, wanted: int) -> Rows:
    """The plan with at least so many work items."""
    own = [row for row in rows[ACTIONS.name] if isinstance(row, ActionRow)]
    numbers = [row.no for row in rows[PROGRAMS.name] if isinstance(row, ProgramRow)]
    added = []
    for at in range(wanted - len(own)):
        no, item = numbers[at % len(numbers)], 50 + at // len(numbers)
        text = _MORE_ACTIONS[at % len(_MORE_ACTIONS)]
        added.append(ActionRow(action=f"{no:02d}-{item}", no=no, item=str(item), text=text, from_fy=2011, to_fy=2015))
    return rows | {ACTIONS.name: tuple(sorted([*own, *added], key=lambda row: row.no))}


@dataclass(frozen=True)
class _Copy:
    """The `at`-th copy of a plan of so many programs."""

    at: int
    programs: int
    real: Sequence[str]
    names: Sequence[str]
    seed: int

    def no(self, no: int) -> int:
        return no + self.at * self.programs

    def department(self, department: str) -> str:
        """One department after another, so that every one has its share; a group like 全課 counts as a department."""
        return self.names[(self.at * len(self.real) + self.real.index(department)) % len(self.names)]

    def text(self, text: str) -> str:
        """Words of no meaning, as many letters as `text` has."""
        drawn = random.Random(f"{self.seed} {self.at} {text}")  # noqa: S311 - no secret: the same everywhere
        words = ""
        while len(words) < len(text):
            words += drawn.choice(_WORDS)
        return words[: len(text)]

    def tail(self, identity: str) -> str:
        return identity.partition("-")[2]


def _program(row: ProgramRow, copy: _Copy) -> ProgramRow:
    name = copy.text(row.name)
    return changed(
        row, no=copy.no(row.no), policy=copy.text(row.policy), measure=copy.text(row.measure), name=name,
        name_in_outline=name, name_in_revision="", department=copy.department(row.department), predecessor=None,
        relisted_from=copy.no(row.relisted_from) if row.relisted_from else None,
        purpose=copy.text(row.purpose), effect=copy.text(row.effect), note=copy.text(row.note),
    )  # fmt: skip


def _assignment(row: AssignmentRow, copy: _Copy) -> AssignmentRow:
    return changed(row, no=copy.no(row.no), department=copy.department(row.department))


def _action(row: ActionRow, copy: _Copy) -> ActionRow:
    no = copy.no(row.no)
    return changed(row, no=no, action=f"{no:02d}-{copy.tail(row.action)}", text=copy.text(row.text))


def _phase(row: PhaseRow, copy: _Copy) -> PhaseRow:
    no = copy.no(row.no)
    return changed(row, no=no, phase=f"{no:02d}-{copy.tail(row.phase)}", lane_name=copy.text(row.lane_name))


def _indicator(row: IndicatorRow, copy: _Copy) -> IndicatorRow:
    no, relisted = copy.no(row.no), row.relisted_from
    return changed(
        row, no=no, indicator=f"{no}-{copy.tail(row.indicator)}", name=copy.text(row.name), note=copy.text(row.note),
        department=copy.department(row.department) if row.department else "", reference=str(copy.no(int(row.reference))) if row.reference else "",
        relisted_from=f"{copy.no(int(relisted.partition('-')[0]))}-{copy.tail(relisted)}" if relisted else "",
    )  # fmt: skip


_COPIES: Final[Mapping[str, Callable[..., Row]]] = {
    PROGRAMS.name: _program,
    ASSIGNMENTS.name: _assignment,
    ACTIONS.name: _action,
    PHASES.name: _phase,
    INDICATORS.name: _indicator,
}


def _setting(row: Row, secretariat: str) -> Row:
    return changed(row, value=secretariat) if isinstance(row, SettingRow) and row.item == "事務局" else row


def _department_names(wanted: int) -> list[str]:
    fields, duties = _WORDS[:28], ("政策課", "管理課", "推進課", "支援課", "整備課", "調整課", "企画課", "指導課")
    return [f"{fields[at % len(fields)]}{duties[at // len(fields)]}" for at in range(wanted)]
