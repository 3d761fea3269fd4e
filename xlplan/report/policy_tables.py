"""総括表: the counts of policies and of the plan as blocks of a template, with the period before beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlplan.books.stencil import Block, Sheet
from xlplan.report.results import PublicResults
from xlplan.report.wording import NONE, relisted_note, share

if TYPE_CHECKING:
    from xlplan.books.cell_values import CellValue
    from xlplan.report.results import Results, Tally


def counts_sheet(results: Results) -> Sheet:
    """The sheet 総括表."""
    blocks = [
        *_table("進捗区分", results, of_indicators=False),
        *_table("指標判定", results, of_indicators=True),
    ]
    values = {"前回": before_label(results), "進捗の注": schedule_note(results), "判定の注": verdict_note(results)}
    return Sheet("総括表", "総括表", values, blocks)


def before_label(results: Results) -> str:
    """The period compared with, as captions name it."""
    return results.previous.label if results.previous else "なし（比べる時期の報告がありません）"


def schedule_note(results: Results) -> str:
    """What the table of 進捗区分 counts."""
    return f"計は{results.total.programs}プログラムです。{relisted_note(results)}構成比は0.1％未満を切り捨てています。"


def verdict_note(results: Results) -> str:
    """What the table of 指標判定 counts."""
    total, parts = results.total, []
    parts.append(f"計は{total.indicators}指標です（再掲の{total.relisted_indicators}指標を除く）。")
    none = sum(not program.indicators for program in results.own_programs)
    parts.append(f"成果指標のない{none}プログラムは、この表に入りません。")
    if isinstance(results, PublicResults) and results.hidden_indicators:
        parts.append(f"公表しない{results.hidden_indicators}指標を除いています。")
    if results.period.half == 1:
        parts.append("9月末の判定は、年度末の見込みです。")
    if results.previous is not None and results.previous.half != results.period.half:
        parts.append(f"前回（{results.previous.label}）とは時点の種類が違うため、増減は参考です。")
    return "".join(parts)


def _table(band: str, results: Results, *, of_indicators: bool) -> list[Block]:
    rows = [
        Block(band, {"方針": f"{policy.no}　{policy.name}", **_counts(policy.tally, policy.before, of_indicators)})
        for policy in results.policies
    ]
    total = Block(f"{band}の計", {"方針": "計", **_counts(results.total, results.before, of_indicators)})
    counts, whole = _keyed(results.total, of_indicators)
    shares: dict[str, CellValue] = {"方針": "構成比", "計": share(results.total, whole, of_indicators=of_indicators)}
    for key, count in counts.items():
        shares[key] = share(results.total, count, of_indicators=of_indicators)
        before = results.before
        shares[f"{key}前回"] = (
            share(before, _keyed(before, of_indicators)[0][key], of_indicators=of_indicators) if before else NONE
        )
    return [*rows, total, Block(f"{band}の構成比", shares)]


def _keyed(tally: Tally, of_indicators: bool) -> tuple[Mapping[str, int], int]:
    return (tally.symbols, tally.indicators) if of_indicators else (tally.schedule, tally.programs)


def _counts(tally: Tally, before: Tally | None, of_indicators: bool) -> dict[str, CellValue]:
    counts, whole = _keyed(tally, of_indicators)
    found: dict[str, CellValue] = {"計": whole}
    for key, count in counts.items():
        found[key] = count
        found[f"{key}前回"] = _keyed(before, of_indicators)[0][key] if before else NONE
    return found
