"""A small judged master with a period before, and the figures of its reports: internal and public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from tests.masters import master
from tests.returns import small_rows
from xlplan import operations
from xlplan.assess import assess
from xlplan.books.memory import MemoryBook
from xlplan.periods import Period
from xlplan.plan import Plan, read_plan
from xlplan.report.gather import gather
from xlplan.report.publish import public_results
from xlplan.report.results import PublicResults, Results
from xlplan.report.stamping import stamp_of
from xlplan.schema import Row, Table
from xlplan.tables import ACTUALS, EFFECTS, ITEM_STATES, OPINIONS, PROGRAMS, PROGRESS, TABLES
from xlplan.tables.records import EffectRow, OpinionRow
from xlplan.tables.rounds import ActualRow, ItemStateRow, ProgressRow

PERIOD = Period(2014, 2)
BEFORE = Period(2013, 2)
MADE = dt.datetime(2015, 4, 24, 10, 0)  # noqa: DTZ001
SECRET = "秘密の所見"  # noqa: S105  # a remark, not a password
"""Stands in every remark that is not for publication."""


def reported_rows(**actual: object) -> dict[Table, Iterable[Row]]:
    """Two periods reported; every internal field of every row holds `SECRET`."""
    rows: dict[Table, Iterable[Row]] = dict(small_rows())
    rows[PROGRAMS] = [row.changed({"note": SECRET}) for row in rows[PROGRAMS]]
    rows[PROGRESS] = [
        _progress(2013, 27, "A", "公表"),
        _progress(2013, 37, "B", "公表"),
        _progress(2014, 27, "B", "非公表", self_assessment=SECRET, cause=SECRET, response=SECRET),
        _progress(2014, 37, "A", "公表", self_assessment="回数を増やした。"),
    ]
    rows[ACTUALS] = [
        ActualRow(indicator="37-1", fy=2013, point="3月末", value=Decimal(72)),
        ActualRow.read(
            {
                "indicator": "37-1",
                "fy": 2014,
                "point": "3月末",
                "value": Decimal(50),
                "cause": "天候",
                "response": "広報",
                "note": "備考",
                **actual,
            }
        ),
        ActualRow(indicator="30-1", fy=2014, point="3月末", blank_reason=SECRET, note=SECRET, publish="非公表"),
    ]
    rows[ITEM_STATES] = [ItemStateRow(action="37-1", fy=2014, point="3月末", state="実施中", note=SECRET)]
    rows[OPINIONS] = [
        OpinionRow(number=1, kind="市民意見", no=37, text="夜間も開放してほしい", answer="検討します", publish="公表"),
        OpinionRow(number=2, kind="市長指示", no=27, text=SECRET, answer=SECRET),
    ]
    rows[EFFECTS] = [
        EffectRow(fy=2013, effect="歳入確保", value=Decimal(61_000_000), basis="決算", note=SECRET),
        EffectRow(fy=2013, effect="歳出削減", value=Decimal(277_000_000), basis="決算"),
    ]
    return rows


def _progress(fy: int, no: int, schedule: str, publish: str, **words: str) -> ProgressRow:
    return ProgressRow.read({"no": no, "fy": fy, "point": "3月末", "schedule": schedule, "publish": publish, **words})


def judged_book(rows: Mapping[Table, Iterable[Row]] | None = None) -> MemoryBook:
    """A master in memory after 判定 of both periods."""
    book = master(rows or reported_rows())
    for period in (BEFORE, PERIOD):
        operations.assess(book, period=period.label)
    return book


def results_of(book: MemoryBook) -> tuple[Results, PublicResults]:
    """What internal and public reports are made from."""
    plan: Plan = read_plan(book, TABLES)
    stamp = stamp_of(plan, PERIOD, MADE)
    return gather(plan, assess(plan, PERIOD), stamp), public_results(plan, PERIOD, stamp)
