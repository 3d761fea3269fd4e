"""The words in which the open data is declared: an item (column), a record (row), a data set (file).

One declaration serves the CSV (Japanese headers), the JSON (English names), the data dictionary, the JSON schema and
the reading back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from xlplan.csv_text import NotOurCsv, from_csv, to_csv, unguarded
from xlplan.export import number


@dataclass(frozen=True, slots=True)
class Item:
    """A column of a published file.

    Attributes:
        header: Japanese header, one row, unique in its file.
        about: what it says, and how it is worked out.
        unit: of a figure; 「単位」 when the column of that name holds it.
        codes: name of the code table its values come from, or "".
        blank: what an empty field means; "" when the field is never empty.
    """

    header: str
    about: str
    unit: str = ""
    codes: str = ""
    blank: str = ""


class Type(StrEnum):
    """Types of a field, by their names in the Table Schema standard."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"


_TYPES: dict[Any, Type] = {int: Type.INTEGER, Decimal: Type.NUMBER, dt.date: Type.DATE}


class Record(BaseModel):
    """A published row. Text is "" and everything else None where there is no value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class DataSet:
    """A published table.

    Attributes:
        name: file name without its ending, and key in the JSON.
        title: in Japanese; about: what a row is.
        record: class of its rows; key: fields that identify a row.
    """

    name: str
    title: str
    about: str
    record: type[Record]
    key: tuple[str, ...]

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Field name → Item, in the order of the columns: the record's own first, those of every file last."""
        fields = self.record.model_fields
        shared = [name for base in self.record.__bases__ for name in getattr(base, "model_fields", {})]
        return {name: _item(fields[name].metadata) for name in [*(n for n in fields if n not in shared), *shared]}

    @property
    def headers(self) -> list[str]:
        """Japanese headers in order."""
        return [item.header for item in self.items.values()]

    def type_of(self, field: str) -> Type:
        """Type of a field."""
        return next(
            (_TYPES[kind] for kind in _alternatives(self.record.model_fields[field].annotation) if kind in _TYPES),
            Type.STRING,
        )

    def to_csv(self, rows: Iterable[Record]) -> bytes:
        """The file as it is published."""
        return to_csv(self.headers, ([_written(getattr(row, name)) for name in self.items] for row in rows))

    def from_csv(self, data: bytes) -> tuple[Record, ...]:
        """The rows of a published file. NotOurCsv when its headers are others."""
        headers, lines = from_csv(data)
        if headers != self.headers:
            raise NotOurCsv(f"「{self.title}」の見出しが違います。")
        return tuple(self.record.model_validate(self._read(line)) for line in lines)

    def _read(self, line: list[str]) -> dict[str, Any]:
        if len(line) != len(self.items):
            raise NotOurCsv(f"「{self.title}」に列の数が違う行があります。")
        texts = dict(zip(self.items, line, strict=True))
        return {name: self._value(name, text) for name, text in texts.items()}

    def _value(self, name: str, text: str) -> str | None:
        """A blank is "" where the field is any text, None where it is a figure, a day or a code."""
        if self.record.model_fields[name].annotation is str:
            return unguarded(text)
        return text or None

    def as_json(self, row: Record) -> dict[str, Any]:
        """A row as a JSON object with the fields' English names."""
        return {name: _json(getattr(row, name)) for name in self.items}


def _item(metadata: Iterable[object]) -> Item:
    return next(item for item in metadata if isinstance(item, Item))


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, UnionType):
        return tuple(kind for kind in get_args(annotation) if kind is not NoneType)
    return (annotation,)


def _written(value: Any) -> str | int | Decimal | None:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return number(value)
    return value.isoformat() if isinstance(value, dt.date) else value
