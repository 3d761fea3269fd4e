"""`upgrade` on masters that cities have made their own: what is ours is renewed, what is theirs stays to the last byte."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName

from tests.corpus_run import findings
from tests.independent_vba import sources
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.macro_parts import PartChanges, put_macros, ribbon_parts
from xlplan.books.package import Package
from xlplan.books.save import Copies, Paths, prove, save
from xlplan.books.table_xml import tables_of
from xlplan.books.workbook_xml import Workbook
from xlplan.findings import Level
from xlplan.plan import read_plan
from xlplan.tables import BY_NAME, SCHEMA_VERSION, SHEETS, TABLES
from xlplan.template.reproducible import to_bytes
from xlplan.upgrade import CannotUpgrade, Upgrade, plan_upgrade
from xlplan.vba.project import Module, module, new_project, read_project, write_project
from xlplan.vba.project_stream import Kind

MASTER = Path(__file__).parent.parent / "workbook" / "master.xlsm"
CURRENT = Package.open(MASTER)
AT = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001 - an office's wall clock
LATE = ("締め", "改定案")
"""Tables that the older master lacks; 読み替え lacks its last columns."""
CODE = "地方公共団体コード"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea7"
    "5b0b1d0000000049454e44ae426082"
)


def nothing(_: openpyxl.Workbook) -> None:
    """No change."""


def older(path: Path, change: Callable[[openpyxl.Workbook], None] = nothing) -> Path:
    """A master of an earlier version, .xlsx, that a city has worked with: sheets and columns of today are missing."""
    path.write_bytes(made(change))
    return path


@cache
def made(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(MASTER)
    for name in LATE:
        del book[BY_NAME[name].sheet]
    for name, kept in (("読み替え", -2), ("指示助言意見", -1)):
        shorten(book, name, kept)
    settings = book["管理"]
    for row in settings.iter_rows(min_row=5, max_col=2):
        if row[0].value == "スキーマ版":
            row[1].value = "1"
    own = book.create_sheet("わたしの集計")
    own["A1"], own["B1"], own["B2"] = "独自", 3, "=B1*2"
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=2))
    own.add_chart(chart, "D2")
    book.defined_names["わたしの名前"] = DefinedName("わたしの名前", attr_text="'わたしの集計'!$B$1")
    change(book)
    return to_bytes(book)


def shorten(book: openpyxl.Workbook, name: str, kept: int) -> None:
    """Take the last columns of a table away, as if they had never been."""
    sheet = book[BY_NAME[name].sheet]
    table = sheet.tables[name]
    area = openpyxl.utils.cell.range_boundaries(table.ref)
    assert all(area)
    left, top, right, bottom = (int(edge or 0) for edge in area)
    for column in range(right + kept + 1, right + 1):
        for row in range(top, bottom + 1):
            sheet.cell(row, column).value = None
    table.tableColumns = table.tableColumns[:kept]
    table.ref = (
        f"{openpyxl.utils.get_column_letter(left)}{top}:{openpyxl.utils.get_column_letter(right + kept)}{bottom}"
    )
    table.autoFilter.ref = table.ref
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    rules = sheet.data_validations.dataValidation
    sheet.data_validations.dataValidation = [r for r in rules if all(a.min_col <= right + kept for a in r.sqref.ranges)]


@dataclass
class Foreign:
    """Parts put into a package by hand, with a relationship from a part that is there."""

    parts: Mapping[str, bytes] = field(default_factory=dict)

    def into(self, path: Path) -> Path:
        package = Package.open(path)
        path.write_bytes(package.replaced({}, (), dict(self.parts)))
        return path


FOREIGN = Foreign(
    {
        "xl/media/写真.png": PIXEL,
        "xl/pivotCache/pivotCacheDefinition9.xml": b'<pivotCacheDefinition xmlns="urn:x"/>',
        "xl/pivotTables/pivotTable9.xml": b'<pivotTableDefinition xmlns="urn:x"/>',
        "customXml/item1.xml": "<独自>値</独自>".encode(),
    }
)


def upgraded(path: Path, out: Path) -> Upgrade:
    planned = plan_upgrade(FileBook(path), FileBook(MASTER))
    save(planned.package, planned.parts, paths=Paths(path, out), copies=Copies(AT))
    return planned


def with_project(path: Path, modules: list[Module], more: Mapping[str, bytes] = {}) -> Path:
    """The same workbook with macros of its own."""
    package = Package.open(path)
    changes: PartChanges = put_macros(Workbook.of(package), write_project(new_project(modules)), b"<customUI/>")
    kept = {name: data for name, data in changes.changed.items() if name != "_rels/.rels"}
    added = {name: data for name, data in changes.added.items() if not name.startswith("customUI")}
    path.write_bytes(package.replaced(kept, (), {**added, **more}))
    return path


def standard(name: str, code: str) -> Module:
    return module(name, Kind.MODULE, f'Attribute VB_Name = "{name}"\n{code}')


def workbook_module(code: str = "") -> Module:
    shipped = read_project(CURRENT.read("xl/vbaProject.bin")).modules[0]
    attributes = shipped.source[: len(shipped.source) - len(shipped.code)].decode("ascii")
    return module("ThisWorkbook", Kind.DOCUMENT, attributes + code)


def content(cell: Any) -> str:
    """The value or formula of a cell."""
    return str(getattr(cell.value, "text", cell.value))


def look(cell: Any) -> str:
    """All that a cell's format says, in words that compare."""
    return repr([cell.number_format, cell.font, cell.fill, cell.border, cell.alignment, cell.protection])


# ---- an older master ----


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return FOREIGN.into(older(tmp_path_factory.mktemp("old") / "台帳.xlsx"))


@pytest.fixture(scope="module")
def new(old: Path) -> tuple[Path, Upgrade]:
    out = old.with_name("新台帳.xlsm")
    return out, upgraded(old, out)


def test_every_table_and_column_of_this_version_is_there(new: tuple[Path, Upgrade]) -> None:
    book = FileBook(new[0])
    for table in TABLES:
        grid = book.grid(table.name)
        assert grid is not None, table.name
        assert set(table.headers) <= set(grid.columns), table.name
    plan = read_plan(book)
    assert [found for found in plan.findings if found.level is Level.SERIOUS] == []
    assert plan.settings["スキーマ版"] == SCHEMA_VERSION


def test_what_was_added_is_told(new: tuple[Path, Upgrade]) -> None:
    said = "\n".join(new[1].account.added)
    for name in LATE:
        assert f"シート「{BY_NAME[name].sheet}」（表「{name}」）" in said
    headers = BY_NAME["読み替え"].headers[-2:]
    assert f"表「読み替え」の列（{'、'.join(headers)}）" in said
    assert f"「スキーマ版」（1から{SCHEMA_VERSION}へ）" in said
    assert "マクロとリボンのタブ" in said


def test_what_is_theirs_is_told_and_untouched(old: Path, new: tuple[Path, Upgrade]) -> None:
    kept = "\n".join(new[1].account.kept)
    for wanted in (
        "独自のシート1枚（わたしの集計）",
        "独自の名前1個（わたしの名前）",
        "グラフ",
        "画像1個",
        "ピボットテーブル1個",
    ):
        assert wanted in kept
    before, after = Package.open(old), Package.open(new[0])
    own = next(sheet.part for sheet in Workbook.of(before).sheets if sheet.name == "わたしの集計")
    charts = [name for name in before.names if "/charts/" in name or "/drawings/" in name]
    assert len(charts) >= 3
    for part in (*FOREIGN.parts, own, *charts):
        assert after.raw(part) == before.raw(part), part
    assert [sheet.name for sheet in Workbook.of(after).sheets][: len(SHEETS) - 1] == [
        sheet.name for sheet in Workbook.of(before).sheets
    ][: len(SHEETS) - 1]
    names = {one.name: one.text for one in Workbook.of(after).names}
    assert names["わたしの名前"] == "'わたしの集計'!$B$1"


def test_only_the_parts_named_changed_and_the_save_was_proved(old: Path, new: tuple[Path, Upgrade]) -> None:
    before, after = Package.open(old), Package.open(new[0])
    prove(before, after, new[1].parts)
    touched = {name for name in before.names if before.raw(name) != after.raw(name)}
    assert touched == set(new[1].parts.changed)
    assert touched < {
        "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        *(part for table in ("読み替え", "指示助言意見", "管理") for part in parts_of_table(before, table)),
    }  # fmt: skip


def parts_of_table(package: Package, name: str) -> tuple[str, str]:
    for sheet in Workbook.of(package).sheets:
        for table in tables_of(package, sheet):
            if table.name == name:
                return sheet.part, table.part
    raise AssertionError(name)


def test_no_cell_of_theirs_looks_or_reads_different(old: Path, new: tuple[Path, Upgrade]) -> None:
    before, after = openpyxl.load_workbook(old), openpyxl.load_workbook(new[0], keep_vba=True)
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                now = after[sheet.title][cell.coordinate]
                if cell.value is not None and cell.value != "1":  # the schema version
                    assert content(now) == content(cell), (sheet.title, cell)
                    assert look(now) == look(cell)


def test_new_columns_look_and_behave_as_in_a_new_master(new: tuple[Path, Upgrade]) -> None:
    made, shipped = openpyxl.load_workbook(new[0]), openpyxl.load_workbook(MASTER)
    for name in ("読み替え", "指示助言意見"):
        sheet, model = made[BY_NAME[name].sheet], shipped[BY_NAME[name].sheet]
        for own, other in zip(sheet[4], model[4], strict=True):
            assert (own.value, look(own)) == (other.value, look(other))
        for own, other in zip(sheet[5], model[5], strict=True):
            assert look(own) == look(other)
        columns = {r.min_col for v in sheet.data_validations.dataValidation for r in v.sqref.ranges}
        wanted = {r.min_col for v in model.data_validations.dataValidation for r in v.sqref.ranges}
        assert columns == wanted
        last = sheet.tables[name].ref.partition(":")[2]
        assert last.rstrip("0123456789") == model.tables[name].ref.partition(":")[2].rstrip("0123456789")


@pytest.mark.slow
def test_new_sheets_are_empty_and_print_with_the_citys_own_heading(tmp_path: Path) -> None:
    def other_city(book: openpyxl.Workbook) -> None:
        for row in book["管理"].iter_rows(min_row=5, max_col=2):
            if row[0].value == "市名":
                row[1].value = "架空＆A市"
            if row[0].value == CODE:
                row[0].value = row[1].value = None

    path = older(tmp_path / "台帳.xlsx", other_city)
    upgraded(path, tmp_path / "新.xlsm")
    book = openpyxl.load_workbook(tmp_path / "新.xlsm")
    settings = {str(row[0].value): row[1].value for row in book["管理"].iter_rows(min_row=5, max_col=2)}
    assert settings[CODE] is None  # the number of another city would be worse than a blank
    for name in LATE:
        sheet = book[BY_NAME[name].sheet]
        assert [cell.value for cell in sheet[5] if cell.value is not None and not str(cell.value).startswith("=")] == []
        assert sheet.oddHeader is not None
        assert str(sheet.oddHeader.left.text).startswith("架空＆A市 ")
        assert sheet.print_title_rows == "$1:$4"


@pytest.mark.slow
def test_an_independent_validator_finds_nothing_new(old: Path, new: tuple[Path, Upgrade], tmp_path: Path) -> None:
    before = findings(tmp_path / "before.xlsx", old.read_bytes())
    assert findings(tmp_path / "after.xlsm", new[0].read_bytes()) - before == {}


def test_a_second_upgrade_changes_nothing(new: tuple[Path, Upgrade], tmp_path: Path) -> None:
    again = upgraded(new[0], tmp_path / "再.xlsm")
    assert (tmp_path / "再.xlsm").read_bytes() == new[0].read_bytes()
    assert again.account.added == []


@pytest.mark.slow
def test_the_round_goes_on_in_the_upgraded_master_with_every_foreign_part_intact(
    new: tuple[Path, Upgrade], tmp_path: Path
) -> None:
    forms = tmp_path / "調査票"
    forms.mkdir()
    operations.distribute(FileBook(new[0]), forms, period="平成26年度末")
    book = FileBook(new[0])
    operations.consolidate(book, [forms], at=AT, period="平成26年度末")
    book.save(tmp_path / "取りまとめ.xlsm", AT)
    book = FileBook(tmp_path / "取りまとめ.xlsm")
    operations.undo(book, at=AT)
    book.save(tmp_path / "取消.xlsm", AT)
    before, after = Package.open(new[0]), Package.open(tmp_path / "取消.xlsm")
    same = {name for name in before.names if name in after and before.raw(name) == after.raw(name)}
    assert {*FOREIGN.parts, "xl/vbaProject.bin", *ribbon_parts(before)} <= same


def test_the_master_of_this_version_stays_as_it_is(tmp_path: Path) -> None:
    assert upgraded(MASTER, tmp_path / "同じ.xlsm").account.added == []
    assert (tmp_path / "同じ.xlsm").read_bytes() == MASTER.read_bytes()


# ---- macros of their own ----

OWN = standard("集計", "Public Sub わたしの集計()\n    ' 独自の処理\nEnd Sub\n")


def test_their_modules_are_carried_over_byte_for_byte(tmp_path: Path) -> None:
    sheet = module("Sheet3", Kind.DOCUMENT, 'Attribute VB_Name = "Sheet3"\nPrivate Sub Worksheet_Activate()\nEnd Sub\n')
    kind = module("Counter", Kind.CLASS, 'Attribute VB_Name = "Counter"\nPublic Value As Long\n')
    path = with_project(older(tmp_path / "台帳.xlsm"), [workbook_module(), OWN, sheet, kind])
    planned = upgraded(path, tmp_path / "新.xlsm")
    after = read_project(Package.open(tmp_path / "新.xlsm").read("xl/vbaProject.bin"))
    by_name = {one.name: one for one in after.modules}
    assert [by_name[one.name] for one in (OWN, sheet, kind)] == [OWN, sheet, kind]
    shipped = {one.name: one for one in read_project(CURRENT.read("xl/vbaProject.bin")).modules}
    ours = [one for one in shipped.values() if one.kind is Kind.MODULE]
    assert [by_name[one.name] for one in ours] == ours
    assert by_name["ThisWorkbook"].code == shipped["ThisWorkbook"].code
    assert "独自のマクロ（集計、Sheet3、Counter）。内容は変えていません" in planned.account.kept
    assert "わたしの集計" in sources(tmp_path / "新.xlsm")["集計"]


def test_old_macros_of_ours_are_replaced_and_gone_ones_taken_out(tmp_path: Path) -> None:
    stale = [standard("xlplan_ribbon", "' of an earlier version\n"), standard("xlplan_old", "' no longer used\n")]
    path = with_project(older(tmp_path / "台帳.xlsm"), [workbook_module(), *stale])
    upgraded(path, tmp_path / "新.xlsm")
    after = {
        one.name: one for one in read_project(Package.open(tmp_path / "新.xlsm").read("xl/vbaProject.bin")).modules
    }
    assert "xlplan_old" not in after
    assert b"XlplanPress" in after["xlplan_ribbon"].source


def test_their_own_opening_stays_and_the_line_to_add_is_told(tmp_path: Path) -> None:
    own = workbook_module('Private Sub Workbook_Open()\n    MsgBox "独自"\nEnd Sub\n')
    path = with_project(older(tmp_path / "台帳.xlsm"), [own])
    planned = upgraded(path, tmp_path / "新.xlsm")
    after = read_project(Package.open(tmp_path / "新.xlsm").read("xl/vbaProject.bin"))
    assert next(one for one in after.modules if one.name == "ThisWorkbook") == own
    assert any("RegisterFunctions" in line for line in planned.account.to_do)


def test_references_and_settings_of_their_project_stay(tmp_path: Path) -> None:
    path = with_project(older(tmp_path / "台帳.xlsm"), [workbook_module(), OWN])
    before = read_project(Package.open(path).read("xl/vbaProject.bin"))
    upgraded(path, tmp_path / "新.xlsm")
    after = read_project(Package.open(tmp_path / "新.xlsm").read("xl/vbaProject.bin"))
    assert after.information == before.information
    assert after.encoding == before.encoding


# ---- refusals: nothing is written ----


def refused(path: Path) -> str:
    before = sorted(path.parent.iterdir())
    with pytest.raises(CannotUpgrade) as told:
        upgraded(path, path.with_name("新.xlsm"))
    assert sorted(path.parent.iterdir()) == before
    return str(told.value)


def test_a_procedure_of_theirs_with_the_name_of_ours_is_named(tmp_path: Path) -> None:
    mine = standard("便利", "Function FileExists(path)\nEnd Function\n")
    text = refused(with_project(older(tmp_path / "台帳.xlsm"), [workbook_module(), mine]))
    assert "独自のモジュール「便利」の手続き（FileExists）" in text
    assert "「Private」を付けて" in text


def test_an_xlwings_of_their_own_is_named(tmp_path: Path) -> None:
    text = refused(with_project(older(tmp_path / "台帳.xlsm"), [workbook_module(), standard("xlwings", "' theirs\n")]))
    assert "独自のモジュール（xlwings）" in text


def test_a_signed_project_is_refused(tmp_path: Path) -> None:
    signature = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProjectSignature" '
        b'Target="vbaProjectSignature.bin"/></Relationships>'
    )
    more = {"xl/_rels/vbaProject.bin.rels": signature, "xl/vbaProjectSignature.bin": b"signed"}
    assert "電子署名" in refused(with_project(older(tmp_path / "台帳.xlsm"), [workbook_module(), OWN], more))


def test_a_locked_project_is_refused(tmp_path: Path) -> None:
    path = with_project(older(tmp_path / "台帳.xlsm"), [workbook_module(), OWN])
    package = Package.open(path)
    project = read_project(package.read("xl/vbaProject.bin"))
    locked = re.sub(r'DPB="[^"]*"', 'DPB="0E0CD1ECDFF4E7F5E7F5E7"', project.text)
    data = write_project(type(project)(project.modules, project.information, locked, project.encoding))
    path.write_bytes(package.replaced({"xl/vbaProject.bin": data}))
    assert "保護されています" in refused(path)


def test_forms_are_refused_by_name(tmp_path: Path) -> None:
    path = with_project(older(tmp_path / "台帳.xlsm"), [workbook_module(), Module("入力画面", Kind.FORM, b"")])
    assert "独自のフォーム（入力画面）" in refused(path)


def test_a_ribbon_of_their_own_is_refused(tmp_path: Path) -> None:
    path = older(tmp_path / "台帳.xlsx")
    package = Package.open(path)
    changes = put_macros(Workbook.of(package), b"", b"<customUI/>")
    rels = changes.changed["_rels/.rels"]
    path.write_bytes(package.replaced({"_rels/.rels": rels}, (), {"customUI/customUI14.xml": b"<customUI/>"}))
    assert "独自のリボン（customUI/customUI14.xml）" in refused(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "reason"), [("自由欄", "表の右隣に内容があります"), (None, "表の右隣に結合したセルがあります")]
)
def test_a_column_with_something_beside_it_is_refused_by_name(tmp_path: Path, content: str | None, reason: str) -> None:
    def beside(book: openpyxl.Workbook) -> None:
        sheet = book["読み替え"]
        column = openpyxl.utils.column_index_from_string(
            re.sub("[0-9]", "", sheet.tables["読み替え"].ref.partition(":")[2])
        )
        if content is None:
            sheet.merge_cells(start_row=6, end_row=7, start_column=column + 1, end_column=column + 2)
        else:
            sheet.cell(6, column + 1).value = content

    text = refused(older(tmp_path / "台帳.xlsx", beside))
    assert f"表「読み替え」を加えられません：{reason}（読み替え!" in text
    assert "表の右の列を空けてから" in text


@pytest.mark.slow
def test_locked_tabs_are_refused(tmp_path: Path) -> None:
    def lock(book: openpyxl.Workbook) -> None:
        book.security.lockStructure = True

    assert "ブックの構成が保護されている" in refused(older(tmp_path / "台帳.xlsx", lock))


@pytest.mark.slow
def test_a_sheet_of_the_name_without_its_table_is_refused(tmp_path: Path) -> None:
    def own(book: openpyxl.Workbook) -> None:
        book.create_sheet("締め")["A1"] = "独自"

    assert "シート「締め」に表「締め」がありません" in refused(older(tmp_path / "台帳.xlsx", own))


@pytest.mark.slow
def test_a_master_of_a_later_version_is_refused(tmp_path: Path) -> None:
    def later(book: openpyxl.Workbook) -> None:
        for row in book["管理"].iter_rows(min_row=5, max_col=2):
            if row[0].value == "スキーマ版":
                row[1].value = "99"

    assert "（99）が、このxlplanの版" in refused(older(tmp_path / "台帳.xlsx", later))
