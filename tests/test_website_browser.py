"""市HP in a real browser: every width, light and dark, keyboard only, without script, on paper; axe finds nothing."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pypdf import PdfReader

from tests.reported import MADE
from xlplan import operations
from xlplan.applying import apply
from xlplan.books.file import FileBook
from xlplan.edits import add_rows
from xlplan.hosts import demo
from xlplan.plan import read_plan
from xlplan.report.open_data.records import PROGRAMS
from xlplan.tables import OPINIONS
from xlplan.tables.records import OpinionRow

pytestmark = pytest.mark.slow

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = (320, 375, 768, 1280)
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
ADVICE = [
    OpinionRow(number=901, kind="委員会助言", no=42, text="届かなかった要因を明らかにすること。", publish="公表"),
    OpinionRow(
        number=902,
        kind="市民意見",
        no=18,
        text="スマートフォンで読みやすくしてほしい。",
        answer="改めます。",
        publish="公表",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder to upload, made from the sample round with two opinions added."""
    out = tmp_path_factory.mktemp("demo")
    demo.run(out)
    book = FileBook(next(out.glob("4_*")))
    plan = read_plan(book, (OPINIONS,))
    cells = ADVICE
    apply(book, add_rows(plan.tables[OPINIONS.name], cells), plan)
    book.save(out / "公表.xlsm", MADE)
    made = operations.report(FileBook(out / "公表.xlsm"), "website", out / "公表", period="平成26年度末", at=MADE)
    return next(path.parent for path in made if path.name == "index.html")


@pytest.fixture(scope="module")
def programs(folder: Path) -> list[Any]:
    return list(PROGRAMS.from_csv((folder / "programs.csv").read_bytes()))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    """The page as opened from the folder; anything it logs or loads from elsewhere fails the test."""
    complaints: list[str] = []
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.append(request.url))
    opened.goto((folder / "index.html").as_uri())
    assert complaints == [(folder / "index.html").as_uri()]
    complaints.clear()
    yield opened
    assert complaints == []
    opened.close()


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def shown_programs(page: Page) -> list[str]:
    return page.locator("table.list tbody tr:visible td:first-child").all_inner_texts()


def in_view(page: Page, selector: str) -> bool:
    return bool(
        page.locator(selector).evaluate(
            "one => { const box = one.getBoundingClientRect(); return box.top > -40 && box.top < innerHeight; }"
        )
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_reaches_beyond_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert overflow(page) == 0
    cut = page.evaluate(
        "[...document.querySelectorAll('td, th, dd, dt, a, .mark, option')].filter(one => one.scrollWidth > one.clientWidth + 1"
        " && getComputedStyle(one).display !== 'inline').map(one => one.textContent.trim())"
    )
    assert cut == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(page).response
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    checked = {one["id"] for one in found["passes"]}
    assert {"color-contrast", "svg-img-alt", "heading-order", "label", "select-name", "html-has-lang"} <= checked | {
        one["id"] for one in found["inapplicable"]
    }
    assert "color-contrast" in checked


@pytest.mark.parametrize("scheme", SCHEMES)
def test_figures_in_the_bars_stand_out_from_them(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Axe does not look at text in drawings: 4.5 to 1 at least."""
    page.emulate_media(color_scheme=scheme)
    ratios = page.evaluate(
        """() => {
          const light = (color) => {
            const [r, g, b] = color.match(/[0-9.]+/g).map(Number).map((v) => v / 255)
              .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          return [...document.querySelectorAll("text.count")].map((text) => {
            const a = light(getComputedStyle(text).fill);
            const b = light(getComputedStyle(text.previousElementSibling).fill);
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          });
        }"""
    )
    assert len(ratios) > 10
    assert min(ratios) >= 4.5


@pytest.mark.parametrize("width", WIDTHS)
def test_figures_in_the_bars_stay_inside_them(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("text.count")].filter((text) => {
          const a = text.getBoundingClientRect(), b = text.previousElementSibling.getBoundingClientRect();
          return a.left < b.left - 1 || a.right > b.right + 1;
        }).map((text) => text.textContent)"""
    )
    assert beyond == []


def test_any_program_is_two_clicks_away(page: Page, programs: list[Any]) -> None:
    assert len(programs) == 62
    for program in programs:
        page.evaluate("scrollTo(0, 0)")
        page.locator("nav a[href='#programs']").click()
        page.locator(f"table.list a[href='#program-{program.no}']").click()
        assert in_view(page, f"#program-{program.no}")
        assert f"No.{program.no}" in page.locator(f"#name-{program.no}").inner_text()


def test_filters_show_what_the_data_says(page: Page, programs: list[Any]) -> None:
    expected = {
        "policy": Counter(str(program.policy_no) for program in programs),
        "schedule": Counter(program.schedule or "未報告" for program in programs),
        "verdict": Counter(program.verdict.value if program.verdict else "指標なし" for program in programs),
    }
    for name, counts in expected.items():
        select = page.locator(f"select[name={name}]")
        values = select.locator("option").evaluate_all("all => all.map(one => one.value)")
        assert sorted(values[1:]) == sorted(counts)
        for value in values[1:]:
            select.select_option(value)
            assert len(shown_programs(page)) == counts[value]
            assert page.locator("article:visible").count() == counts[value]
            assert page.locator("#shown").inner_text() == f"62件のうち{counts[value]}件を表示しています。"
        select.select_option("")
    assert page.locator("#shown").inner_text() == "全62件を表示しています。"


def test_a_department_finds_main_and_supporting_programs(page: Page, folder: Path) -> None:
    lines = (folder / "departments.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    mine = {line.split(",")[0] for line in lines if line.split(",")[2] == "財政課"}
    page.locator("select[name=department]").select_option(label="財政課")
    assert set(shown_programs(page)) == mine
    assert len(mine) > 3


def test_filters_combine_and_an_empty_answer_says_so(page: Page) -> None:
    page.locator("select[name=policy]").select_option("2")
    page.locator("select[name=schedule]").select_option("S")
    assert shown_programs(page) == ["18"]
    assert page.locator("section.policy:visible").count() == 1
    page.locator("select[name=schedule]").select_option("B")
    page.locator("select[name=policy]").select_option("1")
    page.locator("select[name=verdict]").select_option("◎")
    assert shown_programs(page) == []
    assert "条件に合うプログラムはありません" in page.locator("#shown").inner_text()
    page.locator("button[type=reset]").click()
    expect(page.locator("#shown")).to_have_text("全62件を表示しています。")
    assert len(shown_programs(page)) == 62


def test_a_link_to_a_program_that_is_filtered_away_still_shows_it(page: Page) -> None:
    page.locator("select[name=policy]").select_option("1")
    page.locator("table.figures a[href='#policy-5']").click()
    expect(page.locator("#policy-5")).to_be_visible()
    assert in_view(page, "#policy-5")
    assert page.locator("#shown").inner_text() == "全62件を表示しています。"


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))


def press_until(page: Page, wanted: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted in focused(page):
            return
    pytest.fail(f"{wanted} is not reached by Tab")


def test_everything_works_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    assert "本文へ移動" in focused(page)
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    press_until(page, 'href="#programs"')
    page.keyboard.press("Enter")
    press_until(page, 'id="by-policy"')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert len(shown_programs(page)) == 5
    press_until(page, 'type="reset"')
    page.keyboard.press("Enter")
    expect(page.locator("#shown")).to_have_text("全62件を表示しています。")
    press_until(page, 'href="#program-1"')
    page.keyboard.press("Enter")
    assert in_view(page, "#program-1")
    press_until(page, 'href="#programs"')
    page.keyboard.press("Enter")
    assert in_view(page, "#programs")


def test_every_link_and_control_is_reached_in_order(page: Page) -> None:
    count = page.locator("a[href], select, button").count()
    seen = []
    for _ in range(count):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("[...document.querySelectorAll('a[href], select, button')].indexOf(document.activeElement)")
        )
    assert seen == list(range(count))


def test_without_script_everything_is_readable(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 900})
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert page.locator("article:visible").count() == 62
    assert page.locator("#filter:visible").count() == 0
    page.locator("nav a[href='#programs']").click()
    page.locator("a[href='#program-62']").first.click()
    assert page.url.endswith("#program-62")
    context.close()


def test_on_paper_every_sheet_carries_base_date_and_digest(browser: Browser, folder: Path, programs: list[Any]) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto((folder / "index.html").as_uri())
    document = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    page.close()
    # Fonts map some ideographs to their radicals (⽇): the same letters to a reader.
    texts = ["".join(unicodedata.normalize("NFKC", sheet.extract_text()).split()) for sheet in document.pages]
    assert 10 < len(texts) < 40
    for text in texts:
        assert "基準日平成27年3月31日" in text
        assert programs[0].digest in text
    assert min(len(text) for text in texts[:-1]) > 250  # no sheet but the last is nearly empty
    whole = "".join(texts)
    for program in programs:
        assert f"No.{program.no}" in whole
    box = document.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) in {(595, 842), (595, 841)}
    assert "すべて条件を消す" not in whole


def test_on_paper_nothing_is_wider_than_the_sheet_and_the_ground_is_white(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 688, "height": 1000})
    assert overflow(page) == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("nav:visible, #filter:visible").count() == 0
