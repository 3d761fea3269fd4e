"""Every report made from a small judged master: figures agree, add up, and nothing internal is in a public file."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.html_check import read_page
from tests.reported import MADE, PERIOD, SECRET, judged_book, reported_rows, results_of
from xlplan import operations
from xlplan.books.reading import open_workbook
from xlplan.books.stencil import Template, TemplateLacks
from xlplan.books.stencil_sheet import readable
from xlplan.report import crossfoot
from xlplan.report.filling import template_path
from xlplan.report.kinds import KINDS
from xlplan.report.results import Results
from xlplan.report.wording import pace
from xlplan.tables import AMENDMENTS, DRAFTS
from xlplan.tables.amendments import AmendmentRow, DraftRow
from xlplan.template.reports import NAMES, build_template

DECIDED: dict[str, Any] = {"decided_on": dt.date(2015, 4, 1)}
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("報告書")
    book = judged_book()
    for kind in KINDS:
        operations.report(book, kind.name, folder, at=MADE, period=PERIOD.label)
    return folder


@pytest.fixture(scope="module")
def results() -> Results:
    return results_of(judged_book())[0]


def texts(path: Path) -> str:
    """Everything in a workbook, part by part."""
    with zipfile.ZipFile(path) as package:
        return "\n".join(readable(package.read(name)).decode() for name in package.namelist())


def test_no_internal_remark_is_in_any_byte_of_a_public_report(made: Path) -> None:
    public = [path for path in made.iterdir() if "公表用" in path.name or "委員会" in path.name]
    internal = [path for path in made.iterdir() if "内部用" in path.name or "本部" in path.name]
    assert len(public) == 3
    assert any(SECRET in texts(path) for path in internal)
    for path in public:
        assert SECRET not in texts(path)


def test_the_same_count_in_two_reports_is_the_same_count(made: Path) -> None:
    tables = [
        Template.open(made / f"{PERIOD.label}_{name}.xlsx").numbers(crossfoot.COUNTS)
        for name in ("本部報告", "委員会資料")
    ]
    assert tables[0] == tables[1]
    assert len(tables[0]) > 50


def test_the_web_page_counts_what_the_committee_counts(made: Path) -> None:
    document = Template.open(made / f"{PERIOD.label}_委員会資料.xlsx")
    template, numbers = Template.open(template_path("委員会資料.xlsx", ())), document.numbers(crossfoot.COUNTS)
    page, _ = read_page((made / f"{PERIOD.label}_市HP" / "index.html").read_text(encoding="utf-8"))
    (total,) = document.band_rows(crossfoot.COUNTS, "進捗区分の計")
    columns = template.columns(crossfoot.COUNTS, "進捗区分")
    table = next(one for one in page.all("table") if one.children[0].text.startswith("方針別の進捗区分"))
    head, *_, foot = [[cell.text.split()[0] for cell in row.children] for row in table.all("tr")]
    shown = {name: int(count) for name, count in zip(head[1:], foot[1:], strict=True)}
    assert shown == {name: numbers[total, columns[name]] for name in shown}
    assert len(shown) >= 4


def test_every_printed_table_of_counts_adds_up(made: Path) -> None:
    for name in ("本部報告", "委員会資料"):
        template = Template.open(template_path(f"{name}.xlsx", ()))
        assert crossfoot.mismatches(template, Template.open(made / f"{PERIOD.label}_{name}.xlsx")) == []


def test_a_figure_changed_in_a_copy_is_found_and_its_cell_named(made: Path) -> None:
    template = Template.open(template_path("本部報告.xlsx", ()))
    original = Template.open(made / f"{PERIOD.label}_本部報告.xlsx")
    part = next(sheet.part for sheet in original.workbook.sheets if sheet.name == crossfoot.COUNTS)
    column = template.columns(crossfoot.COUNTS, "進捗区分")["A"]
    row = original.band_rows(crossfoot.COUNTS, "進捗区分")[0]
    data = original.package.read(part).decode()
    cell = rf'(<c r="{chr(64 + column)}{row}"[^>]*><v>)\d+'
    changed = re.sub(cell, r"\g<1>9", data)
    assert changed != data
    copy = Template.from_bytes("写し.xlsx", original.package.replaced({part: changed.encode()}))
    with pytest.raises(crossfoot.DoesNotAddUp, match="「写し"):
        crossfoot.require(template, copy)


def test_a_program_sheet_prints_the_verdicts_and_pace_of_the_master(made: Path, results: Results) -> None:
    book = open_workbook(made / f"{PERIOD.label}_個票（内部用）.xlsx")
    assert [sheet.name for sheet in book.facts.sheets] == [f"No.{program.no:02d}" for program in results.programs]
    for program in results.programs:
        cells = [str(cell) for row in book.grid(f"No.{program.no:02d}") for cell in row if cell is not None]
        for one in program.indicators:
            assert one.judged.reason in cells
            assert any(cell.startswith(f"{one.symbol} {one.word}") and pace(one) in cell for cell in cells)


def test_base_date_and_digest_stand_on_every_page_of_every_workbook(made: Path, results: Results) -> None:
    for path in made.glob("*.xlsx"):
        with zipfile.ZipFile(path) as package:
            sheets = [
                package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")
            ]
        assert sheets
        for data in sheets:
            page = data[data.index("<headerFooter") :]
            assert results.stamp.as_of in page
            assert results.stamp.digest in page
            assert "&amp;P" in page


def test_the_same_master_gives_the_same_files_and_a_changed_one_keeps_a_copy(tmp_path: Path) -> None:
    book = judged_book()
    (first,) = operations.report(book, "本部報告", tmp_path, at=MADE, period=PERIOD.label)
    content = first.read_bytes()
    operations.report(book, "headquarters", tmp_path, at=MADE, period=PERIOD.label)
    assert [path.name for path in tmp_path.iterdir()] == [first.name]
    assert first.read_bytes() == content
    book.put("実績", 1, "備考", "直した")
    operations.report(book, "headquarters", tmp_path, at=MADE, period=PERIOD.label)
    assert {path.name for path in tmp_path.iterdir()} == {first.name, f"{first.stem}_20150424-1000_前.xlsx"}


@pytest.mark.parametrize("name", NAMES)
def test_committed_templates_are_what_the_code_draws(name: str) -> None:
    with zipfile.ZipFile(TEMPLATES / name) as committed:
        kept = {part: committed.read(part) for part in committed.namelist()}
    made = Template.from_bytes(name, build_template(name)).package
    assert kept == {part: made.read(part) for part in made.names}


def test_a_proposed_revision_is_shown_old_beside_new_and_a_recorded_one_is_listed(tmp_path: Path) -> None:
    rows = reported_rows()
    more = {
        "no": 37,
        "category": "実施内容",
        "target": "37-1",
        "header": "実施内容",
        "old": "学校施設の開放",
        "reason": "需要",
    }
    rows[DRAFTS] = [DraftRow.read({"number": 1, "new": "開放の拡大", **DECIDED, **without(more, "old")})]
    rows[AMENDMENTS] = [AmendmentRow.read({"number": 1, "revision": "1", "new": "夜間の開放", **DECIDED, **more})]
    book = judged_book(rows)
    (inside,) = operations.report(book, "headquarters", tmp_path, at=MADE, period=PERIOD.label)
    proposed = [cell for row in open_workbook(inside).grid("見直し案") for cell in row if cell is not None]
    assert {"学校施設の開放", "開放の拡大", "37-1　実施内容"} <= set(proposed)
    internal, public = operations.report(book, "revision", tmp_path, at=MADE, period=PERIOD.label)
    for path, reason in ((internal, True), (public, False)):
        compared = [str(cell) for row in open_workbook(path).grid("新旧対照表") for cell in row if cell is not None]
        assert {"学校施設の開放", "夜間の開放"} <= set(compared)
        assert any("需要" in cell for cell in compared) is reason
        listed = open_workbook(path).grid("改定履歴の一覧")
        assert [row[0] for row in listed if row[0] == 37] == [37]


def without(row: dict[str, Any], name: str) -> dict[str, Any]:
    """A row without one of its fields."""
    return {key: value for key, value in row.items() if key != name}


def restyled(folder: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The city's own copy of 本部報告, changed part by part as Excel would save it."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(TEMPLATES / "本部報告.xlsx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(folder / "本部報告.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return folder


def with_logo(parts: dict[str, bytes]) -> None:
    """Another font, a wider first column on the cover, and a picture."""
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace("BIZ UDPゴシック".encode(), "メイリオ".encode())
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'<col width="3"', b'<col width="7.5"', 1)
    link = b'<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId9"/>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</worksheet>", link + b"</worksheet>")
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/></Relationships>'
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = rels % (b"rId9", b"drawing", b"../drawings/drawing9.xml")
    parts["xl/drawings/_rels/drawing9.xml.rels"] = rels % (b"rId1", b"image", b"../media/logo.png")
    parts["xl/media/logo.png"] = PIXEL
    parts["xl/drawings/drawing9.xml"] = (
        b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:oneCellAnchor><xdr:from><xdr:col>10</xdr:col>'
        b"<xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        b'<xdr:ext cx="360000" cy="360000"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="logo"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        b'<xdr:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rId1"/>'
        b'<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        b"</xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
    )
    types = parts["[Content_Types].xml"]
    added = (
        b'<Default Extension="png" ContentType="image/png"/><Override PartName="/xl/drawings/drawing9.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
    )
    parts["[Content_Types].xml"] = types.replace(b"</Types>", added + b"</Types>")


def test_what_an_officer_restyled_is_kept(tmp_path: Path) -> None:
    own = restyled(tmp_path / "様式", with_logo)
    (path,) = operations.report(judged_book(), "headquarters", tmp_path, at=MADE, period=PERIOD.label, templates=[own])
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        assert package.read("xl/media/logo.png") == PIXEL
        styles = package.read("xl/styles.xml").decode()
        cover = next(
            package.read(name) for name in names if b"rId9" in package.read(name) and "worksheets/sheet" in name
        )
        drawing = next(name for name in names if name.startswith("xl/drawings/drawing9"))
        links = package.read(f"xl/drawings/_rels/{Path(drawing).name}.rels").decode()
    assert "メイリオ" in styles
    assert "BIZ UDPゴシック" not in styles
    assert b'<col width="7.5"' in cover
    assert "/xl/media/logo.png" in links
    assert open_workbook(path).facts.sheets[0].name == "表紙"


def test_a_citys_template_without_a_place_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    def emptied(parts: dict[str, bytes]) -> None:
        parts["xl/sharedStrings.xml"] = readable(parts["xl/sharedStrings.xml"]).replace("{求める指示}".encode(), b"")

    own = restyled(tmp_path / "様式", emptied)
    with pytest.raises(TemplateLacks, match=r"シート「要判断」の「行_要判断」の行に「\{求める指示\}」がありません"):
        operations.report(
            judged_book(), "headquarters", tmp_path / "出力", at=MADE, period=PERIOD.label, templates=[own]
        )
    assert not (tmp_path / "出力").exists()
