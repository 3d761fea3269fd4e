"""What a cell can be given, and how it is spelled in a worksheet's XML."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xlplan.books.refusal import Refused
from xlplan.books.xml_tags import escape
from xlplan.declaring import NamedTuple

CellValue = str | Decimal | int | float | bool | date | datetime | None

MAX_TEXT: Final = 32_767
MAX_FORMULA: Final = 8_192
_MAX_SERIAL: Final = 2_958_465  # 9999-12-31 in the 1900 system
_LEAP_BUG_ENDS: Final = 60  # serial of the 29 February 1900 that Excel believes in
_DAYS_1904: Final = 1_462
PLAIN_WHOLE: Final = 1 << 53
"""Whole numbers below it are spelled by their digits."""
_PLAIN_DIGITS: Final = 30  # beyond this many places a Decimal is spelled with an exponent
_SPECIAL: Final = re.compile(r'[&<>"]|_x|  |\A | \Z')  # of printable texts, those that are not spelled as they are
# These stay text, compiled when first needed: few texts come so far.
# Excel spells what XML cannot hold as _xHHHH_, and so must escape text that already looks like that.
_LOOKS_ESCAPED: Final = r"_(?=x[0-9A-Fa-f]{4}_)"
_NOT_XML: Final = "[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]"


class Formula(NamedTuple):
    """A formula, with or without its leading ``=``, as the file spells it (English names, ``[#This Row]``).

    ``cached`` is the result other readers see until Excel recalculates; ``None`` leaves none.
    """

    text: str
    cached: CellValue = None


class Content(NamedTuple):
    """The ``t`` attribute ("" for a number) and the children of a ``<c>`` element."""

    kind: str
    inner: bytes


BLANK: Final = Content("", b"")


def content_of(value: CellValue | Formula, *, from_1904: bool) -> Content:
    """Spell a value. ``from_1904`` is the workbook's date system.

    Text never turns into a formula, whatever it begins with. Raises :class:`Refused` ``not_a_number`` (NaN, infinite
    or too large for a cell), ``text_too_long``, ``formula_too_long``, ``date_out_of_range``.
    """
    if isinstance(value, str):  # the commonest first
        return _text_content(value)
    if type(value) is int and abs(value) < PLAIN_WHOLE:
        return Content("", b"<v>%d</v>" % value)
    if value is None:
        return BLANK
    if isinstance(value, Formula):
        return _formula(value, from_1904=from_1904)
    if isinstance(value, bool):
        return Content("b", b"<v>1</v>" if value else b"<v>0</v>")
    return Content("", f"<v>{_number(value, from_1904=from_1904)}</v>".encode())


# A history repeats file names, departments and dates on every row.
@lru_cache(maxsize=4096)
def _text_content(value: str) -> Content:
    text = _text(value)
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
    return Content("inlineStr", f"<is><t{space}>{text}</t></is>".encode())


def is_ordinary(text: str) -> bool:
    """Whether a text is spelled as it is, between `<is><t>` and `</t></is>`: surely if True."""
    return text.isprintable() and len(text) * 2 <= MAX_TEXT and not _SPECIAL.search(text)


def _formula(value: Formula, *, from_1904: bool) -> Content:
    text = value.text.removeprefix("=")
    if not text.strip():
        raise ValueError("an empty formula")
    if len(text) > MAX_FORMULA:
        raise Refused("formula_too_long", str(len(text)))
    if re.search(_NOT_XML, text):
        raise Refused("formula_unreadable", text[:20])
    formula = f"<f>{escape(text)}</f>".encode()
    cached = value.cached
    if cached is None:
        return Content("", formula)
    if isinstance(cached, str):
        return Content("str", formula + f"<v>{_text(cached)}</v>".encode())
    content = content_of(cached, from_1904=from_1904)
    return Content(content.kind, formula + content.inner)


def excel_text(value: str) -> str:
    """Text with Excel's own ``_xHHHH_`` escapes, before XML escaping."""
    if value.isprintable() and "_x" not in value:  # nearly every text, and nothing the patterns look for is in it
        return value
    return re.sub(_NOT_XML, lambda match: f"_x{ord(match[0]):04X}_", re.sub(_LOOKS_ESCAPED, "_x005F_", value))


def _text(value: str) -> str:
    # Excel counts UTF-16 units, so a character outside the basic plane counts twice; short texts need no counting.
    if len(value) * 2 > MAX_TEXT and (length := len(value) + sum(c > "\uffff" for c in value)) > MAX_TEXT:
        raise Refused("text_too_long", str(length))
    return escape(excel_text(value))


def _number(value: Decimal | float | date, *, from_1904: bool) -> str:
    if isinstance(value, date):
        return _serial(value, from_1904=from_1904)
    try:
        finite = math.isfinite(float(value))
    except (OverflowError, ValueError):  # an int beyond a float; a signalling NaN
        finite = False
    if not finite:
        raise Refused("not_a_number", str(value)[:20])
    if not value:
        return "0"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < _PLAIN_DIGITS else str(value)
    return repr(float(value)).removesuffix(".0")


def _serial(value: date, *, from_1904: bool) -> str:
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if moment.tzinfo is not None:
        raise Refused("date_out_of_range", value.isoformat())
    passed = moment - datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no time zone
    days = passed.days - (_DAYS_1904 if from_1904 else 0)
    if not from_1904 and days <= _LEAP_BUG_ENDS:
        days -= 1
    if not (0 if from_1904 else 1) <= days <= _MAX_SERIAL - (_DAYS_1904 if from_1904 else 0):
        raise Refused("date_out_of_range", value.isoformat())
    fraction = (passed - timedelta(days=passed.days)) / timedelta(days=1)
    return repr(days + fraction) if fraction else str(days)
