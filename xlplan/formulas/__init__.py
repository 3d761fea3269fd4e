"""Native Excel formulas of the 判定 table: the same verdict as `verdicts.judge`, with macros blocked.

Every formula column takes one step, with structured references and functions that Excel 2019 has. Comparisons are made
on whole numbers (figures in units of the last published decimal), so that binary floating point cannot tip a verdict:
below 10^12 of those units every product and quotient is exact. Missing is "", never 0.

In a template {figure} is the same row's column of that field (判定[[#This Row],[比べる値]]), {i[value]} a field of the
edition in force, {ind[value]} {act[value]} {yt[value]} {crit[value]} {years[fy]} {set[value]} {ver[no]} whole columns.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from xlplan.criteria import IDS
from xlplan.formulas.inputs import INPUTS
from xlplan.formulas.steps import STEPS
from xlplan.formulas.words import threshold
from xlplan.tables.indicators import CRITERIA, INDICATORS, YEAR_TARGETS
from xlplan.tables.records import SETTINGS, YEARS
from xlplan.tables.rounds import ACTUALS, VERDICTS

_SOURCES: Final = {
    "ind": INDICATORS,
    "act": ACTUALS,
    "yt": YEAR_TARGETS,
    "crit": CRITERIA,
    "years": YEARS,
    "set": SETTINGS,
    "ver": VERDICTS,
}
_THRESHOLD_FIELDS: Final = {
    "f_over": "over",
    "f_near": "near",
    "f_short": "short",
    "f_pace_limit": "pace",
    "f_half_limit": "half",
    "f_small": "small",
    "f_about": "about",
    "f_survey": "survey",
    "f_over_range": "over_range",
}
SHOWN: Final = (
    "f_kind",
    "f_target",
    "f_high",
    "f_actual",
    "f_previous",
    "f_baseline",
    "f_figure",
    "f_elapsed",
    "f_progress",
    "f_ratio",
    "f_symbol",
    "f_final",
    "f_agrees",
)
"""Formula columns an officer reads."""
HELPERS: Final = tuple(name for name in (*INPUTS, *STEPS, *_THRESHOLD_FIELDS) if name not in SHOWN)
"""Formula columns that only show the way there: a template may group or hide them."""


@cache
def verdict_formulas() -> dict[str, str]:
    """Field of VerdictRow → formula text, as files store it, the same in every row of the table."""
    columns = {name: f"{VERDICTS.name}[[#This Row],[{column.header}]]" for name, column in VERDICTS.columns.items()}
    here = columns | {name.removeprefix("f_"): cell for name, cell in columns.items() if name.startswith("f_")}
    whole = {key: {n: f"{t.name}[{c.header}]" for n, c in t.columns.items()} for key, t in _SOURCES.items()}
    edition = {name: f"INDEX({cell},{here['row']})" for name, cell in whole["ind"].items()}
    words = here | whole | {"i": edition, "computed": columns["symbol"], "ranks": "{1,2,3,4,5,6}"}
    limits = {name: threshold(IDS[limit]) for name, limit in _THRESHOLD_FIELDS.items()}
    templates = INPUTS | STEPS | limits
    return {name: templates[name].format_map(words) for name in VERDICTS.columns if name in templates}
