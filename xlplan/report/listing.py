"""Lists: every program on a line, what must be decided, effects by year, the ledger of opinions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xlplan.books.stencil import Block, Sheet
from xlplan.eras import day_label
from xlplan.periods import fiscal_year_label
from xlplan.report.policy_tables import before_label
from xlplan.report.wording import millions, relisted_note
from xlplan.rollup import program_verdict

if TYPE_CHECKING:
    from decimal import Decimal

    from xlplan.books.cell_values import CellValue
    from xlplan.report.results import EffectYear, ProgramView, Results
    from xlplan.tables.records import OpinionRow


def list_sheet(results: Results) -> Sheet:
    """The sheet 一覧."""
    blocks = []
    for policy in results.policies:
        blocks.append(Block("方針見出し", {"方針": f"{policy.no}　{policy.name}（{policy.tally.programs}プログラム）"}))
        blocks += [Block("プログラム", _line(program)) for program in policy.programs]
    values: dict[str, CellValue] = {
        "件数": len(results.programs),
        "前回": before_label(results),
        "一覧の注": relisted_note(results),
    }
    return Sheet("一覧", "一覧", values, blocks)


def _line(program: ProgramView) -> dict[str, CellValue]:
    again = f"（No.{program.row.relisted_from}の再掲）" if program.row.relisted_from else ""
    return {
        "No.": program.no,
        "プログラム名": program.row.name + again,
        "主担当課": program.row.department,
        "進捗区分": program.schedule or "未報告",
        "進捗区分の前回": program.before or "",
        "指標判定": program.verdict or "",
        "指標判定の前回": verdict_before(program) or "",
        "指標の内訳": program.counts or "指標なし",
        "取組の説明": program.report.self_assessment if program.report else "",
    }


def verdict_before(program: ProgramView) -> str:
    """The worst of the program's verdicts in the period before; "" when there were none."""
    known = [one.before for one in program.indicators if one.before is not None]
    return program_verdict(known).symbol.value if known else ""


def effects_sheet(results: Results) -> Sheet:
    """The sheet 財政効果."""
    blocks = [
        Block(
            "財政効果",
            {
                "年度": fiscal_year_label(year.fy),
                "歳入確保": millions(year.revenue),
                "歳出削減": millions(year.cut),
                "計": millions(year.total),
                "根拠": year.basis,
                "公表された表記": "、".join(year.printed),
            },
        )
        for year in results.effects
    ]
    total = {
        "歳入確保": millions(_sum(year.revenue for year in results.effects)),
        "歳出削減": millions(_sum(year.cut for year in results.effects)),
        "計": millions(_sum(year.total for year in results.effects)),
        "根拠": "決算と予算ベースを合わせた参考値" if len({year.basis for year in results.effects}) > 1 else "",
    }
    return Sheet(
        "財政効果",
        "財政効果",
        {"財政効果の注": _effects_note(results.effects)},
        [*blocks, Block("財政効果の計", total)],
    )


def _effects_note(years: Iterable[EffectYear]) -> str:
    unknown = [fiscal_year_label(year.fy) for year in years if year.total is None]
    said = f"{'、'.join(unknown)}は金額が登録されていません。" if unknown else ""
    return f"根拠（決算・予算ベース）は、台帳の「財政効果」に登録されたとおりです。{said}"


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def opinion_blocks(rows: Iterable[OpinionRow], results: Results, nothing: str, *, internal: bool) -> list[Block]:
    """A part of the ledger as blocks; one line that says there is none."""
    blocks = [Block("意見", _opinion(row, results, internal=internal)) for row in rows]
    return blocks or [Block("なし", {"なし": nothing})]


def _opinion(row: OpinionRow, results: Results, *, internal: bool) -> dict[str, CellValue]:
    state = "回答済み" if row.answer else "未回答"
    overdue = not row.answer and row.due is not None and row.due < results.stamp.made.date()
    due = day_label(row.due) if row.due else "期限なし"
    shown = (f"{due}\n【期限超過】" if overdue else f"{due}\n{state}") if internal else state
    return {
        "番号": row.number,
        "区分": row.kind,
        "受付日": day_label(row.received) if row.received else "",
        "No.": row.no if row.no is not None else "全体",
        "内容": row.text,
        "担当課": row.department,
        "期限": shown,
        "回答": "\n".join(part for part in (row.answer, f"【反映】{row.reflected}" if row.reflected else "") if part),
    }
