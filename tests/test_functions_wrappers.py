"""macros/xlplan_functions.bas: the wrappers xlwings itself would write, and the help for Excel's function dialogue."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.function_calls import ROOT
from xlplan.hosts import functions
from xlplan.hosts.functions.offering import LONGEST, OFFERED, Offered, in_order
from xlplan.macros.functions_module import MODULE, functions_module
from xlplan.macros.texts import TEXTS
from xlplan.template.trial_functions import ABOUT_COLUMN, FIRST_ARGUMENT_COLUMN, HELP_NAME, MOST_ARGUMENTS

COMMITTED = (ROOT / "macros" / f"{MODULE}.bas").read_text(encoding="ascii")
ALL = pytest.mark.parametrize("offered", in_order(), ids=lambda one: one.name)
_VBA_WORDS = {
    "date",
    "name",
    "string",
    "type",
    "next",
    "end",
    "case",
    "error",
    "me",
    "to",
    "is",
    "on",
    "get",
    "set",
    "let",
}


def test_the_committed_module_is_current() -> None:
    assert functions_module() == COMMITTED, "run: python -m xlplan.build"


def _functions(module: str) -> str:
    """The wrappers of a module: from the first Function to the last End Function."""
    return module[module.index("Function ") : module.rindex("End Function") + len("End Function")]


@pytest.mark.slow
def test_the_wrappers_are_those_of_xlwings() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.functions_on_com", "wrappers"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )  # fmt: skip
    # Our module adds its name, where it comes from, and RegisterFunctions; the wrappers are the same to the letter.
    assert _functions(COMMITTED) == _functions(ran.stdout)


def test_what_stands_around_the_wrappers() -> None:
    head, tail = COMMITTED.split(_functions(COMMITTED))
    assert head.startswith(f'Attribute VB_Name = "{MODULE}"\n')
    assert '#Const App = "Microsoft Excel"' in head
    assert re.findall(r"^(?:Public|Private) Sub (\w+)", tail, re.MULTILINE) == ["RegisterFunctions", "XlplanDescribe"]
    assert max(map(len, COMMITTED.splitlines())) < 1023, "longer lines are no VBA"
    assert TEXTS["category"]


def test_every_function_of_the_package_is_offered() -> None:
    assert set(functions.__all__) == set(OFFERED)
    assert all(getattr(functions, name) is OFFERED[name].call for name in OFFERED)


@ALL
def test_a_function_has_help_that_excel_takes(offered: Offered) -> None:
    assert re.fullmatch(r"xlp_[a-z_]+", offered.name)
    assert len(offered.arguments) <= MOST_ARGUMENTS
    for text in (offered.about, *(argument.help for argument in offered.arguments)):
        assert 0 < len(text) <= LONGEST
        assert re.search("[ぁ-ん].*。$", text), text
    assert offered.call.__doc__ == offered.about
    for argument in offered.arguments:
        assert re.fullmatch("[a-z]+", argument.name)
        assert argument.name not in _VBA_WORDS


def test_the_list_on_the_sheet_is_what_the_macro_reads() -> None:
    book = openpyxl.load_workbook(ROOT / "workbook" / "master.xlsm")
    sheet, area = next(iter(book.defined_names[HELP_NAME].destinations))
    rows: Any = book[sheet][area.replace("$", "")]
    assert [row[0].value for row in rows] == [one.name for one in in_order()]
    for row, one in zip(rows, in_order(), strict=True):
        helps = [row[FIRST_ARGUMENT_COLUMN - 1 + at].value for at in range(MOST_ARGUMENTS)]
        assert [help_ for help_ in helps if help_] == [argument.help for argument in one.arguments]
        assert row[ABOUT_COLUMN - 1].value == one.about


def test_no_option_of_xlwings_is_misspelt() -> None:
    """xlwings passes over options it does not know, so that a slip would go unnoticed: here are all that are used."""
    source = (Path(functions.__file__).parent / "offering.py").read_text(encoding="utf-8")
    assert re.findall(r"\b(?:arg|func)\((.*)\)\(call\)", source) == [
        "argument.name, doc=argument.help, ndim=2, err_to_str=True",
        "category=CATEGORY",
    ]
