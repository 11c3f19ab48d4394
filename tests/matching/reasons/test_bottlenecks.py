"""Bottlenecks: a set of referrals, all their possible households, and the bar that keeps the others apart."""

import random

from hypothesis import given, settings

from benchmarks import plain
from matching.plan import solve
from matching.problem import Problem
from matching.reasons.bottlenecks import bottlenecks, sentence
from tests.matching.problems import child, household, pin, problem, problems
from tests.matching.reasons.test_losses import town


def assert_sound(found: Problem) -> None:
    plan = solve(found)
    sets = bottlenecks(found, plan)
    taken = {(pair.referral, pair.household) for pair in plan.suggestions}
    for each in sets:
        for row in each.referrals:
            free = [(col, home) for col, home in enumerate(found.households) if col not in plan.pins.values()]
            open_to = {col for col, home in free if not plain.bars(found, found.referrals[row], home)}
            assert open_to <= set(each.households)
        assert len(each.referrals) - len(each.households) == len(each.without)
        assert {row for row, col in taken if col in each.households} == set(each.referrals) - set(each.without)
    assert sorted(row for each in sets for row in each.without) == [each.referral for each in plan.unmatched]


@given(problems(easy=True))
@settings(max_examples=80, deadline=None)
def test_a_bottleneck_shares_too_few_households_and_none_beside(found: Problem) -> None:
    assert_sound(found)


def test_bottlenecks_of_groups_and_pins_are_sound() -> None:
    rng = random.Random(4)
    for _ in range(40):
        assert_sound(town(rng))


def test_a_bottleneck_is_a_sentence_with_the_bar_most_responsible() -> None:
    boys = [child(f"R-{n}", sex="M") for n in (1, 2, 3)]
    homes = [household("H-1"), household("H-2", sexes=("F",)), household("H-3", sexes=("F",), max_age_months=1)]
    found = problem([*boys, child("R-4")], homes)

    (only,) = bottlenecks(found, solve(found))

    assert sentence(found, only) == (
        "3 referrals share only 1 possible household: R-1, R-2, R-3 with H-1. "
        "The bar most responsible is sex_outside_approval: alone it keeps apart 3 pairs."
    )


def test_a_referral_without_any_possible_household_is_a_bottleneck_of_its_own() -> None:
    found = problem([child("R-1"), child("R-2")], [household("H-1")], pins=[pin("R-1", "H-1")])

    (only,) = bottlenecks(found, solve(found))

    assert sentence(found, only) == "1 referral has no possible household: R-2."
