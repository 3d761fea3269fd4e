"""Tables, columns and settings that this version declares and a city's master lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from xlplan.books.added_columns import add_columns
from xlplan.books.borrowed_sheets import Lender, Wording, borrow_sheet
from xlplan.books.package import Package, Refused
from xlplan.books.part_edits import TableEdit
from xlplan.books.table_xml import Table as TablePart
from xlplan.books.table_xml import tables_of
from xlplan.books.workbook_xml import Sheet, Workbook
from xlplan.books.writer import plan_changes
from xlplan.choices import LISTS
from xlplan.tables import BY_NAME, SCHEMA_VERSION, SETTINGS, SHEETS, TABLES
from xlplan.template.lists import list_name

if TYPE_CHECKING:
    from xlplan.books.book import Value
    from xlplan.books.file import FileBook
    from xlplan.upgrade.account import Account

_VERSION: Final = "スキーマ版"
_CITY: Final = "市名"
_ELSEWHERE: Final = re.compile(rb"<(?:f|calculatedColumnFormula)(?:\s[^>]*)?>([^<]*)</")
_WITHOUT_TABLE: Final = frozenset(SHEETS) - {table.sheet for table in TABLES}


def complete_tables(book: FileBook, current: FileBook, account: Account) -> Package:
    """Their package with every table and column of this version; what cannot be added is noted as refused."""
    package, lender = book.workbook.package, Lender(_emptied(current.workbook.package))
    wording = Wording(_lists(lender.workbook), _heads(current, book))
    theirs, tabs = (
        {table.name: table for table in _all_tables(package)},
        {sheet.name for sheet in Workbook.of(package).sheets},
    )
    for table in TABLES:
        part = theirs.get(table.name)
        try:
            if part is not None:
                package = _complete_columns(package, lender, part, wording, account)
            elif table.sheet in tabs:
                account.refused.append(
                    (
                        f"シート「{table.sheet}」に表「{table.name}」がありません",
                        "控えの台帳から表を戻すか、シートの名前を変えてから、もう一度実行してください。",
                    )
                )
            else:
                package = borrow_sheet(package, lender, table.sheet, wording)
                account.added.append(f"シート「{table.sheet}」（表「{table.name}」）")
        except Refused as refused:
            account.refuse(f"表「{table.name}」を加えられません", refused)
    return _complete_pages(package, lender, wording, account)


def _complete_columns(package: Package, lender: Lender, part: TablePart, wording: Wording, account: Account) -> Package:
    table = BY_NAME[part.name]
    own = {column.name for column in part.columns}
    missing = [header for header in table.headers if header not in own]
    if not missing:
        return package
    package = add_columns(package, lender, table.name, missing, wording)
    account.added.append(f"表「{table.name}」の列（{'、'.join(missing)}）")
    fields = {header: table.row.fields[table.field(header)] for header in missing}
    required = [h for h, f in fields.items() if f.required and not table.columns[table.field(h)].formula]
    if required:
        account.to_do.append(
            f"表「{table.name}」の{'、'.join(required)}は空欄のままでは読み取れません。入力してください。"
        )
    return package


def _complete_pages(package: Package, lender: Lender, wording: Wording, account: Account) -> Package:
    """Sheets without a table that show things by formulas: added where every formula finds what it means."""
    tabs = {sheet.name for sheet in Workbook.of(package).sheets}
    for sheet in lender.workbook.sheets:
        if sheet.name in tabs or sheet.name not in _WITHOUT_TABLE:
            continue
        known = {name.name for name in Workbook.of(package).names}
        if lender.can_lend(sheet) and not _leans_elsewhere(lender, sheet, known):
            try:
                package = borrow_sheet(package, lender, sheet.name, wording)
            except Refused as refused:
                account.refuse(f"シート「{sheet.name}」を加えられません", refused)
                continue
            account.added.append(f"シート「{sheet.name}」")
        else:
            account.to_do.append(
                f"シート「{sheet.name}」は、ほかのシートの決まったセルを見るため加えていません。"
                "使うときは、この版の台帳（workbook/master.xlsm）のものを見てください。"
            )
    return package


def _leans_elsewhere(lender: Lender, sheet: Sheet, known: set[str]) -> bool:
    """Whether a formula of a sheet names cells of another by address, or a name the other workbook has not."""
    texts = b"\n".join(_ELSEWHERE.findall(lender.package.read(sheet.part))).decode()
    names = {name.name for name in lender.workbook.names} - known
    return "!" in texts or any(name in texts for name in names)


def _emptied(current: Package) -> Package:
    """The master of this version without a row: another city's answers are not theirs."""
    changed, receipt = plan_changes(current, [TableEdit(table.name, body=()) for table in TABLES])
    return Package.from_bytes(current.replaced(changed, receipt.removed))


def _lists(workbook: Workbook) -> dict[str, tuple[str, ...]]:
    """Name of a drop-down → its fixed words."""
    names = {name.name for name in workbook.names}
    return {name: words for key, words in LISTS.items() if (name := list_name(key)) in names}


def _heads(current: FileBook, book: FileBook) -> dict[str, str]:
    """What the page headers of our master say of the plan → what theirs are to say."""
    ours, theirs = _settings(current), _settings(book)
    plan, as_of = (_CITY, "プラン名"), "基準日"
    pairs = [(" ".join(one.get(item, "") for item in plan), f"{as_of} {one.get(as_of, '')}") for one in (ours, theirs)]
    return dict(zip(*pairs, strict=True))


def _settings(book: FileBook) -> dict[str, str]:
    grid = book.grid(SETTINGS.name)
    if grid is None:
        return {}
    item, value = SETTINGS.columns["item"].header, SETTINGS.columns["value"].header
    return {str(grid.cell(at, item)): str(grid.cell(at, value) or "") for at in range(len(grid.rows))}


def _all_tables(package: Package) -> Iterator[TablePart]:
    for sheet in Workbook.of(package).sheets:
        if sheet.kind == "worksheet":
            yield from tables_of(package, sheet)


def complete_settings(book: FileBook, package: Package, current: FileBook, account: Account) -> Package:
    """The package with every setting of this version and its schema version; values that are there stay."""
    grid, ours = book.grid(SETTINGS.name), current.grid(SETTINGS.name)
    if grid is None or ours is None or account.refused:
        return package
    item, value = SETTINGS.columns["item"].header, SETTINGS.columns["value"].header
    known = {str(grid.cell(at, item)): at for at in range(len(grid.rows)) if grid.cell(at, item) is not None}
    version = str(grid.cell(known[_VERSION], value)) if _VERSION in known else ""
    if version.isdecimal() and int(version) > int(SCHEMA_VERSION):
        account.refused.append(
            (
                f"台帳の形の版（{version}）が、このxlplanの版（{SCHEMA_VERSION}）より新しいものです",
                "xlplanを新しくしてから、もう一度実行してください。",
            )
        )
        return package
    changed = {}
    if _VERSION in known and version != SCHEMA_VERSION:
        changed[known[_VERSION], grid.position(value)] = SCHEMA_VERSION
        account.added.append(f"「{SETTINGS.sheet}」の「{_VERSION}」（{version or '空欄'}から{SCHEMA_VERSION}へ）")
    new = [dict(zip(ours.columns, row, strict=True)) for row in ours.rows if str(row[ours.position(item)]) not in known]
    same_city = _settings(book).get(_CITY) == _settings(current).get(_CITY)
    for one in new:
        if not same_city:
            one[value] = None  # a code, an address or a rule of another city would be worse than a blank
        account.added.append(
            f"「{SETTINGS.sheet}」の項目「{one[item]}」（{_shown(one[value])}。合っているか確かめてください）"
        )
    if not changed and not new:
        return package
    # Laid out as their columns stand: an added column lies at the right end.
    rows = [[_text(one.get(header)) for header in grid.columns] for one in new]
    parts, receipt = plan_changes(package, [TableEdit(SETTINGS.name, set=changed, append=rows)])
    return Package.from_bytes(package.replaced(parts, receipt.removed))


def _shown(value: Value) -> str:
    return "空欄" if value is None else f"値「{value}」"


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
