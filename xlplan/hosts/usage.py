"""What was wrong with the words on the command line, in Japanese."""

from __future__ import annotations

from typing import Final

# What typer says in English starts like this. The classes behind it are private to typer; the sentences are in its manual.
_SENTENCES: Final = (
    ("No such command", "「{said}」という操作はありません。"),
    ("Got unexpected extra argument", '「{said}」は余分です。空白を含む名前は引用符（"）で囲んでください。'),
    ("No such option", "「{said}」という指定はありません。"),
    ("Missing argument", "「{said}」が指定されていません。"),
    ("Missing option", "「{said}」が指定されていません。"),
    ("Missing parameter", "「{said}」が指定されていません。"),
    ("Option", "「{said}」の後に値がありません。"),
    ("Invalid value for", "「{said}」に指定した値は使えません。"),
)


def text(message: str) -> str:
    """The Japanese sentence for what typer complains of, and where to look the right words up."""
    for start, sentence in _SENTENCES:
        if message.startswith(start):
            return f"{sentence.format(said=_said(message.removeprefix(start)))}{_ADVICE}"
    return f"指定のしかたが違います（{message}）。{_ADVICE}"


_ADVICE: Final = "引数を確かめてください。使い方は「xlplan コマンド名 --help」で示します。"


def _said(rest: str) -> str:
    """The name inside what follows: « '台帳'. », « (余分) », « : --foo (Possible options: --out) »."""
    for opening, closing in (("'", "'"), ("(s) (", ")")):
        _, found, inside = rest.partition(opening)
        if found and closing in inside:
            return inside.partition(closing)[0]
    return rest.strip(" :.").partition(" (")[0]
