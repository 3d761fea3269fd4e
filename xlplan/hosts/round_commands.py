"""The half-yearly round from the command line: distribute, check, preview, consolidate, assess, undo, and the demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.hosts import screen, unchanged
from xlplan.hosts.application import (
    AS_FORMAT,
    AT,
    MASTER,
    OUT_FILE,
    PERIOD,
    RETURNS,
    Format,
    clock,
    exit_code,
    open_master,
    opened,
    print_json,
    require_master,
    require_returns,
    same_file,
    save,
    target,
)
from xlplan.hosts.arguments import FOLDER, Argument, command

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


@command(Argument("--out", "out", "書き出すフォルダ。", FOLDER, default=Path("demo")))
def demo(out: Path) -> None:
    """A whole round with invented answers."""
    from xlplan.hosts.demo import run

    run(out)


@command(MASTER, Argument("--out", "out", "調査票を書き出すフォルダ。", FOLDER), PERIOD)
def distribute(master: Path, out: Path, period: str) -> None:
    """様式配布."""
    from xlplan import operations
    from xlplan.hosts import telling

    book = open_master(master)
    require_master(book)
    with screen.progress_bar() as progress:
        issued = operations.distribute(book, out, period=period, progress=progress)
    screen.say(f"{telling.issued(issued)}「{out}」にあります。")


@command(MASTER, RETURNS, PERIOD, AS_FORMAT)
def check(master: Path, returns: Sequence[Path], period: str, form: Format) -> int:
    """点検."""
    asked = unchanged.Asked("check", master, returns, period)
    known = unchanged.recall(asked)
    if known is None:
        book, returned = opened(master, returns)
        from xlplan import operations

        require_master(book)
        with screen.progress_bar() as progress:
            held = operations.check(book, returned, period=period, progress=progress)
        known = unchanged.Known(held.period.label, held.findings)
        unchanged.remember(asked, known, book.workbook.digest, held.files)
    if form is Format.JSON:
        print_json({"period": known.label, "findings": [f.as_json() for f in known.findings]})
    else:
        screen.findings(known.findings)
    return exit_code(known.findings)


@command(MASTER, RETURNS, PERIOD, AS_FORMAT)
def preview(master: Path, returns: Sequence[Path], period: str, form: Format) -> int:
    """取込プレビュー."""
    book, returned = opened(master, returns)
    from xlplan import operations

    require_master(book)
    with screen.progress_bar() as progress:
        held = operations.preview(book, returned, period=period, progress=progress)
    require_returns(held.reads)
    if form is Format.JSON:
        print_json(
            {
                "period": held.period.label,
                "changes": [change.as_json() for change in held.merge.changes],
                "findings": [f.as_json() for f in held.findings],
            }
        )
    else:
        screen.changes(held.merge.changes)
        screen.findings(held.findings)
    return exit_code(held.findings)


@command(MASTER, RETURNS, OUT_FILE, PERIOD, AT)
def consolidate(master: Path, returns: Sequence[Path], out: Path, period: str, at: dt.datetime | None) -> int:
    """取りまとめ."""
    now, out = at or clock(), target(out, master)
    asked = unchanged.Asked("consolidate", master, returns, period)
    known, changes = unchanged.recall(asked) if same_file(out, master) else None, 0
    if known is None:
        book, returned = opened(master, returns)
        from xlplan import operations

        require_master(book)
        with screen.progress_bar() as progress:
            held = operations.consolidate(book, returned, at=now, period=period, progress=progress)
        require_returns(held.reads)
        written = save(book, out, now)
        known, changes = unchanged.Known(held.period.label, held.findings), len(held.merge.changes)
        if not written:
            unchanged.remember(asked, known, book.workbook.digest, held.files)
    from xlplan.findings import Level

    screen.findings(known.findings, levels=(Level.SERIOUS, Level.CHECK))
    screen.say(f"{known.label}：{changes}欄を変更し、「{out}」に保存しました。")
    return exit_code(known.findings)


@command(MASTER, OUT_FILE, PERIOD, AT)
def assess(master: Path, out: Path, period: str, at: dt.datetime | None) -> int:
    """判定."""
    from xlplan import operations
    from xlplan.hosts import overview, telling

    out, book = target(out, master), open_master(master)
    require_master(book)
    plan, assessment = operations.assess(book, period=period)
    save(book, out, at or clock())
    overview.show(plan, assessment)
    screen.findings(assessment.findings)
    for line in telling.assessed(plan, assessment):
        screen.say(line)
    screen.say(f"「{out}」に保存しました。")
    return exit_code(assessment.findings)


@command(
    MASTER,
    OUT_FILE,
    Argument(
        "--merge",
        "merge",
        "取り消す取りまとめの取込番号（「変更履歴」にあります）。省くと直前のもの。",
        default="",
    ),
    AT,
)
def undo(master: Path, out: Path, merge: str, at: dt.datetime | None) -> None:
    """取消."""
    from xlplan import operations
    from xlplan.hosts import telling

    now, out = at or clock(), target(out, master)
    book = open_master(master)
    require_master(book)
    undone = operations.undo(book, at=now, merge=merge)
    telling.require_merge(undone)
    save(book, out, now)
    screen.findings(undone.findings)
    for line in telling.undone(undone):
        screen.say(line)
    screen.say(f"「{out}」に保存しました。")
