"""The command line, run in this process as the installed script runs it."""

from __future__ import annotations

import io
import sys
from typing import NamedTuple

import pytest

from xlplan.hosts.command import main


class Ran(NamedTuple):
    code: int
    out: str
    err: str


class Run:
    """Runs commands in this process, as the installed script does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._patch, self._captured = monkeypatch, capsys

    def __call__(self, *arguments: object, typed: str = "") -> Ran:
        self._patch.setattr(sys, "argv", ["xlplan", *map(str, arguments)])
        self._patch.setattr(sys, "stdin", io.StringIO(typed))
        code = main()
        captured = self._captured.readouterr()
        return Ran(code, captured.out, captured.err)
