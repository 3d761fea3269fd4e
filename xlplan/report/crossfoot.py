"""Whether the printed tables of counts add up: every row to its 計, every column to the row of 計.

Held against the finished file, not against what was meant: a template that hides a value, or a copy in which someone
changed a figure, is found and the cell named.
"""

from __future__ import annotations

from typing import Final

from xlplan.books.addresses import cell_name
from xlplan.books.stencil import Template
from xlplan.findings import CannotRun

COUNTS: Final = "総括表"
BANDS: Final = ("進捗区分", "指標判定")
_WHOLE: Final = "計"


class DoesNotAddUp(CannotRun):
    """A finished report contradicts itself; the text is Japanese and names the cells."""


def require(template: Template, made: Template) -> None:
    """DoesNotAddUp when a table of counts in a filled template contradicts itself. Templates without one pass."""
    found = mismatches(template, made) if COUNTS in template.sheet_names else []
    if found:
        raise DoesNotAddUp(f"「{made.name}」の{COUNTS}の数が合いません。\n" + "\n".join(f"・{line}" for line in found))


def mismatches(template: Template, made: Template) -> list[str]:
    """One sentence for each sum that does not hold. The columns are the template's; rows are found by their names."""
    numbers = made.numbers(COUNTS)
    found = []
    for band in BANDS:
        columns = template.columns(COUNTS, band)
        parts = {name: at for name, at in columns.items() if f"{name}前回" in columns}
        rows, (total,) = made.band_rows(COUNTS, band), made.band_rows(COUNTS, f"{band}の計")
        for row in (*rows, total):
            said, counted = numbers.get((row, columns[_WHOLE])), sum(numbers.get((row, at), 0) for at in parts.values())
            if said != counted:
                found.append(f"{cell_name(row, columns[_WHOLE])}の計は{said}、内訳の合計は{counted}です。")
        for name, at in columns.items():
            known = [numbers[row, at] for row in rows if (row, at) in numbers]
            said = numbers.get((total, at))
            if known and said != sum(known):
                found.append(f"{cell_name(total, at)}（{name}）の計は{said}、方針の合計は{sum(known)}です。")
    return found
