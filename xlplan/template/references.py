"""Structured references as they stand in the file, so that formulas grow with their tables."""

from __future__ import annotations

from xlplan.tables import BY_NAME


def col(table: str, header: str) -> str:
    """A whole column: 「進捗報告[年度]」.

    Raises:
        KeyError: the table or the column is not declared; a formula never names what does not exist.
    """
    if header not in BY_NAME[table].headers:
        raise KeyError(f"{table}[{header}]")
    # Excel wants a second pair of brackets around a header with a full stop or brackets in it.
    return f"{table}[{header}]" if header.isalnum() else f"{table}[[{header}]]"


def here(table: str, header: str) -> str:
    """The cell of a column in the formula's own row."""
    col(table, header)
    return f"{table}[[#This Row],[{header}]]"


def setting(item: str) -> str:
    """The value of an item of 管理."""
    return f'INDEX({col("管理", "値")},MATCH("{item}",{col("管理", "項目")},0))'
