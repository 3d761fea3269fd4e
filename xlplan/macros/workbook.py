"""A workbook of ours with its macros and its ribbon."""

from __future__ import annotations

from pathlib import Path

from xlplan.books.macro_parts import code_names, put_macros
from xlplan.books.package import Package
from xlplan.books.workbook_xml import Workbook
from xlplan.macros.sources import RIBBON, project_of


def with_macros(data: bytes, folder: Path) -> bytes:
    """The workbook `data` with the sources and the ribbon of a folder; every sheet of it has a code name."""
    package = Package.from_bytes(data)
    workbook = Workbook.of(package)
    project = project_of(folder, code_names(workbook).values())
    parts = put_macros(workbook, project, (folder / RIBBON).read_bytes())
    return package.replaced(parts.changed, (), parts.added)
