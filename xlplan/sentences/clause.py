"""One target's tokens as a string of one-letter codes, so that patterns over them stay short and readable.

Patterns take tokens out of a clause; what nobody took in the end was not understood, and the reading says so.
"""

from __future__ import annotations

import re
from typing import Final

from xlplan.sentences.lexicon import Mark
from xlplan.sentences.tokens import Token

CODES: Final = {
    Mark.FIGURE: "F", Mark.YEAR: "Y", Mark.SPAN: "S", Mark.DURATION: "d", Mark.PLAN_TERM: "p", Mark.PLAN_END: "e",
    Mark.SINCE: "s", Mark.UNTIL: "u", Mark.FROM: "r", Mark.RATIO: "%", Mark.BASE: "b", Mark.PREVIOUS: "P",
    Mark.PER_YEAR: "y", Mark.PER_MONTH: "m", Mark.PER_OTHER: "o", Mark.PER_HEAD: "h", Mark.AT_LEAST: "l", Mark.AT_MOST: "M",
    Mark.ABOVE: "a", Mark.BELOW: "w", Mark.UP: "U", Mark.DOWN: "D", Mark.BETTER: "I", Mark.HALVE: "H", Mark.DOUBLE: "X",
    Mark.KEEP: "K", Mark.STEPWISE: "z", Mark.ABOUT: "c", Mark.TOTAL: "t", Mark.HEADCOUNT: "n", Mark.NEW: "N", Mark.ALL: "A",
    Mark.DONE: "V", Mark.ARROW: "=", Mark.DASH: "-", Mark.NOW_LABEL: "0", Mark.GOAL_LABEL: "1", Mark.INTERIM_LABEL: "2",
    Mark.BUDGET: "B", Mark.AVERAGE: "g", Mark.PROGRAM: "G", Mark.RELISTED: "R", Mark.NO_GOAL: "x", Mark.NEGATION: "!",
    Mark.HEDGE: "?", Mark.RANK: "k", Mark.QUOTE: "q", Mark.OPEN: "<", Mark.CLOSE: ">", Mark.SEPARATOR: ",", Mark.COLON: ":",
    Mark.FILLER: "f", Mark.TEXT: "T",
}  # fmt: skip
TAKEN: Final = "_"

# Words that also stand inside names (「能力向上研修」「維持補修費」): they ask for something only at the end or after a figure.
_NAME_WORDS: Final = frozenset({Mark.UP, Mark.DOWN, Mark.BETTER, Mark.KEEP, Mark.DONE, Mark.ALL, Mark.NEW, Mark.RANK})


class Clause:
    """The tokens of one target, and which of them have been understood."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = settle(tokens)
        self.codes = "".join(CODES[token.mark] for token in self.tokens)

    def take(self, pattern: str) -> list[Token]:
        """The tokens of the first match, which count as understood from now on; empty when there is none."""
        match = re.search(pattern, self.codes)
        if match is None or match.start() == match.end():
            return []
        taken = [self.tokens[place] for place in range(*match.span()) if self.codes[place] != TAKEN]
        self.codes = self.codes[: match.start()] + TAKEN * (match.end() - match.start()) + self.codes[match.end() :]
        return taken

    def take_all(self, pattern: str) -> list[Token]:
        """Every token that any match of `pattern` takes."""
        found: list[Token] = []
        while taken := self.take(pattern):
            found += taken
        return found

    def has(self, pattern: str) -> bool:
        """Whether the tokens not yet taken match."""
        return re.search(pattern, self.codes) is not None

    def left(self) -> list[Token]:
        """What nobody has understood yet."""
        return [token for token, code in zip(self.tokens, self.codes, strict=True) if code != TAKEN]


def settle(tokens: list[Token]) -> list[Token]:
    """Tokens with the words that only belong to a name turned into text."""
    settled = list(tokens)
    for place, token in enumerate(tokens):
        if token.mark in _NAME_WORDS and _is_part_of_name(token, tokens, place):
            settled[place] = token._replace(mark=Mark.TEXT)
    return settled


def _is_part_of_name(token: Token, tokens: list[Token], place: int) -> bool:
    before = {other.mark for other in tokens[:place]}
    if before & {Mark.FIGURE, Mark.PREVIOUS, Mark.BASE, Mark.YEAR, Mark.SPAN}:
        return False
    after = [other for other in tokens[place + 1 :] if other.mark is not Mark.FILLER]
    following = after[0].mark if after else None
    if following is Mark.OPEN and len(after) > 1 and after[1].mark in {Mark.YEAR, Mark.PLAN_END}:
        return False
    if token.mark in {Mark.ALL, Mark.NEW, Mark.RANK}:
        return token.mark is Mark.ALL and following is not Mark.TEXT
    if token.mark is Mark.DONE:
        return following is not None and following is not Mark.CLOSE
    return following is not None and following not in {Mark.SEPARATOR, Mark.CLOSE}


_LABELS: Final = frozenset({Mark.NOW_LABEL, Mark.GOAL_LABEL, Mark.INTERIM_LABEL})


def unbracket(tokens: list[Token]) -> list[Token]:
    """「【現状値】65％【目標値】70％」: the brackets around a label are dropped; 「指標名（目標）」 keeps its own."""
    kept = list(tokens)
    for place in range(len(tokens) - 2):
        opening, label, closing = tokens[place : place + 3]
        wanted = opening.mark is Mark.OPEN and label.mark in _LABELS and closing.mark is Mark.CLOSE
        after_year = place > 0 and tokens[place - 1].mark is Mark.YEAR
        if wanted and (opening.text != "(" or label.mark is not Mark.GOAL_LABEL or after_year):
            kept[place] = kept[place + 2] = Token(Mark.FILLER, "")
    return [token for token in kept if token.text]


_DEFINITION: Final = re.compile("F[lMaw]fT(?=F)(?!F[lMaw]?f?T)")


def join_definitions(tokens: list[Token]) -> list[Token]:
    """「14日以内の処理率 95％以上」: the first figure says what is counted, and belongs to the name."""
    found = _DEFINITION.search("".join(CODES[token.mark] for token in tokens))
    if found is None or tokens[found.start() + 2].text != "の":
        return tokens
    name = Token(Mark.TEXT, text_of(tokens[slice(*found.span())]))
    return [*tokens[: found.start()], name, *tokens[found.end() :]]


def text_of(tokens: list[Token]) -> str:
    """The tokens as written."""
    return "".join(token.text for token in tokens)
