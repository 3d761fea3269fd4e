"""Help while typing in a return: drop-downs, prompts, and colours that show what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation

from xlplan.choices import SCHEDULE_WORDS
from xlplan.form import AskKind, Role, RowKind
from xlplan.form.preview import ASK, DONE, MISSING, RowRefs, off_target
from xlplan.template import style

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.form import Ask, Form

UNLOCKED = Protection(locked=False)
TEXT_LIMIT = 1000
_PROMPT_LIMIT = 250
_HINTS = {
    "schedule": "、".join(f"{letter} {word}" for letter, word in SCHEDULE_WORDS.items())
    + "。Bのときは要因と今後の対応も書きます。",
    "state": "いまの状況を一覧から選びます。中止のときは備考に理由を書きます。",
    "basis": "数値の確からしさを選びます（任意）。",
    "publish": "要因・対応・備考を公表してよいか選びます。",
    "cause": "進捗区分がB、または判定が▲×▼のときに書きます。",
    "response": "進捗区分がB、または判定が▲×▼のときに書きます。",
    "self_assessment": "この期の取組を短く書きます（任意）。",
    "note": "内訳や、未定・中止の理由などを書きます。",
    "reflection": "どう反映するかを一覧から選びます。",
    "answer": "市民や委員会に示せる言葉で回答を書きます。",
    "reflected": "どう反映したか、いつ反映するか、しないときはその理由を書きます。",
    "forecast": "3月末の見込みがあれば記入します（任意）。",
}


def add_validations(sheet: Worksheet, form: Form) -> None:
    """One rule per kind of input; each shows a Japanese prompt, and a Japanese text where it refuses."""
    rules: dict[tuple[object, ...], DataValidation] = {}
    for at, row in enumerate(form.rows, start=1):
        for column, cell in enumerate(row.cells, start=1):
            if cell is None or cell.ask is None or cell.role is not Role.INPUT:
                continue
            ask = cell.ask
            key = (ask.kind, ask.field, ask.unit, ask.choices, ask.header)
            if key not in rules:
                rules[key] = _rule(ask)
                sheet.add_data_validation(rules[key])
            rules[key].add(sheet.cell(at, column))


def _rule(ask: Ask) -> DataValidation:
    prompt = _HINTS.get(ask.field, "")
    match ask.kind:
        case AskKind.CHOICE | AskKind.DONE:
            words = ",".join(ask.choices)
            rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            _refuse(rule, f"次から選んでください：{'、'.join(ask.choices)}")
            prompt = prompt or "一覧から選びます。"
        case AskKind.TEXT:
            rule = DataValidation(
                type="textLength", operator="lessThanOrEqual", formula1=str(TEXT_LIMIT), allow_blank=True
            )
            rule.imeMode = "hiragana"
            _refuse(rule, f"{TEXT_LIMIT}文字以内にまとめてください。")
        case AskKind.FIGURE:
            # No check of the content: officers paste 「70人」, and the reader understands it.
            rule = DataValidation(allow_blank=True)
            rule.imeMode = "off"
            rule.errorStyle = None
            unit = f"単位「{ask.unit}」で、" if ask.unit else ""
            prompt = prompt or f"{unit}数値を1つだけ記入します。分からないときは「未定」と書き、備考に理由を書きます。"
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = ask.header, prompt[:_PROMPT_LIMIT]
    return rule


def _refuse(rule: DataValidation, text: str) -> None:
    rule.showErrorMessage, rule.errorStyle = True, "stop"
    rule.errorTitle, rule.error = "入力できない値です", text


def add_formats(sheet: Worksheet, form: Form, *, waiting: str) -> None:
    """Colours follow the cells: waiting inputs, missing explanations, verdict symbols, the check column."""
    columns = form.columns
    for kind in (RowKind.PROGRAM, RowKind.ACTION, RowKind.INDICATOR, RowKind.OPINION):
        for first, last in _runs(form, kind):
            ref = RowRefs(columns, first - 1)
            answer = ref["answer"]
            area = f"{columns.letter('answer')}{first}:{columns.letter('answer')}{last}"
            check = ref["check"]
            sheet.conditional_formatting.add(area, style.when(f'AND({answer}="",{check}="{MISSING}")', waiting))
            _explanations(sheet, form, kind, first, last)
            if kind is RowKind.PROGRAM:
                for rule in style.schedules():
                    sheet.conditional_formatting.add(area, rule)
            if kind is RowKind.INDICATOR:
                verdict = columns.letter("verdict")
                for symbol, colors in style.SYMBOL_FILLS.items():
                    rule = style.when(f'LEFT(${verdict}{first},1)="{symbol}"', *colors)
                    sheet.conditional_formatting.add(f"{verdict}{first}:{verdict}{last}", rule)
    check = columns.letter("check")
    area = f"{check}8:{check}{len(form.rows)}"
    for rule in (
        style.when(f'${check}8="{MISSING}"', waiting, bold=True),
        style.when(f'RIGHT(${check}8,{len(ASK)})="{ASK}"', style.LIGHT_VERMILION, bold=True),
        style.when(f'${check}8="{DONE}"', None, style.BLUE, bold=True),
    ):
        sheet.conditional_formatting.add(area, rule)


def _explanations(sheet: Worksheet, form: Form, kind: RowKind, first: int, last: int) -> None:
    """Blank explanations light up when they are due."""
    names: tuple[str, ...]
    ref = RowRefs(form.columns, first - 1)
    if kind is RowKind.OPINION:
        due, names = f'{ref["answer"]}<>""', ("cause",)
    elif kind is RowKind.ACTION:
        due, names = f'{ref["answer"]}="中止"', ("note",)
    else:
        due = f'{ref["answer"]}="B"' if kind is RowKind.PROGRAM else off_target(ref)
        names = ("cause", "response")
    for name in names:
        letter = form.columns.letter(name)
        rule = style.when(f'AND({due},${letter}{first}="")', style.LIGHT_VERMILION)
        sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)


def _runs(form: Form, kind: RowKind) -> list[tuple[int, int]]:
    """Runs of neighbouring rows of a kind that ask something, as sheet rows."""
    runs: list[tuple[int, int]] = []
    answer = form.columns.at("answer")
    for at, row in enumerate(form.rows, start=1):
        cell = row.cells[answer]
        if row.kind is kind and cell is not None and cell.role is Role.INPUT:
            if runs and runs[-1][1] == at - 1:
                runs[-1] = (runs[-1][0], at)
            else:
                runs.append((at, at))
    return runs
