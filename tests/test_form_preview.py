"""Returns in another spreadsheet program: previews and checks calculate, and what it saves is still a sound return."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.returns import HALF_YEAR, YEAR_END, draw, fill, plan_of, small_plan, small_rows
from xlplan.choices import Direction, Kind
from xlplan.form import build_form
from xlplan.periods import Period
from xlplan.plan import Plan
from xlplan.read import read_returns
from xlplan.schema import Row
from xlplan.tables import ACTUALS, CRITERIA, INDICATORS, YEAR_TARGETS
from xlplan.tables.indicators import CriterionRow, IndicatorRow
from xlplan.tables.rounds import ActualRow

pytestmark = pytest.mark.slow


def recalculated(path: Path) -> Path:
    """The workbook as LibreOffice saves it, with results in its formulas."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    out = path.parent / "保存"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(out),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / path.name


def indicator(at: int, kind: Kind, **more: Any) -> IndicatorRow:
    words = {"name": f"指標{at}", "target_text": "（試験）", "department": "財政課", "effective_fy": 2011, "unit": "人"}
    return IndicatorRow.read({"indicator": f"30-{at}", "edition": 1, "no": 30, "kind": kind, **words | more})


D = Decimal
T70: dict[str, Any] = {"value": D(70), "counted": True}
RATE: dict[str, Any] = {"value": D(95), "unit": "％", "decimals": 1, "direction": Direction.DOWN}
DEBT: dict[str, Any] = {"value": D(300), "direction": Direction.DOWN, "due_fy": 2015, "baseline_fy": 2010}
FUND: dict[str, Any] = {"value": D(30), "direction": Direction.UP, "due_fy": 2015, "baseline_fy": 2010}

# 種別・目標, 前年度末の実績, 今回の回答, 表示
YEAR_END_CASES: list[tuple[Kind, dict[str, Any], object, object, str]] = [
    (Kind.AT_LEAST, T70, None, 77, "◎ 超過達成"),
    (Kind.AT_LEAST, T70, None, 70, "○ 達成"),
    (Kind.AT_LEAST, T70, None, 66, "△ 概ね達成"),
    (Kind.AT_LEAST, T70, None, 62, "▲ 未達"),
    (Kind.AT_LEAST, T70, None, 48, "× 大きく未達"),
    (Kind.AT_LEAST, T70, None, "70人", "－"),
    (Kind.AT_MOST, RATE, None, 95, "○ 達成"),
    (Kind.AT_MOST, RATE, None, 95.04, "○ 達成"),
    (Kind.AT_MOST, RATE, None, 86, "◎ 超過達成"),
    (Kind.AT_MOST, RATE, None, 96.5, "△ 概ね達成"),
    (Kind.AT_MOST, RATE | {"baseline_fy": 2010, "baseline_value": D("97.3")}, None, 96.5, "× 大きく未達"),
    (Kind.AT_MOST, RATE | {"baseline_fy": 2010, "baseline_value": D("97.3")}, None, 98, "▼ 後退"),
    (Kind.WITHIN, {"value": D(1), "value_high": D(2)}, None, 2, "○ 達成"),
    (Kind.WITHIN, {"value": D(1), "value_high": D(2)}, None, 3, "○ 達成（上限超過）"),
    (Kind.WITHIN, {"value": D(1), "value_high": D(2)}, None, 0, "× 大きく未達"),
    (Kind.GROWTH, {"rate": D("0.05"), "counted": True}, 30, 32, "○ 達成"),
    (Kind.GROWTH, {"rate": D("0.05"), "counted": True}, 30, 31, "△ 概ね達成"),
    (Kind.GROWTH, {"rate": D("0.05"), "counted": True}, 30, 29, "▼ 後退"),
    (Kind.GROWTH, {"rate": D("0.05"), "counted": True}, None, 29, "－ 前年度値なし"),
    (Kind.KEEP_PREVIOUS, {}, 30, 30, "○ 達成"),
    (Kind.KEEP_PREVIOUS, {}, 30, 27, "△ 概ね達成"),
    (Kind.KEEP_PREVIOUS, {"survey": True}, 30, 27, "○ 達成"),
    (Kind.LEVEL_BY_END, DEBT | {"baseline_value": D(322)}, None, 300, "◎ 超過達成"),
    (Kind.LEVEL_BY_END, DEBT | {"baseline_value": D(322)}, None, 304, "○ 順調"),
    (Kind.LEVEL_BY_END, DEBT | {"baseline_value": D(322)}, None, 310, "△ もう少し"),
    (Kind.LEVEL_BY_END, DEBT | {"baseline_value": D(322)}, None, 320, "▲ 遅れ"),
    (Kind.LEVEL_BY_END, DEBT | {"baseline_value": D(322)}, None, 325, "▼ 後退"),
    (Kind.LEVEL_BY_END, FUND | {"baseline_value": D(23)}, None, 29, "○ 順調"),
    (Kind.LEVEL_BY_END, FUND, None, 29, "－ 基準値なし"),
    (Kind.CUMULATIVE_BY_END, FUND, 12, 12, "○ 順調"),
    (Kind.CUMULATIVE_BY_END, FUND, 12, 18, "◎ 超過達成"),
    (Kind.CUMULATIVE_BY_END, FUND, 12, 3, "△ もう少し"),
    (Kind.CUMULATIVE_BY_END, FUND, 5, 3, "▲ 遅れ"),
    (Kind.MILESTONE, {"due_fy": 2015, "unit": ""}, None, "達成", "◎ 超過達成"),
    (Kind.MILESTONE, {"due_fy": 2015, "unit": ""}, None, "未達成", "－ 期限前"),
    (Kind.MILESTONE, {"due_fy": 2014, "unit": ""}, None, "未達成", "× 大きく未達"),
    (Kind.ABOUT, {"value": D(910)}, None, 915, "○ 達成"),
    (Kind.ABOUT, {"value": D(910)}, None, 928, "△ 概ね達成"),
    (Kind.ABOUT, {"value": D(910)}, None, 940, "▲ 未達"),
    (Kind.ANNUAL_EXTERNAL, {}, None, 97, "－ 目標未設定"),
    (Kind.NO_TARGET, {}, None, 97, "－ 目標未設定"),
    (Kind.DIRECTION_ONLY, {"direction": Direction.DOWN}, 10, 9, "○ 達成"),
    (Kind.DIRECTION_ONLY, {"direction": Direction.DOWN}, 10, 10, "△ 横ばい"),
    (Kind.DIRECTION_ONLY, {"direction": Direction.UP}, 10, 9, "▼ 後退"),
]
HALF_YEAR_CASES: list[tuple[Kind, dict[str, Any], object, object, str]] = [
    (Kind.AT_LEAST, T70, None, 35, "○ 達成見込"),
    (Kind.AT_LEAST, T70, None, 28, "△ やや遅れ"),
    (Kind.AT_LEAST, T70, None, 27, "▲ 要注意"),
    (Kind.AT_LEAST, {"value": D(3)}, None, 2, "－ 年度途中"),
    (Kind.AT_LEAST, {"value": D(3)}, None, 3, "○ 達成見込"),
    (Kind.AT_LEAST, T70 | {"half_share": D("0.2")}, None, 14, "○ 達成見込"),
    (Kind.KEEP_PREVIOUS, {}, 30, 30, "－ 年度途中"),
]


def case_plan(cases: list[tuple[Kind, dict[str, Any], object, object, str]], criteria: list[Row] | None = None) -> Plan:
    rows = small_rows()
    rows[INDICATORS] = [indicator(at, kind, **more) for at, (kind, more, *_) in enumerate(cases, start=1)]
    rows[YEAR_TARGETS] = []
    rows[ACTUALS] = [
        ActualRow.read({"indicator": f"30-{at}", "fy": "平成25年度", "point": "3月末", "value": Decimal(str(before))})
        for at, (_, _, before, *_) in enumerate(cases, start=1)
        if before is not None
    ]
    plan = plan_of(rows)
    return plan_of({**rows, CRITERIA: criteria}) if criteria else plan


def shown(
    plan: Plan, period: Period, typed: dict[tuple[str, str], object], folder: Path, column: str
) -> dict[str, object]:
    form = build_form(plan, "財政課", period)
    path = draw(plan, "財政課", period, folder)
    fill(path, form, typed)
    sheet = openpyxl.load_workbook(recalculated(path), data_only=True)["回答"]
    return {row: sheet[form.cell_name(at, column)].value for row, at in form.row_of.items()}


@pytest.mark.parametrize(
    ("period", "cases"), [(YEAR_END, YEAR_END_CASES), (HALF_YEAR, HALF_YEAR_CASES)], ids=["年度末", "9月末"]
)
def test_the_preview_of_every_kind(tmp_path: Path, period: Period, cases: list[Any]) -> None:
    typed: dict[tuple[str, str], object] = {
        (f"指標|30-{at}", "answer"): answer for at, (*_, answer, _) in enumerate(cases, start=1)
    }
    found = shown(case_plan(cases), period, typed, tmp_path, "verdict")
    previews = [
        (kind.value, before, answer, found[f"指標|30-{at}"]) for at, (kind, _, before, answer, _) in enumerate(cases, 1)
    ]
    assert previews == [(kind.value, before, answer, text) for kind, _, before, answer, text in cases]


def test_the_check_column_says_what_is_missing(tmp_path: Path) -> None:
    typed: dict[tuple[str, str], object] = {
        ("進捗|27", "answer"): "B",
        ("進捗|28", "answer"): "B",
        ("進捗|28", "cause"): "要因",
        ("進捗|30", "answer"): "B",
        ("進捗|30", "cause"): "要因",
        ("進捗|30", "response"): "対応",
        ("状況|27-1", "answer"): "中止",
        ("状況|27-2", "answer"): "実施中",
        ("指標|27-1", "answer"): 40,
        ("指標|30-1", "answer"): 98,
        ("指標|30-6", "answer"): 97,
    }
    found = shown(small_plan(), YEAR_END, typed, tmp_path, "check")
    assert {row: text for row, text in found.items() if row.split("|")[0] in ("進捗", "状況", "指標")} == {
        "進捗|27": "要因を書いてください",
        "進捗|28": "今後の対応を書いてください",
        "進捗|30": "✓",
        "状況|27-1": "理由を備考に書いてください",
        "状況|27-2": "✓",
        "状況|30-1": "未記入",
        "指標|27-1": "過去の実績も書いてください",
        "指標|30-1": "要因を書いてください",
        "指標|30-2": "未記入",
        "指標|30-6": "✓",
    }
    book = openpyxl.load_workbook(tmp_path / "保存" / "財政課.xlsx", data_only=True)
    form = build_form(small_plan(), "財政課", YEAR_END)
    assert book["回答"][form.cell_name(0, "cause")].value == "未記入 あと 7 か所"


def test_thresholds_of_the_master_show_in_the_preview(tmp_path: Path) -> None:
    names = {"超過達成": "1.2", "概ね達成": "0.8", "未達": "0.5", "途中経過": "0.6", "上半期見込": "0.8"}
    names |= {"小さい目標": "3", "概ね許容": "0.01", "調査許容": "3", "範囲超過": "1"}
    criteria: list[Row] = [
        CriterionRow.read({"criterion": name, "name": name, "value": Decimal(value), "effective_fy": "平成23年度"})
        for name, value in names.items()
    ]
    cases = [
        (Kind.AT_LEAST, T70, None, 77, ""),
        (Kind.AT_LEAST, T70, None, 57, ""),
        (Kind.WITHIN, {"value": D(1), "value_high": D(2)}, None, 3, ""),
    ]
    typed: dict[tuple[str, str], object] = {
        (f"指標|30-{at}", "answer"): answer for at, answer in enumerate((77, 57, 3), 1)
    }
    found = shown(case_plan(cases, criteria), YEAR_END, typed, tmp_path, "verdict")  # type: ignore[arg-type]
    assert [found[f"指標|30-{at}"] for at in (1, 2, 3)] == ["○ 達成", "△ 概ね達成", "△ 上限超過"]


def test_a_return_saved_by_another_program_is_still_sound(tmp_path: Path) -> None:
    plan = small_plan()
    path = draw(plan, "財政課", YEAR_END, tmp_path)
    typed: dict[tuple[str, str], object] = {
        ("進捗|27", "answer"): "A",
        ("指標|27-1", "answer"): "４０",
        ("指標|30-1", "answer"): 94.9,
    }
    fill(path, build_form(plan, "財政課", YEAR_END), typed)
    (before,) = read_returns([path], plan, YEAR_END)
    (after,) = read_returns([recalculated(path)], plan, YEAR_END)
    assert [(one.key, one.field, one.value) for one in after.answers] == [
        (one.key, one.field, one.value) for one in before.answers
    ]
    assert (
        {found.code for found in after.findings}
        == {found.code for found in before.findings}
        == {"C303", "C304", "C309"}
    )
