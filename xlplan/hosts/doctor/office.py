"""Where Office keeps its security settings for Excel, and which of several counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.hosts.doctor.machine import Machine
    from xlplan.hosts.doctor.registry import Value

POLICY: Final = r"HKCU\Software\Policies\Microsoft\Office\16.0"
_POLICIES: Final = (r"HKCU\Software\Policies\Microsoft\Cloud\Office\16.0", POLICY)
USER: Final = r"HKCU\Software\Microsoft\Office\16.0"


class Setting(NamedTuple):
    """A setting that counts, and whether the administrator or the user made it."""

    value: Value
    by_policy: bool

    @property
    def source(self) -> str:
        """As an officer is told."""
        return "方針（グループポリシー）" if self.by_policy else "Excelの設定"


def setting(machine: Machine, key: str, name: str) -> Setting | None:
    r"""A value below ``...\Office\16.0``: the cloud policy, else the group policy, else the user's own; None if unset."""
    for root in _POLICIES:
        if (value := machine.registry.value(rf"{root}\{key}", name)) is not None:
            return Setting(value, by_policy=True)
    value = machine.registry.value(rf"{USER}\{key}", name)
    return None if value is None else Setting(value, by_policy=False)
