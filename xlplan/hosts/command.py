"""The command line: every operation, headless, without Excel. Exit codes: 0 clean, 1 重大 findings, 2 could not run.

Start-up is most of a command's time: only the module of the command that is asked for is imported (`command_list`).
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from xlplan.hosts import arguments, command_list, screen, usage

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["command_named", "main", "run"]

CLEAN, FAILED = 0, 2
_HELP = "--help"


def run() -> None:
    """The process's entry: run, and end at once. Nothing is open any more; taking every object apart would cost a tenth."""
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> int:
    """Run the command line; the value is the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console or a redirected file may still be cp932
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _run(sys.argv[1:])
    except SystemExit as ended_early:  # the server's
        return ended_early.code if isinstance(ended_early.code, int) else CLEAN
    except KeyboardInterrupt:
        screen.complain("中断しました。")
    except usage.WrongUse as wrong:
        screen.complain(str(wrong))
    except Exception as stopped:
        from xlplan.hosts import refusals

        told = refusals.told(stopped)
        if told is None:
            raise
        screen.complain(told)
    return FAILED


def command_named(name: str) -> arguments.Command:
    """The command of this name, its module imported; a group's commands as 「token issue」."""
    found = getattr(import_module(f"xlplan.hosts.{command_list.module_of(name)}"), name.replace(" ", "_"))
    assert isinstance(found, arguments.Command)  # noqa: S101 - a name in the list that its module does not have
    return found


def _run(words: Sequence[str]) -> int:
    """Find the command that the first words name, and run it with the others."""
    name = ""
    for at, word in enumerate(words):
        choices = command_list.listed(name)
        if not choices:
            return _run_command(name, words[at:])
        if word == _HELP:
            return _show_help(name)
        if word.startswith("-"):
            raise usage.no_such_option(word, ()).on_page(name)
        if word not in choices:
            raise usage.no_such_command(word, choices).on_page(name)
        name = f"{name} {word}".strip()
    if not command_list.listed(name):
        return _run_command(name, ())
    from xlplan.hosts import help_page

    screen.complain(help_page.of_group(name))
    return FAILED


def _run_command(name: str, words: Sequence[str]) -> int:
    if _HELP in arguments.before_end(words):
        return _show_help(name)
    command = command_named(name)
    try:
        values = arguments.read(command.arguments, words)
    except usage.WrongUse as wrong:
        raise wrong.on_page(name) from None
    return command.run(**values) or CLEAN


def _show_help(name: str) -> int:
    from xlplan.hosts import help_page

    screen.say(
        help_page.of_group(name) if command_list.listed(name) else help_page.of_command(name, command_named(name))
    )
    return CLEAN
