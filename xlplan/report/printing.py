"""PDFs through LibreOffice, which draws a workbook as its own page set-up says. Excel on the desktop is another `Printer`."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from xlplan.findings import CannotRun

_SECONDS: Final = 300
_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)


class NoPdf(CannotRun):
    """A PDF could not be made; the workbook itself is there."""


def libreoffice() -> str | None:
    """The program, from the search path or where its installers put it; None when it is not installed."""
    return shutil.which("soffice") or next((place for place in _PLACES if Path(place).is_file()), None)


def print_with_libreoffice(path: Path) -> Path:
    """The PDF of a workbook, beside it.

    Raises:
        NoPdf: LibreOffice is missing, took longer than five minutes, or wrote nothing. The text is Japanese.
    """
    program = libreoffice()
    if program is None:
        raise NoPdf(
            f"PDFを作れません：LibreOfficeがありません。「{path}」はできているので、Excelで開き、"
            "「エクスポート」→「PDF/XPSの作成」で保存してください。"
        )
    # Its own profile: a LibreOffice that an officer has open would take the job over and answer too early.
    with tempfile.TemporaryDirectory(prefix="xlplan-") as scratch:
        profile = f"-env:UserInstallation={(Path(scratch) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", scratch, str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603  # our own arguments
        except subprocess.TimeoutExpired as error:
            raise NoPdf(
                f"「{path.name}」のPDFが{_SECONDS}秒たってもできません。Excelで開いてPDFにしてください。"
            ) from error
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["理由は不明です"]
            raise NoPdf(f"「{path.name}」をPDFにできませんでした（{said[0]}）。") from error
        made = Path(scratch) / path.with_suffix(".pdf").name
        if not made.is_file():
            raise NoPdf(f"「{path.name}」をPDFにできませんでした。Excelで開いて確かめてください。")
        target = path.with_suffix(".pdf")
        shutil.move(made, target)
    return target
