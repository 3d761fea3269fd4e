"""Which figure of 総括 stands in which cell: what it counts, and the formula that counts it."""

from __future__ import annotations

from typing import Final

from xlplan.books.addresses import cell_name, column_name
from xlplan.declaring import NamedTuple
from xlplan.template.overview import SCHEDULE_HEADERS, VERDICT_HEADERS, schedule_count, verdict_count
from xlplan.template.overview_cells import FIRST, POLICIES, SCHEDULE_TOP, SHEET, VERDICT_TOP

__all__ = ["MEASURES", "SCHEDULE", "SHEET", "VERDICT", "Counted", "Measure", "counted_at"]

_SHARES: Final = POLICIES + 2


class Measure(NamedTuple):
    """One of the two tables of 総括.

    Attributes:
        name: what it says of programs or indicators.
        top: row of its heading; the column headers stand in the next.
        headers: its columns but the last, 計. The first character is what 進捗報告 or 判定 says, but for the last one.
    """

    name: str
    top: int
    headers: tuple[str, ...]


SCHEDULE: Final = Measure("進捗区分", SCHEDULE_TOP, SCHEDULE_HEADERS)
VERDICT: Final = Measure("指標判定", VERDICT_TOP, VERDICT_HEADERS)
MEASURES: Final = (SCHEDULE, VERDICT)


class Counted(NamedTuple):
    """A figure of 総括: how many programs or indicators of a policy stand under a header; None for 計."""

    measure: Measure
    policy: int | None
    header: str | None

    @property
    def cell(self) -> str:
        """Where it stands."""
        return cell_name(self._row, self._column)

    @property
    def formula(self) -> str:
        """What the cell calculates, without the leading "="; only of a policy's figure under a header."""
        if self.policy is None or self.header is None:
            raise ValueError(self)
        count = schedule_count if self.measure is SCHEDULE else verdict_count
        heading = f"{column_name(self._column)}${self.measure.top + 1}"
        return count(self.policy, self.header, heading).removeprefix("=")

    @property
    def _row(self) -> int:
        return self.measure.top + 1 + (self.policy or POLICIES + 1)

    @property
    def _column(self) -> int:
        headers = self.measure.headers
        return FIRST + (len(headers) if self.header is None else headers.index(self.header))


def counted_at(row: int, column: int) -> Counted | None:
    """What the cell at a row and column (from 1) counts; a share counts what it is the share of. None elsewhere."""
    for measure in MEASURES:
        line, at = row - measure.top - 1, column - FIRST
        if 1 <= line <= _SHARES and 0 <= at <= len(measure.headers):
            header = measure.headers[at] if at < len(measure.headers) else None
            return Counted(measure, line if line <= POLICIES else None, header)
    return None
