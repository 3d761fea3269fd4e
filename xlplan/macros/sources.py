"""The sources in `macros/` as modules, and the project they make."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from xlplan.macros import functions_module, texts, xlwings_module
from xlplan.macros.ribbon import ribbon_xml
from xlplan.vba.project import Module, ProjectError, module, new_project, write_project
from xlplan.vba.project_stream import Kind

FOLDER: Final = Path("macros")
RIBBON: Final = "ribbon.xml"

_EXPORT_HEAD: Final = re.compile(r"VERSION [^\n]*\nBEGIN\n(?:.*\n)*?END\n")
_NAME: Final = re.compile(r'^Attribute VB_Name = "([^"]*)"$', re.MULTILINE)
_WORKBOOK: Final = "0{00020819-0000-0000-C000-000000000046}"
_SHEET: Final = "0{00020820-0000-0000-C000-000000000046}"
_SHEET_SOURCE: Final = """\
Attribute VB_Name = "{name}"
Attribute VB_Base = "{base}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""


def generated() -> dict[str, str]:
    """File name → text of every file of the folder that is made, not written."""
    return {
        f"{xlwings_module.MODULE}.bas": xlwings_module.xlwings_module(),
        f"{texts.MODULE}.bas": texts.texts_module(),
        f"{functions_module.MODULE}.bas": functions_module.functions_module(),
        RIBBON: ribbon_xml(),
    }


def read_sources(folder: Path) -> tuple[Module, ...]:
    """Every `.bas` and `.cls` of a folder: the workbook's own module first, then by name.

    ProjectError for one that is not ASCII, or whose name inside is not that of its file.
    """
    found = [_read(path) for path in sorted(folder.iterdir()) if path.suffix in (".bas", ".cls")]
    return tuple(sorted(found, key=lambda one: (one.kind is not Kind.DOCUMENT, one.name.casefold())))


def _read(path: Path) -> Module:
    try:
        text = path.read_text(encoding="ascii")
    except UnicodeDecodeError as error:
        raise ProjectError(
            f"{path.name}: macro sources are ASCII; texts belong into xlplan/macros/texts.py ({error})"
        ) from None
    text = _EXPORT_HEAD.sub("", text, count=1)
    name = _NAME.search(text)
    if not name or name[1] != path.stem:
        raise ProjectError(f"{path.name}: Attribute VB_Name is not {path.stem}")
    kind = Kind.MODULE if path.suffix == ".bas" else Kind.DOCUMENT if _WORKBOOK in text else Kind.CLASS
    return module(path.stem, kind, text)


def sheet_module(code_name: str) -> Module:
    """The empty module that every sheet has in a project."""
    return module(code_name, Kind.DOCUMENT, _SHEET_SOURCE.format(name=code_name, base=_SHEET))


def project_of(folder: Path, code_names: Iterable[str]) -> bytes:
    """`vbaProject.bin` of a workbook whose sheets have these code names."""
    sources = read_sources(folder)
    documents = [one for one in sources if one.kind is Kind.DOCUMENT]
    others = [one for one in sources if one.kind is not Kind.DOCUMENT]
    return write_project(new_project([*documents, *map(sheet_module, code_names), *others]))
