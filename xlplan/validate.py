"""Checks that need more than one row. Each is one function named as a sentence; MASTER_CHECKS and ROUND_CHECKS are the order.

Rules that lean on a row that did not read stay silent: they look at raw keys, which unreadable rows keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from xlplan import copies
from xlplan.criteria import Criteria
from xlplan.findings import Finding, Place, finding
from xlplan.form.layout import INITIAL_SECRET, SECRET
from xlplan.history import broken_links
from xlplan.ledger_checks import LEDGER_CHECKS
from xlplan.messages import Message
from xlplan.periods import Period
from xlplan.tables import (
    ACTIONS,
    ACTUALS,
    ASSIGNMENTS,
    CRITERIA,
    GROUPS,
    INDICATORS,
    OPINIONS,
    PHASES,
    PROGRAMS,
    PROGRESS,
    READINGS,
    REVISIONS,
    SETTINGS,
    VERDICTS,
    YEAR_TARGETS,
)
from xlplan.targets import target_of

if TYPE_CHECKING:
    from xlplan.books.book import Book
    from xlplan.plan import Plan
    from xlplan.schema import Table
    from xlplan.tables.indicators import IndicatorRow

MasterCheck = Callable[["Plan", "Book"], Iterator[Finding]]


def check_master(plan: Plan, book: Book) -> list[Finding]:
    """All checks of the master itself, in order. Needs every table."""
    return [found for check in MASTER_CHECKS for found in check(plan, book)]


def programs_are_known(plan: Plan, _book: Book) -> Iterator[Finding]:
    """Every No. that any table names stands in プログラム."""
    known = {key[0] for key in plan.tables[PROGRAMS.name].raw_keys}
    for table in (ASSIGNMENTS, ACTIONS, PHASES, INDICATORS, PROGRESS, REVISIONS, READINGS, VERDICTS, OPINIONS):
        for entry in plan.entries(table):
            if entry.row.no is not None and str(entry.row.no) not in known:
                yield finding(Message.M506_UNKNOWN_PROGRAM, plan.tables[table.name].place(entry, "no"), entry.row.no)


def indicators_are_known(plan: Plan, _book: Book) -> Iterator[Finding]:
    """Every indicator that any table names stands in 成果指標."""
    known = {key[0] for key in plan.tables[INDICATORS.name].raw_keys}
    for table in (YEAR_TARGETS, ACTUALS, VERDICTS, READINGS):
        for entry in plan.entries(table):
            if entry.row.indicator and entry.row.indicator not in known:
                place = plan.tables[table.name].place(entry, "indicator")
                yield finding(Message.M508_UNKNOWN_INDICATOR, place, entry.row.indicator)


def departments_are_known(plan: Plan, _book: Book) -> Iterator[Finding]:
    """Every department named stands in 課名簿, or is a collective name of 課群."""
    groups = {row.group for row in plan.rows(GROUPS)}
    named: tuple[tuple[Table, str, frozenset[str] | set[str]], ...] = (
        (PROGRAMS, "department", plan.departments),
        (ASSIGNMENTS, "department", plan.departments | groups),
        (INDICATORS, "department", plan.departments),
        (GROUPS, "department", plan.departments),
        (OPINIONS, "department", plan.departments),
    )
    for table, name, known in named:
        for entry in plan.entries(table):
            value = getattr(entry.row, name)
            if value and value not in known:
                yield finding(Message.M507_UNKNOWN_DEPARTMENT, plan.tables[table.name].place(entry, name), value)


def targets_are_complete(plan: Plan, _book: Book) -> Iterator[Finding]:
    """Every 目標種別 has the fields it needs."""
    for entry in plan.entries(INDICATORS):
        row: IndicatorRow = entry.row
        missing = target_of(row)
        if isinstance(missing, list):
            for name in missing:
                place = plan.tables[INDICATORS.name].place(entry, name)
                words = {"kind": row.kind, "header": INDICATORS.columns[name].header, "sentence": row.target_text}
                yield finding(Message.M509_TARGET_INCOMPLETE, place, **words)


def sentences_agree_with_targets(plan: Plan, _book: Book) -> Iterator[Finding]:
    """The reader and the registry read each printed target alike, unless 読み替え says why not."""
    from xlplan.sentences import explain  # noqa: PLC0415  # only this check reads sentences

    registered = {row.indicator for row in plan.rows(READINGS)}
    for entry in plan.entries(INDICATORS):
        row: IndicatorRow = entry.row
        if row.indicator in registered or not row.target_text:
            continue
        reading = explain(f"{row.name}：{row.target_text}")
        if reading.kind != row.kind.code:
            place = plan.tables[INDICATORS.name].place(entry, "kind")
            words = {"sentence": row.target_text, "reading": reading.explanation, "registered": row.kind}
            yield finding(Message.T601_SENTENCE_DIFFERS, place, row.kind, **words)


def criteria_are_there(plan: Plan, _book: Book) -> Iterator[Finding]:
    """Every threshold has a value in every year of the plan."""
    criteria = Criteria.of(plan.rows(CRITERIA))
    for criterion in criteria.missing(plan.start_fy):
        place = Place(plan.file, CRITERIA.sheet)
        yield finding(Message.M510_CRITERION_MISSING, place, criterion, fy=plan.settings.get("計画開始年度", ""))


def numbers_run_without_gaps(plan: Plan, _book: Book) -> Iterator[Finding]:
    """Programs are numbered 1 to N, and a 再掲 names an existing program: only then do the totals add up."""
    read = plan.tables[PROGRAMS.name]
    gaps = sorted(set(map(str, range(1, len(read.raw_keys) + 1))) - {key[0] for key in read.raw_keys}, key=int)
    if gaps:
        detail = f"プログラム{len(read.raw_keys)}件のうち、No.{'・'.join(gaps)}がありません"
        yield finding(Message.M511_COUNT_DIFFERS, Place(plan.file, PROGRAMS.sheet), detail=detail)
    for entry in read.entries:
        if entry.row.relisted_from is not None and str(entry.row.relisted_from) not in {
            key[0] for key in read.raw_keys
        }:
            yield finding(Message.M506_UNKNOWN_PROGRAM, read.place(entry, "relisted_from"), entry.row.relisted_from)


def secret_is_the_citys_own(plan: Plan, _book: Book) -> Iterator[Finding]:
    """The key of the returns' check values is no longer the one every new master starts with."""
    for entry in plan.entries(SETTINGS):
        if entry.row.item == SECRET and entry.row.value == INITIAL_SECRET:
            yield finding(Message.M514_INITIAL_SECRET, plan.tables[SETTINGS.name].place(entry, "value"))


def as_of_is_the_periods_last_day(plan: Plan, _book: Book) -> Iterator[Finding]:
    """総括 prints 対象時期 and 基準日 side by side."""
    asked = plan.settings.get("対象時期", "")
    for entry in plan.entries(SETTINGS):
        if entry.row.item == "基準日" and Period.read(entry.row.value) != Period.read(asked):
            place = plan.tables[SETTINGS.name].place(entry, "value")
            yield finding(Message.M515_AS_OF_DIFFERS, place, entry.row.value, period=asked)


def copies_are_counted(plan: Plan, _book: Book) -> Iterator[Finding]:
    """How many dated copies stay is a number; until it is, the usual number stays."""
    for entry in plan.entries(SETTINGS):
        if entry.row.item == copies.ITEM and copies.copies_said(plan.settings) is None:
            place, kept = plan.tables[SETTINGS.name].place(entry, "value"), copies.copies_kept(plan.settings)
            yield finding(Message.M516_COPIES_UNREADABLE, place, entry.row.value, kept=kept)


_TOLD_TO_READERS: Final = ("地方公共団体コード", "公表担当課電話", "公表ページ")
_WAYS_TO_COMMENT: Final = ("意見受付メール", "意見受付ページ")


def readers_are_told_where_to_turn(plan: Plan, _book: Book) -> Iterator[Finding]:
    """What the web page and the newsletter print of 管理 is filled in; of the two ways to comment one will do."""
    reachable = any(plan.settings.get(item) for item in _WAYS_TO_COMMENT)
    wanted = (*_TOLD_TO_READERS, *(() if reachable else _WAYS_TO_COMMENT))
    for entry in plan.entries(SETTINGS):
        if entry.row.item in wanted and not entry.row.value:
            place = plan.tables[SETTINGS.name].place(entry, "value")
            told = entry.row.help.rstrip("。")
            yield finding(Message.M530_NOT_TOLD_TO_READERS, place, item=entry.row.item, help=told)


def history_is_whole(plan: Plan, _book: Book) -> Iterator[Finding]:
    """The chain of 変更履歴 holds."""
    yield from broken_links(plan)


def native_verdicts_agree(plan: Plan, book: Book) -> Iterator[Finding]:
    """The sheet's own verdict equals the computed one, where the workbook has been calculated."""
    grid = book.grid(VERDICTS.name)
    header = VERDICTS.columns["f_symbol"].header
    if grid is None or header not in grid.columns:
        return
    for entry in plan.entries(VERDICTS):
        native = grid.cell(entry.at, header)
        if native is not None and str(native) != entry.row.symbol:
            place = grid.place(entry.at, header)
            yield finding(Message.T605_NATIVE_DIFFERS, place, entry.row.symbol, native=native)


MASTER_CHECKS: tuple[MasterCheck, ...] = (
    numbers_run_without_gaps,
    programs_are_known,
    indicators_are_known,
    departments_are_known,
    targets_are_complete,
    criteria_are_there,
    sentences_agree_with_targets,
    secret_is_the_citys_own,
    as_of_is_the_periods_last_day,
    copies_are_counted,
    *LEDGER_CHECKS,
    readers_are_told_where_to_turn,
    history_is_whole,
    native_verdicts_agree,
)
"""The checks of the master, in the order in which their findings are shown."""
