"""The worksheet functions as desktop Excel calls them: xlwings' own COM decorators and conversion over stand-ins for pywin32.

    python -m tests.functions_on_com  < calls as JSON  > answers as JSON
    python -m tests.functions_on_com wrappers

A process of its own, because xlwings is one host only in a process. Every call is made three times: with ranges, with
plain values (as a ParamArray hands them over), and with ranges far down a sheet. Calls are those of `tests.function_calls`.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any, Final

from tests.fake_excel import pywin32
from tests.fake_excel.application import excel
from tests.fake_excel.com_range import Range, inner, sent
from tests.fake_excel.model import Cell, Sheet, Workbook
from tests.function_calls import is_missing, rows_in
from xlplan.books.addresses import Area
from xlplan.books.book import CellError

_EPOCH: Final = dt.date(1899, 12, 30)
_MISSING: Final = -2147352572
_RANGE: Final = "{00020846-0000-0000-C000-000000000046}"


def stand_in_for_the_server() -> None:
    """What xlwings' COM server imports beside its engine."""
    names = ("win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util")
    modules: dict[str, Any] = {name: ModuleType(name) for name in ("win32event", "win32com.server", *names)}
    for name in names:
        setattr(modules["win32com.server"], name.rpartition(".")[2], modules[name])
    sys.modules.update(modules)
    windows: Any = sys.modules["win32com"]
    windows.server = modules["win32com.server"]
    com: Any = sys.modules["pythoncom"]
    com.IID_IDispatch, com.TypeIIDs = "IDispatch", {"IDispatch": type("PyIDispatch", (), {})}


pywin32.xlwings_on_com()
stand_in_for_the_server()
udfs: Final[Any] = import_module("xlwings.udfs")
vars(import_module("xlwings")).update(arg=udfs.xlarg, func=udfs.xlfunc, ret=udfs.xlret)
from xlplan.hosts import functions  # noqa: E402 - with the decorators of COM


class Argument(Range):
    """A range that tells what it is, as a real one does."""

    _oleobj_: Any = SimpleNamespace(
        GetTypeInfo=lambda: SimpleNamespace(GetTypeAttr=lambda: SimpleNamespace(iid=_RANGE))
    )


SHEET: Final = Sheet("試算")
WORKSHEET: Final[Any] = inner(excel(Workbook(None, [SHEET]))[1].sheets[0].api)


def cell_of(value: Any) -> Cell:
    """A JSON cell as a cell of the sheet."""
    if isinstance(value, dict) and "date" in value:
        return Cell(float((dt.date.fromisoformat(value["date"]) - _EPOCH).days), "yyyy/m/d")
    if isinstance(value, dict):
        return Cell(CellError(value["error"]))
    return Cell(float(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def as_range(argument: Any, top: int) -> Any:
    """The argument as a range from that row on; a literal in the formula is no range."""
    if is_missing(argument) or not isinstance(argument, list):
        return as_values(argument)
    rows = rows_in(argument)
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            SHEET.cells[top + down, 1 + right] = cell_of(value)
    return Argument(WORKSHEET, Area(top, 1, top + len(rows) - 1, len(rows[0])))


def as_values(argument: Any) -> Any:
    """The argument as plain values: one alone, more in rows."""
    if is_missing(argument):
        return _MISSING
    values = tuple(tuple(sent(cell_of(value)) for value in row) for row in rows_in(argument))
    return values if len(values) * len(values[0]) > 1 else values[0][0]


def call(name: str, arguments: list[Any]) -> list[Any]:
    """The three answers, as COM would carry them."""
    answers = [udfs.call_udf(functions.__name__, name, tuple(map(as_values, arguments)))]
    for top in (1, 90_001):
        SHEET.cells.clear()
        given = []
        for argument in arguments:
            given.append(as_range(argument, top))
            top += len(rows_in(argument)) + 1  # noqa: PLW2901 - the next argument stands below
        answers.append(udfs.call_udf(functions.__name__, name, tuple(given)))
    return answers


def wrappers() -> str:
    """The wrappers that xlwings itself writes into a workbook when it imports the functions."""
    written = io.StringIO()
    udfs.generate_vba_wrapper(functions.__name__, functions, written, SimpleNamespace(Name="master.xlsm"))
    return written.getvalue()


def main() -> None:
    """Answer the calls of standard input, or write the wrappers."""
    if sys.argv[1:] == ["wrappers"]:
        sys.stdout.write(wrappers())
        return
    json.dump([call(one["name"], one["args"]) for one in json.load(sys.stdin)], sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
