"""The master as a workbook: whether this version reads it, and what keeps it from being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlplan.hosts.doctor.outcome import Outcome, good, trouble
from xlplan.hosts.doctor.troubles import Trouble
from xlplan.tables import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlplan.books.file import FileBook
    from xlplan.plan import Plan

_VERSION: Final = "構造の版"


def contents(book: FileBook, plan: Plan) -> Iterator[Outcome]:
    """What the file is, and how much of it was read."""
    facts = book.workbook.facts
    yield good(f"ファイルの指紋 {book.workbook.digest[:16]}")
    if facts.signed:
        yield trouble(Trouble.D802_SIGNED)
    if facts.external_links:
        yield trouble(Trouble.D803_LINKS)
    version = plan.settings.get(_VERSION, "")
    if version == SCHEMA_VERSION:
        yield good(f"{_VERSION} {version}")
    else:
        yield trouble(Trouble.D801_SCHEMA, found=version, expected=SCHEMA_VERSION)
    tables = sum(plan.tables[table.name].grid is not None for table in TABLES)
    rows = sum(len(plan.entries(table)) for table in TABLES)
    yield good(f"表{len(TABLES)}のうち{tables}、{rows}行を読み取りました。")
