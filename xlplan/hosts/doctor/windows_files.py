"""Two questions about files that only Windows answers: on another computer, and may files be made here.

``os.access`` knows nothing of Windows' access lists, so the folder is opened for that purpose; nothing is written. There
is no Windows on the machines that test this: what calls these two is tested, these two are not.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any, Final

_REMOTE: Final = 4  # DRIVE_REMOTE
_ADD_FILE_AND_FOLDER: Final = 0x2 | 0x4  # FILE_ADD_FILE, FILE_ADD_SUBDIRECTORY
_SHARE_ALL: Final = 0x1 | 0x2 | 0x4
_OPEN_EXISTING: Final = 3
_A_FOLDER: Final = 0x02000000  # FILE_FLAG_BACKUP_SEMANTICS, without which a folder cannot be opened
_INVALID: Final = ctypes.c_void_p(-1).value


def remote(path: Path) -> bool:
    """Whether a path lies on another computer: a UNC path, or a drive letter that stands for one."""
    drive = os.path.splitdrive(path.absolute())[0]
    return drive.startswith("\\\\") or _kernel().GetDriveTypeW(f"{drive}\\") == _REMOTE


def writable(folder: Path) -> bool:
    """Whether the system grants making files and folders in a folder."""
    kernel = _kernel()
    handle = kernel.CreateFileW(str(folder), _ADD_FILE_AND_FOLDER, _SHARE_ALL, None, _OPEN_EXISTING, _A_FOLDER, None)
    if handle == _INVALID:
        return False
    kernel.CloseHandle(ctypes.c_void_p(handle))
    return True


def _kernel() -> Any:
    kernel = vars(ctypes)["windll"].kernel32  # absent elsewhere, and so are its types
    kernel.CreateFileW.restype = ctypes.c_void_p
    return kernel
