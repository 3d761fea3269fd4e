"""Thresholds by fiscal year, from the rows of 判定基準, and the rows a new master starts with.

The values are a proposal for the city to decide (rules §5.2-5.4); a change is a new row with its first fiscal year.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlplan.tables.indicators import CriterionRow
from xlplan.targets.facts import PLAN_START, Thresholds

if TYPE_CHECKING:
    from collections.abc import Iterable

IDS: Final[dict[str, str]] = {
    "over": "超過達成",
    "near": "概ね達成",
    "short": "未達",
    "pace": "途中経過",
    "half": "上半期見込",
    "small": "小さい目標",
    "about": "概ね許容",
    "survey": "調査許容",
    "over_range": "範囲超過",
}
"""Field of Thresholds → 基準ID of its rows."""

_DEFAULTS: Final = (
    ("over", "◎ 達成率がこれ以上", "1.1", "大阪府立図書館（A 110％以上）"),
    ("near", "△ 達成率がこれ以上、100％未満", "0.9", "大阪市（期限に90％以上で「概ね順調」）、ClearPoint、ServiceNow"),
    ("short", "▲ 達成率がこれ以上（下回ると×）", "0.7", "佐野市の段階。ServiceNow（75）と大阪府立図書館（50）の間"),
    ("pace", "△ 期限前の進み÷経過がこれ以上", "0.6", "多摩市（60～100％）、Open SDG（0.60）"),
    ("half", "△ 9月末の見込みがこれ以上", "0.8", "9月末は見込みのため幅を広くとる提案"),
    ("small", "9月末に割合で見ない年間目標（これ以下）", "3", "1～3件の目標は半年分に割れないため"),
    ("about", "「概ね」の許容差（目標に対する割合）", "0.01", "定員910人の1％＝9人とする提案"),
    ("survey", "調査系の「維持」の許容差（ポイント）", "3", "福岡市（±3％未満は横ばい）"),
    ("over_range", "範囲の上限を超えたとき（0は○、1は△）", "0", "範囲を超えてもよいとする提案。読み替えで決めること"),
)

# Constructed, not validated: they are typed here, and a validator takes longer to build than all of this module.
DEFAULT_ROWS: Final = tuple(
    CriterionRow.typed(
        criterion=IDS[name], name=label, value=Decimal(value), effective_fy=PLAN_START, source=f"{source}。初期値は提案"
    )
    for name, label, value, source in _DEFAULTS
)
"""The 判定基準 of a new master."""


class Criteria:
    """The rows of 判定基準, looked up by fiscal year; `rows` in the order in which they take effect."""

    def __init__(self, rows: tuple[CriterionRow, ...]) -> None:
        self.rows = rows
        self._known: dict[int, Thresholds | None] = {}

    @classmethod
    def of(cls, rows: Iterable[CriterionRow]) -> Criteria:
        """From the rows of the table, in any order."""
        return cls(tuple(sorted(rows, key=lambda row: row.effective_fy)))

    def at(self, fy: int) -> Thresholds | None:
        """The thresholds in force in `fy`; None while any of them is missing (see `missing`)."""
        if fy not in self._known:
            values = {name: self._value(criterion, fy) for name, criterion in IDS.items()}
            given = {name: value for name, value in values.items() if value is not None}
            self._known[fy] = Thresholds(**given) if len(given) == len(IDS) else None
        return self._known[fy]

    def missing(self, fy: int) -> list[str]:
        """基準ID without a value in `fy`, in the order of the rules."""
        return [IDS[name] for name in Thresholds._fields if self._value(IDS[name], fy) is None]

    def _value(self, criterion: str, fy: int) -> Decimal | None:
        in_force = [row.value for row in self.rows if row.criterion == criterion and row.effective_fy <= fy]
        return in_force[-1] if in_force else None
