"""Good pandas for many masters: each opened once, by calamine; all judged and counted at once; written row by row.

It writes what the plain script writes.

Usage: python -m benchmarks.pandas_survey FOLDER OUT
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from benchmarks.good_pandas import symbols
from benchmarks.script_words import (
    BODIES,
    BODY_COLUMNS,
    FY,
    HEADER,
    PERIOD,
    POINT,
    PROGRAM_COLUMNS,
    PROGRAMS,
    SCHEDULE_HEADERS,
    SYMBOLS,
    UNREPORTED,
)

_KEPT: Final = {
    "管理": ("項目", "値"),
    "プログラム": ("No.", "方針番号", "方針", "プログラム名", "主担当課", "再掲元"),
    "成果指標": ("指標ID", "版", "No.", "目標種別", "目標値"),
    "実績": ("指標ID", "年度", "時点", "実績値"),
    "進捗報告": ("No.", "年度", "時点", "進捗区分"),
}
"""Sheet → the columns that are kept of it."""
READ: Final = tuple(_KEPT)
"""The sheets that are read."""
_OF_A_PERIOD: Final = ("実績", "進捗報告")


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """Sheet → its rows in all masters, with the number of the master and its file; blank is None."""
    rows: dict[str, list[list[Any]]] = {sheet: [] for sheet in _KEPT}
    for number, path in enumerate(sorted(folder.glob("*.xlsx")), start=1):
        with CalamineWorkbook.from_path(path) as book:
            for sheet, columns in _KEPT.items():
                found = _kept(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), columns)
                now = (row for row in found if sheet not in _OF_A_PERIOD or row[1:3] == [FY, POINT])
                rows[sheet] += [[number, path.name, *row] for row in now]
    return {sheet: pd.DataFrame(rows[sheet], columns=["番号", "ファイル", *_KEPT[sheet]]) for sheet in _KEPT}


def _kept(cells: list[list[Any]], columns: Sequence[str]) -> Iterator[list[Any]]:
    at = [cells[HEADER - 1].index(column) for column in columns]
    for row in cells[HEADER:]:
        if row[at[0]] != "":
            yield [None if row[one] == "" else row[one] for one in at]


def programs_of(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per program of every master: what it is, 進捗区分, and counts of verdicts."""
    targets = tables["成果指標"].sort_values("版").drop_duplicates(["番号", "指標ID"], keep="last")
    judged = targets.merge(tables["実績"][["番号", "指標ID", "実績値"]], on=["番号", "指標ID"], how="left")
    key = ["番号", "No."]
    counts = judged.assign(symbol=symbols(judged)).groupby([*key, "symbol"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(SYMBOLS), fill_value=0)
    programs = tables["プログラム"].merge(tables["進捗報告"][[*key, "進捗区分"]], on=key, how="left")
    programs = programs.merge(counts, left_on=key, right_index=True, how="left")
    programs[list(SYMBOLS)] = programs[list(SYMBOLS)].fillna(0).astype(int)
    own = programs["再掲元"].isna()
    return programs.assign(
        指標=programs[list(SYMBOLS)].sum(axis=1),
        方針=programs["方針番号"].astype(int).astype(str) + " " + programs["方針"],
        進捗区分=programs["進捗区分"].fillna(own.map({True: UNREPORTED, False: "再掲"})),
        own=own,
    ).sort_values(key)


def bodies_of(programs: pd.DataFrame, settings: pd.DataFrame) -> pd.DataFrame:
    """One row per municipality."""
    own = programs[programs["own"]]
    said = own.groupby(["番号", "進捗区分"]).size().unstack(fill_value=0)
    said = said.reindex(columns=[*SCHEDULE_HEADERS, UNREPORTED], fill_value=0).rename(columns=SCHEDULE_HEADERS)
    sums = own.groupby("番号")[["指標", *SYMBOLS]].sum().assign(プログラム=own.groupby("番号").size())
    named = settings.pivot_table(index=["番号", "ファイル"], columns="項目", values="値", aggfunc="first")
    named = named[["市名", "プラン名"]].rename(columns={"市名": "団体名"}).reset_index("ファイル").assign(時期=PERIOD)
    return named.join(said).join(sums).reset_index()


def main(folder: Path, out: Path) -> None:
    """Read, judge, count, write."""
    tables = read(folder)
    programs = programs_of(tables)
    bodies = bodies_of(programs, tables["管理"])
    programs = programs.merge(bodies[["番号", "団体名"]], on="番号")
    book = Workbook(write_only=True)
    _write(book, BODIES, BODY_COLUMNS, bodies)
    _write(book, PROGRAMS, PROGRAM_COLUMNS, programs)
    book.save(out)


def _write(book: Workbook, name: str, columns: Sequence[str], frame: pd.DataFrame) -> None:
    sheet = book.create_sheet(name)
    sheet.append(columns)
    kept = frame[list(columns)].astype(object)
    rows: Iterable[Sequence[Any]] = kept.where(kept.notna(), None).itertuples(index=False)
    for row in rows:
        sheet.append(row)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
