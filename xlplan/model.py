"""Model: a frozen object of typed fields, such as a row of a table. pydantic judges it where its values are not plainly right.

A process that only reads good workbooks never loads pydantic, which takes longer to load than a city's returns to read.
There is still one set of rules: the plain way (`conversion`) takes a value only where it knows what pydantic would make
of it, and leaves everything else to a pydantic model made of the same declarations. Property tests hold both ways to
the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, dataclass_transform, get_origin

from xlplan.conversion import Converter, Quick, Unusual, converter, quick_choices
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from typing import Self

    from pydantic import BaseModel, ValidationError

__all__ = ["Before", "Fault", "Field", "Limits", "Model", "ModelError"]

_REQUIRED = object()
_NONE: Final[Quick] = {}


class Fault(NamedTuple):
    """What is wrong with the value of a field: pydantic's name for the kind of error, and its sentence."""

    field: str
    kind: str
    reason: str


class ModelError(ValueError):
    """Values do not fit the fields of a model; `faults` says which and why, in the order of the fields."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__(str(error))
        self.faults = tuple(Fault(str(one["loc"][0]), one["type"], one["msg"]) for one in error.errors())


class Before(NamedTuple):
    """Metadata of a field: what is done with a value first; ValueError with a Japanese reason when it does not fit.

    `quick` does all that is to be done with values of the types that cells mostly hold.
    """

    apply: Callable[[Any], Any]
    quick: Quick = _NONE

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """The same for pydantic."""
        from pydantic_core import core_schema  # noqa: PLC0415 - only where pydantic is at work already

        return core_schema.no_info_before_validator_function(self.apply, handler(source))


class Limits(NamedTuple):
    """Metadata of a field: the limits of a number, the least length of a text."""

    ge: int | None = None
    le: int | None = None
    min_length: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """The same for pydantic."""
        from pydantic import Field as Limited  # noqa: PLC0415 - as above

        return handler.generate_schema(Annotated[source, Limited(ge=self.ge, le=self.le, min_length=self.min_length)])


class Field(NamedTuple):
    """A field as declared: its type without metadata, its metadata, its default."""

    annotation: Any
    metadata: tuple[Any, ...]
    default: Any = _REQUIRED

    @property
    def required(self) -> bool:
        """Whether there is no default."""
        return self.default is _REQUIRED


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Model:
    """Subclasses declare fields as a dataclass does, with `Annotated` metadata; annotations must not be texts.

    `Class(...)` and `read` check their values and raise ModelError; `typed` and `changed` do not check. Objects are
    equal when class and values are.
    """

    fields: ClassVar[Mapping[str, Field]] = {}
    """Field name → Field, inherited ones first."""

    def __init_subclass__(cls) -> None:
        """Take the fields down."""
        declared = cls.__dict__.get("__annotations__", {})  # noqa: RUF063 - every process would have to load inspect
        own = {name: _field(cls, name, kind) for name, kind in declared.items() if get_origin(kind) is not ClassVar}
        cls.fields = {**cls.fields, **own}

    def __init__(self, **values: Any) -> None:
        vars(self).update(_checked(type(self), values))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """The object of these values by field name. Raises ModelError."""
        made = object.__new__(cls)
        vars(made).update(_checked(cls, values))
        return made

    @classmethod
    def typed(cls, **values: Any) -> Self:
        """The object of values that are known to fit; a field may even lack its value."""
        made = object.__new__(cls)
        vars(made).update(_plain(cls).defaults)
        vars(made).update(values)
        return made

    @classmethod
    def fit(cls, name: str, value: Any) -> Any:
        """A single field's value, converted. Raises ModelError."""
        quick, full = _plain(cls).converters[name]
        try:
            return quick.get(type(value), full)(value)
        except (LookupError, ValueError, Unusual):
            return _judged(cls, name, value)

    def changed(self, values: Mapping[str, Any]) -> Self:
        """The object with other values, which are known to fit."""
        made = object.__new__(type(self))
        vars(made).update(vars(self))
        vars(made).update(values)
        return made

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name, None) for name in self.fields)))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields if name in vars(self))
        return f"{type(self).__name__}({shown})"


def _field(cls: type[Model], name: str, kind: Any) -> Field:
    default = cls.__dict__.get(name, _REQUIRED)
    if hasattr(kind, "__metadata__"):  # annotated, whether by typing or by `declaring`
        return Field(kind.__origin__, kind.__metadata__, default)
    return Field(kind, (), default)


class _Plain(NamedTuple):
    """The plain way of a class: converters by field, the fields that must be there, the defaults of the others."""

    converters: Mapping[str, tuple[Quick, Converter]]
    required: frozenset[str]
    defaults: dict[str, Any]


_PLAIN: Final[dict[type[Model], _Plain]] = {}
_PYDANTIC: Final[dict[type[Model], type[BaseModel]]] = {}
"""Both made when a class first meets a value."""


def _checked(cls: type[Model], values: Mapping[str, Any]) -> Mapping[str, Any]:
    converters, required, defaults = _plain(cls)
    if required <= values.keys():
        read = dict(defaults)
        try:
            for name, value in values.items():
                quick, full = converters[name]
                read[name] = quick.get(type(value), full)(value)
        except (LookupError, ValueError, Unusual):
            pass
        else:
            return read
    return _judged_whole(cls, values)


def _plain(cls: type[Model]) -> _Plain:
    known = _PLAIN.get(cls)
    if known is None:
        converters = {name: _converters(field) for name, field in cls.fields.items()}
        defaults = {name: field.default for name, field in cls.fields.items() if not field.required}
        known = _PLAIN[cls] = _Plain(converters, frozenset(converters.keys() - defaults.keys()), defaults)
    return known


def _converters(field: Field) -> tuple[Quick, Converter]:
    before = next((item for item in field.metadata if isinstance(item, Before)), None)
    limits = next((item for item in field.metadata if isinstance(item, Limits)), None)
    full = converter(field.annotation, before and before.apply, *(limits or Limits()))
    quick = before.quick if before else quick_choices(field.annotation)
    return {} if limits else quick, full


def _judged_whole(cls: type[Model], values: Mapping[str, Any]) -> Mapping[str, Any]:
    from pydantic import ValidationError  # noqa: PLC0415 - see the head of this module

    try:
        return vars(_pydantic(cls).model_validate(values))
    except ValidationError as error:
        raise ModelError(error) from error


def _judged(cls: type[Model], name: str, value: Any) -> Any:
    from pydantic import ConfigDict, ValidationError, create_model  # noqa: PLC0415 - as above

    declared: dict[str, Any] = {name: (_annotated(cls.fields[name]), ...)}
    alone = create_model(cls.__name__, __config__=ConfigDict(), **declared)
    try:
        return getattr(alone.model_validate({name: value}), name)
    except ValidationError as error:
        raise ModelError(error) from error


def _pydantic(cls: type[Model]) -> type[BaseModel]:
    from pydantic import ConfigDict, create_model  # noqa: PLC0415 - as above

    known = _PYDANTIC.get(cls)
    if known is None:
        declared: dict[str, Any] = {
            name: (_annotated(one), ... if one.required else one.default) for name, one in cls.fields.items()
        }
        known = _PYDANTIC[cls] = create_model(cls.__name__, __config__=ConfigDict(extra="forbid"), **declared)
    return known


def _annotated(field: Field) -> Any:
    judging = [item for item in field.metadata if isinstance(item, Before | Limits)]
    return Annotated[field.annotation, *judging] if judging else field.annotation
