"""Checks of what is recorded beside the indicators: opinions and their answers, fiscal effects, closed periods.

Each is one function named as a sentence; LEDGER_CHECKS is the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from xlplan import effects
from xlplan.closings import stands
from xlplan.edits import text_of
from xlplan.eras import day_label
from xlplan.findings import Finding, Place, finding
from xlplan.messages import Message
from xlplan.periods import Period, fiscal_year_label
from xlplan.tables import BY_NAME, CLOSINGS, EFFECTS, EXCEPTIONS, HISTORY, OPINIONS

if TYPE_CHECKING:
    from xlplan.books.book import Book
    from xlplan.plan import Plan
    from xlplan.schema import Table
    from xlplan.tables.closings import ClosingRow, ExceptionRow
    from xlplan.tables.records import EffectRow, OpinionRow

_MOST_NAMED = 3
LedgerCheck = Callable[["Plan", "Book"], Iterator[Finding]]


def opinions_are_answered(plan: Plan, _book: Book) -> Iterator[Finding]:
    """Every opinion has an owner and, once its time is over, an answer."""
    period = Period.read(plan.settings.get("対象時期", ""))
    for entry in plan.entries(OPINIONS):
        row: OpinionRow = entry.row
        place = plan.tables[OPINIONS.name].place(entry, "answer")
        if not row.answer and not row.department:
            place = plan.tables[OPINIONS.name].place(entry, "department")
            yield finding(Message.O804_NO_OWNER, place, number=row.number)
        elif not row.answer:
            late = period is not None and row.overdue(period.last_day)
            message = Message.O802_OVERDUE if late else Message.O803_UNANSWERED
            due = day_label(row.due) if row.due else "なし"
            yield finding(message, place, department=row.department, number=row.number, due=due, owner=row.department)


def printed_effects_agree(plan: Plan, _book: Book) -> Iterator[Finding]:
    """公表された表記 stands for the amount beside it: the 百億円 that should be 百万円 is named."""
    read = plan.tables[EFFECTS.name]
    for entry in read.entries:
        row: EffectRow = entry.row
        place = read.place(entry, "printed")
        printed = effects.printed_of(row)
        if row.printed and printed is None:
            yield finding(Message.E812_PRINTED_UNREADABLE, place, row.printed)
        elif printed and row.value is not None and not printed.stands_for(row.value):
            meant = printed.meant_for(row.value)
            hint = f"。「{meant}」なら合うため、単位の誤りと考えられます" if meant else ""
            words = {
                "effect": row.effect,
                "says": f"{printed.value:,.0f}円",
                "amount": f"{row.value:,.0f}円",
                "hint": hint,
            }
            yield finding(Message.E811_PRINTED_DIFFERS, place, printed.text, **words)


def effects_add_up(plan: Plan, _book: Book) -> Iterator[Finding]:
    """歳入確保 and 歳出削減 of a year make the published total, as a figure and as a notation."""
    read = plan.tables[EFFECTS.name]
    first = {row.fy: entry for entry in reversed(read.entries) for row in (entry.row,)}
    for fy, rows in effects.by_year(plan.rows(EFFECTS)).items():
        amounts = [row.value for row in rows if row.value is not None]
        stated = {row.total for row in rows if row.total is not None}
        notation = next(filter(None, map(effects.printed_total, rows)), None)
        summed, words = sum(amounts), {"fy": fiscal_year_label(fy)}
        if len(amounts) < len(rows) or not amounts:
            continue
        for total in sorted(stated):
            if total != summed:
                place = read.place(first[fy], "total")
                yield finding(Message.E813_TOTAL_DIFFERS, place, f"{total:,.0f}円", parts=f"{summed:,.0f}円", **words)
        if notation and not notation.stands_for(sum(amounts, start=amounts[0] * 0)):
            place = read.place(first[fy], "printed")
            yield finding(Message.E813_TOTAL_DIFFERS, place, notation.text, parts=f"{summed:,.0f}円", **words)


def effects_are_in_yen(plan: Plan, _book: Book) -> Iterator[Finding]:
    """An effect of 179 is 179百万円 typed into a column of yen."""
    read = plan.tables[EFFECTS.name]
    for entry in read.entries:
        row: EffectRow = entry.row
        if row.value is not None and 0 < row.value < effects.LEAST:
            yield finding(
                Message.E816_TOO_SMALL, read.place(entry, "value"), f"{row.value:,f}", fy=fiscal_year_label(row.fy)
            )


def effects_say_their_basis(plan: Plan, _book: Book) -> Iterator[Finding]:
    """決算 and 予算 are not the same money: a year without a basis, and a series of both, are named."""
    bases = effects.bases(plan.rows(EFFECTS))
    place = Place(plan.file, EFFECTS.sheet)
    if "記載なし" in bases:
        yield finding(Message.E814_BASIS_MISSING, place, "・".join(bases["記載なし"]))
    if len(bases) > 1:
        detail = "、".join(f"{basis}：{'・'.join(years)}" for basis, years in bases.items())
        yield finding(Message.E815_MIXED_BASES, place, detail)


def closed_periods_stand(plan: Plan, _book: Book) -> Iterator[Finding]:
    """What was closed is what it was; where 変更履歴 knows the cell, it is named."""
    last = {(row.table, row.key, row.header): row.new for row in plan.rows(HISTORY)}
    for entry in plan.entries(CLOSINGS):
        row: ClosingRow = entry.row
        if not stands(plan, row):
            table = BY_NAME[row.table]
            cells = list(_differing(plan, table, row, last))
            detail = f"（{'、'.join(cells[:_MOST_NAMED])}）" if cells else ""
            words = {"period": f"{fiscal_year_label(row.fy)}{row.point}", "detail": detail}
            yield finding(Message.K903_CHANGED, Place(plan.file, table.sheet), row.table, **words)


def _differing(plan: Plan, table: Table, row: ClosingRow, last: Mapping[tuple[str, str, str], str]) -> Iterator[str]:
    """「H12「72」→「99」」: cells of the closed rows that hold something else than the last operation left there."""
    for entry in plan.entries(table):
        if table.key_of(entry.row)[1:] != (row.fy, row.point):
            continue
        key = "・".join(str(table.cell(name, getattr(entry.row, name))) for name in table.key)
        for name, column in table.columns.items():
            now = text_of(table.cell(name, getattr(entry.row, name)))
            known = last.get((table.name, key, column.header), now)
            if known != now:
                yield f"{plan.tables[table.name].place(entry, name).cell}「{known or '空欄'}」→「{now or '空欄'}」"


def exceptions_are_explained(plan: Plan, _book: Book) -> Iterator[Finding]:
    """Every exception is listed, with its reason; without reason, name and date it does not count."""
    read = plan.tables[EXCEPTIONS.name]
    for entry in read.entries:
        row: ExceptionRow = entry.row
        if row.approved:
            words = {"period": f"{fiscal_year_label(row.fy)}{row.point}", "who": row.department or "全ての課"}
            yield finding(Message.K904_EXCEPTION, read.place(entry, "reason"), reason=row.reason, **words)
            continue
        lacking = [name for name in ("reason", "approved_by", "approved_on") if not getattr(row, name)]
        headers = "・".join(EXCEPTIONS.columns[name].header for name in lacking)
        place = read.place(entry, lacking[0])
        yield finding(Message.K905_EXCEPTION_INCOMPLETE, place, number=row.number, header=headers)


LEDGER_CHECKS: tuple[LedgerCheck, ...] = (
    opinions_are_answered,
    printed_effects_agree,
    effects_add_up,
    effects_are_in_yen,
    effects_say_their_basis,
    closed_periods_stand,
    exceptions_are_explained,
)
"""In the order in which their findings are shown."""
