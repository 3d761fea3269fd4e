"""What a command takes, said beside its function, and the words of a command line read into it.

A command is a function under `command(...)` with one `Argument` for each of its parameters. Options have a long name and one
value, or none; what is missing, too much or unreadable is told in Japanese (`usage`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from xlplan.declaring import NamedTuple
from xlplan.hosts import usage

__all__ = [
    "FILE",
    "FOLDER",
    "REQUIRED",
    "SWITCH",
    "TEXT",
    "Argument",
    "Command",
    "Kind",
    "before_end",
    "command",
    "one_of",
    "read",
    "whole",
]

REQUIRED: Final = object()
"""The default of what cannot be left out."""


class Kind(NamedTuple):
    """What a value is.

    Attributes:
        read: from the word as typed; ValueError for one it cannot read.
        called: its name in the help.
        wanted: what to write instead of a word that cannot be read; "" where every word can.
    """

    read: Callable[[str], Any]
    called: str
    wanted: str = ""


FILE: Final = Kind(Path, "ファイル")
FOLDER: Final = Kind(Path, "フォルダ")
TEXT: Final = Kind(str, "文字")
SWITCH: Final = Kind(bool, "")
"""An option without a value: True when it is given."""


def one_of(*words: str) -> Kind:
    """One of these words, given back as it stands here (so a StrEnum's members may be passed)."""
    return Kind(lambda typed: words[words.index(typed)], "|".join(words), "か".join(words))


def whole(low: int | None = None, high: int | None = None) -> Kind:
    """A whole number, from `low` to `high` where given."""

    def number(typed: str) -> int:
        value = int(typed)
        if (low is not None and value < low) or (high is not None and value > high):
            raise ValueError(value)
        return value

    bounds = f"{low}～{high}" if low is not None else ""
    return Kind(number, bounds or "整数", f"{bounds}の整数" if bounds else "整数")


class Argument(NamedTuple):
    """A word or an option of the command line, and the parameter that gets it.

    Attributes:
        shown: as officers see it: 「台帳」 for a word told by its position, 「--out」 for an option.
        to: the function's parameter.
        help: one or two Japanese sentences.
        kind: how its value is read.
        default: REQUIRED, or what the parameter gets when it is left out.
        many: it may be given repeatedly; the parameter gets a list.
        hidden: not in the help.
    """

    shown: str
    to: str
    help: str
    kind: Kind = TEXT
    default: Any = REQUIRED
    many: bool = False
    hidden: bool = False

    @property
    def is_option(self) -> bool:
        """Told by its name, not by its position."""
        return self.shown.startswith("--")


class Command(NamedTuple):
    """What a command does, and what it takes in the order of the help. It gives its exit code; None is clean."""

    run: Callable[..., int | None]
    arguments: tuple[Argument, ...]


def command(*arguments: Argument) -> Callable[[Callable[..., int | None]], Command]:
    """Make a command of a function: one argument for each of its parameters."""
    return lambda run: Command(run, arguments)


def read(arguments: Sequence[Argument], words: Sequence[str]) -> dict[str, Any]:
    """The values of all parameters; WrongUse for what is missing, unknown, too much or unreadable.

    Options may stand anywhere, and the last of several counts; behind 「--」 every word is told by its position.
    """
    before = before_end(words)
    options = [one for one in arguments if one.is_option]
    given, rest = _told_apart(options, before)
    if unknown := next((word for word in rest if word.startswith("-") and word != "-"), None):
        raise usage.no_such_option(unknown.partition("=")[0], [one.shown for one in options if not one.hidden])
    rest += words[len(before) + 1 :]
    for one in arguments:
        if not one.is_option:
            given[one.to], rest = (rest, []) if one.many else (rest[:1], rest[1:])
    values = {one.to: _value(one, given[one.to]) for one in arguments if given.get(one.to)}
    for one in arguments:
        if one.default is REQUIRED and one.to not in values:
            raise usage.missing(one.shown)
    if rest:
        raise usage.too_much(rest[0])
    return {one.to: values.get(one.to, one.default) for one in arguments}


def before_end(words: Sequence[str]) -> Sequence[str]:
    """The words among which options are looked for: those before a 「--」."""
    return words[: words.index("--")] if "--" in words else words


def _told_apart(options: Iterable[Argument], words: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    """What follows each option, by its parameter, and all other words; unknown options are among these."""
    named = {one.shown: one for one in options}
    given: dict[str, list[str]] = {}
    rest: list[str] = []
    coming = iter(words)
    for word in coming:
        name, equals, value = word.partition("=")
        option = named.get(name)
        if option is None:
            rest.append(word)
            continue
        if option.kind is SWITCH:
            if equals:
                raise usage.takes_no_value(name)
            value = "given"
        elif not equals:
            value = next(coming, "--")
            if _is_name(value):
                raise usage.without_value(name)
        given.setdefault(option.to, []).append(value)
    return given, rest


def _is_name(word: str) -> bool:
    """Whether a word would be the name of an option rather than a value: not a dash alone, nor a number below zero."""
    return len(word) > 1 and word[0] == "-" and not (word[1].isdigit() or word[1] == ".")


def _value(one: Argument, typed: Sequence[str]) -> Any:
    """What the parameter gets for the words given."""
    values = []
    for word in typed:
        try:
            values.append(one.kind.read(word))
        except ValueError:
            raise usage.unreadable(one.shown, word, one.kind.wanted) from None
    return values if one.many else values[-1]
