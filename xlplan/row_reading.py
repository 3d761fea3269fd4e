"""Cells → typed row without building a validator: a master has twenty tables and most cells are as they should be.

`reader_of` gives, for a row model, one converter per field, made of the same functions pydantic would call. A value that
does not convert, or a field that is missing, is left to pydantic, which then says what is wrong; so there is one set of
rules and one set of error texts. A property test holds both ways to the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator

ModelT = TypeVar("ModelT", bound=BaseModel)
Converter = Callable[[Any], Any]
_Reader = tuple[Mapping[str, Converter], frozenset[str]]


class _Unusual(Exception):  # noqa: N818  # not an error: pydantic decides
    """The value is not plainly what the field wants."""


def read_row(model: type[ModelT], values: Mapping[str, Any]) -> ModelT:
    """The row of these cell values, by field name. Raises pydantic's ValidationError as `model_validate` does."""
    converters, required = _reader_of(model)
    if required <= values.keys():
        try:
            read = {name: converters[name](value) for name, value in values.items()}
        except (_Unusual, ValueError):
            return model.model_validate(values)
        return model.model_construct(**read)
    return model.model_validate(values)


@lru_cache(maxsize=64)
def _reader_of(model: type[BaseModel]) -> _Reader:
    converters = {}
    for name, field in model.model_fields.items():
        before = [item.func for item in field.metadata if isinstance(item, BeforeValidator)]
        plain = _bounded(_plain(field.annotation), field.metadata)
        converters[name] = _chained(before[0] if before else None, plain)
    return converters, frozenset(name for name, field in model.model_fields.items() if field.is_required())


def _chained(before: Any, plain: Converter) -> Converter:
    if before is None:
        return plain
    return lambda value: plain(before(value))


def _bounded(plain: Converter, metadata: Sequence[Any]) -> Converter:
    """The same converter, leaving to pydantic what does not keep within the field's limits."""
    least, most, letters = (
        next((getattr(item, name) for item in metadata if hasattr(item, name)), None)
        for name in ("ge", "le", "min_length")
    )
    if least is None and most is None and letters is None:
        return plain

    def within(value: Any) -> Any:
        read = plain(value)
        if read is not None and (
            (least is not None and read < least)
            or (most is not None and read > most)
            or (letters is not None and len(read) < letters)
        ):
            raise _Unusual
        return read

    return within


def _plain(annotation: Any) -> Converter:
    """What is left to do once a BeforeValidator has run: mostly to make sure of the type."""
    if get_origin(annotation) in (Union, UnionType):
        kinds = get_args(annotation)
        inner = _plain(next(kind for kind in kinds if kind is not NoneType))
        return (lambda value: None if value is None else inner(value)) if NoneType in kinds else inner
    if get_origin(annotation) is Literal:
        return _one_of({choice: choice for choice in get_args(annotation)})
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _one_of({member.value: member for member in annotation})
    if annotation is int:
        return _whole
    return _exactly(annotation)


def _one_of(choices: Mapping[Any, Any]) -> Converter:
    def choose(value: Any) -> Any:
        if not isinstance(value, str) or value not in choices:
            raise _Unusual
        return choices[value]

    return choose


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise _Unusual
    return int(value)


def _exactly(annotation: Any) -> Converter:
    kind = get_origin(annotation) or annotation

    def same(value: Any) -> Any:
        # A datetime is a date to Python; a column of days wants the day alone.
        if not isinstance(value, kind) or (kind is dt.date and isinstance(value, dt.datetime)):
            raise _Unusual
        return value

    return same


__all__ = ["read_row"]
