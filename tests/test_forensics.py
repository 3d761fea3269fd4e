"""Every fault that design §5 names, made by code: the finding that names it, its cell, and what is still accepted."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests import hostile
from tests.returns import HALF_YEAR, YEAR_END, draw, fill, plan_of, small_plan, small_rows, tamper
from xlplan.books.reading import CODES
from xlplan.findings import Place
from xlplan.form import Form, build_form
from xlplan.form.control import CHECK, ITEMS
from xlplan.periods import Period
from xlplan.plan import Plan
from xlplan.read import _BROKEN, ReturnRead, read_returns
from xlplan.tables import ACTUALS, INDICATORS, PROGRAMS
from xlplan.tables.rounds import ActualRow

PLAN = small_plan()
FORM = build_form(PLAN, "財政課", YEAR_END)
FULL: dict[tuple[str, str], object] = {
    **{(f"進捗|{no}", "answer"): "A" for no in (27, 28, 30)},
    **{(f"状況|{key}", "answer"): "実施中" for key in ("27-1", "27-2", "30-1")},
    **{("指標|27-1", year): 5 for year in ("2011", "2012", "2013")},
    ("指標|27-1", "answer"): 40,
    ("指標|30-1", "answer"): 94.5,
    ("指標|30-2", "answer"): "未達成",
    ("指標|30-6", "answer"): 98.1,
}
ANSWERS = 3 * 2 + 3 + 3 + 4 * 2
"""Each answered row also says whether it may be published; work items do not."""


def row(identity: str) -> int:
    return FORM.row_of[identity] + 1


def at(identity: str, column: str) -> str:
    return FORM.cell_name(FORM.row_of[identity], column)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = draw(PLAN, "財政課", YEAR_END, tmp_path_factory.mktemp("様式"))
    fill(path, FORM, FULL)
    return path.read_bytes()


@pytest.fixture
def returned(tmp_path: Path, filled: bytes) -> Path:
    path = tmp_path / "受付" / "平成26年度末_01_財政課.xlsx"
    path.parent.mkdir()
    path.write_bytes(filled)
    return path


def read(path: Path, plan: Plan = PLAN, period: Period = YEAR_END) -> ReturnRead:
    (found,) = read_returns([path], plan, period)
    return found


def seen(found: ReturnRead) -> list[tuple[str, str, str]]:
    return [(one.code, one.place.sheet, one.place.cell) for one in found.findings]


def set_cell(name: str, value: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[name].value = value

    return change


def test_a_return_filled_as_asked_has_nothing_to_say(returned: Path) -> None:
    found = read(returned)
    assert (seen(found), found.accepted, len(found.answers)) == ([], True, ANSWERS)


# ひとつのシートの中 ------------------------------------------------------------------------------------------------


def alter_key(sheet: Worksheet) -> None:
    sheet[f"A{row('指標|30-1')}"] = "指標|30-9|000"


def erase_key(sheet: Worksheet) -> None:
    sheet[f"A{row('指標|30-1')}"] = None


def lower_the_target(sheet: Worksheet) -> None:
    sheet[at("指標|30-1", "plan")] = "98％以下"


def change_the_unit(sheet: Worksheet) -> None:
    sheet[at("指標|27-1", "unit")] = "千円"


def rename_the_department(sheet: Worksheet) -> None:
    sheet["C2"] = "財務課"


def insert_a_row(sheet: Worksheet) -> None:
    sheet.insert_rows(row("指標|30-1"))
    sheet[f"C{row('指標|30-1')}"] = "うち臨時分"


def insert_an_empty_row(sheet: Worksheet) -> None:
    sheet.insert_rows(row("状況|27-2"))


def copy_a_row(sheet: Worksheet) -> None:
    sheet.insert_rows(row("指標|30-1") + 1)
    for column in range(1, len(FORM.columns.names) + 1):
        sheet.cell(row("指標|30-1") + 1, column).value = sheet.cell(row("指標|30-1"), column).value


def write_below_the_form(sheet: Worksheet) -> None:
    sheet[f"C{len(FORM.rows) + 2}"] = "別表のとおり"


def delete_a_row(sheet: Worksheet) -> None:
    sheet.delete_rows(row("状況|27-2"))


def paste_a_whole_list_below_the_form(sheet: Worksheet) -> None:
    for number in range(1_000):
        sheet[f"C{len(FORM.rows) + 2 + number}"] = f"名簿の{number}人目"


def swap(sheet: Worksheet, one: int, other: int, first: int = 1) -> None:
    for column in range(first, len(FORM.columns.names) + 1):
        a, b = sheet.cell(one, column), sheet.cell(other, column)
        a.value, b.value = b.value, a.value


def sort_rows(sheet: Worksheet) -> None:
    swap(sheet, row("指標|27-1"), row("指標|30-6"))


def sort_without_the_hidden_key(sheet: Worksheet) -> None:
    swap(sheet, row("進捗|27"), row("進捗|30"), first=2)


STRUCTURE = [
    (alter_key, "S210", f"A{row('指標|30-1')}"),
    (erase_key, "S210", f"A{row('指標|30-1')}"),
    (lower_the_target, "S211", at("指標|30-1", "plan")),
    (change_the_unit, "S211", at("指標|27-1", "unit")),
    (rename_the_department, "S211", "C2"),
    (insert_a_row, "S212", f"B{row('指標|30-1')}"),
    (insert_an_empty_row, "S212", f"B{row('状況|27-2')}"),
    (copy_a_row, "S212", f"B{row('指標|30-1') + 1}"),
    (write_below_the_form, "S212", f"B{len(FORM.rows) + 2}"),
    (delete_a_row, "S213", f"B{row('状況|27-2')}"),
    (sort_without_the_hidden_key, "S214", f"B{row('進捗|27')}"),
]


@pytest.mark.parametrize(("fault", "code", "cell"), STRUCTURE, ids=lambda value: getattr(value, "__name__", None))
def test_an_altered_form_is_named_with_its_cell_and_refused(
    returned: Path, fault: Callable[[Worksheet], None], code: str, cell: str
) -> None:
    tamper(returned, fault)
    found = read(returned)
    structural = [one for one in seen(found) if one[0] not in ("S217", "S218")]
    assert structural == [(code, "回答", cell)]
    assert (found.accepted, found.answers, found.department) == (False, (), "財政課")


def test_sorted_rows_are_one_finding_not_twenty(returned: Path) -> None:
    tamper(returned, sort_rows)
    found = read(returned)
    assert [one[0] for one in seen(found)] == ["S214"]
    assert not found.accepted


def test_units_altered_in_two_rows_are_two_altered_labels_not_a_sort(returned: Path) -> None:
    cells = [at(identity, "unit") for identity in ("指標|27-1", "指標|30-1")]

    def alter(sheet: Worksheet) -> None:
        for cell in cells:
            sheet[cell] = "件"

    tamper(returned, alter)
    assert seen(read(returned)) == [("S211", "回答", cell) for cell in cells]


def _insert_a_column(sheet: Worksheet) -> None:
    sheet.insert_cols(3)


def _delete_a_column(sheet: Worksheet) -> None:
    sheet.delete_cols(FORM.columns.at("basis") + 1)


@pytest.mark.parametrize(
    ("fault", "column"), [(_insert_a_column, "C"), (_delete_a_column, FORM.columns.letter("verdict"))]
)
def test_moved_columns_are_named_at_the_headings_only(
    returned: Path, fault: Callable[[Worksheet], None], column: str
) -> None:
    tamper(returned, fault)
    found = read(returned)
    assert not found.accepted
    assert {code for code, _, _ in seen(found)} == {"S211"}
    assert f"{column}{row('見出し|1')}" in {cell for _, _, cell in seen(found)}
    assert len(found.findings) <= 3


def test_a_deleted_row_is_named(returned: Path) -> None:
    tamper(returned, delete_a_row)
    assert [one.value for one in read(returned).findings if one.code == "S213"] == ["27 (2) 広告料収入の確保"]


def test_a_list_pasted_below_the_form_is_named_in_part_and_counted(returned: Path) -> None:
    tamper(returned, paste_a_whole_list_below_the_form)
    found = [one for one in read(returned).findings if one.code == "S212"]
    assert len(found) == 101
    assert (found[-1].value, found[-1].place.cell) == ("ここから900行", f"B{len(FORM.rows) + 102}")


def test_a_figure_locked_as_known_cannot_be_rewritten(tmp_path: Path) -> None:
    rows = small_rows()
    rows[ACTUALS] = [
        ActualRow.read({"indicator": "27-1", "fy": "平成25年度", "point": "3月末", "value": Decimal(5_000_000)})
    ]
    plan = plan_of(rows)
    path = draw(plan, "財政課", YEAR_END, tmp_path)
    form = build_form(plan, "財政課", YEAR_END)
    cell = form.cell_name(form.row_of["指標|27-1"], "2013")
    tamper(path, set_cell(cell, 50))
    found = read(path, plan)
    assert seen(found) == [("S211", "回答", cell)]
    assert found.findings[0].text == "固定欄が書き換えられています。「5」のはずが「50」です。"


def test_hidden_rows_and_columns_are_read_and_named(returned: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        for number in (row("状況|27-1"), row("状況|27-2")):
            sheet.row_dimensions[number].hidden = True
        sheet.column_dimensions[FORM.columns.letter("cause")].hidden = True

    tamper(returned, hide)
    found = read(returned)
    letter = FORM.columns.letter("cause")
    assert seen(found) == [("S215", "回答", f"B{row('状況|27-1')}"), ("S216", "回答", f"{letter}1")]
    assert found.findings[0].value == f"{row('状況|27-1')}～{row('状況|27-2')}行"
    assert (found.accepted, len(found.answers)) == (True, ANSWERS)


def test_a_value_pasted_over_an_automatic_cell_is_named_and_not_read(returned: Path) -> None:
    tamper(returned, set_cell(at("指標|30-1", "verdict"), "◎ 超過達成"))
    found = read(returned)
    assert seen(found) == [("S217", "回答", at("指標|30-1", "verdict"))]
    assert (found.accepted, len(found.answers)) == (True, ANSWERS)


def test_a_formula_in_an_input_drops_that_cell_only(returned: Path) -> None:
    tamper(returned, set_cell(at("指標|30-6", "answer"), "=90+8"))
    found = read(returned)
    assert seen(found) == [("S218", "回答", at("指標|30-6", "answer"))]
    assert found.findings[0].value == "=90+8"
    assert found.accepted
    assert ("30-6", "value") not in {(one.key[0], one.field) for one in found.answers}


def test_an_error_value_drops_that_cell_only(returned: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[at("指標|30-6", "answer")].value = "#REF!"
        sheet[at("指標|30-6", "answer")].data_type = "e"

    tamper(returned, change)
    found = read(returned)
    assert seen(found) == [("C306", "回答", at("指標|30-6", "answer"))]
    assert found.accepted


# 誰の、いつの調査票か ----------------------------------------------------------------------------------------------


def rewrite_control(path: Path, item: str, value: str, *, both: bool = True) -> None:
    """As a person would who knows where the control block is."""
    number = ITEMS.index(item) + 1
    tamper(path, set_cell(f"A{number}", f"control:{item}={value}"))
    if both:
        tamper(path, set_cell(f"B{number + 1}", value), "管理")


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        ("構造の版", "0", "S204"),
        ("プランID", "another-plan", "S202"),
        ("課名", "水道課", "S206"),
        ("時期", "平成25年度末", "S203"),
        ("発行番号", "H26-2-01-00000000", "S207"),
        ("発行番号", "", "S207"),
        ("課名", "体育課", "S207"),
        (CHECK, "0" * 32, "S207"),
    ],
)
def test_a_form_of_another_kind_is_refused_for_its_first_reason(
    returned: Path, item: str, value: str, code: str
) -> None:
    rewrite_control(returned, item, value)
    found = read(returned)
    cell = f"A{ITEMS.index('発行番号' if code == 'S207' else item) + 1}"
    assert seen(found) == [(code, "回答", cell)]
    assert (found.accepted, found.answers) == (False, ())


def test_a_return_of_another_period_is_named(tmp_path: Path) -> None:
    path = draw(PLAN, "財政課", HALF_YEAR, tmp_path)
    found = read(path)
    assert seen(found) == [("S203", "回答", "A5")]
    assert found.findings[0].text == "時期が違います。調査票は「平成26年9月末」、受付中は「平成26年度末」です。"
    assert found.period == HALF_YEAR


def test_two_copies_of_the_control_block_must_agree(returned: Path) -> None:
    rewrite_control(returned, "時期", "平成27年度末", both=False)
    found = read(returned)
    assert seen(found) == [("S221", "管理", "B6")]
    assert not found.accepted


def test_a_return_saved_under_another_departments_name_is_named(returned: Path) -> None:
    renamed = returned.with_name("平成26年度末_体育課.xlsx")
    returned.rename(renamed)
    found = read(renamed)
    assert seen(found) == [("S205", "回答", "A4")]
    assert "ファイル名は「体育課」です" in found.findings[0].text
    free = renamed.with_name("提出用 財政課 体育課へ照会済.xlsx")
    renamed.rename(free)
    assert read(free).accepted


def test_a_form_issued_before_the_plan_changed_is_stale(returned: Path) -> None:
    rows = small_rows()
    rows[INDICATORS] = [
        one.changed({"target_text": "94％以下"}) if getattr(one, "indicator", "") == "30-1" else one
        for one in rows[INDICATORS]
    ]
    found = read(returned, plan_of(rows))
    assert seen(found) == [("S204", "回答", "B1")]
    assert (
        "「95％以下 （基準 22年度末 97.3％）」が「94％以下 （基準 22年度末 97.3％）」に変わりました"
        in found.findings[0].text
    )
    rows = small_rows()
    rows[PROGRAMS] = [one for one in rows[PROGRAMS] if getattr(one, "no", 0) != 28]
    found = read(returned, plan_of(rows))
    assert seen(found) == [("S204", "回答", "B1")]
    assert "「28 健全な財政運営」の行がなくなりました" in found.findings[0].text


def test_a_changed_deadline_or_guide_makes_no_form_stale(returned: Path) -> None:
    assert read(returned, small_plan(提出期限="平成27年5月15日", 事務局="政策課")).accepted


def test_another_secret_knows_no_return(returned: Path) -> None:
    assert seen(read(returned, small_plan(照合鍵="another"))) == [("S207", "回答", "A6")]


# ブックとファイル --------------------------------------------------------------------------------------------------


def rewritten(path: Path, changes: dict[str, Callable[[bytes], bytes]], added: dict[str, bytes] | None = None) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts |= {name: change(parts[name]) for name, change in changes.items()} | (added or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)


def test_a_workbook_with_macros_is_refused(returned: Path) -> None:
    rewritten(returned, {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    found = read(returned)
    assert seen(found) == [("F107", "", "")]
    assert not found.accepted


def test_a_workbook_with_links_to_others_is_refused(returned: Path) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = (
        f'<Relationship Id="rIdOut" Type="{kind}" Target="externalLinks/externalLink1.xml"/></Relationships>'.encode()
    )
    rels = "xl/_rels/workbook.xml.rels"
    rewritten(
        returned,
        {rels: lambda data: data.replace(b"</Relationships>", link)},
        {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
    )
    found = read(returned)
    assert seen(found) == [("F108", "", "")]
    assert not found.accepted


def reworked(path: Path, change: Callable[[Any], object]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def test_extra_sheets_are_noted_and_not_read(returned: Path) -> None:
    def add(book: Any) -> None:
        book.create_sheet("内訳")
        book.create_sheet("Sheet1")

    reworked(returned, add)
    found = read(returned)
    assert seen(found) == [("S219", "", "")]
    assert found.findings[0].value == "内訳・Sheet1"
    assert len(found.answers) == ANSWERS


@pytest.mark.parametrize("sheet", ["回答", "管理"])
def test_a_missing_sheet_is_named(returned: Path, sheet: str) -> None:
    def remove(book: Any) -> None:
        book.remove(book[sheet])
        book.active.sheet_state = "visible"

    reworked(returned, remove)
    found = read(returned)
    assert seen(found) == [("S220", sheet, "")]
    assert not found.accepted


def test_a_workbook_that_is_no_return_is_named(tmp_path: Path) -> None:
    path = tmp_path / "参考資料.xlsx"
    openpyxl.Workbook().save(path)
    assert seen(read(path)) == [("S201", "", "")]


FILES: list[tuple[str, Callable[[], bytes], str]] = [
    ("空", lambda: b"", "F101"),
    ("文書", lambda: b"%PDF-1.4 \n%%EOF", "F101"),
    ("CSV", lambda: "課名,実績\n財政課,70\n".encode("cp932"), "F101"),
    (
        "古い形式",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "Workbook".encode("utf-16-le") + bytes(504),
        "F103",
    ),
    (
        "パスワード付き",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(504),
        "F102",
    ),
    ("実体参照", hostile.billion_laughs_in_a_sheet, "F105"),
    ("外部実体", hostile.entity_that_fetches_a_file, "F105"),
]


@pytest.mark.parametrize(("name", "make", "code"), FILES, ids=[one[0] for one in FILES])
def test_a_file_that_is_no_sound_workbook_is_named(
    tmp_path: Path, name: str, make: Callable[[], bytes], code: str
) -> None:
    path = tmp_path / f"{name}_財政課.xlsx"
    path.write_bytes(make())
    found = read(path)
    assert seen(found) == [(code, "", "")]
    assert (found.accepted, found.department) == (False, "財政課")
    assert found.findings[0].place == Place(path.name)


def test_every_reason_for_not_reading_a_file_has_its_message() -> None:
    assert set(_BROKEN) == CODES


def test_a_truncated_return_is_corrupt(returned: Path) -> None:
    data = returned.read_bytes()
    returned.write_bytes(data[: len(data) // 2])
    assert seen(read(returned)) == [("F104", "", "")]


# 受付フォルダ ------------------------------------------------------------------------------------------------------


def test_the_same_return_twice_counts_once(returned: Path) -> None:
    shutil.copy(returned, returned.with_name("財政課 控え.xlsx"))
    first, second = read_returns([returned.parent], PLAN, YEAR_END)
    assert ([one.code for one in first.findings], [one.code for one in second.findings]) == ([], ["S208"])
    assert first.accepted
    assert second.accepted, "what agrees is merged once and conflicts with nothing"
    assert second.digest == first.digest
    openpyxl.load_workbook(returned).save(returned.with_name("財政課 控え.xlsx"))
    first, second = read_returns([returned.parent], PLAN, YEAR_END)
    assert [one.code for one in second.findings] == ["S208"], "saved again, the answers are still the same"


def test_two_different_returns_of_a_department_are_both_refused(returned: Path) -> None:
    other = returned.with_name("財政課 修正版.xlsx")
    shutil.copy(returned, other)
    tamper(other, set_cell(at("指標|30-1", "answer"), 95.5))
    for found in read_returns([returned.parent], PLAN, YEAR_END):
        assert [one.code for one in found.findings] == ["S209"]
        assert (found.accepted, found.answers) == (False, ())


def test_an_unfilled_copy_beside_a_filled_return_does_not_matter(returned: Path) -> None:
    draw(PLAN, "財政課", YEAR_END, returned.parent, "財政課 様式.xlsx")
    reads = read_returns([returned.parent], PLAN, YEAR_END)
    assert [(one.accepted, one.blank, one.findings) for one in reads] == [(True, False, ()), (True, True, ())]


def test_one_bad_file_stops_only_itself(returned: Path) -> None:
    (returned.parent / "体育課.xlsx").write_bytes(b"broken")
    (returned.parent / "政策課.xlsx").write_bytes(hostile.billion_laughs_in_a_sheet())
    good = [one for one in read_returns([returned.parent], PLAN, YEAR_END) if one.accepted]
    assert [(one.department, len(one.answers)) for one in good] == [("財政課", ANSWERS)]


def test_forms_of_every_department_and_period_read_back_clean(tmp_path: Path) -> None:
    for period in (YEAR_END, HALF_YEAR, Period(2011, 2), Period(2015, 2)):
        for department in ("財政課", "体育課", "政策課"):
            path = draw(PLAN, department, period, tmp_path / f"{period}")
            form: Form = build_form(PLAN, department, period)
            found = read(path, period=period)
            assert (found.findings, found.blank, found.issue) == ((), True, form.control["発行番号"])
