"""From the tokens of one target to its `Parts`: each step takes the tokens it understands out of the clause."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal

from xlplan.periods import Span
from xlplan.sentences.clause import Clause, text_of
from xlplan.sentences.lexicon import KANA_ENDINGS, OBJECT_NOUN, RISKY_NOUN, Mark
from xlplan.sentences.parts import Amount, Parts
from xlplan.sentences.tokens import Token

_MOVED: Final = re.compile("の?(?:削減|減少|増加|縮減|低減|圧縮)(?:額|数|率|量|幅)")
_SCALE: Final = re.compile("[十百千万億兆]+")


def gather(tokens: list[Token], name: str, plan: Span | None, *, broken_down: bool = False) -> Parts:
    """Everything that one target's tokens say; each step takes its tokens out of the clause.

    `broken_down` tells that the sentence holds several targets, each with a name of its own before its figure.
    """
    clause = Clause(tokens)
    parts = Parts(name=name, named=bool(name), broken_down=broken_down)
    _take_baseline(clause, parts)
    _take_basis(clause, parts)
    _take_time(clause, parts, plan)
    _take_flags(clause, parts)
    _take_amounts(clause, parts)
    _take_wish(clause, parts)
    _take_name(clause, parts)
    _note_leftovers(clause, parts)
    return parts


_TO: Final = "(?:Y[uf,]*|<Y[uf]*>|e)*c?F"


def _take_baseline(clause: Clause, parts: Parts) -> None:
    patterns: tuple[str, ...] = (
        r"<?(?:Y0|0Y?|0<Y>)[f:]*c?F(?:<Y>)?>?[,=f]?(?=.*F)",
        r"(?:Y[f:]*)?F<0?Y?0?>=(?=.*F)",
        r"(?:Y[f:]*)?F=(?=.*F)",
        r"Y[:f]*F[,f]?(?=Y1)",
    )
    if clause.codes.count("F") > 1:
        labelled = r"<(?:Y0|0Y?|P)[:f]*c?F>"
        patterns = (labelled, *patterns) if "0" in clause.codes else (labelled, r"(?<=[FlMaw])<Y[:f]*c?F>", *patterns)
    taken = next((taken for pattern in patterns if (taken := clause.take(pattern))), [])
    if not taken and (clause.has(rf"F(?:<Y0?>)?r(?={_TO}[^F]*[uUDI])") or _raises_to(clause)):
        taken = clause.take(r"(?:Yf*)?F(?:<Y0?>)?r")
    for token in taken:
        if token.mark is Mark.FIGURE:
            parts.baseline = _amount([token], parts)
        if token.mark is Mark.YEAR:
            parts.baseline_fy = token.fy
    if parts.baseline and clause.has("="):
        clause.take_all("=")
        parts.reasons.append("値が三つ以上並んでいます。最初を現状値、最後を目標値と読みました。")


def _raises_to(clause: Clause) -> bool:
    found = re.search(rf"F(?:<Y0?>)?r(?={_TO}(?:<Y[uf]*>)?[lMaw]?(f))", clause.codes)
    return found is not None and clause.tokens[found.start(1)].text[:1] in {"に", "へ"}


def _take_basis(clause: Clause, parts: Parts) -> None:
    if (
        moved := clause.take(r"Pf?T$")
        if clause.has("T$") and not clause.has("F") and _MOVED.fullmatch(clause.tokens[-1].text)
        else []
    ):
        parts.basis, parts.change = "previous_year", Mark.DOWN if "減" in moved[-1].text else Mark.UP
    elif clause.take(r"PT(?=f?[lMawK%])f?%?|P(?:f?%|r)?f?"):
        parts.basis = "previous_year"
    elif based := clause.take(r"b<Y>f?[%r]?f?|Y<b>f?[%r]?f?|b(?:%|r)?f?"):
        parts.basis = "base_year"
        parts.baseline_fy = next((token.fy for token in based if token.mark is Mark.YEAR), None)
    elif kept := clause.take(r"Y(?:f?0)?(?:f?T)?(?=f?K)"):
        parts.basis, parts.baseline_fy = "base_year", kept[0].fy
    base = clause.take(r"Y(?:f?0)?f?%f?")
    if not base and not clause.has("[yz]"):
        base = clause.take(r"Y(?:f?0)?r(?=.*[UDIHX])")
    if not base and any(token.unit == "倍" for token in clause.tokens):
        base = clause.take("Y(?:f?0)?f?(?=F)")
    if base and parts.basis is None:
        parts.basis, parts.baseline_fy = "base_year", base[0].fy
    elif base:
        parts.reasons.append(f"比べる相手が二つあります（「{text_of(base)}」）。")
    if parts.basis is None and (span := clause.take("S(?=.*[UDIHX])")):
        parts.baseline_fy, parts.span = span[0].fy, Span(span[0].fy, span[0].end_fy)
        parts.dues.append(span[0].end_fy or 0)
        parts.basis = "base_year" if span[0].is_point else None
        parts.reasons.append(f"「{text_of(span)}」のどの年度と比べるのかが、はっきりしません。")


def _take_time(clause: Clause, parts: Parts, plan: Span | None) -> None:
    clause.take("Ysf?")
    clause.take("Yr")
    if as_of := clause.take("<Y0f?>"):
        parts.baseline_fy = as_of[1].fy
    if span := clause.take("[1:]?Sf?"):
        parts.multi_year = text_of(span) if span[-1].text == "で" else ""
        parts.span = next(Span(token.fy, token.end_fy) for token in span if token.mark is Mark.SPAN)
    while due := clause.take(r"[1:]?<-?Y[uf]*>|[1:]?-?Y[uf,]*:?"):
        _add_due(next(token for token in due if token.mark is Mark.YEAR), parts)
    _take_plan_term(clause, parts, plan)
    if clause.take_all("<?y>?"):
        parts.per_year = True
    if month := clause.take("m"):
        parts.per_year, parts.times = True, Decimal(12)
        parts.reasons.append(f"「{text_of(month)}」を1年に12か月として年の値に直しました。")
    if len(set(parts.dues)) > 1:
        parts.reasons.append("期限と読める年度が二つ以上あります。")


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
    fy = year.fy or 0
    if year.is_first_of_april:
        fy -= 1
        parts.reasons.append(f"「{year.text}」は年度の初日なので、前の年度の取組の結果とみなしました。")
    parts.dues.append(fy)


def _take_flags(clause: Clause, parts: Parts) -> None:
    clause.take_all("<?1>?:?")
    parts.total = bool(clause.take_all("<?tf?>?"))
    parts.headcount = bool(clause.take_all("<?nf?>?"))
    parts.new = bool(clause.take_all("<?Nf?>?"))
    parts.rank = bool(clause.take_all("k"))


_AMOUNT: Final = r"[lM]?_*f?_*c?_*F(?:-F)?c?_*(?:f?_*[lMaw])?c?"


def _take_amounts(clause: Clause, parts: Parts) -> None:
    while taken := clause.take(_AMOUNT):
        amount = _amount(taken, parts)
        if amount:
            parts.amounts.append(amount)
    if parts.amounts and re.search(r"_(?:u|f)_*[,]?[UDIHXK]", clause.codes):
        link = next((token for token in clause.left() if token.mark in {Mark.UNTIL, Mark.FILLER}), None)
        parts.to_level = link is not None and link.text[:1] in {"に", "へ", "ま"} and parts.amounts[0].unit != "倍"


def _amount(tokens: list[Token], parts: Parts) -> Amount | None:
    figures = [token for token in tokens if token.mark is Mark.FIGURE]
    marks = {token.mark for token in tokens}
    text = text_of(tokens)
    if any(figure.value is None for figure in figures):
        parts.reasons.append(f"「{text}」は数字として読めません。")
        return None
    values = [figure.value for figure in figures if figure.value is not None]
    unit = figures[-1].unit or figures[0].unit
    if (
        len(values) > 1
        and not figures[0].unit
        and (scale := _SCALE.search(figures[1].text))
        and not _SCALE.search(figures[0].text)
    ):
        values[0] *= values[1] / Decimal(re.sub(r"[^\d.]", "", figures[1].text[: scale.start()]))
    if len(values) > 1 and (values[1] <= values[0] or (figures[0].unit and figures[0].unit != figures[1].unit)):
        parts.reasons.append(f"「{text}」は範囲として読めません。")
    bound: Literal["low", "high"] | None = None
    if marks & {Mark.AT_LEAST, Mark.ABOVE}:
        bound = "low"
    elif marks & {Mark.AT_MOST, Mark.BELOW}:
        bound = "high"
    return Amount(
        values[0],
        unit,
        text,
        bound,
        bool(marks & {Mark.ABOVE, Mark.BELOW}),
        Mark.ABOUT in marks,
        values[1] if len(values) > 1 else None,
    )


def _take_wish(clause: Clause, parts: Parts) -> None:
    parts.stepwise = bool(clause.take_all("z"))
    if budget := clause.take("f?B(?:f?T)?"):
        parts.basis = "budget"
        parts.done = text_of(budget)
    parts.other_cycle = text_of(clause.take("o"))
    parts.per_year = parts.per_year or (
        parts.named and re.search("年間(?!計画|を通)|1年当たり|年度間", parts.name) is not None
    )
    parts.average = bool(clause.take("g"))
    if keep := clause.take("[,f]*K"):
        parts.keep = keep[-1].mark is Mark.KEEP
    change = clause.take("(?:[fu,]*|[,f]*)[UDIHX]")
    if change:
        parts.change, parts.change_word = change[-1].mark, change[-1].text
    if loose := clause.take("f?[lMaw]"):
        parts.loose = loose[-1].mark
    parts.all_of = bool(clause.take("A"))
    if parts.basis != "budget" and (done := clause.take("f?V")):
        parts.done = done[-1].text


_PARTICLES: Final = re.compile("(?:を|は|が|に|へ|について|により|による|で|の|、|・)+$")


def _take_name(clause: Clause, parts: Parts) -> None:
    """The name where no colon or 「（目標）」 sets it apart: the text before the figure."""
    if not parts.named and _text_leads(clause):
        parts.name = _PARTICLES.sub("", text_of(clause.take("h?[Tq](?:[Tqf,h]|<[Tqf,]*>)*")))
    # 「基金残高 財政調整 30億円」: what a part of a broken-down target, or of a nameless one, is called.
    while (parts.broken_down or not parts.named) and _text_leads(clause) and (inner := clause.take("T(?=[^F]*_)f?")):
        words = _PARTICLES.sub("", inner[0].text)
        if not re.fullmatch("[一-龥々ァ-ヶーの・ ]+", words) or RISKY_NOUN.search(words):
            parts.reasons.append(f"「{words}」の意味を読み切れません。")
        parts.name = f"{parts.name} {words}".strip()
    if not parts.named and "し、" in parts.name:
        parts.reasons.append(f"「{parts.name}」には、ほかの目標も含まれています。")
    if not parts.named and re.search("[ぁ-ん]{2,}$", parts.name) and not KANA_ENDINGS.search(parts.name):
        parts.reasons.append(f"「{parts.name}」の意味を読み切れません。")


def _text_leads(clause: Clause) -> bool:
    """Whether the first text stands before the first figure or wish, as a name does."""
    text = re.search("[Tq]", clause.codes)
    figure = next((place for place, token in enumerate(clause.tokens) if token.mark is Mark.FIGURE), len(clause.tokens))
    return text is not None and text.start() < figure


_HARMLESS: Final = frozenset({Mark.FILLER, Mark.SEPARATOR, Mark.OPEN, Mark.CLOSE, Mark.COLON, Mark.PER_HEAD})


def _note_leftovers(clause: Clause, parts: Parts) -> None:
    left = clause.left()
    for place, token in enumerate(left):
        if token.mark in _HARMLESS:
            continue
        if token.mark is Mark.QUOTE and not re.search(r"\d", token.text):
            continue
        is_object = (
            place > 0
            and left[place - 1].text == "の"
            and OBJECT_NOUN.fullmatch(token.text)
            and not RISKY_NOUN.search(token.text)
        )
        if token.mark is Mark.TEXT and parts.amounts and is_object:
            parts.object_noun = token.text
            if not parts.name or (not parts.named and re.search("[ぁ-ん]{2,}$", parts.name)):
                parts.name, parts.reasons = token.text, [reason for reason in parts.reasons if parts.name not in reason]
            continue
        parts.reasons.append(f"「{token.text}」の意味を読み切れません。")
