"""Fiscal years, spans and half-years, as a table an officer could check line by line."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.periods import (
    Period,
    Span,
    fiscal_year_label,
    fiscal_year_last_day,
    fiscal_year_of,
    read_fiscal_year,
    read_span,
)

FISCAL_YEARS: list[tuple[object, int]] = [
    ("平成23年度", 2011),
    ("平成 23年度", 2011),
    ("２３年度", 2011),
    ("23年度", 2011),
    ("Ｈ23", 2011),
    ("H23", 2011),
    ("h23年度", 2011),
    ("平23", 2011),
    ("平成二十三年度", 2011),
    ("平成元年度", 1989),
    ("昭和60年度", 1985),
    ("令和元年度", 2019),
    ("平成31年度", 2019),
    ("平成31年度（令和元年度）", 2019),
    ("平成31（令和元）年度", 2019),
    ("R元", 2019),
    ("R1", 2019),
    ("令7", 2025),
    ("平成32年度", 2020),
    ("2014年度", 2014),
    ("西暦2014年度", 2014),
    ("2014", 2014),
    (2014, 2014),
    (2014.0, 2014),
    (23, 2011),
    ("平成26（2014）年度", 2014),
    ("2014（平成26）年度", 2014),
    ("（平成26年度）", 2014),
    ("27年度末", 2015),
    ("平成27年度中", 2015),
    ("25年2月", 2012),
    ("平成25年2月", 2012),
    ("平成25年度2月", 2013),
    ("平成28年4月1日", 2016),
    ("平成28年3月31日", 2015),
    ("H28.4.1", 2016),
    ("2015/3/31", 2014),
    (date(2015, 3, 31), 2014),
    (datetime(2015, 4, 1, 9, 0), 2015),  # noqa: DTZ001  (a workbook's dates carry no zone)
]

NO_FISCAL_YEAR: list[object] = [
    "", "年度", "毎年度", "0", "平成0年度", "平成99年度", "2.5", "25年13月", "平成26年2月30日", "平成26（2015）年度", "23～27年度",
    "平成26年当初", "元", "平成26年度まで", 23.5, True, None, float("nan"), float("inf"), "３校", "12345", 10**400, 1e300,
]  # fmt: skip

SPANS: list[tuple[object, tuple[int | None, int | None]]] = [
    ("平成23～２７年度", (2011, 2015)),
    ("平成 23～27年度", (2011, 2015)),
    ("23-27年度", (2011, 2015)),
    ("平成23年度から平成27年度まで", (2011, 2015)),
    ("H23〜H27", (2011, 2015)),
    ("～平成27年度", (None, 2015)),
    ("平成27年度まで", (None, 2015)),
    ("平成25年度～", (2013, None)),
    ("平成25年度以降", (2013, None)),
    ("25年度から", (2013, None)),
    ("平成26年度", (2014, 2014)),
    ("R元～R5", (2019, 2023)),
    ("令和元年度〜5年度", (2019, 2023)),
    ("平成30～令和4年度", (2018, 2022)),
    ("2014～2018年度", (2014, 2018)),
    ("2014～18年度", (2014, 2018)),
    (2014, (2014, 2014)),
]

PERIODS: list[tuple[object, tuple[int, int]]] = [
    ("平成26年度末", (2014, 2)),
    ("平成26年度3月末", (2014, 2)),
    ("平成27年3月末", (2014, 2)),
    ("平成27年3月31日現在", (2014, 2)),
    ("平成26年9月末", (2014, 1)),
    ("平成26年度9月末", (2014, 1)),
    ("平成26年度上半期", (2014, 1)),
    ("平成26年度下半期", (2014, 2)),
    ("平成26年度中間", (2014, 1)),
    ("平成２６年度９月末", (2014, 1)),
    ("H26末", (2014, 2)),
    ("26年度末", (2014, 2)),
    ("2014年9月末", (2014, 1)),
    ("R6.9", (2024, 1)),
    ("令和元年9月末", (2019, 1)),
    (date(2015, 3, 31), (2014, 2)),
    (date(2014, 9, 30), (2014, 1)),
    (date(2015, 3, 1), (2014, 2)),
]

# 平成26年末 is December and 平成26年上半期 ends in June: not points of the survey.
NO_PERIOD: list[object] = [
    "平成26年度", "平成26年末", "平成26年上半期", "平成26年度2月末", "平成27年3月15日", "9月末", "", 2014, None, date(2015, 3, 15), "26末",
]  # fmt: skip


@pytest.mark.parametrize(("text", "fy"), FISCAL_YEARS)
def test_a_fiscal_year_as_written_is_read(text: object, fy: int) -> None:
    assert read_fiscal_year(text) == fy


@pytest.mark.parametrize("text", NO_FISCAL_YEAR)
def test_what_names_no_single_fiscal_year_is_none(text: object) -> None:
    assert read_fiscal_year(text) is None


def test_a_bare_year_counts_in_the_era_of_the_plan() -> None:
    assert read_fiscal_year("5年度", era="令和") == 2023
    assert read_fiscal_year("5年度") == 1993


@pytest.mark.parametrize(("text", "span"), SPANS)
def test_a_span_as_written_is_read(text: object, span: tuple[int | None, int | None]) -> None:
    assert read_span(text) == Span(*span)


@pytest.mark.parametrize("dash", "～〜~－-ー―–—−‐")
def test_every_dash_makes_the_same_span(dash: str) -> None:
    assert read_span(f"平成23{dash}27年度") == Span(2011, 2015)


@pytest.mark.parametrize("text", ["", "～", "27～23年度", "毎年度", "平成23～25～27年度", "随時", None])
def test_what_is_no_span_is_none(text: object) -> None:
    assert read_span(text) is None


@pytest.mark.parametrize(("text", "expected"), PERIODS)
def test_a_half_year_as_written_is_read(text: object, expected: tuple[int, int]) -> None:
    period = Period.read(text)
    assert period is not None
    assert (period.fy, period.half) == expected


@pytest.mark.parametrize("text", NO_PERIOD)
def test_what_does_not_say_which_half_is_none(text: object) -> None:
    assert Period.read(text) is None


def test_labels_and_last_days() -> None:
    first, second = Period(2014, 1), Period(2014, 2)
    assert (first.label, first.point, first.fy_label) == ("平成26年9月末", "9月末", "平成26年度")
    assert (second.label, second.point, str(second)) == ("平成26年度末", "3月末", "平成26年度末")
    assert (first.last_day, second.last_day) == (date(2014, 9, 30), date(2015, 3, 31))
    assert Period(2019, 1).label == "令和元年9月末"


def test_half_years_stand_in_the_order_of_time() -> None:
    assert Period(2013, 2) < Period(2014, 1) < Period(2014, 2)
    assert Period(2014, 1).previous == Period(2013, 2)
    assert Period(2014, 2).previous == Period(2014, 1)


@pytest.mark.parametrize(
    ("fy", "label", "short"),
    [
        (2014, "平成26年度", "26年度"),
        (2019, "令和元年度", "元年度"),
        (1988, "昭和63年度", "63年度"),
        (1989, "平成元年度", "元年度"),
    ],
)
def test_fiscal_year_labels(fy: int, label: str, short: str) -> None:
    assert (fiscal_year_label(fy), fiscal_year_label(fy, short=True)) == (label, short)


def test_years_before_the_eras_that_plans_use_are_named_all_the_same() -> None:
    assert [fiscal_year_label(fy) for fy in (1912, 1911, 1868, 1867)] == [
        "大正元年度",
        "明治44年度",
        "明治元年度",
        "1867年度",
    ]


@given(st.integers(1927, 2078))
def test_a_printed_fiscal_year_reads_back(fy: int) -> None:
    assert read_fiscal_year(fiscal_year_label(fy)) == fy
    assert Period.read(Period(fy, 2).label) == Period(fy, 2)
    assert Period.read(Period(fy, 1).label) == Period(fy, 1)


@given(st.dates(date(1927, 1, 1), date(2078, 12, 31)))
def test_a_day_lies_between_the_ends_of_its_fiscal_years(day: date) -> None:
    fy = fiscal_year_of(day)
    assert fiscal_year_last_day(fy - 1) < day <= fiscal_year_last_day(fy)
    assert read_fiscal_year(f"{day.year}年{day.month}月{day.day}日") == fy


@given(st.text(alphabet="平成令和昭元年度月末日～-から以降まで0123456789１２３．./()HR 　十二", max_size=14))
def test_no_text_ever_raises(text: str) -> None:
    for read in (read_fiscal_year(text), read_span(text), Period.read(text)):
        assert read is None or isinstance(read, int | Span | Period)
