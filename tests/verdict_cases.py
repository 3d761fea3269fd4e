"""Generated cases for the verdict rules: every kind, both halves, figures at and around every threshold."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from xlplan.choices import Direction, Kind
from xlplan.criteria import DEFAULT_ROWS, Criteria
from xlplan.periods import Period
from xlplan.tables.indicators import CriterionRow, IndicatorRow, YearTargetRow
from xlplan.tables.rounds import ActualRow
from xlplan.targets import edition_in_force, target_of
from xlplan.targets.facts import Facts, Stand, YearTarget
from xlplan.verdicts import Verdict, judge, referenced

YEARS = range(2010, 2017)
EDGES = ("0.5", "0.6", "0.7", "0.8", "0.9", "0.95", "1", "1.1")
FACTORS = (
    *EDGES * 4,
    "-0.5",
    "0",
    "0.3",
    "0.599",
    "0.69",
    "0.799",
    "0.85",
    "0.899",
    "0.92",
    "0.999",
    "1.05",
    "1.2",
    "2",
)
"""Shares of a target: every threshold, mostly, a little to either side, and far away."""
STANDS: tuple[Stand | None, ...] = (None, "遅れ", "予定どおり", "先行")


CHANGED: tuple[CriterionRow, ...] = (
    CriterionRow(criterion="概ね達成", name="改定", value=Decimal("0.95"), effective_fy=2014),
    CriterionRow(criterion="範囲超過", name="改定", value=Decimal(1), effective_fy=2013),
    CriterionRow(criterion="途中経過", name="改定", value=Decimal("0.5"), effective_fy=2015),
)


@dataclass
class World:
    """The rows of a small master, and the verdicts that Python gives on them."""

    indicators: list[IndicatorRow] = field(default_factory=list)
    year_targets: list[YearTargetRow] = field(default_factory=list)
    actuals: list[ActualRow] = field(default_factory=list)
    criteria: list[CriterionRow] = field(default_factory=lambda: [*DEFAULT_ROWS, *CHANGED])
    stands: dict[tuple[str, Period], Stand | None] = field(default_factory=dict)

    def verdicts(self) -> dict[tuple[str, Period], Verdict]:
        """As an assessment does: own verdicts first, then references and relisted indicators."""
        criteria = Criteria.of(self.criteria)
        editions: dict[str, list[IndicatorRow]] = {}
        for row in self.indicators:
            editions.setdefault(row.indicator, []).append(row)
        actuals: dict[str, list[ActualRow]] = {}
        for actual in self.actuals:
            actuals.setdefault(actual.indicator, []).append(actual)
        targets: dict[str, dict[int, YearTarget]] = {}
        for set_for in self.year_targets:
            targets.setdefault(set_for.indicator, {})[set_for.fy] = YearTarget(set_for.value, set_for.value_high)
        found: dict[tuple[str, Period], Verdict] = {}
        waiting = []
        for indicator, rows in editions.items():
            for period in PERIODS:
                edition = edition_in_force(rows, period.fy)
                facts = self._facts(indicator, period, actuals.get(indicator, []), targets.get(indicator, {}))
                if edition is not None and (edition.relisted_from or edition.kind is Kind.REFER_OTHER):
                    waiting.append((indicator, edition, period))
                    continue
                target = None if edition is None else target_of(edition)
                found[indicator, period] = judge(target, Facts(**facts), period, criteria)
        own = dict(found)
        for indicator, row, period in waiting:
            if row.relisted_from:
                sources = [row.relisted_from]
            else:
                sources = [key for key, rows in editions.items() if str(rows[0].no) == row.reference]
            others = tuple(referenced(key, own[key, period]) for key in sources if (key, period) in own)
            found[indicator, period] = judge(target_of(row), Facts(referenced=others), period, criteria)
        return found

    def _facts(
        self, indicator: str, period: Period, actuals: list[ActualRow], targets: dict[int, YearTarget]
    ) -> dict[str, Any]:
        now = next((a for a in actuals if (a.fy, a.point) == (period.fy, period.point)), None)
        half = now if period.half == 1 else None
        return {
            "actuals": {a.fy: a.value for a in actuals if a.point == "3月末"},
            "half_actual": half.value if half else None,
            "forecast": half.forecast if half else None,
            "year_targets": targets,
            "stand": self.stands.get((indicator, period)),
        }


PERIODS = tuple(Period(fy, half) for fy in YEARS for half in (1, 2))


def make_world(seed: int, size: int) -> World:
    """`size` indicators over all kinds, each with figures for every half-year or without."""
    rng = random.Random(seed)  # noqa: S311  # repeatable test data
    world = World()
    kinds = [kind for kind in Kind for _ in range(_WEIGHT.get(kind, 3))]
    for position in range(size):
        kind = kinds[position % len(kinds)]
        no = position // 3 + 1
        _add(world, rng, f"{no}-{position % 3 + 1}", no, kind)
    _add_large(world, size)
    return world


def _add_large(world: World, no: int) -> None:
    """Figures near 10^12 one unit to either side of a threshold: a ratio in floating point cannot tell them apart."""
    for item, target in enumerate((2_000_000_009, 99_999_999_999, 999_999_999_999), start=1):
        for kind, name in ((Kind.AT_LEAST, "下"), (Kind.AT_MOST, "上"), (Kind.CUMULATIVE_BY_END, "計")):
            indicator = f"{no + 1}-{item}{name}"
            cells = {"indicator": indicator, "edition": 1, "no": no + 1, "name": "大きな額", "unit": "円"}
            world.indicators.append(
                IndicatorRow.read(cells | {"kind": kind, "value": target, "effective_fy": 2010, "due_fy": 2011})
            )
            for fy, share in zip(YEARS, ("0.7", "0.9", "0.95", "1", "1.1", "0.7", "0.9"), strict=True):
                exact = target * Decimal(share) if name == "下" else target / Decimal(share)
                value = Decimal(int(exact)) + fy % 2
                world.actuals.append(ActualRow(indicator=indicator, fy=fy, point="3月末", value=value))


_WEIGHT = {
    Kind.NONE: 1,
    Kind.UNREADABLE: 1,
    Kind.AT_LEAST: 4,
    Kind.AT_MOST: 5,
    Kind.GROWTH: 6,
    Kind.LEVEL_BY_END: 6,
    Kind.CUMULATIVE_BY_END: 5,
}


def _add(world: World, rng: random.Random, indicator: str, no: int, kind: Kind) -> None:
    decimals = rng.choice((0, 0, 0, 1, 2, 3))
    size = _size(rng, decimals)
    fields = _fields(rng, kind, size, decimals)
    first = rng.choice((2009, 2011, 2011, 2011, 2011, 2011, 2012))
    base = {"indicator": indicator, "no": no, "name": "指標", "decimals": decimals}
    world.indicators.append(IndicatorRow.read(base | fields | {"edition": 1, "effective_fy": first, "kind": kind}))
    if rng.random() < 0.2:
        other = rng.choice(list(Kind)) if rng.random() < 0.3 else kind
        revised = _fields(rng, other, size, decimals) | {"edition": 2, "kind": other, "effective_fy": 2014}
        world.indicators.append(IndicatorRow.read(base | revised))
    if rng.random() < 0.06 and no > 3:
        row = world.indicators[-1]
        world.indicators[-1] = row.changed({"relisted_from": f"{rng.randrange(1, no)}-{rng.randrange(1, 4)}"})
    _add_figures(world, rng, world.indicators[-1], size)


def _size(rng: random.Random, decimals: int) -> Decimal:
    """The order of magnitude of an indicator, up to 10^11 in yen."""
    top = rng.choice((2, 3, 10, 70, 100, 365, 910, 1_000, 12_345, 7_100_000))
    if decimals == 0 and rng.random() < 0.15:
        top = rng.choice((3_000_000_000, 32_200_000_009, 99_999_999_999))
    return Decimal(top)


def _near(rng: random.Random, size: Decimal, decimals: int) -> Decimal:
    """A figure at, just below or just above a share of `size`; sometimes finer than the published decimals."""
    step = Decimal(1).scaleb(-decimals)
    value = size * Decimal(rng.choice(FACTORS)) + step * rng.choice((-1, -1, 0, 0, 1))
    if rng.random() < 0.1:
        value += step * Decimal(rng.choice(("0.5", "-0.5", "0.4", "0.49")))
    return Decimal(repr(float(round(value, 3))))


def _maybe(rng: random.Random, chance: float, value: Any) -> Any:
    return value if rng.random() < chance else None


def _fields(rng: random.Random, kind: Kind, size: Decimal, decimals: int) -> dict[str, Any]:
    target = rng.choice((size, size, size, _near(rng, size, decimals)))
    direction = rng.choice((Direction.UP, Direction.DOWN, Direction.UP, Direction.DOWN, Direction.KEEP, None))
    if kind in (Kind.LEVEL_BY_END, Kind.DIRECTION_ONLY, Kind.PER_YEAR_SERIES) and rng.random() < 0.95:
        direction = rng.choice((Direction.UP, Direction.DOWN))
    high = target + rng.choice((0, 1, 2, size, size, size, -1))
    return {
        "value": _maybe(rng, 0.97, rng.choice((*(target,) * 24, Decimal(0), -target))),
        "value_high": _maybe(rng, 0.97, high),
        "strict": rng.random() < 0.2,
        "rate": _maybe(rng, 0.97, Decimal(rng.choice(("0.05", "0.1", "0.0125", "-0.1", "-0.05", "0", "-1", "0.333")))),
        "unit": rng.choice(("人", "件", "円", "人", "件", "円", "人", "％", "ポイント")),
        "direction": direction,
        "basis": rng.choice(("", "前年度", "基準年度", "予算")),
        "counted": rng.random() < 0.5,
        "survey": rng.random() < 0.3,
        "baseline_fy": _maybe(rng, 0.4, rng.choice((2009, 2010, 2010, 2010, 2011, 2012, 2015))),
        "baseline_value": _maybe(rng, 0.7, _near(rng, size, decimals)),
        "due_fy": _maybe(rng, 0.6, rng.choice((2015, 2015, 2015, 2014, 2013, 2012, 2010))),
        "tolerance": _maybe(
            rng,
            0.4,
            rng.choice((Decimal(0), Decimal(1), Decimal(9), Decimal("0.5"), Decimal(3), Decimal(30)))
            if rng.random() < 0.95
            else Decimal(-1),
        ),
        "measured": rng.choice(("", "", "", "", "", "平成27年度", "平成25年度、平成27年度", "27年")),
        "half_share": _maybe(rng, 0.2, Decimal(rng.choice(("0", "0.3", "0.25", "0.333", "0.8", "1") * 3 + ("1.5",)))),
        "reference": _maybe(rng, 0.9, str(rng.randrange(1, 120))) or "",
    }


def _figure(rng: random.Random, row: IndicatorRow, size: Decimal, *, small: bool) -> Decimal:
    """A figure that lies where the kind has its thresholds."""
    target = size if row.value is None else row.value
    if row.kind is Kind.MILESTONE:
        return Decimal(rng.random() < 0.12)
    if row.kind is Kind.CUMULATIVE_BY_END and rng.random() < 0.8:
        return Decimal(repr(float(round(target * Decimal(rng.choice(("0", "0", "0.1", "0.2", "0.25", "0.35"))), 3))))
    if small:
        return Decimal(rng.randrange(4))
    if row.baseline_value is not None and rng.random() < 0.6:
        way = (
            (target - row.baseline_value)
            * Decimal(rng.choice(FACTORS))
            * Decimal(rng.choice(("1", "0.8", "0.75", "0.5")))
        )
        step = Decimal(1).scaleb(-(row.decimals or 0)) * rng.choice((-1, 0, 0, 1))
        return Decimal(repr(float(round(row.baseline_value + way, row.decimals or 0) + step)))
    return _near(rng, size, row.decimals or 0)


def _add_figures(world: World, rng: random.Random, row: IndicatorRow, size: Decimal) -> None:
    small = rng.random() < 0.25
    present = rng.choice((1, 1, 0.97, 0.9, 0.6))
    for period in (*PERIODS, Period(2009, 2)):
        world.stands[row.indicator, period] = rng.choice(STANDS)
        if rng.random() > present:
            continue
        value = _figure(rng, row, size, small=small)
        if period.half == 1 and row.kind is not Kind.MILESTONE and rng.random() < 0.7:
            value = value / 2
        forecast = _maybe(rng, 0.5, _figure(rng, row, size, small=small)) if period.half == 1 else None
        point: Literal["9月末", "3月末"] = "9月末" if period.half == 1 else "3月末"
        cells = {"indicator": row.indicator, "fy": period.fy, "point": point, "forecast": forecast}
        world.actuals.append(ActualRow.read(cells | {"value": _maybe(rng, 0.96, value)}))
    for fy in YEARS:
        if rng.random() < 0.7:
            set_for = _maybe(rng, 0.95, rng.choice((size, size, _near(rng, size, row.decimals or 0))))
            high = _maybe(rng, 0.15, size + 1)
            cells = {"indicator": row.indicator, "fy": fy, "value": set_for, "value_high": high}
            world.year_targets.append(YearTargetRow.read(cells))


def keys(world: World) -> Iterator[tuple[str, int, Period]]:
    """(指標ID, No., period) of every row of 判定, in sheet order."""
    numbers = {row.indicator: row.no for row in world.indicators}
    for indicator, no in numbers.items():
        for period in PERIODS:
            yield indicator, no, period
