"""Sentences that the page and the newsletter share, so that both say the same of the same figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.choices import SCHEDULE_WORDS, Symbol
from xlplan.report.results import NOT_REPORTED
from xlplan.report.wording import millions

if TYPE_CHECKING:
    from decimal import Decimal

    from xlplan.report.results import ProgramView, Results

NO_INDICATOR: Final = "指標なし"
"""What stands for the verdict of a program without published indicators."""


def schedule_word(program: ProgramView) -> str:
    """「予定どおりに進捗」, or 未報告."""
    return SCHEDULE_WORDS[program.schedule] if program.schedule else NOT_REPORTED


def verdict_word(program: ProgramView) -> str:
    """The word of a program's worst verdict, or 指標なし; half a year's verdict only foresees (達成見込)."""
    worst = next((one for one in program.indicators if one.symbol is program.verdict), None)
    return worst.word if worst else NO_INDICATOR


def counts_sentence(results: Results) -> str:
    """「平成26年度末の時点で、61項目のうち、予定以上に進捗（S）が1項目、…です。」; 未報告 only where there is any."""
    counts = results.total.schedule
    parts = [f"{word}（{key}）が{counts[key]}項目" for key, word in SCHEDULE_WORDS.items()]
    if counts[NOT_REPORTED]:
        parts.append(f"{NOT_REPORTED}が{counts[NOT_REPORTED]}項目")
    return f"{results.period.label}の時点で、{results.total.programs}項目のうち、{'、'.join(parts)}です。"


def verdict_sentence(results: Results) -> str:
    """「成果指標71のうち、目標を達成したもの（◎・○）が33、…」."""
    counts = results.total.symbols
    met = counts[Symbol.OVER] + counts[Symbol.MET]
    missed = counts[Symbol.SHORT] + counts[Symbol.FAR] + counts[Symbol.WORSE]
    rest = results.total.indicators - met - counts[Symbol.NEARLY] - missed
    told = "達成したもの" if results.period.half != 1 else "達成する見込みのもの"
    return (
        f"公表する成果指標{results.total.indicators}のうち、目標を{told}（◎・○）が{met}、概ね達成（△）が{counts[Symbol.NEARLY]}、"
        f"目標に届かないもの（▲・×・▼）が{missed}、判定できないもの（－）が{rest}です。"
    )


def in_millions(yen: Decimal | None) -> str:
    """「285」 or 「1,285」 百万円 as every report rounds it; 「－」 where nothing is published."""
    value = millions(yen)
    return value if isinstance(value, str) else f"{value:,f}"
