"""The native formulas of 判定 give the same verdict as Python: every case, also every －."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as SheetTable
from python_calamine import CalamineWorkbook

from tests.verdict_cases import World, keys, make_world
from xlplan.choices import Kind, NoVerdict, Symbol
from xlplan.formulas import HELPERS, SHOWN, verdict_formulas
from xlplan.schema import Row, Table
from xlplan.tables.indicators import CRITERIA, INDICATORS, YEAR_TARGETS
from xlplan.tables.records import SETTINGS, YEARS, SettingRow, YearRow
from xlplan.tables.rounds import ACTUALS, VERDICTS
from xlplan.verdicts import Verdict

_EXCEL_2019 = {
    "ABS", "AND", "COUNT", "EXACT", "FIND", "IF", "IFERROR", "INDEX", "INT", "ISERROR", "ISNUMBER", "LEN", "MATCH",
    "MAX", "MID", "MIN", "MOD", "N", "NOT", "OR", "ROUND", "ROUNDDOWN", "ROUNDUP", "ROW", "SIGN", "SUBSTITUTE", "SUMIF",
    "SUMPRODUCT",
}  # fmt: skip


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _add(book: openpyxl.Workbook, table: Table, rows: list[list[Any]]) -> None:
    sheet = book.create_sheet(table.sheet)
    sheet.append(list(table.headers))
    for row in rows:
        sheet.append([_cell(value) for value in row])
    ref = f"A1:{get_column_letter(len(table.headers))}{max(len(rows), 1) + 1}"
    sheet.add_table(SheetTable(displayName=table.name, ref=ref))


def _rows(table: Table, rows: list[Any]) -> list[list[Any]]:
    return [table.cells(row) for row in rows]


def _write(world: World, path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    years: list[Row] = [YearRow(fy=fy, western=fy) for fy in range(2008, 2024)]
    settings: list[Row] = [
        SettingRow(item="計画開始年度", value="平成23年度"),
        SettingRow(item="計画終了年度", value="平成27年度"),
    ]
    _add(book, YEARS, _rows(YEARS, years))
    _add(book, SETTINGS, _rows(SETTINGS, settings))
    _add(book, INDICATORS, _rows(INDICATORS, world.indicators))
    _add(book, YEAR_TARGETS, _rows(YEAR_TARGETS, world.year_targets))
    _add(book, ACTUALS, _rows(ACTUALS, world.actuals))
    _add(book, CRITERIA, _rows(CRITERIA, world.criteria))
    # As in the master: the table keeps a blank row, in which nothing shows.
    blank = f'{VERDICTS.name}[[#This Row],[{VERDICTS.columns["indicator"].header}]]=""'
    formulas = {name: f'=IF({blank},"",{text.removeprefix("=")})' for name, text in verdict_formulas().items()}
    verdicts: list[list[Any]] = [[formulas.get(name) for name in VERDICTS.columns]]
    for indicator, no, period in keys(world):
        values: dict[str, Any] = {
            "indicator": indicator,
            "fy": period.fy_label,
            "point": period.point,
            "no": no,
            "stand": world.stands.get((indicator, period)),
        }
        verdicts.append([formulas.get(name, values.get(name)) for name in VERDICTS.columns])
    _add(book, VERDICTS, verdicts)
    book.save(path)


def _share_formulas(path: Path) -> None:
    """Store each column's formula once, as Excel may do: LibreOffice then reads thousands of rows in a minute."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = max((name for name in parts if name.startswith("xl/worksheets/")), key=lambda name: len(parts[name]))
    text = parts[name].decode()
    last = text.count("<row ")
    numbers: dict[str, int] = {}

    def shared(cell: re.Match[str]) -> str:
        column, row, formula = cell.groups()
        if column in numbers:
            return f'<c r="{column}{row}"><f t="shared" si="{numbers[column]}"/></c>'
        numbers[column] = len(numbers)
        ref = f"{column}{row}:{column}{last}"
        return f'<c r="{column}{row}"><f t="shared" ref="{ref}" si="{numbers[column]}">{formula}</f></c>'

    parts[name] = re.sub(r'<c r="([A-Z]+)(\d+)"[^>]*><f>(.*?)</f><v ?/?>(?:</v>)?</c>', shared, text).encode()
    assert len(numbers) == len(verdict_formulas())
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)


def _recalculate(path: Path, folder: Path) -> list[dict[str, Any]]:
    """Row dictionaries of 判定 by field, as LibreOffice calculates them."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice (soffice) is needed for this test"
    out = folder / "out"
    profile = (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=900)
    grid = CalamineWorkbook.from_path(out / path.name).get_sheet_by_name(VERDICTS.sheet).to_python()
    return [dict(zip(VERDICTS.columns, row, strict=False)) for row in grid[2:]]


def _differences(world: World, verdicts: dict[Any, Verdict], rows: list[dict[str, Any]]) -> list[str]:
    found = []
    for (indicator, _, period), row in zip(keys(world), rows, strict=True):
        verdict = verdicts[indicator, period]
        native = row["f_symbol"], f"{row['f_lack']}{row['f_level_guard']}{row['f_guard']}"
        others = verdict.rule.startswith("K13") or row["f_family"] == "参照" or row["f_relisted"]
        why = "" if verdict.no_verdict is None else verdict.no_verdict.value
        if native[0] != verdict.symbol or (not others and native[1] != why):
            helpers = {name: value for name, value in row.items() if name.startswith("f_") and value not in ("", None)}
            found.append(
                f"{indicator} {period}: native {native}, Python {verdict.symbol} {why} {verdict.reason}\n{helpers}"
            )
    return found


@pytest.mark.slow
def test_sheet_and_python_agree_in_5000_cases(tmp_path: Path) -> None:
    world = make_world(SEED, SIZE)
    verdicts = world.verdicts()
    assert len(verdicts) >= 5000
    path = tmp_path / "cases.xlsx"
    _write(world, path)
    _share_formulas(path)
    differences = _differences(world, verdicts, _recalculate(path, tmp_path))
    assert not differences, f"{len(differences)} of {len(verdicts)} differ:\n" + "\n".join(differences[:5])


@pytest.mark.slow
def test_formulas_written_out_in_every_row_agree_too(tmp_path: Path) -> None:
    world = make_world(2015, 60)
    path = tmp_path / "cases.xlsx"
    _write(world, path)
    assert not _differences(world, world.verdicts(), _recalculate(path, tmp_path))


SEED, SIZE = 47, 420
EVERY_RULE = (
    "K1-1", "K1-2", "K1-3", "K1-4", "K1-5", "K1-2H", "K1-3H", "K1-4H", "K1-2SH", "K2-1", "K2-2", "K2-3", "K2-4",
    "K2-5", "K2-3P", "K2-4P", "K2-5P", "K2-6P", "K2-2H", "K2-4SH", "K3-2", "K3-3", "K3-4", "K3-5", "K3-2U",
    "K3-3U", "K4-1", "K4-2", "K4-3", "K4-6", "K4-2Z", "K4-6Z", "K4-2Q", "K5-2", "K5-3", "K5-4", "K5-5", "K6-1Q",
    "K6-2Q", "K6-3Q", "K6-4Q", "K6-6Q", "K6-2P", "K6-3P", "K6-5P", "K6-6P", "K7-1Q", "K7-2Q", "K7-4Q", "K7-6Q",
    "K7-2P", "K7-6P", "K8-1Q", "K8-2Q", "K8-3Q", "K8-4Q", "K8-2S", "K8-1", "K8-2", "K8-5", "K10-1", "K10-2",
    "K10-5", "K10-2G", "K10-4G", "K10-4L", "K11-2", "K11-3", "K11-4", "K12-1", "K12-2", "K12-5", "K13-2",
    "K13-4", "K13-2C", "K14-2", "K14-3", "K14-6",
)  # fmt: skip
"""The branches that must occur among the cases, so that agreement says something."""


def test_cases_cover_every_kind_rule_and_reason() -> None:
    world = make_world(SEED, SIZE)
    verdicts = world.verdicts()
    assert {row.kind for row in world.indicators} == set(Kind)
    assert {verdict.symbol for verdict in verdicts.values()} == set(Symbol)
    seen = {verdict.rule for verdict in verdicts.values()}
    assert set(EVERY_RULE) <= seen, sorted(set(EVERY_RULE) - seen)
    reasons = {verdict.no_verdict for verdict in verdicts.values() if verdict.no_verdict}
    assert reasons == set(NoVerdict)


def test_formulas_use_what_excel_2019_has() -> None:
    for name, text in verdict_formulas().items():
        assert text.startswith("="), name
        plain = re.sub(r'"[^"]*"', "", text)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", plain)) <= _EXCEL_2019, name
        assert plain.count("(") == plain.count(")"), name
        assert len(text) < 1150, name


def test_every_formula_column_has_its_formula() -> None:
    declared = {name for name, column in VERDICTS.columns.items() if column.formula}
    assert declared == set(verdict_formulas()) == set(SHOWN) | set(HELPERS)
    assert Counter(VERDICTS.headers).most_common(1)[0][1] == 1
