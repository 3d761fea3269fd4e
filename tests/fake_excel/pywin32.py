"""Stand-ins for pywin32 and the Windows parts of ctypes, enough to import xlwings' own `_xlwindows` on any machine."""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import subprocess
import sys
from types import ModuleType, SimpleNamespace
from typing import Any, Final

UNKNOWN_NAME: Final = -2147352570
FAILED: Final = -2147352567
EXCEL_FAILED: Final = -2146827284
_YES, _NO, _OK = 6, 7, 1


class com_error(Exception):  # noqa: N801, N818 - pywin32's name
    """As pywin32 raises it: (hresult, text, excepinfo, argument)."""

    @property
    def hresult(self) -> int:
        """The error's number."""
        return int(self.args[0])

    @property
    def excepinfo(self) -> Any:
        """What the server says about it."""
        return self.args[2]


def failed(text: str) -> com_error:
    """Excel's run-time error 1004 with its text."""
    return com_error(
        FAILED, "例外が発生しました。", (0, "Microsoft Excel", text, "xlmain11.chm", 0, EXCEL_FAILED), None
    )


class TimeType(dt.datetime):
    """A date as COM gives it: aware, though Excel knows no time zones."""


class _Ole:
    def GetIDsOfNames(self, _locale: int, item: str) -> int:
        raise com_error(UNKNOWN_NAME, f"unknown name: {item}", None, None)


class CDispatch:
    """A late-bound COM object: what is not modelled cannot be read or set."""

    _oleobj_ = _Ole()

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_") and not isinstance(getattr(type(self), name, None), property):
            raise failed(f"Property '{type(self).__name__}.{name}' is not modelled")
        object.__setattr__(self, name, value)


class _Nothing:
    """Any function of a Windows library."""

    def __getattr__(self, name: str) -> _Nothing:
        return _Nothing()

    def __call__(self, *_args: object) -> int:
        return 0


def xlwings_on_com() -> ModuleType:
    """xlwings' real desktop engine, imported over the stand-ins; the process keeps them."""
    import xlwings  # noqa: PLC0415 - after the stand-ins it would take itself for Windows

    if "xlwings._xlwindows" not in sys.modules:
        for name, module in _modules().items():
            sys.modules.setdefault(name, module)
        real, here = (ctypes.PyDLL, getattr(ctypes, "windll", None)), os.getcwd()  # noqa: PTH109
        ctypes.PyDLL, ctypes.windll, ctypes.oledll = lambda _file: _Nothing(), _Nothing(), _Nothing()  # type: ignore[assignment,misc,attr-defined]
        subprocess.CREATE_NO_WINDOW = 0  # type: ignore[attr-defined]  # only Windows has it
        try:
            from xlwings import _xlwindows  # noqa: PLC0415
        finally:
            ctypes.PyDLL, ctypes.windll = real  # type: ignore[misc,attr-defined]
            os.chdir(here)
        _xlwindows.N_COM_ATTEMPTS = 1  # a call that fails here fails for good; Excel's "busy" is not modelled
        vars(_xlwindows)["Apps"].cleanup = staticmethod(lambda: None)  # it would look for Windows processes to end
        xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))
        xlwings._xlwindows = _xlwindows
    return sys.modules["xlwings._xlwindows"]


def _modules() -> dict[str, ModuleType]:
    client = _module("win32com.client", CDispatch=CDispatch, CoClassBaseClass=type("CoClassBaseClass", (), {}))
    vars(client).update(DispatchBaseClass=type("DispatchBaseClass", (), {}), Dispatch=lambda one: one, DispatchEx=None)
    made = {
        "pywintypes": _module("pywintypes", com_error=com_error, TimeType=TimeType, error=OSError, IID=str),
        "pythoncom": _module("pythoncom", com_error=com_error, ole_error=com_error, CoInitialize=lambda: None),
        "win32api": _module("win32api", MessageBox=message_box),
        "win32con": _module(
            "win32con",
            MB_OK=0, MB_OKCANCEL=1, MB_YESNOCANCEL=3, MB_YESNO=4, MB_ICONINFORMATION=64, MB_ICONWARNING=48,
        ),
        "win32com": _module("win32com", client=client),
        "win32com.client": client,
        "win32gui": _module("win32gui"),
        "win32process": _module("win32process", GetWindowThreadProcessId=lambda _window: (1, 4711)),
        "win32timezone": _module(
            "win32timezone", TimeZoneInfo=SimpleNamespace(utc=lambda: dt.UTC)
        ),
    }  # fmt: skip
    made["pythoncom"].__file__ = "pythoncom.dll"
    return made


def _module(name: str, **members: object) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(members)
    return made


class MessageBoxes:
    """Who answers the message boxes; replaced by a test's officer."""

    answer: Any = None


def message_box(_window: int, text: str, title: str, style: int) -> int:
    """win32api.MessageBox: ask the officer of the test."""
    if MessageBoxes.answer is None:
        raise AssertionError(f"nobody is there to read: {title}: {text}")
    return int(MessageBoxes.answer(text, title, style))
