"""The published files as bytes: name → content. Nothing is written here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from xlplan.csv_text import to_csv
from xlplan.periods import read_day
from xlplan.report.open_data.dictionary import (
    CODE_HEADERS,
    DICTIONARY_HEADERS,
    code_rows,
    data_package,
    dictionary_rows,
)
from xlplan.report.open_data.gather import Gathered, gather

if TYPE_CHECKING:
    from xlplan.report.results import PublicResults

JSON_FILE: Final = "data.json"
DICTIONARY_FILE: Final = "dictionary.csv"
CODES_FILE: Final = "codes.csv"
PACKAGE_FILE: Final = "datapackage.json"


def open_data(results: PublicResults) -> dict[str, bytes]:
    """Every file of the open data."""
    rows = gather(results, read_day(results.stamp.as_of))
    made = results.stamp.made.date().isoformat()
    files = {f"{data.name}.csv": data.to_csv(members) for data, members in rows.items()}
    package = data_package(results, made)
    return files | {
        CODES_FILE: to_csv(CODE_HEADERS, code_rows()),
        DICTIONARY_FILE: to_csv(DICTIONARY_HEADERS, dictionary_rows()),
        JSON_FILE: _json(_whole(package, rows)),
        PACKAGE_FILE: _json(package),
    }


def _whole(package: Mapping[str, Any], rows: Gathered) -> dict[str, Any]:
    meta = {name: package[name] for name in ("title", "created", "version", "asOf", "digest", "publisher")}
    return {"meta": meta, **{data.name: [data.as_json(row) for row in members] for data, members in rows.items()}}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
