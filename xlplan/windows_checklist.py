"""docs/windows-checklist.md: fifteen minutes in real Excel, made from the buttons and functions there are.

No machine that tests this has Excel. What only Excel can show is done by hand, once for each version, from this page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from xlplan.declaring import NamedTuple
from xlplan.hosts.actions import ACTIONS, Action
from xlplan.hosts.functions.offering import Offered, in_order

PAGE: Final = "windows-checklist.md"
_BOX: Final = "□"


class Step(NamedTuple):
    """Something to do and what must be seen."""

    do: str
    expect: str


INSTALLING: Final = (
    Step(
        "配布フォルダをPCに写し、`install.cmd` をダブルクリックする。",
        "管理者の確認は出ない。最後に「導入しました」と `xlplan doctor` の結果が出る。",
    ),
    Step(
        "`xlplan doctor` の結果を見る。",
        "「要対応」がない。あれば、導入手引きの「動かないとき」のとおり直してから進む。",
    ),
    Step("`%LOCALAPPDATA%\\xlplan\\xlplan.cmd demo --out %TEMP%\\見本` を実行する。", "最後に総括が表で出る。"),
    Step(
        "もう一度 `install.cmd` を実行し、続けて `install.cmd --rollback` を実行する。",
        "どちらも終わり、`xlplan.cmd doctor` が動く。",
    ),
)
OPENING: Final = (
    Step(
        "台帳の写しを、空白と日本語を含むフォルダ（例：`C:\\行革 髙橋 試験\\台帳\\`）に置いて開く。",
        "修復の確認は出ない。「改革プラン」タブが出る。",
    ),
    Step("タブを見る。", "ボタンが下の表の順に並び、絵と日本語の名前が切れていない。マウスを載せると説明が出る。"),
    Step(
        "Altキーを押し、タブの文字とボタンの文字を押す。",
        "下の表のキーで、同じボタンが動く（キーどうしが重ならない）。",
    ),
    Step("空いたセルに `=XLPLAN_STATE()` と入れる。", "「マクロは動いています」と、Pythonの場所が出る。消しておく。"),
    Step("「総括」「判定」「プログラム」の印刷プレビューを見る。", "A4に収まり、####や切れた文字がない。"),
)
BLOCKED: Final = (
    Step(
        "写しを、信頼できる場所の外で、マクロを無効のまま開く。",
        "値・数式・グラフは同じに見える。タブは見えてよいが、押しても台帳は変わらない。",
    ),
    Step(
        "写しに、メールかブラウザーで取り込んだ印を付けて開く（保護ビュー）。",
        "保護ビューで読める。「試算」に使えないときの説明が見える。",
    ),
    Step(
        "印の付いた写しで「編集を有効にする」を押す。", "赤か黄の帯でマクロの停止が知らされる。`doctor` がD306を示す。"
    ),
    Step("印を外し、開き直す。", "ボタンが動く。"),
    Step(
        "`python` フォルダの名前を一時的に変え、点検を押す。",
        "「Pythonが見つかりません」と、次にすることが出る。名前を戻す。",
    ),
    Step(
        "Defenderの子プロセスの規則をブロックにして（できるPCだけ）、点検を押す。",
        "「起動できませんでした」と理由が出る。`doctor` がD401を示す。",
    ),
    Step(
        "そのまま `install.cmd --attach` を実行し、ログオンし直して点検を押す。",
        "動けば「つなぐ方法」が確かめられたことになる。動かなければ、出た文を書く。終わったら `install.cmd` を実行して戻す。",
    ),
)
SHARING: Final = (
    Step(
        "台帳を共有フォルダに置き、2台目のPCで開いたまま、1台目の `xlplan.cmd consolidate 台帳 調査票 --out 台帳` を実行する。",
        "書き込まず、開いている人の名前が出る。",
    ),
    Step("書き込んだ後のフォルダを見る。", "控えが1つ増え、`.~xlplan` や `.tmp` のファイルは残っていない。"),
)
ANY_BUTTON: Final = (
    Step(
        "様式配布の途中で「キャンセル」を押す。",
        "何も変わらない。ステータスバーは元に戻り、計算方法（自動）も変わらない。",
    ),
    Step(
        "調査票のフォルダに、名前だけ`.xlsx`にした文書を入れて点検を押す。",
        "日本語の文で、どのファイルがなぜ読めないかが出る。英語の誤りは出ない。",
    ),
)
BUTTONS: Final = {
    "distribute": Step(
        "1課を選び、フォルダに書き出す。続けて「この台帳の中」を選ぶ。",
        "調査票が1つでき、Excelで開ける。「回答_課名」シートができる。",
    ),
    "check": Step("そのまま押す。", "件数が1回だけ知らされる。台帳は変わらない（保存の確認が出ない）。"),
    "preview": Step(
        "調査票に1欄だけ記入して保存し、そのフォルダを選ぶ。", "変わる1欄が、前の値と後の値で出る。台帳は変わらない。"
    ),
    "consolidate": Step(
        "同じフォルダを選ぶ。続けてもう一度行う。",
        "1欄が変わり、「変更履歴」に1行増える。控えができる。2回目は変わる欄が0件。",
    ),
    "assess": Step(
        "押す。", "「判定」の照合がすべて「一致」。「総括」の件数が変わる。ステータスバーの進み具合は、終わると消える。"
    ),
    "letters": Step(
        "調査票のフォルダとして、空のフォルダを選ぶ。",
        "課ごとの文面ができ、未提出の欄が文に入っている。台帳は変わらない。",
    ),
    "report": Step("1種類を選び、フォルダを選ぶ。", "報告ができ、開ける。台帳は変わらない。"),
    "revise": Step(
        "「改定案」が空欄のまま押し、「はい」を選ぶ。",
        "「新しく記録する改定はありません。台帳は変えていません。」と出る。",
    ),
    "undo": Step("押す。", "取りまとめた1欄が元に戻る。「変更履歴」に取消の行が残る。"),
    "guide": Step("押す。", "手引きが開く。"),
}
"""What to do with each button; one that is missing here stops the making of the page."""
_TYPED: Final[dict[str, tuple[Any, ...]]] = {
    "xlp_ready": (),
    "xlp_explain": ("年1,000人以上",),
    "xlp_reading": ("年1,000人以上",),
    "xlp_figure": ("１２０件",),
    "xlp_figure_note": ("約1.5億円",),
    "xlp_fy": ("H26",),
    "xlp_fy_label": ("H26",),
}
"""Functions that can be tried by typing; the others are at work on 試算."""
VERSIONS: Final = ("Excel 2019（ボリューム ライセンス）", "Excel 2021または2024", "Microsoft 365")


def page() -> str:
    """The page's Markdown."""
    parts = [
        "# Windowsでの動作確認票（15分）\n",
        "<!-- このページはプログラムから作られます。直接書き換えないでください。 -->\n",
        "xlplanの試験はLinuxで行っており、**Excelの実機では動かしていません**。配る前に、お使いのExcelの版ごとに1回、この票で確かめてください。"
        "1から4までが15分の目安です。5と6は、情報システム課が1台で行います（さらに10分）。台帳は写しを使います。期待どおりなら□に✓を付け、違うときは、出た文をそのまま書いてください。\n",
        "## 記録\n",
        _table(("項目", "記入"), ((one, "") for one in _RECORD)),
        "確かめるExcel（列を分けて2台で行っても構いません）：" + "、".join(f"{_BOX} {one}" for one in VERSIONS) + "\n",
        _steps("1　導入", INSTALLING),
        _steps("2　開く", OPENING),
        "## 3　ボタン\n",
        _table(("✓", "ボタン", "キー", "すること", "期待すること", "違ったとき"), (_button(one) for one in ACTIONS)),
        _table(("✓", "すること", "期待すること", "違ったとき"), ((_BOX, one.do, one.expect, "") for one in ANY_BUTTON)),
        "## 4　関数\n",
        "関数の説明は、`=xlp_` と打って関数の挿入（fx）を開くと日本語で出ます。表の値は、このページを作ったときに計算したものです。\n",
        _table(("✓", "関数", "すること", "期待すること", "違ったとき"), (_function(one) for one in in_order())),
        _steps("5　止められたとき", BLOCKED),
        _steps("6　共有フォルダ", SHARING),
        "## 送り返すもの\n",
        _RETURNED,
    ]
    return "\n".join(parts)


_RECORD: Final = (
    "行った日と人", "PCの名前とWindowsの版", "Excelの版とビット数（ファイル→アカウント）", "Pythonの用意（埋め込み用／入っているもの）",
    "xlplanの版（導入時に表示）", "ウイルス対策の製品名",
)  # fmt: skip
_RETURNED: Final = """\
1. この票（記入したもの）。
2. `xlplan.cmd doctor 台帳.xlsm` の表示（`xlplan.cmd doctor 台帳.xlsm > doctor.txt`）。
3. `%LOCALAPPDATA%\\xlplan\\log` の中身と、`%TEMP%` の `xlplan_*.log`（あれば）。
4. 期待と違った画面の写し。台帳の中身は要りません。
"""


def _steps(title: str, steps: Iterable[Step]) -> str:
    return f"## {title}\n\n" + _table(
        ("✓", "すること", "期待すること", "違ったとき"), ((_BOX, one.do, one.expect, "") for one in steps)
    )


def _button(action: Action) -> tuple[str, ...]:
    step = BUTTONS[action.name]
    return _BOX, action.label, action.key, step.do, step.expect, ""


def _function(function: Offered) -> tuple[str, ...]:
    if function.name not in _TYPED:
        do = f"「試算」で `{function.name}` と書かれた所を見て、Ctrl＋Alt＋F9で計算し直す。"
        return _BOX, f"`{function.name}`", do, "保存されている値（xlplanが計算したもの）から変わらない。", ""
    arguments = _TYPED[function.name]
    formula = f"={function.name}({','.join(_literal(one) for one in arguments)})"
    cells = [_shown(cell) for row in function.call(*([[one]] for one in arguments)) for cell in row]
    expect = (
        f"「{cells[0]}」"
        if len(cells) == 1
        else f"横に{len(cells)}個（Excel 2019では左端だけ）：「{'」「'.join(cells)}」"
    )
    return _BOX, f"`{function.name}`", f"`{formula}` と入力する。", expect, ""


def _shown(cell: object) -> str:
    """As a cell of the format 標準 shows it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "空欄" if cell in {"", None} else str(cell)


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(headers) + " |", "|" + "---|" * len(headers)]
    lines += ["| " + " | ".join(cell.replace("|", "｜").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
