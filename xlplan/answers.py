"""What an officer typed into one input cell → a typed value for the master, or a finding that says why not.

Forgiving where the meaning is certain (full width, units, separators), refusing where it is not. A blank never becomes
an answer, so it never overwrites anything.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from xlplan.books.book import CellError
from xlplan.choices import SCHEDULE_WORDS
from xlplan.declaring import NamedTuple
from xlplan.figures import Blank, BlankReason, Figure, Unreadable, UnreadableReason, read_figure
from xlplan.findings import Finding, Place, finding
from xlplan.form.cells import Ask, AskKind
from xlplan.form.control import canonical
from xlplan.form.texts import in_unit, scale_of
from xlplan.messages import Message
from xlplan.numerals import narrow

if TYPE_CHECKING:
    from xlplan.books.book import Value

TEXT_LIMIT = 1000
_DONE_VALUES = (Decimal(1), Decimal(0))
_WORDS = {word: letter for letter, word in SCHEDULE_WORDS.items()}
_DECORATION = r"[\s・:(].*"


class CellReading(NamedTuple):
    """What one cell says.

    Attributes:
        values: fields of the master's row → value; empty for blanks and for what cannot be used.
        findings: at most a few, each at the cell.
        filled: the officer typed something that was not there before.
    """

    values: dict[str, str | Decimal]
    findings: list[Finding]
    filled: bool


NOTHING = CellReading({}, [], False)


def read_cell(ask: Ask, raw: Value, place: Place, department: str) -> CellReading:
    """Read one input cell as its `Ask` says."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return NOTHING
    if isinstance(raw, CellError):
        return _refused(Message.C306_ERROR_VALUE, ask, raw, place, department)
    match ask.kind:
        case AskKind.TEXT:
            return _text(ask, raw, place, department)
        case AskKind.CHOICE:
            return _choice(ask, raw, place, department)
        case AskKind.DONE:
            return _done(ask, raw, place, department)
        case AskKind.FIGURE:
            return _figure(ask, raw, place, department)


def _refused(message: Message, ask: Ask, raw: object, place: Place, department: str, **words: object) -> CellReading:
    found = finding(message, place, shown(raw), department=department, header=ask.header, **words)
    return CellReading({}, [found], True)


def shown(raw: object) -> str:
    """A cell's content as findings quote it."""
    return canonical(raw) if type(raw) is str or not isinstance(raw, dt.date | dt.time) else raw.isoformat()


def _text(ask: Ask, raw: Value, place: Place, department: str) -> CellReading:
    text = raw if isinstance(raw, str) else shown(raw)
    if len(text) > TEXT_LIMIT:
        length = {"length": len(text), "limit": TEXT_LIMIT}
        return _refused(Message.C311_TOO_LONG, ask, text[:30] + "…", place, department, **length)
    return CellReading({ask.field: text}, [], True)


def _choice(ask: Ask, raw: Value, place: Place, department: str) -> CellReading:
    word = chosen(ask, raw)
    if word is None:
        choices = {"choices": "、".join(ask.choices)}
        return _refused(Message.C305_NOT_A_CHOICE, ask, raw, place, department, **choices)
    return CellReading({ask.field: word}, [], word != ask.default)


def chosen(ask: Ask, raw: Value) -> str | None:
    """The choice that a cell names: width, case and spaces do not matter, nor the explanation of a letter."""
    if isinstance(raw, str) and raw in ask.choices:
        return raw
    text = re.sub(r"\s+", "", narrow(shown(raw)))
    if text in ask.choices:
        return text
    if text in _WORDS and _WORDS[text] in ask.choices:
        return _WORDS[text]
    letter = re.sub(_DECORATION, "", narrow(shown(raw)).strip()).upper()
    explained = text.upper().removeprefix(letter).strip("・:()")
    if letter in ask.choices and explained in ("", SCHEDULE_WORDS.get(letter, "")):
        return letter
    return None


def _done(ask: Ask, raw: Value, place: Place, department: str) -> CellReading:
    word = chosen(ask, raw)
    if word is not None:
        return CellReading({ask.field: _DONE_VALUES[ask.choices.index(word)]}, [], True)
    stated = read_figure(raw)
    if isinstance(stated, Blank):
        return _not_yet(ask, stated, place, department)
    choices = {"choices": "、".join(ask.choices)}
    return _refused(Message.C305_NOT_A_CHOICE, ask, raw, place, department, **choices)


def _figure(ask: Ask, raw: Value, place: Place, department: str) -> CellReading:
    read = read_figure(raw, ask.unit)
    match read:
        case Blank(BlankReason.EMPTY):
            return NOTHING
        case Blank():
            return _not_yet(ask, read, place, department)
        case Unreadable(UnreadableReason.ERROR_CELL):
            return _refused(Message.C306_ERROR_VALUE, ask, raw, place, department)
        case Unreadable(UnreadableReason.UNIT):
            return _refused(Message.C302_UNIT_DIFFERS, ask, raw, place, department, unit=ask.unit)
        case Unreadable(reason):
            return _refused(Message.C301_UNREADABLE_FIGURE, ask, raw, place, department, detail=reason.value)
        case Figure():
            return _value(ask, raw, read, place, department)


def _value(ask: Ask, raw: Value, read: Figure, place: Place, department: str) -> CellReading:
    value = read.value
    if value < 0 and not ask.negative:
        return _refused(Message.C313_NEGATIVE, ask, raw, place, department, unit=ask.unit)
    words = {"department": department, "header": ask.header}
    findings = []
    if isinstance(raw, str) and _plain_digits(raw) != canonical(in_unit(value, ask.unit)):
        text = f"{in_unit(value, ask.unit):,f}{ask.unit}"
        findings.append(finding(Message.C309_NORMALISED, place, raw, shown=text, **words))
    if ask.percent_like and 0 < abs(value) <= 1 and not _names_unit(raw):
        findings.append(finding(Message.C308_FRACTION, place, shown(raw), **words))
    exponent = value.as_tuple().exponent
    if scale_of(ask.unit) == 1 and isinstance(exponent, int) and -exponent > ask.decimals:
        found = finding(Message.C312_DECIMALS, place, shown(raw), decimals=ask.decimals, **words)
        findings.append(found)
    return CellReading({ask.field: value}, findings, True)


def _plain_digits(raw: str) -> str:
    return raw.strip().replace(",", "")


def _names_unit(raw: Value) -> bool:
    return isinstance(raw, str) and narrow(raw).strip().endswith("%")


def _not_yet(ask: Ask, stated: Blank, place: Place, department: str) -> CellReading:
    reason = stated.reason.value
    found = finding(
        Message.C310_NOT_YET, place, stated.original, department=department, header=ask.header, reason=reason
    )
    values: dict[str, str | Decimal] = {"blank_reason": reason} if ask.field == "value" else {}
    return CellReading(values, [found], True)
