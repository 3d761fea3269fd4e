"""The government's rules on machine readability: told of every rule, kept by every return."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Protection
from openpyxl.worksheet.worksheet import Worksheet

from tests.masters import master
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.form import SHEET
from xlplan.report.readability import RULES, check_form, page
from xlplan.report.readability.csv_rules import CSV_CHECKS
from xlplan.report.readability.form_rules import FORM_CHECKS

ROOT = Path(__file__).resolve().parent.parent
NUMBERS = [f"L{level}-{number:02}" for level, most in ((1, 15), (2, 6), (3, 9)) for number in range(1, most + 1)]


def test_every_rule_of_the_list_is_told_of_csv_and_returns() -> None:
    assert [rule.number for rule in RULES] == NUMBERS
    assert set(CSV_CHECKS) | set(FORM_CHECKS) <= set(NUMBERS)
    for rule in RULES:
        assert rule.csv.startswith(("点検：", "試験：", "対象外：")), rule.number
        assert rule.form.startswith(("点検：", "試験：", "対象外：", "満たさない：", "記入の確認")), rule.number


def test_the_page_is_what_the_checks_say() -> None:
    assert (ROOT / "docs" / "機械可読性.md").read_text(encoding="utf-8") == page(), "run `make generate`"


@pytest.mark.slow
@pytest.mark.parametrize("period", ["平成26年度末", "平成26年9月末"])
def test_every_return_of_the_citys_master_keeps_the_rules(tmp_path: Path, period: str) -> None:
    issued = operations.distribute(FileBook(ROOT / "workbook" / "master.xlsm"), tmp_path, period=period)
    assert len(issued) == 27
    found = [breach for path in tmp_path.glob("*.xlsx") for breach in check_form(path.name, path.read_bytes())]
    # The plan prints no unit for No.53 「エネルギー使用量」; the register asks the city to decide.
    assert [(breach.rule, "たてもの整備課" in breach.file) for breach in found] == [("L3-04", True)]


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("returns")
    operations.distribute(master(), folder, period="平成26年度末")
    return next(path for path in folder.glob("*.xlsx") if "体育課" in path.name).read_bytes()


def test_a_return_of_the_small_master_keeps_them_too(handed_out: bytes) -> None:
    assert check_form("体育課.xlsx", handed_out) == []


def _free(sheet: Worksheet, heading: str) -> str:
    """The first cell to fill under a heading."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == heading:
                return f"{cell.column_letter}{cell.row + 1}"
    raise AssertionError(heading)


def _heading(sheet: Worksheet, old: str, new: str) -> None:
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == old)
    cell.value = new


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        ("L1-04", lambda sheet: sheet.__setitem__("C200", "メモ")),
        ("L1-05", lambda sheet: _heading(sheet, "今回の進捗区分", "")),
        ("L1-06", lambda sheet: _heading(sheet, "公表可否", "公表\n可否")),
        ("L1-07", lambda sheet: sheet.__setitem__(_free(sheet, "公表可否"), "公表、非公表")),
        ("L1-08", lambda sheet: _heading(sheet, "値の根拠", "①値の根拠")),
        ("L1-11", lambda sheet: sheet.__setitem__(_free(sheet, "記入の確認"), None)),
        ("L1-12", lambda sheet: sheet.merge_cells("B4:C4")),
        ("L1-13", lambda sheet: setattr(sheet.row_dimensions[9], "hidden", True)),
        ("L2-01", lambda sheet: setattr(sheet[_free(sheet, "今回の実績")], "number_format", '0"人"')),
        ("L2-02", lambda sheet: sheet.__setitem__(_free(sheet, "No."), None)),
        ("L2-03", lambda sheet: _heading(sheet, "区分の意味", "今回の進捗区分")),
        ("L2-04", lambda sheet: sheet.data_validations.dataValidation.clear()),
        ("L2-06", lambda sheet: sheet.__setitem__(_free(sheet, "今回の実績"), "=1+1")),
        ("L3-02", lambda sheet: sheet.__setitem__("B8", "1 プログラムの進捗")),
        ("L3-04", lambda sheet: sheet.__setitem__(_free(sheet, "単位"), None)),
        ("L3-08", lambda sheet: sheet.parent["管理"].__setitem__("B2", None)),
    ],
)
def test_a_form_that_breaks_a_rule_is_named_with_it(
    handed_out: bytes, rule: str, spoil: Callable[[Worksheet], None]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(handed_out))
    spoil(book[SHEET])
    out = io.BytesIO()
    book.save(out)
    assert rule in {breach.rule for breach in check_form("体育課.xlsx", out.getvalue())}


def test_a_cell_opened_where_no_heading_stands_is_named(handed_out: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(handed_out))
    sheet = book[SHEET]
    sheet["I10"].protection = Protection(locked=False)
    out = io.BytesIO()
    book.save(out)
    found = [breach for breach in check_form("体育課.xlsx", out.getvalue()) if breach.rule == "L1-05"]
    assert [breach.place for breach in found] == ["I10"]
