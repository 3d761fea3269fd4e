"""A package for calamine: the checked parts of a workbook and nothing else, unpacked, under names of our own."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Final

from xlplan.books import zip_directory as zd

__all__ = ["bundle"]

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS: Final = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_DATE: Final = 0x21


def bundle(sheets: Mapping[str, bytes], styles: bytes, strings: bytes, *, date1904: bool) -> bytes:
    """An uncompressed workbook of the given sheet parts under the given names; empty styles or strings are left out.

    calamine looks at relationships, sheet list, styles, strings and sheets only, so nothing else is needed.
    """
    listed = "".join(f'<sheet name="{name}" sheetId="1" r:id="s{name}"/>' for name in sheets)
    system = ' date1904="1"' if date1904 else ""
    workbook = f'<workbook xmlns="{_MAIN}" xmlns:r="{_TYPE}"><workbookPr{system}/><sheets>{listed}</sheets></workbook>'
    targets = {f"s{name}": ("worksheet", f"worksheets/{name}.xml") for name in sheets}
    parts = {f"xl/worksheets/{name}.xml": data for name, data in sheets.items()}
    for kind, data in (("styles", styles), ("sharedStrings", strings)):
        if data:
            targets[kind] = (kind, f"{kind}.xml")
            parts[f"xl/{kind}.xml"] = data
    parts["_rels/.rels"] = _relationships({"w": ("officeDocument", "xl/workbook.xml")})
    parts["xl/workbook.xml"] = workbook.encode()
    parts["xl/_rels/workbook.xml.rels"] = _relationships(targets)
    return _stored(parts)


def _relationships(targets: Mapping[str, tuple[str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{_TYPE}/{kind}" Target="{target}"/>' for key, (kind, target) in targets.items()
    )
    return f"{_RELATIONSHIPS}{listed}</Relationships>".encode()


def _stored(parts: Mapping[str, bytes]) -> bytes:
    out: list[bytes] = []
    central: list[bytes] = []
    position = 0
    for name, data in parts.items():
        raw = name.encode()
        sizes = (zlib.crc32(data), len(data), len(data))
        local = zd.LOCAL.pack(zd.LOCAL_MARK, 20, 0, zd.STORED, 0, _DATE, *sizes, len(raw), 0) + raw
        central.append(
            zd.CENTRAL.pack(zd.CENTRAL_MARK, 20, 20, 0, zd.STORED, 0, _DATE, *sizes, len(raw), 0, 0, 0, 0, 0, position)
            + raw
        )
        out += (local, data)
        position += len(local) + len(data)
    directory = b"".join(central)
    end = zd.END.pack(zd.END_MARK, 0, 0, len(parts), len(parts), len(directory), position, 0)
    return b"".join((*out, directory, end))
