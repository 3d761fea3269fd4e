"""A book that is a file nobody has open: read through `reading`, written part by part through `writer`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from xlplan.books.addresses import parse_cell
from xlplan.books.book import CellError, Cells, Entry, Grid, Sight, Value
from xlplan.books.reading import LIMITS, ReadLimits, Workbook, open_workbook
from xlplan.findings import Place
from xlplan.messages import Level

if TYPE_CHECKING:
    from pathlib import Path

    from xlplan.books.cell_values import CellValue
    from xlplan.books.part_edits import Edit, Receipt, TableEdit

__all__ = ["FileBook"]

_DAY: Final = dt.timedelta(days=1)


def _silent(_done: int, _total: int, _what: str) -> None:
    """Nobody waits."""


class FileBook:
    """A :class:`~xlplan.books.book.Book` in a file. The file changes only in `save`, and only as a whole.

    Args:
        path: the file.
        limits: how large it may be.
        report: is told the progress.

    Every method may raise :class:`~xlplan.books.reading.BrokenWorkbook`.
    """

    def __init__(
        self, path: Path, limits: ReadLimits = LIMITS, report: Callable[[int, int, str], None] = _silent
    ) -> None:
        self.path = path
        self.workbook: Workbook = open_workbook(path, limits)
        self._report = report
        self._read: dict[str, Grid] = {}
        self._now: dict[str, Grid] = {}
        self._loose: dict[str, list[tuple[Value, ...]]] = {}
        self._replaced: set[str] = set()
        self._marks: dict[tuple[str, str], Level] = {}
        self._clear_marks = False
        self._expected = False

    def sheet_names(self) -> tuple[str, ...]:
        """All worksheets in order, hidden ones included."""
        return tuple(sheet.name for sheet in self.workbook.facts.sheets if sheet.kind == "worksheet")

    def sheet(self, name: str) -> Cells | None:
        """A sheet's cells from A1 as they were read."""
        return self.workbook.grid(name) if name in self.sheet_names() else None

    def sight(self, name: str) -> Sight | None:
        """A sheet's formulas and hidden rows and columns as they were read."""
        return self.workbook.scan(name) if name in self.sheet_names() else None

    def expect(self, tables: Collection[str]) -> None:
        """Make ready to read the sheets of these tables: one opening for all, and none for the others' sheets."""
        self._expected = True
        known = self.workbook.facts.tables
        self.workbook.load(*(known[name].sheet for name in tables if name in known))

    def grid(self, table: str) -> Grid | None:
        """A table with what was put into it since it was read."""
        if table not in self._now:
            grid = self._as_read(table)
            if grid is None:
                return None
            self._read[table] = self._now[table] = grid
        if table in self._loose:
            self._now[table] = self._now[table]._replace(rows=tuple(self._loose.pop(table)))
        return self._now[table]

    def value(self, name: str) -> Value:
        """The (first) cell a workbook name stands for, as it was read."""
        return self.workbook.named(name)

    def fill(self, table: str, rows: Iterable[Sequence[Entry]]) -> None:
        """Replace the body of a table. `None` in a calculated column keeps its formula."""
        self._now[table] = self._table(table).filled(rows)
        self._replaced.add(table)

    def append(self, table: str, rows: Iterable[Sequence[Entry]]) -> None:
        """Add rows below the last entry. `None` in a calculated column gets its formula."""
        grid = self._table(table)
        self._now[table] = grid.appended(rows, self._calculated(grid))

    def put(self, table: str, row: int, column: str, value: Entry) -> None:
        """Set one body cell."""
        # A merge puts thousands, one by one: the rows stay a list until somebody looks at the table again.
        if table not in self._loose:
            self._loose[table] = list(self._table(table).rows)
        self._now[table].put(self._loose[table], row, column, value)

    def mark(self, place: Place, level: Level) -> None:
        """Colour a cell when the book is saved; ``ValueError`` if the place is no cell."""
        parse_cell(place.cell)
        self._marks[place.sheet, place.cell] = level

    def clear_marks(self) -> None:
        """Take away all earlier marks when the book is saved."""
        self._clear_marks = True
        self._marks.clear()

    def progress(self, done: int, total: int, what: str) -> None:
        """Pass it on to whoever waits."""
        self._report(done, total, what)

    def edits(self) -> list[Edit]:
        """What `save` would ask the writer for, in order."""
        from xlplan.books.part_edits import ClearMarks, Mark  # noqa: PLC0415 - commands that only read do without

        edits: list[Edit] = [ClearMarks()] if self._clear_marks else []
        edits += [edit for name in self._now if (edit := self._edit(name)) is not None]
        return edits + [Mark(sheet, cell, level) for (sheet, cell), level in self._marks.items()]

    def save(self, target: Path, when: dt.datetime, *, keep: int | None = None) -> Receipt:
        """Write the file with all that was put and marked to `target`, which may be the file itself.

        `when` names the dated copy of the target's old content; `keep` is how many copies stay (default: the
        writer's). The book itself stays as it is: to go on, open the target anew.
        Raises :class:`~xlplan.books.refusal.Refused` as `writer.write` does, the target being untouched then;
        ``source_changed`` if the file is no longer what was read.
        """
        from xlplan.books.save import COPIES, Copies  # noqa: PLC0415 - as above
        from xlplan.books.writer import write  # noqa: PLC0415 - as above

        copies = Copies(when, COPIES if keep is None else keep)
        return write(self.path, target, self.edits(), copies=copies, package=self.workbook.package)

    def _as_read(self, name: str) -> Grid | None:
        """A table as the file has it."""
        if not self._expected:  # then all that have tables, without those that only show: overview, lists, trials
            self.expect(self.workbook.facts.tables.keys())
        return self.workbook.table(name)

    def _table(self, name: str) -> Grid:
        grid = self.grid(name)
        if grid is None:
            raise KeyError(name)
        return grid

    def _calculated(self, grid: Grid) -> frozenset[tuple[int, int]]:
        """The body cells, from 0, that hold formulas in the file."""
        cells = (parse_cell(cell) for cell in self.workbook.scan(grid.sheet).formulas)
        return frozenset((row - grid.top, column - grid.left) for row, column in cells)

    def _edit(self, name: str) -> TableEdit | None:
        from xlplan.books.part_edits import TableEdit  # noqa: PLC0415 - as above

        old, new = self._read[name].rows, self._table(name).rows
        if name in self._replaced:
            return TableEdit(name, body=[_written(row) for row in new])
        changed = {
            (index, column): _cell(value)
            for index, row in enumerate(new[: len(old)])
            if row is not old[index]
            for column, value in enumerate(row)
            if value != old[index][column] or type(value) is not type(old[index][column])
        }
        added = [_written(row) for row in new[len(old) :]]
        return TableEdit(name, set=changed, append=added) if changed or added else None


_AS_THEY_ARE: Final = frozenset({str, int, float, bool, type(None)})


def _written(row: Sequence[Value]) -> Sequence[CellValue]:
    return row if _AS_THEY_ARE.issuperset(map(type, row)) else [_cell(value) for value in row]  # type: ignore[return-value]  # by the types just looked at


def _cell(value: Value) -> CellValue:
    """A value as the writer takes it: times as parts of a day, as Excel counts them, and errors as what they show."""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, dt.timedelta):
        return value / _DAY
    if isinstance(value, dt.time):
        return dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / _DAY
    return value
