"""Other plans and other households, against every plan there is; the same whatever the order of rows."""

import random

import pytest
from hypothesis import given, settings

from matching.plan import solve
from matching.problem import Problem
from matching.reasons import alternatives
from matching.reasons.alternatives import Alternative, best_first, plans
from matching.reasons.losses import Losses
from tests.matching.problems import child, household, pin, problem, problems
from tests.matching.reasons.every_plan import every_plan, truly_different
from tests.matching.reasons.test_losses import PAIRS, group, mates, town

TOWNS = max(PAIRS // 15, 1)


def assert_ranked(found: Problem, most: int) -> None:
    losses = Losses(found, solve(found))
    (best, own), *expected = truly_different(every_plan(found), most)

    told = list(plans(losses, most))

    assert mates(losses.plan) == own
    assert [each.mates for each in told] == [other for _, other in expected]
    for each, (costs, _) in zip(told, expected, strict=True):
        assert each.change.aims == tuple(new - old for new, old in zip(costs, best, strict=True))
        assert all(stage.cost == stage.bound for stage in each.stages)


def test_each_plan_is_the_best_of_all_that_hold_a_pair_which_none_before_holds() -> None:
    rng = random.Random(20261127)

    for _ in range(TOWNS):
        assert_ranked(town(rng, most=5), most=rng.choice((1, 3, 20)))


def test_the_search_through_few_pairs_finds_what_a_look_at_every_pair_finds() -> None:
    rng = random.Random(20261130)

    for _ in range(TOWNS):
        found = town(rng, most=40)
        losses = Losses(found, solve(found))
        changes = [change for row in range(len(found.referrals)) for change in losses.changes(row).values()]
        known = set(mates(losses.plan).items())
        for each in plans(losses, 5):
            new = [change for change in changes if (change.moves[0].referral, change.moves[0].takes) not in known]
            assert each.change.aims == min(change.aims for change in new)
            known |= set(each.mates.items())


@given(problems(easy=True))
@settings(max_examples=60, deadline=None)
def test_plans_are_ranked_so_whatever_the_days_policies_and_earlier_suggestions(found: Problem) -> None:
    assert_ranked(found, most=20)


def test_the_households_of_a_referral_stand_in_the_order_of_the_best_plans_with_them() -> None:
    rng = random.Random(7)

    for _ in range(TOWNS):
        found = town(rng, most=5)
        ways, losses = every_plan(found), Losses(found, solve(found))
        for row in set(range(len(found.referrals))) - set(losses.plan.pins):
            first = dict.fromkeys(mates[row] for _, mates in ways if row in mates)
            expected = [col for col in first if col != ways[0][1].get(row)]
            assert [change.moves[0].takes for change in best_first(losses, row)] == expected


def test_a_plan_that_only_combines_two_exchanges_is_not_listed() -> None:
    needs = {"R-1": ("prematurity",), "R-2": ("prematurity",), "R-3": ("sibling_contact",), "R-4": ("sibling_contact",)}
    rows = [child(ref, needs=need) for ref, need in needs.items()]
    apart = {"prematurity": ("sibling_contact",), "sibling_contact": ("prematurity",)}
    homes = [
        household(f"H-{number}", yes_needs=(need,) * (number % 2), no_needs=apart[need])
        for number, need in enumerate(("prematurity", "prematurity", "sibling_contact", "sibling_contact"))
    ]
    found = problem(rows, homes)

    told = list(plans(Losses(found, solve(found)), 20))

    assert len(every_plan(found)) == 49
    assert [len(each.change.moves) for each in told] == [2, 2]


@pytest.mark.parametrize("pins", [[], [pin("R-1", "H-1")]])
def test_where_no_other_pair_is_possible_there_is_no_other_plan(pins: list[dict[str, object]]) -> None:
    only = problem([child("R-1")], [household("H-1"), household("H-2")][: 2 if pins else 1], pins=pins)

    assert list(plans(Losses(only, solve(only)), 3)) == []
    assert list(plans(Losses(problem([], []), solve(problem([], []))), 3)) == []


def by_refs(found: Problem) -> tuple[list[object], list[object]]:
    losses = Losses(found, solve(found))
    rows = [alternatives.row_as_data(found, row, best_first(losses, row)) for row in range(len(found.referrals))]
    listed: list[Alternative] = list(plans(losses, 6))
    return [{**each, "certificate": None} for each in alternatives.as_data(found, listed)], [*rows]


def test_the_lists_are_the_same_in_any_order_of_rows() -> None:
    rng = random.Random(3)
    rows = [row for number in range(12) for row in group(f"R-{number:02}", rng)]
    homes = [household(f"H-{number:02}", approved_children=rng.choice((1, 2))) for number in range(10)]
    expected = by_refs(problem(rows, homes))

    for _ in range(5):
        assert by_refs(problem(rng.sample(rows, len(rows)), rng.sample(homes, len(homes)))) == expected
