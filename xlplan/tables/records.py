"""Tables of record: revision, published figures, fiscal effects, opinions, decisions wanted, findings, history, settings."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
import datetime as dt

from xlplan.choices import Effect, EffectBasis, OpinionKind, Publish, Reflection, Topic
from xlplan.declaring import Annotated
from xlplan.findings import Level
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


class RevisionRow(Row):
    """A row of the printed 見直し一覧, one per program (27／39 is printed as one row and counted as two)."""

    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    printed_row: Annotated[
        Whole, Column("表の行", "印刷された表の何行目か。27と39は同じ行です。", 8, number_format="0")
    ]
    name: Annotated[Text, Column("プログラム名", "表に印刷された名称。", 44)]
    departments: Annotated[Mark, Column("推進担当課", "見直した項目に○。", 11, choices="○")] = False
    actions: Annotated[Mark, Column("実施内容", "見直した項目に○。", 11, choices="○")] = False
    years: Annotated[Mark, Column("予定年度", "見直した項目に○。", 11, choices="○")] = False
    effect: Annotated[Mark, Column("効果", "見直した項目に○。", 11, choices="○")] = False
    indicators: Annotated[Mark, Column("成果指標", "見直した項目に○。", 11, choices="○")] = False
    phases: Annotated[Mark, Column("年度計画", "見直した項目に○。", 11, choices="○")] = False
    department: Annotated[Text, Column("主な推進担当課", "表に印刷された課。", 20)] = ""


class StatedRow(Row):
    """A total printed in the plan (公表件数) beside the one counted from the table."""

    item: Annotated[Text, Column("項目", "見直しの内容。", 30)]
    stated: Annotated[WholeOrBlank, Column("公表値", "プランの本文に印刷された件数。", 10, number_format="0")] = None
    f_counted: Annotated[
        WholeOrBlank, Column("表からの集計", "見直しの表から数えた件数。", 13, number_format="0", formula=True)
    ] = None
    f_difference: Annotated[
        WholeOrBlank, Column("差", "集計－公表値。直さずに示します。", 8, number_format="+0;-0;0", formula=True)
    ] = None
    note: Annotated[Text, Column("備考", "数え方など。", 60, prose=True)] = ""


class BaseFigureRow(Row):
    """A base figure printed in the plan (基礎数値)."""

    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    indicator: Annotated[Text, Column("指標ID", "関係する指標。", 9)] = ""
    name: Annotated[Text, Column("名称", "印刷された名称。", 40)]
    value: Annotated[Number, Column("値", "基本の単位。", 18, number_format=_FIGURE)] = None
    unit: Annotated[Text, Column("単位", "", 8)] = ""
    as_of: Annotated[Text, Column("時点（原文）", "印刷された時点。", 24)] = ""
    fy: Annotated[FiscalYearOrBlank, Column("年度", "時点が属する年度。", 13)] = None
    basis: Annotated[Text, Column("根拠", "予算・定員など。", 12)] = ""
    note: Annotated[Text, Column("備考", "", 40, prose=True)] = ""


class EffectRow(Row):
    """A fiscal effect (財政効果) of a year."""

    fy: Annotated[FiscalYear, Column("年度", "効果の年度。", 13, choices="年度")]
    effect: Annotated[Effect, Column("効果区分", "歳入確保または歳出削減。", 11, choices="効果区分")]
    value: Annotated[Number, Column("金額（円）", "円で書きます。", 18, number_format="#,##0")] = None
    basis: Annotated[
        EffectBasis | None,
        Column("根拠", "決算または予算。公表文に書かれていなければ空欄にします。", 9, choices="効果の根拠"),
    ] = None
    total: Annotated[
        Number,
        Column(
            "公表された計（円）",
            "その年度の計として公表された額。2つの行に同じ額を書きます。",
            18,
            number_format="#,##0",
        ),
    ] = None
    f_sum: Annotated[
        Number, Column("内訳の計（円）", "同じ年度の金額の計。", 18, number_format="#,##0", formula=True)
    ] = None
    f_difference: Annotated[
        Number,
        Column(
            "計の差（円）",
            "内訳の計－公表された計。直さずに示します。",
            15,
            number_format="+#,##0;-#,##0;0",
            formula=True,
        ),
    ] = None
    printed: Annotated[Text, Column("公表された表記", "公表文の書き方のまま。点検が金額と比べます。", 24)] = ""
    source: Annotated[Text, Column("出所", "公表された場所。", 24)] = ""
    note: Annotated[Text, Column("備考", "", 46, prose=True)] = ""


class OpinionRow(Row):
    """An opinion, advice or instruction (指示助言意見)."""

    number: Annotated[Whole, Column("番号", "受付の順。", 7, number_format="0")]
    kind: Annotated[OpinionKind, Column("区分", "市民意見・委員会助言・本部指示・市長指示。", 12, choices="意見区分")]
    received: Annotated[Day, Column("受付日", "", 13, number_format="yyyy/mm/dd")] = None
    source: Annotated[Text, Column("出所", "会議名、受付の方法など。個人名は書きません。", 22)] = ""
    no: Annotated[WholeOrBlank, Column("No.", "関係するプログラム。全体なら空欄。", 6, number_format="0")] = None
    text: Annotated[Text, Column("内容", "", 50, prose=True)] = ""
    department: Annotated[Text, Column("担当課", "回答する1つの課。次の調査票で回答を求めます。", 18, choices="課")] = (
        ""
    )
    due: Annotated[
        Day,
        Column("期限", "回答の期限。基準日までに過ぎて回答がなければ要判断に出ます。", 13, number_format="yyyy/mm/dd"),
    ] = None
    answer: Annotated[
        Text, Column("回答", "課が調査票で回答します。事務局が書いても差し支えありません。", 50, prose=True)
    ] = ""
    reflection: Annotated[
        Reflection | None, Column("反映区分", "反映済・反映予定・検討中・反映しない。", 11, choices="反映区分")
    ] = None
    reflected: Annotated[Text, Column("反映状況", "どう反映したか、しない理由。", 34, prose=True)] = ""
    answered_in: Annotated[
        Text, Column("回答時期", "調査票で回答した時期（取りまとめが書きます）。", 14, derived=True)
    ] = ""
    publish: Annotated[
        Publish, Column("公表可否", "内容と回答を公表してよいか。公表するまでは非公表です。", 9, choices="公表可否")
    ] = "非公表"

    @property
    def open(self) -> bool:
        """Whether an answer is still owed: none yet, or one that says it is being thought about or yet to be done."""
        return not self.answer or self.reflection in ("検討中", "反映予定")

    def overdue(self, on: dt.date) -> bool:
        """Whether the answer is missing and its time is over; without a time it is over at once."""
        return not self.answer and (self.due is None or self.due < on)


class AttentionRow(Row):
    """A line of 要判断: something the headquarters should decide on. Written anew by every assessment."""

    topic: Annotated[Topic, Column("区分", "目標未達・遅れ・食い違い・差戻・未提出・意見未回答の別。", 11)]
    no: Annotated[WholeOrBlank, Column("No.", "プログラムの番号。", 6, number_format="0")] = None
    program: Annotated[Text, Column("プログラム名", "", 30)] = ""
    department: Annotated[Text, Column("担当課", "", 16)] = ""
    what: Annotated[Text, Column("内容", "判定の理由や食い違い。", 56, prose=True)] = ""
    cause: Annotated[Text, Column("要因", "課の回答。", 34, prose=True)] = ""
    response: Annotated[Text, Column("今後の対応", "課の回答。", 34, prose=True)] = ""


class FindingRow(Row):
    """A finding (確認事項). Written anew by every check or merge."""

    number: Annotated[Whole, Column("番号", "", 6, number_format="0")]
    level: Annotated[Level, Column("重大度", "重大・要確認・参考。", 9)]
    code: Annotated[Text, Column("コード", "点検規則の番号。", 8)]
    department: Annotated[Text, Column("課名", "直す課。空欄は事務局。", 16)] = ""
    file: Annotated[Text, Column("ファイル", "", 26)] = ""
    sheet: Annotated[Text, Column("シート", "", 12)] = ""
    cell: Annotated[Text, Column("セル", "", 7)] = ""
    value: Annotated[Text, Column("値", "セルの内容。", 20)] = ""
    what: Annotated[Text, Column("内容", "何が問題か。", 56, prose=True)] = ""
    remedy: Annotated[Text, Column("直し方", "どうすればよいか。", 50, prose=True)] = ""


class HistoryRow(Row):
    """A merged cell (変更履歴): the last column chains each row to the one before."""

    number: Annotated[Whole, Column("連番", "", 7, number_format="0")]
    merge: Annotated[Text, Column("取込番号", "同じ取りまとめで変えたものは同じ番号です。", 18)]
    at: Annotated[Text, Column("日時", "", 18)]
    operation: Annotated[Text, Column("操作", "取りまとめ・改定・締め・取消の別。", 11)]
    table: Annotated[Text, Column("表", "", 12)]
    key: Annotated[Text, Column("行", "変えた行の識別。", 26)]
    header: Annotated[Text, Column("列", "", 14)]
    old: Annotated[Text, Column("前の値", "", 24)] = ""
    new: Annotated[Text, Column("後の値", "", 24)] = ""
    department: Annotated[Text, Column("課名", "回答した課。", 16)] = ""
    file: Annotated[Text, Column("ファイル", "", 40)] = ""
    sheet: Annotated[Text, Column("シート", "", 12)] = ""
    cell: Annotated[Text, Column("セル", "", 7)] = ""
    digest: Annotated[Text, Column("ファイルの指紋", "SHA-256の先頭16桁。", 19)] = ""
    chain: Annotated[Text, Column("連鎖値", "前の行からつながる検査値。書き換えると分かります。", 38)] = ""


class SettingRow(Row):
    """A setting of the workbook (管理)."""

    item: Annotated[Text, Column("項目", "変えないでください。", 22)]
    value: Annotated[Text, Column("値", "", 34)] = ""
    help: Annotated[Text, Column("説明", "", 70, prose=True)] = ""


class UnitRow(Row):
    """A unit (単位) that indicators may use."""

    unit: Annotated[Text, Column("単位", "", 10)]
    counted: Annotated[Mark, Column("件数型", "1つずつ数えるものに○。", 9, choices="○")] = False
    negative: Annotated[Mark, Column("負の値", "負の値がありうるものに○。", 9, choices="○")] = False
    note: Annotated[Text, Column("備考", "", 30)] = ""


class YearRow(Row):
    """A fiscal year (年度) offered in drop-downs and used by formulas; rows must stay in order without gaps."""

    fy: Annotated[FiscalYear, Column("年度", "市の書き方の年度。", 13)]
    western: Annotated[Whole, Column("西暦", "年度が始まる年。", 8, number_format="0")]
    in_plan: Annotated[Mark, Column("計画年度", "プランの計画期間に○。", 10, choices="○")] = False


REVISIONS = Table(
    "見直し",
    "見直し",
    RevisionRow,
    ("no",),
    "見直しを実施したプログラム",
    "印刷された一覧のとおりです。27と39は1行に印刷され、2件に数えます。",
)
STATED = Table(
    "公表件数",
    "見直し集計",
    StatedRow,
    ("item",),
    "見直しの件数（公表値と集計）",
    "公表値と表からの集計を並べ、違いは直さずに示します。",
)
BASE_FIGURES = Table(
    "基礎数値",
    "基礎数値",
    BaseFigureRow,
    ("no", "name", "as_of"),
    "プランに印刷された基礎数値",
    "個票に印刷された計画当初などの数値です。",
)
EFFECTS = Table(
    "財政効果",
    "財政効果",
    EffectRow,
    ("fy", "effect"),
    "財政効果",
    "歳入確保と歳出削減の効果額です。決算と予算が混じるため、根拠を必ず示します。",
)
OPINIONS = Table(
    "指示助言意見",
    "指示助言意見",
    OpinionRow,
    ("number",),
    "指示・助言・意見の台帳",
    "市長・本部の指示、委員会の助言、市民の意見と、その回答です。回答のないものは次の調査票で担当課に尋ねます。",
)
ATTENTION = Table(
    "要判断",
    "要判断",
    AttentionRow,
    (),
    "本部の判断を要するもの",
    "目標未達、遅れ、食い違い、差戻、未提出、期限を過ぎた意見の一覧です。判定のたびに書き直します。",
    replaced=True,
)
FINDINGS = Table(
    "確認事項",
    "確認事項",
    FindingRow,
    ("number",),
    "確認事項",
    "点検と取りまとめで見つかったことの一覧です。そのたびに書き直します。",
    replaced=True,
)
HISTORY = Table(
    "変更履歴",
    "変更履歴",
    HistoryRow,
    ("number",),
    "変更履歴",
    "取りまとめで変わった欄の記録です。書き換えないでください。",
    grows=True,
)
SETTINGS = Table("管理", "管理", SettingRow, ("item",), "管理", "台帳の設定です。")
UNITS = Table("単位", "単位", UnitRow, ("unit",), "単位", "指標に使う単位です。加えるときは行を足します。")
YEARS = Table(
    "年度", "年度", YearRow, ("fy",), "年度の一覧", "ドロップダウンと数式が使う年度です。途中を抜かないでください。"
)
