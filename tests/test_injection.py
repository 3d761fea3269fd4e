"""A text that looks like a formula stays a text, in every file that is written from what departments type."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.command_line import Run
from tests.masters import SPORTS, master_file
from tests.published import hostile_rows
from tests.reported import MADE, PERIOD, judged_book
from tests.returns import YEAR_END, draw, fill
from tests.test_command import run as run  # noqa: PLC0414 - the fixture
from tests.test_desktop import Sitting
from tests.test_desktop import made as made  # noqa: PLC0414 - the fixture
from tests.test_desktop import sitting as sitting  # noqa: PLC0414 - the fixture
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.csv_text import GUARD
from xlplan.form import build_form
from xlplan.plan import read_plan
from xlplan.report.kinds import KINDS, Kind
from xlplan.tables import ACTUALS, AMENDMENTS, FINDINGS, HISTORY, ITEM_STATES, SETTINGS
from xlplan.tables.amendments import AmendmentRow

DEPARTMENT = "体育課"
EVIL = "=cmd|'/C calc'!A0"
TEXTS = (EVIL, "+81-42-341-1211", "-2+3", "@SUM(A1)", '=HYPERLINK("http://127.0.0.1/","見る")', "\t=1+1", "＝1+1")
NOTES = (("指標|37-1", "note"), ("指標|37-2", "note"), ("状況|37-1", "note"))
SIGNS = tuple("=+-@＝＋－＠\t")


def live(path: Path) -> Iterator[str]:
    """Formulas in a workbook that do anything but calculate on its own cells."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = str(getattr(cell.value, "text", cell.value))
                if cell.data_type == "f" and any(evil.strip() in text for evil in TEXTS):
                    yield f"{sheet.title}!{cell.coordinate}: {text}"


def returned(master: Path, folder: Path, text: str, name: str = "") -> Path:
    """A return with the text in each of its notes, and in place of a figure."""
    plan = read_plan(FileBook(master), operations.ROUND_TABLES)
    path = draw(plan, DEPARTMENT, YEAR_END, folder, name)
    fill(
        path,
        build_form(plan, DEPARTMENT, YEAR_END),
        {**SPORTS, **dict.fromkeys(NOTES, text), ("指標|37-1", "answer"): text},
    )
    return path


@pytest.mark.parametrize("text", TEXTS)
def test_a_merge_takes_it_as_text_into_every_table(tmp_path: Path, text: str) -> None:
    master = master_file(tmp_path / "台帳.xlsx")
    path = returned(master, tmp_path / "回答", text, f"=1+1 {DEPARTMENT}.xlsx")
    book = FileBook(master)
    operations.consolidate(book, [path], at=MADE, period=PERIOD.label)
    operations.assess(book, period=PERIOD.label)
    book.save(master, MADE)
    assert list(live(master)) == []
    plan = read_plan(FileBook(master))
    kept = text.strip()
    assert {row.note for row in plan.rows(ITEM_STATES)} >= {kept}
    assert {row.note for row in plan.rows(ACTUALS)} >= {kept}
    assert {row.new for row in plan.rows(HISTORY)} >= {kept}
    assert {row.file for row in plan.rows(HISTORY)} >= {path.name}
    assert any(kept in row.value for row in plan.rows(FINDINGS))


def test_excel_takes_it_as_text_too(sitting: Sitting) -> None:
    folder = sitting.returns()
    (folder / f"{DEPARTMENT}.xlsx").unlink()
    returned(sitting.path, folder, EVIL)
    for button in ("preview", "consolidate"):
        sitting.press(button, folder)
        books = [sitting.workbook] if button == "consolidate" else [sitting.in_front()]
        cells = [cell for one in books for sheet in one.sheets for cell in sheet.cells.values()]
        assert EVIL in {cell.value for cell in cells}
        assert [cell.formula for cell in cells if "cmd" in cell.formula] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("text", [EVIL, TEXTS[1]])
def test_no_report_holds_it_as_a_formula(tmp_path: Path, kind: Kind, text: str) -> None:
    amended = AmendmentRow(
        number=1, revision="1", no=37, category="効果", header="見込まれる効果", old=text, new=text, reason=text
    )
    book = judged_book({**hostile_rows(text), AMENDMENTS: [amended]})
    files = operations.report(book, kind.name, tmp_path, period=PERIOD.label, at=MADE)
    read = {path: path.read_bytes() for path in files}
    assert read
    for path, content in read.items():
        if path.suffix == ".xlsx":
            assert list(live(path)) == []
            assert text in texts_of(path)
        elif path.suffix == ".csv":
            assert unguarded_fields(content) == []


def texts_of(path: Path) -> str:
    return "\n".join(
        str(cell.value)
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
    )


def unguarded_fields(content: bytes) -> list[str]:
    """Fields that a spreadsheet would take for a formula: a sign and more, and no number."""
    fields = [field for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for field in row]
    return [field for field in fields if len(field) > 1 and field.startswith(SIGNS) and not number(field)]


def number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def test_exported_tables_hold_it_behind_an_apostrophe(run: Run, tmp_path: Path) -> None:
    rows = {table: content for table, content in hostile_rows(EVIL).items() if table is not SETTINGS}
    master = master_file(tmp_path / "台帳.xlsx", rows)
    assert run("export", master, "--format", "csv", "--out", tmp_path / "書き出し").code == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "書き出し").iterdir()}
    assert [field for content in written.values() for field in unguarded_fields(content)] == []
    assert any(f"{GUARD}{EVIL}".encode() in content for content in written.values())


def test_letters_quote_it_as_it_was_typed(tmp_path: Path) -> None:
    master = master_file(tmp_path / "台帳.xlsx")
    path = returned(master, tmp_path / "回答", EVIL)
    written = operations.letters(FileBook(master), tmp_path / "照会", [path], period=PERIOD.label, at=MADE)
    assert {one.suffix for one in written} == {".txt"}
    assert any(EVIL in one.read_text(encoding="utf-8-sig") for one in written)
