"""The half-yearly round from the command line: distribute, check, preview, consolidate, assess, undo, and the demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlplan.findings import Level
from xlplan.hosts import screen, telling
from xlplan.hosts.application import (
    AsFormat,
    Asked,
    Format,
    Master,
    Now,
    OutFile,
    Returns,
    app,
    clock,
    end,
    existing,
    open_master,
    print_json,
    require_master,
    require_returns,
    save,
    target,
)


@app.command()
def demo(out: Annotated[Path, typer.Option("--out", help="書き出すフォルダ。")] = Path("demo")) -> None:
    """架空の調査票で、配布から判定・総括までをひととおり行います。"""
    from xlplan.hosts.demo import run

    run(out)


@app.command()
def distribute(
    master: Master,
    out: Annotated[Path, typer.Option("--out", help="調査票を書き出すフォルダ。")],
    period: Asked = "",
) -> None:
    """様式配布：課ごとの調査票をフォルダに書き出します。"""
    from xlplan import operations

    book = open_master(master)
    require_master(book)
    with screen.progress_bar() as progress:
        issued = operations.distribute(book, out, period=period, progress=progress)
    screen.say(f"{telling.issued(issued)}「{out}」にあります。")


@app.command()
def check(master: Master, returns: Returns = None, period: Asked = "", form: AsFormat = Format.TEXT) -> None:
    """点検：台帳と調査票を確かめます。何も書き込みません。"""
    book, returned = open_master(master), existing(returns)  # first: the returns are opened while the rest is loaded
    from xlplan import operations

    require_master(book)
    with screen.progress_bar() as progress:
        held = operations.check(book, returned, period=period, progress=progress)
    if form is Format.JSON:
        print_json({"period": held.period.label, "findings": [f.as_json() for f in held.findings]})
    else:
        screen.findings(held.findings)
    end(held.findings)


@app.command()
def preview(master: Master, returns: Returns = None, period: Asked = "", form: AsFormat = Format.TEXT) -> None:
    """取込プレビュー：取りまとめで変わる欄を、前後の値とともに示します。何も書き込みません。"""
    book, returned = open_master(master), existing(returns)  # first: the returns are opened while the rest is loaded
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
    end(held.findings)


@app.command()
def consolidate(master: Master, out: OutFile, returns: Returns = None, period: Asked = "", at: Now = None) -> None:
    """取りまとめ：調査票を台帳に取り込みます。同じ調査票をもう一度取り込んでも何も変わりません。"""
    now, out = at or clock(), target(out, master)
    book, returned = open_master(master), existing(returns)  # as above
    from xlplan import operations

    require_master(book)
    with screen.progress_bar() as progress:
        held = operations.consolidate(book, returned, at=now, period=period, progress=progress)
    require_returns(held.reads)
    save(book, out, now)
    screen.findings(held.findings, levels=(Level.SERIOUS, Level.CHECK))
    screen.say(f"{held.period.label}：{len(held.merge.changes)}欄を変更し、「{out}」に保存しました。")
    end(held.findings)


@app.command()
def assess(master: Master, out: OutFile, period: Asked = "", at: Now = None) -> None:
    """判定：成果指標を目標と比べ、判定と要判断を書き込みます。"""
    from xlplan import operations
    from xlplan.hosts import overview

    out, book = target(out, master), open_master(master)
    require_master(book)
    plan, assessment = operations.assess(book, period=period)
    save(book, out, at or clock())
    overview.show(plan, assessment)
    screen.findings(assessment.findings)
    for line in telling.assessed(plan, assessment):
        screen.say(line)
    screen.say(f"「{out}」に保存しました。")
    end(assessment.findings)


@app.command()
def undo(
    master: Master,
    out: OutFile,
    merge: Annotated[
        str, typer.Option("--merge", help="取り消す取りまとめの取込番号（「変更履歴」にあります）。省くと直前のもの。")
    ] = "",
    at: Now = None,
) -> None:
    """取消：取りまとめを取り消します。後で変わった欄はそのまま残し、名前を挙げます。"""
    from xlplan import operations

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
