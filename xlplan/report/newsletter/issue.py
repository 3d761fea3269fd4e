"""The files: two texts to paste as they are, and a memo with counts and reasons."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.figures import Figure, read_figure
from xlplan.report.newsletter.choice import Choice, delay, success
from xlplan.report.newsletter.text import Text, long_text, short_text
from xlplan.report.website.contact import contact_of

if TYPE_CHECKING:
    from xlplan.report.outlet import Outlet
    from xlplan.report.results import PublicResults

LABEL: Final = "市報"
USUAL_LIMIT: Final = Decimal(400)


def make(results: PublicResults, outlet: Outlet) -> list[Path]:
    """Write the texts and the memo. Shape: the short text, the long one, the memo."""
    contact, limit = contact_of(results), _limit(results)
    short, long = short_text(results, contact, limit), long_text(results, contact)
    files = {
        f"{LABEL}_短い原稿": _pasted(short),
        f"{LABEL}_長い原稿": _pasted(long),
        f"{LABEL}_事務局の控え": _memo(results, short, long),
    }
    return [
        outlet.write(outlet.path(results.period, name, ".txt"), text.replace("\n", "\r\n").encode("utf-8-sig"))
        for name, text in files.items()
    ]


def _limit(results: PublicResults) -> Decimal:
    """管理「市報字数」; 400 when it is blank or not a figure above zero (the memo says which was used)."""
    read = read_figure(results.plan.settings.get("市報字数", ""))
    return read.value if isinstance(read, Figure) and read.value > 0 else USUAL_LIMIT


def _pasted(text: Text) -> str:
    return f"{text.title}\n{text.body}\n"


def _memo(results: PublicResults, short: Text, long: Text) -> str:
    kept = (
        "収まっています。"
        if short.fits
        else (
            "収まりません。文を途中で切らないため、これ以上は短くできません。台帳の文を短くするか、掲載の枠を確かめてください。"
        )
    )
    dropped = "、".join(short.dropped) or "なし"
    lines = (
        f"{results.period.label} 市報原稿の控え（掲載しません）",
        "",
        "■ 字数（全角1字を1、半角1字を0.5と数えます。題名を含み、改行は数えません）",
        f"・短い原稿：{short.places.normalize():f}字（上限 {short.limit or 0:f}字）　{kept}",
        f"・短い原稿に入らなかった文：{dropped}",
        f"・長い原稿：{long.places.normalize():f}字",
        "",
        "■ 例に選んだプログラムとその理由",
        f"・進んだ例　{_why(success(results), '予定以上に進んだもの、目標を達成したものがありません')}",
        f"・遅れた例　{_why(delay(results), '遅れているもの、目標に届かないものがありません')}",
        "・選び方：進んだ例は、進捗区分S、判定◎、○の順。遅れた例は、進捗区分B、判定▼、×、▲の順で、公表できる対応があるものを先に。"
        "同じ順位では、主要管理項目、番号の小さいものを先にします。遅れや未達のあるプログラムは、進んだ例にしません。",
        "",
        "■ 基準",
        f"・基準日 {results.stamp.as_of}　台帳の指紋 {results.stamp.digest}",
        "・「公表可否」が非公表の文は使っていません。",
    )
    return "\n".join(lines) + "\n"


def _why(choice: Choice | None, none: str) -> str:
    return choice.why if choice else f"なし（{none}）"
