"""見直し: the list of the revision with its counts, 新旧対照表, and the targets new over old."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.report.filling import fill
from xlplan.report.revision_tables import comparison_sheet, counts_sheet, list_sheets, targets_sheet

if TYPE_CHECKING:
    from xlplan.report.outlet import Outlet
    from xlplan.report.results import PublicResults, Results


def make(results: Results, outlet: Outlet) -> list[Path]:
    """Write 見直し with the reasons, for use inside."""
    return [_write(results, outlet, "見直し（内部用）")]


def publish(results: PublicResults, outlet: Outlet) -> list[Path]:
    """Write 見直し as it may be published."""
    return [_write(results, outlet, "見直し（公表用）")]


def _write(results: Results, outlet: Outlet, label: str) -> Path:
    sheets = [
        counts_sheet(results),
        *list_sheets(results),
        comparison_sheet(results),
        targets_sheet(results),
    ]
    return outlet.write(outlet.path(results.period, label, ".xlsx"), fill("見直し.xlsx", sheets, results, outlet))
