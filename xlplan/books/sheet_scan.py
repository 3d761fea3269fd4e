"""One worksheet's XML, looked at before and beside calamine.

Before: calamine allocates every cell between A1 and the last one with content, and a process that cannot have that much
memory is aborted without an exception; so the extent is found out, or bounded, first. Beside: calamine gives values
only, and an officer's return is judged by its formulas, errors, hidden rows and merged cells too.

All functions take a part cleaned by `xml_parts.clean_part`: there a `<` begins a tag and nothing else, so a scan for
tags is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from xlplan.books.addresses import MAX_COLUMN, MAX_ROW, Area, cell_name, parse_area, parse_cell
from xlplan.books.refusal import Refused
from xlplan.books.xml_tags import attributes, unescape
from xlplan.declaring import NamedTuple

__all__ = ["Extent", "SheetScan", "error_cells", "extent", "refuse_extent", "scan", "without_impossible_dates"]

_NAME: Final = rb"(?:[^\s<>/:=\"']+:)?"
# What follows a tag's name, up to its end. Attribute values may hold ">" and "/", so quotes are stepped over. Only single
# characters repeat possessively: before Python 3.11.5 a possessive group matches wrongly (cpython#106052).
_REST: Final = rb"((?:[^>\"'/]++|\"[^\"]*+\"|'[^']*+'|/(?!>))*)(/?)>"
# The form Excel and all common writers use; "small" is up to ZZ9999, so that no bounding box hurts. Three searches, not
# one: each begins with a literal, which makes it ten times as fast.
_SMALL: Final = (
    re.compile(rb"<c(?! r=\"[A-Z]{1,2}[1-9][0-9]{0,3}\")[\s/>]"),
    re.compile(rb"<row(?! r=\"[1-9][0-9]{0,3}\")[\s/>]"),
    re.compile(rb":(?:c|row)[\s/>]"),
)
_ORDERLY: Final = (
    rb"<c(?! r=\"[A-Z]{1,3}[1-9][0-9]{0,6}\")[\s/>]",
    rb"<row(?! r=\"[1-9][0-9]{0,6}\")[\s/>]",
    rb":(?:c|row)[\s/>]",
)
_SMALL_CELLS: Final = 702 * 9_999
# This one and others below stay text: most sheets need none of them, and re compiles each when it is first needed.
_ORDERLY_CONTENT: Final = rb"<c r=\"([A-Z]+)([0-9]+)\"(?:[^>\"'/]++|\"[^\"]*+\"|'[^']*+'|/(?!>))*>(?!</)"
_CELL_OR_ROW: Final = rb"<" + _NAME + rb"(c|row)(?=[\s/>])" + _REST + rb"(</)?"
_ERROR_CELL: Final = rb"<" + _NAME + rb"c\s[^<>]*?\bt=[\"']e[\"'][^<>]*>"
_ERROR_TYPE: Final = rb"(\bt=[\"'])e(?=[\"'])"
_VALUE: Final = rb"<" + _NAME + rb"v>([^<]*)<"
_FORMULA: Final = rb"<f(?=[\s/>])" + _REST + rb"([^<]*)"
_PREFIXED_FORMULA: Final = rb"<[^\s<>/:=\"']+:f(?=[\s/>])" + _REST + rb"([^<]*)"
_NO_DATE: Final = re.compile(rb"v>\s*(?:-|[0-9]{8}|[0-9.]+[eE]\+?[0-9])")
_STYLE: Final = rb"\ss\s*=\s*(?:\"[^\"]*\"|'[^']*')"
_USUAL_NAME: Final = re.compile(rb"<c r=\"([A-Z]{1,3}[0-9]{1,7})\"")
_IS_CELL: Final = rb"<" + _NAME + rb"c(?=[\s/>])"
_HIDDEN: Final = re.compile(rb"hidden\s*=\s*[\"'](?:1|true)[\"']")
_ROW_OR_COLUMN: Final = rb"<" + _NAME + rb"(row|col)\s"
_MERGED: Final = rb"<" + _NAME + rb"mergeCell\s[^<>]*?\bref\s*=\s*[\"']([^\"']+)[\"']"
_FILTER: Final = (
    rb"<" + _NAME + rb"autoFilter\s[^<>]*?\bref\s*=\s*[\"']([^\"']+)[\"'][^<>]*>\s*<" + _NAME + rb"filterColumn"
)


class Extent(NamedTuple):
    """Last row and column, from 1, of cells with content; 0, 0 for an empty sheet."""

    rows: int
    columns: int


class SheetScan(NamedTuple):
    """What a sheet holds beside values. Cells are named in A1 form.

    Attributes:
        formulas: cell → formula text without `=`. A cell that shares its neighbour's formula has that one's text,
            written for the neighbour.
        errors: cell → error shown.
        hidden_rows, hidden_columns: numbers from 1. `filtered_rows` are those of the hidden rows that a filter hides.
        merged: merged areas.
    """

    formulas: Mapping[str, str]
    errors: Mapping[str, str]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    filtered_rows: frozenset[int]
    merged: tuple[Area, ...]


def refuse_extent(xml: bytes, part: str, limit: int) -> None:
    """Raise :class:`Refused` unless calamine can safely hold the sheet.

    ``too_large``: more than `limit` cells between A1 and the last one with content, or a cell outside a sheet's
    1,048,576 rows and 16,384 columns. ``bad_xml``: a cell or row whose address is none.
    """
    if limit >= _SMALL_CELLS and not any(other.search(xml) for other in _SMALL):
        return
    found = extent(xml, part)
    if found.rows * found.columns > limit:
        raise Refused("too_large", f"{part}: {found.rows} x {found.columns}")


def extent(xml: bytes, part: str) -> Extent:
    """The extent of cells with content; refusals as `refuse_extent`. Blank cells that only have a format are passed."""
    if any(re.search(other, xml) for other in _ORDERLY):
        return _extent_step_by_step(xml, part)
    cells = re.findall(_ORDERLY_CONTENT, xml)
    if not cells:
        return Extent(0, 0)
    found = Extent(max(int(row) for _, row in cells), max(_column(letters) for letters in {cell[0] for cell in cells}))
    if found.rows > MAX_ROW or found.columns > MAX_COLUMN:
        raise Refused("too_large", f"{part}: {found.rows} x {found.columns}")
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _extent_step_by_step(xml: bytes, part: str) -> Extent:
    """For sheets whose cells or rows are spelled otherwise, or carry no address and follow the one before."""
    rows = columns = row = column = 0
    for found in re.finditer(_CELL_OR_ROW, xml):
        kind, inside, closed, empty = found.groups()
        reference = attributes(inside).get("r")
        if kind == b"row":
            row, column = (row + 1 if reference is None else _row(reference, part)), 0
            at_row = row
        else:
            at_row, column = (row, column + 1) if reference is None else _cell(reference, part)
        if row > MAX_ROW or column > MAX_COLUMN:
            raise Refused("too_large", f"{part}: row {row}, column {column}")
        if kind == b"c" and not (closed or empty):
            rows, columns = max(rows, at_row), max(columns, column)
    return Extent(rows, columns)


def _row(number: str, part: str) -> int:
    if not re.fullmatch("[1-9][0-9]*", number):
        raise Refused("bad_xml", f"{part}: row {number[:20]!r}")
    if len(number) > len(str(MAX_ROW)) or int(number) > MAX_ROW:
        raise Refused("too_large", f"{part}: row {number[:20]}")
    return int(number)


def _cell(reference: str, part: str) -> tuple[int, int]:
    if not re.fullmatch("[A-Za-z]+[1-9][0-9]*", reference):
        raise Refused("bad_xml", f"{part}: cell {reference[:20]!r}")
    try:
        return parse_cell(reference)
    except ValueError as error:
        raise Refused("too_large", f"{part}: cell {reference[:20]}") from error


def error_cells(xml: bytes) -> tuple[bytes, dict[str, str]]:
    """The sheet with its error cells turned into text cells, and what they show: cell → error.

    calamine reads #N/A as an empty string, and gives up the whole sheet at an error newer than itself (#SPILL!).
    """
    errors: dict[str, str] = {}
    if b't="e"' not in xml and (b"'" not in xml or b"t='e'" not in xml):
        return xml, errors
    out: list[bytes] = []
    position = 0
    for found in re.finditer(_ERROR_CELL, xml):
        value = re.search(_VALUE, xml[found.end() : max(found.end(), xml.find(b"c>", found.end()))])
        errors[_name(xml, found.start(), found.end())] = unescape(value[1].decode()) if value else "#VALUE!"
        out += (xml[position : found.start()], re.sub(_ERROR_TYPE, rb"\1str", found.group()))
        position = found.end()
    return b"".join((*out, xml[position:])), errors


def without_impossible_dates(xml: bytes) -> bytes:
    """The sheet without the cell format of negative and huge numbers, which no date or duration can be.

    calamine panics at a date of 107 thousand million days (an amount in yen typed into a cell once used for a date),
    and reads -1 in such a cell as midnight.
    """
    out: list[bytes] = []
    position = 0
    for found in _NO_DATE.finditer(xml):
        start = max(xml.rfind(b"<c ", position, found.start()), xml.rfind(b":c ", position, found.start()))
        if start >= 0 and (end := xml.find(b">", start, found.start())) >= 0:
            out += (xml[position:start], re.sub(_STYLE, b"", xml[start:end], count=1))
            position = end
    return b"".join((*out, xml[position:])) if out else xml


def _name(xml: bytes, start: int, end: int) -> str:
    """The name of the cell whose tag lies there; a cell that does not carry it is the one after the cell before."""
    if usual := _USUAL_NAME.match(xml, start):
        return usual[1].decode()
    if reference := attributes(xml[start:end]).get("r"):
        return reference.upper()
    row = column = 0
    for found in re.finditer(_CELL_OR_ROW, xml[:start]):
        reference = attributes(found[2]).get("r")
        if found[1] == b"row":
            row, column = int(reference) if reference else row + 1, 0
        else:
            column = parse_cell(reference)[1] if reference else column + 1
    return cell_name(row, column + 1)


def scan(xml: bytes, part: str, errors: Mapping[str, str], filtered: Iterable[Area] = ()) -> SheetScan:
    """Look over one sheet that `refuse_extent` passed.

    `errors` come from `error_cells`; `filtered` are the areas of the sheet's tables on which a filter is set.
    Raises :class:`Refused` ``bad_xml`` for an area that is none.
    """
    try:
        hidden_rows, hidden_columns = _hidden(xml)
        areas = [*filtered, *_areas(xml, b"autoFilter", _FILTER)]
        merged = tuple(_areas(xml, b"mergeCell", _MERGED))
    except ValueError as error:
        raise Refused("bad_xml", f"{part}: {error}") from error
    return SheetScan(
        formulas=_formulas(xml),
        errors=errors,
        hidden_rows=hidden_rows,
        hidden_columns=hidden_columns,
        filtered_rows=frozenset(row for row in hidden_rows if any(a.top < row <= a.bottom for a in areas)),
        merged=merged,
    )


def _areas(xml: bytes, word: bytes, pattern: bytes) -> list[Area]:
    """Areas named by a kind of tag that stands behind the cells; the search begins where its word first occurs."""
    first = xml.find(word)
    if first < 0:
        return []
    return [parse_area(found[1].decode()) for found in re.finditer(pattern, xml[xml.rfind(b"<", 0, first) :])]


class _Formulas(Mapping[str, str]):
    """Formulas by cell, spelled out when asked for: most are only counted."""

    def __init__(self, spelled: dict[str, bytes]) -> None:
        self._spelled = spelled

    def __contains__(self, cell: object) -> bool:
        return cell in self._spelled

    def __getitem__(self, cell: str) -> str:
        return unescape(self._spelled[cell].decode())

    def __iter__(self) -> Iterator[str]:
        return iter(self._spelled)

    def __len__(self) -> int:
        return len(self._spelled)


def _formulas(xml: bytes) -> Mapping[str, str]:
    formulas: dict[str, bytes] = {}
    shared: dict[str, bytes] = {}
    patterns = (_FORMULA, _PREFIXED_FORMULA) if b":f" in xml else (_FORMULA,)
    for found in (match for pattern in patterns for match in re.finditer(pattern, xml)):
        start = xml.rfind(b"<", 0, found.start())
        usual = _USUAL_NAME.match(xml, start)
        # An <xm:f> of a sparkline or a conditional format has no cell around it.
        if not usual and not re.match(_IS_CELL, xml[start : found.start()]):
            continue
        text = found[3]
        if b"shared" in found[1]:
            index = attributes(found[1]).get("si", "")
            text = shared.setdefault(index, text) if text else shared.get(index, b"")
        formulas[usual[1].decode() if usual else _name(xml, start, found.start())] = text
    return _Formulas(formulas)


def _hidden(xml: bytes) -> tuple[frozenset[int], frozenset[int]]:
    rows: set[int] = set()
    columns: set[int] = set()
    position = 0
    for found in _HIDDEN.finditer(xml):
        # From one find back to the one before: so none of the sheet is passed over twice, whatever it holds.
        start = xml.rfind(b"<", position, found.start())
        position = found.end()
        if (
            start < 0
            or not (tag := re.match(_ROW_OR_COLUMN, xml[start : found.start()]))
            or xml.find(b">", start, found.start()) >= 0
        ):
            continue
        given = attributes(xml[start : xml.find(b">", position) + 1])
        if tag[1] == b"col":
            first, last = int(given.get("min", "1")), int(given.get("max", "1"))
            columns.update(range(first, min(last, MAX_COLUMN) + 1))
        elif given.get("r", "").isdecimal():
            rows.add(int(given["r"]))
    return frozenset(rows), frozenset(columns)
