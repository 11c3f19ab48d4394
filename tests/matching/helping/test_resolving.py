"""A plan solved again after a few records changed is the plan of a new run on the changed problem."""

import random
from dataclasses import replace
from typing import Any

from matching.helping.resolving import Resolver
from matching.plan import solve
from matching.problem import Household, Problem, Referral
from tests.matching.reasons.test_losses import mates, town

ROUNDS = 60


def other_home(home: Household, rng: random.Random) -> Household:
    changes: list[dict[str, Any]] = [
        {"approved_children": 2},
        {"sexes": ("M",)},
        {"no_needs": home.yes_needs, "yes_needs": ()},
        {"open_links": 1},
        {"max_travel_minutes": 2},
    ]
    return replace(home, **rng.choice(changes))


def other_referral(referral: Referral, rng: random.Random) -> Referral:
    change = rng.choice(({"max_travel_minutes": 5}, {"sex": None}, {"needs": ()}))
    return replace(referral, children=tuple(replace(child, **change) for child in referral.children))


def changed(found: Problem, rows: set[int], cols: set[int], rng: random.Random) -> Problem:
    return replace(
        found,
        referrals=tuple(other_referral(r, rng) if k in rows else r for k, r in enumerate(found.referrals)),
        households=tuple(other_home(h, rng) if k in cols else h for k, h in enumerate(found.households)),
    )


def test_what_is_solved_again_is_the_plan_of_a_new_run() -> None:
    rng, moved = random.Random(9), 0
    for _ in range(ROUNDS):
        found = replace(town(rng), pins=())
        before = solve(found)
        rows = set(rng.sample(range(len(found.referrals)), rng.choice((0, 1, 2))))
        cols = set(rng.sample(range(len(found.households)), rng.choice((0, 1, 2))))
        after = changed(found, rows, cols, rng)

        assert Resolver(found, before).mates(after, rows, cols) == mates(solve(after))
        moved += mates(solve(after)) != mates(before)
    assert moved > ROUNDS / 4


def test_pins_stay_where_they_are() -> None:
    rng, pinned = random.Random(10), 0
    while pinned < 10:
        found = town(rng)
        if found.pins:
            pinned += 1
            plan = solve(found)
            after = changed(found, {1}, {1}, rng)
            assert Resolver(found, plan).mates(after, {1}, {1}) == mates(solve(after))
