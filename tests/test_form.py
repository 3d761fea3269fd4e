"""The layout of a return: who is asked what, which cells are open, and what the drawn workbook looks like."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.returns import HALF_YEAR, SETTINGS_OF_TEST, YEAR_END, draw, fill, plan_of, small_plan, small_rows
from xlplan.distribute import AlreadyThere, distribute
from xlplan.form import Ask, Form, Role, RowKind, build_form, own_sheet_name
from xlplan.form.control import CHECK, ISSUE, canonical, check_value, is_issued, read_control
from xlplan.periods import Period
from xlplan.plan import PlanUnusable
from xlplan.tables import ACTUALS, ITEM_STATES, PROGRESS
from xlplan.tables.rounds import ActualRow, ItemStateRow, ProgressRow
from xlplan.template.form import return_workbook
from xlplan.template.form_look import Look, LookError, load_look
from xlplan.template.form_sample import build_return_template, sample_plan
from xlplan.template.reproducible import parts_of, to_bytes

SECRET = SETTINGS_OF_TEST["照合鍵"]


def keys(form: Form, kind: RowKind) -> list[str]:
    return [row.key.removeprefix(f"{kind}|") for row in form.rows if row.kind is kind]


def cell(form: Form, row: str, column: str) -> object:
    found = form.rows[form.row_of[row]].cells[form.columns.at(column)]
    return found.value if found else None


def ask(form: Form, row: str, column: str) -> Ask | None:
    found = form.rows[form.row_of[row]].cells[form.columns.at(column)]
    return found.ask if found and found.role is Role.INPUT else None


def test_each_department_is_asked_only_what_is_its_own() -> None:
    plan = small_plan()
    finance, sports, policy = (build_form(plan, name, YEAR_END) for name in ("財政課", "体育課", "政策課"))
    assert keys(finance, RowKind.PROGRAM) == ["27", "28", "30"]
    assert keys(finance, RowKind.ACTION) == ["27-1", "27-2", "30-1"]
    assert keys(finance, RowKind.INDICATOR) == ["27-1|000", "30-1|000", "30-2|000", "30-6|000"]
    # A department named as supporting answers the work items only; 全課 names nobody.
    assert [keys(policy, kind) for kind in (RowKind.PROGRAM, RowKind.ACTION, RowKind.INDICATOR)] == [
        [],
        ["27-1", "27-2"],
        [],
    ]
    assert keys(sports, RowKind.ACTION) == ["37-1"], "an item that was given up is not asked"
    assert build_form(plan, "行政経営課", YEAR_END).answers == 0


def test_what_is_answered_elsewhere_or_later_is_said_and_not_asked() -> None:
    finance, sports = (build_form(small_plan(), name, YEAR_END) for name in ("財政課", "体育課"))
    assert keys(finance, RowKind.NOTE) == ["39", "28-1"]
    assert cell(finance, "案内|39", "plan") == "No.27の再掲です。No.27で回答するため、記入は不要です。"
    assert cell(finance, "案内|28-1", "plan") == "No.30の指標で判定するため、記入は不要です。"
    assert keys(sports, RowKind.NOTE) == ["37-3"]
    assert "測定は27年度" in str(cell(sports, "案内|37-3", "plan"))
    assert keys(build_form(small_plan(), "体育課", Period(2015, 2)), RowKind.NOTE) == []


def test_columns_follow_the_period_and_the_answer_stands_in_one_column() -> None:
    assert build_form(small_plan(), "財政課", YEAR_END).columns.names == (
        "key", "no", "item", "plan", "2011", "2012", "2013", "answer", "unit", "basis", "verdict", "cause", "response",
        "note", "publish", "check",
    )  # fmt: skip
    assert "forecast" in build_form(small_plan(), "財政課", HALF_YEAR).columns.names
    assert build_form(small_plan(), "財政課", Period(2011, 2)).columns.past == ()


@pytest.mark.parametrize(
    ("row", "unit", "answer"),
    [
        ("指標|27-1", "百万円", ("27-1", 2014, "3月末")),
        ("指標|30-1", "％", ("30-1", 2014, "3月末")),
        ("指標|30-2", "", ("30-2", 2014, "3月末")),
    ],
)
def test_an_indicator_is_asked_in_the_unit_shown(row: str, unit: str, answer: tuple[object, ...]) -> None:
    form = build_form(small_plan(), "財政課", YEAR_END)
    asked = ask(form, row, "answer")
    assert asked is not None
    assert (cell(form, row, "unit"), asked.key, asked.field) == (unit, answer, "value")


def test_known_years_are_locked_and_unknown_ones_are_asked() -> None:
    rows = small_rows()
    rows[ACTUALS] = [
        ActualRow.read({"indicator": "27-1", "fy": "平成24年度", "point": "3月末", "value": Decimal(12_500_000)}),
        ActualRow.read({"indicator": "27-1", "fy": "平成25年度", "point": "3月末", "blank_reason": "未定"}),
        ActualRow.read({"indicator": "30-2", "fy": "平成25年度", "point": "3月末", "value": Decimal(0)}),
    ]
    rows[PROGRESS] = [ProgressRow.read({"no": 27, "fy": "平成25年度", "point": "3月末", "schedule": "B"})]
    rows[ITEM_STATES] = [ItemStateRow.read({"action": "27-1", "fy": "平成25年度", "point": "3月末", "state": "完了"})]
    form = build_form(plan_of(rows), "財政課", YEAR_END)
    assert keys(form, RowKind.INDICATOR)[:1] == ["27-1|010"]
    assert cell(form, "指標|27-1", "2012") == Decimal("12.5")
    assert ask(form, "指標|27-1", "2012") is None
    past = ask(form, "指標|27-1", "2013")
    assert past is not None
    assert (past.key, past.required) == (("27-1", 2013, "3月末"), True)
    assert cell(form, "指標|30-2", "2013") == "未達成"
    assert [cell(form, "進捗|27", year) for year in ("2012", "2013")] == ["－", "B"]
    finished = ask(form, "状況|27-1", "answer")
    assert finished is not None
    assert not finished.required, "an item that is finished need not be answered again"


def test_at_the_half_year_stocks_and_rates_are_optional() -> None:
    form = build_form(small_plan(), "財政課", HALF_YEAR)
    required = {row: bool((asked := ask(form, row, "answer")) and asked.required) for row in ("指標|27-1", "指標|30-1")}
    assert required == {"指標|27-1": True, "指標|30-1": False}
    assert ask(form, "指標|30-1", "forecast") is not None


def test_the_form_shows_the_plan_and_this_years_own_target() -> None:
    form = build_form(small_plan(), "財政課", YEAR_END)
    assert cell(form, "状況|27-2", "plan") == "予定 平成 23～27年度\n26年度の計画 毎年度実施"
    assert cell(form, "状況|27-1", "plan") == "予定 平成 23～25年度\n予定年度は終わっています"
    assert cell(form, "指標|30-1", "plan") == "95％以下\n（基準 22年度末 97.3％）"
    assert cell(form, "指標|30-6", "plan") == "予算で見込む収納率\n26年度の目標 97％"
    assert cell(form, "進捗|28", "plan") == "（年度計画から読み取れません。個票を確かめてください）"


def test_the_control_block_says_who_issued_what() -> None:
    form = build_form(small_plan(), "体育課", YEAR_END)
    assert [row.cells[0].value for row in form.rows[:6] if row.cells[0]] == [
        "control:様式ID=xlplan-return",
        "control:構造の版=2",
        "control:プランID=test-plan",
        "control:課名=体育課",
        "control:時期=平成26年度末",
        f"control:発行番号={form.control[ISSUE]}",
    ]
    assert form.control[ISSUE].startswith("H26-2-02-")
    assert is_issued(form.control, SECRET)
    assert not is_issued({**form.control, "時期": "平成27年度末"}, SECRET)
    assert not is_issued(form.control, "another secret")
    assert not is_issued({**form.control, ISSUE: "第七号"}, SECRET)


def test_the_check_value_covers_locked_cells_and_nothing_else() -> None:
    form = build_form(small_plan(), "体育課", YEAR_END)
    cells = [[cell.value if cell else None for cell in row.cells] for row in form.rows]
    names = form.columns.names
    row, answer, plan = form.row_of["指標|37-1"], form.columns.at("answer"), form.columns.at("plan")
    assert check_value(cells, names, SECRET) == form.control[CHECK]
    cells[row][answer] = 70
    cells[row][form.columns.at("2013")] = 66
    cells[1][3] = "提出期限：平成27年5月1日"
    assert check_value(cells, names, SECRET) == form.control[CHECK]
    cells[row][plan] = "60人以上/年"
    assert check_value(cells, names, SECRET) != form.control[CHECK]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (5, 5.0),
        (Decimal("12.50"), 12.5),
        ("a\r\nb", "a\nb"),
        (None, ""),
        (0, Decimal("0.0")),
        (0.1 + 0.2, Decimal("0.3")),
    ],
)
def test_content_that_saving_respells_counts_as_the_same(one: object, other: object) -> None:
    assert canonical(one) == canonical(other)


def test_a_drawn_return_is_plain_protected_and_repeats_its_control_block(tmp_path: Path) -> None:
    form = build_form(small_plan(), "財政課", YEAR_END)
    path = draw(small_plan(), "財政課", YEAR_END, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet, control = book["回答"], book["管理"]
    assert [(one.title, one.sheet_state) for one in book] == [("回答", "visible"), ("管理", "hidden")]
    assert dict(control.iter_rows(min_row=2, values_only=True)) == form.control  # type: ignore[arg-type]
    assert read_control(sheet.cell(row, 1).value for row in range(1, 8)) == form.control
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet.column_dimensions["A"].hidden
    assert not sheet.merged_cells.ranges
    for at, row in enumerate(form.rows, start=1):
        for column, made in enumerate(row.cells, start=1):
            if made is not None:
                assert sheet.cell(at, column).protection.locked == (made.role is not Role.INPUT)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (
        "landscape",
        9,
        1,
    )
    assert sheet.print_title_rows == "$1:$2"
    assert not [name for name in zipfile.ZipFile(path).namelist() if "vba" in name or "externalLink" in name]


def test_every_input_helps_in_japanese_and_figures_are_never_refused(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(draw(small_plan(), "財政課", YEAR_END, tmp_path))["回答"]
    rules = sheet.data_validations.dataValidation
    assert all(rule.prompt and rule.showInputMessage for rule in rules)
    assert all(len(rule.promptTitle) <= 32 and len(rule.prompt) <= 255 for rule in rules)  # what Excel takes
    figures = [rule for rule in rules if rule.promptTitle == "実績" and rule.type != "list"]
    assert figures
    assert not any(rule.type or rule.showErrorMessage for rule in figures)
    assert '"S,A,B"' in {rule.formula1 for rule in rules}
    assert '"達成,未達成"' in {rule.formula1 for rule in rules}


def test_formulas_use_their_own_sheet_and_old_functions_only(tmp_path: Path) -> None:
    for department, period in (
        ("財政課", YEAR_END),
        ("体育課", YEAR_END),
        ("財政課", HALF_YEAR),
        ("体育課", HALF_YEAR),
    ):
        sheet = openpyxl.load_workbook(draw(small_plan(), department, period, tmp_path))["回答"]
        formulas = [str(one.value) for row in sheet.iter_rows() for one in row if one.data_type == "f"]
        assert len(formulas) > 5
        words = {word for formula in formulas for word in re.findall(r"([A-Z]+)\(", formula)}
        assert words <= {
            "IF",
            "AND",
            "OR",
            "LEFT",
            "COUNTIF",
            "COUNTBLANK",
            "ISNUMBER",
            "ROUND",
            "ROUNDUP",
            "SUM",
            "ABS",
            "MIN",
        }
        assert not any("!" in formula for formula in formulas)


def test_text_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    rows = small_rows()
    program = rows[next(iter(rows))]
    program[0] = program[0].changed({"name": "=1+1"})
    sheet = openpyxl.load_workbook(draw(plan_of(rows), "財政課", YEAR_END, tmp_path))["回答"]
    form = build_form(plan_of(rows), "財政課", YEAR_END)
    found = sheet[form.cell_name(form.row_of["進捗|27"], "item")]
    assert (found.value, found.data_type) == ("=1+1", "s")


def test_distribute_writes_the_same_bytes_and_refuses_to_overwrite(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    issued = distribute(small_plan(), YEAR_END, tmp_path / "配布", lambda *step: told.append(step))
    names = ["平成26年度末_01_財政課.xlsx", "平成26年度末_02_体育課.xlsx", "平成26年度末_03_政策課.xlsx"]
    assert [one.path.name for one in issued] == names
    assert all(one.written and one.answers for one in issued)
    assert told[-1] == (4, 4, "行政経営課")
    before = issued[0].path.read_bytes()
    again = distribute(small_plan(), YEAR_END, tmp_path / "配布")
    assert [one.written for one in again] == [False, False, False]
    assert issued[0].path.read_bytes() == before
    fill(issued[1].path, build_form(small_plan(), "体育課", YEAR_END), {("指標|37-1", "answer"): 70})
    filled = issued[1].path.read_bytes()
    with pytest.raises(AlreadyThere, match="体育課"):
        distribute(small_plan(), YEAR_END, tmp_path / "配布")
    assert issued[1].path.read_bytes() == filled
    assert sorted(path.name for path in (tmp_path / "配布").iterdir()) == names


def test_without_a_secret_nothing_is_handed_out(tmp_path: Path) -> None:
    with pytest.raises(PlanUnusable, match="照合鍵"):
        distribute(small_plan(照合鍵=""), YEAR_END, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_city_can_change_the_look(tmp_path: Path) -> None:
    path = tmp_path / "return.toml"
    assert load_look(path) == Look()
    assert load_look() == Look(), "templates/return.toml states the defaults that an installed package has built in"
    path.write_text('[colors]\ninput = "FFFFCC"\n', encoding="utf-8")
    look = load_look(path)
    form = build_form(small_plan(), "体育課", YEAR_END)
    sheet = return_workbook(form, look)["回答"]
    assert sheet[form.cell_name(form.row_of["指標|37-1"], "answer")].fill.start_color.rgb == "00FFFFCC"
    for text in ("[colors]\ninput = 'yellow'\n", "[colours]\n", "[guide]\nsteps = ['一つだけ']\n", "色"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(LookError, match=r"return\.toml"):
            load_look(path)


def test_the_sample_is_the_one_in_templates(tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    build_return_template(path)
    committed = Path(__file__).parents[1] / "templates" / "return.xlsx"
    assert parts_of(path.read_bytes()) == parts_of(committed.read_bytes()), "python -m xlplan.build draws it anew"
    assert "見本" in str(openpyxl.load_workbook(io.BytesIO(path.read_bytes()))["回答"]["B1"].value)
    assert build_form(sample_plan(), "見本課（架空）", YEAR_END).answers == 5


def test_the_same_form_gives_the_same_bytes() -> None:
    first, second = (to_bytes(return_workbook(build_form(small_plan(), "体育課", YEAR_END))) for _ in range(2))
    assert first == second
    assert own_sheet_name("体育課") == "回答_体育課"
