"""Questions that change nothing: explain a sentence, export the plan, reconcile its text, trace a figure, look at the installation."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from xlplan.hosts import screen
from xlplan.hosts.application import (
    AS_FORMAT,
    CLEAN,
    FOUND,
    MASTER,
    PERIOD,
    Failure,
    Format,
    clock,
    exit_code,
    open_master,
    print_json,
    require_file,
    require_master,
    require_there,
    target,
)
from xlplan.hosts.arguments import FILE, FOLDER, Argument, command, one_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@command(
    Argument("目標の文", "sentence", "目標の文。「-」なら標準入力から1行に1文ずつ読みます。"),
    AS_FORMAT,
)
def explain(sentence: str, form: Format) -> None:
    """How a target's sentence is read; with "-" every line of standard input, one JSON object a line."""
    from xlplan.sentences import explain as read

    if sentence == "-":
        for line in sys.stdin:
            screen.say(json.dumps(read(line.rstrip("\r\n")).as_json(), ensure_ascii=False))
        return
    reading = read(sentence)
    if form is Format.JSON:
        print_json(reading.as_json())
        return
    screen.say(reading.explanation)
    for reason in reading.reasons:
        screen.say(f"・{reason}")


@command(
    MASTER,
    Argument("--format", "form", "jsonまたはcsv。", one_of("json", "csv"), default="json"),
    Argument("--out", "out", "書き出すフォルダ。jsonで省くと標準出力。", FOLDER, default=None),
)
def export(master: Path, form: str, out: Path | None) -> None:
    """The whole plan, into a folder or on standard output."""
    from xlplan.csv_text import records_to_csv
    from xlplan.export import export as exported
    from xlplan.export import flat
    from xlplan.plan import read_plan

    book = open_master(master)
    require_master(book)
    data = exported(read_plan(book))
    if out is None:
        if form == "csv":
            raise Failure("CSVの書き出し先を「--out フォルダ」で指定してください。")
        print_json(data)
        return
    out.mkdir(parents=True, exist_ok=True)
    if form == "json":
        (out / "plan.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        for name, records in data.items():
            rows = flat(records if isinstance(records, list) else [records])
            (out / f"{name}.csv").write_bytes(records_to_csv(rows))
    screen.say(f"「{out}」に書き出しました。")


@command(MASTER, AS_FORMAT)
def reconcile(master: Path, form: Format) -> None:
    """三面照合."""
    from xlplan.plan import read_plan
    from xlplan.reconcile import computed_totals, stated_totals
    from xlplan.reconcile import reconcile as reconciled

    book = open_master(master)
    require_master(book)
    plan = read_plan(book)
    found = reconciled(plan)
    if form is Format.JSON:
        print_json(
            {
                "stated": stated_totals(plan),
                "computed": computed_totals(plan),
                "contradictions": [c._asdict() for c in found],
            }
        )
        return
    stated = stated_totals(plan)
    counts = (
        (item, stated.get(item), n, f"{n - (stated.get(item) or 0):+d}") for item, n in computed_totals(plan).items()
    )
    screen.table("見直しの件数", ("項目", "本文の公表値", "表からの集計", "差"), counts)
    rows = ((c.what, c.program or "", c.first_place, c.first, c.second_place, c.second, c.difference) for c in found)
    screen.table("食い違い", ("項目", "No.", "場所1", "記載1", "場所2", "記載2", "差"), rows)
    screen.say(f"食い違い {len(found)}件（台帳は直していません）")


@command(MASTER)
def verify(master: Path) -> int:
    """Whether 変更履歴 is whole."""
    from xlplan import operations
    from xlplan.history import MERGED, UNDONE
    from xlplan.tables import HISTORY

    book = open_master(master)
    require_master(book)
    plan, found = operations.verify(book)
    screen.findings(found)
    rows = plan.rows(HISTORY)
    merged, undone = (len({row.merge for row in rows if row.operation == one}) for one in (MERGED, UNDONE))
    screen.say(f"変更履歴は{len(rows):,}件（取りまとめ{merged}回、取消{undone}回）です。")
    if rows and not found:
        screen.say(f"書き換えも抜けもありません。末尾は{rows[-1].number}件目、連鎖値は{rows[-1].chain}です。")
    return exit_code(found)


@command(
    MASTER,
    Argument("たどるもの", "asked", "指標ID（37-1）、プログラムのNo.（37）、セル（総括!D9、判定!R12、実績!D12など）。"),
    PERIOD,
    Argument("--column", "header", "ほかの列（例：要因、備考）。省くと実績値や進捗区分。", default=""),
    Argument(
        "--returns", "returns", "調査票のフォルダかファイル。今も同じ内容かを確かめます。", FILE, default=(), many=True
    ),
    AS_FORMAT,
)
def trace(  # each is an option of the command line, never passed by hand
    master: Path, asked: str, period: str, header: str, returns: Sequence[Path], form: Format
) -> int:
    """来歴; 1 when 変更履歴 is not whole."""
    from xlplan import plan_operations
    from xlplan.hosts.tracing import lines

    book = open_master(master)
    require_master(book)
    require_there(returns)
    traced = plan_operations.trace(book, asked, period=period, header=header, returns=returns)
    if form is Format.JSON:
        print_json(traced.as_json())
    else:
        for line in lines(traced):
            screen.say(line)
    return exit_code(traced.findings)


@command(
    Argument("台帳", "master", "台帳のExcelブック。省くと環境だけを調べます。", FILE, default=None),
    Argument(
        "--try-write",
        "try_write",
        "このブックに書き込めるかを、値を1つ変えた写しを作って確かめます。",
        FILE,
        default=None,
    ),
    Argument("--out", "out", "「--try-write」の写しのファイル名。", FILE, default=None),
    Argument("--port", "port", "サーバーを動かす端末で、ポートが空いているかも調べます。", whole(), default=None),
    Argument("--cert", "certificate", "サーバーを動かす端末で、証明書（PEM）も調べます。", FILE, default=None),
)
def doctor(
    master: Path | None, try_write: Path | None, out: Path | None, port: int | None, certificate: Path | None
) -> int:
    """What stands in the way, on this machine or in the master; or whether a workbook can be written to."""
    if try_write is not None:
        _try_write(try_write, out)
        return CLEAN
    from xlplan.hosts.doctor import diagnose, server_checks

    return FOUND if diagnose(master, more=server_checks(port, certificate)) else CLEAN


def _try_write(source: Path, out: Path | None) -> None:
    from xlplan.hosts.doctor.try_write import tell

    require_file(source)
    if out is None:
        raise Failure("「--try-write」では、写しのファイル名を「--out」で指定してください。")
    if out.exists() and out.samefile(source):
        raise Failure("写しは、元のブックと別の名前にしてください。")
    tell(source, target(out, source), clock())
