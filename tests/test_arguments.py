"""The words of a command line: how they are told apart and read, and that every command takes what it says it takes."""

from __future__ import annotations

import argparse
import inspect
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.hosts import command_list
from xlplan.hosts.arguments import FILE, SWITCH, Argument, one_of, read, whole
from xlplan.hosts.command import command_named
from xlplan.hosts.usage import WrongUse

TAKEN = (
    Argument("台帳", "master", "", FILE),
    Argument("調査票", "returns", "", FILE, default=(), many=True),
    Argument("--out", "out", "", FILE),
    Argument("--period", "period", "", default=""),
    Argument("--format", "form", "", one_of("text", "json"), default="text"),
    Argument("--without", "without", "", whole(), default=(), many=True),
    Argument("--days", "days", "", whole(1, 31), default=7),
    Argument("--pdf", "pdf", "", SWITCH, default=False),
    Argument("--at", "at", "", default=None, hidden=True),
)
NEEDED = ["台帳.xlsx", "--out", "後.xlsx"]
COMMANDS = [
    *command_list.listed(""),
    *(f"token {name}" for name in command_list.listed("token")),
]
COMMANDS.remove("token")


def test_what_is_left_out_gets_its_default() -> None:
    assert read(TAKEN, NEEDED) == {
        "master": Path("台帳.xlsx"), "returns": (), "out": Path("後.xlsx"), "period": "", "form": "text",
        "without": (), "days": 7, "pdf": False, "at": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ["台帳.xlsx", "甲", "乙", "--out", "後.xlsx", "--pdf"],
        ["--pdf", "--out", "後.xlsx", "台帳.xlsx", "甲", "乙"],
        ["台帳.xlsx", "甲", "--out=後.xlsx", "乙", "--pdf"],
        ["台帳.xlsx", "--out", "前.xlsx", "甲", "--pdf", "--out", "後.xlsx", "--", "乙"],
    ],
    ids=["指定が後", "指定が先", "間に指定", "後の指定が有効"],
)
def test_options_stand_anywhere(words: list[str]) -> None:
    values = read(TAKEN, words)
    assert (values["master"], values["returns"]) == (Path("台帳.xlsx"), [Path("甲"), Path("乙")])
    assert (values["out"], values["pdf"]) == (Path("後.xlsx"), True)


def test_an_option_for_many_is_given_repeatedly() -> None:
    assert read(TAKEN, [*NEEDED, "--without", "3", "--without=12"])["without"] == [3, 12]


def test_a_dash_alone_and_words_behind_two_dashes_are_words() -> None:
    assert read(TAKEN, ["--out", "x", "-"])["master"] == Path("-")
    assert read(TAKEN, ["--out", "x", "--", "-5%以内", "--pdf"])["returns"] == [Path("--pdf")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "「台帳」が指定されていません。"),
        (["台帳.xlsx"], "「--out」が指定されていません。"),
        (["台帳.xlsx", "--out"], "「--out」の後に値がありません。"),
        (["台帳.xlsx", "--out", "--pdf"], "「--out」の後に値がありません。"),
        ([*NEEDED, "--pdf=はい"], "「--pdf」に値は付けられません。"),
        ([*NEEDED, "--perod", "x"], "「--perod」という指定はありません。「--period」ではありませんか。"),
        ([*NEEDED, "--per", "x"], "「--per」という指定はありません。"),
        ([*NEEDED, "--att=x"], "「--att」という指定はありません。"),
        ([*NEEDED, "--ouput", "x"], "「--out」ではありませんか。"),
        ([*NEEDED, "-5%以内"], "「-5%以内」という指定はありません。"),
        ([*NEEDED, "--days", "32"], "「--days」に指定した値「32」は使えません。1～31の整数にしてください。"),
        ([*NEEDED, "--days", "一"], "「--days」に指定した値「一」は使えません。1～31の整数にしてください。"),
        ([*NEEDED, "--without", "1", "--without", "甲"], "「甲」は使えません。整数にしてください。"),
        ([*NEEDED, "--format", "html"], "「html」は使えません。textかjsonにしてください。"),
    ],
)
def test_wrong_words_are_told(words: list[str], said: str) -> None:
    with pytest.raises(WrongUse) as wrong:
        read(TAKEN, words)
    assert said in str(wrong.value)


def as_argparse_reads(words: list[str]) -> dict[str, Any] | None:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--pdf", action="append_const", const="given")
    for name in ("--out", "--period"):
        parser.add_argument(name, action="append")
    try:
        found, rest = parser.parse_known_args(words)
    except argparse.ArgumentError:
        return None
    return vars(found) | {"words": rest}


@given(
    st.lists(
        st.sampled_from(
            ["--out", "--out=甲", "--period", "--period=", "--pdf", "--pdf=はい", "乙", "-", "-3", "丙=1", ""]
        )
    )
)
def test_words_are_told_apart_as_argparse_does(words: list[str]) -> None:
    taken = (
        Argument("語", "words", "", many=True, default=[]),
        Argument("--out", "out", "", many=True, default=None),
        Argument("--period", "period", "", many=True, default=None),
        Argument("--pdf", "pdf", "", SWITCH, many=True, default=None),
    )
    expected = as_argparse_reads(words)
    if expected is None:
        with pytest.raises(WrongUse):
            read(taken, words)
    elif "-3" in expected["words"]:
        with pytest.raises(WrongUse, match="「-3」という指定はありません"):
            read(taken, words)
    else:
        pdf = expected["pdf"] and [True] * len(expected["pdf"])
        assert read(taken, words) == expected | {"pdf": pdf}


@pytest.mark.parametrize("option", ["--att", "--合計", "--x"], ids=["隠れた指定に近い", "日本語", "どれにも遠い"])
def test_only_a_name_that_is_near_and_shown_is_offered(option: str) -> None:
    with pytest.raises(WrongUse) as wrong:
        read(TAKEN, [*NEEDED, option, "x"])
    assert "ではありませんか" not in str(wrong.value)


def test_more_words_than_are_taken() -> None:
    with pytest.raises(WrongUse, match="「余分」は余分です。空白を含む名前は引用符"):
        read(TAKEN[:1], ["台帳.xlsx", "余分", "もう1つ"])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_an_argument_for_each_parameter(name: str) -> None:
    command = command_named(name)
    assert [one.to for one in command.arguments] == list(inspect.signature(command.run).parameters)
    words = [one for one in command.arguments if not one.is_option]
    assert all(not one.many for one in words[:-1]), "what comes after many words is never reached"
