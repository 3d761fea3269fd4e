"""`python -m xlplan.build`: make everything that is generated, the same on every machine.

workbook/master.xlsx from workbook/source, templates/return.xlsx, and the pages of docs/ that say what the code says. The
committed files are this module's output; tests hold them to that.
"""

from __future__ import annotations

import sys
from pathlib import Path

from xlplan.manual import pages
from xlplan.source import SourceError, load_source
from xlplan.template.form_sample import build_return_template
from xlplan.template.master import build_master

SOURCE = Path("workbook/source")
MASTER = Path("workbook/master.xlsx")
RETURN = Path("templates/return.xlsx")
DOCS = Path("docs")


def main() -> int:
    """Build from the project folder; exit code 2 when a source file does not read."""
    try:
        data = build_master(load_source(SOURCE))
    except SourceError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    MASTER.write_bytes(data)
    build_return_template(RETURN)
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{MASTER}\n{RETURN}\n" + "".join(f"{DOCS / name}\n" for name in pages()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
