"""The buttons: what the desktop ribbon, the browser-based add-in and the task pane offer, declared once.

The ribbon XML, the manifest, the task pane and the manual are made from `ACTIONS`; each host runs the same operations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xlplan.findings import CannotRun


@dataclass(frozen=True, slots=True)
class Action:
    """A button.

    Attributes:
        name: the operation, ASCII; also the ribbon's tag.
        label: as shown, Japanese.
        tip: one line under the label when the mouse rests on it.
        help: one or two sentences: what it does and where to look afterwards.
        key: key tip, one or two letters, unique in the tab.
        icon: built-in Office image (imageMso).
        writes: whether it changes the workbook; a dated copy is kept first.
        staff: whether staff without the secretariat's role may run it on the server.
    """

    name: str
    label: str
    tip: str
    help: str
    key: str
    icon: str
    writes: bool
    staff: bool


ACTIONS: Final = (
    Action(
        "distribute",
        "様式配布",
        "課ごとの調査票を作ります",
        "課ごとのブックをフォルダに書き出すか、この台帳の中に「回答_課名」シートを作るかを選びます。",
        "H",
        "ExportExcel",
        writes=False,
        staff=False,
    ),
    Action(
        "check",
        "点検",
        "台帳と調査票を確かめます",
        "何も書き換えません。見つかったことは「確認事項」の内容と同じ形で示します。",
        "K",
        "ReviewAcceptChange",
        writes=False,
        staff=True,
    ),
    Action(
        "preview",
        "取込プレビュー",
        "取りまとめで変わる欄を前後の値で示します",
        "何も書き換えません。取りまとめの前に必ず見てください。",
        "P",
        "FilePrintPreview",
        writes=False,
        staff=True,
    ),
    Action(
        "consolidate",
        "取りまとめ",
        "調査票を台帳に取り込みます",
        "フォルダの調査票、台帳の中の「回答_課名」シート、またはその両方を取り込みます。変わった欄は「変更履歴」に残ります。",
        "T",
        "Consolidate",
        writes=True,
        staff=False,
    ),
    Action(
        "assess",
        "判定",
        "成果指標を目標と比べます",
        "「判定」「要判断」と、進捗区分の参考を書き込みます。「総括」に件数が出ます。",
        "A",
        "TableSummarizeWithPivot",
        writes=True,
        staff=False,
    ),
    Action(
        "letters",
        "照会文",
        "課ごとの照会文を作ります",
        "記入もれ、食い違い、理由のない未達を、調査票の番地とともに課ごとの文書にします。台帳は書き換えません。",
        "L",
        "FileSendAsAttachment",
        writes=False,
        staff=False,
    ),
    Action(
        "report",
        "報告書",
        "本部・委員会・市HPなどの報告を作ります",
        "報告の種類とフォルダを選びます。台帳は書き換えません。",
        "R",
        "FileCreateDocumentWorkspace",
        writes=False,
        staff=False,
    ),
    Action(
        "revise",
        "改定",
        "「改定案」をプランに反映します",
        "目標は新しい版になり、変えた項目は「改定履歴」に残ります。1行でも直すところがあれば、何も変えません。",
        "E",
        "EditDocument",
        writes=True,
        staff=False,
    ),
    Action(
        "undo",
        "取消",
        "直前の取りまとめ・改定・締めを取り消します",
        "その後に直した欄はそのまま残し、名前を挙げます。判定は、もう一度行ってください。",
        "Z",
        "Undo",
        writes=True,
        staff=False,
    ),
    Action(
        "guide",
        "手引き",
        "操作の手引きを開きます",
        "困ったときに最初に見るものです。",
        "G",
        "Help",
        writes=False,
        staff=True,
    ),
)
"""In the order of the ribbon."""

TAB: Final = "改革プラン"
"""The tab that holds the buttons."""

GROUPS: Final = (
    ("調査票", ("distribute", "check", "preview", "consolidate")),
    ("判定と報告", ("assess", "letters", "report")),
    ("プラン", ("revise",)),
    ("その他", ("undo", "guide")),
)
"""Label and actions of each group of the tab, in order; every action stands in one."""

BY_NAME: Final = {action.name: action for action in ACTIONS}


class UnknownAction(CannotRun):
    """A button of another version of the macros."""


def action(name: str) -> Action:
    """The action of a ribbon tag; UnknownAction (Japanese) when this version has none of that name."""
    if name not in BY_NAME:
        raise UnknownAction(
            f"操作「{name}」はこの版のxlplanにありません。「xlplan upgrade」で台帳のマクロを新しくしてください。"
        )
    return BY_NAME[name]
