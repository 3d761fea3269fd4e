"""What works on the newest Python 3.11 must work on the first: Debian 12 ships 3.11.2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "xlplan"
POSSESSIVE_GROUP = re.compile(r"\)[*+?}]\+")


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_pattern_repeats_a_group_possessively(path: Path) -> None:
    """cpython#106052, mended in 3.11.5: such a pattern silently matches less than it should."""
    patterns = [
        line for line in path.read_text(encoding="utf-8").splitlines() if re.search(r"""r[bf]?["']|[bf]r["']""", line)
    ]
    assert [line for line in patterns if POSSESSIVE_GROUP.search(line)] == []
