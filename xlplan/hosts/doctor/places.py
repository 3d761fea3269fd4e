"""The folders xlplan reads and writes, and where the master lies."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

from xlplan.books.locks import owner_of
from xlplan.hosts.doctor.outcome import Outcome, good, trouble
from xlplan.hosts.doctor.troubles import Trouble

if TYPE_CHECKING:
    from xlplan.hosts.doctor.machine import Machine

_EXCELS_LIMIT: Final = 218
_COPY: Final = len("_20141001-1530_前99")  # what a dated copy's name has more than the master's
_FILE_SYSTEM: Final = r"HKLM\SYSTEM\CurrentControlSet\Control\FileSystem"
_CLOUD: Final = ("ONEDRIVE", "ONEDRIVECOMMERCIAL", "ONEDRIVECONSUMER")


def temporary(machine: Machine) -> Outcome:
    """The folder for temporary files."""
    return _writable(machine, "一時フォルダ", machine.temp)


def log_folder(machine: Machine) -> Outcome:
    """Where the reasons of failed buttons are kept."""
    return _writable(machine, "記録のフォルダ", Path(machine.env.get("LOCALAPPDATA", "")) / "xlplan" / "log")


def long_paths(machine: Machine) -> Outcome:
    """Whether Windows lets programs use paths of more than 260 characters; Excel's own limit is lower anyway."""
    if machine.registry.value(_FILE_SYSTEM, "LongPathsEnabled") == 1:
        return good("長い道筋（260文字超）が使える設定です。")
    return trouble(Trouble.D506_LONG_PATHS_OFF)


def folder(machine: Machine, master: Path) -> Outcome:
    """The master's folder: every write leaves a dated copy beside it."""
    return _writable(machine, "台帳のフォルダ", master.parent)


def length(_machine: Machine, master: Path) -> Outcome:
    """Excel opens nothing whose path is longer than its limit, dated copies included."""
    count = len(str(master))
    if count + _COPY > _EXCELS_LIMIT:
        return trouble(Trouble.D502_PATH_LONG, length=count, limit=_EXCELS_LIMIT)
    return good(f"台帳までの道筋は{count}文字です。")


def owner(_machine: Machine, master: Path) -> Outcome:
    """Who has the master open, by the owner file that Excel or LibreOffice leaves beside it."""
    who = owner_of(master)
    if who is None:
        return good("台帳は、だれも開いていません。")
    return trouble(Trouble.D503_OPEN, owner=who or "ほかの人", lock=f"~${master.name}")


def cloud(machine: Machine, master: Path) -> Outcome:
    """A folder that OneDrive keeps in step: Excel then says a URL where a path is asked for."""
    where = PureWindowsPath(str(master))
    synced = (machine.env.get(name) for name in _CLOUD)
    for root in filter(None, synced):
        if where.is_relative_to(PureWindowsPath(root)):
            return trouble(Trouble.D504_CLOUD, folder=root)
    return good("台帳は、OneDriveの同期フォルダの外にあります。")


def share(machine: Machine, master: Path) -> Outcome:
    """This machine or another."""
    return trouble(Trouble.D505_SHARE) if machine.remote(master) else good("台帳はこのPCのフォルダにあります。")


def _writable(machine: Machine, what: str, path: Path) -> Outcome:
    """Asked of the system; nothing is written. A folder that is not there yet counts by the one it would be made in."""
    existing = next((one for one in (path, *path.parents) if one.exists()), path)
    if not existing.is_dir():
        return trouble(Trouble.D501_NOT_WRITABLE, what=what, path=path, detail="フォルダではありません")
    if not machine.writable(existing):
        return trouble(Trouble.D501_NOT_WRITABLE, what=what, path=path, detail="権限がありません")
    return good(f"{what}に書き込めます（{path}）。")
