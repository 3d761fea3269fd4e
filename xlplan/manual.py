"""The pages of docs/ that say what the code says: columns from `tables`, messages from the catalogue.

`python -m xlplan.build` writes them; a test holds the committed pages against this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlplan.messages import Message
from xlplan.tables import SCHEMA_VERSION, TABLES

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
}
_GENERATED = "<!-- このページはプログラムから作られます。直接書き換えないでください。 -->\n"


def pages() -> dict[str, str]:
    """File name under docs/ → its Markdown text."""
    return {"台帳の構成.md": tables_page(), "確認事項一覧.md": messages_page()}


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


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(headers) + " |", "|" + "---|" * len(headers)]
    lines += ["| " + " | ".join(cell.replace("|", "｜").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
