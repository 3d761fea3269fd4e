"""The fixed vocabularies: every drop-down whose words the rules depend on.

What officers may change (departments, units, thresholds, years) is not here but in the workbook.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, get_args


class Kind(StrEnum):
    """Kinds of target: the value is the label in the cell, `.code` the name in `xlplan explain`, `.rule` the K number.

    Source: rules K0-K15, plus the printed forms 「N／年」 (exactly) and a series with a figure for each year.
    """

    NONE = "指標なし"
    AT_LEAST = "以上"
    AT_MOST = "以下"
    WITHIN = "範囲"
    EXACTLY = "一致"
    GROWTH = "増減率"
    KEEP_PREVIOUS = "前年度維持"
    LEVEL_BY_END = "期末水準"
    CUMULATIVE_BY_END = "累計"
    COMPLETION_RATE = "実施率"
    MILESTONE = "期限付き成果物"
    ABOUT = "概ね"
    ANNUAL_EXTERNAL = "毎年度設定"
    PER_YEAR_SERIES = "年度別目標"
    REFER_OTHER = "他プログラム参照"
    DIRECTION_ONLY = "方向のみ"
    NO_TARGET = "目標なし"
    UNREADABLE = "読み取り不能"

    @property
    def code(self) -> str:
        """ASCII name used in JSON."""
        return self.name.lower()


class Direction(StrEnum):
    """Which way is better."""

    UP = "増"
    DOWN = "減"
    KEEP = "維持"

    @property
    def code(self) -> str:
        """ASCII name used in JSON."""
        return self.name.lower()


class Symbol(StrEnum):
    """Indicator verdicts, best first. Source: rules §5.2. Letters A-D are avoided: B already means 遅れ."""

    OVER = "◎"
    MET = "○"
    NEARLY = "△"
    SHORT = "▲"
    FAR = "×"
    WORSE = "▼"
    NONE = "－"

    @property
    def word(self) -> str:
        """The word printed beside the symbol, never colour or symbol alone."""
        return _SYMBOL_WORDS[self]

    @property
    def off_target(self) -> bool:
        """▲ × ▼ need a cause and a response."""
        return self in (Symbol.SHORT, Symbol.FAR, Symbol.WORSE)


_SYMBOL_WORDS = {
    Symbol.OVER: "超過達成",
    Symbol.MET: "達成",
    Symbol.NEARLY: "概ね達成",
    Symbol.SHORT: "未達",
    Symbol.FAR: "大きく未達",
    Symbol.WORSE: "後退",
    Symbol.NONE: "判定なし",
}

Schedule = Literal["S", "A", "B"]
"""進捗区分: S 予定以上に進捗, A 予定どおりに進捗, B 予定よりも遅れている (the city's own words)."""
SCHEDULE_WORDS = {"S": "予定以上に進捗", "A": "予定どおりに進捗", "B": "予定よりも遅れている"}

ItemState = Literal["未着手", "検討中", "試行", "実施中", "完了", "中止"]
"""状況 of a 実施内容, in the order of progress; 中止 stands apart."""

Stage = Literal["検討", "研究", "作成", "策定", "試行", "準備", "実施", "見直し", "活用", "導入", "まとめ", "その他"]
"""段階 of the 年度計画."""
Certainty = Literal["確実", "推定", "不明"]
"""How surely the phase could be read: the arrows of the printed plan are lost."""

Point = Literal["9月末", "3月末"]
"""時点 of the half-yearly survey."""
ValueBasis = Literal["見込", "速報", "確定", "決算", "予算"]
"""値の根拠."""
Publish = Literal["公表", "非公表"]
Role = Literal["主", "関係"]
ReturnState = Literal["未提出", "差戻", "確定"]
Registered = Literal["未決", "決定"]
Effect = Literal["歳入確保", "歳出削減"]
EffectBasis = Literal["決算", "予算"]
"""Whether an effect is settled or what the budget foresees: the two are never summed without saying so."""
OpinionKind = Literal["市民意見", "委員会助言", "本部指示", "市長指示"]
Reflection = Literal["反映済", "反映予定", "検討中", "反映しない"]
"""反映区分: what a department does about an opinion."""

Topic = Literal["目標未達", "遅れ", "食い違い", "差戻", "未提出", "意見未回答"]
"""区分 of 要判断, in the order of its list."""

RevisionCategory = Literal["推進担当課", "実施内容", "予定年度", "効果", "成果指標", "年度計画", "その他"]
REVISION_CATEGORIES = ("推進担当課", "実施内容", "予定年度", "効果", "成果指標", "年度計画")
"""The fields a revision may touch, in the order the plan prints them; その他 is recorded but never counted there."""


class NoVerdict(StrEnum):
    """Why a verdict is －. Missing is not zero: each reason is a different fact. Source: rules §5.1."""

    NOT_REPORTED = "未報告"
    NO_TARGET = "目標未設定"
    NO_PREVIOUS = "前年度値なし"
    NO_BASELINE = "基準値なし"
    OTHER_YEAR = "測定年度外"
    NOT_DUE = "未到来"
    MIDYEAR = "年度途中"
    NOT_APPLICABLE = "対象外"
    UNDEFINED = "計算不能"
    BEFORE_EDITION = "改訂前の目標は未登録"
    UNREADABLE = "目標を読み取れない"
    RELISTED = "再掲"


LISTS: dict[str, tuple[str, ...]] = {
    "目標種別": tuple(kind.value for kind in Kind),
    "方向": tuple(d.value for d in Direction),
    "判定記号": tuple(s.value for s in Symbol),
    "進捗区分": get_args(Schedule),
    "状況": get_args(ItemState),
    "段階": get_args(Stage),
    "読取り": get_args(Certainty),
    "時点": get_args(Point),
    "値の根拠": get_args(ValueBasis),
    "公表可否": get_args(Publish),
    "役割": get_args(Role),
    "回収状態": get_args(ReturnState),
    "決定状態": get_args(Registered),
    "効果区分": get_args(Effect),
    "効果の根拠": get_args(EffectBasis),
    "意見区分": get_args(OpinionKind),
    "反映区分": get_args(Reflection),
    "見直し箇所": get_args(RevisionCategory),
    "○": ("○",),
}
"""Fixed drop-downs by name; 年度, 課, 単位 and 時期 come from the workbook's own tables."""
