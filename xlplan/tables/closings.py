"""Tables of the year's end: periods that are closed (締め), and the changes allowed after that (締め例外)."""

# No `from __future__ import annotations`: Model takes annotations as types, not as texts.
from xlplan.choices import Point
from xlplan.declaring import Annotated
from xlplan.schema import Column, Day, FiscalYear, Row, Table, Text, Whole


class ClosingRow(Row):
    """A closed period (締め), one row per table: its rows and their digest as they stood."""

    fy: Annotated[FiscalYear, Column("年度", "締めた年度。", 13, choices="年度")]
    point: Annotated[Point, Column("時点", "9月末または3月末。", 8, choices="時点")]
    table: Annotated[Text, Column("表", "締めた表。", 12)]
    rows: Annotated[Whole, Column("行数", "締めたときの行数。", 8, number_format="0")] = 0
    digest: Annotated[Text, Column("内容の指紋", "締めたときの内容の検査値。変わると点検が知らせます。", 38)] = ""
    closed_at: Annotated[Text, Column("締めた日時", "", 18)] = ""
    closed_by: Annotated[Text, Column("締めた人", "職名など。", 18)] = ""


class ExceptionRow(Row):
    """A change that is allowed although its period is closed (締め例外)."""

    number: Annotated[Whole, Column("番号", "1から順に。", 6, number_format="0")]
    fy: Annotated[FiscalYear, Column("年度", "締めた年度。", 13, choices="年度")]
    point: Annotated[Point, Column("時点", "9月末または3月末。", 8, choices="時点")]
    department: Annotated[Text, Column("課名", "変更を認める課。空欄は全ての課と事務局。", 20, choices="課")] = ""
    reason: Annotated[Text, Column("理由", "締めた後に変える理由。書かれるまで認めません。", 60, prose=True)] = ""
    approved_by: Annotated[Text, Column("承認者", "職名など。書かれるまで認めません。", 18)] = ""
    approved_on: Annotated[Day, Column("承認日", "書かれるまで認めません。", 13, number_format="yyyy/mm/dd")] = None

    @property
    def approved(self) -> bool:
        """Whether it counts: reason, name and date are there."""
        return bool(self.reason and self.approved_by and self.approved_on)


CLOSINGS = Table(
    "締め",
    "締め",
    ClosingRow,
    ("fy", "point", "table"),
    "締めた時期",
    "締めた時期の実績・進捗報告・実施状況・判定は変えられません。変えるときは「締め例外」に理由を書きます。",
    grows=True,
)
EXCEPTIONS = Table(
    "締め例外",
    "締め例外",
    ExceptionRow,
    ("number",),
    "締めた後の変更を認めるもの",
    "締めた時期の値を直すときに書きます。理由・承認者・承認日がそろうと、その課の取りまとめを受け付けます。",
)
