"""Duplicates in their disguises: the same invoice number in another spelling, the same charge under another."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.reconciling import numbers
from tests.contracts.reconciling.cases import BILLED_FEE, BILLED_WEEK, FEE, WEEK, answers, codes, expected, week

FIRST = replace(BILLED_WEEK, invoice_number="INV-2026-007")


@pytest.mark.parametrize(
    "spelling",
    [
        "INV-2026-007",
        "inv-2026-007",
        "INV 2026 7",
        "INV/2026/0007",
        "Inv2026-07",
        " INV-2026-007.",
        "ＩＮＶ－2026-007",  # noqa: RUF001 - letters of another width, as some programs paste them
        "INV2026007",
        "inv 2026007",
    ],
)
def test_a_number_in_another_spelling_is_the_same_invoice(spelling):
    again = replace(FIRST, invoice_number=spelling, invoice_date=date(2025, 9, 1))

    assert codes(FIRST, again) == ["duplicate"]
    assert expected(FIRST, again) == 0


@pytest.mark.parametrize("number", ["INV-2026-070", "INV-2026-008", "INV-20-26-007", "NV-2026-007", "INV-2026-007-A"])
def test_another_number_is_another_invoice_that_bills_the_same_again(number):
    later = replace(FIRST, invoice_number=number, invoice_date=date(2025, 9, 1))
    expectation = ["duplicate"] if number == "INV-20-26-007" else ["overlap", "duplicate"]

    assert codes(FIRST, later) == expectation


def test_figures_keep_apart_what_stands_between_them():
    assert numbers.plain("1-12") != numbers.plain("11-2")
    assert numbers.bare("1-12") == numbers.bare("11-2") == "112"
    assert numbers.plain("000") == ("0",)
    assert numbers.plain("--") == ("--",)
    assert numbers.bare("--") == "--"
    assert codes(replace(FIRST, invoice_number="1-12"), week(1, invoice_number="11-2")) == []


def test_another_line_of_the_same_number_is_no_repeat_and_the_same_line_is_whatever_it_bills():
    assert codes(FIRST, week(1, invoice_number=FIRST.invoice_number, line=2)) == []
    assert codes(FIRST, week(1, invoice_number="inv 2026 7")) == ["duplicate"]
    assert codes(FIRST, replace(FIRST, line=2)) == ["overlap", "duplicate"]
    assert codes(FIRST, replace(FIRST, line=2, invoice_number="inv 2026 7")) == ["duplicate"]


def test_a_number_that_comes_again_in_another_spelling_or_of_another_day_is_the_same_invoice_unless_it_gives_back():
    of_another_day = week(1, invoice_number=FIRST.invoice_number, line=2, invoice_date=date(2025, 9, 1))
    spelt = week(2, invoice_number="inv 2026 7", line=3)
    back = replace(FIRST, net_pence=-WEEK, line=4, invoice_number="inv 2026 7", invoice_date=date(2025, 10, 1))

    assert [one.exceptions for one in answers(FIRST, of_another_day, spelt)] == [(), ("duplicate",), ("duplicate",)]
    assert expected(FIRST, spelt) == 0
    assert codes(FIRST, back) == []
    assert codes(FIRST, back, week(1, invoice_number=FIRST.invoice_number, line=5)) == []


def test_two_agencies_may_use_one_number():
    other = week(1, invoice_number="INV-2026-007", supplier="HARBOUR")

    assert codes(FIRST, other) == ["wrong_supplier"]


def test_of_a_row_that_stands_twice_one_is_matched():
    found = answers(BILLED_FEE, replace(BILLED_FEE))

    assert sorted(one.exceptions for one in found) == [(), ("duplicate",)]
    assert sorted(one.expected_pence for one in found) == [0, FEE]


def test_a_repeat_says_what_else_is_wrong_with_it_and_bills_nothing_of_its_own():
    again = replace(FIRST, invoice_number="inv 2026 7", net_pence=WEEK + 1, invoice_date=date(2025, 9, 1))
    third = week(0, invoice_number="Z", invoice_date=date(2025, 10, 1))

    assert codes(FIRST, again) == ["wrong_amount", "duplicate"]
    assert codes(FIRST, again, third) == ["overlap", "duplicate"]


def test_a_repeat_of_an_unknown_placement_is_both():
    line = replace(FIRST, placement_ref="P-9")

    assert codes(line, replace(line, invoice_number="inv 2026 7")) == ["unknown_placement", "duplicate"]


def test_a_credit_note_may_bear_the_number_of_its_invoice():
    back = replace(BILLED_FEE, net_pence=-FEE, invoice_date=date(2025, 9, 1))

    assert codes(BILLED_FEE, back) == []
