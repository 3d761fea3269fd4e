"""Every worksheet function through xlwings' own conversion for both hosts: the same cells come back."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

import pytest

from tests.function_calls import MISSING, ROOT, answers
from xlplan.hosts.functions.examples import table
from xlplan.hosts.functions.offering import OFFERED
from xlplan.source import load_source
from xlplan.tables import SCHEMA_VERSION

ROWS = load_source(ROOT / "workbook" / "source")
NA, DATE = {"error": "#N/A"}, {"date": "2015-03-31"}


def _table(name: str) -> list[list[Any]]:
    """A table of the master as its cells hold it."""
    cells: Any = json.loads(json.dumps(table(ROWS, name).cells, default=_cell))
    return cells  # type: ignore[no-any-return]  # JSON


def _cell(value: Any) -> Any:
    return {"date": value.isoformat()} if hasattr(value, "isoformat") else float(value)


TABLES: Final = {
    name: _table(name)
    for name in ("成果指標", "年度目標", "判定基準", "管理", "プログラム", "進捗報告", "判定")
} | {
    "実績": [
        ["指標ID", "年度", "時点", "実績値", "年度末見込", "値の根拠", "実績なしの理由", "要因", "今後の対応", "備考", "公表可否", "回答課"],
        ["20-1", "平成26年度", "3月末", 942, None, "決算", None, "雨天", "広報", None, "公表", "公民館"],
        ["30-4", "平成26年度", "3月末", 31_000_000_000, None, "決算", None, None, None, None, "公表", "財政課"],
        ["2-1", "平成26年度", "3月末", 40, None, None, None, None, None, None, "公表", "市民課"],
    ],
}  # fmt: skip
JUDGED: Final = [TABLES[name] for name in ("管理", "判定基準", "実績", "年度目標", "成果指標")]
OPINIONS: Final = [
    ["番号", "区分", "受付日", "内容"], [1, "市民意見", DATE, "広報"], [2, "市民意見", "きのう", "広報"], [3, "市民意見", NA, "広報"],
]  # fmt: skip


class Case(NamedTuple):
    """What is called, and what comes back on both hosts (rows of cells)."""

    what: str
    name: str
    args: list[Any]
    answer: Any


NO_YEAR: Final = "年度として読み取れません"
CASES: Final = (
    Case("no argument", "xlp_ready", [], [[f"使えます（xlplan、台帳の形の版{SCHEMA_VERSION}）"]]),
    Case("text", "xlp_explain", [[["95％以下"]]], [["95％以下にすることを目標とします。"]]),
    Case("a typed literal", "xlp_fy", ["H26", MISSING], [[2014]]),
    Case("a column", "xlp_fy", [[["H26"], [None], ["来年度"]], MISSING], [[2014], [""], [NO_YEAR]]),
    Case("a row", "xlp_fy_label", [[["H26", 2014, "令和元"]], MISSING], [["平成26年度", "平成26年度", "令和元年度"]]),
    Case("a rectangle", "xlp_figure", [[["1,234", None], ["未定", 5]], MISSING], [[1234, ""], ["", 5]]),
    Case("a date", "xlp_fy", [[[DATE]], MISSING], [[2014]]),
    Case("dates and numbers mixed", "xlp_fy_label", [[[DATE, 26, 2014.5]], MISSING], [["平成26年度", "平成26年度", NO_YEAR]]),
    Case("an error cell", "xlp_figure", [[[NA, 3]], MISSING], [["読めません：数式のエラー値が入っています", 3]]),
    Case("a truth value", "xlp_figure", [[[True]], MISSING], [["読めません：真偽値（TRUE/FALSE）が入っています"]]),
    Case("an optional argument given", "xlp_figure", [[["12", "3人"]], "百万円"], [[12_000_000, "読めません：単位が違います"]]),
    Case("a note", "xlp_figure_note", [[["約1.5億円", "12"]], MISSING], [["概数です。", ""]]),
    Case("a large amount", "xlp_figure", [[["311億円"]], MISSING], [[31_100_000_000]]),
    Case("a sentence into parts", "xlp_reading", [[["1～2件"], [None]]],
         [["範囲", 1, 2, "件", "", "", "", "", "", "1件から2件までの範囲に収めることを目標とします。"], [""] * 10]),
    Case("cases in columns", "xlp_trial", [[["目標種別"], ["目標値"], ["実績"]], [["以上", None], [1000, 1], [942, 1]], TABLES["判定基準"]],
         [["△", ""]]),
    Case("cases in rows", "xlp_trial", [[["目標種別", "目標値", "実績"]], [["以下", 95, 98], ["以上", "多数", 1]], TABLES["判定基準"]],
         [["△"], ["「目標値」を読み取れません"]]),
    Case("a reason", "xlp_trial_reason", [[["目標種別", "目標値", "実績"]], [["以上", 1000, 942]], TABLES["判定基準"]],
         [["実績 942／目標 1,000以上＝94.2％のため△（90％以上100％未満、規則K1-3、平成23年度版）"]]),
    Case("tables in, any order", "xlp_verdict", [[["20-1"], [None], ["2-1"], ["99-9"]], "平成26年度末", *JUDGED],
         [["△"], [""], ["×"], ["指標ID「99-9」は「成果指標」にありません"]]),
    Case("the period as a date", "xlp_verdict", [[["30-4"]], [[DATE]], *JUDGED], [["△"]]),
    Case("the period of the settings", "xlp_reason", [[["20-1"]], [[None]], *JUDGED],
         [["実績 942人／目標 1,000人以上＝94.2％のため△（90％以上100％未満、規則K1-3、平成26年度版）"]]),
    Case("a band", "xlp_band", [[["37-1", "30-4"]], "平成26年度末", *JUDGED],
         [[1, 2, "目標 1件～2件"], ["", 30_000_000_000, "目標 300億円以下"]]),
    Case("a table too few", "xlp_verdict", [[["20-1"]], "平成26年度末", *JUDGED[:-1]],
         [["「成果指標」の表も必要です。「成果指標[#すべて]」のように、見出しごと渡してください。"]]),
    Case("dates and errors inside a table", "xlp_findings", [OPINIONS],
         [["重大度", "コード", "表", "場所", "値", "内容", "直し方"],
          ["重大", "M504", "指示助言意見", "2行目「受付日」", "きのう", "「受付日」の「きのう」を読み取れません（日付ではありません）。",
           "次のとおりに直してください：値を確かめてください。"],
          ["重大", "M504", "指示助言意見", "3行目「受付日」", "エラー値 #N/A", "「受付日」の「#N/A」を読み取れません（日付ではありません）。",
           "次のとおりに直してください：値を確かめてください。"]]),
    Case("a table out", "xlp_rollup", ["課", "平成26年度末", *(TABLES[n] for n in ("プログラム", "成果指標", "進捗報告", "判定"))], ...),
    Case("a list out", "xlp_off_target", ["平成26年度末", *(TABLES[n] for n in ("プログラム", "成果指標", "実績", "判定"))],
         [["No.", "プログラム名", "担当課", "内容", "要因", "今後の対応"],
          ["", "", "", "平成26年度末の判定がありません。先に「判定」を実行してください。", "", ""]]),
)  # fmt: skip
"""One row per kind of cell and shape; `...` where only the two hosts are compared."""


CALLS: Final = [(case.name, case.args) for case in CASES]


@pytest.fixture(scope="module")
def desktop() -> list[list[Any]]:
    return answers("functions_on_com", CALLS)


@pytest.fixture(scope="module")
def server() -> list[list[Any]]:
    return answers("functions_on_server", CALLS)


def test_every_function_is_called() -> None:
    assert {case.name for case in CASES} == set(OFFERED)


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(CASES)), ids=[f"{case.name}: {case.what}" for case in CASES])
def test_both_hosts_give_the_same_cells(at: int, desktop: list[list[Any]], server: list[list[Any]]) -> None:
    expected = server[at][0] if CASES[at].answer is ... else CASES[at].answer
    assert server[at] == [expected]
    assert desktop[at] == [expected] * 3, "as ranges, as plain values, as ranges elsewhere"
    assert len({len(row) for row in expected}) == 1
