"""The published files and their columns. Headers and names stay as they are from year to year: others rely on them."""

# No `from __future__ import annotations`: pydantic would evaluate each annotation from its text.
import datetime as dt
from decimal import Decimal
from typing import Annotated

from xlplan.choices import Effect, ItemState, OpinionKind, Point, Schedule, Symbol, ValueBasis
from xlplan.report.open_data.words import DataSet, Item, Record

_NO = Item("プログラム番号", "改革推進プログラムの番号。名称は重複するため、番号で見分けます。")
_FY = Item("年度（西暦）", "年度が始まる年。2014は平成26年度（2014年4月から2015年3月まで）です。")
_ERA = Item("年度（和暦）", "同じ年度の和暦による表記。")
_POINT = Item("時点", "9月末または3月末（年度末）。", codes="時点")
_INDICATOR = Item("指標ID", "成果指標の番号（プログラム番号と枝番）。")
_UNIT = Item("単位", "この行の数値の単位。金額は円です。", blank="数値がない、またはプランに単位の記載がない")
_NONE = "記載なし、または公表していない"


class Published(Record):
    """Columns that every file carries, last."""

    city_code: Annotated[
        str,
        Item("地方公共団体コード", "全国地方公共団体コード（6桁）。先頭の5桁が標準地域コードです。", blank="未設定"),
    ]
    city: Annotated[str, Item("地方公共団体名", "都道府県を除く正式名称。")]
    as_of: Annotated[dt.date | None, Item("基準日", "この公表資料の基準となる日（西暦）。", blank="設定されていない")]
    digest: Annotated[
        str, Item("台帳の指紋", "元にした台帳の内容から計算した検査値。同じ台帳から作った資料は同じ値です。")
    ]


class ProgramRecord(Published):
    """A program and its schedule status."""

    no: Annotated[int, _NO]
    policy_no: Annotated[int, Item("方針番号", "方針の番号。")]
    policy: Annotated[str, Item("方針", "方針の名称。")]
    measure_no: Annotated[int, Item("方策番号", "方針の中での方策の番号。")]
    measure: Annotated[str, Item("方策", "方策の名称。")]
    name: Annotated[str, Item("プログラム名", "個票に印刷された名称。")]
    department: Annotated[str, Item("主担当課", "進捗区分を回答する課。関係課は「担当課」のファイルにあります。")]
    relisted_from: Annotated[
        int | None, Item("再掲元の番号", "再掲のプログラムの、元の番号。集計では数えません。", blank="再掲ではない")
    ]
    purpose: Annotated[str, Item("実施目的", "プログラムの目的。", blank=_NONE)]
    effect: Annotated[str, Item("見込まれる効果", "プログラムの効果。", blank=_NONE)]
    fy: Annotated[int, _FY]
    fy_era: Annotated[str, _ERA]
    point: Annotated[Point, _POINT]
    schedule: Annotated[
        Schedule | None,
        Item("進捗区分", "予定に対する進み具合。担当課の回答です。", codes="進捗区分", blank="未報告"),
    ]
    schedule_word: Annotated[str, Item("進捗区分の意味", "進捗区分を言葉で表したもの。未報告を含みます。")]
    verdict: Annotated[
        Symbol | None,
        Item(
            "指標判定",
            "このプログラムの成果指標の判定のうち、最も悪いもの。",
            codes="判定記号",
            blank="公表する成果指標がない",
        ),
    ]
    verdict_word: Annotated[str, Item("指標判定の意味", "指標判定を言葉で表したもの。指標なしを含みます。")]
    self_assessment: Annotated[str, Item("取組の説明", "この期の取組と自己評価。", blank=_NONE)]
    cause: Annotated[str, Item("遅れの要因", "予定より遅れている要因。", blank=_NONE)]
    response: Annotated[str, Item("遅れへの対応", "予定に追いつくための対応。", blank=_NONE)]


class DepartmentRecord(Published):
    """A department of a program."""

    no: Annotated[int, _NO]
    order: Annotated[int, Item("順", "印刷された順。1が主担当課です。")]
    department: Annotated[str, Item("担当課", "印刷された課名。「全課」などの総称もそのままです。")]


class ActionRecord(Published):
    """A work item of a program and its state."""

    no: Annotated[int, _NO]
    action: Annotated[str, Item("実施内容ID", "実施内容の番号（プログラム番号と枝番）。")]
    text: Annotated[str, Item("実施内容", "実施内容の文。長いものは要約です。")]
    years_text: Annotated[str, Item("予定年度（原文）", "印刷されたとおりの予定年度。", blank="記載なし")]
    from_fy: Annotated[int | None, Item("開始年度（西暦）", "読み取った開始年度。", blank="書かれていない")]
    to_fy: Annotated[int | None, Item("終了年度（西暦）", "読み取った終了年度。", blank="書かれていない")]
    fy: Annotated[int, _FY]
    fy_era: Annotated[str, _ERA]
    point: Annotated[Point, _POINT]
    state: Annotated[ItemState | None, Item("状況", "実施内容の状況。", codes="状況", blank="未報告")]


class VerdictRecord(Published):
    """An indicator and its verdict."""

    no: Annotated[int, _NO]
    indicator: Annotated[str, _INDICATOR]
    name: Annotated[str, Item("指標名", "成果指標の名称。")]
    edition: Annotated[int, Item("版", "目標の版。見直しのたびに1つ増えます。")]
    target_text: Annotated[str, Item("目標（原文）", "印刷された目標の文。", blank="目標の記載がない")]
    kind: Annotated[str, Item("目標種別", "目標の読み方。", codes="目標種別")]
    relisted_from: Annotated[
        str, Item("再掲元の指標ID", "再掲の指標の、元の番号。集計では数えません。", blank="再掲ではない")
    ]
    fy: Annotated[int, _FY]
    fy_era: Annotated[str, _ERA]
    point: Annotated[Point, _POINT]
    target: Annotated[
        Decimal | None,
        Item(
            "目標値", "判定に使った目標（範囲は下限）。", unit="単位", blank="目標値がない（理由は「判定なしの理由」）"
        ),
    ]
    actual: Annotated[
        Decimal | None,
        Item(
            "判定値", "目標と比べた値（累計は合計）。", unit="単位", blank="比べる値がない（理由は「判定なしの理由」）"
        ),
    ]
    unit: Annotated[str, _UNIT]
    verdict: Annotated[Symbol, Item("判定", "目標に対する判定。", codes="判定記号")]
    verdict_word: Annotated[str, Item("判定の意味", "判定を言葉で表したもの。9月末は年度末の見込みです。")]
    no_verdict: Annotated[
        str, Item("判定なしの理由", "判定が－である理由。0とは区別します。", codes="判定なしの理由", blank="判定がある")
    ]
    reason: Annotated[str, Item("判定の理由", "この判定になった理由の1文。")]
    cause: Annotated[str, Item("要因", "目標に届かなかった要因。", blank=_NONE)]
    response: Annotated[str, Item("今後の対応", "目標に届かせるための対応。", blank=_NONE)]


class ActualRecord(Published):
    """An actual of an indicator in a fiscal year."""

    indicator: Annotated[str, _INDICATOR]
    fy: Annotated[int, _FY]
    fy_era: Annotated[str, _ERA]
    point: Annotated[Point, _POINT]
    value: Annotated[
        Decimal | None, Item("実績値", "報告された実績。", unit="単位", blank="実績がない。0とは区別します")
    ]
    unit: Annotated[str, _UNIT]
    basis: Annotated[ValueBasis | None, Item("値の根拠", "実績の確かさ。", codes="値の根拠", blank="記載なし")]


class EffectRecord(Published):
    """A fiscal effect of a year."""

    fy: Annotated[int, _FY]
    fy_era: Annotated[str, _ERA]
    effect: Annotated[Effect, Item("効果区分", "歳入確保または歳出削減。", codes="効果区分")]
    value: Annotated[Decimal | None, Item("金額", "効果の額。", unit="円", blank="公表されていない。0とは区別します")]
    basis: Annotated[
        str, Item("根拠", "決算または予算。両者をそのまま比べないでください。", blank="公表文に書かれていない")
    ]


class OpinionRecord(Published):
    """A published opinion or advice with its answer."""

    number: Annotated[int, Item("番号", "受付の順。公表しないものがあるため、番号は続きません。")]
    kind: Annotated[OpinionKind, Item("区分", "市民意見、委員会助言など。", codes="意見区分")]
    received: Annotated[dt.date | None, Item("受付日", "受け付けた日（西暦）。", blank="記載なし")]
    source: Annotated[str, Item("出所", "会議名など。", blank="記載なし")]
    no: Annotated[int | None, Item("プログラム番号", "関係するプログラムの番号。", blank="プラン全体に関するもの")]
    text: Annotated[str, Item("内容", "意見や助言の内容。")]
    department: Annotated[str, Item("担当課", "回答する課。", blank="記載なし")]
    answer: Annotated[str, Item("回答", "市の回答。", blank="回答の準備中")]
    reflected: Annotated[str, Item("反映状況", "どう反映したか。", blank="記載なし")]


PROGRAMS = DataSet("programs", "プログラムと進捗", "1行が1プログラムです。", ProgramRecord, ("no",))
DEPARTMENTS = DataSet(
    "departments", "プログラムの担当課", "1行がプログラムの1つの担当課です。", DepartmentRecord, ("no", "order")
)
ACTIONS = DataSet("actions", "実施内容の状況", "1行が1つの実施内容です。", ActionRecord, ("action",))
VERDICTS = DataSet("verdicts", "成果指標の判定", "1行が1つの成果指標です。", VerdictRecord, ("indicator",))
ACTUALS = DataSet(
    "actuals",
    "成果指標の実績の推移",
    "1行が1つの成果指標の1つの年度です。",
    ActualRecord,
    ("indicator", "fy", "point"),
)
EFFECTS = DataSet("effects", "財政効果", "1行が1つの年度の1つの効果区分です。", EffectRecord, ("fy", "effect"))
OPINIONS = DataSet("opinions", "意見・助言と回答", "1行が1つの意見または助言です。", OpinionRecord, ("number",))

DATA_SETS = (PROGRAMS, DEPARTMENTS, ACTIONS, VERDICTS, ACTUALS, EFFECTS, OPINIONS)
"""The published files in the order of the page."""
