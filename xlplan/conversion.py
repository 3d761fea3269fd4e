"""Values that are plainly what a field wants, converted without pydantic: most cells are as they should be.

A converter makes of a value what pydantic would make of it, or raises: `Unusual`, or the ValueError of the function
that comes first. What it raises for is left to pydantic, which then says what is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

__all__ = ["Converter", "Quick", "Unusual", "converter", "quick_choices"]

Converter: TypeAlias = Callable[[Any], Any]
Quick: TypeAlias = Mapping[type, Converter]
"""Exact type of a value → what converts it then; each may raise, as a converter does."""


class Unusual(Exception):  # noqa: N818  # not an error: pydantic decides
    """The value is not plainly what the field wants."""


def converter(
    annotation: Any, before: Converter | None, least: int | None, most: int | None, letters: int | None
) -> Converter:
    """What converts values for a field of this type: `before` first; then its limits, of a number or of a text's length."""
    plain = _plain(annotation)
    if not (least is None and most is None and letters is None):
        plain = _bounded(plain, least, most, letters)
    if before is None:
        return plain
    return lambda value: plain(before(value))


def quick_choices(annotation: Any) -> Quick:
    """For a field that takes one of a list of words: the words themselves."""
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        return quick_choices(kinds[0]) if len(kinds) == 1 else {}
    if get_origin(annotation) is Literal:
        return {str: {choice: choice for choice in get_args(annotation)}.__getitem__}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {str: {member.value: member for member in annotation}.__getitem__}
    return {}


def _bounded(plain: Converter, least: int | None, most: int | None, letters: int | None) -> Converter:
    """The same converter, leaving to pydantic what does not keep within the limits."""

    def within(value: Any) -> Any:
        read = plain(value)
        if read is not None and (
            (least is not None and read < least)
            or (most is not None and read > most)
            or (letters is not None and len(read) < letters)
        ):
            raise Unusual
        return read

    return within


def _plain(annotation: Any) -> Converter:
    """What is left to do once the function that comes first has run: mostly to make sure of the type."""
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
            raise Unusual
        return choices[value]

    return choose


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise Unusual
    return int(value)


def _exactly(annotation: Any) -> Converter:
    kind = get_origin(annotation) or annotation

    def same(value: Any) -> Any:
        # A datetime is a date to Python; a column of days wants the day alone.
        if not isinstance(value, kind) or (kind is dt.date and isinstance(value, dt.datetime)):
            raise Unusual
        return value

    return same
