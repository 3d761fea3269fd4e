"""The master this version ships with."""

from __future__ import annotations

from pathlib import Path

from xlplan.findings import CannotRun


class NotShipped(CannotRun):
    """The installation is incomplete."""


def shipped_master() -> Path:
    """The city's own master: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parents[1]
    for path in (package.parent / "workbook" / "master.xlsm", package / "data" / "master.xlsm"):
        if path.is_file():
            return path
    raise NotShipped("見本の台帳（workbook/master.xlsm）が見つかりません。導入をやり直してください。")
