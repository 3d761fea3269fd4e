"""The cells of a table straight from a sheet's XML, when the sheet is spelled the plain way Excel and we spell it.

One search finds all cells; every tag of the sheet must then be accounted for. Whatever is spelled otherwise (a prefix, rich
text, a comment, an escape, a date with a time, an unknown format) gives None, and the sheet is read the long way, which
reads everything. A property test holds both ways to the same cells.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from xlplan.books.addresses import Area, column_name
from xlplan.books.book import CellError, Cells, Value, normal
from xlplan.books.xml_tags import unescape
from xlplan.declaring import NamedTuple

__all__ = ["Shared", "plain_table", "plain_texts"]

_LETTERS: Final = rb"([A-Z]{1,3})"
_CELL: Final = (
    rb'<c r="%b([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="(s|n|b|e|str|inlineStr)")?'
    rb"%b>(?:<f(?: [^<>]*)?(?:/>|>[^<>]*</f>))?"
    rb'(?:<v>([^<>]*)</v>|<is><t(?: xml:space="preserve")?>([^<>]*)</t></is>)%b</c>%b'
)
_FILLED: Final = re.compile(_CELL % (_LETTERS, b"", b"", b""))
"""A cell that holds something."""
_ROW: Final = re.compile(rb'<row r="[1-9][0-9]{0,6}"(?: [^<>]*")?>')
_TEXT: Final = re.compile(
    rb'<si><t( xml:space="preserve")?>([^<>]*)</t>'
    rb"(?:<rPh [^<>]*><t(?: [^<>]*)?>[^<>]*</t></rPh>)*(?:<phoneticPr [^<>]*/>)?</si>"
)
"""A shared text, with the reading that Japanese Excel keeps of what was typed."""
_BEGINNING: Final = re.compile(
    rb'(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="yes")?\?>\s*)?<(?:worksheet|sst)[ >]'
)
_FIGURE: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_ESCAPE: Final = re.compile(r"_x[0-9A-Fa-f]{4}_")
_FORMAT: Final = re.compile(rb'<numFmt numFmtId="([0-9]+)" formatCode="([^"<>]*)"')
_CELL_FORMATS: Final = re.compile(rb"<cellXfs[ >](.*?)</cellXfs>", re.DOTALL)
_CELL_FORMAT: Final = re.compile(rb'<xf(?: [^<>]*?)? numFmtId="([0-9]+)"')
_NUMBER: Final = re.compile(r"[0#?.,%+\- ]+")
_DAY: Final = re.compile(r"[ymd/.\-]+")
_NUMBERS: Final = frozenset((*range(5), 9, 10, 11, *range(37, 41), 48, 49))
_DAYS: Final = frozenset((14,))
_EPOCH: Final = dt.date(1899, 12, 30)
_FIRST_DAY, _LAST_DAY = 61, 2_958_465
"""Serials that name the same day to everybody: behind the 29 February 1900 that Excel believes in, up to 9999."""
_EXACT_DIGITS: Final = 15
_CELL_TAGS: Final = 4
"""Tags of a cell with a value: its own two, and those of `<v>`."""
_TAGS: Final = {b"<is>": 2, b"</f>": 2, b'"/>': 1, b'"></c>': 2}
"""What may stand beside and inside cells that hold something → tags that come with it: a text of a cell's own has two
more than a value. An empty tag, of a blank cell or of a formula that shares another's text, is one; `</f>` ends a formula
with a text of its own."""
_SHARED_TAGS: Final = {b"<si>": 4, b"<rPh ": 4, b"<phoneticPr ": 1}
"""What shared texts are made of → tags that come with it."""
_Found: TypeAlias = tuple[bytes, bytes, bytes, bytes, bytes, bytes]
"""A cell as spelled: column, row, style, kind, value, text of its own."""


def plain_texts(xml: bytes) -> dict[bytes, str] | None:
    """The shared texts of a workbook by their number as cells spell it; None if any of them is not plain."""
    beginning = _BEGINNING.match(xml)
    if beginning is None or b"<!" in xml or xml.find(b"\r", beginning.end()) >= 0:
        return None
    found = _TEXT.findall(xml)
    begins, ends = xml.find(b"<si>"), xml.rfind(b"</si>") + len(b"</si>")
    tags = sum([number * xml.count(what, begins, ends) for what, number in _SHARED_TAGS.items()])
    unknown = tags != xml.count(b"<", begins, ends) or len(found) != xml.count(b"<si>") or xml.count(b"<si", ends)
    if unknown or begins != xml.find(b">", beginning.end() - 1) + 1:
        return None
    try:
        texts = tuple([unescape(text.decode()) for _, text in found])
    except UnicodeDecodeError:
        return None
    if any(not kept and text != text.strip() for (kept, _), text in zip(found, texts, strict=True)):
        return None
    together = "\0".join(texts)
    if "\r" in together or _ESCAPE.search(together):
        return None
    return {b"%d" % at: text for at, text in enumerate(texts)}


class Shared(NamedTuple):
    """What is needed to read a sheet beside its XML: the shared texts, and the styles part."""

    texts: Mapping[bytes, str]
    styles: bytes


def plain_table(
    xml: bytes, area: Area, shared: Shared, skipped: Collection[int] = (), most: int = 10_000_000
) -> Cells | None:
    """The rows of an area of a sheet, blank ones included; None if the sheet is not plain or has more than `most` cells.

    Args:
        xml: the sheet's part.
        area: what is wanted of it.
        shared: what its cells point to; dates count from 1900.
        skipped: columns of the area, from 0, that are not read: a formula is a hundred times as long as its result.
        most: cells that the rows with content may have.
    """
    begins, ends = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    around = xml[:begins] + xml[ends:]
    if not (0 <= begins < ends and _BEGINNING.match(xml)) or xml.find(b"\r", begins, ends) >= 0:
        return None
    if b"<!" in around or b"<?" in around[2:]:
        return None
    names = {column_name(at).encode(): at - area.left for at in range(area.left, area.right + 1)}
    read = {name: at for name, at in names.items() if at not in skipped}
    try:
        found = _picked(xml, begins, ends, read) if skipped else _all_cells(xml, begins, ends)
        rows = _rows(found, area, read, shared)
    except (_NotPlain, KeyError, ValueError):
        return None
    if len(rows) * len(names) > most:
        return None
    blank: tuple[Value, ...] = (None,) * len(names)
    return tuple([tuple(rows[at]) if at in rows else blank for at in range(area.top, area.bottom + 1)])


def _all_cells(xml: bytes, begins: int, ends: int) -> list[_Found]:
    """Every cell that holds something, found in one search; then every tag of the sheet's data must be accounted for."""
    found = _FILLED.findall(xml, begins, ends)
    beside = sum([tags * xml.count(what, begins, ends) for what, tags in _TAGS.items()])
    rows = len(_ROW.findall(xml, begins, ends))
    if 1 + beside + 2 * rows + _CELL_TAGS * len(found) != xml.count(b"<", begins, ends):
        raise _NotPlain
    return found


def _picked(xml: bytes, begins: int, ends: int, read: Iterable[bytes]) -> list[_Found]:
    """The cells of some columns; every one of them must be plain, and no other begins in a way that might hide one."""
    cell, beginning = _picking(b"|".join(read))
    found = cell.findall(xml, begins, ends)
    if len(found) != len(beginning.findall(xml, begins, ends)):
        raise _NotPlain
    return found


@lru_cache(maxsize=16)
def _picking(letters: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What finds the cells of some columns, and what finds their beginnings and everything odd."""
    beginning = rb'<(?:!|c(?! r="[A-Z])|c r="(?:%b)[0-9])' % letters
    cell = _CELL % (b"(%b)" % letters, b"(?:/>|", b"?", b")")
    return re.compile(cell), re.compile(beginning)


def _rows(found: Iterable[_Found], area: Area, columns: Mapping[bytes, int], shared: Shared) -> dict[int, list[Value]]:
    """Row → its values, of the cells that lie in the area."""
    kinds, texts, top, bottom = _kinds(shared.styles), shared.texts, area.top, area.bottom
    width = area.right - area.left + 1
    rows: dict[int, list[Value]] = {}
    known: dict[bytes, str] = {}
    for letters, number, style, kind, value, inline in found:
        if not value and not inline:
            continue
        row, column = int(number), columns.get(letters)
        if column is None or not top <= row <= bottom:
            continue
        line = rows.get(row)
        if line is None:
            line = rows[row] = [None] * width
        if kind == b"s":
            line[column] = texts[value] or None
        elif inline:
            own = known.get(inline)
            line[column] = known.setdefault(inline, _text(inline)) if own is None else own
        elif (
            (kind == b"n" or not kind)
            and value.isdigit()
            and kinds.get(style) == _PLAIN_NUMBER
            and len(value) <= _EXACT_DIGITS
        ):
            line[column] = int(value)
        else:
            line[column] = _value(kind, value, kinds.get(style, _DOUBTFUL))
    return rows


class _NotPlain(Exception):  # noqa: N818  # not an error: the long way reads it
    """The sheet holds something that is read the long way."""


def _value(kind: bytes, raw: bytes, format_: int) -> Value:
    """What a cell holds that does not point to a shared text."""
    text = unescape(raw.decode())
    if kind in (b"", b"n"):
        if format_ == _PLAIN_NUMBER:
            if not _FIGURE.fullmatch(text):
                raise _NotPlain
            return normal(float(text))
        if format_ == _PLAIN_DAY and text.isdecimal() and _FIRST_DAY <= int(text) <= _LAST_DAY:
            return _EPOCH + dt.timedelta(int(text))
        raise _NotPlain
    if kind == b"b" and text in ("0", "1"):
        return text == "1"
    if kind in (b"b", b"inlineStr"):
        raise _NotPlain
    return CellError(text) if kind == b"e" else _text(raw)


def _text(raw: bytes) -> str:
    """A text that stands in its cell."""
    text = unescape(raw.decode())
    if text != text.strip() or "\r" in text or ("_x" in text and _ESCAPE.search(text)):
        raise _NotPlain
    return text


@lru_cache(maxsize=16)
def _kinds(styles: bytes) -> Mapping[bytes, int]:
    """What a number is in each cell style, by its index as spelled; cells without a style have the first."""
    own = {int(number): code.decode() for number, code in _FORMAT.findall(styles)}
    listed = _CELL_FORMATS.search(styles)
    formats = [int(number) for number in _CELL_FORMAT.findall(listed[1])] if listed else []
    if listed and len(formats) != listed[1].count(b"<xf "):
        return {}
    kinds = {str(at).encode(): _kind_of(number, own.get(number)) for at, number in enumerate(formats)}
    return kinds | {b"": kinds.get(b"0", _DOUBTFUL)}


def _kind_of(number: int, code: str | None) -> int:
    if number in _NUMBERS or (code is not None and _NUMBER.fullmatch(code)):
        return _PLAIN_NUMBER
    return _PLAIN_DAY if number in _DAYS or (code is not None and _DAY.fullmatch(code)) else _DOUBTFUL


_PLAIN_NUMBER, _PLAIN_DAY, _DOUBTFUL = range(3)
