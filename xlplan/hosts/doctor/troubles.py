"""Every sentence in which `xlplan doctor` names something that stands in the way, with what to do.

A member's name begins with its code; codes are quoted in docs/導入手引き.md and never reused. D0 general, D1 Python,
D2 Excel, D3 macros and policies, D4 Defender, D5 places, D6 region and printing, D7 server, D8 the master.
"""

from __future__ import annotations

from enum import Enum

from xlplan.declaring import NamedTuple
from xlplan.hosts.doctor.outcome import State


class _Entry(NamedTuple):
    state: State
    what: str
    remedy: str


_A, _U, _N = State.ACT, State.UNKNOWN, State.NOTE


class Trouble(Enum):
    """The catalogue."""

    D001_DENIED = _Entry(
        _U,
        "{subject}は、読む権限がないため確かめられません（{detail}）。",
        "情報システム担当に、導入手引きのこの項目を見てもらってください。",
    )
    # D1: Python -------------------------------------------------------------------------------------------------
    D101_PYTHON_OLD = _Entry(
        _A,
        "Python {version}は古いため使えません。",
        "Python 3.11以上（64ビット版）で導入し直してください。",
    )
    D102_PYTHON_32 = _Entry(
        _A,
        "Pythonが32ビット版です。",
        "64ビット版のPythonで導入し直してください。Excelは32ビット版のままで差し支えありません。",
    )
    D103_PACKAGE_MISSING = _Entry(
        _A,
        "部品「{name}」がありません。",
        "配布フォルダのinstall.cmdをもう一度実行してください。",
    )
    D104_PACKAGE_FAILS = _Entry(
        _A,
        "部品「{name}」を読み込めません（{detail}）。",
        "ウイルス対策ソフトの隔離記録を確かめ、install.cmdをもう一度実行してください。",
    )
    D105_PYTHON_PATH_LETTERS = _Entry(
        _A,
        "Pythonのフォルダ「{path}」に、Excelのマクロが扱えない文字「{letters}」があります。",
        "この文字を含まないフォルダに導入してください（install.cmd /to フォルダ）。",
    )
    D106_PYTHON_ELSEWHERE = _Entry(
        _N,
        "Excelのボタンが使うPythonは「{expected}」ですが、そこにありません（いま動いているのは「{running}」）。",
        "Excelのボタンを使うなら、install.cmdで導入してください。コマンドラインだけなら不要です。",
    )
    # D2: Excel --------------------------------------------------------------------------------------------------
    D201_NO_EXCEL = _Entry(
        _N,
        "Excelが登録されていません。",
        "コマンドラインだけを使うなら不要です。Excelで使うなら、デスクトップ版のExcelを入れてください。",
    )
    D202_EXCEL_OLD = _Entry(
        _A,
        "Excelの版（{version}）が古いため、マクロと数式が動かないことがあります。",
        "Excel 2019以降を使ってください。",
    )
    D203_EXCEL_BITS_UNKNOWN = _Entry(
        _U,
        "Excelが32ビット版か64ビット版か分かりません。",
        "Excelの「ファイル→アカウント→Excelのバージョン情報」で確かめてください。",
    )
    D204_NO_SPILL = _Entry(
        _N,
        "{product}には、結果が自動で広がる配列がありません。",
        "一覧を返す関数は、広さを選んでCtrl＋Shift＋Enterで入力してください。",
    )
    D205_NO_DLL = _Entry(
        _A,
        "Excel（{bits}ビット版）とPythonをつなぐ「{dll}」が、Pythonのフォルダにありません。",
        "ウイルス対策ソフトの隔離記録を確かめ、install.cmdをもう一度実行してください。",
    )
    # D3: マクロと方針 -------------------------------------------------------------------------------------------
    D301_VBA_OFF = _Entry(
        _A,
        "方針によりOfficeのVBAが止められています（VBAOff）。",
        "情報システム担当に、Excelだけでも有効にできないか相談してください。台帳は閲覧とコマンドラインで使えます。",
    )
    D302_MACROS_BLOCKED = _Entry(
        _A,
        "{source}により、信頼できる場所の外のマクロは動きません（VBAWarnings={value}：{meaning}）。",
        "台帳のフォルダを信頼できる場所に加えてもらってください。",
    )
    D303_MACROS_ASK = _Entry(
        _N,
        "マクロは、開いたときに「コンテンツの有効化」を押すと動きます。",
        "毎回押さずに済ませるには、台帳のフォルダを信頼できる場所に加えてください。",
    )
    D304_NOT_TRUSTED = _Entry(
        _N,
        "「{folder}」は信頼できる場所に入っていません。",
        "情報システム担当に、このフォルダを信頼できる場所に加えてもらってください。",
    )
    D305_TRUST_IGNORED = _Entry(
        _A,
        "「{folder}」は信頼できる場所にありますが、無効です（{reason}）。",
        "情報システム担当に、方針で信頼できる場所として配ってもらってください。",
    )
    D306_DOWNLOADED = _Entry(
        _A,
        "「{name}」にインターネットから来た印（ゾーン{zone}）があり、{source}により、マクロが止められます。",
        "ファイルを右クリックし、「プロパティ→許可する」に✓を付けてください。zipで届いたときは、解凍の前に付けます。",
    )
    D307_PROJECT_ACCESS = _Entry(
        _N,
        "マクロからVBAプロジェクトを書き換える設定（AccessVBOM）が有効です。",
        "xlplanには不要です。macros/build.ps1を使い終わったら無効に戻してください。",
    )
    # D4: Defender -----------------------------------------------------------------------------------------------
    D401_RULE_BLOCKS = _Entry(
        _A,
        "Defenderの規則「{rule}」（{guid}）が{mode}です。{consequence}",
        "{way_out}",
    )
    D402_RULE_WATCHES = _Entry(
        _N,
        "Defenderの規則「{rule}」（{guid}）が{mode}です。",
        "いまは止まりません。ブロックに変わると動かなくなるため、情報システム担当に伝えてください。",
    )
    # D5: 場所 ---------------------------------------------------------------------------------------------------
    D501_NOT_WRITABLE = _Entry(
        _A,
        "{what}「{path}」に書き込めません（{detail}）。",
        "権限とディスクの空きを確かめるか、別の場所にしてください。",
    )
    D502_PATH_LONG = _Entry(
        _A,
        "台帳までの道筋が{length}文字あり、控えの名前を足すとExcelの上限（{limit}文字）を超えます。",
        "浅いフォルダに置くか、フォルダ名を短くしてください。",
    )
    D503_OPEN = _Entry(
        _A,
        "台帳を「{owner}」が開いています。",
        "閉じるまで書き込めません。閉じたのに消えないときは、全員がExcelを終えてから「{lock}」を削除してください。",
    )
    D504_CLOUD = _Entry(
        _A,
        "台帳がOneDriveまたはSharePointの同期フォルダ「{folder}」にあります。",
        "Excelが場所をURLで答えるため、控えを作れません。共有フォルダかこのPCのフォルダに移してください。",
    )
    D505_SHARE = _Entry(
        _N,
        "台帳は共有フォルダにあります。",
        "同時に書き込めるのは1人です。信頼できる場所は「ネットワーク上の場所を許可する」が必要です。",
    )
    D506_LONG_PATHS_OFF = _Entry(
        _N,
        "260文字を超える道筋が使えない設定です（LongPathsEnabled）。",
        "調査票の保存先は浅いフォルダにしてください。",
    )
    # D6: 地域と印刷 ---------------------------------------------------------------------------------------------
    D601_CLOCK_BEHIND = _Entry(
        _A,
        "このPCの時計（{now}）が、{what}の日時（{then}）より1日以上遅れています。",
        "時計を合わせてください。控えの名前と変更履歴の日時が狂います。",
    )
    D602_TIME_ZONE = _Entry(
        _N,
        "時間帯が日本標準時ではありません（UTC{offset}）。",
        "控えの名前と変更履歴には、このPCの時刻が入ります。",
    )
    D603_CODE_PAGE = _Entry(
        _A,
        "Windowsの文字コード（ACP）が{page}です。マクロの日本語が化けます。",
        "「地域→管理→システム ロケールの変更」で日本語にし、UTF-8ベータの✓を外してください。",
    )
    D604_NO_PDF = _Entry(
        _N,
        "コマンドラインでPDFを作るプログラム（LibreOffice）がありません。",
        "PDFが要るときは、Excelのボタンから作るか、できたブックをExcelで開いて「エクスポート」してください。",
    )
    # D7: サーバー -----------------------------------------------------------------------------------------------
    D701_PORT_TAKEN = _Entry(
        _A,
        "ポート{port}は使えません（{detail}）。",
        "「xlplan serve --port」で別の番号にするか、使っているプログラムを止めてください。",
    )
    D702_CERTIFICATE_UNREADABLE = _Entry(
        _A,
        "証明書「{path}」を読めません（{detail}）。",
        "PEM形式の証明書と、読む権限を確かめてください。",
    )
    D703_CERTIFICATE_NOT_IN_FORCE = _Entry(
        _A,
        "証明書の有効期間（{since}から{until}まで）に、今日が入っていません。",
        "庁内の認証局で作り直してください。",
    )
    D704_CERTIFICATE_NAMELESS = _Entry(
        _A,
        "証明書にサーバーの名前（サブジェクトの別名）がありません。",
        "名前を入れて作り直してください。Officeは、名前のない証明書を受け付けません。",
    )
    D705_CERTIFICATE_ENDS_SOON = _Entry(
        _N,
        "証明書（{hosts}）は{until}に期限が切れます。",
        "期限までに作り直し、サーバーを起動し直してください。",
    )
    # D8: 台帳 ---------------------------------------------------------------------------------------------------
    D801_SCHEMA = _Entry(
        _A,
        "構造の版が「{found}」です。このxlplanは「{expected}」の台帳を扱います。",
        "「xlplan upgrade」で台帳を新しくするか、台帳に合う版のxlplanを使ってください。",
    )
    D802_SIGNED = _Entry(
        _A,
        "台帳に電子署名があります。",
        "書き込むと無効になるため、書き込みません。署名を外した台帳を使ってください。",
    )
    D803_LINKS = _Entry(
        _N,
        "台帳に他のブックへのリンクがあります。",
        "台帳の値は、リンク先ではなくこの台帳に入れてください。",
    )

    @property
    def code(self) -> str:
        """Four characters, for example D301."""
        return self.name[:4]
