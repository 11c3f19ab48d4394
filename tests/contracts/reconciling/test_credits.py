"""Credit notes: within what was billed, freeing what they give back, across financial years."""

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.contracts.reconciling.cases import (
    BILLED_FEE,
    BILLED_HOURS,
    BILLED_WEEK,
    CHILD,
    EDINBURGH,
    FEE,
    HOURS,
    MOVED_IN,
    PRICES,
    WEEK,
    answers,
    codes,
    expected,
    missing,
    week,
)

NEXT_YEAR = date(2026, 4, 2)


def credit(line, net: int, on: date = NEXT_YEAR, **cells):
    return replace(line, **{"net_pence": net, "invoice_date": on, "invoice_number": "CN-1", **cells})


@pytest.mark.parametrize(
    ("net", "found", "owed"), [(-1, [], -1), (-FEE, [], -FEE), (-FEE - 1, ["credit_over_original"], -FEE)]
)
def test_a_credit_note_gives_back_at_most_what_was_billed_be_it_in_another_financial_year(net, found, owed):
    assert codes(BILLED_FEE, credit(BILLED_FEE, net)) == found
    assert expected(BILLED_FEE, credit(BILLED_FEE, net)) == owed


def test_credit_notes_share_what_was_billed():
    half = credit(BILLED_FEE, -FEE + 100)
    rest = credit(BILLED_FEE, -100, invoice_number="CN-2")

    assert codes(BILLED_FEE, half, rest) == []
    assert codes(BILLED_FEE, half, replace(rest, net_pence=-101)) == ["credit_over_original"]
    assert expected(BILLED_FEE, half, replace(rest, net_pence=-101)) == -100


def test_a_credit_note_needs_an_original_of_its_charge_its_placement_its_days_and_before_it():
    assert codes(credit(BILLED_FEE, -1)) == ["credit_over_original"]
    assert expected(credit(BILLED_FEE, -1)) == 0
    assert codes(BILLED_WEEK, credit(BILLED_FEE, -1)) == ["credit_over_original"]
    assert codes(week(1), credit(BILLED_WEEK, -1)) == ["credit_over_original"]
    assert codes(BILLED_FEE, credit(BILLED_FEE, -1, on=BILLED_FEE.invoice_date)) == []
    assert codes(replace(BILLED_FEE, invoice_date=date(2025, 6, 12)), credit(BILLED_FEE, -1, on=date(2025, 6, 11))) == [
        "credit_over_original"
    ]


def test_a_credit_note_by_another_agency_or_before_the_placement_is_told_and_gives_nothing_back():
    wrong = credit(BILLED_FEE, -FEE, supplier="HARBOUR")

    assert codes(BILLED_FEE, wrong) == ["wrong_supplier"]
    assert codes(BILLED_FEE, credit(BILLED_FEE, -FEE, authority_code=EDINBURGH)) == ["wrong_authority"]
    assert codes(BILLED_FEE, wrong, replace(BILLED_FEE, invoice_number="Z", invoice_date=NEXT_YEAR)) == [
        "duplicate",
        "over_total",
    ]


def test_what_was_credited_in_full_may_be_billed_anew_and_is_missing_until_then():
    anew = replace(BILLED_FEE, invoice_number="INV-2", invoice_date=NEXT_YEAR)

    assert codes(BILLED_FEE, credit(BILLED_FEE, -FEE), anew) == []
    assert codes(BILLED_FEE, credit(BILLED_FEE, -FEE, on=date(2026, 4, 3)), anew) == ["duplicate", "over_total"]
    assert codes(BILLED_FEE, credit(BILLED_FEE, -FEE + 1), anew) == ["over_total"]
    assert [one.expected_pence for one in missing(BILLED_FEE, credit(BILLED_FEE, -FEE), charge="placement_fee")] == [
        FEE
    ]
    assert missing(BILLED_FEE, credit(BILLED_FEE, -FEE + 1), charge="placement_fee") == []


def test_bill_credit_and_new_bill_of_one_day_are_right_in_any_order_of_numbers():
    day = BILLED_FEE.invoice_date
    for numbers in (("A", "B", "C"), ("C", "A", "B"), ("B", "C", "A")):
        lines = [
            replace(BILLED_FEE, invoice_number=numbers[0]),
            credit(BILLED_FEE, -FEE, on=day, invoice_number=numbers[1]),
            replace(BILLED_FEE, invoice_number=numbers[2]),
        ]
        assert [one.status for one in answers(*lines)] == ["matched"] * 3


def test_days_credited_in_full_or_by_name_are_free_again():
    anew = replace(BILLED_WEEK, invoice_number="W-9", invoice_date=NEXT_YEAR)
    two_days = credit(BILLED_WEEK, -4_809, from_day=MOVED_IN, to_day=date(2025, 6, 12))
    first_two = replace(anew, from_day=MOVED_IN, to_day=date(2025, 6, 12), net_pence=4_809)

    assert codes(BILLED_WEEK, credit(BILLED_WEEK, -WEEK), anew) == []
    assert codes(BILLED_WEEK, credit(BILLED_WEEK, -WEEK, from_day=None, to_day=None), anew) == []
    assert codes(BILLED_WEEK, two_days, first_two) == []
    assert codes(BILLED_WEEK, two_days, anew) == ["overlap"]
    assert expected(BILLED_WEEK, two_days, anew) == 4_809
    assert codes(BILLED_WEEK, replace(two_days, net_pence=-4_808), first_two) == ["overlap"]
    assert codes(BILLED_WEEK, replace(two_days, from_day=None, to_day=None), first_two) == ["overlap"]


def test_a_credit_note_takes_the_bill_of_its_own_days_and_amount_first():
    other = week(1, net_pence=WEEK, invoice_date=date(2025, 6, 30))
    anew = replace(BILLED_WEEK, invoice_number="W-9", invoice_date=NEXT_YEAR)

    assert codes(other, BILLED_WEEK, credit(BILLED_WEEK, -WEEK), anew) == []


def test_one_credit_note_may_give_back_several_lines():
    both = credit(BILLED_WEEK, -2 * WEEK, to_day=date(2025, 6, 24))

    assert codes(week(0), week(1), both, week(1, invoice_number="Z", invoice_date=NEXT_YEAR)) == []
    assert codes(week(0), week(1), replace(both, net_pence=-2 * WEEK - 1)) == ["credit_over_original"]


def test_credited_hours_are_confirmed_and_not_billed():
    world = {"receipts": [HOURS]}
    anew = replace(BILLED_HOURS, invoice_number="C-9", invoice_date=NEXT_YEAR)
    back = credit(BILLED_HOURS, -12_000, quantity=Decimal(-3))

    assert codes(BILLED_HOURS, back, anew, **world) == []
    assert [one.expected_pence for one in missing(BILLED_HOURS, back, charge="contact_hourly", **world)] == [12_000]
    assert codes(BILLED_HOURS, replace(back, net_pence=-11_999), anew, **world) == ["overlap", "duplicate"][:1]


def test_hours_credited_in_part_are_free_as_far_as_the_credit_note_names_and_pays_for_them():
    prices = [replace(price, amount_pence=3_333) for price in PRICES if price.charge == "contact_hourly"]
    world = {"receipts": [replace(HOURS, quantity=Decimal(5))], "prices": prices}
    five = replace(BILLED_HOURS, quantity=Decimal(5), net_pence=16_665)
    back = credit(five, -6_666, quantity=Decimal(-2))
    anew = replace(five, invoice_number="C-9", invoice_date=NEXT_YEAR, quantity=Decimal(2), net_pence=6_666)

    assert codes(five, back, anew, **world) == []
    assert codes(five, replace(back, quantity=None), anew, **world) == []
    assert codes(five, replace(back, quantity=Decimal(-1)), anew, **world) == ["overlap"]
    assert codes(five, replace(back, net_pence=-6_665), anew, **world) == ["overlap"]
    assert [one.expected_pence for one in missing(five, back, **world)] == [6_666]


def test_a_credit_of_hours_over_two_bills_frees_of_each_what_it_takes_of_it():
    receipts = [replace(HOURS, quantity=Decimal(6))]
    second = replace(BILLED_HOURS, invoice_number="C-2")
    back = credit(BILLED_HOURS, -16_000, quantity=Decimal(-4))
    anew = replace(BILLED_HOURS, invoice_number="C-9", invoice_date=NEXT_YEAR, quantity=Decimal(4), net_pence=16_000)

    assert codes(BILLED_HOURS, second, back, anew, receipts=receipts) == []
    more = replace(anew, quantity=Decimal("4.01"), net_pence=16_040)
    assert codes(BILLED_HOURS, second, back, more, receipts=receipts) == ["overlap"]


def test_hours_without_a_price_are_free_as_far_as_a_credit_note_names_them():
    world = {"receipts": [HOURS], "prices": []}
    back = credit(BILLED_HOURS, -8_000, quantity=Decimal(-2))
    anew = replace(BILLED_HOURS, invoice_number="C-9", invoice_date=NEXT_YEAR, quantity=Decimal(2))

    assert codes(BILLED_HOURS, back, anew, **world) == ["not_in_tariff"]
    assert codes(BILLED_HOURS, replace(back, quantity=None), anew, **world) == ["overlap", "not_in_tariff"]


def test_a_fee_that_names_its_day_as_first_and_last_is_credited_by_that_day():
    billed = replace(BILLED_FEE, from_day=MOVED_IN, to_day=MOVED_IN)

    assert codes(billed, credit(billed, -FEE)) == []
    assert codes(billed, credit(BILLED_FEE, -FEE)) == []


def test_a_charge_of_one_unnamed_day_is_credited_in_part():
    billed = replace(BILLED_FEE, charge="therapy", from_day=MOVED_IN, to_day=MOVED_IN)

    assert codes(billed, credit(billed, -100)) == []
    assert codes(billed, credit(billed, -100, to_day=date(2025, 6, 12))) == []


def test_days_of_another_line_stay_billed_when_those_of_one_are_credited():
    twice = replace(BILLED_WEEK, invoice_number="W-2")
    anew = replace(BILLED_WEEK, invoice_number="Z", invoice_date=date(2026, 5, 2))

    assert codes(BILLED_WEEK, twice, credit(twice, -WEEK), anew) == ["overlap", "duplicate"]
    assert codes(BILLED_WEEK, twice, credit(twice, -WEEK), credit(twice, -WEEK, invoice_number="CN-2"), anew) == []


def test_hundreds_of_credit_notes_for_one_placement_are_settled_within_seconds():
    bills = [week(number, invoice_date=NEXT_YEAR) for number in range(900)]
    backs = [credit(bill, -WEEK, invoice_number=f"CN-{number}") for number, bill in enumerate(bills)]
    begun = time.process_time()

    found = answers(*bills, *backs, as_of=date(2046, 1, 1), placements=[replace(CHILD, ended_on=None)])

    assert time.process_time() - begun < 1.5
    assert {one.exceptions for one in found} == {()}


def test_a_credit_note_that_stands_in_the_file_twice_gives_back_once():
    back = credit(BILLED_FEE, -100)
    again = replace(back, invoice_number="cn 01")

    assert codes(BILLED_FEE, back, again) == ["duplicate"]
    assert expected(BILLED_FEE, back, again) == 0


def test_a_repeated_bill_gives_no_room_to_credits():
    again = replace(BILLED_FEE, invoice_number="inv 01")

    assert codes(BILLED_FEE, again, credit(BILLED_FEE, -FEE - 1)) == ["credit_over_original"]


def test_a_credit_note_of_an_unknown_placement_stays_unknown():
    (answer,) = answers(credit(BILLED_FEE, -FEE, placement_ref="P-9"))

    assert (answer.exceptions, answer.expected_pence) == (("unknown_placement",), None)


def test_a_credit_note_asks_for_no_tariff_and_no_confirmation_of_its_own():
    billed = replace(BILLED_FEE, charge="therapy")

    assert codes(billed, credit(billed, -FEE)) == []


def test_a_credit_note_takes_no_more_than_itself_from_several_lines():
    part = credit(BILLED_WEEK, -WEEK - 100, to_day=date(2025, 6, 24))
    rest = replace(part, invoice_number="CN-2", net_pence=-WEEK + 100)

    assert codes(week(0), week(1), part, rest) == []
    assert codes(week(0), week(1), part, replace(rest, net_pence=-WEEK + 99)) == ["credit_over_original"]


def test_a_credit_note_without_days_takes_the_bill_of_its_amount():
    one_day = week(1, to_day=date(2025, 6, 18), net_pence=2_404)
    back = credit(one_day, -2_404, from_day=None, to_day=None)
    anew = replace(one_day, invoice_number="Z", invoice_date=NEXT_YEAR)

    assert codes(week(0), one_day, back, anew) == []
    assert codes(week(0), one_day, back, week(0, invoice_number="Z", invoice_date=NEXT_YEAR)) == [
        "overlap",
        "duplicate",
    ]


def test_of_two_bills_that_overlap_a_credit_note_takes_that_of_its_days():
    overlapping = week(0, from_day=date(2025, 6, 12), to_day=date(2025, 6, 19), invoice_number="W-9")
    two_days = replace(BILLED_WEEK, from_day=date(2025, 6, 17), to_day=date(2025, 6, 19), net_pence=4_809)
    anew = replace(two_days, invoice_number="Z", invoice_date=NEXT_YEAR)

    assert codes(week(0), overlapping, credit(overlapping, -WEEK), anew) == []
    assert codes(week(0), overlapping, anew) == ["overlap"]


def test_half_of_a_fortnight_is_freed_by_half_of_its_price():
    fortnight = week(0, to_day=date(2025, 6, 24), net_pence=2 * WEEK)
    anew = week(1, invoice_number="Z", invoice_date=NEXT_YEAR)

    assert codes(fortnight, credit(week(1), -WEEK), anew) == []
    assert codes(fortnight, credit(week(1), -WEEK + 1), anew) == ["overlap"]


def test_days_that_were_credited_in_full_are_missing_again():
    gaps = missing(week(0), credit(week(0), -WEEK), charge="fostering_weekly", as_of=date(2026, 4, 2))

    assert gaps[0].from_day == MOVED_IN
    assert missing(week(0), credit(week(0), -WEEK + 1), charge="fostering_weekly")[0].from_day == date(2025, 6, 17)


@pytest.mark.parametrize("agency", ["ROWAN", "HARBOUR"])
def test_days_of_a_line_that_were_credited_by_name_are_missing_again(agency):
    fortnight = week(0, to_day=date(2025, 6, 24), net_pence=2 * WEEK, supplier=agency)
    world = {"charge": "fostering_weekly", "as_of": date(2025, 6, 24)}

    (gap,) = missing(fortnight, credit(week(1), -WEEK), **world)

    assert (gap.from_day, gap.to_day, gap.expected_pence) == (date(2025, 6, 17), date(2025, 6, 24), WEEK)
    assert missing(fortnight, credit(week(1), -WEEK + 1), **world) == []
    assert missing(fortnight, credit(week(1), -WEEK, from_day=None, to_day=None), **world) == []


def test_a_day_credited_of_three_at_its_rounded_price_is_free():
    three = week(0, to_day=date(2025, 6, 13), net_pence=7_213)
    day = week(0, to_day=date(2025, 6, 11), net_pence=2_404)
    anew = replace(day, invoice_number="Z", invoice_date=NEXT_YEAR)

    assert codes(three, credit(day, -2_404), anew) == []
