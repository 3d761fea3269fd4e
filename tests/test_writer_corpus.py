"""The writer on workbooks of other people's making, and judged by an independent validator of OOXML packages.

The corpus is not part of the project: XLPLAN_CORPUS names a folder of workbooks, and without it that test is skipped.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from tests.test_writer_properties import BOOK
from xlplan.books.addresses import cell_name
from xlplan.books.cell_values import Formula
from xlplan.books.package import Package, Refused
from xlplan.books.save import Parts, prove
from xlplan.books.sheet_xml import SheetXml
from xlplan.books.table_xml import tables_of
from xlplan.books.workbook_xml import Workbook
from xlplan.books.writer import CellEdit, ClearMarks, Edit, Mark, TableEdit, plan_changes
from xlplan.messages import Level

# What a file may be refused for: its own state, or an edit that Excel would not allow or would have to move cells for.
LAWFUL = {
    "signed", "unusual_xml", "binary_workbook", "zip64", "stray_bytes", "duplicate_names", "ole_encrypted",
    "ole_old_excel", "ole_unknown", "not_zip", "not_a_workbook", "sheet_missing", "malformed_xml", "bad_address",
    "cells_out_of_order", "rows_out_of_order", "no_styles", "array_formula", "merged_cell", "pivot_table",
    "totals_row", "table_from_outside", "formula_not_fillable", "below_not_empty", "below_merged", "below_table",
    "below_pivot",
}  # fmt: skip


def findings(path: Path, data: bytes) -> Counter[str]:
    """The validator's errors, numbers left out. Its warning about inline texts is benign: Excel moves them itself."""
    path.write_bytes(data)
    errors = OpenXmlValidator(file_format=FileFormat.OFFICE_2019, max_errors=0).validate(str(path)).errors
    texts = (re.sub(r"[0-9]+", "#", error.description) for error in errors)
    return Counter(text for text in texts if "inline string" not in text.lower())


def edited(package: Package, edits: list[Edit]) -> Package:
    changed, receipt = plan_changes(package, edits)
    new = Package.from_bytes(package.replaced(changed, receipt.removed))
    prove(package, new, Parts(changed, receipt.removed))
    assert plan_changes(new, [edit for edit in edits if not isinstance(edit, TableEdit)])[0] == {}
    return new


def test_an_independent_validator_finds_nothing_new(tmp_path: Path) -> None:
    edits: list[Edit] = [
        TableEdit("実績表", append=[[9, "=架空", 1.5, None]], set={(0, 1): " 前後 "}),
        CellEdit("実績", "H2", Formula("SUM(D4:D9)", 1)),
        CellEdit("実績", "H1", 5, over_formula=True),
        CellEdit("控え", "B2", "新しい"),
        *(Mark("実績", cell, level) for cell, level in zip(("B4", "C4", "D4"), Level, strict=True)),
    ]
    new = edited(BOOK, edits)
    before = findings(tmp_path / "before.xlsx", BOOK.data)
    assert findings(tmp_path / "after.xlsx", new.data) == before
    assert findings(tmp_path / "cleared.xlsx", edited(new, [ClearMarks()]).data) == before


def free_cell_edits(package: Package) -> list[Edit]:
    sheet = next(sheet for sheet in Workbook.of(package).sheets if sheet.kind == "worksheet")
    xml = SheetXml(package.read(sheet.part), sheet.part)
    row = max(xml.rows, default=1)
    free = cell_name(row, min(max(xml.cells(row), default=1) + 1, 16_384))
    return [CellEdit(sheet.name, free, 12.5), Mark(sheet.name, free, Level.SERIOUS)]


def table_edits(package: Package) -> list[Edit]:
    return [
        TableEdit(table.name, append=[[None if column.formula else "追加" for column in table.columns]] * 3)
        for sheet in Workbook.of(package).sheets
        if sheet.kind == "worksheet"
        for table in tables_of(package, sheet)
    ]


@pytest.mark.slow
@pytest.mark.skipif("XLPLAN_CORPUS" not in os.environ, reason="XLPLAN_CORPUS names no folder of workbooks")
def test_a_corpus_of_workbooks(tmp_path: Path) -> None:
    refusals: Counter[str] = Counter()
    faults: list[str] = []
    done = 0
    for path in sorted(Path(os.environ["XLPLAN_CORPUS"]).iterdir()):
        if not path.suffix.lower().startswith(".xl"):
            continue
        try:
            package = Package.open(path)
            edits = [*([edit] for edit in table_edits(package)), free_cell_edits(package)]
        except Refused as refused:
            refusals[refused.code] += 1
            continue
        before: Counter[str] | None = None
        for own in edits:
            try:
                new = edited(package, own)
            except Refused as refused:
                refusals[refused.code] += 1
                continue
            done += 1
            before = findings(tmp_path / path.name, package.data) if before is None else before
            if worse := findings(tmp_path / path.name, new.data) - before:
                faults.append(f"{path.name}: {dict(worse)}")
    assert faults == []
    assert done > 0
    assert set(refusals) <= LAWFUL, refusals
