"""A machine the wheels are for: its Python, and how markers of requirements read there."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

from packaging.markers import Marker, default_environment

WINDOWS: Final = "win_amd64"
HERE: Final = "here"
"""The platform this runs on, for trying the installer out."""

_WINDOWS_MARKERS: Final = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_release": "10",
    "platform_system": "Windows",
    "platform_version": "10.0.19045",
    "sys_platform": "win32",
}
_RELEASES: Final = ("0", "99")
"""First and last release of a version: a marker may split between them, and any of them may be on the PC."""


@dataclass(frozen=True)
class Target:
    """A platform and a version of Python such as "3.12"."""

    platform: str
    python: str

    @property
    def tag(self) -> str:
        """As wheels name the interpreter: cp312."""
        return "cp" + self.python.replace(".", "")

    @property
    def pip_arguments(self) -> list[str]:
        """How pip is told to choose wheels for it."""
        if self.platform == HERE:
            return []
        return ["--platform", self.platform, "--python-version", self.python, "--implementation", "cp"]

    def wants(self, marker: Marker | None) -> bool:
        """Whether a requirement with this marker is needed on some machine of this target.

        pip reads markers for the machine it runs on whatever platform it downloads for, so this is asked first.
        """
        return marker is None or any(marker.evaluate(self._environment(release)) for release in _RELEASES)

    def _environment(self, release: str) -> dict[str, str]:
        full = f"{self.python}.{release}"
        version = {
            "python_version": self.python,
            "python_full_version": full,
            "implementation_version": full,
            "extra": "",
        }
        base = {key: str(value) for key, value in default_environment().items()}
        return base | ({} if self.platform == HERE else _WINDOWS_MARKERS) | version


def here() -> Target:
    """The machine this runs on."""
    return Target(HERE, f"{sys.version_info.major}.{sys.version_info.minor}")
