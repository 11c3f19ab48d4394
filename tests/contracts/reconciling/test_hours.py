"""Hours of contact: as many as both sides confirmed for those days, each hour once."""

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.contracts.reconciling.cases import (
    AS_OF,
    BILLED_HOURS,
    CHILD,
    HOURS,
    MOVED_IN,
    answers,
    codes,
    expected,
    missing,
)

TWICE = replace(BILLED_HOURS, invoice_number="C-2", invoice_date=date(2025, 8, 1))


def hours(quantity: str, net: int, **cells):
    return replace(BILLED_HOURS, quantity=Decimal(quantity), net_pence=net, **cells)


@pytest.mark.parametrize(
    ("quantity", "net", "found", "owed"),
    [
        ("3", 12_000, [], 12_000),
        ("3", 12_001, ["wrong_amount"], 12_000),
        ("2.5", 10_000, [], 10_000),
        ("3.01", 12_040, ["not_confirmed"], 12_000),
        ("4", 12_000, ["wrong_amount", "not_confirmed"], 12_000),
    ],
)
def test_hours_are_paid_as_far_as_they_were_confirmed(quantity, net, found, owed):
    assert codes(hours(quantity, net), receipts=[HOURS]) == found
    assert expected(hours(quantity, net), receipts=[HOURS]) == owed


def test_a_line_without_hours_bills_those_that_were_confirmed():
    line = replace(BILLED_HOURS, quantity=None)

    assert codes(line, receipts=[HOURS]) == []
    assert codes(replace(line, net_pence=11_999), receipts=[HOURS]) == ["wrong_amount"]
    assert codes(line) == ["not_confirmed"]
    assert expected(line) == 0


def test_hours_count_once_they_are_confirmed_and_for_their_own_days_and_placement():
    late, elsewhere = replace(HOURS, confirmed_on=date(2026, 4, 1)), replace(HOURS, placement_ref="P-2")
    afterwards = replace(HOURS, from_day=HOURS.to_day, to_day=date(2025, 6, 24))

    assert codes(BILLED_HOURS, receipts=[replace(HOURS, confirmed_on=AS_OF)]) == []
    for receipt in (late, elsewhere, afterwards):
        assert codes(BILLED_HOURS, receipts=[receipt]) == ["not_confirmed"]


def test_the_same_hours_are_not_billed_twice():
    assert codes(BILLED_HOURS, TWICE, receipts=[HOURS]) == ["overlap", "duplicate"]
    assert expected(BILLED_HOURS, TWICE, receipts=[HOURS]) == 0
    assert codes(hours("2", 8_000), hours("2", 8_001, invoice_number="C-2"), receipts=[HOURS]) == [
        "wrong_amount",
        "overlap",
    ]


def test_two_lines_of_one_week_are_right_where_hours_for_both_were_confirmed():
    more = replace(HOURS, quantity=Decimal("3.5"), confirmed_on=AS_OF)

    assert codes(BILLED_HOURS, TWICE, receipts=[HOURS, more]) == []
    assert [
        one.expected_pence for one in missing(BILLED_HOURS, TWICE, receipts=[HOURS, more], charge="contact_hourly")
    ] == [2_000]


def test_a_month_of_weekly_receipts_and_a_week_of_a_monthly_one_are_billed_alike():
    weeks = [replace(HOURS, from_day=date(2025, 6, day), to_day=date(2025, 6, day + 7)) for day in (10, 17)]
    month = replace(HOURS, to_day=date(2025, 7, 10), quantity=Decimal(6))
    over_both = hours("6", 24_000, to_day=date(2025, 6, 24))
    second = replace(TWICE, from_day=date(2025, 6, 17), to_day=date(2025, 6, 24))

    assert codes(over_both, receipts=weeks) == []
    assert codes(BILLED_HOURS, second, receipts=[month]) == []
    assert missing(BILLED_HOURS, second, receipts=[month], charge="contact_hourly") == []


def test_hours_of_the_lines_own_days_are_used_before_others():
    wide = replace(HOURS, to_day=date(2025, 6, 24), quantity=Decimal(1))

    left = missing(BILLED_HOURS, receipts=[wide, HOURS], charge="contact_hourly")

    assert [(one.from_day, one.to_day, one.expected_pence) for one in left] == [(MOVED_IN, wide.to_day, 4_000)]


def test_contact_outside_the_placement_is_told():
    before = replace(HOURS, from_day=date(2025, 6, 1))

    assert codes(replace(BILLED_HOURS, from_day=date(2025, 6, 9)), receipts=[before]) == ["outside_stay"]


def test_hours_without_days_may_be_any_of_the_placements():
    assert codes(replace(BILLED_HOURS, from_day=None, to_day=None), receipts=[HOURS]) == []


def test_confirmed_hours_that_no_line_bills_are_missing():
    world = {"receipts": [HOURS], "charge": "contact_hourly"}

    assert [(one.from_day, one.to_day, one.expected_pence) for one in missing(**world)] == [
        (MOVED_IN, date(2025, 6, 17), 12_000)
    ]
    assert [one.expected_pence for one in missing(hours("1", 4_000), **world)] == [8_000]
    assert missing(BILLED_HOURS, **world) == []
    assert missing(replace(BILLED_HOURS, supplier="HARBOUR"), **world) == []
    assert missing(replace(BILLED_HOURS, supplier="HARBOUR", quantity=None), **world) == []
    assert missing(prices=[], **world) == []


def test_what_a_line_that_went_back_bills_leaves_the_right_one_its_hours():
    wrong = replace(BILLED_HOURS, supplier="HARBOUR", invoice_date=date(2025, 6, 20))

    assert codes(wrong, BILLED_HOURS, receipts=[HOURS]) == []


def test_hours_of_another_tariff_year_or_of_no_tariff_are_told():
    assert codes(BILLED_HOURS, receipts=[HOURS], prices=[]) == ["not_in_tariff"]
    assert expected(BILLED_HOURS, receipts=[HOURS], prices=[]) is None


def test_a_line_without_hours_bills_what_earlier_lines_left():
    later = replace(TWICE, quantity=None, net_pence=8_000)

    assert codes(hours("1", 4_000), later, receipts=[HOURS]) == []
    assert codes(hours("1", 4_000), replace(later, net_pence=12_000), receipts=[HOURS]) == ["wrong_amount"]


def test_thousands_of_afternoons_of_one_placement_are_settled_within_seconds():
    days = [date.fromordinal(MOVED_IN.toordinal() + number) for number in range(1_501)]
    receipts = [replace(HOURS, from_day=days[at], to_day=days[at + 1]) for at in range(1_500)]
    lines = [hours("3", 12_000, line=at, from_day=days[at], to_day=days[at + 1]) for at in range(1_500)]
    begun = time.process_time()

    found = answers(*lines, receipts=receipts, placements=[replace(CHILD, ended_on=None)])

    assert time.process_time() - begun < 3
    assert {one.exceptions for one in found} == {()}


def test_hours_of_a_placement_that_is_not_confirmed_are_not_missing():
    world = {"receipts": [HOURS], "charge": "contact_hourly"}

    assert missing(placements=[replace(CHILD, confirmed_on=None)], **world) == []
    assert missing(replace(BILLED_HOURS, net_pence=1), placements=[replace(CHILD, confirmed_on=None)], **world) == []
