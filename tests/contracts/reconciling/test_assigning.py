"""Lines without a known placement: which charge each most likely bills, how sure that is, and no more than a hint."""

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.reconciling.likeness import MOST, is_a_slip
from tests.contracts.reconciling.cases import (
    BILLED_FEE,
    BILLED_HOURS,
    BILLED_WEEK,
    CHILD,
    EDINBURGH,
    FEE,
    HOURS,
    MONTH,
    WEEK,
    answers,
    codes,
    missing,
    week,
)

UNKNOWN = replace(BILLED_FEE, placement_ref=None, invoice_number="U-1")
OTHER = replace(CHILD, placement_ref="P-7")


def hint(*lines, **world):
    answer = answers(*lines, **world)[-1]
    assert answer.status == "exception"
    return answer.placement_ref, answer.expected_pence, str(answer.confidence)


@pytest.mark.parametrize(
    ("ref", "confidence"), [(None, "0.70"), ("X-77", "0.70"), ("p 01", "0.95"), ("P-11", "0.85"), ("1-P", "0.70")]
)
def test_a_line_without_a_known_reference_is_shown_the_charge_that_it_fits(ref, confidence):
    assert hint(replace(UNKNOWN, placement_ref=ref)) == ("P-1", FEE, confidence)


def test_what_it_does_not_agree_in_costs_it_confidence_or_the_hint():
    spelt = replace(UNKNOWN, placement_ref="p1")

    assert hint(replace(spelt, authority_code=EDINBURGH)) == ("P-1", FEE, "0.85")
    assert hint(replace(spelt, supplier="HARBOUR")) == ("P-1", FEE, "0.80")
    assert hint(replace(spelt, net_pence=FEE - 1)) == ("P-1", FEE, "0.75")
    assert hint(replace(spelt, invoice_date=date(2025, 6, 9))) == ("P-1", FEE, "0.80")
    assert hint(replace(UNKNOWN, net_pence=FEE - 1)) == (None, None, "0")
    assert hint(replace(UNKNOWN, placement_ref="P-9", supplier="HARBOUR")) == ("P-9", None, "0")
    assert hint(replace(UNKNOWN, charge="therapy")) == (None, None, "0")


def test_charges_that_fit_as_well_share_the_confidence():
    answer = answers(UNKNOWN, placements=[CHILD, OTHER])[0]

    assert answer.confidence == Decimal("0.35")
    assert answer.because == (
        "no purchase has this placement reference; 70 of 100 points speak for the charge suggested, "
        "shared by 2 charges that fit as well"
    )
    assert "shared" not in answers(UNKNOWN)[0].because


def test_a_charge_that_a_line_bills_by_its_key_is_nobody_elses():
    assert hint(BILLED_FEE, UNKNOWN) == (None, None, "0")
    assert hint(BILLED_FEE, UNKNOWN, placements=[CHILD, OTHER]) == ("P-7", FEE, "0.70")


def test_a_hint_posts_nothing():
    assert codes(UNKNOWN) == ["unknown_placement"]
    assert missing(UNKNOWN) == missing()


def test_the_assignment_gives_each_line_its_own_charge_though_one_could_take_either():
    sure = replace(UNKNOWN, placement_ref="p 7", invoice_number="A")
    either = replace(UNKNOWN, invoice_number="B")

    found = answers(sure, either, placements=[CHILD, OTHER])

    assert [one.placement_ref for one in found] == ["P-7", "P-1"]
    assert [one.placement_ref for one in answers(either, sure, placements=[CHILD, OTHER])] == ["P-1", "P-7"]


def test_two_lines_do_not_get_one_charge():
    found = answers(UNKNOWN, replace(UNKNOWN, invoice_number="B"))

    assert sorted((one.placement_ref or "", one.confidence) for one in found) == [
        ("", Decimal(0)),
        ("P-1", Decimal("0.70")),
    ]


def test_of_equal_charges_the_nearest_in_time_is_suggested():
    later = replace(OTHER, moved_in_on=date(2025, 9, 1))

    assert hint(replace(UNKNOWN, invoice_date=date(2025, 9, 2)), placements=[CHILD, later])[0] == "P-7"
    assert hint(replace(UNKNOWN, invoice_date=date(2025, 6, 12)), placements=[CHILD, later])[0] == "P-1"


def test_weeks_of_one_gap_are_each_suggested_once():
    first, second = (week(number, placement_ref=None) for number in (0, 2))
    again = week(0, placement_ref=None, invoice_number="Z")

    assert hint(first, second) == ("P-1", WEEK, "0.70")
    assert [one.placement_ref for one in answers(first, second, again)] == ["P-1", "P-1", None]
    assert hint(replace(first, placement_ref="p 1", net_pence=WEEK + 1)) == ("P-1", WEEK, "0.75")
    assert hint(replace(first, to_day=date(2025, 12, 1), placement_ref="p 1"))[2] == "0"
    assert hint(week(0), replace(first, invoice_number="Z")) == (None, None, "0")


def test_confirmed_hours_are_suggested_too():
    assert hint(replace(BILLED_HOURS, placement_ref=None), receipts=[HOURS]) == ("P-1", 12_000, "0.70")


def test_a_line_that_too_many_charges_fit_has_no_suggestion():
    many = [replace(CHILD, placement_ref=f"P-{number}") for number in range(100, 120)]

    assert hint(UNKNOWN, placements=many)[2] == "0.04"
    assert hint(UNKNOWN, placements=[*many, CHILD]) == (None, None, "0")


def test_a_line_that_too_many_charges_fit_is_shown_that_of_its_own_reference():
    many = [replace(CHILD, placement_ref=f"P-{number}") for number in range(100, 101 + MOST)]

    assert hint(replace(UNKNOWN, placement_ref="p 107"), placements=many) == ("P-107", FEE, "0.95")


@pytest.mark.parametrize("spelling", ["P{}", None])
def test_hundreds_of_weeks_without_a_usable_reference_are_settled_within_seconds(spelling):
    stays = [replace(CHILD, placement_ref=f"P-{number}", ended_on=None) for number in range(6)]
    lines = [
        week(at, placement_ref=spelling and spelling.format(number), invoice_number=f"{number}-{at}")
        for number in range(6)
        for at in range(200)
    ]
    begun = time.process_time()

    found = answers(*lines, placements=stays, as_of=date(2030, 1, 1))

    assert time.process_time() - begun < 10
    assert all(one.expected_pence == WEEK for one in found)
    assert len({(one.placement_ref, one.line.from_day) for one in found}) == len(lines)


def test_of_lines_whose_days_overlap_the_likelier_has_the_charge_and_the_other_one_that_is_left():
    early = week(0, placement_ref=None, invoice_number="A")
    late = replace(early, from_day=date(2025, 6, 12), to_day=date(2025, 6, 19), invoice_number="B", placement_ref="p 1")

    assert [one.placement_ref for one in answers(early, late)] == [None, "P-1"]
    assert [one.placement_ref for one in answers(early, late, placements=[CHILD, OTHER])] == ["P-7", "P-1"]


def test_a_week_without_days_has_what_the_others_left_of_a_gap():
    dayless = week(0, placement_ref="p 1", from_day=None, to_day=None, invoice_number="Z")
    first = week(0, placement_ref="p 1")
    whole = replace(first, to_day=date(2025, 11, 3), net_pence=351_047)

    assert [one.placement_ref for one in answers(first, dayless)] == ["P-1", "P-1"]
    assert [one.expected_pence for one in answers(whole, dayless)] == [351_047, None]


def test_a_month_after_a_31st_is_suggested_at_one_fee():
    stay = replace(CHILD, moved_in_on=date(2024, 5, 31), ended_on=None)
    line = replace(BILLED_WEEK, placement_ref=None, charge="monthly_after_12", net_pence=MONTH)
    june = replace(line, from_day=date(2025, 6, 30), to_day=date(2025, 7, 31), invoice_date=date(2025, 8, 1))

    assert hint(june, placements=[stay]) == ("P-1", MONTH, "0.70")


def test_a_credit_note_and_a_repeat_are_suggested_nothing():
    assert hint(replace(UNKNOWN, net_pence=-FEE)) == (None, None, "0")
    assert hint(UNKNOWN, replace(UNKNOWN, invoice_number="u 1")) == (None, None, "0")


def test_a_week_without_days_is_no_piece_of_a_gap():
    assert hint(replace(BILLED_WEEK, placement_ref="p 1", from_day=None, to_day=None))[0] == "P-1"


@pytest.mark.parametrize(
    ("typed", "held", "slip"),
    [
        ("P-12", "P-12", False),
        ("P-12", "P-13", True),
        ("P-12", "P-1", True),
        ("P-1", "P-12", True),
        ("P-21", "P-12", True),
        ("P-12", "P-1234", False),
        ("P-1234", "P-12", False),
        ("P-123", "P-321", False),
        ("", "P", True),
        ("P-2143", "P-1234", False),
        ("X-12", "P-12", True),
    ],
)
def test_one_slip_of_the_pen(typed, held, slip):
    assert is_a_slip(typed, held) is slip
