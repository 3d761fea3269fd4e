"""利用者証: issued once, verified by signature and register, refused when altered, revoked, expired or of another server."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from tests.command_line import Run
from tests.test_command import run
from xlplan.hosts.server.tokens import KEY_FILE, REGISTER_FILE, Role, TokenTrouble, issue, passes, revoke, verify

__all__ = ["run"]

TODAY = dt.date(2026, 11, 24)
TOMORROW = TODAY + dt.timedelta(days=1)


def test_an_issued_token_names_its_holder(tmp_path: Path) -> None:
    token, entry = issue(tmp_path, "財政課 佐藤", Role.STAFF, TODAY)

    assert verify(tmp_path, token, TODAY) == entry
    assert (entry.name, entry.role) == ("財政課 佐藤", Role.STAFF)


@pytest.mark.parametrize(
    "altered",
    [
        lambda _token: "",
        lambda token: token + "x",
        lambda token: token[:-1],
        lambda token: token.replace("xlplan1", "xlplan2"),
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: token.replace(".", "。"),
        lambda token: token * 50,
        lambda token: "xlplan1.." + token.rpartition(".")[2],
    ],
)
def test_an_altered_token_is_refused(tmp_path: Path, altered) -> None:  # type: ignore[no-untyped-def]
    token, _ = issue(tmp_path, "財政課", Role.SECRETARIAT, TODAY)

    assert verify(tmp_path, altered(token), TODAY) is None


def test_one_token_does_not_become_another(tmp_path: Path) -> None:
    mine, my_entry = issue(tmp_path, "財政課", Role.STAFF, TODAY)
    _, theirs = issue(tmp_path, "行政経営課", Role.SECRETARIAT, TODAY)

    assert verify(tmp_path, mine.replace(my_entry.id, theirs.id), TODAY) is None


def test_a_token_ends_after_its_last_day(tmp_path: Path) -> None:
    token, _ = issue(tmp_path, "財政課", Role.STAFF, TODAY)

    assert verify(tmp_path, token, TODAY)
    assert verify(tmp_path, token, TOMORROW) is None


def test_a_revoked_token_is_refused_and_stays_in_the_register(tmp_path: Path) -> None:
    token, entry = issue(tmp_path, "財政課", Role.STAFF, TOMORROW)

    revoke(tmp_path, entry.id, TODAY)

    assert verify(tmp_path, token, TODAY) is None
    assert [one.revoked for one in passes(tmp_path)] == ["2026-11-24"]


def test_a_token_of_another_server_is_refused(tmp_path: Path) -> None:
    token, _ = issue(tmp_path / "甲", "財政課", Role.STAFF, TODAY)
    issue(tmp_path / "乙", "財政課", Role.STAFF, TODAY)
    (tmp_path / "乙" / REGISTER_FILE).write_bytes((tmp_path / "甲" / REGISTER_FILE).read_bytes())

    assert verify(tmp_path / "乙", token, TODAY) is None


def test_neither_file_holds_the_token(tmp_path: Path) -> None:
    token, _ = issue(tmp_path, "財政課", Role.STAFF, TODAY)
    mac = token.rpartition(".")[2].encode()

    assert all(mac not in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="Windows has rights of its own; the manual says how to set them")
def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    token, _ = issue(tmp_path, "財政課", Role.STAFF, TODAY)
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600

    (tmp_path / KEY_FILE).chmod(0o644)

    with pytest.raises(TokenTrouble, match="chmod 600"):
        verify(tmp_path, token, TODAY)


@pytest.mark.parametrize("broken", ["{", "[1]", '[{"id": "a"}]', '[{"id":"a","name":"b","role":"王","expires":"c"}]'])
def test_a_broken_register_is_named(tmp_path: Path, broken: str) -> None:
    (tmp_path / REGISTER_FILE).write_text(broken, encoding="utf-8")

    with pytest.raises(TokenTrouble, match=REGISTER_FILE):
        passes(tmp_path)


def test_the_command_line_issues_lists_and_revokes(run: Run, tmp_path: Path) -> None:  # the fixture
    made = run("token", "issue", "--folder", tmp_path, "--name", "財政課", "--role", "職員")
    number = passes(tmp_path)[0].id
    assert verify(tmp_path, made.out.strip(), dt.date.today()) is not None  # noqa: DTZ011
    assert number in run("token", "list", "--folder", tmp_path).out

    assert "取り消しました" in run("token", "revoke", number, "--folder", tmp_path).out
    assert "取消" in run("token", "list", "--folder", tmp_path).out
    missing = run("token", "revoke", "000", "--folder", tmp_path)
    assert (missing.code, "ありません" in missing.err) == (2, True)
