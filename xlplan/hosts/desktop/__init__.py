"""The ribbon of desktop Excel: each button runs an operation on the open master, over COM.

The workbook's own Visual Basic calls `run` through xlwings' RunPython. `desk` is the officer's side (dialogs, messages,
status bar), `rounds`, `papers` and `plans` what the buttons do, `running` what happens when something goes wrong.
"""

from __future__ import annotations

from xlplan.hosts.desktop.running import run

__all__ = ["run"]
