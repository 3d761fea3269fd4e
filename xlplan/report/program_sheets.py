"""個票: a workbook with one A4 per program, for use inside and for publication."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.report.filling import fill
from xlplan.report.program_page import program_sheet

if TYPE_CHECKING:
    from xlplan.report.outlet import Outlet
    from xlplan.report.results import PublicResults, Results


def make(results: Results, outlet: Outlet) -> list[Path]:
    """Write 個票 of every program for use inside."""
    return [_write(results, outlet, "個票（内部用）")]


def publish(results: PublicResults, outlet: Outlet) -> list[Path]:
    """Write 個票 of every program as they may be published."""
    return [_write(results, outlet, "個票（公表用）")]


def _write(results: Results, outlet: Outlet, label: str) -> Path:
    sheets = []
    for done, program in enumerate(results.programs, 1):
        sheets.append(program_sheet(program, results))
        outlet.progress(done, len(results.programs), f"{label} No.{program.no}")
    return outlet.write(outlet.path(results.period, label, ".xlsx"), fill("個票.xlsx", sheets, results, outlet))
