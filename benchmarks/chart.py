"""How many times xlplan's wall time each program takes, against the size of the work: an SVG of lines on a log scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

from benchmarks.figures import Scenario
from benchmarks.measuring import Spread

JOBS: Final = ("all returns", "survey")
"""The jobs that grow with size; the others are about what is left to do."""
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 360, 56, 190, 40, 40
_COLORS: Final = ("#b3261e", "#1f5fa8", "#5f6368", "#7a4fa3", "#2e7d32")
_INK, _GRID = "#202124", "#dadce0"
_FONT: Final = "font-family='sans-serif' font-size='12'"
_APART: Final = 13
"""Labels at least so far from each other."""


class Point(NamedTuple):
    """A program at a size: the size's place from 0, the job, and its ratio."""

    at: int
    job: str
    ratio: Spread


def drawn(scenarios: Sequence[Scenario]) -> str:
    """The chart; sizes in the order of the scenarios."""
    shown = [one for one in scenarios if one.job in JOBS]
    lines: dict[str, list[Point]] = {}
    for at, one in enumerate(shown):
        for name, process in one.processes.items():
            if process.ratio:
                lines.setdefault(name, []).append(Point(at, one.job, process.ratio))
    scale = _Scale.of([point.ratio for points in lines.values() for point in points], len(shown))
    marks = [*_grid(scale), *(_size(scale, at, one) for at, one in enumerate(shown))]
    for color, points in zip(_COLORS, lines.values(), strict=False):
        marks += _line(scale, points, color)
    marks += [*_ratios(scale, lines), *_names(scale, lines)]
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}' role='img' {_FONT} fill='{_INK}'>"
    title = "How many times xlplan's wall time the others take (median and range of rounds; log scale)"
    ground = f"<rect width='{_WIDTH}' height='{_HEIGHT}' fill='white'/>"
    words = f"<title>{escape(title)}</title>{ground}<text x='{_LEFT}' y='20' font-weight='bold'>{escape(title)}</text>"
    return "\n".join([head, words, *marks, "</svg>"]) + "\n"


class _Scale(NamedTuple):
    """Where a ratio and a size stand; from one power of ten to another."""

    low: int
    high: int
    sizes: int

    @classmethod
    def of(cls, ratios: Sequence[Spread], sizes: int) -> _Scale:
        least, greatest = min((r.least for r in ratios), default=1.0), max((r.greatest for r in ratios), default=1.0)
        low, high = min(0, math.floor(math.log10(least))), max(1, math.ceil(math.log10(greatest)))
        return cls(low, high, sizes)

    def x(self, at: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (at + 0.5) / self.sizes

    def y(self, ratio: float) -> float:
        share = (math.log10(ratio) - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * share


def _grid(scale: _Scale) -> list[str]:
    marks = []
    for power in range(scale.low, scale.high + 1):
        y, label = scale.y(10.0**power), f"{10.0**power:g}×"
        ink = _INK if power == 0 else _GRID
        marks.append(f"<line x1='{_LEFT}' x2='{_WIDTH - _RIGHT}' y1='{y:.1f}' y2='{y:.1f}' stroke='{ink}'/>")
        marks.append(f"<text x='{_LEFT - 8}' y='{y + 4:.1f}' text-anchor='end'>{label}</text>")
    return marks


def _size(scale: _Scale, at: int, one: Scenario) -> str:
    return (
        f"<text x='{scale.x(at):.1f}' y='{_HEIGHT - 14}' text-anchor='middle'>{escape(f'{one.size}: {one.job}')}</text>"
    )


def _line(scale: _Scale, points: Sequence[Point], color: str) -> list[str]:
    places = [(scale.x(point.at), scale.y(point.ratio.median)) for point in points]
    marks = []
    for job in JOBS:  # a line joins what is the same work at another size, and nothing else
        path = " ".join(f"{x:.1f},{y:.1f}" for point, (x, y) in zip(points, places, strict=True) if point.job == job)
        marks.append(f"<polyline points='{path}' fill='none' stroke='{color}' stroke-width='2'/>")
    for point, (x, y) in zip(points, places, strict=True):
        top, bottom = scale.y(point.ratio.greatest), scale.y(point.ratio.least)
        marks.append(f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{top:.1f}' y2='{bottom:.1f}' stroke='{color}'/>")
        marks.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{color}'/>")
    return marks


class _Label(NamedTuple):
    """A text that would stand at a height."""

    y: float
    text: str
    color: str


def _ratios(scale: _Scale, lines: dict[str, list[Point]]) -> list[str]:
    """The ratio beside every point."""
    at_size: dict[int, list[_Label]] = {}
    for color, points in zip(_COLORS, lines.values(), strict=False):
        for point in points:
            label = _Label(scale.y(point.ratio.median) - 6, f"{point.ratio.median:.3g}", color)
            at_size.setdefault(point.at, []).append(label)
    return [mark for at, labels in at_size.items() for mark in _apart(scale.x(at) + 8, labels)]


def _names(scale: _Scale, lines: dict[str, list[Point]]) -> list[str]:
    """The names beside the lines' ends, and xlplan's."""
    named = zip(_COLORS, lines.items(), strict=False)
    labels = [_Label(scale.y(points[-1].ratio.median) + 4, name, color) for color, (name, points) in named]
    return _apart(_WIDTH - _RIGHT + 8, [*labels, _Label(scale.y(1) + 4, "xlplan = 1", _INK)])


def _apart(x: float, labels: Sequence[_Label]) -> list[str]:
    """The labels one below the other, moved down where they would touch."""
    marks, lowest = [], -math.inf
    for label in sorted(labels):
        lowest = max(label.y, lowest + _APART)
        marks.append(f"<text x='{x:.1f}' y='{lowest:.1f}' fill='{label.color}'>{escape(label.text)}</text>")
    return marks
