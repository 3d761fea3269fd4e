"""What an upgrade did, in Japanese: added, kept, to be looked at, refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xlplan.books.refusal import Refused
from xlplan.books.table_xml import tables_of
from xlplan.books.workbook_xml import Workbook
from xlplan.tables import BY_NAME, SHEETS

if TYPE_CHECKING:
    from xlplan.books.package import Package
    from xlplan.books.save import Parts

_KINDS: Final = {
    "xl/charts/chart": "グラフ",
    "xl/media/": "画像",
    "xl/pivotTables/pivotTable": "ピボットテーブル",
    "xl/comments": "コメントのあるシート",
    "xl/slicers/": "スライサー",
    "xl/externalLinks/externalLink": "外部リンク",
}
_BESIDE: Final = "表の右の列を空けてから、もう一度実行してください。"
_REMEDIES: Final = {
    "beside_not_empty": ("表の右隣に内容があります", _BESIDE),
    "beside_merged": ("表の右隣に結合したセルがあります", _BESIDE),
    "beside_table": ("表の右隣にほかの表があります", _BESIDE),
    "beside_pivot": ("表の右隣にピボットテーブルがあります", _BESIDE),
    "array_formula": ("表の右隣に配列数式があります", _BESIDE),
    "sheet_full": ("シートの右端まで使われています", "使っていない列を消してから、もう一度実行してください。"),
    "structure_protected": (
        "ブックの構成が保護されているため、シートを加えられません",
        "Excelの「校閲」→「ブックの保護」を解除してから、もう一度実行してください。",
    ),
    "strict_workbook": (
        "「完全なOpen XML」形式のブックです",
        "Excelで「Excelブック（.xlsx）」として保存し直してから、もう一度実行してください。",
    ),
    "table_from_outside": (
        "表が外部データにつながっています",
        "接続を外して、ふつうの表にしてから、もう一度実行してください。",
    ),
}
_OTHER: Final = (
    "Excelで開いて保存し直してから、もう一度実行してください。同じなら、情報システム担当に連絡してください。"
)


@dataclass
class Account:
    """Sentences by what became of things. `refused`: pairs of what stands in the way and what to do by hand."""

    added: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    to_do: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, what: str, refused: Refused) -> None:
        """Note a refusal of the part writer."""
        reason, how = _REMEDIES.get(refused.code, ("このブックの作りには書き込めません", _OTHER))
        self.refused.append((f"{what}：{reason}（{refused.detail or refused.code}）", how))


def whats_theirs(old: Package, current: Package, parts: Parts, account: Account) -> None:
    """Tell what of the city's own was kept: sheets, columns, charts and the like, and how many parts are untouched."""
    workbook = Workbook.of(old)
    own = [sheet.name for sheet in workbook.sheets if sheet.name not in SHEETS]
    if own:
        account.kept.append(f"独自のシート{len(own)}枚（{'、'.join(own)}）")
    for sheet in workbook.sheets:
        for table in tables_of(old, sheet) if sheet.kind == "worksheet" else ():
            if table.name not in BY_NAME:
                account.kept.append(f"独自の表「{table.name}」")
                continue
            columns = [one.name for one in table.columns if one.name not in BY_NAME[table.name].headers]
            if columns:
                account.kept.append(f"表「{table.name}」の独自の列（{'、'.join(columns)}）")
    ours = {one.name for one in Workbook.of(current).names}
    names = sorted({one.name for one in workbook.names if one.name not in ours and not one.name.startswith("_xlnm.")})
    if names:
        account.kept.append(f"独自の名前{len(names)}個（{'、'.join(names[:5])}{'など' if len(names) > 5 else ''}）")  # noqa: PLR2004 - the first few
    counted = Counter(label for name in old.names for start, label in _KINDS.items() if name.startswith(start))
    account.kept += [f"{label}{count}個" for label, count in counted.items()]
    untouched = len(old.names) - len(parts.changed) - len(parts.removed)
    account.kept.append(f"ブックの部品{len(old.names)}個のうち{untouched}個は、1バイトも変えていません")
