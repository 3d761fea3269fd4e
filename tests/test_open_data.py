"""The published data: the same rows when read back, nothing internal, and the government's rules kept."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.published import HOSTILE, hostile_rows, public
from tests.reported import SECRET
from xlplan.csv_text import NotOurCsv, from_csv, one_line, to_csv
from xlplan.periods import read_day
from xlplan.report.open_data import open_data
from xlplan.report.open_data.gather import gather
from xlplan.report.open_data.records import ACTUALS, DATA_SETS, EFFECTS, PROGRAMS, VERDICTS
from xlplan.report.open_data.words import DataSet, Type
from xlplan.report.readability import check_csv
from xlplan.report.results import PublicResults

CODE = {"地方公共団体コード": "132110"}


@pytest.fixture(scope="module")
def results() -> PublicResults:
    return public(**CODE)


@pytest.fixture(scope="module")
def files(results: PublicResults) -> dict[str, bytes]:
    return open_data(results)


@pytest.mark.parametrize("data", DATA_SETS, ids=lambda data: data.name)
@pytest.mark.parametrize("rows", [None, hostile_rows()], ids=["as usual", "hostile"])
def test_a_file_reads_back_as_the_same_rows(data: DataSet, rows: Any) -> None:
    results = public(rows, **CODE)
    made = gather(results, read_day(results.stamp.as_of))[data]
    assert data.from_csv(open_data(results)[f"{data.name}.csv"]) == made


@pytest.mark.parametrize("data", DATA_SETS, ids=lambda data: data.name)
def test_csv_and_json_hold_the_same(data: DataSet, files: dict[str, bytes]) -> None:
    rows = data.from_csv(files[f"{data.name}.csv"])
    assert rows
    assert json.loads(files["data.json"])[data.name] == [data.as_json(row) for row in rows]


def test_nothing_marked_as_internal_is_in_any_file(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        assert SECRET.encode() not in content, name


def test_every_file_says_of_when_and_from_which_master_it_is(results: PublicResults, files: dict[str, bytes]) -> None:
    digest = results.stamp.digest
    for data in DATA_SETS:
        rows: list[Any] = list(data.from_csv(files[f"{data.name}.csv"]))
        assert {(row.digest, str(row.as_of), row.city_code) for row in rows} == {(digest, "2015-03-31", "132110")}
    assert json.loads(files["data.json"])["meta"]["digest"] == digest
    assert json.loads(files["datapackage.json"])["asOf"] == "平成27年3月31日"


def test_the_counts_of_the_files_are_those_of_every_report(results: PublicResults, files: dict[str, bytes]) -> None:
    programs: list[Any] = list(PROGRAMS.from_csv(files["programs.csv"]))
    own = [row for row in programs if row.relisted_from is None]
    counts = {key: sum((row.schedule or "未報告") == key for row in own) for key in results.total.schedule}
    assert counts == results.total.schedule
    verdicts: list[Any] = list(VERDICTS.from_csv(files["verdicts.csv"]))
    own_verdicts = [row for row in verdicts if not row.relisted_from]
    assert len(own_verdicts) == results.total.indicators
    assert {s: sum(r.verdict == s for r in own_verdicts) for s in results.total.symbols} == results.total.symbols
    effects: list[Any] = list(EFFECTS.from_csv(files["effects.csv"]))
    assert sum(row.value for row in effects) == results.effects[0].total


def test_a_missing_actual_is_blank_and_its_reason_stands_beside(files: dict[str, bytes]) -> None:
    rows: list[Any] = list(VERDICTS.from_csv(files["verdicts.csv"]))
    told = [row for row in rows if row.indicator == "30-1"]
    assert [(row.actual, row.verdict.value, row.no_verdict) for row in told] == [(None, "－", "未報告")]
    actuals: list[Any] = list(ACTUALS.from_csv(files["actuals.csv"]))
    assert {row.value for row in actuals if row.indicator == "30-1"} == {None}


def test_a_formula_typed_by_a_department_is_text_in_every_field() -> None:
    for name, content in open_data(public(hostile_rows(), **CODE)).items():
        if name.endswith(".csv"):
            headers, rows = from_csv(content)
            for row in [headers, *rows]:
                assert not [cell for cell in row if len(cell) > 1 and cell[0] in "=+@＝＋－＠"], name


def test_the_dictionary_describes_every_column_of_every_file(files: dict[str, bytes]) -> None:
    _, rows = from_csv(files["dictionary.csv"])
    described = [(row[0], row[2]) for row in rows]
    assert described == [(f"{data.name}.csv", header) for data in DATA_SETS for header in data.headers]
    assert all(all(row) for row in rows)


def test_every_code_in_use_is_in_the_code_table(files: dict[str, bytes]) -> None:
    _, rows = from_csv(files["codes.csv"])
    known = {(table, code) for table, code, meaning in rows if meaning}
    for data in DATA_SETS:
        for row in data.from_csv(files[f"{data.name}.csv"]):
            for name, item in data.items.items():
                value = data.as_json(row)[name]
                assert not item.codes or value in (None, "") or (item.codes, value) in known


def test_the_package_describes_the_files_for_programs(files: dict[str, bytes]) -> None:
    package = json.loads(files["datapackage.json"])
    assert [one["path"] for one in package["resources"]] == [f"{data.name}.csv" for data in DATA_SETS]
    for one, data in zip(package["resources"], DATA_SETS, strict=True):
        reader = csv.DictReader(io.StringIO(files[one["path"]].decode(one["encoding"]), newline=""))
        fields = one["schema"]["fields"]
        assert reader.fieldnames == [each["name"] for each in fields]
        keys = [tuple(line[name] for name in one["schema"]["primaryKey"]) for line in reader]
        assert len(keys) == len(set(keys)), data.name
        assert {each["type"] for each in fields} <= {kind.value for kind in Type}


@pytest.mark.parametrize("data", DATA_SETS, ids=lambda data: data.name)
def test_every_file_keeps_the_rules_on_machine_readability(data: DataSet, files: dict[str, bytes]) -> None:
    assert check_csv(data, files[f"{data.name}.csv"]) == []


def test_headers_are_the_same_whatever_the_period() -> None:
    """L3-07. Others rely on these names: change one only with a note in CHANGELOG.md."""
    assert PROGRAMS.headers[:6] == ["プログラム番号", "方針番号", "方針", "方策番号", "方策", "プログラム名"]
    assert [len(data.headers) for data in DATA_SETS] == [24, 7, 14, 23, 11, 9, 13]


def changed(files: dict[str, bytes], data: DataSet, header: str, value: str) -> bytes:
    headers, rows = from_csv(files[f"{data.name}.csv"])
    rows[0][headers.index(header)] = value
    return to_csv(headers, rows)


@pytest.mark.parametrize(
    ("rule", "header", "value"),
    [
        ("L1-06", "プログラム名", "体育　　施設"),
        ("L1-07", "進捗区分", "A、B"),
        ("L1-08", "プログラム名", "①体育施設"),
        ("L1-08", "実施目的", "㈱の活用"),
        ("L2-01", "方針番号", "3番"),
        ("L2-02", "方針", ""),
        ("L2-04", "進捗区分", "Ａ"),
        ("L2-05", "指標判定", "その他（休止）"),
        ("L3-03", "再掲元の番号", "－"),
        ("L3-05", "年度（和暦）", "平成25年度"),
        ("L3-05", "基準日", "平成27年3月31日"),
        ("L3-06", "地方公共団体コード", "132111"),
        ("L3-06", "地方公共団体コード", ""),
    ],
)
def test_a_breach_is_named_with_its_rule_and_place(files: dict[str, bytes], rule: str, header: str, value: str) -> None:
    found = check_csv(PROGRAMS, changed(files, PROGRAMS, header, value))
    assert any(breach.rule == rule and breach.place.startswith("2行目") for breach in found), found


def with_lines(files: dict[str, bytes], change: Any) -> bytes:
    headers, rows = from_csv(files["programs.csv"])
    lines = [headers, *rows]
    change(lines)
    return to_csv(lines[0], lines[1:])


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("L1-02", lambda lines: lines.insert(2, lines[0])),
        ("L1-03", lambda lines: lines.insert(2, [""] * len(lines[0]))),
        ("L1-04", lambda lines: lines[1].append("欄外のメモ")),
        ("L1-05", lambda lines: lines[0].__setitem__(3, "―")),
        ("L2-03", lambda lines: lines[0].__setitem__(3, lines[0][2])),
        ("L3-01", lambda lines: lines.insert(0, ["プログラムの一覧"] + [""] * (len(lines[0]) - 1))),
        ("L3-09", lambda lines: lines[0].__setitem__(3, "平成26年度の実績")),
        ("L1-14", lambda lines: lines[1].__setitem__(2, "2行に\nわたる")),
    ],
)
def test_a_file_of_the_wrong_shape_is_named_with_its_rule(files: dict[str, bytes], rule: str, change: Any) -> None:
    assert rule in {breach.rule for breach in check_csv(PROGRAMS, with_lines(files, change))}


def test_a_file_without_quotes_round_a_comma_or_without_bom_is_named(files: dict[str, bytes]) -> None:
    quoted = changed(files, PROGRAMS, "実施目的", "甲,乙")
    assert check_csv(PROGRAMS, quoted) == []
    assert {"L1-02", "L1-04"} <= {
        b.rule for b in check_csv(PROGRAMS, quoted.replace('"甲,乙"'.encode(), "甲,乙".encode()))
    }
    unneeded = files["programs.csv"].replace("財源の確保".encode(), '"財源の確保"'.encode(), 1)
    assert [breach.rule for breach in check_csv(PROGRAMS, unneeded)] == ["L1-15"]
    assert [breach.rule for breach in check_csv(PROGRAMS, files["programs.csv"][3:])] == ["L1-01"]


def test_a_file_of_another_table_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(NotOurCsv, match="見出しが違います"):
        VERDICTS.from_csv(files["programs.csv"])


def test_hostile_text_stands_in_the_files_word_for_word() -> None:
    rows: list[Any] = list(PROGRAMS.from_csv(open_data(public(hostile_rows(), **CODE))["programs.csv"]))
    assert {row.name for row in rows} == {one_line(HOSTILE)}
