"""Over which weights a suggestion stays, against an ordinary run under a policy with that weight."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.plan import solve
from matching.policy import LARGEST_WEIGHT, MERIT_WEIGHTS, Policy
from matching.problem import Problem
from matching.reasons import weighing
from matching.reasons.weighing import Weighed, weighed
from tests.matching.problems import TODAY, child, household, pin, problem, problems
from tests.matching.reasons.test_losses import PAIRS, group, mates, town


def under(found: Problem, merit: str, weight: int) -> set[tuple[int, int]]:
    """The pairs of an ordinary run under a policy in which one weight is another."""
    policy = replace(found.policy, merits={**found.policy.merits, merit: weight})
    return set(mates(solve(replace(found, policy=policy))).items())


def told_at(told: Weighed, weight: int) -> set[tuple[int, int]]:
    stretches = {pair: [(each.low, each.high), *each.elsewhere] for pair, each in told.ranges.items()}
    return {pair for pair, runs in stretches.items() if any(low <= weight <= high for low, high in runs)}


def assert_as_solved(found: Problem, told: Weighed, weights: Iterable[int]) -> None:
    for weight in weights:
        assert told_at(told, weight) == under(found, told.merit, weight) & set(told.ranges)


def edges(told: Weighed) -> set[int]:
    """The weights on both sides of each end of each stretch."""
    runs = {end for each in told.ranges.values() for run in [(each.low, each.high), *each.elsewhere] for end in run}
    return {near for end in runs for near in (end - 1, end, end + 1) if told.low <= near <= told.high}


def towards(told: Weighed, rng: random.Random, most: int) -> set[int]:
    seen = range(told.low, told.high + 1)
    close = sorted(edges(told))
    return {*rng.sample(seen, min(len(seen), most)), *rng.sample(close, min(len(close), most))}


def test_a_suggestion_stays_where_an_ordinary_run_with_that_weight_has_it() -> None:
    rng, tried = random.Random(20261127), 0
    while tried < PAIRS // 2:
        found = some_town(rng)
        told = weighed(found, solve(found), rng.choice(sorted(MERIT_WEIGHTS)), most=60)
        weights = towards(told, rng, 8)
        assert_as_solved(found, told, weights)
        tried += len(weights)


def some_town(rng: random.Random) -> Problem:
    """A town with journeys and times of waiting that differ, whose policy may be any."""
    found = town(rng, most=12)
    homes = tuple(
        replace(
            home,
            postcode=rng.choice(("EH1 1AA", "EH12 5AA", "KY1 1AA")),
            experience=tuple(rng.sample(("prematurity", "prenatal_alcohol"), rng.randint(0, 2))),
            approved_adoption_on=TODAY - timedelta(days=rng.randrange(500)),
        )
        for home in found.households
    )
    merits = {code: rng.choice((0, 3, weight, LARGEST_WEIGHT)) for code, weight in MERIT_WEIGHTS.items()}
    return replace(found, households=homes, policy=replace(found.policy, merits=rng.choice((MERIT_WEIGHTS, merits))))


@given(problems(easy=True), st.sampled_from(sorted(MERIT_WEIGHTS)), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_it_is_so_with_any_facts(found: Problem, merit: str, rng: random.Random) -> None:
    told = weighed(found, solve(found), merit, most=30)

    assert_as_solved(found, told, towards(told, rng, 5))


def test_rounding_takes_a_pair_out_of_the_plan_and_back_in() -> None:
    needs, weights = ("a", "b", "c", "d", "e"), {**dict.fromkeys(MERIT_WEIGHTS, 0), "language": 2, "willingness": 5}
    homes = [household("H-1", yes_needs=needs[:3]), household("H-2", yes_needs=needs[:2], languages=("gaelic",))]
    found = problem([child("R-1", needs=needs, language="gaelic")], homes, policy=Policy(merits=weights))

    told = weighed(found, solve(found), "willingness", most=20)

    # three fifths of a weight less two fifths of it, both rounded down: 0 0 1 0 1 1 1 2 1 2 2 2 3 2 3 for 0 to 14
    assert list(told.ranges) == [(0, 1)]
    assert told.ranges[0, 1].elsewhere
    assert_as_solved(found, told, range(told.low, told.high + 1))


def test_all_weights_are_looked_at_in_few_solves_where_points_grow_in_a_straight_line() -> None:
    found = problem([child("R-1", language="gaelic")], [household("H-1", languages=("gaelic",)), household("H-2")])

    told = weighed(found, solve(found), "language")

    assert told.whole
    assert told.solves < 40
    assert_as_solved(found, told, (0, 1, 2, 9, 10, 11, LARGEST_WEIGHT))


def test_where_the_solves_are_used_up_the_weights_that_were_looked_at_are_told() -> None:
    found = problem([child("R-1")], [household("H-1"), household("H-2", postcode="KY1 1AA")])

    told = weighed(found, solve(found), "travel", most=10)

    assert not told.whole
    assert (told.low, told.today, told.high, told.solves) == (25, 30, 35, 10)


@pytest.mark.parametrize("merit", ["language", "travel"])
def test_a_pin_holds_at_every_weight(merit: str) -> None:
    found = problem([child("R-1")], [household("H-1"), household("H-2")], pins=[pin("R-1", "H-2")])

    told = weighed(found, solve(found), merit, most=50)

    assert told.always((0, 1))


def test_the_ranges_are_the_same_in_any_order_of_rows() -> None:
    rng = random.Random(3)
    rows = [row for number in range(8) for row in group(f"R-{number:02}", rng)]
    homes = [household(f"H-{number:02}", approved_children=rng.choice((1, 2))) for number in range(8)]
    told = {repr(ranges(problem(rng.sample(rows, len(rows)), rng.sample(homes, len(homes))))) for _ in range(4)}

    assert len(told) == 1


def ranges(found: Problem) -> list[object]:
    plan = solve(found)
    return [weighing.as_data(found, weighed(found, plan, merit, most=40)) for merit in MERIT_WEIGHTS]
