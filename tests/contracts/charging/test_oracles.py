"""The worked cases of the domain's chapter on money, each with its published figures."""

from datetime import date

import pytest

from contracts.charging import accruals, instalments, refunds
from contracts.charging.days import Span
from contracts.charging.instalments import Due, Instalment
from contracts.charging.prices import MONTHLY_AFTER_12, PLACEMENT_FEE, Price, Prices
from contracts.charging.refunds import Convention

CVAA_2025 = 3_924_500
MOVED_IN, LEFT = date(2025, 6, 10), date(2025, 11, 3)


def test_the_allowance_from_20_march_to_17_april_2025_is_split_at_the_financial_year():
    before, after = Span(date(2025, 3, 20), date(2025, 4, 1)), Span(date(2025, 4, 1), date(2025, 4, 17))

    assert (before.days, after.days) == (12, 16)
    assert accruals.split(16_831, [before.days, after.days]) == (28_853, 38_471)
    assert accruals.weekly(16_831, 28) == 67_324 == 28_853 + 38_471


@pytest.mark.parametrize(
    ("convention", "refund"),
    [
        (Convention.DAYS, 784_900),
        (Convention.MONTHS_BEGUN, 763_097),
        (Convention.MONTHS_COMPLETED, 872_111),
    ],
)
def test_a_disruption_on_3_november_2025_has_three_refunds_by_three_conventions(convention, refund):
    assert Span(MOVED_IN, LEFT).days == 146
    assert refunds.refund(CVAA_2025, MOVED_IN, LEFT, convention) == refund


def test_thirds_of_39245_pounds_are_13081_67_twice_and_13081_66():
    assert instalments.amounts(CVAA_2025, instalments.THIRDS) == (1_308_167, 1_308_167, 1_308_166)


def test_27000_pounds_were_paid_as_18000_at_placement_and_9000_at_a_year_or_the_order():
    assert instalments.amounts(2_700_000, instalments.TWO_PAYMENTS) == (1_800_000, 900_000)
    assert [part.due for part in instalments.TWO_PAYMENTS] == [Due.PLACEMENT, Due.YEAR_OR_ORDER]


@pytest.mark.parametrize(
    ("fee", "monthly"),
    [(3_232_800, 89_800), (3_387_600, 94_100), (3_225_600, 89_600), (3_380_400, 93_900)],
)
def test_the_monthly_fee_is_a_thirty_sixth_of_the_fee_as_898_times_36_is_32328(fee, monthly):
    assert monthly * 36 == fee
    assert accruals.monthly_of(fee) == monthly


@pytest.mark.parametrize(
    ("children", "fee"), [(1, 2_700_000), (2, 4_300_000), (3, 6_000_000), (4, 6_800_000), (5, 8_000_000)]
)
def test_the_scottish_scale_of_2016_is_a_table_and_not_a_multiple(children, fee):
    scale = {1: 27_000, 2: 43_000, 3: 60_000, 4: 68_000, 5: 80_000}
    rows = [Price(date(2016, 4, 1), None, None, PLACEMENT_FEE, size, 100 * pounds) for size, pounds in scale.items()]

    price = Prices(rows).of(PLACEMENT_FEE, "ROWAN", children, date(2016, 4, 1))

    assert price is not None
    assert price.amount_pence == fee
    assert children == 1 or fee < children * 2_700_000


def test_the_monthly_fee_follows_the_day_of_moving_in_and_not_the_day_of_the_invoice():
    rows = [
        Price(date(2021, 4, 1), date(2022, 4, 1), None, MONTHLY_AFTER_12, None, 89_800),
        Price(date(2022, 4, 1), None, None, MONTHLY_AFTER_12, None, 94_100),
    ]

    found = [Prices(rows).of(MONTHLY_AFTER_12, "ROWAN", 1, day) for day in (date(2022, 3, 31), date(2022, 4, 1))]

    assert [price.amount_pence for price in found if price] == [89_800, 94_100]


def test_the_second_payment_waits_for_a_year_or_the_order_whichever_comes_first():
    second = Instalment(instalments.THIRD, Due.YEAR_OR_ORDER)

    assert instalments.due_on(second, MOVED_IN, None) == date(2026, 6, 10)
    assert instalments.due_on(second, MOVED_IN, date(2026, 6, 9)) == date(2026, 6, 9)
    assert instalments.due_on(second, MOVED_IN, date(2026, 6, 11)) == date(2026, 6, 10)
    assert {instalments.due_on(part, MOVED_IN, None) for part in instalments.THIRDS} == {MOVED_IN}


@pytest.mark.parametrize("schedule", [instalments.SINGLE, instalments.TWO_PAYMENTS, instalments.THIRDS])
def test_every_schedule_shares_out_the_whole_fee(schedule):
    assert sum(part.share for part in schedule) == 1
    assert sum(instalments.amounts(CVAA_2025, schedule)) == CVAA_2025
