"""What the benchmark holds against each other does the same work, and a difference would be seen."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from benchmarks import chart, good_pandas, page, pandas_survey, plain_script, plain_survey
from benchmarks.comparing import cells_of, differences
from benchmarks.figures import keep, scenario
from benchmarks.figures import kept as figures_kept
from benchmarks.measuring import Command, measure, ratios
from benchmarks.nation import base, merged_master, varied
from benchmarks.rounds import AT, Round, make_round
from benchmarks.script_words import (
    BODIES,
    BODY_COLUMNS,
    KEYS,
    MERGED,
    PERIOD,
    PROGRAM_COLUMNS,
    PROGRAMS,
    SYMBOLS,
)
from benchmarks.shapes import Rows, with_indicators
from tests.masters import PRINTED
from tests.returns import small_rows
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.part_edits import CellEdit
from xlplan.books.save import Copies
from xlplan.books.writer import write
from xlplan.criteria import DEFAULT_ROWS
from xlplan.operations import quiet
from xlplan.survey import here, masters_in, survey
from xlplan.survey.workbook import written
from xlplan.tables import CRITERIA, INDICATORS, TABLES

XLPLAN, PLAIN, GOOD = "xlplan.xlsx", "plain.xlsx", "good.xlsx"


def small_plan() -> Rows:
    """Four programs, three departments."""
    standing = small_rows(**PRINTED)
    return {table.name: tuple(standing.get(table, ())) for table in TABLES} | {CRITERIA.name: tuple(DEFAULT_ROWS)}


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the results of all three."""
    folder = tmp_path_factory.mktemp("merged")
    made = make_round(folder, small_plan(), forgotten=7)
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


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three varied masters counted by xlplan and by both scripts: the three results."""
    folder = tmp_path_factory.mktemp("surveyed")
    merged, masters = (
        merged_master(folder, with_indicators(small_plan() | {INDICATORS.name: ()}, 8)),
        folder / "masters",
    )
    masters.mkdir()
    for number in range(3):
        (masters / f"{number}.xlsx").write_bytes(varied(base(merged), number))
    outs = [folder / name for name in (XLPLAN, PLAIN, GOOD)]
    with outs[0].open("wb") as file, written(file) as writer:
        survey(masters_in([masters]), here(), writer.keep, period=PERIOD, progress=quiet)
    plain_survey.main(masters, outs[1])
    pandas_survey.main(masters, outs[2])
    return outs


def test_all_count_the_same(surveyed: list[Path]) -> None:
    assert len(cells_of(surveyed[0], BODIES, 1)) == 3
    assert differences(surveyed, [BODIES], 1, frozenset(BODY_COLUMNS)) == []
    assert differences(surveyed, [PROGRAMS], 3, frozenset(PROGRAM_COLUMNS)) == []


def test_the_masters_differ(surveyed: list[Path]) -> None:
    bodies = cells_of(surveyed[0], BODIES, 1).values()
    assert len({body["団体名"] for body in bodies}) == 3
    assert len({tuple(body.get(symbol) for symbol in SYMBOLS) for body in bodies}) > 1


def test_the_page_shows_the_figures_that_are_kept(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    runs = measure([Command("xlplan", ["-c", "pass"]), Command("good pandas", ["-c", "pass"])], rounds=1)
    city = scenario("city", "all returns", "3 returns", runs, differing=0)
    keep(kept, [city])
    keep(kept, [dataclasses.replace(city, size="prefecture", differing=2)])
    scenarios = figures_kept(kept)
    assert [one.size for one in scenarios] == ["city", "prefecture"]
    assert scenarios[0] == city
    text = page.page(f"before\n{page.BEGIN}\nold\n{page.END}\nafter", scenarios)
    ratio = city.processes["good pandas"].ratio
    assert ratio is not None
    assert f"**{ratio.median:.2f}**" in text
    assert "All results are equal" in text
    assert "**2 cells differ.**" in text
    assert "old" not in text
    assert page.page(text, scenarios) == text
    drawing = etree.fromstring(chart.drawn(scenarios).encode())
    assert "good pandas" in [mark.text for mark in drawing]


def test_the_documented_figures_are_the_kept_ones() -> None:
    scenarios = figures_kept(page.FIGURES)
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.page(text, scenarios) == text
    assert page.CHART.read_text(encoding="utf-8") == chart.drawn(scenarios)
    assert not any(one.differing for one in scenarios)
