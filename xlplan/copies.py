"""管理「控えの数」: how many dated copies of the master stay.

Every host that writes a master keeps its old content as a dated copy; the newest so many stay, the rest go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlplan.books.save import COPIES
from xlplan.numerals import narrow

__all__ = ["ITEM", "copies_kept", "copies_said"]

ITEM: Final = "控えの数"
_MOST_DIGITS: Final = 4
"""Of a number that is meant; a longer one is a slip of the hand."""


def copies_kept(settings: Mapping[str, str]) -> int:
    """How many copies stay, as 管理 (item → value) asks; the usual number when it does not say or cannot be read."""
    said = copies_said(settings)
    return COPIES if said is None else said


def copies_said(settings: Mapping[str, str]) -> int | None:
    """The number that 管理 says, the usual one for a blank; None when it is no whole number from 0."""
    text = narrow(settings.get(ITEM, "")).strip()
    if not text:
        return COPIES
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
