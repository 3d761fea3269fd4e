"""Excel for the task pane: a headless browser whose Office host is `fake_office.js`, holding a workbook of `fake_excel`.

`Desk` is one user at one PC: their page, their workbook, and what the browser saw (requests, console).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Route

from tests.fake_excel.as_typed import as_typed
from tests.fake_excel.model import Cell, Sheet, Table, Workbook
from xlplan.books.addresses import Area
from xlplan.books.book import CellError

FAKE_OFFICE = Path(__file__).with_name("fake_office.js").read_text(encoding="utf-8")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip


def start(playwright: Playwright) -> Browser:
    """The system's own Chromium, which asks nobody for updates."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)


def as_data(workbook: Workbook) -> dict[str, Any]:
    """A workbook as `fake_office.js` takes it."""
    return {
        "name": workbook.path.name if workbook.path else "Book1",
        "names": workbook.names,
        "sheets": [
            {
                "name": sheet.name,
                "visible": sheet.visible,
                "protected": sheet.protected,
                "cells": [[row, column, _cell(cell)] for (row, column), cell in sheet.cells.items()],
                "tables": [
                    {
                        "name": t.name,
                        "area": list(t.area),
                        "header": t.header,
                        "totals": t.totals,
                        "formulas": t.formulas,
                    }
                    for t in sheet.tables
                ],
            }
            for sheet in workbook.sheets
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    value = {"error": cell.value.code} if isinstance(cell.value, CellError) else cell.value
    return {"value": value, "format": cell.number_format, "formula": cell.formula}


def _typed(entries: list[list[str]]) -> list[dict[str, Any]]:
    """What Excel makes of texts put into cells of these formats."""
    found = []
    for text, number_format in entries:
        typed = as_typed(text, number_format)
        kept = number_format if number_format != "General" else typed.number_format
        found.append(_cell(Cell(typed.value, kept, typed.formula)))
    return found


@dataclass
class Desk:
    """One user's Excel with the task pane open."""

    page: Page
    name: str
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def workbook(self) -> Workbook:
        """The workbook as it stands in their Excel."""
        sheets = []
        for given in self.page.evaluate("fakeExcel.dump()"):
            cells = {}
            for row, column, one in given["cells"]:
                value = CellError(one["value"]["error"]) if isinstance(one["value"], dict) else one["value"]
                value = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
                cells[row, column] = Cell(value, one["format"], one["formula"])
            tables = [Table(t["name"], Area(*t["area"]), t["header"], t["totals"]) for t in given["tables"]]
            sheets.append(Sheet(given["name"], cells, tables))
        return Workbook(Path(self.name), sheets)

    def press_ribbon(self, action: str) -> None:
        """Press a button of the ribbon; its handler goes on by itself, as in Excel."""
        self.page.evaluate("action => { fakeExcel.press(action); }", action)

    def finished(self) -> str:
        """Wait until nothing runs; the sentence that stands in the result."""
        self.page.wait_for_function(
            "() => document.getElementById('progress').hidden && !document.getElementById('confirm').open"
            " && (document.getElementById('message').textContent || document.getElementById('error').textContent)",
            timeout=60_000,
        )
        shown = [self.page.locator(f"#{part}").text_content() or "" for part in ("message", "error")]
        return "".join(shown)


def sit_down(browser: Browser, origin: str, workbook: Workbook, **context: Any) -> Desk:
    """Open the task pane beside a workbook."""
    page = browser.new_context(locale="ja-JP", **context).new_page()
    desk = Desk(page, workbook.path.name if workbook.path else "Book1")
    page.on("request", lambda request: desk.requests.append(request.url))
    page.on(
        "console", lambda message: desk.console.append(_told(message)) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: desk.console.append(str(error)))
    page.expose_function("asTyped", _typed)
    page.add_init_script(f"globalThis.fakeWorkbook = {json.dumps(as_data(workbook), ensure_ascii=False)};")
    page.route("**/office.js", _fake)
    page.goto(f"{origin}/taskpane.html")
    page.wait_for_selector("#pass:not([hidden]), #work:not([hidden])")
    return desk


def sign_in(desk: Desk, token: str) -> None:
    """Paste a 利用者証 into the form, as one does the first time."""
    desk.page.fill("#token", token)
    desk.page.press("#token", "Enter")
    desk.page.wait_for_selector("#work:not([hidden])")


def _fake(route: Route) -> None:
    route.fulfill(body=FAKE_OFFICE, content_type="text/javascript; charset=utf-8")


def _told(message: ConsoleMessage) -> str:
    return f"{message.type}: {message.text}"
