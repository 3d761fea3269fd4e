"""The tour: distribute, fill, check, preview, merge, merge again, judge, report, and a summary a person understands."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan import operations
from xlplan.applying import apply
from xlplan.books.file import FileBook
from xlplan.choices import Symbol
from xlplan.edits import add_rows
from xlplan.findings import Level, sort_findings
from xlplan.hosts import overview, screen
from xlplan.hosts.demo import before
from xlplan.hosts.demo.fill import fill_returns
from xlplan.hosts.demo.spoil import STORY
from xlplan.hosts.shipped import shipped_master
from xlplan.plan import PlanUnusable, read_plan
from xlplan.report.kinds import KINDS
from xlplan.tables import RETURNS, YEAR_TARGETS
from xlplan.tables.indicators import YearTargetRow

if TYPE_CHECKING:
    from xlplan.assessment import Assessment
    from xlplan.operations import Progress, Round
    from xlplan.plan import Plan

PERIOD = "平成26年度末"
AT = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001  # an office's wall clock, as the history prints it
_LATER = dt.timedelta(hours=1)
_MARK = "見本.txt"
_BUDGETED = {"32-1": Decimal("94.5"), "33-1": Decimal("96.0")}
"""Invented rates 「毎年度予算で見込む収納率」 of the sample year, so that K12 has something to judge."""


@dataclass(frozen=True)
class Places:
    """Where the tour writes."""

    out: Path

    @property
    def master(self) -> Path:
        """The master before the round."""
        return self.out / "0_台帳.xlsm"

    @property
    def issued(self) -> Path:
        """Forms as handed out."""
        return self.out / "1_配布した調査票"

    @property
    def returned(self) -> Path:
        """Returns as they came back."""
        return self.out / "2_回収した調査票（架空）"

    @property
    def merged(self) -> Path:
        """The master after the merge."""
        return self.out / "3_取りまとめ後の台帳.xlsm"

    @property
    def assessed(self) -> Path:
        """The master after the assessment: the overview is its first sheet."""
        return self.out / "4_判定後の台帳.xlsm"

    @property
    def reports(self) -> Path:
        """Every report of the round."""
        return self.out / "5_報告書"

    @property
    def findings(self) -> Path:
        """Every finding as text."""
        return self.out / "確認事項.txt"


def run(out: Path) -> None:
    """Run the sample round into a folder that is empty or holds an earlier tour."""
    places = Places(out)
    _prepare(places)
    with screen.progress_bar() as progress:
        _hand_out_and_fill(places, progress)
        merged = _merge(places, progress)
        plan, assessment = _assess(places)
        reports = _report(places, progress)
    again = operations.preview(FileBook(places.merged), [places.returned])
    screen.say("")
    screen.findings(merged.findings, levels=(Level.SERIOUS,))
    overview.show(plan, assessment)
    _story(merged)
    screen.panel("まとめ", _summary(places, merged, assessment, len(again.merge.changes), len(reports)))


def _prepare(places: Places) -> None:
    if places.out.exists() and any(places.out.iterdir()):
        if not (places.out / _MARK).is_file():
            raise PlanUnusable(
                f"「{places.out}」には他のファイルがあります。空のフォルダを「--out」で指定してください。"
            )
        shutil.rmtree(places.out)
    places.returned.mkdir(parents=True)
    (places.out / _MARK).write_text("xlplan demo が作った見本です。実績はすべて架空です。\n", encoding="utf-8")
    book = FileBook(shipped_master())
    plan = read_plan(book, (YEAR_TARGETS,))
    rows = [YearTargetRow(indicator=key, fy=2014, value=value, source="架空の予算") for key, value in _BUDGETED.items()]
    apply(book, add_rows(plan.tables[YEAR_TARGETS.name], rows), plan)
    before.prepare(book)
    book.save(places.master, AT)


def _hand_out_and_fill(places: Places, progress: Progress) -> None:
    book = FileBook(places.master)
    issued = operations.distribute(book, places.issued, period=PERIOD, progress=progress)
    plan = read_plan(book, operations.ROUND_TABLES)
    fill_returns(plan, issued, places.returned, at=AT, progress=progress)


def _merge(places: Places, progress: Progress) -> Round:
    checked = operations.check(FileBook(places.master), [places.returned], period=PERIOD, progress=progress)
    lines = [screen.line(f) for f in sort_findings(checked.findings)]
    places.findings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    book = FileBook(places.master)
    merged = operations.consolidate(book, [places.returned], at=AT, period=PERIOD, progress=progress)
    book.save(places.merged, AT)
    return merged


def _assess(places: Places) -> tuple[Plan, Assessment]:
    book = FileBook(places.merged)
    operations.assess(book, period=before.BEFORE.label)
    plan, assessment = operations.assess(book, period=PERIOD)
    book.save(places.assessed, AT + _LATER)
    return plan, assessment


def _report(places: Places, progress: Progress) -> list[Path]:
    """Every kind of report there is."""
    book, files = FileBook(places.assessed), []
    for kind in KINDS:
        files += operations.report(book, kind.name, places.reports, period=PERIOD, at=AT + _LATER, progress=progress)
    return files


def _story(merged: Round) -> None:
    """The six returns that were spoilt, and what became of each."""
    board = {row.department: row for row in merged.after.rows(RETURNS)}
    rows = []
    for names, what in STORY.items():
        states = "・".join(dict.fromkeys(board[name].state for name in names.split("・")))
        codes = sorted({f.code for f in merged.findings if f.level is Level.SERIOUS and _concerns(f.place.file, names)})
        rows.append((names, what, states, "・".join(codes)))
    screen.table("わざと不備にした調査票", ("課", "不備", "状態", "確認事項"), rows)


def _concerns(file: str, names: str) -> bool:
    return any(name in file for name in names.split("・"))


def _summary(places: Places, merged: Round, assessment: Assessment, again: int, reports: int) -> list[str]:
    states = [row.state for row in merged.after.rows(RETURNS)]
    counted = {state: states.count(state) for state in ("確定", "差戻", "未提出")}
    indicators = merged.after.indicators(assessment.period.fy)
    judged = [assessment.final[row.indicator] for row in indicators if not row.relisted_from]  # as 総括 counts
    off = sum(symbol.off_target for symbol in judged)
    over = sum(symbol in (Symbol.OVER, Symbol.MET) for symbol in judged)
    return [
        f"{assessment.period.label}の見本です。実績はすべて架空です。",
        f"調査票：{len(states)}課に配布、確定{counted['確定']}、差戻{counted['差戻']}、未提出{counted['未提出']}。",
        f"取りまとめ：{len(merged.merge.changes)}欄を変更。同じ調査票をもう一度取り込むと{again}欄。",
        f"判定：指標{len(judged)}（再掲{len(indicators) - len(judged)}を除く）のうち、達成以上{over}、目標に届かず{off}。要判断{len(assessment.attention)}件。",
        "",
        f"報告書　　　{places.reports}（{reports}件。PDFは「xlplan report … --pdf」で作れます）",
        f"総括　　　　{places.assessed}（先頭のシート）",
        f"確認事項　　{places.findings}",
        f"調査票　　　{places.issued}",
        f"回答の見本　{places.returned}",
    ]
