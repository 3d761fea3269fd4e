"""Calls of worksheet functions in the words of both hosts, and the processes that answer them.

An argument is a range (a list of rows), a literal of the formula (a single value), or `MISSING`. A cell is a JSON value,
{"date": "2015-03-31"} or {"error": "#N/A"}.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
MISSING: Final = {"missing": True}
_ENVIRONMENTS: Final = {
    "functions_on_com": {},
    "functions_on_server": {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"},
}


def is_missing(argument: Any) -> bool:
    """Whether an optional argument was left out."""
    return bool(argument == MISSING)


def rows_in(argument: Any) -> list[list[Any]]:
    """The cells of an argument, in rows."""
    return argument if isinstance(argument, list) else [[argument]]


def answers(host: str, calls: Sequence[tuple[str, list[Any]]]) -> list[list[Any]]:
    """What a host's process answers to each call; some hosts answer more than once."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XLWINGS")}
    ran = subprocess.run(
        [sys.executable, "-m", f"tests.{host}"],
        input=json.dumps([{"name": name, "args": arguments} for name, arguments in calls]),
        capture_output=True, encoding="utf-8", cwd=ROOT, env=kept | _ENVIRONMENTS[host], check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    found: list[list[Any]] = json.loads(ran.stdout)
    return found
