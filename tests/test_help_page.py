"""The pages of help: all of every command, in Japanese, within the columns of a terminal."""

from __future__ import annotations

import re

import pytest

from tests.command_line import Run
from tests.test_arguments import COMMANDS
from xlplan.hosts import command_list, help_page
from xlplan.hosts.command import command_named
from xlplan.hosts.help_page import columns, wrapped

ENGLISH = re.compile(r"usage|options?:|arguments?:|required|default|show this|positional", re.IGNORECASE)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("COLUMNS", "80")
    return Run(monkeypatch, capsys)


@pytest.mark.parametrize("name", ["", "token", *COMMANDS])
def test_help_is_japanese_and_fits_into_80_columns(run: Run, name: str) -> None:
    ran = run(*name.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"使い方：xlplan {name}".rstrip())
    assert not ENGLISH.search(ran.out)
    assert [line for line in ran.out.splitlines() if columns(line) > 80] == []
    assert [line for line in ran.out.splitlines() if line.lstrip().startswith(("、", "。", "」", "）"))] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_says_what_it_does_and_takes(run: Run, name: str) -> None:
    page = re.sub(r"\n +", "", run(*name.split(), "--help").out)
    assert command_list.purpose(name) in page
    for one in command_named(name).arguments:
        assert (one.help in page) is not one.hidden


def test_help_lists_all_commands_and_asks_for_nothing_else(run: Run) -> None:
    page = run("--help").out
    assert [name for name in command_list.listed("") if f"\n  {name} " not in page] == []
    assert "必須" in run("consolidate", "--help").out
    assert run("consolidate", "--out", "x", "--help").code == 0


@pytest.mark.parametrize("group", ["", "token"])
def test_a_group_alone_is_answered_with_its_help(run: Run, group: str) -> None:
    ran = run(*group.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == run(*group.split(), "--help").out


def test_help_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert max(map(columns, help_page.of_group("").splitlines())) <= 50


def test_lines_break_between_full_width_letters_but_not_in_names_or_before_closing_signs() -> None:
    assert wrapped("台帳のファイル（master.xlsm）です。", 16) == ["台帳のファイル", "（master.xlsm）", "です。"]
    assert wrapped("一二三四。", 8) == ["一二三", "四。"]
    assert wrapped("一二三［必須］", 10) == ["一二三", "［必須］"]
    assert wrapped("", 8) == [""]
    assert columns("台帳 master") == 11
