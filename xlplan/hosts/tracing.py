"""来歴 in lines: from 総括 down to the cell of the return, each step with where to look it up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlplan.template.overview_figures import SHEET

if TYPE_CHECKING:
    from xlplan.overview_members import Figure
    from xlplan.provenance import CellTrace, Held, Judged, Origin, Subject, Trace

__all__ = ["lines"]

_BLANK = "（空欄）"


def lines(traced: Trace) -> Iterator[str]:
    """The whole chain."""
    if traced.figure:
        named = "、".join(traced.figure.members) or "なし"
        yield f"{_figure(traced.figure)}：{named}"
    for subject in traced.subjects:
        yield from _subject(subject, traced.period.label)
    if traced.findings:
        yield "次のところがあるため、来歴は確かではありません。"
    for found in traced.findings:
        yield f"・{found.place}：{found.text} → {found.remedy}"


def _figure(one: Figure) -> str:
    unit = "プログラム" if one.of_programs else "指標"
    return f"総括　{_where(SHEET, one.cell)}　{one.label}＝{unit}{len(one.members)}件"


def _subject(one: Subject, period: str) -> Iterator[str]:
    yield f"■ {one.kind}{'No.' if one.kind == 'プログラム' else ''}{one.key}　{one.name}（{period}）".replace(
        "　（", "（"
    )
    for figure in one.figures:
        yield f"　{_figure(figure)}"
    if one.kind in ("指標", "プログラム") and not one.figures:
        yield "　総括　この数には入っていません（再掲は元の側で数えます）。"
    if one.rests_on:
        yield f"　{'再掲元・参照先' if one.kind == '指標' else '再掲元'}　{'、'.join(one.rests_on)}"
    if one.judged:
        yield from _judged(one.judged)
    elif one.kind == "指標":
        yield "　判定　まだありません。"
    if not one.cells:
        yield "　台帳　この時期の行がありません（まだ回答がありません）。"
    for cell in one.cells:
        yield from _cell(cell)


def _judged(one: Judged) -> Iterator[str]:
    row = one.row
    yield f"　判定　{_where(one.place.sheet, one.place.cell)}　{row.final}　{row.reason}"
    if not one.current:
        yield "　　今の実績や目標とは違う判定です。「判定」をもう一度行ってください。"


def _cell(one: CellTrace) -> Iterator[str]:
    where = _where(one.place.sheet, one.place.cell)
    yield f"　台帳　{where}　{one.row}「{one.header}」＝{_quoted(one.value)}"
    for origin in one.origins:
        yield from _origin(origin)
    if one.as_recorded is None:
        yield "　　変更履歴にありません。台帳を作ったときの値か、手で入力した値です。"
    elif not one.as_recorded:
        left = _quoted(one.origins[-1].row.new)
        yield f"　　変更履歴の後に、{left}から{_quoted(one.value)}に変わっています（手で直したものです）。"


def _origin(one: Origin) -> Iterator[str]:
    row = one.row
    who = f"　{row.department}" if row.department else ""
    yield (
        f"　　変更履歴 {row.number}件目（{one.place.cell}）　{row.at}　{row.operation} {row.merge}{who}　"
        f"{_quoted(row.old)}→{_quoted(row.new)}"
    )
    if row.file:
        yield f"　　　調査票　{row.file}【{row.sheet}】{row.cell}　指紋 {row.digest}"
    if one.held:
        yield f"　　　　{_held(one.held, row.file)}"


def _held(held: Held, file: str) -> str:
    if not held.file:
        return "指定した場所に、この名前や指紋の調査票がありません。"
    renamed = f"「{held.file}」という名前で" if held.file != file else ""
    what = {
        True: "セルの値も取り込んだときのままです",
        False: "セルの値は取り込んだときと違います",
        None: "この欄は取りまとめが書いたものか、今の様式では読めない欄です",
    }[held.agrees]
    if held.same:
        return f"{renamed}あります。指紋は同じで、{what}（{_quoted(held.raw)}）。"
    return f"{renamed}ありますが、取り込んだ後に差し替わっています（指紋が違います）。{what}（{_quoted(held.raw)}）。"


def _where(sheet: str, cell: str) -> str:
    return f"{sheet}!{cell}" if cell else sheet


def _quoted(value: str) -> str:
    return f"「{value}」" if value else _BLANK
