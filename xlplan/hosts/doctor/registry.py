r"""Reading the Windows registry, behind a seam so that every branch that depends on it is tested on any machine.

Paths are written as regedit prints them, with a short hive: ``HKCU\Software\Microsoft\Office``. Only reading; no right of
an administrator is needed, and a key that may not be read raises PermissionError, which a check reports as 確認できません.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

Value = str | int

_HIVES: Final = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE"}


class Registry(Protocol):
    """What the checks ask of a registry."""

    def value(self, path: str, name: str) -> Value | None:
        """A value (``name`` "" is the key's default); None when key or value is absent; PermissionError when denied."""

    def keys(self, path: str) -> tuple[str, ...]:
        """Names of the keys directly below; empty when there is none."""


class NoRegistry:
    """The registry of a machine that has none."""

    def value(self, path: str, name: str) -> Value | None:  # noqa: ARG002  # the protocol's arguments
        """Nothing."""
        return None

    def keys(self, path: str) -> tuple[str, ...]:  # noqa: ARG002  # the protocol's arguments
        """Nothing."""
        return ()


class WindowsRegistry:
    """The registry of this machine: the 64-bit view first, then the one 32-bit programs such as a 32-bit Office write.

    Args:
        api: the standard library's ``winreg``, which other systems do not have.
    """

    def __init__(self, api: Any) -> None:
        self._api = api
        self._views = (api.KEY_WOW64_64KEY, api.KEY_WOW64_32KEY)

    def value(self, path: str, name: str) -> Value | None:
        """See :class:`Registry`."""
        for view in self._views:
            try:
                with self._open(path, view) as key:
                    found = self._api.QueryValueEx(key, name)[0]
            except FileNotFoundError:
                continue
            return found if isinstance(found, int | str) else str(found)
        return None

    def keys(self, path: str) -> tuple[str, ...]:
        """See :class:`Registry`."""
        found: list[str] = []
        for view in self._views:
            try:
                with self._open(path, view) as key:
                    found += (self._api.EnumKey(key, i) for i in range(self._api.QueryInfoKey(key)[0]))
            except FileNotFoundError:
                continue
        return tuple(dict.fromkeys(found))

    def _open(self, path: str, view: int) -> Any:
        hive, _, rest = path.partition("\\")
        return self._api.OpenKey(getattr(self._api, _HIVES[hive]), rest, 0, self._api.KEY_READ | view)
