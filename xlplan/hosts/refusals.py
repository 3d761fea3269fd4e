"""Why a file or an edit was left alone, in Japanese: what happened, and what to do next."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlplan.books.refusal import Refused

_OTHER = "Excelブックではありません。台帳のファイルを指定してください。"
_ENCRYPTED = "パスワードで暗号化されています。パスワードを外して保存し直してください。"
_OLD = "古い形式（.xls）です。Excelで開き、.xlsx形式で保存してください。"
_TABLE = "表の下や見出しにほかのもの（表、結合、ピボットなど）があるため、書き込めません。離して置き直してください。"
_DAMAGED = "ブックが壊れています。控えのファイルを使うか、Excelで開いて保存し直してください。"
_UNUSUAL = "このブックの作りには書き込めません。Excelで開いて保存し直してから、もう一度行ってください。"
_HOSTILE = "危険な内容を含むため、開くのを中止しました。情報システム担当に連絡してください。"
_LARGE = "大きすぎるため、開くのを中止しました。離れたセルの不要な値や書式を削除してください。"
_TOUCHED = "台帳の表の作りが変わっています。行や列の挿入、結合、合計行がないか確かめてください。"

_TEXTS: dict[str, str] = {
    "open_elsewhere": "ブックは「{detail}」が開いています。閉じてもらってから、もう一度行ってください。",
    "locked": "ほかの処理がこのブックに書き込んでいます。終わってから、もう一度行ってください。",
    "source_changed": "読み取った後に、ほかの人がブックを保存しました。もう一度はじめから行ってください。",
    "disk_full": "ディスクの空きが足りません。不要なファイルを移してから、もう一度行ってください。",
    "not_permitted": "書き込む権限がありません。保存先を変えるか、情報システム担当に連絡してください。",
    "no_access": "ファイルを開く権限がないか、ほかのプログラムが使っています。",
    "proof_failed": "書き込んだ内容の確認で食い違いが見つかったため、元のブックを残しました。",
    "empty_file": "ファイルが空です。控えのファイルを使ってください。",
    "signed": "電子署名のあるブックです。書き込むと署名が無効になるため、中止しました。",
    "protected": "シート「{detail}」が保護されています。「校閲」の「シート保護の解除」を行ってから、もう一度行ってください。",
    "not_taken": "Excelが値を受け付けないセルがあります（{detail}）。入力規則や書式を確かめ、保存せずに閉じて控えから戻してください。",
    "no_such_table": "台帳に表「{detail}」がありません。控えの台帳からシートを戻してください。",
    "no_such_sheet": "台帳にシート「{detail}」がありません。控えの台帳からシートを戻してください。",
    "text_too_long": "1つのセルに入る文字数（32,767文字）を超えています。",
    "below_not_empty": "表の下に内容があるため、行を増やせません（{detail}）。表の下を空けてください。",
    "totals_row": "表に集計行があるため、行を増やせません（{detail}）。集計行を外してください。",
}
_GROUPS = {
    _OTHER: "not_a_workbook not_zip csv_renamed html_renamed ole_unknown binary_workbook",
    _ENCRYPTED: "encrypted ole_encrypted entry_encrypted",
    _OLD: "old_xls ole_old_excel",
    _TABLE: "below_merged below_table below_pivot table_totals table_header pivot_table",
    _DAMAGED: "bad_xml malformed_xml missing_part truncated damaged stray_bytes inconsistent unreadable sheet_missing "
    "rows_out_of_order cells_out_of_order duplicate_names duplicate_entry unknown_packing zip64",
    _HOSTILE: "entity bomb path_trick unsafe_name ratio_bomb zip_bomb",
    _LARGE: "too_large file_too_large package_too_large entry_too_large too_many_entries too_many_sheets sheet_full",
    _TOUCHED: "formula_in_the_way formula_not_fillable shared_formula array_formula spill merged_cell header_cell "
    "table_from_outside not_a_worksheet",
}
_BY_CODE = {code: text for text, codes in _GROUPS.items() for code in codes.split()} | _TEXTS


_OS_GROUPS = {
    "に書き込めません。ディスクの空きが足りません。": (errno.ENOSPC, errno.EDQUOT),
    "を使う権限がありません。閉じているか、書き込める場所かを確かめてください。": (
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
    ),
    "が見つかりません。場所を確かめてください。": (errno.ENOENT,),
    "はフォルダではありません。フォルダを指定してください。": (errno.EEXIST, errno.ENOTDIR),
    "はフォルダです。ファイルを指定してください。": (errno.EISDIR,),
    "は名前が長すぎます。短い名前にしてください。": (errno.ENAMETOOLONG,),
}
_OS_TEXTS = {number: text for text, numbers in _OS_GROUPS.items() for number in numbers}


def text(refused: Refused) -> str:
    """The Japanese sentence for a refusal, with its code and detail for the one who mends it."""
    sentence = _BY_CODE.get(refused.code, _UNUSUAL).format(detail=refused.detail)
    return f"{sentence}［{refused.code}{'：' + refused.detail if refused.detail else ''}］"


def os_text(error: OSError) -> str:
    """The Japanese sentence for what the operating system refused."""
    where = f"「{error.filename}」" if error.filename else "ファイル"
    said = _OS_TEXTS.get(error.errno or 0)
    return f"{where}{said}" if said else f"{where}を扱えません（{error.strerror or error}）。"


def told(stopped: Exception) -> str | None:
    """The Japanese sentence for whatever stops an operation; None for our own mistake."""
    from xlplan.books.refusal import Refused
    from xlplan.findings import CannotRun

    if isinstance(stopped, CannotRun):
        return str(stopped)
    if isinstance(stopped, Refused):
        return text(stopped)
    return os_text(stopped) if isinstance(stopped, OSError) else None
