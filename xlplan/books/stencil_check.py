"""Nothing is printed with a place left open, and nothing is left out without a word: a template is held against its report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from xlplan.books import xml_tags as xml
from xlplan.books.stencil_sheet import BAND, PLACE, Block, StencilSheet, TemplateLacks

if TYPE_CHECKING:
    from xlplan.books.cell_values import CellValue

_PARITIES: Final = (b"differentFirst", b"differentOddEven")
_OF_CHARTS: Final = "図題"
"""Places that begin so stand in a chart's title; a template may do without a chart."""


def check(
    stencil: StencilSheet,
    values: Mapping[str, CellValue],
    blocks: Sequence[Block],
    common: Mapping[str, CellValue],
    on_every_page: Sequence[str],
) -> None:
    """TemplateLacks when a place of the report is not in the template, or one of the template not in the report."""
    where = f"様式「{stencil.template}」のシート「{stencil.name}」"
    page = set(PLACE.findall(xml.unescape(stencil.page_text.decode())))
    wanted = 1 + sum(flag + b'="1"' in stencil.page_text for flag in _PARITIES)
    for name in on_every_page:
        if stencil.page_text.count(f"{{{name}}}".encode()) < wanted:
            raise TemplateLacks(f"{where}のヘッダーかフッターに「{{{name}}}」がありません。すべてのページに必要です。")
    fixed = stencil.fixed_places
    for name in values:
        if name not in fixed and name not in page:
            raise TemplateLacks(
                f"{where}に「{{{name}}}」がありません。要らないときは、消さずに行か列を非表示にしてください。"
            )
    known = {*values, *common}
    _refuse_strange(where, (fixed | page) - known)
    for band, own in {block.band: block.values for block in blocks}.items():
        inside = stencil.places_in(*stencil.bands[band])
        for name in own:
            if name not in inside and not name.startswith(_OF_CHARTS):
                raise TemplateLacks(
                    f"{where}の「{BAND}{band}」の行に「{{{name}}}」がありません。"
                    "要らないときは、消さずに列を非表示にしてください。"
                )
        _refuse_strange(where, inside - {*own, *known})


def _refuse_strange(where: str, names: Iterable[str]) -> None:
    strange = sorted(names)
    if strange:
        raise TemplateLacks(f"{where}の「{{{strange[0]}}}」は、この報告書にない項目です。名前を確かめてください。")
