"""The four sections of a form: schedule of programs, state of work items, actuals of indicators, answers to opinions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

from xlplan.choices import SCHEDULE_WORDS, ItemState, Publish, Schedule
from xlplan.form import preview, texts
from xlplan.form.asking import YEAR_END, Asker, row_of
from xlplan.form.cells import CLOSED, Cell, Columns, FormRow, Role, RowKind
from xlplan.form.indicator_rows import IndicatorRows
from xlplan.form.opinion_rows import OpinionRows
from xlplan.periods import fiscal_year_label
from xlplan.tables import ITEM_STATES, PROGRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.tables.registry import ActionRow, ProgramRow

_SCHEDULE = get_args(Schedule)
_STATES = get_args(ItemState)
_PUBLISH = get_args(Publish)
_MEANING = "、".join(f"{letter}＝{word}" for letter, word in SCHEDULE_WORDS.items())
_TITLES = {
    "1": f"1 プログラムの進捗（{_MEANING}）",
    "2": "2 実施内容の状況（個票の実施内容ごとに、いまの状況を選んでください）",
    "3": "3 成果指標の実績（表示された単位で、数値を1つだけ記入してください。過去の黄色の欄は分かる範囲で。不明なら「不明」）",
    "4": "4 指示・助言・意見への回答（回答と、どう反映するかを書いてください）",
}
_HEADERS: dict[str, dict[str, str]] = {
    "1": {
        "item": "プログラム",
        "plan": "{year}の計画",
        "answer": "今回の進捗区分",
        "verdict": "区分の意味",
        "cause": "要因（Bのとき）",
        "response": "今後の対応（Bのとき）",
        "note": "取組の説明（任意）",
        "publish": "公表可否",
    },
    "2": {
        "item": "実施内容",
        "plan": "予定年度と計画",
        "answer": "今回の状況",
        "note": "備考（中止のときは理由）",
    },
    "3": {
        "item": "成果指標",
        "plan": "目標",
        "answer": "今回の実績",
        "unit": "単位",
        "forecast": "年度末見込",
        "basis": "値の根拠",
        "verdict": "判定の目安",
        "cause": "要因（▲×▼のとき）",
        "response": "今後の対応（▲×▼のとき）",
        "note": "備考（任意）",
        "publish": "公表可否",
    },
    "4": {
        "item": "指示・助言・意見",
        "plan": "出所と期限",
        "answer": "今回の反映区分",
        "cause": "回答",
        "response": "反映状況（どう反映するか）",
    },
}
"""One line each, no two alike in a section: machines read them too (docs/機械可読性.md)."""
_YEARLY = frozenset("123")
"""Sections whose rows have earlier years."""
_ALWAYS = {"no": "No.", "check": "記入の確認"}


class Sections:
    """Lays out the body of one form; `answers` counts the rows that ask something."""

    def __init__(self, plan: Plan, department: str, period: Period, columns: Columns, *, formulas: bool) -> None:
        self.plan = plan
        self.department = department
        self.period = period
        self.columns = columns
        self.formulas = formulas
        self.answers = 0
        self._rows: list[FormRow] = []
        self._first = 0

    def rows(self, first: int) -> list[FormRow]:
        """All body rows; `first` is the index of the sheet row they begin at, from 0."""
        self._first = first
        named = self.plan.programs_of.get(self.department, ())
        mine = [row for row in named if row.department == self.department]
        self._section("1", [partial(self._program, program) for program in mine])
        items = [
            partial(self._action, program, action)
            for program in named
            if program.relisted_from is None
            for action in self.plan.actions.get(program.no, ())
            if not action.ended
        ]
        self._section("2", items)
        self._section("3", IndicatorRows(self.plan, self.department, self.period, self.columns, self.formulas).makers())
        self._section("4", OpinionRows(self.plan, self.department, self.period, self.columns, self.formulas).makers())
        return self._rows

    def _section(self, number: str, makers: Sequence[Callable[[int], FormRow]]) -> None:
        if not makers:
            return
        width = len(self.columns.names)
        if self._rows:
            key = f"{RowKind.GAP}|{number}"
            self._rows.append(FormRow(key, RowKind.GAP, (Cell(Role.KEY, key), *[None] * (width - 1))))
        key = f"{RowKind.SECTION}|{number}"
        heading = (Cell(Role.KEY, key), Cell(Role.HEADER, _TITLES[number]), *[None] * (width - 2))
        self._rows.append(FormRow(key, RowKind.SECTION, heading))
        self._rows.append(self._header(number))
        for make in makers:
            row = make(self._first + len(self._rows))
            self.answers += row.kind is not RowKind.NOTE
            self._rows.append(row)

    def _header(self, number: str) -> FormRow:
        key = f"{RowKind.HEADER}|{number}"
        year = fiscal_year_label(self.period.fy, short=True)
        words = {**_ALWAYS, **_HEADERS[number]}
        labels = self.columns.past_labels if number in _YEARLY else ()
        past = dict(zip((str(fy) for fy in self.columns.past), labels, strict=False))
        cells = [
            Cell(Role.HEADER, text.format(year=year)) if (text := words.get(name) or past.get(name, "")) else CLOSED
            for name in self.columns.names
        ]
        return FormRow(key, RowKind.HEADER, (Cell(Role.KEY, key), *cells[1:]))

    def _program(self, program: ProgramRow, at: int) -> FormRow:
        key = f"{RowKind.PROGRAM}|{program.no}"
        cells = {"no": Cell(Role.LABEL, program.no), "item": Cell(Role.LABEL, program.name)}
        if program.relisted_from is not None:
            origin = f"No.{program.relisted_from}の再掲です。No.{program.relisted_from}で回答するため、記入は不要です。"
            cells["plan"] = Cell(Role.LABEL, origin)
            return self._row(f"{RowKind.NOTE}|{program.no}", RowKind.NOTE, cells)
        cells["plan"] = Cell(Role.LABEL, texts.program_plan(self.plan.phases.get(program.no, ()), self.period.fy))
        for fy in self.columns.past:
            earlier = self.plan.progress.get((program.no, fy, YEAR_END))
            cells[str(fy)] = Cell(Role.PAST, (earlier and earlier.schedule) or "－")
        row_key = (program.no, self.period.fy, self.period.point)
        ask = Asker(PROGRESS.name, row_key)
        cells |= {
            "answer": ask.choice("schedule", "進捗区分", _SCHEDULE, required=True),
            "cause": ask.text("cause", "要因"),
            "response": ask.text("response", "今後の対応"),
            "note": ask.text("self_assessment", "取組の説明"),
            "publish": ask.choice("publish", "公表可否", _PUBLISH, default=_PUBLISH[0]),
            "verdict": Cell(Role.AUTO, formula=preview.meaning(self.columns, at) if self.formulas else ""),
            "check": Cell(Role.AUTO, formula=preview.program_check(self.columns, at) if self.formulas else ""),
        }
        return self._row(key, RowKind.PROGRAM, cells)

    def _action(self, program: ProgramRow, action: ActionRow, at: int) -> FormRow:
        fy = self.period.fy
        states = [self.plan.item_states.get((action.action, year, YEAR_END)) for year in self.columns.past]
        words = [(found and found.state) or "－" for found in states]
        done = "完了" in words[-1:]
        required = not done and (action.from_fy is None or action.from_fy <= fy)
        ask = Asker(ITEM_STATES.name, (action.action, fy, self.period.point))
        cells = {
            "no": Cell(Role.LABEL, program.no),
            "item": Cell(Role.LABEL, f"({action.item}) {action.text}"),
            "plan": Cell(Role.LABEL, texts.action_plan(action, self.plan.phases.get(program.no, ()), fy)),
            **{str(year): Cell(Role.PAST, word) for year, word in zip(self.columns.past, words, strict=True)},
            "answer": ask.choice("state", "状況", _STATES, required=required),
            "note": ask.text("note", "備考"),
            "check": Cell(
                Role.AUTO,
                formula=preview.action_check(self.columns, at, required=required) if self.formulas else "",
            ),
        }
        return self._row(f"{RowKind.ACTION}|{action.action}", RowKind.ACTION, cells)

    def _row(self, key: str, kind: RowKind, cells: dict[str, Cell]) -> FormRow:
        return row_of(self.columns, key, kind, cells)
