"""The folder to upload: index.html with the open data beside it, and a memo for the officer next to the folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.report.open_data import open_data
from xlplan.report.open_data.files import CODES_FILE, DICTIONARY_FILE, JSON_FILE, PACKAGE_FILE
from xlplan.report.open_data.records import DATA_SETS
from xlplan.report.website.contact import contact_of
from xlplan.report.website.drawing import draw
from xlplan.report.website.memo import memo
from xlplan.report.website.page import File, page_of

if TYPE_CHECKING:
    from xlplan.report.outlet import Outlet
    from xlplan.report.results import PublicResults

LABEL: Final = "市HP"
INDEX: Final = "index.html"
_TITLES: Final[Mapping[str, tuple[str, str]]] = {
    **{f"{data.name}.csv": (data.title, data.about) for data in DATA_SETS},
    DICTIONARY_FILE: ("データ項目の説明", "各ファイルの項目の意味、型、単位、空欄の意味です。"),
    CODES_FILE: ("コード表", "区分や判定記号の意味です。"),
    JSON_FILE: ("すべてのデータ", "上のCSVの内容を1つにまとめたものです。"),
    PACKAGE_FILE: ("データ定義", "プログラムで読み込むための定義（Data Package）です。"),
}
_KILO: Final = 1024


def make(results: PublicResults, outlet: Outlet) -> list[Path]:
    """Write the folder and the memo. Shape: the page, the data files, the memo."""
    data = open_data(results)
    contact = contact_of(results)
    page = page_of(results, [_file(name, content) for name, content in data.items()])
    outlet.progress(1, 2, LABEL)
    html = draw(page, results.stamp, contact, outlet.templates)
    written = outlet.write_folder(outlet.path(results.period, LABEL, ""), {INDEX: html.encode(), **data})
    note = outlet.path(results.period, f"{LABEL}_公表前の確認", ".txt")
    outlet.progress(2, 2, LABEL)
    return [*written, outlet.write(note, memo(results, contact, data).encode("utf-8-sig"))]


def _file(name: str, content: bytes) -> File:
    title, about = _TITLES[name]
    size = f"{max(1, round(len(content) / _KILO))}KB"
    return File(name, title, name.rpartition(".")[2].upper(), size, about)
