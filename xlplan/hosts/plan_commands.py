"""Once a round is over, from the command line: revise the plan, close a period, begin the next plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.findings import serious
from xlplan.hosts import screen
from xlplan.hosts.application import (
    AT,
    MASTER,
    OUT_FILE,
    PERIOD,
    Failure,
    clock,
    exit_code,
    open_master,
    require_master,
    save,
    target,
)
from xlplan.hosts.arguments import FILE, Argument, command, whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path


@command(
    MASTER,
    Argument("新しい台帳", "newer", "2つの台帳を比べるとき、改めた後の台帳。", FILE, default=None),
    Argument("--out", "out", "書き出すファイル。比べるだけのときは省けます。", FILE, default=None),
    Argument("--reason", "reason", "比べて記録するときの、改定の理由。", default=""),
    AT,
)
def revise(master: Path, newer: Path | None, out: Path | None, reason: str, at: dt.datetime | None) -> int:
    """改定, or the differences of two masters."""
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
    return exit_code(done.findings)


@command(MASTER, OUT_FILE, Argument("--by", "by", "締めた人（職名など）。", default=""), PERIOD, AT)
def close(master: Path, out: Path, by: str, period: str, at: dt.datetime | None) -> None:
    """締め."""
    from xlplan import plan_operations

    now, place = at or clock(), target(out, master)
    book = open_master(master)
    require_master(book)
    closing = plan_operations.close(book, at=now, by=by, period=period)
    save(book, place, now)
    screen.findings(closing.findings)
    screen.say(f"{closing.period.label}を締め、「{place}」に保存しました。直すときは「締め例外」に理由を書きます。")


@command(
    MASTER,
    Argument("--out", "out", "次の計画の台帳（.xlsx）。まだないファイルにします。", FILE),
    Argument("--id", "plan_id", "次の計画のプランID（例：kodaira-gyozaisei-3）。"),
    Argument("--name", "name", "次の計画の名称。"),
    Argument("--from", "first", "最初の年度（例：平成28年度）。"),
    Argument("--to", "last", "最後の年度（例：平成32年度）。"),
    Argument("--without", "without", "引き継がないと決めたプログラムのNo.。", whole(), default=(), many=True),
)
def succeed(  # noqa: PLR0913, PLR0917  # each is an option of the command line, never passed by hand
    master: Path, out: Path, plan_id: str, name: str, first: str, last: str, without: Sequence[int]
) -> None:
    """引継ぎ."""
    from xlplan import plan_operations
    from xlplan.periods import read_fiscal_year
    from xlplan.succession import NextPlan

    start, finish = read_fiscal_year(first), read_fiscal_year(last)
    if start is None or finish is None:
        raise Failure(f"年度「{first}」「{last}」を読み取れません。平成28年度のように書いてください。")
    if out.exists() or out.suffix.lower() != ".xlsx" or not out.parent.is_dir():
        raise Failure(f"「{out}」には書けません。まだない「.xlsx」のファイルを、あるフォルダに指定してください。")
    book = open_master(master)
    require_master(book)
    following, data = plan_operations.succeed(book, NextPlan(plan_id, name, start, finish), without=set(without))
    out.write_bytes(data)
    rows = [(new, old, following.names[new]) for new, old in following.lineage.items()]
    screen.table("引き継いだプログラム", ("新No.", "前計画No.", "プログラム名"), rows)
    left = "・".join(map(str, following.left)) or "なし"
    screen.say(f"引き継がなかったNo.：{left}。回答のない意見・指示を{following.opinions}件引き継ぎました。")
    screen.say(f"「{out}」を作りました。年度計画・期限・照合鍵を決め、「点検」を行ってください。")
    screen.say(f"マクロとリボンは「xlplan upgrade {out} --out {out.with_suffix('.xlsm')}」で付けます。")


def _difference(stated: int | None, counted: int) -> str:
    return "" if stated is None else f"{counted - stated:+d}"
