"""Rows of a table that its sheet does not hold yet, spelled as they come: nearly all that a merge writes.

What is known of a whole column (its letters, its format) is settled once. A text is kept with its spelling and the height
it needs, since a history repeats names, dates and places in every row. Rows with dates, marks or formulas, and rows that
another edit touches too, are not for here: `sheet_plan` settles them cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, zip_longest
from typing import Final, NamedTuple, TypeAlias

from xlplan.books.addresses import column_name
from xlplan.books.cell_values import CellValue, Content, Formula, excel_text
from xlplan.books.sheet_heights import Need, Room, RowHeights
from xlplan.books.sheet_splice import ReadyRows, cell_look, copied_attributes, with_spans
from xlplan.books.sheet_xml import SheetXml
from xlplan.books.table_xml import Table

Values: TypeAlias = Sequence[CellValue | Formula]
Spell: TypeAlias = Callable[[int, int, CellValue | Formula], Content]
"""Row, column and value → content; raises for what no cell can hold, and says where."""

_PLAIN: Final = frozenset((str, int, float, bool, Decimal, type(None)))
_REMEMBERED: Final = 2_000
"""Texts kept of one column; if there are more, hardly any is repeated."""


class Look(NamedTuple):
    """What the new rows of a table look like: formats by column, and the row they look like."""

    table: Table
    styles: Mapping[int, int | None]
    like: int


_Spelled: TypeAlias = tuple[bytes, Need | None]
"""What follows a cell's address, and what height it asks for; `None` if one line of the default height will do."""


class _Column:
    def __init__(self, number: int, style: int | None, heights: RowHeights | None) -> None:
        self.number = number
        self.style = style
        self.start = b'<c r="' + column_name(number).encode()
        self.blank: _Spelled | None = None if style is None else (b'"%b/>' % cell_look(style, ""), None)
        self.room = None if heights is None else heights.room(number, style)
        self.known: dict[CellValue | Formula, _Spelled] = {}
        self.used = style is not None


def is_plain(values: Values, width: int) -> bool:
    """Whether a new row with these values, of a table so many columns wide and without formulas, can be spelled here."""
    return len(values) <= width and _PLAIN.issuperset(map(type, values))


class NewRows:
    """The new rows of one worksheet whose elements have no prefix."""

    def __init__(self, sheet: SheetXml, heights: RowHeights | None, spell: Spell) -> None:
        self._sheet = sheet
        self._heights = heights
        self._spell = spell

    def by_table(self, rows: Mapping[int, tuple[Look, Values]]) -> list[ReadyRows]:
        """Rows by number, those of a table together and in order; those that show nothing at all are left out."""
        tables = groupby(rows.items(), lambda row: row[1][0])
        return [self._of_table(look, ((number, row[1]) for number, row in own)) for look, own in tables]

    def _of_table(self, look: Look, rows: Iterable[tuple[int, Values]]) -> ReadyRows:
        area = look.table.area
        numbers = range(area.left, area.right + 1)
        columns = [_Column(column, look.styles.get(column), self._heights) for column in numbers]
        copied = copied_attributes(self._sheet, look.like)
        fixed = self._heights is None or self._heights.is_chosen(look.like)
        made: dict[int, bytes] = {}
        count = 0
        for number, values in rows:
            cells, height = self._cells(columns, number, values)
            if cells:
                tag = b'<row r="%d"%b%b>' % (number, copied, b"" if fixed or not height else b' ht="%g"' % height)
                if b"spans" in copied:
                    tag = with_spans(
                        tag, [c.number for c, value in zip_longest(columns, values) if value is not None or c.blank]
                    )
                made[number] = b"%b%b</row>" % (tag, b"".join(cells))
                count += len(cells) // 3
        used = [column.number for column in columns if column.used]
        return ReadyRows(made, count, min(used, default=0), max(used, default=0))

    def _cells(self, columns: Sequence[_Column], number: int, values: Values) -> tuple[list[bytes], float]:
        """Three pieces for each cell, and the row's height, 0 if the default one does."""
        cells: list[bytes] = []
        spelled_number = b"%d" % number
        height, wraps = 0.0, False
        for column, value in zip_longest(columns, values):
            if value is None:
                found = column.blank
                if found is None:
                    continue
            else:
                kind = type(value)  # only these two, since 1.0 and True would be found where 1 is
                found = column.known.get(value) if kind is str or kind is int else None
                if found is None:
                    found = self._spelled(column, number, value)
            rest, need = found
            cells += (column.start, spelled_number, rest)
            if need is not None:
                height, wraps = max(height, need.height), wraps or need.wraps
        return cells, height if wraps and self._heights and height > self._heights.least else 0

    def _spelled(self, column: _Column, number: int, value: CellValue | Formula) -> _Spelled:
        content = self._spell(number, column.number, value)
        rest = b'"%b>%b</c>' % (cell_look(column.style, content.kind), content.inner)
        found = rest, self._need(column.room, value)
        column.used = True
        if type(value) is str or type(value) is int:
            if len(column.known) >= _REMEMBERED:
                column.known.clear()
            column.known[value] = found
        return found

    def _need(self, room: Room | None, value: CellValue | Formula) -> Need | None:
        if room is None or self._heights is None:
            return None
        text = value if isinstance(value, str) else ""
        if len(text) < room.sure_letters and "\n" not in text:
            return None
        return self._heights.need_of(room, excel_text(text))
