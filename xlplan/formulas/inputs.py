"""What is compared: the edition in force, the target, the figures and the baseline, one template per column."""

from __future__ import annotations

from typing import Final

from xlplan.choices import Kind
from xlplan.formulas.words import (
    FINAL,
    FORECAST,
    MIDYEAR,
    YEARLY,
    last_row,
    number,
    one_of,
    published,
    setting_year,
    western,
    whole,
    year_of,
)
from xlplan.targets.yearly import BASE_YEAR

_WITH_VALUE: Final = (
    Kind.AT_LEAST,
    Kind.AT_MOST,
    Kind.WITHIN,
    Kind.EXACTLY,
    Kind.LEVEL_BY_END,
    Kind.CUMULATIVE_BY_END,
    Kind.COMPLETION_RATE,
    Kind.ABOUT,
)
_BY_WAY: Final = (Kind.LEVEL_BY_END, Kind.DIRECTION_ONLY, Kind.PER_YEAR_SERIES)
_FAMILIES: Final = {
    "比率": (Kind.AT_LEAST, Kind.AT_MOST),
    "範囲": (Kind.WITHIN, Kind.EXACTLY),
    "維持": (Kind.KEEP_PREVIOUS,),
    "期末": (Kind.LEVEL_BY_END, Kind.COMPLETION_RATE),
    "累計": (Kind.CUMULATIVE_BY_END,),
    "成果物": (Kind.MILESTONE,),
    "概ね": (Kind.ABOUT,),
    "方向": (Kind.DIRECTION_ONLY,),
    "参照": (Kind.REFER_OTHER,),
}
_SET_TARGET: Final = "INDEX({yt[value]},{yearrow})"
_SET_HIGH: Final = "INDEX({yt[value_high]},{yearrow})"


def _family() -> str:
    parts = [f'IF({one_of("{kind}", *kinds)},"{family}",' for family, kinds in _FAMILIES.items()]
    course = f'AND({{i[basis]}}="{BASE_YEAR}",{{i[due_fy]}}<>"")'
    growth = f'IF({{kind}}="{Kind.GROWTH}",IF({course},"期末","比率"),'
    yearly = 'IF({set_yearly}=1,IF({high}="","比率","範囲"),"対象外")'
    return f'=IF({{row}}=0,"対象外",{"".join(parts)}{growth}{yearly}{")" * (len(parts) + 2)}'


def _sign() -> str:
    way = 'IF({i[direction]}="増",1,IF({i[direction]}="減",-1,0))'
    by_way = one_of("{kind}", *_BY_WAY, Kind.NO_TARGET)
    external = f'IF({{kind}}="{Kind.ANNUAL_EXTERNAL}",IF({{i[direction]}}="",1,{way}),1)'
    growth = f'IF({{kind}}="{Kind.GROWTH}",IF(N({{i[rate]}})<0,-1,1),{external})'
    ranged = f'IF({{kind}}="{Kind.AT_MOST}",-1,IF({by_way},{way},{growth}))'
    return f'=IF({{row}}=0,0,IF({{family}}="範囲",1,{ranged}))'


def _filled() -> str:
    tests = (
        f"IF({one_of('{kind}', *_WITH_VALUE)},ISNUMBER({{i[value]}}),TRUE)",
        f'IF({{kind}}="{Kind.WITHIN}",ISNUMBER({{i[value_high]}}),TRUE)',
        f'IF({{kind}}="{Kind.GROWTH}",ISNUMBER({{i[rate]}}),TRUE)',
        f"IF({one_of('{kind}', *_BY_WAY)},{one_of('{i[direction]}', '増', '減')},TRUE)",
        f'IF({{kind}}="{Kind.REFER_OTHER}",{{i[reference]}}<>"",TRUE)',
        f"IF({one_of('{kind}', Kind.ABOUT, Kind.KEEP_PREVIOUS)},N({{i[tolerance]}})>=0,TRUE)",
        f'IF({{kind}}="{Kind.COMPLETION_RATE}",{_measured_length()},TRUE)',
        "OR({decimals}=0,{decimals}=1,{decimals}=2,{decimals}=3)",
        "N({i[half_share]})>=0",
        "N({i[half_share]})<=1",
    )
    return f"=IF({{row}}=0,0,AND({','.join(tests)})*1)"


def _measured_length() -> str:
    """The labels found in 測定年度, put together, are all there is in it."""
    found = 'ISNUMBER(FIND("、"&{years[fy]}&"、","、"&{i[measured]}&"、"))*LEN({years[fy]})'
    return f'SUMPRODUCT({found})=LEN(SUBSTITUTE({{i[measured]}},"、",""))'


def _raw_target() -> str:
    set_for_year = f'IF({{yearrow}}=0,"",IF(ISNUMBER({_SET_TARGET}),{_SET_TARGET},""))'
    return f'=IF({{row}}=0,"",IF({{set_yearly}}=1,{set_for_year},IF(ISNUMBER({{i[value]}}),{{i[value]}},"")))'


def _target() -> str:
    product = f"{whole('{origin}')}*(10000+ROUND({{i[rate]}}*10000,0))"
    counted = f"IF({{sign}}<0,ROUNDDOWN({product}/10^(4+{{decimals}}),0),ROUNDUP({product}/10^(4+{{decimals}}),0))"
    grown = f'IF({{i[counted]}}="○",{counted},ROUND({product}/10000,0)/10^{{decimals}})'
    growth = f'IF({{kind}}="{Kind.GROWTH}",IF({{origin}}="","",{grown}),{number("{raw_target}")})'
    return f'=IF({{row}}=0,"",IF({one_of("{family}", "維持", "方向")},{{previous}},{growth}))'


def _high() -> str:
    ranged = f'IF({{kind}}="{Kind.EXACTLY}",{number("{i[value]}")},"")'
    within = f'IF({{kind}}="{Kind.WITHIN}",{number("{i[value_high]}")},{ranged})'
    return f'=IF({{row}}=0,"",IF({{set_yearly}}=1,IF({{yearrow}}=0,"",{number(_SET_HIGH)}),{within}))'


def _previous() -> str:
    last = "INDEX({act[value]},{prevrow})"
    first = 'IF({year}-1={start},{baseline},"")'
    return f'=IF({{row}}=0,"",IF({{prevrow}}=0,{first},IF(ISNUMBER({last}),{published(last)},{first})))'


def _completed() -> str:
    """Years are turned round so that the earliest is the greatest."""
    done = "ISNUMBER({act[value]})*({act[value]}>=1-0.5/10^{decimals})"
    mine = '({act[indicator]}={indicator})*({act[point]}="3月末")'
    years = western("{act[fy]}")
    earliest = f"SUMPRODUCT(MAX({mine}*{done}*({years}<{{year}})*(9999-{years})))"
    now = 'IF({actual}="","",IF({actual}>=1,{year},""))'
    return f'=IF({{family}}<>"成果物","",IF({earliest}>0,9999-{earliest},{now}))'


def _before() -> str:
    mine = '({act[indicator]}={indicator})*({act[point]}="3月末")'
    years = western("{act[fy]}")
    span = f"({years}>{{start}})*({years}<{{year}})"
    count = f"SUMPRODUCT({mine}*{span}*ISNUMBER({{act[value]}}))"
    total = f"SUMPRODUCT({mine}*{span},{{act[value]}})"
    return f'=IF({{family}}<>"累計","",IF({count}<{{year}}-1-{{start}},"",{total}))'


def _reported(forecast: str = "{act[forecast]}", value: str = "{act[value]}") -> str:
    return f'INDEX(IF({{mode}}="{FORECAST}",{forecast},{value}),{{found}})'


def _figure() -> str:
    total = f"({{before}}+{_reported()})"
    summed = f"ROUND(ROUND({total}*1000,0)/10^(3-{{decimals}}),0)/10^{{decimals}}"
    cumulative = f'IF(OR({{before}}="",{{actual}}=""),"",{summed})'
    unreported = 'AND({actual}="",NOT(AND({stand}<>"",{pace}=1)))'
    deliverable = f'IF({{completed}}<>"",1,IF({unreported},"",0))'
    return f'=IF({{family}}="累計",{cumulative},IF({{family}}="成果物",{deliverable},{{actual}}))'


def _tolerance() -> str:
    given = f"ISNUMBER({{i[tolerance]}}),{published('{i[tolerance]}')}"
    keep = f'IF({given},IF({{i[survey]}}="○",{published("{survey}")},0))'
    share = f"ROUNDDOWN(ABS({whole('{target}')})*ROUND({{about}}*1000,0)/1000,0)/10^{{decimals}}"
    return f'=IF({{family}}="維持",{keep},IF(AND({{family}}="概ね",{{target}}<>""),IF({given},{share}),0))'


def _origin() -> str:
    growth = f'IF({{i[basis]}}="{BASE_YEAR}",{{baseline}},{{previous}})'
    rate = f'IF({{kind}}="{Kind.COMPLETION_RATE}",IF({{baseline}}="",0,{{baseline}}),{{baseline}})'
    limit = 'IF(AND({family}="比率",{sign}=-1),{baseline},"")'
    return f'=IF({{row}}=0,"",IF({{kind}}="{Kind.GROWTH}",{growth},IF({{family}}="期末",{rate},{limit})))'


def _pace() -> str:
    open_ = f'OR({{year}}<{{due}},AND({{year}}={{due}},{{mode}}="{MIDYEAR}"))'
    lasting = 'OR({family}="期末",{family}="累計")'
    return f'=IF({{family}}="成果物",{open_}*1,IF({lasting},({{done}}<{{whole}})*1,0))'


def _expected() -> str:
    small = 'AND({family}="累計",{pace}=1,{i[counted]}="○",N({target})<10,{done}>0)'
    return f'=IF(OR({{row}}=0,{{target}}=""),"",IF({small},INT({whole("{target}")}*{{done}}/({{whole}}*10^{{decimals}})),""))'


def _flow() -> str:
    rate = one_of("{i[unit]}", "％", "%", "ポイント")
    spread = f"AND({one_of('{family}', '比率', '範囲', '累計')},NOT({rate}),{{half}}>0)"
    return f"=IF({{row}}=0,0,{spread}*1)"


INPUTS: Final[dict[str, str]] = {
    "f_kind": '=IF({row}=0,"",{i[kind]}&"")',
    "f_target": _target(),
    "f_high": _high(),
    "f_actual": f'=IF({{found}}=0,"",{number(_reported())})',
    "f_previous": _previous(),
    "f_baseline": f'=IF({{row}}=0,"",{number("{i[baseline_value]}")})',
    "f_figure": _figure(),
    "f_elapsed": '=IF(AND(OR({family}="期末",{family}="累計"),N({whole})>0),{done}/{whole},"")',
    "f_year": f"={year_of('{fy}')}",
    "f_edition": f"=SUMPRODUCT(MAX(({{ind[indicator]}}={{indicator}})*({western('{ind[effective_fy]}')}<={{year}})*{{ind[edition]}}))",
    "f_row": f"=IF({{edition}}=0,0,{last_row('{ind[indicator]}', '{ind[indicator]}={indicator}', '{ind[edition]}={edition}')})",
    "f_relisted": '=IF({row}=0,"",{i[relisted_from]}&"")',
    "f_decimals": "=IF({row}=0,0,N({i[decimals]}))",
    "f_found": f"={last_row('{act[indicator]}', '{act[indicator]}={indicator}', '{act[fy]}={fy}', '{act[point]}={point}')}",
    "f_prevrow": (
        "=IFERROR("
        + last_row(
            "{act[indicator]}",
            "{act[indicator]}={indicator}",
            "{act[fy]}=INDEX({years[fy]},MATCH({year}-1,{years[western]},0))",
            '{act[point]}="3月末"',
        )
        + ",0)"
    ),
    "f_yearrow": f"={last_row('{yt[indicator]}', '{yt[indicator]}={indicator}', '{yt[fy]}={fy}')}",
    "f_mode": (
        f'=IF({{point}}="3月末","{FINAL}",IF({{found}}=0,"{MIDYEAR}",'
        f'IF(ISNUMBER(INDEX({{act[forecast]}},{{found}})),"{FORECAST}","{MIDYEAR}")))'
    ),
    "f_start": f'=IF({{row}}=0,"",IF({{i[baseline_fy]}}="",{setting_year("計画開始年度")}-1,{year_of("{i[baseline_fy]}")}))',
    "f_due": f'=IF({{row}}=0,"",IF({{i[due_fy]}}="",{setting_year("計画終了年度")},{year_of("{i[due_fy]}")}))',
    "f_family": _family(),
    "f_sign": _sign(),
    "f_half": "=IF({row}=0,0.5,IF(ISNUMBER({i[half_share]}),ROUND({i[half_share]},3),0.5))",
    "f_set_yearly": f"=({one_of('{kind}', *YEARLY)})*1",
    "f_raw_target": _raw_target(),
    "f_few": f'=IF({{target}}="",0,AND({{mode}}="{MIDYEAR}",{{target}}<={{small}})*1)',
    "f_flow": _flow(),
    "f_limits": "=COUNT({over},{near},{short},{pace_limit},{half_limit},{small},{about},{survey},{over_range})",
    "f_level": '=AND({family}="期末",{origin}<>"")*1',
    "f_done": f'=IF({{row}}=0,"",IF({{mode}}="{MIDYEAR}",2*({{year}}-{{start}})-1,{{year}}-{{start}}))',
    "f_whole": f'=IF({{row}}=0,"",IF({{mode}}="{MIDYEAR}",2,1)*({{due}}-{{start}}))',
    "f_pace": _pace(),
    "f_before": _before(),
    "f_origin": _origin(),
    "f_tolerance": _tolerance(),
    "f_expected": _expected(),
    "f_completed": _completed(),
    "f_filled": _filled(),
}
"""Field of VerdictRow → template."""
