"""The wider problem has its best answer, by brute force at small size; it is never worse than the run, and equal to it
where nothing more is allowed."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.beyond import checking, solving
from matching.beyond.answers import AIMS
from matching.beyond.wider import Ground, Wider, WiderRefused
from matching.plan import solve
from matching.problem import Problem
from tests.matching import problems
from tests.matching.problems import child, household, problem

NOBODY = Wider(frozenset(), {})


def ground(of: Problem, *, twice=(), **apart: int) -> Ground:
    return Ground(of, solve(of), Wider(frozenset(twice), {ref.replace("_", "-"): near for ref, near in apart.items()}))


def group(ref: str, size: int = 2, **changes):
    return [child(ref, child_ref=f"{ref}-{number}", **changes) for number in range(size)]


def every_answer(of: Ground) -> Iterator[dict[int, int]]:
    """Every plan that keeps the rules, by trying all."""
    options = []
    pairs = set(zip(of.pairs.rows.tolist(), of.pairs.cols.tolist(), strict=True))
    homes = range(len(of.problem.households))
    for row in range(len(of.problem.referrals)):
        own = [part.row for part in of.parts if part.group == row]
        whole = [{row: col} for col in homes if (row, col) in pairs]
        apart = [dict(zip(own, cols, strict=True)) for cols in product(homes, repeat=len(own))] if own else []
        options.append([{}, *whole, *(one for one in apart if set(one.items()) <= pairs)])
    for chosen in product(*options):
        placed = {row: col for one in chosen for row, col in one.items()}
        rules = checking._of_homes, checking._of_groups, checking._of_pairs
        if all(rule(of, placed) is None for rule in rules):
            yield placed


@settings(max_examples=40, deadline=None)
@given(problems.problems(most=3, easy=True), st.sets(st.sampled_from(("H-0", "H-1", "H-2"))), st.integers(0, 90))
def test_the_answer_is_the_best_of_all_that_keep_the_rules(of, twice, minutes):
    homes, groups = {one.ref for one in of.households}, [one.ref for one in of.referrals if len(one.children) > 1]
    wide = Ground(of, solve(of), Wider(frozenset(twice & homes), dict.fromkeys(groups, minutes)))

    answer = solving.solve(wide)

    best = min(checking.objective(wide, placed) for placed in every_answer(wide))
    assert checking.objective(wide, answer.placed) == best
    assert answer.is_proven


@settings(max_examples=40, deadline=None)
@given(problems.problems(most=4))
def test_where_nothing_more_is_allowed_the_answer_is_the_plan_of_the_network(of):
    plan = solve(of)

    answer = solving.solve(Ground(of, plan, NOBODY))

    assert answer.placed == {pair.referral: pair.household for pair in plan.suggestions}
    assert answer.is_proven


def test_a_household_that_may_takes_two_unrelated_children_as_far_as_it_has_places():
    rows = [child("R-1"), child("R-2"), child("R-3")]
    of = problem(rows, [household("H-1", approved_children=2)])

    placed = solving.solve(ground(of, twice=["H-1"])).placed
    one = solving.solve(ground(problem(rows, [household("H-1")]), twice=["H-1"])).placed

    assert (len(placed), set(placed.values())) == (2, {0})
    assert len(one) == 1


def test_a_group_is_placed_apart_only_where_it_would_have_no_place_whole_and_then_near():
    homes = [household("H-1"), household("H-2", postcode="KY1 1AA"), household("H-3", postcode="EH12 5AA")]
    near = solving.solve(ground(problem(group("R-1"), homes), R_1=30))
    whole = solving.solve(ground(problem(group("R-1"), [*homes, household("H-4", approved_children=2)]), R_1=30))

    assert sorted(near.placed.values()) == [0, 2]
    assert list(whole.placed.items()) == [(0, 3)]


def test_a_way_that_nobody_knows_is_not_near():
    homes = [household("H-1"), household("H-2", postcode="BT1 1AA")]

    assert solving.solve(ground(problem(group("R-1"), homes), R_1=240)).placed == {}


def test_who_is_forbidden_the_group_is_forbidden_each_of_its_children():
    homes = [household("H-1"), household("H-2")]
    forbids = [problems.pin("R-1", "H-2", decision="forbid")]

    assert solving.solve(ground(problem(group("R-1"), homes, pins=forbids), R_1=60)).placed == {}


def crowd() -> Ground:
    rows = [row for number in range(14) for row in group(f"R-{number}", urgency="soon")]
    homes = [household(f"H-{number:02}", approved_children=1 + number % 3) for number in range(16)]
    of = problem(rows, homes)
    return Ground(of, solve(of), Wider(frozenset(h["household_ref"] for h in homes), {f"R-{n}": 60 for n in range(14)}))


@pytest.mark.parametrize("effort", [1e-6, 1e-4, 1e-3, 1e-2])
def test_an_aim_is_proven_only_by_a_search_that_ended_and_no_answer_is_worse_than_the_run(effort):
    wide = crowd()
    best = solving.solve(wide)

    answer = solving.solve(wide, effort=effort)

    assert [aim.name for aim in answer.aims] == list(AIMS)
    assert checking.fault_of(wide, answer.placed) is None
    if answer.placed != best.placed:
        assert not answer.is_proven
    for aim, known in zip(answer.aims, best.aims, strict=True):
        assert aim.bound is None or aim.bound <= aim.cost
        if not aim.is_proven:
            break
        assert aim.cost == known.cost


@settings(max_examples=60, deadline=None)
@given(problems.problems(most=4, easy=True), st.floats(1e-6, 3e-2), st.integers(0, 90))
def test_however_soon_a_search_is_ended_what_it_calls_proven_is_the_best(of, effort, minutes):
    groups = [one.ref for one in of.referrals if len(one.children) > 1]
    wide = Ground(of, solve(of), Wider(frozenset(h.ref for h in of.households), dict.fromkeys(groups, minutes)))

    hurried, whole = solving.solve(wide, effort=effort), solving.solve(wide)

    assert checking.objective(wide, hurried.placed) <= checking.objective(wide, checking.of_run(wide))
    assert not hurried.is_proven or hurried.placed == whole.placed


def test_what_is_told_on_the_way_keeps_the_rules_and_is_never_worse_than_before():
    wide, told = crowd(), []

    solving.solve(wide, told=told.append)

    values = [checking.objective(wide, answer.placed) for answer in told]
    assert values == sorted(values, reverse=True)
    assert all(checking.fault_of(wide, answer.placed) is None for answer in told)


def test_a_child_whose_group_is_forbidden_a_household_is_found_out():
    homes = [household("H-1"), household("H-2")]
    wide = ground(problem(group("R-1"), homes, pins=[problems.pin("R-1", "H-2", decision="forbid")]), R_1=60)

    assert checking.fault_of(wide, {1: 0, 2: 1}) == "R-1 is forbidden H-2."


def test_the_same_question_has_the_same_answer_in_any_order_of_rows():
    rows = [*group("R-1"), *group("R-2"), child("R-3"), child("R-4")]
    homes = [household(f"H-{number}", approved_children=1 + number % 2) for number in range(4)]
    wanted = {"twice": ["H-1", "H-3"], "R_1": 60, "R_2": 60}

    found = [solving.solve(ground(problem(*given), **wanted)) for given in ((rows, homes), (rows[::-1], homes[::-1]))]

    assert found[0] == found[1] == solving.solve(ground(problem(rows, homes), **wanted))


@pytest.mark.parametrize(
    ("wider", "said"),
    [
        (Wider(frozenset({"H-9"}), {}), "There is no household H-9 in the run."),
        (Wider(frozenset(), {"R-9": 5}), "There is no referral R-9 in the run."),
        (Wider(frozenset(), {"R-2": 5}), "R-2 is one child: nobody can be placed apart."),
        (Wider(frozenset(), {"R-1": 241}), "Near is 0 to 240 minutes, not 241."),
    ],
)
def test_what_cannot_be_allowed_is_refused_in_a_sentence(wider, said):
    of = problem([*group("R-1"), child("R-2")], [household("H-1")])

    with pytest.raises(WiderRefused, match=said):
        Ground(of, solve(of), wider)


def test_a_pin_is_kept_and_a_pinned_group_is_not_parted():
    homes = [household("H-1", approved_children=2), household("H-2"), household("H-3")]
    of = problem([*group("R-1"), child("R-2")], homes, pins=[problems.pin("R-1", "H-1")])

    answer = solving.solve(ground(of, R_1=60))

    assert answer.placed[0] == 0


def test_an_answer_that_breaks_a_rule_is_found_out():
    of = problem([*group("R-1"), child("R-2"), child("R-3")], [household("H-1"), household("H-2"), household("H-3")])
    wide = ground(of, R_1=60)
    faults = [
        ({0: 0}, "R-1 is barred from H-1."),
        ({1: 0, 2: 0}, "H-1 takes more referrals than it may."),
        ({3: 0}, "R-1 is neither whole nor apart."),
        ({1: 0}, "The answer is worse than the run."),
    ]

    assert [checking.fault_of(wide, placed) for placed, _ in faults] == [said for _, said in faults]


def test_children_that_are_not_near_one_another_are_found_out():
    homes = [household("H-1"), household("H-2", postcode="KY1 1AA")]
    wide = ground(problem(group("R-1"), homes), R_1=5)

    assert checking.fault_of(wide, {1: 0, 2: 1}) == "The children of R-1 are not near one another."
