"""個票: one program as the blocks of one A4."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlplan.books.stencil import Block, Sheet
from xlplan.choices import Kind
from xlplan.declaring import NamedTuple
from xlplan.eras import day_label
from xlplan.reconcile import categories_of
from xlplan.report.wording import (
    NONE,
    amount,
    departments,
    pace,
    schedule_words,
    verdict_words,
    year_short,
)
from xlplan.report.yearly_plan import GUESSED, lanes
from xlplan.tables import AMENDMENTS

if TYPE_CHECKING:
    from xlplan.books.cell_values import CellValue
    from xlplan.report.results import IndicatorView, ProgramView, Results, YearFigure

YEARS: Final = 5
"""Fiscal years one A4 has room for."""
_HUNDRED_MILLION, _TEN_THOUSAND = Decimal(100_000_000), Decimal(10_000)


class _Scale(NamedTuple):
    unit: str
    by: Decimal


def program_sheet(program: ProgramView, results: Results) -> Sheet:
    """The sheet of a program, named by its No."""
    blocks = [*_actions(program), *_lanes(program, results), *_report(program), *_indicators(program, results)]
    blocks += [*_opinions(program), *_revisions(program, results)]
    return Sheet("個票", f"No.{program.no:02d}", _values(program, results), blocks)


def shown_years(results: Results) -> list[int]:
    """The fiscal years on the page: the plan's, the last five of them that reach the period at most."""
    last = max(results.period.fy, min(results.plan.end_fy, results.plan.start_fy + YEARS - 1))
    return list(range(last - YEARS + 1, last + 1))


def _values(program: ProgramView, results: Results) -> dict[str, CellValue]:
    row = program.row
    again = f"（No.{row.relisted_from}の再掲）" if row.relisted_from else ""
    before = f"前回 {program.before}" if program.before else "前回の報告なし"
    values: dict[str, CellValue] = {
        "方針": f"{row.policy_no}　{row.policy}",
        "方策": f"（{row.measure_no}）{row.measure}",
        "No.": program.no,
        "プログラム名": row.name + again,
        "推進担当課": departments(program),
        "実施目的": row.purpose,
        "見込まれる効果": row.effect,
        "進捗区分": program.schedule or "未報告",
        "進捗区分の言葉": schedule_words(program.schedule).removeprefix(f"{program.schedule} "),
        "進捗区分の前回": before if results.previous else "",
        "指標判定": program.verdict or "",
        "指標の内訳": program.counts or "成果指標はありません",
    }
    return values | {f"計画年度{at}": year_short(fy) for at, fy in enumerate(shown_years(results), 1)}


def _actions(program: ProgramView) -> list[Block]:
    found = []
    for action in program.actions:
        state = program.states.get(action.action)
        said = state.state if state and state.state else "報告なし"
        values: dict[str, CellValue] = {
            "項番": action.item,
            "実施内容": action.text,
            "実施予定年度": action.years_text,
            "状況": "廃止" if action.ended else said,
        }
        found.append(Block("実施内容", values))
    return found


def _lanes(program: ProgramView, results: Results) -> list[Block]:
    years = shown_years(results)
    found = []
    for lane in lanes(program.phases, years):
        values: dict[str, CellValue] = {f"段階{at}": None for at in range(1, YEARS + 1)}
        spans = []
        for bar in lane.bars:
            first, last = years.index(bar.first) + 1, years.index(bar.last) + 1
            values[f"段階{first}"] = bar.text
            spans.append((f"段階{first}", f"段階{last}"))
        guessed = f"{GUESSED}は読取りの推定" if any(GUESSED in bar.text for bar in lane.bars) else ""
        values |= {"行の名称": lane.name, "年度計画の注": "。".join(part for part in (lane.note, guessed) if part)}
        found.append(Block("年度計画", values, tuple(spans)))
    return found


def _report(program: ProgramView) -> list[Block]:
    report = program.report
    if report is None:
        return []
    texts = {"取組の説明": report.self_assessment, "遅れの要因": report.cause, "遅れへの対応": report.response}
    return [Block(band, {band: text}) for band, text in texts.items() if text]


def _indicators(program: ProgramView, results: Results) -> list[Block]:
    if not program.indicators:
        return [Block("指標なし", {"指標なし": "成果指標のないプログラムです。進捗区分だけで管理します。"})]
    blocks = []
    for one in program.indicators:
        blocks.append(Block("指標", _indicator(one, results)))
        if one.actual and one.actual.cause:
            blocks.append(Block("指標の要因", {"指標の要因": one.actual.cause}))
        if one.actual and one.actual.response:
            blocks.append(Block("指標の対応", {"指標の対応": one.actual.response}))
    return blocks


def _indicator(one: IndicatorView, results: Results) -> dict[str, CellValue]:
    unit = f"（{one.row.unit}）" if one.row.unit else ""
    said = "　".join(part for part in (verdict_words(one), pace(one)) if part)
    before = f"　（前回 {one.before}）" if one.before else ""
    scale = _scale(one)
    values: dict[str, CellValue] = {
        "指標名": f"{one.row.indicator}　{one.row.name}{unit}",
        "目標の文": one.row.target_text or "（目標値の記載なし）",
        "今回の判定": said + before,
        "理由": one.judged.reason,
        "図題": f"単位：{scale.unit}" if scale.unit else "",
    }
    by_year = {year.fy: year for year in one.years}
    for at, fy in enumerate(shown_years(results), 1):
        values |= _year(one, fy, by_year.get(fy), at, scale)
    return values


def _year(one: IndicatorView, fy: int, year: YearFigure | None, at: int, scale: _Scale) -> dict[str, CellValue]:
    actual, target = (year.actual, year.target) if year else (None, None)
    drawn = one.row.kind is not Kind.MILESTONE
    return {
        f"実績年度{at}": year_short(fy),
        f"実績{at}": amount(one, actual),
        f"目標{at}": amount(one, target),
        f"判定{at}": year.symbol if year and year.symbol else "",
        f"図の年度{at}": year_short(fy).removesuffix("度"),
        f"図の実績{at}": actual / scale.by if drawn and actual is not None else None,
        f"図の目標{at}": target / scale.by if drawn and target is not None else None,
    }


def _scale(one: IndicatorView) -> _Scale:
    """Large amounts of yen are drawn in 億円 or 万円."""
    values = [abs(value) for year in one.years for value in (year.actual, year.target) if value is not None]
    most = max(values, default=Decimal(0))
    if one.row.unit == "円" and most >= _HUNDRED_MILLION:
        return _Scale("億円", _HUNDRED_MILLION)
    if one.row.unit == "円" and most >= _TEN_THOUSAND:
        return _Scale("万円", _TEN_THOUSAND)
    return _Scale(one.row.unit, Decimal(1))


def _opinions(program: ProgramView) -> list[Block]:
    found = []
    for row in program.opinions:
        answer = f"→ {row.answer}" if row.answer else "→ 未回答"
        reflected = f"（{row.reflection or ''}{'：' if row.reflection and row.reflected else ''}{row.reflected}）"
        day = f"{day_label(row.received)}　" if row.received else ""
        text = f"{day}{row.text}\n{answer}{reflected if reflected != '（）' else ''}"
        found.append(Block("指示助言意見", {"見出し": row.kind, "本文": text}))
    return found or [Block("指示助言意見", {"見出し": NONE, "本文": "台帳に登録されたものはありません。"})]


def _revisions(program: ProgramView, results: Results) -> list[Block]:
    found = []
    if program.revision is not None:
        marks = "・".join(categories_of(program.revision))
        found.append(Block("見直し履歴", {"見出し": "中間見直し", "本文": f"見直した箇所：{marks}"}))
    for row in results.plan.rows(AMENDMENTS):
        if row.no == program.no:
            head = day_label(row.decided_on) if row.decided_on else row.revision
            name = "　".join(part for part in (row.category, row.target, row.header) if part)
            text = f"{name}：{row.old or '（なし）'} → {row.new or '（なし）'}"
            found.append(Block("見直し履歴", {"見出し": head, "本文": text}))
    return found or [Block("見直し履歴", {"見出し": NONE, "本文": "見直しはありません。"})]
