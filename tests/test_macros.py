"""The macros and the ribbon in the master: what stands in `macros/` and nothing else, and what survives every save."""

from __future__ import annotations

import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import olefile
import pytest

from tests.independent_vba import sources
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.macro_parts import code_names, ribbon_parts
from xlplan.books.package import Package
from xlplan.books.workbook_xml import Workbook, relationships
from xlplan.hosts.actions import ACTIONS, BY_NAME, GROUPS
from xlplan.macros import texts, xlwings_module
from xlplan.macros.ribbon import NAMESPACE
from xlplan.macros.sources import generated, read_sources
from xlplan.tables import SHEETS
from xlplan.vba.project import ProjectError, read_project
from xlplan.vba.project_stream import Kind

ROOT = Path(__file__).parent.parent
FOLDER, MASTER = ROOT / "macros", ROOT / "workbook" / "master.xlsm"
AT = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001 - an office's wall clock
PROJECT, RIBBON = "xl/vbaProject.bin", "customUI/customUI14.xml"


@pytest.fixture(scope="module")
def package() -> Package:
    return Package.open(MASTER)


def text_in(path: Path) -> str:
    """A source as a project holds it: a class loses the lines that only its file has."""
    return re.sub(r"\AVERSION 1\.0 CLASS\nBEGIN\n(?:.*\n)*?END\n", "", path.read_text(encoding="ascii"))


# ---- the project in the master ----


def test_every_module_is_its_file_to_an_independent_reader() -> None:
    found = sources(MASTER)
    written = {path.stem: text_in(path) for path in FOLDER.iterdir() if path.suffix in (".bas", ".cls")}
    assert {name: found[name].rstrip() for name in written} == {name: text.rstrip() for name, text in written.items()}
    assert set(found) - set(written) == {f"Sheet{number}" for number in range(1, len(SHEETS) + 1)}


def test_the_project_is_sound_and_open_to_all(package: Package) -> None:
    data = package.read(PROJECT)
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        assert file.parsing_issues == []
    project = read_project(data)
    assert (project.encoding, project.protected) == ("cp932", False)
    documents = {one.name for one in project.modules if one.kind is Kind.DOCUMENT}
    assert documents == {"ThisWorkbook", *code_names(Workbook.of(package)).values()}


def test_every_sheet_has_a_code_name(package: Package) -> None:
    names = code_names(Workbook.of(package))
    assert tuple(names) == SHEETS
    assert len(set(names.values())) == len(SHEETS)


def test_the_package_says_what_its_parts_are(package: Package) -> None:
    types = package.read("[Content_Types].xml").decode()
    assert 'PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"' in types
    assert 'PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"' in types
    assert [one.part for one in relationships(package, "xl/workbook.xml") if one.kind == "vbaProject"] == [PROJECT]
    assert ribbon_parts(package) == (RIBBON,)
    assert package.read(RIBBON) == (FOLDER / "ribbon.xml").read_bytes()


def test_no_return_carries_macros() -> None:
    assert not any("vba" in name.casefold() for name in Package.open(ROOT / "templates" / "return.xlsx").names)


# ---- sources ----


def test_generated_sources_are_fresh() -> None:
    stale = [name for name, text in generated().items() if (FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run: python -m xlplan.build"


def test_a_source_that_is_not_ascii_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.bas").write_text('Attribute VB_Name = "a"\n\' 日本語\n', encoding="cp932")
    with pytest.raises(ProjectError, match=r"a\.bas: macro sources are ASCII"):
        read_sources(tmp_path)


def test_a_source_is_called_as_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.bas").write_text('Attribute VB_Name = "b"\n', encoding="ascii")
    with pytest.raises(ProjectError, match=r"a\.bas: Attribute VB_Name is not a"):
        read_sources(tmp_path)


def test_texts_come_back_from_their_codes() -> None:
    found: dict[str, str] = {}
    for line in texts.texts_module().splitlines():
        if name := re.fullmatch(r'    Case "(\w+)"', line):
            current = found.setdefault(name[1], "") or name[1]
        if codes := re.fullmatch(r'        codes = codes & "([0-9A-F]+)"', line):
            found[current] += bytes.fromhex(codes[1]).decode("utf-16-be")
    assert found == texts.TEXTS


def test_every_text_a_macro_asks_for_is_there_and_every_text_is_asked_for() -> None:
    asked = {
        name for path in FOLDER.glob("*.bas") for name in re.findall(r'XlplanText(?:With)?\("(\w+)"', path.read_text())
    }
    assert asked == set(texts.TEXTS)
    for name, text in texts.TEXTS.items():
        assert bool(re.search(rf'XlplanTextWith\("{name}"', everything())) == (texts.PLACE in text), name


def everything() -> str:
    return "\n".join(path.read_text(encoding="ascii") for path in sorted(FOLDER.glob("*.bas")))


def test_the_module_of_xlwings_keeps_its_licence_and_says_what_was_changed() -> None:
    text = (FOLDER / "xlwings.bas").read_text(encoding="ascii")
    assert "xlwings is distributed under a BSD 3-clause license." in text
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in text
    assert "xlplan/macros/xlwings_module.py" in text
    assert all(change.new in text and change.why for change in xlwings_module.CHANGES)
    for wanted in ("Public Function RunPython(", "Function XLPy()", "Function GetConfig("):
        assert wanted in text


def test_a_passage_xlwings_has_changed_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = xlwings_module.Change("not in it", "", "")
    monkeypatch.setattr(xlwings_module, "CHANGES", (*xlwings_module.CHANGES, gone))
    with pytest.raises(xlwings_module.ChangedUpstream, match="0 times"):
        xlwings_module.xlwings_module()


def test_no_message_of_a_macro_of_ours_is_in_english() -> None:
    for path in FOLDER.glob("xlplan_*.bas"):
        assert not re.findall(r'MsgBox "', path.read_text(encoding="ascii")), path.name


def test_the_fallback_on_windows_imports_every_source() -> None:
    script = (FOLDER / "build.ps1").read_text(encoding="ascii")
    assert "*.bas" in script
    assert "ThisWorkbook.cls" in script
    assert "ribbon.xml" in script


# ---- the ribbon ----

# What [MS-CUSTOMUI2] allows on the elements used here, as far as it is used.
ALLOWED = {
    "customUI": {"onLoad", "loadImage"},
    "ribbon": {"startFromScratch"},
    "tabs": set[str](),
    "tab": {"id", "label", "keytip", "visible", "insertAfterMso", "insertBeforeMso", "tag"},
    "group": {"id", "label", "keytip", "imageMso", "screentip", "supertip", "visible", "tag"},
    "button": {"id", "tag", "label", "imageMso", "size", "screentip", "supertip", "keytip", "onAction", "enabled"},
}
INSIDE = {
    "customUI": {"ribbon"},
    "ribbon": {"tabs"},
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button"},
    "button": set[str](),
}
LONGEST = {"label": 1024, "screentip": 1024, "supertip": 1024, "tag": 1024, "keytip": 3, "imageMso": 1024}


def elements(parent: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    yield parent.tag.removeprefix(f"{{{NAMESPACE}}}"), parent
    for child in parent:
        yield from elements(child)


@pytest.fixture
def ribbon() -> ET.Element:
    return ET.fromstring((FOLDER / "ribbon.xml").read_bytes())  # noqa: S314 - our own file


def test_the_ribbon_keeps_to_its_schema(ribbon: ET.Element) -> None:
    ids = []
    for name, element in elements(ribbon):
        assert set(element.attrib) <= ALLOWED[name], name
        assert {child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element} <= INSIDE[name]
        ids += [element.attrib["id"]] if "id" in element.attrib else []
        for attribute, value in element.attrib.items():
            assert 1 <= len(value) <= LONGEST.get(attribute, 1024)
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in ids)


def test_every_button_has_its_action_and_every_action_its_button(ribbon: ET.Element) -> None:
    buttons = [element.attrib for name, element in elements(ribbon) if name == "button"]
    assert [button["tag"] for button in buttons] == [name for _, names in GROUPS for name in names]
    assert {button["tag"] for button in buttons} == set(BY_NAME)
    for button in buttons:
        action = BY_NAME[button["tag"]]
        shown = [button[name] for name in ("label", "screentip", "supertip", "keytip", "imageMso")]
        assert shown == [action.label, action.tip, action.help, action.key, action.icon]
    assert len({action.key for action in ACTIONS}) == len(ACTIONS)


def test_every_button_calls_a_procedure_that_is_there(ribbon: ET.Element) -> None:
    called = {element.attrib["onAction"] for name, element in elements(ribbon) if name == "button"}
    module = (FOLDER / "xlplan_ribbon.bas").read_text(encoding="ascii")
    assert all(f"Public Sub {name}(control As Object)" in module for name in called)
    assert "from xlplan.hosts.desktop import run; run('\" & action & \"')" in module


# ---- saves ----


def test_every_operation_keeps_macros_and_ribbon_byte_for_byte(tmp_path: Path, package: Package) -> None:
    forms = tmp_path / "調査票"
    forms.mkdir()
    operations.distribute(FileBook(MASTER), forms, period="平成26年度末")
    steps = [tmp_path / name for name in ("取りまとめ.xlsm", "判定.xlsm", "取消.xlsm")]
    book = FileBook(MASTER)
    operations.check(book, [forms], period="平成26年度末")
    operations.consolidate(book, [forms], at=AT, period="平成26年度末")
    book.save(steps[0], AT)
    book = FileBook(steps[0])
    operations.assess(book, period="平成26年度末")
    book.save(steps[1], AT)
    book = FileBook(steps[1])
    operations.undo(book, at=AT)
    book.save(steps[2], AT)
    for path in steps:
        after = Package.open(path)
        assert [after.raw(part) for part in (PROJECT, RIBBON)] == [package.raw(part) for part in (PROJECT, RIBBON)]
        assert ribbon_parts(after) == (RIBBON,)
        assert Workbook.of(after).one("vbaProject") == PROJECT
