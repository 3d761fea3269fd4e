"""What a command found last time, for when it is asked the same again and nothing has changed since.

Officers merge the folder again whenever a return may have come in. When none has, the answer is known: the same master,
the same returns and the same program give the same findings, and nothing is written. Only outcomes of which nothing was
written are kept, each in a file of its own in the user's cache folder, and only content counts as proof: every byte of
the master and of the returns goes into the key, since a network share's times prove nothing. The last outcome of a
master and a command takes the place of the one before. A file that cannot be read or written is as good as none.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xlplan.declaring import NamedTuple
from xlplan.findings import Finding, Place
from xlplan.inbox import Found, files_in
from xlplan.messages import Message

__all__ = ["Asked", "Known", "recall", "remember"]

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_ONLY_MINE: Final = 0o600  # findings quote what departments wrote


class Asked(NamedTuple):
    """What is asked: the command, the master, the returns as given, and the period as typed."""

    command: str
    master: Path
    returns: Sequence[Path]
    period: str


class Known(NamedTuple):
    """What was found: the period's label, and the findings in their order."""

    label: str
    findings: tuple[Finding, ...]


def recall(asked: Asked) -> Known | None:
    """What the same question was answered with, if nothing has changed since; None when it has to be worked out."""
    try:
        note = _file(asked).read_bytes()
        import json  # mostly there is no note yet, and the returns wait to be opened

        kept = json.loads(note)
        found = files_in(asked.returns)
        if kept["sizes"] != _sizes(found):
            return None
        digests = [(one.name, _digest(one.path)) for one in found if one.path]
        if kept["key"] != _key(asked, _digest(asked.master), digests):
            return None
        return Known(kept["label"], tuple(_finding(*one) for one in kept["findings"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(asked: Asked, known: Known, master: str, returns: Iterable[tuple[str, str]]) -> None:
    """Keep what was found and of which nothing was written.

    Args:
        asked: the question.
        known: its answer.
        master: SHA-256 of the master as it was read.
        returns: name and SHA-256 of each return as it was read; without one ("", for a file that could not be opened)
            nothing is kept.
    """
    import json

    digests = list(returns)
    found = files_in(asked.returns)
    if not all(digest for _, digest in digests) or [one.name for one in found] != [name for name, _ in digests]:
        return
    with suppress(OSError):
        findings = [(f.message.name, *f.place, f.value, f.text, f.remedy, f.department) for f in known.findings]
        kept = {"key": _key(asked, master, digests), "sizes": _sizes(found), "label": known.label, "findings": findings}
        target = _file(asked)
        target.parent.mkdir(parents=True, exist_ok=True)
        writing = target.with_name(f"{target.name}.{os.getpid()}")
        descriptor = os.open(writing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _ONLY_MINE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False)
        writing.replace(target)


def _file(asked: Asked) -> Path:
    """One per command and master; should two masters' paths share a number, the later takes the earlier's place."""
    return _cache_folder() / f"{asked.command}-{zlib.crc32(str(asked.master.resolve()).encode()):08x}.json"


def _cache_folder() -> Path:
    """Where a user's programs keep what they can do without: under %LOCALAPPDATA%, $XDG_CACHE_HOME or ~/.cache."""
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "xlplan" / "answers"


def _sizes(found: Iterable[Found]) -> list[list[str | int]]:
    """Name and size of each return: what differs mostly differs here, and nothing need be read to see it."""
    return [[one.name, one.path.stat().st_size if one.path else -1] for one in found]


def _digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def _key(asked: Asked, master: str, returns: Sequence[tuple[str, str]]) -> str:
    import hashlib

    said = [_program(), asked.command, asked.period, master, *(f"{name}\0{digest}" for name, digest in returns)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _program() -> str:
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


def _finding(message: str, *rest: str) -> Finding:
    file, sheet, cell, value, text, remedy, department = rest
    return Finding(Message[message], Place(file, sheet, cell), value, text, remedy, department)
