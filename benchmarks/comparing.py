"""Results of different programs, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlplan.books.reading import open_workbook

Cells = dict[tuple[object, ...], dict[str, object]]
"""Key of a row → header → value."""


def differences(
    results: Sequence[Path], tables: Sequence[str], keys: int, only: frozenset[str] = frozenset()
) -> list[str]:
    """Cells in which any result differs from the first one: file, table, key, header and both values.

    Args:
        results: workbooks, the first being held against all others.
        tables: Excel tables to compare, or sheets that hold nothing but a header row and rows.
        keys: how many of a row's first cells identify it.
        only: the headers to compare; none: all.
    """
    found = []
    for table in tables:
        ours, *others = (cells_of(path, table, keys) for path in results)
        for path, theirs in zip(results[1:], others, strict=True):
            found += [
                f"{path.name} {table} {key} {header}: {left.get(header)!r} / {right.get(header)!r}"
                for key in ours.keys() | theirs.keys()
                for left, right in [(ours.get(key, {}), theirs.get(key, {}))]
                for header in (left.keys() | right.keys()) & (only or left.keys() | right.keys())
                if left.get(header) != right.get(header)
            ]
    return found


def cells_of(path: Path, table: str, keys: int) -> Cells:
    """The cells of a table that hold something. LookupError when there is no such table, ValueError for a key twice."""
    headers, *rows = _rows(path, table)
    found: Cells = {}
    for row in rows:
        key = tuple(row[:keys])
        if key[0] is None:
            continue
        if key in found:
            raise ValueError(f"{path.name} {table} has {key} twice")
        found[key] = {str(header): value for header, value in zip(headers, row, strict=True) if value is not None}
    return found


def _rows(path: Path, table: str) -> Sequence[Sequence[object]]:
    """Header row and body of a table, or of the sheet of that name."""
    book = open_workbook(path)
    grid = book.table(table)
    if grid is not None:
        return [grid.columns, *grid.rows]
    if table not in (sheet.name for sheet in book.facts.sheets):
        raise LookupError(f"{path.name} has no table {table}")
    return book.grid(table)
