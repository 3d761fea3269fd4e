"""The stand-alone macro module of xlwings (BSD 3-clause), taken from the installed package and fitted to this project.

Read at build, so that it is always the module of the locked version; the result stands in `macros/xlwings.bas` for
everybody to read, its licence at its head. What is changed is listed here and nowhere else, and a change that no longer
finds its place in a new version of xlwings fails the build.
"""

from __future__ import annotations

from importlib import resources
from typing import Final

from xlplan.declaring import NamedTuple

MODULE: Final = "xlwings"
_SOURCE: Final = "xlwings.bas"


class Change(NamedTuple):
    """A passage of the original, found exactly once, and what stands in its place; `why` is for the reader."""

    old: str
    new: str
    why: str


CHANGES: Final = (
    Change(
        'Attribute VB_Name = "xlwings"\n#Const App',
        'Attribute VB_Name = "xlwings"\n'
        "'The stand-alone module of xlwings as its package ships it, with the changes listed in xlplan/macros/xlwings_module.py.\n"
        "Option Private Module\n#Const App",
        "none of its functions is offered to officers in the list of functions",
    ),
    Change(
        'Public Const PROJECT_NAME As String = "xlwings"',
        'Public Const PROJECT_NAME As String = "xlplan"',
        "settings have this project's name, apart from those of another xlwings on the machine",
    ),
    Change(
        "    ' Defaults\n    GetConfig = default\n",
        "    ' Defaults\n    GetConfig = XlplanDefault(configKey, default)\n",
        "where Python is when nobody says otherwise",
    ),
    Change(
        '            MsgBox "Could not find Interpreter!", vbCritical\n',
        "            XlplanNoPython PYTHON_WIN\n            ExecuteWindows = -1\n",
        "told in Japanese",
    ),
    Change(
        "            Content = Content & vbCrLf\n"
        '            Content = Content & "Press Ctrl+C to copy this message to the clipboard."\n'
        "    \n"
        '            WScript.Popup Content, AUTO_DISMISS, "Error", OK_BUTTON_ERROR\n',
        "            XlplanFailed CStr(Content)\n",
        "an officer never sees a traceback: it goes to a file that the message names",
    ),
    Change(
        "                Err.Raise 1, Description:= _\n"
        '                    "Could not load " + XLPyDLLName + " from either of the following folders: " _\n'
        "                    + vbCrLf + ParentFolder(PYTHON_WIN) _\n"
        '                    + vbCrLf + ", " + ParentFolder(ParentFolder(PYTHON_WIN))\n',
        '                Err.Raise 1, Description:=XlplanTextWith("no_library", ParentFolder(PYTHON_WIN) & "\\" & XLPyDLLName)\n',
        "a cell shows it in Japanese",
    ),
    Change(
        "    If 0 <> XLPyDLLActivateAuto(XLPy, XLPyCommand, 1) Then Err.Raise 1000, Description:=XLPy\n",
        "    If 0 <> XLPyDLLActivateAuto(XLPy, XLPyCommand, 1) Then "
        'Err.Raise 1000, Description:=XlplanTextWith("no_answer", CStr(XLPy))\n',
        "the same",
    ),
)
_CUT: Final = ('\'Attribute VB_Name = "Extensions"\n', '\'Attribute VB_Name = "Utils"\n')
"""From the first up to the second: a worksheet function =SQL() that nobody here offers."""


class ChangedUpstream(Exception):  # noqa: N818 - a state of another package
    """A passage is not there, or more than once: look at the new version and settle the change anew."""


def xlwings_module() -> str:
    """The source of the fitted module, with plain line ends."""
    text = resources.files("xlwings").joinpath(_SOURCE).read_text(encoding="ascii").replace("\r\n", "\n")
    for change in CHANGES:
        if text.count(change.old) != 1:
            raise ChangedUpstream(f"{_SOURCE}: {text.count(change.old)} times: {change.old!r}")
        text = text.replace(change.old, change.new)
    if [text.count(mark) for mark in _CUT] != [1, 1]:
        raise ChangedUpstream(f"{_SOURCE}: {_CUT}")
    start, end = (text.index(mark) for mark in _CUT)
    return text[:start] + text[end:]
