"""Microsoft Defender's rules against Office as a door for malware; some of them stop what xlplan needs.

The settings are read where group policy, device management and PowerShell put them; an ordinary user may read the first
two as a rule. Antivirus of other makers cannot be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.declaring import NamedTuple
from xlplan.hosts.doctor.outcome import Outcome, good, trouble
from xlplan.hosts.doctor.troubles import Trouble

if TYPE_CHECKING:
    from xlplan.hosts.doctor.machine import Machine


class Rule(NamedTuple):
    """A rule: its id, its name as Microsoft's Japanese pages give it, what it stops, and the way out."""

    guid: str
    name: str
    consequence: str
    way_out: str


_ATTACH: Final = "導入手引き「Defenderの規則があるとき」のとおり、ログオン時にPythonを先に起動してつなぐ方法にするか、除外を頼んでください。"
_EXCLUDE: Final = (
    "情報システム担当に、台帳のフォルダをこの規則の除外に加えてもらってください。コマンドラインはそのまま使えます。"
)
RULES: Final = (
    Rule(
        "D4F940AB-401B-4EFC-AADC-AD5F3C50688A",
        "すべてのOfficeアプリケーションの子プロセスの作成をブロックする",
        "ExcelからPythonを起動できません。",
        _ATTACH,
    ),
    Rule(
        "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B",
        "OfficeマクロからのWin32 API呼び出しをブロックする",
        "マクロがExcelとPythonをつなぐDLLを呼べません。",
        _EXCLUDE,
    ),
    Rule(
        "01443614-CD74-433A-B99E-2ECDC07BFC25",
        "普及率・経過期間・信頼リストの条件を満たさない実行ファイルをブロックする",
        "Pythonが起動できないことがあります。",
        "情報システム担当に、内容一覧.csvのSHA-256で許可してもらってください。",
    ),
)
_GROUP_POLICY: Final = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_DEVICE_MANAGEMENT: Final = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
_LOCAL: Final = r"HKLM\SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_BLOCK, _AUDIT, _WARN = "1", "2", "6"
_MODES: Final = {_BLOCK: "ブロック", _AUDIT: "監査のみ", _WARN: "警告"}


def rule(asked: Rule, machine: Machine) -> Outcome:
    """One rule: off, only watching, or in the way."""
    mode = _mode(machine, asked.guid)
    words = {"rule": asked.name, "guid": asked.guid, "mode": _MODES.get(mode, mode)}
    if mode in {_BLOCK, _WARN}:
        return trouble(Trouble.D401_RULE_BLOCKS, **words, consequence=asked.consequence, way_out=asked.way_out)
    if mode == _AUDIT:
        return trouble(Trouble.D402_RULE_WATCHES, **words)
    return good(f"Defenderの規則「{asked.name}」は設定されていません。")


def _mode(machine: Machine, guid: str) -> str:
    """As set by group policy, else device management, else locally; "0" when nowhere."""
    by_policy = machine.registry.value(_GROUP_POLICY, guid)
    if by_policy is not None:
        return str(by_policy)
    managed = machine.registry.value(_DEVICE_MANAGEMENT, "ASRRules")
    for entry in str(managed or "").split("|"):
        name, _, mode = entry.partition("=")
        if name.strip().upper() == guid:
            return mode.strip()
    return str(machine.registry.value(_LOCAL, guid) or "0")
