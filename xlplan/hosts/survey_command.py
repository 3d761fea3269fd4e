"""The survey from the command line: how the masters of many bodies stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.findings import Level
from xlplan.hosts import screen
from xlplan.hosts.application import AT, PERIOD, Failure, clock, exit_code
from xlplan.hosts.arguments import FILE, Argument, command, whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

_SHOWN = 20
_MOST_WORKERS = 512
_KEPT_DAYS = 200
"""A note that no survey has looked at for so long is of no use any more: the next half-year has begun."""


@command(
    Argument("台帳", "folders", "団体の台帳のファイルまたはフォルダ。", FILE, many=True),
    Argument("--out", "out", "書き出すExcelブック（.xlsx）。", FILE),
    PERIOD,
    Argument(
        "--workers",
        "workers",
        "手分けするプロセスの数。省くと、この端末に合う数。",
        whole(1, _MOST_WORKERS),
        default=None,
    ),
    Argument("--cluster", "cluster", "手分けするクラスター（dask）の「ホスト名:ポート」。", default=""),
    AT,
)
def survey(  # an argument for each option
    folders: Sequence[Path], out: Path, period: str, workers: int | None, cluster: str, at: dt.datetime | None
) -> int:
    """団体集計."""
    from xlplan import notes, operations
    from xlplan.survey import cluster as cluster_at
    from xlplan.survey import crew_for, masters_in
    from xlplan.survey.notes import KIND, Notes

    if out.suffix.lower() != ".xlsx":
        raise Failure(f"「{out.name}」の末尾を「.xlsx」にしてください。")
    for path in folders:
        if not path.exists():
            raise Failure(f"「{path}」が見つかりません。台帳のファイルまたはフォルダを指定してください。")
    masters = masters_in(folders, leave_out=out)
    crew = cluster_at(cluster) if cluster else crew_for(len(masters), workers)
    # The workers of a cluster stand on other machines, whose notes are not ours.
    noted = None if cluster else Notes(notes.folder(KIND), notes.program())
    with screen.progress_bar() as progress:
        done = operations.survey(masters, out, crew, at=at or clock(), period=period, noted=noted, progress=progress)
    notes.forget(KIND, _KEPT_DAYS)
    screen.findings(done.findings, levels=(Level.SERIOUS, Level.CHECK), most=_SHOWN)
    screen.say(f"{done.bodies:,}団体のうち{done.counted:,}団体（プログラム{done.programs:,}件）を集計しました。")
    screen.say(f"「{out}」に保存しました。確認事項は、そのシートにすべてあります。")
    return exit_code(done.findings)
