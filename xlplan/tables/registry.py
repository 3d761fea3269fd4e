"""Tables of the plan itself: programs, departments, work items, yearly plan."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from xlplan.choices import Certainty, Role, Stage
from xlplan.declaring import Annotated
from xlplan.schema import Column, FiscalYearOrBlank, Mark, Row, Table, Text, Whole, WholeOrBlank


class ProgramRow(Row):
    """A program (改革推進プログラム). Identity is its No.; names repeat."""

    no: Annotated[
        Whole, Column("No.", "プログラムの番号。名称は重複するため、番号で見分けます。", 6, number_format="0")
    ]
    policy_no: Annotated[Whole, Column("方針番号", "方針の番号（1～5）。", 9, number_format="0")]
    policy: Annotated[Text, Column("方針", "方針の名称（プランの体系のとおり）。", 24)]
    measure_no: Annotated[Whole, Column("方策番号", "方針の中での方策の番号。", 9, number_format="0")]
    measure: Annotated[Text, Column("方策", "方策の名称。", 26)]
    name: Annotated[Text, Column("プログラム名", "個票に印刷された名称。", 40)]
    name_in_outline: Annotated[Text, Column("体系での名称", "体系図に印刷された名称。個票と違っても直しません。", 34)]
    name_in_revision: Annotated[
        Text, Column("見直し表での名称", "見直し一覧に印刷された名称。見直しのないプログラムは空欄です。", 34)
    ] = ""
    department: Annotated[Text, Column("主担当課", "進捗区分を回答する課。", 18, choices="課")]
    relisted_from: Annotated[
        WholeOrBlank, Column("再掲元", "再掲のとき、元のNo.。集計では1回だけ数えます。", 8, number_format="0")
    ] = None
    predecessor: Annotated[
        WholeOrBlank, Column("前計画No.", "前の計画から引き継いだとき、そのNo.。", 9, number_format="0")
    ] = None
    main_item: Annotated[Mark, Column("主要管理項目", "委員会で個別に審議するものに○。", 12, choices="○")] = False
    purpose: Annotated[Text, Column("実施目的", "要約。市の原文に差し替えてください。", 46, prose=True)] = ""
    effect: Annotated[Text, Column("見込まれる効果", "要約。市の原文に差し替えてください。", 46, prose=True)] = ""
    note: Annotated[Text, Column("備考", "引き継ぐべきこと。", 30, prose=True)] = ""


class DepartmentRow(Row):
    """A department (課) that may answer."""

    name: Annotated[Text, Column("課名", "課の名称。組織改正のときはここを直します。", 22)]
    answers: Annotated[Mark, Column("回答する", "調査票を配布する課に○。", 10, choices="○")] = False
    secretariat: Annotated[Mark, Column("事務局", "プランの事務局に○。", 8, choices="○")] = False
    note: Annotated[Text, Column("備考", "旧課名、統合など。", 34, prose=True)] = ""


class GroupRow(Row):
    """What a collective name in the plan (全課, 各所管課…) stands for."""

    group: Annotated[Text, Column("群名", "プランに印刷された総称（全課、各所管課など）。", 18)]
    no: Annotated[
        WholeOrBlank,
        Column("No.", "特定のプログラムに限るとき、そのNo.。空欄は全プログラム共通です。", 8, number_format="0"),
    ] = None
    department: Annotated[Text, Column("含む課", "総称が指す課。未定のときは空欄です。", 22, choices="課")] = ""
    note: Annotated[Text, Column("備考", "決めた日や根拠。", 40, prose=True)] = ""


class AssignmentRow(Row):
    """A department of a program, in the order printed."""

    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    order: Annotated[Whole, Column("順", "印刷された順。1が主担当課です。", 6, number_format="0")]
    department: Annotated[Text, Column("担当課", "印刷された課名。全課・各所管課などの総称もそのままです。", 22)]
    role: Annotated[Role, Column("役割", "主または関係。", 8, choices="役割")]


class ActionRow(Row):
    """A work item (実施内容) with its years."""

    action: Annotated[Text, Column("実施内容ID", "No.と項番（例 01-2）。", 12)]
    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    item: Annotated[Text, Column("項番", "個票の番号。内訳は1-1のように書きます。", 7)]
    text: Annotated[Text, Column("実施内容", "短いものは原文、長いものは要約（要約の列に○）。", 60, prose=True)]
    summarised: Annotated[Mark, Column("要約", "要約したものに○。", 6, choices="○")] = False
    years_text: Annotated[Text, Column("予定年度（原文）", "印刷されたとおりの予定年度。", 24)] = ""
    from_fy: Annotated[
        FiscalYearOrBlank, Column("開始年度", "読み取った開始年度。書かれていなければ空欄。", 13, choices="年度")
    ] = None
    to_fy: Annotated[FiscalYearOrBlank, Column("終了年度", "読み取った終了年度。", 13, choices="年度")] = None
    ended: Annotated[Mark, Column("廃止", "見直しで取りやめたものに○。", 6, choices="○")] = False


class PhaseRow(Row):
    """A phase of a lane of the yearly plan (年度計画)."""

    phase: Annotated[Text, Column("年度計画ID", "No.と行と段階の番号（例 01-1-1）。", 12)]
    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    lane: Annotated[Whole, Column("行", "年度計画の何行目か。", 5, number_format="0")]
    lane_name: Annotated[Text, Column("行の名称", "（ ）で印刷された名称。ないときは空欄。", 40)] = ""
    actions: Annotated[Text, Column("対応する実施内容", "項番を「、」で区切って書きます。分からなければ空欄。", 14)] = (
        ""
    )
    text: Annotated[Text, Column("段階（原文）", "印刷された言葉。", 26)] = ""
    stage: Annotated[Stage, Column("段階", "段階の区分。", 9, choices="段階")] = "その他"
    from_fy: Annotated[
        FiscalYearOrBlank, Column("開始年度", "矢印が失われ分からないときは空欄。", 13, choices="年度")
    ] = None
    to_fy: Annotated[FiscalYearOrBlank, Column("終了年度", "同上。", 13, choices="年度")] = None
    certainty: Annotated[
        Certainty, Column("読取り", "確実、推定、不明の別。印刷の矢印は変換で失われています。", 8, choices="読取り")
    ] = "不明"
    note: Annotated[Text, Column("読取りの根拠", "推定の根拠。", 34, prose=True)] = ""


PROGRAMS = Table("プログラム", "プログラム", ProgramRow, ("no",), "改革推進プログラム一覧", "1行が1プログラムです。")
DEPARTMENTS = Table(
    "課名簿", "課名簿", DepartmentRow, ("name",), "課名簿", "調査票を配布する課の一覧です。組織改正はここで直します。"
)
GROUPS = Table(
    "課群",
    "課群",
    GroupRow,
    ("group", "no", "department"),
    "総称が指す課",
    "全課・各所管課などが指す課を決める表です。",
)
ASSIGNMENTS = Table(
    "担当課",
    "担当課",
    AssignmentRow,
    ("no", "order"),
    "プログラムの担当課",
    "印刷された順に、主担当課と関係課を並べます。",
)
ACTIONS = Table("実施内容", "実施内容", ActionRow, ("action",), "実施内容と予定年度", "個票の実施内容です。")
PHASES = Table(
    "年度計画",
    "年度計画",
    PhaseRow,
    ("phase",),
    "年度計画",
    "印刷の矢印が失われているため、読取りの確かさを示しています。",
)
