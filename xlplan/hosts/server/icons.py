"""The add-in's pictures, drawn here: no file of anybody else's, the same bytes on every machine.

A picture is a list of shapes on a square of 32 units; a shape says of a point whether it is inside. Each pixel is the mean
of the points in it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import atan2, hypot, pi
from typing import Final

__all__ = ["NAMES", "SIZES", "png"]

SIZES: Final = (16, 32, 64, 80)
_UNITS: Final = 32
_INK, _ACCENT, _PAPER = (31, 95, 75), (200, 92, 20), (238, 246, 242)

Point = tuple[float, float]
Inside = Callable[[float, float], bool]
Shape = tuple[tuple[int, int, int], Inside]


def _box(left: float, top: float, right: float, bottom: float) -> Inside:
    return lambda x, y: left <= x < right and top <= y < bottom


def _stroke(width: float, *points: Point) -> Inside:
    """A line through the points, with round ends."""

    def inside(x: float, y: float) -> bool:
        return any(_distance(x, y, start, end) <= width / 2 for start, end in pairwise(points))

    return inside


def _distance(x: float, y: float, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    share = ((x - start[0]) * along[0] + (y - start[1]) * along[1]) / (along[0] ** 2 + along[1] ** 2)
    share = min(1.0, max(0.0, share))
    return hypot(x - start[0] - share * along[0], y - start[1] - share * along[1])


def _ring(x0: float, y0: float, radius: float, width: float, gap: tuple[float, float] = (0, 0)) -> Inside:
    """A circle's line, open between two angles (radians from the right, clockwise)."""

    def inside(x: float, y: float) -> bool:
        angle = atan2(y - y0, x - x0) % (2 * pi)
        return abs(hypot(x - x0, y - y0) - radius) <= width / 2 and not gap[0] < angle < gap[1]

    return inside


def _sheet(left: float, top: float, right: float, bottom: float) -> list[Shape]:
    """A framed sheet of paper."""
    return [(_INK, _box(left, top, right, bottom)), (_PAPER, _box(left + 2, top + 2, right - 2, bottom - 2))]


_PICTURES: Final[dict[str, Sequence[Shape]]] = {
    "xlplan": [
        *_sheet(3, 3, 29, 29),
        (_INK, _box(3, 10, 29, 12)),
        (_INK, _box(11, 10, 13, 29)),
        (_ACCENT, _stroke(4, (14, 20), (19, 25), (28, 13))),
    ],
    "distribute": [
        *_sheet(3, 4, 18, 28),
        (_ACCENT, _stroke(3, (13, 16), (28, 16))),
        (_ACCENT, _stroke(3, (22, 10), (28, 16), (22, 22))),
    ],
    "check": [*_sheet(4, 3, 26, 29), (_ACCENT, _stroke(4, (9, 16), (14, 22), (28, 8)))],
    "preview": [
        *_sheet(3, 3, 21, 27),
        (_PAPER, lambda x, y: hypot(x - 19, y - 17) <= 7),  # noqa: PLR2004  # inside the lens
        (_ACCENT, _ring(19, 17, 7, 3)),
        (_ACCENT, _stroke(4, (24, 22), (29, 28))),
    ],
    "consolidate": [
        (_INK, _stroke(3, (4, 18), (4, 28), (28, 28), (28, 18))),
        (_ACCENT, _stroke(3, (16, 4), (16, 22))),
        (_ACCENT, _stroke(3, (9, 15), (16, 22), (23, 15))),
    ],
    "assess": [
        (_INK, _box(4, 18, 10, 28)),
        (_INK, _box(13, 12, 19, 28)),
        (_INK, _box(22, 6, 28, 28)),
        (_ACCENT, _stroke(3, (3, 12), (12, 8), (29, 3))),
    ],
    "letters": [
        *_sheet(3, 7, 29, 26),
        (_ACCENT, _stroke(3, (5, 10), (16, 18), (27, 10))),
    ],
    "report": [
        *_sheet(6, 3, 26, 29),
        (_INK, _box(10, 8, 22, 10)),
        (_INK, _box(10, 13, 22, 15)),
        (_ACCENT, _box(10, 18, 22, 25)),
    ],
    "undo": [
        (_INK, _ring(17, 18, 9, 3, (pi, 1.35 * pi))),
        (_ACCENT, _stroke(3, (2, 12), (8, 19), (15, 13))),
    ],
    "guide": [
        *_sheet(3, 6, 17, 27),
        *_sheet(15, 6, 29, 27),
        (_ACCENT, _box(19, 11, 26, 13)),
        (_ACCENT, _box(19, 16, 26, 18)),
    ],
    "pane": [*_sheet(3, 5, 29, 27), (_ACCENT, _box(19, 7, 27, 25)), (_INK, _box(17, 5, 19, 27))],
}
NAMES: Final = tuple(_PICTURES)


@lru_cache(maxsize=64)
def png(name: str) -> bytes | None:
    """The picture `NAME-SIZE` as PNG; None when there is none of that name and size."""
    picture, _, size = name.rpartition("-")
    if picture not in _PICTURES or size not in map(str, SIZES):
        return None
    return _encoded(int(size), _drawn(_PICTURES[picture], int(size)))


def _drawn(shapes: Sequence[Shape], size: int) -> bytes:
    points = max(2, 64 // size)  # the smaller the picture, the more each pixel matters
    step = _UNITS / size / points
    rows = []
    for row in range(size):
        line = bytearray([0])  # each line of a PNG begins with its filter: none
        for column in range(size):
            line += _pixel(shapes, (column * points, row * points), points, step)
        rows.append(bytes(line))
    return b"".join(rows)


def _pixel(shapes: Sequence[Shape], at: tuple[int, int], points: int, step: float) -> bytes:
    """Red, green, blue and opacity: the mean of the points, transparent where nothing is drawn."""
    seen = [
        colour
        for dy in range(points)
        for dx in range(points)
        if (colour := _colour(shapes, (at[0] + dx + 0.5) * step, (at[1] + dy + 0.5) * step))
    ]
    if not seen:
        return bytes(4)
    mean = [sum(channel) // len(seen) for channel in zip(*seen, strict=True)]
    return bytes([*mean, 255 * len(seen) // points**2])


def _colour(shapes: Sequence[Shape], x: float, y: float) -> tuple[int, int, int] | None:
    return next((colour for colour, inside in reversed(shapes) if inside(x, y)), None)


def _encoded(size: int, lines: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)  # 8 bits, red, green, blue and opacity
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
