"""A folder as it is published from a small master, and hostile texts in every field that may be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.reported import MADE, judged_book, reported_rows, results_of
from tests.returns import small_rows
from xlplan.report.outlet import Outlet
from xlplan.report.results import PublicResults
from xlplan.report.website import make
from xlplan.schema import Row, Table
from xlplan.tables import ACTUALS, INDICATORS, OPINIONS, PROGRAMS, PROGRESS, SETTINGS
from xlplan.tables.records import SettingRow

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&</style>{{ 7*7 }}\n=HYPERLINK("http://evil")'
"""Markup, an attribute's end, a template, a line break and a formula."""


def public(rows: Mapping[Table, Iterable[Row]] | None = None, /, **settings: str) -> PublicResults:
    """Public results of the small master, 管理 filled in with `settings`."""
    content = {**reported_rows(), **(rows or {})}
    listed = list(content.get(SETTINGS, small_rows()[SETTINGS]))
    content[SETTINGS] = [*listed, *(SettingRow(item=item, value=value) for item, value in settings.items())]
    return results_of(judged_book(content))[1]


def hostile_rows(text: str = HOSTILE) -> dict[Table, Iterable[Row]]:
    """The same master with `text` wherever a department or the secretariat may type a text that is published."""
    rows = reported_rows()
    changed = {
        PROGRAMS: {"name": text, "policy": text, "measure": text, "purpose": text, "effect": text},
        PROGRESS: {"self_assessment": text, "cause": text, "response": text},
        ACTUALS: {"cause": text, "response": text},
        INDICATORS: {"name": text, "target_text": text},
        OPINIONS: {"text": text, "answer": text, "source": text},
    }
    for table, update in changed.items():
        rows[table] = [row.changed(update) for row in rows[table]]
    return rows


def outlet(folder: Path, *templates: Path) -> Outlet:
    """Where the folder goes, told to nobody."""
    return Outlet(folder, MADE, templates, lambda _done, _total, _what: None)


def publish(folder: Path, results: PublicResults | None = None, *templates: Path) -> dict[str, bytes]:
    """Every file written, by its name; those of the folder to upload and the memo."""
    paths = make(results or public(), outlet(folder, *templates))
    return {path.name: path.read_bytes() for path in paths}
