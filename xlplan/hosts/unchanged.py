"""What a command found last time, for when it is asked the same again and nothing has changed since.

Officers merge the folder again whenever a return may have come in. When none has, the answer is known: the same master,
the same returns and the same program give the same findings, and nothing is written. Only outcomes of which nothing was
written are kept, each in a file of its own in the user's cache folder, and only content counts as proof: every byte of
the master and of the returns goes into the key. The last outcome of a master and a command takes the place of the one before.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from xlplan import notes
from xlplan.declaring import NamedTuple
from xlplan.findings import Finding
from xlplan.inbox import Found, files_in

__all__ = ["Asked", "Known", "recall", "remember"]


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
        kept = notes.kept(_note(asked))
        found = files_in(asked.returns)
        if kept["sizes"] != _sizes(found):
            return None
        digests = [(one.name, notes.digest(one.path)) for one in found if one.path]
        if kept["key"] != _key(asked, notes.digest(asked.master), digests):
            return None
        return Known(kept["label"], tuple(notes.finding_in(one) for one in kept["findings"]))
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
    digests = list(returns)
    found = files_in(asked.returns)
    if not all(digest for _, digest in digests) or [one.name for one in found] != [name for name, _ in digests]:
        return
    with suppress(OSError):
        findings = [notes.spelled(one) for one in known.findings]
        key = _key(asked, master, digests)
        notes.keep(_note(asked), {"key": key, "sizes": _sizes(found), "label": known.label, "findings": findings})


def _note(asked: Asked) -> Path:
    """One per command and master; should two masters' paths share a number, the later takes the earlier's place."""
    return notes.folder("answers") / f"{asked.command}-{zlib.crc32(str(asked.master.resolve()).encode()):08x}.json"


def _sizes(found: Iterable[Found]) -> list[list[str | int]]:
    """Name and size of each return: what differs mostly differs here, and nothing need be read to see it."""
    return [[one.name, one.path.stat().st_size if one.path else -1] for one in found]


def _key(asked: Asked, master: str, returns: Sequence[tuple[str, str]]) -> str:
    import hashlib

    said = [notes.program(), asked.command, asked.period, master, *(f"{name}\0{digest}" for name, digest in returns)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
