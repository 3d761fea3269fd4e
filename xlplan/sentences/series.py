"""Targets year by year: 「H23：60％ H24：65％」, 「50％（H25）、60％（H26）」, a row of years over a row of figures."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Final

from xlplan.sentences.clause import Clause, text_of
from xlplan.sentences.direction import direction_of
from xlplan.sentences.lexicon import Mark
from xlplan.sentences.reading import Direction, Reading
from xlplan.sentences.tokens import Token

_FAR_APART: Final = 3  # years between a present value and the end of a plan
_END: Final = r"[,=]*f?[,=]*"
_AMOUNT: Final = "[ny]*c?F[lMaw]?c?"
_YEAR_FIRST: Final = re.compile(
    rf"^(?P<name>[Tq,f:1]*?)(?P<base>(?:[YS]0|0<?[YS]>?)[:f]*{_AMOUNT}{_END})?(?P<run>(?:[12]?<?[YS]>?[12]?[:f,]*{_AMOUNT}{_END}){{2,}})(?P<tail>[UDVf.]*)$"
)
_FIGURE_FIRST: Final = re.compile(
    rf"^(?P<name>[Tq,f:1]*?)(?P<base>{_AMOUNT}<[YS]0>{_END})?(?P<run>(?:[12]?:?{_AMOUNT}<[YS][12]?>{_END}){{2,}})(?P<tail>[UDVf.]*)$"
)
_TABLE: Final = re.compile(
    r"^(?P<name>[Tq,f:1]*?)(?P<base>)(?P<run>(?:Y[,:]*){2,}1?[,:]*(?:F[lMaw]?[,:]*){2,})(?P<tail>)$"
)


def series(tokens: list[Token], name: str) -> Reading | None:
    """The yearly targets of a sentence, or None when it is no series."""
    clause = Clause(tokens)
    found = _YEAR_FIRST.match(clause.codes) or _FIGURE_FIRST.match(clause.codes) or _TABLE.match(clause.codes)
    if found is None:
        return None
    run = clause.tokens[slice(*found.span("run"))]
    years = [token for token in run if token.mark in {Mark.YEAR, Mark.SPAN}]
    figures = [token for token in run if token.mark is Mark.FIGURE]
    marks = [token.mark for token in run]
    # Two years with an arrow between them, or with 「目標」 only at the second, are a present value and a target.
    labelled = marks.count(Mark.GOAL_LABEL) == 1 and Mark.INTERIM_LABEL not in marks
    is_pair = len(years) == 2 and (Mark.ARROW in marks or labelled)  # noqa: PLR2004
    if len(years) != len(figures) or is_pair or any(token.text in {"を", "から"} for token in run):
        return None
    name = name or re.sub(
        "^年度$|(?:年度別?)?目標値?$|[のはをが、: ]+$", "", text_of(clause.tokens[: found.end("name")])
    )
    base = clause.tokens[slice(*found.span("base"))] if found["base"] else []
    return _reading(name, years, figures, run, base)


def _reading(
    name: str, years: list[Token], figures: list[Token], run: list[Token], base: list[Token]
) -> Reading | None:
    values = [figure.value for figure in figures]
    known = [value for value in values if value is not None]
    if len(known) != len(values):
        return None
    pairs = tuple(
        (fy, value)
        for year, value in zip(years, known, strict=True)
        for fy in range(year.fy or 0, (year.end_fy or year.fy or 0) + 1)
    )
    units = list(dict.fromkeys(figure.unit for figure in figures if figure.unit))
    reasons = []
    if len(units) > 1:
        reasons.append("年度によって単位が違います。")
    if any(later[0] <= earlier[0] for earlier, later in pairwise(pairs)):
        reasons.append("年度の順序が正しくありません。")
    marks = {token.mark for token in run}
    bounded = marks & {Mark.AT_LEAST, Mark.AT_MOST, Mark.ABOVE, Mark.BELOW, Mark.GOAL_LABEL}
    if len(pairs) == 2 and pairs[1][0] - pairs[0][0] >= _FAR_APART and not bounded:  # noqa: PLR2004
        reasons.append("年度別の目標か、現状値と目標値かが、はっきりしません。")
    low_side, high_side = bool(marks & {Mark.AT_LEAST, Mark.ABOVE}), bool(marks & {Mark.AT_MOST, Mark.BELOW})
    if low_side and high_side:
        reasons.append("「以上」と「以下」が混じっています。")
    direction = (
        "up" if low_side else "down" if high_side else direction_of(name) or _trend([value for _, value in pairs])
    )
    last = pairs[-1]
    base_figure = next((token for token in base if token.mark is Mark.FIGURE), None)
    return Reading(
        "per_year_series",
        name=name,
        low=last[1] if direction != "down" else None,
        high=last[1] if direction != "up" else None,
        unit=units[0] if units else None,
        direction=direction,
        basis="absolute",
        period="per_year",
        due_fy=last[0],
        approximate=Mark.ABOUT in marks,
        strict=bool(marks & {Mark.ABOVE, Mark.BELOW}),
        baseline_value=base_figure.value if base_figure else None,
        baseline_fy=next((token.fy for token in base if token.mark is Mark.YEAR), None),
        series=pairs,
        reasons=tuple(reasons),
    )


def _trend(values: list[Decimal]) -> Direction | None:
    steps = [later - earlier for earlier, later in pairwise(values)]
    if all(step >= 0 for step in steps) and any(steps):
        return "up"
    return "down" if all(step <= 0 for step in steps) and any(steps) else None
