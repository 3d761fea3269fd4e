"""The raw reference: the same bytes inflated by zipfile and parsed by expat without a callback, and nothing else done.

No checks, no merge, no writing: what a reader in pure Python could hardly go below. A native scanner can.

Usage: python -m benchmarks.raw_reference SHEET,SHEET,…=FILE-OR-FOLDER …
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

_SHEET = re.compile(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_RELATION = re.compile(r"<Relationship [^>]*>")
_TEXTS = "xl/sharedStrings.xml"


def main(groups: list[str]) -> None:
    """Read every group."""
    for group in groups:
        sheets, _, place = group.partition("=")
        folder = Path(place)
        for path in sorted(folder.glob("*.xlsx")) if folder.is_dir() else [folder]:
            read(path, frozenset(sheets.split(",")))


def read(path: Path, sheets: frozenset[str]) -> int:
    """Inflate and parse these sheets and the shared texts; how many parts that were."""
    with ZipFile(path) as package:
        parts = [part for name, part in _parts(package).items() if name in sheets]
        if _TEXTS in package.namelist():
            parts.append(_TEXTS)
        for part in parts:
            ParserCreate().Parse(package.read(part), True)
    return len(parts)


def _parts(package: ZipFile) -> dict[str, str]:
    """Sheet → part of the package."""
    relations = package.read("xl/_rels/workbook.xml.rels").decode()
    targets = {_value(one, "Id"): _value(one, "Target") for one in _RELATION.findall(relations)}
    named = _SHEET.findall(package.read("xl/workbook.xml").decode())
    return {name: "xl/" + targets[key].removeprefix("/xl/") for name, key in named}


def _value(tag: str, attribute: str) -> str:
    found = re.search(f' {attribute}="([^"]*)"', tag)
    return found[1] if found else ""


if __name__ == "__main__":
    main(sys.argv[1:])
