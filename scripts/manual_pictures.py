"""Pictures of docs/手引き.md: the sheets of a real master after the sample round, drawn by LibreOffice.

Run from the project folder with LibreOffice and poppler installed: `python scripts/manual_pictures.py`. The pictures depend on the
version of LibreOffice, so no test holds them to a byte; what stands in them comes from the sample round.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from xlplan.applying import apply
from xlplan.books.file import FileBook
from xlplan.edits import add_rows, named_cells
from xlplan.hosts import demo
from xlplan.plan import read_plan
from xlplan.tables import EXCEPTIONS, TABLES
from xlplan.tables.closings import ExceptionRow

IMAGES: Final = Path("docs/images")
PICTURES: Final = {
    "総括": "overview",
    "本部の判断を要するもの": "attention",
    "引継ぎ": "handover",
    "指示・助言・意見の台帳": "opinions",
    "プランの改定案": "drafts",
    "締めた後の変更を認めるもの": "exceptions",
}
"""Title in the page header → picture."""
_DPI: Final = 80
_CUT: Final = {"opinions": 0.34, "drafts": 0.3, "exceptions": 0.3}
"""Part of the page to keep, from the top, where the rest is blank."""

EXCEPTION: Final = ExceptionRow.read(
    {
        "number": 1,
        "fy": "平成25年度",
        "point": "3月末",
        "department": "財政課",
        "reason": "（架空）決算の確定により、収入額を直す。",
        "approved_by": "行政経営課長",
        "approved_on": dt.date(2014, 9, 1),
    }
)
"""What the sample round itself has no example of."""


def main() -> None:
    """Draw every picture anew."""
    with tempfile.TemporaryDirectory() as folder:
        master = _sample_master(Path(folder))
        pdf = _printed(master, Path(folder))
        titles = _titles(pdf)
        for title, name in PICTURES.items():
            _picture(pdf, titles.index(title) + 1, name)
            sys.stdout.write(f"{IMAGES / name}.png\n")


def _sample_master(folder: Path) -> Path:
    """The master after the sample round, with the exception above."""
    out = folder / "見本"
    demo.run(out)
    book = FileBook(next(out.glob("4_*.xlsm")))
    plan = read_plan(book, TABLES)
    apply(book, add_rows(plan.tables[EXCEPTIONS.name], [named_cells(EXCEPTIONS, EXCEPTION)]), plan)
    path = folder / "master.xlsm"
    book.save(path, when=dt.datetime(2015, 5, 1))  # noqa: DTZ001  # the day the sample stands for
    return path


def _printed(book: Path, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(book)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own arguments
    return book.with_suffix(".pdf")


def _titles(pdf: Path) -> list[str]:
    """The title in the header of each page: the line in the middle of its first line."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout  # noqa: S603, S607
    heads = [page.lstrip("\n").split("\n", 1)[0] for page in text.decode().split("\f")]
    return [next((title for title in PICTURES if f"  {title}  " in head), "") for head in heads]


def _picture(pdf: Path, page: int, name: str) -> None:
    size = subprocess.run(["pdfinfo", "-f", str(page), "-l", str(page), str(pdf)], check=True, capture_output=True)  # noqa: S603, S607
    line = next(line for line in size.stdout.decode().splitlines() if " size:" in line)
    height = float(line.split(" x ")[1].split()[0]) / 72 * _DPI
    kept = ["-x", "0", "-y", "0", "-W", "0", "-H", str(round(height * _CUT[name]))] if name in _CUT else []
    command = ["pdftoppm", "-f", str(page), "-l", str(page), "-r", str(_DPI), "-png", "-singlefile", *kept, str(pdf)]
    subprocess.run([*command, str(IMAGES / name)], check=True)  # noqa: S603  # our own arguments


if __name__ == "__main__":
    main()
