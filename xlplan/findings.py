"""A finding: what is wrong, where, with which values, and what to do about it.

Findings are values, not exceptions: every check returns them, all are collected, and one list goes to the screen,
the 確認事項 table and the JSON. Exceptions stay for broken files and for our own mistakes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from xlplan.declaring import NamedTuple
from xlplan.messages import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlplan.messages import Message

__all__ = ["CannotRun", "Finding", "Level", "Place", "Step", "finding", "serious", "sort_findings"]


class CannotRun(Exception):  # noqa: N818  # a state of files or folders, not an error in the program
    """An operation cannot run at all; the text is Japanese, says why and what to do, and is shown as it is."""


class Place(NamedTuple):
    """Where: file name, sheet name, cell in A1 notation. Empty where it does not apply."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """「財政課.xlsx【回答】H12」: the way it is printed everywhere."""
        sheet = f"【{self.sheet}】" if self.sheet else ""
        return f"{self.file}{sheet}{self.cell}"


class Step(StrEnum):
    """Which step of the round found it."""

    READ = "受付"
    CHECK = "点検"
    MERGE = "取りまとめ"
    ASSESS = "判定"


class Finding(NamedTuple):
    """One thing an officer should look at.

    Attributes:
        message: entry of the catalogue; its name begins with the code that manuals quote (C301…).
        place: file, sheet and cell.
        value: the cell's content as found, as text.
        text: the sentence with its placeholders filled.
        remedy: what to do, filled likewise.
        department: the department that can mend it; empty when it is the secretariat.
    """

    message: Message
    place: Place
    value: str
    text: str
    remedy: str
    department: str = ""

    @property
    def code(self) -> str:
        """The code quoted in manuals, for example C301."""
        return self.message.code

    @property
    def level(self) -> Level:
        """重大, 要確認 or 参考."""
        return self.message.level

    def as_json(self) -> dict[str, str]:
        """Flat record for `--format json`."""
        return {
            "code": self.code,
            "level": self.level.value,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "value": self.value,
            "message": self.text,
            "remedy": self.remedy,
            "department": self.department,
        }


def finding(message: Message, place: Place, value: object = "", *, department: str = "", **words: object) -> Finding:
    """Fill a message of the catalogue. A placeholder without a word raises KeyError: that is our mistake, not theirs."""
    shown = "" if value is None else str(value)
    words = {"value": shown, **words}
    return Finding(message, place, shown, message.what.format(**words), message.remedy.format(**words), department)


def serious(findings: Iterable[Finding]) -> bool:
    """True when any finding is 重大: the command line then ends with 1."""
    return any(f.level is Level.SERIOUS for f in findings)


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Heaviest first, then by file, sheet and code; stable within a sheet so that cells stay in reading order."""
    order = {Level.SERIOUS: 0, Level.CHECK: 1, Level.NOTE: 2}
    return sorted(findings, key=lambda f: (order[f.level], f.place.file, f.place.sheet, f.code))
