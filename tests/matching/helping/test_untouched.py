"""Asked of the rest, a plan is what it was, and nothing that is answered depends on what was left out."""

import random
from dataclasses import replace

from matching.helping.remedies import remedies, sentence
from matching.helping.untouched import rest
from matching.plan import Plan, solve
from matching.problem import URGENCIES, Problem
from tests.matching.helping.test_remedies import tight_town
from tests.matching.problems import NEEDS, child, household, pin, problem

TOWNS = 60


def by_refs(found: Problem, plan: Plan) -> set[tuple[str, str]]:
    return {(found.referrals[p.referral].ref, found.households[p.household].ref) for p in plan.suggestions}


def crowded(rng: random.Random) -> Problem:
    """More referrals than households, most of which could take any: somebody would take whatever is set free."""
    rows = [child(f"R-{n}", urgency=rng.choice(URGENCIES), needs=rng.sample(NEEDS, 1)) for n in range(7)]
    homes = [household(f"H-{n}", no_needs=tuple(rng.sample(NEEDS, rng.choice((0, 1))))) for n in range(4)]
    return problem(rows, homes)


def test_the_rest_has_the_plan_that_it_had() -> None:
    rng, kept = random.Random(5), 0
    for _ in range(TOWNS):
        found = crowded(rng)
        plan = solve(found)
        left = rest(found, plan, referrals={"R-0"}, households={"H-1"})

        whole = by_refs(found, plan)
        assert by_refs(left, solve(left)) == {pair for pair in whole if pair[0] != "R-0" and pair[1] != "H-1"}
        kept += len(whole) > len(left.households)
    assert kept > TOWNS / 2


def test_what_would_help_does_not_depend_on_the_journey_of_whoever_is_left_out() -> None:
    rng, told = random.Random(9), 0
    for _ in range(TOWNS):
        found = tight_town(rng, most=6)
        plan = solve(found)
        farther = replace(found, referrals=tuple(moved(one) if one.ref == "R-0" else one for one in found.referrals))
        if by_refs(found, plan) == by_refs(farther, solve(farther)):
            said, then = (
                helped(rest(each, solve(each), referrals={"R-0"}, households=())) for each in (found, farther)
            )
            assert said == then
            told += len(said)
    assert told > 10


def moved(referral):
    return replace(referral, children=tuple(replace(one, contact_postcode="KY1 1AA") for one in referral.children))


def helped(left: Problem) -> list[str]:
    plan = solve(left)
    return [
        sentence(left, remedy, missing.referral)
        for missing in plan.unmatched
        for remedy in remedies(left, plan, missing.referral).found
    ]


def test_pins_of_whoever_is_left_out_go_with_them() -> None:
    found = problem([child("R-1"), child("R-2")], [household("H-1"), household("H-2")], pins=[pin("R-1", "H-1")])

    left = rest(found, solve(found), referrals={"R-1"}, households=())

    assert [one.ref for one in left.referrals] == ["R-2"]
    assert ([one.ref for one in left.households], left.pins) == (["H-2"], ())
