"""Windows machines as tests describe them: a registry as regedit exports it, and what else the checks may look at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from xlplan.hosts.doctor.machine import Machine

_HIVES = {"HKEY_CURRENT_USER": "HKCU", "HKEY_LOCAL_MACHINE": "HKLM"}
JAPAN = dt.timezone(dt.timedelta(hours=9))

EXCEL_365 = r"""
[HKEY_LOCAL_MACHINE\SOFTWARE\Classes\Excel.Application\CurVer]
@="Excel.Application.16"
[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Office\ClickToRun\Configuration]
"Platform"="x64"
"ProductReleaseIds"="O365ProPlusRetail"
"VersionToReport"="16.0.18526.20168"
[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\FileSystem]
"LongPathsEnabled"=dword:00000001
[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Nls\CodePage]
"ACP"="932"
"""
"""A PC with 64-bit Microsoft 365 and nothing forbidden."""


class RecordedRegistry:
    r"""Answers from the text of a ``.reg`` file; names tell no case, as on Windows.

    Args:
        export: lines ``[HKEY_…\key]``, ``"name"="text"``, ``"name"=dword:00000001``, ``@="default"``.
        denied: keys that may not be read, as the checks write them.
    """

    def __init__(self, export: str, denied: Collection[str] = ()) -> None:
        self._values: dict[str, dict[str, str | int]] = {}
        self._denied = {path.lower() for path in denied}
        key = ""
        for line in filter(None, map(str.strip, export.splitlines())):
            if line.startswith("["):
                hive, _, rest = line.strip("[]").partition("\\")
                key = f"{_HIVES[hive]}\\{rest}"
                self._values.setdefault(key.lower(), {})
            else:
                name, _, value = line.partition("=")
                self._values[key.lower()][name.strip('"@').lower()] = _read(value)
        self._keys = [f"{key}" for key in self._values]

    def value(self, path: str, name: str) -> str | int | None:
        self._refuse(path)
        return self._values.get(path.lower(), {}).get(name.lower())

    def keys(self, path: str) -> tuple[str, ...]:
        self._refuse(path)
        below = (key.removeprefix(f"{path.lower()}\\") for key in self._keys if key.startswith(f"{path.lower()}\\"))
        return tuple(dict.fromkeys(key.partition("\\")[0] for key in below))

    def _refuse(self, path: str) -> None:
        if path.lower() in self._denied:
            raise PermissionError(13, "アクセスが拒否されました。")


def _read(value: str) -> str | int:
    if value.startswith("dword:"):
        return int(value.removeprefix("dword:"), 16)
    return re.sub(r"\\(.)", r"\1", value.strip('"'))


def windows(  # noqa: PLR0913  # each argument is one thing that can be wrong with a PC
    registry: str = EXCEL_365,
    *,
    denied: Collection[str] = (),
    env: Mapping[str, str] | None = None,
    executable: Path = Path("C:/Users/gyokaku/AppData/Local/xlplan/python/python.exe"),
    python: tuple[int, int, int] = (3, 12, 10),
    bits: int = 64,
    missing: Collection[str] = (),
    broken: Mapping[str, str] | None = None,
    libreoffice: str | None = None,
    on_a_share: bool = False,
    read_only: Collection[Path] = (),
    now: dt.datetime | None = None,
) -> Machine:
    """A PC on which everything is well but for what is said."""
    return Machine(
        windows=True,
        registry=RecordedRegistry(registry, denied),
        env={"LOCALAPPDATA": "C:/Users/gyokaku/AppData/Local", "APPDATA": r"C:\Users\gyokaku\AppData\Roaming"}
        | dict(env or {}),
        executable=executable,
        python=python,
        bits=bits,
        now=now or dt.datetime.now(JAPAN),
        encoding="cp932",
        temp=Path("/tmp"),  # noqa: S108  # a folder that is there
        installed=lambda name: None if name in missing else "0.37.8",
        import_error=lambda module: (broken or {}).get(module, ""),
        libreoffice=libreoffice,
        remote=lambda _path: on_a_share,
        writable=lambda path: path not in read_only,
    )
