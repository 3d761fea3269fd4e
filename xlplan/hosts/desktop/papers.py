"""照会文, 報告書 and 手引き from the ribbon."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.findings import CannotRun
from xlplan.hosts import telling
from xlplan.hosts.desktop.rounds import sources_of
from xlplan.hosts.desktop.showing import fill_sheet

if TYPE_CHECKING:
    from xlplan.hosts.desktop.desk import Desk

_OWN_GUIDES: Final = ("手引き.pdf", "手引き.docx", "手引き.html", "手引き.xlsx")
"""The city's own, beside the master: opened with the program the PC has for it."""
_PACKAGE: Final = Path(__file__).parents[2]


def letters(desk: Desk) -> str:
    """照会文: per department, and one file with all."""
    from xlplan import operations

    book = desk.open()
    sources, period = sources_of(desk, book, none_too=True), desk.period(book)
    folder = desk.folder("照会文を書き出すフォルダを選んでください")
    with desk.at_work("照会文を作っています"):
        files = operations.letters(
            book,
            folder,
            sources.folder,
            own_sheets=sources.own,
            period=period,
            at=desk.now,
            progress=desk.progress,
        )
    return telling.lettered(files) + (f"「{folder}」にあります。" if files else "")


def report(desk: Desk) -> str:
    """報告書: a kind, a folder, and with or without PDF."""
    from xlplan import operations
    from xlplan.report.kinds import KINDS

    book = desk.open()
    if not KINDS:
        raise CannotRun("この版には報告書の種類がありません。新しい版を入れてください。")
    kind = KINDS[desk.choose("どの報告書を作りますか。", [f"{one.label}：{one.about}" for one in KINDS])]
    period, folder = desk.period(book), desk.folder("報告書を書き出すフォルダを選んでください")
    with_pdf = desk.confirm("PDFも作りますか。")
    with desk.at_work("報告書を作っています"):
        files = operations.report(
            book,
            kind.name,
            folder,
            period=period,
            at=desk.now,
            progress=desk.progress,
            templates=[desk.path.parent / "様式"] if desk.path else [],
            printer=(lambda path: _printed(desk, path)) if with_pdf else None,
        )
    return f"{kind.label}を{len(files)}件作りました。「{folder}」にあります。"


def _printed(desk: Desk, path: Path) -> Path:
    """The workbook as PDF, printed by this very Excel."""
    made = path.with_suffix(".pdf")
    book = desk.book.app.books.open(str(path), update_links=False, read_only=True)
    try:
        book.to_pdf(str(made))
    finally:
        book.close()
    return made


def guide(desk: Desk) -> str:
    """手引き: the city's own beside the master, else ours in a workbook to read and close."""
    if desk.path is not None:
        for name in _OWN_GUIDES:
            own = desk.path.with_name(name)
            if own.is_file():
                desk.book.api.FollowHyperlink(str(own))
                return ""
    text = next(
        (path for path in (_PACKAGE / "data" / "手引き.md", _PACKAGE.parent / "docs" / "手引き.md") if path.is_file()),
        None,
    )
    if text is None:
        raise CannotRun("手引きのファイルが見つかりません。情報システム担当に、入れ直してもらってください。")
    with desk.at_work("手引きを開いています"):
        book = desk.book.app.books.add()
        book.sheets[0].name = "手引き"
        lines = text.read_text(encoding="utf-8").splitlines()
        fill_sheet(book.sheets[0], lines[0].lstrip("# "), {"": 110}, ((line,) for line in lines[1:]))
        book.api.Saved = True
    return ""
