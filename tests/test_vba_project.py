"""A project as a whole: what is written is what independent readers and ours read."""

from __future__ import annotations

import io

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.independent_vba import sources
from xlplan.vba.project import Module, Project, ProjectError, module, new_project, read_project, write_project
from xlplan.vba.project_stream import Kind

SHEET = 'Attribute VB_Name = "{}"\nAttribute VB_Base = "0{{00020820-0000-0000-C000-000000000046}}"\n'


def standard(name: str, code: str) -> Module:
    return module(name, Kind.MODULE, f'Attribute VB_Name = "{name}"\n{code}')


def text_of(one: Module) -> str:
    return one.source.decode("cp932")


WHOLE = write_project(new_project([standard("A", "' x\n" * 50), standard("B", "")]))


def agree(project: Project) -> bytes:
    data = write_project(project)
    again = read_project(data)
    assert again.modules == project.modules
    assert not again.protected
    assert {name: code.rstrip() for name, code in sources(data).items()} == {
        one.name: text_of(one).replace("\r\n", "\n").rstrip() for one in project.modules
    }
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        assert file.parsing_issues == []
    return data


def test_two_hundred_modules_are_all_there() -> None:
    modules = [standard(f"M{number:03}", f"Sub S{number}()\nEnd Sub\n" * (number % 40)) for number in range(200)]
    agree(new_project(modules))


def test_fifteen_hundred_functions_stay_whole() -> None:
    code = "".join(f"Function F{n}(x)\n    F{n} = x + {n}\nEnd Function\n" for n in range(1500))
    agree(new_project([standard("Functions", code)]))


def test_a_module_may_be_empty_and_a_line_long() -> None:
    long = "' " + "x" * 5000
    modules = [
        module("ThisWorkbook", Kind.DOCUMENT, SHEET.format("ThisWorkbook")),
        standard("Empty", ""),
        standard("Long", f"{long}\n"),
        module("Thing", Kind.CLASS, 'Attribute VB_Name = "Thing"\nPublic Value As Long\n'),
    ]
    agree(new_project(modules))


JAPANESE = st.text(
    st.sampled_from("行政改革プランの点検、取りまとめ・判定①㈱髙﨑～－∥￢ｶﾅー「」"), min_size=1, max_size=30
)


@given(st.lists(JAPANESE, min_size=1, max_size=30))
@settings(deadline=None, max_examples=25)
def test_japanese_of_code_page_932_stays_what_it_was(texts: list[str]) -> None:
    texts = [text for text in texts if text.encode("cp932", "ignore").decode("cp932") == text]
    agree(new_project([standard("Texts", "".join(f"' {text}\n" for text in texts))]))


@pytest.mark.parametrize("character", ["𠮟", "é", "😀", "한"])
def test_what_code_page_932_has_no_place_for_is_named(character: str) -> None:
    with pytest.raises(ProjectError, match=rf"Texts, line 3: '{character}' \(U\+{ord(character):04X}\)"):
        standard("Texts", f"' 良い\n' 悪い{character}\n")


@pytest.mark.parametrize("name", ["", "1st", "a b", "x" * 32, "dir", "_VBA_PROJECT", "a-b"])
def test_a_name_that_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(ProjectError, match="no module can be called"):
        standard(name, "")


def test_two_modules_of_one_name_are_refused() -> None:
    with pytest.raises(ProjectError, match="one name"):
        write_project(new_project([standard("A", ""), standard("a", "")]))


def test_the_same_sources_make_the_same_bytes() -> None:
    assert write_project(new_project([standard("A", "' x\n")])) == write_project(new_project([standard("A", "' x\n")]))


def test_text_that_hardly_compresses_is_followed_by_blanks_at_most() -> None:
    """A last chunk between 3,641 and 4,095 bytes that does not compress is filled up: with blanks, which are nothing."""
    noise = "".join(chr(0x21 + (n * n * 31 + n * 17 + n // 7) % 94) for n in range(3900))
    data = write_project(new_project([standard("Noise", f"' {noise}\n")]))
    (found,) = read_project(data).modules
    assert found.source.rstrip(b" ") == standard("Noise", f"' {noise}\n").source


def test_what_is_no_project_is_refused() -> None:
    for data in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        with pytest.raises(ProjectError, match="not readable"):
            read_project(data)


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_a_damaged_project_is_refused_or_read_never_worse(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    try:
        read_project(bytes(whole[:cut] if data.draw(st.booleans()) else whole))
    except ProjectError:
        return


def test_the_code_is_what_follows_the_attributes() -> None:
    assert standard("A", 'Attribute VB_Description = "d"\nOption Explicit\n').code == b"Option Explicit\r\n"
    assert module("B", Kind.DOCUMENT, SHEET.format("B")).code == b""
