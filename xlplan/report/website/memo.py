"""What the officer looks at before uploading: what is missing in 管理, and what machines may not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from xlplan.report.open_data.records import DATA_SETS
from xlplan.report.readability import check_csv

if TYPE_CHECKING:
    from xlplan.report.results import PublicResults
    from xlplan.report.website.contact import Contact

_MOST: Final = 20


def memo(results: PublicResults, contact: Contact, data: Mapping[str, bytes]) -> str:
    """The memo as text for 「市HP_公表前の確認.txt」; it is not for upload."""
    lines = [
        f"{results.stamp.plan} {results.period.label} 市HPの公表前の確認",
        "このファイルは事務局の控えです。アップロードするのは、隣の「市HP」のフォルダだけです。",
        "",
        *_section("管理シートで決まっていないこと", _unset(contact)),
        *_section("公表しないもの", _hidden(results)),
        *_section("機械可読性のルールで直したいところ", _breaches(data)),
    ]
    return "\r\n".join(lines) + "\r\n"


def _section(title: str, lines: Iterator[str]) -> list[str]:
    told = list(lines)
    more = [f"・ほかに{len(told) - _MOST}件あります。"] if len(told) > _MOST else []
    return [f"■ {title}", *(f"・{line}" for line in told[:_MOST] or ["ありません。"]), *more, ""]


def _unset(contact: Contact) -> Iterator[str]:
    if not contact.ways:
        yield "「意見受付メール」と「意見受付ページ」がどちらも空欄です。ご意見の送り先は、担当課の名前だけを載せました。"
    for way in contact.ways:
        if not way.link:
            yield f"{way.word}「{way.text}」はアドレスとして読み取れないため、リンクにせずに載せました。"
    if not contact.phone:
        yield "「公表担当課電話」が空欄です。電話番号は載せていません。"
    if not contact.page:
        yield "「公表ページ」が空欄です。市報の原稿には、ページのアドレスの代わりに市ホームページとだけ書きます。"


def _hidden(results: PublicResults) -> Iterator[str]:
    if results.hidden_indicators:
        yield f"「公表可否」が非公表の成果指標{results.hidden_indicators}件は、件数にも含めていません。"
    yield "「公表可否」が非公表の説明・要因・対応・備考・意見は載せていません。"


def _breaches(data: Mapping[str, bytes]) -> Iterator[str]:
    for file in DATA_SETS:
        for breach in check_csv(file, data[f"{file.name}.csv"]):
            yield str(breach)
