"""Live examples of every function: what 試算 shows and docs/関数一覧.md prints, with the results computed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlplan.declaring import NamedTuple
from xlplan.hosts.functions.offering import OFFERED, in_order
from xlplan.tables import BY_NAME
from xlplan.template import trial
from xlplan.template.trial_functions import Answer, Block, Functions, Given, Help
from xlplan.trials import LABELS

if TYPE_CHECKING:
    from xlplan.hosts.functions.cells import Cells
    from xlplan.schema import Row

Rows = Mapping[str, tuple["Row", ...]]

PERIOD: Final = "平成26年度末"
_JUDGED: Final = ("成果指標", "年度目標", "実績", "判定基準", "管理")
_LIST_ROWS: Final = 5
_SENTENCES: Final = (
    "年1,000人以上", "平成27年度までに80％以上", "前年度比5％以上の増", "新規3校（平成27年度末まで）", "95％以下",
    "広報紙を充実する", "1～2件",
)  # fmt: skip
_FIGURES: Final = ("１２０件", "約1.5億円", "▲3", "未定", "3～5件", "1,234", "12百万円")
_YEARS: Final = ("H26", "令和元年度", "2014", "平成25年2月", dt.date(2015, 3, 31), "昭和63年度", "来年度")
_IDS: Final = ("20-1", "37-1", "30-4")
_READING: Final = (
    "目標種別", "下限", "上限", "単位", "増減率", "方向", "期限年度", "迷い", "ほかの目標", "説明",
)  # fmt: skip
_SLIPS: Final = (
    ("指標ID", "年度", "時点", "実績値", "値の根拠"),
    ("20-1", "平成26年度", "3月末", "約120", "決算"),
    ("20-1", "平成26年度", "4月末", 120, "決算"),
    ("37-1", "26年", "3月末", "120～130", "推計"),
)


class Source(NamedTuple):
    """An argument: how it stands in a formula, and its cells."""

    formula: str
    cells: Any


def functions_shown(rows: Rows) -> Functions:
    """The examples over a master with these rows, and the help of every function."""
    helps = [Help(one.name, [a.help for a in one.arguments], one.about) for one in in_order()]
    blocks = (
        _sentences(),
        _figures(),
        _years(),
        _trials(rows),
        _verdicts(rows),
        _rollup(rows),
        _off_target(rows),
        _findings(),
    )
    return Functions("xlp_ready()", blocks, helps)


def table(rows: Rows, name: str) -> Source:
    """A whole table of the master, headers included."""
    found = BY_NAME[name]
    body = [found.cells(row) for row in rows[name]] or [[None] * len(found.headers)]
    return Source(f"{name}[#All]", [list(found.headers), *body])


def _text(words: str) -> Source:
    return Source(f'"{words}"', [[words]])


def _given(given: Given) -> Source:
    return Source(f"{{{given.name}}}", [list(row) for row in given.cells])


def _call(function: str, *arguments: Source) -> tuple[str, Cells]:
    """The formula, and what it comes to."""
    formula = f"{function}({','.join(argument.formula for argument in arguments)})"
    return formula, OFFERED[function].call(*(argument.cells for argument in arguments))


def _across(function: str, *arguments: Source, number_format: str = "#,##0") -> Answer:
    """An answer in the shape of a row of given cells."""
    formula, results = _call(function, *arguments)
    return Answer((function,), formula, results, (1, len(results[0])), number_format=number_format)


def _turned(cells: Cells) -> Cells:
    return [list(column) for column in zip(*cells, strict=True)]


def _sentences() -> Block:
    given = Given("sentences", "目標の文", (_SENTENCES,))
    formula, results = _call("xlp_reading", _given(given))
    turned = _turned(results)
    reading = Answer(
        _READING,
        f"TRANSPOSE({formula})", turned, (len(turned), len(turned[0])), number_format="General",
    )  # fmt: skip
    title = "目標の文を読む（下の表はxlp_reading。縦に並べるため、TRANSPOSEで縦横を入れ替えています）"
    return Block(title, (given, _across("xlp_explain", _given(given)), reading))


def _figures() -> Block:
    given = Given("figures", "数字の書き方", (_FIGURES,))
    notes = _across("xlp_figure_note", _given(given))
    return Block("数字をそろえる", (given, _across("xlp_figure", _given(given)), notes))


def _years() -> Block:
    given = Given("years", "年度の書き方", (_YEARS,))
    years = _across("xlp_fy", _given(given), number_format="0")
    return Block("年度をそろえる", (given, years, _across("xlp_fy_label", _given(given))))


def _trials(rows: Rows) -> Block:
    """The cases of the native trial above: the same inputs, the same symbols."""
    cases = [dict[str, Any](), *(example.given for example in trial.EXAMPLES)]
    labels = Source("{labels}", [[label] for label in LABELS.values()])
    values = Source("{cases}", [[case.get(name) for case in cases] for name in LABELS])
    criteria = table(rows, "判定基準")
    lines = (
        _across("xlp_trial", labels, values, criteria),
        _across("xlp_trial_reason", labels, values, criteria),
    )
    return Block("上の試算を関数で（左端は「自分で試す」の列。上の「判定」と同じ記号になります）", lines)


def _verdicts(rows: Rows) -> Block:
    ids = Given("ids", "指標ID", [[one] for one in _IDS], upright=True)
    arguments = (_given(ids), _text(PERIOD), *(table(rows, name) for name in _JUDGED))
    headings = (("下限", "上限", "目標"), ("判定",), ("理由",))
    lines: list[Given | Answer] = [ids]
    at = 0
    for function, heads in zip(("xlp_band", "xlp_verdict", "xlp_reason"), headings, strict=True):
        formula, results = _call(function, *arguments)
        lines.append(Answer((), formula, results, (len(results), len(heads)), at, heads))
        at += len(heads)
    title = f"台帳の指標の、{PERIOD}の目標・判定・理由（xlp_band、xlp_verdict、xlp_reason）"
    return Block(title, lines, beside=True, new_page=True)


def _listed(title: str, function: str, arguments: Sequence[Source], columns: int, given: Sequence[Given] = ()) -> Block:
    """A list whose length changes: in a range that is large enough, the rest blank."""
    formula, results = _call(function, *arguments)
    size = (max(_LIST_ROWS, len(results)), columns)
    return Block(title, (*given, Answer((function,), formula, results, size, is_list=True)))


def _rollup(rows: Rows) -> Block:
    names = ("プログラム", "成果指標", "進捗報告", "判定")
    formula, results = _call("xlp_rollup", _text("方針"), _text(PERIOD), *(table(rows, name) for name in names))
    turned = _turned(results)
    answer = Answer(("xlp_rollup",), f"TRANSPOSE({formula})", turned, (len(turned), len(turned[0])))
    title = f"方針ごとの集計（{PERIOD}。横に並べるため、TRANSPOSEで縦横を入れ替えています）"
    return Block(title, (answer,))


def _off_target(rows: Rows) -> Block:
    names = ("プログラム", "成果指標", "実績", "判定")
    arguments = (_text(PERIOD), *(table(rows, name) for name in names))
    return _listed(f"目標未達の一覧（{PERIOD}。先頭の{_LIST_ROWS - 1}件）", "xlp_off_target", arguments, 6)


def _findings() -> Block:
    given = Given("slips", "点検する範囲", _SLIPS, note="1行目は「実績」の表の見出しです。")
    return _listed("範囲の点検", "xlp_findings", (_given(given),), 7, (given,))
