"""Facts that changed between two runs are named, and each can be taken back; all of them give the earlier run."""

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.problem import Problem, canonical_json
from matching.reasons.inputs import Fact, changed, taken_back
from matching.snapshots import problem_of
from tests.matching.problems import TODAY, child, household, pin, problem, problems

YESTERDAY = TODAY - timedelta(days=1)


def frozen(found: Problem) -> Problem:
    return problem_of(json.loads(canonical_json(found.canonical())))


@given(problems(), problems())
@settings(max_examples=150, deadline=None)
def test_all_that_changed_taken_back_is_the_earlier_run(first: Problem, second: Problem) -> None:
    before, now = frozen(first), frozen(replace(second, as_of=TODAY))

    back = taken_back(now, before, {each.fact for each in changed(before, now)})

    assert back.canonical() == before.canonical()
    assert changed(before, back) == []


@given(problems())
@settings(max_examples=60, deadline=None)
def test_nothing_taken_back_leaves_the_run_as_it_is(found: Problem) -> None:
    now = frozen(found)

    assert changed(now, now) == []
    assert taken_back(now, now, set()).canonical() == now.canonical()


def test_each_fact_is_named_with_what_it_was_and_is() -> None:
    before = problem([child("R-1"), child("R-2")], [household("H-1"), household("H-2")])
    now = problem(
        [child("R-1", max_travel_minutes=30), child("R-3")],
        [household("H-1", hold_until=TODAY), household("H-3")],
        pins=[pin("R-1", "H-3")],
    )

    found = {each.fact: (each.before, each.now) for each in changed(before, now)}

    assert found[Fact("child", ("R-1", "R-1-a"), "max_travel_minutes")] == (60, 30)
    assert found[Fact("household", ("H-1",), "hold_until")] == (None, TODAY)
    assert found[Fact("pin", ("R-1", "H-3"))] == (None, ("pin", False))
    came_or_went = {key.ref[0] for key in found if key.of in ("referral", "household") and key.field == "*"}
    assert came_or_went == {"R-2", "R-3", "H-2", "H-3"}
    assert not [key for key in found if key.of == "child" and key.ref[0] != "R-1"]


def test_a_day_taken_back_moves_who_is_needed_at_once_and_nobody_else() -> None:
    rows = [child("R-1"), child("R-2", needed_by=TODAY + timedelta(days=9))]
    before, now = problem(rows, [], as_of=YESTERDAY), problem(rows, [], as_of=TODAY)

    assert [each.fact for each in changed(before, now)] == [Fact("day")]
    days = [one.placement_day for one in taken_back(now, before, {Fact("day")}).referrals]
    assert days == [YESTERDAY, TODAY + timedelta(days=9)]


def test_a_pin_of_someone_who_is_gone_goes_with_them() -> None:
    before = problem([child("R-1")], [household("H-1")])
    now = problem([child("R-1")], [household("H-1"), household("H-2")], pins=[pin("R-1", "H-2")])

    assert taken_back(now, before, {Fact("household", ("H-2",))}).pins == ()


@given(st.sampled_from(["grace_days", "travel", "kept"]), st.integers(0, 9))
def test_one_term_of_the_policy_is_taken_back_alone(name: str, value: int) -> None:
    before = problem([], [])
    merits = dict(before.policy.merits)
    changes = {"merits": merits | {name: value}} if name in merits else {name: value}
    now = replace(before, policy=replace(before.policy, **changes))

    found = changed(before, now)

    assert [each.fact for each in found] in ([Fact("policy", (), name)], [])
    assert taken_back(now, before, {each.fact for each in found}).policy == before.policy


def test_who_comes_back_is_kept_apart_as_before_whichever_else_is_taken_back() -> None:
    members = [
        {"code": "S12000036", "consortium": "EAST", "joined_on": None, "left_on": None},
        {"code": "TARVIT", "consortium": "EAST", "joined_on": None, "left_on": None},
        {"code": "S12000047", "consortium": "WEST", "joined_on": None, "left_on": None},
    ]
    here, there = child("R-1", sex="M"), child("R-2", authority_code="S12000047")
    before = frozen(problem([here, there], [household("H-1", sexes=("F",))], members=members))
    now = frozen(problem([here], [household("H-1")], members=members))

    back = taken_back(now, before, {Fact("referral", ("R-2",))})

    assert back.apart("S12000047", TODAY) == before.apart("S12000047", TODAY) == {"TARVIT"}
    assert Fact("members") not in {each.fact for each in changed(before, now)}
