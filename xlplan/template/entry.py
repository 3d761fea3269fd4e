"""What guides an entry: the help beside the cell, the drop-down, and the refusal in Japanese."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xlplan.template.lists import PERIODS, list_name

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.schema import Column, Table

_TITLE_LIMIT, _PROMPT_LIMIT = 32, 255
_LARGEST = "1000000000000000"
"""Excel keeps fifteen digits."""


def add_validations(sheet: Worksheet, table: Table, first: int, last: int) -> None:
    """One validation per column, over the body of the table to its end."""
    for at, (name, column) in enumerate(table.columns.items(), start=1):
        annotation = str if name in table.year_fields else table.row.fields[name].annotation
        rule = _rule(column, annotation)
        if rule is None:
            continue
        letter = get_column_letter(at)
        rule.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(rule)
    if table.name == "管理":
        _period_of_settings(sheet, first, last)


def _rule(column: Column, annotation: Any) -> DataValidation | None:
    kinds = {annotation, *get_args(annotation)}
    if column.formula:
        rule, about = DataValidation(), f"自動で計算します。書き換えないでください。{column.help}"
    elif column.choices:
        rule, about = DataValidation(type="list", formula1=list_name(column.choices)), column.help
        _refuse(rule, column, "一覧から選んでください。一覧にないときは、事務局が一覧に加えます。")
    elif kinds & {Decimal, int}:
        kind: Literal["whole", "decimal"] = "whole" if Decimal not in kinds else "decimal"
        rule = DataValidation(type=kind, operator="between", formula1=f"-{_LARGEST}", formula2=_LARGEST)
        about = column.help
        _refuse(rule, column, "数値だけを入力してください。単位や「約」などの言葉は付けません。")
    elif column.number_format.startswith("yyyy"):
        rule, about = DataValidation(type="date", operator="greaterThan", formula1="36526"), column.help
        _refuse(rule, column, "日付を入力してください（例 2015/4/24）。")
    else:
        rule, about = DataValidation(), column.help
    if not about and not column.choices:
        return None if rule.type is None else rule
    rule.promptTitle, rule.prompt = column.header[:_TITLE_LIMIT], about[:_PROMPT_LIMIT]
    rule.showInputMessage = bool(about)
    return rule


def _refuse(rule: DataValidation, column: Column, remedy: str) -> None:
    rule.allow_blank, rule.showErrorMessage, rule.errorStyle = True, True, "stop"
    rule.errorTitle = f"「{column.header}」の入力"[:_TITLE_LIMIT]
    rule.error = f"「{column.header}」には使えない値です。{remedy}"


def _period_of_settings(sheet: Worksheet, first: int, last: int) -> None:
    """対象時期 is chosen, so that the formulas of 総括 always find it."""
    for row in range(first, last + 1):
        if sheet.cell(row, 1).value == "対象時期":
            rule = DataValidation(type="list", formula1=list_name(PERIODS))
            rule.errorTitle, rule.error = "対象時期の入力", "一覧から選んでください（例 平成26年度末）。"
            rule.showErrorMessage, rule.errorStyle = True, "stop"
            rule.add(f"B{row}")
            _leave_out(sheet, row)
            sheet.add_data_validation(rule)
            return


def _leave_out(sheet: Worksheet, row: int) -> None:
    """A cell may stand under one validation only."""
    for rule in sheet.data_validations.dataValidation:
        for area in list(rule.sqref.ranges):
            if area.min_col <= 2 <= area.max_col and area.min_row <= row <= area.max_row:  # noqa: PLR2004
                column = get_column_letter(2)
                rule.sqref.remove(area.coord)
                if area.min_row < row:
                    rule.add(f"{column}{area.min_row}:{column}{row - 1}")
                if row < area.max_row:
                    rule.add(f"{column}{row + 1}:{column}{area.max_row}")
