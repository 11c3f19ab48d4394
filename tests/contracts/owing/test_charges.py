"""Charges owed in a span of days: the worked cases, the sums in words, and parts that come to the whole."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.charging.days import Span
from contracts.charging.instalments import SINGLE, THIRDS, TWO_PAYMENTS
from contracts.charging.prices import Price, Prices
from contracts.charging.refunds import Convention
from contracts.charging.vat import Treatment
from contracts.owing import charges
from contracts.owing.charges import Bought
from tests.contracts.reconciling import cases
from tests.contracts.reconciling.cases import CHILD, FEE, HOURS, LEFT, MONTH, MOVED_IN, PRICES, WEEK

EVER, AS_OF = Span(date(2000, 1, 1), date(2100, 1, 1)), date(2026, 3, 31)
PRICED = Prices(PRICES)


def _owed(bought=None, prices=PRICED, span=EVER, as_of=AS_OF, **child):
    return charges.owed(bought or Bought(replace(CHILD, **child)), prices, span, as_of=as_of)


def _of(charge, **told):
    return [one for one in _owed(**told) if one.charge == charge]


def test_a_weekly_fee_across_31_march_is_split_by_days_and_the_last_part_takes_the_residue():
    days = {"moved_in_on": date(2025, 3, 20), "ended_on": date(2025, 4, 17), "confirmed_on": date(2025, 3, 21)}
    prices = Prices([Price(date(2024, 4, 1), None, None, "fostering_weekly", None, 16_831)])

    parts = _owed(prices=prices, **days)

    assert [(one.from_day, one.to_day, one.pence) for one in parts] == [
        (date(2025, 3, 20), date(2025, 4, 1), 28_853),
        (date(2025, 4, 1), date(2025, 4, 17), 38_471),
    ]
    assert [one.words for one in parts] == ["12 days × £168.31 ÷ 7", "16 days × £168.31 ÷ 7"]
    assert sum(one.pence for one in parts) == 67_324


def test_the_fee_is_owed_once_on_the_day_of_moving_in():
    (fee,) = _of("placement_fee")

    assert (fee.from_day, fee.to_day, fee.pence) == (MOVED_IN, None, FEE)
    assert fee.words == "the fee of £39,245.00"


def test_two_payments_fall_due_at_the_placement_and_at_the_adoption_order():
    bought = Bought(replace(CHILD, ended_on=None, adoption_order_on=date(2026, 1, 10)), schedule=TWO_PAYMENTS)

    first, second = (one for one in _owed(bought) if one.charge == "placement_fee")

    assert (first.pence, second.pence, second.from_day) == (2_616_333, 1_308_167, date(2026, 1, 10))
    assert [first.words, second.words] == ["2/3 of the fee of £39,245.00", "1/3 of the fee of £39,245.00"]
    assert len(_of("placement_fee", bought=bought, as_of=date(2026, 1, 9))) == 1


def test_thirds_that_are_due_on_one_day_are_one_charge():
    assert [one.pence for one in _owed(Bought(CHILD, schedule=THIRDS))][0] == FEE


@pytest.mark.parametrize(
    ("convention", "pence", "by"),
    [
        (Convention.DAYS, 784_900, "by days"),
        (Convention.MONTHS_BEGUN, 763_097, "by months, one that has begun being used up"),
        (Convention.MONTHS_COMPLETED, 872_111, "by months, one that has begun being left"),
    ],
)
def test_what_is_repaid_after_a_disruption_is_taken_off_on_the_day_it_happened(convention, pence, by):
    _, back = (one for one in _owed(Bought(CHILD, refund=convention)) if one.charge == "placement_fee")

    assert (back.from_day, back.pence) == (LEFT, -pence)
    assert back.words == f"the rest of the final third of £39,245.00, {by}"


def test_nothing_is_repaid_while_the_placement_lasts():
    bought = Bought(replace(CHILD, ended_on=None), refund=Convention.DAYS)

    assert [one.pence for one in _owed(bought) if one.charge == "placement_fee"] == [FEE]


def test_the_price_is_that_of_the_day_of_moving_in_for_all_days_that_follow():
    (year, *_) = _of("fostering_weekly", ended_on=None, as_of=date(2026, 6, 10))

    assert (year.from_day, year.to_day) == (MOVED_IN, date(2026, 4, 1))
    assert year.words == "295 days × £168.31 ÷ 7"


def test_a_year_without_an_adoption_order_is_followed_by_a_fee_for_each_month():
    months = _of("monthly_after_12", ended_on=None, as_of=date(2027, 4, 20))

    assert [(one.from_day, one.to_day) for one in months] == [
        (date(2026, 6, 10), date(2027, 4, 1)),
        (date(2027, 4, 1), date(2027, 4, 20)),
    ]
    assert months[0].words == "9 months and 22 of 31 days × £1,090.14"
    assert months[1].words == "9 of 31 days and 10 of 30 days × £1,090.14"
    assert sum(one.pence for one in months) == 10 * MONTH + round(MONTH * 10 / 30)


def test_an_adoption_order_ends_both_fees_of_the_time_before_it():
    days = {"ended_on": None, "adoption_order_on": date(2026, 6, 10), "as_of": date(2027, 4, 1)}

    assert _of("monthly_after_12", **days) == []
    assert _of("fostering_weekly", **days)[-1].to_day == date(2026, 6, 10)


def test_hours_are_owed_once_they_are_confirmed():
    (hours,) = (one for one in _owed(Bought(CHILD, receipts=[HOURS])) if one.charge == "contact_hourly")

    assert (hours.pence, hours.words) == (12_000, "3 hours × £40.00")
    assert _of("contact_hourly", bought=Bought(CHILD, receipts=[HOURS]), as_of=date(2025, 6, 19)) == []


def test_hours_of_days_on_both_sides_of_31_march_are_shared_out_by_the_days():
    week = replace(HOURS, from_day=date(2026, 3, 30), to_day=date(2026, 4, 6), quantity=Decimal("2.50"))
    bought = Bought(CHILD, receipts=[week])

    parts = _of("contact_hourly", bought=bought, as_of=date(2026, 5, 1))

    assert [one.pence for one in parts] == [2_857, 7_143]
    assert parts[0].words == "2.5 hours × £40.00 × 2 of 7 days"


def test_one_hour_is_said_as_one():
    bought = Bought(CHILD, receipts=[replace(HOURS, quantity=Decimal(1))])

    assert _of("contact_hourly", bought=bought)[0].words == "1 hour × £40.00"


def test_nothing_is_owed_before_both_sides_have_confirmed_the_move_in():
    assert _owed(confirmed_on=None) == []
    assert _owed(as_of=date(2025, 6, 11)) == []


def test_a_day_is_owed_once_it_is_over():
    (days,) = _of("fostering_weekly", as_of=date(2025, 6, 13))

    assert days.words == "3 days × £168.31 ÷ 7"


def test_what_has_no_price_is_not_owed_and_can_be_told():
    earlier = Bought(replace(CHILD, moved_in_on=date(2020, 1, 1)))

    assert charges.owed(earlier, Prices([]), EVER, as_of=AS_OF) == []
    assert not charges.is_priced(earlier, PRICED)
    assert charges.is_priced(Bought(CHILD), PRICED)


def test_vat_is_added_where_the_tariff_says_so():
    standard = Price(*cases.YEAR, None, "fostering_weekly", None, WEEK, vat=Treatment.STANDARD)

    (days,) = _owed(prices=Prices([standard]), ended_on=date(2025, 6, 17))

    assert (days.pence, days.vat_pence) == (WEEK, 3_366)
    assert all(one.vat_pence == 0 for one in _owed())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 900), max_size=6, unique=True),
    st.integers(1, 10**6),
    st.integers(0, 400),
    st.sampled_from([SINGLE, TWO_PAYMENTS, THIRDS]),
    st.sampled_from(Treatment),
)
def test_whatever_periods_a_span_is_cut_into_their_charges_come_to_the_whole(cuts, unit, stayed, schedule, treatment):
    start = date(2025, 5, 1)
    kinds = ("placement_fee", "fostering_weekly", "monthly_after_12", "contact_hourly")
    prices = Prices([Price(date(2025, 1, 1), None, None, kind, None, unit, vat=treatment) for kind in kinds])
    child = replace(CHILD, ended_on=start + timedelta(days=400 + stayed))
    bought = Bought(child, [HOURS, replace(HOURS, to_day=date(2026, 5, 2))], schedule, Convention.DAYS)
    days = [start, *(start + timedelta(days=cut) for cut in sorted(cuts)), start + timedelta(days=1_000)]

    parts = [_owed(bought, prices, Span(*pair), as_of=date(2029, 1, 1)) for pair in zip(days, days[1:], strict=False)]
    whole = _owed(bought, prices, Span(days[0], days[-1]), as_of=date(2029, 1, 1))

    for name in ("pence", "vat_pence"):
        assert sum(getattr(one, name) for part in parts for one in part) == sum(getattr(one, name) for one in whole)


def test_the_penny_that_rounding_left_is_named():
    prices = Prices([Price(*cases.YEAR, None, "fostering_weekly", None, WEEK)])
    days = [MOVED_IN + timedelta(days=count) for count in range(4)]

    first, second, third = (_owed(prices=prices, span=Span(*pair))[0] for pair in zip(days, days[1:], strict=False))

    assert [one.pence for one in (first, second, third)] == [2_404, 2_405, 2_404]
    assert second.words == "1 day × £168.31 ÷ 7, and £0.01 that rounding left"


def test_a_penny_that_earlier_days_had_already_is_taken_off():
    prices = Prices([Price(*cases.YEAR, None, "fostering_weekly", None, 11)])
    days = [MOVED_IN + timedelta(days=count) for count in range(3)]

    first, second = (_owed(prices=prices, span=Span(*pair))[0] for pair in zip(days, days[1:], strict=False))

    assert (first.pence, first.words) == (2, "1 day × £0.11 ÷ 7")
    assert (second.pence, second.words) == (1, "1 day × £0.11 ÷ 7, less £0.01 of rounding")


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2025, 6, 12), date(2026, 5, 1)), st.booleans())
def test_with_nothing_billed_all_that_is_owed_is_what_reconciling_misses(as_of, left):
    child = replace(CHILD, ended_on=LEFT if left else None)

    missing = cases.reconciled(placements=[child], receipts=[HOURS], as_of=as_of).missing

    owed = _owed(Bought(child, receipts=[HOURS]), as_of=as_of)
    assert sum(one.pence for one in owed) == sum(one.expected_pence for one in missing)
