"""Pence: rounded once, half up, and shared out so that none is lost."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.charging import pence


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0", 0),
        ("1/2", 1),
        ("49/100", 0),
        ("-1/2", -1),
        ("-49/100", 0),
        ("3/2", 2),
        ("7/3", 2),
        ("8/3", 3),
        ("-5/2", -3),
    ],
)
def test_half_a_penny_goes_away_from_nothing(amount, rounded):
    exact = Fraction(amount)

    assert pence.half_up(exact.numerator, exact.denominator) == rounded
    assert pence.half_up(6 * exact.numerator, 6 * exact.denominator) == rounded


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        (3_924_500, (1, 1, 1), (1_308_167, 1_308_167, 1_308_166)),
        (3_924_500, (2, 1), (2_616_333, 1_308_167)),
        (2_700_000, (2, 1), (1_800_000, 900_000)),
        (1, (1, 1), (1, 0)),
        (-1, (1, 1), (-1, 0)),
        (0, (3, 1), (0, 0)),
        (100, (0, 1), (0, 100)),
        (10, (1, 2, 4), (1, 3, 6)),
        (7, (5,), (7,)),
    ],
)
def test_a_total_is_shared_out_by_largest_remainder_and_the_earlier_part_takes_the_odd_penny(total, shares, parts):
    assert pence.shared(total, shares) == parts


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(any))
def test_parts_sum_to_the_total_and_none_is_a_penny_from_its_share(total, shares):
    parts = pence.shared(total, shares)

    assert sum(parts) == total
    assert all(abs(part - Fraction(total * share, sum(shares))) < 1 for part, share in zip(parts, shares, strict=True))
