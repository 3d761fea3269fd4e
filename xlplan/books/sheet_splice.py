"""Splice changed cells into a worksheet, leaving every other byte."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from xlplan.books import xml_tags as xml
from xlplan.books.addresses import Area, column_name
from xlplan.books.cell_values import BLANK, Content
from xlplan.books.sheet_xml import Cell, Row, SheetXml, area_of
from xlplan.declaring import NamedTuple

_COPIED_ROW_ATTRIBUTES: Final[tuple[str, ...]] = ("spans", "s", "customFormat", "thickTop", "thickBot")


class NewCell(NamedTuple):
    """What is to stand in a cell; ``content`` ``None`` leaves the old content (and changes the style only)."""

    content: Content | None
    style: int | None


NewCells = Mapping[int, Mapping[int, NewCell]]
"""New cells by row and column, both in order."""


class ReadyRows(NamedTuple):
    """Whole rows that are not in the file, spelled, by number in order; how many cells they have, and in which columns."""

    rows: Mapping[int, bytes]
    cells: int
    left: int
    right: int


def with_cells(
    sheet: SheetXml,
    new: NewCells,
    like_row: Mapping[int, int],
    splices: Iterable[tuple[int, int, bytes]] = (),
    heights: Mapping[int, float] | None = None,
    ready: Sequence[ReadyRows] = (),
) -> bytes:
    """The sheet with these cells changed; ``like_row`` gives, for a row not in the file, the row it looks like.

    ``splices`` are further changes outside ``sheetData``; ``heights``, in points, of rows that have a cell changed;
    ``ready`` are further rows.
    """
    pieces = list(splices)
    added: dict[int, list[bytes]] = {}
    numbers = list(sheet.rows)
    position = 0
    copied: dict[int | None, bytes] = {}
    spelled = {number: row for block in ready for number, row in block.rows.items()}
    for number in sorted({*new, *spelled}) if spelled else new:
        height = (heights or {}).get(number)
        if number in sheet.rows:
            pieces += _changed_row(sheet, sheet.rows[number], new[number], height)
            continue
        while position < len(numbers) and numbers[position] < number:
            position += 1
        before = sheet.rows[numbers[position]].start if position < len(numbers) else sheet.sheet_data.inner_end
        if number in spelled:
            added.setdefault(before, []).append(spelled[number])
            continue
        like = like_row.get(number)
        if like not in copied:
            copied[like] = copied_attributes(sheet, like)
        added.setdefault(before, []).append(_new_row(sheet, number, new[number], copied[like], height))
    if sheet.sheet_data.tag_end == sheet.sheet_data.end and added:
        pieces.append(_opened(sheet, sheet.sheet_data, b"".join(row for rows in added.values() for row in rows)))
    else:
        pieces += [(before, before, row) for before, rows in added.items() for row in rows]
    if new or spelled:
        pieces += _dimension(sheet, _area(new, ready))
    return xml.splice(sheet.data, pieces)


def _opened(sheet: SheetXml, element: xml.Element, inner: bytes) -> tuple[int, int, bytes]:
    """A self-closing element opened up around new children."""
    tag = sheet.data[element.start : element.tag_end - 2].rstrip() + b">"
    return element.start, element.end, tag + inner + b"</" + element.name + b">"


def _changed_row(
    sheet: SheetXml, row: Row, new: Mapping[int, NewCell], height: float | None
) -> list[tuple[int, int, bytes]]:
    old = sheet.cells(row.number)
    pieces: list[tuple[int, int, bytes]] = []
    inserted: dict[int, list[bytes]] = {}
    columns = list(old)
    position = 0
    for column, cell in new.items():
        if column in old:
            pieces.append((old[column].start, old[column].end, _cell(sheet, row.number, column, cell, old[column])))
            continue
        while position < len(columns) and columns[position] < column:
            position += 1
        before = old[columns[position]].start if position < len(columns) else row.inner_end
        inserted.setdefault(before, []).append(_cell(sheet, row.number, column, cell, None))
    if row.tag_end == row.end:
        element = xml.Element(sheet.prefix + b"row", *row[1:])
        inner = b"".join(cell for cells in inserted.values() for cell in cells)
        start, end, opened = _opened(sheet, element, inner)
        tag_end = opened.index(inner + b"</")
        return [(start, end, _fitted(opened[:tag_end], new, height) + opened[tag_end:])]
    pieces += [(before, before, b"".join(cells)) for before, cells in inserted.items()]
    tag = sheet.data[row.start : row.tag_end]
    if (fitted := _fitted(tag, new, height)) != tag:
        pieces.append((row.start, row.tag_end, fitted))
    return pieces


def copied_attributes(sheet: SheetXml, like: int | None) -> bytes:
    """What a new row takes over from the tag of the row it looks like."""
    model = sheet.rows.get(like) if like else None
    if model is None:
        return b""
    old = xml.attributes(sheet.data[model.start : model.tag_end])
    copied = {name: old[name] for name in _COPIED_ROW_ATTRIBUTES if name in old}
    # A height nobody chose is left out: it fits the text of the other row.
    if old.get("customHeight") in ("1", "true") and "ht" in old:
        copied |= {"ht": old["ht"], "customHeight": "1"}
    copied |= {name: value for name, value in old.items() if name.endswith(":dyDescent")}
    return "".join(f' {name}="{xml.escape(value)}"' for name, value in copied.items()).encode()


def _new_row(sheet: SheetXml, number: int, cells: Mapping[int, NewCell], copied: bytes, height: float | None) -> bytes:
    name = sheet.prefix + b"row"
    tag = _fitted(b'<%b r="%d"%b>' % (name, number, copied), cells, height)
    inner = b"".join([_cell(sheet, number, column, cell, None) for column, cell in cells.items()])
    return b"%b%b</%b>" % (tag, inner, name)


def _cell(sheet: SheetXml, row: int, column: int, new: NewCell, old: Cell | None) -> bytes:
    content, style = new
    prefix = sheet.prefix
    if content is None:
        if old is not None:
            element = sheet.data[old.start : old.end]
            tag = element[: (xml.tag_at(element, prefix + b"c") or (0, 0))[1]]
            return xml.with_attribute(tag, "s", str(style or 0)) + element[len(tag) :]
        content = BLANK
    kind, inner = content
    # Put together from bytes that are spelled once: tens of thousands of cells may pass here.
    if not inner:
        return b'<%bc r="%b%d"%b/>' % (prefix, _letters(column), row, cell_look(style, kind))
    if prefix:
        inner = re.sub(rb"<(/?)(?=\w)", rb"<\1" + prefix, inner)
    return b'<%bc r="%b%d"%b>%b</%bc>' % (prefix, _letters(column), row, cell_look(style, kind), inner, prefix)


@lru_cache(maxsize=1024)
def _letters(column: int) -> bytes:
    return column_name(column).encode()


@lru_cache(maxsize=1024)
def cell_look(style: int | None, kind: str) -> bytes:
    """The attributes of a cell beside its address."""
    return (("" if style is None else f' s="{style}"') + (f' t="{kind}"' if kind else "")).encode()


def _area(new: NewCells, ready: Sequence[ReadyRows]) -> Area:
    """The rectangle around all changed cells."""
    filled = [block for block in ready if block.rows]
    rows = [*new, *(number for block in filled for number in (min(block.rows), max(block.rows)))]
    left = [*(min(cells) for cells in new.values()), *(block.left for block in filled)]
    right = [*(max(cells) for cells in new.values()), *(block.right for block in filled)]
    return Area(min(rows), min(left), max(rows), max(right))


def _dimension(sheet: SheetXml, new: Area) -> list[tuple[int, int, bytes]]:
    found = xml.find(sheet.data, sheet.prefix + b"dimension", sheet.root.tag_end, sheet.sheet_data.start)
    if found is None:
        return []
    tag = sheet.data[found.start : found.tag_end]
    old = area_of(tag, sheet.part)
    now = Area(*map(min, old[:2], new[:2]), *map(max, old[2:], new[2:]))
    return [] if now == old else [(found.start, found.tag_end, xml.with_attribute(tag, "ref", str(now)))]


def _fitted(tag: bytes, new: Collection[int], height: float | None) -> bytes:
    # Without customHeight: Excel fits the row again when somebody edits it.
    return with_spans(tag if height is None else xml.with_attribute(tag, "ht", f"{height:g}"), new)


def with_spans(tag: bytes, new: Collection[int]) -> bytes:
    """A row's tag whose hint at the columns in use, if it has one, includes these."""
    spans = xml.attributes(tag).get("spans") if b"spans" in tag else None
    if not spans:
        return tag
    edges = [int(edge) for edge in re.findall(r"[0-9]+", spans)]
    if edges and min(edges) <= min(new) and max(new) <= max(edges):
        return tag
    return xml.with_attribute(tag, "spans", f"{min([*edges, *new])}:{max([*edges, *new])}")
