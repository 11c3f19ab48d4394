"""What one period leaves to the next: units carried and made up, then relief and tolerance, each used once."""

from dataclasses import replace

import pytest

from tests.contracts.year_end.agreed import BORDERS, FEE, ended, relief, taken, units, year


def test_an_excess_of_one_year_meets_what_the_next_lacks_and_no_more():
    commitments = [year(2025, 1, carry_forward_cap=3), year(2026, 2)]
    bought = [*taken(4, 2025), *taken(1, 2026)]

    first, second = ended(commitments, bought)

    assert units(first) == {"taken": 4, "excess": 3, "carried_out": 3}
    assert units(second) == {"taken": 1, "carried_in": 1}


def test_units_are_carried_in_oldest_first_and_never_twice():
    commitments = [
        year(2024, 0, carry_forward_cap=1, carry_forward_expiry_months=36),
        year(2025, 0, carry_forward_cap=1),
        year(2026, 1),
        year(2027, 1),
    ]
    bought = [*taken(1, 2024), *taken(1, 2025)]

    results = ended(commitments, bought)

    assert [one.carried_in_units for one in results] == [0, 0, 1, 0]
    assert results[3].shortfall_units == 1


@pytest.mark.parametrize(
    ("expiry", "carried"),
    [(None, 0), (12, 0), (13, 1), (0, 0)],
)
def test_a_carried_unit_is_used_in_periods_that_start_before_it_expires(expiry, carried):
    commitments = [
        year(2024, 0, carry_forward_cap=1, carry_forward_expiry_months=expiry),
        year(2025, 0),
        year(2026, 1),
    ]

    assert ended(commitments, taken(1, 2024))[2].carried_in_units == carried


def test_without_a_word_on_expiry_a_unit_is_carried_into_the_next_year():
    assert ended([year(2024, 0, carry_forward_cap=1), year(2025, 1)], taken(1, 2024))[1].carried_in_units == 1


def test_an_excess_first_makes_up_earlier_paid_shortfalls_oldest_first():
    commitments = [
        year(2024, 2, make_up_months=36),
        year(2025, 1, make_up_months=12),
        year(2026, 0, carry_forward_cap=9),
    ]

    results = ended(commitments, [*taken(1, 2024), *taken(3, 2026)], tariffs=[FEE])

    assert [one.shortfall_units for one in results] == [1, 1, 0]
    assert units(results[2]) == {"taken": 3, "made_up": 2, "excess": 1, "carried_out": 1}
    assert [one.shortfall_pence for one in results] == [3_000_000, 3_000_000, 0]


@pytest.mark.parametrize(("months", "made_up"), [(0, 0), (12, 0), (13, 1)])
def test_the_window_to_make_up_is_that_of_the_short_period_and_ends_before_its_last_month(months, made_up):
    commitments = [year(2024, 1, make_up_months=months), year(2025, 0), year(2026, 0, make_up_months=99)]

    assert ended(commitments, taken(1, 2026))[2].made_up_units == made_up


def test_a_shortfall_is_made_up_once():
    commitments = [year(2024, 1, make_up_months=36), year(2025, 0), year(2026, 0)]

    results = ended(commitments, [*taken(1, 2025), *taken(1, 2026)])

    assert [one.made_up_units for one in results] == [0, 1, 0]
    assert results[2].excess_units == 1


def test_chains_run_within_one_agreement_and_authority():
    other = replace(year(2026, 1), agreement_ref="A-2")
    commitments = [year(2025, 0, carry_forward_cap=5), other, year(2026, 1, authority=BORDERS)]

    results = ended(commitments, taken(2, 2025))

    assert [one.carried_in_units for one in results] == [0, 0, 0]
    assert [one.shortfall_units for one in results] == [1, 0, 1]


def test_relief_comes_before_tolerance_and_neither_exceeds_what_lacks():
    lacking = year(2025, 4, tolerance_units=2)

    assert units(ended([lacking], [], unavailability=[relief(1), relief(2)])[0]) == {"relieved": 3, "tolerated": 1}
    assert units(ended([lacking], [], unavailability=[relief(9)])[0]) == {"relieved": 4}
    assert units(ended([lacking], taken(1, 2025), unavailability=[relief(1)])[0]) == {
        "taken": 1,
        "relieved": 1,
        "tolerated": 2,
    }


def test_carried_units_come_before_relief_and_tolerance():
    commitments = [year(2024, 0, carry_forward_cap=1), year(2025, 3, tolerance_units=1)]

    _, second = ended(commitments, taken(1, 2024), unavailability=[relief(1)])

    assert units(second) == {"carried_in": 1, "relieved": 1, "tolerated": 1}
