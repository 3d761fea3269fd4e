"""The structure of the workbook: every sheet, table, column, choice list and help text, declared once.

The template, the reader, the checks, the manual and the drift test all come from here.
"""

from __future__ import annotations

from xlplan.schema import Table
from xlplan.tables.amendments import AMENDMENTS, DRAFTS
from xlplan.tables.closings import CLOSINGS, EXCEPTIONS
from xlplan.tables.indicators import CRITERIA, INDICATORS, READINGS, YEAR_TARGETS
from xlplan.tables.records import (
    ATTENTION,
    BASE_FIGURES,
    EFFECTS,
    FINDINGS,
    HISTORY,
    OPINIONS,
    REVISIONS,
    SETTINGS,
    STATED,
    UNITS,
    YEARS,
)
from xlplan.tables.registry import ACTIONS, ASSIGNMENTS, DEPARTMENTS, GROUPS, PHASES, PROGRAMS
from xlplan.tables.rounds import ACTUALS, ITEM_STATES, PROGRESS, RETURNS, VERDICTS

__all__ = [
    "ACTIONS",
    "ACTUALS",
    "AMENDMENTS",
    "ASSIGNMENTS",
    "ATTENTION",
    "BASE_FIGURES",
    "BY_NAME",
    "CLOSINGS",
    "CRITERIA",
    "DEPARTMENTS",
    "DRAFTS",
    "EFFECTS",
    "EXCEPTIONS",
    "FINDINGS",
    "GROUPS",
    "HISTORY",
    "INDICATORS",
    "ITEM_STATES",
    "OPINIONS",
    "PHASES",
    "PROGRAMS",
    "PROGRESS",
    "READINGS",
    "RETURNS",
    "REVISIONS",
    "SCHEMA_VERSION",
    "SETTINGS",
    "SHEETS",
    "STATED",
    "TABLES",
    "UNITS",
    "VERDICTS",
    "YEARS",
    "YEAR_TARGETS",
]

SCHEMA_VERSION = "2"
"""Raised when a table, a column or the return form changes shape; a return of another version is 古い様式."""

TABLES: tuple[Table, ...] = (
    ATTENTION,
    PROGRAMS,
    ASSIGNMENTS,
    ACTIONS,
    PHASES,
    INDICATORS,
    YEAR_TARGETS,
    ACTUALS,
    PROGRESS,
    ITEM_STATES,
    VERDICTS,
    RETURNS,
    REVISIONS,
    STATED,
    DRAFTS,
    AMENDMENTS,
    EFFECTS,
    BASE_FIGURES,
    OPINIONS,
    CRITERIA,
    READINGS,
    FINDINGS,
    HISTORY,
    CLOSINGS,
    EXCEPTIONS,
    DEPARTMENTS,
    GROUPS,
    UNITS,
    YEARS,
    SETTINGS,
)
"""All tables in the order of their sheets."""

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

SHEETS: tuple[str, ...] = (
    "総括",
    "要判断",
    "引継ぎ",
    "プログラム",
    "担当課",
    "実施内容",
    "年度計画",
    "成果指標",
    "年度目標",
    "実績",
    "進捗報告",
    "実施状況",
    "判定",
    "回収状況",
    "見直し",
    "見直し集計",
    "改定案",
    "改定履歴",
    "財政効果",
    "基礎数値",
    "指示助言意見",
    "判定基準",
    "読み替え",
    "確認事項",
    "変更履歴",
    "締め",
    "締め例外",
    "試算",
    "課名簿",
    "課群",
    "単位",
    "年度",
    "選択肢",
    "管理",
)
"""Every sheet of the master in order; 総括, 引継ぎ, 試算 and 選択肢 hold no table."""
