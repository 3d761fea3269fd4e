"""The sample round on the city's whole plan, open in Excel: the same cells as in a file, with few calls."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import xlwings as xw

from tests.fake_excel.application import Officer, excel
from tests.fake_excel.model import Workbook
from tests.fake_excel.payload import carry_out, payload_of
from xlplan import operations
from xlplan.books.book import Book
from xlplan.books.file import FileBook
from xlplan.books.live import LiveBook
from xlplan.hosts.demo import run
from xlplan.hosts.demo.tour import AT, PERIOD
from xlplan.hosts.desktop.running import press
from xlplan.tables import TABLES

pytestmark = pytest.mark.slow
HELD = {table.name: [c.header for c in table.columns.values() if not c.formula] for table in TABLES}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("見本")
    run(folder)
    return folder


def cells(book: Book) -> dict[str, list[tuple[object, ...]]]:
    """Every table's cells, those that hold values."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for table in TABLES:
        grid = book.grid(table.name)
        assert grid is not None
        at = [grid.position(header) for header in HELD[table.name]]
        found[table.name] = [tuple(row[one] for one in at) for row in grid.rows]
    return found


def test_the_whole_round_leaves_the_same_cells_on_every_host(demo: Path, tmp_path: Path) -> None:
    master, returned = demo / "0_台帳.xlsm", next(demo.glob("2_*"))
    (tmp_path / "台帳.xlsm").write_bytes(master.read_bytes())
    desktop = Workbook.load(tmp_path / "台帳.xlsm")
    application, book = excel(desktop, Officer(str(returned)))
    calls: Counter[str] = Counter()
    application._fails = lambda what: bool(calls.update([what]))  # it counts, and fails never
    press("consolidate", book, AT)
    press("assess", book, AT)
    on_desktop = cells(LiveBook(book))

    browser = Workbook.load(tmp_path / "台帳.xlsm")
    for step in ("consolidate", "assess"):
        sent = xw.Book(json=payload_of(browser))
        live = LiveBook(sent, held=HELD)
        if step == "consolidate":
            operations.consolidate(live, [returned], at=AT, period=PERIOD)
        else:
            operations.assess(live, period=PERIOD)
        live.write()
        carry_out(sent.json(), browser)
        sent.close()

    filed = tmp_path / "file.xlsm"
    merging = FileBook(tmp_path / "台帳.xlsm")
    operations.consolidate(merging, [returned], at=AT, period=PERIOD)
    merging.save(filed, AT)
    judging = FileBook(filed)
    operations.assess(judging, period=PERIOD)
    judging.save(filed, AT)

    assert on_desktop == cells(FileBook(filed))
    assert cells(LiveBook(xw.Book(json=payload_of(browser)))) == on_desktop
    assert calls["write"] < 60, "rectangles, not cells: some 700 cells and 900 rows are written"
