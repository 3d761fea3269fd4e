"""Input cells of one row of the master, and the row they stand in."""

from __future__ import annotations

from typing import Final

from xlplan.choices import Point
from xlplan.declaring import NamedTuple
from xlplan.form.cells import CLOSED, Ask, AskKind, Cell, Columns, FormRow, Role, RowKind

YEAR_END: Final[Point] = "3月末"


class Asker(NamedTuple):
    """Makes the input cells for one row of a table."""

    table: str
    key: tuple[str | int, ...]

    def choice(
        self, field: str, header: str, choices: tuple[str, ...], *, required: bool = False, default: str = ""
    ) -> Cell:
        """A drop-down; `default` is what the empty form shows."""
        ask = Ask(self.table, self.key, field, header, AskKind.CHOICE, choices, required=required, default=default)
        return Cell(Role.INPUT, default or None, ask)

    def text(self, field: str, header: str, *, required: bool = False) -> Cell:
        """A free text."""
        return Cell(Role.INPUT, None, Ask(self.table, self.key, field, header, AskKind.TEXT, required=required))


def row_of(columns: Columns, key: str, kind: RowKind, cells: dict[str, Cell]) -> FormRow:
    """A row from the cells it has; the others need no answer."""
    get = cells.get
    return FormRow(key, kind, (Cell(Role.KEY, key), *[get(name, CLOSED) for name in columns.names[1:]]))
