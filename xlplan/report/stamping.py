"""Whose plan, as of when, from which master: what every page of every report carries."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from xlplan.eras import day_label
from xlplan.periods import Period
from xlplan.report.results import Stamp

if TYPE_CHECKING:
    import datetime as dt

    from xlplan.plan import Plan

_DIGITS = 16


def stamp_of(plan: Plan, period: Period, made: dt.datetime) -> Stamp:
    """管理's 基準日 where it is set for this period, else the period's last day."""
    settings = plan.settings
    as_of = settings.get("基準日", "") if Period.read(settings.get("対象時期", "")) == period else ""
    return Stamp(
        city=settings.get("市名", ""),
        plan=settings.get("プラン名", ""),
        office=settings.get("事務局", ""),
        as_of=as_of or day_label(period.last_day),
        digest=content_digest(plan),
        made=made,
    )


def content_digest(plan: Plan) -> str:
    """16 hex digits over headers and cells of every table read: the same master gives the same, in any host."""
    found = hashlib.sha256()
    for name, read in plan.tables.items():
        if read.grid is not None:
            for row in (read.grid.columns, *read.grid.rows):
                found.update("\x1f".join((name, *("" if value is None else str(value) for value in row))).encode())
                found.update(b"\x1e")
    return found.hexdigest()[:_DIGITS]
