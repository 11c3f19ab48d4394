"""What a household more is worth by its chains is what two whole solves, and every plan there is, say it is."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from matching.plan import Plan, solve
from matching.problem import Problem
from matching.recruiting import worth
from matching.recruiting.archetypes import Archetype, with_households
from matching.recruiting.demand import as_problem, drawable, drawn
from matching.recruiting.findings import of_scenario
from matching.recruiting.worth import Worth
from tests.matching.problems import child, household, pin, problem
from tests.matching.reasons.every_plan import every_plan
from tests.matching.recruiting.networks import candidates, kind, network

INSTANCES = int(os.environ.get("RECRUITED", "90"))  # pairs of whole solves: 2,000 in `make faults`


Instance = tuple[Problem, Plan, Archetype, int]


def by_chains(found: Problem, plan: Plan, archetype: Archetype, scenario: int) -> tuple[int, ...]:
    rows, each = drawable(found, plan), Worth(found, plan)
    marks = each.marks(drawn(found, rows, "seed", scenario))[rows]
    taken = candidates(found, plan, [archetype]).takes[0]
    return each.gains[int((marks * taken).max(initial=0))]


def by_solving(found: Problem, plan: Plan, archetype: Archetype, scenario: int) -> tuple[int, ...]:
    return of_scenario(found, plan, drawn(found, drawable(found, plan), "seed", scenario), archetype)


def instances(seed: int, *, count: int) -> Iterator[Instance]:
    """Random networks, a kind of each that the demand suggests, and a scenario."""
    rng = random.Random(seed)
    while count:
        found = network(rng)
        plan = solve(found)
        tried = candidates(found, plan).tried
        for archetype in rng.sample(tried, min(5, len(tried), count)):
            count -= 1
            yield found, plan, archetype, rng.randrange(100)


def test_what_chains_say_is_what_two_whole_solves_say() -> None:
    worths = [(by_chains(*each), by_solving(*each)) for each in instances(20261127, count=INSTANCES)]

    assert [chains for chains, _ in worths] == [solved for _, solved in worths]
    assert len(worths) == INSTANCES
    assert len({chains for chains, _ in worths}) > 5
    assert sum(any(chains) for chains, _ in worths) > INSTANCES / 4


def test_marks_that_are_not_passed_on_along_chains_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worth, "_pass_on", lambda *_, **__: None)

    assert any(by_chains(*each) != by_solving(*each) for each in instances(20261127, count=60))


def test_no_plan_of_all_there_are_places_more_or_otherwise() -> None:
    rng = random.Random(5)
    for _ in range(25):
        found = network(rng, referrals=4, households=3)
        plan = solve(found)
        rows = np.array(drawable(found, plan), np.int64)
        before = as_problem(found, plan, rows)
        for archetype in candidates(found, plan).tried[:4]:
            with_one = with_households(before, [archetype], run=found)
            best = [every_plan(each)[0][0][:3] for each in (before, with_one)]
            told = of_scenario(found, plan, rows, archetype)
            assert told == tuple(less - more for less, more in zip(*best, strict=True))


def test_a_household_more_never_takes_a_child_of_any_urgency_away() -> None:
    for each in instances(3, count=30):
        assert min(by_solving(*each)) >= 0


def test_a_household_that_takes_one_child_may_place_another_by_a_chain() -> None:
    near, far = child("R-1", urgency="urgent"), child("R-2", contact_postcode="KY1 1AA", needs=("prematurity",))
    homes = [household("H-1", max_travel_minutes=60)]
    found = problem([near, far], homes)
    plan, refuses = solve(found), kind()
    both = np.array([0, 1], np.int64)

    assert candidates(found, plan, [refuses]).takes.tolist() == [[True, False]]
    assert of_scenario(found, plan, both, refuses) == (0, 0, 1)
    assert Worth(found, plan).marks(both).tolist() == [1, 1]


def test_an_urgent_child_goes_before_three_who_are_not() -> None:
    three = [child("R-1", child_ref=str(number)) for number in range(3)]
    found = problem([child("R-2", urgency="urgent"), *three], [])
    worth_of = Worth(found, solve(found))

    assert worth_of.gains == ((0, 0, 0), (0, 0, 3), (1, 0, 0))
    assert of_scenario(found, solve(found), np.array([0, 1]), kind(agencies=("",), children=3)) == (1, 0, 0)


def test_whom_a_pin_or_a_link_has_settled_is_in_no_scenario_and_neither_is_the_household() -> None:
    rows = [child("R-1"), child("R-2"), child("R-3", open_links=1)]
    found = problem(rows, [household("H-1"), household("H-2")], pins=[pin("R-1", "H-1")])
    plan = solve(found)

    assert drawable(found, plan) == [1]
    alone = as_problem(found, plan, np.array([1, 1]))
    assert [home.ref for home in alone.households] == ["H-2"]
    assert of_scenario(found, plan, np.array([1, 1]), kind()) == (0, 0, 1)


def test_what_a_coordinator_has_forbidden_is_forbidden_to_all_who_are_drawn_like_it() -> None:
    forbidden = [pin("R-1", "H-1", decision="forbid")]
    found = problem([child("R-1")], [household("H-1")], pins=forbidden)
    plan = solve(found)

    again = as_problem(found, plan, np.array([0, 0]))
    assert solve(again).suggestions == ()
    assert solve(replace(again, pins=())).suggestions
