"""The `PROJECT` stream ([MS-OVBA] 2.3.1): a text of properties, in it each module's kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from xlplan.vba.protection import open_to_all

_LINE_END: Final = "\r\n"
_PROJECT_ID: Final = "{5DF3C8A2-6B1B-4F0E-9C57-2E7B1A90D4C6}"
"""Any; the same one makes the same file."""
_VERSION: Final = "393222000"
_HOST: Final = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
_WORKSPACE: Final = "[Workspace]"
_PROPERTY: Final = re.compile(r"(\w+)=(.*)")


class Kind(StrEnum):
    """What a module is, by the key of its line in the stream (2.3.1.4 to 2.3.1.8)."""

    MODULE = "Module"
    CLASS = "Class"
    DOCUMENT = "Document"
    FORM = "BaseClass"


_KINDS: Final = {kind.value: kind for kind in Kind}


def new_text(name: str) -> str:
    """The stream of a new project without modules, unprotected."""
    properties = {
        "ID": _PROJECT_ID,
        "Name": name,
        "HelpContextID": "0",
        "VersionCompatible32": _VERSION,
        **open_to_all(_PROJECT_ID),
    }
    lines = [f'{key}="{value}"' for key, value in properties.items()]
    return _LINE_END.join([*lines, "", "[Host Extender Info]", _HOST, "", _WORKSPACE, ""])


def properties_of(text: str) -> dict[str, str]:
    """The properties that stand once: ID, Name, CMG, DPB, GC …, without quotes."""
    found = (_PROPERTY.fullmatch(line) for line in _head(text))
    return {one[1]: one[2].strip('"') for one in found if one and one[1] not in _KINDS}


def kinds_of(text: str) -> dict[str, Kind]:
    """Module name → its kind."""
    found = (_PROPERTY.fullmatch(line) for line in _head(text))
    return {one[2].partition("/")[0]: _KINDS[one[1]] for one in found if one and one[1] in _KINDS}


def _head(text: str) -> list[str]:
    """The lines before the first section."""
    lines = text.split(_LINE_END)
    return lines[: next((at for at, line in enumerate(lines) if line.startswith("[")), len(lines))]


def with_modules(text: str, modules: Iterable[tuple[str, Kind]]) -> str:
    """The same stream with these modules: lines of modules that stay and of windows (2.3.1.18) keep what they say."""
    modules = list(modules)
    lines = text.rstrip("\0").split(_LINE_END)
    old = {line.partition("=")[2].partition("/")[0]: line for line in lines if line.partition("=")[0] in _KINDS}
    new = [
        old.get(name) or f"{kind}={name}" + ("/&H00000000" if kind is Kind.DOCUMENT else "") for name, kind in modules
    ]
    kept = [line for line in lines if line.partition("=")[0] not in _KINDS]
    first = next((at for at, line in enumerate(lines) if line.partition("=")[0] in _KINDS), 1)
    kept[first:first] = new
    if _WORKSPACE not in kept:
        kept += [_WORKSPACE]
    at = kept.index(_WORKSPACE) + 1
    windows = {line.partition("=")[0]: line for line in kept[at:] if line}
    shown = [windows.get(name, f"{name}=0, 0, 0, 0, C") for name, _ in modules]
    return _LINE_END.join([*kept[:at], *shown, ""])


def names_stream(names: Iterable[str], encoding: str) -> bytes:
    """The `PROJECTwm` stream (2.3.3): each name in the project's code page and in Unicode."""
    pairs = (name.encode(encoding) + b"\0" + name.encode("utf-16-le") + b"\0\0" for name in names)
    return b"".join(pairs) + b"\0\0"
