"""What a suggestion rests on, against a solve with the pair forbidden, and open pairs against one with it pinned."""

import random
from dataclasses import replace

from matching.plan import Plan, solve
from matching.problem import Pin, Problem
from matching.reasons import firmness
from matching.reasons.firmness import near
from matching.reasons.losses import Loss, Losses
from tests.matching.problems import child, household, pin, problem
from tests.matching.reasons.test_losses import PAIRS, forced, mates, town
from tests.matching.test_plan import of_plan


def forbidden(found: Problem, row: int, col: int) -> Plan:
    """The best plan without a pair: a whole new solve with its own certificate."""
    refs = found.referrals[row].ref, found.households[col].ref
    return solve(replace(found, pins=(*found.pins, Pin(*refs, "forbid", False, "What if?"))))


def lost(found: Problem, plan: Plan, other: Plan) -> Loss:
    return Loss(*[a - b for a, b in zip(of_plan(found, plan), of_plan(found, other), strict=True)][:4])


def test_a_margin_is_what_a_plan_without_the_pair_loses_solved_again() -> None:
    rng, tried = random.Random(20261128), 0
    while tried < PAIRS // 3:
        found = town(rng)
        plan = solve(found)
        for pair in near(Losses(found, plan), 5).suggested:
            if pair.margin is None:
                assert plan.pins[pair.referral] == pair.household
            else:
                assert pair.margin == lost(found, plan, forbidden(found, pair.referral, pair.household))
            tried += 1


def test_what_is_firm_or_open_is_so_in_plans_solved_again() -> None:
    rng = random.Random(20261129)
    for _ in range(max(PAIRS // 30, 1)):
        found, points = town(rng, most=9), rng.choice((0, 3, 10))
        plan = solve(found)
        told = near(Losses(found, plan), points)
        for pair in told.suggested:
            again = pair.margin and lost(found, plan, forbidden(found, pair.referral, pair.household))
            assert pair.firm == (again is None or again.places_fewer or again.points > points)
        losses = {(row, col): lost(found, plan, forced(found, row, col)) for row, col in free_pairs(found, plan)}
        expected = {pair for pair, loss in losses.items() if not loss.places_fewer and loss.points <= points}
        assert {(pair.referral, pair.household) for pair in told.open} == expected


def free_pairs(found: Problem, plan: Plan) -> list[tuple[int, int]]:
    pairs = zip(plan.pairs.rows.tolist(), plan.pairs.cols.tolist(), strict=True)
    held = set(plan.pins.values())
    return [(r, c) for r, c in pairs if mates(plan).get(r) != c and r not in plan.pins and c not in held]


def test_a_group_whose_household_is_taken_counts_each_of_its_children() -> None:
    pair = [child("R-1", child_ref="a"), child("R-1", child_ref="b")]
    found = problem(pair, [household("H-1", approved_children=2)])

    (told,) = near(Losses(found, solve(found)), 1_000_000).suggested

    assert told.firm
    assert told.margin == Loss(0, 0, 2, 25 + 27 + 7)


def test_a_pinned_pair_is_firm_and_keeps_others_from_being_open() -> None:
    found = problem([child("R-1"), child("R-2")], [household("H-1"), household("H-2")], pins=[pin("R-1", "H-2")])

    told = firmness.as_data(found, near(Losses(found, solve(found)), 1_000_000))

    pinned, other = told["suggested"]
    assert pinned == {"referral_ref": "R-1", "household_ref": "H-2", "firm": True, "margin": None}
    assert other["firm"]
    assert told["open"] == []
