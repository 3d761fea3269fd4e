"""Every command at a glance: what it does, and the module that is imported when it is asked for."""

from __future__ import annotations

from typing import Final

__all__ = ["listed", "module_of", "purpose"]

_GROUPS: Final = {
    "": "行財政改革プランの台帳（Excelブック）の様式配布・点検・取りまとめ・判定を行います。",
    "token": "利用者証（ブラウザー型アドインを使うための証）を発行し、取り消します。",
}
"""What the whole program, and the commands under one name, are for."""

_COMMANDS: Final = {
    "round_commands": {
        "demo": "架空の調査票で、配布から判定・総括までをひととおり行います。",
        "distribute": "様式配布：課ごとの調査票をフォルダに書き出します。",
        "check": "点検：台帳と調査票を確かめます。何も書き込みません。",
        "preview": "取込プレビュー：取りまとめで変わる欄を、前後の値とともに示します。何も書き込みません。",
        "consolidate": "取りまとめ：調査票を台帳に取り込みます。同じ調査票をもう一度取り込んでも何も変わりません。",
        "assess": "判定：成果指標を目標と比べ、判定と要判断を書き込みます。",
        "undo": "取消：取りまとめを取り消します。後で変わった欄はそのまま残し、名前を挙げます。",
    },
    "report_commands": {
        "letters": "照会文：記入もれや食い違いを尋ねる文書を、課ごとに作ります。台帳は書き換えません。",
        "report": "報告書：本部・委員会・市HPなどの報告を作ります。台帳は書き換えません。",
    },
    "plan_commands": {
        "revise": "改定：「改定案」を台帳に適用します。台帳を2つ指定すると、違いを見直し一覧にします。",
        "close": "締め：報告と公表が済んだ時期を締め、値が変わらないようにします。",
        "succeed": "引継ぎ：終わっていないプログラムから、次の計画の台帳を作ります。",
    },
    "inquiry_commands": {
        "explain": "目標の文を読み、種別と数値と読み方を示します。",
        "export": "台帳をJSONまたはCSVに書き出します。",
        "reconcile": "三面照合：プランの本文・表・個票のあいだの食い違いを示します。",
        "verify": "変更履歴が書き換えられていないかを確かめます。何も書き込みません。",
        "trace": "来歴：総括の数・指標・プログラム・セルが、どの調査票のどのセルから来たかを示します。何も書き込みません。",
        "doctor": "環境と台帳を調べ、使えない理由と直し方を示します。台帳には書き込みません。"
        "終了コードは、要対応か重大があれば1です。",
    },
    "survey_command": {
        "survey": "団体集計：多くの団体の台帳を判定し、団体別・プログラム別の一覧を1つのブックにします。台帳は変えません。",
    },
    "upgrade_command": {
        "upgrade": "アップグレード：お使いの台帳に、この版のマクロ・リボン・表・列・設定を加えます。独自の内容は残します。",
    },
    "server_commands": {
        "serve": "ブラウザー型アドインのサーバーを動かします。庁内ネットワークの外とは通信しません。",
        "token issue": "利用者証を1つ発行します。表示は1回だけです。",
        "token list": "発行した利用者証の一覧です。証そのものは出ません。",
        "token revoke": "利用者証を取り消します。その時から使えません。",
    },
}
"""Module beneath `xlplan.hosts` → command → what it does. There the command `token issue` is called `token_issue`."""

_MODULES: Final = {name: module for module, commands in _COMMANDS.items() for name in commands}


def module_of(name: str) -> str | None:
    """The module of a command; None for a name that is none."""
    return _MODULES.get(name)


def purpose(name: str) -> str:
    """What a command, a group of commands or (as "") the whole program is for. KeyError for any other name."""
    return _GROUPS[name] if name in _GROUPS else _COMMANDS[_MODULES[name]][name]


def listed(group: str) -> dict[str, str]:
    """What can follow a group's name (as "", the program's), and what it does; {} for a name that is no group."""
    if group not in _GROUPS:
        return {}
    names = [name for name in (*_MODULES, *filter(None, _GROUPS)) if name.rpartition(" ")[0] == group]
    return {name.rpartition(" ")[2]: purpose(name) for name in names}
