"""The door of the desktop: a model as Excel's COM objects, as far as xlplan and xlwings use them.

What is not modelled cannot be read or set; ranges are in `com_range`, Excel itself and its dialogs in `application`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.fake_excel.com_range import Range as Block
from tests.fake_excel.com_range import inner, with_refusal
from tests.fake_excel.model import Cell, Sheet, Table, Workbook
from tests.fake_excel.pywin32 import CDispatch, failed
from xlplan.books.addresses import Area, parse_area


class Collection(CDispatch):
    """A collection: Count, Item by number from 1 or by name, and iteration."""

    def __init__(self, items: Callable[[], Sequence[Any]]) -> None:
        self._items = items

    @property
    def Count(self) -> int:
        return len(self._items())

    def __call__(self, key: object) -> Any:
        return self.Item(key)

    def Item(self, key: object) -> Any:
        for at, one in enumerate(self._items(), 1):
            if key == at or (isinstance(key, str) and one.Name.casefold() == key.casefold()):
                return one
        raise failed(f"no such item: {key}")

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items())


class ListObject(CDispatch):
    """A table."""

    def __init__(self, sheet: Worksheet, model: Table) -> None:
        self._sheet, self._model = sheet, model

    @property
    def Name(self) -> str:
        return self._model.name

    @property
    def Parent(self) -> Worksheet:
        return self._sheet

    @property
    def Range(self) -> Block:
        return Block(self._sheet, self._model.area)

    @property
    def DataBodyRange(self) -> Block | None:
        """None for a table without an entry, whose one blank row waits to be filled."""
        body = Block(self._sheet, self._model.body)
        blank = self._model.body.top == self._model.body.bottom and all(c.value is None for c in body._flat())
        return None if blank else body

    @property
    def ShowHeaders(self) -> bool:
        return self._model.header

    @property
    def ShowTotals(self) -> bool:
        return self._model.totals

    def Resize(self, area: Any) -> None:
        self._sheet.Application._happens("resize")
        with_refusal(lambda: self._sheet._model.resize(self._model, inner(area)._area))


class Worksheet(CDispatch):
    """A worksheet."""

    def __init__(self, book: Book, model: Sheet) -> None:
        self._book, self._model = book, model

    @property
    def Name(self) -> str:
        return self._model.name

    @Name.setter
    def Name(self, value: str) -> None:
        taken = {sheet.name.casefold() for sheet in self._book._model.sheets if sheet is not self._model}
        if value.casefold() in taken or not 0 < len(value) <= 31 or set(value) & set(":\\/?*[]"):
            raise failed(f"no name for a sheet: {value}")
        self._model.name = value

    @property
    def Index(self) -> int:
        return next(at for at, sheet in enumerate(self._book._model.sheets, 1) if sheet is self._model)

    @property
    def Parent(self) -> Book:
        return self._book

    @property
    def Application(self) -> Any:
        return self._book.Application

    @property
    def ProtectContents(self) -> bool:
        return self._model.protected

    @property
    def Visible(self) -> int:
        return -1 if self._model.visible else 0

    @property
    def UsedRange(self) -> Block:
        return Block(self, self._model.used(values_only=False) or Area(1, 1, 1, 1))

    @property
    def ListObjects(self) -> Collection:
        return Collection(lambda: [ListObject(self, table) for table in self._model.tables])

    def Cells(self, row: int, column: int) -> Block:
        return Block(self, Area(row, column, row, column))

    def Range(self, first: Any, last: Any = None) -> Block:
        if isinstance(first, str):
            return Block(self, parse_area(first.replace("$", "")))
        one, other = inner(first)._area, inner(last)._area
        return Block(self, Area(one.top, one.left, other.bottom, other.right))

    def Activate(self) -> None:
        self._book._active = self._model

    def Copy(self, Before: Any = None, After: Any = None) -> None:
        target = inner(Before or After)
        sheets = target._book._model.sheets
        made = Sheet(self._model.name, _copied(self._model), [], visible=self._model.visible)
        made.protected, made.hidden_columns = self._model.protected, set(self._model.hidden_columns)
        taken = {sheet.name for sheet in sheets}
        while made.name in taken:
            made.name += " (2)"
        sheets.insert(target.Index - (1 if Before else 0), made)
        target._book._active = made

    def Delete(self) -> None:
        assert not self.Application.DisplayAlerts, "Excel would ask whether to delete"
        self._book._model.sheets.remove(self._model)


class Worksheets(Collection):
    """The worksheets of a workbook."""

    def __init__(self, book: Book) -> None:
        super().__init__(lambda: [Worksheet(book, sheet) for sheet in book._model.sheets])
        self._book = book

    @property
    def Parent(self) -> Book:
        return self._book

    def Add(self, Before: Any = None) -> Worksheet:
        at = inner(Before).Index - 1 if Before else 0
        taken = {sheet.name for sheet in self._book._model.sheets}
        made = Sheet(next(name for number in range(1, 99) if (name := f"Sheet{number}") not in taken))
        self._book._model.sheets.insert(at, made)
        self._book._active = made
        return Worksheet(self._book, made)


_Worksheets = Worksheets
"""Under another name: a workbook has a member of this one."""


class Name(CDispatch):
    """A defined name."""

    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name

    @property
    def Name(self) -> str:
        return self._name

    @property
    def RefersTo(self) -> str:
        return self._book._model.names[self._name]

    def Delete(self) -> None:
        del self._book._model.names[self._name]


class Names(Collection):
    """The names of a workbook."""

    def __init__(self, book: Book) -> None:
        super().__init__(lambda: [Name(book, name) for name in book._model.names])
        self._book = book

    def Add(self, name: str, refers_to: str) -> Name:
        assert len(refers_to) < 256, "Names.Add takes no longer text"
        self._book._model.names[name] = refers_to
        return Name(self._book, name)


class Book(CDispatch):
    """A workbook, opened in an application."""

    def __init__(self, application: Any, model: Workbook, full_name: str = "") -> None:
        self._application, self._model = application, model
        self._full_name = full_name or (str(model.path) if model.path else "Book1")
        self._active = model.sheets[0]
        self._saved = True

    @property
    def Application(self) -> Any:
        return self._application

    @property
    def Name(self) -> str:
        return self._full_name.replace("\\", "/").rpartition("/")[2]

    @property
    def FullName(self) -> str:
        return self._full_name

    @property
    def Path(self) -> str:
        """ "" until it is first saved."""
        return self._full_name.replace("\\", "/").rpartition("/")[0]

    @property
    def ReadOnly(self) -> bool:
        return self._model.read_only

    @property
    def Saved(self) -> bool:
        return self._saved

    @Saved.setter
    def Saved(self, value: bool) -> None:
        self._saved = value

    @property
    def Worksheets(self) -> Any:
        return _Worksheets(self)

    @property
    def ProtectStructure(self) -> bool:
        return self._model.protected

    def FollowHyperlink(self, address: str) -> None:
        self._application._followed.append(address)

    def ExportAsFixedFormat(self, Type: int, Filename: str, **_more: object) -> None:
        assert Type == 0, "PDF"
        Path(Filename).write_bytes(b"%PDF-1.7 made by the fake")

    @property
    def ActiveSheet(self) -> Worksheet:
        return Worksheet(self, self._active)

    @property
    def Names(self) -> Names:
        return Names(self)

    def SaveCopyAs(self, path: str) -> None:
        self._application._happens("copy")
        self._model.save(Path(path))

    def Activate(self) -> None:
        self._application._in_front = self

    def Close(self, SaveChanges: bool) -> None:
        assert not SaveChanges
        self._application._books.remove(self)


def _copied(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    return {at: Cell(one.value, one.number_format, one.formula, one.color) for at, one in sheet.cells.items()}
