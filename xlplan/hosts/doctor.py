"""What of this machine or this master stands in the way, in Japanese, with what to do. Nothing is changed."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.hosts import screen
from xlplan.tables import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from xlplan.books.file import FileBook
    from xlplan.findings import Finding

_NEEDED = ("openpyxl", "pydantic", "python-calamine", "rich", "typer")
OK, NOTE, BAD = "良", "注意", "不可"


def diagnose(master: Path | None) -> list[Finding]:
    """Print one line a thing looked at; the findings of the master decide the exit code."""
    for state, what in _environment():
        screen.say(f"［{state}］{what}")
    if master is None:
        screen.say("台帳を調べるには「xlplan doctor 台帳.xlsm」としてください。")
        return []
    return _master(master)


def _environment() -> list[tuple[str, str]]:
    python = f"Python {platform.python_version()}（{sys.executable}）"
    lines = [(OK if sys.version_info >= (3, 11) else BAD, python)]
    for name in _NEEDED:
        try:
            lines.append((OK, f"{name} {importlib.metadata.version(name)}"))
        except importlib.metadata.PackageNotFoundError:
            lines.append((BAD, f"{name}がありません。導入をやり直してください。"))
    if importlib.util.find_spec("xlwings") is None:
        lines.append((NOTE, "xlwingsがありません。コマンドラインだけを使うなら不要です。"))
    if shutil.which("soffice") is None and os.name != "nt":
        lines.append((NOTE, "LibreOfficeがありません。試験と画像化にだけ使います。"))
    encoding = sys.stdout.encoding or ""
    good = encoding.lower().replace("-", "") == "utf8"
    lines.append((OK if good else NOTE, f"画面の文字コード {encoding}"))
    return lines


def _master(path: Path) -> list[Finding]:
    from xlplan.hosts.application import open_master
    from xlplan.plan import read_plan

    book = open_master(path)
    plan = read_plan(book, TABLES)
    for state, what in [*_file(path, book), _version(plan.settings.get("構造の版", ""))]:
        screen.say(f"［{state}］{what}")
    read = sum(len(plan.entries(table)) for table in TABLES)
    screen.say(
        f"［{OK}］表{len(TABLES)}のうち{sum(plan.tables[t.name].grid is not None for t in TABLES)}、{read}行を読み取りました。"
    )
    screen.findings(plan.findings)
    return plan.findings


def _file(path: Path, book: FileBook) -> list[tuple[str, str]]:
    from xlplan.books.locks import owner_of

    facts = book.workbook.facts
    lines = [(OK, f"ファイルの指紋 {book.workbook.digest[:16]}")]
    owner = owner_of(path)
    if owner is not None:
        lines.append((BAD, f"「{owner}」が開いています。閉じるまで書き込めません。"))
    if not os.access(path.parent, os.W_OK):
        lines.append((BAD, f"「{path.parent}」に書き込めません。別の場所に置いてください。"))
    if facts.signed:
        lines.append((BAD, "電子署名があります。書き込むと無効になるため、書き込みません。"))
    if facts.external_links:
        lines.append((NOTE, "他のブックへのリンクがあります。"))
    return lines


def _version(version: str) -> tuple[str, str]:
    if version == SCHEMA_VERSION:
        return OK, f"構造の版 {version}"
    return BAD, f"構造の版が「{version}」です。このxlplanは「{SCHEMA_VERSION}」の台帳を扱います。"
