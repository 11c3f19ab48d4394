"""Everybody matched by prices and chains: as cheap as the flow, the same plan to the byte, given up in time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import solver
from matching.document import render
from matching.everybody import everybody_matched
from matching.plan import solve
from matching.problem import Problem
from matching.solver import Assignment, Question, SolverFailed, assign, fault_of
from matching.tiers import Ordered, Tier, best_in_order
from tests.matching.problems import problems

ALWAYS, NEVER = 1, 2**62
SEEDS = st.integers(0, 2**32 - 1)
SAME_MONKEYPATCH = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Drawn:
    """A random question: a few rows or columns too many, ties or hardly any, pairs in any order."""

    pairs: tuple[Any, Any, Any]
    shape: dict[str, int]


def drawn(seed: int, most: int = 40) -> Drawn:
    rng = np.random.default_rng(seed)
    n_rows, n_cols = (int(side) for side in rng.integers(1, most, 2)) if rng.random() < 0.3 else [most, most]
    possible = rng.random((n_rows, n_cols)) < rng.choice([0.2, 0.6, 1])
    smaller = min(n_rows, n_cols)
    possible[rng.permutation(n_rows)[:smaller], rng.permutation(n_cols)[:smaller]] = rng.random() < 0.8
    rows, cols = np.nonzero(possible)
    top = rng.choice([1, 3, 100, 10**6, 10**12])
    order = rng.permutation(len(rows)) if rng.random() < 0.3 else np.arange(len(rows))
    costs = rng.integers(-top, top + 1, len(rows)) if rng.random() < 0.7 else (rows + 1) * (cols + 1)
    return Drawn((rows[order], cols[order], costs[order]), {"n_rows": n_rows, "n_cols": n_cols})


def musts(question: Drawn) -> dict[str, Any]:
    """Everybody of the smaller side, and of both where they are as many."""
    n_rows, n_cols = question.shape["n_rows"], question.shape["n_cols"]
    return {"must_rows": np.full(n_rows, n_rows <= n_cols), "must_cols": np.full(n_cols, n_cols <= n_rows)}


def answer_of(question: Drawn, **changes: Any) -> Assignment | str:
    try:
        return assign(*question.pairs, **question.shape, **musts(question), **changes)
    except SolverFailed as failed:
        return str(failed)


def ordered(question: Drawn) -> Ordered:
    """Urgency that everybody shares, points, and a digest as the last word."""
    rows, cols, costs = question.pairs
    digest = np.random.default_rng(len(rows)).integers(0, 2**40, len(rows))
    tiers = [Tier("urgent", -np.ones(len(rows), np.int64)), Tier("points", costs % 7), Tier("digest", digest)]
    return best_in_order(rows, cols, tiers, **question.shape)


def told(answer: Assignment | Ordered) -> Any:
    """All that an answer says, its duals included."""
    if isinstance(answer, Assignment):
        return answer.mates.tolist(), answer.cost, answer.row_duals.tolist(), answer.col_duals.tolist()
    return answer.mates.tolist(), [(s, s.row_duals.tolist(), s.col_duals.tolist()) for s in answer.stages]


@given(SEEDS)
@settings(max_examples=200, deadline=None)
def test_the_last_way_found_is_proven_and_costs_what_the_flow_costs(seed: int) -> None:
    question = drawn(seed)
    n_rows, n_cols = question.shape.values()
    rows, cols, costs = (part[np.lexsort(question.pairs[1::-1])] for part in question.pairs)
    by_flow = answer_of(question)

    ways = (
        list(everybody_matched(rows, cols, costs, size=n_rows, in_order=True)) if n_rows == n_cols and len(rows) else []
    )

    if ways:
        pairs, *duals = ways[-1]
        mates = np.full(n_rows, -1)
        mates[rows[pairs]] = cols[pairs]
        answer = Assignment(mates, int(costs[pairs].sum()), *duals)
        assert fault_of(answer, Question(rows, cols, costs, n_rows, n_cols, *musts(question).values())) is None
        assert isinstance(by_flow, Assignment)
        assert by_flow.cost == answer.cost


@given(SEEDS)
@SAME_MONKEYPATCH
def test_the_greatest_duals_and_refusals_do_not_tell_the_way(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    question = drawn(seed)
    answers = []
    for many in (ALWAYS, NEVER):
        monkeypatch.setattr(solver, "MANY", many)
        answers.append(answer_of(question, greatest=True))

    one, other = (answer if isinstance(answer, str) else told(answer)[1:] for answer in answers)
    assert one == other


@given(SEEDS)
@SAME_MONKEYPATCH
def test_aims_in_order_are_answered_alike_by_both_ways(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    question = drawn(seed)
    answers = []
    for many in (ALWAYS, NEVER):
        monkeypatch.setattr(solver, "MANY", many)
        answers.append(told(ordered(question)))

    assert answers[0] == answers[1]


@given(problems(easy=True))
@SAME_MONKEYPATCH
def test_a_whole_run_is_the_same_to_the_byte_by_both_ways(monkeypatch: pytest.MonkeyPatch, problem: Problem) -> None:
    results = []
    for many in (ALWAYS, NEVER):
        monkeypatch.setattr(solver, "MANY", many)
        results.append(render(problem, solve(problem)))

    assert results[0] == results[1]


def test_more_pairs_are_looked_at_until_none_is_cheaper() -> None:
    size = 150
    rows, cols = np.divmod(np.arange(size * size), size)
    costs = np.random.default_rng(50).integers(0, 100_000, size * size) + cols % 30 * 800

    ways = list(everybody_matched(rows, cols, costs, size=size, in_order=True))

    left = [costs + row_duals[rows] + col_duals[cols] for _, row_duals, col_duals in ways]
    assert left[0].min() < 0 == left[-1].min()
    assert costs[ways[-1][0]].sum() == assign(rows, cols, costs, n_rows=size, n_cols=size, **every(size)).cost


def every(size: int) -> dict[str, Any]:
    return {"must_rows": np.ones(size, bool), "must_cols": np.ones(size, bool)}


def test_where_too_many_want_too_few_it_is_given_up_and_the_flow_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    size = 300  # most rows want the same ten columns, and have one more each that is far away
    rows = np.repeat(np.arange(size), 11)
    cols = np.where(np.arange(size * 11) % 11 == 10, rows, np.arange(size * 11) % 11)
    kept = np.unique(rows * size + cols, return_index=True)[1]
    rows, cols = rows[kept], cols[kept]
    costs = np.where(cols < 10, (rows * 7919 + cols * 104_729) % 1000, 1_000_000 + (rows * 31) % 997)
    monkeypatch.setattr(solver, "MANY", ALWAYS)

    ways = list(everybody_matched(rows, cols, costs, size=size, in_order=True))
    answer = assign(rows, cols, costs, n_rows=size, n_cols=size, **every(size))

    assert all(len(pairs) == size for pairs, _, _ in ways)
    assert sorted(answer.mates.tolist()) == list(range(size))


def test_nobody_without_a_pair_is_matched() -> None:
    assert not list(everybody_matched(*np.array([[0], [0], [1]]), size=2, in_order=True))
