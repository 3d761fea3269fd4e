"""Tables of the half-yearly round: actuals, schedule reports, item states, verdicts, the return board."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from xlplan.choices import ItemState, Point, Publish, ReturnState, Schedule, Symbol, ValueBasis
from xlplan.declaring import Annotated
from xlplan.schema import Column, Day, FiscalYear, Number, Row, Table, Text, Whole

_FIGURE = "#,##0.###"
_YEAR = Column("年度", "報告の年度。", 13, choices="年度")
_POINT = Column("時点", "9月末または3月末（年度末）。", 8, choices="時点")


class ActualRow(Row):
    """An actual (実績) of an indicator at a point of a fiscal year. A blank value is not zero: see blank_reason."""

    indicator: Annotated[Text, Column("指標ID", "成果指標の指標ID。", 9)]
    fy: Annotated[FiscalYear, _YEAR]
    point: Annotated[Point, _POINT]
    value: Annotated[
        Number,
        Column("実績値", "基本の単位。分からないときは空欄のままにし、理由を書きます。", 16, number_format=_FIGURE),
    ] = None
    forecast: Annotated[Number, Column("年度末見込", "9月末の報告で、年度末の見込み。", 16, number_format=_FIGURE)] = (
        None
    )
    basis: Annotated[
        ValueBasis | None, Column("値の根拠", "見込・速報・確定・決算・予算の別。", 10, choices="値の根拠")
    ] = None
    blank_reason: Annotated[Text, Column("実績なしの理由", "未定、調査なしなど。", 20)] = ""
    cause: Annotated[Text, Column("要因", "目標に届かなかった要因。", 40, prose=True)] = ""
    response: Annotated[Text, Column("今後の対応", "目標に届かせるための対応。", 40, prose=True)] = ""
    note: Annotated[Text, Column("備考", "内訳や説明。", 34, prose=True)] = ""
    publish: Annotated[Publish, Column("公表可否", "要因・対応・備考を公表してよいか。", 9, choices="公表可否")] = (
        "公表"
    )
    department: Annotated[Text, Column("回答課", "回答した課。", 18, derived=True)] = ""


class ProgressRow(Row):
    """The department's report on a program (進捗報告). Its S/A/B is the official value."""

    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    fy: Annotated[FiscalYear, _YEAR]
    point: Annotated[Point, _POINT]
    schedule: Annotated[
        Schedule | None,
        Column("進捗区分", "S 予定以上、A 予定どおり、B 遅れ。課の回答が正式な値です。", 9, choices="進捗区分"),
    ] = None
    suggested: Annotated[Schedule | None, Column("参考区分", "実施内容の状況から計算した参考。", 9, derived=True)] = (
        None
    )
    worst: Annotated[
        Symbol | None, Column("指標判定", "このプログラムの指標の判定のうち最も悪いもの。", 9, derived=True)
    ] = None
    counts: Annotated[Text, Column("指標の内訳", "判定ごとの指標の数（例 ○2 ▲1）。", 14, derived=True)] = ""
    self_assessment: Annotated[Text, Column("取組の説明", "この期の取組と自己評価。", 50, prose=True)] = ""
    cause: Annotated[Text, Column("遅れの要因", "Bのとき必要です。", 40, prose=True)] = ""
    response: Annotated[Text, Column("今後の対応", "Bのとき必要です。", 40, prose=True)] = ""
    publish: Annotated[Publish, Column("公表可否", "説明・要因・対応を公表してよいか。", 9, choices="公表可否")] = (
        "公表"
    )
    department: Annotated[Text, Column("回答課", "回答した課。", 18, derived=True)] = ""


class ItemStateRow(Row):
    """The state of a work item (実施状況)."""

    action: Annotated[Text, Column("実施内容ID", "実施内容のID。", 12)]
    fy: Annotated[FiscalYear, _YEAR]
    point: Annotated[Point, _POINT]
    state: Annotated[
        ItemState | None, Column("状況", "未着手・検討中・試行・実施中・完了・中止。", 9, choices="状況")
    ] = None
    note: Annotated[Text, Column("備考", "中止のときは理由が必要です。", 50, prose=True)] = ""
    department: Annotated[Text, Column("回答課", "回答した課。", 18, derived=True)] = ""


class VerdictRow(Row):
    """A verdict (判定). Columns marked formula are native: they follow the cells even with macros blocked."""

    indicator: Annotated[Text, Column("指標ID", "成果指標の指標ID。", 8)]
    fy: Annotated[FiscalYear, Column("年度", "判定の年度。", 12, choices="年度")]
    point: Annotated[Point, Column("時点", "9月末または3月末。", 8, choices="時点")]
    no: Annotated[Whole, Column("No.", "プログラムの番号。", 5, number_format="0")]
    name: Annotated[Text, Column("指標名", "判定した時点の指標名。", 28)]
    stand: Annotated[
        Text, Column("段階の進み", "期限付き成果物だけ。年度計画の段階に対する進み（xlplanが書きます）。", 9)
    ] = ""
    f_kind: Annotated[Text, Column("種別", "その年度の版の目標種別。", 13, formula=True)] = ""
    f_target: Annotated[
        Number, Column("目標", "その年度に当てはめる目標値。", 14, number_format=_FIGURE, formula=True)
    ] = None
    f_high: Annotated[Number, Column("上限", "範囲の上限。", 12, number_format=_FIGURE, formula=True)] = None
    f_actual: Annotated[
        Number, Column("実績", "判定に使う実績（累計は当年度分）。", 14, number_format=_FIGURE, formula=True)
    ] = None
    f_previous: Annotated[Number, Column("前年度", "前年度末の実績。", 14, number_format=_FIGURE, formula=True)] = None
    f_baseline: Annotated[Number, Column("基準値", "計画開始時点の値。", 14, number_format=_FIGURE, formula=True)] = (
        None
    )
    f_figure: Annotated[
        Number, Column("比べる値", "累計なら合計、その他は実績。", 14, number_format=_FIGURE, formula=True)
    ] = None
    f_elapsed: Annotated[Number, Column("経過", "期限までの経過割合E。", 8, number_format="0.000", formula=True)] = None
    f_progress: Annotated[
        Number, Column("進度", "基準値から目標値への進み具合P。", 8, number_format="0.000", formula=True)
    ] = None
    f_ratio: Annotated[Number, Column("達成率", "目標に対する割合R。", 8, number_format="0.000", formula=True)] = None
    f_symbol: Annotated[Text, Column("式判定", "シートの数式による判定。", 8, formula=True)] = ""
    symbol: Annotated[Symbol, Column("計算判定", "xlplanが計算した判定。", 9, choices="判定記号")]
    target: Annotated[Number, Column("判定目標", "計算判定に使った目標（範囲は下限）。", 14, number_format=_FIGURE)] = (
        None
    )
    actual: Annotated[
        Number, Column("判定値", "計算判定で目標と比べた値（累計は合計）。", 14, number_format=_FIGURE)
    ] = None
    rule: Annotated[Text, Column("規則", "使った規則の番号。", 9)] = ""
    forecast: Annotated[Text, Column("見込", "年度途中の見込みによる判定に「見込」。", 6)] = ""
    blank_reason: Annotated[Text, Column("判定なしの理由", "－の理由。", 14)] = ""
    reason: Annotated[Text, Column("理由", "この判定になった理由を1文で。", 60, prose=True)] = ""
    override: Annotated[
        Symbol | None,
        Column(
            "変更判定", "事務局が判定を変えるときに選びます。理由・変更者・変更日が必要です。", 9, choices="判定記号"
        ),
    ] = None
    override_reason: Annotated[Text, Column("変更理由", "判定を変えた理由。", 28, prose=True)] = ""
    override_by: Annotated[Text, Column("変更者", "判定を変えた人。", 12)] = ""
    override_on: Annotated[Day, Column("変更日", "判定を変えた日。", 12, number_format="yyyy/mm/dd")] = None
    override_inputs: Annotated[Text, Column("変更時の入力", "変更したときに使われていた値の控え（自動）。", 14)] = ""
    f_final: Annotated[
        Text, Column("判定", "変更があれば変更判定、なければ計算判定。報告に使う値です。", 7, formula=True)
    ] = ""
    f_agrees: Annotated[Text, Column("照合", "式判定と計算判定が同じなら「一致」。", 7, formula=True)] = ""
    # From here on: the steps of the native formulas, one per column, so that each can be followed with F2.
    f_year: Annotated[Number, Column("西暦", "年度が始まる年。", 6, number_format="0", formula=True)] = None
    f_edition: Annotated[
        Number, Column("版", "年度末に有効な版。0はまだない。", 5, number_format="0", formula=True)
    ] = None
    f_row: Annotated[Number, Column("行", "成果指標の何行目か。", 5, number_format="0", formula=True)] = None
    f_relisted: Annotated[Text, Column("再掲元", "再掲のとき、元の指標ID。", 7, formula=True)] = ""
    f_decimals: Annotated[Number, Column("桁", "公表桁数。", 5, number_format="0", formula=True)] = None
    f_found: Annotated[
        Number, Column("実績行", "実績の何行目か。0は行がない。", 7, number_format="0", formula=True)
    ] = None
    f_prevrow: Annotated[Number, Column("前年行", "前年度末の実績の何行目か。", 7, number_format="0", formula=True)] = (
        None
    )
    f_yearrow: Annotated[Number, Column("目標行", "年度目標の何行目か。", 7, number_format="0", formula=True)] = None
    f_mode: Annotated[
        Text, Column("見方", "確定（年度末）・見込（年度末見込）・途中（9月末の実績）。", 6, formula=True)
    ] = ""
    f_start: Annotated[
        Number, Column("起算", "基準年度（その年度末から数える）。", 6, number_format="0", formula=True)
    ] = None
    f_due: Annotated[Number, Column("期限", "期限年度。空欄は計画終了年度。", 6, number_format="0", formula=True)] = (
        None
    )
    f_family: Annotated[Text, Column("型", "どの比べ方をするか。", 7, formula=True)] = ""
    f_sign: Annotated[
        Number, Column("向き", "1は多いほどよい、-1は少ないほどよい、0は不明。", 6, number_format="0", formula=True)
    ] = None
    f_half: Annotated[Number, Column("上期", "9月末までに見込む割合。", 6, number_format="0.000", formula=True)] = None
    f_set_yearly: Annotated[
        Number, Column("年次", "目標が年度目標にある種別なら1。", 6, number_format="0", formula=True)
    ] = None
    f_raw_target: Annotated[Number, Column("目標原値", "四捨五入する前の目標。", 12, formula=True)] = None
    f_few: Annotated[
        Number, Column("小", "9月末に割合で見ない小さい目標なら1。", 5, number_format="0", formula=True)
    ] = None
    f_flow: Annotated[
        Number, Column("按分", "半年分を見込める種別なら1。水準や率は0。", 6, number_format="0", formula=True)
    ] = None
    f_limits: Annotated[Number, Column("基準数", "適用できる判定基準の数。", 7, number_format="0", formula=True)] = None
    f_level: Annotated[
        Number, Column("水準", "基準値からの進みで見る期末の水準なら1。", 6, number_format="0", formula=True)
    ] = None
    f_moved: Annotated[
        Number, Column("移動", "届かない上限を基準値からの進みで見るなら1。", 6, number_format="0", formula=True)
    ] = None
    f_share: Annotated[
        Number, Column("割合", "今までに見込む割合。年度末は1。", 6, number_format="0.000", formula=True)
    ] = None
    f_done: Annotated[Number, Column("済", "起算から過ぎた年数（途中は半年単位）。", 5, formula=True)] = None
    f_whole: Annotated[Number, Column("全", "起算から期限までの年数（途中は半年単位）。", 5, formula=True)] = None
    f_pace: Annotated[Number, Column("期限前", "期限の前なら1。", 6, number_format="0", formula=True)] = None
    f_before: Annotated[
        Number, Column("前計", "累計で、前年度までの計。欠けた年度があれば空欄。", 10, formula=True)
    ] = None
    f_origin: Annotated[Number, Column("原点", "進みや後退を測る元の値。", 12, formula=True)] = None
    f_tolerance: Annotated[Number, Column("許容", "許容差。", 8, formula=True)] = None
    f_expected: Annotated[Number, Column("見込数", "累計の小さい目標で、この時期までに見込む数。", 7, formula=True)] = (
        None
    )
    f_completed: Annotated[
        Number, Column("完了", "期限付き成果物が完了した年度。", 6, number_format="0", formula=True)
    ] = None
    f_margin: Annotated[
        Number, Column("差", "目標との差（公表桁の最小単位）。0以上で届いている。", 10, formula=True)
    ] = None
    f_met: Annotated[Number, Column("到達", "目標に届いていれば1。", 6, number_format="0", formula=True)] = None
    f_worse: Annotated[Number, Column("後退", "原点より悪ければ1。", 6, number_format="0", formula=True)] = None
    f_numerator: Annotated[Number, Column("分子", "達成率の分子（最小単位）。", 10, formula=True)] = None
    f_denominator: Annotated[Number, Column("分母", "達成率の分母（最小単位）。", 10, formula=True)] = None
    f_filled: Annotated[
        Number, Column("記入", "種別に必要な欄が埋まっていれば1。", 6, number_format="0", formula=True)
    ] = None
    f_lack: Annotated[Text, Column("欠け", "判定しない理由（目標や実績がない）。", 12, formula=True)] = ""
    f_level_guard: Annotated[Text, Column("支障1", "判定しない理由（前年度・基準値・期限）。", 12, formula=True)] = ""
    f_guard: Annotated[Text, Column("支障2", "判定しない理由（割合を計算できない、年度途中）。", 12, formula=True)] = ""
    f_ratio_step: Annotated[Text, Column("率の段", "達成率から見た記号。", 7, formula=True)] = ""
    f_met_step: Annotated[Text, Column("到達の段", "届いているときの記号。", 8, formula=True)] = ""
    f_step: Annotated[Text, Column("段", "9月末の置き換えをする前の記号。", 6, formula=True)] = ""
    f_own: Annotated[Text, Column("自判定", "参照・再掲を除く、この行だけの判定。", 7, formula=True)] = ""
    f_rank: Annotated[
        Number, Column("順位", "自判定の順（1が◎、6が▼、0は－）。", 6, number_format="0", formula=True)
    ] = None
    f_over: Annotated[Number, Column("基準◎", "判定基準「超過達成」。", 7, formula=True)] = None
    f_near: Annotated[Number, Column("基準△", "判定基準「概ね達成」。", 7, formula=True)] = None
    f_short: Annotated[Number, Column("基準▲", "判定基準「未達」。", 7, formula=True)] = None
    f_pace_limit: Annotated[Number, Column("基準途中", "判定基準「途中経過」。", 8, formula=True)] = None
    f_half_limit: Annotated[Number, Column("基準上期", "判定基準「上半期見込」。", 8, formula=True)] = None
    f_small: Annotated[Number, Column("基準小", "判定基準「小さい目標」。", 7, formula=True)] = None
    f_about: Annotated[Number, Column("基準概ね", "判定基準「概ね許容」。", 8, formula=True)] = None
    f_survey: Annotated[Number, Column("基準調査", "判定基準「調査許容」。", 8, formula=True)] = None
    f_over_range: Annotated[Number, Column("基準範囲", "判定基準「範囲超過」。", 8, formula=True)] = None

    @property
    def final(self) -> Symbol:
        """What reports use, as the 判定 column computes it: an override counts once reason, name and date are there."""
        explained = self.override_reason and self.override_by and self.override_on
        return self.override if self.override is not None and explained else self.symbol


class ReturnRow(Row):
    """A department's return for a period (回収状況)."""

    department: Annotated[Text, Column("課名", "回答する課。", 20)]
    fy: Annotated[FiscalYear, _YEAR]
    point: Annotated[Point, _POINT]
    state: Annotated[ReturnState, Column("状態", "未提出・差戻・確定。", 9, choices="回収状態")] = "未提出"
    serious: Annotated[Whole, Column("重大", "重大な確認事項の件数。", 7, number_format="0")] = 0
    check: Annotated[Whole, Column("要確認", "要確認の件数。", 8, number_format="0")] = 0
    file: Annotated[Text, Column("ファイル", "受け付けたファイル。", 34)] = ""
    digest: Annotated[Text, Column("ファイルの指紋", "内容のSHA-256の先頭16桁。", 20)] = ""
    received: Annotated[Text, Column("受付日時", "取りまとめた日時。", 18)] = ""


ACTUALS = Table(
    "実績",
    "実績",
    ActualRow,
    ("indicator", "fy", "point"),
    "成果指標の実績",
    "調査票から取りまとめた実績です。",
    grows=True,
)
PROGRESS = Table(
    "進捗報告",
    "進捗報告",
    ProgressRow,
    ("no", "fy", "point"),
    "進捗報告",
    "プログラムごとの進捗区分（S・A・B）と説明です。",
    grows=True,
)
ITEM_STATES = Table(
    "実施状況",
    "実施状況",
    ItemStateRow,
    ("action", "fy", "point"),
    "実施内容の状況",
    "実施内容ごとの状況です。",
    grows=True,
)
VERDICTS = Table(
    "判定",
    "判定",
    VerdictRow,
    ("indicator", "fy", "point"),
    "成果指標の判定",
    "式判定は数式、計算判定はxlplanの計算です。照合がすべて「一致」であることを確かめます。",
    grows=True,
)
RETURNS = Table(
    "回収状況",
    "回収状況",
    ReturnRow,
    ("department", "fy", "point"),
    "調査票の回収状況",
    "課ごとの提出の状況です。",
    grows=True,
)
