"""What xlwings Server 1.20 and its engine need guarding against, each measured before it was mended.

1. `book.app` speaks to the workbook opened last in the *process*: one user's message reached another. It raises here.
2. Every access to a range was kept for ever in `get_range_api`. It keeps nothing here.
3. Each cell of a function's argument tried to import pyodide, which is not there. A name that says no is put in its place.
4. Any name of the functions' and scripts' modules could be called. Only what is registered as a function can; scripts are
   ours (`scripts.SCRIPTS`) and its own route to them is closed (`gate`).
"""

from __future__ import annotations

import sys
from functools import lru_cache
from types import ModuleType
from typing import Any, NoReturn

__all__ = ["OnlyFunctions", "SharedStateError", "install", "stand_in_for_pyodide"]


class SharedStateError(RuntimeError):
    """Our own mistake: an action used `book.app`, which on the server belongs to whoever called last."""


class _NobodysNull:
    """Stands for pyodide's null, which no value here is an instance of."""


class OnlyFunctions(ModuleType):
    """A module for xlwings Server that answers to the worksheet functions of others, and to no other name."""

    def __init__(self, name: str, *sources: ModuleType) -> None:
        super().__init__(name)
        for source in sources:
            for key, value in vars(source).items():
                if hasattr(value, "__xlfunc__"):
                    setattr(self, key, value)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        from xlwings import XlwingsError

        raise XlwingsError(f"この版のxlplanに関数「{name}」はありません。Excelを起動し直してください。")


def install(functions: ModuleType | None) -> None:
    """Put the guards in place, before `xlwings_server.main` is imported; doing it again changes nothing.

    Args:
        functions: where the worksheet functions are defined.
    """
    from xlwings.pro import _xlremote

    engine: Any = _xlremote  # its names are replaced, which no type allows
    engine.Books.active = property(_refuse)
    engine.get_range_api = lru_cache(maxsize=0)(engine.get_range_api.__wrapped__)
    stand_in_for_pyodide()
    sys.modules["custom_functions"] = OnlyFunctions("custom_functions", *([functions] if functions else []))
    sys.modules["custom_scripts"] = ModuleType("custom_scripts")


def stand_in_for_pyodide() -> None:
    """Answer xlwings' question for pyodide's null at once; a search that fails anew for every cell costs ten times the rest."""
    pyodide, ffi = ModuleType("pyodide"), ModuleType("pyodide.ffi")
    ffi.JsNull = _NobodysNull  # type: ignore[attr-defined]
    pyodide.ffi = ffi  # type: ignore[attr-defined]
    sys.modules.setdefault("pyodide", pyodide)
    sys.modules.setdefault("pyodide.ffi", ffi)


def _refuse(_books: Any) -> NoReturn:
    raise SharedStateError("book.app is shared between users on the server")
