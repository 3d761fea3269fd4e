"""Plan edits on a handmade workbook, and prove on the way that nothing else changed."""

from __future__ import annotations

import re

import pytest

from tests.handmade import Handmade, cell
from xlplan.books.package import Package, Refused
from xlplan.books.save import Parts, prove
from xlplan.books.writer import Edit, Receipt, plan_changes

SHEET = "調査票"
PART = "xl/worksheets/sheet1.xml"
PLAIN = Handmade(f'<row r="1">{cell("A1", "番号")}{cell("B1", 5.0)}</row>')


def written(book: Handmade, *edits: Edit) -> tuple[Package, Receipt]:
    """The package after the edits, proved to differ in nothing else."""
    package = book.package()
    changed, receipt = plan_changes(package, edits)
    new = Package.from_bytes(package.replaced(changed, receipt.removed))
    prove(package, new, Parts(changed, receipt.removed))
    assert set(receipt.changed) == {name for name in new.names if new.raw(name) != package.raw(name)}
    return new, receipt


def sheet_after(book: Handmade, *edits: Edit) -> str:
    return written(book, *edits)[0].read(PART).decode()


def cell_after(book: Handmade, name: str, *edits: Edit) -> str | None:
    found = re.search(f'<c r="{name}"[^>]*?(/>|>.*?</c>)', sheet_after(book, *edits), re.DOTALL)
    return found[0] if found else None


def refusal(book: Handmade, *edits: Edit) -> str:
    with pytest.raises(Refused) as refused:
        plan_changes(book.package(), edits)
    return refused.value.code
