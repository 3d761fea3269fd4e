"""Target sentences: `sentences.tsv` is the table to review; the rest says what must never happen."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlplan.periods import Span
from xlplan.sentences import Kind, Reading, explain

_TABLE = Path(__file__).with_name("sentences.tsv")
with _TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [dict(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
SENTENCES = [row["文"].replace("\\n", "\n") for row in ROWS]

JSON_KEYS = (
    "kind", "low", "high", "direction", "unit", "basis", "rate", "period", "due_fy",
    "cumulative", "approximate", "ambiguous", "explanation", "strict", "baseline_value", "baseline_fy",
    "series", "others", "reference", "name", "original", "reasons",
)  # fmt: skip

# Sentences that say more, or something else, than any pattern follows. None of them may be read with confidence.
NEVER_CONFIDENT = [
    "70人のうち半数",
    "10件または20％増",
    "70人以上（うち新規10人）",
    "70人以上 ※累計",
    "70人以上80人",
    "50件未満にしない",
    "80％以上でない",
    "目標60％を70％に変更",
    "60％→65％→70％",
    "20％から30％",
    "60％（中間目標）、70％（最終目標）",
    "2年に1回",
    "週1回以上",
    "5月に1回実施",
    "偏差値50以上",
    "過去3年間の平均80点以上",
    "上位30％",
    "ワースト10からの脱却",
    "▲5％以上",
    "マイナス5％",
    "5％以上の増収",
    "10～20％削減",
    "前年度比1～2％増",
    "前年度比5％以内の増",
    "平成22年度60人から平成27年度に70人、令和元年度80人",
    "各年度 100件（26年度のみ80件）",
    "22年度 100％ とした場合 27年度 90％",
    "H22を100として90以下",
    "80％以上、ただし27年度は85％以上",
    "80％以上を目指すが、難しい場合は75％以上",
    "80％以上（当面）",
    "70％以上（努力目標）",
    "10数件（27年度）",
    "100余件（27年度）",
    "十数人",
    "二桁",
    "全職員の受講",
    "全件処理",
    "半数以上の市民が認知",
    "経常収支比率 90％台（27年度）",
    "8割強（27年度）",
    "3億円弱（27年度）",
    "5点満点中4点以上",
    "国の基準（60％）以上",
    "マイナス3％（前年度比）",
    "前年度比3％以内の減",
    "前年度比3％減以上",
    "平成26年度から5％削減",
    "県内10位以上",
    "事務事業費 5％シーリング",
    "50施設から10施設削減",
    "職員数：▲30人（H22→H27）",
    "H22→H27で30人減",
    "定員▲10人",
    "5件増やし20件に",
    "10件増の30件",
    "年間利用者数を10％増加させる",
    "延べ利用者数 10,000人（平成27年度）",
    "３分の１以上",
    "事故なし",
    "時間外勤務 月30時間以内",
    "100件/5年",
    "26～27年度：各80％以上",
    "総合計画に定める目標値",
    "80％以上（27年度までに90％以上）",
    "利用率 50%→60%→70%（H23→H25→H27）",
    "平成27年度",
    "以上",
    "ISO14001の取得",
    "ゼロカーボンシティ宣言",
    "歳入確保と歳出削減により１億円の財源効果",
    "平成23年度から平成27年度までの5年間で3億円の削減",
    "年2回（6月・12月）",
    "100万円／件",
    "国の目標値以上",
    "随時公表",
    "苦情件数：10件以上",
    "1,2件",
    "職員1人当たりの時間外勤務時間を月30時間以内とする",
    "広報紙月2回以上",
    "利用者数を増やし、満足度80％以上とする",
    "経常収支比率 90％台前半",
    "平成25年度 30校 平成27年度までに50校（累計）",
    "9" * 40 + "件以上",
]


def _expected(row: dict[str, str]) -> dict[str, object]:
    def number(text: str) -> float | None:
        return float(text) if text else None

    return {
        "kind": row["kind"],
        **{key: number(row[key]) for key in ("low", "high", "rate", "due_fy", "baseline_fy")},
        **{key: row[key] or None for key in ("unit", "direction", "basis", "period")},
        "baseline_value": number(row["baseline"]),
        "cumulative": "累計" in row["印"],
        "approximate": "約" in row["印"],
        "strict": "未満・超" in row["印"],
        "ambiguous": row["確認"] == "要確認",
    }


@pytest.mark.parametrize("row", ROWS, ids=[row["文"][:40] for row in ROWS])
def test_a_sentence_reads_as_the_table_says(row: dict[str, str]) -> None:
    read = explain(row["文"].replace("\\n", "\n")).as_json()
    expected = _expected(row)
    assert {key: read[key] for key in expected} == expected
    assert "; ".join(_short(other) for other in read["others"]) == row["others"]
    assert " ".join(f"{fy}={value}" for fy, value in read["series"]) == row["年度別"]


def _short(other: dict[str, object]) -> str:
    """A further target as the table prints it: 「at_least 80.. ％ @2015」."""
    low, high = (("" if other[key] is None else other[key]) for key in ("low", "high"))
    parts = [other["kind"], f"{low}..{high}" if low != high or low != "" else "", other["unit"] or ""]
    return " ".join(str(part) for part in [*parts, f"@{other['due_fy']}" if other["due_fy"] else ""] if part)


def test_the_table_covers_every_kind() -> None:
    assert {row["kind"] for row in ROWS} == set(get_args(Kind))
    assert len(ROWS) >= 700


@pytest.mark.parametrize("sentence", NEVER_CONFIDENT)
def test_a_doubtful_sentence_is_never_read_with_confidence(sentence: str) -> None:
    read = explain(sentence)
    assert read.ambiguous
    assert all(reason.endswith("。") for reason in read.reasons)


def test_several_targets_of_one_sentence() -> None:
    read = explain("ボランティアの参加人数及び活動時間数（目標）\n延 39,000人／年\n延 64,500時間／年")
    assert _fields(read, "low", "unit", "period") == [[39000, "人", "per_year"], [64500, "時間", "per_year"]]


def test_the_due_year_that_opens_a_sentence_holds_for_every_target() -> None:
    read = explain("基金残高（目標）27年度末残高\n財政調整 30億円\n公共施設 20億円")
    assert _fields(read, "low", "due_fy") == [[3_000_000_000, 2015], [2_000_000_000, 2015]]


def test_bulleted_indicators_are_read_one_by_one() -> None:
    read = explain(
        "・センター来場者数： \n 前年比５％以上 \n・相談件数： \n前年比 10％以上 \n・あすぴあ登録団体数： \n99団体以上"
    )
    assert [(one.kind, one.name) for one in (read, *read.others)] == [
        ("growth", "センター来場者数"),
        ("growth", "相談件数"),
        ("at_least", "あすぴあ登録団体数"),
    ]


def test_a_milestone_after_a_milestone() -> None:
    read = explain("平成25年度までに計画を策定し、平成27年度までに完了")
    assert (read.due_fy, [other.due_fy for other in read.others]) == (2013, [2015])


def test_a_series_keeps_all_its_years() -> None:
    assert explain("H23：60％ H24：65％ H25：70％").as_json()["series"] == [[2011, 60], [2012, 65], [2013, 70]]


def test_the_plan_ends_what_the_plan_term_names() -> None:
    read = explain("計画期間中に10件", plan=Span(2011, 2015))
    assert (read.due_fy, read.ambiguous) == (2015, False)


def test_a_name_kept_elsewhere_tells_the_direction() -> None:
    assert _fields(explain("30億円（27年度末）", name="基金残高"), "low", "high") == [[3_000_000_000, None]]
    assert _fields(explain("300億円（27年度末）", name="債務総額"), "low", "high") == [[None, 30_000_000_000]]


def test_a_bare_year_counts_in_the_era_asked_for_or_last_named() -> None:
    assert explain("5年度末までに50％", era="令和").due_fy == 2023
    assert explain("令和5年度10件、6年度12件").due_fy == 2024


def test_what_refers_to_another_program_names_it() -> None:
    assert explain("No.30 財政指標の改善\nにおける目標値").reference == 30


def test_the_json_has_exactly_the_promised_keys() -> None:
    read = explain("広告収入（目標）710万円／年").as_json()
    assert tuple(read) == JSON_KEYS
    assert json.loads(json.dumps(read, ensure_ascii=False)) == read
    assert (read["low"], read["original"], read["name"]) == (7_100_000, "広告収入（目標）710万円／年", "広告収入")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_reading_is_explained_in_whole_sentences(sentence: str) -> None:
    for read in (explain(sentence), *explain(sentence).others):
        assert read.explanation.endswith("。")
        assert "None" not in read.explanation
        assert read.kind != "unreadable" or read.reasons


def _fields(read: Reading, *keys: str) -> list[list[object]]:
    return [[one.as_json()[key] for key in keys] for one in (read, *read.others)]


def _meaning(read: Reading) -> list[list[object]]:
    return _fields(
        read, *(key for key in JSON_KEYS if key not in {"explanation", "name", "original", "reasons", "others"})
    )


# NFKC makes ① a plain 1, which is another sentence.
_NOT_CIRCLED = re.compile("[^\u2460-\u2473]+")


def _nfkc(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


_WIDE = {code: code + 0xFEE0 for code in (*range(0x30, 0x3A), 0x25, 0x2F, 0x28, 0x29)}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_full_width_never_changes_the_reading(sentence: str) -> None:
    assert _meaning(explain(sentence.translate(_WIDE))) == _meaning(explain(_NOT_CIRCLED.sub(_nfkc, sentence)))


@settings(deadline=None)
@given(
    st.integers(1, 10**7),
    st.sampled_from(["人", "件", "校", "団体", "か所", "円", "世帯"]),
    st.sampled_from(["以上", "以下", "未満", "超", "程度", ""]),
    st.sampled_from(["／年", "/年", ""]),
)
def test_how_a_figure_is_typed_never_changes_the_reading(number: int, unit: str, bound: str, per: str) -> None:
    plain = _meaning(explain(f"{number}{unit}{bound}{per}"))
    for typed in (f"{number:,}", f" {number} ", f"{number:,}".translate(_WIDE).replace(",", "，"), f"{number}\n"):
        assert _meaning(explain(f"{typed}{unit}{bound}{per}")) == plain


@settings(deadline=None)
@given(st.integers(1, 9999), st.text(alphabet="ほげぬらるれゑふや", min_size=2, max_size=6), st.sampled_from([0, 1, 2]))
def test_an_unknown_word_beside_the_figure_ends_the_confidence(number: int, word: str, place: int) -> None:
    sentence = [f"{word}{number}人以上", f"{number}人{word}以上", f"{number}人以上{word}"][place]
    assert explain(sentence).ambiguous


_WORDS = re.split(
    " ",
    "平成 令和 H R 27 23 年度 年度末 までに 前年度 比 以上 以下 未満 超 ％ 人 件 円 億 万 千 約 概ね 程度 累計 延べ 新規 維持 削減 増 減 半減 倍 "
    "倍増 → ～ （ ） ： ／年 、 ・ ※ 目標 現状値 策定 公表 全 No.30 予算で見込む 毎年度 年間 ポイント 1,000 3.5 ▲ の に を から より ない うち \n 　",
)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(_WORDS), max_size=14).map("".join) | st.text(max_size=40))
def test_no_text_ever_raises(text: str) -> None:
    read = explain(text)
    assert read.original == text
    json.dumps(read.as_json())
    for one in (read, *read.others):
        assert one.low is None or one.high is None or one.low <= one.high or one.ambiguous
        assert one.kind != "unreadable" or one.ambiguous


def test_a_very_long_text_is_refused_quickly() -> None:
    assert explain("前年度比" * 100_000).kind == "unreadable"


@pytest.mark.parametrize(
    "text",
    ["H2m2実績1.0", "H2M1.0", "1868年初の実績1.0から2.0に", "4～0万", "4～二万円", f"{10**25}千万7", f"{10**23}千万7"],
)
def test_what_no_plan_says_is_read_without_harm(text: str) -> None:
    """Found by fuzzing: a year of 明治 in a sentence, a range that ends in no scale, endless digits."""
    assert explain(text).explanation
