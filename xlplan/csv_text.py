"""CSV that opens right in Excel and reads back without loss: one header row, one line per record, no formula.

A spreadsheet takes a text that begins with a sign for a formula. Such a text is written with one apostrophe before it,
and so is a text that begins with an apostrophe; `unguarded` takes one apostrophe away, so nothing is lost. A text of one
sign alone (the verdict －) is no formula and stays as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from xlplan.findings import CannotRun
from xlplan.rounding import plain

GUARD: Final = "'"
_SIGNS: Final = frozenset("=+-@＝＋－＠")
"""Full-width signs too: Japanese Excel takes them for the same."""
_BREAKS: Final = re.compile(r"\s*[\r\n\u2028\u2029\x0b\x0c\x85]+\s*")
_RUNS: Final = re.compile(r"\s{2,}|\t")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

Scalar = str | Decimal | int | float | None


class NotOurCsv(CannotRun):
    """The bytes are not a CSV file as written here."""


def guarded(text: str) -> str:
    """The text as it is written: one apostrophe before what a spreadsheet would take for a formula."""
    formula = len(text) > 1 and text[0] in _SIGNS
    return GUARD + text if formula or text.startswith((GUARD, "\t")) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text.removeprefix(GUARD)


def one_line(text: str) -> str:
    """Prose on one line: a line break or a run of white space becomes one space, other control characters go."""
    return _RUNS.sub(" ", _BREAKS.sub(" ", _CONTROLS.sub("", text))).strip()


def to_csv(headers: Sequence[str], rows: Iterable[Sequence[Scalar]]) -> bytes:
    """UTF-8 with BOM so that Excel reads Japanese; figures as bare digits; blank where there is no value."""
    return encoded([headers, *([_field(value) for value in row] for row in rows)])


def encoded(lines: Iterable[Sequence[str]]) -> bytes:
    """Fields as they are, header first, quoted where they hold a comma or a quotation mark."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(lines)
    return file.getvalue().encode("utf-8-sig")


def records_to_csv(records: Sequence[Mapping[str, Scalar]]) -> bytes:
    """Records with the same keys; the keys are the headers. No records make an empty header row."""
    headers = list(records[0]) if records else []
    return to_csv(headers, ([record[name] for name in headers] for record in records))


def from_csv(data: bytes) -> tuple[list[str], list[list[str]]]:
    """(headers, rows) with every field as its text, guards still on. NotOurCsv when encoding or shape differ."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotOurCsv("CSVの文字コードがUTF-8ではありません。") from error
    if not text.startswith("\ufeff"):
        raise NotOurCsv("CSVの先頭にBOMがありません。Excelで開くと文字化けします。")
    try:
        lines = list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))
    except csv.Error as error:
        raise NotOurCsv("CSVの引用符の対応が正しくありません。") from error
    if not lines:
        raise NotOurCsv("CSVに見出しの行がありません。")
    return lines[0], lines[1:]


def _field(value: Scalar) -> str:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    return "" if value is None else str(value)
