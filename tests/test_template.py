"""How sheets are drawn: widths, heights, escaping; and what the native formulas of 総括 and 試算 come to."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from xlplan import tables
from xlplan.choices import Symbol, Topic
from xlplan.criteria import DEFAULT_ROWS, Criteria
from xlplan.hosts.functions.examples import functions_shown
from xlplan.schema import Row, Table
from xlplan.source import load_source
from xlplan.tables.amendments import DraftRow
from xlplan.tables.records import AttentionRow, EffectRow, OpinionRow, SettingRow
from xlplan.tables.rounds import ProgressRow, ReturnRow, VerdictRow
from xlplan.template import style, trial
from xlplan.template.frame import Frame
from xlplan.template.master import build_master
from xlplan.template.references import col, here
from xlplan.template.reproducible import parts_of, to_bytes
from xlplan.template.sheet import fill_sheet, fitted_widths
from xlplan.trials import LABELS, Trial, judge_trial, read_trial
from xlplan.verdicts import Verdict

SOURCE = Path(__file__).parent.parent / "workbook" / "source"
FY, POINT = 2014, "3月末"

Rows = dict[str, tuple[Row, ...]]
Recalculate = Callable[[bytes], Any]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return load_source(SOURCE)


# ---- drawing ----


def test_a_row_is_as_high_as_its_longest_text() -> None:
    short, long = ("済", 40.0), ("学習及び交流の機会を提供する事業の実施。" * 6, 40.0)
    assert style.row_height([short]) == 18
    assert style.row_height([short, long]) == style.row_height([long]) > 60


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_only_wrapping_columns_give_up_width(table: Table) -> None:
    widths, pages = fitted_widths(table)
    assert pages in (1, 2, 3)
    for width, column in zip(widths, table.columns.values(), strict=True):
        assert width == column.width or (column.prose and column.width * 0.7 <= width < column.width)


@pytest.mark.parametrize("text", ["=1+1", "+81-42-341-1211", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1"])
def test_text_that_starts_like_a_formula_stays_text(rows: Rows, text: str) -> None:
    opinion = OpinionRow(number=1, kind="市民意見", text=text)
    book = openpyxl.load_workbook(filename=_saved(build_master({**rows, "指示助言意見": (opinion,)})))
    (cell,) = (c for c in book["指示助言意見"][5] if c.value == text)
    assert cell.data_type == "s"


def test_what_excel_would_take_for_a_date_is_formatted_as_text(rows: Rows) -> None:
    book = openpyxl.load_workbook(_saved(build_master(rows)))
    assert (book["成果指標"]["A5"].value, book["成果指標"]["A5"].number_format) == ("1-1", "@")


def test_a_reference_to_what_is_not_declared_is_a_mistake() -> None:
    assert col("プログラム", "No.") == "プログラム[[No.]]"
    assert here("公表件数", "項目") == "公表件数[[#This Row],[項目]]"
    with pytest.raises(KeyError, match="プログラム"):
        col("プログラム", "番号")


# ---- reproducible packages ----


def test_a_font_stands_in_the_order_of_the_standard() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "題"
    book.worksheets[0]["A1"].font = Font(
        name=style.FONT, bold=True, italic=True, size=9, color="FF0000", underline="single"
    )
    styles = parts_of(to_bytes(book))["xl/styles.xml"].decode()
    assert '<font><b val="1"/><i val="1"/><u val="single"/><sz val="9"/>' in styles.replace(" />", "/>")


def test_equal_texts_are_kept_once_and_read_back() -> None:
    book = openpyxl.Workbook()
    for row, text in enumerate(["同じ", "同じ", "  前後に空白 ", "改行\nあり", "&<>\"'"], start=1):
        book.worksheets[0].cell(row, 1, text)
    data = to_bytes(book)
    assert parts_of(data)["xl/sharedStrings.xml"].count(b"<si>") == 4
    again = openpyxl.load_workbook(_saved(data)).worksheets[0]
    assert [cell.value for (cell,) in again.iter_rows()] == ["同じ", "同じ", "  前後に空白 ", "改行\nあり", "&<>\"'"]


def test_entries_carry_no_time_and_no_system() -> None:
    with zipfile.ZipFile(_saved(to_bytes(openpyxl.Workbook()))) as package:
        assert {(entry.date_time, entry.create_system) for entry in package.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
        assert b"sharedStrings" in package.read("[Content_Types].xml")


def _saved(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


# ---- what the formulas come to ----


@pytest.fixture(scope="module")
def recalculate(tmp_path_factory: pytest.TempPathFactory) -> Recalculate:
    """LibreOffice opens the workbook, calculates it and saves it; the values are read back."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice (soffice) is needed for this test"
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def run(data: bytes) -> Any:
        folder = tmp_path_factory.mktemp("book")
        (folder / "in.xlsx").write_bytes(data)
        command = [
            soffice,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
        ]
        subprocess.run(
            [*command, "--outdir", str(folder / "out"), str(folder / "in.xlsx")], check=True, capture_output=True
        )
        return openpyxl.load_workbook(folder / "out" / "in.xlsx", data_only=True)

    return run


@pytest.fixture(scope="module")
def empty(rows: Rows, recalculate: Recalculate) -> Any:
    """The master as built, before any round."""
    return recalculate(build_master(rows))


def _line(sheet: Any, label: str, columns: str) -> list[Any]:
    row = next(cell.row for cell in sheet["B"] if cell.value == label)
    return [sheet[f"{column}{row}"].value for column in columns]


def _errors(book: Any) -> list[str]:
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]


@pytest.mark.slow
def test_an_empty_round_shows_zeros_and_no_error(empty: Any) -> None:
    assert _errors(empty) == []
    sheet = empty["総括"]
    assert sheet["B1"].value == "小平市　第２次行財政再構築プラン 第２次改革推進プログラム　進捗総括"
    assert sheet["B2"].value.startswith("対象時期　平成26年度末")
    totals = [_cells(sheet, row) for row in (13, 23)]
    assert totals == [[0, 0, 0, 61, 61], [0, 0, 0, 0, 0, 0, 0, 71, 71]]
    assert _line(sheet, "未提出", "C") == [27]
    assert [sheet[f"G{row}"].value for row in range(8, 13)] == [15, 5, 7, 17, 17], "61: 39 is 27 again"


@pytest.mark.slow
def test_without_the_functions_only_their_own_cells_show_an_error(rows: Rows, recalculate: Recalculate) -> None:
    built = openpyxl.load_workbook(_saved(build_master(rows, functions_shown(rows))))
    drawn = built[trial.SHEET]
    own = {
        f"{trial.SHEET}!{cell}"
        for row in drawn.iter_rows()
        for one in row
        if isinstance(one.value, ArrayFormula) and "xlp_" in str(one.value.text)
        for cell in _cells_of(drawn[one.value.ref])
    }
    # Saved anew it holds no results: LibreOffice would trust those in the file, Excel calculates them when it opens.
    book = recalculate(to_bytes(built))
    errors = dict(error.split(": ") for error in _errors(book))
    assert set(errors) <= own
    assert set(errors.values()) == {"#NAME?"}
    state = next(row for row in book[trial.SHEET].iter_rows() if row[1].value == "関数の状態")
    assert state[2].value.startswith("使えません。"), "said by a native formula"


def _cells_of(area: Any) -> list[str]:
    return [cell.coordinate for row in area for cell in row]


@pytest.mark.slow
def test_stated_and_counted_totals_stand_side_by_side(empty: Any) -> None:
    sheet = empty["見直し集計"]
    lines = {row[0].value: [cell.value or "" for cell in row[1:4]] for row in sheet.iter_rows(min_row=5, max_row=12)}
    assert lines["実施内容"] == [35, 34, -1]
    assert lines["成果指標のうち新規設定"] == [16, "", ""]
    same = [name for name, (stated, counted, _) in lines.items() if stated == counted]
    assert same == ["見直し項目（計）", "推進担当課", "予定年度", "効果", "成果指標", "年度計画"]


@pytest.mark.slow
def test_the_overview_counts_the_period_and_each_program_once(rows: Rows, recalculate: Recalculate) -> None:
    sheet = recalculate(build_master({**rows, **_a_round()}))["総括"]
    # 27 (policy 4) reports B; 39, its repetition, is not counted again. The report of another half-year is not either.
    assert _cells(sheet, 13) == [1, 1, 1, 58, 61]
    assert [sheet[f"E{row}"].value for row in range(8, 13)] == [0, 0, 1, 0, 0]
    assert _cells(sheet, 23) == [0, 1, 0, 1, 0, 0, 1, 68, 71]
    assert sheet["O28"].value is None
    notes = [sheet[f"N{row}"].value for row in (27, 28)]
    assert notes == ["再掲1件を除く61件で集計しています。", "再掲を含む62件では、S 1件、A 1件、B 2件です。"]
    assert [_line(sheet, label, "C")[0] for label in ("回答する課", "確定", "差戻", "未提出")] == [27, 24, 1, 2]
    assert sheet["B34"].value == "未提出の課　体育課、会計課"
    assert [sheet[f"F{row}"].value for row in range(28, 34)] == [2, 1, 0, 1, 0, 0]
    assert [sheet[f"{column}29"].value for column in "HIJKL"] == ["平成24年度", "－", 5, 5, "決算"]


@pytest.mark.slow
def test_the_handover_page_counts_what_is_open(rows: Rows, recalculate: Recalculate) -> None:
    opinions = (
        OpinionRow(number=1, kind="市長指示"),
        OpinionRow(number=2, kind="市民意見", answer="しました。"),
    )
    drafts = (
        DraftRow(number=1, no=1, category="効果", header="見込まれる効果"),
        DraftRow(number=2, no=2, category="効果", header="見込まれる効果", applied=True),
    )
    sheet = recalculate(build_master({**rows, **_a_round(), "指示助言意見": opinions, "改定案": drafts}))["引継ぎ"]
    counted = {
        row[1].value: row[3].value for row in sheet.iter_rows(max_col=4) if isinstance(row[3].value, int | float)
    }
    assert counted == {
        "未提出の課": 2,
        "差戻の課": 1,
        "重大な確認事項": 0,
        "要判断": 4,
        "回答のない意見・指示": 1,
        "未決の読み替え": 53,
        "決めていない総称": 9,
        "適用していない改定案": 1,
        "対象時期の締め": 1,
        "照合鍵が初期値のまま": 1,
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("period", "expected"), [("平成26年9月末", ["平成26年度", "9月末"]), ("令和元年度末", ["令和元年度", "3月末"])]
)
def test_the_period_is_taken_apart(rows: Rows, recalculate: Recalculate, period: str, expected: list[str]) -> None:
    settings = tuple(
        row.changed({"value": period}) if isinstance(row, SettingRow) and row.item == "対象時期" else row
        for row in rows["管理"]
    )
    sheet = recalculate(build_master({**rows, "管理": settings}))["総括"]
    assert [sheet["O36"].value, sheet["Q36"].value] == expected


@pytest.mark.slow
def test_the_worked_examples_come_to_their_verdicts(empty: Any) -> None:
    sheet = empty[trial.SHEET]
    found = [sheet.cell(trial.ROWS["symbol"], trial.OWN + 1 + at).value for at in range(len(trial.EXAMPLES))]
    assert found == [example.symbol.value for example in trial.EXAMPLES]
    assert sheet.cell(trial.ROWS["symbol"], trial.OWN).value in (None, "")


@pytest.mark.slow
def test_a_blank_verdict_row_shows_nothing(empty: Any) -> None:
    assert {cell.value or "" for cell in empty["判定"][5]} == {""}


def _cells(sheet: Any, row: int) -> list[Any]:
    values = [sheet.cell(row, at).value for at in range(3, 13)]
    return values[: values.index(None)] if None in values else values


def _a_round() -> Rows:
    """Three reports, three verdicts, 27 departments of which two have not answered."""
    departments = load_source(SOURCE)["課名簿"]
    states = {"体育課": "未提出", "会計課": "未提出", "財政課": "差戻"}
    progress = [(1, "S", POINT), (2, "A", POINT), (27, "B", POINT), (3, "B", "9月末")]
    verdicts = [
        ("20-1", 20, Symbol.MET),
        ("30-4", 30, Symbol.SHORT),
        ("39-1", 39, Symbol.SHORT),
        ("1-1", 1, Symbol.NONE),
    ]
    topics: tuple[Topic, ...] = ("目標未達", "目標未達", "遅れ", "差戻")
    return {
        "進捗報告": tuple(
            ProgressRow.read({"no": no, "fy": FY, "point": point, "schedule": word}) for no, word, point in progress
        ),
        "判定": tuple(
            VerdictRow.read({"indicator": key, "fy": FY, "point": POINT, "no": no, "name": "", "symbol": symbol})
            for key, no, symbol in verdicts
        ),
        "回収状況": tuple(
            ReturnRow.read({"department": d.name, "fy": FY, "point": POINT, "state": states.get(d.name, "確定")})  # type: ignore[attr-defined]
            for d in departments
        ),
        "要判断": tuple(AttentionRow(topic=topic) for topic in topics),
        "財政効果": (EffectRow.read({"fy": 2012, "effect": "歳出削減", "value": 5_000_000, "basis": "決算"}),),
    }


# ---- 試算 against Python ----


def _cases(count: int) -> list[dict[str, Any]]:
    """Cases of every kind of the sheet, figures at, around and far from every threshold."""
    chance = random.Random(2014)  # noqa: S311  # not a secret
    shares = (-0.2, 0, 0.3, 0.59, 0.6, 0.699, 0.7, 0.75, 0.899, 0.9, 0.95, 0.999, 1, 1, 1.05, 1.099, 1.1, 1.3, 2)
    cases = []
    for at in range(count):
        target = chance.choice((1, 3, 8, 20, 100, 360, 1000, 12_000))
        given: dict[str, Any] = {
            "kind": trial.KINDS[at % len(trial.KINDS)].value,
            "value": target,
            "decimals": chance.choice((0, 1, 3)),
        }
        given["actual"] = round(target * chance.choice(shares), chance.choice((0, 1, 3)))
        given["high"] = round(target * chance.choice((1, 1.5, 2)))
        given["rate"] = chance.choice((0.05, 0.1, -0.1, 0))
        given["done"], given["whole"] = chance.randint(1, 5), 5
        optional = {
            "previous": round(target * chance.choice(shares), 1),
            "baseline": round(target * chance.choice((0.5, 0.9, 1, 1.2, 2)), 1),
            "tolerance": chance.choice((0, 1, 3)),
            "down": "○",
            "counted": "○",
        }
        given |= {
            name: value
            for name, value in optional.items()
            if chance.random() < (0.85 if name in ("previous", "baseline") else 0.5)
        }
        if chance.random() < 0.04:
            del given[chance.choice(("actual", "value", "rate", "high"))]
        cases.append(given)
    return cases


def _python(given: dict[str, Any]) -> Verdict:
    """What the rules say of a case."""
    read = read_trial({LABELS[name]: value for name, value in given.items()})
    assert isinstance(read, Trial)
    return judge_trial(read, Criteria.of(DEFAULT_ROWS))


@pytest.mark.slow
def test_the_trial_sheet_and_python_agree(recalculate: Recalculate) -> None:
    cases = _cases(660)
    book = openpyxl.Workbook()
    criteria = book.worksheets[0]
    criteria.title = tables.CRITERIA.sheet
    fill_sheet(criteria, tables.CRITERIA, DEFAULT_ROWS, {}, Frame("", ""), 1)
    sheet = book.create_sheet(trial.SHEET)
    trial.fill_thresholds(sheet)
    for at, given in enumerate(cases, start=trial.OWN + 1):
        trial.fill_case(sheet, at, given)
    found = recalculate(to_bytes(book))[trial.SHEET]
    differences = []
    for at, given in enumerate(cases, start=trial.OWN + 1):
        native, verdict = found.cell(trial.ROWS["symbol"], at).value, _python(given)
        if native != verdict.symbol.value:
            differences.append(f"{given}: sheet {native}, Python {verdict.symbol} {verdict.reason}")
    assert differences == [], "\n".join(differences)
