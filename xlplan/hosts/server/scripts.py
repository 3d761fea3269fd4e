"""The buttons on the server: the same operations on the workbook that a request brings. What is not in SCRIPTS cannot be run."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan import operations
from xlplan.findings import Finding, sort_findings
from xlplan.hosts import telling
from xlplan.report.kinds import kind_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlplan.books.book import Book
    from xlplan.history import Change
    from xlplan.operations import Progress

__all__ = ["SCRIPTS", "Answer", "Call", "Download", "Script"]


@dataclass(frozen=True)
class Call:
    """What one request brings.

    Attributes:
        book: the master as it is open in the user's Excel.
        returns: folder of the returned files sent along; None when the departmental sheets inside the master count.
        work: an empty folder of this request alone.
        at: now, as printed in the history.
        progress: told (done, total, what).
        kind: the report asked for; empty for every other script.
        own_sheets: the departmental sheets inside the master count beside the files.
    """

    book: Book
    returns: Path | None
    work: Path
    at: dt.datetime
    progress: Progress
    kind: str = ""
    own_sheets: bool = False

    @property
    def sources(self) -> list[Path]:
        """Returns as operations take them."""
        return [self.returns] if self.returns else []


@dataclass(frozen=True)
class Download:
    """A file for the user: its name and content."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Answer:
    """What a script found and did.

    Attributes:
        message: one or two sentences: what was done, and where to look.
        findings, changes: as the operation gave them.
        download: a file to save, or None.
    """

    message: str
    findings: Sequence[Finding] = ()
    changes: Sequence[Change] = ()
    download: Download | None = field(default=None, repr=False)


_UNPACK: Final = "下のリンクから保存し、展開してください。"
_WHERE: Final = (
    "作業ウィンドウで調査票のファイルを選ぶか、台帳の中の「回答_課名」シートに記入してから、もう一度行ってください。"
)
Script = Callable[[Call], Answer]


def standing(call: Call) -> Answer:
    """現況: every answer carries it; here only its period is named."""
    return Answer(f"{operations.standing(call.book).period.label}の現況を読み取りました。")


def distribute(call: Call) -> Answer:
    """様式配布: all returns in one compressed file."""
    issued = operations.distribute(call.book, call.work, progress=call.progress)
    label = issued[0].period.label if issued else ""
    packed = _packed(one.path for one in issued)
    return Answer(f"{telling.issued(issued)}{_UNPACK}", download=Download(f"調査票_{label}.zip", packed))


def check(call: Call) -> Answer:
    """点検."""
    held = operations.check(call.book, call.sources, own_sheets=call.own_sheets, progress=call.progress)
    return Answer(telling.checked(held), held.findings)


def preview(call: Call) -> Answer:
    """取込プレビュー."""
    held = operations.preview(call.book, call.sources, own_sheets=call.own_sheets, progress=call.progress)
    telling.require_returns(held.reads, _WHERE)
    return Answer(telling.previewed(held), held.findings, held.merge.changes)


def consolidate(call: Call) -> Answer:
    """取りまとめ."""
    held = operations.consolidate(
        call.book, call.sources, at=call.at, own_sheets=call.own_sheets, progress=call.progress
    )
    telling.require_returns(held.reads, _WHERE)
    return Answer(telling.consolidated(held), held.findings, held.merge.changes)


def assess(call: Call) -> Answer:
    """判定."""
    plan, done = operations.assess(call.book)
    return Answer("".join(telling.assessed(plan, done)), sort_findings(done.findings))


def letters(call: Call) -> Answer:
    """照会文: all letters in one compressed file."""
    files = operations.letters(
        call.book, call.work, call.sources, own_sheets=call.own_sheets, at=call.at, progress=call.progress
    )
    if not files:
        return Answer(telling.lettered(files))
    return Answer(f"{telling.lettered(files)}{_UNPACK}", download=Download("照会文.zip", _packed(files)))


def report(call: Call) -> Answer:
    """報告書: the files of one kind in one compressed file."""
    files = operations.report(call.book, call.kind, call.work, at=call.at, progress=call.progress)
    label = kind_named(call.kind).label
    return Answer(f"{label}を{len(files)}件作りました。{_UNPACK}", download=Download(f"{label}.zip", _packed(files)))


def undo(call: Call) -> Answer:
    """取消."""
    undone = operations.undo(call.book, at=call.at)
    telling.require_merge(undone)
    return Answer("".join(telling.undone(undone)), undone.findings, undone.changes)


SCRIPTS: Final[Mapping[str, Script]] = {
    "standing": standing,
    "distribute": distribute,
    "check": check,
    "preview": preview,
    "consolidate": consolidate,
    "assess": assess,
    "letters": letters,
    "report": report,
    "undo": undo,
}
"""By the action's name; `standing` is the task pane's own and is no button."""


def _packed(files: Iterable[Path]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.name)
    return packed.getvalue()
