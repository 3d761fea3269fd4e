"""The shape of `workbook/source/*.toml`: which keys a file may hold. An unknown key is an error, never ignored."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from xlplan.choices import REVISION_CATEGORIES, Certainty, EffectBasis, Registered, Stage

_NUMBER = r"^\d+(-\d+)*$"

Category = Literal["推進担当課", "実施内容", "予定年度", "効果", "成果指標", "年度計画"]


class Shape(BaseModel):
    """Base of all shapes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Action(Shape):
    """実施内容: one printed item."""

    item: str = Field(pattern=_NUMBER)
    text: str
    summarised: bool = False
    years_text: str = ""
    shared_years: bool = False
    from_fy: int | None = None
    to_fy: int | None = None


class Phase(Shape):
    """A phase of a lane."""

    text: str
    stage: Stage
    from_fy: int | None = None
    to_fy: int | None = None
    certainty: Certainty
    note: str = ""


class Lane(Shape):
    """A lane of the 年度計画."""

    name: str = ""
    actions: tuple[str, ...] = ()
    phase: tuple[Phase, ...] = Field(min_length=1)


class Indicator(Shape):
    """A 成果指標 with its typed target; kind, direction and basis are the codes of `xlplan explain`."""

    id: str = Field(pattern=r"^\d+-\d+$")
    name: str
    target_text: str = ""
    kind: str
    value: Decimal | None = None
    value_high: Decimal | None = None
    rate: Decimal | None = None
    unit: str = ""
    direction: Literal["up", "down", "keep"] | None = None
    basis: Literal["", "absolute", "previous_year", "base_year", "budget", "other_program"] = ""
    period: Literal["", "per_year", "by_end"] = ""
    due_fy: int | None = None
    baseline_fy: int | None = None
    baseline_value: Decimal | None = None
    decimals: int = 0
    counted: bool = False
    survey: bool = False
    tolerance: Decimal | None = None
    half_share: Decimal | None = None
    measured_fys: tuple[int, ...] = ()
    reference: str = ""
    relisted_from: str = ""
    department: str
    effective_fy: int
    note: str = ""


class Program(Shape):
    """A program page (個票)."""

    no: int
    policy: int
    measure: int
    name: str
    name_in_outline: str
    name_in_revision: str = ""
    departments: tuple[str, ...] = Field(min_length=1)
    department_in_revision: str = ""
    purpose: str = ""
    effect: str = ""
    relisted_from: int | None = None
    note: str = ""
    action: tuple[Action, ...] = Field(min_length=1)
    lane: tuple[Lane, ...] = ()
    indicator: tuple[Indicator, ...] = ()


class PolicyFile(Shape):
    """policy-N.toml."""

    program: tuple[Program, ...]


class Heading(Shape):
    """A 方針, or a 方策 when `policy` is given."""

    policy: int = 0
    number: int
    numeral: str
    numeral_in_outline: str
    name: str
    name_in_outline: str
    note: str = ""


class OutlineFile(Shape):
    """outline.toml."""

    policy: tuple[Heading, ...]
    measure: tuple[Heading, ...]


class Stated(Shape):
    """The totals printed on p.1."""

    total: int
    newly_set: int
    categories: dict[str, int]

    @field_validator("categories")
    @classmethod
    def _all_categories(cls, value: dict[str, int]) -> dict[str, int]:
        if set(value) != set(REVISION_CATEGORIES):
            raise ValueError(f"{'・'.join(REVISION_CATEGORIES)}のすべてを書いてください")
        return value


class RevisionLine(Shape):
    """A printed row of the 【表】."""

    programs: tuple[int, ...] = Field(min_length=1)
    name: str
    categories: tuple[Category, ...]
    department: str


class RevisionFile(Shape):
    """revision.toml."""

    note: str = ""
    stated: Stated
    row: tuple[RevisionLine, ...]


class RegisterEntry(Shape):
    """A sentence that a person must decide on; `program` only where no indicator is meant."""

    id: str
    program: int | None = None
    indicator: str = ""
    sentence: str
    question: str
    readings: tuple[str, ...] = Field(min_length=2)
    adopted: str
    basis: str
    status: Registered


class RegisterFile(Shape):
    """register.toml."""

    entry: tuple[RegisterEntry, ...]


class BaseFigure(Shape):
    """A figure printed beside an indicator."""

    program: int
    indicator: str = ""
    name: str
    value: Decimal | None = None
    unit: str = ""
    as_of: str = ""
    fiscal_year: int | None = None
    basis: str = ""
    note: str = ""


class FiscalEffect(Shape):
    """財政効果 of a year in 百万円."""

    fiscal_year: int
    revenue: Decimal
    saving: Decimal
    total: Decimal
    unit: Literal["百万円"]
    basis: EffectBasis | None = None
    printed_text: str = ""
    source: str
    note: str = ""


class Contradiction(Shape):
    """A slip on a published page, kept as it was printed."""

    id: str
    place: str
    printed: str
    expected: str
    source: str
    note: str = ""


class FiguresFile(Shape):
    """figures.toml."""

    figure: tuple[BaseFigure, ...]
    effect: tuple[FiscalEffect, ...]
    contradiction: tuple[Contradiction, ...] = ()


class Departments(Shape):
    """課名簿."""

    secretariat: str
    names: tuple[str, ...]


class Group(Shape):
    """A collective name; `programs` where it must be decided for each."""

    name: str
    programs: tuple[int, ...] = ()
    note: str = ""


class Units(Shape):
    """Units that share their marks."""

    names: tuple[str, ...]
    counted: bool = False
    negative: bool = False
    note: str = ""


class Years(Shape):
    """First and last year offered in drop-downs."""

    first: int
    last: int


class Setting(Shape):
    """A row of 管理."""

    item: str
    value: str
    help: str


class SettingsFile(Shape):
    """settings.toml."""

    departments: Departments
    group: tuple[Group, ...]
    unit: tuple[Units, ...]
    years: Years
    setting: tuple[Setting, ...]
