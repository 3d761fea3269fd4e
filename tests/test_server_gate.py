"""What the server answers to whom: addresses, tokens, roles, sizes, headers, and the manifest."""

from __future__ import annotations

import asyncio
import re
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Run
from tests.masters import master
from tests.serving import HOST, Server, settings_in, token, workbook_of
from tests.test_command import run
from xlplan.hosts.actions import ACTIONS
from xlplan.hosts.server import icons, pages
from xlplan.hosts.server.scripts import SCRIPTS
from xlplan.hosts.server.settings import FILE, SettingsError, load, make
from xlplan.hosts.server.tokens import KEY_FILE, Role

__all__ = ["run"]

NAMES = {
    "o": "http://schemas.microsoft.com/office/appforoffice/1.1",
    "v": "http://schemas.microsoft.com/office/taskpaneappversionoverrides",
    "bt": "http://schemas.microsoft.com/office/officeappbasictypes/1.0",
}
SCHEMA_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(settings_in(tmp_path))


@pytest.fixture
def staff(server: Server) -> str:
    return token(server.settings, Role.STAFF)


@pytest.fixture
def secretariat(server: Server) -> str:
    return token(server.settings, Role.SECRETARIAT)


@pytest.mark.parametrize(
    "path",
    ["/", "/manifest.xml", "/taskpane.html", "/xlwings/custom-scripts-meta.json", "/xlwings/custom-functions-meta.json",
     "/xlwings/custom-functions-code.js", "/static/js/custom-scripts/index.js", "/xlplan/static/pane.js",
     "/xlplan/icons/check-32.png"],
)  # fmt: skip
def test_what_office_loads_needs_no_token(server: Server, path: str) -> None:
    answer = asyncio.run(server.get(path))

    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/docs", "/openapi.json", "/manifest", "/xlwings/alert", "/xlplan/run/check", "/.env", "/server.toml"]
)
def test_nothing_else_is_there(server: Server, secretariat: str, path: str) -> None:
    answer = asyncio.run(server.get(path, secretariat))

    assert answer.status_code == 404
    assert answer.json()["detail"] == "ページがありません。"


@pytest.mark.parametrize("path", ["/xlplan/run/check", "/xlwings/custom-functions-call"])
@pytest.mark.parametrize("given", ["", "xlplan1.aaaa.bbbb", "Bearer x"])
def test_without_a_token_nothing_is_done(server: Server, path: str, given: str) -> None:
    answer = asyncio.run(server.post(path, given, json={}))

    assert answer.status_code == 401
    assert "利用者証" in answer.json()["detail"]


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.name in SCRIPTS], ids=lambda a: a.name)
def test_staff_run_only_what_is_left_to_them(server: Server, staff: str, action: Any) -> None:
    reply = asyncio.run(server.run(action.name, staff, workbook_of(master())))

    if action.staff:
        assert reply.status != 403
    else:
        assert (reply.status, reply.last["detail"]) == (403, f"「{action.label}」は事務局の利用者証で行えます。")


def test_the_pane_learns_who_it_is_and_what_is_not_for_them(server: Server, staff: str, secretariat: str) -> None:
    mine = asyncio.run(server.get("/xlplan/me", staff)).json()
    theirs = asyncio.run(server.get("/xlplan/me", secretariat)).json()

    assert (mine["role"], theirs["role"], theirs["refused"]) == ("職員", "事務局", {})
    assert set(mine["refused"]) == {a.name for a in ACTIONS if not a.staff}


@pytest.mark.parametrize("name", ["os", "__dict__", "SCRIPTS", "guide", "check/..", "%2e%2e"])
def test_only_registered_scripts_answer(server: Server, secretariat: str, name: str) -> None:
    reply = asyncio.run(server.post(f"/xlplan/run/{name}", secretariat, json={}))

    assert reply.status_code == 404


def test_the_stock_route_to_scripts_is_closed(server: Server, secretariat: str) -> None:
    answer = asyncio.run(server.post("/xlwings/custom-scripts-call/check", secretariat, json={}))

    assert answer.status_code == 404


@pytest.mark.parametrize("host", ["evil.test", "xlplan.city.test.evil.test", ""])
def test_another_host_name_is_refused(server: Server, host: str) -> None:
    assert asyncio.run(server.get("/taskpane.html", Host=host)).status_code == 421


def test_the_own_name_and_this_machine_are_the_hosts(server: Server) -> None:
    for host in (HOST, "xlplan.city.test", "XLPLAN.city.test", "localhost", "127.0.0.1:8443"):
        assert asyncio.run(server.get("/", Host=host)).status_code == 200, host


def test_a_body_that_is_too_large_is_refused_by_its_length(tmp_path: Path) -> None:
    server = Server(settings_in(tmp_path, request_mb=1))
    secretariat = token(server.settings, Role.SECRETARIAT)

    answer = asyncio.run(server.post("/xlplan/run/check", secretariat, content=b"x" * (1024 * 1024 + 1)))

    assert (answer.status_code, "上限1MB" in answer.json()["detail"]) == (413, True)


def test_a_body_of_unsaid_length_is_cut_off(tmp_path: Path) -> None:
    server = Server(settings_in(tmp_path, request_mb=1))
    secretariat = token(server.settings, Role.SECRETARIAT)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 65536

    answer = asyncio.run(server.post("/xlwings/custom-functions-call", secretariat, content=endless()))

    assert (answer.status_code, sent) == (413, 17)


def test_a_register_that_does_not_read_is_said_without_details(server: Server, staff: str) -> None:
    (server.settings.folder / KEY_FILE).write_bytes(b"short")

    answer = asyncio.run(server.get("/xlplan/me", staff))

    assert answer.status_code == 500
    assert KEY_FILE not in answer.text


# --- the manifest


def manifest(server: Server) -> ET.Element:
    return ET.fromstring(asyncio.run(server.get("/manifest.xml")).text)  # noqa: S314  # our own


def test_the_manifest_names_only_the_configured_host(server: Server) -> None:
    text = asyncio.run(server.get("/manifest.xml")).text
    schemas = ("http://schemas.microsoft.com/", "http://www.w3.org/")

    addresses = [found for found in re.findall(r"https?://[^\"<\s]+", text) if not found.startswith(schemas)]

    assert addresses
    assert {found.split("/")[2] for found in addresses} == {HOST}
    assert all(found.startswith("https://") for found in addresses)
    assert "xlwings.org" not in text


def test_every_button_of_the_manifest_runs_something(server: Server) -> None:
    called = [found.text for found in manifest(server).iter(f"{{{NAMES['v']}}}FunctionName")]

    assert called == [a.name for a in pages.BUTTONS]
    assert set(called) <= {*SCRIPTS, "guide"}
    assert "check" in called


def test_every_resource_of_the_manifest_is_there_once_and_short_enough(server: Server) -> None:
    root = manifest(server)
    most = {"ShortStrings": 125, "LongStrings": 250, "Images": 2048, "Urls": 2048}
    found: dict[str, str] = {}
    for group in root.find(".//v:Resources", NAMES) or []:
        for entry in group:
            assert entry.attrib["id"] not in found
            found[entry.attrib["id"]] = entry.attrib["DefaultValue"]
            assert len(entry.attrib["id"]) <= 32
            assert 0 < len(entry.attrib["DefaultValue"]) <= most[group.tag.rpartition("}")[2]]
    asked = {element.attrib["resid"] for element in root.iter() if "resid" in element.attrib}

    assert asked <= set(found)
    assert asked


def test_the_manifests_parts_stand_in_the_order_office_wants(server: Server) -> None:
    root = manifest(server)
    tags = [child.tag.rpartition("}")[2] for child in root]

    assert root.attrib[SCHEMA_TYPE] == "TaskPaneApp"
    assert tags == [
        "Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description", "IconUrl",
        "HighResolutionIconUrl", "SupportUrl", "AppDomains", "Hosts", "Requirements", "DefaultSettings", "Permissions",
        "VersionOverrides",
    ]  # fmt: skip
    for control in root.iter(f"{{{NAMES['v']}}}Control"):
        assert [child.tag.rpartition("}")[2] for child in control] == ["Label", "Supertip", "Icon", "Action"]


def test_every_address_of_the_manifest_answers(server: Server) -> None:
    text = asyncio.run(server.get("/manifest.xml")).text
    paths = set(re.findall(rf"https://{re.escape(HOST)}(/[^\"<\s]+)", text))

    async def all_of_them() -> dict[str, int]:
        return {path: (await server.get(path)).status_code for path in paths}

    assert set(asyncio.run(all_of_them()).values()) == {200}


def test_the_manifest_id_stays_with_the_folder(tmp_path: Path) -> None:
    first = make(tmp_path / "甲", HOST)

    assert make(tmp_path / "甲", "other.test").manifest_id == first.manifest_id
    assert make(tmp_path / "乙", HOST).manifest_id != first.manifest_id


def test_what_the_city_writes_is_text_in_the_manifest(tmp_path: Path) -> None:
    server = Server(settings_in(tmp_path, title='改革<"&プラン'))

    assert manifest(server).find("o:DisplayName", NAMES).attrib["DefaultValue"] == '改革<"&プラン'  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("hostname = 'a b'", "hostname"),
        ("hostname = ", "書き方"),
        ("unknown = 1", "unknown"),
        ("returns = 0", "returns"),
    ],
)
def test_settings_that_do_not_read_are_named(tmp_path: Path, line: str, named: str) -> None:
    make(tmp_path, HOST)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    kept = [one for one in text.splitlines() if not one.startswith(line.split(" ", maxsplit=1)[0])]
    (tmp_path / FILE).write_text("\n".join([*kept, line]), encoding="utf-8")

    with pytest.raises(SettingsError, match=named):
        load(tmp_path)


# --- icons


@pytest.mark.parametrize("name", icons.NAMES)
@pytest.mark.parametrize("size", icons.SIZES)
def test_icons_are_pngs_of_their_size(name: str, size: int) -> None:
    drawn = icons.png(f"{name}-{size}")

    assert drawn is not None
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(drawn[16:20], "big") == int.from_bytes(drawn[20:24], "big") == size
    assert icons.png.__wrapped__(f"{name}-{size}") == drawn


def test_there_is_an_icon_for_every_button() -> None:
    assert {a.name for a in pages.BUTTONS} <= set(icons.NAMES)
    assert icons.png("check-33") is None


# --- starting


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "0.0.0.0"], "証明書と鍵"),  # noqa: S104  # what must be refused
        (["--host", "10.1.2.3"], "--plain-http"),
        (["--cert", "ない.pem", "--key", "ない.pem"], "見つかりません"),
    ],
)
def test_the_network_is_not_served_without_https(run: Run, tmp_path: Path, options: list[str], said: str) -> None:
    ended = run("serve", "--folder", tmp_path, *options)

    assert (ended.code, said in ended.err) == (2, True)
    assert not (tmp_path / FILE).exists()


def test_a_certificate_needs_its_key(run: Run, tmp_path: Path) -> None:  # the fixture
    (tmp_path / "a.pem").write_text("")

    assert "両方" in run("serve", "--folder", tmp_path, "--cert", tmp_path / "a.pem").err


def test_without_the_extra_it_says_how_to_install_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    ended = run("serve", "--folder", tmp_path)

    assert (ended.code, "「--server」を付けて作った配布フォルダ" in ended.err) == (2, True)
