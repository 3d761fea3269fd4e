"""Pieces that the templates are put together from: rounding, look-ups by year and key, lists of words."""

from __future__ import annotations

from typing import Final

from xlplan.choices import Kind, NoVerdict
from xlplan.targets.facts import Mode

FINAL, FORECAST, MIDYEAR = Mode.FINAL.value, Mode.FORECAST.value, Mode.MIDYEAR.value
YEARLY: Final = (Kind.ANNUAL_EXTERNAL, Kind.PER_YEAR_SERIES, Kind.NO_TARGET)
UNDEFINED: Final = NoVerdict.UNDEFINED.value


def one_of(cell: str, *words: str) -> str:
    """True when the cell holds one of the words."""
    if len(words) == 1:
        return f'{cell}="{words[0]}"'
    return f'ISNUMBER(FIND("|"&{cell}&"|","|{"|".join(words)}|"))'


def whole(cell: str) -> str:
    """The figure as a whole number of the last published decimal."""
    return f"ROUND({cell}*10^{{decimals}},0)"


def published(value: str) -> str:
    """Rounded half up as `targets.facts.published` does: ROUND alone loses ties of large figures in LibreOffice."""
    large = f"ROUND(ROUND({value}*1000,0)/10^(3-{{decimals}}),0)/10^{{decimals}}"
    return f"IF(ABS({value})<1000000,ROUND({value},{{decimals}}),{large})"


def number(value: str) -> str:
    """A published figure; "" for a blank cell."""
    return f'IF(ISNUMBER({value}),{published(value)},"")'


def western(labels: str) -> str:
    """The AD years of a column of labels."""
    return f"SUMIF({{years[fy]}},{labels},{{years[western]}})"


def year_of(label: str) -> str:
    """The AD year of one label."""
    return f"INDEX({{years[western]}},MATCH({label},{{years[fy]}},0))"


def setting_year(item: str) -> str:
    """The AD year a setting of 管理 names."""
    return year_of(f'INDEX({{set[value]}},MATCH("{item}",{{set[item]}},0))')


def last_row(first: str, *conditions: str) -> str:
    """Position in its table of the last row where all conditions hold; 0 for none. `first` is any whole column."""
    position = f"(ROW({first})-MIN(ROW({first}))+1)"
    return f"SUMPRODUCT(MAX({'*'.join(f'({condition})' for condition in conditions)}*{position}))"


def threshold(criterion: str) -> str:
    """The value of the row with the latest year in force; year and position are looked for as one number."""
    years = western("{crit[effective_fy]}")
    position = "ROW({crit[criterion]})-MIN(ROW({crit[criterion]}))+1"
    key = f'SUMPRODUCT(MAX(({{crit[criterion]}}="{criterion}")*({years}<={{year}})*({years}*1000+{position})))'
    value = f"INDEX({{crit[value]}},MOD({key},1000))"
    return f'=IF({key}=0,"",IF(ISNUMBER({value}),{value},""))'


def first_of(parts: tuple[tuple[str, str], ...], otherwise: str) -> str:
    """Nested IF: the first condition that holds gives its word."""
    return "=" + "".join(f'IF({test},"{word}",' for test, word in parts) + otherwise + ")" * len(parts)
