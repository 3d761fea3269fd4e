"""The transcription as rows: counts of the plan, what each key becomes, and refusals that name file and program."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xlplan.choices import Direction, Kind
from xlplan.source import SourceError, load_source
from xlplan.tables import TABLES

Rows = Mapping[str, tuple[Any, ...]]
"""Table name → rows; each test knows the type of the rows it asks for."""

SOURCE = Path(__file__).parent.parent / "workbook" / "source"


@pytest.fixture(scope="module")
def rows() -> Rows:
    return load_source(SOURCE)


def _by(rows: Rows, table: str, field: str) -> dict[Any, Any]:
    return {getattr(row, field): row for row in rows[table]}


def _values(rows: Rows, table: str, field: str) -> list[Any]:
    return [getattr(row, field) for row in rows[table]]


def test_every_table_has_its_rows(rows: Rows) -> None:
    assert list(rows) == [table.name for table in TABLES]
    filled = {name: len(body) for name, body in rows.items() if body}
    assert {name: filled[name] for name in ("プログラム", "成果指標", "見直し", "公表件数", "財政効果", "年度")} == {
        "プログラム": 62,
        "成果指標": 72,
        "見直し": 50,
        "公表件数": 8,
        "財政効果": 10,
        "年度": 16,
    }
    assert set(filled).isdisjoint(
        {"実績", "進捗報告", "実施状況", "判定", "回収状況", "確認事項", "変更履歴", "要判断"}
    )


def test_programs_by_policy_and_the_one_printed_twice(rows: Rows) -> None:
    assert Counter(_values(rows, "プログラム", "policy_no")) == {1: 15, 2: 5, 3: 7, 4: 18, 5: 17}
    programs = _by(rows, "プログラム", "no")
    assert [no for no, row in programs.items() if row.relisted_from] == [39]
    assert programs[39].relisted_from == 27
    assert programs[21].department == "政策課"
    assert programs[60].name_in_revision == "公金支払手続きの電子化等の推進"


def test_departments_stand_in_the_order_printed(rows: Rows) -> None:
    mine = [row for row in rows["担当課"] if row.no == 12]
    assert [(r.order, r.department, r.role) for r in mine] == [
        (1, "政策課", "主"),
        (2, "地域文化課", "関係"),
        (3, "参事（市民協働）", "関係"),
    ]


def test_departments_of_the_list_stand_in_the_order_in_which_programs_name_them(
    rows: Rows,
) -> None:
    named = list(dict.fromkeys(_values(rows, "担当課", "department")))
    groups = set(_values(rows, "課群", "group"))
    assert _values(rows, "課名簿", "name") == [name for name in named if name not in groups]
    assert [row.name for row in rows["課名簿"] if row.secretariat] == ["行政経営課"]


def test_what_the_text_does_not_settle_is_left_open(rows: Rows) -> None:
    assert set(_values(rows, "課群", "group")) == {"全課", "各所管課", "各施設所管課"}
    assert set(_values(rows, "課群", "department")) == {""}
    assert all(note.startswith("未決：") for note in _values(rows, "課群", "note"))
    assert set(_values(rows, "読み替え", "state")) == {"未決"}
    assert set(_values(rows, "読み替え", "decided_by")) == {""}


def test_work_items_and_phases_have_readable_ids(rows: Rows) -> None:
    actions = _by(rows, "実施内容", "action")
    assert actions["01-2"].text == "市民活動の情報収集及び発信事業の実施"
    assert (actions["18-1-1"].item, actions["18-1-1"].from_fy, actions["18-1-1"].to_fy) == ("1-1", 2011, 2011)
    assert actions["42-1"].from_fy is None, "～平成27年度 has no start"
    phases = _by(rows, "年度計画", "phase")
    assert (phases["01-3-1"].text, phases["01-3-1"].from_fy, phases["01-3-1"].certainty) == ("試行", 2012, "推定")


INDICATORS = [
    ("1-1", {"kind": Kind.GROWTH, "rate": Decimal("0.10") / 2, "counted": True, "basis": "前年度"}),
    ("13-1", {"kind": Kind.KEEP_PREVIOUS, "unit": "％", "direction": Direction.KEEP}),
    ("20-1", {"kind": Kind.AT_LEAST, "value": Decimal(1000), "unit": "人"}),
    ("28-1", {"kind": Kind.REFER_OTHER, "reference": "30", "basis": "他プログラム"}),
    ("30-1", {"kind": Kind.AT_MOST, "value": Decimal(95), "baseline_value": Decimal("97.3"), "decimals": 1}),
    ("30-4", {"kind": Kind.LEVEL_BY_END, "direction": Direction.DOWN, "due_fy": 2015, "value": Decimal(30_000_000_000)}),
    ("32-1", {"kind": Kind.ANNUAL_EXTERNAL, "basis": "予算"}),
    ("35-1", {"value": Decimal(7_100_000), "unit": "円"}),
    ("37-1", {"kind": Kind.WITHIN, "value": Decimal(1), "value_high": Decimal(2)}),
    ("39-1", {"kind": Kind.CUMULATIVE_BY_END, "relisted_from": "27-1"}),
    ("44-1", {"kind": Kind.COMPLETION_RATE, "measured": "平成27年度"}),
    ("50-1", {"kind": Kind.ABOUT, "value": Decimal(910), "baseline_value": Decimal(912)}),
]  # fmt: skip


@pytest.mark.parametrize(("indicator", "expected"), INDICATORS, ids=[key for key, _ in INDICATORS])
def test_indicators(rows: Rows, indicator: str, expected: dict[str, Any]) -> None:
    row = _by(rows, "成果指標", "indicator")[indicator]
    assert {field: getattr(row, field) for field in expected} == expected
    assert row.edition == 1


def test_a_target_applies_from_the_year_its_edition_was_set(rows: Rows) -> None:
    revised = {row.no for row in rows["見直し"] if row.indicators}
    wrong = [row.indicator for row in rows["成果指標"] if row.effective_fy != (2014 if row.no in revised else 2011)]
    assert wrong == []


def test_27_and_39_are_one_printed_row_and_two_items(rows: Rows) -> None:
    by_no = _by(rows, "見直し", "no")
    assert by_no[27].printed_row == by_no[39].printed_row == 23
    assert max(_values(rows, "見直し", "printed_row")) == 49


def test_stated_totals_are_kept_beside_the_table(rows: Rows) -> None:
    stated = {row.item: row.stated for row in rows["公表件数"]}
    assert stated == {
        "見直し項目（計）": 50,
        "推進担当課": 9,
        "実施内容": 35,
        "予定年度": 23,
        "効果": 19,
        "成果指標": 39,
        "年度計画": 28,
        "成果指標のうち新規設定": 16,
    }


def test_fiscal_effects_are_in_yen_and_keep_the_printed_slip(rows: Rows) -> None:
    effects = {(row.fy, row.effect): row for row in rows["財政効果"]}
    assert effects[2011, "歳入確保"].value == 179_000_000
    assert effects[2015, "歳入確保"].value == 1_000_000
    assert "1百億円" in effects[2015, "歳入確保"].printed
    assert effects[2015, "歳出削減"].basis == "予算"


def test_years_cover_the_plan_and_its_follow_up(rows: Rows) -> None:
    years = _values(rows, "年度", "fy")
    assert years == list(range(2008, 2024))
    assert [row.fy for row in rows["年度"] if row.in_plan] == [2011, 2012, 2013, 2014, 2015]


FAULTS = [
    ("policy-4.toml", "no = 28", "no = 28\ncolour = 1", r"policy-4\.toml: No\.28: program\.0\.colour"),
    ("policy-4.toml", 'kind = "refer_other"', 'kind = "sonstiges"', r"policy-4\.toml: No\.28: 28-1: kind「sonstiges」"),
    ("policy-4.toml", "no = 28", "no = 29", r"「プログラム」に\(29,\)が2行"),
    ("policy-1.toml", "measure = 1", "measure = 9", r"policy-1\.toml: No\.1: 方策\(1, 9\)がoutline\.tomlにありません"),
    ("policy-4.toml", 'departments = ["財政課"]', 'departments = ["財務課"]', r"「担当課」の課\['財務課'\]"),
    ("policy-1.toml", 'unit = "団体"', 'unit = "団対"', r"「成果指標」の単位\['団対'\]"),
    ("figures.toml", "total = 285", "total = 286", r"figures\.toml: 平成23年度の内訳の和"),
    ("figures.toml", "total = 285", "total = = 285", r"figures\.toml: TOMLとして読めません"),
    ("settings.toml", 'value = "平成27年度"', 'value = "平成77年度"', r"settings\.toml: 計画年度'平成77年度'"),
    ("revision.toml", '"推進担当課" = 9', '"担当" = 9', r"revision\.toml: stated\.categories"),
    ("register.toml", 'adopted = "前年度実績の1.05倍以上"', 'adopted = "別の読み"', r"register\.toml: A01: adopted"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), FAULTS, ids=[f"{f[0]}-{f[2][:20]}" for f in FAULTS])
def test_a_fault_is_named_with_its_file_and_program(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    folder = tmp_path / "source"
    shutil.copytree(SOURCE, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_source(folder)
    assert re.search(message, str(caught.value)), str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "source")
    (tmp_path / "source" / "figures.toml").unlink()
    with pytest.raises(SourceError, match=r"figures\.toml: ファイルがありません"):
        load_source(tmp_path / "source")
