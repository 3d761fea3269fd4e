"""引継ぎ: one A4 page for whoever takes over. What the workbook is, the year's calendar, whom to ask, what is still open.

The open items are counted by native formulas, so they are right on the day the page is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.declaring import NamedTuple
from xlplan.form.layout import INITIAL_SECRET, SECRET
from xlplan.template import style
from xlplan.template.overview_cells import in_period
from xlplan.template.references import col, setting

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.template.frame import Frame

SHEET: Final = "引継ぎ"
_FIRST: Final = 2
_ABOUT_FROM: Final = 4
_WIDTHS: Final = {1: 1.5, 2: 21, 3: 46, 4: 22, 5: 25}

_ABOUT: Final = (
    "このブックが行財政改革プランの台帳（正本）です。ほかにデータベースはありません。",
    "マクロを止めても、値と数式は正しく出ます。斜体の列は数式、黄色の欄は事務局が記入する欄です。",
    "「総括」が全体、「要判断」が本部で決めること、「判定」が指標ごとの理由です。",
    "困ったら、まず「点検」を押してください。何も書き換えません。くわしい手順は「手引き」にあります。",
)


class Month(NamedTuple):
    """A line of the calendar."""

    month: str
    what: str
    press: str
    where: str


CALENDAR: Final = (
    Month("4月", "3月末の調査票を配る。前の年度の意見・指示を確かめる", "様式配布", "管理・指示助言意見"),
    Month("5月", "届いた調査票を点検し、もれは照会する", "点検・照会文", "確認事項・回収状況"),
    Month("6月", "取り込み、判定し、要因と対応を確かめる", "取りまとめ・判定", "要判断・判定"),
    Month("7月", "本部に報告し、指示を台帳に書く", "報告書（本部）", "指示助言意見"),
    Month("8月", "委員会に報告し、助言を台帳に書く。3月末を締める", "報告書（委員会）・締め", "指示助言意見・締め"),
    Month("9月", "市HP・市報で公表し、市民の意見を台帳に書く", "報告書（市HP・市報）", "財政効果・指示助言意見"),
    Month("10月", "9月末の調査票を配る（未回答の意見も尋ねる）", "様式配布", "管理"),
    Month("11月", "点検・照会・取りまとめ・判定（年度末の見込み）", "点検・取りまとめ・判定", "確認事項・要判断"),
    Month("12月", "本部に途中経過を報告し、9月末を締める", "報告書（本部）・締め", "要判断・締め"),
    Month("1月", "見直しが要るプログラムを決め、改定案を書く", "", "改定案・読み替え"),
    Month("2月", "改定を適用し、新しい年度の目標を決める", "改定", "成果指標・年度目標"),
    Month("3月", "課名簿と判定基準を見直し、次の担当に引き継ぐ", "点検", "課名簿・判定基準"),
)
"""The year of the secretariat, from April."""

_PEOPLE: Final = ("情報システム担当", "委員会の庶務", "前の担当者")
_NOTES: Final = 5


def fill_handover(book: Workbook, frame: Frame) -> None:
    """Write the 引継ぎ sheet."""
    sheet = book[SHEET]
    for at, width in _WIDTHS.items():
        sheet.column_dimensions["ABCDE"[at - 1]].width = width
    _title(sheet)
    row = _calendar(sheet, _ABOUT_FROM + len(_ABOUT) + 1)
    row = _open_items(sheet, row + 1)
    row = _people(sheet, row + 1)
    last = _own_notes(sheet, row + 1)
    sheet.print_area = f"A1:E{last}"
    sheet.print_title_rows = "1:3"
    style.page(sheet, left=frame.plan, title=SHEET, right=frame.as_of, tall=1)
    sheet.page_setup.orientation = "portrait"
    sheet.sheet_view.showGridLines = False


def _title(sheet: Worksheet) -> None:
    lines = (
        (1, "引継ぎ", style.font(bold=True, size=16, color=style.NAVY), 28),
        (2, f'={setting("市名")}&"　"&{setting("プラン名")}', style.font(bold=True, size=11), 20),
        (3, f'="対象時期　"&{setting("対象時期")}&"　　基準日　"&{setting("基準日")}', style.font(), 18),
    )
    for row, text, letters, height in lines:
        cell = sheet.cell(row, _FIRST, text)
        cell.font, cell.alignment = letters, style.align("left")
        sheet.row_dimensions[row].height = height
    for row, text in enumerate(_ABOUT, start=_ABOUT_FROM):
        cell = sheet.cell(row, _FIRST, text)
        cell.font, cell.alignment = style.font(), style.align("left")
        sheet.row_dimensions[row].height = style.LEAST_HEIGHT
    sheet.row_dimensions[_ABOUT_FROM + len(_ABOUT)].height = 6


def _heading(sheet: Worksheet, row: int, text: str, headers: tuple[str, ...]) -> int:
    """A block's heading and header row; returns the first row of its body."""
    cell = sheet.cell(row, _FIRST, text)
    cell.font, cell.alignment = style.font(bold=True, size=11, color=style.NAVY), style.align("left")
    sheet.row_dimensions[row].height = 20
    for at, header in enumerate(headers, start=_FIRST):
        cell = sheet.cell(row + 1, at, header)
        cell.font, cell.fill = style.font(bold=True, color=style.WHITE), style.fill(style.NAVY)
        cell.alignment, cell.border = style.align("center"), style.border(color=style.WHITE)
    sheet.row_dimensions[row + 1].height = 18
    return row + 2


def _line(sheet: Worksheet, row: int, texts: tuple[str, ...], *, typed: tuple[int, ...] = ()) -> None:
    """One body row; `typed` are the positions an officer fills."""
    for at, text in enumerate(texts):
        cell = sheet.cell(row, _FIRST + at, text or None)
        cell.font, cell.border = style.font(), style.border("bottom")
        cell.alignment = style.align("left", wrap=True, indent=1)
        if at in typed:
            cell.fill = style.fill(style.INPUT)
    widths = [_WIDTHS[_FIRST + at] for at in range(len(texts))]
    plain = [(text, width) for text, width in zip(texts, widths, strict=True) if not text.startswith("=")]
    sheet.row_dimensions[row].height = style.row_height(plain)


def _calendar(sheet: Worksheet, row: int) -> int:
    row = _heading(sheet, row, "１　1年の流れ", ("月", "すること", "押すボタン", "見るシート"))
    for month in CALENDAR:
        _line(sheet, row, month)
        sheet.cell(row, _FIRST).alignment = style.align("center")
        row += 1
    return row


def _counts() -> tuple[tuple[str, str, str, str], ...]:
    """What is open: (name, what to do, formula of its count, sheet)."""
    answers, kinds, opinions = (col("指示助言意見", header) for header in ("回答", "区分", "番号"))
    unanswered = f'=SUMPRODUCT(({opinions}<>"")*({kinds}<>"")*({answers}=""))'
    returned = f'COUNTIFS({in_period("回収状況")},{col("回収状況", "状態")},"確定")'
    sent_back = f'COUNTIFS({in_period("回収状況")},{col("回収状況", "状態")},"差戻")'
    asked = f'COUNTIF({col("課名簿", "回答する")},"○")'
    drafts, applied = col("改定案", "項目"), col("改定案", "適用済")
    closed = f"COUNTIFS({in_period('締め')})"
    return (
        ("未提出の課", "提出を依頼する", f"={asked}-{returned}-{sent_back}", "回収状況"),
        ("差戻の課", "重大な確認事項を課に直してもらう", f"={sent_back}", "回収状況"),
        ("重大な確認事項", "「直し方」のとおりに直す", f'=COUNTIF({col("確認事項", "重大度")},"重大")', "確認事項"),
        ("要判断", "本部で決める", f"=COUNTA({col('要判断', '区分')})", "要判断"),
        ("回答のない意見・指示", "担当課に回答を求める", unanswered, "指示助言意見"),
        ("未決の読み替え", "市として決める", f'=COUNTIF({col("読み替え", "状態")},"未決")', "読み替え"),
        (
            "決めていない総称",
            "全課などが指す課を決める",
            f'=SUMPRODUCT(({col("課群", "群名")}<>"")*({col("課群", "含む課")}=""))',
            "課群",
        ),
        ("適用していない改定案", "確かめて「改定」を行う", f'=SUMPRODUCT(({drafts}<>"")*({applied}=""))', "改定案"),
        ("対象時期の締め", "公表したら締める（0は済んだもの）", f"=IF({closed}=0,1,0)", "締め"),
        ("照合鍵が初期値のまま", "配布の前に変える", f'=IF({setting(SECRET)}="{INITIAL_SECRET}",1,0)', "管理"),
    )


def _open_items(sheet: Worksheet, row: int) -> int:
    row = _heading(sheet, row, "２　残っていること（件数は自動）", ("項目", "すること", "件数", "見るシート"))
    for name, remedy, formula, where in _counts():
        _line(sheet, row, (name, remedy, formula, where))
        cell = sheet.cell(row, _FIRST + 2)
        cell.alignment, cell.number_format = style.align("center"), "#,##0"
        cell.font = style.font(bold=True)
        address = f"D{row}"
        sheet.conditional_formatting.add(address, style.when(f"AND(ISNUMBER({address}),{address}>0)", style.AMBER))
        row += 1
    return row


def _people(sheet: Worksheet, row: int) -> int:
    row = _heading(sheet, row, "３　だれに聞くか", ("役割", "課・氏名（異動のとき直す）", "内線", "備考"))
    _line(
        sheet,
        row,
        ("事務局", f"={setting('事務局')}", f'={setting("事務局連絡先")}&""', "「管理」の事務局・事務局連絡先"),
    )
    row += 1
    for role in _PEOPLE:
        _line(sheet, row, (role, "", "", ""), typed=(1, 2, 3))
        row += 1
    return row


def _own_notes(sheet: Worksheet, row: int) -> int:
    """Lines for what no formula knows; returns the last row."""
    row = _heading(sheet, row, "４　引き継ぐこと（自由に書きます）", ("日付", "内容", "担当", "備考"))
    for _ in range(_NOTES):
        _line(sheet, row, ("", "", "", ""), typed=(0, 1, 2, 3))
        row += 1
    return row - 1
