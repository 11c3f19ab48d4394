"""What is repaid at the edges of the first year."""

from datetime import date

import pytest

from contracts.charging.refunds import Convention, refund

START = date(2025, 6, 10)


@pytest.mark.parametrize("convention", Convention)
def test_the_whole_third_comes_back_on_the_first_day_and_nothing_after_a_year(convention):
    assert refund(3_924_500, START, START, convention) == 1_308_167
    assert refund(3_924_500, START, date(2026, 6, 10), convention) == 0
    assert refund(3_924_500, START, date(2027, 1, 1), convention) == 0


@pytest.mark.parametrize(
    ("convention", "pence"),
    [(Convention.DAYS, 3_584), (Convention.MONTHS_BEGUN, 0), (Convention.MONTHS_COMPLETED, 109_014)],
)
def test_one_day_before_the_year_is_over_the_conventions_still_differ(convention, pence):
    assert refund(3_924_500, START, date(2026, 6, 9), convention) == pence


def test_a_leap_year_has_a_day_more_to_share():
    assert refund(3_660_000, date(2024, 1, 1), date(2024, 12, 31), Convention.DAYS) == 3_333
