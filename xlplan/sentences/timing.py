"""When a target is due, from which year it runs, and whether it comes back every year."""

from __future__ import annotations

import re
from decimal import Decimal

from xlplan.periods import Span
from xlplan.sentences.clause import Clause, text_of
from xlplan.sentences.lexicon import Mark
from xlplan.sentences.parts import Parts
from xlplan.sentences.tokens import Token


def take_time(clause: Clause, parts: Parts, plan: Span | None) -> None:
    """Take due years, spans, plan terms and yearly words out of `clause`; a doubt about them becomes a reason."""
    if begun := clause.take("Ysf?") or clause.take("Yr|<Y->"):
        _take_start(clause, parts, begun)
    if as_of := clause.take("<Y0f?>"):
        parts.baseline_fy = as_of[1].settled_fy
    if span := clause.take("[1:]?Sf?"):
        parts.multi_year = text_of(span) if span[-1].text == "で" else ""
        parts.span = next(Span(token.fy, token.end_fy) for token in span if token.mark is Mark.SPAN)
    while due := clause.take(r"[1:]?<-?Y[uf]*>|[1:]?-?Y[uf,]*:?"):
        _add_due(next(token for token in due if token.mark is Mark.YEAR), parts)
    _take_plan_term(clause, parts, plan)
    _take_every_year(clause, parts)
    if month := clause.take("m"):
        parts.per_year, parts.times = True, Decimal(12)
        parts.reasons.append(f"「{text_of(month)}」を1年に12か月として年の値に直しました。")
    if len(set(parts.dues)) > 1:
        parts.reasons.append("期限と読める年度が二つ以上あります。")


def _take_start(clause: Clause, parts: Parts, begun: list[Token]) -> None:
    """「平成26年度から運用開始」: what starts in a year has to be there in that year."""
    year = next(token for token in begun if token.mark is Mark.YEAR)
    if clause.has("V") and not clause.has("[FySYdpeUDK]"):
        parts.dues.append(year.settled_fy or 0)


def _take_every_year(clause: Clause, parts: Parts) -> None:
    for place, token in enumerate(clause.tokens):
        if token.mark is Mark.PER_YEAR:
            following = clause.tokens[place + 1].mark if place + 1 < len(clause.tokens) else None
            parts.each_year = parts.each_year or re.match("[毎各/]|年度(?:ごと|毎|末)", token.text) is not None
            parts.year_in_name = parts.year_in_name or (token.text == "年間" and following is Mark.TEXT)
    parts.per_year = bool(clause.take_all("<?y>?"))
    if parts.named and re.search(r"(?<![\d一二三四五六七八九十か])年間(?!計画|を通)|1年当たり|年度間", parts.name):
        parts.per_year = parts.year_in_name = True


def _take_plan_term(clause: Clause, parts: Parts, plan: Span | None) -> None:
    """「最終年度までに」「計画期間中に」「5年間で」."""
    last = plan.end if plan else None
    if clause.take("<?ef*>?"):
        parts.has_end = True
        parts.dues += [last] if last is not None else []
    if multi := clause.take("<?[dp]f?>?"):
        parts.multi_year = text_of(multi)
        within_plan = any(token.mark is Mark.PLAN_TERM for token in multi)
        parts.dues += [last] if last is not None and within_plan else []


def _add_due(year: Token, parts: Parts) -> None:
    if year.is_first_of_april:
        parts.reasons.append(f"「{year.text}」は年度の初日なので、前の年度の取組の結果とみなしました。")
    parts.dues.append(year.settled_fy or 0)
