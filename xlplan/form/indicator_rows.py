"""Rows of section 3: what each indicator asks this period, and which earlier years are still unknown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

from xlplan.choices import Kind, Publish, ValueBasis
from xlplan.declaring import NamedTuple
from xlplan.form import preview, preview_kinds, texts
from xlplan.form.asking import YEAR_END, Asker, row_of
from xlplan.form.cells import Ask, AskKind, Cell, Columns, FormRow, Role, RowKind
from xlplan.periods import fiscal_year_label
from xlplan.tables import ACTUALS

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.tables.indicators import IndicatorRow

DONE = ("達成", "未達成")
"""Answers of a milestone; the master holds 1 and 0."""
_BASES = get_args(ValueBasis)
_PUBLISH = get_args(Publish)
_NEEDS_LAST_YEAR = (Kind.GROWTH, Kind.KEEP_PREVIOUS, Kind.DIRECTION_ONLY)
_ONCE_A_YEAR = (
    Kind.AT_MOST,
    Kind.KEEP_PREVIOUS,
    Kind.LEVEL_BY_END,
    Kind.COMPLETION_RATE,
    Kind.ABOUT,
    Kind.ANNUAL_EXTERNAL,
)
"""Stocks and rates that are not yet known at the half-year (rules §5.4)."""


class IndicatorRows(NamedTuple):
    """Makes the rows of the indicators that one department answers."""

    plan: Plan
    department: str
    period: Period
    columns: Columns
    formulas: bool

    def makers(self) -> list[Callable[[int], FormRow]]:
        """One function per row; each is given the row's index from 0."""
        programs = self.plan.programs
        mine = [
            row
            for row in self.plan.indicators_in(self.period.fy).by_department.get(self.department, ())
            if row.kind is not Kind.NONE and not row.relisted_from
        ]
        mine.sort(key=lambda row: (programs[row.no].policy_no if row.no in programs else 0, row.no))
        return [partial(self._row, row) for row in mine]

    def _row(self, indicator: IndicatorRow, at: int) -> FormRow:
        reason = self._not_asked(indicator)
        labels = {"no": Cell(Role.LABEL, indicator.no), "item": Cell(Role.LABEL, indicator.name)}
        if reason:
            key = f"{RowKind.NOTE}|{indicator.indicator}"
            return row_of(self.columns, key, RowKind.NOTE, {**labels, "plan": Cell(Role.LABEL, reason)})
        unit = texts.shown_unit(indicator)
        past, mask = self._past(indicator, unit)
        key = f"{RowKind.INDICATOR}|{indicator.indicator}|{mask}"
        required = self.period.half == 2 or (indicator.kind not in _ONCE_A_YEAR and indicator.unit != "％")  # noqa: PLR2004
        asker = Asker(ACTUALS.name, (indicator.indicator, self.period.fy, self.period.point))
        needed = [str(fy) for fy in self.columns.past if _still_needed(past[str(fy)])]
        sheet_row = preview.RowRefs(self.columns, at)
        cells = {
            **labels,
            "plan": Cell(Role.LABEL, texts.target_text(self.plan, indicator, self.period.fy)),
            **past,
            "answer": self._figure(indicator, "value", "実績", self.period.fy, self.period.point, required),
            "unit": Cell(Role.LABEL, unit if indicator.kind is not Kind.MILESTONE else ""),
            "basis": asker.choice("basis", "値の根拠", _BASES),
            "cause": asker.text("cause", "要因"),
            "response": asker.text("response", "今後の対応"),
            "note": asker.text("note", "備考"),
            "publish": asker.choice("publish", "公表可否", _PUBLISH, default=_PUBLISH[0]),
            "verdict": Cell(
                Role.AUTO,
                formula=preview_kinds.verdict(self.plan, indicator, self.period, sheet_row) if self.formulas else "",
            ),
            "check": Cell(
                Role.AUTO,
                formula=preview.indicator_check(sheet_row, required=required, needed=needed) if self.formulas else "",
            ),
        }
        if self.columns.forecast and indicator.kind is not Kind.MILESTONE:
            point = self.period.point
            cells["forecast"] = self._figure(indicator, "forecast", "年度末見込", self.period.fy, point, False)
        return row_of(self.columns, key, RowKind.INDICATOR, cells)

    def _not_asked(self, indicator: IndicatorRow) -> str:
        if indicator.kind is Kind.REFER_OTHER:
            return f"No.{indicator.reference}の指標で判定するため、記入は不要です。"
        measured = texts.measured_years(indicator)
        if measured and self.period.fy not in measured:
            years = "・".join(fiscal_year_label(fy, short=True) for fy in sorted(measured))
            return f"{indicator.target_text}\n測定は{years}のため、今回の記入は不要です。"
        return ""

    def _past(self, indicator: IndicatorRow, unit: str) -> tuple[dict[str, Cell], str]:
        """Known year-end actuals, locked; unknown ones as inputs; and the mask that tells them apart."""
        cells: dict[str, Cell] = {}
        mask = ""
        measured = texts.measured_years(indicator)
        for fy in self.columns.past:
            actual = self.plan.actuals.get((indicator.indicator, fy, YEAR_END))
            header = f"{fiscal_year_label(fy, short=True)}の実績"
            asked = self._figure(indicator, "value", header, fy, YEAR_END, self._needs(indicator, fy))
            if measured and fy not in measured:
                cells[str(fy)] = Cell(Role.PAST, "－")
            elif actual is not None and actual.value is not None:
                # What it asked stays with it: a return issued before the figure was known may still answer it.
                cells[str(fy)] = asked._replace(role=Role.PAST, value=self._known(indicator, unit, actual.value))
            else:
                cells[str(fy)] = asked
            mask += "0" if cells[str(fy)].role is Role.INPUT else "1"
        return cells, mask

    def _known(self, indicator: IndicatorRow, unit: str, value: Decimal) -> str | Decimal:
        if indicator.kind is Kind.MILESTONE:
            return DONE[0] if value else DONE[1]
        return texts.in_unit(value, unit)

    def _needs(self, indicator: IndicatorRow, fy: int) -> bool:
        """Whether this year's verdict depends on the earlier year."""
        if indicator.kind is Kind.CUMULATIVE_BY_END:
            return fy > (indicator.baseline_fy or self.plan.start_fy - 1)
        return indicator.kind in _NEEDS_LAST_YEAR and fy == self.period.fy - 1

    def _figure(self, indicator: IndicatorRow, field: str, header: str, fy: int, point: str, required: bool) -> Cell:
        done = indicator.kind is Kind.MILESTONE
        unit = texts.shown_unit(indicator)
        ask = Ask(
            ACTUALS.name,
            (indicator.indicator, fy, point),
            field,
            header,
            AskKind.DONE if done else AskKind.FIGURE,
            DONE if done else (),
            unit,
            indicator.unit,
            indicator.decimals or 0,
            indicator.unit in self.plan.negative_units,
            texts.percent_like(indicator),
            required,
        )
        return Cell(Role.INPUT, None, ask, number_format="" if done else texts.figure_format(indicator, unit))


def _still_needed(cell: Cell) -> bool:
    return cell.role is Role.INPUT and cell.ask is not None and cell.ask.required
