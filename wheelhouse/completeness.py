"""Whether a set of wheels is whole: every file is one the lock names, and every requirement of each is met in the set."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag
from packaging.utils import NormalizedName, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from wheelhouse.lock import Locked
from wheelhouse.target import WINDOWS, Target


def lacking(wheels: Path, entries: Iterable[Locked], target: Target) -> list[str]:
    """What keeps the wheels in a folder from being installed on a target, in English for the one who builds; [] if whole."""
    locked = {entry.name: entry for entry in entries}
    found: dict[NormalizedName, Path] = {}
    problems = []
    for path in sorted(wheels.glob("*.whl")):
        name, version, _, tags = parse_wheel_filename(path.name)
        if name in locked and version == locked[name].version and _suits(tags, target):
            found[name] = path
            if f"sha256:{_digest(path)}" not in locked[name].hashes:
                problems.append(f"{path.name}: not the file the lock names")
    problems += [
        f"{name}=={entry.version}: no wheel for {target.tag}" for name, entry in locked.items() if name not in found
    ]
    versions = {name: entry.version for name, entry in locked.items()}
    for path in found.values():
        problems += (f"{path.name} needs {one}" for one in _unmet(path, versions, target))
    return problems


def _unmet(wheel: Path, versions: Mapping[NormalizedName, Version], target: Target) -> list[str]:
    return [
        str(one)
        for one in _requirements(wheel)
        if target.wants(one.marker)
        and not ((have := versions.get(canonicalize_name(one.name))) and one.specifier.contains(have, prereleases=True))
    ]


def _requirements(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA") and one.count("/") == 1)
        metadata = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    return [Requirement(text) for text in metadata.get_all("Requires-Dist", [])]


def _suits(tags: Iterable[Tag], target: Target) -> bool:
    """Whether the tags of a wheel fit the target's interpreter and platform."""
    return any(_interpreter_suits(tag, target) and _platform_suits(tag, target) for tag in tags)


def _interpreter_suits(tag: Tag, target: Target) -> bool:
    if tag.interpreter.startswith("py"):
        return True
    if tag.abi == "abi3":  # made for this version or an older one
        return int(tag.interpreter[3:]) <= int(target.tag[3:])
    return tag.interpreter == target.tag


def _platform_suits(tag: Tag, target: Target) -> bool:
    return tag.platform == "any" or (tag.platform == WINDOWS) == (target.platform == WINDOWS)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
