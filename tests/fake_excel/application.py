"""Excel itself: its settings, its open workbooks, and the dialogs that an officer answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from tests.fake_excel import pywin32
from tests.fake_excel.com import Book, Collection
from tests.fake_excel.com_range import inner
from tests.fake_excel.model import Workbook
from tests.fake_excel.pywin32 import CDispatch, failed, xlwings_on_com

AUTOMATIC: Final = -4105
_BUTTONS: Final = {0: {"ok": 1}, 1: {"ok": 1, "cancel": 2}, 3: {"yes": 6, "no": 7, "cancel": 2}, 4: {"yes": 6, "no": 7}}


class Officer:
    """Who sits before Excel: answers dialogs in order, and remembers what was shown.

    An answer is a button ("yes", "no", "cancel"), the text typed into an input box or None for its cancel, or the folder
    chosen or None. A message with nothing but OK needs no answer.
    """

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.shown: list[tuple[str, str]] = []

    def answer(self, title: str, text: str) -> object:
        """The next answer."""
        self.shown.append((title, text))
        assert self.answers, f"nobody answers {title}: {text}"
        return self.answers.pop(0)

    def message_box(self, text: str, title: str, style: int) -> int:
        """A button's number."""
        buttons = _BUTTONS[style & 7]
        if len(buttons) == 1:
            self.shown.append((title, text))
            return 1
        return buttons[str(self.answer(title, text))]

    @property
    def last(self) -> str:
        """The text of the last message."""
        return self.shown[-1][1]


class FileDialog(CDispatch):
    """A folder picker."""

    def __init__(self, officer: Officer) -> None:
        self._officer = officer
        self._title, self._initial = "", ""
        self._chosen: object = None

    @property
    def Title(self) -> str:
        return self._title

    @Title.setter
    def Title(self, value: str) -> None:
        self._title = value

    @property
    def InitialFileName(self) -> str:
        return self._initial

    @InitialFileName.setter
    def InitialFileName(self, value: str) -> None:
        self._initial = value

    def Show(self) -> int:
        self._chosen = self._officer.answer(self._title, self._initial)
        return -1 if self._chosen else 0

    def SelectedItems(self, at: int) -> str:
        assert at == 1
        return str(self._chosen)


class Workbooks(Collection):
    """The open workbooks."""

    def __init__(self, application: Application) -> None:
        super().__init__(lambda: application._books)
        self._of = application

    def Open(self, path: str, _links: object = None, read_only: object = None, *_more: object) -> Book:
        self._of._happens("open")
        return self._of._opened(Workbook.load(Path(path)), read_only=bool(read_only))

    def Add(self) -> Book:
        from tests.fake_excel.model import Sheet  # noqa: PLC0415

        return self._of._opened(Workbook(None, [Sheet("Sheet1")]))


class Application(CDispatch):
    """Excel. `settings` are what an officer would notice if they were left changed."""

    def __init__(self, officer: Officer | None = None) -> None:
        self._officer = officer or Officer()
        self._books: list[Book] = []
        self._in_front: Book | None = None
        self._settings: dict[str, object] = {
            "ScreenUpdating": True, "Calculation": AUTOMATIC, "EnableEvents": True, "DisplayAlerts": True,
            "StatusBar": False, "Cursor": -4143, "Interactive": True,
        }  # fmt: skip
        self._bar: list[object] = []
        self._followed: list[str] = []
        self._fails: Callable[[str], bool] = lambda _what: False
        pywin32.MessageBoxes.answer = self._officer.message_box

    def _opened(self, model: Workbook, full_name: str = "", *, read_only: bool = False) -> Book:
        model.read_only = model.read_only or read_only
        book = Book(self, model, full_name)
        self._books.append(book)
        self._in_front = book
        return book

    def _happens(self, what: str) -> None:
        if self._fails(what):
            raise failed(f"injected: {what}")

    @property
    def Workbooks(self) -> Workbooks:
        return Workbooks(self)

    @property
    def ActiveWorkbook(self) -> Book | None:
        return self._in_front

    @property
    def Hwnd(self) -> int:
        return 1

    @property
    def Version(self) -> str:
        return "16.0"

    def FileDialog(self, kind: int) -> FileDialog:
        assert kind == 4, "only folders are picked"
        return FileDialog(self._officer)

    def InputBox(self, Prompt: str, Title: str = "", Default: object = "", *_more: object, Type: int = 2) -> object:
        """The text, or False for cancel."""
        assert Type == 2
        given = self._officer.answer(Title, Prompt)
        return False if given is None else (Default if given == "" else given)

    @property
    def StatusBar(self) -> object:
        return self._settings["StatusBar"]

    @StatusBar.setter
    def StatusBar(self, value: object) -> None:
        self._happens("StatusBar")
        self._bar.append(value)
        self._settings["StatusBar"] = value


def _setting(name: str) -> property:
    def read(self: Application) -> object:
        return self._settings[name]

    def change(self: Application, value: object) -> None:
        self._happens(name)
        self._settings[name] = value

    return property(read, change)


for _name in ("ScreenUpdating", "Calculation", "EnableEvents", "DisplayAlerts", "Cursor", "Interactive"):
    setattr(Application, _name, _setting(_name))


def excel(model: Workbook, officer: Officer | None = None, full_name: str = "") -> tuple[Application, Any]:
    """Excel with one workbook open, and that workbook as xlwings' desktop engine gives it."""
    import xlwings as xw  # noqa: PLC0415 - after the stand-ins

    windows = xlwings_on_com()
    application = Application(officer)
    book = application._opened(model, full_name)
    return application, xw.Book(impl=windows.Book(xl=windows.COMRetryObjectWrapper(book)))


def settings_of(application: Application) -> dict[str, object]:
    """What an officer would notice if it were left changed."""
    return dict(application._settings)


def names_of(books: Sequence[Book]) -> list[str]:
    """The names of open workbooks."""
    return [inner(book).Name for book in books]
