"""The manifest and the task pane, written from the buttons of `hosts.actions`."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import jinja2

from xlplan.form import SHEET
from xlplan.hosts.actions import ACTIONS, Action
from xlplan.hosts.server.icons import NAMES
from xlplan.hosts.server.scripts import SCRIPTS
from xlplan.hosts.server.settings import SITE
from xlplan.report.kinds import KINDS
from xlplan.tables import TABLES

if TYPE_CHECKING:
    from xlplan.hosts.server.settings import Settings

__all__ = ["BUTTONS", "manifest", "taskpane"]

_HELP: Final = {
    "distribute": "課ごとの調査票を、1つの圧縮ファイルで受け取ります。",
    "consolidate": "選んだ調査票、台帳の中の「回答_課名」シート、またはその両方を取り込みます。変わった欄は「変更履歴」に残ります。",
    "letters": "選んだ調査票について、課ごとの照会文を1つの圧縮ファイルで受け取ります。選ばなければ「確認事項」から作ります。",
    "report": "選んだ種類の報告を、1つの圧縮ファイルで受け取ります。台帳は書き換えません。",
    "guide": "作業ウィンドウの終わりに、操作ごとの説明があります。",
}
"""Where a browser differs from the desktop: it has no folders."""
BUTTONS: Final[tuple[Action, ...]] = tuple(
    replace(action, help=_HELP.get(action.name, action.help))
    for action in ACTIONS
    if action.name in {*SCRIPTS, "guide"}
)
"""What makes sense in a browser, in the order of the ribbon. The guide is the task pane's own page."""

_VERSION: Final = "1.0.0.0"
"""Of the manifest: raised when the ribbon changes, so that Excel takes the new one."""


def manifest(settings: Settings) -> str:
    """The manifest Excel installs: every address lies on the configured host."""
    return _page("manifest.xml", settings, version=_VERSION, icons=NAMES)


def taskpane(settings: Settings) -> str:
    """The task pane; what it needs to know stands in it as JSON."""
    from xlwings_server.config import settings as stock

    return _page("taskpane.html", settings, stock=stock.jsconfig, pane=_known(), kinds=KINDS)


def _known() -> dict[str, Any]:
    """What the scripts of the page start from: the buttons, and the sheets a button needs to be sent."""
    return {
        "actions": [{"name": a.name, "label": a.label, "writes": a.writes} for a in BUTTONS],
        "sheets": list(dict.fromkeys(table.sheet for table in TABLES)),
        "ownSheets": f"{SHEET}_",
    }


def _page(name: str, settings: Settings, **words: Any) -> str:
    return _templates().get_template(name).render(settings=settings, buttons=BUTTONS, **words)


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(SITE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
