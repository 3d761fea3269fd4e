"""市報: counted as the city counts, never cut inside a sentence, examples chosen by an order that is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.published import outlet, public
from tests.reported import SECRET, judged_book, reported_rows, results_of
from xlplan.report.newsletter import make
from xlplan.report.newsletter.characters import characters
from xlplan.report.newsletter.choice import delay, success
from xlplan.report.newsletter.text import long_text, short_text
from xlplan.report.public_sentences import counts_sentence, verdict_sentence
from xlplan.report.results import PublicResults
from xlplan.report.website.contact import contact_of
from xlplan.schema import Row, Table
from xlplan.tables import ACTUALS, PROGRAMS, PROGRESS

SET = {
    "公表ページ": "https://example.lg.jp/plan/",
    "意見受付メール": "plan@example.lg.jp",
    "公表担当課電話": "042-000-0000",
}
LIMITS = [Decimal(limit) for limit in range(150, 500, 25)]


@pytest.fixture(scope="module")
def results() -> PublicResults:
    return public(**SET)


def written(folder: Path, results: PublicResults) -> dict[str, str]:
    return {
        path.stem.partition("_市報_")[2]: path.read_bytes().decode("utf-8-sig")
        for path in make(results, outlet(folder))
    }


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("市報", "2"),
        ("平成26年度", "5"),
        ("S", "0.5"),
        ("◎○△▲×▼－", "7"),
        ("（A）", "2.5"),
        ("一\r\n二", "2"),
        ("　頭", "2"),
        ("", "0"),
    ],
)
def test_a_full_width_character_is_one_and_a_half_width_one_a_half(text: str, places: str) -> None:
    assert characters(text) == Decimal(places)


@pytest.mark.parametrize("limit", LIMITS)
def test_the_short_text_keeps_its_limit_or_says_that_it_cannot(results: PublicResults, limit: Decimal) -> None:
    text = short_text(results, contact_of(results), limit)
    assert text.fits == (text.places <= limit)
    needed = short_text(results, contact_of(results), Decimal(1))
    assert text.fits or text.body == needed.body


@pytest.mark.parametrize("limit", LIMITS)
def test_sentences_are_dropped_whole_and_named(results: PublicResults, limit: Decimal) -> None:
    whole = short_text(results, contact_of(results), Decimal(10_000))
    text = short_text(results, contact_of(results), limit)
    sentences = re.findall(r"[^。]+。", whole.body.replace("\n", "").replace("　", ""))
    kept = re.findall(r"[^。]+。", text.body.replace("\n", "").replace("　", ""))
    assert kept == [one for one in sentences if one in kept]
    assert text.body.endswith("。")
    assert bool(text.dropped) == (text.body != whole.body)


def test_counts_examples_where_to_read_and_how_to_comment_always_stay(results: PublicResults) -> None:
    body = short_text(results, contact_of(results), Decimal(1)).body
    good, bad = success(results), delay(results)
    assert good is None
    assert bad is not None
    assert counts_sentence(results) in body
    assert f"No.{bad.program.no}「{bad.program.row.name}」" in body
    assert "https://example.lg.jp/plan/" in body
    assert "plan@example.lg.jp" in body


def test_both_texts_say_what_the_page_says(results: PublicResults) -> None:
    for text in (short_text(results, contact_of(results), Decimal(400)), long_text(results, contact_of(results))):
        assert counts_sentence(results) in text.body
    assert verdict_sentence(results) in long_text(results, contact_of(results)).body
    assert "338百万円" in long_text(results, contact_of(results)).body


def test_nothing_internal_is_in_any_file(tmp_path: Path, results: PublicResults) -> None:
    assert SECRET in repr(results_of(judged_book())[0])
    for text in written(tmp_path, results).values():
        assert SECRET not in text


def test_the_memo_counts_what_is_pasted(tmp_path: Path, results: PublicResults) -> None:
    files = written(tmp_path, results)
    assert list(files) == ["短い原稿", "長い原稿", "事務局の控え"]
    short = characters(files["短い原稿"])
    assert f"短い原稿：{short.normalize():f}字（上限 400字）　収まっています。" in files["事務局の控え"]
    assert f"長い原稿：{characters(files['長い原稿']).normalize():f}字" in files["事務局の控え"]
    assert "\r\n" in files["短い原稿"]


def test_a_limit_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    memo = written(tmp_path, public(市報字数="50"))["事務局の控え"]
    assert "（上限 50字）　収まりません。文を途中で切らないため" in memo


@pytest.mark.parametrize(
    ("setting", "limit"), [("３００", "300"), ("400字", "400"), ("なし", "400"), ("-5", "400"), ("", "400")]
)
def test_the_limit_is_the_settings_or_400(tmp_path: Path, setting: str, limit: str) -> None:
    assert f"（上限 {limit}字）" in written(tmp_path, public(市報字数=setting))["事務局の控え"]


# ---- which success, which delay ----


def rows(progress: dict[int, dict[str, Any]], value: int, **program: Any) -> dict[Table, Iterable[Row]]:
    """Reports by program, the actual of 37-1, and marks on program 37."""
    found: dict[Table, Any] = dict(reported_rows())
    reports = {no: {"schedule": "A", **progress.get(no, {})} for no in (27, 37)}
    found[PROGRESS] = [_put(row, row.fy == 2014, **reports[row.no]) for row in found[PROGRESS]]
    found[ACTUALS] = [
        _put(row, (row.indicator, row.fy) == ("37-1", 2014), value=Decimal(value)) for row in found[ACTUALS]
    ]
    found[PROGRAMS] = [_put(row, row.no == 37, **program) for row in found[PROGRAMS]]
    return found


def _put(row: Any, wanted: bool, **update: Any) -> Any:
    return row.changed(update) if wanted else row


def test_ahead_of_schedule_comes_before_a_target_reached() -> None:
    chosen = success(public(rows({27: {"schedule": "S"}}, 200)))
    assert chosen is not None
    assert chosen.program.no == 27
    assert "進捗区分がS（予定以上に進捗）" in chosen.why


def test_a_target_reached_is_told_by_its_indicator() -> None:
    chosen = success(public(rows({}, 200)))
    assert chosen is not None
    assert (chosen.program.no, chosen.indicator and chosen.indicator.row.indicator) == (37, "37-1")
    assert "判定が◎（超過達成）" in chosen.why
    assert "候補1件" in chosen.why


def test_a_late_program_is_no_success() -> None:
    assert success(public(rows({37: {"schedule": "B"}}, 200))) is None


def test_late_comes_before_off_target() -> None:
    late = {"schedule": "B", "cause": "調整", "response": "説明会を開く", "publish": "公表"}
    results = public(rows({27: late}, 10))
    chosen = delay(results)
    assert chosen is not None
    assert chosen.program.no == 27
    body = short_text(results, contact_of(results), Decimal(400)).body
    assert "予定より遅れている例は、No.27" in body
    assert "対応：説明会を開く。" in body


def test_nothing_late_and_nothing_off_target_is_said_to_the_officer(tmp_path: Path) -> None:
    memo = written(tmp_path, public(rows({}, 200)))["事務局の控え"]
    assert "遅れた例　なし（遅れているもの、目標に届かないものがありません）" in memo


def test_the_choice_is_the_same_every_time() -> None:
    first, again = success(public(rows({}, 200))), success(public(rows({}, 200)))
    assert first is not None
    assert again is not None
    assert first.why == again.why
