"""revise, close and succeed from the command line, on the committed master."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.command_line import Run
from tests.test_revision import draft
from xlplan.applying import apply
from xlplan.books.file import FileBook
from xlplan.edits import add_rows
from xlplan.plan import read_plan
from xlplan.tables import DRAFTS, TABLES

MASTER = Path(__file__).parent.parent / "workbook" / "master.xlsm"
AT = dt.datetime(2015, 9, 1, 9, 0)  # noqa: DTZ001


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(monkeypatch, capsys)


@pytest.fixture
def drafted(tmp_path: Path) -> Path:
    """The committed master with one line in 改定案."""
    book = FileBook(MASTER)
    plan = read_plan(book, TABLES)
    row = draft(1, 20, "効果", "", "見込まれる効果", "市民の学びの機会が広がる。")
    apply(book, add_rows(plan.tables[DRAFTS.name], [row]), plan)
    path = tmp_path / "改定前.xlsm"
    book.save(path, when=AT)
    return path


def test_drafts_are_applied_and_two_masters_compared(drafted: Path, run: Run) -> None:
    after = drafted.with_name("改定後.xlsm")
    assert "1項目を改定履歴に記録し" in run("revise", drafted, "--out", after).out
    assert read_plan(FileBook(after), TABLES).programs[20].effect == "市民の学びの機会が広がる。"
    code, said, _ = run("revise", drafted, after)
    assert code == 0
    assert "なるほど出前講座" in said
    assert "│ 実施内容         │ 35     │ 0    │ -35 │" in said
    assert "新しく記録する改定は0項目です" in said


def test_a_bad_draft_leaves_the_file_alone(drafted: Path, run: Run) -> None:
    book = FileBook(drafted)
    book.put(DRAFTS.name, 0, "項目", "ない項目")
    book.save(drafted, when=AT)
    after = drafted.with_name("改定後.xlsm")
    code, said, _ = run("revise", drafted, "--out", after)
    assert code == 1
    assert "P821" in said
    assert not after.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["revise", str(MASTER)], "「--out」"),
        (["close", str(MASTER), "--out", "{folder}/締め.xlsm"], "「判定」がまだありません"),
        (["close", str(MASTER), "--out", "{folder}/締め.xlsm", "--period", "いつか"], "読み取れません"),
        (["succeed", str(MASTER), "--out", "{folder}/次.xlsm", "--id", "a", "--name", "次", "--from", "平成28年度", "--to", "平成32年度"], "書けません"),
        (["succeed", str(MASTER), "--out", "{folder}/次.xlsx", "--id", "a", "--name", "次", "--from", "いつか", "--to", "平成32年度"], "読み取れません"),
        (["succeed", str(MASTER), "--out", "{folder}/次.xlsx", "--id", "a", "--name", "次", "--from", "平成27年度", "--to", "平成32年度"], "年度"),
    ],
    ids=["保存先なし", "判定なし", "時期が読めない", "xlsmは書けない", "年度が読めない", "年度が重なる"],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_japanese(arguments: list[str], words: str, tmp_path: Path, run: Run) -> None:
    code, _, said = run(*(argument.format(folder=tmp_path) for argument in arguments))
    assert code == 2
    assert words in said
    assert list(tmp_path.iterdir()) == []


def test_the_next_plans_master_is_made_and_its_programs_listed(tmp_path: Path, run: Run) -> None:
    out = tmp_path / "次の台帳.xlsx"
    given = ["--id", "plan-3", "--name", "第3次", "--from", "平成28年度", "--to", "平成32年度", "--without", "62"]
    assert "引き継がなかったNo.：62" in run("succeed", MASTER, "--out", out, *given).out
    assert read_plan(FileBook(out), TABLES).settings["プランID"] == "plan-3"
