"""Files that a reader of other people's workbooks must survive, one function per fault; each gives the file's bytes.

The sound workbook they all start from is `workbook()`: one sheet 回答 with a table 回答表 of three columns.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
BOOK_RELS = "xl/_rels/workbook.xml.rels"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CELLS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>95.5</v></c><c r="C2" s="1"><v>42094</v></c></row>'
)


def relationships(*targets: tuple[str, str, str]) -> str:
    listed = "".join(f'<Relationship Id="{i}" Type="{TYPE}/{kind}" Target="{target}"/>' for i, kind, target in targets)
    schema = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{schema}">{listed}</Relationships>'


def sheet(cells: str, *, before: str = "", after: str = "", root: str = "") -> str:
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{TYPE}"{root}>{before}<sheetData>{cells}</sheetData>'
        f"{after}</worksheet>"
    )


def table_xml(ref: str = "A1:C2", columns: tuple[str, ...] = ("No.", "値", "日付"), inside: str = "") -> str:
    listed = "".join(f'<tableColumn id="{i}" name="{name}"/>' for i, name in enumerate(columns, 1))
    return (
        f'{HEAD}<table xmlns="{MAIN}" id="1" name="回答表" displayName="回答表" ref="{ref}">'
        f'<autoFilter ref="{ref}">{inside}</autoFilter>'
        f'<tableColumns count="{len(columns)}">{listed}</tableColumns></table>'
    )


def workbook_xml(sheets: str = '<sheet name="回答" sheetId="1" r:id="rId1"/>', inside: str = "") -> str:
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{TYPE}"><sheets>{sheets}</sheets>{inside}</workbook>'


def parts(**changed: str) -> dict[str, str]:
    """The sound workbook's parts; `sheet`, `strings`, `styles`, `book`, `table` replace one."""
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{content}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{content}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{content}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/tables/table1.xml" ContentType="{content}.table+xml"/></Types>',
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        BOOK: changed.get("book", workbook_xml()),
        BOOK_RELS: relationships(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        SHEET: changed.get("sheet", sheet(CELLS, after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>')),
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(("rId1", "table", "../tables/table1.xml")),
        "xl/tables/table1.xml": changed.get("table", table_xml()),
        "xl/styles.xml": changed.get(
            "styles",
            f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts><font/></fonts>'
            '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
            '</fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs count="3">'
            '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="46" applyNumberFormat="1"/>'
            "</cellXfs></styleSheet>",
        ),
        STRINGS: changed.get(
            "strings",
            f'{HEAD}<sst xmlns="{MAIN}"><si><t>No.</t></si><si><t>値</t></si><si><t>日付</t></si></sst>',
        ),
    }


def packed(contents: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in contents.items():
            package.writestr(name, data)
    return out.getvalue()


def workbook(cells: str | None = None, **changed: str) -> bytes:
    """The sound workbook, or one with other cells in its sheet."""
    if cells is not None:
        changed["sheet"] = sheet(cells)
    return packed(parts(**changed))


def _with(name: str, data: str | bytes) -> bytes:
    return packed({**parts(), name: data})


def _without(name: str) -> bytes:
    return packed({part: data for part, data in parts().items() if part != name})


# Bombs, to be read with lowered limits ---------------------------------------------------------------------------


def bomb_in_one_cell() -> bytes:
    return workbook(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"0" * 3_000_000}</t></is></c></row>')


def bomb_of_cells() -> bytes:
    rows = (
        f'<row r="{r}">{"".join(f"""<c r="{c}{r}"><v>1</v></c>""" for c in "ABCDEFGH")}</row>' for r in range(1, 2000)
    )
    return workbook("".join(rows))


def bomb_in_shared_strings() -> bytes:
    return workbook(strings=f'{HEAD}<sst xmlns="{MAIN}"><si><t>{"あ" * 1_000_000}</t></si></sst>')


def bomb_whose_size_lies() -> bytes:
    """The directory says that the sheet unpacks to 100 bytes; it unpacks to three million."""
    data = bytearray(bomb_in_one_cell())
    position = data.find(b"PK\1\2")
    while not data[position + 46 :].startswith(SHEET.encode()):
        position = data.find(b"PK\1\2", position + 4)
    data[position + 24 : position + 28] = struct.pack("<L", 100)
    return bytes(data)


# Entities ---------------------------------------------------------------------------------------------------------

_LAUGHS = "<!DOCTYPE w [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
)


def _with_doctype(xml: str, doctype: str) -> str:
    return xml.replace(HEAD, HEAD + doctype)


def billion_laughs_in_a_sheet() -> bytes:
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    return workbook(sheet=_with_doctype(sheet(cells), _LAUGHS))


def billion_laughs_in_the_workbook() -> bytes:
    return workbook(book=_with_doctype(workbook_xml('<sheet name="&a9;" sheetId="1" r:id="rId1"/>'), _LAUGHS))


def billion_laughs_in_utf16() -> bytes:
    """In UTF-16 the bytes of `<!DOCTYPE` are not to be found in the part."""
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    xml = _with_doctype(sheet(cells), _LAUGHS).replace("UTF-8", "UTF-16")
    return _with(SHEET, xml.encode("utf-16"))


def quadratic_blowup() -> bytes:
    cells = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"&a;" * 20_000}</t></is></c></row>'
    return workbook(sheet=_with_doctype(sheet(cells), f"<!DOCTYPE w [<!ENTITY a '{'x' * 20_000}'>]>"))


def entity_that_fetches_a_file() -> bytes:
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>'
    return workbook(sheet=_with_doctype(sheet(cells), "<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"))


def entity_that_fetches_a_dtd() -> bytes:
    doctype = "<!DOCTYPE w [<!ENTITY % d SYSTEM 'http://localhost/x.dtd'> %d;]>"
    return workbook(strings=_with_doctype(parts()[STRINGS], doctype))


def entity_in_a_table() -> bytes:
    return workbook(table=_with_doctype(table_xml(), "<!DOCTYPE t [<!ENTITY a 'x'>]>"))


# Not a sound package ----------------------------------------------------------------------------------------------


def empty() -> bytes:
    return b""


def no_workbook() -> bytes:
    return _without(BOOK)


def no_workbook_relationship() -> bytes:
    return _without("_rels/.rels")


def no_content_types() -> bytes:
    return _without("[Content_Types].xml")


def no_sheet_part() -> bytes:
    return _without(SHEET)


def no_sheets() -> bytes:
    return workbook(book=workbook_xml(""))


def no_table_part() -> bytes:
    return _without("xl/tables/table1.xml")


def truncated() -> bytes:
    data = workbook()
    return data[: len(data) * 2 // 3]


def flipped_bit_in_the_sheet() -> bytes:
    data = bytearray(workbook())
    start = data.find(SHEET.encode()) + len(SHEET)
    data[start + 100] ^= 0x10
    return bytes(data)


def trailing_bytes() -> bytes:
    return workbook() + b"\0" * 100


def malformed_sheet() -> bytes:
    return workbook('<row r="1"><c r="A1"><v>1</c></v></row>')


def sheet_cut_off() -> bytes:
    xml = parts()[SHEET]
    return _with(SHEET, xml[: xml.index('<row r="2"') + 30])


def malformed_workbook() -> bytes:
    return workbook(book=workbook_xml()[:-8])


def malformed_strings() -> bytes:
    return workbook(strings=parts()[STRINGS].replace("</si>", "", 1))


def sheet_in_shift_jis() -> bytes:
    xml = sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>表示</t></is></c></row>').replace("UTF-8", "Shift_JIS")
    return _with(SHEET, xml.encode("cp932"))


def broken_utf16() -> bytes:
    return _with(SHEET, b"\xff\xfe" + b"\x00\xd8\x00")


def table_of_another_width() -> bytes:
    return workbook(table=table_xml("A1:D2"))


def table_without_a_range() -> bytes:
    return workbook(table=table_xml("somewhere"))


def duplicate_parts() -> bytes:
    """Two sheets of one name; programs differ in which they read."""
    out = io.BytesIO(workbook())
    other = parts(sheet=sheet('<row r="1"><c r="A1"><v>222</v></c></row>'))[SHEET]
    name = SHEET.replace("sheet1", "sheet9")
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, other)
    return out.getvalue().replace(name.encode(), SHEET.encode())


def duplicate_parts_but_for_case() -> bytes:
    return _with("xl/worksheets/Sheet1.xml", sheet('<row r="1"><c r="A1"><v>222</v></c></row>'))


def part_outside() -> bytes:
    return _with("../../evil.xml", "<x/>")


def sheet_outside() -> bytes:
    return _with(BOOK_RELS, parts()[BOOK_RELS].replace("worksheets/sheet1.xml", "../../../etc/passwd"))


def sheet_on_the_web() -> bytes:
    rels = parts()[BOOK_RELS].replace('"worksheets/sheet1.xml"', '"http://localhost/sheet1.xml" TargetMode="External"')
    return _with(BOOK_RELS, rels)


def ten_thousand_sheets() -> bytes:
    return workbook(book=workbook_xml("".join(f'<sheet name="{i}" sheetId="{i}" r:id="rId1"/>' for i in range(10_000))))


def ten_thousand_parts() -> bytes:
    # An entry per part without its own compression: only their number matters.
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(10_000):
            package.writestr(f"xl/worksheets/{number}.xml", "")
    return out.getvalue()


# Not a workbook ---------------------------------------------------------------------------------------------------


def _ole(*streams: str) -> bytes:
    """An OLE file's head and a directory sector with stream names; enough to be told apart."""
    names = ("Root Entry", *streams)
    directory = b"".join(name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + directory + bytes(512)


def old_xls_renamed() -> bytes:
    return _ole("Workbook")


def encrypted() -> bytes:
    return _ole("EncryptionInfo", "EncryptedPackage")


def word_97_document_renamed() -> bytes:
    return _ole("WordDocument")


def html_renamed() -> bytes:
    return "<html><head><meta charset='utf-8'></head><table><tr><td>値</td></tr></table></html>".encode()


def csv_renamed() -> bytes:
    return "No.,値,備考\r\n1,95,表示\r\n".encode("cp932")


def csv_in_utf16_renamed() -> bytes:
    return "No.\t値\r\n1\t95\r\n".encode("utf-16")


def text_renamed() -> bytes:
    return "ただの文章です。\n".encode()


def picture_renamed() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + zlib.compress(bytes(100))


def zip_of_pictures_renamed() -> bytes:
    return packed({"a.png": b"\x89PNG"})


def word_document_renamed() -> bytes:
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": "<w/>",
        }
    )


def open_document_renamed() -> bytes:
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})


def binary_workbook_renamed() -> bytes:
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": b"\0",
        }
    )


# Extents that calamine would abort on -----------------------------------------------------------------------------

_FAR = '<c r="XFD1048576"><v>2</v></c>'


def cell_in_the_last_corner() -> bytes:
    return workbook(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{_FAR}</row>')


def last_corner_alone() -> bytes:
    return workbook(f'<row r="1048576">{_FAR}</row>')


def last_corner_first_in_its_row() -> bytes:
    return workbook(f'<row r="1">{_FAR}<c r="A1"><v>1</v></c></row>')


def last_corner_behind_a_prefix() -> bytes:
    return workbook(
        sheet=sheet(f'<row r="1">{_FAR.replace("<c", "<x:c").replace("/c>", "/x:c>")}</row>', root=f' xmlns:x="{MAIN}"')
    )


def last_corner_in_single_quotes() -> bytes:
    return workbook("<row r='1'><c r = 'XFD1048576' ><v>2</v></c></row>")


def last_corner_behind_another_attribute() -> bytes:
    return workbook("""<row r="1"><c x="> r='A1' " r="XFD1048576"><v>2</v></c></row>""")


def last_corner_after_a_twin_address() -> bytes:
    """Not well-formed: two addresses in one cell."""
    return workbook('<row r="1"><c x:r="A1" r="XFD1048576"><v>2</v></c></row>')


def last_corner_in_lower_case() -> bytes:
    return workbook('<row r="1"><c r="xfd1048576"><v>2</v></c></row>')


def last_corner_by_counting() -> bytes:
    """No cell says where it is; the row is far down, and the cells count far to the right."""
    return workbook(f'<row r="1048576">{"<c/>" * 16_000}<c><v>1</v></c></row>')


def last_corner_in_a_blank_text() -> bytes:
    return workbook('<row r="1"><c r="XFD1048576" t="str"><v></v></c></row>')


def column_beyond_the_last() -> bytes:
    return workbook('<row r="1"><c r="XFE1"><v>1</v></c></row>')


def row_beyond_the_last() -> bytes:
    return workbook('<row r="1048577"><c r="A1048577"><v>1</v></c></row>')


def row_number_that_overflows() -> bytes:
    return workbook('<row r="1"><c r="A99999999999999999999"><v>1</v></c></row>')


def column_name_that_overflows() -> bytes:
    return workbook(f'<row r="1"><c r="{"A" * 40}1"><v>1</v></c></row>')


def row_zero() -> bytes:
    return workbook('<row r="0"><c r="A0"><v>1</v></c></row>')


def row_that_is_a_word() -> bytes:
    return workbook('<row r="abc"><c><v>1</v></c></row>')


def cell_that_is_a_column() -> bytes:
    return workbook('<row r="1"><c r="A"><v>1</v></c></row>')


# What calamine answers with an error ------------------------------------------------------------------------------


def shared_string_that_is_not_there() -> bytes:
    return workbook('<row r="1"><c r="A1" t="s"><v>77</v></c></row>')


def cell_of_an_unknown_type() -> bytes:
    return workbook('<row r="1"><c r="A1" t="zz"><v>1</v></c></row>')


def undeclared_entity() -> bytes:
    return workbook('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>')


# Odd, but to be read ----------------------------------------------------------------------------------------------


def lying_dimension() -> bytes:
    return workbook(sheet=sheet(CELLS, before='<dimension ref="A1:XFD1048576"/>'))


def blank_formatted_cells_far_down() -> bytes:
    """Somebody coloured whole columns: cells without content down to the last row."""
    blanks = "".join(
        f'<row r="{row}"><c r="A{row}" s="1"/><c r="XFD{row}" s="1"></c></row>' for row in range(1_046_576, 1_048_577)
    )
    return workbook(CELLS + blanks)


def merged_whole_sheet() -> bytes:
    return workbook(sheet=sheet(CELLS, after='<mergeCells count="1"><mergeCell ref="A4:XFD1048576"/></mergeCells>'))


def table_down_to_the_last_row() -> bytes:
    return workbook(table=table_xml("A1:C1048576"))


def every_column_formatted() -> bytes:
    columns = "".join(f'<col min="{c}" max="{c}" width="9" style="1"/>' for c in range(1, 16_385))
    return workbook(sheet=sheet(CELLS, before=f"<cols>{columns}</cols>"))


def deep_nesting() -> bytes:
    return workbook(sheet=sheet(CELLS, after=f"<extLst>{'<ext>' * 20_000}{'</ext>' * 20_000}</extLst>"))


def sheet_name_with_quotes() -> bytes:
    return workbook(book=workbook_xml('<sheet name="a&apos;b&quot;&lt;[x]" sheetId="1" r:id="rId1"/>'))


def sheet_name_like_a_path() -> bytes:
    return workbook(book=workbook_xml('<sheet name="../../etc/passwd" sheetId="1" r:id="rId1"/>'))


def cells_hidden_in_comments() -> bytes:
    return workbook(CELLS.replace("</row>", f'<!-- {_FAR} <c r="Z9"><f>1+1</f></c> --></row>'))


def cells_hidden_in_an_instruction() -> bytes:
    return workbook(CELLS.replace("</row>", f"<?x {_FAR} ?></row>"))


def text_in_cdata() -> bytes:
    return workbook('<row r="1"><c r="A1" t="str"><v><![CDATA[a<b & <c r="XFD1048576">]]></v></c></row>')


def sheet_in_utf16() -> bytes:
    xml = sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>表示</t></is></c></row>')
    return _with(SHEET, xml.replace("UTF-8", "UTF-16").encode("utf-16"))


def everything_prefixed() -> bytes:
    xml = re.sub(
        r"<(/?)(?=[a-zA-Z])", r"<\1x:", sheet('<row r="1"><c r="A1"><v>7</v></c><c r="B1"><f>A1</f><v>7</v></c></row>')
    )
    return workbook(sheet=xml.replace("xmlns=", "xmlns:x="))


def cells_without_addresses() -> bytes:
    return workbook('<row><c><v>1</v></c><c/><c><f>A1</f><v>3</v></c></row><row/><row><c t="e"><v>#N/A</v></c></row>')


def injection_texts() -> bytes:
    texts = ("=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1")
    cells = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t xml:space="preserve">{t}</t></is></c>'
        for c, t in zip("ABCDE", texts, strict=True)
    )
    return workbook(f'<row r="1">{cells}</row>')


def formulas_that_reach_out() -> bytes:
    contents = parts(
        sheet=sheet(
            '<row r="1"><c r="A1" t="str"><f>cmd|\'/C calc\'!A0</f><v>x</v></c><c r="B1"><f>[1]表!A1</f><v>5</v></c></row>'
        )
    )
    contents[BOOK_RELS] = contents[BOOK_RELS].replace(
        "</Relationships>",
        f'<Relationship Id="rId9" Type="{TYPE}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>',
    )
    contents["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    return packed(contents)


def macros_inside() -> bytes:
    return _with("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")


def shared_formula_over_many_cells() -> bytes:
    children = "".join(f'<row r="{r}"><c r="B{r}"><f t="shared" si="0"/><v>{r}</v></c></row>' for r in range(2, 5000))
    return workbook(f'<row r="1"><c r="B1"><f t="shared" ref="B1:B1048576" si="0">A1*2</f><v>1</v></c></row>{children}')


def error_newer_than_the_reader() -> bytes:
    return workbook(
        '<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="str"><v>#N/A</v></c></row>'
    )
