"""委員会資料: for the committee, public. Summary, charts, sheets of the main items, causes, advice, opinions, criteria."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.books.stencil import Block, Sheet
from xlplan.report.criteria_notes import criteria_sheet
from xlplan.report.filling import fill
from xlplan.report.headquarters import change_lines
from xlplan.report.listing import effects_sheet, list_sheet, opinion_blocks
from xlplan.report.policy_tables import counts_sheet, schedule_note, verdict_note
from xlplan.report.program_page import program_sheet
from xlplan.report.wording import amount, schedule_words

if TYPE_CHECKING:
    from xlplan.report.outlet import Outlet
    from xlplan.report.results import IndicatorView, PublicResults

_CONTENTS = (
    "総括表とグラフ　方針ごとの進捗区分と指標判定（前回と並べて）",
    "主要管理項目の個票　委員会で個別にご審議いただくプログラム",
    "要因と対応　目標に届かなかったもの、予定より遅れているもの",
    "財政効果　年度ごとの歳入確保と歳出削減",
    "助言への対応、市民の意見と回答",
    "一覧　すべてのプログラム",
    "評価できない指標とその理由、用語と判定の方法",
    "委員意見記入欄",
)


def publish(results: PublicResults, outlet: Outlet) -> list[Path]:
    """Write 委員会資料 of the period."""
    sheets = [
        _summary(results),
        counts_sheet(results),
        Sheet("グラフ", "グラフ", {}),
        *(program_sheet(program, results) for program in results.main_items),
        _reasons(results),
        effects_sheet(results),
        _opinions(results, "助言への対応"),
        _opinions(results, "市民意見"),
        list_sheet(results),
        _not_judged(results),
        criteria_sheet(results),
        Sheet("意見記入欄", "意見記入欄", {}),
    ]
    path = outlet.path(results.period, "委員会資料", ".xlsx")
    return [outlet.write(path, fill("委員会資料.xlsx", sheets, results, outlet))]


def summary_lines(results: PublicResults) -> list[str]:
    """The state of the plan in a few sentences; the counts are those of 総括表."""
    total = results.total
    states = "、".join(f"「{schedule_words(key)}」{count}" for key, count in total.schedule.items() if count)
    symbols = "、".join(f"{key} {count}" for key, count in total.symbols.items() if count)
    main = [program.no for program in results.main_items]
    named = f"主要管理項目は、{'、'.join(f'No.{no}' for no in main)}の{len(main)}プログラムです。"
    return [
        f"・{total.programs}プログラムのうち、{states}です。{schedule_note(results)}",
        f"・成果指標{total.indicators}の判定は、{symbols}です。{verdict_note(results)}",
        f"・{named}"
        if main
        else "・主要管理項目は、まだ選ばれていません（台帳の「プログラム」の「主要管理項目」に○を付けます）。",
        *change_lines(results),
    ]


def _summary(results: PublicResults) -> Sheet:
    blocks = [Block("概要", {"概要": line}) for line in summary_lines(results)]
    blocks += [Block("目次", {"目次": f"{number}　{line}"}) for number, line in enumerate(_CONTENTS, 1)]
    return Sheet("概要", "概要", {}, blocks)


def _reasons(results: PublicResults) -> Sheet:
    blocks = [
        Block(
            "要因と対応",
            {
                "区分": row.topic,
                "No.": row.no if row.no is not None else "",
                "プログラム名": row.program,
                "担当課": row.department,
                "内容": row.what,
                "要因": row.cause,
                "今後の対応": row.response,
            },
        )
        for row in results.attention
    ]
    return Sheet("要因と対応", "要因と対応", {}, blocks or [Block("なし", {"なし": "該当するものはありません。"})])


def _opinions(results: PublicResults, name: str) -> Sheet:
    kind = {"助言への対応": "委員会助言", "市民意見": "市民意見"}[name]
    rows = [row for row in results.opinions if row.kind == kind]
    blocks = opinion_blocks(rows, results, "公表する記録はありません。", internal=False)
    note = f"台帳に登録し、公表するとしたもの{len(rows)}件です。"
    return Sheet(name, name, {"台帳の注": note}, blocks)


def _not_judged(results: PublicResults) -> Sheet:
    blocks = [
        Block(
            "評価できない指標",
            {
                "No.": one.row.no,
                "プログラム名": results.by_no[one.row.no].row.name,
                "成果指標": one.row.name,
                "目標の文": one.row.target_text or "（記載なし）",
                "理由": one.judged.blank_reason,
                "実績": _figure(one, results),
            },
        )
        for one in results.not_judged
    ]
    without = sum(not program.indicators for program in results.own_programs)
    note = f"判定のない{len(results.not_judged)}指標です。ほかに、成果指標のないプログラムが{without}あります。"
    return Sheet("評価できない指標", "評価できない指標", {"評価できない指標の注": note}, blocks)


def _figure(one: IndicatorView, results: PublicResults) -> str:
    year = next((year for year in one.years if year.fy == results.period.fy), None)
    return amount(one, year.actual) if year and year.actual is not None else "報告なし"
