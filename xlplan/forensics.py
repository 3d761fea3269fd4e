"""What happened to a return between its issue and its coming back: named, with the cell.

Protection is not security. A sheet is compared with the form that the master would issue today; the keyed check value
tells whether a difference comes from the officer's hands or from a master that has moved on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from xlplan.alignment import Alignment, SheetView, align, out_of_order, place_of_missing
from xlplan.answers import shown
from xlplan.books.addresses import column_name, parse_cell
from xlplan.declaring import NamedTuple
from xlplan.findings import Finding, finding
from xlplan.form import Form, Role, RowKind
from xlplan.form.cells import identity, mask_of, may_be_absent
from xlplan.form.control import CHECK, LOCKED_IN_TITLE, TITLE_ROWS, canonical, check_value, locked_columns
from xlplan.messages import Message

_MOST_DETAILS = 3
_OPEN = frozenset({Role.INPUT, Role.AUTO, Role.CLOSED, Role.GUIDE})
"""Roles that are not locked: typed, calculated, or of no account."""
_LABELS = (1, 2, 3)
"""Columns of what a row is about, from 0."""
_BESIDE = (-3, -2, -1, 1, 2, 3)
"""How far a column is looked for when others were inserted or deleted before it."""
_LOCKED_OF_TITLE = {row: (column,) for row, column in LOCKED_IN_TITLE}
_MOST_INSERTED = 100
"""Inserted rows that are named one by one; somebody may have pasted a whole sheet below the form."""


class Structure(NamedTuple):
    """The outcome: where each form row stands in the sheet, and what is wrong with the sheet."""

    rows: Mapping[str, int]
    findings: tuple[Finding, ...]


def examine(view: SheetView, form: Form, control: Mapping[str, str], secret: str) -> Structure:
    """Compare a sheet with the form its department would get today.

    Args:
        view: the sheet.
        form: may have been built without formulas.
        control: the sheet's own control block.
        secret: 照合鍵 of the master.

    Returns:
        S204 when the sheet is as issued but the master asks something else now; S210-S214 and S221 when it was altered;
        S215-S218 for what is hidden, overwritten or calculated.
    """
    department = form.department
    aligned = align(view, form)
    findings: list[Finding] = []
    moved: list[tuple[int, int, str]] = []
    if not _as_expected(view, form, aligned):
        moved = _moved_columns(view, form, aligned)
        # Rows that were issued all have a key of their own; one without can only have been put there since.
        issued = check_value(view.cells, form.columns.names, secret) == control.get(CHECK, "")
        if issued and not aligned.inserted:
            findings = _moved_on(view, form, aligned)
        else:
            findings = _tampered(view, form, aligned, moved) or [_check_altered(view, control, department)]
    findings += _hidden(view, form)
    if not moved:  # otherwise every formula stands in a wrong column
        findings += _formulas(view, form, aligned)
    return Structure(aligned.rows, tuple(findings))


def _as_expected(view: SheetView, form: Form, aligned: Alignment) -> bool:
    """Whether every locked cell is what the form would have today: the common case, and the cheap one.

    The check value need not be computed then: whatever it was made from, the sheet asks what the master asks.
    """
    if len(aligned.rows) != len(form.rows) - TITLE_ROWS or aligned.inserted or aligned.unknown or aligned.altered:
        return False
    blank = (None,) * len(form.columns.names)
    for at, made in enumerate(form.rows):
        standing = (*view.cells[at], *blank) if at < len(view.cells) else blank
        locked = _LOCKED_OF_TITLE.get(at, ()) if at < TITLE_ROWS else range(len(blank))
        for column in locked:
            cell, found = made.cells[column], standing[column]
            if cell is None:
                if found is not None and canonical(found):
                    return False
            elif cell.value != found and cell.role not in _OPEN and canonical(found) != canonical(cell.value):
                return False
    return True


def _check_altered(view: SheetView, control: Mapping[str, str], department: str) -> Finding:
    place = view.place(TITLE_ROWS - 1)
    return finding(Message.S221_CONTROL_ALTERED, place, control.get(CHECK, ""), item=CHECK, department=department)


def _tampered(view: SheetView, form: Form, aligned: Alignment, moved: list[tuple[int, int, str]]) -> list[Finding]:
    """Keys first, then order, then labels; where columns moved, every label differs and the headings say it once."""
    department = form.department
    findings = []
    for row, one in aligned.altered.items():
        key = form.rows[form.row_of[one]].key
        words = {"expected": key, "department": department}
        findings.append(finding(Message.S210_KEY_ALTERED, view.place(row), shown(view.at(row, 0)), **words))
    inserted = sorted((*aligned.inserted, *aligned.unknown))
    findings += [
        finding(Message.S212_ROW_INSERTED, view.place(row, 1), _row_text(view, row), department=department)
        for row in inserted[:_MOST_INSERTED]
    ]
    if (more := len(inserted) - _MOST_INSERTED) > 0:
        place = view.place(inserted[_MOST_INSERTED], 1)
        findings.append(finding(Message.S212_ROW_INSERTED, place, f"ここから{more:,}行", department=department))
    for one in _deleted(aligned):
        place = view.place(place_of_missing(form, aligned, one), 1)
        findings.append(finding(Message.S213_ROW_DELETED, place, _row_name(form, one), department=department))
    differing = moved or _label_differences(view, form, aligned)
    sorted_at = out_of_order(form, aligned)
    rows = _swapped_rows(view, form, differing)
    if sorted_at is None and rows and not moved:
        sorted_at = min(rows)
        differing = [one for one in differing if one[0] not in rows]
    if sorted_at is not None:
        findings.append(finding(Message.S214_ROWS_SORTED, view.place(sorted_at, 1), department=department))
    for row, column, expected in differing:
        words = {"expected": expected, "department": department}
        findings.append(
            finding(Message.S211_LABEL_ALTERED, view.place(row, column), shown(view.at(row, column)), **words)
        )
    return findings


def _moved_on(view: SheetView, form: Form, aligned: Alignment) -> list[Finding]:
    """The sheet is as issued: does the master still ask the same?"""
    details = [f"「{_row_name(form, one)}」の行が増えました" for one in _deleted(aligned)]
    gone = sorted((*aligned.unknown, *aligned.altered))
    details += [f"「{_row_text(view, row)}」の行がなくなりました" for row in gone]
    if not details and out_of_order(form, aligned) is not None:
        details.append("行の順序が変わりました")
    details += [
        f"{view.place(row, column).cell}の「{_short(view.at(row, column))}」が「{_short(expected)}」に変わりました"
        for row, column, expected in _label_differences(view, form, aligned, past=False)
    ]
    if not details:
        return []
    more = f"ほか{len(details) - _MOST_DETAILS}件" if len(details) > _MOST_DETAILS else ""
    detail = "。".join([*details[:_MOST_DETAILS], *([more] if more else [])])
    return [finding(Message.S204_STALE_FORM, view.place(0, 1), detail=detail, department=form.department)]


def _deleted(aligned: Alignment) -> list[str]:
    return [one for one in aligned.missing if not may_be_absent(one)]


def _label_differences(
    view: SheetView, form: Form, aligned: Alignment, *, past: bool = True
) -> list[tuple[int, int, str]]:
    """(row, column, expected) of locked cells that differ. Past figures count only where both sides have them locked."""
    found = []
    for row, column in LOCKED_IN_TITLE:
        cell = form.rows[row].cells[column]
        expected = canonical(cell.value) if cell else ""
        if canonical(view.at(row, column)) != expected:
            found.append((row, column, expected))
    for one, row in aligned.rows.items():
        made = form.rows[form.row_of[one]]
        for column in locked_columns(canonical(view.at(row, 0)), form.columns.names)[1:]:
            cell = made.cells[column]
            is_past = form.columns.names[column].isdecimal() and made.kind not in (RowKind.HEADER, RowKind.SECTION)
            if is_past and (not past or cell is None or cell.role is not Role.PAST):
                continue
            expected = canonical(cell.value) if cell else ""
            if canonical(view.at(row, column)) != expected:
                found.append((row, column, expected))
    return found


def _moved_columns(view: SheetView, form: Form, aligned: Alignment) -> list[tuple[int, int, str]]:
    """(row, column, expected) of the first heading out of place, where headings stand beside their columns; else nothing."""
    found = []
    for one, row in aligned.rows.items():
        made = form.rows[form.row_of[one]]
        if made.kind is not RowKind.HEADER:
            continue
        labels = {at: canonical(cell.value) for at, cell in enumerate(made.cells) if cell and cell.value}
        last = list(labels)[-2:]
        if any(all(canonical(view.at(row, at + by)) == labels[at] for at in last) for by in _BESIDE):
            first = next(at for at in labels if canonical(view.at(row, at)) != labels[at])
            found.append((row, first, labels[first]))
    return found


def _swapped_rows(view: SheetView, form: Form, differing: list[tuple[int, int, str]]) -> list[int]:
    """Rows whose labels only changed places among one another, as when column A was left out of a sort; else nothing."""
    rows = sorted({row for row, column, _ in differing if row >= TITLE_ROWS and column in _LABELS})
    if len(rows) < 2:  # noqa: PLR2004
        return []
    by_row = {form.row_of[identity(key)]: row for row in rows if (key := canonical(view.at(row, 0)))}
    expected = Counter(
        tuple(canonical(cell.value) if cell else "" for cell in form.rows[at].cells[1:4]) for at in by_row
    )
    standing = Counter(tuple(canonical(view.at(row, column)) for column in _LABELS) for row in rows)
    return rows if expected == standing else []


def _row_name(form: Form, one: str) -> str:
    cells = form.rows[form.row_of[one]].cells
    words = [str(cell.value) for cell in cells[1:3] if cell and cell.value is not None]
    return " ".join(words) or one


def _row_text(view: SheetView, row: int) -> str:
    return " ".join(text for column in (1, 2) if (text := canonical(view.at(row, column))))


def _short(value: object) -> str:
    text = canonical(value).replace("\n", " ")
    return text if len(text) <= 30 else text[:30] + "…"  # noqa: PLR2004


def _hidden(view: SheetView, form: Form) -> list[Finding]:
    findings = []
    rows = sorted(row for row in view.hidden_rows if row <= len(view.cells))
    if rows:
        text = "、".join(_runs(rows)) + "行"
        place = view.place(rows[0] - 1, 1)
        findings.append(finding(Message.S215_ROWS_HIDDEN, place, text, department=form.department))
    columns = sorted(column for column in view.hidden_columns if 1 < column <= len(form.columns.names))
    if columns:
        text = "・".join(column_name(column) for column in columns) + "列"
        place = view.place(0, columns[0] - 1)
        findings.append(finding(Message.S216_COLUMNS_HIDDEN, place, text, department=form.department))
    return findings


def _runs(numbers: list[int]) -> list[str]:
    """[3, 4, 5, 8] → 「3～5」「8」."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}～{run[-1]}" for run in runs]


def _formulas(view: SheetView, form: Form, aligned: Alignment) -> list[Finding]:
    """Automatic cells that hold values, inputs that hold formulas."""
    if view.formulas is None:
        return []
    words = {"department": form.department}
    verdict, check = form.columns.at("verdict"), form.columns.at("check")
    findings = []
    for one, row in aligned.rows.items():
        cells = form.rows[form.row_of[one]].cells
        for column in (verdict, check):
            cell = cells[column]
            if cell is None or cell.role is not Role.AUTO:
                continue
            value = view.at(row, column)
            if canonical(value) and (place := view.place(row, column)).cell not in view.formulas:
                findings.append(finding(Message.S217_FORMULA_OVERWRITTEN, place, shown(value), **words))
    form_row = {row: form.row_of[one] for one, row in aligned.rows.items()}
    for name in view.formulas:
        row, column = parse_cell(name)
        if row - 1 not in form_row or column > len(form.columns.names):
            continue
        cell = form.rows[form_row[row - 1]].cells[column - 1]
        mask = mask_of(canonical(view.at(row - 1, 0)))
        if cell is not None and cell.ask is not None and is_input(form, cell.role, column - 1, mask):
            place = view.place(row - 1, column - 1)
            findings.append(finding(Message.S218_FORMULA_IN_INPUT, place, f"={view.formulas[name]}", **words))
    return findings


def is_input(form: Form, role: Role, column: int, mask: str) -> bool:
    """Whether the cell was an input when the sheet was issued: for past years the sheet's own mask tells."""
    if mask and (at := form.columns.past_at.get(column)) is not None:
        return mask[at : at + 1] == "0"
    return role is Role.INPUT
