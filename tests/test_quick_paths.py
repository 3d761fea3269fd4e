"""Where reading or writing takes a quick way, it gives what the plain way gives."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from xlplan.books import xml_parts
from xlplan.books.sheet_scan import scan
from xlplan.books.xml_tags import escape

_TEXTS = st.sampled_from(['hidden="1"', " hidden='1' >", "課 hidden = 'true'", "", "<row hidden='1'>"])
_PREFIXES = st.sampled_from(["", "x:"])
_HIDING = st.sampled_from(['hidden="1"', "hidden='true'", 'hidden = "1"', 'hidden="0"', "", 'collapsed="1" hidden="1"'])


@st.composite
def _sheets(draw: st.DrawFn) -> tuple[bytes, set[int], set[int]]:
    """A sheet with the numbers of its hidden rows and columns."""
    prefix, parts = draw(_PREFIXES), []
    columns, rows = set(), set()
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
    return f"<{prefix}worksheet {declared}>{''.join(parts)}</{prefix}worksheet>".encode(), rows, columns


@given(_sheets())
def test_hidden_rows_and_columns_are_found_wherever_the_word_stands(drawn: tuple[bytes, set[int], set[int]]) -> None:
    sheet, rows, columns = drawn
    found = scan(xml_parts.clean_part(sheet, "sheet"), "sheet", {})
    assert (set(found.hidden_rows), set(found.hidden_columns)) == (rows, columns)


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
