"""Rows of a table that its sheet does not hold yet, spelled as they come: nearly all that a merge writes.

A thousand rows at a time, column by column: a column has one format and holds the same values again and again (a history
repeats names, dates and places), so each is spelled once, with the height it needs. A row is then one format string with a
place for every cell. Rows with dates, marks or formulas, and rows that another edit touches too, are not for here:
`sheet_plan` settles them cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, islice, zip_longest
from typing import Final, TypeAlias

from xlplan.books.addresses import column_name
from xlplan.books.beside import beside
from xlplan.books.cell_values import PLAIN_WHOLE, CellValue, Content, Formula, excel_text, is_ordinary
from xlplan.books.sheet_heights import Need, RowHeights
from xlplan.books.sheet_splice import ReadyRows, cell_look, copied_attributes, with_spans
from xlplan.books.sheet_xml import SheetXml
from xlplan.books.table_xml import Table
from xlplan.declaring import NamedTuple

Values: TypeAlias = Sequence[CellValue | Formula]
Spell: TypeAlias = Callable[[int, int, CellValue | Formula], Content]
"""Row, column and value → content; raises for what no cell can hold, and says where."""

_PLAIN: Final = frozenset((str, int, float, bool, Decimal, type(None)))
_ALIKE: Final = (frozenset((str, type(None))), frozenset((int, type(None))))
"""Kinds whose values a `dict` can tell apart; among others 1.0 and True are found where 1 is."""
MANY: Final = 3_000
"""Fewer rows are spelled sooner than a process starts."""
_AT_ONCE: Final = 1_000
"""Rows spelled together: what is held beside their elements does not grow with their number."""
_REMEMBERED: Final = 2_000
"""Values of one column kept for the next rows; if there are more, hardly any is repeated."""


class Look(NamedTuple):
    """What the new rows of a table look like: formats by column, and the row they look like."""

    table: Table
    styles: Mapping[int, int | None]
    like: int


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
        """Rows by number, those of a table together and in order; those that show nothing at all are left out.

        Of many rows half are spelled beside the others.
        """
        half = len(rows) // 2 if len(rows) >= MANY else 0
        later = beside(lambda: self._spelled(islice(rows.items(), half))) if half else list
        ready = self._spelled(islice(rows.items(), half, None))
        return later() + ready

    def _spelled(self, rows: Iterable[tuple[int, tuple[Look, Values]]]) -> list[ReadyRows]:
        tables = groupby(rows, lambda row: row[1][0])
        return [self._of_table(look, ((number, row[1]) for number, row in own)) for look, own in tables]

    def _of_table(self, look: Look, rows: Iterator[tuple[int, Values]]) -> ReadyRows:
        area = look.table.area
        numbers = range(area.left, area.right + 1)
        columns = [_Column(column, look.styles.get(column), self._heights, self._spell) for column in numbers]
        copied = with_spans(b"<row%b>" % copied_attributes(self._sheet, look.like), numbers)[len(b"<row") : -1]
        fixed = self._heights is None or self._heights.is_chosen(look.like)
        made: dict[int, bytes] = {}
        count = 0
        while some := dict(islice(rows, _AT_ONCE)):
            block = _Block(columns, some)
            made |= block.rows(copied, None if fixed else self._heights)
            count += block.cells
        used = [column.number for column in columns if column.used]
        return ReadyRows(made, count, min(used, default=0), max(used, default=0))


_Spelled: TypeAlias = tuple[bytes, Need | None]
"""What follows a cell's address, and what height it asks for; `None` if one line of the default height will do."""


class _Column:
    """A column of a table, and what its values were spelled as."""

    def __init__(self, number: int, style: int | None, heights: RowHeights | None, spell: Spell) -> None:
        self.number = number
        self.start = b'<c r="' + column_name(number).encode()
        self.used = style is not None
        self._style = style
        self._blank: _Spelled = (b"" if style is None else b'"%b/>' % cell_look(style, ""), None)
        self._heights = heights
        self._room = heights.room(number, style) if heights else None
        self._need_of_number = self._need("")
        self._text = b'"%b><is><t>' % cell_look(style, "inlineStr")
        self._whole = b'"%b><v>' % cell_look(style, "")
        self._spell = spell
        self._known: dict[CellValue | Formula, _Spelled] = {None: self._blank}

    def spelled(self, numbers: Sequence[int], values: Sequence[CellValue | Formula]) -> list[_Spelled]:
        """The cells of some rows; with nothing after the address, there is no cell."""
        kinds = frozenset(map(type, values))
        self.used = self.used or kinds != {type(None)}
        known = self._known
        if not any(map(kinds.issubset, _ALIKE)):
            return [known[None] if v is None else self._new(n, v) for n, v in zip(numbers, values, strict=True)]
        if len(known) > _REMEMBERED:
            known.clear()
            known[None] = self._blank
        for number, value in zip(numbers, values, strict=True):
            if value not in known:
                known[value] = self._new(number, value)
        return [known[value] for value in values]

    def _new(self, number: int, value: CellValue | Formula) -> _Spelled:
        if type(value) is str and is_ordinary(value):
            return b"%b%b</t></is></c>" % (self._text, value.encode()), self._need(value)
        if type(value) is int and abs(value) < PLAIN_WHOLE:
            return b"%b%d</v></c>" % (self._whole, value), self._need_of_number
        content = self._spell(number, self.number, value)
        rest = b'"%b>%b</c>' % (cell_look(self._style, content.kind), content.inner)
        return rest, self._need(excel_text(value) if isinstance(value, str) else "")

    def _need(self, text: str) -> Need | None:
        if self._room is None or self._heights is None:
            return None
        if len(text) < self._room.sure_letters and "\n" not in text:
            return None
        return self._heights.need_of(self._room, text)


class _Block:
    """Some rows of a table, by number."""

    def __init__(self, columns: Sequence[_Column], rows: Mapping[int, Values]) -> None:
        self._numbers = list(rows)
        by_column = list(zip_longest(*rows.values()))
        by_column += [(None,) * len(rows)] * (len(columns) - len(by_column))
        cells = [column.spelled(self._numbers, values) for column, values in zip(columns, by_column, strict=True)]
        self._needs = [[need for _, need in own] for own in cells]
        self._cells = [(column.start, [rest for rest, _ in own]) for column, own in zip(columns, cells, strict=True)]

    @property
    def cells(self) -> int:
        """How many there are."""
        return sum(len(rests) - rests.count(b"") for _, rests in self._cells)

    def rows(self, copied: bytes, heights: RowHeights | None) -> dict[int, bytes]:
        """The element of every row that has a cell.

        Args:
            copied: the attributes it takes over.
            heights: of the sheet; `None` if the rows get none of their own.
        """
        numbers = self._numbers
        form = [b'<row r="%d"' + copied.replace(b"%", b"%%") + b"%b>"]
        places: list[Sequence[int | bytes]] = [numbers, self._heights(heights)]
        shown: list[Sequence[bytes]] = []
        for start, rests in self._cells:
            if all(rests):
                form.append(start + b"%d%b")
                places += (numbers, rests)
                shown = [rests]  # every row is
            elif any(rests):
                form.append(b"%b")
                cells = [
                    b"%b%d%b" % (start, number, rest) if rest else b""
                    for number, rest in zip(numbers, rests, strict=True)
                ]
                places.append(cells)
                shown.append(cells)
        if not shown:
            return {}
        spell = b"".join((*form, b"</row>")).__mod__
        made = zip(numbers, map(any, zip(*shown, strict=True)), map(spell, zip(*places, strict=True)), strict=True)
        return {number: row for number, is_shown, row in made if is_shown}

    def _heights(self, heights: RowHeights | None) -> list[bytes]:
        """What each row's tag says of its height."""
        said = [b""] * len(self._numbers)
        if heights is None:
            return said
        asked: dict[int, list[Need]] = {}
        for needs in filter(any, self._needs):
            for position, need in enumerate(needs):
                if need is not None:
                    asked.setdefault(position, []).append(need)
        for position, of_row in asked.items():
            height = max(need.height for need in of_row)
            if height > heights.least and any(need.wraps for need in of_row):
                said[position] = b' ht="%g"' % height
        return said
