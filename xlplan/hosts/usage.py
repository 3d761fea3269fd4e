"""What was wrong with the words on the command line, in Japanese, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = [
    "WrongUse",
    "missing",
    "no_such_command",
    "no_such_option",
    "takes_no_value",
    "too_much",
    "unreadable",
    "without_value",
]


class WrongUse(Exception):  # noqa: N818  # of the officer's, not an error in the program
    """The words do not make a command; the text is Japanese."""

    def on_page(self, command: str) -> WrongUse:
        """The same with the page of help that says how it is written: of a command or group, or as "" of the program."""
        page = " ".join(("xlplan", *filter(None, (command,)), "--help"))
        return WrongUse(f"{self}引数を確かめてください。使い方は「{page}」で示します。")


def no_such_command(said: str, known: Mapping[str, str]) -> WrongUse:
    """Neither a command nor a group of them; `known`: the names and what they do, 「点検：台帳と…」."""
    labels = {does.partition("：")[0]: name for name, does in known.items() if "：" in does}
    near = _nearest(said, [*known, *labels])
    return WrongUse(f"「{said}」という操作はありません。{_perhaps(labels.get(near, near))}")


def no_such_option(said: str, known: Iterable[str]) -> WrongUse:
    """An option that the command does not have."""
    names = {name.strip("-"): name for name in known}  # the dashes would make any two alike
    return WrongUse(f"「{said}」という指定はありません。{_perhaps(names.get(_nearest(said.strip('-'), names), ''))}")


def missing(what: str) -> WrongUse:
    """Something that cannot be left out."""
    return WrongUse(f"「{what}」が指定されていません。")


def too_much(said: str) -> WrongUse:
    """More words than the command takes."""
    return WrongUse(f'「{said}」は余分です。空白を含む名前は引用符（"）で囲んでください。')


def without_value(option: str) -> WrongUse:
    """An option at the end, or before another."""
    return WrongUse(f"「{option}」の後に値がありません。")


def takes_no_value(option: str) -> WrongUse:
    """「--pdf=はい」."""
    return WrongUse(f"「{option}」に値は付けられません。")


def unreadable(what: str, said: str, wanted: str) -> WrongUse:
    """A value that is not of the kind wanted."""
    return WrongUse(f"「{what}」に指定した値「{said}」は使えません。{wanted}にしてください。")


def _nearest(said: str, known: Iterable[str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(said, list(known), n=1)), "")


def _perhaps(name: str) -> str:
    return f"「{name}」ではありませんか。" if name else ""
