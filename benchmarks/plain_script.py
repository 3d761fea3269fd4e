"""The opponent: the same job as a capable colleague would script it with pandas and openpyxl.

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

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

FY, POINT, AT, MERGE = "平成26年度", "3月末", "2015-04-20 09:00", "20150420-090000"
SCALE = {"万円": 10_000, "百万円": 1_000_000, "千円": 1_000}
MERGED = ("実績", "進捗報告", "実施状況")
DEFAULTS = {"公表可否": "公表"}
REQUIRED = ["進捗区分", "状況", "実績値"]
CHOICES = {
    "進捗区分": ["S", "A", "B"],
    "状況": ["未着手", "検討中", "試行", "実施中", "完了", "中止"],
    "値の根拠": ["見込", "速報", "確定", "決算", "予算"],
    "公表可否": ["公表", "非公表"],
}
NO_FIGURE = ["未定", "不明", "調査中", "集計中", "なし", "－"]
OVER, NEAR, SHORT = 1.1, 0.9, 0.7
HEADER = 4
"""Sheet row of the master's table headers."""


def read_returns(folder: Path) -> pd.DataFrame:
    """One row per asked cell: table, key, fiscal year, point, column, value, and where it came from."""
    found: list[list[Any]] = []
    for path in sorted(folder.glob("*.xlsx")):
        control = pd.read_excel(path, sheet_name="管理", header=None, engine="openpyxl").set_index(0)[1].to_dict()
        sheet = pd.read_excel(path, sheet_name="回答", header=None, engine="openpyxl")
        for number, row in enumerate(sheet.itertuples(index=False), start=1):
            for *cell, column in _answers(list(row)):
                found.append([*cell, control["課名"], path.name, f"{get_column_letter(column)}{number}"])
    names = ["table", "key", "fy", "point", "column", "new", "department", "file", "cell"]
    return pd.DataFrame(found, columns=names)


def _answers(row: Sequence[Any]) -> Iterator[list[Any]]:
    kind, _, rest = str(row[0]).partition("|")
    key = rest.split("|")[0]
    unit = row[8]
    match kind:
        case "進捗":
            said = {"進捗区分": 7, "遅れの要因": 11, "今後の対応": 12, "取組の説明": 13, "公表可否": 14}
            yield from (["進捗報告", int(key), FY, POINT, c, row[at], at + 1] for c, at in said.items())
        case "状況":
            yield from (["実施状況", key, FY, POINT, c, row[at], at + 1] for c, at in {"状況": 7, "備考": 13}.items())
        case "指標":
            yield ["実績", key, FY, POINT, "実績値", _figure(row[7], unit), 8]
            said = {"値の根拠": 9, "要因": 11, "今後の対応": 12, "備考": 13, "公表可否": 14}
            yield from (["実績", key, FY, POINT, c, row[at], at + 1] for c, at in said.items())
            for year, at in ((23, 4), (24, 5), (25, 6)):
                yield ["実績", key, f"平成{year}年度", POINT, "実績値", _figure(row[at], unit), at + 1]


def _figure(value: Any, unit: Any) -> Any:
    if isinstance(value, int | float):
        return round(value * SCALE.get(str(unit), 1), 6)
    return {"達成": 1, "未達成": 0}.get(str(value), value)


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


def judge(master: Path, answers: pd.DataFrame) -> pd.DataFrame:
    """Findings about targets of the kinds 以上 and 以下 that are missed without a cause or a response."""
    targets = pd.read_excel(master, sheet_name="成果指標", header=HEADER - 1, engine="openpyxl")
    targets = (
        targets[targets["目標種別"].isin(["以上", "以下"])].sort_values("版").drop_duplicates("指標ID", keep="last")
    )
    now = answers[(answers["table"] == "実績") & (answers["fy"] == FY)]
    wide = now.pivot_table(index="key", columns="column", values="new", aggfunc="first", dropna=False)
    judged = targets.merge(wide, left_on="指標ID", right_index=True)
    judged["symbol"] = judged.apply(_symbol, axis=1)
    off = judged.loc[judged["symbol"].isin(["▲", "×"]), ["指標ID", "symbol"]]
    reasons = now[now["column"].isin(["要因", "今後の対応"]) & now["new"].isna()]
    found = reasons.merge(off, left_on="key", right_on="指標ID")
    return found.assign(what="判定が「" + found["symbol"] + "」ですが、「" + found["column"] + "」がありません")


def _symbol(row: Any) -> str:
    figure, target = pd.to_numeric(row["実績値"], errors="coerce"), row["目標値"]
    if pd.isna(figure) or pd.isna(target):
        return "－"
    over, under = (figure, target) if row["目標種別"] == "以上" else (target, figure)
    ratio = over / under if under else math.inf
    if ratio >= 1:
        return "◎" if ratio >= OVER else "○"
    return "△" if ratio >= NEAR else "▲" if ratio >= SHORT else "×"


def with_old_values(master: Path, answers: pd.DataFrame) -> pd.DataFrame:
    """The answers beside what the master holds, only where they differ."""
    standing = []
    for name in MERGED:
        table = pd.read_excel(master, sheet_name=name, header=HEADER - 1, engine="openpyxl")
        keys = list(table.columns[:3])
        long = table.dropna(subset=keys[:1]).melt(id_vars=keys, var_name="column", value_name="old")
        long.columns = pd.Index(["key", "fy", "point", "column", "old"])
        standing.append(long.assign(table=name).astype(object))
    on = ["table", "key", "fy", "point", "column"]
    merged = answers.astype(object).merge(pd.concat(standing), how="left", on=on)
    return merged[merged["old"].isna() | (merged["old"] != merged["new"])]


def write(master: Path, changes: pd.DataFrame, findings: pd.DataFrame, departments: pd.DataFrame, out: Path) -> None:
    """Set or append the changed cells, the log, the board and the findings; save."""
    book = openpyxl.load_workbook(master)
    for name in MERGED:
        _write_table(book, name, changes[changes["table"] == name])
    logged = changes[changes["new"] != changes["column"].map(DEFAULTS)]
    _append(book, "変更履歴", [_log_row(number, row) for number, row in enumerate(logged.itertuples(), start=1)])
    _append(book, "確認事項", [_finding(number, row) for number, row in enumerate(findings.itertuples(), start=1)])
    board = departments[["department", "file"]].drop_duplicates()
    _append(book, "回収状況", [[d, FY, POINT, "確定", 0, 0, f, None, AT] for d, f in board.itertuples(index=False)])
    book.save(out)


def _log_row(number: int, row: Any) -> list[Any]:
    key = f"{row.key}・{row.fy}・{row.point}"
    start = [number, MERGE, AT, "取りまとめ", row.table, key, row.column, None, str(row.new)]
    return [*start, row.department, row.file, "回答", row.cell]


def _finding(number: int, row: Any) -> list[Any]:
    value = None if pd.isna(row.new) else str(row.new)
    return [number, "要確認", None, row.department, row.file, "回答", row.cell, value, row.what]


def _write_table(book: Workbook, name: str, changes: pd.DataFrame) -> None:
    sheet = book[name]
    headers = [cell.value for cell in sheet[HEADER]]
    rows = {
        (sheet.cell(r, 1).value, sheet.cell(r, 2).value, sheet.cell(r, 3).value): r
        for r in range(HEADER + 1, sheet.max_row + 1)
        if sheet.cell(r, 1).value is not None
    }
    last = HEADER + len(rows)
    for key, cells in changes.groupby(["key", "fy", "point"], sort=False):
        at = rows.get(tuple(key))  # type: ignore[arg-type]  # the stubs call a group's key hashable, not a tuple of cells
        values = dict(zip(cells["column"], cells["new"], strict=True))
        if at is None:
            last += 1
            at = last
            values = {
                **dict(zip(headers, key, strict=False)),
                **{h: v for h, v in DEFAULTS.items() if h in headers},
                **values,
            }
        values["回答課"] = cells["department"].iloc[0]
        for header, value in values.items():
            sheet.cell(at, headers.index(header) + 1, value)
    _resize(book, name, last)


def _append(book: Workbook, name: str, rows: Sequence[Sequence[Any]]) -> None:
    sheet = book[name]
    for number, row in enumerate(rows, start=HEADER + 1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    _resize(book, name, HEADER + len(rows))


def _resize(book: Workbook, name: str, last: int) -> None:
    table = book[name].tables[name]
    start, _, end = table.ref.partition(":")
    table.ref = f"{start}:{end.rstrip('0123456789')}{max(last, HEADER + 1)}"


def main(master: Path, returns: Path, out: Path) -> None:
    """Read, check, judge, merge, write; say what was found."""
    asked = read_returns(returns)
    findings = pd.concat([check(asked), judge(master, asked)])
    answers = asked.dropna(subset="new")
    write(master, with_old_values(master, answers), findings, answers, out)
    for row in findings.itertuples():
        sys.stdout.write(f"{row.file}【回答】{row.cell}：{row.what}\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
