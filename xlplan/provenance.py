"""What a trace (来歴) holds: figures of 総括, lines of 判定, cells of the master, lines of 変更履歴, returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlplan.declaring import NamedTuple
from xlplan.edits import text_of

if TYPE_CHECKING:
    from xlplan.findings import Finding, Place
    from xlplan.overview_members import Figure
    from xlplan.periods import Period
    from xlplan.tables.records import HistoryRow
    from xlplan.tables.rounds import VerdictRow

__all__ = ["CellTrace", "Held", "Judged", "Origin", "Subject", "Trace"]


class Held(NamedTuple):
    """What a return says now.

    Attributes:
        file: where it was found; "" when it was not.
        same: whether its digest is the one 変更履歴 has; None when it was not found.
        raw: the cell as it was typed, "" when the cell is blank or cannot be looked at.
        agrees: whether the cell still gives the value that was taken; None when that cannot be told.
    """

    file: str
    same: bool | None
    raw: str
    agrees: bool | None


class Origin(NamedTuple):
    """A line of 変更履歴 about a cell; `held`: what the return it came from says now, once that was looked up."""

    row: HistoryRow
    place: Place
    held: Held | None = None


@dataclass(frozen=True)
class CellTrace:
    """A cell of the master and its past.

    Attributes:
        table, row, header: which cell, as 変更履歴 names it.
        place: where it stands; the cell is "" when the master has no such row yet.
        value: what it holds now, as 変更履歴 writes values.
        origins: oldest first.
    """

    table: str
    row: str
    header: str
    place: Place
    value: str
    origins: tuple[Origin, ...]

    @property
    def as_recorded(self) -> bool | None:
        """Whether the cell holds what 変更履歴 left there; None when it has no line there."""
        return self.origins[-1].row.new == self.value if self.origins else None


class Judged(NamedTuple):
    """A line of 判定; `current`: whether judging again would give the same."""

    row: VerdictRow
    place: Place
    current: bool


@dataclass(frozen=True)
class Subject:
    """An indicator (指標) or program (プログラム), or another row of the master.

    Attributes:
        kind, key, name: what it is, its 指標ID or No., its name.
        figures: where 総括 counts it; empty for what is counted at its original (再掲) or not at all.
        judged: its line of 判定; None for a program and before the first assessment.
        cells: the cells it rests on.
        rests_on: indicators whose verdicts it takes (再掲元, 他プログラム参照).
    """

    kind: str
    key: str
    name: str
    figures: tuple[Figure, ...]
    judged: Judged | None
    cells: tuple[CellTrace, ...]
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """The answer.

    Attributes:
        asked: as it was asked; figure: the figure of 総括 asked for.
        subjects: what it is about; for a figure, all that it counts.
        findings: where 変更履歴 is not whole, so that its lines prove nothing.
    """

    asked: str
    period: Period
    figure: Figure | None
    subjects: tuple[Subject, ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--format json`: the same chain, nested as it is followed."""
        return {
            "asked": self.asked,
            "period": self.period.label,
            "figure": _figure(self.figure) | {"members": list(self.figure.members)} if self.figure else None,
            "subjects": [_subject(one) for one in self.subjects],
            "findings": [found.as_json() for found in self.findings],
        }


def _figure(one: Figure) -> dict[str, Any]:
    return {"cell": one.cell, "label": one.label, "count": len(one.members)}


def _subject(one: Subject) -> dict[str, Any]:
    verdict = one.judged and {
        "sheet": one.judged.place.sheet,
        "cell": one.judged.place.cell,
        "symbol": one.judged.row.final.value,
        "rule": one.judged.row.rule,
        "target": text_of(one.judged.row.target),
        "actual": text_of(one.judged.row.actual),
        "reason": one.judged.row.reason,
        "current": one.judged.current,
    }
    return {
        "kind": one.kind,
        "key": one.key,
        "name": one.name,
        "overview": [_figure(figure) for figure in one.figures],
        "rests_on": list(one.rests_on),
        "verdict": verdict,
        "cells": [_cell(cell) for cell in one.cells],
    }


def _cell(one: CellTrace) -> dict[str, Any]:
    return {
        "table": one.table,
        "row": one.row,
        "column": one.header,
        "sheet": one.place.sheet,
        "cell": one.place.cell,
        "value": one.value,
        "as_recorded": one.as_recorded,
        "history": [_origin(origin) for origin in one.origins],
    }


def _origin(one: Origin) -> dict[str, Any]:
    names = ("number", "at", "operation", "merge", "old", "new", "department", "file", "sheet", "cell", "digest")
    held = one.held and {
        "found_as": one.held.file or None,
        "same_digest": one.held.same,
        "typed": one.held.raw,
        "still_gives_the_value": one.held.agrees,
    }
    return {name: getattr(one.row, name) for name in names} | {"history_cell": one.place.cell, "return": held}
