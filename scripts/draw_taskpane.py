"""Draw docs/images/taskpane.png: the task pane beside the sample round, as the tests see it. Needs Chromium.

PYTHONPATH=. .venv/bin/python scripts/draw_taskpane.py
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")  # as tests/conftest.py does, before xlwings is imported

from playwright.sync_api import sync_playwright

from tests.fake_excel.model import Workbook
from tests.office import sign_in, sit_down, start
from tests.running import Running
from xlplan.hosts.demo.tour import Places, run
from xlplan.hosts.server.tokens import Role

PICTURE = Path("docs/images/taskpane.png")


def main() -> None:
    """Run the sample round, open its last master, and read the standing."""
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder) / "demo")
        run(places.out)
        server = Running(Path(folder) / "server")
        try:
            with sync_playwright() as playwright:
                browser = start(playwright)
                pane = {"width": 430, "height": 1280}
                desk = sit_down(browser, server.origin, Workbook.load(places.assessed), viewport=pane)
                sign_in(desk, server.token(Role.SECRETARIAT, "行政経営課"))
                desk.page.set_input_files("#files", sorted(places.returned.glob("*.xlsx")))
                desk.page.get_by_role("button", name="現況を読み直す").click()
                desk.finished()
                desk.page.evaluate("scrollTo(0, 0)")
                desk.page.screenshot(path=PICTURE)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
