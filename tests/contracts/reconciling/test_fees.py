"""The placement fee: once, whole or in its thirds, at the price of the day of moving in and of the group."""

from dataclasses import replace
from datetime import date

import pytest

from tests.contracts.reconciling.cases import (
    BILLED_FEE,
    CHILD,
    EARLIER_FEE,
    FEE,
    MOVED_IN,
    PAIR,
    PAIR_FEE,
    PRICES,
    answers,
    codes,
    expected,
    missing,
)

BILLED_PAIR = replace(BILLED_FEE, placement_ref="P-2", net_pence=PAIR_FEE)
GENERAL_PAIR = [price for price in PRICES if price.children != 1]


def fee(net: int, number: str = "INV-2", on: date = date(2025, 9, 1), **cells):
    return replace(BILLED_FEE, net_pence=net, invoice_number=number, invoice_date=on, **cells)


@pytest.mark.parametrize("net", [FEE - 1, FEE + 1, 0, 1_308_165, 1_308_168, 2_616_332, 2_616_335])
def test_a_penny_more_or_less_is_another_amount(net):
    assert codes(fee(net)) == ["wrong_amount"]
    assert expected(fee(net)) == FEE


@pytest.mark.parametrize("net", [FEE, 1_308_166, 1_308_167, 2_616_333, 2_616_334])
def test_a_fee_may_come_whole_or_in_its_thirds(net):
    assert codes(fee(net)) == []
    assert expected(fee(net)) == net


def test_three_thirds_on_one_invoice_are_the_whole_fee_and_one_more_is_over_it():
    thirds = [
        replace(BILLED_FEE, line=line, net_pence=net) for line, net in enumerate((1_308_167, 1_308_167, 1_308_166))
    ]

    assert [answer.status for answer in answers(*thirds)] == ["matched"] * 3
    assert codes(*thirds, replace(BILLED_FEE, line=4, net_pence=1_308_166)) == ["over_total"]
    assert expected(*thirds, replace(BILLED_FEE, line=4, net_pence=1_308_166)) == 0


def test_a_third_that_is_rounded_up_each_time_is_a_penny_over_the_whole():
    thirds = [replace(BILLED_FEE, line=line, net_pence=1_308_167) for line in range(3)]

    assert codes(*thirds) == ["over_total"]
    assert expected(*thirds) == 1_308_166


def test_two_thirds_twice_are_over_the_whole_and_no_duplicate():
    assert codes(fee(2_616_333, "A"), fee(2_616_333, "B", date(2026, 7, 1))) == ["over_total"]
    assert expected(fee(2_616_333, "A"), fee(2_616_333, "B", date(2026, 7, 1))) == 1_308_167


def test_the_whole_fee_under_another_number_is_a_duplicate_and_over_the_whole():
    assert codes(BILLED_FEE, fee(FEE)) == ["duplicate", "over_total"]
    assert expected(BILLED_FEE, fee(FEE)) == 0


def test_a_wrong_amount_after_the_whole_fee_is_over_it_and_not_billed_before():
    assert codes(BILLED_FEE, fee(500)) == ["wrong_amount", "over_total"]
    assert expected(BILLED_FEE, fee(500)) == 0


@pytest.mark.parametrize(
    ("invoiced", "order", "found"),
    [
        (date(2026, 6, 9), None, ["not_confirmed"]),
        (date(2026, 6, 10), None, []),
        (date(2025, 9, 30), date(2025, 10, 1), ["not_confirmed"]),
        (date(2025, 10, 1), date(2025, 10, 1), []),
    ],
)
def test_the_third_after_two_thirds_waits_for_a_year_or_the_order(invoiced, order, found):
    first, second = fee(2_616_333, "A", MOVED_IN), fee(1_308_167, "B", invoiced)

    assert codes(first, second, placements=[replace(CHILD, adoption_order_on=order)]) == found


def test_two_thirds_after_a_third_wait_for_nothing():
    assert codes(fee(1_308_167, "A", MOVED_IN), fee(2_616_333, "B", date(2025, 9, 1))) == []


@pytest.mark.parametrize(("third", "both"), [("A", "B"), ("B", "A")])
def test_of_two_payments_on_one_day_the_third_is_the_second_whichever_number_comes_first(third, both):
    world = {"placements": [replace(CHILD, moved_in_on=date(2025, 5, 1), confirmed_on=date(2025, 5, 1))]}
    second, first = fee(1_308_167, third, date(2025, 6, 1)), fee(2_616_333, both, date(2025, 6, 1))

    assert [one.exceptions for one in answers(second, first, **world)] == [("not_confirmed",), ()]
    later = [replace(line, invoice_date=date(2026, 5, 1)) for line in (second, first)]
    assert [one.exceptions for one in answers(*later, **world)] == [(), ()]
    assert codes(replace(first, supplier="HARBOUR"), second, **world) == []


@pytest.mark.parametrize("net", [EARLIER_FEE, 1_233_333, 2_466_667])
def test_the_price_of_another_year_is_named_as_that(net):
    assert codes(fee(net)) == ["wrong_fee_year"]
    assert expected(fee(net)) == FEE


@pytest.mark.parametrize(
    ("moved_in", "net", "found"),
    [
        (date(2025, 4, 1), FEE, []),
        (date(2025, 3, 31), FEE, ["wrong_fee_year"]),
        (date(2025, 3, 31), EARLIER_FEE, []),
        (date(2024, 3, 31), FEE, ["not_in_tariff"]),
    ],
)
def test_the_tariff_is_that_of_the_day_of_moving_in_whenever_it_is_invoiced(moved_in, net, found):
    assert codes(fee(net), placements=[replace(CHILD, moved_in_on=moved_in)]) == found


def test_a_fee_without_a_price_is_not_expected_at_any_amount():
    world = {"placements": [replace(CHILD, children=3)]}

    assert codes(fee(FEE), **world) == ["not_in_tariff"]
    assert expected(fee(FEE), **world) is None
    assert codes(fee(FEE), fee(FEE, "INV-3"), **world) == ["duplicate", "not_in_tariff"]
    assert missing(charge="placement_fee", **world) == []


def test_a_group_has_its_own_price():
    assert codes(BILLED_PAIR, placements=[PAIR]) == []
    assert codes(replace(BILLED_PAIR, net_pence=PAIR_FEE - 1), placements=[PAIR]) == ["wrong_amount"]


@pytest.mark.parametrize("net", [FEE, 2 * FEE])
def test_a_group_billed_as_single_children_is_named_as_that(net):
    line = replace(BILLED_PAIR, net_pence=net)

    assert codes(line, placements=[PAIR]) == ["group_billed_as_singles"]
    assert expected(line, placements=[PAIR]) == PAIR_FEE


def test_each_single_line_of_a_group_is_one_and_takes_no_room_from_the_groups_own():
    singles = [replace(BILLED_PAIR, line=line, net_pence=FEE) for line in (1, 2)]
    whole = replace(BILLED_PAIR, invoice_number="INV-9")

    assert [answer.exceptions for answer in answers(*singles, placements=[PAIR])] == [("group_billed_as_singles",)] * 2
    assert codes(*singles, whole, placements=[PAIR]) == []


def test_of_single_lines_of_a_group_the_first_is_owed_what_the_groups_own_leave_and_the_others_nothing():
    singles = [replace(BILLED_PAIR, line=line, net_pence=FEE) for line in (1, 2)]
    elsewhere = replace(BILLED_PAIR, line=0, net_pence=FEE, supplier="HARBOUR")
    whole = replace(BILLED_PAIR, invoice_number="INV-9")

    def owed(*lines):
        return [answer.expected_pence for answer in answers(*lines, placements=[PAIR])]

    assert owed(*singles) == [PAIR_FEE, 0]
    assert owed(*singles, whole) == [0, 0, PAIR_FEE]
    assert owed(elsewhere, *singles) == [PAIR_FEE, PAIR_FEE, 0]


def test_single_children_of_another_year_are_both():
    line = replace(BILLED_PAIR, net_pence=2 * EARLIER_FEE)

    assert codes(line, placements=[PAIR]) == ["wrong_fee_year", "group_billed_as_singles"]


def test_three_times_the_single_price_is_no_price_of_a_pair_and_one_child_is_no_group():
    assert codes(replace(BILLED_PAIR, net_pence=3 * FEE), placements=[PAIR]) == ["wrong_amount"]
    assert codes(fee(EARLIER_FEE * 2)) == ["wrong_amount"]


def test_a_price_for_any_size_is_the_groups_and_no_single_price():
    prices = [replace(price, children=None) for price in PRICES if price.children == 1]

    assert codes(replace(BILLED_PAIR, net_pence=FEE), placements=[PAIR], prices=prices) == []
    assert codes(replace(BILLED_PAIR, net_pence=2 * FEE), placements=[PAIR], prices=prices) == [
        "group_billed_as_singles"
    ]
    assert codes(replace(BILLED_PAIR, net_pence=EARLIER_FEE), placements=[PAIR], prices=prices) == ["wrong_fee_year"]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (MOVED_IN, []),
        (date(2025, 6, 9), ["outside_stay"]),
        (date(2025, 11, 3), []),
        (date(2025, 11, 4), ["outside_stay"]),
    ],
)
def test_a_day_named_with_the_fee_lies_in_the_placement(day, found):
    assert codes(replace(BILLED_FEE, from_day=day)) == found
    assert codes(replace(BILLED_FEE, from_day=day), prices=[]) == [*found, "not_in_tariff"]


def told(*lines, **world):
    return [(one.from_day, one.to_day, one.expected_pence) for one in missing(*lines, charge="placement_fee", **world)]


def test_a_fee_that_no_line_bills_is_missing_from_the_day_of_moving_in():
    assert told() == [(MOVED_IN, None, FEE)]
    assert told(as_of=MOVED_IN, placements=[replace(CHILD, confirmed_on=MOVED_IN)]) == [(MOVED_IN, None, FEE)]
    assert told(as_of=date(2025, 6, 9)) == []
    assert told(placements=[replace(CHILD, confirmed_on=None)]) == []


def test_a_fee_that_is_billed_wrongly_or_by_somebody_else_is_billed():
    for line in (BILLED_FEE, fee(5), fee(FEE, supplier="HARBOUR"), fee(EARLIER_FEE), fee(FEE + 9)):
        assert told(line) == []


def test_what_is_left_of_a_fee_in_parts_is_missing_once_it_is_due():
    assert told(fee(1_308_167)) == [(MOVED_IN, None, 2_616_333)]
    assert told(fee(2_616_333), as_of=date(2026, 6, 9)) == []
    assert told(fee(2_616_333), as_of=date(2026, 6, 10)) == [(date(2026, 6, 10), None, 1_308_167)]
    assert told(fee(2_616_333), fee(1_308_167, "B"), as_of=date(2027, 1, 1)) == []


def test_the_general_price_of_a_pair_is_all_that_is_known_where_no_single_one_is():
    assert codes(replace(BILLED_PAIR, net_pence=FEE), placements=[PAIR], prices=GENERAL_PAIR) == ["wrong_amount"]
