"""Python and its packages: the version, what it lacks, and whether Excel's macros can find it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.hosts.doctor.outcome import Outcome, good, trouble
from xlplan.hosts.doctor.troubles import Trouble

if TYPE_CHECKING:
    from xlplan.hosts.doctor.machine import Machine

LOWEST: Final = (3, 11)
PACKAGES: Final = {
    "openpyxl": "openpyxl",
    "pydantic": "pydantic",
    "python-calamine": "python_calamine",
    "rich": "rich",
    "jinja2": "jinja2",
    "xlwings": "xlwings",
}
"""Distribution → the module that tries it."""
WINDOWS_PACKAGES: Final = {"pywin32": "pythoncom"}


def version(machine: Machine) -> Outcome:
    """3.11 or newer, 64 bits."""
    number = ".".join(map(str, machine.python))
    if machine.python < LOWEST:
        return trouble(Trouble.D101_PYTHON_OLD, version=number)
    if machine.bits < 64:  # noqa: PLR2004  # bits of a pointer
        return trouble(Trouble.D102_PYTHON_32)
    return good(f"Python {number}（{machine.bits}ビット、{machine.executable}）")


def package(name: str, module: str, machine: Machine) -> Outcome:
    """The package is there and imports: antivirus takes single files away."""
    number = machine.installed(name)
    if number is None:
        return trouble(Trouble.D103_PACKAGE_MISSING, name=name)
    if error := machine.import_error(module):
        return trouble(Trouble.D104_PACKAGE_FAILS, name=name, detail=error)
    return good(f"{name} {number}")


def folder_letters(machine: Machine) -> Outcome:
    """VBA hands paths to Windows in the system's code page: a letter outside of it names no file."""
    path = str(machine.executable.parent)
    strange = "".join(dict.fromkeys(letter for letter in path if not _in_code_page(letter)))
    if strange:
        return trouble(Trouble.D105_PYTHON_PATH_LETTERS, path=path, letters=strange)
    return good("Pythonのフォルダ名は、Excelのマクロから使えます（空白や日本語があっても差し支えありません）。")


def _in_code_page(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def where_the_macros_look(machine: Machine) -> Outcome:
    """The Python that the master's macros start, by the settings of this user (not by those inside or beside a master)."""
    expected = macros_python(machine)
    if expected == machine.executable or expected.is_file():
        return good(f"Excelのボタンが使うPythonは「{expected}」です。")
    return trouble(Trouble.D106_PYTHON_ELSEWHERE, expected=expected, running=machine.executable)


def macros_python(machine: Machine) -> Path:
    r"""From ``.xlplan\xlplan.conf`` in the user's folder, else XLPLAN_PYTHON, else ``%LOCALAPPDATA%\xlplan\python``."""
    told = _setting(Path(machine.env.get("USERPROFILE", "")) / ".xlplan" / "xlplan.conf", "INTERPRETER_WIN")
    usual = Path(machine.env.get("LOCALAPPDATA", "")) / "xlplan" / "python" / "python.exe"
    return Path(told or machine.env.get("XLPLAN_PYTHON") or usual)


def _setting(conf: Path, name: str) -> str:
    """A setting as VBA reads it: lines of two fields in quotes; "" when it is not there."""
    try:
        lines = conf.read_text(encoding="cp932", errors="replace").splitlines()
    except OSError:
        return ""
    return next((row[1] for row in csv.reader(lines) if len(row) > 1 and row[0] == name), "")
