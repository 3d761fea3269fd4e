"""The generated wrappers in cells, calculated by LibreOffice: run by the Python that LibreOffice comes with.

    /usr/bin/python3 tests/functions_in_libreoffice.py MASTER PROFILE ANSWERS

Opens the master with its macros, puts a class in the place of the DLL (`XLPy`) that hands each call to `bridge.py` in the
profile's Python, and takes out the one line of each wrapper that only Excel understands: it asks who called, which raises in
a LibreOffice cell. Then everything is calculated, and the cells of 試算 are written as JSON: address → value or text.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.office_by_uno import opened

SHEET = "試算"
_ONLY_EXCEL = "        If TypeOf Application.Caller Is Range Then On Error GoTo failed\n"
_BRIDGE = """
Option VBASupport 1
Option ClassModule

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
_PLACE = """
Option VBASupport 1

Function XLPy()
    Set XLPy = New XlplanBridge
End Function
"""


def main(master: Path, profile: Path, answers: Path) -> None:
    """Calculate and write."""
    with opened(master, profile) as book:
        _put_bridge(book.BasicLibraries.getByName("VBAProject"))
        book.calculateAll()
        cells = _cells(book.Sheets.getByName(SHEET))
        answers.write_text(json.dumps(cells, ensure_ascii=False), encoding="utf-8")


def _put_bridge(library: Any) -> None:
    source = library.getByName("xlplan_functions")
    wrappers = source.count("XLPy.CallUDF(") // 2
    if source.count(_ONLY_EXCEL) != wrappers:
        raise RuntimeError("the wrappers are not as they were")
    library.replaceByName("xlplan_functions", source.replace(_ONLY_EXCEL, "        On Error GoTo failed\n"))
    library.replaceByName("xlwings", _PLACE)
    library.insertByName("XlplanBridge", _BRIDGE)


def _cells(sheet: Any) -> dict[str, float | str]:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    found: dict[str, float | str] = {}
    for row in range(end.EndRow + 1):
        for column in range(end.EndColumn + 1):
            cell = sheet.getCellByPosition(column, row)
            if cell.getFormula():
                found[f"{chr(65 + column)}{row + 1}"] = (
                    cell.getString() if cell.getError() or _is_text(cell) else cell.getValue()
                )
    return found


def _is_text(cell: Any) -> bool:
    numeric = 1  # com.sun.star.sheet.FormulaResult.VALUE
    return bool(cell.FormulaResultType2 != numeric)


if __name__ == "__main__":
    main(*(Path(argument).resolve() for argument in sys.argv[1:4]))
