"""受付: returned files and the master's own departmental sheets, each read into a `ReturnRead`.

Files are found and opened by `returned`, and told apart here when one department sent several. One bad file stops only
itself. What a sheet says is read by `sheet_reading`, what happened to it by `forensics`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.alignment import SheetView
from xlplan.books.reading import BrokenWorkbook
from xlplan.control_check import (
    CONTROL_SHEET,
    control_of,
    departments_in,
    differing_control,
    repeated_control,
)
from xlplan.findings import Finding, Place, finding
from xlplan.form import SHEET
from xlplan.messages import Message
from xlplan.returned import ReturnedFile, ReturnedFiles
from xlplan.sheet_reading import Answer, Forms, ReturnRead, read_sheet

if TYPE_CHECKING:
    from xlplan.books.book import Book
    from xlplan.books.contents import Contents
    from xlplan.periods import Period
    from xlplan.plan import Plan

__all__ = ["Answer", "ReturnRead", "read_both", "read_own_sheets", "read_returns", "why_unread"]

Progress = Callable[[int, int, str], None]
_BROKEN: dict[str, tuple[Message, str]] = {
    "encrypted": (Message.F102_ENCRYPTED, ""),
    "old_xls": (Message.F103_OLD_FORMAT, ""),
    "not_a_workbook": (Message.F101_NOT_A_WORKBOOK, "ブックの中身がありません"),
    "csv_renamed": (Message.F101_NOT_A_WORKBOOK, "CSVファイルの拡張子を変えたものです"),
    "html_renamed": (Message.F101_NOT_A_WORKBOOK, "ウェブページの拡張子を変えたものです"),
    "empty_file": (Message.F101_NOT_A_WORKBOOK, "中身が空です"),
    "no_access": (Message.F104_CORRUPT, "開く権限がないか、ほかで使用中です"),
    "truncated": (Message.F104_CORRUPT, "途中で切れています"),
    "damaged": (Message.F104_CORRUPT, "中身が欠けているか、書き換わっています"),
    "bad_xml": (Message.F104_CORRUPT, "中身の書式が壊れています"),
    "missing_part": (Message.F104_CORRUPT, "必要な中身がありません"),
    "unreadable": (Message.F104_CORRUPT, "中身を解釈できません"),
    "entity": (Message.F105_HOSTILE, "外部の内容を読み込む指示があります"),
    "path_trick": (Message.F105_HOSTILE, "ファイルの外を指しています"),
    "zip_bomb": (Message.F105_HOSTILE, "開くと極端に大きくなります"),
    "duplicate_entry": (Message.F105_HOSTILE, "同じ名前の中身が二つあります"),
    "too_large": (Message.F106_TOO_LARGE, "セルの範囲が広すぎます"),
    "too_many_sheets": (Message.F106_TOO_LARGE, "シートが多すぎます"),
}


def why_unread(code: str) -> str:
    """Why a workbook is not read, by the code of `BrokenWorkbook`: a Japanese sentence without its full stop."""
    message, detail = _BROKEN[code]
    return message.what.format(detail=detail).rstrip("。")


def read_returns(
    returned: Iterable[Path] | ReturnedFiles, plan: Plan, period: Period, progress: Progress | None = None
) -> list[ReturnRead]:
    """Read every file given or found in the folders given.

    Args:
        returned: files and folders; folders with everything below them. Or these as already being opened.
        plan: must hold `form.FORM_TABLES`.
        period: what is being collected; returns of other periods are refused.
        progress: told (done, total, file name).

    Returns:
        One per file, by name; a path where nothing is found gives one with F109. Never raises for bad files.
    """
    return _told_apart(_files(returned, Forms(plan, period), progress))


def read_own_sheets(book: Book, plan: Plan, period: Period) -> list[ReturnRead]:
    """Read the departmental sheets inside the master, in their order; blank ones count as 未提出."""
    return _told_apart(_own_sheets(book, Forms(plan, period)))


def read_both(
    returned: Iterable[Path] | ReturnedFiles, book: Book, plan: Plan, period: Period, progress: Progress | None = None
) -> list[ReturnRead]:
    """Read files, then the departmental sheets inside the master; a department that answered in both is told apart."""
    forms = Forms(plan, period)
    return _told_apart([*_files(returned, forms, progress), *_own_sheets(book, forms)])


def _files(returned: Iterable[Path] | ReturnedFiles, forms: Forms, progress: Progress | None) -> list[ReturnRead]:
    files = returned if isinstance(returned, ReturnedFiles) else ReturnedFiles(returned)
    reads = []
    for done, file in enumerate(files, start=1):
        reads.append(_read_file(file, forms))
        if progress:
            progress(done, len(files), file.name)
    return reads


def _own_sheets(book: Book, forms: Forms) -> list[ReturnRead]:
    reads = []
    for name in book.sheet_names():
        if name.startswith(f"{SHEET}_"):
            sight = book.sight(name)
            seen = (sight.formulas, sight.hidden_rows, sight.hidden_columns) if sight else ()
            view = SheetView(forms.plan.file, name, book.sheet(name) or (), *seen)
            reads.append(read_sheet(view, forms, named=name.removeprefix(f"{SHEET}_")))
    return reads


def _read_file(file: ReturnedFile, forms: Forms) -> ReturnRead:
    """Read one file; whatever is wrong with it is a finding."""
    if file.path is None or file.outcome is None:
        return _unread(file.name, finding(Message.F109_NOTHING_FOUND, Place(file.name)))
    if isinstance(file.outcome, BrokenWorkbook):
        message, detail = _BROKEN[file.outcome.code]
        words = {"detail": detail} if detail else {}
        department = _only_department(file.path, forms.plan)
        return _unread(file.name, finding(message, Place(file.name), department=department, **words), department)
    return _read_contents(file.outcome, file.path, file.name, forms)


def _unread(name: str, why: Finding, department: str = "") -> ReturnRead:
    return ReturnRead(name, "", department, None, "", (), (why,), accepted=False, blank=False)


def _only_department(path: Path, plan: Plan) -> str:
    """The department a file name gives, so that the return board can say 差戻 for a file that does not open."""
    named = departments_in(path.stem, plan)
    return named[0] if len(named) == 1 else ""


def _read_contents(book: Contents, path: Path, name: str, forms: Forms) -> ReturnRead:
    about: list[Finding] = []
    department = _only_department(path, forms.plan)
    if book.macros:
        about.append(finding(Message.F107_MACROS, Place(name), department=department))
    if book.external_links:
        about.append(finding(Message.F108_EXTERNAL_LINKS, Place(name), department=department))
    repeated = repeated_control(book.cells[CONTROL_SHEET]) if CONTROL_SHEET in book.cells else {}
    if SHEET not in book.cells:
        missing = finding(Message.S220_SHEET_MISSING, Place(name, SHEET), expected=SHEET, department=department)
        why = missing if repeated else finding(Message.S201_NOT_A_RETURN, Place(name), department=department)
        read = _unread(name, why, department)
        return read._replace(digest=book.digest, findings=(*about, why))
    scan = book.scans[SHEET]
    view = SheetView(name, SHEET, book.cells[SHEET], scan.formulas, scan.hidden_rows, scan.hidden_columns)
    control = control_of(view)
    if control and not repeated:
        words = {"expected": CONTROL_SHEET, "department": department}
        about.append(finding(Message.S220_SHEET_MISSING, Place(name, CONTROL_SHEET), **words))
    elif control:
        about += differing_control(name, control, repeated)
    extra = [sheet for sheet in book.sheets if sheet not in (SHEET, CONTROL_SHEET)]
    if extra and control:
        about.append(finding(Message.S219_EXTRA_SHEETS, Place(name), "・".join(extra), department=department))
    return read_sheet(view, forms, digest=book.digest, named=path.stem, before=about)


def _told_apart(reads: list[ReturnRead]) -> list[ReturnRead]:
    """Several returns of one department: the same content counts once, differing ones are all refused."""
    groups: dict[str, list[int]] = {}
    for at, read in enumerate(reads):
        if read.accepted and not read.blank:
            groups.setdefault(read.department, []).append(at)
    settled = list(reads)
    for group in groups.values():
        contents = {at: _content(reads[at]) for at in group}
        differ = len(set(contents.values())) > 1
        for at in group if differ else group[1:]:
            others = "、".join(reads[one].sheet or reads[one].file for one in group if one != at)
            settled[at] = _with_duplicate(reads[at], others, differ=differ)
    return settled


def _content(read: ReturnRead) -> frozenset[tuple[object, ...]]:
    return frozenset((one.table, one.key, one.field, one.value) for one in read.answers)


def _with_duplicate(read: ReturnRead, others: str, *, differ: bool) -> ReturnRead:
    message = Message.S209_DUPLICATE_DIFFERENT if differ else Message.S208_DUPLICATE_SAME
    found = finding(message, Place(read.file, read.sheet), other=others, department=read.department)
    if differ:
        return read._replace(accepted=False, answers=(), findings=(*read.findings, found))
    return read._replace(findings=(*read.findings, found))
