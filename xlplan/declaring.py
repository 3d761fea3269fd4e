"""NamedTuple and Annotated, as `typing` has them, but declared at next to no cost.

A command declares over a hundred named tuples and four hundred annotated columns before it begins. `typing.NamedTuple`
compiles every annotation of a class, and the class's `__new__`: a quarter of a millisecond each; `typing.Annotated`
looks through what it is given for a sixtieth of one: together a tenth of a city's whole merge. Here annotations stay
as they are, and `__new__` is compiled when the first object is made (decision 18). NamedTuple has no functional syntax,
and Annotated stands on the outside of a type only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

__all__ = ["Annotated", "NamedTuple"]

if TYPE_CHECKING:
    from typing import Annotated as Annotated  # noqa: PLC0414 - so that type checkers see it go out again
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414, TID251
else:
    from collections import _tuplegetter as _field_at  # what `collections.namedtuple` reads fields with

    class Annotated:
        """A type and its metadata; of an annotated type, the same type with metadata added."""

        __slots__ = ("__metadata__", "__origin__")

        def __class_getitem__(cls, given: tuple[Any, ...]) -> Annotated:
            kind, *metadata = given
            made = object.__new__(cls)
            made.__origin__ = getattr(kind, "__origin__", kind) if hasattr(kind, "__metadata__") else kind
            made.__metadata__ = (*getattr(kind, "__metadata__", ()), *metadata)
            return made

    _OF_CLASS: Final = ("__slots__", "_fields", "_field_defaults", "__match_args__", "__new__")

    class _Named(tuple):
        """What all named tuples can do, as `collections.namedtuple` has it."""

        __slots__ = ()

        @classmethod
        def _make(cls, values: Any) -> Any:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **values: Any) -> Any:
            made = self._make(map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"Got unexpected field names: {list(values)!r}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    class _Declared(type):
        """Makes an ordinary class, derived from `tuple`, of what is declared with annotations."""

        def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:
            if taken := [one for one in _OF_CLASS if one in namespace]:
                raise AttributeError(f"Cannot overwrite NamedTuple attribute {taken[0]}")
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            if any(field.startswith("_") for field in fields):
                raise ValueError(f"Fields of {name} cannot start with an underscore")
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"Fields of {name} without a default cannot follow those with one")
            own = {field: _field_at(position, None) for position, field in enumerate(fields)}
            of_class = {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            bases = tuple(_Named if type(base) is _Declared else base for base in bases)
            made = type.__new__(type, name, bases, {**namespace, **own, **of_class})

            def first(cls: type, /, *values: Any, **named: Any) -> Any:
                made.__new__ = staticmethod(_compiled(made))
                return made.__new__(cls, *values, **named)

            made.__new__ = staticmethod(first)
            return made

    def _compiled(made: Any) -> Any:
        arguments = "".join(f"{name}, " for name in made._fields)
        # As quick as Python can make a tuple of arguments; they are names, for they stand in a class body.
        new = eval(f"lambda _class, {arguments}: _new(_class, ({arguments}))", {"_new": tuple.__new__})  # noqa: S307
        new.__defaults__ = tuple(made._field_defaults.values())
        new.__name__, new.__qualname__ = "__new__", f"{made.__qualname__}.__new__"
        return new

    NamedTuple = type.__new__(_Declared, "NamedTuple", (), {})
