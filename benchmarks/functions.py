"""Worksheet functions: calls per second on both paths, one cell a call and a thousand rows a call, against a plain call.

    python -m benchmarks.functions

Each path is a process of its own, because xlwings serves one host in a process. What is measured is Python's side with
xlwings' own conversion: Excel's side, COM's marshalling and the network are not there.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, Final

_SECONDS: Final = 1.0
_ROWS: Final = 1000
_PATHS: Final = {
    "plain": "plain Python",
    "com": "desktop (COM conversion)",
    "server": "add-in (Office.js conversion)",
    "unmended": "add-in without the stand-in for pyodide",
}
ONE: Final = [["平成26年度"]]
MANY: Final = [["平成26年度"]] * _ROWS
NAME: Final = "xlp_fy"


def main() -> None:
    """Measure every path and print."""
    if sys.argv[1:]:
        json.dump(_measured(_call_of(sys.argv[1])), sys.stdout)
        return
    found = {path: _in_a_process(path) for path in _PATHS}
    report(found)


def report(found: dict[str, dict[str, float]]) -> None:
    """Calls per second, and how many times a plain call each takes."""
    sys.stdout.write(f"worksheet functions ({NAME}), calls per second; x: times a plain call takes\n")
    for path, words in _PATHS.items():
        parts = [f"{what} {rate:9,.0f}/s (x{found['plain'][what] / rate:5.1f})" for what, rate in found[path].items()]
        rows = found[path][f"{_ROWS} rows"] * _ROWS / found[path]["one cell"]
        sys.stdout.write(f"{words:42} {'  '.join(parts)}  rows in one array: {rows:,.0f} times as many a second\n")


def _in_a_process(path: str) -> dict[str, float]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XLWINGS")}
    if path in ("server", "unmended"):
        environment |= {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    ran = subprocess.run([sys.executable, "-m", __spec__.name, path], capture_output=True, check=True, env=environment)  # noqa: S603  # our own command line
    rates: dict[str, float] = json.loads(ran.stdout)
    return rates


def _call_of(path: str) -> Callable[[Any], object]:
    """A call with these cells, by one path."""
    if path == "plain":
        return _imported("xlplan.hosts.functions").xlp_fy  # type: ignore[no-any-return]  # a module by its name
    if path == "com":
        return _on_desktop()
    return _on_server(mended=path == "server")


def _imported(name: str) -> Any:
    """A module that makes this process one host or the other."""
    return importlib.import_module(name)


def _on_desktop() -> Callable[[Any], object]:
    host = _imported("tests.functions_on_com")
    udfs, name = host.udfs, host.functions.__name__
    values = {id(cells): host.as_values(cells) for cells in (ONE, MANY)}
    return lambda cells: udfs.call_udf(name, NAME, (values[id(cells)], host.as_values({"missing": True})))


def _on_server(*, mended: bool) -> Callable[[Any], object]:
    host = _imported("tests.functions_on_server")
    if not mended:
        del sys.modules["pyodide"], sys.modules["pyodide.ffi"]
    payloads = {id(cells): host.payload(NAME, [cells, {"missing": True}]) for cells in (ONE, MANY)}
    loop = asyncio.new_event_loop()
    return lambda cells: loop.run_until_complete(host.custom_functions_call(payloads[id(cells)], host.functions))


def _measured(call: Callable[[Any], object]) -> dict[str, float]:
    return {"one cell": _rate(lambda: call(ONE)), f"{_ROWS} rows": _rate(lambda: call(MANY))}


def _rate(call: Callable[[], object]) -> float:
    """Calls per second, after a first one that is not counted."""
    call()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < _SECONDS:
        call()
        done += 1
    return done / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
