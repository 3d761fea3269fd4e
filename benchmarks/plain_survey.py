"""The plain script for many masters: pandas.read_excel for each, judged row by row, counted by groupby.

It reads the tables of each master that it needs, judges the targets of the kinds 以上 and 以下, and writes a row for each
municipality and a row for each program. It looks for no unreadable cells, no overridden verdicts, no items behind plan.

Usage: python -m benchmarks.plain_survey FOLDER OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from benchmarks.plain_script import symbol
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

_SHEETS = ["管理", "プログラム", "成果指標", "実績", "進捗報告"]


def programs_of(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per program of a master: what it is, 進捗区分, and counts of verdicts."""
    actuals, progress = (_now(tables[name]) for name in ("実績", "進捗報告"))
    targets = tables["成果指標"].sort_values("版").drop_duplicates("指標ID", keep="last")
    judged = targets.merge(actuals[["指標ID", "実績値"]], on="指標ID", how="left")
    judged["symbol"] = judged.apply(symbol, axis=1)
    counts = judged.groupby("No.")["symbol"].apply(lambda found: found.value_counts()).unstack(fill_value=0)
    counts = counts.reindex(index=tables["プログラム"]["No."], columns=list(SYMBOLS), fill_value=0)
    programs = tables["プログラム"].merge(progress[["No.", "進捗区分"]], on="No.", how="left")
    programs = programs.merge(counts, left_on="No.", right_index=True)
    programs["指標"] = programs[list(SYMBOLS)].sum(axis=1)
    programs["方針"] = programs["方針番号"].astype(str) + " " + programs["方針"]
    own = programs["再掲元"].isna()
    programs["進捗区分"] = programs["進捗区分"].fillna(own.map({True: UNREPORTED, False: "再掲"}))
    return programs


def _now(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["年度"] == FY) & (table["時点"] == POINT)]


def body_of(programs: pd.DataFrame) -> dict[str, object]:
    """A municipality's counts."""
    own = programs[programs["再掲元"].isna()]
    said = own["進捗区分"].value_counts()
    headers = {**SCHEDULE_HEADERS, UNREPORTED: UNREPORTED}
    schedules = {header: int(said.get(key, 0)) for key, header in headers.items()}
    sums = {column: int(own[column].sum()) for column in ("指標", *SYMBOLS)}
    return {"プログラム": len(own), **schedules, **sums}


def main(folder: Path, out: Path) -> None:
    """Read, judge, count, write."""
    bodies, programs = [], []
    for number, path in enumerate(sorted(folder.glob("*.xlsx")), start=1):
        tables = pd.read_excel(path, sheet_name=_SHEETS, header=HEADER - 1, engine="openpyxl")
        settings = tables["管理"].set_index("項目")["値"]
        key = {"番号": number, "団体名": settings["市名"]}
        found = programs_of(tables).assign(**key)
        programs.append(found[list(PROGRAM_COLUMNS)])
        about = {"プラン名": settings["プラン名"], "時期": PERIOD, "ファイル": path.name}
        bodies.append({**key, **about, **body_of(found)})
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        pd.DataFrame(bodies)[list(BODY_COLUMNS)].to_excel(book, sheet_name=BODIES, index=False)
        pd.concat(programs).to_excel(book, sheet_name=PROGRAMS, index=False)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
