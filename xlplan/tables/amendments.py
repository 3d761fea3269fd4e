"""Tables of a revision of the plan: what is to change (改定案), and every field that has changed (改定履歴)."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from xlplan.choices import RevisionCategory
from xlplan.declaring import Annotated
from xlplan.schema import Column, Day, FiscalYearOrBlank, Mark, Row, Table, Text, Whole

_CATEGORY = Column("見直し箇所", "プランの見直し一覧の区分。その他は件数に数えません。", 12, choices="見直し箇所")
_ROW = Column(
    "対象",
    "実施内容は実施内容ID、成果指標は指標ID、年度計画は年度計画ID、推進担当課は印刷の順（1が主）。効果とその他は空欄。",
    13,
)


class DraftRow(Row):
    """A line of the revision sheet (改定案): one field that is to get a new value."""

    number: Annotated[Whole, Column("番号", "1から順に。", 6, number_format="0")]
    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    category: Annotated[RevisionCategory, _CATEGORY]
    target: Annotated[Text, _ROW] = ""
    header: Annotated[
        Text, Column("項目", "改める列の見出し（例 実施内容、終了年度、目標値）。シートの見出しのとおり。", 18)
    ]
    new: Annotated[Text, Column("新しい値", "空欄にするときは「（空欄）」と書きます。", 40, prose=True)] = ""
    decided_on: Annotated[Day, Column("改定日", "改定を決めた日。", 13, number_format="yyyy/mm/dd")] = None
    effective_fy: Annotated[
        FiscalYearOrBlank,
        Column("適用開始年度", "成果指標のとき必要です。この年度の判定から新しい版を使います。", 13, choices="年度"),
    ] = None
    reason: Annotated[Text, Column("理由", "改める理由。", 40, prose=True)] = ""
    applied: Annotated[Mark, Column("適用済", "台帳に適用すると○が付きます。", 8, choices="○", derived=True)] = False


class AmendmentRow(Row):
    """A changed field of the plan (改定履歴)."""

    number: Annotated[Whole, Column("連番", "", 7, number_format="0")]
    revision: Annotated[Text, Column("改定番号", "同じ改定で改めたものは同じ番号です。", 18)]
    no: Annotated[Whole, Column("No.", "プログラムの番号。", 6, number_format="0")]
    category: Annotated[RevisionCategory, _CATEGORY]
    target: Annotated[Text, _ROW] = ""
    header: Annotated[Text, Column("項目", "改めた列の見出し。", 18)]
    old: Annotated[Text, Column("前の値", "空欄は、新しく加えたもの。", 40, prose=True)] = ""
    new: Annotated[Text, Column("新しい値", "空欄は、取りやめたもの。", 40, prose=True)] = ""
    decided_on: Annotated[Day, Column("改定日", "", 13, number_format="yyyy/mm/dd")] = None
    effective_fy: Annotated[FiscalYearOrBlank, Column("適用開始年度", "成果指標の新しい版の最初の年度。", 13)] = None
    reason: Annotated[Text, Column("理由", "", 40, prose=True)] = ""


DRAFTS = Table(
    "改定案",
    "改定案",
    DraftRow,
    ("number",),
    "プランの改定案",
    "改める項目を1行に1つ書き、「改定」で台帳に適用します。成果指標は版を1つ増やした行になり、前の版は残ります。",
)
AMENDMENTS = Table(
    "改定履歴",
    "改定履歴",
    AmendmentRow,
    ("number",),
    "プランの改定履歴",
    "改定で変わった項目の記録です。見直し一覧と新旧対照表はここから作ります。",
    grows=True,
)
