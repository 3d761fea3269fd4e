"""The command line: every operation, headless, without Excel. Exit codes: 0 clean, 1 重大 findings, 2 could not run."""

from __future__ import annotations

import os
import sys

from typer.exceptions import TyperException

from xlplan.books.refusal import Refused
from xlplan.findings import CannotRun
from xlplan.hosts import (
    inquiry_commands,
    plan_commands,
    refusals,
    report_commands,
    round_commands,
    screen,
    server_commands,
    upgrade_command,
    usage,
)
from xlplan.hosts.application import CLEAN, FAILED, app

__all__ = [
    "inquiry_commands",
    "main",
    "plan_commands",
    "report_commands",
    "round_commands",
    "run",
    "server_commands",
    "upgrade_command",
]


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
        ended = app(standalone_mode=False)
        return ended if isinstance(ended, int) else CLEAN
    except SystemExit as ended_early:
        return ended_early.code if isinstance(ended_early.code, int) else CLEAN
    except TyperException as wrong:
        said = wrong.format_message() if hasattr(wrong, "format_message") else str(wrong)
        screen.complain(said if said.startswith("Usage:") else usage.text(said))
    except CannotRun as told:
        screen.complain(str(told))
    except Refused as refused:
        screen.complain(refusals.text(refused))
    except OSError as error:
        screen.complain(refusals.os_text(error))
    return FAILED
