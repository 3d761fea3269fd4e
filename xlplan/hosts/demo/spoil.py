"""What goes wrong with returns, done on purpose to six of the sample ones, so that the demo shows how each is caught."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xlplan.declaring import NamedTuple

LATE = "監査事務局"
STALE = "産業振興課"
CONFLICT = ("生涯学習推進課", "指導課")
FULL_WIDTH = "水と緑と公園課"
TAMPERED = "体育課"
CORRUPT = "ごみ減量対策課"
CONFLICT_ACTION = "09-1"

STORY: Mapping[str, str] = {
    LATE: "未提出（提出が間に合わなかった）",
    STALE: "古い様式（目標が改まる前に配った調査票）",
    "・".join(CONFLICT): "2つの課の回答が食い違う（No.9の実施内容）",
    FULL_WIDTH: "全角数字や単位が混じった回答",
    TAMPERED: "固定欄（行の識別番号）が書き換えられた",
    CORRUPT: "ファイルが壊れている",
}
"""Department → what is wrong with its sample return."""

_WIDE = str.maketrans("0123456789.,-%", "０１２３４５６７８９．，－％")


class Typed(NamedTuple):
    """One answer as typed: cell, value, and the unit printed beside it ("" where there is none)."""

    cell: str
    value: str | int | float
    unit: str


def full_width(typed: Typed) -> str | int | float:
    """Figures as officers paste them: 「２，４００人」."""
    if isinstance(typed.value, str):
        return typed.value
    return f"{typed.value:,}".translate(_WIDE) + typed.unit


def truncate(path: Path) -> None:
    """Cut a file in half, as a broken copy over the network leaves it."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
