"""Notes of what was worked out, each in a file of the user's own that can be done without.

Who writes a note puts everything into its key that the outcome rests on: content, not times, which prove nothing on a
network share, and `program`. A note that cannot be read or written is as good as none. JSON, so that reading it runs nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from xlplan.findings import Finding, Place
from xlplan.messages import Message

__all__ = ["digest", "finding_in", "folder", "forget", "keep", "kept", "program", "spelled"]

_PACKAGE: Final = Path(__file__).resolve().parent
_ONLY_MINE: Final = 0o600  # findings quote what departments wrote
_DAY: Final = 86_400


def folder(kind: str) -> Path:
    """Where notes of a kind lie, where a user's programs keep what they can do without: %LOCALAPPDATA%, $XDG_CACHE_HOME or ~/.cache."""
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "xlplan" / kind


def kept(note: Path) -> Any:
    """What a note says; ValueError or OSError if it says nothing."""
    content = note.read_bytes()
    import json  # noqa: PLC0415 - mostly there is no note yet, and returns wait to be opened

    return json.loads(content)


def keep(note: Path, said: Any) -> None:
    """Write a note as a whole, or not at all."""
    import json  # noqa: PLC0415 - as above

    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        writing = note.with_name(f"{note.name}.{os.getpid()}")
        descriptor = os.open(writing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _ONLY_MINE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(said, file, ensure_ascii=False)
        writing.replace(note)


def forget(kind: str, days: int) -> None:
    """Drop the notes of a kind that nobody has read or written for so many days."""
    old = time.time() - days * _DAY
    for note in folder(kind).glob("*/*"):
        with suppress(OSError):
            if note.stat().st_mtime < old:
                note.unlink()


def digest(path: Path) -> str:
    """SHA-256 of a file in hex. OSError if it cannot be read."""
    import hashlib  # noqa: PLC0415 - what finds no note needs none

    return hashlib.sha256(path.read_bytes()).hexdigest()


def program() -> str:
    """This program: how many modules it has, when the newest was put there, and when what reads cells for it was."""
    times = [entry.stat().st_mtime_ns for entry in _modules(_PACKAGE)]
    reader = find_spec("python_calamine")
    read_by = Path(reader.origin).stat().st_mtime_ns if reader and reader.origin else 0
    return f"{len(times)} {max(times)} {read_by}"


def _modules(folder: str | Path) -> Iterable[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _modules(entry.path)


def spelled(found: Finding) -> list[str]:
    """A finding as a note keeps it."""
    return [found.message.name, *found.place, found.value, found.text, found.remedy, found.department]


def finding_in(note: Iterable[str]) -> Finding:
    """The finding that `spelled` made this of; KeyError or ValueError if it is none."""
    message, file, sheet, cell, value, text, remedy, department = note
    return Finding(Message[message], Place(file, sheet, cell), value, text, remedy, department)
