"""Once a round is over, from the command line: revise the plan, close a period, begin the next plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlplan.findings import serious
from xlplan.hosts import screen
from xlplan.hosts.application import (
    Asked,
    Failure,
    Master,
    Now,
    OutFile,
    app,
    clock,
    end,
    open_master,
    require_master,
    save,
    target,
)
from xlplan.periods import read_fiscal_year


@app.command()
def revise(  # each is an option of the command line, never passed by hand
    master: Master,
    newer: Annotated[
        Path | None,
        typer.Argument(metavar="新しい台帳", help="2つの台帳を比べるとき、改めた後の台帳。", readable=False),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="書き出すファイル。比べるだけのときは省けます。")] = None,
    reason: Annotated[str, typer.Option("--reason", help="比べて記録するときの、改定の理由。")] = "",
    at: Now = None,
) -> None:
    """改定：「改定案」を台帳に適用します。台帳を2つ指定すると、違いを見直し一覧にします。"""
    from xlplan import plan_operations, revision

    now, written = at or clock(), newer or master
    if newer is None and out is None:
        raise Failure("書き出すファイルを「--out」で指定してください。")
    place = target(out, written) if out else None
    book = open_master(written)
    require_master(book)
    if newer is None:
        plan, done = plan_operations.revise(book, at=now)
    else:
        older = open_master(master)
        require_master(older)
        plan, done = plan_operations.compare(book, older, at=now, reason=reason)
    if place and done.edits:
        save(book, place, now)
    revised = revision.revised_programs(plan, done.listed)
    columns = ("No.", "プログラム名", "見直し箇所", "主な推進担当課")
    screen.table(
        "見直しを実施したプログラム", columns, [(r.no, r.name, "・".join(r.categories), r.department) for r in revised]
    )
    counted = revision.beside_stated(plan, revised, printed=newer is not None)
    screen.table("見直しの件数", ("項目", "公表値", "集計", "差"), [(*row, _difference(*row[1:])) for row in counted])
    screen.findings(done.findings)
    if serious(done.findings):
        screen.say("改定案に直すところがあるため、台帳は変えていません。")
    elif done.edits and place:
        screen.say(f"改定{done.number}：{len(done.amendments)}項目を改定履歴に記録し、「{place}」に保存しました。")
    else:
        screen.say(f"新しく記録する改定は{len(done.amendments)}項目です。台帳は変えていません。")
    end(done.findings)


@app.command()
def close(
    master: Master,
    out: OutFile,
    by: Annotated[str, typer.Option("--by", help="締めた人（職名など）。")] = "",
    period: Asked = "",
    at: Now = None,
) -> None:
    """締め：報告と公表が済んだ時期を締め、値が変わらないようにします。"""
    from xlplan import plan_operations

    now, place = at or clock(), target(out, master)
    book = open_master(master)
    require_master(book)
    closing = plan_operations.close(book, at=now, by=by, period=period)
    save(book, place, now)
    screen.findings(closing.findings)
    screen.say(f"{closing.period.label}を締め、「{place}」に保存しました。直すときは「締め例外」に理由を書きます。")


@app.command()
def succeed(  # noqa: PLR0913, PLR0917  # each is an option of the command line, never passed by hand
    master: Master,
    out: Annotated[Path, typer.Option("--out", help="次の計画の台帳（.xlsx）。まだないファイルにします。")],
    plan_id: Annotated[str, typer.Option("--id", help="次の計画のプランID（例：kodaira-gyozaisei-3）。")],
    name: Annotated[str, typer.Option("--name", help="次の計画の名称。")],
    first: Annotated[str, typer.Option("--from", help="最初の年度（例：平成28年度）。")],
    last: Annotated[str, typer.Option("--to", help="最後の年度（例：平成32年度）。")],
    without: Annotated[
        list[int] | None, typer.Option("--without", help="引き継がないと決めたプログラムのNo.。")
    ] = None,
) -> None:
    """引継ぎ：終わっていないプログラムから、次の計画の台帳を作ります。"""
    from xlplan import plan_operations
    from xlplan.succession import NextPlan

    start, finish = read_fiscal_year(first), read_fiscal_year(last)
    if start is None or finish is None:
        raise Failure(f"年度「{first}」「{last}」を読み取れません。平成28年度のように書いてください。")
    if out.exists() or out.suffix.lower() != ".xlsx" or not out.parent.is_dir():
        raise Failure(f"「{out}」には書けません。まだない「.xlsx」のファイルを、あるフォルダに指定してください。")
    book = open_master(master)
    require_master(book)
    following, data = plan_operations.succeed(book, NextPlan(plan_id, name, start, finish), without=set(without or ()))
    out.write_bytes(data)
    rows = [(new, old, following.names[new]) for new, old in following.lineage.items()]
    screen.table("引き継いだプログラム", ("新No.", "前計画No.", "プログラム名"), rows)
    left = "・".join(map(str, following.left)) or "なし"
    screen.say(f"引き継がなかったNo.：{left}。回答のない意見・指示を{following.opinions}件引き継ぎました。")
    screen.say(f"「{out}」を作りました。年度計画・期限・照合鍵を決め、「点検」を行ってください。")
    screen.say(f"マクロとリボンは「xlplan upgrade {out} --out {out.with_suffix('.xlsm')}」で付けます。")


def _difference(stated: int | None, counted: int) -> str:
    return "" if stated is None else f"{counted - stated:+d}"
