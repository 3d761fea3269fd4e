"""Changes and findings in a workbook of their own: read, print or close it; nothing of it belongs to the master."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from xlplan.books.addresses import Area
from xlplan.books.live_cells import range_of
from xlplan.books.live_writing import enter
from xlplan.edits import text_of

if TYPE_CHECKING:
    import xlwings as xw

    from xlplan.books.book import Value
    from xlplan.findings import Finding
    from xlplan.history import Change
    from xlplan.hosts.desktop.desk import Desk

__all__ = ["fill_sheet", "show"]

_CHANGES: Final = {"表": 14, "行": 24, "列": 18, "前": 26, "後": 26, "課": 14, "出所": 36}
_FINDINGS: Final = {"重大度": 9, "コード": 9, "課": 14, "場所": 36, "内容": 48, "直し方": 48}
_HEADER: Final = "#DCE6F1"
_SHOWN: Final = "別のブック「{name}」に示しました（保存しなくて構いません）。"


def show(desk: Desk, *, changes: Sequence[Change] | None = None, findings: Sequence[Finding] = ()) -> str:
    """Show changes (when given) and findings in a new workbook; the sentence that says so."""
    book = desk.book.app.books.add()
    sheet = book.sheets[0]
    sheet.name = "確認事項"
    fill_sheet(sheet, f"確認事項：{len(findings)}件", _FINDINGS, (_finding(found) for found in findings))
    if changes is not None:
        sheet = book.sheets.add(before=sheet)
        sheet.name = "取込プレビュー"
        title = f"取込プレビュー：取りまとめで変わる{len(changes)}欄（まだ書き込んでいません）"
        fill_sheet(sheet, title, _CHANGES, (_change(change) for change in changes))
    book.sheets[0].api.Activate()
    book.api.Saved = True  # so that Excel does not ask when it is closed
    return _SHOWN.format(name=book.name)


def fill_sheet(sheet: xw.Sheet, title: str, columns: dict[str, int], rows: Iterable[Sequence[Value]]) -> None:
    """A title in A1, headers with their widths in row 3, rows below; text stays text."""
    lines: list[Sequence[Value]] = [(title,), (), tuple(columns), *rows]
    cells = {(row, column): value for row, line in enumerate(lines, 1) for column, value in enumerate(line, 1)}
    enter(sheet, cells)
    sheet.range("A1").font.bold = True
    header = range_of(sheet, Area(3, 1, 3, len(columns)))
    header.font.bold, header.color = True, _HEADER
    for at, width in enumerate(columns.values(), 1):
        sheet.range((1, at)).column_width = width
    if len(lines) > 3:  # noqa: PLR2004  # there are rows below the header
        range_of(sheet, Area(4, 1, len(lines), len(columns))).wrap_text = True


def _change(change: Change) -> tuple[Value, ...]:
    old, new = text_of(change.old) or "（空欄）", text_of(change.new) or "（空欄）"
    return (change.table.name, change.row, change.header, old, new, change.department, str(change.place))


def _finding(found: Finding) -> tuple[Value, ...]:
    return (found.level.value, found.code, found.department, str(found.place), found.text, found.remedy)
