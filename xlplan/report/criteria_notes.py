"""用語と判定の方法: the words of both axes, the thresholds in force, and why there is no verdict."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlplan.books.stencil import Block, Sheet
from xlplan.choices import SCHEDULE_WORDS, NoVerdict, Symbol
from xlplan.criteria import Criteria
from xlplan.rounding import show
from xlplan.tables import CRITERIA

if TYPE_CHECKING:
    from xlplan.books.cell_values import CellValue
    from xlplan.report.results import IndicatorView, Results

WHY: Final[Mapping[NoVerdict, str]] = {
    NoVerdict.NOT_REPORTED: "実績の報告がまだないもの",
    NoVerdict.NO_TARGET: "その年度の目標がまだ決められていないもの（プランでは、実績を踏まえて年度ごとに設定）",
    NoVerdict.NO_PREVIOUS: "前年度と比べる目標で、前年度の実績がないもの",
    NoVerdict.NO_BASELINE: "進みを測る目標で、計画開始時点の値がないもの",
    NoVerdict.OTHER_YEAR: "その年度には測定しないもの",
    NoVerdict.NOT_DUE: "年度末や期限に測るもので、まだその時期に至っていないもの",
    NoVerdict.MIDYEAR: "年間の目標が小さく、年度の途中では割合で見られないもの",
    NoVerdict.NOT_APPLICABLE: "成果指標がないもの",
    NoVerdict.UNDEFINED: "目標や基準値の値から割合を計算できないもの",
    NoVerdict.BEFORE_EDITION: "その年度に適用する目標が登録されていないもの",
    NoVerdict.UNREADABLE: "目標の文を読み取れていないもの",
    NoVerdict.RELISTED: "再掲で、元の判定がないもの",
}
_METHOD: Final = (
    "・実績と目標は、公表する桁に四捨五入してから比べ、割合は0.1％未満を切り捨てて示します。",
    "・プログラムの指標判定は、そのプログラムの指標の判定のうち最も悪いものです。方針ごとには件数だけを示し、平均はとりません。",
    "・9月末の判定は年度末の見込みで、「達成見込」「やや遅れ」「要注意」「－」で示します。",
    "・▲・×・▼（目標に届かないもの）には、要因と今後の対応を求めています。",
)
_NAMED: Final = 6


def criteria_sheet(results: Results) -> Sheet:
    """The sheet 判定の方法."""
    blocks = [Block("進捗区分の言葉", {"記号": key, "意味": word}) for key, word in SCHEDULE_WORDS.items()]
    blocks += [Block("指標判定の言葉", _words(symbol, year, pace)) for symbol, year, pace in _bands(results)]
    blocks += [Block("方法", {"方法": line}) for line in _METHOD]
    blocks += _why(results)
    return Sheet("判定の方法", "判定の方法", {}, blocks)


def _words(symbol: Symbol, year: str, pace: str) -> dict[str, CellValue]:
    return {"記号": symbol.value, "言葉": symbol.word, "年度の基準": year, "期限前の基準": pace}


def _bands(results: Results) -> list[tuple[Symbol, str, str]]:
    limits = Criteria.of(results.plan.rows(CRITERIA)).at(results.period.fy)
    if limits is None:
        return [(symbol, "判定基準が登録されていません", "") for symbol in Symbol]
    over, near, short, pace = (_percent(part) for part in (limits.over, limits.near, limits.short, limits.pace))
    return [
        (Symbol.OVER, f"達成率{over}以上（維持・範囲・概ね・成果物では使いません）", "期限の前に目標に到達"),
        (Symbol.MET, f"達成率100％以上{over}未満", "見込まれる進みの100％以上"),
        (Symbol.NEARLY, f"達成率{near}以上100％未満", f"見込まれる進みの{pace}以上100％未満"),
        (Symbol.SHORT, f"達成率{short}以上{near}未満", f"見込まれる進みの{pace}未満"),
        (Symbol.FAR, f"達成率{short}未満", "使いません"),
        (Symbol.WORSE, "比べる年度や計画開始時点より悪い", "計画開始時点より悪い"),
        (Symbol.NONE, "判定しません（理由は下の３）", "同左"),
    ]


def _percent(part: Decimal) -> str:
    return show(part * 100, "％")


def _why(results: Results) -> list[Block]:
    """Reasons that occur, each with its indicators; one line when every indicator is judged."""
    by_reason: dict[str, list[IndicatorView]] = {}
    for one in results.not_judged:
        by_reason.setdefault(one.judged.blank_reason, []).append(one)
    found = [
        Block(
            "判定しない理由",
            {
                "理由": f"{why.value}　{len(by_reason[why.value])}指標",
                "理由の意味": meaning,
                "指標": _named(by_reason[why.value]),
            },
        )
        for why, meaning in WHY.items()
        if why.value in by_reason
    ]
    return found or [Block("判定しない理由", {"理由": "なし", "理由の意味": "すべての指標を判定しました", "指標": ""})]


def _named(indicators: list[IndicatorView]) -> str:
    more = f"など{len(indicators)}指標" if len(indicators) > _NAMED else ""
    return "、".join(f"No.{one.row.no} {one.row.name}" for one in indicators[:_NAMED]) + more
