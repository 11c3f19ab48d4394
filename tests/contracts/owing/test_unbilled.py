"""What was owed by a day and not billed by then: with nothing billed all of it, and with all billed nothing."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.charging.days import Span
from contracts.charging.prices import Prices
from contracts.charging.refunds import Convention
from contracts.owing import charges, unbilled
from contracts.owing.charges import Bought
from tests.contracts.reconciling.cases import BILLED_FEE, CHILD, FEE, HOURS, LEFT, MONTH, MOVED_IN, PRICES, week

NEW_YEAR = date(2026, 4, 1)
MONTHLY = replace(BILLED_FEE, charge="monthly_after_12", invoice_number="M-1", invoice_date=date(2026, 7, 20))


def _before(day, *lines, bought=None, as_of=None):
    """What is left, in pence, by charge."""
    found = unbilled.before(day, lines, bought or [Bought(CHILD)], PRICES, as_of=as_of or day)
    return {charge: sum(one.pence for one in found if one.charge == charge) for charge in {one.charge for one in found}}


def test_a_fee_and_days_that_nobody_billed_are_left():
    assert _before(NEW_YEAR) == {"placement_fee": FEE, "fostering_weekly": 351_047}


def test_what_was_billed_is_not_left():
    assert _before(date(2025, 6, 17), BILLED_FEE, week(0)) == {}
    assert _before(date(2025, 6, 18), BILLED_FEE, week(0)) == {"fostering_weekly": 2_404}


def test_a_fee_that_falls_due_on_the_day_after_is_not_owed_by_the_day_before():
    assert _before(MOVED_IN, as_of=NEW_YEAR) == {}
    assert _before(date(2025, 6, 11), as_of=NEW_YEAR) == {"placement_fee": FEE, "fostering_weekly": 2_404}


def test_what_was_confirmed_later_was_owed_by_then_all_the_same():
    late = Bought(replace(CHILD, confirmed_on=date(2026, 4, 9)))

    assert _before(NEW_YEAR, bought=[late]) == {}
    assert _before(NEW_YEAR, bought=[late], as_of=date(2026, 4, 9)) == _before(NEW_YEAR)


def test_the_days_of_a_month_that_is_not_over_are_owed_though_nobody_bills_them_yet():
    bought = [Bought(replace(CHILD, ended_on=None))]

    assert _before(date(2026, 7, 20), bought=bought)["monthly_after_12"] == MONTH + round(MONTH * 10 / 31)
    billed = replace(MONTHLY, from_day=date(2026, 6, 10), to_day=date(2026, 8, 10), net_pence=2 * MONTH)
    assert "monthly_after_12" not in _before(date(2026, 7, 20), billed, bought=bought)


def test_a_repayment_is_left_until_a_credit_note_gives_it():
    bought = [Bought(CHILD, refund=Convention.DAYS)]
    credit = replace(BILLED_FEE, invoice_number="CN-1", invoice_date=LEFT, net_pence=-784_900)

    assert _before(NEW_YEAR, BILLED_FEE, bought=bought)["placement_fee"] == -784_900
    assert _before(LEFT, BILLED_FEE, bought=bought).get("placement_fee") is None
    assert "placement_fee" not in _before(NEW_YEAR, BILLED_FEE, replace(credit, charge="x"), bought=[Bought(CHILD)])


def test_hours_that_begin_before_the_day_are_shared_out():
    hours = replace(HOURS, from_day=date(2026, 3, 30), to_day=date(2026, 4, 6), confirmed_on=date(2026, 4, 8))

    assert _before(NEW_YEAR, bought=[Bought(CHILD, [hours])], as_of=date(2026, 4, 9))["contact_hourly"] == 3_429
    assert "contact_hourly" not in _before(NEW_YEAR, bought=[Bought(CHILD, [hours])])


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2025, 6, 12), date(2027, 8, 1)), st.booleans())
def test_with_nothing_billed_all_that_is_owed_is_left(day, left):
    bought = Bought(replace(CHILD, ended_on=LEFT if left else None), [HOURS])

    owed = charges.owed(bought, Prices(PRICES), Span(date(2025, 1, 1), day), as_of=date(2027, 9, 1))

    assert sum(_before(day, bought=[bought], as_of=date(2027, 9, 1)).values()) == sum(one.pence for one in owed)
