"""Worksheet functions: never an exception, whatever the cells; and the same rules as the operations."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.function_calls import ROOT
from tests.reported import judged_book
from xlplan import trials
from xlplan.books.memory import MemoryBook
from xlplan.criteria import DEFAULT_ROWS, Criteria
from xlplan.eras import ERAS
from xlplan.hosts import functions
from xlplan.hosts.functions.examples import functions_shown
from xlplan.hosts.functions.offering import UNFORESEEN, Offered, in_order
from xlplan.hosts.functions.passed import plan_of
from xlplan.plan import read_plan
from xlplan.source import load_source
from xlplan.tables import ATTENTION, CRITERIA, TABLES, VERDICTS
from xlplan.template import trial
from xlplan.validate import check_master

PERIOD: Final = [["平成26年度末"]]
CRITERIA_CELLS: Final = [list(CRITERIA.headers), *(CRITERIA.cells(row) for row in DEFAULT_ROWS)]
ALL = pytest.mark.parametrize("offered", in_order(), ids=lambda one: one.name)


@pytest.fixture(scope="module")
def book() -> MemoryBook:
    return judged_book()


def _table(book: MemoryBook, name: str) -> list[list[Any]]:
    grid = book.grid(name)
    assert grid is not None
    return [list(grid.columns), *map(list, grid.rows)]


def _tables(book: MemoryBook) -> list[list[list[Any]]]:
    return [_table(book, table.name) for table in TABLES]


# ---- never an exception ----

_HEADERS: Final = sorted({header for table in TABLES for header in table.headers})
_WORDS: Final = (
    "平成26年度末", "20-1", "以上", "目標種別", "方針", "課", "年1,000人以上", "約1.5億円", "３割", "H26", "○", "#N/A", "=1+1", "確認",
    *_HEADERS[:40], *ERAS,
)  # fmt: skip
CELLS: Final = st.one_of(
    st.none(),
    st.sampled_from(_WORDS),
    st.text(max_size=12),
    st.integers(-(10**20), 10**20),
    st.sampled_from([-2146826246, -2146826243, 0, 1, 26, 2014, 2200, 46477, 2958465, 2958466]),
    st.floats(),
    st.booleans(),
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(9999, 12, 31)),  # noqa: DTZ001  # as xlwings gives them
    st.decimals(allow_nan=False, allow_infinity=False),
)


@st.composite
def ranges(draw: st.DrawFn) -> Any:
    """An argument: left out, one value, a range, or a table whose cells are anything."""
    shape = draw(st.sampled_from(["missing", "value", "range", "range", "table", "table"]))
    if shape == "missing":
        return None
    if shape == "value":
        return draw(CELLS)
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    if shape == "table":
        headers = list(draw(st.sampled_from(TABLES)).headers)
        return [headers, *(draw(st.lists(CELLS, min_size=len(headers), max_size=len(headers))) for _ in range(rows))]
    return [[draw(CELLS) for _ in range(columns)] for _ in range(rows)]


@ALL
@settings(max_examples=40)
@given(data=st.data())
def test_no_cells_make_a_function_raise(offered: Offered, data: st.DataObject) -> None:
    arguments = [data.draw(ranges(), label=argument.name) for argument in offered.arguments]
    if offered.arguments and offered.arguments[-1].repeats:
        arguments += data.draw(st.lists(ranges(), max_size=3), label="more")
    answer = offered.call(*arguments)
    assert answer
    assert {len(row) for row in answer} == {len(answer[0])}
    for cell in (cell for row in answer for cell in row):
        assert type(cell) in (str, float)
        assert cell != UNFORESEEN
        assert not isinstance(cell, float) or math.isfinite(cell)


def test_our_own_mistake_is_a_sentence_and_goes_to_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delattr("xlplan.hosts.functions.texts.explain")
    assert functions.xlp_explain([["95％以下"]]) == [[UNFORESEEN]]
    assert "xlp_explain failed" in caplog.text


# ---- the same rules ----


def test_verdicts_are_those_of_the_operation(book: MemoryBook) -> None:
    rows = [row for row in read_plan(book).rows(VERDICTS) if (row.fy, row.point) == (2014, "3月末")]
    ids = [[row.indicator] for row in rows]
    assert len({row.symbol for row in rows}) > 1
    assert functions.xlp_verdict(ids, PERIOD, *_tables(book)) == [[row.symbol.value] for row in rows]
    assert functions.xlp_reason(ids, PERIOD, *_tables(book)) == [[row.reason] for row in rows]


def test_a_band_goes_with_its_reason(book: MemoryBook) -> None:
    ids = [[row.indicator] for row in read_plan(book).rows(VERDICTS) if row.target is not None]
    bands = functions.xlp_band(ids, PERIOD, *_tables(book))
    reasons = functions.xlp_reason(ids, PERIOD, *_tables(book))
    assert bands
    for (low, high, words), (reason,) in zip(bands, reasons, strict=True):
        assert isinstance(low, float) or isinstance(high, float)
        assert str(words) in str(reason)


def test_the_off_target_list_is_that_of_the_operation(book: MemoryBook) -> None:
    fields = ("no", "program", "department", "what", "cause", "response")
    rows = [row for row in read_plan(book).rows(ATTENTION) if row.topic == "目標未達"]
    assert rows
    headers, *found = functions.xlp_off_target(PERIOD, *_tables(book))
    assert headers == [ATTENTION.columns[name].header for name in fields]
    assert found == [[float(row.no), *(getattr(row, name) for name in fields[1:])] for row in rows]


def test_a_roll_up_adds_up(book: MemoryBook) -> None:
    plan = read_plan(book)
    for by in ("方針", "方策", "課"):
        headers, *body, total = functions.xlp_rollup([[by]], PERIOD, *_tables(book))
        assert headers[:6] == [by, "プログラム", "S", "A", "B", "未報告"]
        assert total[1:] == [sum(float(row[at]) for row in body) for at in range(1, len(headers))]
        assert total[1] == sum(float(cell) for cell in total[2:6]) == sum(float(cell) for cell in total[6:14])
    final = Counter(row.final for row in plan.rows(VERDICTS) if (row.fy, row.point) == (2014, "3月末"))
    assert sum(float(cell) for cell in total[6:12]) <= sum(final.values())


def test_findings_are_those_of_the_operation(book: MemoryBook) -> None:
    expected = Counter(found.code for found in check_master(read_plan(book), book))
    _, *found = functions.xlp_findings(*_tables(book))
    assert expected
    assert Counter(row[1] for row in found) == expected


def test_checks_whose_tables_were_not_passed_stay_silent(book: MemoryBook) -> None:
    assert functions.xlp_findings(_table(book, "実績"))[1][5] == "確認事項はありません。"
    strange = _table(book, "実績")
    strange.append(["99-9", "平成26年度", "3月末", 5, *[None] * (len(strange[0]) - 4)])
    _, *found = functions.xlp_findings(strange, _table(book, "成果指標"))
    assert [row[5] for row in found] == ["確認事項はありません。"], "figures lean on 年度目標 and 読み替え too"
    _, *found = functions.xlp_findings(
        strange, *(_table(book, n) for n in ("成果指標", "年度目標", "判定", "読み替え"))
    )
    assert ["重大", "M508", "実績", f"{len(strange) - 1}行目「指標ID」"] in [row[:4] for row in found]


@pytest.mark.parametrize("example", trial.EXAMPLES, ids=lambda one: one.title.split("\n")[0])
def test_a_trial_comes_to_the_symbol_of_the_sheet(example: trial.Example) -> None:
    labels = [[label] for label in trials.LABELS.values()]
    cells = [[example.given.get(name)] for name in trials.LABELS]
    assert functions.xlp_trial(labels, cells, CRITERIA_CELLS) == [[example.symbol.value]]


def test_the_latest_criteria_judge_a_trial() -> None:
    later = [*CRITERIA_CELLS, ["概ね達成", "△の下限", Decimal("0.95"), "令和2年度", ""]]
    arguments = ([["目標種別", "目標値", "実績"]], [["以上", 1000, 942]])
    assert functions.xlp_trial(*arguments, CRITERIA_CELLS) == [["△"]]
    assert functions.xlp_trial(*arguments, later) == [["▲"]]


def test_years_done_beyond_the_due_year_are_the_due_year() -> None:
    case = {"目標種別": "期末水準", "目標値": 100, "実績": 80, "基準値": 0, "過ぎた年数": 7, "期限までの年数": 5}
    read = trials.read_trial(case)
    assert isinstance(read, trials.Trial)
    found = trials.judge_trial(read, Criteria.of(DEFAULT_ROWS))
    assert found.rule == "K6-4P"
    assert trials.read_trial({**case, "過ぎた年数": 2.5}) == trials.Unfit("過ぎた年数")
    assert trials.read_trial({**case, "目標種別": ""}) is None


# ---- tables passed ----


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_is_known_by_its_headers(table: Any) -> None:
    plan, _ = plan_of([[list(reversed(table.headers)), [None] * len(table.headers)]])
    assert list(plan.tables) == [table.name]


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ([["20-1", "平成26年度", "3月末", 5]], "1番目の表の見出しが、台帳のどの表とも合いません。"),
        (None, "1番目の表の見出しが"),
        ([["指標ID", "品名", "単価", "数量", "金額"]], "1番目の表の見出しが"),
    ],
)
def test_a_range_that_is_no_table_says_how_to_pass_one(argument: Any, sentence: str) -> None:
    ((answer,),) = functions.xlp_findings(argument)
    assert str(answer).startswith(sentence)
    assert str(answer).endswith("「成果指標[#すべて]」のように、見出しごと渡してください。")


def test_a_table_passed_twice_is_named() -> None:
    ((answer,),) = functions.xlp_findings(CRITERIA_CELLS, CRITERIA_CELLS)
    assert answer == "「判定基準」の表が二つ渡されています。一つにしてください。"


def test_unreadable_rows_stop_a_verdict_and_are_named() -> None:
    spoilt = [*CRITERIA_CELLS, ["未達", "▲の下限", "低め", "平成26年度", ""]]
    ((answer,),) = functions.xlp_trial([["目標種別", "目標値", "実績"]], [["以上", 1, 1]], spoilt)
    assert "「値」の「低め」を読み取れません" in str(answer)
    assert "【判定基準】10行目「値」" in str(answer)


# ---- a column in one call ----


def test_a_spilled_array_over_a_thousand_rows_is_one_call(monkeypatch: pytest.MonkeyPatch, book: MemoryBook) -> None:
    read: list[int] = []

    def counted(tables: Any) -> Any:
        read.append(len(tables))
        return plan_of(tables)

    monkeypatch.setattr("xlplan.hosts.functions.verdicts.plan_of", counted)
    ids = [["37-1"], ["30-1"]] * 500
    answer = functions.xlp_verdict(ids, PERIOD, *_tables(book))
    assert len(answer) == len(ids)
    assert len(read) == 1, "the tables are read once, not once a row"


# ---- what the sheet and the page show ----


def test_every_function_is_shown_with_an_example() -> None:
    shown = functions_shown(load_source(ROOT / "workbook" / "source"))
    formulas = " ".join(
        [shown.ready, *(getattr(line, "formula", "") for block in shown.blocks for line in block.lines)]
    )
    assert [one.name for one in in_order() if f"{one.name}(" not in formulas] == []
    assert [one.name for one in shown.helps] == [one.name for one in in_order()]
