"""A frozen run read back is the problem that it answered."""

import json
from dataclasses import replace

from hypothesis import given, settings

from matching.plan import solve
from matching.problem import Problem, canonical_json, inputs_sha256
from matching.snapshots import problem_of
from tests.matching.problems import PLACES, Spot, child, household, problem, problems


@given(problems())
@settings(max_examples=60, deadline=None)
def test_a_problem_survives_being_frozen(found: Problem) -> None:
    again = problem_of(json.loads(canonical_json(found.canonical())))

    assert again.canonical() == found.canonical()
    assert solve(again).suggestions == solve(found).suggestions


def test_a_part_of_a_run_is_just_the_referrals_and_households_that_are_named() -> None:
    found = problem([child("R-1"), child("R-2")], [household("H-1"), household("H-2")])

    part = problem_of(json.loads(canonical_json(found.canonical())), referrals=["R-2"], households=["H-1"])

    assert ([r.ref for r in part.referrals], [h.ref for h in part.households]) == (["R-2"], ["H-1"])


def test_another_place_of_a_postcode_is_another_input() -> None:
    found = problem([child()], [household()])
    moved = replace(found, places=PLACES | {"EH12 5AA": Spot(322001, 673000, "S12000036")})

    assert inputs_sha256(moved) != inputs_sha256(found)
