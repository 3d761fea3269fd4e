"""CSV as it is published: opens in Excel as text and figures, reads back as it was."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.csv_text import NotOurCsv, from_csv, guarded, one_line, to_csv, unguarded

FORMULAS = ("=1+1", "+81-3", "-2+3", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A", "\t=1", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_written_as_text(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["－", "-", "○", "3 校", "協働（新規）", "", "a=b"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@given(st.text())
def test_no_text_is_lost_by_the_guard(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple("=+-@＝＋－＠\t")) or len(text) == 1


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_what_is_written_reads_back_one_line_a_record(rows: list[tuple[str, str]]) -> None:
    flat = [(one_line(a), one_line(b)) for a, b in rows]
    data = to_csv(("甲", "乙"), flat)
    headers, lines = from_csv(data)
    assert headers == ["甲", "乙"]
    assert [tuple(map(unguarded, line)) for line in lines] == flat
    assert data.count(b"\n") == len(rows) + 1


def test_figures_are_bare_digits_and_a_minus_is_no_formula() -> None:
    data = to_csv(("値",), [(Decimal("7100000.0"),), (Decimal("-0.5"),), (Decimal("1E+3"),), (None,), (0,)])
    assert data == '\ufeff値\r\n7100000\r\n-0.5\r\n1000\r\n""\r\n0\r\n'.encode()


def test_prose_on_one_line_keeps_its_words() -> None:
    assert one_line(" 第1\r\n第2\n\n第3\t第4\x07　　第5 ") == "第1 第2 第3 第4 第5"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("甲\r\n".encode(), "BOM"),
        ("甲\r\n".encode("cp932"), "UTF-8"),
        (b"\xef\xbb\xbf", "見出し"),
        ('\ufeff甲\r\n"乙\r\n'.encode(), "引用符"),
    ],
)
def test_other_files_are_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NotOurCsv, match=reason):
        from_csv(data)
