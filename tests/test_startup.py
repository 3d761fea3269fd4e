"""What a command may not load: importing is most of its time.

Each case runs in a process of its own and looks at what is there when it ends, or when the child that opens the returns begins.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from tests import hostile

MASTER: Final = Path(__file__).resolve().parent.parent / "workbook" / "master.xlsm"

NEVER: Final = frozenset({
    "typer", "click", "rich", "openpyxl", "pandas", "numpy", "jinja2", "xlwings", "lxml", "olefile", "pydantic", "pydantic_core",
    "importlib.metadata", "email", "zoneinfo", "platform", "uuid", "subprocess", "argparse", "gettext", "locale",
})  # fmt: skip
"""What no command loads that draws nothing and makes no new workbook."""
TABLES: Final = NEVER | {"xlplan.operations", "xlplan.plan", "xlplan.tables", "xlplan.schema"}
FIRST: Final = TABLES | {
    "xlplan.books", "xlplan.findings", "dataclasses", "inspect", "json", "datetime", "decimal",
}  # fmt: skip
SERVER: Final = frozenset({"xlplan.hosts.server", "xlplan.hosts.desktop", "xlplan.hosts.doctor", "xlplan.hosts.demo"})
ROUND: Final = NEVER | SERVER | {"shutil"}
MERGE: Final = ROUND | {"dataclasses", "inspect", "typing_extensions"}
RETURNED: Final = TABLES | ROUND | {"xlplan.hosts.telling", "xlplan.periods", "xlplan.books.file", "unicodedata"}

MAY_NOT_LOAD: Final = {
    "--help": FIRST | SERVER,
    "check --help": NEVER | SERVER,
    "統合": FIRST | SERVER,
    "explain 70人以上/年": TABLES | SERVER,
    "verify {master}": ROUND,
    "check {master}": ROUND,
    "consolidate {master} {returns} --out {out}": MERGE,
    "assess {master} --out {out}": ROUND - {"rich"},  # it draws two tables
}
"""Command line → modules that are not there when it ends."""

MAY_NOT_LOAD_BEFORE_THE_RETURNS: Final = {
    "check {master} {returns}": RETURNED,
    "preview {master} {returns}": RETURNED,
    "consolidate {master} {returns} --out {out}": RETURNED,
    "letters {master} {returns} --out {out}": RETURNED,
}
"""Command line → modules that are not there yet when the returns begin to be opened."""

_PROGRAM: Final = """
import sys
def note(event, _):
    if event == "os.fork":
        seen.append(list(sys.modules))
seen = []
sys.addaudithook(note)
from xlplan.hosts.command import main
main()
for modules in (*seen, list(sys.modules)):
    print("modules:", *modules)
"""


def loaded(command: str, folder: Path) -> list[list[str]]:
    """Modules at each fork, and at the end."""
    places = {"master": MASTER, "returns": folder, "out": folder.parent / f"後{MASTER.suffix}"}
    words = [word.format(**places) for word in command.split()]
    ran = subprocess.run([sys.executable, "-c", _PROGRAM, *words], capture_output=True, encoding="utf-8", check=True)
    return [line.split()[1:] for line in ran.stdout.splitlines() if line.startswith("modules:")]


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """As many files as a child is begun for; that they are no returns matters to nobody here."""
    folder = tmp_path / "調査票"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.xlsx").write_bytes(hostile.workbook())
    return folder


def among(modules: Sequence[str], forbidden: frozenset[str]) -> list[str]:
    return [name for name in modules if name in forbidden]


@pytest.mark.parametrize("command", MAY_NOT_LOAD)
def test_a_command_loads_nothing_it_does_not_need(command: str, returns: Path) -> None:
    at_the_end = loaded(command, returns)[-1]
    assert "xlplan.hosts.command" in at_the_end
    assert among(at_the_end, MAY_NOT_LOAD[command]) == []


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="returns are opened in this process here")
@pytest.mark.parametrize("command", MAY_NOT_LOAD_BEFORE_THE_RETURNS)
def test_returns_begin_to_be_opened_before_the_rest_is_loaded(command: str, returns: Path) -> None:
    at_the_fork, *_ = loaded(command, returns)
    assert "xlplan.returned" in at_the_fork
    assert among(at_the_fork, MAY_NOT_LOAD_BEFORE_THE_RETURNS[command]) == []
