"""`python -m xlplan.build`: make everything that is generated, the same on every machine.

The generated files of macros/, workbook/master.xlsm from workbook/source and macros/, templates/, and the pages of
docs/ that say what the code says. The committed files are this module's output; tests hold them to that.
"""

from __future__ import annotations

import sys
from pathlib import Path

from xlplan.hosts.functions.examples import functions_shown
from xlplan.macros.sources import FOLDER, generated
from xlplan.macros.workbook import with_macros
from xlplan.manual import pages
from xlplan.report import readability
from xlplan.source import SourceError, load_source
from xlplan.template.form_sample import build_return_template
from xlplan.template.master import build_master
from xlplan.template.reports import NAMES, build_template
from xlplan.vba.project import ProjectError

SOURCE = Path("workbook/source")
MASTER = Path("workbook/master.xlsm")
TEMPLATES = Path("templates")
RETURN = TEMPLATES / "return.xlsx"
DOCS = Path("docs")
READABILITY = "機械可読性.md"


def master(source: Path, macros: Path) -> bytes:
    """The city's master as it is given out: plan, examples of the functions, macros and ribbon.

    SourceError or ProjectError (a file does not read), naming the file.
    """
    rows = load_source(source)
    return with_macros(build_master(rows, functions_shown(rows)), macros)


def main() -> int:
    """Build from the project folder; exit code 2 when a source file does not read."""
    for name, text in generated().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    try:
        data = master(SOURCE, FOLDER)
    except (SourceError, ProjectError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    MASTER.write_bytes(data)
    build_return_template(RETURN)
    for name in NAMES:
        (TEMPLATES / name).write_bytes(build_template(name))
    docs = pages() | {READABILITY: readability.page()}
    for name, text in docs.items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    made = [
        *(FOLDER / name for name in generated()),
        MASTER,
        RETURN,
        *(TEMPLATES / name for name in NAMES),
        *(DOCS / name for name in docs),
    ]
    sys.stdout.write("".join(f"{path}\n" for path in made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
