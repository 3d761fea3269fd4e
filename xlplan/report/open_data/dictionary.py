"""What goes with the data: a dictionary of every column, the code table, and a Table Schema for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from xlplan.choices import LISTS, SCHEDULE_WORDS, NoVerdict, Symbol
from xlplan.report.open_data.records import DATA_SETS
from xlplan.report.open_data.words import DataSet, Item, Type

if TYPE_CHECKING:
    from xlplan.report.results import PublicResults

_TYPE_WORDS: Final = {Type.STRING: "文字列", Type.INTEGER: "整数", Type.NUMBER: "数値", Type.DATE: "日付"}
_CODE_MEANINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "進捗区分": SCHEDULE_WORDS,
    "判定記号": {symbol.value: symbol.word for symbol in Symbol},
    "時点": {"9月末": "9月30日の時点（年度の途中）", "3月末": "3月31日の時点（年度の終わり）"},
    "判定なしの理由": {why.value: f"{why.value}のため判定しない" for why in NoVerdict},
}
"""Code table → code → meaning; other tables' codes are words that say what they mean."""

DICTIONARY_HEADERS: Final = (
    "ファイル名", "順", "項目名", "項目の物理名", "型", "単位", "説明", "コード表", "空欄の意味", "行を見分ける項目",
)  # fmt: skip
CODE_HEADERS: Final = ("コード表", "コード", "意味")


def dictionary_rows() -> Iterator[tuple[str | int, ...]]:
    """One row per column of every file. Shape: DICTIONARY_HEADERS."""
    for data in DATA_SETS:
        for order, (name, item) in enumerate(data.items.items(), start=1):
            kind = _TYPE_WORDS[data.type_of(name)]
            key = "はい" if name in data.key else "いいえ"
            blank = item.blank or "空欄はない"
            yield (
                f"{data.name}.csv",
                order,
                item.header,
                name,
                kind,
                item.unit or "なし",
                item.about,
                item.codes or "なし",
                blank,
                key,
            )


def code_rows() -> Iterator[tuple[str, str, str]]:
    """One row per code. Shape: CODE_HEADERS."""
    for table in dict.fromkeys(item.codes for item in _every_item() if item.codes):
        for code in codes_of(table):
            yield table, code, _CODE_MEANINGS.get(table, {}).get(code, code)


def codes_of(table: str) -> tuple[str, ...]:
    """The codes of a code table in order."""
    return LISTS[table] if table in LISTS else tuple(_CODE_MEANINGS[table])


def data_package(results: PublicResults, made: str) -> dict[str, Any]:
    """The files as a Data Package with a Table Schema each, for programs that read the data.

    Args:
        results: whose files they are.
        made: date of making, ISO.
    """
    stamp = results.stamp
    return {
        "name": "reform-plan-progress",
        "title": f"{stamp.city} {stamp.plan} 進捗状況（{results.period.label}）",
        "created": made,
        "version": results.period.label,
        "digest": stamp.digest,
        "asOf": stamp.as_of,
        "publisher": f"{stamp.city} {stamp.office}",
        "encoding": "utf-8（BOMあり）",
        "guard": "文字列の項目が = + - @（全角を含む）とタブで始まるとき、先頭に ' を1つ加えています。' で始まるときも同じです。"
        "読み込むときは、先頭の ' を1つ取り除いてください。記号1字だけの項目には加えていません。",
        "resources": [_resource(data) for data in DATA_SETS],
    }


def _resource(data: DataSet) -> dict[str, Any]:
    return {
        "name": data.name,
        "path": f"{data.name}.csv",
        "title": data.title,
        "description": data.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [_field(data, name, item) for name, item in data.items.items()],
            "primaryKey": [data.items[name].header for name in data.key],
            "missingValues": [""],
        },
    }


def _field(data: DataSet, name: str, item: Item) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": item.header,
        "jsonName": name,
        "type": data.type_of(name).value,
        "description": item.about,
    }
    if item.unit:
        field["unit"] = item.unit
    constraints: dict[str, Any] = {} if item.blank else {"required": True}
    if item.codes:
        constraints["enum"] = list(codes_of(item.codes))
    return field | ({"constraints": constraints} if constraints else {})


def _every_item() -> Iterator[Item]:
    for data in DATA_SETS:
        yield from data.items.values()
