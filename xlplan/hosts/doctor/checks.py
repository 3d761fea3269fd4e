"""What `xlplan doctor` looks at, in the order it is told: the machine first, then the master."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from xlplan.declaring import NamedTuple
from xlplan.hosts.doctor import defender, excel, interpreter, macros, places, region, server, trust
from xlplan.hosts.doctor.machine import Machine
from xlplan.hosts.doctor.outcome import Outcome, State, trouble
from xlplan.hosts.doctor.troubles import Trouble


class Check(NamedTuple):
    """One thing to look at.

    Attributes:
        subject: what it is, for the line that names what is looked at on Windows only.
        run: the check; None when there is nothing to say.
        windows: whether it means anything elsewhere.
    """

    subject: str
    run: Callable[[Machine], Outcome | None]
    windows: bool = True


class MasterCheck(NamedTuple):
    """The same for the master's file."""

    subject: str
    run: Callable[[Machine, Path], Outcome | None]
    windows: bool = True


_PYTHON: Final = (
    Check("Pythonの版", interpreter.version, windows=False),
    *(
        Check(f"部品「{name}」", partial(interpreter.package, name, module), windows=False)
        for name, module in interpreter.PACKAGES.items()
    ),
    *(
        Check(f"部品「{name}」", partial(interpreter.package, name, module))
        for name, module in interpreter.WINDOWS_PACKAGES.items()
    ),
    Check("Pythonのフォルダ名", interpreter.folder_letters),
    Check("ボタンが使うPython", interpreter.where_the_macros_look),
)
_EXCEL: Final = (
    Check("Excelの登録", excel.registered),
    Check("Excelのビット数", excel.bits),
    Check("広がる配列", excel.spilled_arrays),
    Check("ExcelとPythonをつなぐDLL", excel.bridge),
    Check("VBA", macros.vba),
    Check("VBAプロジェクトへのアクセス", macros.project_access),
    *(Check(f"Defenderの規則「{rule.name}」", partial(defender.rule, rule)) for rule in defender.RULES),
)
_PLACES: Final = (
    Check("一時フォルダ", places.temporary, windows=False),
    Check("記録のフォルダ", places.log_folder),
    Check("長い道筋", places.long_paths),
    Check("時計", region.clock_against_the_program, windows=False),
    Check("時間帯", region.time_zone, windows=False),
    Check("文字コード", region.code_page),
    Check("PDF", region.pdf, windows=False),
    Check("サーバー機能", server.packages, windows=False),
)
MACHINE_CHECKS: Final = (*_PYTHON, *_EXCEL, *_PLACES)
WITHOUT_MASTER: Final = Check("マクロの設定", macros.macros_outside)
"""Where macros are blocked depends on where the master lies; without one, only the setting can be told."""
MASTER_CHECKS: Final = (
    MasterCheck("台帳を開いている人", places.owner, windows=False),
    MasterCheck("台帳のフォルダ", places.folder, windows=False),
    MasterCheck("道筋の長さ", places.length),
    MasterCheck("OneDrive", places.cloud),
    MasterCheck("共有フォルダ", places.share),
    MasterCheck("信頼できる場所", trust.location),
    MasterCheck("台帳のマクロ", macros.macros_of),
    MasterCheck("インターネットから来た印", macros.mark_of_the_web),
    MasterCheck("時計と台帳", region.clock_against_the_master, windows=False),
)


def server_checks(port: int | None, certificate: Path | None) -> list[Check]:
    """What is asked about a server that is to run here."""
    checks = []
    if port is not None:
        checks.append(Check("サーバーのポート", partial(server.port, port), windows=False))
    if certificate is not None:
        checks.append(Check("サーバーの証明書", partial(server.certificate, certificate), windows=False))
    return checks


def examine(machine: Machine, master: Path | None, more: Iterable[Check] = ()) -> Iterator[Outcome]:
    """Every outcome; what only Windows tells is named in one line elsewhere."""
    about = [WITHOUT_MASTER] if master is None else [_about(master, one) for one in MASTER_CHECKS]
    skipped = []
    for check in (*MACHINE_CHECKS, *more, *about):
        if machine.windows or not check.windows:
            yield from _outcome(check, machine)
        else:
            skipped.append(check.subject)
    if skipped:
        yield Outcome(State.ELSEWHERE, "、".join(skipped))


def _about(master: Path, check: MasterCheck) -> Check:
    def run(machine: Machine) -> Outcome | None:
        return check.run(machine, master)

    return Check(check.subject, run, check.windows)


def _outcome(check: Check, machine: Machine) -> Iterator[Outcome]:
    try:
        outcome = check.run(machine)
    except PermissionError as error:
        outcome = trouble(Trouble.D001_DENIED, subject=check.subject, detail=error.strerror or error)
    if outcome is not None:
        yield outcome
