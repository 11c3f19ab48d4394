"""The arithmetic of promises: what counts, what lacks, what an even pace expects, and what a shortfall costs."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import minimums
from contracts.minimums import Commitment, Purchase, Tariff

FIFE, EDINBURGH = "S12000047", "S12000036"
YEAR = Commitment("A-1", FIFE, None, date(2026, 4, 1), date(2027, 4, 1), 3)
CHILD = Purchase("P-1", FIFE, "ROWAN", 1, date(2026, 5, 1))
LATE = date(2030, 1, 1)

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
purchases = st.builds(
    Purchase,
    placement_ref=st.uuids().map(str),
    authority_code=st.sampled_from([FIFE, EDINBURGH]),
    agency=st.sampled_from(["ROWAN", "HARBOUR"]),
    children=st.integers(1, 4),
    moved_in_on=days,
    match_approved_on=st.none() | days,
)
commitments = st.builds(
    lambda start, length, **terms: Commitment(
        "A-1", FIFE, period_start=start, period_end=start + timedelta(days=length), **terms
    ),
    start=days,
    length=st.integers(1, 800),
    agency=st.sampled_from([None, "ROWAN"]),
    minimum_units=st.integers(0, 9),
    unit_basis=st.sampled_from(["child", "sibling_group"]),
    count_event=st.sampled_from(["moved_in", "match_approved"]),
    tolerance_units=st.integers(0, 3),
)


def _taken(commitment: Commitment, *bought: Purchase, as_of: date = LATE) -> int:
    return minimums.taken(commitment, bought, as_of=as_of)


@pytest.mark.parametrize(
    ("moved_in_on", "counts"),
    [
        (date(2026, 3, 31), 0),
        (date(2026, 4, 1), 1),
        (date(2027, 3, 31), 1),
        (date(2027, 4, 1), 0),
    ],
)
def test_the_day_after_the_last_is_outside_the_period(moved_in_on, counts):
    assert _taken(YEAR, replace(CHILD, moved_in_on=moved_in_on)) == counts


def test_the_day_itself_counts_and_the_day_after_does_not_yet():
    assert _taken(YEAR, CHILD, as_of=date(2026, 5, 1)) == 1
    assert _taken(YEAR, CHILD, as_of=date(2026, 4, 30)) == 0


def test_a_match_approval_counts_where_the_commitment_says_so():
    approving = replace(YEAR, count_event="match_approved")
    approved_before = replace(CHILD, match_approved_on=date(2026, 3, 31))
    moved_in_after = replace(CHILD, match_approved_on=date(2027, 3, 31), moved_in_on=date(2027, 4, 9))

    assert _taken(approving, approved_before, moved_in_after) == 1
    assert _taken(YEAR, approved_before, moved_in_after) == 1


def test_a_purchase_without_its_approval_is_not_counted_but_named():
    approving = replace(YEAR, count_event="match_approved", agency="ROWAN")
    others = [replace(CHILD, placement_ref="P-2", agency="HARBOUR"), replace(CHILD, authority_code=EDINBURGH)]

    assert _taken(approving, CHILD) == 0
    assert minimums.uncountable([approving], [*others, CHILD]) == [CHILD]
    assert minimums.uncountable([YEAR], [CHILD]) == []


def test_a_group_counts_its_children_or_once():
    group = replace(CHILD, children=3)

    assert _taken(YEAR, group) == 3
    assert _taken(replace(YEAR, unit_basis="sibling_group"), group) == 1


def test_any_agency_counts_unless_the_commitment_names_one():
    assert _taken(YEAR, CHILD, replace(CHILD, agency="HARBOUR")) == 2
    assert _taken(replace(YEAR, agency="HARBOUR"), CHILD) == 0
    assert _taken(YEAR, replace(CHILD, authority_code=EDINBURGH)) == 0


@pytest.mark.parametrize(
    ("minimum", "taken", "tolerance", "remaining", "shortfall", "excess"),
    [
        (3, 1, 0, 2, 2, 0),
        (3, 1, 1, 2, 1, 0),
        (3, 1, 5, 2, 0, 0),
        (3, 3, 0, 0, 0, 0),
        (2, 4, 1, 0, 0, 2),
        (0, 0, 0, 0, 0, 0),
    ],
)
def test_what_remains_what_is_short_and_what_exceeds(minimum, taken, tolerance, remaining, shortfall, excess):
    commitment = replace(YEAR, minimum_units=minimum, tolerance_units=tolerance)

    found = minimums.position(commitment, taken, as_of=LATE)

    assert (found.remaining_units, found.shortfall_units, found.excess_units) == (remaining, shortfall, excess)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2025, 1, 1), "0.00"),
        (date(2026, 4, 1), "0.00"),
        (date(2026, 11, 22), "1.93"),
        (date(2027, 3, 31), "2.99"),
        (date(2027, 4, 1), "3.00"),
        (LATE, "3.00"),
    ],
)
def test_an_even_pace_goes_from_nothing_to_the_minimum(as_of, expected):
    assert str(minimums.expected_by(YEAR, as_of=as_of)) == expected


def test_half_a_hundredth_is_rounded_up():
    eighths = replace(YEAR, period_end=YEAR.period_start + timedelta(days=8), minimum_units=1)

    assert minimums.expected_by(eighths, as_of=YEAR.period_start + timedelta(days=1)) == Decimal("0.13")


@settings(max_examples=60, deadline=None)
@given(commitments, st.lists(purchases, max_size=12), days)
def test_every_position_agrees_with_a_count_by_hand(commitment, bought, as_of):
    (found,) = minimums.positions([commitment], bought, as_of=as_of)

    taken = 0
    for one in bought:
        day = one.moved_in_on if commitment.count_event == "moved_in" else one.match_approved_on
        mine = one.authority_code == FIFE and (commitment.agency is None or one.agency == commitment.agency)
        if mine and day and day >= commitment.period_start and day < commitment.period_end and day <= as_of:
            taken += one.children if commitment.unit_basis == "child" else 1
    assert found.taken_units == taken
    assert found.taken_units + found.remaining_units == found.minimum_units + found.excess_units
    assert found.remaining_units == 0 or found.excess_units == 0
    assert found.remaining_units - commitment.tolerance_units <= found.shortfall_units <= found.remaining_units


@settings(max_examples=60, deadline=None)
@given(commitments, days)
def test_the_pace_agrees_with_exact_fractions(commitment, as_of):
    length = (commitment.period_end - commitment.period_start).days
    gone = sorted([0, (as_of - commitment.period_start).days, length])[1]
    exact = Fraction(commitment.minimum_units * gone, length)

    by_hand = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)

    assert minimums.expected_by(commitment, as_of=as_of) == by_hand


apart = st.lists(commitments, max_size=5, unique_by=lambda one: (one.period_start, one.agency))


@settings(max_examples=60, deadline=None)
@given(apart, st.lists(purchases, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(promised, bought, chance):
    shuffled = chance.sample(promised, len(promised)), chance.sample(bought, len(bought))

    assert minimums.positions(*shuffled, as_of=LATE) == minimums.positions(promised, bought, as_of=LATE)


FEE = Tariff(date(2026, 4, 1), date(2027, 4, 1), None, "placement_fee", 1, 3_924_555)


@pytest.mark.parametrize(
    ("units", "pct", "pence"),
    [(0, 100, 0), (1, 100, 3_924_555), (2, 100, 7_849_110), (1, 50, 1_962_278), (1, 33, 1_295_103), (3, 50, 5_886_833)],
)
def test_a_shortfall_is_priced_once_rounded_half_a_penny_up(units, pct, pence):
    assert minimums.shortfall_pence(replace(YEAR, shortfall_price_pct=pct), units, [FEE]) == pence


@pytest.mark.parametrize(
    ("others", "fee"),
    [
        ([], 3_924_555),
        ([replace(FEE, agency="ROWAN", amount_pence=3)], 3),
        ([replace(FEE, agency="HARBOUR", amount_pence=3)], 3_924_555),
        ([replace(FEE, children=2, amount_pence=3)], 3_924_555),
        ([replace(FEE, children=None, amount_pence=3)], 3_924_555),
        ([replace(FEE, charge="fostering_weekly", amount_pence=3)], 3_924_555),
        ([replace(FEE, valid_from=date(2025, 4, 1), valid_to=date(2026, 4, 1), amount_pence=3)], 3_924_555),
    ],
)
def test_the_fee_is_the_agencys_own_before_a_general_one(others, fee):
    assert minimums.shortfall_pence(replace(YEAR, agency="ROWAN"), 1, [*others, FEE]) == fee


def test_the_fee_is_that_of_the_last_day_of_the_period():
    next_year = replace(FEE, valid_from=date(2027, 4, 1), valid_to=None, amount_pence=4)

    assert minimums.shortfall_pence(YEAR, 1, [FEE, next_year]) == FEE.amount_pence
    assert minimums.shortfall_pence(YEAR, 1, [next_year]) is None
    assert minimums.shortfall_pence(YEAR, 0, [next_year]) == 0
