"""Where reading or writing takes a quick way, it gives what the plain way gives."""

from __future__ import annotations

import io
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree as ET

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.table import Table

from xlplan.books import sheet_plan, xml_parts
from xlplan.books.cell_values import CellValue
from xlplan.books.package import Package
from xlplan.books.sheet_scan import scan
from xlplan.books.writer import Edit, Mark, TableEdit, plan_changes
from xlplan.books.xml_tags import escape
from xlplan.messages import Level

_TEXTS = st.sampled_from(['hidden="1"', " hidden='1' >", "課 hidden = 'true'", "", "<row hidden='1'>"])
_PREFIXES = st.sampled_from(["", "x:"])
_HIDING = st.sampled_from(['hidden="1"', "hidden='true'", 'hidden = "1"', 'hidden="0"', "", 'collapsed="1" hidden="1"'])


@st.composite
def _sheets(draw: st.DrawFn) -> tuple[bytes, frozenset[int], frozenset[int]]:
    """A sheet with the numbers of its hidden rows and columns."""
    prefix, parts = draw(_PREFIXES), []
    columns: set[int] = set()
    rows: set[int] = set()
    for at in draw(st.lists(st.integers(1, 40), unique=True, max_size=6)):
        hiding = draw(_HIDING)
        columns |= {at} if "1" in hiding.partition("hidden")[2] or "true" in hiding else set()
        parts.append(f'<{prefix}col min="{at}" width="9" {hiding} max="{at}"/>')
    parts = [f"<{prefix}cols>{''.join(parts)}</{prefix}cols>", f"<{prefix}sheetData>"]
    for at in sorted(draw(st.sets(st.integers(1, 40), max_size=6))):
        hiding = draw(_HIDING)
        rows |= {at} if "1" in hiding.partition("hidden")[2] or "true" in hiding else set()
        text = f"<{prefix}is><{prefix}t>{escape(draw(_TEXTS))}</{prefix}t></{prefix}is>"
        parts.append(
            f'<{prefix}row {hiding} r="{at}"><{prefix}c r="A{at}" t="inlineStr">{text}</{prefix}c></{prefix}row>'
        )
    parts.append(f'</{prefix}sheetData><{prefix}tail hidden="1" note="{escape(draw(_TEXTS))}"/>')
    declared = f'xmlns{":x" if prefix else ""}="m"'
    return (
        f"<{prefix}worksheet {declared}>{''.join(parts)}</{prefix}worksheet>".encode(),
        frozenset(rows),
        frozenset(columns),
    )


@given(_sheets())
def test_hidden_rows_and_columns_are_found_wherever_the_word_stands(
    drawn: tuple[bytes, frozenset[int], frozenset[int]],
) -> None:
    sheet, rows, columns = drawn
    found = scan(xml_parts.clean_part(sheet, "sheet"), "sheet", {})
    assert (found.hidden_rows, found.hidden_columns) == (rows, columns)


_NAMES = st.sampled_from(["sheet", "definedName", "表"])


@st.composite
def _small_parts(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(_NAMES)
    given_here = draw(st.dictionaries(_NAMES, st.text("a<&\"'> 表", max_size=4), max_size=2))
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in given_here.items())
    children = draw(st.lists(_small_parts(depth - 1), max_size=3)) if depth else []
    inner = "".join(escape(draw(st.text("a<& 表", max_size=4))) + child for child in ["", *children])
    return f"<{name}{attributes}>{inner}</{name}>"


@given(_small_parts())
def test_elements_are_those_of_another_parser(part: str) -> None:
    other = [
        (one.tag, one.attrib, (one.text or "") + "".join(child.tail or "" for child in one))
        for one in ET.fromstring(part).iter()  # noqa: S314 - drawn here
    ]
    read = xml_parts.elements(part.encode(), "part", texts=True)
    assert [(one.name, one.attributes, one.text) for one in read] == other
    bare = xml_parts.elements(part.encode(), "part")
    assert [one[:2] for one in bare] == [one[:2] for one in read]
    assert not any(one.text for one in bare)


_BELOW = 9  # a row far below the table that is in the file, as Excel leaves them


def _wrapping_book(*, chosen_height: bool) -> Package:
    """Two tables side by side, A2:C3 and E2:F3, whose columns are narrow, wide, large, wrapping, plain."""
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for column, header in zip("ABCEF", ("番号", "内容", "備考", "課", "件数"), strict=True):
        sheet[f"{column}2"], sheet[f"{column}3"] = header, "既存"
    sheet["A3"].alignment = sheet["B3"].alignment = Alignment(wrap_text=True, indent=1)
    sheet["C3"].font = Font(size=20)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 6, 30
    sheet.column_dimensions["A"].hidden = chosen_height
    sheet.row_dimensions[3].height = 40 if chosen_height else None
    sheet[f"H{_BELOW}"] = "欄外"
    sheet.add_table(Table(displayName="左", ref="A2:C3"))
    sheet.add_table(Table(displayName="右", ref="E2:F3"))
    buffer = io.BytesIO()
    book.save(buffer)
    return Package.from_bytes(buffer.getvalue())


_BOOKS = [_wrapping_book(chosen_height=chosen) for chosen in (False, True)]
_CELLS: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.sampled_from([1, 1.0, True, "1", "", 0, -0.0, "_x0041_", " a", "a ", "a  b", '"', "<&>", "\u3000"])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(-(10**6), 10**6, places=2)
    | st.dates()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
    | st.text("長い内容 a\n（）", max_size=120)
)
_TRICKY: list[list[Any]] = [
    ["あ" * length, 1] for length in range(1, 40)
] + [[value, value] for value in (True, 1.0, 0.0, False, 0, "1", "True", -0.0, "", None, "a\nb", "長い\n" * 3)]  # fmt: skip
_ROWS = st.lists(st.lists(_CELLS, max_size=2), max_size=10)


@settings(deadline=None)
@example(_BOOKS[0], _TRICKY, [], False, None)
@example(_BOOKS[1], _TRICKY, [], True, None)
@given(st.sampled_from(_BOOKS), _ROWS, st.just([]) | _ROWS, st.booleans(), st.none() | st.integers(4, 12))
def test_rows_spelled_as_a_block_are_those_settled_cell_by_cell(
    book: Package, left: list[list[CellValue]], right: list[list[CellValue]], whole: bool, marked: int | None
) -> None:
    wide = [["列", *row] for row in left]
    edits: list[Edit] = [TableEdit("左", body=wide) if whole else TableEdit("左", append=wide)]
    edits += [TableEdit("右", append=right)] if right else []
    edits += [Mark("Sheet", f"B{marked}", Level.CHECK)] if marked else []
    as_block = _planned(book, edits)
    with patch.object(sheet_plan, "is_plain", lambda *_: False):
        assert as_block == _planned(book, edits)


def _planned(book: Package, edits: list[Edit]) -> object:
    try:
        return plan_changes(book, edits)
    except Exception as refused:  # noqa: BLE001 - whatever it is, both ways must say the same
        return type(refused), str(refused)
