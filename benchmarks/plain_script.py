"""The plain script: the same job as a capable colleague would script it with pandas and openpyxl.

It reads every sheet of every return and the master's tables with pandas.read_excel, merges frames, and loads and saves the
master with openpyxl. It writes the same rows of 実績, 進捗報告 and 実施状況, the return board, a change log with old and new
value, file and cell, and 確認事項: required blanks, choices, figures, and targets missed without a cause. It judges the two
commonest of the seventeen kinds of target, looks for no tampering, chains nothing, and loses what openpyxl does not know.

Usage: python -m benchmarks.plain_script MASTER RETURNS OUT
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from benchmarks.script_steps import check, finish, targets_with_figures, unexplained
from benchmarks.script_words import (
    ANSWER_COLUMNS,
    ANSWERS,
    DONE,
    EARLIER,
    FY,
    HEADER,
    MERGED,
    NEAR,
    OVER,
    POINT,
    SCALE,
    SHORT,
    UNIT,
)


def read_returns(folder: Path) -> pd.DataFrame:
    """One row per asked cell."""
    found: list[list[Any]] = []
    for path in sorted(folder.glob("*.xlsx")):
        control = pd.read_excel(path, sheet_name="管理", header=None, engine="openpyxl").set_index(0)[1].to_dict()
        sheet = pd.read_excel(path, sheet_name="回答", header=None, engine="openpyxl")
        for number, row in enumerate(sheet.itertuples(index=False), start=1):
            for *cell, column in _answers(list(row)):
                found.append([*cell, control["課名"], path.name, f"{get_column_letter(column)}{number}"])
    return pd.DataFrame(found, columns=ANSWER_COLUMNS)


def _answers(row: Sequence[Any]) -> Iterator[list[Any]]:
    kind, _, rest = str(row[0]).partition("|")
    if kind not in ANSWERS:
        return
    key, unit = rest.split("|")[0], row[UNIT]
    table, columns = ANSWERS[kind]
    for column, at in columns.items():
        value = _figure(row[at], unit) if column == "実績値" else row[at]
        yield [table, int(key) if table == "進捗報告" else key, FY, POINT, column, value, at + 1]
    if table == "実績":
        for year, at in EARLIER.items():
            yield [table, key, year, POINT, "実績値", _figure(row[at], unit), at + 1]


def _figure(value: Any, unit: Any) -> Any:
    if isinstance(value, int | float):
        return round(value * SCALE.get(str(unit), 1), 6)
    return DONE.get(str(value), value)


def read_table(master: Path, sheet: str) -> pd.DataFrame:
    """A table of the master."""
    return pd.read_excel(master, sheet_name=sheet, header=HEADER - 1, engine="openpyxl")


def judge(targets: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Findings about targets of the kinds 以上 and 以下 that are missed without a cause or a response."""
    judged = targets_with_figures(targets, answers)
    judged["symbol"] = judged.apply(symbol, axis=1)
    return unexplained(judged, answers)


def symbol(row: Any) -> str:
    """The verdict on one indicator."""
    figure, target = pd.to_numeric(row["実績値"], errors="coerce"), row["目標値"]
    if pd.isna(figure) or pd.isna(target):
        return "－"
    over, under = (figure, target) if row["目標種別"] == "以上" else (target, figure)
    ratio = over / under if under else math.inf
    if ratio >= 1:
        return "◎" if ratio >= OVER else "○"
    return "△" if ratio >= NEAR else "▲" if ratio >= SHORT else "×"


def main(master: Path, returns: Path, out: Path) -> None:
    """Read, check, judge, merge, write; say what was found."""
    asked = read_returns(returns)
    findings = pd.concat([check(asked), judge(read_table(master, "成果指標"), asked)])
    finish(master, {name: read_table(master, name) for name in MERGED}, asked, findings, out)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
