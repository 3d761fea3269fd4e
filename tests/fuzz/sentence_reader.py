"""Any text is read as a target sentence or said not to be one; nothing raises, and the answer can be written as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["xlplan"]):
    from xlplan.figures import read_figure
    from xlplan.periods import Period
    from xlplan.sentences import explain

SENTENCES = Path(__file__).resolve().parent.parent / "sentences.tsv"


def one_input(data: bytes) -> None:
    """Read it as a sentence, a figure and a period."""
    text = data.decode("utf-8", "ignore")
    json.dumps(explain(text).as_json(), ensure_ascii=False)
    read_figure(text)
    Period.read(text)


def seeds(folder: Path) -> None:
    """The sentences of the tests as inputs to begin with."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, line in enumerate(SENTENCES.read_text(encoding="utf-8").splitlines()):
        (folder / f"{number}").write_text(line.split("\t")[0], encoding="utf-8")


if __name__ == "__main__":
    seeds(Path(sys.argv[1]))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
