"""総括: one A4 page for the headquarters, by native formulas on the tables, for the period set in 管理.

No volatile function, nothing newer than Excel 2019. A program that is printed twice (再掲) is counted once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from xlplan.choices import SCHEDULE_WORDS, Symbol
from xlplan.template import overview_boards, style
from xlplan.template.charts import Figures, add_stacked_bars
from xlplan.template.overview_cells import (
    CHART_AT,
    CHART_COLUMNS,
    FIRST,
    FY,
    LABEL,
    LAST,
    LAST_ROW,
    POINT,
    POLICIES,
    SCHEDULE_TOP,
    SCHEDULE_TOTAL,
    SHEET,
    VERDICT_TOP,
    VERDICT_TOTAL,
    figure,
    head,
    in_period,
    label,
    section,
)
from xlplan.template.references import col, setting

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.template.frame import Frame

NOT_REPORTED: Final = "未報告"
NOT_JUDGED: Final = "未判定"
SCHEDULE_HEADERS: Final = (*(f"{letter} {word}" for letter, word in SCHEDULE_WORDS.items()), NOT_REPORTED)
VERDICT_HEADERS: Final = (*(f"{symbol.value} {symbol.word}" for symbol in Symbol), NOT_JUDGED)

_BROKEN: Final = {
    "S 予定以上に進捗": "S 予定以上\nに進捗",
    "A 予定どおりに進捗": "A 予定どおり\nに進捗",
    "B 予定よりも遅れている": "B 予定よりも\n遅れている",
}
"""Headers with the line break where a reader would put it."""

_PROGRAMS: Final = col("プログラム", "No.")
_ROW_HEIGHT: Final = 29


def fill_overview(book: Workbook, frame: Frame) -> None:
    """Write the 総括 sheet and the two names its formulas use."""
    sheet = book[SHEET]
    _columns(sheet)
    _names(book)
    _heading(sheet)
    _policy_table(sheet, SCHEDULE_TOP, "１　方針別の進捗区分（プログラムの数）", SCHEDULE_HEADERS, schedule_count)
    _policy_table(sheet, VERDICT_TOP, "２　方針別の指標判定（成果指標の数）", VERDICT_HEADERS, verdict_count)
    _charts(sheet)
    overview_boards.fill_boards(sheet)
    sheet.print_area = f"A1:{get_column_letter(CHART_AT + CHART_COLUMNS - 1)}{LAST_ROW}"
    sheet.print_title_rows = "1:2"
    style.page(sheet, left=frame.plan, title=SHEET, right=frame.as_of, tall=1)
    sheet.sheet_view.showGridLines = False


def _columns(sheet: Worksheet) -> None:
    widths = {1: 1.5, LABEL: 30, LAST + 1: 2}
    widths |= dict.fromkeys(range(FIRST, LAST + 1), 9) | dict.fromkeys(range(CHART_AT, CHART_AT + CHART_COLUMNS), 7.6)
    for at, width in widths.items():
        sheet.column_dimensions[get_column_letter(at)].width = width


def _names(book: Workbook) -> None:
    """The period as the tables hold it: 「平成26年度」 and 「3月末」."""
    sheet, period = book[SHEET], setting("対象時期")
    midyear = f'RIGHT({period},3)="9月末"'
    fy = f'=IF({midyear},SUBSTITUTE({period},"年9月末","年度"),SUBSTITUTE({period},"年度末","年度"))'
    for name, at, formula in ((FY, CHART_AT + 1, fy), (POINT, CHART_AT + 3, f'=IF({midyear},"9月末","3月末")')):
        words, cell = sheet.cell(LAST_ROW, at - 1, name), sheet.cell(LAST_ROW, at, formula)
        words.font = cell.font = style.font(size=8, color=style.FAINT)
        words.alignment, cell.alignment = style.align("right"), style.align("left")
        book.defined_names[name] = DefinedName(name, attr_text=f"{SHEET}!${get_column_letter(at)}${LAST_ROW}")


def _heading(sheet: Worksheet) -> None:
    title = f'={setting("市名")}&"　"&{setting("プラン名")}&"　進捗総括"'
    period = f'="対象時期　"&{setting("対象時期")}&"　　基準日　"&{setting("基準日")}'
    lines = (
        (1, title, style.font(bold=True, size=16, color=style.NAVY), 28),
        (2, period, style.font(bold=True, size=11), 20),
        (4, _lead(), style.font(size=11), 22),
    )
    for row, formula, letters, height in lines:
        cell = sheet.cell(row, LABEL, formula)
        cell.font, cell.alignment = letters, style.align("left")
        sheet.row_dimensions[row].height = height
    sheet.row_dimensions[3].height, sheet.row_dimensions[5].height = 4, 6
    for at in range(LABEL, CHART_AT + CHART_COLUMNS):
        sheet.cell(3, at).border = style.border("top", color=style.NAVY)


def _lead() -> str:
    """The figures in one sentence; or what to mend when the period of 管理 is not among the years."""
    s, v = SCHEDULE_TOTAL, VERDICT_TOTAL
    programs = (
        f'"プログラム"&G{s}&"件のうち、予定以上"&C{s}&"件、予定どおり"&D{s}&"件、遅れ"&E{s}&"件、未報告"&F{s}&"件。'
    )
    indicators = (
        f'成果指標"&K{v}&"件のうち、達成以上（◎○）"&C{v}+D{v}&"件、概ね達成（△）"&E{v}&"件、'
        f'未達（▲×▼）"&F{v}+G{v}+H{v}&"件です。"'
    )
    wrong = "「管理」の対象時期を一覧から選んでください。"
    return f'=IF(COUNTIF({col("年度", "年度")},{FY})=0,"{wrong}",{programs}{indicators})'


def _mine(policy: int) -> str:
    """1 for the programs of a policy, each counted once."""
    return f'({col("プログラム", "方針番号")}={policy})*({col("プログラム", "再掲元")}="")'


def schedule_count(policy: int, header: str, address: str) -> str:
    """Programs of a policy whose report says S, A or B; those without a report for 未報告."""
    count = f"COUNTIFS({col('進捗報告', 'No.')},{_PROGRAMS},{in_period('進捗報告')},{col('進捗報告', '進捗区分')}"
    if header == NOT_REPORTED:
        known = "+".join(f'{count},"{letter}")' for letter in SCHEDULE_WORDS)
        return f"=SUMPRODUCT({_mine(policy)}*(({known})=0))"
    return f"=SUMPRODUCT({_mine(policy)}*{count},LEFT({address},1)))"


def verdict_count(policy: int, header: str, address: str) -> str:
    """Verdicts of a policy's indicators; indicators without a verdict for 未判定."""
    count = f"COUNTIFS({col('判定', 'No.')},{_PROGRAMS},{in_period('判定')},{col('判定', '判定')}"
    if header == NOT_JUDGED:
        indicators = f"COUNTIFS({col('成果指標', 'No.')},{_PROGRAMS},{col('成果指標', '版')},1)"
        known = "+".join(f'{count},"{symbol.value}")' for symbol in Symbol)
        return f"=SUMPRODUCT({_mine(policy)}*({indicators}-({known})))"
    return f"=SUMPRODUCT({_mine(policy)}*{count},LEFT({address},1)))"


def _policy_table(
    sheet: Worksheet, top: int, title: str, headers: Sequence[str], count: Callable[[int, str, str], str]
) -> None:
    section(sheet, top, LABEL, title)
    row, total_at = top + 1, FIRST + len(headers)
    sheet.row_dimensions[row].height = 32
    fills = style.SYMBOL_FILLS | style.SCHEDULE_FILLS
    head(sheet, row, LABEL, "方針")
    head(sheet, row, total_at, "計")
    for at, header in enumerate(headers, start=FIRST):
        head(sheet, row, at, _BROKEN.get(header, header), fills.get(header[0], (style.GREY, style.INK)))
    for policy in range(1, POLICIES + 1):
        name = f"INDEX({col('プログラム', '方針')},MATCH({policy},{col('プログラム', '方針番号')},0))"
        label(sheet, row + policy, LABEL, f'="{policy}　"&{name}')
        for at, header in enumerate(headers, start=FIRST):
            figure(sheet, row + policy, at, count(policy, header, f"{get_column_letter(at)}${row}"))
        across = f"{get_column_letter(FIRST)}{row + policy}:{get_column_letter(total_at - 1)}{row + policy}"
        figure(sheet, row + policy, total_at, f"=SUM({across})", '#,##0"項目"', bold=True)
        sheet.row_dimensions[row + policy].height = _ROW_HEIGHT
    _totals(sheet, row + POLICIES + 1, row, total_at)
    sheet.row_dimensions[row + POLICIES + 3].height = 12


def _totals(sheet: Worksheet, row: int, head_row: int, total_at: int) -> None:
    """計 and 構成比; the share is cut, so that 100.0 % never stands for less than all."""
    label(sheet, row, LABEL, "計", bold=True)
    label(sheet, row + 1, LABEL, "構成比")
    for at in range(FIRST, total_at + 1):
        letter, total = get_column_letter(at), f"${get_column_letter(total_at)}{row}"
        unit = '#,##0"項目"' if at == total_at else "#,##0"
        figure(sheet, row, at, f"=SUM({letter}{head_row + 1}:{letter}{row - 1})", unit, bold=True)
        figure(sheet, row + 1, at, f'=IF({total}=0,"－",ROUNDDOWN({letter}{row}/{total},3))', "0.0%")
        sheet.cell(row + 1, at).font = style.font(size=9, color=style.FAINT)
    for at in range(LABEL, total_at + 1):
        sheet.cell(row, at).fill = style.fill(style.PALE_BLUE)
    sheet.row_dimensions[row].height = sheet.row_dimensions[row + 1].height = _ROW_HEIGHT


def _charts(sheet: Worksheet) -> None:
    anchor = get_column_letter(CHART_AT)
    schedule = [background for background, _ in style.SCHEDULE_FILLS.values()]
    verdict = [background for mark, (background, _) in style.SYMBOL_FILLS.items() if mark != "－"]
    for words, top, headers, colors in (
        ("方針別の進捗区分", SCHEDULE_TOP, SCHEDULE_HEADERS, [*schedule, style.GREY]),
        ("方針別の指標判定", VERDICT_TOP, VERDICT_HEADERS, [*verdict, style.SILVER, style.MIST]),
    ):
        columns = range(FIRST, FIRST + len(headers))
        figures = Figures(sheet, top + 2, top + 1 + POLICIES, columns, LABEL)
        add_stacked_bars(sheet, words, figures, dict(zip(headers, colors, strict=True)), f"{anchor}{top}")
