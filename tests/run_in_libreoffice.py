"""Run by the Python that LibreOffice speaks with, not by pytest: open a workbook and let its macros run.

Arguments: workbook, folder for LibreOffice's profile, then JSON of `[["call", module, procedure, [arguments]] |
["formula", sheet, cell, formula] | ["select", sheet, cell] | ["read", sheet, cell], …]`. Prints a JSON list of the results.

LibreOffice's Basic has no conditional compilation, so the module of xlwings, which declares Windows libraries in branches,
does not compile there, and with it nothing of its library. In the opened document the settings' one function takes its place.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.office_by_uno import opened

LIBRARY = "VBAProject"
WINDOWS_ONLY = "xlwings"
SETTINGS = """Option VBASupport 1
Function GetConfig(setting As String, Optional other As String) As Variant
    GetConfig = XlplanDefault(setting, "")
End Function
"""


def main() -> None:
    workbook, profile, steps = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
    with opened(workbook, profile) as document:
        library = document.BasicLibraries.getByName(LIBRARY)
        modules = list(library.ElementNames)
        library.replaceByName(WINDOWS_ONLY, SETTINGS)
        sys.stdout.write(json.dumps([modules, *(step(document, *one) for one in steps)]))


def step(document: Any, what: str, *words: Any) -> Any:
    if what == "call":
        module, procedure, arguments = words
        address = f"vnd.sun.star.script:{LIBRARY}.{module}.{procedure}?language=Basic&location=document"
        return document.getScriptProvider().getScript(address).invoke(tuple(arguments), (), ())[0]
    cell = document.Sheets.getByName(words[0]).getCellRangeByName(words[1])
    if what == "formula":
        cell.Formula = words[2]
    if what == "select":
        document.CurrentController.select(cell)
        return None
    return cell.String


main()
