"""NamedTuple and Annotated of the project behave as those of `typing` do, wherever the project uses them."""

from __future__ import annotations

import copy
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.declaring import Annotated, NamedTuple
from xlplan.table_reading import Entry
from xlplan.tables.records import SettingRow


class Own(NamedTuple):
    """A figure of an indicator."""

    indicator: str
    value: int
    unit: str = "件"
    note: str | None = None

    @property
    def shown(self) -> str:
        return f"{self.value}{self.unit}"


class Typings(typing.NamedTuple):
    """A figure of an indicator."""

    indicator: str
    value: int
    unit: str = "件"
    note: str | None = None

    @property
    def shown(self) -> str:
        return f"{self.value}{self.unit}"


class Child(Own):
    pass


class Nothing(NamedTuple):
    pass


KINDS: tuple[Any, Any] = (Own, Typings)
USES: dict[str, Callable[[Any], object]] = {
    "fields": lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__, kind.__doc__, kind.__slots__),
    "by position": lambda kind: tuple(kind("1-1", 5)),
    "by name": lambda kind: tuple(kind(value=5, indicator="1-1", note="n")),
    "properties": lambda kind: kind("1-1", 5).shown,
    "text": lambda kind: repr(kind("1-1", 5)).removeprefix(kind.__name__),
    "replaced": lambda kind: tuple(kind("1-1", 5)._replace(value=6, unit="人")),
    "as a dict": lambda kind: kind("1-1", 5)._asdict(),
    "made": lambda kind: tuple(kind._make(["1-1", 5, "件", None])),
    "compared": lambda kind: (kind("1-1", 5) == ("1-1", 5, "件", None), kind("1-1", 5) < kind("1-1", 6)),
    "hashed": lambda kind: hash(kind("1-1", 5)),
    "unpacked": lambda kind: [*kind("1-1", 5)],
    "too few": lambda kind: kind("1-1"),
    "too many": lambda kind: kind(1, 2, 3, 4, 5),
    "twice": lambda kind: kind("1-1", 5, value=5),
    "unknown name": lambda kind: kind("1-1", 5, name="x"),
    "replaced by an unknown name": lambda kind: kind("1-1", 5)._replace(name="x"),
    "made of too few": lambda kind: kind._make(["1-1"]),
    "set": lambda kind: setattr(kind("1-1", 5), "value", 6),
    "given another field": lambda kind: setattr(kind("1-1", 5), "other", 6),
}


def outcome(use: Callable[[Any], object], kind: Any) -> object:
    try:
        return use(kind)
    except Exception as raised:  # noqa: BLE001  # whatever it is, both must raise it
        return type(raised)


@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
def test_a_named_tuple_does_what_that_of_typing_does(use: Callable[[Any], object]) -> None:
    assert outcome(use, Own) == outcome(use, Typings)


@given(st.text(), st.integers(), st.text(), st.none() | st.text())
def test_it_comes_back_from_a_copy_and_from_another_process(one: str, two: int, three: str, four: str | None) -> None:
    for kind in (Own, Child):
        made = kind(one, two, three, four)
        for again in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):  # noqa: S301  # our own
            assert again == made
            assert type(again) is kind


def test_the_first_object_of_a_class_is_made_as_the_others_are() -> None:
    class Fresh(NamedTuple):
        cls: int
        new: int = 2

    assert Fresh(new=3, cls=1) == (1, 3)
    assert Fresh(1) == (1, 2)
    assert Nothing() == ()
    assert isinstance(Child("1-1", 5), Own)


def test_a_generic_one_takes_its_type() -> None:
    assert Entry[SettingRow](SettingRow(item="市名"), 3) == Entry(SettingRow(item="市名"), 3)


def test_what_cannot_be_declared_is_refused() -> None:
    named: Any = NamedTuple  # to type checkers no class
    for fields, error in (
        ({"__annotations__": {"a": "int", "b": "int"}, "a": 1}, TypeError),
        ({"__annotations__": {"_a": "int"}}, ValueError),
        ({"__annotations__": {"a": "int"}, "_fields": ()}, AttributeError),
    ):
        with pytest.raises(error):
            type(named)("Wrong", (named,), fields)


def test_an_annotated_type_keeps_its_type_and_all_metadata() -> None:
    annotated: Any = Annotated  # to type checkers what is annotated is the type itself
    inner = annotated[str, 1]
    assert (inner.__origin__, inner.__metadata__) == (str, (1,))
    outer = annotated[inner, 2, 3]
    assert (outer.__origin__, outer.__metadata__) == (str, (1, 2, 3))
    blank = annotated[str | None, 1]
    assert blank.__origin__ == str | None
    of_typing: Any = typing.Annotated[str, 1]
    assert annotated[of_typing, 2].__metadata__ == (1, 2)
