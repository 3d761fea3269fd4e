"""見直し一覧 with its counts, 新旧対照 field by field, and targets in two lines: new over old."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from xlplan.books.stencil import Block, Sheet
from xlplan.choices import REVISION_CATEGORIES, Kind
from xlplan.drafts import revise
from xlplan.eras import day_label
from xlplan.findings import Level
from xlplan.periods import fiscal_year_label
from xlplan.reconcile import TOTAL, categories_of, computed_totals
from xlplan.report.results import PublicResults
from xlplan.revision import Revised, counts, revised_programs
from xlplan.schema import MARK
from xlplan.tables import AMENDMENTS, REVISIONS, STATED

if TYPE_CHECKING:
    from xlplan.books.cell_values import CellValue
    from xlplan.report.results import Results
    from xlplan.tables.amendments import AmendmentRow
    from xlplan.tables.indicators import IndicatorRow
    from xlplan.tables.records import RevisionRow, StatedRow

_BLANK = "（なし）"


def counts_sheet(results: Results) -> Sheet:
    """The sheet 見直しの件数: what the plan states beside what its table gives; a difference is shown, never mended."""
    counted = computed_totals(results.plan)
    rows: tuple[StatedRow, ...] = results.plan.rows(STATED)
    blocks = [
        Block(
            "件数",
            {
                "見直しの内容": row.item,
                "公表値": row.stated if row.stated is not None else "－",
                "表からの集計": counted.get(row.item, "－"),
                "差": _difference(row, counted.get(row.item)),
                "備考": row.note,
            },
        )
        for row in rows
    ]
    return Sheet("見直しの件数", "見直しの件数", {}, blocks)


def _difference(row: StatedRow, counted: int | None) -> str:
    if row.stated is None or counted is None:
        return "－"
    gap = counted - row.stated
    return f"{gap:+d}".replace("-", "－").replace("+", "＋") if gap else "0"


def list_sheets(results: Results) -> list[Sheet]:
    """見直し一覧 as the plan prints it; a second one of what 改定履歴 records, when it records anything."""
    rows: tuple[RevisionRow, ...] = results.plan.rows(REVISIONS)
    printed = [Revised(row.no, row.name, tuple(categories_of(row)), row.department) for row in rows]
    sheets = [_list("見直し一覧", printed, "プランに印刷された一覧のとおりです。")]
    recorded = revised_programs(results.plan, results.plan.rows(AMENDMENTS))
    if recorded:
        sheets.append(_list("改定履歴の一覧", recorded, "台帳の「改定履歴」から作りました。"))
    return sheets


def _list(name: str, revised: Sequence[Revised], note: str) -> Sheet:
    blocks = [
        Block(
            "見直し",
            {
                "No.": one.no,
                "プログラム名": one.name,
                "主な推進担当課": one.department,
                **{category: MARK if category in one.categories else "" for category in REVISION_CATEGORIES},
            },
        )
        for one in revised
    ]
    counted = counts(revised)
    total: dict[str, CellValue] = {"プログラム名": f"{counted[TOTAL]}プログラム"}
    total |= {category: counted[category] for category in REVISION_CATEGORIES}
    return Sheet("見直し一覧", name, {"見直しの注": note}, [*blocks, Block("見直しの計", total)])


def comparison_sheet(results: Results) -> Sheet:
    """The sheet 新旧対照表: every field in 改定履歴."""
    rows = results.plan.rows(AMENDMENTS)
    said = f"台帳の「改定履歴」に記録された{len(rows)}項目です。" if rows else "台帳の「改定履歴」に記録がありません。"
    note = said + ("内部の備考に当たる項目は除いています。" if isinstance(results, PublicResults) else "")
    return _compared(results, "新旧対照表", rows, note, "記録された改定はありません。")


def proposals_sheet(results: Results) -> Sheet:
    """The sheet 見直し案: what carrying out 改定案 would change, worked out by the operation itself; or why it cannot be."""
    revision = revise(results.plan, number="", at="")
    wrong = [found for found in revision.findings if found.level is Level.SERIOUS]
    if wrong:
        said = "\n".join(f"{found.place}：{found.text} → {found.remedy}" for found in wrong)
        note = f"台帳の「改定案」に直すところが{len(wrong)}件あり、まだ適用できません。"
        return _compared(results, "見直し案", (), note, said)
    rows = revision.amendments
    note = (
        f"台帳の「改定案」のうち、まだ適用していない{len(rows)}項目です。"
        if rows
        else "台帳の「改定案」に、適用していないものはありません。"
    )
    return _compared(results, "見直し案", rows, note, "提案されている見直しはありません。")


def _compared(results: Results, name: str, rows: Iterable[AmendmentRow], note: str, nothing: str) -> Sheet:
    """Old and new side by side, in the order of programs and of the plan's categories."""
    order = {category: at for at, category in enumerate(REVISION_CATEGORIES)}
    listed = sorted(rows, key=lambda row: (row.no, order.get(row.category, len(order)), row.number))
    blocks = [
        Block(
            "新旧",
            {
                "No.": row.no,
                "プログラム名": results.by_no[row.no].row.name if row.no in results.by_no else "",
                "見直し箇所": row.category,
                "項目": "　".join(part for part in (row.target, row.header) if part),
                "旧": row.old or _BLANK,
                "新": row.new or _BLANK,
                "改定日と理由": _when_and_why(row),
            },
        )
        for row in listed
    ]
    return Sheet(name, name, {"新旧の注": note}, blocks or [Block("なし", {"なし": nothing})])


def _when_and_why(row: AmendmentRow) -> str:
    day = day_label(row.decided_on) if row.decided_on else ""
    return "\n".join(part for part in (day, row.reason) if part)


def targets_sheet(results: Results) -> Sheet:
    """Indicators with more than one edition: the later target over the earlier one."""
    blocks = []
    for program in results.programs:
        for one in program.indicators:
            editions = results.plan.editions.get(one.row.indicator, ())
            for old, new in itertools.pairwise(editions):
                blocks.append(
                    Block(
                        "目標",
                        {
                            "No.": program.no,
                            "プログラム名": program.row.name,
                            "成果指標": new.name,
                            "新の適用": f"{fiscal_year_label(new.effective_fy)}から",
                            "新の目標": _target(new),
                            "旧の適用": f"{fiscal_year_label(old.effective_fy)}から",
                            "旧の目標": _target(old),
                        },
                    )
                )
    nothing = Block("なし", {"なし": "版を重ねた目標はありません。目標を見直すと、前の版と並べてここに示します。"})
    note = "判定は、その年度の末日に有効な版によります。"
    return Sheet("目標の新旧", "目標の新旧", {"目標の注": note}, blocks or [nothing])


def _target(row: IndicatorRow) -> str:
    return row.target_text or ("目標なし" if row.kind is Kind.NO_TARGET else row.kind.value)
