"""照会文: who gets one, what stands in it, and what does not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.masters import SPORTS, Typed, master, plan_in, returned
from tests.returns import YEAR_END
from xlplan import operations
from xlplan.books.memory import MemoryBook
from xlplan.form import build_form
from xlplan.letters import addressee
from xlplan.tables import OPINIONS
from xlplan.tables.records import OpinionRow

AT = dt.datetime(2015, 5, 7, 9, 0)  # noqa: DTZ001
PERIOD = "平成26年度末"


def letters(book: MemoryBook, out: Path, *returns: Path) -> dict[str, str]:
    """Name → text of each letter written."""
    files = operations.letters(book, out, returns, period=PERIOD, at=AT)
    return {path.stem.removeprefix(f"{PERIOD}_照会_"): path.read_text(encoding="utf-8-sig") for path in files}


def sports(book: MemoryBook, folder: Path, more: Typed) -> str:
    return letters(book, folder / "out", returned(book, folder, "体育課", {**SPORTS, **more}))["体育課"]


def set_item(book: MemoryBook, item: str, value: str) -> None:
    grid = book.grid("管理")
    assert grid is not None
    book.fill("管理", [*grid.rows, (item, value, None)])


def test_a_letter_is_addressed_dated_and_says_by_when(tmp_path: Path) -> None:
    book = master()
    set_item(book, "照会回答期限", "平成27年5月15日")
    lines = sports(book, tmp_path, {("進捗|37", "answer"): "B"}).splitlines()
    assert lines[0].strip() == "平成27年5月7日"
    assert lines[1] == "体育課長　様"
    assert lines[2].strip() == "行政経営課長"
    assert lines[4].strip() == "小平市第2次改革推進プログラム進捗状況調査票（平成26年度末）の記載について（照会）"
    assert any("平成27年5月15日までに同じ調査票を修正し、御提出" in line for line in lines)
    assert lines[-1].strip() == "以上"


@pytest.mark.parametrize(
    ("typed", "title", "cell", "words"),
    [
        ({("進捗|37", "answer"): ""}, "記入がもれているところ", ("進捗|37", "answer"), "「進捗区分」が空欄です"),
        ({("進捗|37", "answer"): "B"}, "理由や説明がないところ", ("進捗|37", "cause"), "「遅れの要因」がありません"),
        (
            {("指標|37-1", "answer"): 40},
            "理由や説明がないところ",
            ("指標|37-1", "response"),
            "「今後の対応」がありません",
        ),
        ({("状況|37-1", "answer"): "未着手"}, "内容が食い違うところ", ("進捗|37", "answer"), "「B」と考えられます"),
        ({("指標|37-1", "answer"): "70円"}, "読み取れない", ("指標|37-1", "answer"), "単位が違います"),
    ],
    ids=["空欄", "遅れの要因なし", "未達の要因なし", "食い違い", "単位違い"],
)
def test_each_deficiency_stands_under_its_heading_with_the_cell_of_the_return(
    tmp_path: Path, typed: Typed, title: str, cell: tuple[str, str], words: str
) -> None:
    book = master()
    text = sports(book, tmp_path, typed)
    form = build_form(plan_in(book), "体育課", YEAR_END)
    place = form.cell_name(form.row_of[cell[0]], cell[1])
    _, _, under = text.partition(title)
    assert any(f"{place}：" in line and words in line for line in under.split("\n\n")[0].splitlines())
    assert "体育課.xlsx" in text


def test_who_has_nothing_to_mend_gets_none(tmp_path: Path) -> None:
    book = master()
    paths = [
        returned(book, tmp_path, "体育課", SPORTS),
        returned(book, tmp_path, "財政課", {("進捗|27", "answer"): "A"}),
    ]
    made = letters(book, tmp_path / "out", *paths)
    assert "体育課" not in made
    assert made["まとめ"].count("調査票（平成26年度末）の") == len(made) - 1


def test_what_only_informs_is_not_asked(tmp_path: Path) -> None:
    book = master()
    made = letters(
        book, tmp_path / "out", returned(book, tmp_path, "体育課", {**SPORTS, ("指標|37-1", "answer"): "７２人"})
    )
    assert "体育課" not in made


def test_a_missing_return_is_asked_for_in_its_own_words(tmp_path: Path) -> None:
    book = master()
    set_item(book, "提出期限", "平成27年4月24日")
    text = letters(book, tmp_path / "out", returned(book, tmp_path, "体育課", SPORTS))["財政課"]
    assert "の提出について（依頼）" in text
    assert "提出期限を平成27年4月24日としておりますが、まだ届いておりません" in text
    assert "行き違い" in text
    assert "記" not in [line.strip() for line in text.splitlines()]


def test_without_returns_the_last_merge_is_what_is_asked_about(tmp_path: Path) -> None:
    book = master()
    path = returned(book, tmp_path, "体育課", {**SPORTS, ("進捗|37", "answer"): "B"})
    operations.consolidate(book, [path], at=AT, period=PERIOD)
    made = letters(book, tmp_path / "out")
    assert "「遅れの要因」がありません" in made["体育課"]
    assert "（依頼）" in made["財政課"]


def test_a_late_answer_is_asked_for_at_its_place_in_the_master(tmp_path: Path) -> None:
    late = OpinionRow(number=3, kind="市長指示", text="急ぐこと。", department="体育課", due=dt.date(2015, 3, 1))
    book = master({OPINIONS: [late]})
    set_item(book, "対象時期", PERIOD)
    text = letters(book, tmp_path / "out", returned(book, tmp_path, "体育課", SPORTS))["体育課"]
    assert "指示助言意見（3）の回答がありません（期限 平成27年3月1日、担当 体育課）" in text


def test_making_them_again_writes_the_same_files(tmp_path: Path) -> None:
    book = master()
    first = letters(book, tmp_path / "out")
    assert letters(book, tmp_path / "out") == first
    assert len(list((tmp_path / "out").iterdir())) == len(first)


def test_files_open_in_every_windows_editor(tmp_path: Path) -> None:
    book = master()
    (path, *_) = operations.letters(book, tmp_path, period=PERIOD, at=AT)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")


@pytest.mark.parametrize(
    ("department", "said"),
    [("財政課", "財政課長　様"), ("参事（市民協働）", "参事（市民協働）　様"), ("公民館", "公民館　御中")],
)
def test_each_office_is_addressed_as_it_is_called(department: str, said: str) -> None:
    assert addressee(department) == said
