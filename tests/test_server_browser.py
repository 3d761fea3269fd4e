"""The add-in in a browser, with the server running for real: ribbon and task pane do what the command line does.

The Office host is a fake (`fake_office.js`); xlwings Server's scripts, ours, the server and the protocol are the real ones.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.fake_excel.model import Workbook
from tests.fake_excel.payload import payload_of
from tests.office import Desk, sign_in, sit_down, start
from tests.running import Running
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.live import LiveBook
from xlplan.hosts.demo.tour import Places
from xlplan.hosts.demo.tour import run as run_tour
from xlplan.hosts.server import pages
from xlplan.hosts.server.tokens import Role, issue
from xlplan.tables import ATTENTION, FINDINGS, HISTORY, TABLES, VERDICTS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """The sample round, with its returns."""
    made = Places(tmp_path_factory.mktemp("demo") / "demo")
    run_tour(made.out)
    return made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    server = Running(tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = start(playwright)
        yield started
        started.close()


@pytest.fixture
def desk(browser: Browser, running: Running, places: Places) -> Iterator[Desk]:
    """A secretary of the city with the sample master open."""
    made = sit_down(browser, running.origin, Workbook.load(places.master))
    sign_in(made, running.token(Role.SECRETARIAT))
    yield made
    assert made.console == []
    assert [url for url in made.requests if not url.startswith((running.origin, "blob:"))] == []
    made.page.context.close()


def returns(places: Places) -> list[Path]:
    return sorted(places.returned.rglob("*.xlsx"))


def handed_out(places: Places) -> int:
    return len(list(places.issued.iterdir()))


def confirm(desk: Desk) -> None:
    desk.page.get_by_role("button", name="控えを残したので実行する").click()


def run_button(desk: Desk, label: str, *, writes: bool = False) -> str:
    desk.page.get_by_role("button", name=label, exact=True).click()
    if writes:
        confirm(desk)
    return desk.finished()


def grids(workbook: Workbook) -> dict[str, Any]:
    book = xlwings.Book(json=payload_of(workbook))
    live = LiveBook(book)
    found = {table.name: live.grid(table.name) for table in TABLES}
    book.close()
    return found


def last_of_history(desk: Desk, header: str) -> str:
    history = grids(desk.workbook())[HISTORY.name]
    return str([row[history.position(header)] for row in history.rows if row[0] is not None][-1])


def assert_same_cells(desk: Desk, expected: FileBook) -> None:
    """Every table holds what the command line wrote, to the last link of the history: all but the sheet's own formulas."""
    found = grids(desk.workbook())
    for table in TABLES:
        held = [c.header for c in table.columns.values() if not c.formula]
        theirs, ours = expected.grid(table.name), found[table.name]
        assert theirs is not None
        assert len(theirs.rows) == len(ours.rows), table.name
        for header in held:
            at, there = ours.position(header), theirs.position(header)
            assert [row[at] for row in ours.rows] == [row[there] for row in theirs.rows], (table.name, header)


def test_the_round_changes_the_cells_that_the_command_line_changes(desk: Desk, places: Places) -> None:
    desk.page.set_input_files("#files", returns(places))

    assert f"調査票を{handed_out(places)}件作りました" in run_button(desk, "様式配布")
    assert "点検が終わりました" in run_button(desk, "点検")
    preview = run_button(desk, "取込プレビュー")
    merged = run_button(desk, "取りまとめ", writes=True)
    at = dt.datetime.strptime(last_of_history(desk, "取込番号"), "%Y%m%d-%H%M%S")  # noqa: DTZ007  # the office's clock
    again = run_button(desk, "取込プレビュー")
    assessed = run_button(desk, "判定", writes=True)

    book = FileBook(places.master)
    held = operations.consolidate(book, [places.returned], at=at)
    operations.assess(book)
    assert_same_cells(desk, book)
    assert f"{len(held.merge.changes)}欄を変更しました" in merged
    assert "欄が変わります" in preview
    assert "0欄が変わります" in again
    assert "判定を書き込みました" in assessed

    assert "取り消しました" in run_button(desk, "取消", writes=True)
    operations.undo(book, at=dt.datetime.strptime(last_of_history(desk, "日時"), "%Y-%m-%d %H:%M"))  # noqa: DTZ007
    assert_same_cells(desk, book)


def test_every_ribbon_button_opens_the_pane_and_runs(desk: Desk, places: Places) -> None:
    assert desk.page.evaluate("fakeExcel.ribbon()") == [action.name for action in pages.BUTTONS]
    desk.page.set_input_files("#files", returns(places))

    for pressed, action in enumerate(pages.BUTTONS, 1):
        desk.press_ribbon(action.name)
        if action.writes:
            confirm(desk)
        desk.page.wait_for_function("count => fakeExcel.state.completed === count", arg=pressed)
        assert desk.page.text_content("#error") == "", action.name

    assert desk.page.evaluate("fakeExcel.state.shown") == len(pages.BUTTONS)
    filled = grids(desk.workbook())
    assert all(filled[table.name].rows for table in (VERDICTS, ATTENTION, HISTORY, FINDINGS))


def test_whoever_says_no_changes_nothing(desk: Desk, places: Places) -> None:
    desk.page.set_input_files("#files", returns(places))
    before = desk.page.evaluate("JSON.stringify(fakeExcel.dump())")

    desk.page.get_by_role("button", name="取りまとめ", exact=True).click()
    desk.page.get_by_role("button", name="やめる").click()

    assert desk.finished() == "何も行いませんでした。"
    assert desk.page.evaluate("JSON.stringify(fakeExcel.dump())") == before


def test_what_is_typed_meanwhile_is_not_written_over(desk: Desk, places: Places) -> None:
    desk.page.set_input_files("#files", returns(places))
    desk.page.route("**/xlplan/run/consolidate", lambda route: _type_and_go_on(desk.page, route))

    said = run_button(desk, "取りまとめ", writes=True)

    assert "台帳が変わったため、書き込みませんでした" in said
    assert len(grids(desk.workbook())[HISTORY.name].rows) <= 1


def _type_and_go_on(page: Page, route: Any) -> None:
    page.evaluate("fakeExcel.type('管理', 'C9', '書きかけ')")
    route.continue_()


def test_what_is_missing_and_off_target_is_shown_and_leads_to_its_cell(
    browser: Browser, running: Running, places: Places
) -> None:
    desk = sit_down(browser, running.origin, Workbook.load(places.assessed))
    sign_in(desk, running.token(Role.STAFF))

    run_button(desk, "現況を読み直す")
    shown = desk.page.inner_text("#standing")
    desk.page.locator("#standing .go").first.click()

    assert "監査事務局：未提出" in shown
    assert "目標未達" in shown
    where = desk.page.evaluate("[fakeExcel.dump()[fakeExcel.state.active].name, fakeExcel.state.selected]")
    assert where == [ATTENTION.sheet, "A5"]
    assert desk.console == []
    desk.page.context.close()


def test_forms_come_as_one_file(desk: Desk, places: Places, tmp_path: Path) -> None:
    run_button(desk, "様式配布")

    with desk.page.expect_download() as waiting:
        desk.page.click("#download")
    waiting.value.save_as(tmp_path / "配布.zip")

    assert waiting.value.suggested_filename == "調査票_平成26年度末.zip"
    with zipfile.ZipFile(tmp_path / "配布.zip") as archive:
        assert sorted(archive.namelist()) == sorted(path.name for path in places.issued.iterdir())


def test_staff_see_why_a_button_is_not_theirs(browser: Browser, running: Running, places: Places) -> None:
    desk = sit_down(browser, running.origin, Workbook.load(places.master))
    sign_in(desk, running.token(Role.STAFF, "財政課 佐藤"))

    merge = desk.page.get_by_role("button", name="取りまとめ", exact=True)

    assert "財政課 佐藤（職員" in desk.page.inner_text("#user")
    assert merge.is_disabled()
    assert desk.page.inner_text("#tip-consolidate") == "「取りまとめ」は事務局の利用者証で行えます。"
    desk.press_ribbon("consolidate")
    assert "事務局の利用者証" in desk.finished()
    assert "点検が終わりました" in run_button(desk, "点検")
    assert desk.console == []
    desk.page.context.close()


def test_without_a_good_token_nothing_is_sent(browser: Browser, running: Running, places: Places) -> None:
    desk = sit_down(browser, running.origin, Workbook.load(places.master))

    desk.press_ribbon("check")
    desk.page.wait_for_function("() => fakeExcel.state.completed === 1")
    asked = desk.page.inner_text("#pass-error")
    desk.page.fill("#token", "xlplan1.0.0")
    desk.page.press("#token", "Enter")
    desk.page.wait_for_function("() => document.getElementById('pass-error').textContent.includes('正しくない')")

    assert asked == "利用者証を入力すると始められます。"
    assert not desk.page.locator("#work").is_visible()
    assert not [url for url in desk.requests if "/xlplan/run/" in url]
    desk.page.context.close()


def test_a_token_taken_back_ends_the_session(browser: Browser, running: Running, places: Places) -> None:
    desk = sit_down(browser, running.origin, Workbook.load(places.master))
    token, entry = issue(running.folder, "異動した人", Role.STAFF, dt.date(2999, 12, 31))
    sign_in(desk, token)
    subprocess.run(
        [sys.executable, "-m", "xlplan", "token", "revoke", entry.id, "--folder", str(running.folder)], check=True
    )

    desk.page.get_by_role("button", name="点検", exact=True).click()
    desk.page.wait_for_selector("#pass:not([hidden])")

    assert "正しくない" in desk.page.inner_text("#pass-error")
    assert desk.page.evaluate("localStorage.getItem('xlplan.pass')") is None
    desk.page.context.close()


def test_worksheet_functions_answer_through_the_real_client(desk: Desk) -> None:
    known = desk.page.evaluate("[...CustomFunctions.functions.keys()]")
    asked = "address => CustomFunctions.functions.get('XLP_FY')([['平成26年度'], ['H27']], { address })"

    assert set(known) >= {"XLP_FY", "XLP_VERDICT", "XLP_OFF_TARGET"}
    assert desk.page.evaluate(asked, "試算!B4") == [[2014], [2015]]


def test_a_report_comes_as_one_file(browser: Browser, running: Running, places: Places, tmp_path: Path) -> None:
    desk = sit_down(browser, running.origin, Workbook.load(places.assessed))
    sign_in(desk, running.token(Role.SECRETARIAT))
    desk.page.select_option("#kind", label="本部報告")

    said = run_button(desk, "報告書")
    with desk.page.expect_download() as waiting:
        desk.page.click("#download")
    waiting.value.save_as(tmp_path / "本部.zip")

    assert said.startswith("本部報告を")
    with zipfile.ZipFile(tmp_path / "本部.zip") as archive:
        assert archive.namelist()
    assert desk.console == []
    desk.page.context.close()


def test_letters_come_as_one_file(browser: Browser, running: Running, places: Places, tmp_path: Path) -> None:
    desk = sit_down(browser, running.origin, Workbook.load(places.assessed))
    sign_in(desk, running.token(Role.SECRETARIAT))

    said = run_button(desk, "照会文")
    with desk.page.expect_download() as waiting:
        desk.page.click("#download")
    waiting.value.save_as(tmp_path / "照会文.zip")

    with zipfile.ZipFile(tmp_path / "照会文.zip") as archive:
        letters = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert said.startswith(f"照会文を{len(letters) - 1}課分")
    assert any("体育課" in name for name in letters)
    assert desk.console == []
    desk.page.context.close()


def test_two_desks_at_once_keep_their_own(browser: Browser, running: Running, places: Places) -> None:
    master = Workbook.load(places.master)
    first = sit_down(browser, running.origin, master)
    second = sit_down(browser, running.origin, Workbook.load(places.assessed))
    for desk in (first, second):
        sign_in(desk, running.token(Role.SECRETARIAT))

    for desk in (first, second):
        desk.page.get_by_role("button", name="判定", exact=True).click()
        confirm(desk)
    said = [desk.finished() for desk in (first, second)]

    assert said[0] != said[1]
    _, assessment = operations.assess(FileBook(places.assessed))
    assert f"要判断{len(assessment.attention)}件" in said[1]
    assert not grids(first.workbook())[HISTORY.name].rows[0][0]
    for desk in (first, second):
        assert desk.console == []
        desk.page.context.close()


# --- for everybody


def violations(page: Page) -> str:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    return "" if found.violations_count == 0 else str(found.generate_report())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, running: Running, places: Places, scheme: Any) -> None:
    desk = sit_down(
        browser, running.origin, Workbook.load(places.master), color_scheme=scheme, bypass_csp=True,
        viewport={"width": 350, "height": 900},
    )  # fmt: skip
    assert violations(desk.page) == ""
    sign_in(desk, running.token(Role.STAFF))
    desk.page.set_input_files("#files", returns(places))
    run_button(desk, "取込プレビュー")

    assert violations(desk.page) == ""
    desk.page.context.close()


def test_the_keyboard_is_enough(browser: Browser, running: Running, places: Places) -> None:
    desk = sit_down(browser, running.origin, Workbook.load(places.master))
    keyboard = desk.page.keyboard
    keyboard.press("Tab")
    keyboard.insert_text(running.token(Role.SECRETARIAT))
    keyboard.press("Enter")
    desk.page.wait_for_selector("#work:not([hidden])")

    _tab_to(desk.page, "判定")
    outline = desk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    keyboard.press("Enter")
    desk.page.wait_for_selector("#confirm[open]")
    assert desk.page.evaluate("document.activeElement.textContent") == "やめる"
    _tab_to(desk.page, "控えを残したので実行する")
    keyboard.press("Enter")

    assert "判定を書き込みました" in desk.finished()
    assert outline == "solid"
    assert desk.page.evaluate("document.activeElement.id") == "result"
    desk.page.context.close()


def _tab_to(page: Page, label: str) -> None:
    for _ in range(40):
        if page.evaluate("document.activeElement.textContent.trim()") == label:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {label}")


def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, running: Running, places: Places) -> None:
    # A pane of 350 pixels at 200 %: the page has half as many to lay itself out in.
    desk = sit_down(
        browser,
        running.origin,
        Workbook.load(places.master),
        viewport={"width": 175, "height": 450},
        device_scale_factor=2,
    )
    sign_in(desk, running.token(Role.SECRETARIAT))
    desk.page.set_input_files("#files", returns(places))
    run_button(desk, "取込プレビュー")

    assert desk.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    cut = desk.page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0"
        " && getComputedStyle(e).overflow !== 'visible').map(e => e.outerHTML.slice(0, 80))"
    )
    assert cut == []
    desk.page.context.close()


def test_progress_and_results_are_announced(desk: Desk) -> None:
    assert desk.page.get_attribute("#message", "role") == "status"
    assert desk.page.get_attribute("#error", "role") == "alert"
    assert desk.page.get_attribute("html", "lang") == "ja"


def test_with_the_real_office_js_nothing_leaves_the_machine(browser: Browser, running: Running) -> None:
    page = browser.new_context(locale="ja-JP").new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))

    page.goto(f"{running.origin}/taskpane.html")
    page.wait_for_load_state("networkidle")

    assert any(url.endswith("/dist/office.js") for url in asked)
    assert [url for url in asked if not re.match(rf"{running.origin}/|data:|blob:", url)] == []
    page.context.close()


def test_the_log_holds_no_token(running: Running, desk: Desk) -> None:
    run_button(desk, "点検")
    token = desk.page.evaluate("localStorage.getItem('xlplan.pass')")

    log = (running.folder / "server.log").read_text(encoding="utf-8")
    assert "操作 check" in log
    assert token.rpartition(".")[2] not in log
