"""How it is compared: margin, ratio, what stands in the way of a verdict, the symbol, one template per column."""

from __future__ import annotations

from typing import Final

from xlplan.choices import Kind, NoVerdict, Symbol
from xlplan.formulas.words import FINAL, MIDYEAR, UNDEFINED, first_of, whole
from xlplan.targets.yearly import BASE_YEAR

RANKED: Final = "".join(symbol for symbol in Symbol if symbol is not Symbol.NONE)
_SOFTER: Final = "○○△▲▲▲"


def _share() -> str:
    return f'=IF(AND({{mode}}="{MIDYEAR}",OR({{family}}="比率",{{family}}="範囲"),{{few}}=0),{{half}},1)'


def _margin() -> str:
    now, goal, margin = whole("{figure}"), whole("{target}"), whole("{tolerance}")
    partly = f"{now}*1000-{goal}*ROUND({{share}}*1000,0)"
    sided = f"{{sign}}*IF({{share}}=1,{now}-{goal},{partly})+{margin}"
    return f'=IF(OR({{figure}}="",{{target}}=""),"",IF({{family}}="概ね",{margin}-ABS({now}-{goal}),{sided}))'


def _met() -> str:
    strict = f'AND({{i[strict]}}="○",OR({{family}}="比率",{{family}}="期末"),{{kind}}<>"{Kind.GROWTH}")'
    return f'=IF({{margin}}="","",IF({strict},{{margin}}>0,{{margin}}>=0)*1)'


def _worse() -> str:
    behind = f"{{sign}}*({whole('{figure}')}-{whole('{origin}')})<0"
    return f'=IF(OR({{origin}}="",{{figure}}="",{{mode}}="{MIDYEAR}"),0,({behind})*1)'


_NO_RATIO: Final = 'OR({met}="",{family}="概ね",{family}="方向",{family}="成果物")'


def _part(goal: bool) -> str:
    """Numerator (what has been reached) or denominator (what is expected), as whole numbers."""
    now, target, origin = whole("{figure}"), whole("{target}"), whole("{origin}")
    point = target if goal else now
    moved = f"{origin}-{point}"
    level = f"{{sign}}*({point}-{origin})*IF({{pace}}=1,{'{done}' if goal else '{whole}'},1)"
    expected = f'IF({{expected}}<>"",{whole("{expected}")},{target}*IF({{pace}}=1,{{done}},1))'
    reached = f'{now}*IF(AND({{pace}}=1,{{expected}}=""),{{whole}},1)'
    total = expected if goal else reached
    at_now, at_goal = f"{now}*IF({{share}}=1,1,1000)", f"{target}*IF({{share}}=1,1,ROUND({{share}}*1000,0))"
    over, under = (at_goal, at_now) if goal else (at_now, at_goal)
    plain = f"IF({{sign}}<0,{under},{over})"
    inner = f'IF({{moved}}=1,{moved},IF({{level}}=1,{level},IF({{family}}="累計",{total},{plain})))'
    return f'=IF({_NO_RATIO},"",{inner})'


def _ratio() -> str:
    """Cut to three decimals towards zero; the rounded quotient is checked by multiplication, so no digit can slip."""
    near = "ROUND(ABS({numerator})*1000/{denominator},0)"
    cut = f"SIGN({{numerator}})*({near}-({near}*{{denominator}}>ABS({{numerator}})*1000))/1000"
    return f'=IF(OR({{numerator}}="",{{denominator}}=""),"",IF({{denominator}}>0,{cut},""))'


def _progress() -> str:
    now, target, origin = whole("{figure}"), whole("{target}"), whole("{origin}")
    moved = f'IF({target}={origin},"",ROUNDDOWN(({now}-{origin})/({target}-{origin}),3))'
    return f'=IF(OR({{origin}}="",{{figure}}="",{{target}}=""),"",{moved})'


def _lack() -> str:
    outside = 'ISERROR(FIND("、"&{fy}&"、","、"&{i[measured]}&"、"))'
    other_year = f'AND({{kind}}="{Kind.COMPLETION_RATE}",{{i[measured]}}<>"",{outside})'
    not_due = f'AND({{mode}}="{MIDYEAR}",{{family}}<>"成果物",{{flow}}=0)'
    parts = (
        ("{row}=0", NoVerdict.BEFORE_EDITION),
        ("{filled}=0", NoVerdict.UNREADABLE),
        ("{limits}<9", UNDEFINED),
        ('OR({relisted}<>"",{family}="参照")', ""),
        (f'{{kind}}="{Kind.NONE}"', NoVerdict.NOT_APPLICABLE),
        ('{family}="対象外"', NoVerdict.UNREADABLE),
        (other_year, NoVerdict.OTHER_YEAR),
        ('AND({set_yearly}=1,{target}="")', NoVerdict.NO_TARGET),
        ("AND({set_yearly}=1,{sign}=0)", NoVerdict.UNREADABLE),
        (not_due, NoVerdict.NOT_DUE),
        ('{figure}=""', NoVerdict.NOT_REPORTED),
    )
    return first_of(parts, '""')


def _level_guard() -> str:
    lasting = 'OR({family}="期末",{family}="累計")'
    parts = (
        ('OR({lack}<>"",{relisted}<>"",{family}="参照")', ""),
        (f'AND({{kind}}="{Kind.GROWTH}",{{origin}}="",{{i[basis]}}="{BASE_YEAR}")', NoVerdict.NO_BASELINE),
        (f'AND({{kind}}="{Kind.GROWTH}",{{origin}}="")', NoVerdict.NO_PREVIOUS),
        ('AND({family}="維持",{target}="",{year}-1<={start})', NoVerdict.NO_BASELINE),
        ('AND(OR({family}="維持",{family}="方向"),{target}="")', NoVerdict.NO_PREVIOUS),
        (f'AND({{kind}}="{Kind.GROWTH}",{{origin}}<0)', UNDEFINED),
        (f'AND({{kind}}="{Kind.GROWTH}",{{origin}}=0)', ""),
        (f"AND({lasting},{{due}}<={{start}})", UNDEFINED),
        (f"AND({lasting},{{year}}<={{start}})", NoVerdict.NOT_DUE),
        ('AND({family}="期末",{origin}="",{pace}=1)', NoVerdict.NO_BASELINE),
        ('AND({family}="成果物",{completed}="",{pace}=1,{stand}="")', NoVerdict.NOT_DUE),
    )
    return first_of(parts, '""')


def _guard() -> str:
    no_ratio = f'OR({{family}}="比率",{{family}}="累計",{{kind}}="{Kind.EXACTLY}",AND({{family}}="期末",{{origin}}=""))'
    parts = (
        ('OR({lack}<>"",{level_guard}<>"",{relisted}<>"",{family}="参照",{family}="成果物")', ""),
        (f'AND({{kind}}="{Kind.GROWTH}",{{origin}}=0,{{figure}}=0)', UNDEFINED),
        (f'AND({{kind}}="{Kind.GROWTH}",{{origin}}=0)', ""),
        (f"AND({no_ratio},{{target}}<=0)", UNDEFINED),
        ("AND({level}=1,{denominator}=0)", UNDEFINED),
        ('AND({family}="範囲",{target}>{high})', UNDEFINED),
        ('AND({family}="比率",{few}=1,({met}=1)<>({sign}=1))', NoVerdict.MIDYEAR),
        ('AND({family}="範囲",{few}=1,{met}=0)', NoVerdict.MIDYEAR),
        ("AND({moved}=1,{denominator}=0)", UNDEFINED),
        ('AND(OR({family}="範囲",{family}="維持"),{met}=0,{target}<=0)', UNDEFINED),
        ('AND({family}="概ね",{target}=0,NOT(ISNUMBER({i[tolerance]})))', UNDEFINED),
    )
    return first_of(parts, '""')


def _moved() -> str:
    """An upper limit that is not met is measured by movement from the baseline."""
    unmet = f'{{kind}}<>"{Kind.GROWTH}",{{origin}}<>"",{{mode}}<>"{MIDYEAR}",{{met}}=0'
    return f'=AND({{family}}="比率",{{sign}}=-1,{unmet})*1'


def _ratio_step() -> str:
    broken = 'AND({family}="比率",{few}=1)'
    pace = 'IF({ratio}>=1,"○",IF({ratio}>={pace_limit},"△","▲"))'
    half = 'IF({ratio}>={half_limit},"△","▲")'
    year = 'IF({ratio}>={near},"△",IF({ratio}>={short},"▲","×"))'
    paced = f'IF(AND({{pace}}=1,OR({{family}}="期末",{{family}}="累計")),{pace},IF({{mode}}="{FINAL}",{year},{half}))'
    known = f'IF({{ratio}}="","",IF({broken},"▲",{paced}))'
    return f'=IF(AND({{expected}}<>"",N({{expected}})=0),"○",{known})'


def _met_step() -> str:
    beyond = f"{whole('{figure}')}>{whole('{high}')}"
    ranged = f'IF({beyond},IF({{over_range}}>=1,"△","○"),"○")'
    ratio = 'IF({ratio}="","◎",IF({ratio}>={over},"◎","○"))'
    level = f'IF({{level}}=1,IF({{pace}}=1,"◎","○"),IF(AND({{family}}="累計",{{pace}}=1),"◎",{ratio}))'
    return f'=IF({{met}}<>1,"",IF({{family}}="範囲",{ranged},IF({{family}}="維持","○",{level})))'


def _step() -> str:
    late = 'IF({completed}<{due},"◎",IF({completed}={due},"○","▲"))'
    stage = 'IF({pace}=0,"×",IF({stand}="遅れ","▲","○"))'
    deliverable = f'IF({{completed}}<>"",{late},{stage})'
    trend = 'IF({margin}=0,"△",IF({margin}>0,"○","▼"))'
    about = f'IF({{met}}=1,"○",IF({{margin}}+{whole("{tolerance}")}>=0,"△","▲"))'
    from_zero = 'IF({sign}*{figure}>0,"○","▼")'
    banded = 'IF({met}=1,{met_step},IF({worse}=1,"▼",{ratio_step}))'
    zero = f'AND({{kind}}="{Kind.GROWTH}",N({{origin}})=0)'
    last = f'IF({{family}}="概ね",{about},IF({zero},{from_zero},{banded}))'
    judged = f'IF({{family}}="成果物",{deliverable},IF({{family}}="方向",{trend},{last}))'
    return f'=IF(OR({{lack}}<>"",{{level_guard}}<>"",{{guard}}<>""),"",{judged})'


def _own() -> str:
    softer = f'MID("{_SOFTER}",FIND({{step}},"{RANKED}"),1)'
    judged = f'IF({{step}}="","－",IF({{mode}}="{FINAL}",{{step}},{softer}))'
    return f'=IF(OR({{family}}="参照",AND({{row}}>0,{{relisted}}<>"")),"",IFERROR({judged},"－"))'


def _symbol() -> str:
    # Compared with each rank in turn, since a blank row of the table holds "" and a product with text fails.
    here = "({ver[fy]}={fy})*({ver[point]}={point})*({ver[f_rank]}={ranks})*{ranks}"
    copied = f"SUMPRODUCT(MAX(({{ver[indicator]}}={{relisted}})*{here}))"
    worst = f'SUMPRODUCT(MAX(({{ver[no]}}&""={{i[reference]}}&"")*{here}))'
    other = f'IF({{relisted}}<>"",{copied},{worst})'
    shown = f'IF({other}=0,"－",MID("{RANKED}",{other},1))'
    return f'=IFERROR(IF({{lack}}<>"","－",IF({{own}}<>"",{{own}},{shown})),"－")'


STEPS: Final[dict[str, str]] = {
    "f_progress": _progress(),
    "f_ratio": _ratio(),
    "f_symbol": _symbol(),
    "f_final": (
        '=IF(AND({override}<>"",{override_reason}<>"",{override_by}<>"",{override_on}<>""),{override},{computed}&"")'
    ),
    "f_agrees": '=IF({computed}="","",IF(EXACT({symbol},{computed}),"一致","不一致"))',
    "f_moved": _moved(),
    "f_share": _share(),
    "f_margin": _margin(),
    "f_met": _met(),
    "f_worse": _worse(),
    "f_numerator": _part(goal=False),
    "f_denominator": _part(goal=True),
    "f_lack": _lack(),
    "f_level_guard": _level_guard(),
    "f_guard": _guard(),
    "f_ratio_step": _ratio_step(),
    "f_met_step": _met_step(),
    "f_step": _step(),
    "f_own": _own(),
    "f_rank": f'=IF(OR({{own}}="",{{own}}="－"),0,FIND({{own}},"{RANKED}"))',
}
"""Field of VerdictRow → template."""
