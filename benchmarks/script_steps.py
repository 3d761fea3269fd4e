"""The steps that both scripts take alike once the workbooks are frames: checks, findings, what changes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from benchmarks.openpyxl_master import write
from benchmarks.script_words import CHOICES, FY, KINDS, MERGED, NO_FIGURE, REQUIRED


def check(answers: pd.DataFrame) -> pd.DataFrame:
    """Findings about single cells: what is missing, what is no choice, what is no figure."""
    now, given = answers[answers["fy"] == FY], answers.dropna(subset="new")
    found = [now[now["column"].isin(REQUIRED) & now["new"].isna()].assign(what="空欄です")]
    for column, choices in CHOICES.items():
        wrong = (given["column"] == column) & ~given["new"].isin(choices)
        found.append(given[wrong].assign(what="選択肢にありません"))
    figures = given[given["column"] == "実績値"]
    wrong = pd.to_numeric(figures["new"], errors="coerce").isna() & ~figures["new"].isin(NO_FIGURE)
    found.append(figures[wrong].assign(what="数値ではありません"))
    return pd.concat(found)


def targets_with_figures(targets: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """The latest edition of each target of a kind that is judged, with the columns answered for it."""
    kept = targets[targets["目標種別"].isin(KINDS)].sort_values("版").drop_duplicates("指標ID", keep="last")
    now = _actuals(answers)
    wide = now.pivot_table(index="key", columns="column", values="new", aggfunc="first", dropna=False)
    return kept.merge(wide, left_on="指標ID", right_index=True)


def unexplained(judged: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Findings about missed targets without a cause or a response; `judged` has the column symbol."""
    off = judged.loc[judged["symbol"].isin(["▲", "×"]), ["指標ID", "symbol"]]
    now = _actuals(answers)
    reasons = now[now["column"].isin(["要因", "今後の対応"]) & now["new"].isna()]
    found = reasons.merge(off, left_on="key", right_on="指標ID")
    return found.assign(what="判定が「" + found["symbol"] + "」ですが、「" + found["column"] + "」がありません")


def _actuals(answers: pd.DataFrame) -> pd.DataFrame:
    return answers[(answers["table"] == "実績") & (answers["fy"] == FY)]


def with_old_values(tables: Mapping[str, pd.DataFrame], answers: pd.DataFrame) -> pd.DataFrame:
    """The answers beside what the master holds, only where they differ."""
    standing = []
    for name in MERGED:
        keys = list(tables[name].columns[:3])
        long = tables[name].dropna(subset=keys[:1]).melt(id_vars=keys, var_name="column", value_name="old")
        long.columns = pd.Index(["key", "fy", "point", "column", "old"])
        standing.append(long.assign(table=name).astype(object))
    on = ["table", "key", "fy", "point", "column"]
    merged = answers.astype(object).merge(pd.concat(standing), how="left", on=on)
    return merged[merged["old"].isna() | (merged["old"] != merged["new"])]


def finish(
    master: Path, tables: Mapping[str, pd.DataFrame], asked: pd.DataFrame, findings: pd.DataFrame, out: Path
) -> None:
    """Merge, write, and say what was found."""
    answers = asked.dropna(subset="new")
    write(master, with_old_values(tables, answers), findings, answers, out)
    said = zip(findings["file"], findings["cell"], findings["what"], strict=True)
    sys.stdout.write("".join(f"{file}【回答】{cell}：{what}\n" for file, cell, what in said))
