"""The exact solver against brute force and scipy, and its certificate against tampering."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.solver import Question, SolverFailed, assign, fault_of, largest_cost


def brute_force(pairs: dict[tuple[int, int], int], n_rows: int) -> int:
    """The least cost over every way to give each row one of its pairs or none."""
    choices = [[None] + [pair for pair in pairs if pair[0] == row] for row in range(n_rows)]
    costs = []
    for choice in product(*choices):
        taken = [pair for pair in choice if pair is not None]
        if len({col for _, col in taken}) == len(taken):
            costs.append(sum(pairs[pair] for pair in taken))
    return min(costs)


def triples(pairs: dict[tuple[int, int], int]) -> tuple[Any, Any, Any]:
    return (
        np.array([row for row, _ in pairs], np.int64),
        np.array([col for _, col in pairs], np.int64),
        np.array(list(pairs.values()), np.int64),
    )


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(-9, 9)))
@settings(max_examples=150, deadline=None)
def test_the_cost_is_the_least_of_all_ways(pairs: dict[tuple[int, int], int]) -> None:
    answer = assign(*triples(pairs), n_rows=4, n_cols=4)

    assert answer.cost == brute_force(pairs, 4)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 40), st.floats(0.02, 1))
@settings(max_examples=150, deadline=None)
def test_sparse_questions_cost_what_scipy_finds(seed: int, n_rows: int, n_cols: int, density: float) -> None:
    rng = np.random.default_rng(seed)
    rows, cols = np.nonzero(rng.random((n_rows, n_cols)) < density)
    costs = rng.integers(-100, 40, len(rows))

    answer = assign(rows, cols, costs, n_rows=n_rows, n_cols=n_cols)

    dense = np.zeros((n_rows, n_cols))
    dense[rows, cols] = np.minimum(costs, 0)
    assert answer.cost == dense[linear_sum_assignment(dense)].sum()


def test_nobody_has_to_be_matched_unless_it_is_said() -> None:
    dear = np.array([0]), np.array([0]), np.array([5])

    assert assign(*dear, n_rows=1, n_cols=1).mates.tolist() == [-1]
    assert assign(*dear, n_rows=1, n_cols=1, must_rows=np.array([True])).mates.tolist() == [0]
    assert assign(*dear, n_rows=1, n_cols=1, must_cols=np.array([True])).mates.tolist() == [0]


def test_a_row_that_cannot_be_matched_though_it_has_to_be_is_no_answer() -> None:
    with pytest.raises(SolverFailed, match="INFEASIBLE"):
        assign(*triples({(0, 0): 1, (1, 0): 1}), n_rows=2, n_cols=1, must_rows=np.array([True, True]))


def test_an_empty_question_has_an_empty_answer() -> None:
    answer = assign(*triples({}), n_rows=2, n_cols=0)

    assert (answer.mates.tolist(), answer.cost) == ([-1, -1], 0)


@pytest.mark.parametrize(
    "change",
    [
        {"cost": -8},
        {"mates": np.array([1, 1])},
        {"mates": np.array([1, -1])},
        {"row_duals": np.array([0, 0])},
        {"row_duals": np.array([9, 9])},
        {"col_duals": np.array([-1, 0])},
        {"mates": np.array([0])},
    ],
)
def test_the_certificate_finds_every_tampering(change: dict[str, Any]) -> None:
    rows, cols, costs = triples({(0, 0): -3, (0, 1): -5, (1, 1): -4})
    question = Question(rows, cols, costs, 2, 2, np.zeros(2, bool), np.zeros(2, bool))
    answer = assign(rows, cols, costs, n_rows=2, n_cols=2)

    assert fault_of(answer, question) is None
    assert fault_of(replace(answer, **change), question)


@pytest.mark.parametrize(
    ("rows", "cols", "costs"),
    [
        ([0], [0, 1], [1]),
        ([2], [0], [1]),
        ([0], [-1], [1]),
        ([0, 0], [1, 1], [1, 2]),
        ([0], [0], [largest_cost(2, 2) + 1]),
    ],
)
def test_triples_that_make_no_sense_are_refused(rows: list[int], cols: list[int], costs: list[int]) -> None:
    with pytest.raises(ValueError, match="."):
        assign(np.array(rows), np.array(cols), np.array(costs), n_rows=2, n_cols=2)


def test_costs_up_to_the_limit_are_solved() -> None:
    top = largest_cost(2, 2)

    assert assign(*triples({(0, 0): -top, (0, 1): -top, (1, 1): -top + 1}), n_rows=2, n_cols=2).cost == 1 - 2 * top
