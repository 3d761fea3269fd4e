"""The return form of one department and one period as plain data: what stands where, and what each cell asks.

The same layout is drawn by `template`, read by `read` and judged by `forensics`; nothing here knows a file.
"""

from __future__ import annotations

from xlplan.form.cells import Ask, AskKind, Cell, Columns, Form, FormRow, Role, RowKind
from xlplan.form.layout import FORM_TABLES, SHEET, build_form, own_sheet_name

__all__ = [
    "FORM_TABLES",
    "SHEET",
    "Ask",
    "AskKind",
    "Cell",
    "Columns",
    "Form",
    "FormRow",
    "Role",
    "RowKind",
    "build_form",
    "own_sheet_name",
]
