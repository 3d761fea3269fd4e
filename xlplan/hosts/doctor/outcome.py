"""What a check says: a state, a sentence, and what to do about it. Outcomes are values; nothing is raised or printed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.hosts.doctor.troubles import Trouble


class State(StrEnum):
    """How a thing stands."""

    GOOD = "良"
    ACT = "要対応"
    UNKNOWN = "確認できません"
    NOTE = "参考"
    ELSEWHERE = "Windowsでのみ確かめます"


class Outcome(NamedTuple):
    """One line of `xlplan doctor`.

    Attributes:
        state: how it stands.
        text: what was seen, one sentence or a noun with its value.
        remedy: what to do; empty when nothing is to be done.
        code: the trouble's code, by which docs/導入手引き.md says more; empty when all is well.
    """

    state: State
    text: str
    remedy: str = ""
    code: str = ""

    def __str__(self) -> str:
        """「［要対応］D201 … → …」."""
        code = f"{self.code} " if self.code else ""
        remedy = f" → {self.remedy}" if self.remedy else ""
        return f"［{self.state.value}］{code}{self.text}{remedy}"


def good(text: str) -> Outcome:
    """Nothing to do."""
    return Outcome(State.GOOD, text)


def trouble(which: Trouble, /, **words: object) -> Outcome:
    """Fill a trouble of the catalogue. A placeholder without a word raises KeyError: that is our mistake."""
    entry = which.value
    return Outcome(entry.state, entry.what.format(**words), entry.remedy.format(**words), which.code)
