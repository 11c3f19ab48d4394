"""Days that are billed: within the stay, each once, at the week's price by the day; months after a year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.charging.prices import Price
from tests.contracts.reconciling.cases import (
    BILLED_WEEK,
    CHILD,
    LEFT,
    MONTH,
    MOVED_IN,
    PAIR,
    WEEK,
    YEAR,
    answers,
    codes,
    expected,
    missing,
    week,
)

STAYS = replace(CHILD, ended_on=None)
LATER = date(2027, 6, 10)


def billed(start: date, end: date, net: int, number: str = "W-9", **cells):
    return replace(BILLED_WEEK, from_day=start, to_day=end, net_pence=net, invoice_number=number, **cells)


@pytest.mark.parametrize(
    ("start", "end", "found", "owed"),
    [
        (MOVED_IN, date(2025, 6, 17), [], WEEK),
        (date(2025, 6, 9), date(2025, 6, 16), ["outside_stay"], 14_427),
        (date(2025, 10, 27), LEFT, [], WEEK),
        (date(2025, 10, 28), date(2025, 11, 4), ["outside_stay"], 14_427),
        (date(2025, 11, 3), date(2025, 11, 10), ["outside_stay"], 0),
    ],
)
def test_days_outside_the_half_open_stay_are_not_owed(start, end, found, owed):
    line = billed(start, end, WEEK)

    assert codes(line) == found
    assert expected(line) == owed


def test_a_child_who_left_on_the_day_of_moving_in_has_no_days():
    assert codes(BILLED_WEEK, placements=[replace(CHILD, ended_on=MOVED_IN)]) == ["outside_stay"]


def test_fostering_ends_with_the_adoption_order():
    adopted = replace(STAYS, adoption_order_on=date(2025, 6, 16))

    assert codes(BILLED_WEEK, placements=[adopted]) == ["outside_stay"]
    assert codes(BILLED_WEEK, placements=[replace(adopted, adoption_order_on=date(2025, 6, 17))]) == []


@pytest.mark.parametrize("net", [WEEK - 1, WEEK + 1])
def test_a_penny_off_the_price_is_wrong(net):
    assert codes(replace(BILLED_WEEK, net_pence=net)) == ["wrong_amount"]
    assert expected(replace(BILLED_WEEK, net_pence=net)) == WEEK


def test_the_week_of_another_tariff_year_is_named_as_that():
    assert codes(replace(BILLED_WEEK, net_pence=15_000)) == ["wrong_fee_year"]
    assert codes(replace(BILLED_WEEK, net_pence=14_999)) == ["wrong_amount"]


def test_a_pair_billed_week_by_week_as_single_children_is_named_as_that():
    prices = [Price(*YEAR, None, "fostering_weekly", size, pence) for size, pence in ((1, WEEK), (2, 30_000))]
    line = replace(BILLED_WEEK, placement_ref="P-2", net_pence=2 * WEEK)

    assert codes(line, placements=[PAIR], prices=prices) == ["group_billed_as_singles"]
    assert codes(replace(line, net_pence=30_000), placements=[PAIR], prices=prices) == []


def test_a_span_split_at_the_financial_year_is_right_with_what_rounding_left_on_its_last_part():
    world = {"placements": [replace(CHILD, moved_in_on=date(2025, 4, 1), ended_on=None)], "as_of": date(2026, 3, 31)}
    parts = [billed(date(2025, 6, 10), date(2025, 6, 11), 2_404, line=1)]
    last = billed(date(2025, 6, 11), date(2025, 6, 12), 2_405, line=2)

    assert [one.status for one in answers(*parts, last, **world)] == ["matched", "matched"]
    assert codes(*parts, replace(last, net_pence=2_404), **world) == []
    assert codes(*parts, replace(last, net_pence=2_406), **world) == ["wrong_amount"]
    assert codes(replace(last, line=1), **world) == ["wrong_amount"]


def test_seven_days_come_to_a_week_and_to_no_penny_more():
    prices = [Price(*YEAR, None, "fostering_weekly", None, 10_000)]
    days = [date.fromordinal(MOVED_IN.toordinal() + number) for number in range(15)]
    lines = [billed(days[at], days[at + 1], 1_429, line=at) for at in range(14)]

    found = answers(*lines, prices=prices)

    assert [at for at, one in enumerate(found) if one.exceptions == ("wrong_amount",)] == [6, 13]
    assert found[6].expected_pence == 1_426
    assert codes(*lines[:6], replace(lines[6], net_pence=1_426), prices=prices) == []


def test_the_published_split_of_twelve_and_sixteen_days_is_matched():
    start, year, end = date(2025, 3, 20), date(2025, 4, 1), date(2025, 4, 17)
    prices = [Price(date(2023, 4, 1), None, None, "fostering_weekly", None, WEEK)]
    world = {"prices": prices, "placements": [replace(CHILD, moved_in_on=start, confirmed_on=start, ended_on=end)]}
    lines = billed(start, year, 28_853, line=1), billed(year, end, 38_471, line=2)

    assert [one.exceptions for one in answers(*lines, **world)] == [(), ()]
    assert missing(*lines, **world) == []


def test_a_part_after_a_wrong_or_a_distant_part_takes_no_residue():
    wrong = billed(date(2025, 6, 10), date(2025, 6, 11), 2_400, line=1)
    apart = billed(date(2025, 6, 12), date(2025, 6, 13), 2_405, line=2)
    right = replace(wrong, net_pence=2_404)

    assert codes(wrong, replace(apart, from_day=date(2025, 6, 11), to_day=date(2025, 6, 12))) == ["wrong_amount"]
    assert codes(right, apart) == ["wrong_amount"]


@pytest.mark.parametrize(
    ("start", "end", "net", "found", "owed"),
    [
        (date(2025, 6, 17), date(2025, 6, 24), WEEK, [], WEEK),
        (date(2025, 6, 16), date(2025, 6, 23), WEEK, ["overlap"], 14_427),
        (MOVED_IN, date(2025, 6, 17), WEEK, ["overlap", "duplicate"], 0),
        (MOVED_IN, date(2025, 6, 17), 5, ["wrong_amount", "overlap"], 0),
        (date(2025, 6, 12), date(2025, 6, 13), 2_404, ["overlap"], 0),
    ],
)
def test_days_that_an_earlier_line_bills_are_owed_once(start, end, net, found, owed):
    later = billed(start, end, net, invoice_date=date(2025, 8, 1))

    assert codes(BILLED_WEEK, later) == found
    assert expected(BILLED_WEEK, later) == owed


def test_the_exception_of_an_overlap_is_the_later_line_by_date_then_number_then_line():
    on_one_day = replace(BILLED_WEEK, invoice_number="W-2")
    on_one_invoice = replace(BILLED_WEEK, line=2)

    for first, second in ((BILLED_WEEK, on_one_day), (BILLED_WEEK, on_one_invoice)):
        assert [len(one.exceptions) for one in answers(first, second)] == [0, 2]
        assert [len(one.exceptions) for one in answers(second, first)] == [2, 0]
    earlier = replace(BILLED_WEEK, invoice_number="Z", invoice_date=date(2025, 6, 30))
    assert codes(earlier, BILLED_WEEK) == ["overlap", "duplicate"]


def test_other_placements_and_other_charges_bill_their_own_days():
    other = replace(BILLED_WEEK, invoice_number="W-2", placement_ref="P-3")

    assert codes(BILLED_WEEK, other, placements=[CHILD, replace(CHILD, placement_ref="P-3")]) == []
    assert codes(BILLED_WEEK, replace(BILLED_WEEK, charge="therapy", invoice_number="T")) == ["not_in_tariff"]


def test_days_to_come_cannot_be_confirmed():
    assert codes(BILLED_WEEK, as_of=date(2025, 6, 16)) == []
    assert codes(BILLED_WEEK, as_of=date(2025, 6, 15)) == ["not_confirmed"]


def test_a_line_without_days_bills_nothing_that_was_confirmed():
    line = replace(BILLED_WEEK, from_day=None, to_day=None)

    assert codes(line) == ["not_confirmed"]
    assert expected(line) is None
    assert missing(line, charge="fostering_weekly") == missing(charge="fostering_weekly")


def test_a_charge_that_no_tariff_knows_is_told_once_for_each_reason():
    line = replace(BILLED_WEEK, charge="therapy", from_day=date(2025, 6, 1))
    again = replace(line, invoice_number="X-2")

    assert codes(line) == ["outside_stay", "not_in_tariff"]
    assert codes(line, again) == ["outside_stay", "overlap", "duplicate", "not_in_tariff"]
    assert codes(replace(line, from_day=None, to_day=None)) == ["not_in_tariff"]
    assert expected(line) is None


def told(*lines, charge="fostering_weekly", **world):
    return [(one.from_day, one.to_day, one.expected_pence) for one in missing(*lines, charge=charge, **world)]


def test_days_that_are_over_and_that_no_line_bills_are_missing():
    assert told(week(0), week(2)) == [(date(2025, 6, 17), date(2025, 6, 24), WEEK), (date(2025, 7, 1), LEFT, 300_554)]
    rest = week(20, to_day=LEFT, net_pence=14_427)
    assert told(*map(week, range(20)), rest) == []
    assert told(week(0), as_of=date(2025, 6, 18)) == [(date(2025, 6, 17), date(2025, 6, 18), 2_404)]
    assert told(week(0), as_of=date(2025, 6, 17)) == []
    assert told(placements=[replace(CHILD, confirmed_on=None)]) == []


def test_days_billed_by_somebody_else_or_at_a_wrong_amount_are_billed():
    for line in (week(0, supplier="HARBOUR"), week(0, net_pence=3)):
        assert told(line, as_of=date(2025, 6, 17)) == []


def month(start: date, end: date, net: int = MONTH, **cells):
    return billed(start, end, net, charge="monthly_after_12", invoice_date=LATER, **cells)


@pytest.mark.parametrize(
    ("start", "end", "net", "found"),
    [
        (date(2026, 6, 10), date(2026, 7, 10), MONTH, []),
        (date(2026, 7, 1), date(2026, 8, 1), MONTH, []),
        (date(2026, 6, 10), date(2026, 8, 10), 2 * MONTH, []),
        (date(2026, 6, 10), date(2026, 7, 10), MONTH + 1, ["wrong_amount"]),
        (date(2026, 6, 9), date(2026, 7, 9), MONTH, ["outside_stay"]),
    ],
)
def test_a_monthly_fee_runs_from_twelve_months_after_moving_in(start, end, net, found):
    assert codes(month(start, end, net), placements=[STAYS], as_of=LATER) == found


def test_a_monthly_fee_ends_with_the_order_and_a_month_cut_short_goes_by_days():
    adopted = [replace(STAYS, adoption_order_on=date(2026, 6, 25))]
    cut = month(date(2026, 6, 10), date(2026, 6, 25), 54_507)

    assert codes(cut, placements=adopted, as_of=LATER) == []
    assert codes(month(date(2026, 6, 10), date(2026, 7, 10)), placements=adopted, as_of=LATER) == ["outside_stay"]
    assert expected(month(date(2026, 6, 10), date(2026, 7, 10)), placements=adopted, as_of=LATER) == 54_507


def test_months_that_are_over_and_in_which_no_day_is_billed_are_missing():
    world = {"placements": [STAYS], "charge": "monthly_after_12", "as_of": date(2026, 9, 10)}
    second = (date(2026, 7, 10), date(2026, 8, 10), MONTH)

    assert [one[0] for one in told(**world)] == [date(2026, 6, 10), date(2026, 7, 10), date(2026, 8, 10)]
    assert told(month(date(2026, 6, 10), date(2026, 7, 10)), month(date(2026, 9, 9), LATER), **world)[0] == second
    assert len(told(**{**world, "as_of": date(2026, 9, 9)})) == 2
    ended = [replace(STAYS, adoption_order_on=date(2026, 7, 9))]
    assert told(**{**world, "placements": ended}) == [(date(2026, 6, 10), date(2026, 7, 9), 105_380)]


def test_each_month_after_a_31st_is_missing_at_one_fee_and_a_line_of_one_fee_is_matched():
    world = {"placements": [replace(STAYS, moved_in_on=date(2024, 5, 31))], "as_of": date(2026, 5, 31)}
    line = month(date(2025, 6, 30), date(2025, 7, 31))

    assert {one[2] for one in told(charge="monthly_after_12", **world)} == {MONTH}
    assert len(told(charge="monthly_after_12", **world)) == 12
    assert codes(line, **world) == []
    assert len(told(line, charge="monthly_after_12", **world)) == 11


def test_the_month_that_the_end_of_the_charge_cuts_short_is_missing_by_its_days():
    adopted = [replace(STAYS, adoption_order_on=date(2026, 7, 25))]
    world = {"placements": adopted, "charge": "monthly_after_12", "as_of": LATER}

    assert told(**world)[1:] == [(date(2026, 7, 10), date(2026, 7, 25), 52_749)]
    assert told(month(date(2026, 7, 10), date(2026, 7, 12), 7_033), **world) == told(**world)[:1]
    assert len(told(**{**world, "as_of": date(2026, 7, 24)})) == 1


def test_days_without_a_price_are_told_as_that_alone():
    assert codes(BILLED_WEEK, prices=[]) == ["not_in_tariff"]
    assert expected(BILLED_WEEK, prices=[]) is None
    assert codes(BILLED_WEEK, replace(BILLED_WEEK, invoice_number="W-2"), prices=[]) == [
        "overlap",
        "duplicate",
        "not_in_tariff",
    ]


def test_a_month_takes_no_residue_of_weeks():
    line = month(date(2026, 6, 10), date(2026, 7, 10), 467_203)

    assert codes(line, placements=[STAYS], as_of=LATER) == ["wrong_amount"]


def test_weeks_or_months_without_days_are_priced_by_their_number_and_never_matched():
    weeks = replace(BILLED_WEEK, from_day=None, to_day=None, quantity=Decimal("1.5"), net_pence=25_247)
    months = replace(weeks, charge="monthly_after_12", quantity=None, invoice_date=LATER)

    assert codes(weeks) == ["not_confirmed"]
    assert expected(weeks) == 25_247
    assert codes(replace(weeks, net_pence=25_246)) == ["wrong_amount", "not_confirmed"]
    assert codes(months, placements=[STAYS], as_of=LATER) == ["not_confirmed"]
    assert expected(replace(months, quantity=Decimal(2)), placements=[STAYS], as_of=LATER) == 2 * MONTH
