"""The year-end verdict once more, in cells an officer can trace: the formulas of 試算, step by step.

They say what `xlplan.decision` says; a test compares the two over generated cases. {name} in a template is the cell of
that input or step in the same column, {limit[name]} a threshold.
"""

from __future__ import annotations

from typing import Final

from xlplan.choices import Symbol

_COURSE: Final = 'OR({kind}="期末水準",{kind}="実施率")'
_HAS_BASE: Final = 'OR({kind}="実施率",{baseline}<>"")'
_BY_LAST_YEAR: Final = 'OR({kind}="増減率",{kind}="前年度維持",{kind}="方向のみ")'
_PLACES: Final = "N({decimals})"
_LAST: Final = f"ROUND({{previous}},{_PLACES})"
_START: Final = f'IF({{baseline}}="",0,ROUND({{baseline}},{_PLACES}))'
_GROWN: Final = f"ROUND({_LAST}*(1+ROUND({{rate}},4)),7)"
_EXPECTED: Final = 'IF(AND({counted}="○",{target}<10),ROUNDDOWN(ROUND({target}*{elapsed},9),0),{target}*{elapsed})'
_OPEN: Final = 'OR({kind}="",{missing}<>"")'
"""Nothing to calculate yet."""

# A quotient of whole figures differs from a threshold by far more than the twelfth place.
_CUT: Final = 'IFERROR(ROUNDDOWN(ROUND(%s,12),3),"")'


def _undefined() -> str:
    """Figures that leave no ratio to speak of."""
    cases = (
        f'AND({{kind}}="増減率",OR({_LAST}<0,AND({_LAST}=0,{{figure}}=0),AND({_LAST}>0,{{target}}<=0)))',
        'AND({kind}="前年度維持",{target}<=0,{figure}<{target}-N({allowed}))',
        'AND(OR({kind}="以上",{kind}="以下",{kind}="一致",{kind}="累計"),{target}<=0)',
        'AND({kind}="範囲",OR({target}>{high},AND({figure}<{target},{target}<=0)))',
        f"AND({_COURSE},{_HAS_BASE},{_START}={{target}})",
        f"AND({_COURSE},NOT({_HAS_BASE}),{{target}}<=0)",
        f'AND({{kind}}="以下",{{baseline}}<>"",{{figure}}>{{target}},{_START}={{target}})',
        'AND({kind}="概ね",{tolerance}="",{target}=0)',
    )
    return f"OR({','.join(cases)})"


def _unmet(ratio: str) -> str:
    return f'IF({ratio}>={{limit[near]}},"△",IF({ratio}>={{limit[short]}},"▲","×"))'


_MET: Final = '{met}="届いた"'
_OVER: Final = 'IF({ratio}="","◎",IF({ratio}>={limit[over]},"◎","○"))'
_PACE: Final = 'IF({pace}>=1,"○",IF({pace}>={limit[pace]},"△","▲"))'
_BEHIND_START: Final = f"{{sign}}*({{figure}}-{_START})<0"
_FAMILIES: Final = (
    ('{kind}="概ね"', f'IF({_MET},"○",IF(ROUND(ABS({{figure}}-{{target}})-2*{{allowed}},6)<=0,"△","▲"))'),
    ('{kind}="方向のみ"', f'IF({{figure}}={{target}},"△",IF({_MET},"○","▼"))'),
    (
        'OR({kind}="範囲",{kind}="一致")',
        f'IF({_MET},IF(AND({{figure}}>IF({{kind}}="一致",{{target}},{{high}}),{{limit[over_range]}}>=1),"△","○"),'
        f"{_unmet('{ratio}')})",
    ),
    ('{kind}="前年度維持"', f'IF({_MET},"○",{_unmet("{ratio}")})'),
    (
        f"AND({_COURSE},{_HAS_BASE})",
        f'IF({_MET},IF({{elapsed}}<1,"◎","○"),IF({_BEHIND_START},"▼",IF({{elapsed}}<1,{_PACE},{_unmet("{progress}")})))',
    ),
    (
        '{kind}="累計"',
        f'IF({{elapsed}}<1,IF({_MET},"◎",IF({_EXPECTED}=0,"○",{_PACE})),IF({_MET},{_OVER},{_unmet("{ratio}")}))',
    ),
    (f'AND({{kind}}="増減率",{_LAST}=0)', 'IF({sign}*{figure}>=0,"○","▼")'),
    (_MET, _OVER),
    (f'AND({{kind}}="増減率",{{sign}}*({{figure}}-{_LAST})<0)', '"▼"'),
    ('AND({kind}="以下",{baseline}<>"")', f'IF({_BEHIND_START},"▼",{_unmet("{progress}")})'),
)
"""(when, symbol), first match wins; else by the ratio."""


def _symbol() -> str:
    parts = [f"IF({condition},{then}," for condition, then in _FAMILIES]
    return f'IF({{kind}}="","",IF({{missing}}<>"","－",{"".join(parts)}{_unmet("{ratio}")}{")" * len(parts)}))'


def _word() -> str:
    marks, words = "".join(found.value for found in Symbol), ",".join(f'"{found.word}"' for found in Symbol)
    return f'IF({{symbol}}="","",CHOOSE(FIND({{symbol}},"{marks}"),{words}))'


TEMPLATES: Final[dict[str, str]] = {
    "figure": f'IF(OR({{kind}}="",{{actual}}=""),"",ROUND({{actual}},{_PLACES}))',
    "sign": 'IF({kind}="","",IF(OR({kind}="以下",AND({kind}="増減率",N({rate})<0),'
    'AND(OR({kind}="期末水準",{kind}="方向のみ"),{down}="○")),-1,1))',
    "target": f'IF({{kind}}="","",IF({{kind}}="増減率",IF(OR({{previous}}="",{{rate}}=""),"",IF({{counted}}="○",'
    f"IF({{sign}}>0,ROUNDUP({_GROWN},0),ROUNDDOWN({_GROWN},0)),ROUND({_GROWN},{_PLACES}))),"
    f'IF({_BY_LAST_YEAR},IF({{previous}}="","",{_LAST}),IF({{value}}="","",ROUND({{value}},{_PLACES})))))',
    "allowed": f'IF(OR(NOT(OR({{kind}}="概ね",{{kind}}="前年度維持")),{{target}}=""),"",IF({{tolerance}}="",'
    f'IF({{kind}}="概ね",ROUNDDOWN(ROUND(ABS({{target}})*{{limit[about]}},9),{_PLACES}),0),ROUND({{tolerance}},{_PLACES})))',
    "elapsed": 'IF({kind}="","",IF(OR({done}="",{whole}=""),1,MIN(1,{done}/{whole})))',
    "ratio": f'IF(OR({_OPEN},AND({_COURSE},{_HAS_BASE}),{{kind}}="概ね",{{kind}}="方向のみ"),"",'
    f"{_CUT % 'IF({sign}<0,{target}/MAX({figure},0),{figure}/{target})'})",
    "progress": f'IF(OR({_OPEN},NOT(AND(OR({_COURSE},{{kind}}="以下"),{_HAS_BASE}))),"",'
    f"{_CUT % f'({{figure}}-{_START})/({{target}}-{_START})'})",
    "pace": f'IF(OR({_OPEN},{{elapsed}}=1),"",IF({{kind}}="累計",{_CUT % f"{{figure}}/({_EXPECTED})"},'
    f'IF(AND({_COURSE},{_HAS_BASE}),{_CUT % f"({{figure}}-{_START})/({{target}}-{_START})/{{elapsed}}"},"")))',
    "met": f'IF({_OPEN},"",IF(IF({{kind}}="概ね",ROUND(ABS({{figure}}-{{target}})-{{allowed}},6)<=0,'
    'IF({kind}="前年度維持",ROUND({figure}-{target}+{allowed},6)>=0,IF({kind}="方向のみ",'
    '{sign}*({figure}-{target})>0,{sign}*({figure}-{target})>=0))),"届いた","届かない"))',
    "missing": f'IF({{kind}}="","",IF({{figure}}="","未報告",IF(AND({_BY_LAST_YEAR},{{previous}}=""),"前年度値なし",'
    'IF(OR({target}="",AND({kind}="範囲",{high}="")),"目標未設定",IF(AND({kind}="期末水準",{baseline}="",{elapsed}<1),'
    f'"基準値なし",IF({_undefined()},"計算不能",""))))))',
    "symbol": _symbol(),
    "word": _word(),
}
"""Step → template, without the leading "="."""


def formulas(cells: dict[str, str], limits: dict[str, str]) -> dict[str, str]:
    """Step → formula of one column.

    Args:
        cells: input or step → address in that column.
        limits: threshold (over, near, short, pace, about, over_range) → address.
    """
    return {name: template.format(limit=limits, **cells) for name, template in TEMPLATES.items()}
