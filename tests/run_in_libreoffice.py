"""Run by the Python that LibreOffice speaks with, not by pytest: open a workbook and let its macros run.

Arguments: workbook, folder for LibreOffice's profile, then JSON of `[["call", module, procedure, [arguments]] |
["formula", sheet, cell, formula] | ["select", sheet, cell] | ["read", sheet, cell], …]`. Prints a JSON list of the results.

LibreOffice's Basic has no conditional compilation, so the module of xlwings, which declares Windows libraries in branches,
does not compile there, and with it nothing of its library. It is taken out of the opened document first.
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
from com.sun.star.connection import NoConnectException

LIBRARY = "VBAProject"
WINDOWS_ONLY = "xlwings"
ALWAYS = 4
SECONDS = 90


def main() -> None:
    workbook, profile, steps = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
    pipe = f"xlplan{profile.stat().st_ino}"
    command = [
        "soffice",
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        f"--accept=pipe,name={pipe};urp;",
    ]
    office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        desktop = connected(pipe)
        document = desktop.loadComponentFromURL(workbook.as_uri(), "_blank", 0, (given("MacroExecutionMode", ALWAYS),))
        library = document.BasicLibraries.getByName(LIBRARY)
        modules = list(library.ElementNames)
        library.removeByName(WINDOWS_ONLY)
        sys.stdout.write(json.dumps([modules, *(step(document, *one) for one in steps)]))
        document.close(True)
        desktop.terminate()
    finally:
        office.terminate()
        office.wait(SECONDS)


def connected(pipe: str) -> Any:
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(2 * SECONDS):
        try:
            found = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
        else:
            return found.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", found)
    raise TimeoutError(pipe)


def given(name: str, value: object) -> PropertyValue:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


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
