"""The door of the browser-based add-in: a model as its JavaScript sends it, and the answer's actions carried out.

`payload_of` builds what `custom-scripts/index.js` of xlwings Server builds; `carry_out` does what its callbacks do with
`setValues` and the rest. An action that is not modelled raises KeyError.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import xlwings

from tests.fake_excel.as_typed import EPOCH
from tests.fake_excel.model import Cell, Refusal, Sheet, Table, Workbook
from xlplan.books.addresses import Area, parse_area
from xlplan.books.book import CellError

_REFERENCE = re.compile(r"=(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)")
Payload = dict[str, Any]


def payload_of(workbook: Workbook, args: Sequence[object] = ()) -> Payload:
    """The request's body for a click: the whole workbook, and the script's arguments."""
    return {
        "client": "Office.js",
        "version": xlwings.__version__,
        "book": {
            "name": workbook.path.name if workbook.path else "Book1",
            "active_sheet_index": 0,
            "selection": "A1",
            "calculation": "Automatic",
        },
        "names": [_name(workbook, name, refers_to) for name, refers_to in workbook.names.items()],
        "sheets": [_sheet(sheet) for sheet in workbook.sheets],
        "args": list(args),
    }


def _name(workbook: Workbook, name: str, refers_to: str) -> Payload:
    found = _REFERENCE.fullmatch(refers_to)
    at, address = None, None
    if found:
        sheet = (found[1] or found[2]).replace("''", "'")
        at = next((index for index, one in enumerate(workbook.sheets) if one.name == sheet), None)
        address = found[3].replace("$", "") if at is not None else None
    scope: Payload = {"scope_sheet_name": None, "scope_sheet_index": None, "book_scope": True}
    kind = "Range" if found else "String"
    return {"name": name, "refers_to": refers_to, "type": kind, "sheet_index": at, "address": address, **scope}


def _sheet(sheet: Sheet) -> Payload:
    used = sheet.used(values_only=True)
    rows: list[list[object]] = [[""]]
    if used:
        columns = range(1, used.right + 1)
        rows = [[_sent(sheet.cells.get((row, column))) for column in columns] for row in range(1, used.bottom + 1)]
    return {
        "name": sheet.name,
        "visibility": "Visible" if sheet.visible else "Hidden",
        "show_gridlines": True,
        "print_area": None,
        "notes": [],
        "notes_supported": True,
        "used_range_address": str(used) if used else None,
        "used_range_row_count": used.bottom - used.top + 1 if used else 0,
        "used_range_column_count": used.right - used.left + 1 if used else 0,
        "values": rows,
        "tables": [_table(sheet, table) for table in sheet.tables],
        "pictures": [],
        "shapes": [],
        "charts": [],
        "pivot_tables": [],
    }


def _sent(cell: Cell | None) -> object:
    """A value as JSON: blanks "", dates ISO in UTC, errors and text alike as text, whole numbers without a point."""
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, CellError):
        return cell.value.code
    if isinstance(cell.value, float) and cell.is_date:
        moment = EPOCH + dt.timedelta(milliseconds=round(cell.value * 86_400_000))
        return moment.isoformat(timespec="milliseconds") + "Z"
    if isinstance(cell.value, float) and cell.value.is_integer():
        return int(cell.value)
    return cell.value


def _table(sheet: Sheet, table: Table) -> Payload:
    area, body = table.area, table.body
    head = area._replace(bottom=area.top)
    columns = [str(sheet.cell(area.top, column).value) for column in range(area.left, area.right + 1)]
    return {
        "name": table.name,
        "range_address": str(area),
        "row_count": area.bottom - area.top + 1,
        "column_count": len(columns),
        "columns": columns,
        "header_row_range_address": str(head) if table.header else None,
        "data_body_range_address": str(body),
        "total_row_range_address": str(area._replace(top=area.bottom)) if table.totals else None,
        "show_headers": table.header,
        "show_totals": table.totals,
        "table_style": "TableStyleLight1",
        "show_autofilter": True,
        "show_table_style_first_column": False,
        "show_table_style_last_column": False,
        "show_table_style_row_stripes": False,
        "show_table_style_column_stripes": False,
    }


def carry_out(answer: Mapping[str, Any], workbook: Workbook) -> list[list[object]]:
    """Carry out an answer's actions in order, as the add-in's JavaScript does. Returns the arguments of each alert."""
    alerts: list[list[object]] = []
    for action in answer["actions"]:
        if action["func"] == "alert":
            alerts.append(action["args"])
        else:
            _ACTIONS[action["func"]](workbook, action)
    return alerts


def _area(action: Mapping[str, Any]) -> Area:
    top, left = action["start_row"] + 1, action["start_column"] + 1
    return Area(top, left, top + action["row_count"] - 1, left + action["column_count"] - 1)


def _set_values(workbook: Workbook, action: Mapping[str, Any]) -> None:
    sheet, area, values = workbook.sheets[action["sheet_position"]], _area(action), action["values"]
    if len(values) != action["row_count"] or any(len(row) != action["column_count"] for row in values):
        raise Refusal("the values must have the shape of the range")
    for row, line in enumerate(values, area.top):
        for column, value in enumerate(line, area.left):
            if value is not None:  # null leaves a cell as it is
                sheet.enter(row, column, value)


def _set_number_format(workbook: Workbook, action: Mapping[str, Any]) -> None:
    _each(workbook, action, lambda cell: setattr(cell, "number_format", str(action["args"][0])))


def _set_color(workbook: Workbook, action: Mapping[str, Any]) -> None:
    color = action["args"][0]
    _each(workbook, action, lambda cell: setattr(cell, "color", int(color[1:], 16) if color else None))


def _each(workbook: Workbook, action: Mapping[str, Any], change: Callable[[Cell], None]) -> None:
    sheet, area = workbook.sheets[action["sheet_position"]], _area(action)
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            change(sheet.cell(row, column))


def _resize_table(workbook: Workbook, action: Mapping[str, Any]) -> None:
    sheet = workbook.sheets[action["sheet_position"]]
    at, address = action["args"]
    sheet.resize(sheet.tables[at], parse_area(address.replace("$", "")))


def _autofill(workbook: Workbook, action: Mapping[str, Any]) -> None:
    destination, kind = action["args"]
    if kind != "FillFormats":
        raise KeyError(kind)
    fill_formats(workbook.sheets[action["sheet_position"]], _area(action), parse_area(destination.replace("$", "")))


def fill_formats(sheet: Sheet, source: Area, destination: Area) -> None:
    """Give the rows of `destination` the formats of the row `source`, as Range.AutoFill does with xlFillFormats."""
    if source.top != source.bottom or source.left != destination.left or source.right != destination.right:
        raise Refusal("the destination must include the source")
    for row in range(destination.top, destination.bottom + 1):
        for column in range(destination.left, destination.right + 1):
            like = sheet.cell(source.top, column)
            cell = sheet.cell(row, column)
            cell.number_format, cell.color = like.number_format, like.color


def _names_add(workbook: Workbook, action: Mapping[str, Any]) -> None:
    name, refers_to = action["args"]
    workbook.names[name] = refers_to


def _name_delete(workbook: Workbook, action: Mapping[str, Any]) -> None:
    del workbook.names[action["args"][2]]


def _nothing(_workbook: Workbook, _action: Mapping[str, Any]) -> None:
    """What a model has no place for: which sheet is in front."""


_ACTIONS: Final[Mapping[str, Callable[[Workbook, Mapping[str, Any]], None]]] = {
    "setValues": _set_values,
    "setNumberFormat": _set_number_format,
    "setRangeColor": _set_color,
    "resizeTable": _resize_table,
    "rangeAutofill": _autofill,
    "namesAdd": _names_add,
    "nameDelete": _name_delete,
    "activateSheet": _nothing,
}
