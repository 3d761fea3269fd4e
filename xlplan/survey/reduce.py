"""One master → one line: read what judging needs, judge as 判定 does, keep the counts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.assess import assess
from xlplan.books.reading import BrokenWorkbook
from xlplan.declaring import NamedTuple
from xlplan.findings import CannotRun, Finding, Level, Place, finding
from xlplan.messages import Message
from xlplan.notes import digest as file_digest
from xlplan.plan import period_of, read_plan, require_readable
from xlplan.survey.lines import SYMBOLS, BodyLine, ProgramLine
from xlplan.tables import (
    ACTIONS,
    ACTUALS,
    CRITERIA,
    DEPARTMENTS,
    INDICATORS,
    ITEM_STATES,
    OPINIONS,
    PHASES,
    PROGRAMS,
    PROGRESS,
    RETURNS,
    SETTINGS,
    VERDICTS,
    YEAR_TARGETS,
)

if TYPE_CHECKING:
    from xlplan.assessment import Assessment
    from xlplan.books.file import FileBook
    from xlplan.plan import Plan
    from xlplan.survey.notes import Notes

TABLES: Final = (
    SETTINGS, PROGRAMS, INDICATORS, YEAR_TARGETS, CRITERIA, DEPARTMENTS, ACTIONS, PHASES,
    ACTUALS, PROGRESS, ITEM_STATES, VERDICTS, RETURNS, OPINIONS,
)  # fmt: skip
"""What an assessment looks at; it writes 要判断 and never reads it."""
_CALCULATED: Final = {
    table.name: frozenset(column.header for column in table.columns.values() if column.formula) for table in TABLES
}
"""What the workbook calculates for itself, and no row keeps: most of 判定."""
_NAMED: Final = 5
"""So many unreadable cells of a master are named; the officer of the body sees them all with `check`."""


class MasterFile(NamedTuple):
    """A master as found: where it lies, and its name for findings."""

    path: Path
    name: str


def line_of(master: MasterFile, asked: str, noted: Notes | None = None) -> BodyLine:
    """Read, judge and reduce one master; whatever is wrong with it is a finding.

    Args:
        master: the file.
        asked: the period, "" for its own.
        noted: what was found before, looked at first and added to.
    """
    if noted is None:
        return _worked_out(master, asked)
    try:
        digest = file_digest(master.path)
    except OSError:  # to be told by who opens it
        return _worked_out(master, asked)
    known = noted.recall(digest, asked)
    if known is not None:
        return known._replace(file=master.name, findings=tuple(at(master, one) for one in known.findings))
    line = _worked_out(master, asked)
    if line.digest == digest:  # else it was changed meanwhile
        noted.keep(line, asked)
    return line


def _worked_out(master: MasterFile, asked: str) -> BodyLine:
    from xlplan.books.plain_file import PlainFile  # noqa: PLC0415  # a host that only asks who works here needs no reader

    book: FileBook | None = None
    try:
        book = PlainFile(master.path, _CALCULATED)
        return _line(master, book, asked)
    except BrokenWorkbook as broken:
        why = _unread(master, broken.code)
    except MemoryError:
        why = _unread(master, "zip_bomb")
    except CannotRun as told:
        why = finding(Message.G103_NOT_JUDGED, Place(master.name), detail=" ".join(str(told).split("\n")))
    return uncounted(master, (why,), book.workbook.digest if book else "")


def _unread(master: MasterFile, code: str) -> Finding:
    from xlplan.read import why_unread  # noqa: PLC0415  # reads returns, and is needed for what is broken only

    return finding(Message.G101_UNREADABLE, Place(master.name), detail=why_unread(code))


def uncounted(master: MasterFile, why: tuple[Finding, ...], digest: str = "") -> BodyLine:
    """The line of a master that is not counted."""
    return BodyLine(master.name, "", "", "", (), 0, digest, why)


def _line(master: MasterFile, book: FileBook, asked: str) -> BodyLine:
    if SETTINGS.name not in book.workbook.facts.tables:
        return uncounted(master, (finding(Message.G102_NO_MASTER, Place(master.name)),), book.workbook.digest)
    plan = read_plan(book, TABLES)
    unreadable = [found for found in plan.findings if found.level is Level.SERIOUS][:_NAMED]
    try:
        require_readable(plan)
        done = assess(plan, period_of(plan, asked))
    except CannotRun as told:
        if not unreadable:
            detail = " ".join(str(told).split("\n"))
            unreadable = [finding(Message.G103_NOT_JUDGED, Place(master.name), detail=detail)]
        found = tuple(at(master, one) for one in unreadable)
        return uncounted(master, found, book.workbook.digest)._replace(body=plan.settings.get("市名", ""))
    return reduced(plan, done, master, book.workbook.digest)


def reduced(plan: Plan, done: Assessment, master: MasterFile, digest: str) -> BodyLine:
    """What is kept of an assessed plan."""
    return BodyLine(
        file=master.name,
        body=plan.settings.get("市名", ""),
        plan=plan.settings.get("プラン名", ""),
        period=done.period.label,
        programs=tuple(_programs(plan, done)),
        attention=len(done.attention),
        digest=digest,
        findings=tuple(at(master, found) for found in done.findings),
    )


def _programs(plan: Plan, done: Assessment) -> list[ProgramLine]:
    period = done.period
    flagged = Counter(row.no for row in done.attention)
    symbols: dict[int, Counter[str]] = {no: Counter() for no in plan.programs}
    for row in plan.indicators(period.fy):
        program = plan.programs.get(row.no)
        # An indicator listed again counts at its original, unless its whole program is listed again.
        if program is not None and (not row.relisted_from or program.relisted_from is not None):
            symbols[row.no][done.final[row.indicator]] += 1
    lines = []
    for no, program in plan.programs.items():
        report = plan.progress.get((no, period.fy, period.point))
        lines.append(
            ProgramLine(
                no=no,
                policy=f"{program.policy_no} {program.policy}",
                name=program.name,
                department=program.department,
                relisted_from=program.relisted_from,
                schedule=(report.schedule or "") if report else "",
                symbols=tuple(symbols[no][symbol] for symbol in SYMBOLS),
                attention=flagged[no],
            )
        )
    return lines


def at(master: MasterFile, found: Finding) -> Finding:
    """The same finding at the file's name as found: files in two folders may bear one name."""
    return Finding(
        found.message,
        found.place._replace(file=master.name),
        found.value,
        found.text,
        found.remedy,
        found.department,
    )
