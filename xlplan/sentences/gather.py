"""From the tokens of one target to its `Parts`: each step takes the tokens it understands out of the clause."""

from __future__ import annotations

import re
from typing import Final, Literal

from xlplan.figures import Figure, read_figure
from xlplan.periods import Span
from xlplan.sentences.clause import Clause, text_of
from xlplan.sentences.lexicon import KANA_ENDINGS, OBJECT_NOUN, RISKY_NOUN, Mark
from xlplan.sentences.parts import Amount, Parts
from xlplan.sentences.timing import take_time
from xlplan.sentences.tokens import Token

_MOVED: Final = re.compile("の?(?:削減|減少|増加|縮減|低減|圧縮)(?:額|数|率|量|幅)")
_SCALE: Final = re.compile("[十百千万億兆]+")


def gather(tokens: list[Token], name: str, plan: Span | None, *, broken_down: bool = False) -> Parts:
    """Everything that one target's tokens say; each step takes its tokens out of the clause.

    `broken_down` tells that the sentence holds several targets, each with a name of its own before its figure.
    """
    clause = Clause(tokens)
    parts = Parts(name=name, named=bool(name), broken_down=broken_down)
    if name:
        _read_name(name, parts)
    _take_baseline(clause, parts)
    _take_basis(clause, parts)
    take_time(clause, parts, plan)
    _take_flags(clause, parts)
    _take_amounts(clause, parts)
    _take_wish(clause, parts)
    _take_name(clause, parts)
    _note_leftovers(clause, parts)
    return parts


def _read_name(name: str, parts: Parts) -> None:
    """「効果額（5年間累計）」「延べ利用者数」: how the figure is counted stands in the name."""
    parts.total = re.search("累計|累積|通算", name) is not None
    parts.headcount = re.search("延べ|のべ|^延", name) is not None
    if years := re.search(r"(?:\d+|[一二三四五六七八九十])(?:年間|[かヶカ箇]年)(?!計画)", name):
        parts.multi_year = years[0]


_TO: Final = "(?:Y[uf,]*|<Y[uf]*>|e)*c?F"


def _take_baseline(clause: Clause, parts: Parts) -> None:
    patterns: tuple[str, ...] = (
        r"Yf?T<F>f(?=c?F.*[UDI])",
        r"<?(?:Y0|0Y?|0<Y>)[f:]*c?F(?:<Y>)?>?[,=f]?(?=.*F)",
        r"(?<=[Fl>Maw,])[,f]*<?(?:Y0|0Y?|0<Y>)[f:]*c?F(?:<Y>)?>?$",
        r"(?:Y[f:]*)?F<0?Y?[0f]*>=(?=.*F)",
        r"F<(?:Y0|0Y?)>[,f]?(?=.*F)",
        r"YFf(?=Y[uf]*F)",
        r"(?:Y[f:]*)?F=(?=.*F)",
        r"Y[:f]*F[,f]?(?=Y1)",
    )
    if clause.codes.count("F") > 1:
        labelled = r"<(?:Y0|0Y?|P)[:f]*c?F>"
        patterns = (labelled, *patterns) if "0" in clause.codes else (labelled, r"(?<=[FlMaw])<Y[:f]*c?F>", *patterns)
    taken = next((taken for pattern in patterns if (taken := clause.take(pattern))), [])
    if not taken and (clause.has(rf"F(?:<Y0?>)?r(?={_TO}[^F]*[uUDI])") or _raises_to(clause)):
        taken = clause.take(r"(?:Yf*)?F(?:<Y0?>)?r")
    if len(taken) > 2 and taken[-1].text == "の" and taken[-2].mark is Mark.CLOSE:  # noqa: PLR2004
        parts.basis, parts.name = "base_year", next((t.text for t in taken if t.mark is Mark.TEXT), parts.name)
    for token in taken:
        if token.mark is Mark.FIGURE:
            parts.baseline = _amount([token], parts)
        if token.mark is Mark.YEAR:
            parts.baseline_fy = token.settled_fy
    if parts.baseline and clause.has("="):
        clause.take_all("=")
        parts.reasons.append("値が三つ以上並んでいます。最初を現状値、最後を目標値と読みました。")


_SHARE_OF_A_YEAR: Final = "Y(?:f?0)?[fT](?=c?F|[HX])"
_OF: Final = re.compile("の?(?:決算|実績|当初)?(?:額|値|数|水準)?の")


def _is_share_of_a_year(clause: Clause) -> bool:
    """「平成22年度の2倍」「平成25年度の8割以下」; 「平成27年度に2倍」 names the year in which it is due."""
    found = re.search(_SHARE_OF_A_YEAR, clause.codes)
    if found is None or not _OF.fullmatch(clause.tokens[found.end() - 1].text):
        return False
    figure = next((token for token in clause.tokens[found.end() :] if token.mark is Mark.FIGURE), None)
    return figure is None or figure.unit in {"倍", "％"}


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
        parts.baseline_fy = next((token.settled_fy for token in based if token.mark is Mark.YEAR), None)
    elif kept := clause.take(r"Y(?:f?0)?(?:f?T)?(?=f?K)") or (
        [] if clause.has("F") else clause.take("Y(?:f?0)?(?:f?T)?(?=f?[lMaw])")
    ):
        parts.basis, parts.baseline_fy = "base_year", kept[0].fy
    _take_compared_year(clause, parts)
    if parts.basis is None and (span := clause.take("S(?=.*[UDIHX])")):
        parts.baseline_fy, parts.span = span[0].fy, Span(span[0].fy, span[0].end_fy)
        parts.dues.append(span[0].end_fy or 0)
        parts.basis = "base_year" if span[0].is_point else None
        parts.reasons.append(f"「{text_of(span)}」のどの年度と比べるのかが、はっきりしません。")


def _take_compared_year(clause: Clause, parts: Parts) -> None:
    base = clause.take(r"Y(?:f?0)?f?%f?")
    if not base and not clause.has("[yz]"):
        base = clause.take(r"Y(?:f?0)?r(?=.*[UDIHX])")
        if len(base) == 2 and base[1].text == "から" and not base[0].is_point:  # noqa: PLR2004
            parts.reasons.append(f"「{text_of(base)}」が、比べる年度か、始める年度か、はっきりしません。")
    if not base and parts.basis is None and _is_share_of_a_year(clause):
        base = clause.take(_SHARE_OF_A_YEAR)
    if base and parts.basis is None:
        parts.basis, parts.baseline_fy = "base_year", base[0].settled_fy
    elif base:
        parts.reasons.append(f"比べる相手が二つあります（「{text_of(base)}」）。")


def _take_flags(clause: Clause, parts: Parts) -> None:
    clause.take_all("<?1>?:?")
    parts.total = bool(clause.take_all("<?tf?>?")) or parts.total
    parts.headcount = bool(clause.take_all("<?nf?>?")) or parts.headcount
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
        before = read_figure(figures[1].text[: scale.start()])
        if isinstance(before, Figure) and before.value:
            values[0] *= values[1] / before.value
    if len(values) > 1 and (values[1] <= values[0] or (figures[0].unit and figures[0].unit != figures[1].unit)):
        parts.reasons.append(f"「{text}」は範囲として読めません。")
    if re.match("[数余]", unit):
        parts.reasons.append(f"「{text}」は、はっきりした数ではありません。")
    bound: Literal["low", "high"] | None = None
    if unit == "位" and Mark.AT_LEAST in marks:
        parts.reasons.append(f"「{text}」は、その順位かそれより上の順位と読みました。")
        marks = marks - {Mark.AT_LEAST} | {Mark.AT_MOST}
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
        words = re.sub("^残高 ?", "", _PARTICLES.sub("", inner[0].text))
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


_SOURCE: Final = re.compile(
    "[一-龥々ァ-ヶー・]{0,12}(?:調査|アンケート|会計|決算|課|係|部|所|館|園|校|市民|職員|男性|女性|学校|小学生|中学生|使用量|排出量|利用者|参加者|会員"
    "|世帯|分|事業|施設|団体|税|料)"
)


def _is_source(token: Token, clause: Clause) -> bool:
    """「70％以上（市民意識調査）」: a bare noun in brackets says where the figure comes from, and changes nothing."""
    place = next(place for place, other in enumerate(clause.tokens) if other is token)
    around = clause.tokens[max(place - 1, 0) : place + 2]
    return (
        len(around) == 3  # noqa: PLR2004
        and (around[0].mark, around[2].mark) == (Mark.OPEN, Mark.CLOSE)
        and _SOURCE.fullmatch(token.text) is not None
        and not RISKY_NOUN.search(token.text)
    )


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
        if token.mark is Mark.TEXT and parts.amounts and _is_source(token, clause):
            parts.name = parts.name or token.text
            continue
        if token.mark is Mark.TEXT and parts.amounts and is_object:
            parts.object_noun = token.text
            if not parts.name or (not parts.named and re.search("[ぁ-ん]{2,}$", parts.name)):
                parts.name, parts.reasons = token.text, [reason for reason in parts.reasons if parts.name not in reason]
            continue
        parts.reasons.append(f"「{token.text}」の意味を読み切れません。")
