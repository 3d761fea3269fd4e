"""A report from its template: the city's own if there is one, else the project's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xlplan.books.refusal import Refused
from xlplan.books.stencil import Sheet, Template, TemplateLacks
from xlplan.eras import day_label
from xlplan.report import crossfoot
from xlplan.report.outlet import PROJECT_TEMPLATES
from xlplan.report.wording import symbol_words

if TYPE_CHECKING:
    from pathlib import Path

    from xlplan.books.cell_values import CellValue
    from xlplan.report.outlet import Outlet
    from xlplan.report.results import Results

ON_EVERY_PAGE: Final = ("基準日", "台帳の指紋")


def fill(name: str, sheets: Sequence[Sheet], results: Results, outlet: Outlet) -> bytes:
    """A filled template; TemplateLacks (Japanese) when it cannot be used."""
    path = template_path(name, outlet.templates)
    try:
        template = Template.open(path)
        made = template.fill(sheets, common(results), ON_EVERY_PAGE)
    except Refused as refused:
        raise TemplateLacks(
            f"様式「{path}」を使えません（{refused}）。Excelで開いて保存し直すか、元の様式に戻してください。"
        ) from refused
    crossfoot.require(template, Template.from_bytes(name, made))
    return made


def template_path(name: str, own: Sequence[Path]) -> Path:
    """Where a template is: in the city's folders first."""
    for folder in (*own, *PROJECT_TEMPLATES):
        if (folder / name).is_file():
            return folder / name
    raise TemplateLacks(f"様式「{name}」が見つかりません。導入をやり直すか、元の様式を戻してください。")


def common(results: Results) -> dict[str, CellValue]:
    """Places that any sheet of any template may use."""
    stamp = results.stamp
    return {
        "市名": stamp.city,
        "プラン名": stamp.plan,
        "事務局": stamp.office,
        "対象時期": results.period.label,
        "対象年度": results.period.fy_label,
        "前回": results.previous.label if results.previous else "なし",
        "基準日": stamp.as_of,
        "作成日": day_label(stamp.made.date()),
        "台帳の指紋": stamp.digest,
        **{f"{symbol}の言葉": word for symbol, word in symbol_words(results.period).items()},
    }
