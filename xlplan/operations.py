"""READ FIRST. What any host may ask for: distribute, check, preview, consolidate, assess, report, survey, undo.

Every operation takes an open `Book` and says in a value what it found and did. It changes the book's cells, never the
disk: the host that opened the book saves it. Today's date, the period and file names come in from the host.

    returns → read → (consolidate) → validate → assess → the master

What follows a round (revising the plan, closing a period, the next plan) is in `plan_operations`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from xlplan.applying import apply, finding_rows
from xlplan.consolidate import Merge, merged_plan, with_board, with_closings
from xlplan.consolidate import consolidate as _consolidate
from xlplan.consolidate import edits_of as _merge_edits
from xlplan.declaring import NamedTuple
from xlplan.edits import replace_body
from xlplan.findings import Finding, sort_findings
from xlplan.form import FORM_TABLES
from xlplan.periods import Period
from xlplan.plan import Plan, period_of, read_plan, require_readable, require_whole
from xlplan.tables import (
    ATTENTION,
    CLOSINGS,
    EXCEPTIONS,
    FINDINGS,
    HISTORY,
    RETURNS,
    SETTINGS,
    TABLES,
    VERDICTS,
)

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from xlplan.assessment import Assessment
    from xlplan.books.book import Book
    from xlplan.distribute import Issued, OwnSheets
    from xlplan.read import ReturnRead
    from xlplan.report.outlet import Printer
    from xlplan.returned import ReturnedFiles
    from xlplan.standing import Standing
    from xlplan.survey import Crew, MasterFile, Survey
    from xlplan.survey.notes import Notes
    from xlplan.undo import Undo

    Returns = Sequence[Path] | ReturnedFiles
    """Files and folders, or these as the host already has them opened."""

Progress = Callable[[int, int, str], None]

ROUND_TABLES = (*FORM_TABLES, RETURNS, CLOSINGS, EXCEPTIONS, HISTORY, FINDINGS)
"""What a merge reads and writes."""
ASSESS_TABLES = (*FORM_TABLES, RETURNS, VERDICTS, ATTENTION, CLOSINGS, EXCEPTIONS)
"""What an assessment reads and writes."""


class Round(NamedTuple):
    """The returns of a period held against the master.

    Attributes:
        plan: the master as it stands; after: as it reads once the merge is done.
        reads: one per file or departmental sheet, refused ones included.
        merge: cells that change.
        findings: everything found, heaviest first.
    """

    plan: Plan
    after: Plan
    period: Period
    reads: tuple[ReturnRead, ...]
    merge: Merge
    findings: tuple[Finding, ...]

    @property
    def files(self) -> list[tuple[str, str]]:
        """Name and SHA-256 of each returned file; "" of one that could not be opened."""
        return [(read.file, read.digest) for read in self.reads if not read.sheet]


def quiet(_done: int, _total: int, _what: str) -> None:
    """Progress that nobody watches."""


def distribute(book: Book, folder: Path, *, period: str = "", progress: Progress = quiet) -> list[Issued]:
    """様式配布: one return per answering department into a folder. The master is not changed."""
    from xlplan.distribute import distribute as issue

    plan = read_plan(book, FORM_TABLES)
    require_readable(plan)
    return issue(plan, period_of(plan, period), folder, progress)


def own_sheets(book: Book, *, period: str = "", progress: Progress = quiet) -> OwnSheets:
    """様式配布 into the master: its departmental sheets, drawn; only a host that has Excel can put them in."""
    from xlplan.distribute import draw_own_sheets
    from xlplan.read import read_own_sheets

    plan = read_plan(book, FORM_TABLES)
    require_readable(plan)
    when = period_of(plan, period)
    standing = {read.sheet: read.accepted and read.blank for read in read_own_sheets(book, plan, when)}
    return draw_own_sheets(plan, when, standing, progress)


def check(
    book: Book, returns: Returns = (), *, own_sheets: bool = False, period: str = "", progress: Progress = quiet
) -> Round:
    """点検: every entry of the master and of the returns. Nothing is changed.

    Without `returns` the departmental sheets `回答_課名` inside the master are taken; with `own_sheets`, these as well.
    """
    from xlplan.validate import check_master

    plan = read_plan(book, TABLES)
    held = _hold(book, plan, (returns, own_sheets), period, progress)
    return held._replace(findings=tuple(sort_findings([*held.findings, *check_master(plan, book)])))


def preview(
    book: Book, returns: Returns = (), *, own_sheets: bool = False, period: str = "", progress: Progress = quiet
) -> Round:
    """取込プレビュー: every cell that would change, old → new. Nothing is changed. Returns as `check`."""
    return _hold(book, read_plan(book, ROUND_TABLES), (returns, own_sheets), period, progress)


def consolidate(  # what is merged into what, of when, and what the host brings
    book: Book,
    returns: Returns = (),
    *,
    at: dt.datetime,
    own_sheets: bool = False,
    period: str = "",
    progress: Progress = quiet,
) -> Round:
    """取りまとめ: merge into the book, with return board, history and 確認事項. Returns as `check`.

    Merging again changes nothing.
    """
    moment = at.strftime("%Y-%m-%d %H:%M")
    plan = read_plan(book, ROUND_TABLES)
    require_whole(plan)
    held = _hold(book, plan, (returns, own_sheets), period, progress)
    merge = with_closings(held.plan, held.merge)
    merge = with_board(held.plan, merge, held.reads, held.findings, at=moment)
    edits = _merge_edits(held.plan, merge, merge_id=at.strftime("%Y%m%d-%H%M%S"), at=moment)
    edits += replace_body(held.plan.tables[FINDINGS.name], finding_rows(held.findings))
    apply(book, edits, held.plan)
    return held._replace(merge=merge, after=merged_plan(held.plan, merge))


def assess(book: Book, *, period: str = "") -> tuple[Plan, Assessment]:
    """判定: judge every indicator of the period and write 判定, 要判断 and the suggested 進捗区分 into the book."""
    from xlplan import assess as judging
    from xlplan.closings import guard_assessment

    plan = read_plan(book, ASSESS_TABLES)
    require_readable(plan)
    assessment = judging.assess(plan, period_of(plan, period))
    edits = judging.edits_of(plan, assessment)
    apply(book, guard_assessment(plan, assessment.period, assessment.rows, edits), plan)
    return plan, assessment


def letters(  # noqa: PLR0913  # from where, to where, of when, and two things the host brings
    book: Book,
    folder: Path,
    returns: Returns = (),
    *,
    own_sheets: bool = False,
    period: str = "",
    at: dt.datetime,
    progress: Progress = quiet,
) -> list[Path]:
    """照会文: per department with deficiencies a polite letter that names them, and one file with all. Nothing is changed.

    Without `returns`, and without departmental sheets inside the master, what the last merge left in 確認事項 is used.
    """
    from xlplan import letters as writing
    from xlplan.report.outlet import Outlet

    held = check(book, returns, own_sheets=own_sheets, period=period, progress=progress)
    found = writing.deficiencies(held.plan, held.period, held.findings, returns_at_hand=bool(held.reads))
    made = writing.letters(held.plan, held.period, found, at.date())
    return writing.write(made, held.period, Outlet(folder, at, (), progress))


def report(  # noqa: PLR0913  # what to make, where, of when, and three things the host brings
    book: Book,
    kind: str,
    folder: Path,
    *,
    period: str = "",
    at: dt.datetime,
    progress: Progress = quiet,
    templates: Sequence[Path] = (),
    printer: Printer | None = None,
) -> list[Path]:
    """報告書: one kind of report (`report.kinds`) of a period, as files in a folder. The master is not changed.

    Args:
        book: a master whose 判定 is up to date.
        kind: ASCII name or Japanese label.
        folder: made if it is not there; a file that is replaced stays as a dated copy.
        period: default 管理「対象時期」.
        at: printed as the day it was made.
        progress: told (done, total, what).
        templates: folders with the city's own templates, searched before the project's.
        printer: makes PDFs as well.

    Raises:
        UnknownKind, PlanUnusable (判定 missing or stale), TemplateLacks, NoPdf; all with a Japanese sentence.
    """
    from xlplan import assess as judging
    from xlplan.report import judged
    from xlplan.report.gather import gather
    from xlplan.report.kinds import kind_named
    from xlplan.report.outlet import Outlet
    from xlplan.report.publish import public_results
    from xlplan.report.stamping import stamp_of

    wanted = kind_named(kind)
    plan = read_plan(book, TABLES)
    require_readable(plan)
    assessment = judging.assess(plan, period_of(plan, period))
    judged.require(plan, assessment)
    stamp = stamp_of(plan, assessment.period, at)
    outlet = Outlet(folder, at, tuple(templates), progress)
    files = wanted.internal(gather(plan, assessment, stamp), outlet) if wanted.internal else []
    files += wanted.public(public_results(plan, assessment.period, stamp), outlet) if wanted.public else []
    return files + [printer(path) for path in files if printer and path.suffix == ".xlsx"]


def standing(book: Book, *, period: str = "") -> Standing:
    """現況: unreturned departments, blank answers and 要判断, as the master says it now. Nothing is changed."""
    from xlplan.standing import STANDING_TABLES
    from xlplan.standing import standing as work_out

    plan = read_plan(book, (*FORM_TABLES, *STANDING_TABLES))
    return work_out(plan, period_of(plan, period))


def survey(  # noqa: PLR0913  # what to count, where to, of when, and four things the host brings
    masters: Sequence[MasterFile],
    out: Path,
    crew: Crew,
    *,
    at: dt.datetime,
    period: str = "",
    noted: Notes | None = None,
    progress: Progress = quiet,
) -> Survey:
    """団体集計: how the masters of many bodies stand, in one workbook. The masters are not changed.

    Args:
        masters: from `survey.masters_in`.
        out: the workbook; one that is replaced stays as a dated copy.
        crew: who reads the masters: this process, several, or a cluster that sees the files under the same paths.
        at: names the dated copy; nothing in the workbook depends on it.
        period: default each master's own 管理「対象時期」.
        noted: what surveys of before found; this one adds to it.
        progress: told (done, total, body).

    Raises:
        NoMasters (no such period), ClusterMissing, Refused (`out` cannot be written); a bad master is a finding.
    """
    from xlplan.books.save import Copies
    from xlplan.books.stream_save import as_stream
    from xlplan.survey import workbook
    from xlplan.survey.flow import survey as run

    with as_stream(out, Copies(at)) as target, workbook.written(target) as result:
        return run(masters, crew, result.keep, period=period, noted=noted, progress=progress)


def undo(book: Book, *, at: dt.datetime, merge: str = "") -> Undo:
    """取消: the last merge, revision or closing undone, or the one named; cells changed since keep their later value and are named."""
    from xlplan.undo import UNDO_TABLES
    from xlplan.undo import undo as work_out

    plan = read_plan(book, UNDO_TABLES)
    undone = work_out(plan, at=at.strftime("%Y-%m-%d %H:%M"), merge=merge)
    apply(book, undone.edits, plan)
    return undone


def verify(book: Book) -> tuple[Plan, list[Finding]]:
    """Whether 変更履歴 is whole: the plan with its history, and where the chain breaks. Nothing is changed."""
    from xlplan.history import broken_links

    plan = read_plan(book, (SETTINGS, HISTORY))
    return plan, [*plan.findings, *broken_links(plan)]


def _hold(book: Book, plan: Plan, sources: tuple[Returns, bool], asked: str, progress: Progress) -> Round:
    """Read the returns, work out the merge, and check the result as a whole. `sources`: files, and own sheets as well."""
    from xlplan.cross_check import check_round
    from xlplan.read import read_both, read_own_sheets, read_returns

    period = period_of(plan, asked)
    returns, own_sheets = sources
    if not returns:
        reads = read_own_sheets(book, plan, period)
    elif own_sheets:
        reads = read_both(returns, book, plan, period, progress)
    else:
        reads = read_returns(returns, plan, period, progress)
    merge = _consolidate(plan, reads, period)
    after = merged_plan(plan, merge)
    found = [*plan.findings, *(f for read in reads for f in read.findings), *merge.findings]
    found += check_round(plan, after, period, reads)
    return Round(plan, after, period, tuple(reads), merge, tuple(sort_findings(found)))
