"""本部報告: for the mayor and the headquarters, internal. What changed, what must be decided, and everything behind it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from xlplan.books.stencil import Block, Sheet
from xlplan.choices import Symbol, Topic
from xlplan.report.changes import changes
from xlplan.report.criteria_notes import criteria_sheet
from xlplan.report.filling import fill
from xlplan.report.listing import effects_sheet, list_sheet, opinion_blocks
from xlplan.report.policy_tables import before_label, counts_sheet
from xlplan.report.revision_tables import proposals_sheet

if TYPE_CHECKING:
    from xlplan.books.cell_values import CellValue
    from xlplan.report.changes import Change
    from xlplan.report.outlet import Outlet
    from xlplan.report.results import Results, Tally

GROUPS: Final[dict[str, tuple[Symbol, ...]]] = {
    "達成以上": (Symbol.OVER, Symbol.MET),
    "概ね": (Symbol.NEARLY,),
    "未達": (Symbol.SHORT, Symbol.FAR, Symbol.WORSE),
    "判定なし": (Symbol.NONE,),
}
"""How the cover gathers the verdicts."""
_MOST: Final = 8
"""Changes named on the cover; the rest are counted."""
_MEANING: Final[dict[Topic, str]] = {
    "目標未達": "成果指標が目標に届いていないもの",
    "遅れ": "予定よりも遅れていると課が報告したもの",
    "食い違い": "課の報告と実施内容の状況が食い違うもの",
    "差戻": "調査票に重大な不備があり、差し戻しているもの",
    "未提出": "調査票が提出されていないもの",
    "意見未回答": "期限を過ぎて回答のない指示・助言・意見",
}


def make(results: Results, outlet: Outlet) -> list[Path]:
    """Write 本部報告 of the period."""
    sheets = [
        _cover(results),
        counts_sheet(results),
        _decisions(results),
        effects_sheet(results),
        _instructions(results),
        proposals_sheet(results),
        list_sheet(results),
        criteria_sheet(results),
    ]
    path = outlet.path(results.period, "本部報告", ".xlsx")
    return [outlet.write(path, fill("本部報告.xlsx", sheets, results, outlet))]


def _cover(results: Results) -> Sheet:
    values: dict[str, CellValue] = {"前回": before_label(results)}
    now, before = tiles(results.total), tiles(results.before) if results.before else {}
    for key, count in now.items():
        values[key] = count
        values[f"{key}の前回"] = f"前回 {before[key]}" if before else "前回なし"
    blocks = [Block("変化", {"変化": line}) for line in change_lines(results)]
    blocks += [Block("要判断の件数", {"要判断の件数": line}) for line in _topic_lines(results)]
    return Sheet("表紙", "表紙", values, blocks)


def tiles(tally: Tally) -> dict[str, int]:
    """The eight counts of a cover: four of 進捗区分, four groups of verdicts."""
    groups = {key: sum(tally.symbols[symbol] for symbol in symbols) for key, symbols in GROUPS.items()}
    return {**tally.schedule, **groups}


def change_lines(results: Results) -> list[str]:
    """What changed since the period before, in lines for a cover."""
    if results.previous is None:
        return ["・比べる時期の報告が台帳にないため、変化は示していません。"]
    found = changes(results)
    counted = Counter(change.better for change in found)
    if not found:
        return ["・進捗区分と指標判定に変化はありません。"]
    head = f"・良くなったもの{counted[True]}件、悪くなったもの{counted[False]}件、判定や報告の有無が変わったもの{counted[None]}件。"
    shown = [change for change in found if change.better is not None][:_MOST]
    rest = len(found) - len(shown)
    lines = [head, *(_change_line(change) for change in shown)]
    return lines if not rest else [*lines, f"　ほか{rest}件。すべての区分と判定は「一覧」に前回と並べて示します。"]


def _change_line(change: Change) -> str:
    mark = {True: "↗ 良くなった", False: "↘ 悪くなった", None: "→"}[change.better]
    return f"　{mark}　No.{change.program.no} {change.program.row.name}：{change.what} {change.before}→{change.now}"


def _topic_lines(results: Results) -> list[str]:
    counted = Counter(row.topic for row in results.attention)
    lines = [f"・{topic} {counted[topic]}件　（{_MEANING[topic]}）" for topic in get_args(Topic) if counted[topic]]
    return lines or ["・判断いただくものはありません。"]


def _decisions(results: Results) -> Sheet:
    blocks = []
    for topic in get_args(Topic):
        rows = [row for row in results.attention if row.topic == topic]
        if rows:
            blocks.append(Block("区分見出し", {"区分見出し": f"{topic}　{len(rows)}件（{_MEANING[topic]}）"}))
        blocks += [
            Block(
                "要判断",
                {
                    "区分": row.topic,
                    "No.": row.no if row.no is not None else "",
                    "プログラム名": row.program,
                    "担当課": row.department,
                    "内容": row.what,
                    "要因": row.cause,
                    "今後の対応": row.response,
                    "求める指示": None,
                },
            )
            for row in rows
        ]
    return Sheet("要判断", "要判断", {}, blocks or [Block("なし", {"なし": "判断いただくものはありません。"})])


def _instructions(results: Results) -> Sheet:
    rows = results.opinions_of("市長指示", "本部指示")
    blocks = opinion_blocks(rows, results, "台帳に登録された指示はありません。", internal=True)
    note = f"市長・本部の指示{len(rows)}件。うち未回答{sum(not row.answer for row in rows)}件。"
    return Sheet("指示への対応", "指示への対応", {"台帳の注": note}, blocks)
