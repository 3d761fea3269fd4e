"""The generated wrappers in cells, calculated by LibreOffice: run by the Python that LibreOffice comes with.

    /usr/bin/python3 tests/functions_in_libreoffice.py MASTER PROFILE ANSWERS

Opens a master whose macros hand each call to `bridge.py` in the profile's Python (tests/test_functions_cells.py makes it), has
everything calculated, and writes the cells of 試算 as JSON: address → value or text.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.office_by_uno import opened

SHEET = "試算"


def main(master: Path, profile: Path, answers: Path) -> None:
    """Calculate and write."""
    with opened(master, profile) as book:
        book.calculateAll()
        cells = _cells(book.Sheets.getByName(SHEET))
        answers.write_text(json.dumps(cells, ensure_ascii=False), encoding="utf-8")


def _cells(sheet: Any) -> dict[str, float | str]:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    found: dict[str, float | str] = {}
    for row in range(end.EndRow + 1):
        for column in range(end.EndColumn + 1):
            cell = sheet.getCellByPosition(column, row)
            if cell.getFormula():
                found[f"{chr(65 + column)}{row + 1}"] = (
                    cell.getString() if cell.getError() or _is_text(cell) else cell.getValue()
                )
    return found


def _is_text(cell: Any) -> bool:
    numeric = 1  # com.sun.star.sheet.FormulaResult.VALUE
    return bool(cell.FormulaResultType2 != numeric)


if __name__ == "__main__":
    main(*(Path(argument).resolve() for argument in sys.argv[1:4]))
