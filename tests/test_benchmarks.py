"""What the benchmark holds against each other does the same work, and a difference would be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import good_pandas, plain_script
from benchmarks.comparing import cells_of, differences
from benchmarks.measuring import Command, measure, ratios
from benchmarks.rounds import AT, Round, make_round
from benchmarks.script_words import KEYS, MERGED, PERIOD
from tests.masters import PRINTED
from tests.returns import small_rows
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.part_edits import CellEdit
from xlplan.books.save import Copies
from xlplan.books.writer import write
from xlplan.criteria import DEFAULT_ROWS
from xlplan.tables import CRITERIA, TABLES

XLPLAN, PLAIN, GOOD = "xlplan.xlsx", "plain.xlsx", "good.xlsx"


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the results of all three."""
    folder = tmp_path_factory.mktemp("merged")
    standing = small_rows(**PRINTED)
    rows = {table.name: tuple(standing.get(table, ())) for table in TABLES} | {CRITERIA.name: tuple(DEFAULT_ROWS)}
    made = make_round(folder, rows, forgotten=7)
    plain_script.main(made.master, made.returns, folder / PLAIN)
    good_pandas.main(made.master, made.returns, folder / GOOD)
    _consolidated(made, folder / XLPLAN)
    return folder


def _consolidated(made: Round, out: Path) -> None:
    book = FileBook(made.master)
    operations.consolidate(book, made.files, at=AT, period=PERIOD)
    book.save(out, AT)


def test_all_merge_to_the_same_cells(merged: Path) -> None:
    assert all(cells_of(merged / XLPLAN, table, KEYS) for table in MERGED)
    assert differences([merged / name for name in (XLPLAN, PLAIN, GOOD)], MERGED, KEYS) == []


@pytest.mark.parametrize("table", ["確認事項", "変更履歴", "回収状況"])
def test_both_scripts_find_and_log_the_same(merged: Path, table: str) -> None:
    plain, good = (
        sorted(sorted(row.items()) for row in cells_of(merged / name, table, 1).values()) for name in (PLAIN, GOOD)
    )
    assert _without_numbers(plain) == _without_numbers(good) != []


def _without_numbers(rows: list[list[tuple[str, object]]]) -> list[str]:
    return sorted(str([cell for cell in row if cell[0] not in ("番号", "連番")]) for row in rows)


def test_one_other_cell_is_seen(merged: Path) -> None:
    other = merged / "other.xlsx"
    grid = FileBook(merged / GOOD).grid("実績")
    assert grid is not None
    key, column = grid.rows[0][:KEYS], grid.position("実績値")
    edit = CellEdit("実績", f"{'ABCDEFGH'[grid.left - 1 + column]}{grid.top}", 987654)
    write(merged / GOOD, other, [edit], copies=Copies(AT, 0))
    assert differences([merged / XLPLAN, merged / GOOD, other], MERGED, KEYS) == [
        f"other.xlsx 実績 {key} 実績値: {grid.rows[0][column]!r} / 987654"
    ]


def test_ratios_are_taken_within_a_round() -> None:
    runs = measure([Command("one", ["-c", "pass"]), Command("other", ["-c", "pass"])], rounds=2)
    wall, _processor = ratios(runs["one"], runs["other"])
    assert [(len(taken.counted), len(taken.warm_up)) for taken in runs.values()] == [(2, 1), (2, 1)]
    assert 0 < wall.least <= wall.median <= wall.greatest
    assert runs["one"].tree > 0 < runs["one"].peak


def test_a_failing_process_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="was wrong"):
        measure([Command("failing", ["-c", "raise SystemExit('was wrong')"])], rounds=1)
