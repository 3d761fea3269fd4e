"""Words and figures as every report prints them."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from xlplan.choices import SCHEDULE_WORDS, Kind, Symbol
from xlplan.form.indicator_rows import DONE
from xlplan.periods import fiscal_year_label
from xlplan.rounding import show, truncated_percent
from xlplan.targets.facts import Mode
from xlplan.verdicts import Verdict

if TYPE_CHECKING:
    from xlplan.periods import Period
    from xlplan.report.results import IndicatorView, Move, ProgramView, Results, Tally

NONE: Final = "－"
_MILLION: Final = Decimal(1_000_000)
_THOUSANDTH: Final = Decimal("0.001")


def schedule_words(key: str | None) -> str:
    """「A 予定どおりに進捗」; 「未報告」 for None."""
    return f"{key} {SCHEDULE_WORDS[key]}" if key in SCHEDULE_WORDS else "未報告"


def verdict_words(indicator: IndicatorView) -> str:
    """「▲ 未達」; a half-year's verdict has its own words."""
    return f"{indicator.symbol} {indicator.word}"


def symbol_words(period: Period) -> dict[Symbol, str]:
    """The word of each symbol in reports of a period: half a year's verdict only foresees (達成見込)."""
    mode = Mode.FORECAST if period.half == 1 else Mode.FINAL
    return {symbol: Verdict(symbol=symbol, rule="", mode=mode).word for symbol in Symbol}


def amount(indicator: IndicatorView, value: Decimal | None) -> str:
    """A figure of an indicator with its unit at the published decimals; blank is not zero, and a milestone is no figure."""
    if value is not None and indicator.row.kind is Kind.MILESTONE:
        return DONE[0] if value else DONE[1]
    return "" if value is None else show(value, indicator.row.unit, indicator.row.decimals)


def millions(value: Decimal | None) -> Decimal | str:
    """Yen as 百万円, rounded half up; 「－」 where nothing is known."""
    return NONE if value is None else (value / _MILLION).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def share(tally: Tally, count: int, *, of_indicators: bool = False) -> Decimal | str:
    """A part of all, cut to a tenth of a percent so that 100.0 % never stands for less than all."""
    part = tally.share(count, of_indicators=of_indicators)
    return NONE if part is None else part.quantize(_THOUSANDTH, rounding=ROUND_DOWN)


def pace(indicator: IndicatorView) -> str:
    """「達成率94.2％　進度54.5％　前年度 43人→66人（↗ 増）」: the columns 達成率, 進度 and 前年度 of 判定 in words."""
    verdict, parts = indicator.verdict, []
    # Before the due date ◎ says that the target is reached; against the pace there is then nothing to measure.
    reached = verdict.symbol is Symbol.OVER and verdict.rule.endswith("Q")
    if verdict.ratio is not None and not reached:
        parts.append(f"達成率{truncated_percent(verdict.ratio)}")
    if verdict.progress is not None:
        parts.append(f"進度{truncated_percent(verdict.progress)}")
    if indicator.trend is not None:
        parts.append(trend(indicator, indicator.trend))
    return "　".join(parts)


def trend(indicator: IndicatorView, move: Move) -> str:
    """「前年度43人→66人（↗ 増）」."""
    return f"前年度{amount(indicator, move.before)}→{amount(indicator, move.now)}（{move.arrow} {move.word}）"


def year_short(fy: int) -> str:
    """「26年度」."""
    return fiscal_year_label(fy, short=True)


def departments(program: ProgramView) -> str:
    """Departments as printed: 「政策課・全課」."""
    return "・".join(program.departments) or program.row.department


def numbered(program: ProgramView) -> str:
    """「No.5 協働事業の推進」."""
    return f"No.{program.no} {program.row.name}"


def relisted_note(results: Results) -> str:
    """How programs printed twice are counted, said once in every report."""
    again = [program for program in results.programs if program.row.relisted_from is not None]
    if not again:
        return ""
    named = "、".join(f"No.{program.no}（No.{program.row.relisted_from}の再掲）" for program in again)
    return f"{named}は、元のプログラムで1回だけ数えています。"
