"""The generated wrappers in cells, calculated by LibreOffice: run by the Python that LibreOffice comes with.

    /usr/bin/python3 tests/functions_in_libreoffice.py MASTER PROFILE ANSWERS

Opens the master with its macros, puts a class in the place of the DLL (`XLPy`) that hands each call to `bridge.py` in the
profile's Python, and takes out the one line of each wrapper that only Excel understands: it asks who called, which raises in
a LibreOffice cell. Then everything is calculated, and the cells of 試算 are written as JSON: address → value or text.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

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
    pipe = f"xlplan{time.time_ns()}"
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        desktop = _desktop(pipe, office)
        book = desktop.loadComponentFromURL(
            master.as_uri(), "_blank", 0, (_setting("Hidden", True), _setting("MacroExecutionMode", 4))
        )
        _put_bridge(book.BasicLibraries.getByName("VBAProject"))
        book.calculateAll()
        cells = _cells(book.Sheets.getByName(SHEET))
        answers.write_text(json.dumps(cells, ensure_ascii=False), encoding="utf-8")
        book.close(True)
    finally:
        office.terminate()
        office.wait(30)


def _setting(name: str, value: object) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _desktop(pipe: str, office: subprocess.Popen[bytes]) -> Any:
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    while office.poll() is None:
        try:
            found = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001  # uno's own kind, while the office starts
            time.sleep(0.2)
        else:
            return found.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", found)
    raise RuntimeError("LibreOffice ended before it answered")


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
