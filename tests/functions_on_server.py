"""The worksheet functions as the browser-based add-in calls them: xlwings' own Office.js decorators and conversion.

    XLWINGS_ON_SERVER=true XLWINGS_LICENSE_KEY=noncommercial python -m tests.functions_on_server  < calls  > answers

The payload is what xlwings' JavaScript builds; calls are those of `tests.function_calls`, answered once each.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
from typing import Any, Final

import xlwings
from xlwings.server import custom_functions_call

from tests.function_calls import is_missing, rows_in
from xlplan.hosts import functions
from xlplan.hosts.server import guards

guards.stand_in_for_pyodide()
_EPOCH: Final = dt.date(1899, 12, 30)


def cell_of(value: Any) -> Any:
    """A JSON cell as Office.js passes it: a date is its number, a blank an empty text."""
    if isinstance(value, dict) and "date" in value:
        return (dt.date.fromisoformat(value["date"]) - _EPOCH).days
    if isinstance(value, dict):
        return {"type": "Error", "errorType": "NotAvailable", "basicType": "Error", "basicValue": value["error"]}
    return "" if value is None else value


def payload(name: str, arguments: list[Any]) -> dict[str, Any]:
    """A call as it arrives: every argument a matrix, one that was left out null, repeated ones in a list of their own."""
    given: list[Any] = [
        None if is_missing(argument) else [[cell_of(value) for value in row] for row in rows_in(argument)]
        for argument in arguments
    ]
    info = vars(functions)[name].__xlfunc__["args"]
    if info and info[-1]["vararg"]:
        given = [*given[: len(info) - 1], given[len(info) - 1 :]]
    return {
        "client": "Office.js",
        "func_name": name,
        "args": given,
        "caller_address": "[master.xlsm]試算!B4",
        "session_id": "1",
        "culture_info_name": "ja-JP",
        "date_format": "yyyy/mm/dd",
        "version": xlwings.__version__,
        "runtime": "1.4",
    }


def call(name: str, arguments: list[Any]) -> list[Any]:
    """The answer, as JSON carries it."""
    answer = asyncio.run(custom_functions_call(payload(name, arguments), functions))
    return [json.loads(json.dumps(answer, allow_nan=False))]


if __name__ == "__main__":
    json.dump([call(one["name"], one["args"]) for one in json.load(sys.stdin)], sys.stdout, ensure_ascii=False)
