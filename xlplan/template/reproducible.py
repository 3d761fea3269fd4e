"""A new workbook as bytes: the same on every run, and in the order of elements that the standard asks for.

openpyxl stamps the time of saving, writes the children of a font in an order strict readers refuse, and puts every
text into its cell where Excel keeps a list of shared texts. Compressed bytes can still differ between builds of zlib:
compare the parts (`parts_of`), not the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
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
_LABEL_FORMAT: Final = re.compile(rb"(<(?:c:)?numFmt formatCode=\"[^\"]*\")\s*/>")
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
_HAS_TABLE: Final = b"<tableParts"
_FIXED_HEIGHT: Final = re.compile(rb"(<row\s[^>]*?)\scustomHeight=\"1\"")


def to_bytes(book: Workbook) -> bytes:
    """Save a workbook that this project made (never one that a person made: openpyxl would drop what it does not know)."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    parts = parts_of(raw.getvalue())
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


def _settled(name: str, data: bytes, texts: dict[bytes, int]) -> bytes:
    """One part put right. `texts`: shared text → its number, added to in the order of the sheets."""
    if name == "docProps/core.xml":
        return _TIMES.sub(rb"\g<1>" + _DATE, data)
    if name == "xl/styles.xml":
        return _FONT.sub(_ordered, data)
    if name.startswith("xl/charts/"):
        # Without the mark the format of the cells wins, and every part of zero is labelled 0.
        return _LABEL_FORMAT.sub(rb'\g<1> sourceLinked="0"/>', data)
    if name.startswith("xl/worksheets/sheet"):
        data = _INLINE.sub(lambda cell: _numbered(cell, texts), data)
        if _HAS_TABLE in data:
            # The height fits the text of today; without this mark Excel fits it again when the text changes.
            data = _FIXED_HEIGHT.sub(rb"\g<1>", data)
    return data


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
