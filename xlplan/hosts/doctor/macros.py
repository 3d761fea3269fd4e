"""Whether Excel will run the master's macros: the policy, the mark of the web, access to the VBA project."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.hosts.doctor.office import setting
from xlplan.hosts.doctor.outcome import Outcome, good, trouble
from xlplan.hosts.doctor.troubles import Trouble
from xlplan.hosts.doctor.trust import trusted

if TYPE_CHECKING:
    from xlplan.hosts.doctor.machine import Machine

_SECURITY: Final = r"Excel\Security"
_ONLY_SIGNED, _NONE = 3, 4
_MEANING: Final = {_ONLY_SIGNED: "署名のあるものだけ", _NONE: "すべて無効、通知なし"}
_VBA_OFF: Final = (
    (r"HKLM\SOFTWARE\Policies\Microsoft\Office\16.0\Common", "VBAOff"),
    (r"HKCU\Software\Policies\Microsoft\Office\16.0\Common", "VBAOff"),
)
_OUTSIDE: Final = 3  # zones: 0 this machine, 1 intranet, 2 trusted sites, 3 internet, 4 restricted
_STREAM: Final = "Zone.Identifier"


def vba(machine: Machine) -> Outcome | None:
    """VBA as a whole, which an administrator can take out of Office."""
    off = any(machine.registry.value(path, name) == 1 for path, name in _VBA_OFF)
    return trouble(Trouble.D301_VBA_OFF) if off else None


def macros_outside(machine: Machine) -> Outcome:
    """What Excel does with macros outside trusted locations."""
    found = setting(machine, _SECURITY, "VBAWarnings")
    if found is not None and found.value in _MEANING:
        meaning = _MEANING[int(found.value)]
        return trouble(Trouble.D302_MACROS_BLOCKED, source=found.source, value=found.value, meaning=meaning)
    if found is not None and found.value == 1:
        return good("マクロは警告なしで動く設定です。")
    return trouble(Trouble.D303_MACROS_ASK)


def macros_of(machine: Machine, master: Path) -> Outcome:
    """What Excel does with the macros of this master."""
    if trusted(machine, master):
        return good("マクロは動きます（信頼できる場所にあるため）。")
    return macros_outside(machine)


def project_access(machine: Machine) -> Outcome | None:
    """A door that only the fallback build of the macros needs."""
    found = setting(machine, _SECURITY, "AccessVBOM")
    return trouble(Trouble.D307_PROJECT_ACCESS) if found is not None and found.value == 1 else None


def mark_of_the_web(machine: Machine, master: Path) -> Outcome:
    """The mark that browsers and mail leave on a file; Excel blocks its macros outside trusted locations."""
    zone = _zone(master)
    if zone is None or zone < _OUTSIDE:
        return good("台帳に、インターネットから来た印はありません。")
    if trusted(machine, master):
        return good(f"台帳にインターネットから来た印（ゾーン{zone}）がありますが、信頼できる場所にあります。")
    found = setting(machine, _SECURITY, "blockcontentexecutionfrominternet")
    if found is not None and found.value == 0:
        return good(f"台帳にインターネットから来た印（ゾーン{zone}）がありますが、{found.source}では止められません。")
    source = found.source if found is not None else "Excelの初めからの設定"
    return trouble(Trouble.D306_DOWNLOADED, name=master.name, zone=zone, source=source)


def _zone(path: Path) -> int | None:
    """The zone in the file's alternate stream, which Windows opens under the name ``file:stream``."""
    try:
        text = Path(f"{path}:{_STREAM}").read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError:  # a file system without streams, such as some shares
        return None
    match = re.search(r"^ZoneId=(\d)", text, re.MULTILINE)
    return int(match[1]) if match else None
