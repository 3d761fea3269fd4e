"""What stands for a status or a verdict on the page: symbol, word, class in style.css, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from xlplan.choices import SCHEDULE_WORDS, Symbol
from xlplan.declaring import NamedTuple
from xlplan.report.public_sentences import NO_INDICATOR, verdict_word
from xlplan.report.results import NOT_JUDGED, NOT_REPORTED
from xlplan.report.website.bars import Key

if TYPE_CHECKING:
    from xlplan.report.results import ProgramView

SCHEDULE_KEYS: Final[Mapping[str, Key]] = {
    "S": Key("S", SCHEDULE_WORDS["S"], "s-ahead"),
    "A": Key("A", SCHEDULE_WORDS["A"], "s-planned"),
    "B": Key("B", SCHEDULE_WORDS["B"], "s-late"),
    NOT_REPORTED: Key("", NOT_REPORTED, "s-none"),
}
SYMBOL_KINDS: Final[Mapping[str, str]] = {
    Symbol.OVER: "v-over",
    Symbol.MET: "v-met",
    Symbol.NEARLY: "v-nearly",
    Symbol.SHORT: "v-short",
    Symbol.FAR: "v-far",
    Symbol.WORSE: "v-worse",
    Symbol.NONE: "v-none",
    NOT_JUDGED: "v-none",
}
_MEANINGS: Final[Mapping[str, str]] = {
    Symbol.OVER: "目標を大きく上回った",
    Symbol.MET: "目標を達成した、または期限に向けて順調に進んでいる",
    Symbol.NEARLY: "目標にもう少しで届く、または期限に向けてやや遅れている",
    Symbol.SHORT: "目標に届かない、または期限に向けて遅れている",
    Symbol.FAR: "目標に大きく届かない",
    Symbol.WORSE: "計画の初めや前年度より悪くなった",
    Symbol.NONE: "目標が決まっていない、実績の報告がないなどのため判定していない（理由は各プログラムに記載）",
}


class Meaning(NamedTuple):
    """A line of the glossary."""

    symbol: str
    word: str
    kind: str
    meaning: str


def symbol_key(symbol: str) -> Key:
    """A verdict's key by its symbol, or 未判定."""
    return Key(symbol, Symbol(symbol).word, SYMBOL_KINDS[symbol]) if symbol != NOT_JUDGED else Key("", symbol, "v-none")


def program_schedule(program: ProgramView) -> Key:
    """A program's 進捗区分."""
    return SCHEDULE_KEYS[program.schedule or NOT_REPORTED]


def program_verdict(program: ProgramView) -> Key:
    """A program's worst verdict, or 指標なし."""
    if program.verdict is None:
        return Key("", NO_INDICATOR, "v-none")
    return Key(program.verdict.value, verdict_word(program), SYMBOL_KINDS[program.verdict])


def glossary() -> tuple[Meaning, ...]:
    """Every verdict with what it means."""
    return tuple(Meaning(*symbol_key(symbol), _MEANINGS[symbol]) for symbol in Symbol)
