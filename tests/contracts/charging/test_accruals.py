"""Weekly fees by the day, monthly fees by the month, hours by the hundredth."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import months
from contracts.charging import accruals
from contracts.charging.days import Span

JUNE = date(2026, 6, 10)


@pytest.mark.parametrize(("days", "pence"), [(0, 0), (1, 2_404), (2, 4_809), (7, 16_831), (12, 28_853), (28, 67_324)])
def test_a_day_costs_a_seventh_of_a_week_and_a_line_is_rounded_once(days, pence):
    assert accruals.weekly(16_831, days) == pence


def test_exactly_half_a_penny_is_rounded_up():
    assert accruals.hourly(1, 50) == 1
    assert accruals.hourly(1, 49) == 0
    assert accruals.hourly(4_000, 150) == 6_000


def test_the_last_part_takes_what_rounding_left():
    assert accruals.split(16_831, [1, 1]) == (2_404, 2_405)
    assert accruals.split(16_831, [1, 1, 1]) == (2_404, 2_404, 2_405)
    assert accruals.split(16_831, [7]) == (16_831,)
    assert accruals.split(16_831, []) == ()


@given(st.integers(0, 10**7), st.lists(st.integers(0, 60), min_size=1, max_size=9))
def test_parts_come_to_the_unsplit_amount_and_all_but_the_last_are_rounded_by_themselves(weekly, days):
    parts = accruals.split(weekly, days)

    assert sum(parts) == accruals.weekly(weekly, sum(days))
    assert all(abs(part - Fraction(weekly * count, 7)) * 2 <= 1 for part, count in zip(parts[:-1], days, strict=False))


@pytest.mark.parametrize(
    ("start", "end", "pence"),
    [
        (JUNE, date(2026, 7, 10), 94_100),
        (JUNE, date(2026, 9, 10), 282_300),
        (date(2026, 7, 1), date(2026, 8, 1), 94_100),
        (JUNE, date(2026, 6, 25), 47_050),
        (JUNE, date(2026, 7, 11), 94_100 + 3_035),
        (JUNE, JUNE, 0),
        (JUNE, date(2026, 6, 9), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 94_100),
    ],
)
def test_a_month_costs_a_month_and_one_cut_short_its_days(start, end, pence):
    assert accruals.monthly(94_100, Span(start, end), moved_in_on=date(2025, 6, 10)) == pence


@pytest.mark.parametrize(
    "moved_in", [date(2024, 5, 31), date(2024, 8, 30), date(2024, 10, 29), date(2024, 2, 29), date(2023, 12, 31)]
)
@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_days_from_one_months_day_to_another_are_so_many_fees_for_the_last_days_of_months_too(moved_in, count):
    for first in range(12, 40):
        span = Span(months.after(moved_in, first), months.after(moved_in, first + count))

        assert accruals.monthly(94_100, span, moved_in_on=moved_in) == count * 94_100


def test_a_month_that_is_cut_short_at_the_30th_costs_its_days_of_the_month_up_to_the_31st():
    cut = Span(date(2025, 6, 30), date(2025, 7, 30))

    assert accruals.monthly(31_000, cut, moved_in_on=date(2024, 5, 31)) == 30_000


def test_the_monthly_fee_begins_twelve_months_after_moving_in():
    assert accruals.monthly_from(date(2024, 2, 29)) == date(2025, 2, 28)
    assert accruals.monthly_from(JUNE) == date(2027, 6, 10)
