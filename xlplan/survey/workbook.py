"""The workbook of a survey: 団体, プログラム, 確認事項. Programs are written as they come; the other two are short and wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from xlplan.books.new_workbook import Look, NewColumn, NewSheet, NewWorkbook, RowWriter
from xlplan.choices import SCHEDULE_WORDS
from xlplan.survey.lines import SYMBOLS, share_achieved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlplan.books.cell_values import CellValue
    from xlplan.findings import Finding
    from xlplan.survey.lines import BodyLine, ProgramLine

UNREPORTED, RELISTED = "未報告", "再掲"
COUNTED, NOT_COUNTED = "集計", "集計外"

_KEY: Final = (NewColumn("番号", 6, Look.MARK), NewColumn("団体名", 16, Look.TEXT))
_SYMBOLS: Final = tuple(NewColumn(symbol.value, 6) for symbol in SYMBOLS)
BODIES: Final = NewSheet(
    "団体",
    (
        *_KEY,
        NewColumn("プラン名", 32, Look.TEXT),
        NewColumn("時期", 17, Look.TEXT),
        NewColumn("状態", 8, Look.MARK),
        NewColumn("プログラム", 11),
        *(NewColumn(f"{key} {word}", 11) for key, word in SCHEDULE_WORDS.items()),
        NewColumn(UNREPORTED, 8),
        NewColumn("指標", 7),
        *_SYMBOLS,
        NewColumn("達成の割合", 8, Look.SHARE),
        NewColumn("要判断", 8),
        NewColumn("ファイル", 34, Look.TEXT),
        NewColumn("ファイルの指紋", 22, Look.TEXT),
    ),
    frozen=2,
)
PROGRAMS: Final = NewSheet(
    "プログラム",
    (
        *_KEY,
        NewColumn("No.", 6, Look.MARK),
        NewColumn("方針", 36, Look.TEXT),
        NewColumn("プログラム名", 50, Look.TEXT),
        NewColumn("主担当課", 20, Look.TEXT),
        NewColumn("再掲元", 8, Look.MARK),
        NewColumn("進捗区分", 9, Look.MARK),
        NewColumn("指標", 7),
        *_SYMBOLS,
        NewColumn("要判断", 8),
    ),
    frozen=3,
)
FINDINGS: Final = NewSheet(
    "確認事項",
    (
        *_KEY,
        NewColumn("重大度", 8, Look.MARK),
        NewColumn("コード", 8, Look.MARK),
        NewColumn("ファイル", 34, Look.TEXT),
        NewColumn("シート", 14, Look.TEXT),
        NewColumn("セル", 9, Look.TEXT),
        NewColumn("値", 24, Look.TEXT),
        NewColumn("内容", 60, Look.TEXT),
        NewColumn("直し方", 60, Look.TEXT),
    ),
    frozen=2,
)
_DIGITS: Final = 16
"""So many digits of a digest are shown, as in 回収状況."""


class SurveyWriter:
    """Takes the lines of a survey in order."""

    def __init__(self, programs: RowWriter) -> None:
        self._programs = programs
        self.bodies: list[tuple[CellValue, ...]] = []
        self.findings: list[tuple[CellValue, ...]] = []

    def keep(self, line: BodyLine) -> None:
        """Write a body's programs, and remember what the other two sheets will say of it."""
        key = (len(self.bodies) + 1, line.body)
        self.bodies.append((*key, *_body(line)))
        self.findings += ((*key, *_finding(found)) for found in line.findings)
        for program in line.programs:
            self._programs((*key, *_program(program)))


@contextmanager
def written(target: IO[bytes]) -> Iterator[SurveyWriter]:
    """Write a survey's workbook into a file: what is kept meanwhile, and the two short sheets at the end."""
    with NewWorkbook(target, (BODIES, PROGRAMS, FINDINGS)) as book:
        with book.sheet(PROGRAMS) as row:
            writer = SurveyWriter(row)
            yield writer
        for sheet, rows in ((BODIES, writer.bodies), (FINDINGS, writer.findings)):
            with book.sheet(sheet) as row:
                for values in rows:
                    row(values)


def _body(line: BodyLine) -> Sequence[CellValue]:
    about = (line.plan, line.period, COUNTED if line.counted else NOT_COUNTED)
    file = (line.file, line.digest[:_DIGITS])
    if not line.counted:
        return (*about, *(None,) * (len(BODIES.columns) - len(_KEY) - len(about) - len(file)), *file)
    symbols = line.symbols
    return (
        *about,
        len(line.own),
        *(line.reported(key) for key in SCHEDULE_WORDS),
        line.reported(""),
        sum(symbols),
        *symbols,
        share_achieved(symbols),
        line.attention,
        *file,
    )


def _program(program: ProgramLine) -> Sequence[CellValue]:
    return (
        program.no,
        program.policy,
        program.name,
        program.department,
        program.relisted_from,
        program.schedule or (UNREPORTED if program.relisted_from is None else RELISTED),
        program.indicators,
        *program.symbols,
        program.attention,
    )


def _finding(found: Finding) -> Sequence[CellValue]:
    return (found.level.value, found.code, *found.place, found.value, found.text, found.remedy)
