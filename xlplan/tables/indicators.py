"""Tables of what is judged and by which rule: indicators, yearly targets, criteria, the ambiguity register."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from xlplan.choices import Direction, Kind, Publish, Registered
from xlplan.declaring import Annotated
from xlplan.schema import (
    Column,
    Day,
    FiscalYear,
    FiscalYearOrBlank,
    Mark,
    Number,
    Row,
    Table,
    Text,
    Whole,
    WholeOrBlank,
)

_FIGURE = "#,##0.###"


class IndicatorRow(Row):
    """An outcome indicator (成果指標) with one edition of its target. Years are judged by the edition in force."""

    indicator: Annotated[Text, Column("指標ID", "No.と指標の番号（例 30-2）。", 9)]
    edition: Annotated[Whole, Column("版", "目標を見直すたびに1つ増やした行を加えます。", 5, number_format="0")]
    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    name: Annotated[Text, Column("指標名", "個票に印刷された指標名。", 34)]
    target_text: Annotated[Text, Column("目標（原文）", "印刷された目標の文。空欄は目標の記載なし。", 34)] = ""
    kind: Annotated[Kind, Column("目標種別", "目標の読み方。種別ごとに使う列が決まります。", 14, choices="目標種別")]
    value: Annotated[
        Number,
        Column("目標値", "基本の単位で書きます（710万円は7,100,000円）。範囲は下限。", 16, number_format=_FIGURE),
    ] = None
    value_high: Annotated[Number, Column("目標値上限", "範囲の上限。", 14, number_format=_FIGURE)] = None
    strict: Annotated[Mark, Column("境界を含まない", "「未満」「超」のとき○。", 12, choices="○")] = False
    rate: Annotated[Number, Column("増減率", "前年比5％以上の増は0.05、10％削減は-0.1。", 9, number_format="0.0##")] = (
        None
    )
    unit: Annotated[Text, Column("単位", "基本の単位。", 8, choices="単位")] = ""
    direction: Annotated[
        Direction | None,
        Column("方向", "多いほどよいは増、少ないほどよいは減。原文で分からなければ空欄。", 7, choices="方向"),
    ] = None
    basis: Annotated[Text, Column("比較の基準", "前年度、基準年度、予算など。", 11)] = ""
    decimals: Annotated[WholeOrBlank, Column("公表桁数", "判定前に四捨五入する小数の桁数。", 9, number_format="0")] = 0
    counted: Annotated[Mark, Column("件数型", "人・件・回など1つずつ数えるものに○。", 8, choices="○")] = False
    survey: Annotated[Mark, Column("調査系", "世論調査などの意識調査に○。", 8, choices="○")] = False
    baseline_fy: Annotated[
        FiscalYearOrBlank, Column("基準年度", "基準値の年度（年度末）。累計は起算の前年度。", 13, choices="年度")
    ] = None
    baseline_value: Annotated[Number, Column("基準値", "計画開始時点の値。", 16, number_format=_FIGURE)] = None
    due_fy: Annotated[FiscalYearOrBlank, Column("期限年度", "期末の目標の年度。", 13, choices="年度")] = None
    tolerance: Annotated[Number, Column("許容差", "概ね・維持の許容差。", 9, number_format=_FIGURE)] = None
    measured: Annotated[Text, Column("測定年度", "特定の年度だけ測るとき、「、」で区切って書きます。", 16)] = ""
    half_share: Annotated[
        Number, Column("上半期割合", "9月末までに見込む割合。空欄は0.5。", 11, number_format="0.##")
    ] = None
    reference: Annotated[Text, Column("参照先", "他プログラム参照のとき、そのNo.。", 8)] = ""
    relisted_from: Annotated[Text, Column("再掲元", "再掲のとき、元の指標ID。", 8)] = ""
    department: Annotated[Text, Column("回答課", "実績を回答する1つの課。", 18, choices="課")] = ""
    effective_fy: Annotated[FiscalYear, Column("適用開始年度", "この版で判定する最初の年度。", 13, choices="年度")]
    publish: Annotated[Publish, Column("公表可否", "非公表は公表用の報告に出しません。", 9, choices="公表可否")] = (
        "公表"
    )
    note: Annotated[Text, Column("備考", "読み取りの注意。", 40, prose=True)] = ""


class YearTargetRow(Row):
    """A target set for one fiscal year (年度目標): budgets, series, and targets set from actuals."""

    indicator: Annotated[Text, Column("指標ID", "成果指標の指標ID。", 9)]
    fy: Annotated[FiscalYear, Column("年度", "目標の年度。", 13, choices="年度")]
    value: Annotated[Number, Column("目標値", "基本の単位で書きます。", 16, number_format=_FIGURE)] = None
    value_high: Annotated[Number, Column("目標値上限", "範囲のとき。", 14, number_format=_FIGURE)] = None
    source: Annotated[Text, Column("出所", "当初予算、前年度実績など。", 28)] = ""
    set_on: Annotated[Day, Column("設定日", "目標を決めた日。", 13, number_format="yyyy/mm/dd")] = None
    note: Annotated[Text, Column("備考", "", 34, prose=True)] = ""


class CriterionRow(Row):
    """A threshold (判定基準) with the fiscal year from which it applies."""

    criterion: Annotated[Text, Column("基準ID", "規則が参照する名前。変えないでください。", 16)]
    name: Annotated[Text, Column("名称", "何を決める値か。", 34)]
    value: Annotated[Number, Column("値", "割合は小数（90％は0.9）。", 10, number_format="0.0##")]
    effective_fy: Annotated[
        FiscalYear, Column("適用開始年度", "この年度の判定から使います。改めるときは行を加えます。", 13, choices="年度")
    ]
    source: Annotated[Text, Column("根拠", "参考にした他市などの例。", 44, prose=True)] = ""


class ReadingRow(Row):
    """A decision on an ambiguous sentence (読み替え)."""

    reading: Annotated[Text, Column("番号", "読み替えの番号。", 7)]
    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    indicator: Annotated[Text, Column("指標ID", "対象の指標。", 9)] = ""
    sentence: Annotated[Text, Column("原文", "印刷された文。", 30, prose=True)] = ""
    question: Annotated[Text, Column("論点", "何が決まらないか。", 44, prose=True)] = ""
    readings: Annotated[Text, Column("考えられる読み", "読みの候補。", 40, prose=True)] = ""
    adopted: Annotated[Text, Column("採用した読み", "台帳が今使っている読み。", 34, prose=True)] = ""
    basis: Annotated[Text, Column("根拠", "採用の根拠。", 34, prose=True)] = ""
    state: Annotated[Registered, Column("状態", "市が決めたら「決定」にします。", 8, choices="決定状態")] = "未決"
    decided_by: Annotated[Text, Column("決定者", "決めた人または会議。", 16)] = ""
    decided_on: Annotated[Day, Column("決定日", "決めた日。", 13, number_format="yyyy/mm/dd")] = None


INDICATORS = Table(
    "成果指標",
    "成果指標",
    IndicatorRow,
    ("indicator", "edition"),
    "成果指標と目標",
    "1行が1指標の1つの版です。目標を見直すときは行を加え、前の行は残します。",
)
YEAR_TARGETS = Table(
    "年度目標",
    "年度目標",
    YearTargetRow,
    ("indicator", "fy"),
    "年度ごとの目標",
    "毎年度設定・年度別目標の指標と、実績を踏まえて年度ごとに決めた目標です。",
)
CRITERIA = Table(
    "判定基準",
    "判定基準",
    CriterionRow,
    ("criterion", "effective_fy"),
    "判定基準",
    "値は市が決めるものです。改めるときは新しい行を加えます。",
)
READINGS = Table(
    "読み替え",
    "読み替え",
    ReadingRow,
    ("reading",),
    "読み替え（決めるべきこと）",
    "文章だけでは1つに決まらない目標と、台帳が仮に採用した読みです。",
)
