"""What the task pane is told, as plain JSON."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlplan import operations
from xlplan.findings import Level
from xlplan.tables import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlplan.books.book import Book
    from xlplan.findings import Place
    from xlplan.hosts.server.scripts import Answer, Download
    from xlplan.standing import Owed, Standing

__all__ = ["as_json"]

MOST: Final = 500
"""Findings and changes shown; the numbers are of all."""


def as_json(answer: Answer, book: Book) -> dict[str, Any]:
    """The answer, with the standing of the master as it reads after the operation.

    `here` says that a place is a cell of the open workbook, so that the pane can go there.
    """
    grid = book.grid(SETTINGS.name)
    here = Here(grid.file if grid else "", frozenset(book.sheet_names()))
    return {
        "message": answer.message,
        "counts": {level.value: sum(f.level is level for f in answer.findings) for level in Level},
        "findings": [{**found.as_json(), "here": here.has(found.place)} for found in answer.findings[:MOST]],
        "changes": [change.as_json() for change in answer.changes[:MOST]],
        "changed": len(answer.changes),
        "download": _download(answer.download),
        "standing": _standing(operations.standing(book), here),
    }


@dataclass(frozen=True)
class Here:
    """The open workbook: its name in findings, and its sheets."""

    file: str
    sheets: frozenset[str]

    def has(self, place: Place) -> bool:
        """Whether a place is one of its cells; a return's cells never are, whatever its sheets are called."""
        return bool(place.cell) and place.file == self.file and place.sheet in self.sheets


def _download(made: Download | None) -> dict[str, str] | None:
    return {"name": made.name, "data": base64.b64encode(made.data).decode()} if made else None


def _standing(now: Standing, here: Here) -> dict[str, Any]:
    return {
        "period": now.period.label,
        "answering": now.answering,
        "owed": [_owed(one) for one in now.owed],
        "attention": [
            {
                "topic": line.row.topic,
                "no": line.row.no,
                "program": line.row.program,
                "department": line.row.department,
                "what": line.row.what,
                "sheet": line.place.sheet,
                "cell": line.place.cell,
                "here": here.has(line.place),
            }
            for line in now.attention
        ],
    }


def _owed(one: Owed) -> dict[str, Any]:
    blanks: Sequence[str] = [f"{blank.row}：{blank.header}" for blank in one.blanks]
    return {"department": one.department, "state": one.state, "blanks": blanks}
