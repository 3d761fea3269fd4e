"""Returns of a department as somebody who means harm, or a broken program, would send them; full size, one per trick.

Each takes the bytes of a return that is filled in and sound, and gives other bytes. They are what a merge of a real round
may meet; the faults of `hostile` are smaller and of no plan at all.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping

Spoil = Callable[[bytes], bytes]

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
_MB = 1 << 20
_ROW = re.compile(r"<row .*?</row>|<row [^>]*/>", re.DOTALL)


def _read(data: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(part).decode()


def _with(data: bytes, parts: Mapping[str, Iterable[bytes] | bytes | str], *, stored: bool = False) -> bytes:
    """The package with some parts replaced or added; a part may come in pieces, since some are larger than memory."""
    out = io.BytesIO()
    packing = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", packing, compresslevel=1) as new:
        for name in [*old.namelist(), *(part for part in parts if part not in old.namelist())]:
            content = parts.get(name, old.read(name) if name in old.namelist() else b"")
            with new.open(name, "w", force_zip64=False) as entry:
                if isinstance(content, str):
                    entry.write(content.encode())
                elif isinstance(content, bytes):
                    entry.write(content)
                else:
                    for piece in content:
                        entry.write(piece)
    return out.getvalue()


def _rows_added(data: bytes, rows: Iterator[bytes]) -> bytes:
    before, _, after = _read(data, SHEET).partition("</sheetData>")
    return _with(data, {SHEET: _pieces(before.encode(), rows, b"</sheetData>" + after.encode())})


def _pieces(before: bytes, middle: Iterable[bytes], after: bytes) -> Iterator[bytes]:
    yield before
    held = bytearray()
    for piece in middle:
        held += piece
        if len(held) > _MB:
            yield bytes(held)
            held.clear()
    yield bytes(held)
    yield after


def _before_end(data: bytes, part: str, end: str, xml: Iterable[bytes]) -> bytes:
    before, found, after = _read(data, part).rpartition(end)
    if not found:
        raise ValueError(f"{part} has no {end}")
    return _with(data, {part: _pieces(before.encode(), xml, (found + after).encode())})


def _with_strings(data: bytes, strings: Iterable[bytes]) -> bytes:
    """A return has none of its own: its texts stand in their cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    declared = f'<Override PartName="/{STRINGS}" ContentType="{types}"/></Types>'
    related = f'<Relationship Id="rId98" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    rels = "xl/_rels/workbook.xml.rels"
    changed: dict[str, Iterable[bytes] | bytes | str] = {
        "[Content_Types].xml": _read(data, "[Content_Types].xml").replace("</Types>", declared),
        rels: _read(data, rels).replace("</Relationships>", related),
        STRINGS: _pieces(f'<sst xmlns="{main}">'.encode(), strings, b"</sst>"),
    }
    return _with(data, changed)


# Too much -------------------------------------------------------------------------------------------------------


def one_cell_of_a_gigabyte(data: bytes) -> bytes:
    zeros = b"0" * _MB
    texts = (b'<row r="900"><c r="A900" t="inlineStr"><is><t>', *([zeros] * 1024), b"</t></is></c></row>")
    return _rows_added(data, iter(texts))


def eight_million_cells(data: bytes) -> bytes:
    return _rows_added(data, (_full_row(row, 8) for row in range(1001, 1_001_001)))


def as_many_cells_as_are_read(data: bytes) -> bytes:
    """Three million more, 100 MB of XML: just within the limits."""
    return _rows_added(data, (_full_row(row, 26) for row in range(1001, 116_001)))


def _full_row(row: int, width: int) -> bytes:
    cells = "".join(f'<c r="{chr(65 + column)}{row}"><v>1</v></c>' for column in range(width))
    return f'<row r="{row}">{cells}</row>'.encode()


def shared_strings_of_a_gigabyte(data: bytes) -> bytes:
    return _with_strings(data, (b"<si><t>" + b"0" * _MB + b"</t></si>" for _ in range(1024)))


def as_many_shared_strings_as_are_read(data: bytes) -> bytes:
    """Two million more, 110 MB of XML."""
    return _with_strings(data, (f"<si><t>文字列の{n:07d}番目のもの</t></si>".encode() for n in range(2_000_000)))


def a_million_rows_of_two_far_cells(data: bytes) -> bytes:
    rows = (
        f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="ZZ{r}"><v>1</v></c></row>'.encode() for r in range(1001, 1_048_577)
    )
    return _rows_added(data, rows)


def a_million_rows_of_one_cell(data: bytes) -> bytes:
    return _rows_added(data, (f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>'.encode() for r in range(1001, 1_048_577)))


def a_cell_in_the_last_corner(data: bytes) -> bytes:
    return _rows_added(data, iter([b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>']))


def a_million_coloured_blank_rows(data: bytes) -> bytes:
    return _rows_added(data, (f'<row r="{r}"><c r="A{r}" s="1"/></row>'.encode() for r in range(1001, 1_048_577)))


def a_shared_formula_down_to_the_last_row(data: bytes) -> bytes:
    first = b'<row r="1001"><c r="XA1001"><f t="shared" ref="XA1001:XA300000" si="99">A1*2</f><v>1</v></c></row>'
    children = (
        f'<row r="{r}"><c r="XA{r}"><f t="shared" si="99"/><v>1</v></c></row>'.encode() for r in range(1002, 15_000)
    )
    return _rows_added(data, (row for rows in ((first,), children) for row in rows))


def ten_thousand_sheets(data: bytes) -> bytes:
    return _more_sheets(data, 10_000)


def as_many_sheets_as_are_read(data: bytes) -> bytes:
    return _more_sheets(data, 990)


def _more_sheets(data: bytes, count: int) -> bytes:
    listed = "".join(f'<sheet name="x{n}" sheetId="{n + 100}" r:id="rId1"/>' for n in range(count))
    book = _read(data, BOOK)
    prefix = (
        "" if 'xmlns:r="' in book else ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    listed = listed.replace(" r:id", f"{prefix} r:id")
    return _before_end(data, BOOK, "</sheets>", [listed.encode()])


def a_hundred_thousand_names(data: bytes) -> bytes:
    names = "".join(f'<definedName name="n{n}">回答!$A$1</definedName>' for n in range(100_000))
    book = _read(data, BOOK)
    if "</definedNames>" in book:
        return _before_end(data, BOOK, "</definedNames>", [names.encode()])
    return _with(data, {BOOK: book.replace("</sheets>", f"</sheets><definedNames>{names}</definedNames>", 1)})


def sixty_thousand_formats(data: bytes) -> bytes:
    return _before_end(data, STYLES, "</cellXfs>", [b'<xf numFmtId="14" fontId="0" fillId="0" borderId="0"/>' * 60_000])


def the_whole_sheet_merged(data: bytes) -> bytes:
    return _merged(data, ["A900:XFD1048576"])


def a_hundred_thousand_merged_areas(data: bytes) -> bytes:
    return _merged(data, [f"A{row}:B{row}" for row in range(1001, 101_001)])


def _merged(data: bytes, areas: list[str]) -> bytes:
    xml = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    sheet = _read(data, SHEET)
    if "</mergeCells>" in sheet:
        return _before_end(data, SHEET, "</mergeCells>", [xml.encode()])
    return _with(data, {SHEET: sheet.replace("</sheetData>", f"</sheetData><mergeCells>{xml}</mergeCells>", 1)})


def a_million_nested_elements(data: bytes) -> bytes:
    return _before_end(
        data, SHEET, "</worksheet>", [b"<extLst>", b"<ext>" * 1_000_000, b"</ext>" * 1_000_000, b"</extLst>"]
    )


def a_picture_of_a_hundred_megabytes(data: bytes) -> bytes:
    return _with(data, {"xl/media/image1.png": [b"\0" * _MB] * 100})


def a_stored_picture_larger_than_any_return(data: bytes) -> bytes:
    noise = random.Random(1).randbytes(_MB)  # noqa: S311 - noise that does not pack
    return _with(data, {"xl/media/image1.png": [noise] * 140}, stored=True)


def twenty_thousand_parts(data: bytes) -> bytes:
    return _with(data, {f"xl/media/{n}.png": b"" for n in range(20_000)})


# Entities -------------------------------------------------------------------------------------------------------

_LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))
)


def _with_doctype(data: bytes, part: str, doctype: str, entity: str = "") -> bytes:
    xml = re.sub(r"^<\?xml.*?\?>\s*", "", _read(data, part), count=1, flags=re.DOTALL)
    if entity:
        xml = xml.replace(
            "<sheetData>", f'<sheetData><row r="0"><c r="A0" t="inlineStr"><is><t>{entity}</t></is></c></row>', 1
        )
    return _with(data, {part: f'<?xml version="1.0" encoding="UTF-8"?>{doctype}{xml}'})


def a_billion_laughs_in_the_sheet(data: bytes) -> bytes:
    return _with_doctype(data, SHEET, _LAUGHS, "&a11;")


def a_billion_laughs_in_the_shared_strings(data: bytes) -> bytes:
    return _with_doctype(_with_strings(data, [b"<si><t>&a11;</t></si>"]), STRINGS, _LAUGHS)


def an_entity_that_fetches_a_file(data: bytes) -> bytes:
    return _with_doctype(data, SHEET, "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "&e;")


def a_dtd_from_the_network(data: bytes) -> bytes:
    return _with_doctype(data, BOOK, "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>")


# Paths and packing ----------------------------------------------------------------------------------------------


def a_part_outside_the_package(data: bytes) -> bytes:
    return _with(data, {"../../../../tmp/evil.xml": b"<x/>"})


def a_sheet_that_points_outside(data: bytes) -> bytes:
    name = "xl/_rels/workbook.xml.rels"
    return _with(
        data, {name: re.sub(r'Target="[^"]*sheet1\.xml"', 'Target="../../../../etc/passwd"', _read(data, name))}
    )


def two_parts_of_one_name(data: bytes) -> bytes:
    other = SHEET.replace("sheet1", "sheet~")
    changed = _ROW.sub(lambda row: row[0].replace("<v>", "<v>9"), _read(data, SHEET))
    return _with(data, {other: changed}).replace(other.encode(), SHEET.encode())


def cut_in_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def a_flipped_bit(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        at = package.getinfo(SHEET).header_offset + 30 + len(SHEET) + 200
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def a_program_behind_the_end(data: bytes) -> bytes:
    return data + b"MZ" + bytes(5000)


# Programs and links ---------------------------------------------------------------------------------------------


def macros(data: bytes) -> bytes:
    return _with(data, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)})


def a_link_to_another_workbook(data: bytes) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    data = _with(data, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    name = "xl/_rels/workbook.xml.rels"
    return _with(data, {name: _read(data, name).replace("</Relationships>", link)})


def formulas_that_start_programs_in_every_figure(data: bytes) -> bytes:
    sheet = re.sub(
        r"(<c r=\"[A-Z]+\d+\"[^>]*>)(<v>\d+(?:\.\d+)?</v>)", r"\1<f>cmd|'/C calc'!A0</f>\2", _read(data, SHEET)
    )
    return _with(data, {SHEET: sheet})


SPOILS: tuple[Spoil, ...] = (
    one_cell_of_a_gigabyte, eight_million_cells, as_many_cells_as_are_read, shared_strings_of_a_gigabyte,
    as_many_shared_strings_as_are_read, a_million_rows_of_two_far_cells, a_million_rows_of_one_cell,
    a_cell_in_the_last_corner, a_million_coloured_blank_rows, a_shared_formula_down_to_the_last_row, ten_thousand_sheets,
    as_many_sheets_as_are_read, a_hundred_thousand_names, sixty_thousand_formats, the_whole_sheet_merged,
    a_hundred_thousand_merged_areas, a_million_nested_elements, a_picture_of_a_hundred_megabytes,
    a_stored_picture_larger_than_any_return, twenty_thousand_parts, a_billion_laughs_in_the_sheet,
    a_billion_laughs_in_the_shared_strings, an_entity_that_fetches_a_file, a_dtd_from_the_network,
    a_part_outside_the_package, a_sheet_that_points_outside, two_parts_of_one_name, cut_in_half, a_flipped_bit,
    a_program_behind_the_end, macros, a_link_to_another_workbook, formulas_that_start_programs_in_every_figure,
)  # fmt: skip
