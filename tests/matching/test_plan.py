"""Whole plans: the best of all, the same whatever the order of rows, and never moved by what must not move them."""

import os
import random
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings

from benchmarks import plain
from matching.document import render
from matching.plan import Plan, solve
from matching.problem import URGENCIES, Problem
from tests.matching.problems import TODAY, child, household, problem, problems

REPEATS = int(os.environ.get("REPEATS", "20"))


def objective(found: Problem, pairs: list[tuple[int, int]]) -> tuple[int, ...]:
    """Urgent, soon and routine children placed, points, and days with their sign turned: the greater the better."""
    placed = dict.fromkeys(URGENCIES, 0)
    points = days = 0
    for row, col in pairs:
        referral = found.referrals[row]
        placed[min((c.urgency for c in referral.children), key=URGENCIES.index)] += len(referral.children)
        points += sum(plain.points(found, referral, found.households[col]).values())
        days += (referral.placement_day - found.as_of).days
    return (*placed.values(), points, -days)


def of_plan(found: Problem, plan: Plan) -> tuple[int, ...]:
    return objective(found, [(pair.referral, pair.household) for pair in plan.suggestions])


def best_by_hand(found: Problem) -> tuple[int, ...]:
    """The best objective over every way to give each referral one possible household or none."""
    choices: list[list[tuple[int, int] | None]] = [
        [None, *((r, c) for c, home in enumerate(found.households) if not plain.bars(found, referral, home))]
        for r, referral in enumerate(found.referrals)
    ]
    ways = [[pair for pair in way if pair] for way in product(*choices)]
    return max(objective(found, way) for way in ways if len({col for _, col in way}) == len(way))


@given(problems(easy=True))
@settings(max_examples=120, deadline=None)
def test_no_other_plan_is_better(found: Problem) -> None:
    plan = solve(found)

    assert of_plan(found, plan) == best_by_hand(found)
    assert all(stage.cost == stage.bound for stage in plan.stages)


@given(problems(easy=True))
@settings(max_examples=100, deadline=None)
def test_an_added_household_never_lowers_the_children_placed(found: Problem) -> None:
    rows = [row for referral in found.referrals for row in as_rows(referral)]
    fewer = problem(rows, [household(home.ref, postcode=home.postcode) for home in found.households])
    more = problem(
        rows, [household(home.ref, postcode=home.postcode) for home in found.households] + [household("H-9")]
    )

    assert of_plan(more, solve(more))[:3] >= of_plan(fewer, solve(fewer))[:3]


def as_rows(referral: Any) -> list[dict[str, Any]]:
    return [child(referral.ref, child_ref=c.ref, urgency=c.urgency, needs=c.needs) for c in referral.children]


def crowd(size: int, rng: random.Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Referrals and households that are much alike, so that many plans are equally good."""
    rows = [
        child(f"R-{n}", urgency=rng.choice(URGENCIES), needs=rng.choice(((), ("prematurity",)))) for n in range(size)
    ]
    homes = [household(f"H-{n}", yes_needs=rng.choice(((), ("prematurity",)))) for n in range(size - 3)]
    return rows, homes


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_rows() -> None:
    rng = random.Random(7)
    rows, homes = crowd(30, rng)
    first = problem(rows, homes)
    expected = render(first, solve(first))

    for _ in range(REPEATS):
        shuffled = problem(rng.sample(rows, len(rows)), rng.sample(homes, len(homes)))
        assert render(shuffled, solve(shuffled)) == expected


def test_renamed_references_keep_the_objective() -> None:
    rng = random.Random(11)
    rows, homes = crowd(20, rng)
    renamed = [row | {"referral_ref": f"Q{row['referral_ref']}"} for row in rows]

    before, after = problem(rows, homes), problem(renamed, homes)

    assert of_plan(before, solve(before)) == of_plan(after, solve(after))


def test_urgency_comes_before_points_and_points_before_days() -> None:
    urgent = child("R-2", urgency="urgent", needs=("prematurity",))
    found = problem([child("R-1"), urgent], [household("H-1", approved_children=1)])

    assert [found.referrals[pair.referral].ref for pair in solve(found).suggestions] == ["R-2"]


def test_a_group_counts_each_of_its_children_and_the_run_says_when_urgency_cost_a_placement() -> None:
    group = [child("R-1", child_ref=ref) for ref in "ab"]
    found = problem([*group, child("R-2", urgency="urgent")], [household("H-1", approved_children=2)])

    plan = solve(found)

    assert [found.referrals[pair.referral].ref for pair in plan.suggestions] == ["R-2"]
    assert plan.children_possible == 2


def test_an_unmatched_referral_counts_each_household_under_every_bar_and_the_rest_as_taken() -> None:
    homes = [
        household("H-1"),
        household("H-2", sexes=("M",), review_due_on=TODAY.replace(year=2020)),
        household("H-3", sexes=("M",)),
    ]
    found = problem([child("R-1", urgency="urgent"), child("R-2")], homes)

    (missing,) = solve(found).unmatched

    assert found.referrals[missing.referral].ref == "R-2"
    assert missing.reasons == (("sex_outside_approval", 2), ("review_overdue", 1), ("taken", 1))


@pytest.mark.parametrize(("rows", "homes"), [([], []), ([child()], []), ([], [household()])])
def test_an_empty_side_is_an_empty_plan(rows: list[dict[str, Any]], homes: list[dict[str, Any]]) -> None:
    plan = solve(problem(rows, homes))

    assert (plan.suggestions, len(plan.unmatched)) == ((), len(rows))


def test_a_pair_suggested_before_is_kept_among_equals() -> None:
    homes = [household(f"H-{n}") for n in range(4)]
    for n in range(4):
        found = problem([child()], homes, previous=[("R-1", f"H-{n}")])
        assert [found.households[pair.household].ref for pair in solve(found).suggestions] == [f"H-{n}"]
