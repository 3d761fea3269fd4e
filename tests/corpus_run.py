"""`make corpus CORPUS=folder`: what becomes of other people's workbooks when they are written to, counted.

Every workbook of the folder is changed in five ways, each proved part by part: one value (`doctor --try-write`), a free
cell with a mark, three rows below every table, and every table, column and macro of ours (`upgrade`). It is either
written with nothing lost or refused with a reason. An independent validator reads what was written, and LibreOffice opens
a sample of many features. The counts are written to docs/safe-writing.md.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

from openxml_audit import FileFormat, OpenXmlValidator

from xlplan.books.addresses import cell_name
from xlplan.books.file import FileBook
from xlplan.books.package import Package
from xlplan.books.reading import CODES
from xlplan.books.refusal import Refused
from xlplan.books.save import Parts, prove
from xlplan.books.sheet_xml import SheetXml
from xlplan.books.table_xml import tables_of
from xlplan.books.trial import try_write
from xlplan.books.workbook_xml import Workbook
from xlplan.books.writer import CellEdit, Edit, Mark, TableEdit, plan_changes
from xlplan.build import MASTER
from xlplan.messages import Level
from xlplan.upgrade import CannotUpgrade, plan_upgrade

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "safe-writing.md"
LAWFUL: Final = CODES | {
    "signed", "unusual_xml", "binary_workbook", "zip64", "stray_bytes", "duplicate_names", "ole_encrypted",
    "ole_old_excel", "ole_unknown", "not_zip", "sheet_missing", "malformed_xml", "bad_address", "cells_out_of_order",
    "rows_out_of_order", "no_styles", "array_formula", "merged_cell", "pivot_table", "totals_row", "table_from_outside",
    "formula_not_fillable", "below_not_empty", "below_merged", "below_table", "below_pivot", "no_such_cell",
    "theirs_in_the_way",
}  # fmt: skip
"""What a file may be refused for: its own state, or an edit that Excel would not allow or would have to move cells for."""
WAYS: Final = {
    "value": "one value changed (`doctor --try-write`)",
    "cell": "a free cell filled and marked",
    "table": "three rows added to a table",
    "upgrade": "every sheet, table and macro of ours added (`upgrade`)",
}
_AT: Final = dt.datetime(2015, 4, 20, 9, 0)  # noqa: DTZ001 - wall clock of the office
_VALIDATED: Final = {"value": 1, "cell": 1, "table": 1, "upgrade": 8}
"""Way → every how many-th file its result is validated; a validator takes seconds for thirty sheets more."""
_OPENED: Final = 40
"""Files that LibreOffice opens."""


class Write(NamedTuple):
    """One way in which one workbook was written to.

    Attributes:
        way: of `WAYS`.
        refused: code; "" when it was written.
        kept, changed, removed, added: numbers of parts; lost: names of parts that are missing and should not be.
        worse: what the validator says of the result and not of the original; None when it was not asked.
    """

    way: str
    refused: str = ""
    kept: int = 0
    changed: int = 0
    removed: int = 0
    added: int = 0
    lost: tuple[str, ...] = ()
    worse: tuple[str, ...] | None = None


class Met(NamedTuple):
    """What became of one workbook; `features`: kinds of part that it has."""

    name: str
    features: frozenset[str]
    writes: tuple[Write, ...]

    @property
    def faults(self) -> list[str]:
        """What must not be."""
        found = [f"{one.way}: lost {', '.join(one.lost)}" for one in self.writes if one.lost]
        found += [f"{one.way}: {text}" for one in self.writes for text in one.worse or ()]
        found += [f"{one.way}: refused as {one.refused}" for one in self.writes if one.refused not in {"", *LAWFUL}]
        return [f"{self.name}: {text}" for text in found]


def findings(path: Path, data: bytes) -> Counter[str]:
    """The validator's errors, numbers left out. Its warning about inline texts is benign: Excel moves them itself."""
    path.write_bytes(data)
    errors = OpenXmlValidator(file_format=FileFormat.OFFICE_2019, max_errors=0).validate(str(path)).errors
    texts = (re.sub(r"[0-9]+", "#", error.description) for error in errors)
    return Counter(text for text in texts if "inline string" not in text.lower())


def edited(package: Package, edits: Sequence[Edit]) -> tuple[Package, Parts]:
    """The package after the edits, proved; made again, the edits of cells change nothing more."""
    changed, receipt = plan_changes(package, edits)
    parts = Parts(changed, receipt.removed)
    new = Package.from_bytes(package.replaced(*parts))
    prove(package, new, parts)
    if plan_changes(new, [edit for edit in edits if not isinstance(edit, TableEdit)])[0]:
        raise AssertionError("writing the same again changes something")
    return new, parts


def free_cell_edits(package: Package) -> list[Edit]:
    """A figure in a free cell of the first sheet, and a mark on it."""
    sheet = next(sheet for sheet in Workbook.of(package).sheets if sheet.kind == "worksheet")
    xml = SheetXml(package.read(sheet.part), sheet.part)
    row = max(xml.rows, default=1)
    free = cell_name(row, min(max(xml.cells(row), default=1) + 1, 16_384))
    return [CellEdit(sheet.name, free, 12.5), Mark(sheet.name, free, Level.SERIOUS)]


def table_edits(package: Package) -> list[TableEdit]:
    """Three rows for each table."""
    return [
        TableEdit(table.name, append=[[None if column.formula else "追加" for column in table.columns]] * 3)
        for sheet in Workbook.of(package).sheets
        if sheet.kind == "worksheet"
        for table in tables_of(package, sheet)
    ]


def meet(source: Path, number: int, folder: Path) -> Met:
    """Write to one workbook in every way; results that LibreOffice may open are left in `folder` by its name."""
    scratch = folder / f"{number}_scratch.xlsx"
    try:
        package = Package.open(source)
    except Refused as refused:
        return Met(source.name, frozenset(), (Write("value", refused.code),))
    before: list[Counter[str]] = []

    def written(way: str, new: Package, parts: Parts) -> Write:
        worse = None
        if number % _VALIDATED[way] == 0:
            before.extend([findings(scratch.with_suffix(source.suffix), package.data)] if not before else [])
            suffix = ".xlsm" if way == "upgrade" else source.suffix
            worse = tuple((findings(scratch.with_suffix(suffix), new.data) - before[0]).elements())
        lost = [name for name in package.names if name not in new and name not in parts.removed]
        kept = sum(name in package and new.raw(name) == package.raw(name) for name in new.names)
        changed = sum(name in package for name in new.names) - kept
        return Write(way, "", kept, changed, len(parts.removed), len(parts.added), tuple(lost), worse)

    writes = list(_tried("value", lambda: _value(source, folder / source.name, written)))
    ways: list[tuple[str, Callable[[], list[list[Edit]]]]] = [
        ("cell", lambda: [free_cell_edits(package)]),
        ("table", lambda: [[edit] for edit in table_edits(package)]),
    ]
    for way, edits in ways:
        for own in _edits(way, edits, writes):
            writes += _tried(way, lambda own=own, way=way: written(way, *edited(package, own)))  # type: ignore[misc]
    if source.suffix in (".xlsx", ".xlsm"):
        writes += _tried("upgrade", lambda: _upgraded(source, package, written))
    for path in folder.glob(f"{scratch.stem}.*"):
        path.unlink()
    return Met(source.name, frozenset(map(_kind, package.names)), tuple(writes))


def _edits(way: str, edits: Callable[[], list[list[Edit]]], writes: list[Write]) -> list[list[Edit]]:
    try:
        return edits()
    except Refused as refused:
        writes.append(Write(way, refused.code))
        return []


def _tried(way: str, write: Callable[[], Write]) -> Iterator[Write]:
    try:
        yield write()
    except Refused as refused:
        yield Write(way, refused.code)
    except CannotUpgrade:
        yield Write(way, "theirs_in_the_way")


Written = Callable[[str, Package, Parts], Write]


def _value(source: Path, copy: Path, written: Written) -> Write:
    trial = try_write(source, copy, _AT)
    return written("value", Package.open(copy), Parts({}, trial.removed))


def _upgraded(source: Path, package: Package, written: Written) -> Write:
    planned = plan_upgrade(FileBook(source), FileBook(MASTER))
    new = Package.from_bytes(package.replaced(*planned.parts))
    prove(package, new, planned.parts)
    return written("upgrade", new, planned.parts)


def _kind(part: str) -> str:
    """xl/charts/chart12.xml → xl/charts/chart."""
    return re.sub(r"\d*\.\w+$", "", part)


def sample(met: Sequence[Met], count: int) -> list[str]:
    """Names of files that were written to, chosen so that together they have as many kinds of part as can be."""
    left = {one.name: one.features for one in met if one.writes and not one.writes[0].refused}
    seen: set[str] = set()
    chosen: list[str] = []
    while left and len(chosen) < count:
        name = max(left, key=lambda one: len(left[one] - seen))
        seen |= left.pop(name)
        chosen.append(name)
    return chosen


def opened(paths: Iterable[Path], folder: Path) -> set[str]:
    """Names of the files that LibreOffice opens and can write anew."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return set()
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "ods"]
    command += ["--outdir", str(folder)]
    wanted = {folder / f"{path.stem}.ods": path for path in paths}
    # All at once, since starting takes longest; then each that is missing by itself, since one may have taken others along.
    for some in (list(wanted), *([one] for one in wanted)):
        if missing := [str(wanted[one]) for one in some if not one.exists()]:
            subprocess.run([*command, *missing], check=False, capture_output=True, timeout=900)
    return {path.name for one, path in wanted.items() if one.exists() and one.stat().st_size}


def run(corpus: Path, folder: Path, most: int = _OPENED) -> tuple[list[Met], list[str], set[str]]:
    """Meet every workbook of a folder: what became of each, the names LibreOffice was given, those it opened."""
    sources = sorted(path for path in corpus.iterdir() if path.suffix.lower().startswith(".xl"))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        met = list(pool.map(meet, sources, range(len(sources)), [folder] * len(sources)))
    chosen = sample(met, most)
    theirs = opened((corpus / name for name in chosen), folder / "before")
    ours = opened((folder / name for name in chosen), folder / "after")
    return met, [name for name in chosen if name in theirs], ours


def counted(met: Sequence[Met]) -> list[str]:
    """The rows of the table: per way, written, refused, parts, validator."""
    rows = []
    for way, words in WAYS.items():
        writes = [write for one in met for write in one.writes if write.way == way]
        done = [write for write in writes if not write.refused]
        checked = [write for write in done if write.worse is not None]
        numbers = (
            len(writes), len(done), len(writes) - len(done), sum(len(write.lost) for write in done),
            sum(write.kept for write in done), sum(write.changed for write in done), sum(write.removed for write in done),
            len(checked), sum(len(write.worse or ()) for write in checked),
        )  # fmt: skip
        rows.append(f"| {words} | " + " | ".join(f"{number:,}" for number in numbers) + " |")
    return rows


def refusals(met: Sequence[Met]) -> Iterator[str]:
    """A row per reason: how many times, in how many files, in which ways."""
    reasons: dict[str, list[tuple[str, str]]] = {}
    for one in met:
        for write in one.writes:
            if write.refused:
                reasons.setdefault(write.refused, []).append((one.name, write.way))
    for code, places in sorted(reasons.items(), key=lambda item: -len(item[1])):
        ways = Counter(way for _, way in places)
        told = ", ".join(f"{way} {count}" for way, count in ways.items())
        yield f"| `{code}` | {len({name for name, _ in places})} | {told} |"


_PAGE: Final = """\
# Writing to workbooks of other people's making

The writer changes an existing workbook part by part and proves each save before it replaces anything (`books/save.py`).
This page counts what that comes to over a folder of {files:,} workbooks that other programs and people made, with {kinds:,}
kinds of part between them. `make corpus CORPUS=folder` writes it; the folder is not part of the project.

| edit | tried | written | refused | parts lost | parts the same byte for byte | parts changed | calculation chains dropped | validated | new errors |
|---|---|---|---|---|---|---|---|---|---|
{rows}

- **Lost** is a part that is missing and is no calculation chain, which Excel makes anew. A part is the same when its very
  bytes in the package are.
- **New errors** are those an independent validator (openxml-audit) finds in the result and not in the original.
- **LibreOffice** was given {given} of the results, chosen to have as many kinds of part as can be, and opened {opened} (of those
  whose originals it opens). It is too lenient to prove much; Excel itself is not part of this run.

## Refused

Before anything is written, with this reason. `upgrade` is refused when something of theirs stands where ours would.

| reason | files | in which edit |
|---|---|---|
{refusals}

Run on {date}: {machine}.
"""


def page(met: Sequence[Met], given: Sequence[str], ours: set[str]) -> str:
    """docs/safe-writing.md."""
    words: dict[str, Any] = {
        "files": len(met),
        "kinds": len({kind for one in met for kind in one.features}),
        "rows": "\n".join(counted(met)),
        "given": len(given),
        "opened": len(ours & set(given)),
        "refusals": "\n".join(refusals(met)),
        "date": f"{dt.date.today():%Y-%m-%d}",  # noqa: DTZ011 - the day on the machine's own calendar
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
    }
    return _PAGE.format(**words)


def main() -> int:
    """Run over the folder named and write the page; 1 when anything was lost or made worse."""
    with tempfile.TemporaryDirectory() as folder:
        met, given, ours = run(Path(sys.argv[1]), Path(folder))
    faults = [fault for one in met for fault in one.faults]
    faults += [f"{name}: LibreOffice does not open it any more" for name in given if name not in ours]
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    text = page(met, given, ours)
    if not faults:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
