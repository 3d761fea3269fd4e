"""The plan's text as data: `workbook/source/*.toml`, read into the rows of the master workbook.

The TOML files are a transcription a person can check against the printed plan; this module only gives each figure its
place. A key that is misspelt or a value of the wrong type stops the build with the file and the program it stands in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from xlplan import criteria, tables
from xlplan.choices import REVISION_CATEGORIES, Direction, Kind
from xlplan.periods import fiscal_year_label
from xlplan.schema import Row
from xlplan.source_shape import (
    FiguresFile,
    OutlineFile,
    PolicyFile,
    Program,
    RegisterFile,
    RevisionFile,
    SettingsFile,
    Shape,
)
from xlplan.tables import SCHEMA_VERSION
from xlplan.tables.indicators import IndicatorRow, ReadingRow
from xlplan.tables.records import BaseFigureRow, EffectRow, RevisionRow, SettingRow, StatedRow, UnitRow, YearRow
from xlplan.tables.registry import ActionRow, AssignmentRow, DepartmentRow, GroupRow, PhaseRow, ProgramRow

ShapeT = TypeVar("ShapeT", bound=Shape)

STATED_NEW = "成果指標のうち新規設定"

_KINDS = {kind.code: kind for kind in Kind}
_DIRECTIONS = {direction.code: direction for direction in Direction}
_BASES = {
    "": "",
    "absolute": "",
    "previous_year": "前年度",
    "base_year": "基準年度",
    "budget": "予算",
    "other_program": "他プログラム",
}
_NAMED = (
    *((table, "department", "課") for table in ("担当課", "成果指標", "見直し")),
    *((table, "unit", "単位") for table in ("成果指標", "基礎数値")),
    *((table, "no", "No.") for table in ("見直し", "基礎数値", "読み替え")),
)


class SourceError(Exception):
    """A source file does not read; the text names the file, the program and the key."""


def load_source(folder: Path) -> dict[str, tuple[Row, ...]]:
    """Read the source files of a plan.

    Args:
        folder: holds policy-*.toml, outline.toml, revision.toml, register.toml, figures.toml and settings.toml.

    Returns:
        Table name → rows in the order of the sheet, for every table of `tables.TABLES` (empty where the source has none).

    Raises:
        SourceError: a file is missing, does not parse, or has an unknown key, or two files contradict each other.
    """
    programs = [
        (path.name, program)
        for path in sorted(folder.glob("policy-*.toml"))
        for program in _read(path, PolicyFile).program
    ]
    settings = _read(folder / "settings.toml", SettingsFile)
    figures = _read(folder / "figures.toml", FiguresFile)
    revision = _read(folder / "revision.toml", RevisionFile)
    rows: dict[str, tuple[Row, ...]] = {table.name: () for table in tables.TABLES}
    rows |= {
        "プログラム": tuple(_programs(programs, _read(folder / "outline.toml", OutlineFile))),
        "担当課": tuple(_assignments(programs)),
        "実施内容": tuple(_actions(programs)),
        "年度計画": tuple(_phases(programs)),
        "成果指標": tuple(_indicators(programs)),
        "見直し": tuple(_revisions(revision)),
        "公表件数": tuple(_stated(revision)),
        "財政効果": tuple(_effects(figures)),
        "基礎数値": tuple(_base_figures(figures)),
        "判定基準": tuple(criteria.DEFAULT_ROWS),
        "読み替え": tuple(_readings(_read(folder / "register.toml", RegisterFile))),
        "課名簿": tuple(_departments(settings)),
        "課群": tuple(_groups(settings)),
        "単位": tuple(_units(settings)),
        "年度": tuple(_years(settings)),
        "管理": tuple(_settings(settings)),
    }
    _check(rows)
    return rows


def _read(path: Path, shape: type[ShapeT]) -> ShapeT:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        raise SourceError(f"{path.name}: ファイルがありません。") from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path.name}: TOMLとして読めません（{error}）。") from error
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"{path.name}: {_program_of(data, first['loc'])}{key}: {first['msg']}") from error


def _program_of(data: dict[str, Any], place: tuple[int | str, ...]) -> str:
    """「No.30: 」 for an error inside a program."""
    match place:
        case ("program", int(at), *_):
            return f"No.{data['program'][at].get('no', '?')}: "
    return ""


def _programs(programs: list[tuple[str, Program]], outline: OutlineFile) -> Iterator[ProgramRow]:
    policies = {policy.number: policy.name for policy in outline.policy}
    measures = {(measure.policy, measure.number): measure.name for measure in outline.measure}
    for file, program in programs:
        place = (program.policy, program.measure)
        if place not in measures:
            raise SourceError(f"{file}: No.{program.no}: 方策{place}がoutline.tomlにありません。")
        given = program.model_dump(
            exclude={"policy", "measure", "departments", "department_in_revision", "action", "lane", "indicator"}
        )
        read = {
            "policy_no": program.policy,
            "policy": policies[program.policy],
            "measure_no": program.measure,
            "measure": measures[place],
            "department": program.departments[0],
        }
        yield ProgramRow.read(given | read)


def _assignments(programs: list[tuple[str, Program]]) -> Iterator[AssignmentRow]:
    for _, program in programs:
        for order, department in enumerate(program.departments, start=1):
            yield AssignmentRow(no=program.no, order=order, department=department, role="主" if order == 1 else "関係")


def _actions(programs: list[tuple[str, Program]]) -> Iterator[ActionRow]:
    for _, program in programs:
        for action in program.action:
            given = action.model_dump(exclude={"shared_years"})
            yield ActionRow.read({"action": f"{program.no:02d}-{action.item}", "no": program.no, **given})


def _phases(programs: list[tuple[str, Program]]) -> Iterator[PhaseRow]:
    for _, program in programs:
        for lane_no, lane in enumerate(program.lane, start=1):
            for phase_no, phase in enumerate(lane.phase, start=1):
                placed = {
                    "phase": f"{program.no:02d}-{lane_no}-{phase_no}",
                    "no": program.no,
                    "lane": lane_no,
                    "lane_name": lane.name,
                    "actions": "、".join(lane.actions),
                }
                yield PhaseRow.read(placed | phase.model_dump())


def _indicators(programs: list[tuple[str, Program]]) -> Iterator[IndicatorRow]:
    for file, program in programs:
        for source in program.indicator:
            if source.kind not in _KINDS:
                raise SourceError(f"{file}: No.{program.no}: {source.id}: kind「{source.kind}」はありません。")
            given = source.model_dump(exclude={"id", "kind", "direction", "basis", "period", "measured_fys"})
            read = {
                "indicator": source.id,
                "edition": 1,
                "no": program.no,
                "kind": _KINDS[source.kind],
                "direction": _DIRECTIONS[source.direction] if source.direction else None,
                "basis": _BASES[source.basis],
                "measured": "、".join(fiscal_year_label(fy) for fy in source.measured_fys),
            }
            yield IndicatorRow.read(given | read)


def _revisions(revision: RevisionFile) -> Iterator[RevisionRow]:
    fields = ("departments", "actions", "years", "effect", "indicators", "phases")
    for printed_row, row in enumerate(revision.row, start=1):
        marks = {field: category in row.categories for field, category in zip(fields, REVISION_CATEGORIES, strict=True)}
        for no in row.programs:
            yield RevisionRow.read(
                {"no": no, "printed_row": printed_row, "name": row.name, "department": row.department, **marks}
            )


def _stated(revision: RevisionFile) -> Iterator[StatedRow]:
    yield StatedRow(item="見直し項目（計）", stated=revision.stated.total, note=revision.note)
    for category in REVISION_CATEGORIES:
        yield StatedRow(item=category, stated=revision.stated.categories[category])
    yield StatedRow(
        item=STATED_NEW, stated=revision.stated.newly_set, note="表に新規設定の印がないため、表からは数えられません。"
    )


def _effects(figures: FiguresFile) -> Iterator[EffectRow]:
    for effect in figures.effect:
        if effect.revenue + effect.saving != effect.total:
            raise SourceError(f"figures.toml: {fiscal_year_label(effect.fiscal_year)}の内訳の和が計と合いません。")
        for word, value in (("歳入確保", effect.revenue), ("歳出削減", effect.saving)):
            yield EffectRow.read(
                {
                    "fy": effect.fiscal_year,
                    "effect": word,
                    "value": value * 1_000_000,
                    "basis": effect.basis,
                    "total": effect.total * 1_000_000,
                    "printed": effect.printed_text,
                    "source": effect.source,
                    "note": effect.note,
                }
            )


def _base_figures(figures: FiguresFile) -> Iterator[BaseFigureRow]:
    for figure in figures.figure:
        given = figure.model_dump(exclude={"program", "fiscal_year"})
        yield BaseFigureRow.read({"no": figure.program, "fy": figure.fiscal_year, **given})


def _readings(register: RegisterFile) -> Iterator[ReadingRow]:
    for entry in register.entry:
        if entry.adopted not in entry.readings:
            raise SourceError(f"register.toml: {entry.id}: adoptedがreadingsにありません。")
        yield ReadingRow(
            reading=entry.id,
            no=entry.program or int(entry.indicator.split("-")[0]),
            indicator=entry.indicator,
            sentence=entry.sentence,
            question=entry.question,
            readings="\n".join(f"・{reading}" for reading in entry.readings),
            adopted=entry.adopted,
            basis=entry.basis,
            state=entry.status,
        )


def _settings(settings: SettingsFile) -> Iterator[SettingRow]:
    """The settings, the version of the structure first: it follows the code, never the source."""
    about = "表と列の作りの版です。xlplanが確かめるので、変えないでください。"
    yield SettingRow(item="構造の版", value=SCHEMA_VERSION, help=about)
    for setting in settings.setting:
        yield SettingRow(item=setting.item, value=setting.value, help=setting.help)


def _departments(settings: SettingsFile) -> Iterator[DepartmentRow]:
    for name in settings.departments.names:
        yield DepartmentRow(name=name, answers=True, secretariat=name == settings.departments.secretariat)


def _groups(settings: SettingsFile) -> Iterator[GroupRow]:
    for group in settings.group:
        for no in group.programs or [None]:
            yield GroupRow(group=group.name, no=no, note=group.note)


def _units(settings: SettingsFile) -> Iterator[UnitRow]:
    for unit in settings.unit:
        for name in unit.names:
            yield UnitRow(unit=name, counted=unit.counted, negative=unit.negative, note=unit.note)


def _years(settings: SettingsFile) -> Iterator[YearRow]:
    plan = {setting.item: setting.value for setting in settings.setting}
    labels = [(fy, fiscal_year_label(fy)) for fy in range(settings.years.first, settings.years.last + 1)]
    known = {label: fy for fy, label in labels}
    try:
        start, end = known[plan["計画開始年度"]], known[plan["計画終了年度"]]
    except KeyError as error:
        raise SourceError(f"settings.toml: 計画年度{error}が年度の一覧にありません。") from error
    for fy, _ in labels:
        yield YearRow(fy=fy, western=fy, in_plan=start <= fy <= end)


def _check(rows: dict[str, tuple[Row, ...]]) -> None:
    """Keys must not repeat, and what a file names must stand where it is kept: departments, units, programs."""
    for table in tables.TABLES:
        keys = [table.key_of(row) for row in rows[table.name]] if table.key else []
        repeated = next((key for key in keys if keys.count(key) > 1), None)
        if repeated:
            raise SourceError(f"「{table.name}」に{repeated}が2行あります。")
    known = {
        "課": {*_column(rows, "課名簿", "name"), *_column(rows, "課群", "group")},
        "単位": {"", *_column(rows, "単位", "unit")},
        "No.": _column(rows, "プログラム", "no"),
    }
    for table_name, field, what in _NAMED:
        unknown = _column(rows, table_name, field) - known[what]
        if unknown:
            raise SourceError(f"「{table_name}」の{what}{sorted(map(str, unknown))}が台帳にありません。")


def _column(rows: dict[str, tuple[Row, ...]], table_name: str, field: str) -> set[object]:
    return {getattr(row, field) for row in rows[table_name]}
