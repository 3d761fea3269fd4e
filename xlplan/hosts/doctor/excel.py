"""Excel: which one is registered, its bits, what it lacks, and the library through which its macros reach Python."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.hosts.doctor.outcome import Outcome, good, trouble
from xlplan.hosts.doctor.troubles import Trouble

if TYPE_CHECKING:
    from xlplan.hosts.doctor.machine import Machine

_CLASS: Final = r"HKLM\SOFTWARE\Classes\Excel.Application\CurVer"
_PROGRAM: Final = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_CLICK_TO_RUN: Final = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_LOWEST: Final = 16  # Excel 2016, 2019, 2021, 2024 and 365 are all 16
_BITS_BY_MACHINE_TYPE: Final = {0x014C: 32, 0x8664: 64, 0xAA64: 64}
_PE_OFFSET: Final = 0x3C
_WITHOUT_SPILL: Final = ("2016", "2019")


def registered(machine: Machine) -> Outcome:
    """The Excel that COM starts."""
    name = machine.registry.value(_CLASS, "")
    if name is None:
        return trouble(Trouble.D201_NO_EXCEL)
    version = str(name).rpartition(".")[2]
    if not version.isdecimal() or int(version) < _LOWEST:
        return trouble(Trouble.D202_EXCEL_OLD, version=name)
    products, build = (machine.registry.value(_CLICK_TO_RUN, what) for what in ("ProductReleaseIds", "VersionToReport"))
    return good(f"Excel {products or version}（{build or '版は登録されていません'}）")


def bits(machine: Machine) -> Outcome:
    """32 or 64: Excel and Python are two processes, so they may differ."""
    found = excel_bits(machine)
    if found is None:
        return trouble(Trouble.D203_EXCEL_BITS_UNKNOWN)
    return good(f"Excelは{found}ビット版、Pythonは{machine.bits}ビット版です（違っていても動きます）。")


def excel_bits(machine: Machine) -> int | None:
    """From the program file itself, else from what the installer noted."""
    program = machine.registry.value(_PROGRAM, "")
    if program is not None and (found := _bits_of(Path(str(program).strip('"')))):
        return found
    platform = machine.registry.value(_CLICK_TO_RUN, "Platform")
    return {"x86": 32, "x64": 64}.get(str(platform).lower())


def _bits_of(program: Path) -> int | None:
    """Bits of a Windows program, from the machine type in its header."""
    try:
        with program.open("rb") as file:
            head = file.read(4096)
        (at,) = struct.unpack_from("<L", head, _PE_OFFSET)
        mark, machine_type = struct.unpack_from("<4sH", head, at)
    except (OSError, struct.error):
        return None
    return _BITS_BY_MACHINE_TYPE.get(machine_type) if mark == b"PE\0\0" else None


def spilled_arrays(machine: Machine) -> Outcome | None:
    """Whether functions that return a list fill the cells beside them."""
    products = str(machine.registry.value(_CLICK_TO_RUN, "ProductReleaseIds") or "")
    old = next((year for year in _WITHOUT_SPILL if year in products), None)
    return trouble(Trouble.D204_NO_SPILL, product=f"Excel {old}") if old else None


def bridge(machine: Machine) -> Outcome:
    """xlwings' DLL of Excel's bits, where its VBA looks for it."""
    version = machine.installed("xlwings")
    if version is None:
        return trouble(Trouble.D103_PACKAGE_MISSING, name="xlwings")
    size = excel_bits(machine) or machine.bits
    name = f"xlwings{size}-{version}.dll"
    for folder in machine.python_folders:
        if (folder / name).is_file():
            return good(f"ExcelとPythonをつなぐ「{name}」（{folder}）")
    return trouble(Trouble.D205_NO_DLL, bits=size, dll=name)
