"""The command line as an officer uses it: output in Japanese, exit codes 0 clean, 1 重大, 2 could not run."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.command_line import Ran, Run
from tests.returns import YEAR_END, fill
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.reading import open_workbook
from xlplan.form import build_form
from xlplan.operations import ROUND_TABLES
from xlplan.plan import read_plan

MASTER = Path(__file__).resolve().parent.parent / "workbook" / "master.xlsm"
AT = ("--at", "2015-04-20 09:00:00")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(monkeypatch, capsys)


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Blank returns of the city's real plan, handed out once."""
    folder = tmp_path_factory.mktemp("配布")
    operations.distribute(FileBook(MASTER), folder, period="平成26年度末")
    return folder


def test_distribute_writes_one_return_per_department(run: Run, tmp_path: Path) -> None:
    ran = run("distribute", MASTER, "--period", "平成26年度末", "--out", tmp_path / "調査票")
    assert ran.code == 0
    assert "27件" in ran.out
    assert len(list((tmp_path / "調査票").glob("平成26年度末_*.xlsx"))) == 27


def test_distribute_never_overwrites_a_filled_return(run: Run, forms: Path, tmp_path: Path) -> None:
    filled = tmp_path / "平成26年度末_05_体育課.xlsx"
    filled.write_bytes(next(forms.glob("*財政課.xlsx")).read_bytes())
    ran = run("distribute", MASTER, "--period", "平成26年度末", "--out", tmp_path)
    assert ran.code == 2
    assert "平成26年度末_05_体育課.xlsx" in ran.err
    assert list(tmp_path.iterdir()) == [filled]


def test_check_of_the_citys_master_finds_nothing_serious(run: Run) -> None:
    ran = run("check", MASTER, "--format", "json")
    assert ran.code == 0
    assert {f["level"] for f in json.loads(ran.out)["findings"]} <= {"要確認", "参考"}


def test_check_of_a_folder_with_a_broken_file_ends_with_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "財政課.xlsx").write_bytes(b"")
    ran = run("check", MASTER, tmp_path)
    assert ran.code == 1
    assert "重大 F101 財政課.xlsx" in ran.out


def test_preview_as_json_gives_changes_and_findings(run: Run, forms: Path) -> None:
    ran = run("preview", MASTER, forms, "--format", "json")
    data = json.loads(ran.out)
    assert data["period"] == "平成26年度末"
    assert data["changes"] == []


def test_consolidate_and_undo_end_where_they_began(run: Run, forms: Path, tmp_path: Path) -> None:
    merged, back = tmp_path / "台帳.xlsm", tmp_path / "取消後.xlsm"
    answered = _answered(forms, tmp_path)
    assert run("consolidate", MASTER, answered, "--out", merged, *AT).code == 1  # the other rows are still blank
    filled = open_workbook(merged).table("進捗報告")
    assert filled is not None
    assert filled.cell(0, "進捗区分") == "A"
    assert run("undo", merged, "--out", back, *AT).code == 0
    for name in ("実績", "進捗報告", "実施状況"):
        before, after = open_workbook(MASTER).table(name), open_workbook(back).table(name)
        assert before is not None
        assert after is not None
        assert [row for row in after.rows if any(row)] == [row for row in before.rows if any(row)]


def _answered(forms: Path, folder: Path) -> Path:
    """One return, with the 進捗区分 of its first program answered."""
    path = folder / "平成26年度末_01_参事（市民協働）.xlsx"
    path.write_bytes((forms / path.name).read_bytes())
    form = build_form(read_plan(FileBook(MASTER), ROUND_TABLES), "参事（市民協働）", YEAR_END)
    fill(path, form, {("進捗|1", "answer"): "A"})
    return path


def test_verify_says_whether_the_history_is_whole_and_where_it_breaks(run: Run, forms: Path, tmp_path: Path) -> None:
    merged, touched = tmp_path / f"台帳{MASTER.suffix}", tmp_path / f"書換{MASTER.suffix}"
    assert run("consolidate", MASTER, _answered(forms, tmp_path), "--out", merged, *AT).code == 1
    whole = run("verify", merged)
    assert (whole.code, "取りまとめ1回、取消0回" in whole.out, "抜けもありません" in whole.out) == (0, True, True)
    book = FileBook(merged)
    book.put("変更履歴", 3, "後の値", "書き換え")
    book.save(touched, when=dt.datetime(2015, 4, 21))  # noqa: DTZ001 - wall clock of the office
    broken = run("verify", touched)
    assert (broken.code, "4件目で切れています" in broken.out) == (1, True)


def test_undo_of_a_named_merge(run: Run, forms: Path, tmp_path: Path) -> None:
    merged, back = tmp_path / f"台帳{MASTER.suffix}", tmp_path / f"取消{MASTER.suffix}"
    run("consolidate", MASTER, _answered(forms, tmp_path), "--out", merged, *AT)
    wrong = run("undo", merged, "--merge", "20990101-000000", "--out", back)
    assert (wrong.code, "20150420-090000" in wrong.err) == (2, True)
    assert run("undo", merged, "--merge", "20150420-090000", "--out", back, *AT).code == 0


def test_undo_without_a_merge_says_so(run: Run, tmp_path: Path) -> None:
    ran = run("undo", MASTER, "--out", tmp_path / "x.xlsm")
    assert ran.code == 2
    assert "取り消す取りまとめがありません" in ran.err
    assert not (tmp_path / "x.xlsm").exists()


def test_consolidate_over_the_master_itself_keeps_a_dated_copy(run: Run, forms: Path, tmp_path: Path) -> None:
    mine = tmp_path / "master.xlsm"
    mine.write_bytes(MASTER.read_bytes())
    run("consolidate", mine, forms, "--out", mine, *AT)
    copies = [path for path in tmp_path.iterdir() if path.name.startswith("master_2015")]
    assert [path.read_bytes() for path in copies] == [MASTER.read_bytes()]


def test_consolidate_while_excel_has_it_open_names_the_owner(run: Run, forms: Path, tmp_path: Path) -> None:
    mine = tmp_path / "master.xlsm"
    mine.write_bytes(MASTER.read_bytes())
    owner = "行革担当"
    (tmp_path / "~$master.xlsm").write_bytes(bytes([len(owner.encode("cp932"))]) + owner.encode("cp932"))
    ran = run("consolidate", mine, forms, "--out", mine, *AT)
    assert ran.code == 2
    assert "「行革担当」が開いています" in ran.err
    assert mine.read_bytes() == MASTER.read_bytes()


def test_assess_prints_the_overview(run: Run, tmp_path: Path) -> None:
    ran = run("assess", MASTER, "--period", "平成26年度末", "--out", tmp_path / "判定.xlsm", *AT)
    assert ran.code == 0
    assert "5 執行体制の再構築" in ran.out
    assert "－ 判定なし" in ran.out
    table = open_workbook(tmp_path / "判定.xlsm").table("判定")
    assert table is not None
    assert sum(row[0] is not None for row in table.rows) == 72


def test_explain_reads_one_sentence_a_line_from_standard_input(run: Run) -> None:
    ran = run("explain", "-", typed="70人以上/年\n27年度末までに策定\n\n")
    records = [json.loads(line) for line in ran.out.splitlines()]
    assert [record["kind"] for record in records] == ["at_least", "milestone", "none"]
    assert records[0]["low"] == 70


def test_explain_tells_a_person_what_is_ambiguous(run: Run) -> None:
    ran = run("explain", "年2回実施")
    assert ran.code == 0
    assert "以上" in ran.out


def test_export_json_holds_the_plan(run: Run) -> None:
    data = json.loads(run("export", MASTER, "--format", "json").out)
    assert len(data["programs"]) == 62
    assert data["programs"][11]["departments"] == ["政策課", "地域文化課", "参事（市民協働）"]
    assert next(i for i in data["indicators"] if i["id"] == "35-1")["value"] == 7_100_000
    assert data["published_totals"]["実施内容"] - data["computed_totals"]["実施内容"] == 1
    assert sum(len(p["measures"]) for p in data["policies"]) == 18


def test_export_csv_opens_in_excel_and_runs_no_formula(run: Run, tmp_path: Path) -> None:
    assert run("export", MASTER, "--format", "csv", "--out", tmp_path).code == 0
    raw = (tmp_path / "programs.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert len(raw.decode("utf-8-sig").splitlines()) == 63


def test_reconcile_shows_stated_beside_computed(run: Run) -> None:
    ran = run("reconcile", MASTER, "--format", "json")
    data = json.loads(ran.out)
    counts = {key: (data["stated"][key], data["computed"][key]) for key in data["computed"]}
    assert counts == {
        "見直し項目（計）": (50, 50),
        "推進担当課": (9, 9),
        "実施内容": (35, 34),
        "予定年度": (23, 23),
        "効果": (19, 19),
        "成果指標": (39, 39),
        "年度計画": (28, 28),
    }
    found = {(c["what"], c["program"]) for c in data["contradictions"]}
    assert {("プログラム名", no) for no in (47, 56, 57, 60)} <= found
    assert {("主な推進担当課", no) for no in (21, 23)} <= found
    assert ("実施内容の文言", 39) in found
    assert ("財政効果（歳入確保）", 0) in found
    assert run("reconcile", MASTER).code == 0


def test_doctor_looks_at_machine_and_master(run: Run) -> None:
    assert "Python" in run("doctor").out
    ran = run("doctor", MASTER)
    assert ran.code == 0
    assert "構造の版 2" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "ない.xlsx"), "見つかりません"),
        (("check", MASTER, "ない"), "見つかりません"),
        (("check", Path(__file__)), "Excelブックではありません"),
        (("assess", MASTER, "--period", "来年", "--out", "x.xlsm"), "時期「来年」を読み取れません"),
        (("export", MASTER, "--format", "xml"), "jsonかcsv"),
    ],
    ids=["台帳がない", "調査票がない", "ブックではない", "時期が読めない", "形式がない"],
)
def test_what_cannot_run_ends_with_2_and_says_why(run: Run, arguments: Sequence[object], said: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "使い方：xlplan"),
        (("統合",), "「統合」という操作はありません。"),
        (("check",), "「台帳」が指定されていません。"),
        (("consolidate", MASTER), "「--out」が指定されていません。"),
        (("check", MASTER, "--出力", "x"), "「--出力」という指定はありません。"),
        (
            ("check", MASTER, "--format", "html"),
            "「--format」に指定した値「html」は使えません。textかjsonにしてください。",
        ),
        (("undo", MASTER, "--out"), "「--out」の後に値がありません。"),
        (("demo", "余分"), "「余分」は余分です。"),
        (("undo", MASTER, "--at", "昨日"), "「2015-04-20 09:00:00」のような日時にしてください。"),
        (("点検", MASTER), "「check」ではありませんか。"),
        (("token", "isue"), "「issue」ではありませんか。"),
        (("--版",), "「--版」という指定はありません。"),
    ],
)
def test_wrong_use_ends_with_2_and_is_told_in_japanese(run: Run, arguments: Sequence[object], said: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "Error" not in ran.err
    assert not arguments or "引数を確かめてください" in ran.err


def test_a_command_that_is_broken_off_says_so(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(operations, "check", pressed)
    assert run("check", MASTER, tmp_path) == Ran(2, "", "中断しました。\n")


def test_a_place_that_cannot_be_saved_to_is_refused_before_anything_is_done(run: Run, tmp_path: Path) -> None:
    assert "フォルダです" in run("check", tmp_path).err
    assert "ファイル名まで" in run("assess", MASTER, "--out", tmp_path).err
    assert "フォルダ" in run("assess", MASTER, "--out", tmp_path / "ない" / "台帳.xlsm").err
    assert "種類が違います" in run("assess", MASTER, "--out", tmp_path / "台帳.csv").err
    (tmp_path / "メモ").write_text("", encoding="utf-8")
    assert "フォルダではありません" in run("distribute", MASTER, "--out", tmp_path / "メモ").err
    assert [path.name for path in tmp_path.iterdir()] == ["メモ"]


def test_a_return_given_as_the_master_is_named(run: Run, forms: Path) -> None:
    one = next(forms.glob("*体育課.xlsx"))
    for arguments in (("check", one), ("export", one), ("reconcile", one), ("undo", one, "--out", one)):
        ran = run(*arguments)
        assert ran.code == 2
        assert "台帳ではありません" in ran.err


def test_a_merge_of_nothing_is_not_a_merge(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "台帳.xlsm"
    for arguments in (("preview", MASTER), ("consolidate", MASTER, "--out", out)):
        ran = run(*arguments)
        assert ran.code == 2
        assert "取り込む調査票がありません" in ran.err
    assert not out.exists()


def test_a_half_year_shows_its_own_words_and_that_the_overview_shows_another_period(run: Run, tmp_path: Path) -> None:
    ran = run("assess", MASTER, "--period", "平成26年9月末", "--out", tmp_path / "台帳.xlsm", *AT)
    assert ran.code == 0
    for word in ("達成見込", "やや遅れ", "要注意"):
        assert word in ran.out
    assert "大きく未達" not in ran.out
    assert "「対象時期」を「平成26年9月末」に変え" in ran.out


def test_csv_holds_words_not_records(run: Run, tmp_path: Path) -> None:
    assert run("export", MASTER, "--format", "csv", "--out", tmp_path).code == 0
    text = (tmp_path / "policies.csv").read_text(encoding="utf-8-sig")
    assert "1 協働事業の更なる推進・2 地域コミュニティなどとの連携" in text
    assert "{" not in text


def test_a_finding_stays_on_one_line_whatever_was_typed(run: Run, forms: Path, tmp_path: Path) -> None:
    path = tmp_path / "平成26年度末_05_体育課.xlsx"
    path.write_bytes(next(forms.glob("*体育課.xlsx")).read_bytes())
    form = build_form(read_plan(FileBook(MASTER), ROUND_TABLES), "体育課", YEAR_END)
    fill(path, form, {("指標|7-1", "answer"): "70\n80"})
    ran = run("check", MASTER, path)
    (told,) = [line for line in ran.out.splitlines() if "C301" in line]
    assert "「70 80」" in told
    assert "→" in told
