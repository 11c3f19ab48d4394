"""A plan against an earlier result: what is no longer suggested is told with why not today."""

from matching.plan import solve
from matching.problem import Problem
from matching.reasons.earlier import against
from matching.reasons.explanation import Explanation
from tests.matching.problems import child, household, problem


def told(found: Problem, *before: tuple[str, str]) -> list[str]:
    return against(Explanation(found, solve(found)), before).splitlines()


def test_a_pair_that_is_barred_now_names_the_bars() -> None:
    found = problem([child("R-1", sex="M")], [household("H-1", sexes=("F",)), household("H-2")])

    assert told(found, ("R-1", "H-1")) == [
        "R-1 has H-2 instead of H-1.",
        "  sex_outside_approval: The household's approval does not cover a child of this sex.",
    ]


def test_a_pair_that_is_still_possible_says_what_it_would_cost() -> None:
    rows = [child("R-1", needs=("prematurity",)), child("R-2", urgency="urgent")]
    found = problem(rows, [household("H-1", yes_needs=("prematurity",))])

    first, second, third = told(found, ("R-1", "H-1"))

    assert first == "R-1 has no suggestion, before it had H-1."
    assert second.startswith("  If H-1 took R-1, R-2 would have no suggestion")
    assert third == "R-2 has H-1, before it had no suggestion."


def test_who_is_no_longer_in_the_run_is_said_to_be_gone() -> None:
    found = problem([child("R-1")], [household("H-1")])

    assert told(found, ("R-1", "H-9"), ("R-9", "H-1")) == [
        "R-1 has H-1 instead of H-9.",
        "  H-9 is not among the households of this run.",
        "R-9 has no suggestion, before it had H-1.",
        "  R-9 is not among the referrals of this run.",
    ]


def test_the_same_plan_is_said_to_be_the_same() -> None:
    assert told(problem([child("R-1")], [household("H-1")]), ("R-1", "H-1")) == ["The same is suggested as before."]
