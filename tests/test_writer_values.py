"""How every kind of value is spelled in a cell, what no cell can hold, and when a cell already holds it."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.handmade import Handmade
from tests.writing import PART, PLAIN, SHEET, cell_after, refusal, sheet_after, written
from xlplan.books.cell_values import CellValue, Formula
from xlplan.books.writer import CellEdit, Receipt, plan_changes

OLD_DATES = Handmade(PLAIN.rows, workbook_properties='<workbookPr date1904="1"/>')

SPELLED: dict[str, tuple[Handmade, CellValue, str]] = {
    "text": (PLAIN, "市税収納率", '<c r="C1" t="inlineStr"><is><t>市税収納率</t></is></c>'),
    "text that begins with =": (PLAIN, "=1+1", '<c r="C1" t="inlineStr"><is><t>=1+1</t></is></c>'),
    "text that begins with +": (PLAIN, "+81-3", '<c r="C1" t="inlineStr"><is><t>+81-3</t></is></c>'),
    "text that begins with -": (PLAIN, "-", '<c r="C1" t="inlineStr"><is><t>-</t></is></c>'),
    "text that begins with @": (PLAIN, "@SUM(A1)", '<c r="C1" t="inlineStr"><is><t>@SUM(A1)</t></is></c>'),
    "markup": (PLAIN, "<b>&'\"", '<c r="C1" t="inlineStr"><is><t>&lt;b&gt;&amp;\'&quot;</t></is></c>'),
    "spaces at the ends": (PLAIN, " 値 ", '<c r="C1" t="inlineStr"><is><t xml:space="preserve"> 値 </t></is></c>'),
    "a full-width space": (
        PLAIN,
        "\u3000字下げ",
        '<c r="C1" t="inlineStr"><is><t xml:space="preserve">\u3000字下げ</t></is></c>',
    ),
    "two lines": (PLAIN, "一\n二", '<c r="C1" t="inlineStr"><is><t xml:space="preserve">一\n二</t></is></c>'),
    "CR LF": (PLAIN, "一\r\n二", '<c r="C1" t="inlineStr"><is><t xml:space="preserve">一_x000D_\n二</t></is></c>'),
    "a control character": (PLAIN, "a\x01b", '<c r="C1" t="inlineStr"><is><t>a_x0001_b</t></is></c>'),
    "text like an escape": (PLAIN, "_x0041_", '<c r="C1" t="inlineStr"><is><t>_x005F_x0041_</t></is></c>'),
    "half a character": (PLAIN, "\ud83d", '<c r="C1" t="inlineStr"><is><t>_xD83D_</t></is></c>'),
    "empty text": (PLAIN, "", '<c r="C1" t="inlineStr"><is><t></t></is></c>'),
    "digits typed as text": (PLAIN, "007", '<c r="C1" t="inlineStr"><is><t>007</t></is></c>'),
    "a whole number": (PLAIN, 7_100_000, '<c r="C1"><v>7100000</v></c>'),
    "a number beyond a double's whole ones": (PLAIN, 2**60, '<c r="C1"><v>1152921504606846976</v></c>'),
    "a float": (PLAIN, 0.1 + 0.2, '<c r="C1"><v>0.30000000000000004</v></c>'),
    "a whole float": (PLAIN, 5.0, '<c r="C1"><v>5</v></c>'),
    "minus zero": (PLAIN, -0.0, '<c r="C1"><v>0</v></c>'),
    "a small float": (PLAIN, 1e-20, '<c r="C1"><v>1e-20</v></c>'),
    "a Decimal": (PLAIN, Decimal("98.70"), '<c r="C1"><v>98.70</v></c>'),
    "a Decimal with an exponent": (PLAIN, Decimal("7.1E+6"), '<c r="C1"><v>7100000</v></c>'),
    "a huge Decimal": (PLAIN, Decimal("1E+300"), '<c r="C1"><v>1E+300</v></c>'),
    "true": (PLAIN, True, '<c r="C1" t="b"><v>1</v></c>'),
    "false": (PLAIN, False, '<c r="C1" t="b"><v>0</v></c>'),
    "a date": (PLAIN, date(2014, 10, 1), '<c r="C1" s="5"><v>41913</v></c>'),
    "a date and time": (PLAIN, datetime.fromisoformat("2024-02-29T12:00"), '<c r="C1" s="5"><v>45351.5</v></c>'),
    "a day before the leap day that never was": (PLAIN, date(1900, 2, 28), '<c r="C1" s="5"><v>59</v></c>'),
    "the day after it": (PLAIN, date(1900, 3, 1), '<c r="C1" s="5"><v>61</v></c>'),
    "a date in a workbook that counts from 1904": (
        OLD_DATES,
        datetime.fromisoformat("2024-02-29T12:00"),
        '<c r="C1" s="5"><v>43889.5</v></c>',
    ),
    "the first day of 1904": (OLD_DATES, date(1904, 1, 1), '<c r="C1" s="5"><v>0</v></c>'),
}


@pytest.mark.parametrize(("book", "value", "xml"), SPELLED.values(), ids=SPELLED.keys())
def test_how_a_value_is_spelled(book: Handmade, value: CellValue, xml: str) -> None:
    assert cell_after(book, "C1", CellEdit(SHEET, "C1", value)) == xml


NO_VALUE: dict[str, tuple[CellValue | Formula, str]] = {
    "NaN": (math.nan, "not_a_number"),
    "infinity": (math.inf, "not_a_number"),
    "a Decimal that is none": (Decimal("NaN"), "not_a_number"),
    "a signalling Decimal": (Decimal("sNaN"), "not_a_number"),
    "a number no double holds": (10**400, "not_a_number"),
    "a Decimal no double holds": (Decimal("1E+400"), "not_a_number"),
    "32,768 characters": ("あ" * 32_768, "text_too_long"),
    "32,768 units in half as many characters": ("𠮷" * 16_384, "text_too_long"),
    "a day before 1900": (date(1899, 12, 31), "date_out_of_range"),
    "a time with a zone": (datetime(2024, 1, 1, tzinfo=UTC), "date_out_of_range"),
    "a formula of 8,193 characters": (Formula("A" * 8_193), "formula_too_long"),
    "a formula with a control character": (Formula('"\x00"'), "formula_unreadable"),
}


@pytest.mark.parametrize(("value", "code"), NO_VALUE.values(), ids=NO_VALUE.keys())
def test_what_no_cell_can_hold(value: CellValue | Formula, code: str) -> None:
    assert refusal(PLAIN, CellEdit(SHEET, "C1", value)) == code


def test_the_longest_text_and_the_last_day_are_written() -> None:
    assert "あ" * 32_767 in sheet_after(PLAIN, CellEdit(SHEET, "C1", "あ" * 32_767))
    assert "<v>2958465</v>" in sheet_after(PLAIN, CellEdit(SHEET, "C1", date(9999, 12, 31)))


FORMULAS: dict[str, tuple[Formula, str]] = {
    "without a result": (Formula("SUM(A1:B1)"), '<c r="C1"><f>SUM(A1:B1)</f></c>'),
    "with a leading =": (Formula("=A1&B1"), '<c r="C1"><f>A1&amp;B1</f></c>'),
    "with a number": (Formula("1+1", Decimal(2)), '<c r="C1"><f>1+1</f><v>2</v></c>'),
    "with a text": (Formula('"◎"', "◎"), '<c r="C1" t="str"><f>&quot;◎&quot;</f><v>◎</v></c>'),
    "with a truth": (Formula("TRUE()", cached=True), '<c r="C1" t="b"><f>TRUE()</f><v>1</v></c>'),
}


@pytest.mark.parametrize(("formula", "xml"), FORMULAS.values(), ids=FORMULAS.keys())
def test_how_a_formula_is_spelled(formula: Formula, xml: str) -> None:
    assert cell_after(PLAIN, "C1", CellEdit(SHEET, "C1", formula)) == xml


def test_an_empty_formula_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="empty formula"):
        plan_changes(PLAIN.package(), [CellEdit(SHEET, "C1", Formula("="))])


def test_dates_need_no_styles_part_and_keep_a_date_format() -> None:
    era = Handmade('<row r="1"><c r="A1" s="1"><v>40000</v></c></row>')
    assert cell_after(era, "A1", CellEdit(SHEET, "A1", date(2014, 10, 1))) == '<c r="A1" s="1"><v>41913</v></c>'
    filled = Handmade('<row r="1"><c r="A1" s="2"/></row>')
    new, _ = written(filled, CellEdit(SHEET, "A1", datetime.fromisoformat("2014-10-01T09:00")))
    added = new.read("xl/styles.xml").decode()
    assert '<c r="A1" s="5"><v>41913.375</v></c>' in new.read(PART).decode()
    assert 'cellXfs count="6"' in added
    assert '<xf numFmtId="22" fontId="0" fillId="2" borderId="0" xfId="0" applyFill="1" applyNumberFormat="1">' in added


ALREADY: dict[str, tuple[str, CellValue]] = {
    "a shared text": ('<c r="A1" t="s"><v>0</v></c>', "収納率"),
    "a shared text with a phonetic guide": ('<c r="A1" t="s"><v>1</v></c>', "市税"),
    "an inline text in runs": (
        '<c r="A1" t="inlineStr"><is><r><t>収</t></r><r><rPr><b/></rPr><t>納</t></r></is></c>',
        "収納",
    ),
    "a number spelled otherwise": ('<c r="A1" t="n"><v>5.0E0</v></c>', Decimal("5.00")),
    "a truth": ('<c r="A1" t="b"><v>1</v></c>', True),
    "a blank": ('<c r="A1" s="2"/>', None),
    "a blank that is not in the file": ("", None),
    "a text with a line end": ('<c r="A1" t="s"><v>2</v></c>', "一\r\n二"),
}


@pytest.mark.parametrize(("xml", "value"), ALREADY.values(), ids=ALREADY.keys())
def test_a_value_that_is_there_already_changes_nothing(xml: str, value: CellValue) -> None:
    shared = (
        "<t>収納率</t>",
        '<t>市税</t><rPh sb="0" eb="2"><t>シゼイ</t></rPh><phoneticPr fontId="1"/>',
        '<t xml:space="preserve">一_x000D_\r\n二</t>',
    )
    package = Handmade(f'<row r="1">{xml}</row>', shared=shared).package()
    changed, receipt = plan_changes(package, [CellEdit(SHEET, "A1", value)])
    assert (changed, receipt) == ({}, Receipt())
    assert package.replaced(changed) == package.data


DIFFERENT: dict[str, tuple[str, CellValue]] = {
    "a number against its digits as text": ('<c r="A1"><v>5</v></c>', "5"),
    "a text against a number": ('<c r="A1" t="str"><v>5</v></c>', 5),
    "a blank against empty text": ('<c r="A1"/>', ""),
    "a truth against 1": ('<c r="A1" t="b"><v>1</v></c>', 1),
    "an error against its text": ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
    "a shared text that is not there": ('<c r="A1" t="s"><v>9</v></c>', "収納率"),
}


@pytest.mark.parametrize(("xml", "value"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_a_value_of_another_kind_is_written(xml: str, value: CellValue) -> None:
    assert written(Handmade(f'<row r="1">{xml}</row>'), CellEdit(SHEET, "A1", value))[1].cells == 1
