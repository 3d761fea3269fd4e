"""試算: type a target and a figure, and see the year-end verdict by native formulas, with worked examples beside it.

A column is one case: inputs above, the steps of `trial_formulas` below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xlplan.choices import Kind, Symbol
from xlplan.template import style
from xlplan.template.references import col
from xlplan.template.trial_formulas import formulas
from xlplan.template.trial_functions import FunctionsPart
from xlplan.trials import LABELS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.template.frame import Frame
    from xlplan.template.trial_functions import Functions

SHEET: Final = "試算"
HEADER_ROW: Final = 6
_LABEL: Final = 2
OWN: Final = 3
"""Column of the officer's own case; the examples follow."""

_WORDS: Final = ("kind", "down", "counted")

KINDS: Final = (
    Kind.AT_LEAST, Kind.AT_MOST, Kind.WITHIN, Kind.EXACTLY, Kind.GROWTH, Kind.KEEP_PREVIOUS, Kind.LEVEL_BY_END,
    Kind.CUMULATIVE_BY_END, Kind.COMPLETION_RATE, Kind.ABOUT, Kind.DIRECTION_ONLY,
)  # fmt: skip
"""Kinds the sheet can try out; 毎年度設定 and 年度別目標 are judged like 以上."""

INPUTS: Final[dict[str, str]] = {
    "kind": "一覧から選びます。",
    "value": "基本の単位で。範囲は下限。",
    "high": "範囲のときだけ。",
    "rate": "5％以上の増は0.05。",
    "down": "期末水準・方向のみで、減らす目標は○。",
    "counted": "人・件・回など1つずつ数えるものは○。",
    "decimals": "判定の前に四捨五入する小数の桁数。空欄は0。",
    "actual": "累計は、起算からの合計。",
    "previous": "増減率・前年度維持・方向のみで使います。",
    "baseline": "期末水準・実施率・以下で使います。",
    "done": "期限前の判定で使います（例 4）。",
    "whole": "期限の年度の判定は、過ぎた年数と同じにします。",
    "tolerance": "概ね・前年度維持で使います。",
}
"""Input of a case → help; the labels are those of `trials.LABELS`."""
STEPS: Final[dict[str, tuple[str, str, str]]] = {
    "figure": ("丸めた実績", "公表桁数に四捨五入します。", "#,##0.###"),
    "sign": ("向き", "どちらがよいか。", '"多いほどよい";"少ないほどよい"'),
    "target": ("当てはめる目標", "増減率は前年度から計算します。", "#,##0.###"),
    "allowed": ("使う許容差", "概ねで空欄のときは、判定基準の割合を使います。", "#,##0.###"),
    "elapsed": ("経過 E", "過ぎた年数 ÷ 期限までの年数", "0.000"),
    "ratio": ("達成率 R", "目標に対する割合。3桁目より下は切り捨てます。", "0.0%"),
    "progress": ("進度 P", "基準値から目標値までのうち、進んだ割合", "0.0%"),
    "pace": ("進度 ÷ 経過 Q", "期限前の判定に使います。", "0.0%"),
    "met": ("目標に届いたか", "", "General"),
    "missing": ("判定できない理由", "足りない入力があるときに出ます。", "General"),
    "symbol": ("判定", "記号の意味は下の行に出ます。", "General"),
    "word": ("判定の意味", "", "General"),
}
THRESHOLDS: Final = {
    "over": "超過達成",
    "near": "概ね達成",
    "short": "未達",
    "pace": "途中経過",
    "about": "概ね許容",
    "over_range": "範囲超過",
}


@dataclass(frozen=True)
class Example:
    """A worked case; the figures are invented, the targets are the plan's."""

    title: str
    given: dict[str, str | float]
    symbol: Symbol


EXAMPLES: Final = (
    Example("年間の下限\n出前講座 1,000人", {"kind": Kind.AT_LEAST, "value": 1000, "actual": 942}, Symbol.NEARLY),
    Example(
        "前年比の増\n来場者 前年比5％以上",
        {"kind": Kind.GROWTH, "rate": 0.05, "counted": "○", "actual": 12_600, "previous": 12_000},
        Symbol.MET,
    ),
    Example(
        "期末水準（減）\n債務総額 300億円",
        {"kind": Kind.LEVEL_BY_END, "value": 30_000_000_000, "down": "○", "actual": 31_000_000_000,
         "baseline": 32_200_000_000, "done": 4, "whole": 5},
        Symbol.NEARLY,
    ),
    Example(
        "上限\n経常収支比率 95％以下",
        {"kind": Kind.AT_MOST, "value": 95, "actual": 98, "baseline": 97.3, "decimals": 1},
        Symbol.WORSE,
    ),
    Example(
        "累計\n新規3校（27年度末まで）",
        {"kind": Kind.CUMULATIVE_BY_END, "value": 3, "counted": "○", "actual": 2, "done": 4, "whole": 5},
        Symbol.MET,
    ),
    Example("範囲\n1～2件", {"kind": Kind.WITHIN, "value": 1, "high": 2, "actual": 3}, Symbol.MET),
)  # fmt: skip

_FIRST_INPUT: Final = HEADER_ROW + 1
_FIRST_STEP: Final = _FIRST_INPUT + len(INPUTS) + 1
_FIRST_THRESHOLD: Final = _FIRST_STEP + len(STEPS) + 2
_HELP: Final = OWN + len(EXAMPLES) + 1
ROWS: Final = {name: _FIRST_INPUT + at for at, name in enumerate(INPUTS)} | {
    name: _FIRST_STEP + at for at, name in enumerate(STEPS)
}
"""Input or step → its row."""


def fill_trial(book: Workbook, frame: Frame, functions: Functions | None) -> dict[str, str | float]:
    """Write the 試算 sheet, with the worksheet functions where there are any; their results by cell."""
    sheet = book[SHEET]
    _words(sheet)
    sheet.column_dimensions["A"].width = 1.5
    sheet.column_dimensions["B"].width = 18
    for at in range(OWN, _HELP):
        sheet.column_dimensions[get_column_letter(at)].width = 19
    sheet.column_dimensions[get_column_letter(_HELP)].width = 38
    _labels(sheet)
    for at in range(OWN, _HELP):
        fill_case(sheet, at, EXAMPLES[at - OWN - 1].given if at > OWN else None)
    fill_thresholds(sheet)
    _guides(sheet)
    sheet.freeze_panes = f"C{_FIRST_INPUT}"
    style.page(sheet, left=frame.plan, title=SHEET, right=frame.as_of)
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = "1:1"
    last = _FIRST_THRESHOLD + len(THRESHOLDS)
    part = FunctionsPart(sheet, last + 2, trial_areas())
    if functions:
        part.draw(book, functions)
        last = part.row - 1
    sheet.print_area = f"A1:{get_column_letter(_HELP)}{last}"
    return part.known


def trial_areas() -> dict[str, str]:
    """Where the inputs of the cases stand: their labels and their cells, the officer's own case first."""
    first, last = _FIRST_INPUT, _FIRST_INPUT + len(INPUTS) - 1
    letter, end = get_column_letter(OWN), get_column_letter(_HELP - 1)
    label = get_column_letter(_LABEL)
    return {"labels": f"{label}{first}:{label}{last}", "cases": f"{letter}{first}:{end}{last}"}


def _words(sheet: Worksheet) -> None:
    lines = (
        ("判定の試算（年度末）", style.font(bold=True, size=14, color=style.NAVY)),
        (
            "クリーム色の欄に入力すると、数式だけで判定が出ます。右は記入例です（目標はプランのもの、実績は架空）。",
            style.font(size=9, color=style.FAINT),
        ),
        (
            "マクロは要りません。下の「ワークシート関数の例」では、同じ判定を関数（xlp_で始まる名前）で求めます。",
            style.font(size=9, color=style.FAINT),
        ),
        (
            "マクロがブロックされたときは、情報システム担当に「信頼できる場所」の設定を依頼してください。ブロックされたままでも、台帳の値と数式は正しいままです。",
            style.font(size=9, color=style.FAINT),
        ),
    )
    for row, (text, letters) in enumerate(lines, start=1):
        cell = sheet.cell(row, _LABEL, text)
        cell.font, cell.alignment = letters, style.align("left")
        sheet.row_dimensions[row].height = 24 if row == 1 else 15
    sheet.row_dimensions[HEADER_ROW].height = 36


def _labels(sheet: Worksheet) -> None:
    headings = ["", "自分で試す", *(f"例{at}　{example.title}" for at, example in enumerate(EXAMPLES, start=1)), "説明"]
    for at, text in enumerate(headings, start=_LABEL):
        cell = sheet.cell(HEADER_ROW, at, text or None)
        cell.font, cell.fill = style.font(bold=True, size=9, color=style.WHITE), style.fill(style.NAVY)
        cell.alignment, cell.border = style.align("center", wrap=True), style.border(color=style.WHITE)
    helps = {name: (LABELS[name], text) for name, text in INPUTS.items()}
    helps |= {name: words[:2] for name, words in STEPS.items()}
    for name, (label, text) in helps.items():
        row = ROWS[name]
        strong = name in ("symbol", "word")
        for at, words in ((_LABEL, label), (_HELP, text)):
            cell = sheet.cell(row, at, words or None)
            cell.font = style.font(bold=strong and at == _LABEL, color=style.INK if at == _LABEL else style.FAINT)
            cell.border, cell.alignment = style.border("bottom"), style.align("left", indent=1)
        sheet.row_dimensions[row].height = 24 if strong else 20


def fill_case(sheet: Worksheet, at: int, given: Mapping[str, str | float | Decimal] | None) -> None:
    """Write one case in a column: its inputs (None leaves them to the officer) and its steps."""
    letter = get_column_letter(at)
    for name in INPUTS:
        cell = sheet.cell(ROWS[name], at, given.get(name) if given is not None else None)
        cell.number_format = "0.0##" if name == "rate" else "#,##0.###"
        cell.font, cell.border = style.font(), style.border("bottom")
        cell.alignment = style.align("center" if name in _WORDS else "right")
        if given is None:
            cell.fill = style.fill(style.INPUT)
    cells = {name: f"{letter}${row}" for name, row in ROWS.items()}
    limits = {name: f"${get_column_letter(OWN)}${_FIRST_THRESHOLD + 1 + at}" for at, name in enumerate(THRESHOLDS)}
    for name, formula in formulas(cells, limits).items():
        cell = sheet.cell(ROWS[name], at, f"={formula}")
        cell.number_format = STEPS[name][2]
        strong = name in ("symbol", "word")
        cell.font = style.font(bold=strong, italic=not strong, color=style.INK if strong else style.FAINT)
        cell.border, cell.alignment = style.border("bottom"), style.align("center" if strong else "right")


def fill_thresholds(sheet: Worksheet) -> None:
    """The thresholds in use, from the last row of each 基準ID in 判定基準."""
    title = sheet.cell(_FIRST_THRESHOLD, _LABEL, "使っている判定基準（「判定基準」シートの、それぞれいちばん下の行）")
    title.font = style.font(bold=True, size=9, color=style.NAVY)
    names, values = col("判定基準", "基準ID"), col("判定基準", "値")
    for row, name in enumerate(THRESHOLDS.values(), start=_FIRST_THRESHOLD + 1):
        label, cell = sheet.cell(row, _LABEL, name), sheet.cell(row, OWN, f'=LOOKUP(2,1/({names}="{name}"),{values})')
        label.font = cell.font = style.font(size=9, italic=True, color=style.FAINT)
        label.alignment, cell.number_format = style.align("left", indent=1), "0.0##"


def _guides(sheet: Worksheet) -> None:
    """Drop-downs and helps of the officer's own column, fills of the verdict row."""
    kinds = DataValidation(type="list", formula1='"' + ",".join(kind.value for kind in KINDS) + '"')
    circle = DataValidation(type="list", formula1='"○"')
    for rule, names, text in (
        (kinds, ("kind",), "一覧から選んでください。"),
        (circle, ("down", "counted"), "○か空欄にしてください。"),
    ):
        rule.errorTitle, rule.error, rule.showErrorMessage, rule.errorStyle = "試算の入力", text, True, "stop"
        for name in names:
            rule.add(f"{get_column_letter(OWN)}{ROWS[name]}")
        sheet.add_data_validation(rule)
    for name, text in INPUTS.items():
        if name not in _WORDS:
            label = LABELS[name]
            rule = DataValidation(type="decimal", operator="between", formula1="-1E+15", formula2="1E+15")
            rule.promptTitle, rule.prompt, rule.showInputMessage = label, text, True
            rule.errorTitle, rule.error = f"「{label}」の入力", "数値だけを入力してください。単位は付けません。"
            rule.showErrorMessage, rule.errorStyle = True, "stop"
            rule.add(f"{get_column_letter(OWN)}{ROWS[name]}")
            sheet.add_data_validation(rule)
    area = f"C{ROWS['symbol']}:{get_column_letter(_HELP - 1)}{ROWS['symbol']}"
    for format_rule in style.symbols():
        sheet.conditional_formatting.add(area, format_rule)
