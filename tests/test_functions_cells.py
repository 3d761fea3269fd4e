"""The functions in cells: what 試算 keeps in the file, and what LibreOffice makes of every generated wrapper."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sysconfig
import zipfile
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from tests.function_calls import ROOT
from xlplan.hosts.functions.offering import OFFERED
from xlplan.template import trial

MASTER: Final = ROOT / "workbook" / "master.xlsm"
_FORMULA: Final = re.compile(rb"(<f[^>]*>)([^<]*xlp_[^<]*)(</f>)")
_TABLE: Final = re.compile(r"(\w+)\[#All\]")
_ANSWER: Final = '''\
"""Answers the calls of LibreOffice's Basic with the real functions."""
import importlib
import sys

sys.path[:0] = {path!r}


def call(module, name, arguments):
    given = [[list(row) if isinstance(row, tuple) else [row] for row in a] if isinstance(a, tuple) else a for a in arguments]
    return tuple(tuple(row) for row in getattr(importlib.import_module(module), name)(*given))
'''


@pytest.fixture(scope="module")
def formulas() -> Any:
    return openpyxl.load_workbook(MASTER)[trial.SHEET]


@pytest.fixture(scope="module")
def results() -> Any:
    return openpyxl.load_workbook(MASTER, data_only=True)[trial.SHEET]


def _function_cells(formulas: Any) -> dict[str, str]:
    """Every cell that shows a function's result → the formula that fills it."""
    found: dict[str, str] = {}
    for row in formulas.iter_rows():
        for cell in row:
            value = cell.value
            if isinstance(value, ArrayFormula):
                area = formulas[value.ref]
                cells = [one for line in area for one in line] if isinstance(area, tuple) else [area]
                found |= {one.coordinate: str(value.text) for one in cells}
            elif isinstance(value, str) and value.startswith("=") and "xlp_" in value:
                found[cell.coordinate] = value
    return found


def test_every_function_stands_in_a_formula(formulas: Any) -> None:
    called = set(re.findall(r"xlp_[a-z_]+", " ".join(_function_cells(formulas).values())))
    assert called == set(OFFERED)


def test_results_are_in_the_file_before_anything_is_calculated(formulas: Any, results: Any) -> None:
    cells = _function_cells(formulas)
    assert len(cells) > 200
    filled = [cell for cell in cells if results[cell].value not in (None, "")]
    assert len(filled) > 150
    assert not [cell for cell in filled if str(results[cell].value).startswith("#")]


def test_the_state_says_nothing_it_does_not_know(formulas: Any, results: Any) -> None:
    (cell,) = [cell for cell, text in _function_cells(formulas).items() if "xlp_ready" in text]
    assert formulas[cell].value.startswith("=IFERROR(xlp_ready(),"), "native: it answers where no function does"
    assert "編集を有効にする" in results[cell].value
    assert "使えません" in formulas[cell].value


def test_no_other_cell_of_the_master_leans_on_a_function() -> None:
    with zipfile.ZipFile(MASTER) as package:
        names = [
            n for n in package.namelist() if n.startswith("xl/") and n.endswith(".xml") and b"xlp_" in package.read(n)
        ]
        formulas = {name: len(re.findall(rb"<f[^>]*>[^<]*xlp_", package.read(name))) for name in names}
    sheet = f"xl/worksheets/sheet{openpyxl.load_workbook(MASTER, read_only=True).sheetnames.index(trial.SHEET) + 1}.xml"
    assert {name for name, count in formulas.items() if count} == {sheet}


# ---- LibreOffice ----


def _with_plain_ranges(source: Path, target: Path) -> None:
    """LibreOffice refuses a table reference as the argument of a macro (Err:504): the same cells, by address."""
    book: Any = openpyxl.load_workbook(source)
    areas = {}
    for sheet in book:
        for name, ref in sheet.tables.items():
            first, last = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", ref).split(":")
            areas[name] = f"'{sheet.title}'!{first}:{last}"

    def plain(formula: re.Match[bytes]) -> bytes:
        text = _TABLE.sub(lambda table: areas[table[1]], html.unescape(formula[2].decode()))
        return formula[1] + html.escape(text, quote=False).encode() + formula[3]

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = _FORMULA.sub(plain, data)
            new.writestr(name, data)


@pytest.mark.slow
def test_libreoffice_calculates_every_wrapper_to_what_python_says(tmp_path: Path, formulas: Any, results: Any) -> None:
    python = shutil.which("python3", path="/usr/bin")
    assert python, "the Python of LibreOffice (python3-uno) is needed for this test"
    scripts = tmp_path / "profile" / "user" / "Scripts" / "python"
    scripts.mkdir(parents=True)
    (scripts / "bridge.py").write_text(
        _ANSWER.format(path=[str(ROOT), sysconfig.get_path("purelib")]), encoding="utf-8"
    )
    _with_plain_ranges(MASTER, tmp_path / "master.xlsm")
    script = ROOT / "tests" / "functions_in_libreoffice.py"
    subprocess.run(
        [python, str(script), str(tmp_path / "master.xlsm"), str(tmp_path / "profile"), str(tmp_path / "answers.json")],
        check=True, timeout=300, env={**os.environ, "PATH": os.defpath, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip  # LibreOffice's Python finds its library by the path: not that of this environment
    cells = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
    ready = [cell for cell, text in _function_cells(formulas).items() if "xlp_ready" in text]
    differences = {}
    for cell in _function_cells(formulas):
        expected = results[cell].value
        found = cells.get(cell, "")
        if cell in ready:
            assert found.startswith("使えます"), found
        elif found != ("" if expected is None else expected):
            differences[cell] = (found, expected)
    assert differences == {}
