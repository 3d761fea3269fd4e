"""LibreOffice spoken to from the Python it comes with: scripts of the tests import this, pytest does not."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

MACROS_RUN = 4
"""com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN."""


@contextmanager
def opened(workbook: Path, profile: Path) -> Iterator[Any]:
    """The workbook (a copy: nobody closes it), open with its macros, in a LibreOffice that is ended afterwards."""
    pipe = f"xlplan{time.time_ns()}"
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield _desktop(pipe, office).loadComponentFromURL(workbook.as_uri(), "_blank", 0, (_macros_run(),))
    finally:
        office.terminate()
        office.wait(30)


def _macros_run() -> Any:
    made = PropertyValue()
    made.Name, made.Value = "MacroExecutionMode", MACROS_RUN
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
