"""What any host may ask for once a round is over: revise the plan, close a period, begin the next plan, trace a figure.

The same contract as `operations`: an open `Book` comes in, its cells are changed, the host saves it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from xlplan import assess as judging
from xlplan import closings, comparison, drafts, succession
from xlplan.applying import apply
from xlplan.overview_members import stands
from xlplan.plan import Plan, period_of, read_plan, require_readable, require_whole
from xlplan.report import judged
from xlplan.revision import REVISION_TABLES
from xlplan.tables import AMENDMENTS, DRAFTS, HISTORY, SETTINGS, STATED, TABLES
from xlplan.template.master import build_master
from xlplan.trace import trace as follow
from xlplan.trace_returns import held_against

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from xlplan.books.book import Book
    from xlplan.closings import Closing
    from xlplan.drafts import Revision
    from xlplan.provenance import Trace
    from xlplan.succession import NextPlan, Succession

REVISE_TABLES = (*REVISION_TABLES, SETTINGS, STATED, DRAFTS, AMENDMENTS, HISTORY)
"""What a revision reads and writes."""


def revise(book: Book, *, at: dt.datetime) -> tuple[Plan, Revision]:
    """改定: every line of 改定案 that is not applied, recorded in 改定履歴. Nothing is changed while one cannot be applied."""
    plan = read_plan(book, REVISE_TABLES)
    require_whole(plan)
    revision = drafts.revise(plan, number=at.strftime("%Y%m%d-%H%M%S"), at=at.strftime("%Y-%m-%d %H:%M"))
    apply(book, revision.edits, plan)
    return plan, revision


def compare(book: Book, older: Book, *, at: dt.datetime, reason: str = "") -> tuple[Plan, Revision]:
    """改定（比較）: what differs between an older state of the plan and this one, recorded in 改定履歴 of this one.

    Comparing the same states again records nothing more.
    """
    plan, before = read_plan(book, REVISE_TABLES), read_plan(older, REVISION_TABLES)
    require_whole(plan)
    require_whole(before)
    number, moment = at.strftime("%Y%m%d-%H%M%S"), at.strftime("%Y-%m-%d %H:%M")
    revision = comparison.record(plan, before, number=number, at=moment, on=at.date(), reason=reason)
    apply(book, revision.edits, plan)
    return plan, revision


def close(book: Book, *, at: dt.datetime, by: str, period: str = "") -> Closing:
    """締め: a period whose 判定 is up to date is closed. Merges and assessments change it no more without an exception.

    Raises:
        PeriodClosed: it is closed already. PlanUnusable: 判定 is missing or stale.
    """
    plan = read_plan(book, TABLES)
    require_readable(plan)
    when = period_of(plan, period)
    judged.require(plan, judging.assess(plan, when))
    closing = closings.close(plan, when, by=by, number=at.strftime("%Y%m%d-%H%M%S"), at=at.strftime("%Y-%m-%d %H:%M"))
    apply(book, closing.edits, plan)
    return closing


def succeed(book: Book, following: NextPlan, *, without: Set[int] = frozenset()) -> tuple[Succession, bytes]:
    """引継ぎ: the next plan's master as a new workbook, from what is unfinished in this one. This one is not changed."""
    plan = read_plan(book, TABLES)
    require_readable(plan)
    following_rows = succession.succeed(plan, following, without=without)
    return following_rows, build_master(following_rows.rows)


def trace(book: Book, asked: str, *, period: str = "", header: str = "", returns: Sequence[Path] = ()) -> Trace:
    """来歴: an indicator, a program or a cell followed from 総括 to the cells of the returns. Nothing is changed.

    Args:
        book: a master.
        asked: 指標ID, No., or sheet and cell (総括!D9).
        period: default 管理「対象時期」.
        header: of another column than the figure's own.
        returns: files and folders in which the returns are looked up; without them, only the master is asked.

    Raises:
        NothingToTrace, PlanUnusable; with a Japanese sentence.
    """
    plan = read_plan(book, TABLES)
    traced = follow(plan, asked, period=period, header=header, as_laid_out=stands(book))
    return held_against(traced, plan, book, returns)
