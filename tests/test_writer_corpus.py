"""The writer judged by an independent validator of OOXML packages, and run over workbooks of other people's making.

A large corpus is not part of the project: XLPLAN_CORPUS names a folder of workbooks, which `make corpus` counts.
"""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.table import Table

from tests import hostile
from tests.corpus_run import Met, Write, counted, edited, findings, page, refusals, run, sample
from tests.test_writer_properties import BOOK
from xlplan.books.cell_values import Formula
from xlplan.books.writer import CellEdit, ClearMarks, Edit, Mark, TableEdit
from xlplan.messages import Level


def test_an_independent_validator_finds_nothing_new(tmp_path: Path) -> None:
    edits: list[Edit] = [
        TableEdit("実績表", append=[[9, "=架空", 1.5, None]], set={(0, 1): " 前後 "}),
        CellEdit("実績", "H2", Formula("SUM(D4:D9)", 1)),
        CellEdit("実績", "H1", 5, over_formula=True),
        CellEdit("控え", "B2", "新しい"),
        *(Mark("実績", cell, level) for cell, level in zip(("B4", "C4", "D4"), Level, strict=True)),
    ]
    new, _ = edited(BOOK, edits)
    before = findings(tmp_path / "before.xlsx", BOOK.data)
    assert findings(tmp_path / "after.xlsx", new.data) == before
    assert findings(tmp_path / "cleared.xlsx", edited(new, [ClearMarks()])[0].data) == before


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A table with a chart, a plain sheet, a damaged file and one that is no workbook."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("課", "件数"), ("財政課", 5), ("体育課", 7)):
        sheet.append(row)
    sheet.add_table(Table(displayName="予定", ref="A1:B3"))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3))
    sheet.add_chart(chart, "D2")
    book.save(folder / "グラフ.xlsx")
    openpyxl.Workbook().save(folder / "白紙.xlsx")
    (folder / "壊れた.xlsx").write_bytes(hostile.truncated())
    (folder / "一覧.txt").write_text("workbooks only", encoding="utf-8")
    return folder


@pytest.mark.slow
def test_each_workbook_is_written_in_every_way_or_refused_with_the_reason(corpus: Path, tmp_path: Path) -> None:
    met, given, ours = run(corpus, tmp_path)
    assert [one.name for one in met] == ["グラフ.xlsx", "壊れた.xlsx", "白紙.xlsx"]
    assert [fault for one in met for fault in one.faults] == []
    chart, broken, blank = met
    assert [(write.way, write.refused) for write in chart.writes] == [
        (way, "") for way in ("value", "cell", "table", "upgrade")
    ]
    assert [write.refused for write in broken.writes] != [""]
    assert [write.way for write in blank.writes] == ["value", "cell", "upgrade"]
    assert "xl/charts/chart" in chart.features
    assert set(given) == ours == {"グラフ.xlsx", "白紙.xlsx"}
    text = page(met, given, ours)
    assert f"`{broken.writes[0].refused}`" in text
    assert "opened 2" in text


def test_what_must_not_be_is_a_fault() -> None:
    writes = (
        Write("value", lost=("xl/charts/chart1.xml",)), Write("cell", worse=("bad attribute",)), Write("table", "surprise"),
        Write("table", "totals_row"), Write("upgrade", kept=3, worse=()),
    )  # fmt: skip
    met = Met("台帳.xlsx", frozenset(), writes)
    assert met.faults == [
        "台帳.xlsx: value: lost xl/charts/chart1.xml",
        "台帳.xlsx: cell: bad attribute",
        "台帳.xlsx: table: refused as surprise",
    ]
    assert counted([met])[2].endswith("| 2 | 0 | 2 | 0 | 0 | 0 | 0 | 0 | 0 |")
    assert list(refusals([met])) == ["| `surprise` | 1 | table 1 |", "| `totals_row` | 1 | table 1 |"]


def test_a_sample_has_as_many_kinds_of_part_as_can_be() -> None:
    done = (Write("value"),)
    met = [
        Met("a", frozenset("12"), done), Met("b", frozenset("123"), done), Met("c", frozenset("4"), done),
        Met("d", frozenset("567"), (Write("value", "signed"),)),
    ]  # fmt: skip
    assert sample(met, 2) == ["b", "c"]


@pytest.mark.slow
@pytest.mark.skipif("XLPLAN_CORPUS" not in os.environ, reason="XLPLAN_CORPUS names no folder of workbooks")
def test_a_corpus_of_workbooks(tmp_path: Path) -> None:
    met, given, ours = run(Path(os.environ["XLPLAN_CORPUS"]), tmp_path)
    assert [fault for one in met for fault in one.faults] == []
    assert set(given) <= ours
    assert sum(not write.refused for one in met for write in one.writes) > sum(len(one.writes) for one in met) / 2
