"""What a survey found in a master, for the next survey: a master that has not changed is not opened again.

A ministry collects for weeks, and surveys again whenever a few more have come in. A line rests on the master's bytes, the
period asked for and the program, and on nothing else; all of them are in the key. Only lines that count are kept.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from xlplan import notes
from xlplan.declaring import NamedTuple
from xlplan.survey.lines import BodyLine, ProgramLine

__all__ = ["KIND", "Notes"]

KIND: Final = "surveys"
_SPLIT: Final = 2  # letters of a key that name a folder: thousands of files in one would be slow to find


class Notes(NamedTuple):
    """The notes of one program; it may be handed to other processes of this machine.

    Attributes:
        folder: where they lie, in folders of their own.
        program: `notes.program()`.
    """

    folder: Path
    program: str

    def recall(self, digest: str, asked: str) -> BodyLine | None:
        """The line of a master with this SHA-256, under the name it had then; None if there is no note of it."""
        note = self._note(digest, asked)
        try:
            said = notes.kept(note)
            file, body, plan, period = said["line"]
            programs = tuple(_program(*one) for one in said["programs"])
            findings = tuple(notes.finding_in(one) for one in said["findings"])
            line = BodyLine(file, body, plan, period, programs, said["attention"], digest, findings)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        with suppress(OSError):
            os.utime(note)  # it is still of use
        return line

    def keep(self, line: BodyLine, asked: str) -> None:
        """Keep a line that counts."""
        if line.counted:
            said = {
                "line": (line.file, line.body, line.plan, line.period),
                "programs": line.programs,
                "attention": line.attention,
                "findings": [notes.spelled(found) for found in line.findings],
            }
            notes.keep(self._note(line.digest, asked), said)

    def _note(self, digest: str, asked: str) -> Path:
        import hashlib  # noqa: PLC0415 - a survey without notes needs none

        key = hashlib.sha256("\n".join((self.program, asked, digest)).encode()).hexdigest()
        return self.folder / key[:_SPLIT] / f"{key[_SPLIT:]}.json"


def _program(*said: Any) -> ProgramLine:
    line = ProgramLine(*said)
    return line._replace(symbols=tuple(line.symbols))  # a list in JSON
