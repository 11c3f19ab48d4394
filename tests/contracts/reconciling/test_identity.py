"""Whose line it is: the placement, the council, the agency, when both confirmed, when it was invoiced, and its VAT."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.contracts.reconciling.cases import (
    AS_OF,
    BILLED_FEE,
    BILLED_WEEK,
    CHILD,
    EDINBURGH,
    FEE,
    MOVED_IN,
    PRICES,
    answers,
    codes,
    expected,
)


def test_a_line_that_agrees_in_everything_is_matched_for_certain():
    (answer,) = answers(BILLED_FEE)

    assert (answer.status, answer.exceptions, answer.placement_ref) == ("matched", (), "P-1")
    assert (answer.expected_pence, answer.confidence) == (FEE, Decimal(1))
    assert answer.because == "placement, authority, agency, charge, days and amount agree"


@pytest.mark.parametrize("ref", [None, "P-9", "p-1", "P-01", "P-1 "])
def test_a_reference_counts_exactly_as_it_is_written(ref):
    assert codes(replace(BILLED_FEE, placement_ref=ref)) == ["unknown_placement"]


def test_a_line_to_another_council_or_from_another_agency_is_sent_back():
    assert codes(replace(BILLED_FEE, authority_code=EDINBURGH)) == ["wrong_authority"]
    assert codes(replace(BILLED_FEE, supplier="HARBOUR")) == ["wrong_supplier"]
    assert codes(replace(BILLED_FEE, supplier="rowan", authority_code=EDINBURGH)) == [
        "wrong_authority",
        "wrong_supplier",
    ]


def test_what_is_sent_back_leaves_room_for_the_right_line():
    for cell in ({"supplier": "HARBOUR"}, {"authority_code": EDINBURGH}):
        wrong = replace(BILLED_FEE, invoice_number="INV-0", invoice_date=MOVED_IN, **cell)
        wrong_week = replace(BILLED_WEEK, invoice_number="W-0", invoice_date=MOVED_IN, **cell)

        assert codes(wrong, BILLED_FEE) == []
        assert codes(wrong_week, BILLED_WEEK) == []


@pytest.mark.parametrize(
    ("confirmed_on", "found"), [(None, ["not_confirmed"]), (AS_OF, []), (date(2026, 4, 1), ["not_confirmed"])]
)
def test_a_placement_counts_from_the_day_on_which_both_had_confirmed_it(confirmed_on, found):
    placement = replace(CHILD, confirmed_on=confirmed_on)

    assert codes(BILLED_FEE, placements=[placement]) == found
    assert expected(BILLED_FEE, placements=[placement]) == FEE


def test_nobody_can_have_confirmed_a_child_who_has_yet_to_move_in():
    early = replace(BILLED_FEE, invoice_date=MOVED_IN)

    assert codes(early, as_of=MOVED_IN, placements=[replace(CHILD, confirmed_on=date(2025, 6, 1))]) == []
    assert codes(early, as_of=date(2025, 6, 9), placements=[replace(CHILD, confirmed_on=date(2025, 6, 1))]) == [
        "not_confirmed"
    ]


def test_an_invoice_may_bear_the_day_of_moving_in_and_not_the_day_before():
    assert codes(replace(BILLED_FEE, invoice_date=MOVED_IN)) == []
    assert codes(replace(BILLED_FEE, invoice_date=date(2025, 6, 9))) == ["before_placement"]


@pytest.mark.parametrize(
    ("treatment", "vat_pence", "found"),
    [
        ("exempt", None, []),
        ("exempt", 0, []),
        ("exempt", 1, ["vat_on_exempt"]),
        ("zero", 1, ["vat_on_exempt"]),
        ("outside", 1, ["vat_on_exempt"]),
        ("standard", 784_900, []),
        ("standard", 784_901, ["wrong_amount"]),
        ("standard", 0, ["wrong_amount"]),
        ("standard", None, []),
    ],
)
def test_vat_is_what_the_tariff_says_of_the_charge(treatment, vat_pence, found):
    prices = [replace(price, vat=treatment) for price in PRICES]

    assert codes(replace(BILLED_FEE, vat_pence=vat_pence), prices=prices) == found


def test_vat_is_exempt_where_no_tariff_speaks_of_the_charge_or_nobody_knows_the_placement():
    assert codes(replace(BILLED_FEE, charge="therapy", vat_pence=1)) == ["vat_on_exempt", "not_in_tariff"]
    assert codes(replace(BILLED_FEE, placement_ref="P-9", vat_pence=1)) == ["unknown_placement", "vat_on_exempt"]


def test_codes_come_in_one_order():
    line = replace(
        BILLED_FEE, supplier="X", authority_code=EDINBURGH, vat_pence=5, net_pence=1, invoice_date=date(2025, 1, 1)
    )

    assert codes(line, placements=[replace(CHILD, confirmed_on=None)]) == [
        "wrong_authority",
        "wrong_supplier",
        "wrong_amount",
        "not_confirmed",
        "vat_on_exempt",
        "before_placement",
    ]
