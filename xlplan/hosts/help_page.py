"""The page of help of a command, or of all commands: Japanese, wrapped to the columns of a terminal."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from xlplan.hosts import command_list
from xlplan.hosts.arguments import REQUIRED, SWITCH

if TYPE_CHECKING:
    from xlplan.hosts.arguments import Argument, Command

__all__ = ["columns", "of_command", "of_group", "wrapped"]

_WIDEST: Final = 80
_NARROWEST: Final = 50
_INDENT: Final = "  "
_HELP: Final = ("--help", "この説明を示します。")
_UNBREAKABLE: Final = re.compile(r"［[^］]*］|[（「［]*(?:[!-~]+|.)[、。，．）」］・：～ー]*")
"""What stays on one line: a word in ASCII or a letter, with the opening signs before it and the closing ones after it; ［必須］."""


def of_group(name: str) -> str:
    """The page that lists commands: of a group, or as "" of the program."""
    called = f"xlplan {name}".strip()
    rows = list(command_list.listed(name).items())
    return _page(f"{called} 操作 [引数と指定]", command_list.purpose(name), [("操作", rows), ("指定", [_HELP])])


def of_command(name: str, command: Command) -> str:
    """The page of one command, with all it takes that is not hidden."""
    shown = [one for one in command.arguments if not one.hidden]
    words, options = ([one for one in shown if one.is_option is told_by_name] for told_by_name in (False, True))
    used = ["xlplan", name, *map(_used, words), *(_named(one) for one in options if one.default is REQUIRED), "[指定]"]
    return _page(
        " ".join(used),
        command_list.purpose(name),
        [
            ("引数", [(one.shown, _explained(one)) for one in words]),
            ("指定", [*((_named(one), _explained(one)) for one in options), _HELP]),
        ],
    )


def _used(word: Argument) -> str:
    repeated = f"{word.shown}..." if word.many else word.shown
    return repeated if word.default is REQUIRED else f"[{repeated}]"


def _named(option: Argument) -> str:
    return option.shown if option.kind is SWITCH else f"{option.shown} {option.kind.called}"


def _explained(one: Argument) -> str:
    if one.default is REQUIRED:
        return f"{one.help}［必須］"
    return f"{one.help}［省くと{one.default}］" if one.default else one.help


def _page(used: str, purpose: str, lists: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    first, *others = wrapped(used, width - columns("使い方："))
    lines = [f"使い方：{first}", *(f"        {line}" for line in others), ""]
    lines += [_INDENT + line for line in wrapped(purpose, width - len(_INDENT))]
    for title, rows in lists:
        if rows:
            lines += ["", f"{title}：", *_rows(rows, width)]
    return "\n".join(lines)


def _rows(rows: Sequence[tuple[str, str]], width: int) -> Iterable[str]:
    """Names in a column of their own, what they are beside them."""
    room = max(columns(name) for name, _ in rows) + len(_INDENT)
    for name, text in rows:
        first, *others = wrapped(text, width - len(_INDENT) - room)
        yield f"{_INDENT}{name}{' ' * (room - columns(name))}{first}"
        for line in others:
            yield f"{_INDENT}{' ' * room}{line}"


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many columns; none begins with a closing sign, and no word in ASCII is broken."""
    lines = [""]
    for piece in _UNBREAKABLE.findall(text):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def columns(text: str) -> int:
    """How many columns of a terminal it takes: two for a full-width letter."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)
