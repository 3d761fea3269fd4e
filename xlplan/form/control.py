"""The control block of a form: who it was issued to, and keyed check values over what must not change.

Protection keeps accidents away; the check value tells whether they happened. Both are computed from a sheet alone, so a
return can be told to be untouched even when the master has changed since.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from xlplan.eras import era_year
from xlplan.form.cells import RowKind, mask_of
from xlplan.periods import Period

FORM_ID = "xlplan-return"
PREFIX = "control:"
FORM, VERSION, PLAN, DEPARTMENT, PERIOD, ISSUE, CHECK = ITEMS = (
    "様式ID",
    "構造の版",
    "プランID",
    "課名",
    "時期",
    "発行番号",
    "固定欄の検査値",
)
"""Items of the control block in the order of rows 1 to 7 of column A."""
TITLE_ROWS = len(ITEMS)
LOCKED_IN_TITLE = ((0, 1), (1, 2))
"""(row, column) from 0 of the title and the department's name: the locked cells of the title block."""

_CHECK_DIGITS = 32
_ISSUE_DIGITS = 8
_ERA_LETTERS = {"平成": "H", "令和": "R", "昭和": "S", "大正": "T"}


def canonical(value: object) -> str:
    """A cell's content in the one spelling that survives saving: figures to 15 digits, line ends as line feeds."""
    if isinstance(value, str):
        return str(value).replace("\r\n", "\n").strip()
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        value = Decimal(f"{value:.15g}")
    if isinstance(value, int | Decimal):
        text = format(Decimal(value), "f")
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    return str(value).replace("\r\n", "\n").strip()


def control_lines(control: Mapping[str, str]) -> list[str]:
    """The control block as it stands in A1 to A7."""
    return [f"{PREFIX}{item}={control[item]}" for item in ITEMS]


def read_control(lines: Iterable[object]) -> dict[str, str]:
    """The control block from the first cells of column A; items that are not there are missing."""
    found: dict[str, str] = {}
    for line in lines:
        text = canonical(line)
        if text.startswith(PREFIX):
            item, _, value = text.removeprefix(PREFIX).partition("=")
            found[item] = value
    return found


def check_value(cells: Sequence[Sequence[object]], names: Sequence[str], secret: str) -> str:
    """HMAC-SHA256 over every locked cell with its address, in hex.

    Args:
        cells: the sheet from A1.
        names: column names of the form.
        secret: 照合鍵 of the master.
    """
    lines = [f"{row},{column}\t{_at(cells, row, column)}" for row, column in LOCKED_IN_TITLE]
    lines += [
        f"{row},{column}\t{_at(cells, row, column)}"
        for row in range(TITLE_ROWS, len(cells))
        if (key := canonical(cells[row][0] if cells[row] else None))
        for column in locked_columns(key, names)
    ]
    return _mac("\n".join(lines), secret)[:_CHECK_DIGITS]


def locked_columns(key: str, names: Sequence[str]) -> list[int]:
    """Positions of the cells of a row that must not change, from its key."""
    kind = key.partition("|")[0]
    if kind in (RowKind.SECTION, RowKind.HEADER, RowKind.GAP):
        return list(range(len(names)))
    past = [at for at, name in enumerate(names) if name.isdecimal()]
    mask = mask_of(key) or "1" * len(past)
    known = [at for at, digit in zip(past, mask, strict=False) if digit == "1"]
    return [0, 1, 2, 3, *known, names.index("unit")]


def issue_number(control: Mapping[str, str], order: int, period: Period, secret: str) -> str:
    """Deterministic issue number: 「H26-2-07-3f9a21bc」 = year, half, department's place in the list, check digits."""
    era = era_year(period.fy)
    head = f"{_ERA_LETTERS[era[:2]]}{era[2:].replace('元', '1')}-{period.half}-{order:02d}"
    return f"{head}-{_issue_check(control, head, secret)}"


def is_issued(control: Mapping[str, str], secret: str) -> bool:
    """Whether the issue number belongs to exactly this control block."""
    head, _, check = control.get(ISSUE, "").rpartition("-")
    return hmac.compare_digest(check.encode(), _issue_check(control, head, secret).encode())


def _issue_check(control: Mapping[str, str], head: str, secret: str) -> str:
    covered = [head, *(f"{item}={control.get(item, '')}" for item in ITEMS if item != ISSUE)]
    return _mac("\n".join(covered), secret)[:_ISSUE_DIGITS]


def _at(cells: Sequence[Sequence[object]], row: int, column: int) -> str:
    return canonical(cells[row][column]) if row < len(cells) and column < len(cells[row]) else ""


def _mac(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
