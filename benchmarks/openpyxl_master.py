"""The master loaded, changed and saved by openpyxl: what both scripts do at the end. What openpyxl does not know is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import openpyxl
import pandas as pd
from openpyxl.workbook import Workbook

from benchmarks.script_words import AT, DEFAULTS, FY, HEADER, KEYS, MERGE, MERGED, POINT

_KEY: Final = ["key", "fy", "point"]


def write(master: Path, changes: pd.DataFrame, findings: pd.DataFrame, answers: pd.DataFrame, out: Path) -> None:
    """Set or append the changed cells, the log, the board and the findings; save."""
    book = openpyxl.load_workbook(master)
    for name in MERGED:
        _write_table(book, name, changes[changes["table"] == name])
    logged = changes[changes["new"] != changes["column"].map(DEFAULTS)]
    _write_rows(book, "変更履歴", [_log_row(number, row) for number, row in enumerate(logged.itertuples(), start=1)])
    said = [_finding(number, row) for number, row in enumerate(findings.itertuples(), start=1)]
    _write_rows(book, "確認事項", said, anew=True)
    board = answers[["department", "file"]].drop_duplicates()
    received = [[d, FY, POINT, "確定", 0, 0, f, None, AT] for d, f in board.itertuples(index=False)]
    _write_rows(book, "回収状況", received, anew=True)
    book.save(out)


def _log_row(number: int, row: Any) -> list[Any]:
    key = f"{row.key}・{row.fy}・{row.point}"
    start = [number, MERGE, AT, "取りまとめ", row.table, key, row.column, _shown(row.old), _shown(row.new)]
    return [*start, row.department, row.file, "回答", row.cell]


def _finding(number: int, row: Any) -> list[Any]:
    return [number, "要確認", None, row.department, row.file, "回答", row.cell, _shown(row.new), row.what]


def _shown(value: Any) -> str | None:
    if pd.isna(value):
        return None
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _write_table(book: Workbook, name: str, changes: pd.DataFrame) -> None:
    sheet = book[name]
    headers: dict[Any, int] = {cell.value: number for number, cell in enumerate(sheet[HEADER], start=1)}
    keys = sheet.iter_rows(min_row=HEADER + 1, max_col=KEYS, values_only=True)
    rows = {key: number for number, key in enumerate(keys, start=HEADER + 1) if key[0] is not None}
    defaults = [(headers[header], value) for header, value in DEFAULTS.items() if header in headers]
    answered: set[Any] = set()
    for *first, column, new, department in changes[[*_KEY, "column", "new", "department"]].itertuples(index=False):
        key = tuple(first)
        if key not in rows and new == DEFAULTS.get(column):
            continue  # nothing was answered but what stands in every new row
        if key not in rows:
            rows[key] = HEADER + 1 + len(rows)
            _put(sheet, rows[key], [*enumerate(key, start=1), *defaults])
        if key not in answered:
            answered.add(key)
            _put(sheet, rows[key], [(headers["回答課"], department)])
        _put(sheet, rows[key], [(headers[column], new)])
    _resize(book, name, HEADER + len(rows))


def _put(sheet: Any, row: int, values: Iterable[tuple[int, Any]]) -> None:
    for column, value in values:
        sheet.cell(row, column, value)


def _write_rows(book: Workbook, name: str, rows: Sequence[Sequence[Any]], *, anew: bool = False) -> None:
    """Below what stands in the table, or `anew` in its place."""
    sheet = book[name]
    standing = sheet.iter_rows(min_row=HEADER + 1, max_col=1, values_only=True)
    filled = sum(value is not None for (value,) in standing)
    first = HEADER + 1 + (0 if anew else filled)
    for number, row in enumerate(rows, start=first):
        _put(sheet, number, enumerate(row, start=1))
    for number in range(first + len(rows), HEADER + 1 + filled):
        _put(sheet, number, [(column, None) for column in range(1, sheet.max_column + 1)])
    _resize(book, name, first + len(rows) - 1)


def _resize(book: Workbook, name: str, last: int) -> None:
    table = book[name].tables[name]
    start, _, end = table.ref.partition(":")
    table.ref = f"{start}:{end.rstrip('0123456789')}{max(last, HEADER + 1)}"
