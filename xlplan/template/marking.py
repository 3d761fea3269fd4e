"""Conditional formats of a table, driven by what its columns mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openpyxl.utils import get_column_letter

from xlplan.template import style

if TYPE_CHECKING:
    from openpyxl.formatting.rule import Rule
    from openpyxl.worksheet.worksheet import Worksheet

    from xlplan.schema import Column, Table

_SYMBOL_HEADERS: Final = frozenset({"式判定", "計算判定", "変更判定", "判定"})
_SCHEDULE_HEADERS: Final = frozenset({"進捗区分", "参考区分"})
_WORDS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "読取り": (("不明", style.LIGHT_VERMILION, style.INK), ("推定", style.AMBER, style.INK)),
    "状態": (
        ("未決", style.AMBER, style.INK),
        ("未提出", style.LIGHT_VERMILION, style.INK),
        ("差戻", style.VERMILION, style.WHITE),
        ("確定", style.LIGHT_BLUE, style.INK),
        ("決定", style.LIGHT_BLUE, style.INK),
    ),
    "重大度": (("重大", style.VERMILION, style.WHITE), ("要確認", style.AMBER, style.INK)),
    "状況": (("中止", style.VERMILION, style.WHITE), ("未着手", style.AMBER, style.INK)),
    "公表可否": (("非公表", style.GREY, style.FAINT),),
}
"""Header → (word, fill, text)."""


def add_formats(sheet: Worksheet, table: Table, first: int, last: int, *, inputs: frozenset[str]) -> None:
    """Add the formats; every range ends with the table, so that it grows with it."""
    shaded = []
    for at, (name, column) in enumerate(table.columns.items(), start=1):
        letter = get_column_letter(at)
        area = f"{letter}{first}:{letter}{last}"
        for rule in _rules(table.name, column, f"{letter}{first}"):
            sheet.conditional_formatting.add(area, rule)
        if name not in inputs:
            shaded.append((at, letter))
    for area in _joined(shaded, first, last):
        sheet.conditional_formatting.add(area, style.zebra())


def _rules(table: str, column: Column, cell: str) -> list[Rule]:
    if column.header in _SYMBOL_HEADERS:
        return style.symbols()
    if column.header in _SCHEDULE_HEADERS:
        return style.schedules()
    if column.header == "照合":
        return [style.when(f'AND({cell}<>"",{cell}<>"一致")', style.LIGHT_VERMILION, "C00000", bold=True)]
    if (table, column.header) in _DIFFERENCES:
        return [style.when(f"AND(ISNUMBER({cell}),{cell}<>0)", style.LIGHT_VERMILION, "C00000", bold=True)]
    return [style.equals(word, back, text) for word, back, text in _WORDS.get(column.header, ())]


_DIFFERENCES: Final = frozenset({("公表件数", "差"), ("財政効果", "計の差（円）")})


def _joined(columns: list[tuple[int, str]], first: int, last: int) -> list[str]:
    """Neighbouring columns as one range each."""
    areas: list[tuple[int, str, str]] = []
    for at, letter in columns:
        if areas and areas[-1][0] == at - 1:
            areas[-1] = (at, areas[-1][1], letter)
        else:
            areas.append((at, letter, letter))
    return [f"{left}{first}:{right}{last}" for _, left, right in areas]
