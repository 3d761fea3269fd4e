"""Trusted locations: whether the master lies in one, and whether Excel heeds it."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

from xlplan.declaring import NamedTuple
from xlplan.hosts.doctor.office import POLICY, USER, setting
from xlplan.hosts.doctor.outcome import Outcome, good, trouble
from xlplan.hosts.doctor.troubles import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlplan.hosts.doctor.machine import Machine

_EXCEL: Final = r"Excel\Security\Trusted Locations"
_COMMON: Final = r"Common\Security\Trusted Locations"
_PLACES: Final = (
    (rf"{POLICY}\{_EXCEL}", True),
    (rf"{POLICY}\{_COMMON}", True),
    (rf"{USER}\{_EXCEL}", False),
)


class Location(NamedTuple):
    """A trusted location."""

    path: PureWindowsPath
    subfolders: bool
    by_policy: bool

    def holds(self, folder: PureWindowsPath) -> bool:
        """Whether a folder is it, or lies below and that is allowed. Windows tells no upper from lower case."""
        return folder == self.path or (self.subfolders and folder.is_relative_to(self.path))


def location(machine: Machine, master: Path) -> Outcome:
    """Whether the master's folder is a trusted location that counts."""
    folder = PureWindowsPath(str(master.parent))
    holding = [one for one in _locations(machine) if one.holds(folder)]
    if not holding:
        return trouble(Trouble.D304_NOT_TRUSTED, folder=folder)
    reasons = [_ignored(machine, one, remote=machine.remote(master)) for one in holding]
    if all(reasons):
        return trouble(Trouble.D305_TRUST_IGNORED, folder=folder, reason=reasons[0])
    return good(f"台帳は信頼できる場所にあります（{folder}）。")


def trusted(machine: Machine, master: Path) -> bool:
    """Whether macros of this master run whatever the macro setting says."""
    return not location(machine, master).code


def _locations(machine: Machine) -> Iterator[Location]:
    for root, by_policy in _PLACES:
        for name in machine.registry.keys(root):  # a registry is no dict
            path = machine.registry.value(rf"{root}\{name}", "Path")
            if path:
                below = machine.registry.value(rf"{root}\{name}", "AllowSubFolders") == 1
                yield Location(PureWindowsPath(_expanded(str(path), machine)), below, by_policy)


def _expanded(path: str, machine: Machine) -> str:
    return re.sub(r"%([^%]+)%", lambda match: machine.env.get(match[1].upper(), match[0]), path)


def _ignored(machine: Machine, one: Location, *, remote: bool) -> str:
    """Why Excel does not heed the location; "" when it does."""
    if _is(machine, _EXCEL, "AllLocationsDisabled", 1):
        return "信頼できる場所がすべて無効です"
    if not one.by_policy and _is(machine, _COMMON, "Allow User Locations", 0):
        return "方針で配られた場所だけが有効です"
    if (remote or str(one.path).startswith("\\\\")) and not _is(machine, _EXCEL, "AllowNetworkLocations", 1):
        return "ネットワーク上の信頼できる場所が許可されていません"
    return ""


def _is(machine: Machine, key: str, name: str, value: int) -> bool:
    found = setting(machine, key, name)
    return found is not None and found.value == value
