"""Bars of the page's charts: positions in per cent of the width, so that letters keep their size on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from xlplan.declaring import NamedTuple

_ROW: Final = 52
_LABEL: Final = 16
_BAR: Final = 22
_COUNT: Final = 38
_NARROWEST: Final = Decimal("5.5")
"""Parts narrower than this many per cent carry no figure; the table beside the chart does."""


class Key(NamedTuple):
    """What a part stands for: symbol, word, and its class in style.css."""

    symbol: str
    word: str
    kind: str


class Part(NamedTuple):
    """A part of a bar; x, width and middle in per cent."""

    kind: str
    x: Decimal
    width: Decimal
    middle: Decimal
    label: str


class Bar(NamedTuple):
    """A bar with its label above it; y in pixels."""

    label: str
    label_y: int
    y: int
    count_y: int
    parts: tuple[Part, ...]


class Chart(NamedTuple):
    """A chart with its text alternative."""

    id: str
    title: str
    text: str
    height: int
    bars: tuple[Bar, ...]
    legend: tuple[Key, ...]


class Line(NamedTuple):
    """A row of figures to draw, one per key; None draws nothing."""

    label: str
    values: Sequence[Decimal | int | None]
    shown: Sequence[str]


def stacked(name: str, title: str, text: str, keys: Sequence[Key], lines: Iterable[Line]) -> Chart:
    """One bar per line, longest across the whole width. Negative figures are not drawn."""
    rows = list(lines)
    longest = max((sum(_drawn(row.values)) for row in rows), default=Decimal(0)) or Decimal(1)
    bars = tuple(_bar(at * _ROW, row, keys, longest) for at, row in enumerate(rows))
    return Chart(name, title, text, len(rows) * _ROW, bars, tuple(keys))


def _drawn(values: Iterable[Decimal | int | None]) -> list[Decimal]:
    return [max(Decimal(value or 0), Decimal(0)) for value in values]


def _bar(top: int, row: Line, keys: Sequence[Key], longest: Decimal) -> Bar:
    parts, x = [], Decimal(0)
    for key, value, shown in zip(keys, _drawn(row.values), row.shown, strict=True):
        width = _percent(value / longest)
        if width:
            label = f"{key.symbol}{shown}" if width >= _NARROWEST else ""
            parts.append(Part(key.kind, x, width, x + _percent(value / longest / 2), label))
        x += width
    return Bar(row.label, top + _LABEL, top + _BAR, top + _COUNT, tuple(parts))


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.01"))
