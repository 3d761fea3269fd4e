"""Any package is read, or refused as BrokenWorkbook; and what can be read can be written to safely, or is refused.

The first byte of an input picks the part of a sound workbook that the rest replaces, so that mutations reach the XML and
not only the checksums of the zip; 255 stands for the whole file.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["xlplan"]):
    from xlplan.books.contents import Wanted, outcome_of
    from xlplan.books.package import Package
    from xlplan.books.part_edits import CellEdit
    from xlplan.books.reading import BrokenWorkbook
    from xlplan.books.refusal import Refused
    from xlplan.books.save import Parts, prove
    from xlplan.books.writer import plan_changes

from tests import hostile

PARTS: Final = hostile.parts()
NAMES: Final = tuple(PARTS)
WHOLE: Final = 255
WANTED: Final = Wanted(plain=(), scanned=("回答",))
EDIT: Final = (CellEdit("回答", "B2", 7),)


def package_of(data: bytes) -> bytes:
    """The workbook an input stands for."""
    if not data or data[0] == WHOLE:
        return data[1:]
    return hostile.packed({**PARTS, NAMES[data[0] % len(NAMES)]: data[1:]})


def one_input(data: bytes) -> None:
    """Read it, and write to it: every refusal is one of ours, every write is proved."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx", dir="/dev/shm") as file:
        file.write(package_of(data))
        file.flush()
        outcome = outcome_of(Path(file.name), WANTED)
        if isinstance(outcome, BrokenWorkbook):
            return
        try:
            package = Package.open(Path(file.name))
            changed, receipt = plan_changes(package, EDIT)
            parts = Parts(changed, receipt.removed)
            prove(package, Package.from_bytes(package.replaced(*parts)), parts)
        except Refused as refused:
            if refused.code == "proof_failed":
                raise


def seeds(folder: Path) -> None:
    """Every part of the sound workbook, the workbook itself, and every hostile file, as inputs to begin with."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(PARTS.values()):
        (folder / f"part{number}").write_bytes(bytes([number]) + part.encode())
    for name, build in vars(hostile).items():
        if callable(build) and getattr(build, "__module__", "") == hostile.__name__ and not name.startswith("_"):
            try:
                made = build()
            except TypeError:  # a function that takes arguments is a piece of others
                continue
            if isinstance(made, bytes) and len(made) < 20_000:
                (folder / name).write_bytes(bytes([WHOLE]) + made)


if __name__ == "__main__":
    seeds(Path(sys.argv[1]))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
