"""年度計画 as bars: phases of a lane joined into runs of fiscal years, and what of them could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.tables.registry import PhaseRow

GUESSED = "〔推〕"


class Bar(NamedTuple):
    """A run of fiscal years with the words printed over it."""

    first: int
    last: int
    text: str


class Lane(NamedTuple):
    """A line of the yearly plan; `note` says what the lost arrows leave open."""

    name: str
    bars: tuple[Bar, ...]
    note: str


def lanes(phases: Iterable[PhaseRow], years: Sequence[int]) -> list[Lane]:
    """The lines of a program's yearly plan over the years shown."""
    listed = sorted(phases, key=lambda row: row.lane)
    return [_lane(list(members), years) for _, members in groupby(listed, key=lambda row: row.lane)]


def _lane(phases: list[PhaseRow], years: Sequence[int]) -> Lane:
    spans = _spans(phases, years)
    words: dict[int, list[str]] = {}
    for first, last, text in spans:
        for fy in range(max(first, years[0]), min(last, years[-1]) + 1):
            words.setdefault(fy, []).append(text)
    bars = []
    shown = [(fy, "・".join(dict.fromkeys(words[fy]))) for fy in years if fy in words]
    for (text, _), run in groupby(enumerate(shown), key=lambda item: (item[1][1], item[1][0] - item[0])):
        held = [fy for _, (fy, _) in run]
        bars.append(Bar(held[0], held[-1], text))
    return Lane(phases[0].lane_name, tuple(bars), _note(phases))


def _spans(phases: list[PhaseRow], years: Sequence[int]) -> list[tuple[int, int, str]]:
    """Years of each phase; neighbours whose border is not known share one span, and so do phases without any year."""
    spans: list[tuple[int, int, str]] = []
    waiting: list[PhaseRow] = []
    for phase in phases:
        waiting.append(phase)
        if phase.to_fy is not None:
            spans.append(_joined(waiting, years))
            waiting = []
    if waiting:
        spans.append(_joined(waiting, years))
    return spans


def _joined(phases: list[PhaseRow], years: Sequence[int]) -> tuple[int, int, str]:
    first = next((phase.from_fy for phase in phases if phase.from_fy is not None), years[0])
    last = phases[-1].to_fy if phases[-1].to_fy is not None else years[-1]
    guessed = any(phase.certainty != "確実" for phase in phases)
    return first, max(first, last), " → ".join(phase.text for phase in phases) + (GUESSED if guessed else "")


def _note(phases: list[PhaseRow]) -> str:
    if any(phase.from_fy is None or phase.to_fy is None for phase in phases):
        return "移る年度は不明"
    return ""
