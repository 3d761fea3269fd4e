"""The lock file (`requirements/*.txt`): its entries, and what of them a target needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

from wheelhouse.target import Target

_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


class Locked(NamedTuple):
    """One package at one version with the hashes of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> NormalizedName:
        """As registries compare names."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> Version:
        """The one version."""
        (pin,) = self.requirement.specifier
        return Version(pin.version)

    def line(self) -> str:
        """As a requirements file has it, without its marker: whether it applies has been decided."""
        return " \\\n    ".join([f"{self.name}=={self.version}", *(f"--hash={one}" for one in self.hashes)]) + "\n"


def read_lock(path: Path) -> list[Locked]:
    """Every entry; ValueError for one without a hash or not pinned to one version."""
    entries = []
    for entry in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        requirement, _, rest = entry.partition(" --hash")
        if not requirement.strip() or requirement.startswith("#"):
            continue
        locked = Locked(Requirement(requirement.strip()), tuple(_HASH.findall(f" --hash{rest}")))
        pinned = [pin.operator for pin in locked.requirement.specifier] == ["=="]
        if not (locked.hashes and pinned):
            raise ValueError(f"{path}: {requirement.strip()} is not pinned with hashes")
        entries.append(locked)
    return entries


def needed(entries: Iterable[Locked], target: Target) -> list[Locked]:
    """What a target needs; ValueError when two versions of one package are."""
    wanted = [entry for entry in entries if target.wants(entry.requirement.marker)]
    names = [entry.name for entry in wanted]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{target.tag}: more than one version of {', '.join(sorted(twice))}")
    return wanted


def write_lock(entries: Iterable[Locked], path: Path) -> None:
    """A requirements file for `pip install --require-hashes`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(entry.line() for entry in entries), encoding="ascii", newline="\n")
