"""Why a run suggests otherwise than the run before: one fact taken back at a time, and facts that interact."""

import random
from typing import Any

from hypothesis import given, settings

from matching.plan import solve
from matching.problem import Problem
from matching.reasons.difference import Difference, Differences, differences, mates
from matching.reasons.inputs import taken_back
from matching.reasons.told_changes import sentence
from tests.matching.problems import TODAY, child, household, pin, problem, problems
from tests.matching.reasons.test_inputs import frozen


def between(before: Problem, now: Problem, **terms: Any) -> Differences:
    return differences(before, solve(before), now, solve(now), **terms)


def only(found: Differences) -> Difference:
    (one,) = found.found
    return one


def told(changes: Any) -> list[tuple[Any, ...]]:
    return [(each.fact.of, *each.fact.ref, each.fact.field) for each in changes]


def test_a_hold_is_why_a_suggestion_is_gone() -> None:
    before = problem([child("R-1")], [household("H-1")])
    now = problem([child("R-1")], [household("H-1", hold_until=TODAY.replace(year=2027))])

    one = only(between(before, now))

    assert (one.referral, one.before, one.now) == ("R-1", "H-1", None)
    assert (told(one.causes), one.together) == ([("household", "H-1", "hold_until")], ())


def test_a_household_that_came_is_why_one_moved_and_another_is_placed() -> None:
    rows = [child("R-1", sex="F"), child("R-2", sex="M", urgency="urgent")]
    before = problem(rows, [household("H-1")])
    now = problem(rows, [household("H-1"), household("H-2", sexes=("M",))])

    found = between(before, now)

    assert [(one.referral, one.before, one.now) for one in found.found] == [("R-1", None, "H-1"), ("R-2", "H-1", "H-2")]
    assert {tuple(told(one.causes)) for one in found.found} == {(("household", "H-2", "*"),)}


def test_two_facts_that_each_suffice_are_both_causes_or_interact() -> None:
    before = problem([child("R-1")], [household("H-1")])
    now = problem([child("R-1", sex="M", max_travel_minutes=0)], [household("H-1", sexes=("F",))])

    one = only(between(before, now))

    assert one.causes == ()
    assert sorted(told(one.together))[0] == ("child", "R-1", "R-1-a", "max_travel_minutes")
    assert len(one.together) == 2


def test_a_forbidden_pair_is_told_as_a_persons_word() -> None:
    before = problem([child("R-1")], [household("H-1")])
    now = problem([child("R-1")], [household("H-1")], pins=[pin("R-1", "H-1", decision="forbid")])

    assert told(only(between(before, now)).causes) == [("pin", "R-1", "H-1", "*")]


def test_where_the_solves_run_out_it_says_so() -> None:
    before = problem([child("R-1")], [household("H-1")])
    now = problem([child("R-1", sex="M", max_travel_minutes=0)], [household("H-1", sexes=("F",))])

    found = between(before, now, solves=1)

    assert (found.cut, found.solves, only(found).together) == (True, 1, ())


def test_what_changed_of_those_who_differ_is_tried_first_and_time_may_run_out() -> None:
    later = TODAY.replace(year=2027)
    before = problem([child("R-1", sex="M")], [household("H-0", sexes=("F",)), household("H-9")])
    now = problem(
        [child("R-1", sex="M")], [household("H-0", sexes=("F",), hold_until=later), household("H-9", hold_until=later)]
    )
    left = iter([True])

    found = between(before, now, go_on=lambda: next(left, False))

    assert (found.changed, found.solves, found.cut) == (2, 1, True)
    assert told(only(found).causes) == [("household", "H-9", "hold_until")]
    assert "Why, of what was tried: H-9: on hold until" in sentence(only(found), cut=True)


@given(problems(), problems())
@settings(max_examples=60, deadline=None)
def test_every_cause_undoes_its_difference_and_of_those_together_none_can_be_spared(
    first: Problem, second: Problem
) -> None:
    before, now = frozen(first), frozen(second)
    found, old = between(before, now), mates(before, solve(before))

    def undone(one: Difference, changes: Any) -> bool:
        back = taken_back(now, before, {each.fact for each in changes})
        return mates(back, solve(back)).get(one.referral) == old.get(one.referral)

    assert not found.cut
    for one in found.found:
        assert bool(one.causes) != bool(one.together)
        assert all(undone(one, [cause]) for cause in one.causes)
        if one.together:
            assert undone(one, one.together)
            spared = [[other for other in one.together if other is not each] for each in one.together]
            assert not any(undone(one, fewer) for fewer in spared)


def test_the_answer_is_the_same_in_any_order_of_rows() -> None:
    rng = random.Random(3)
    rows = [child(f"R-{n}", sex=rng.choice("FM"), max_travel_minutes=rng.choice((20, 60))) for n in range(9)]
    homes = [household(f"H-{n}", sexes=rng.choice((("F",), ("F", "M")))) for n in range(7)]
    later = [dict(home, approved_children=rng.choice((0, 1))) for home in homes[1:]]
    expected = between(problem(rows, homes), problem(rows[1:], later))

    assert expected.found
    for _ in range(5):
        again = (
            problem(rng.sample(rows, 9), rng.sample(homes, 7)),
            problem(rng.sample(rows[1:], 8), rng.sample(later, 6)),
        )
        assert between(*again) == expected
