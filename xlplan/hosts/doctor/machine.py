"""The machine as the checks see it: read once, so that a test can describe any other machine in its place."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.metadata
import locale
import os
import struct
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xlplan.hosts.doctor import windows_files
from xlplan.hosts.doctor.registry import NoRegistry, Registry, WindowsRegistry
from xlplan.report.printing import libreoffice


@dataclass(frozen=True)
class Machine:
    """What the checks may look at.

    Attributes:
        windows: whether this is Windows; the checks of Excel and its policies run only there.
        registry: the registry, empty elsewhere.
        env: environment variables.
        executable: the running interpreter.
        python: its version.
        bits: 32 or 64, of the interpreter.
        now: local time with its offset.
        encoding: the locale's encoding, which text files without one are read in.
        temp: the folder for temporary files.
        installed: distribution → version; None when it is not installed.
        import_error: module → why it does not import; "" when it does.
        libreoffice: its program; None when it is not installed.
        remote: whether a path lies on another computer.
        writable: whether files may be made in a folder.
    """

    windows: bool
    registry: Registry
    env: Mapping[str, str]
    executable: Path
    python: tuple[int, int, int]
    bits: int
    now: dt.datetime
    encoding: str
    temp: Path
    installed: Callable[[str], str | None]
    import_error: Callable[[str], str]
    libreoffice: str | None
    remote: Callable[[Path], bool]
    writable: Callable[[Path], bool]

    @property
    def python_folders(self) -> tuple[Path, ...]:
        """Where xlwings' VBA looks for its DLL: beside the interpreter, then one up (a virtual environment)."""
        return self.executable.parent, self.executable.parent.parent


def this_machine() -> Machine:
    """The machine the program runs on."""
    windows = os.name == "nt"
    return Machine(
        windows=windows,
        registry=WindowsRegistry(importlib.import_module("winreg")) if windows else NoRegistry(),
        env=os.environ,
        executable=Path(sys.executable),
        python=sys.version_info[:3],
        bits=8 * struct.calcsize("P"),
        now=dt.datetime.now().astimezone(),
        encoding=locale.getpreferredencoding(do_setlocale=False),
        temp=Path(tempfile.gettempdir()),
        installed=_installed,
        import_error=_import_error,
        libreoffice=libreoffice(),
        remote=windows_files.remote if windows else lambda _path: False,
        writable=windows_files.writable if windows else lambda path: os.access(path, os.W_OK | os.X_OK),
    )


def _installed(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _import_error(module: str) -> str:
    try:
        importlib.import_module(module)
    except Exception as error:  # noqa: BLE001  # a DLL that antivirus removed raises whatever the package makes of it
        return f"{type(error).__name__}: {error}"
    return ""
