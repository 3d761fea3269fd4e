"""The sample round's reports as they are printed: pages counted, nothing cut, nothing internal, figures as the master's."""

from __future__ import annotations

import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from xlplan import operations
from xlplan.assess import assess
from xlplan.books.file import FileBook
from xlplan.books.reading import open_workbook
from xlplan.hosts.demo import run
from xlplan.hosts.demo.before import MAIN_ITEMS
from xlplan.hosts.demo.tour import AT, PERIOD
from xlplan.plan import Plan, period_of, read_plan
from xlplan.report import printing
from xlplan.report.gather import gather
from xlplan.report.kinds import KINDS
from xlplan.report.printing import NoPdf, print_with_libreoffice
from xlplan.report.stamping import stamp_of
from xlplan.report.wording import pace
from xlplan.rounding import truncated_percent
from xlplan.tables import OPINIONS, TABLES

pytestmark = pytest.mark.slow
INTERNAL = "年度内に取りまとめること"
"""Words of the sample instruction that is not for publication."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("見本")
    run(folder)
    return folder


@pytest.fixture(scope="module")
def plan(demo: Path) -> Plan:
    return read_plan(FileBook(demo / "4_判定後の台帳.xlsm"), TABLES)


@pytest.fixture(scope="module")
def pages(demo: Path) -> dict[str, list[str]]:
    """Report → the text of each printed page, without spaces and line ends."""
    folder = demo / "5_報告書"
    printed = [print_with_libreoffice(path) for path in sorted(folder.glob("*.xlsx"))]
    return {path.stem.removeprefix(f"{PERIOD}_"): texts(path) for path in printed}


def texts(path: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_one_page_for_each_of_the_62_programs_with_its_name_and_departments(
    pages: dict[str, list[str]], plan: Plan
) -> None:
    for report in ("個票（内部用）", "個票（公表用）"):
        assert len(pages[report]) == 62
        for page, (no, program) in zip(pages[report], plan.programs.items(), strict=True):
            assert "".join(program.name.split()) in page
            for department in plan.supporting[no]:
                assert department in page


def test_every_page_carries_base_date_digest_and_its_number(pages: dict[str, list[str]]) -> None:
    for report, listed in pages.items():
        for number, page in enumerate(listed, 1):
            assert "基準日平成27年3月31日" in page, report
            assert "台帳の指紋" in page
            assert f"ページ{number}／{len(listed)}" in page


def test_no_figure_is_printed_as_hashes_and_no_place_is_left_open(pages: dict[str, list[str]]) -> None:
    for listed in pages.values():
        for page in listed:
            assert "###" not in page
            assert "{" not in page


def test_the_committee_gets_the_sheets_of_the_main_items(pages: dict[str, list[str]], plan: Plan) -> None:
    assert [no for no, row in plan.programs.items() if row.main_item] == sorted(MAIN_ITEMS)
    listed = "".join(pages["委員会資料"])
    for no in MAIN_ITEMS:
        assert any(
            "".join(plan.programs[no].name.split()) in page and "実施目的" in page for page in pages["委員会資料"]
        )
    assert "委員意見記入欄" in listed


def test_what_is_not_for_publication_is_printed_inside_only(pages: dict[str, list[str]], plan: Plan) -> None:
    hidden = [row for row in plan.rows(OPINIONS) if row.publish == "非公表"]
    assert any(INTERNAL in row.text for row in hidden)
    assert INTERNAL in "".join(pages["本部報告"])
    for report, listed in pages.items():
        if "公表用" in report or report == "委員会資料":
            whole = "".join(listed)
            assert not [row.number for row in hidden if "".join(row.text.split()) in whole]


def test_pace_in_a_program_sheet_is_what_the_formulas_of_the_master_give(
    demo: Path, tmp_path: Path, pages: dict[str, list[str]], plan: Plan
) -> None:
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is not installed"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    master = demo / "4_判定後の台帳.xlsm"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(master)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    verdicts = open_workbook(tmp_path / "4_判定後の台帳.xlsx").table("判定")
    assert verdicts is not None
    rows = [dict(zip(verdicts.columns, row, strict=True)) for row in verdicts.rows]
    sheet = {str(row["指標ID"]): row for row in rows if row["時点"] == "3月末"}
    assessment = assess(plan, period_of(plan, PERIOD))
    printed = 0
    for program in gather(plan, assessment, stamp_of(plan, assessment.period, AT)).programs:
        page = pages["個票（内部用）"][program.no - 1]
        for one in program.indicators:
            cells, said = sheet[one.row.indicator], pace(one)
            assert f"{cells['判定']}{one.word}{''.join(said.split())}" in page
            for header, shown in re.findall(r"(達成率|進度)(-?[\d,.]+％)", said):
                if not cells["再掲元"]:  # it copies the verdict; the sheet keeps the figures where they belong
                    assert truncated_percent(Decimal(str(cells[header]))) == shown, one.row.indicator
                    printed += 1
            if one.trend is not None and not cells["再掲元"]:
                assert Decimal(str(cells["前年度"])) == one.trend.before
    assert printed > 30


def test_every_kind_makes_pdfs_when_asked(demo: Path, tmp_path: Path) -> None:
    book = FileBook(demo / "4_判定後の台帳.xlsm")
    asked: list[Path] = []

    def printer(path: Path) -> Path:
        asked.append(path)
        return path.with_suffix(".pdf")

    for kind in KINDS:
        files = operations.report(book, kind.name, tmp_path, period=PERIOD, at=AT, printer=printer)
        workbooks = [path for path in files if path.suffix == ".xlsx"]
        assert [path for path in files if path.suffix == ".pdf"] == [path.with_suffix(".pdf") for path in workbooks]
    assert asked


def test_without_libreoffice_the_way_by_excel_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(printing, "libreoffice", lambda: None)
    with pytest.raises(NoPdf, match="LibreOfficeがありません"):
        print_with_libreoffice(tmp_path / "本部報告.xlsx")


def test_a_file_that_libreoffice_cannot_read_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "壊れた.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(NoPdf, match="PDFにできませんでした"):
        print_with_libreoffice(broken)
