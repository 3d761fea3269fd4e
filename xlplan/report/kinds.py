"""The kinds of report, in the order they are offered. A new one is a function and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlplan.findings import CannotRun
from xlplan.report import committee, headquarters, newsletter, program_sheets, revision, website
from xlplan.report.outlet import Outlet
from xlplan.report.results import PublicResults, Results

Maker = Callable[[Results, Outlet], list[Path]]
PublicMaker = Callable[[PublicResults, Outlet], list[Path]]
"""A function that writes a report and names its files; the type says what it may see."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report.

    Attributes:
        name: ASCII, as on the command line; label: Japanese, also in file names.
        about: one sentence for officers.
        internal: makes it from everything the master knows; public: from what may be published.
    """

    name: str
    label: str
    about: str
    internal: Maker | None = None
    public: PublicMaker | None = None


KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "headquarters",
        "本部報告",
        "市長と本部への報告です（内部資料）。指示を書く欄があります。",
        internal=headquarters.make,
    ),
    Kind(
        "committee", "委員会資料", "委員会に出す資料です（公表用）。意見を書く欄があります。", public=committee.publish
    ),
    Kind(
        "program-sheets",
        "個票",
        "1プログラムをA4判1枚にまとめます。内部用と公表用の2冊です。",
        internal=program_sheets.make,
        public=program_sheets.publish,
    ),
    Kind(
        "revision",
        "見直し",
        "見直し一覧、新旧対照表、目標の新旧です。内部用と公表用の2冊です。",
        internal=revision.make,
        public=revision.publish,
    ),
    Kind("website", "市HP", "市のホームページに載せる1枚のページと、CSV・JSONのデータです。", public=website.make),
    Kind("newsletter", "市報", "市報に載せる短い原稿（400字以内）と長い原稿です。", public=newsletter.make),
)


class UnknownKind(CannotRun):
    """There is no such report."""


def kind_named(name: str) -> Kind:
    """The kind of an ASCII name or a Japanese label; UnknownKind (Japanese) lists those there are."""
    for kind in KINDS:
        if name in (kind.name, kind.label):
            return kind
    known = "、".join(f"{kind.name}（{kind.label}）" for kind in KINDS)
    raise UnknownKind(f"報告書「{name}」はありません。次のどれかを指定してください：{known}")
