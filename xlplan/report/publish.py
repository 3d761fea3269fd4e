"""What may be published: a plan from which everything internal is gone before any public report sees it.

A column is internal until it is named here; a remark marked 非公表 does not exist in what comes out. Public reports are
made from `PublicResults` and of nothing else.
"""

from __future__ import annotations

from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Any, Final

from xlplan.assess import assess
from xlplan.plan import Plan
from xlplan.report.gather import gather
from xlplan.report.results import PublicResults
from xlplan.tables import (
    ACTIONS,
    ACTUALS,
    AMENDMENTS,
    ASSIGNMENTS,
    BASE_FIGURES,
    CRITERIA,
    EFFECTS,
    INDICATORS,
    ITEM_STATES,
    OPINIONS,
    PHASES,
    PROGRAMS,
    PROGRESS,
    REVISIONS,
    SETTINGS,
    STATED,
    UNITS,
    VERDICTS,
    YEAR_TARGETS,
    YEARS,
)

if TYPE_CHECKING:
    from xlplan.periods import Period
    from xlplan.report.results import Stamp
    from xlplan.schema import Row, Table

_FIELDS: Final[dict[str, str]] = {
    PROGRAMS.name: "no policy_no policy measure_no measure name name_in_outline name_in_revision department "
    "relisted_from predecessor main_item purpose effect",
    ASSIGNMENTS.name: "no order department role",
    ACTIONS.name: "action no item text summarised years_text from_fy to_fy ended",
    PHASES.name: "phase no lane lane_name actions text stage from_fy to_fy certainty",
    INDICATORS.name: "indicator edition no name target_text kind value value_high strict rate unit direction basis "
    "decimals counted survey baseline_fy baseline_value due_fy tolerance measured half_share reference relisted_from "
    "department effective_fy publish",
    YEAR_TARGETS.name: "indicator fy value value_high source set_on",
    ACTUALS.name: "indicator fy point value forecast basis publish",
    AMENDMENTS.name: "number revision no category target header old new decided_on effective_fy",
    PROGRESS.name: "no fy point schedule worst counts publish",
    ITEM_STATES.name: "action fy point state",
    # No reason: it may quote the department, and is worked out anew. An override needs more: see `_CONSTANT`.
    VERDICTS.name: "indicator fy point no name symbol target actual rule stand forecast blank_reason override "
    "override_on",
    REVISIONS.name: "no printed_row name departments actions years effect indicators phases department",
    STATED.name: "item stated note",
    EFFECTS.name: "fy effect value basis total printed source",
    BASE_FIGURES.name: "no indicator name value unit as_of fy basis",
    OPINIONS.name: "number kind received source no text department answer reflection reflected publish",
    CRITERIA.name: "criterion name value effective_fy source",
    UNITS.name: "unit counted negative",
    YEARS.name: "fy western in_plan",
    SETTINGS.name: "item",
}
"""Table → the fields that may be published. A table that is not here is empty in a public report."""

_IF_MARKED: Final[dict[str, str]] = {
    ACTUALS.name: "blank_reason cause response note",
    PROGRESS.name: "self_assessment cause response",
}
"""Table → the fields that go out only where the row says 公表."""

_CONSTANT: Final[dict[str, dict[str, str]]] = {
    VERDICTS.name: {"override_reason": "公表資料では省略", "override_by": "事務局"},
}
"""Fields that rules need filled, with what stands in them instead."""

_INTERNAL_HEADERS: Final = frozenset(("備考", "公表可否", "読取りの根拠", "要約"))
"""Columns of the plan's own tables that are not part of its text."""

_SETTINGS: Final = frozenset(
    (
        *(
            "プランID",
            "市名",
            "プラン名",
            "計画開始年度",
            "計画終了年度",
            "対象時期",
            "基準日",
            "事務局",
            "事務局連絡先",
        ),
        *("地方公共団体コード", "公表担当課", "公表担当課電話", "公表ページ"),
        *("意見受付メール", "意見受付ページ", "意見受付期間", "市報字数"),
    )
)
"""Items of 管理 that may be published."""


_PUBLIC_TOPICS: Final = ("目標未達", "遅れ")
"""Lines of 要判断 that a public report may repeat; the others are about the survey itself."""


def public_results(plan: Plan, period: Period, stamp: Stamp) -> PublicResults:
    """The figures of a period from what may be published: assessed anew, so that no sentence rests on a hidden word."""
    hidden = hidden_indicators(plan)
    assessment = assess(publishable(plan), period)
    lines = tuple(row for row in assessment.attention if row.topic in _PUBLIC_TOPICS)
    found = gather(publishable(plan), assessment._replace(suggestions={}, attention=lines, findings=()), stamp)
    same = {field.name: getattr(found, field.name) for field in fields_of(found)}
    counted = {row.indicator for row in plan.rows(INDICATORS) if row.indicator in hidden and not row.relisted_from}
    return PublicResults(**{**same, "board": None}, hidden_indicators=len(counted))


def publishable(plan: Plan) -> Plan:
    """The plan without anything internal: rows not to be published left out, internal fields blank."""
    hidden = hidden_indicators(plan)
    kept = {name: read._replace(entries=(), findings=()) for name, read in plan.tables.items()}
    for name, fields in _FIELDS.items():
        read = plan.tables[name]
        entries = [entry for entry in read.entries if _may_appear(entry.row, hidden)]
        shown = [entry._replace(row=_shown(read.table, entry.row, frozenset(fields.split()))) for entry in entries]
        kept[name] = read._replace(grid=None, entries=tuple(shown), raw_keys=frozenset(), findings=())
    return Plan(plan.file, {name: read._replace(grid=None, raw_keys=frozenset()) for name, read in kept.items()})


def hidden_indicators(plan: Plan) -> frozenset[str]:
    """Indicators of which any edition is marked 非公表, and those that repeat them."""
    marked = {row.indicator for row in plan.rows(INDICATORS) if row.publish != "公表"}
    return frozenset(marked | {row.indicator for row in plan.rows(INDICATORS) if row.relisted_from in marked})


def _may_appear(row: Any, hidden: frozenset[str]) -> bool:
    if getattr(row, "indicator", None) in hidden:
        return False
    if "answer" in type(row).fields:  # an opinion
        return bool(row.publish == "公表")
    if "revision" in type(row).fields:  # a changed field of the plan
        return row.category != "その他" and row.header not in _INTERNAL_HEADERS and row.target not in hidden
    return True


def _shown(table: Table, row: Row, fields: frozenset[str]) -> Row:
    """The row with every field that may not go out at its blank; a blank the model does not know is our own mistake."""
    public = fields | frozenset(_IF_MARKED.get(table.name, "").split() if getattr(row, "publish", "") == "公表" else ())
    blanks: dict[str, Any] = {name: field.default for name, field in type(row).fields.items() if name not in public}
    blanks |= _CONSTANT.get(table.name, {}) if getattr(row, "override", None) is not None else {}
    if table.name == SETTINGS.name and getattr(row, "item", "") in _SETTINGS:
        blanks = {}
    return row.changed(blanks)
