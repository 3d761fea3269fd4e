"""Good pandas: the plain script's job as a colleague who knows pandas well would write it.

Every file is opened once, by calamine; every step works on whole columns; the master is saved by openpyxl, as nothing else
keeps its look. It writes what the plain script writes.

Usage: python -m benchmarks.good_pandas MASTER RETURNS OUT
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

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
    rows: list[list[Any]] = []
    for path in sorted(folder.glob("*.xlsx")):
        with CalamineWorkbook.from_path(path) as book:
            control = {row[0]: row[1] for row in _cells(book, "管理") if len(row) > 1}
            sheet = _cells(book, "回答")
        rows += [[*row, control["課名"], path.name, number] for number, row in enumerate(sheet, start=1) if row[0]]
    width = max(map(len, rows)) - 3
    frame = pd.DataFrame(rows, columns=[*range(width), "department", "file", "number"], dtype=object)
    parts = frame[0].astype(str).str.split("|", expand=True)
    return pd.concat(list(_answers(frame.assign(kind=parts[0], key=parts[1]))), ignore_index=True)


def _cells(book: CalamineWorkbook, sheet: str) -> list[list[Any]]:
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def _answers(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for kind, (table, columns) in ANSWERS.items():
        rows = frame[frame["kind"] == kind]
        if table == "進捗報告":
            rows = rows.assign(key=rows["key"].astype(int).astype(object))
        for column, at in columns.items():
            yield _column(rows, (table, FY, column), at)
        if table == "実績":
            for year, at in EARLIER.items():
                yield _column(rows, (table, year, "実績値"), at)


def _column(rows: pd.DataFrame, target: tuple[str, str, str], at: int) -> pd.DataFrame:
    table, fy, column = target
    cell = get_column_letter(at + 1) + rows["number"].astype(str)
    new = rows[at].mask(rows[at] == "", np.nan)
    made = rows[["key", "department", "file"]].assign(table=table, fy=fy, point=POINT, column=column, cell=cell)
    return made.assign(new=_figures(new, rows[UNIT]) if column == "実績値" else new)[ANSWER_COLUMNS]


def _figures(values: pd.Series[Any], units: pd.Series[Any]) -> pd.Series[Any]:
    """Figures in base units; what is no figure stays as it is."""
    typed = values.map(type).isin([int, float])
    scaled = (values.where(typed).astype(float) * units.map(SCALE).fillna(1).astype(float)).round(6)
    return scaled.astype(object).where(typed, values.replace(DONE))


def read_tables(master: Path, names: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Tables of the master, from one opening."""
    with CalamineWorkbook.from_path(master) as book:
        return {name: _table(_cells(book, name)) for name in names}


def _table(cells: list[list[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(cells[HEADER:], columns=cells[HEADER - 1], dtype=object)
    return frame.mask(frame == "", np.nan)


def symbols(judged: pd.DataFrame) -> pd.Series[str]:
    """The verdicts on all indicators, from 実績値, 目標値 and 目標種別."""
    figure, target = (pd.to_numeric(judged[name], errors="coerce") for name in ("実績値", "目標値"))
    up = judged["目標種別"] == "以上"
    ratio = figure.where(up, target) / target.where(up, figure)
    bands = [figure.isna() | target.isna(), ratio >= OVER, ratio >= 1, ratio >= NEAR, ratio >= SHORT]
    return pd.Series(np.select(bands, ["－", "◎", "○", "△", "▲"], default="×"), index=judged.index)


def main(master: Path, returns: Path, out: Path) -> None:
    """Read, check, judge, merge, write; say what was found."""
    asked = read_returns(returns)
    tables = read_tables(master, ("成果指標", *MERGED))
    judged = targets_with_figures(tables["成果指標"], asked)
    findings = pd.concat([check(asked), unexplained(judged.assign(symbol=symbols(judged)), asked)])
    finish(master, tables, asked, findings, out)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
