"""The pages of docs/ that say what the code says: columns from `tables`, messages from the catalogue.

`python -m xlplan.build` writes them; a test holds the committed pages against this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from xlplan import windows_checklist
from xlplan.hosts.functions.examples import functions_shown
from xlplan.hosts.functions.offering import in_order
from xlplan.messages import Message
from xlplan.source import load_source
from xlplan.tables import SCHEMA_VERSION, TABLES
from xlplan.template.trial_functions import Answer, Block, Given

SOURCE_FOLDER = Path(__file__).resolve().parent.parent / "workbook" / "source"
"""The plan on which examples are calculated."""

_GROUPS = {
    "F": "ファイル",
    "S": "様式",
    "C": "記入",
    "R": "行のあいだの関係",
    "M": "台帳",
    "T": "目標と判定",
    "O": "指示・助言・意見",
    "E": "財政効果",
    "P": "プランの改定",
    "K": "締め",
    "B": "回収",
    "G": "団体集計",
}
_GENERATED = "<!-- このページはプログラムから作られます。直接書き換えないでください。 -->\n"


def pages() -> dict[str, str]:
    """File name under docs/ → its Markdown text."""
    return {
        "台帳の構成.md": tables_page(),
        "確認事項一覧.md": messages_page(),
        "関数一覧.md": functions_page(),
        windows_checklist.PAGE: windows_checklist.page(),
    }


def tables_page() -> str:
    """Every table of the master with its columns."""
    parts = [
        "# 台帳の構成\n",
        _GENERATED,
        f"構造の版：{SCHEMA_VERSION}。表は名前で見分けます。列の順序は変えても差し支えありませんが、見出しは変えないでください。\n",
    ]
    for table in TABLES:
        key = "、".join(table.columns[name].header for name in table.key) or "なし"
        parts.append(f"## {table.name}\n\n{table.about}\n\n- シート：{table.sheet}　- 行を見分ける列：{key}\n")
        rows = (
            (c.header, c.help, c.choices and f"「{c.choices}」から選択", "自動計算" if c.formula else "")
            for c in table.columns.values()
        )
        parts.append(_table(("列", "説明", "選択肢", "備考"), rows))
    return "\n".join(parts)


def messages_page() -> str:
    """Every message an officer can be shown, by group."""
    parts = [
        "# 確認事項一覧\n",
        _GENERATED,
        "コードは手引きや照会文で使います。番号を別の意味に使い回すことはありません。\n",
    ]
    for letter, name in _GROUPS.items():
        members = [m for m in Message if m.code.startswith(letter)]
        parts.append(f"## {letter}　{name}\n")
        parts.append(
            _table(("コード", "重大度", "内容", "直し方"), ((m.code, m.level.value, m.what, m.remedy) for m in members))
        )
    return "\n".join(parts)


_FUNCTIONS_INTRO = """\
セルに入力して使う関数です。台帳（`master.xlsm`）のどのシートでも使え、「試算」のシートに、すべての関数の動く例があります。
どの関数も、対応する操作（判定・点検など）と同じ計算をします。台帳の判定・総括・報告書は関数を使っていないため、関数が使えない
端末でも、台帳の値はすべて正しいままです。

- **デスクトップのExcel**（Windows）では台帳のマクロが、**ブラウザ型アドイン**ではサーバーが計算します。入力する名前も結果も同じです。
  アドインはExcel 2021以降で使えます。
- 範囲を渡すと、範囲の形で結果が出ます。1,000行でも、範囲を1つの式に渡せば1回の計算で済みます。行ごとに式を入れるより速くなります。
- Excel 2021以降では、左上のセルに式を入れると結果が広がります。Excel 2019では左上の値だけが出るため、結果の大きさの範囲を選び、
  式を入力して Ctrl＋Shift＋Enter で確定します。
- 台帳の表は `成果指標[#すべて]` のように、見出しごと渡します。順序は問いません。数式バーで表の全体を選ぶと、この形で入ります。
- 計算できないときは、エラー値ではなく、理由と直し方の文を返します。`#NAME?` は、関数が使えない状態です（「試算」の「関数の状態」を
  見てください）。関数を挿入する画面の説明は、分類「改革プラン（xlplan）」にあります。
- 2つの環境で違うのは次の点です。アドインには日付が数値で渡るため、`xlp_figure` に日付を渡すと、デスクトップでは「日付が入っています」、
  アドインではその数値になります。アドインで空のセルを1つだけ渡すと、Excelが0として渡すことがあります。空欄を扱うときは範囲で渡してください。
"""
_SHOWN_ROWS, _SHOWN_COLUMNS = 7, 8


def functions_page() -> str:
    """Every worksheet function, with examples calculated now."""
    parts = ["# 関数一覧\n", _GENERATED, _FUNCTIONS_INTRO]
    parts.append(_table(("関数", "働き"), ((f"`{one.signature}`", one.about) for one in in_order())))
    shown = functions_shown(load_source(SOURCE_FOLDER))
    for one in in_order():
        parts.append(
            f"## {one.name}\n\n{one.about}\n\n- 書き方：`={one.signature}`\n- 結果：{one.gives}\n- 空欄など：{one.blanks}\n"
        )
        if one.arguments:
            rows = (
                (a.name, a.help, "省けます" if a.optional else "いくつでも" if a.repeats else "") for a in one.arguments
            )
            parts.append(_table(("引数", "説明", "備考"), rows))
        parts += [_example(block, line) for block in shown.blocks for line in block.lines if _shows(line, one.name)][:1]
    return "\n".join(parts)


def _shows(line: Given | Answer, name: str) -> bool:
    return isinstance(line, Answer) and f"{name}(" in line.formula


def _example(block: Block, answer: Given | Answer) -> str:
    """An example's formula with its cells and results; long ones in part."""
    if isinstance(answer, Given):
        raise TypeError(answer.name)
    givens = {line.name: line for line in block.lines if isinstance(line, Given)}
    words = {"labels": "見出しの範囲", "cases": "入力の範囲"} | {
        name: f"「{one.label}」の範囲" for name, one in givens.items()
    }
    formula = answer.formula.format(**words).replace("[#All]", "[#すべて]")
    given = next((one for name, one in givens.items() if f"{{{name}}}" in answer.formula), None)
    results = [[_as_shown(cell, answer.number_format) for cell in row] for row in answer.results]
    cells = [[_as_shown(cell) for cell in row] for row in given.cells] if given else []
    if given and len(results) == len(cells) == 1:
        return f"例：`={formula}`\n\n" + _table((given.label, "結果"), zip(cells[0], results[0], strict=True))
    if given and len(answer.labels) > 1:
        return f"例：`={formula}`\n\n" + _table(
            (given.label, *cells[0]), ([label, *row] for label, row in zip(answer.labels, results, strict=True))
        )
    if given and given.upright:
        rows = ([cell[0], *row] for cell, row in zip(cells, results, strict=True))
        return f"例：`={formula}`\n\n" + _table((given.label, *answer.headings), rows)
    head, *rest = [row[:_SHOWN_COLUMNS] for row in results[:_SHOWN_ROWS]]
    if not rest:
        head, rest = [f"例{at}" for at in range(len(head))], [head]
    more = "（先頭だけを示しています）" if len(results) > _SHOWN_ROWS or len(results[0]) > _SHOWN_COLUMNS else ""
    return f"例：`={formula}`{more}\n\n" + _table(head, rest)


def _as_shown(cell: object, number_format: str = "") -> str:
    if isinstance(cell, float):
        return f"{cell:,.12g}" if "," in number_format else f"{cell:.12g}"
    return "" if cell is None else str(cell)


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(headers) + " |", "|" + "---|" * len(headers)]
    lines += ["| " + " | ".join(cell.replace("|", "｜").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
