"""Alternatives in words that a coordinator reads: plans, households, firm and open pairs, ranges of weights."""

import pytest

from matching.plan import solve
from matching.problem import Problem
from matching.reasons import told_alternatives
from matching.reasons.alternatives import best_first, plans
from matching.reasons.explanation import Explanation
from matching.reasons.firmness import near
from matching.reasons.weighing import Range, Weighed, weighed
from tests.matching.problems import child, household, pin, problem


@pytest.fixture
def pairs() -> Problem:
    """R-1 speaks Gaelic as H-1 does, R-2 may have either, R-3 is pinned."""
    homes = [household("H-1", languages=("gaelic",)), household("H-2"), household("H-3")]
    rows = [child("R-1", language="gaelic"), child("R-2"), child("R-3")]
    return problem(rows, homes, pins=[pin("R-3", "H-3")])


def test_a_plan_is_told_by_its_new_pair_whom_it_moves_and_what_it_loses(pairs: Problem) -> None:
    explained = Explanation(pairs, solve(pairs))

    said = told_alternatives.of_plans(explained, list(plans(explained.losses, 3)), 3).splitlines()

    assert said[1] == "  1. If H-2 instead of H-1 took R-1, R-2 would move to H-1 and the plan would lose 10 points."
    assert said[2:] == ["  There are no more: no other pair is possible."]


def test_the_other_households_of_a_referral_stand_in_a_line(pairs: Problem) -> None:
    explained = Explanation(pairs, solve(pairs))
    best = {row: best_first(explained.losses, row) for row in range(3)}

    said = told_alternatives.of_households(pairs, best, explained.suggested).splitlines()

    assert said[1:] == [
        "  R-1, now H-1: H-2 (lose 10 points)",
        "  R-2, now H-2: H-1 (lose 10 points)",
        "  R-3, now H-3: no other is free and possible",
    ]


def test_firm_loose_and_open_pairs_are_told_with_what_would_be_lost(pairs: Problem) -> None:
    losses = Explanation(pairs, solve(pairs)).losses

    firm, none, nothing = told_alternatives.of_near(pairs, near(losses, 5)).split("\n\n")
    few, loose, opened = told_alternatives.of_near(pairs, near(losses, 10)).split("\n\n")

    assert firm.splitlines()[1] == "  R-1 with H-1: without it the plan would lose 10 points"
    assert none.splitlines()[1:] == nothing.splitlines()[1:] == ["  none"]
    assert few.splitlines()[1:] == ["  R-3 with H-3: pinned by a coordinator"]
    assert len(loose.splitlines()) == 3
    assert opened.splitlines()[1:] == ["  R-1: H-2 (lose 10 points)", "  R-2: H-1 (lose 10 points)"]


def test_the_range_of_a_weight_is_told_and_what_was_not_looked_at(pairs: Problem) -> None:
    plan = solve(pairs)

    said = told_alternatives.of_weights(
        pairs, [weighed(pairs, plan, merit, most=40) for merit in ("language", "travel")]
    )

    assert "  language, today 10: looked at every weight that a policy may hold, 0 to 10000\n" in said
    assert "  travel, today 30: looked at 10 to 50, cut after 40 solves\n" in said
    assert said.splitlines()[-1].startswith("  at every weight looked at: ")


def test_many_returns_are_counted(pairs: Problem) -> None:
    runs = tuple((low, low + low % 20) for low in range(50, 100, 10))
    told = Weighed("travel", 30, 0, 100, 100, {(0, 0): Range(3, 40, runs)})

    said = told_alternatives.of_weights(pairs, [told]).splitlines()[-1]

    assert said == "  R-1 with H-1: travel 3 to 40 (and again 50 to 60, 60, 70 to 80 and 2 stretches more)"
