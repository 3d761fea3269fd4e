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
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from tests.function_calls import ROOT
from xlplan.hosts.functions.offering import OFFERED
from xlplan.template import trial
from xlplan.vba.project import module, read_project, write_project
from xlplan.vba.project_stream import Kind

MASTER: Final = ROOT / "workbook" / "master.xlsm"
_FORMULA: Final = re.compile(rb"(<f[^>]*>)([^<]*xlp_[^<]*)(</f>)")
_TABLE: Final = re.compile(r"(\w+)\[#All\]")
_ONLY_EXCEL: Final = "        If TypeOf Application.Caller Is Range Then On Error GoTo failed\r\n"
_BRIDGE: Final = """\
Attribute VB_Name = "XlplanBridge"
Public Function CallUDF(ByVal module As String, ByVal name As String, ByVal args As Variant, Optional book As Variant, Optional caller As Variant)
    Dim values() As Variant, k As Long
    If UBound(args) >= LBound(args) Then
        ReDim values(0 To UBound(args) - LBound(args))
    Else
        values = Array()
    End If
    For k = LBound(args) To UBound(args)
        If TypeName(args(k)) = "Range" Then
            values(k - LBound(args)) = args(k).Value
        ElseIf Not IsError(args(k)) Then
            values(k - LBound(args)) = args(k)
        End If
    Next k
    Dim provider As Object, script As Object, answer As Variant, cells() As Variant, r As Long, c As Long
    provider = createUnoService("com.sun.star.script.provider.MasterScriptProviderFactory").createScriptProvider("")
    script = provider.getScript("vnd.sun.star.script:bridge.py$call?language=Python&location=user")
    answer = script.invoke(Array(module, name, values), Array(), Array())
    ReDim cells(1 To UBound(answer) + 1, 1 To UBound(answer(0)) + 1)
    For r = 0 To UBound(answer)
        For c = 0 To UBound(answer(r))
            cells(r + 1, c + 1) = answer(r)(c)
        Next c
    Next r
    CallUDF = cells
End Function
"""
_PLACE: Final = """\
Attribute VB_Name = "xlwings"
Function XLPy()
    Set XLPy = New XlplanBridge
End Function
"""
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


def _with_bridge(data: bytes) -> bytes:
    """The project with a class in the place of the DLL (`XLPy`), which hands each call to `bridge.py`.

    And without the one line of each wrapper that only Excel understands: it asks who called, which raises in a LibreOffice
    cell. All of it before the workbook is opened: LibreOffice calculates while it opens, and may die of a library that
    changes meanwhile.
    """
    project = read_project(data)
    (functions,) = [one for one in project.modules if one.name == "xlplan_functions"]
    wrappers = functions.source.decode(project.encoding)
    assert wrappers.count(_ONLY_EXCEL) == wrappers.count("XLPy.CallUDF(") // 2, "the wrappers are as they were"
    mended = wrappers.replace(_ONLY_EXCEL, "        On Error GoTo failed\r\n").encode(project.encoding)
    others = [one for one in project.modules if one.name not in {functions.name, "xlwings"}]
    place, bridge = module("xlwings", Kind.MODULE, _PLACE), module("XlplanBridge", Kind.CLASS, _BRIDGE)
    return write_project(project.with_modules([*others, replace(functions, source=mended), place, bridge]))


def _for_libreoffice(source: Path, target: Path) -> None:
    """The master with the bridge, and with plain addresses: a table reference as a macro's argument gives Err:504 there."""
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
            elif name == "xl/vbaProject.bin":
                data = _with_bridge(data)
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
    _for_libreoffice(MASTER, tmp_path / "master.xlsm")
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
