"""What a host says when an operation is done: counts, and where to look. The same sentences on every host.

Where the result went (a file, a folder, the open workbook) is for the host to add.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from xlplan.findings import CannotRun, Level, serious
from xlplan.periods import Period

if TYPE_CHECKING:
    from pathlib import Path

    from xlplan.assessment import Assessment
    from xlplan.distribute import Issued
    from xlplan.drafts import Revision
    from xlplan.findings import Finding
    from xlplan.operations import Round
    from xlplan.plan import Plan
    from xlplan.undo import Undo

__all__ = [
    "NothingToDo",
    "assessed",
    "checked",
    "consolidated",
    "counted",
    "issued",
    "lettered",
    "previewed",
    "require_merge",
    "require_returns",
    "revised",
    "undone",
]


class NothingToDo(CannotRun):
    """There is nothing to merge or to undo."""


def counted(findings: Iterable[Finding]) -> str:
    """「確認事項：重大 2件、要確認 0件、参考 1件」."""
    found = list(findings)
    return "確認事項：" + "、".join(f"{level.value} {sum(f.level is level for f in found)}件" for level in Level)


def issued(returns: Sequence[Issued]) -> str:
    """How many returns were made, and of when."""
    period = f"{returns[0].period.label}の" if returns else ""
    return f"{period}調査票を{len(returns)}件作りました。"


def checked(held: Round) -> str:
    """点検."""
    return f"{held.period.label}の点検が終わりました（調査票{len(held.reads)}件）。{counted(held.findings)}"


def previewed(held: Round) -> str:
    """取込プレビュー."""
    changes = len(held.merge.changes)
    return f"{held.period.label}：取りまとめると{changes}欄が変わります。まだ何も書き込んでいません。{counted(held.findings)}"


def consolidated(held: Round) -> str:
    """取りまとめ."""
    text = f"{held.period.label}：{len(held.merge.changes)}欄を変更しました。"
    where = "変わった欄は「変更履歴」、気づいたことは「確認事項」、提出の状況は「回収状況」にあります。"
    return text + where + counted(held.findings)


def assessed(plan: Plan, done: Assessment) -> list[str]:
    """判定: one sentence, and a second when the overview of the workbook shows another period."""
    off = sum(symbol.off_target for symbol in done.final.values())
    lines = [
        f"{done.period.label}の判定を書き込みました。成果指標{len(done.final)}件のうち、目標に届かないもの{off}件、"
        f"要判断{len(done.attention)}件です。「総括」「判定」「要判断」を見てください。"
    ]
    if Period.read(plan.settings.get("対象時期", "")) != done.period:
        wanted = done.period.label
        lines.append(
            f"ブックの「総括」は別の時期のままです。{wanted}を示すには、"
            f"「管理」の「対象時期」を「{wanted}」に変え、「基準日」も合わせてください。"
        )
    return lines


def lettered(files: Sequence[Path]) -> str:
    """照会文: the last file holds all letters together."""
    if not files:
        return "照会することはありません。"
    return f"照会文を{len(files) - 1}課分作りました。送る前に読み直してください。"


def revised(done: Revision) -> str:
    """改定: how much was recorded, or why nothing was."""
    if serious(done.findings):
        return "改定案に直すところがあるため、台帳は変えていません。"
    if not done.edits:
        return "新しく記録する改定はありません。台帳は変えていません。"
    return f"改定{done.number}：{len(done.amendments)}項目を「改定履歴」に記録しました。"


def undone(done: Undo) -> list[str]:
    """取消: what was undone, and what to do again."""
    kept = len(done.findings)
    lines = [f"{done.operation}{done.merge}の{len(done.changes)}件の変更を取り消しました。"]
    if kept:
        lines.append(f"その後に変わった{kept}件は、そのまま残しました。")
    return [*lines, "判定を済ませていたときは、もう一度「判定」を行ってください。"]


def require_returns(reads: Sequence[object], where: str) -> None:
    """NothingToDo when nothing was there to be merged; `where` says how this host is given returns."""
    if not reads:
        raise NothingToDo(f"取り込む調査票がありません。{where}")


def require_merge(done: Undo) -> None:
    """NothingToDo when there is no merge to undo."""
    if not done.merge:
        raise NothingToDo("取り消す取りまとめがありません。改定や締めもありません。「変更履歴」を確かめてください。")
