"""The whole sample round on the city's real plan: what a newcomer sees, and what independent programs say of every file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from xlplan.books.book import CellError
from xlplan.books.file import FileBook
from xlplan.books.reading import open_workbook
from xlplan.hosts.demo import run
from xlplan.hosts.demo.spoil import CONFLICT, CORRUPT, FULL_WIDTH, LATE, STALE, TAMPERED
from xlplan.operations import preview
from xlplan.plan import Plan, read_plan
from xlplan.tables import FINDINGS, RETURNS, TABLES, VERDICTS

BY_FUNCTIONS = "試算"
"""Its examples are worksheet functions, which need the Python behind Excel; tests/test_functions_cells.py calculates them."""
MASTERS = ("0_台帳.xlsm", "3_取りまとめ後の台帳.xlsm", "4_判定後の台帳.xlsm")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("見本")
    run(folder)
    return folder


@pytest.fixture(scope="module")
def judged(demo: Path) -> Plan:
    return read_plan(FileBook(demo / MASTERS[2]), TABLES)


def test_six_spoilt_returns_end_as_they_must(judged: Plan) -> None:
    states = {row.department: row.state for row in judged.rows(RETURNS)}
    assert states[LATE] == "未提出"
    assert {states[name] for name in (STALE, TAMPERED, CORRUPT, *CONFLICT)} == {"差戻"}
    assert states[FULL_WIDTH] == "確定"


@pytest.mark.parametrize(
    ("department", "code"),
    [(STALE, "S204"), (TAMPERED, "S210"), (CORRUPT, "F104"), (CONFLICT[0], "R406"), (FULL_WIDTH, "C309")],
)
def test_each_fault_is_named_in_the_findings_table(judged: Plan, department: str, code: str) -> None:
    assert code in {row.code for row in judged.rows(FINDINGS) if department in row.file}


def test_every_verdict_has_its_sentence(judged: Plan) -> None:
    rows = [row for row in judged.rows(VERDICTS) if row.point == "3月末"]
    assert len(rows) == 72
    assert len(judged.rows(VERDICTS)) == 144  # the half-year before is judged too
    assert all(row.reason.endswith(("。", "）")) and row.rule for row in rows)
    assert {row.symbol for row in rows} >= set("◎○△×▼－")


def test_the_master_reads_without_a_finding_after_the_round(judged: Plan) -> None:
    assert judged.findings == []


def test_the_same_returns_again_change_nothing(demo: Path) -> None:
    again = preview(FileBook(demo / MASTERS[1]), [next(demo.glob("2_*"))])
    assert again.merge.changes == ()


def test_a_second_demo_replaces_the_first_and_nothing_else(tmp_path: Path) -> None:
    own = tmp_path / "大事なファイル.txt"
    own.write_text("消さないこと", encoding="utf-8")
    with pytest.raises(Exception, match="空のフォルダ"):
        run(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [own.name]


def workbooks(demo: Path) -> list[Path]:
    broken = next(demo.glob(f"2_*/*{CORRUPT}*"))
    return sorted(path for path in demo.rglob("*.xls?") if path != broken)


@pytest.mark.slow
def test_an_independent_validator_finds_nothing(demo: Path) -> None:
    validator = OpenXmlValidator()
    found = {str(path.relative_to(demo)): validator.validate(path).errors for path in workbooks(demo)}
    assert len(found) >= 56
    assert {name: errors for name, errors in found.items() if errors} == {}


@pytest.mark.slow
def test_libreoffice_opens_and_recalculates_every_workbook(demo: Path, tmp_path: Path) -> None:
    """No formula fails, and on every row the sheet's own verdict is the computed one."""
    paths = [demo / name for name in MASTERS] + sorted(next(demo.glob("1_*")).glob("*.xlsx"))
    for path in recalculated(paths, tmp_path):
        book = open_workbook(path)
        failed = [
            f"{path.name}【{sheet.name}】{cell}"
            for sheet in book.facts.sheets
            if sheet.name != BY_FUNCTIONS
            for row in book.grid(sheet.name)
            for cell in row
            if isinstance(cell, CellError)
        ]
        assert failed == []
    verdicts = open_workbook(tmp_path / f"{Path(MASTERS[2]).stem}.xlsx").table("判定")
    assert verdicts is not None
    agrees = [row[verdicts.position("照合")] for row in verdicts.rows]
    assert agrees == ["一致"] * 144
    final, symbol = verdicts.position("判定"), verdicts.position("計算判定")
    assert [row[final] for row in verdicts.rows] == [row[symbol] for row in verdicts.rows]


def recalculated(paths: list[Path], folder: Path) -> list[Path]:
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is not installed"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return [folder / f"{path.stem}.xlsx" for path in paths]
