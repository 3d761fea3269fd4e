"""The opponent: what a capable colleague would write with pandas and openpyxl. No checks, only the merge.

Usage: python -m benchmarks.plain_script MASTER RETURNS OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.utils import range_boundaries

FY, POINT = "平成26年度", "3月末"
SCALE = {"万円": 10_000, "百万円": 1_000_000, "千円": 1_000}
CHANGED = ("実績", "進捗報告", "実施状況")


def read_returns(folder: Path) -> pd.DataFrame:
    """One row per answered cell: table, key, fiscal year, point, column, value, department."""
    found: list[tuple[object, ...]] = []
    for path in sorted(folder.glob("*.xlsx")):
        control = pd.read_excel(path, sheet_name="管理", header=None, engine="openpyxl").set_index(0)[1].to_dict()
        sheet = pd.read_excel(path, sheet_name="回答", header=None, engine="openpyxl")
        for row in sheet.itertuples(index=False):
            found += _answers(row, str(control["課名"]))
    columns = ["table", "key", "fy", "point", "column", "value", "department"]
    return pd.DataFrame(found, columns=columns)


def _answers(row: tuple[object, ...], department: str) -> list[tuple[object, ...]]:
    kind, _, rest = str(row[0]).partition("|")
    key = rest.split("|")[0]
    answer, unit, basis, cause, response, note, publish = row[7], row[8], row[9], row[11], row[12], row[13], row[14]
    match kind:
        case "進捗":
            said = {
                "進捗区分": answer,
                "遅れの要因": cause,
                "今後の対応": response,
                "取組の説明": note,
                "公表可否": publish,
            }
            cells = [("進捗報告", int(key), FY, POINT, c, v) for c, v in said.items()]
        case "状況":
            cells = [("実施状況", key, FY, POINT, c, v) for c, v in {"状況": answer, "備考": note}.items()]
        case "指標":
            said = {"実績値": _figure(answer, unit), "値の根拠": basis, "要因": cause, "今後の対応": response}
            said |= {"備考": note, "公表可否": publish}
            cells = [("実績", key, FY, POINT, c, v) for c, v in said.items()]
            past = zip((23, 24, 25), row[4:7], strict=True)
            cells += [("実績", key, f"平成{year}年度", POINT, "実績値", _figure(v, unit)) for year, v in past]
        case _:
            return []
    return [(*cell, department) for cell in cells if not pd.isna(cell[5])]


def _figure(value: object, unit: object) -> object:
    if isinstance(value, int | float) and not pd.isna(value):
        return value * SCALE.get(str(unit), 1)
    return {"達成": 1, "未達成": 0}.get(str(value), value)


def merge(master: Path, answers: pd.DataFrame, out: Path) -> None:
    """Set or append the answered cells, table by table."""
    book = openpyxl.load_workbook(master)
    for name, cells in answers.groupby("table"):
        sheet = book[str(name)]
        table = sheet.tables[str(name)]
        left, top, right, bottom = range_boundaries(table.ref)
        headers = [sheet.cell(top, column).value for column in range(left, right + 1)]
        rows = {
            (sheet.cell(r, left).value, sheet.cell(r, left + 1).value, sheet.cell(r, left + 2).value): r
            for r in range(top + 1, bottom + 1)
            if sheet.cell(r, left).value is not None
        }
        last = top + len(rows)
        for key, fields in cells.groupby(["key", "fy", "point"], sort=False):
            at = rows.get(key)
            if at is None:
                last += 1
                at = rows[key] = last
                for offset, part in enumerate(key):
                    sheet.cell(at, left + offset, part)
            for column, value, department in fields[["column", "value", "department"]].itertuples(index=False):
                sheet.cell(at, left + headers.index(column), value)
                sheet.cell(at, left + headers.index("回答課"), department)
        table.ref = f"{sheet.cell(top, left).coordinate}:{sheet.cell(max(last, bottom), right).coordinate}"
    book.save(out)


if __name__ == "__main__":
    master_path, folder_path, out_path = map(Path, sys.argv[1:])
    merge(master_path, read_returns(folder_path), out_path)
