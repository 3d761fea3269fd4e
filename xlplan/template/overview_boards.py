"""The lower blocks of 総括: return board, 要判断, 財政効果, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from xlplan.choices import SCHEDULE_WORDS, Topic
from xlplan.template import style
from xlplan.template.overview_cells import (
    BOARD_TOP,
    CHART_AT,
    FIRST,
    LABEL,
    LAST,
    LAST_ROW,
    SCHEDULE_TOTAL,
    figure,
    head,
    in_period,
    label,
    section,
)
from xlplan.template.references import col

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_EFFECT_YEARS: Final = 5
_HEAD: Final = BOARD_TOP + 1
_BODY: Final = BOARD_TOP + 2


def fill_boards(sheet: Worksheet) -> None:
    """Write the blocks side by side below the two tables."""
    for row in range(_HEAD, LAST_ROW + 1):
        sheet.row_dimensions[row].height = 22
    _returns(sheet)
    _attention(sheet)
    _effects(sheet)
    _notes(sheet)


def _returns(sheet: Worksheet) -> None:
    """How many departments were asked, accepted, sent back, still missing; and the names of the missing."""
    section(sheet, BOARD_TOP, LABEL, "３　調査票の回収")
    head(sheet, _HEAD, LABEL, "状態")
    head(sheet, _HEAD, FIRST, "課の数")
    state = f"COUNTIFS({in_period('回収状況')},{col('回収状況', '状態')}"
    lines = (
        ("回答する課", f'=COUNTIF({col("課名簿", "回答する")},"○")'),
        ("確定", f'={state},"確定")'),
        ("差戻", f'={state},"差戻")'),
        ("未提出", f"=C{_BODY}-C{_BODY + 1}-C{_BODY + 2}"),
    )
    for row, (text, formula) in enumerate(lines, start=_BODY):
        label(sheet, row, LABEL, text)
        figure(sheet, row, FIRST, formula)
    departments, answers = col("課名簿", "課名"), col("課名簿", "回答する")
    own = f"COUNTIFS({col('回収状況', '課名')},{departments},{in_period('回収状況')},{col('回収状況', '状態')}"
    missing = f'IF(({answers}="○")*({own},"確定")+{own},"差戻")=0),{departments},"")'
    row = _BODY + len(get_args(Topic))
    address = f"{get_column_letter(LABEL)}{row}"
    names = f'IF(C{_BODY + 3}=0,"なし",_xlfn.TEXTJOIN("、",TRUE,{missing}))'
    sheet[address] = ArrayFormula(address, f'="未提出の課　"&{names}')
    sheet[address].font, sheet[address].alignment = style.font(size=9), style.align("left", vertical="top", wrap=True)
    sheet.merge_cells(start_row=row, end_row=LAST_ROW, start_column=LABEL, end_column=LAST)


def _attention(sheet: Worksheet) -> None:
    """How many lines of 要判断 by 区分."""
    at = FIRST + 2
    section(sheet, BOARD_TOP, at, "４　要判断")
    head(sheet, _HEAD, at, "区分")
    head(sheet, _HEAD, at + 1, "件数")
    lines = [(topic, f'=COUNTIF({col("要判断", "区分")},"{topic}")') for topic in get_args(Topic)]
    for row, (text, formula) in enumerate(lines, start=_BODY):
        label(sheet, row, at, text)
        figure(sheet, row, at + 1, formula)


def _effects(sheet: Worksheet) -> None:
    """財政効果 of the plan's years in 百万円; a year without figures shows －, never zero."""
    at = FIRST + 5
    section(sheet, BOARD_TOP, at, "５　財政効果（百万円）")
    for offset, text in enumerate(("年度", "歳入確保", "歳出削減", "計", "根拠")):
        head(sheet, _HEAD, at + offset, text)
    first_year = f'MATCH("○",{col("年度", "計画年度")},0)'
    for index in range(_EFFECT_YEARS):
        row = _BODY + index
        year = f"${get_column_letter(at)}{row}"
        figure(sheet, row, at, f'=IFERROR(INDEX({col("年度", "年度")},{first_year}+{index}),"")', "General")
        mine = f"{col('財政効果', '年度')},{year}"
        for offset, word in enumerate(("歳入確保", "歳出削減"), start=1):
            figure(sheet, row, at + offset, _millions(f'{mine},{col("財政効果", "効果区分")},"{word}"'))
        figure(sheet, row, at + 3, _millions(mine), bold=True)
        basis = f'IFERROR(INDEX({col("財政効果", "根拠")},MATCH({year},{col("財政効果", "年度")},0))&"","")'
        figure(sheet, row, at + 4, f'=IF({basis}="","記載なし",{basis})', "General")


def _millions(criteria: str) -> str:
    return f'=IF(COUNTIFS({criteria})=0,"－",SUMIFS({col("財政効果", "金額（円）")},{criteria})/1000000)'


def _notes(sheet: Worksheet) -> None:
    """How 再掲 is counted, and where to look next."""
    programs, source = col("プログラム", "No."), col("プログラム", "再掲元")
    # A program printed again takes the report of the one it repeats.
    own = f'{programs}*({source}="")+{source}'
    reports = f"{col('進捗報告', 'No.')},{own},{in_period('進捗報告')},{col('進捗報告', '進捗区分')}"
    every = '&"、"&'.join(f'"{letter} "&SUMPRODUCT(COUNTIFS({reports},"{letter}"))&"件"' for letter in SCHEDULE_WORDS)
    notes = (
        f'="再掲"&COUNT({source})&"件を除く"&G{SCHEDULE_TOTAL}&"件で集計しています。"',
        f'="再掲を含む"&COUNT({programs})&"件では、"&{every}&"です。"',
        "構成比は、0.1％より下を切り捨てています。",
        "9月末の判定は、年度末の見込みです。",
        "－（判定なし）の理由は「判定」シートにあります。",
        "判断が必要なものは「要判断」シートの一覧にあります。",
    )
    section(sheet, BOARD_TOP, CHART_AT, "注")
    for row, text in enumerate(notes, start=_HEAD):
        cell = sheet.cell(row, CHART_AT, text)
        cell.font, cell.alignment = style.font(size=9), style.align("left")
