"""Sampled demand is a bootstrap that any machine draws alike: Poisson numbers from SHA-256, by reference."""

from collections import Counter
from fractions import Fraction
from math import factorial

import pytest

from matching.plan import solve
from matching.recruiting import demand
from tests.matching.problems import child, household, problem

REFS = [f"R-{number}" for number in range(200)]


def test_every_machine_draws_these_numbers() -> None:
    assert [demand.times("seed", 0, ref) for ref in REFS[:12]] == [0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0]
    others = [("seed", 1), ("other", 0)]
    assert len({tuple(demand.times(*each, ref) for ref in REFS) for each in [("seed", 0), *others]}) == 3


def test_a_referral_comes_once_on_average_and_as_often_as_poisson_says() -> None:
    drawn = Counter(demand.times("seed", scenario, ref) for scenario in range(100) for ref in REFS)

    assert sum(count * often for count, often in drawn.items()) / 20_000 == pytest.approx(1, abs=0.02)
    for count in range(4):
        assert drawn[count] / 20_000 == pytest.approx(0.36788 / factorial(count), abs=0.015)


def test_the_shares_are_those_of_poisson_to_the_last_of_64_bits() -> None:
    euler = sum(Fraction(1, factorial(k)) for k in range(40))
    shares = [later - before for before, later in zip([0, *demand._UP_TO], demand._UP_TO, strict=False)]

    for count, share in enumerate(shares):
        assert abs(Fraction(share, 2**64) - 1 / euler / factorial(count)) <= Fraction(1, 2**63)


def test_who_else_is_in_the_run_changes_nothing_of_how_often_a_referral_comes() -> None:
    some = problem([child("R-1"), child("R-2")], [])
    more = problem([child("R-0"), child("R-1"), child("R-2")], [])

    for scenario in range(20):
        few = Counter(demand.drawn(some, [0, 1], "seed", scenario).tolist())
        many = Counter(demand.drawn(more, [0, 1, 2], "seed", scenario).tolist())
        assert (few[0], few[1]) == (many[1], many[2])


def test_the_seed_is_that_of_the_content_in_any_order_of_rows() -> None:
    rows, homes = [child("R-1"), child("R-2")], [household("H-1"), household("H-2")]
    one, other = problem(rows, homes), problem(rows[::-1], homes[::-1])

    assert demand.seed_of(one) == demand.seed_of(other)
    assert demand.seed_of(one) != demand.seed_of(problem(rows, homes[:1]))


def test_an_empty_scenario_is_a_problem_without_referrals() -> None:
    found = problem([child("R-1")], [household("H-1")])
    plan = solve(found)

    assert solve(demand.as_problem(found, plan, demand.drawn(found, [], "seed", 0))).suggestions == ()
