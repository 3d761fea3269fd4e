"""What the sample master holds before the round: the half-year before, opinions, main items, a revision that is proposed.

All invented; texts say 架空. With it every page of every report has something to show.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlplan.applying import apply
from xlplan.edits import add_rows, change_row
from xlplan.figures import round_half_up
from xlplan.hosts.demo.answers import INVENTED
from xlplan.hosts.demo.figures import actuals
from xlplan.periods import Period
from xlplan.plan import read_plan
from xlplan.tables import ACTUALS, DRAFTS, OPINIONS, PROGRAMS, PROGRESS, TABLES
from xlplan.tables.amendments import DraftRow
from xlplan.tables.records import OpinionRow
from xlplan.tables.rounds import ActualRow, ProgressRow

if TYPE_CHECKING:
    from xlplan.books.book import Book
    from xlplan.edits import Edit
    from xlplan.plan import Plan

BEFORE: Final = Period(2014, 1)
MAIN_ITEMS: Final = frozenset((1, 18, 30, 52))
"""Programs that the sample committee discusses one by one."""
_LATE: Final = frozenset((24, 31, 60))
_EARLY: Final = frozenset((4,))
_FORESEEN: Final = Decimal("0.97")
"""What departments foresaw in September, as a part of what came."""
_REASON: Final = "（架空）実績が目標を上回る見込みのため。"


def prepare(book: Book) -> None:
    """Put all of it into a master; the half-year before is judged with the round, when earlier years are known."""
    plan = read_plan(book, TABLES)
    edits: list[Edit] = []
    for table, rows in (
        (PROGRESS, _progress(plan)),
        (ACTUALS, _forecasts(plan)),
        (OPINIONS, _opinions()),
        (DRAFTS, _drafts()),
    ):
        edits += add_rows(plan.tables[table.name], rows)
    for entry in plan.entries(PROGRAMS):
        if entry.row.no in MAIN_ITEMS:
            edits += change_row(PROGRAMS, entry.at, entry.row, entry.row.changed({"main_item": True}))
    apply(book, edits, plan)


def _progress(plan: Plan) -> list[ProgressRow]:
    return [
        ProgressRow(
            no=row.no,
            fy=BEFORE.fy,
            point=BEFORE.point,
            schedule="B" if row.no in _LATE else "S" if row.no in _EARLY else "A",
            self_assessment=INVENTED + "上半期に予定した取組を行った。",
            cause=INVENTED + "準備に時間を要した。" if row.no in _LATE else "",
            response=INVENTED + "下半期に体制を整える。" if row.no in _LATE else "",
            department=row.department,
        )
        for row in plan.programs.values()
        if row.relisted_from is None
    ]


def _forecasts(plan: Plan) -> list[ActualRow]:
    found = []
    for row in plan.indicators(BEFORE.fy):
        came = actuals(plan, row, BEFORE.fy).get(BEFORE.fy)
        if came is not None:
            found.append(
                ActualRow(
                    indicator=row.indicator,
                    fy=BEFORE.fy,
                    point=BEFORE.point,
                    forecast=round_half_up(came * _FORESEEN, row.decimals or 0),
                    basis="見込",
                    note=INVENTED,
                    department=row.department,
                )
            )
    return found


def _opinions() -> list[OpinionRow]:
    """Answered and unanswered ones, for publication and not; the fourth is overdue."""
    day = dt.date
    return [
        OpinionRow(
            number=1, kind="市民意見", received=day(2014, 11, 10), source="メール", no=18, department="秘書広報課",
            text="（架空）申請書の様式をホームページで探しにくい。", due=day(2015, 1, 30),
            answer="（架空）様式の一覧を設け、名称で探せるようにしました。", reflection="反映済", reflected="2月に公開", publish="公表",
        ),
        OpinionRow(
            number=2, kind="委員会助言", received=day(2014, 11, 20), source="第2回委員会", no=30, department="財政課",
            text="（架空）基金の残高が目標に届く見通しを、毎年度示されたい。", due=day(2015, 3, 31),
            answer="（架空）財政の見通しに、基金の推移を加えます。", reflection="反映予定", reflected="次の見通しから", publish="公表",
        ),
        OpinionRow(
            number=3, kind="委員会助言", received=day(2014, 11, 20), source="第2回委員会", department="行政経営課",
            text="（架空）目標に届かなかったものは、要因を明らかにし、次の対応を示されたい。", due=day(2015, 3, 31),
            answer="（架空）調査票に要因と対応の欄を設け、公表します。", reflection="反映済", reflected="今回の調査から", publish="公表",
        ),
        OpinionRow(
            number=4, kind="市長指示", received=day(2014, 11, 25), source="本部会議", no=54, department="地域文化課",
            text="（架空）地域センターのあり方の検討を、年度内に取りまとめること。", due=day(2015, 2, 27),
        ),
        OpinionRow(
            number=5, kind="本部指示", received=day(2014, 11, 25), source="本部会議", no=24, department="秘書広報課",
            text="（架空）アンケートの時期を関係課と調整すること。", due=day(2015, 2, 27),
            answer="（架空）関係課と協議し、平成27年度の実施とした。", reflection="反映予定", reflected="平成27年度",
        ),
        OpinionRow(
            number=6, kind="市民意見", received=day(2015, 2, 3), source="市長への手紙", no=31, department="産業振興課",
            text="（架空）創業の相談を夜間にも受けてほしい。", due=day(2015, 5, 29),
        ),
    ]  # fmt: skip


def _drafts() -> list[DraftRow]:
    more = {
        "no": 18,
        "category": "成果指標",
        "target": "18-1",
        "decided_on": dt.date(2015, 4, 1),
        "effective_fy": "平成27年度",
    }
    changed = (("目標（原文）", "230万件以上/年"), ("目標値", "2300000"))
    return [
        DraftRow.read({"number": number, "header": header, "new": new, "reason": _REASON, **more})
        for number, (header, new) in enumerate(changed, 1)
    ]
