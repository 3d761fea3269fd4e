"""The master's macros at work in LibreOffice, the only program here that runs them; Excel is not on this machine."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from xlplan.macros.texts import TEXTS

ROOT = Path(__file__).parent.parent
MASTER = ROOT / "workbook" / "master.xlsm"
SCRIPT = Path(__file__).with_name("run_in_libreoffice.py")
SPEAKS_UNO = "/usr/bin/python3"
"""The distribution's Python, for which python3-uno is packaged."""


@pytest.mark.slow
def test_a_macro_of_the_master_writes_a_cell_and_a_function_of_it_fills_one(tmp_path: Path) -> None:
    nowhere = TEXTS["state_no_python"].replace("{}", "\\xlplan\\python\\python.exe")
    copy = tmp_path / MASTER.name
    copy.write_bytes(MASTER.read_bytes())
    steps = [
        ["call", "xlplan_texts", "XlplanText", ["no_python"]],
        ["call", "xlplan_texts", "XlplanTextWith", ["blocked", "70"]],
        ["formula", "試算", "Z1", "=XLPLAN_STATE()"],
        ["select", "試算", "Z2"],
        ["call", "xlplan_python", "XlplanShowState", []],
        ["read", "試算", "Z2"],
    ]
    ran = subprocess.run(
        [SPEAKS_UNO, SCRIPT, copy, tmp_path, json.dumps(steps)],
        env={**os.environ, "PATH": os.defpath, "PYTHONPATH": str(ROOT), "XLPLAN_PYTHON": ""},
        capture_output=True,
        check=False,
        timeout=300,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    modules, no_python, blocked, formula, _, _, written = json.loads(ran.stdout)
    assert {"ThisWorkbook", "Sheet1", "xlplan_python", "xlplan_ribbon", "xlplan_texts", "xlwings"} <= set(modules)
    assert no_python == TEXTS["no_python"]
    assert blocked == TEXTS["blocked"].replace("{}", "70")
    assert formula == nowhere
    assert written == nowhere
