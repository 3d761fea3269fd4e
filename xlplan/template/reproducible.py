"""A new workbook as bytes: the same on every run, and in the order of elements that the standard asks for.

openpyxl stamps the time of saving, writes the children of a font in an order strict readers refuse, spells every Japanese
letter as a number, and puts every text into its cell where Excel keeps a list of shared texts. Compressed bytes can still differ between builds of zlib:
compare the parts (`parts_of`), not the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl import Workbook

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_DATE: Final = b"2014-03-31T00:00:00Z"
"""The day the plan's revised text is dated; a build has no time of its own."""

_TIMES: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_FONT: Final = re.compile(rb"<font>(.*?)</font>", re.DOTALL)
_FONT_CHILD: Final = re.compile(rb"<(\w+)(?:\s[^>]*)?/>")
_FONT_ORDER: Final = (
    b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign", b"sz", b"color", b"name",
    b"family", b"charset", b"scheme",
)  # fmt: skip
_INLINE: Final = re.compile(
    rb"(<c r=\"[A-Z]+\d+\" (?:s=\"\d+\" )?)t=\"inlineStr\"><is>(<t.*?</t>|<t\s*/>)</is></c>", re.DOTALL
)
_FORMULA_CELL: Final = re.compile(
    rb'<c r="([A-Z]+\d+)"((?: s="\d+")?)(?: t="n")?\s*(?:/>|>(<f(?:\s[^>]*)?>[^<]*</f>)?(?:<v\s*(?:/>|></v>))?</c>)'
)
"""A cell with a formula, or with nothing, but without a value: its address, style and formula."""
_LABEL_FORMAT: Final = re.compile(rb"(<(?:c:)?numFmt formatCode=\"[^\"]*\")\s*/>")
_REFERENCE: Final = re.compile(rb"&#([0-9]{3,7});")
_EMPTY_CELL: Final = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(?: t="n")?\s*(?:/>|></c>)')
_TEXTS: Final = "xl/sharedStrings.xml"
_DECLARED: Final = {
    "[Content_Types].xml": (
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>',
    ),
    "xl/_rels/workbook.xml.rels": (
        b"</Relationships>",
        b'<Relationship Id="rIdTexts" Target="/xl/sharedStrings.xml" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>',
    ),
}
_LAST_ASCII: Final = 0x7F
_HAS_TABLE: Final = b"<tableParts"
_FIXED_HEIGHT: Final = re.compile(rb"(<row\s[^>]*?)\scustomHeight=\"1\"")


def to_bytes(book: Workbook, known: Mapping[str, Mapping[str, str | float]] | None = None) -> bytes:
    """Save a workbook that this project made (never one that a person made: openpyxl would drop what it does not know).

    `known`: sheet → cell → what its formula comes to, kept in the file; openpyxl writes formulas without results.
    """
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    parts = parts_of(raw.getvalue())
    for title, results in (known or {}).items():
        part = f"xl/worksheets/sheet{book.sheetnames.index(title) + 1}.xml"
        parts[part] = _with_results(parts[part], results)
    texts: dict[bytes, int] = {}
    settled = {name: _settled(name, data, texts) for name, data in parts.items()}
    settled[_TEXTS] = _shared(texts)
    for name, (end, added) in _DECLARED.items():
        settled[name] = settled[name].replace(end, added + end)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name, data in settled.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(info, data, compresslevel=6)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Part name → uncompressed content, in the order of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _with_results(sheet: bytes, results: Mapping[str, str | float]) -> bytes:
    """A sheet's part with results in cells that openpyxl left without one."""
    kept: set[str] = set()

    def keep(cell: re.Match[bytes]) -> bytes:
        address = cell[1].decode()
        if address not in results:
            return cell[0]
        kept.add(address)
        value, formula = results[address], cell[3] or b""
        if isinstance(value, str):
            return b'<c r="%b"%b t="str">%b<v>%b</v></c>' % (cell[1], cell[2], formula, escape(value).encode())
        return b'<c r="%b"%b>%b<v>%b</v></c>' % (cell[1], cell[2], formula, f"{value:.15g}".encode())

    sheet = _FORMULA_CELL.sub(keep, sheet)
    if kept != set(results):
        raise ValueError(f"no such formula cells: {sorted(set(results) - kept)}")
    return sheet


def _settled(name: str, data: bytes, texts: dict[bytes, int]) -> bytes:
    """One part put right. `texts`: shared text → its number, added to in the order of the sheets."""
    data = _REFERENCE.sub(_letter, data)
    if name == "docProps/core.xml":
        return _TIMES.sub(rb"\g<1>" + _DATE, data)
    if name == "xl/styles.xml":
        return _FONT.sub(_ordered, data)
    if name.startswith("xl/charts/"):
        # Without the mark the format of the cells wins, and every part of zero is labelled 0.
        return _LABEL_FORMAT.sub(rb'\g<1> sourceLinked="0"/>', data)
    if name.startswith("xl/worksheets/sheet"):
        data = _INLINE.sub(lambda cell: _numbered(cell, texts), data)
        data = _EMPTY_CELL.sub(rb"\1/>", data)
        if _HAS_TABLE in data:
            # The height fits the text of today; without this mark Excel fits it again when the text changes.
            data = _FIXED_HEIGHT.sub(rb"\g<1>", data)
    return data


def _letter(reference: re.Match[bytes]) -> bytes:
    """A letter as itself, as Excel spells it: with `&#12363;` for か every reader takes twice as long."""
    return chr(int(reference[1])).encode() if int(reference[1]) > _LAST_ASCII else reference[0]


def _numbered(cell: re.Match[bytes], texts: dict[bytes, int]) -> bytes:
    number = texts.setdefault(cell[2], len(texts))
    return cell[1] + b't="s"><v>%d</v></c>' % number


def _shared(texts: dict[bytes, int]) -> bytes:
    items = b"".join(b"<si>" + text + b"</si>" for text in texts)
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="%d">%b</sst>'
        % (len(texts), items)
    )


def _ordered(font: re.Match[bytes]) -> bytes:
    children = sorted(_FONT_CHILD.finditer(font[1]), key=lambda child: _FONT_ORDER.index(child[1]))
    return b"<font>" + b"".join(child[0] for child in children) + b"</font>"
