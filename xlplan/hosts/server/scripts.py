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
from xlplan.findings import CannotRun, Finding, Level, sort_findings
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
    """

    book: Book
    returns: Path | None
    work: Path
    at: dt.datetime
    progress: Progress
    kind: str = ""

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


Script = Callable[[Call], Answer]


class NothingToDo(CannotRun):
    """There is nothing to merge or to undo."""


def standing(call: Call) -> Answer:
    """現況: every answer carries it; here only its period is named."""
    return Answer(f"{operations.standing(call.book).period.label}の現況を読み取りました。")


def distribute(call: Call) -> Answer:
    """様式配布: all returns in one compressed file."""
    issued = operations.distribute(call.book, call.work, progress=call.progress)
    label = issued[0].period.label if issued else ""
    return Answer(
        f"調査票を{len(issued)}件作りました。保存したファイルを展開し、課ごとに渡してください。",
        download=Download(f"調査票_{label}.zip", _packed(one.path for one in issued)),
    )


def check(call: Call) -> Answer:
    """点検."""
    held = operations.check(call.book, call.sources, progress=call.progress)
    return Answer(f"{held.period.label}の点検が終わりました。{_counted(held.findings)}", held.findings)


def preview(call: Call) -> Answer:
    """取込プレビュー."""
    held = operations.preview(call.book, call.sources, progress=call.progress)
    _require_returns(held)
    text = f"{held.period.label}：取りまとめると{len(held.merge.changes)}欄が変わります。{_counted(held.findings)}"
    return Answer(text, held.findings, held.merge.changes)


def consolidate(call: Call) -> Answer:
    """取りまとめ."""
    held = operations.consolidate(call.book, call.sources, at=call.at, progress=call.progress)
    _require_returns(held)
    text = f"{held.period.label}：{len(held.merge.changes)}欄を変更しました。内容は「変更履歴」にあります。"
    return Answer(text + _counted(held.findings), held.findings, held.merge.changes)


def assess(call: Call) -> Answer:
    """判定."""
    plan, done = operations.assess(call.book)
    met = sum(not symbol.off_target for symbol in done.final.values())
    text = (
        f"{done.period.label}の判定を書き込みました。指標{len(done.final)}のうち目標に届かないもの{len(done.final) - met}、"
        f"要判断{len(done.attention)}件。「総括」「要判断」を見てください。"
    )
    if plan.settings.get("対象時期", "") != done.period.label:
        text += "「管理」の「対象時期」を確かめてください。"
    return Answer(text, sort_findings(done.findings))


def report(call: Call) -> Answer:
    """報告書: the files of one kind in one compressed file."""
    files = operations.report(call.book, call.kind, call.work, at=call.at, progress=call.progress)
    label = kind_named(call.kind).label
    return Answer(f"{label}を{len(files)}件作りました。", download=Download(f"{label}.zip", _packed(files)))


def undo(call: Call) -> Answer:
    """取消."""
    undone = operations.undo(call.book, at=call.at)
    if not undone.merge:
        raise NothingToDo("取り消す取りまとめがありません。「変更履歴」を確かめてください。")
    text = f"取りまとめ{undone.merge}の{len(undone.changes)}件の変更を取り消しました。"
    return Answer(
        text + "判定を済ませていたときは、もう一度「判定」を行ってください。", undone.findings, undone.changes
    )


SCRIPTS: Final[Mapping[str, Script]] = {
    "standing": standing,
    "distribute": distribute,
    "check": check,
    "preview": preview,
    "consolidate": consolidate,
    "assess": assess,
    "report": report,
    "undo": undo,
}
"""By the action's name; `standing` is the task pane's own and is no button."""


def _require_returns(held: operations.Round) -> None:
    if not held.reads:
        raise NothingToDo(
            "取り込む調査票がありません。作業ウィンドウで調査票のファイルを選ぶか、"
            "台帳の中の「回答_課名」シートに記入してください。"
        )


def _packed(files: Iterable[Path]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.name)
    return packed.getvalue()


def _counted(findings: Sequence[Finding]) -> str:
    return (
        "確認事項は、"
        + "、".join(f"{level.value}{sum(f.level is level for f in findings)}件" for level in Level)
        + "です。"
    )
