"""Clock, time zone, code page, and the means to make a PDF."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.hosts.doctor.outcome import Outcome, good, trouble
from xlplan.hosts.doctor.troubles import Trouble

if TYPE_CHECKING:
    from xlplan.hosts.doctor.machine import Machine

_JAPAN: Final = dt.timedelta(hours=9)
_SLACK: Final = dt.timedelta(days=1)
_CODE_PAGES: Final = r"HKLM\SYSTEM\CurrentControlSet\Control\Nls\CodePage"
_JAPANESE: Final = "932"


def clock_against_the_program(machine: Machine) -> Outcome:
    """A clock earlier than the day the program was installed is wrong."""
    return _clock(machine, "xlplanの導入", Path(__file__))


def clock_against_the_master(machine: Machine, master: Path) -> Outcome:
    """A clock earlier than the day the master was saved is wrong, here or where it was saved."""
    return _clock(machine, "台帳", master)


def _clock(machine: Machine, what: str, path: Path) -> Outcome:
    then = dt.datetime.fromtimestamp(path.stat().st_mtime, machine.now.tzinfo)
    shown = f"{machine.now:%Y-%m-%d %H:%M}"
    if machine.now + _SLACK < then:
        return trouble(Trouble.D601_CLOCK_BEHIND, now=shown, what=what, then=f"{then:%Y-%m-%d %H:%M}")
    return good(f"時計（{shown}）は、{what}の日時より前に戻っていません。")


def time_zone(machine: Machine) -> Outcome:
    """Dates in the history are the office's."""
    if machine.now.utcoffset() == _JAPAN:
        return good("時間帯は日本標準時です。")
    return trouble(Trouble.D602_TIME_ZONE, offset=f"{machine.now:%z}")


def code_page(machine: Machine) -> Outcome:
    """VBA keeps text in the system's code page."""
    page = machine.registry.value(_CODE_PAGES, "ACP")
    if str(page) == _JAPANESE:
        return good(f"Windowsの文字コードは{_JAPANESE}（日本語）です。Pythonの既定は{machine.encoding}です。")
    return trouble(Trouble.D603_CODE_PAGE, page=page or "不明")


def pdf(machine: Machine) -> Outcome:
    """Reports become PDF through LibreOffice, or by hand in Excel."""
    if machine.libreoffice:
        return good(f"PDFはLibreOfficeで作れます（{machine.libreoffice}）。")
    return trouble(Trouble.D604_NO_PDF)
